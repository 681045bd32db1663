/*
 * store.h - the test's or an external tool's view of the database file:
 * accounts and characters put in beside the running server, rows looked at.
 */
#ifndef BOT_STORE_H
#define BOT_STORE_H

#include <stdbool.h>
#include <stdint.h>

struct store;

/* Everything here ends the program with SQLite's message if it goes wrong. */
struct store *store_open(const char *path);
void store_close(struct store *db);

struct store_character {
	const char *login;
	const char *first_name;
	const char *last_name;
	int protocol;			/* 104, 728, 1013: what a tutorial gives */
	int account_level;		/* 0: 99, an ordinary player */
	int32_t x, y, z;
};

/* The password of every account that the store makes. */
extern const char store_password[];

/* A cheap hash of it (bcrypt, cost 4), made once. */
const char *store_hash(void);

int64_t store_add_account(struct store *db, const char *login, int level);

/* An account with one finished character in slot 1; returns its PlayerID. */
int64_t store_add_character(struct store *db, const struct store_character *c);

/* Runs statements without a result; several may make one call. */
void store_exec(struct store *db, const char *sql);

/* The first column of the first row; no row fails, or gives `fallback`. */
int64_t store_get(struct store *db, const char *sql);
int64_t store_get_or(struct store *db, const char *sql, int64_t fallback);

/* The same as text; the caller frees it. */
char *store_take_text(struct store *db, const char *sql);

/* Whether the file passes SQLite's own integrity and foreign key checks. */
bool store_is_sound(struct store *db);

#endif
