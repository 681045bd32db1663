/*
 * gm_log.h - one line of the log for each thing that a game master, or the
 * operator, does or looks up: who, on which account, to whom.
 *
 *	[INFO] gm: kick by='(GM) Jane Doe [7]' account=3 target='Bob Roe [9]'
 *
 * Free text comes last, so that nobody can forge what stands before it.
 */
#ifndef GAME_GM_LOG_H
#define GAME_GM_LOG_H

#include <stdint.h>

#include "base/check.h"

struct player;

enum { GM_LOG_NAME_BYTES = 160 };

/* Who acts; stays valid when the player has gone. */
struct gm_log_actor {
	int32_t account_id;		/* 0: the operator */
	char name[GM_LOG_NAME_BYTES];
};

/* by NULL: the operator. */
void gm_log_actor_init(struct gm_log_actor *out, const struct player *by);

/*
 * The verb is one word. target NULL: nobody in particular. What fmt makes, as
 * "key=value key=value", is added; NULL: nothing is.
 */
void gm_log(const struct player *by, const char *verb,
    const struct player *target, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The same with an actor, and a target that need not be in the world. */
void gm_log_by(const struct gm_log_actor *by, const char *verb,
    const char *target, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
