/* desk.h - where an operator's tool works: config.ini, the database, words. */
#ifndef TOOL_DESK_H
#define TOOL_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "db/beside.h"
#include "db/db_result.h"

struct config;
struct tdata;

enum { DESK_PATH_BYTES = 4096, DESK_PATHS = 3 };

struct desk {
	const char *verb;
	struct config *cfg;
	char beside[DESK_PATHS][DESK_PATH_BYTES]; /* what lies by config.ini */
	struct beside db;
	bool has_db;
};

/* What -c gave. */
struct desk_file {
	const char *path;
	bool is_given;			/* then it must exist */
};

/*
 * The caller frees it; NULL: it has been said why. Its warnings are the
 * server's to tell, at each start: only errors matter here.
 */
struct config *desk_load_config(struct desk_file file) MUST_USE;

/*
 * Reads config.ini, whose paths are relative to where the server works: that is
 * here, or where config.ini lies. False: it has been said why. desk_close()
 * after both.
 */
bool desk_open(struct desk *d, const char *verb, struct desk_file file)
    MUST_USE;

/* And opens the database. */
bool desk_open_db(struct desk *d) MUST_USE;

/* The game's tables, the caller's to free; NULL: it has been said why. */
struct tdata *desk_take_tables(const struct desk *d);

void desk_close(struct desk *d);

/* "fusiond VERB: ..." on stderr; returns EXIT_FAILURE. */
int desk_fail(const struct desk *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The same for what the database said, with its file. */
int desk_fail_db(const struct desk *d);

/* A write transaction: begun, and ended by what came of it. False: said. */
bool desk_begin(struct desk *d) MUST_USE;
bool desk_finish(struct desk *d, enum db_result res) MUST_USE;

/* Unix time as the operator's clock shows it; 0 is "never". */
void desk_format_time(int64_t unix_s, char *out, size_t cap);

/* A name of others, without what a terminal would obey. In place. */
char *desk_clean(char *text);

/* A whole number of the range, nothing behind it. */
bool desk_parse_int(const char *text, int32_t lo, int32_t hi, int32_t *out)
    MUST_USE;

#endif
