/*
 * operator.c - what the operator asks of the world (`fusiond ctl`).
 *
 * Each verb is a row of a table. What needs the store waits in w->operator;
 * the rest is answered at once. Walking over all players is fine here: an
 * operator asks seldom, and ten thousand of them take no longer than a tick.
 *
 * Owns:   w->operator.
 * Called: by shard.c with requests and the store's answers; by moderation
 *         through the event operator_answered.
 * Thread: world.
 */
#include "game/operator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/stopwatch.h"
#include "base/str.h"
#include "control/control_msg.h"
#include "game/announce.h"
#include "game/chat.h"
#include "game/downtime.h"
#include "game/moderation.h"
#include "game/persist.h"
#include "world/instance.h"
#include "world/player.h"
#include "world/world.h"

enum {
	TEXT_BYTES = 4096,
	NAME_BYTES = 160,
	PLAYER_LINE_BYTES = 160 + NAME_BYTES,
	ZONE_LINE_BYTES = 64,
	ZONE_UNITS = 51200,		/* spec/world.md 2 */
	SHOWN_S = 10
};

enum verb_id {
	VERB_STATUS,
	VERB_PLAYERS,
	VERB_ZONES,
	VERB_KICK,
	VERB_BAN,
	VERB_UNBAN,
	VERB_MUTE,
	VERB_UNMUTE,
	VERB_BROADCAST,
	VERB_SAVE,
	VERB_SHUTDOWN,
	VERB_MAINTENANCE,
	VERB_COUNT
};

static void
answer(struct world *w, uint64_t ref, enum control_status status,
    const char *text)
{
	control_answer_add(&w->to_control, ref, status, text);
}

/* --- looking --- */

static void
verb_status(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	const struct stopwatch *watch = w->timers.watch;
	const struct downtime *d = &w->downtime;
	char text[TEXT_BYTES];

	/* The first argument is what the control thread knows. */
	str_format(text, sizeof(text), "%splayers=%u\nturns=%" PRIu64
	    "\ntick_p50_ms=%" PRId64 "\ntick_p99_ms=%" PRId64
	    "\ntick_longest_ms=%" PRId64 "\nmaintenance=%s\n"
	    "shutdown_in_s=%" PRId64 "\nmaintenance_reason=%s\n"
	    "shutdown_reason=%s\n", control_ask_arg(ask, 0), w->player_count,
	    watch != NULL ? watch->turn_count : 0,
	    watch != NULL ? stopwatch_percentile_ms(watch, 50) : 0,
	    watch != NULL ? stopwatch_percentile_ms(watch, 99) : 0,
	    watch != NULL ? stopwatch_percentile_ms(watch, 100) : 0,
	    d->is_maintenance ? "on" : "off", downtime_left_s(w),
	    d->maintenance_reason,
	    d->stop_at_ms != 0 ? d->stop_reason : "");
	answer(w, ref, CONTROL_OK, text);
}

/* A text that grows in the tick's scratch memory. */
struct lines {
	char *text;
	size_t used, cap;
};

static struct lines
begin_lines(struct world *w, size_t count, size_t line_bytes)
{
	struct lines l = { .cap = count * line_bytes + 1 };

	l.text = arena_new(&w->scratch, l.cap);
	return l;
}

static void
put(struct lines *l, const char *text)
{
	l->used += str_copy(l->text + l->used, l->cap - l->used, text);
}

/*
 * "key=123 ". Ten thousand players are listed in 8 ms this way; printf() needs
 * more than twice that, which others would feel.
 */
static void
put_number(struct lines *l, const char *key, int32_t number)
{
	char digits[16];
	char *at = digits + sizeof(digits) - 1;
	int64_t n = number < 0 ? -(int64_t)number : number;

	*at = '\0';
	*--at = ' ';
	do
		*--at = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	if (number < 0)
		*--at = '-';
	put(l, key);
	put(l, at);
}

static void
add_player_line(struct world *w, struct player *p, void *arg)
{
	struct lines *l = arg;
	char name[NAME_BYTES];

	UNUSED(w);
	if (l->cap - l->used < PLAYER_LINE_BYTES)
		return;
	player_plain_name(p, name, sizeof(name));
	name[strcspn(name, "\n")] = '\0';	/* a line has one player */
	put_number(l, "player=", p->e.id);
	put_number(l, "account=", p->identity.account_id);
	put_number(l, "rank=", p->identity.account_level);
	put_number(l, "level=", p->combatant.level);
	put_number(l, "map=", instance_map_number(p->e.instance->id));
	put_number(l, "x=", p->e.x);
	put_number(l, "y=", p->e.y);
	put_number(l, "z=", p->e.z);
	put(l, "name=");
	put(l, name);
	put(l, "\n");
}

static void
verb_players(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	struct lines l = begin_lines(w, (size_t)w->player_count + 1,
	    PLAYER_LINE_BYTES);

	UNUSED(ask);
	world_each_player(w, add_player_line, &l);
	answer(w, ref, CONTROL_OK, l.text);
}

/* Map, and the place of the zone in it: 16 bits are plenty for each. */
static uint64_t
zone_key(const struct player *p)
{
	uint64_t map = (uint32_t)instance_map_number(p->e.instance->id);

	return map << 32 |
	    (uint64_t)((p->e.x / ZONE_UNITS) & 0xffff) << 16 |
	    (uint64_t)((p->e.y / ZONE_UNITS) & 0xffff);
}

static void
count_in_zone(struct world *w, struct player *p, void *arg)
{
	struct map *counts = arg;
	uint64_t n = 0;

	UNUSED(w);
	(void)map_get(counts, zone_key(p), &n);
	map_put(counts, zone_key(p), n + 1);
}

static void
verb_zones(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	struct map counts = { 0 };
	struct lines l;
	size_t cursor = 0;
	uint64_t key, n;

	UNUSED(ask);
	world_each_player(w, count_in_zone, &counts);
	l = begin_lines(w, map_count(&counts) + 1, ZONE_LINE_BYTES);
	while (map_next(&counts, &cursor, &key, &n))
		l.used += str_format(l.text + l.used, ZONE_LINE_BYTES,
		    "map=%u zone=%u,%u players=%" PRIu64 "\n",
		    (unsigned)(key >> 32), (unsigned)(key >> 16 & 0xffff),
		    (unsigned)(key & 0xffff), n);
	map_fini(&counts);
	answer(w, ref, CONTROL_OK, l.text);
}

/* --- requests that wait --- */

/* NULL, and it has been answered: too many. */
static struct operator_wait *
begin_wait(struct world *w, uint64_t ref, enum verb_id verb)
{
	for (size_t i = 0; i < OPERATOR_WAITS_MAX; i++) {
		struct operator_wait *wait = &w->operator.waits[i];

		if (wait->ref != 0)
			continue;
		*wait = (struct operator_wait){ .ref = ref, .verb = verb };
		return wait;
	}
	answer(w, ref, CONTROL_FAILED, "too many requests at once");
	return NULL;
}

/* False: the operator waits for nothing like that. */
static bool
end_wait(struct world *w, uint64_t ref, struct operator_wait *out)
{
	for (size_t i = 0; ref != 0 && i < OPERATOR_WAITS_MAX; i++) {
		struct operator_wait *wait = &w->operator.waits[i];

		if (wait->ref != ref)
			continue;
		*out = *wait;
		wait->ref = 0;
		return true;
	}
	return false;
}

/* --- players --- */

static void
handle(struct world *w, const struct operator_wait *wait,
    struct moderation_whom whom)
{
	struct moderation_asker by = moderation_by_operator(wait->ref);
	int64_t until_s = wait->seconds > 0 ? w->unix_s + wait->seconds :
	    MODERATION_FOR_EVER;

	switch ((enum verb_id)wait->verb) {
	case VERB_KICK:
		moderation_kick(w, by, whom);
		return;
	case VERB_BAN:
		moderation_ban(w, by, whom, until_s, wait->reason);
		return;
	case VERB_UNBAN:
		moderation_unban(w, by, whom);
		return;
	case VERB_MUTE:
		moderation_mute(w, by, whom, until_s);
		return;
	case VERB_UNMUTE:
		moderation_unmute(w, by, whom);
		return;
	default:
		CHECK(!"a verb about a player");
	}
}

void
operator_on_answered(struct world *w, uint64_t ref, bool is_ok,
    const char *text)
{
	answer(w, ref, is_ok ? CONTROL_OK : CONTROL_FAILED, text);
}

/* Decimal, not negative, at most `most`. False: it is not. */
static bool
read_number(const char *text, int64_t most, int64_t *out)
{
	char *end;
	long long n;

	if (text[0] < '0' || text[0] > '9' || strlen(text) > 12)
		return false;
	n = strtoll(text, &end, 10);
	if (*end != '\0' || n > most)
		return false;
	*out = n;
	return true;
}

static void
ask_for_account(struct world *w, uint64_t ref, const char *login)
{
	struct db_req_find_account *req = db_add_find_account(&w->to_db,
	    DB_ROOM_WORLD, ref);

	str_copy(req->login, sizeof(req->login), login);
}

static void
ask_for_player(struct world *w, uint64_t ref, const char *first,
    const char *last)
{
	struct db_req_find_player_by_name *req =
	    db_add_find_player_by_name(&w->to_db, DB_ROOM_WORLD, ref);

	str_copy(req->first_name, sizeof(req->first_name), first);
	str_copy(req->last_name, sizeof(req->last_name), last);
}

enum target { TARGET_FOUND, TARGET_ASKED, TARGET_NOBODY };

/* By its name: whoever is online is found without the store. */
static enum target
find_by_name(struct world *w, uint64_t ref, const char *target,
    struct moderation_whom *whom)
{
	const char *last = strchr(target, ' ') + 1;
	char first[PLAYER_FIRST_NAME_BYTES];
	struct player *p;

	str_format(first, sizeof(first), "%.*s", (int)(last - 1 - target),
	    target);
	p = world_player_by_name(w, first, last);
	if (p == NULL) {
		ask_for_player(w, ref, first, last);
		return TARGET_ASKED;
	}
	whom->player_id = p->e.id;
	return TARGET_FOUND;
}

/* Fills in whom, or asks the store, which answers with ref. */
static enum target
find_target(struct world *w, uint64_t ref, const char *target,
    struct moderation_whom *whom)
{
	int64_t id = 0;

	*whom = (struct moderation_whom){ 0 };
	if (target[0] == '#' && read_number(target + 1, INT32_MAX, &id)) {
		whom->account_id = (int32_t)id;
		return id != 0 ? TARGET_FOUND : TARGET_NOBODY;
	}
	if (read_number(target, INT32_MAX, &id)) {
		whom->player_id = (int32_t)id;
		return id != 0 ? TARGET_FOUND : TARGET_NOBODY;
	}
	if (target[0] == '\0')
		return TARGET_NOBODY;
	if (strchr(target, ' ') != NULL)
		return find_by_name(w, ref, target, whom);
	ask_for_account(w, ref, target[0] == '@' ? target + 1 : target);
	return TARGET_ASKED;
}

static void
begin_moderation(struct world *w, uint64_t ref, enum verb_id verb,
    const struct control_ask *ask)
{
	struct moderation_whom whom;
	struct operator_wait *wait;
	int64_t seconds = 0;

	if (ask->argc > 1 &&
	    !read_number(control_ask_arg(ask, 1), INT32_MAX, &seconds)) {
		answer(w, ref, CONTROL_USAGE, "a time is a number of seconds");
		return;
	}
	wait = begin_wait(w, ref, verb);
	if (wait == NULL)
		return;
	wait->seconds = seconds;
	str_copy(wait->reason, sizeof(wait->reason), control_ask_arg(ask, 2));
	switch (find_target(w, ref, control_ask_arg(ask, 0), &whom)) {
	case TARGET_ASKED:
		return;
	case TARGET_FOUND:
		handle(w, wait, whom);
		break;
	case TARGET_NOBODY:
		answer(w, ref, CONTROL_FAILED, "nobody is called that");
		break;
	}
	wait->ref = 0;
}

/* Of the account all is asked for, its hash as well: it does not stay. */
void
operator_on_account(struct world *w, uint64_t ref,
    const struct db_rep_find_account *rep)
{
	struct moderation_whom whom = {
		.account_id = rep->account.account_id
	};
	struct operator_wait wait;

	explicit_bzero((void *)(uintptr_t)rep->account.password_hash,
	    sizeof(rep->account.password_hash));
	if (!end_wait(w, ref, &wait))
		return;
	if (rep->result == DB_OK)
		handle(w, &wait, whom);
	else
		answer(w, ref, CONTROL_FAILED, rep->result == DB_NONE ?
		    "there is no such account" : "the database cannot");
}

/* Who is away is its account: but only itself can be put out. */
void
operator_on_player(struct world *w, uint64_t ref,
    const struct db_rep_find_player_by_name *rep)
{
	struct moderation_whom whom = {
		.account_id = rep->player.account_id
	};
	struct operator_wait wait;

	if (!end_wait(w, ref, &wait))
		return;
	if (wait.verb == VERB_KICK)
		whom = (struct moderation_whom){
			.player_id = rep->player.player_id
		};
	if (rep->result == DB_OK)
		handle(w, &wait, whom);
	else
		answer(w, ref, CONTROL_FAILED, rep->result == DB_NONE ?
		    "there is no such character" : "the database cannot");
}

/* --- everybody --- */

/* What clients cannot show is left out, which only the operator can notice. */
static void
verb_broadcast(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	struct fe2cl_gm_rep_pc_announce seen;
	char text[sizeof(seen.announce_msg) + 16];

	chat_sanitise(seen.announce_msg, sizeof(seen.announce_msg),
	    control_ask_arg(ask, 0), CHAT_ONE_LINE);
	if (seen.announce_msg[0] == '\0') {
		answer(w, ref, CONTROL_FAILED, "there is nothing in it that "
		    "clients can show: only ASCII");
		return;
	}
	announce_to_all(w, SHOWN_S, seen.announce_msg);
	str_format(text, sizeof(text), "players see: %s", seen.announce_msg);
	answer(w, ref, CONTROL_OK, strcmp(seen.announce_msg,
	    control_ask_arg(ask, 0)) != 0 ? text : "");
}

static void
verb_save(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	UNUSED(ask);
	if (begin_wait(w, ref, VERB_SAVE) != NULL)
		persist_flush_for(w, ref);
}

void
operator_on_committed(struct world *w, uint64_t ref,
    const struct db_rep_commit *rep)
{
	struct operator_wait wait;
	char text[128];

	if (!end_wait(w, ref, &wait))
		return;
	str_format(text, sizeof(text), "%s saved=%u",
	    rep->result == DB_OK ? "written" : "the database cannot be "
	    "written just now; what there is is kept and tried again",
	    rep->save_count - rep->failed_count);
	answer(w, ref, rep->result == DB_OK ? CONTROL_OK : CONTROL_FAILED,
	    text);
}

static void
verb_shutdown(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	const char *when = control_ask_arg(ask, 0);
	char text[64];
	int64_t seconds;

	if (strcmp(when, "cancel") == 0) {
		if (downtime_cancel(w))
			answer(w, ref, CONTROL_OK, "cancelled");
		else
			answer(w, ref, CONTROL_FAILED,
			    "no shutdown is due");
		return;
	}
	if (!read_number(when, DOWNTIME_SECONDS_MAX, &seconds)) {
		answer(w, ref, CONTROL_USAGE,
		    "a shutdown is in 0 to 604800 seconds");
		return;
	}
	downtime_shut_down(w, seconds, control_ask_arg(ask, 1));
	str_format(text, sizeof(text), "shutdown in %" PRId64 " s", seconds);
	answer(w, ref, CONTROL_OK, text);
}

static void
verb_maintenance(struct world *w, uint64_t ref,
    const struct control_ask *ask)
{
	const char *what = control_ask_arg(ask, 0);
	bool is_on = strcmp(what, "on") == 0;

	if (!is_on && strcmp(what, "off") != 0) {
		answer(w, ref, CONTROL_USAGE, "maintenance is on or off");
		return;
	}
	downtime_set_maintenance(w, is_on, control_ask_arg(ask, 1));
	answer(w, ref, CONTROL_OK, is_on ? "maintenance is on" :
	    "maintenance is off");
}

/* --- the table --- */

static const struct verb {
	const char *name;
	uint32_t least, most;		/* arguments */
	/* NULL: one about a player. */
	void (*fn)(struct world *w, uint64_t ref,
	    const struct control_ask *ask);
} verbs[VERB_COUNT] = {
	[VERB_STATUS] = { "status", 0, 1, verb_status },
	[VERB_PLAYERS] = { "players", 0, 0, verb_players },
	[VERB_ZONES] = { "zones", 0, 0, verb_zones },
	[VERB_KICK] = { "kick", 1, 1, NULL },
	[VERB_BAN] = { "ban", 1, 3, NULL },
	[VERB_UNBAN] = { "unban", 1, 1, NULL },
	[VERB_MUTE] = { "mute", 1, 2, NULL },
	[VERB_UNMUTE] = { "unmute", 1, 1, NULL },
	[VERB_BROADCAST] = { "broadcast", 1, 1, verb_broadcast },
	[VERB_SAVE] = { "save", 0, 0, verb_save },
	[VERB_SHUTDOWN] = { "shutdown", 1, 2, verb_shutdown },
	[VERB_MAINTENANCE] = { "maintenance", 1, 2, verb_maintenance },
};

void
operator_on_request(struct world *w, uint64_t ref,
    const struct control_ask *ask)
{
	for (int i = 0; i < VERB_COUNT; i++) {
		const struct verb *v = &verbs[i];

		if (strcmp(v->name, ask->verb) != 0)
			continue;
		if (ask->argc < v->least || ask->argc > v->most)
			answer(w, ref, CONTROL_USAGE,
			    "not with so many arguments");
		else if (v->fn != NULL)
			v->fn(w, ref, ask);
		else
			begin_moderation(w, ref, (enum verb_id)i, ask);
		return;
	}
	answer(w, ref, CONTROL_USAGE, "there is no such verb");
}
