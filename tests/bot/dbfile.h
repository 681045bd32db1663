/*
 * dbfile.h - the test's or an external tool's view of the database file:
 * accounts and characters put in beside the running server, rows looked at.
 */
#ifndef BOT_DBFILE_H
#define BOT_DBFILE_H

#include <stdbool.h>
#include <stdint.h>

struct dbfile;

/* Everything here ends the program with SQLite's message if it goes wrong. */
struct dbfile *dbfile_open(const char *path);
void dbfile_close(struct dbfile *db);

struct dbfile_character {
	const char *login;
	const char *first_name;
	const char *last_name;
	int protocol;	/* 104, 728, 1013: what a tutorial gives */
	int account_level;		/* 0: 99, an ordinary player */
	int32_t x, y, z;
};

/* The password of every account made here. */
extern const char dbfile_password[];

/* A cheap hash of it (bcrypt, cost 4), made once. */
const char *dbfile_hash(void);

int64_t dbfile_add_account(struct dbfile *db, const char *login, int level);

/* An account with one finished character in slot 1; returns its PlayerID. */
int64_t dbfile_add_character(struct dbfile *db,
    const struct dbfile_character *c);

/* Runs statements without a result; several may make one call. */
void dbfile_exec(struct dbfile *db, const char *sql);

/* The first column of the first row; no row fails, or gives `fallback`. */
int64_t dbfile_get(struct dbfile *db, const char *sql);
int64_t dbfile_get_or(struct dbfile *db, const char *sql, int64_t fallback);

/* The same as text; the caller frees it. */
char *dbfile_take_text(struct dbfile *db, const char *sql);

/* Every row, its columns as integers (eight at most). */
typedef void dbfile_row_fn(void *arg, const int64_t *columns);
void dbfile_each(struct dbfile *db, const char *sql, dbfile_row_fn *fn,
    void *arg);

/* Whether the file passes SQLite's own integrity and foreign key checks. */
bool dbfile_is_sound(struct dbfile *db);

#endif
