/* backup.h - fusiond backup: a copy of the database, while the server runs. */
#ifndef TOOL_BACKUP_H
#define TOOL_BACKUP_H

/* A row of tools[]: argv[0] is the verb; returns the exit status. */
int backup_run(int argc, char **argv);

#endif
