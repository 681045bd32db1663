/*
 * moderation.h - kick, ban and mute, for game masters and for the operator.
 *
 * Whoever asks is answered: a player by server messages with the texts of
 * spec/commands.md, the operator by the event operator_answered, once for each
 * call. Bans wait for the store; all else is done at once. The operator may do
 * everything, a player nothing to an account that is stronger than its own,
 * and nobody but the operator bans game masters. Each call is one line of the
 * log (gm_log.h).
 */
#ifndef GAME_MODERATION_H
#define GAME_MODERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db_msg.h"
#include "world/ref.h"

struct player;
struct world;

/* Who asks: a player, or the operator if that is {0}. */
struct moderation_asker {
	struct entity_ref player;
	uint64_t operator_ref;		/* comes back in operator_answered */
};

struct moderation_asker moderation_by_player(const struct player *p);
struct moderation_asker moderation_by_operator(uint64_t operator_ref);

/* A character or an account; the other is 0. */
struct moderation_whom {
	int32_t player_id;
	int32_t account_id;
};

/* Until when; anything else is Unix time in seconds. */
enum { MODERATION_FOR_EVER = 0 };

/* Whoever of the account is online, entering or entered, is put out. */
void moderation_kick(struct world *w, struct moderation_asker by,
    struct moderation_whom whom);

/*
 * The account of `whom` cannot log in before until_s, and is kicked from the
 * world and from character selection. The reason is shown to it; it is
 * printable text, cut after ROW_REASON_BYTES.
 */
void moderation_ban(struct world *w, struct moderation_asker by,
    struct moderation_whom whom, int64_t until_s, const char *reason);

/* Also fine if it was not banned. */
void moderation_unban(struct world *w, struct moderation_asker by,
    struct moderation_whom whom);

/*
 * A mute is the account's, for all its characters and over its comings and
 * goings, until until_s or as long as the process runs. A character named by
 * its id must be online, an account need not be. A player is not told of
 * success (spec/commands.md 1).
 */
void moderation_mute(struct world *w, struct moderation_asker by,
    struct moderation_whom whom, int64_t until_s);

/* Refused to a player who is weaker than whoever muted the account. */
void moderation_unmute(struct world *w, struct moderation_asker by,
    struct moderation_whom whom);

/*
 * Whether its words are to be dropped: by a mute of its account that has not
 * run out, or because a game master has muted itself.
 */
bool moderation_is_muted(struct world *w, struct player *p);

/* Called by chat.c's listener: who comes in learns of its account's mute. */
void moderation_on_player_joined(struct world *w, struct player *p);

/* The store's answers; ref is the request's. */
void moderation_on_banned(struct world *w, uint64_t ref,
    const struct db_rep_ban *rep);
void moderation_on_unbanned(struct world *w, uint64_t ref,
    const struct db_rep_unban *rep);

/* True, or p is told that the target's account is stronger. */
bool moderation_outranks(struct player *p, const struct player *target);

#endif
