/* flow.h - the ways of a player: logging in, a new character, the world. */
#ifndef BOT_FLOW_H
#define BOT_FLOW_H

#include <stdint.h>

#include "bot/bot.h"

/* Connects if need be and sends REQ_LOGIN; no waiting. */
void flow_send_login(struct bot *b, const char *user, const char *password);

/*
 * Logs in, with an account that exists or that the server makes, and waits for
 * the list of characters; the first of them is the bot's from now on.
 */
const struct ls2cl_rep_login_succ *flow_login(struct bot *b, const char *user,
    const char *password);

/* The error code of the LOGIN_FAIL that must follow. */
int32_t flow_login_refused(struct bot *b, const char *user,
    const char *password);

/* Name, looks, tutorial; returns the new uid, which is the bot's then. */
int64_t flow_create_character(struct bot *b, const char *first,
    const char *last, int slot);

/* The two halves of it, for tests of what lies between. */
int64_t flow_save_name(struct bot *b, const char *first, const char *last,
    int slot);
void flow_send_looks(struct bot *b, const char *first, const char *last);

/* SHARD_SELECT_SUCC for the bot's character; returns the enter key. */
int64_t flow_select(struct bot *b);

/* Connects to the shard and enters with the key. */
const struct fe2cl_rep_pc_enter_succ *flow_enter(struct bot *b,
    int64_t enter_key);

void flow_send_enter(struct bot *b, int64_t enter_key);

/* LOADING_COMPLETE: into the world. */
void flow_load(struct bot *b);

/* Select, hang up the login server, enter, load. */
void flow_enter_world(struct bot *b);

/* All of it, for an account that dbfile_add_character() made. */
void flow_join(struct bot *b, const char *user);

/* PC_EXIT, its answer, and the end of the connection. */
void flow_leave(struct bot *b);

/* ---- everyday actions, unanswered ---- */

void flow_move(struct bot *b, int32_t x, int32_t y, int32_t z);
void flow_say(struct bot *b, const char *text);

/* Sees the other one's next move: its decoded PC_MOVE. */
const struct fe2cl_pc_move *flow_see_move(struct bot *onlooker,
    const struct bot *mover);

#endif
