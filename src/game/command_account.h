/* command_account.h - commands about accounts: their access levels, bans. */
#ifndef GAME_COMMAND_ACCOUNT_H
#define GAME_COMMAND_ACCOUNT_H

struct command_args;
struct player;
struct world;

/* Rows of command.c. */
void command_account_access(struct world *w, struct player *p,
    const struct command_args *args);
void command_account_ban(struct world *w, struct player *p,
    const struct command_args *args);
void command_account_unban(struct world *w, struct player *p,
    const struct command_args *args);

#endif
