/*
 * e2e.h - what every end-to-end test begins with: a server, its database, a
 * team of bots, and the places where they meet.
 */
#ifndef BOT_E2E_H
#define BOT_E2E_H

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bot/bot.h"
#include "bot/dbfile.h"
#include "bot/die.h"
#include "bot/files.h"
#include "bot/flow.h"
#include "bot/server.h"
#include "bot/sight.h"

struct e2e {
	struct server server;
	struct dbfile *db;
	struct bot_team *team;
	unsigned player_count;
};

/* The edge of a chunk with the fixture's viewdistance of 16000. */
enum { E2E_CHUNK = 16000 / 3 };

/* Nobody lives here, in any of the worlds that the tests run in. */
enum { E2E_X = 109260, E2E_Y = 322580, E2E_Z = 0 };

/* Starts all of it; e2e_end() checks that the server is well and stops it. */
void e2e_start(struct e2e *e, const struct server_options *opt);
void e2e_end(struct e2e *e);

/* Drops the bots, keeps the server: between the tests of one program. */
void e2e_new_team(struct e2e *e);

/* An account with a character, "<label>", at a place; the bot is outside. */
struct bot *e2e_outsider(struct e2e *e, const char *label, int account_level,
    int32_t x, int32_t y, int32_t z);

/* The login of the account that the last call made. */
const char *e2e_last_login(void);

/* The same, gone all the way into the world; nothing left unread. */
struct bot *e2e_player(struct e2e *e, const char *label, int32_t x, int32_t y,
    int32_t z);
struct bot *e2e_game_master(struct e2e *e, const char *label, int32_t x,
    int32_t y, int32_t z);

/* Two fences each: what one set off has arrived at the other. */
void e2e_settle(struct bot *a, struct bot *b);

/* Everything that a bot has received, as the sight of its player. */
void e2e_look(const struct bot *b, struct sight *s);

/* The first NPC of the overworld in the server's NPCs.json. */
struct e2e_npc {
	int32_t id;
	int32_t type;
	int32_t x, y, z;
};
void e2e_find_npc(const struct e2e *e, struct e2e_npc *out);

/* A row of the character: its value in the database, once it is `wanted`. */
void e2e_await_value(struct e2e *e, const char *sql, int64_t wanted);

static inline void
e2e_fail(const char *message)
{
	fail_msg("%s", message);
}

/* The end of each program: runs the tests of the array, failures by cmocka. */
#define E2E_RUN(name, tests, setup, teardown) \
	(die_set_handler(e2e_fail), \
	 cmocka_run_group_tests_name((name), (tests), (setup), (teardown)))

#endif
