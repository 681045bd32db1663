/*
 * moderation.c - kick, ban and mute, for game masters and for the operator
 * (spec/commands.md, spec/chat.md 4).
 *
 * Owns:   w->mutes, w->moderation_asks, and the bit SPECIAL_MUTE_FREECHAT of
 *         players, but for game masters who set their own (profile.c).
 * Called: by gm.c, command.c and operator.c; by chat.c for every word said;
 *         by shard.c with the store's answers.
 * Thread: world.
 *
 * A ban must not be slipped past by who is on the way in: who is loading when
 * the store answers is in the world already and is put out, and who is loaded
 * later has the ban in its row (lifecycle.c).
 */
#include "game/moderation.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "game/gm_log.h"
#include "game/lifecycle.h"
#include "game/profile.h"
#include "world/event.h"
#include "world/hold.h"
#include "world/moderation_ask.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	NAME_BYTES = GM_LOG_NAME_BYTES,
	TARGET_BYTES = 32,
	ANSWER_BYTES = 512,

	/* A mute in w->mutes: who set it in the low bits, until when above. */
	MUTE_LEVEL_BITS = 8,
	MUTE_LEVEL_MAX = (1 << MUTE_LEVEL_BITS) - 1,
	OPERATOR_LEVEL = 0
};

_Static_assert(sizeof(((struct moderation_ask *)NULL)->by_name) ==
    GM_LOG_NAME_BYTES, "the name of who asked fits");

/* --- who asks --- */

struct moderation_asker
moderation_by_player(const struct player *p)
{
	return (struct moderation_asker){ .player = p->e.ref };
}

struct moderation_asker
moderation_by_operator(uint64_t operator_ref)
{
	return (struct moderation_asker){ .operator_ref = operator_ref };
}

static bool
is_operator(struct moderation_asker by)
{
	return entity_ref_is_none(by.player);
}

/* NULL: the operator, or a player who has gone. */
static struct player *
asking_player(const struct world *w, struct moderation_asker by)
{
	return is_operator(by) ? NULL : world_player(w, by.player);
}

/* To whoever still wants to know; the texts differ, so each gets its own. */
static void PRINTF_LIKE(4, 5)
answer_operator(struct world *w, struct moderation_asker by, bool is_ok,
    const char *fmt, ...)
{
	char text[ANSWER_BYTES];
	va_list args;

	if (!is_operator(by))
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	EVENT(w, operator_answered, by.operator_ref, is_ok, text);
}

static void
answer_player(const struct world *w, struct moderation_asker by,
    const char *text)
{
	struct player *p = asking_player(w, by);

	if (p != NULL)
		send_message(p, "%s", text);
}

/* --- who is meant --- */

static void
name_whom(struct moderation_whom whom, char out[TARGET_BYTES])
{
	str_format(out, TARGET_BYTES, "%s %" PRId32,
	    whom.player_id != 0 ? "player" : "account",
	    whom.player_id != 0 ? whom.player_id : whom.account_id);
}

/* NULL: nobody who could still be put out. */
static struct player *
find_online(const struct world *w, struct moderation_whom whom)
{
	struct player *p;

	if (whom.player_id != 0)
		p = world_player_by_id(w, whom.player_id);
	else
		p = world_player_by_account(w, whom.account_id);
	if (p == NULL || p->state == PLAYER_DEPARTING ||
	    p->state == PLAYER_LEAVING)
		return NULL;
	return p;
}

bool
moderation_outranks(struct player *p, const struct player *target)
{
	if (p->identity.account_level <= target->identity.account_level)
		return true;
	send_message(p, "player has higher access level");
	return false;
}

/*
 * The character that `by` may handle; NULL, and told why. To players those who
 * are still loading are nobody yet.
 */
static struct player *
find_or_say(struct world *w, struct moderation_asker by,
    struct moderation_whom whom)
{
	struct player *p = asking_player(w, by);
	struct player *target = find_online(w, whom);

	if (p != NULL && target != NULL && target->state == PLAYER_LOADING)
		target = NULL;
	if (target == NULL) {
		answer_player(w, by, "player not found");
		answer_operator(w, by, false, "nobody like that is online");
		return NULL;
	}
	if (p != NULL && !moderation_outranks(p, target))
		return NULL;
	return target;
}

/* --- kick --- */

void
moderation_kick(struct world *w, struct moderation_asker by,
    struct moderation_whom whom)
{
	struct player *target = find_or_say(w, by, whom);
	char name[NAME_BYTES];

	if (target == NULL)
		return;
	player_full_name(target, name, sizeof(name));
	gm_log(asking_player(w, by), "kick", target, "of_account=%" PRId32,
	    target->identity.account_id);
	lifecycle_remove(w, target, PLAYER_EXIT_BY_GM);
	answer_operator(w, by, true, "kicked %s", name);
}

/* --- ban --- */

/* NULL: too many are under way. A player hears of it before all else. */
static struct moderation_ask *
add_ask(struct world *w, struct moderation_asker by, uint64_t *ref)
{
	struct player *p = asking_player(w, by);
	struct gm_log_actor actor;
	struct moderation_ask *ask;
	uint32_t slot, gen;

	ask = pool_add(&w->moderation_asks, &slot, &gen);
	if (ask == NULL)
		return NULL;
	if (p != NULL)
		hold_begin(p);
	gm_log_actor_init(&actor, p);
	ask->player = by.player;
	ask->operator_ref = by.operator_ref;
	ask->by_account_id = actor.account_id;
	str_copy(ask->by_name, sizeof(ask->by_name), actor.name);
	*ref = (uint64_t)gen << 32 | slot;
	return ask;
}

/* False: nothing like that was asked. */
static bool
take_ask(struct world *w, uint64_t ref, struct moderation_ask *out)
{
	uint32_t slot = (uint32_t)ref;
	const struct moderation_ask *ask = pool_get(&w->moderation_asks, slot,
	    (uint32_t)(ref >> 32));
	struct player *p;

	if (ask == NULL)
		return false;
	*out = *ask;
	pool_remove(&w->moderation_asks, slot);
	p = world_player(w, out->player);
	if (p != NULL)
		hold_end(p);
	return true;
}

static struct moderation_asker
asker_of(const struct moderation_ask *ask)
{
	return (struct moderation_asker){
		.player = ask->player, .operator_ref = ask->operator_ref,
	};
}

static struct gm_log_actor
actor_of(const struct moderation_ask *ask)
{
	struct gm_log_actor actor = { .account_id = ask->by_account_id };

	str_copy(actor.name, sizeof(actor.name), ask->by_name);
	return actor;
}

void
moderation_ban(struct world *w, struct moderation_asker by,
    struct moderation_whom whom, int64_t until_s, const char *reason)
{
	struct moderation_ask *ask;
	struct db_req_ban *req;
	uint64_t ref;

	ask = add_ask(w, by, &ref);
	if (ask == NULL) {
		answer_player(w, by, "Failed to ban target player. Check "
		    "server logs.");
		answer_operator(w, by, false, "too many bans at once");
		return;
	}
	ask->until_s = until_s;
	str_copy(ask->reason, sizeof(ask->reason), reason);
	req = db_add_ban(&w->to_db, DB_ROOM_WORLD, ref);
	req->player_id = whom.player_id;
	req->account_id = whom.account_id;
	req->has_every_right = is_operator(by);
	req->until_s = until_s;
	str_copy(req->reason, sizeof(req->reason), reason);
}

static const char *
why_not(enum db_result result)
{
	switch (result) {
	case DB_NONE:
		return "no such player or account";
	case DB_REFUSED:
		return "game masters are banned by the operator alone";
	default:
		return "the database cannot";
	}
}

static void
log_ban(const struct moderation_ask *ask, const struct db_rep_ban *rep,
    const char *kicked)
{
	struct gm_log_actor actor = actor_of(ask);
	char target[TARGET_BYTES];

	name_whom((struct moderation_whom){ .account_id = rep->account_id },
	    target);
	gm_log_by(&actor, "ban", target, "result=%s until=%" PRId64
	    " kicked='%s' reason='%s'", db_result_name(rep->result),
	    ask->until_s, kicked, ask->reason);
}

/*
 * Told before the kick, so that the answer stands before its effects. DEFECT,
 * spec/commands.md: only the character that was named was kicked.
 */
static void
kick_banned(struct world *w, struct moderation_asker by, int32_t account_id,
    char name[NAME_BYTES])
{
	struct player *online = find_online(w, (struct moderation_whom){
	    .account_id = account_id });
	char text[NAME_BYTES + TARGET_BYTES];

	if (online == NULL) {
		answer_player(w, by,
		    "Player wasn't online. Didn't need to kick.");
		return;
	}
	player_full_name(online, name, NAME_BYTES);
	str_format(text, sizeof(text), "%s was online. Kicked.", name);
	answer_player(w, by, text);
	lifecycle_remove(w, online, PLAYER_EXIT_BY_GM);
}

void
moderation_on_banned(struct world *w, uint64_t ref,
    const struct db_rep_ban *rep)
{
	struct moderation_ask ask;
	struct moderation_asker by;
	char name[NAME_BYTES] = "";

	if (!take_ask(w, ref, &ask))
		return;
	by = asker_of(&ask);
	if (rep->result != DB_OK) {
		log_ban(&ask, rep, name);
		answer_player(w, by, "Failed to ban target player. Check "
		    "server logs.");
		answer_operator(w, by, false, "%s", why_not(rep->result));
		return;
	}
	answer_player(w, by, "Banned target player.");
	EVENT(w, account_banned, rep->account_id);
	kick_banned(w, by, rep->account_id, name);
	log_ban(&ask, rep, name);
	answer_operator(w, by, true, "banned account %" PRId32 "%s%s",
	    rep->account_id, name[0] != '\0' ? ", kicked " : "", name);
}

void
moderation_unban(struct world *w, struct moderation_asker by,
    struct moderation_whom whom)
{
	struct db_req_unban *req;
	uint64_t ref;

	if (add_ask(w, by, &ref) == NULL) {
		answer_player(w, by, "Failed to unban player. Check server "
		    "logs.");
		answer_operator(w, by, false, "too many bans at once");
		return;
	}
	req = db_add_unban(&w->to_db, DB_ROOM_WORLD, ref);
	req->player_id = whom.player_id;
	req->account_id = whom.account_id;
}

void
moderation_on_unbanned(struct world *w, uint64_t ref,
    const struct db_rep_unban *rep)
{
	struct moderation_ask ask;
	struct moderation_asker by;
	struct gm_log_actor actor;
	char target[TARGET_BYTES];

	if (!take_ask(w, ref, &ask))
		return;
	by = asker_of(&ask);
	actor = actor_of(&ask);
	name_whom((struct moderation_whom){ .account_id = rep->account_id },
	    target);
	gm_log_by(&actor, "unban", target, "result=%s",
	    db_result_name(rep->result));
	if (rep->result != DB_OK) {
		answer_player(w, by, "Failed to unban player. Check server "
		    "logs.");
		answer_operator(w, by, false, "%s", why_not(rep->result));
		return;
	}
	answer_player(w, by, "Unbanned player.");
	answer_operator(w, by, true, "unbanned account %" PRId32,
	    rep->account_id);
}

/* --- mute --- */

static uint64_t
mute_key(int32_t account_id)
{
	return (uint32_t)account_id;
}

/* False: it is not muted, or the time is over. */
static bool
find_mute(struct world *w, int32_t account_id, int32_t *by_level)
{
	uint64_t mute;
	int64_t until_s;

	if (!map_get(&w->mutes, mute_key(account_id), &mute))
		return false;
	until_s = (int64_t)(mute >> MUTE_LEVEL_BITS);
	if (until_s != MODERATION_FOR_EVER && until_s <= w->unix_s) {
		(void)map_remove(&w->mutes, mute_key(account_id));
		return false;
	}
	*by_level = (int32_t)(mute & MUTE_LEVEL_MAX);
	return true;
}

static void
show_mute(struct world *w, int32_t account_id, bool is_muted)
{
	struct player *p = find_online(w, (struct moderation_whom){
	    .account_id = account_id });

	if (p != NULL)
		profile_set_special(p, SPECIAL_MUTE_FREECHAT, is_muted);
}

bool
moderation_is_muted(struct world *w, struct player *p)
{
	int32_t by_level;
	bool had_mute = map_get(&w->mutes,
	    mute_key(p->identity.account_id), NULL);

	if (find_mute(w, p->identity.account_id, &by_level))
		return true;
	if (had_mute)		/* until now */
		profile_set_special(p, SPECIAL_MUTE_FREECHAT, false);
	return (p->profile.special_state & SPECIAL_MUTE_FREECHAT) != 0;
}

/* DEFECT, spec/chat.md 4: who came back, or as another, had its voice again. */
void
moderation_on_player_joined(struct world *w, struct player *p)
{
	if (moderation_is_muted(w, p))
		profile_set_special(p, SPECIAL_MUTE_FREECHAT, true);
}

/*
 * Fills whom->account_id in. False, and told why: nobody there, a stronger
 * account, or muted by a stronger one (DEFECT: nobody's rank was looked at).
 */
static bool
may_change_mute(struct world *w, struct moderation_asker by,
    struct moderation_whom *whom)
{
	struct player *p = asking_player(w, by), *target;
	int32_t by_level;

	if (is_operator(by) && whom->player_id == 0)
		return true;
	target = find_or_say(w, by, *whom);
	if (target == NULL)
		return false;
	whom->account_id = target->identity.account_id;
	if (p != NULL && find_mute(w, whom->account_id, &by_level) &&
	    by_level < p->identity.account_level) {
		send_message(p, "player has higher access level");
		return false;
	}
	return true;
}

static void
log_mute(struct world *w, struct moderation_asker by, const char *verb,
    struct moderation_whom whom, int64_t until_s)
{
	struct gm_log_actor actor;
	char target[TARGET_BYTES];

	gm_log_actor_init(&actor, asking_player(w, by));
	name_whom((struct moderation_whom){ .account_id = whom.account_id },
	    target);
	gm_log_by(&actor, verb, target, "player=%" PRId32 " until=%" PRId64,
	    whom.player_id, until_s);
}

void
moderation_mute(struct world *w, struct moderation_asker by,
    struct moderation_whom whom, int64_t until_s)
{
	const struct player *p = asking_player(w, by);
	int32_t level = p != NULL ? p->identity.account_level :
	    OPERATOR_LEVEL;

	if (!may_change_mute(w, by, &whom))
		return;
	map_put(&w->mutes, mute_key(whom.account_id),
	    (uint64_t)until_s << MUTE_LEVEL_BITS |
	    ((uint32_t)level & MUTE_LEVEL_MAX));
	show_mute(w, whom.account_id, true);
	log_mute(w, by, "mute", whom, until_s);
	answer_operator(w, by, true, "muted account %" PRId32,
	    whom.account_id);
}

void
moderation_unmute(struct world *w, struct moderation_asker by,
    struct moderation_whom whom)
{
	if (!may_change_mute(w, by, &whom))
		return;
	(void)map_remove(&w->mutes, mute_key(whom.account_id));
	show_mute(w, whom.account_id, false);
	log_mute(w, by, "unmute", whom, MODERATION_FOR_EVER);
	answer_operator(w, by, true, "unmuted account %" PRId32,
	    whom.account_id);
}
