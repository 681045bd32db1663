/* old_database.h - databases as OpenFusion made them, of every version. */
#ifndef SUPPORT_OLD_DATABASE_H
#define SUPPORT_OLD_DATABASE_H

/*
 * An empty database for protocol 104 with the schema of version v, 1 to 6:
 * version 6 with the migrations undone.
 */
void old_database_make(const char *path, int v);

/* Something in every table; account 9 was the highest and is deleted. */
void old_database_fill(const char *path);

#endif
