/* sql_files.h - the files of sql/, compiled in (made by tools/sqlgen.c). */
#ifndef DB_SQL_FILES_H
#define DB_SQL_FILES_H

struct sql_file {
	const char *name;	/* "tables", "migration1" ... without .sql */
	const char *text;
};

/* In the order of their names; ends with a NULL name. */
extern const struct sql_file sql_files[];

#endif
