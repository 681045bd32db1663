/* account.h - fusiond account: accounts, their passwords, levels and bans. */
#ifndef TOOL_ACCOUNT_H
#define TOOL_ACCOUNT_H

/* A row of tools[]: argv[0] is the verb; returns the exit status. */
int account_run(int argc, char **argv);

#endif
