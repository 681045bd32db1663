/*
 * command.c - commands typed into the chat: one table, rights, help
 * (spec/commands.md 2).
 *
 * Owns:   account_level, wants_notify, is_hidden and is_unwarpable of players.
 * Called: by chat.c.
 * Thread: world.
 */
#include "game/command.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db_msg.h"
#include "game/health.h"
#include "game/npc.h"
#include "game/stats.h"
#include "game/warp.h"
#include "net/outbox.h"
#include "world/chunk.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	ARGS_MAX = 32,
	TEXT_BYTES = 512,
	NAME_BYTES = 160,
	LEVEL_ALL = 100,		/* everybody */
	LEVEL_DEVELOPER = 50,
	LEVEL_WEAKEST = 99,		/* more would take even /help away */
	PLAYERS_LISTED = 200		/* a client's buffer is not endless */
};

/* Words of the line; v[0] is the command's name without its slash. */
struct command_args {
	int count;
	const char *v[ARGS_MAX];
};

struct command_row {
	const char *name;
	int32_t level;			/* as strong as this, or stronger */
	const char *help;
	void (*fn)(struct world *w, struct player *p,
	    const struct command_args *args);
};

/* --- reading --- */

static void
split(char *line, struct command_args *out)
{
	char *s = line + 1;	/* behind the slash */

	out->count = 0;
	while (out->count < ARGS_MAX) {
		/* The slash alone is an empty name, not no name. */
		if (out->count > 0)
			s += strspn(s, " ");
		if (out->count > 0 && *s == '\0')
			break;
		out->v[out->count++] = s;
		s += strcspn(s, " ");
		if (*s == '\0')
			break;
		*s++ = '\0';
	}
}

/* Decimal, and nothing behind it. */
static bool
parse_i64(const char *token, int64_t *out)
{
	char *end;
	long long v;

	if (isspace((unsigned char)token[0]))
		return false;
	v = strtoll(token, &end, 10);
	if (end == token || *end != '\0')
		return false;
	*out = v;
	return true;
}

/* What does not fit 32 bits is no number here. */
static bool
parse_i32(const char *token, int32_t *out)
{
	int64_t v;

	if (!parse_i64(token, &v) || v < INT32_MIN || v > INT32_MAX)
		return false;
	*out = (int32_t)v;
	return true;
}

/* --- rights --- */

static void
set_account_level(struct world *w, struct player *p, struct player *target,
    int32_t level)
{
	int32_t old = target->identity.account_level;
	struct db_req_set_account_level *req;
	char name[NAME_BYTES], by[NAME_BYTES];

	player_full_name(p, by, sizeof(by));
	player_full_name(target, name, sizeof(name));
	req = db_add_set_account_level(&w->to_db, DB_ROOM_WORLD,
	    target->conn);
	req->account_id = target->identity.account_id;
	req->account_level = level;
	target->identity.account_level = level;
	log_info("command: access by='%s' of='%s' from=%d to=%d", by, name,
	    old, level);
	send_message(p, "Changed access level for %s from %d to %d%s", name,
	    old, level, level <= LEVEL_DEVELOPER && old > LEVEL_DEVELOPER ?
	    " (they must log out and back in for some commands to be enabled)"
	    : "");
}

/* NULL, and said why: not there, or not to be looked at. */
static struct player *
access_target(struct world *w, struct player *p, const char *token)
{
	struct player *target;
	int32_t id;

	if (strcmp(token, ".") == 0)
		return p;
	if (!parse_i32(token, &id)) {
		send_message(p, "Invalid player ID %s", token);
		return NULL;
	}
	target = world_player_by_id(w, id);
	if (target == NULL || (target->state != PLAYER_JOINED &&
	    target->state != PLAYER_IN_WORLD)) {
		send_message(p, "Could not find player with ID %d", id);
		return NULL;
	}
	if (target != p && p->identity.account_level > ACCOUNT_LEVEL_GM) {
		send_message(p, "Can't check or change other players access "
		    "levels (insufficient privileges)");
		return NULL;
	}
	return target;
}

static void
command_access(struct world *w, struct player *p,
    const struct command_args *args)
{
	int32_t own = p->identity.account_level, level;
	struct player *target;
	char name[NAME_BYTES];

	if (args->count < 2) {
		send_message(p, "Usage: /access <id> [new_level]");
		send_message(p, "Use . for id to select yourself");
		return;
	}
	target = access_target(w, p, args->v[1]);
	if (target == NULL)
		return;
	if (args->count < 3) {
		player_full_name(target, name, sizeof(name));
		send_message(p, "%s has access level %d", name,
		    target->identity.account_level);
		return;
	}
	if (target->identity.account_level <= own) {
		send_message(p, "Can't change this player's access level "
		    "(insufficient privileges)");
		return;
	}
	if (!parse_i32(args->v[2], &level) || level > LEVEL_WEAKEST) {
		send_message(p, "Invalid access level %s", args->v[2]);
		return;
	}
	if (level <= own) {
		send_message(p,
		    "Can only assign privileges weaker than your own");
		return;
	}
	set_account_level(w, p, target, level);
}

/* --- the map of monitors, notices, buddy warps --- */

static void
command_hide(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	send_message(p, p->profile.is_hidden ?
	    "[HIDE] You're already hidden from the map." :
	    "[HIDE] Successfully hidden from the map.");
	p->profile.is_hidden = true;
}

static void
command_unhide(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	send_message(p, p->profile.is_hidden ?
	    "[HIDE] Successfully un-hidden from the map." :
	    "[HIDE] You're already visible from the map.");
	p->profile.is_hidden = false;
}

static void
command_notify(struct world *w, struct player *p,
    const struct command_args *args)
{
	uint64_t topic = view_topic_other(VIEW_OTHER_NOTIFY);

	UNUSED(args);
	p->profile.wants_notify = !p->profile.wants_notify;
	if (p->profile.wants_notify) {
		outbox_subscribe(w->out, p->conn, topic);
		send_message(p, "[ADMIN] Receiving join notifications");
	} else {
		outbox_unsubscribe(w->out, p->conn, topic);
		send_message(p, "[ADMIN] No longer receiving join "
		    "notifications");
	}
}

static void
command_unwarpable(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	p->travel.is_unwarpable = true;
}

static void
command_warpable(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	p->travel.is_unwarpable = false;
}

/* --- place and level --- */

static void
print_instance(struct player *p)
{
	uint64_t id = p->e.instance->id;

	send_message(p, "[INST] Current instance ID: %" PRIu64, id);
	send_message(p, "[INST] (Map %d, instance %d)",
	    instance_map_number(id), instance_owner_id(id));
}

static void
command_instance(struct world *w, struct player *p,
    const struct command_args *args)
{
	int64_t map, owner = 0;
	uint64_t id;

	if (args->count < 2) {
		print_instance(p);
		return;
	}
	if (!parse_i64(args->v[1], &map)) {
		send_message(p, "[INST] Invalid instance ID: %s", args->v[1]);
		return;
	}
	if (args->count > 2 && !parse_i64(args->v[2], &owner)) {
		send_message(p, "[INST] Invalid instance ID: %s", args->v[2]);
		return;
	}
	id = (uint64_t)map | (uint64_t)owner << 32;
	if (!warp_send_to(w, p, p->e.x, p->e.y, p->e.z, id)) {
		send_message(p, "[INST] Too many instances");
		return;
	}
	p->travel.recall_instance = 0;
	send_message(p, "[INST] Switched to instance with ID %" PRIu64, id);
}

static void
command_level(struct world *w, struct player *p,
    const struct command_args *args)
{
	int32_t level;
	bool is_real;

	if (args->count < 2) {
		send_message(p, "/level: no level specified");
		return;
	}
	if (!parse_i32(args->v[1], &level))
		return;
	is_real = level >= 1 && level <= RULESET_LEVEL_MAX;
	if (!is_real && p->identity.account_level > ACCOUNT_LEVEL_GM)
		return;
	if (is_real) {
		stats_set_level(w, p, level);
		health_set(w, p, p->stats.hp);	/* the maximum may be less */
	}
	SEND(p, fe2cl_rep_pc_change_level,
	    .pc_id = p->e.id,
	    .pc_level = (int16_t)level);
	PUBLISH(w, &p->e, p, fe2cl_rep_pc_change_level,
	    .pc_id = p->e.id,
	    .pc_level = (int16_t)level);
}

static void
command_refresh(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(args);
	warp_refresh(w, p);
}

/* --- who is there --- */

static void
command_population(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(args);
	send_message(p, "%u players online", w->player_count);
}

struct players_list {
	struct player *asker;
	uint32_t count;
};

static void
print_player(struct world *w, struct player *p, void *arg)
{
	struct players_list *list = arg;
	char name[NAME_BYTES];

	UNUSED(w);
	if (list->count++ >= PLAYERS_LISTED)
		return;
	player_full_name(p, name, sizeof(name));
	send_message(list->asker, "%s", name);
}

static void
command_players(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct players_list list = { .asker = p };

	UNUSED(args);
	send_message(p, "[ADMIN] Players on the server:");
	world_each_player(w, print_player, &list);
	if (list.count > PLAYERS_LISTED)
		send_message(p, "(and %u more)", list.count - PLAYERS_LISTED);
}

static void
command_whois(struct world *w, struct player *p,
    const struct command_args *args)
{
	const struct npc *n = npc_find_nearest(w, &p->e);
	const struct chunk_place *at;
	uint64_t id;

	UNUSED(args);
	if (n == NULL) {
		send_message(p, "[WHOIS] No NPCs found nearby");
		return;
	}
	at = &n->e.chunk->place;
	id = at->instance->id;
	send_message(p, "[WHOIS] ID: %d", n->e.id);
	send_message(p, "[WHOIS] Type: %d", n->type);
	send_message(p, "[WHOIS] HP: %d", n->hp);
	send_message(p, "[WHOIS] EntityType: %d", n->e.kind);
	send_message(p, "[WHOIS] X: %d", n->e.x);
	send_message(p, "[WHOIS] Y: %d", n->e.y);
	send_message(p, "[WHOIS] Z: %d", n->e.z);
	send_message(p, "[WHOIS] Angle: %d", n->e.angle);
	send_message(p, "[WHOIS] Chunk: {%d, %d, %" PRIu64 "}", at->cx, at->cy,
	    id);
	send_message(p, "[WHOIS] MapNum: %d", instance_map_number(id));
	send_message(p, "[WHOIS] Instance: %d", instance_owner_id(id));
}

/* --- the table --- */

static void command_help(struct world *w, struct player *p,
    const struct command_args *args);

/* In byte order, which is the order of /help. */
static const struct command_row command_rows[] = {
	{ "access", LEVEL_ALL, "check or change access levels",
	    command_access },
	{ "help", LEVEL_ALL, "list all unlocked server-side commands",
	    command_help },
	{ "hide", LEVEL_ALL, "hide yourself from the global player map",
	    command_hide },
	{ "instance", ACCOUNT_LEVEL_GM,
	    "print or change your current instance", command_instance },
	{ "level", LEVEL_DEVELOPER, "change your character's level",
	    command_level },
	{ "levelx", LEVEL_DEVELOPER, "change your character's level",
	    command_level },
	{ "notify", ACCOUNT_LEVEL_GM,
	    "receive a message whenever a player joins the server",
	    command_notify },
	{ "players", ACCOUNT_LEVEL_GM, "print all players on the server",
	    command_players },
	{ "population", LEVEL_ALL, "check how many players are online",
	    command_population },
	{ "refresh", LEVEL_ALL, "teleport yourself to your current location",
	    command_refresh },
	{ "unhide", LEVEL_ALL, "un-hide yourself from the global player map",
	    command_unhide },
	{ "unwarpable", LEVEL_ALL, "prevent buddies from warping to you",
	    command_unwarpable },
	{ "warpable", LEVEL_ALL, "re-allow buddies to warp to you",
	    command_warpable },
	{ "whois", LEVEL_DEVELOPER, "describe nearest NPC", command_whois },
};

static void
command_help(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	send_message(p, "Commands available to you:");
	for (size_t i = 0; i < COUNT_OF(command_rows); i++)
		if (p->identity.account_level <= command_rows[i].level)
			send_message(p, "/%s - %s", command_rows[i].name,
			    command_rows[i].help);
}

bool
command_is_command(const char *text)
{
	return text[0] == '/' && text[1] != '\0';
}

void
command_run(struct world *w, struct player *p, const char *text)
{
	struct command_args args;
	char line[TEXT_BYTES];

	str_copy(line, sizeof(line), text);
	split(line, &args);
	for (size_t i = 0; i < COUNT_OF(command_rows); i++) {
		const struct command_row *row = &command_rows[i];

		if (strcmp(row->name, args.v[0]) != 0)
			continue;
		if (p->identity.account_level > row->level)
			send_message(p, "You don't have access to that "
			    "command!");
		else
			row->fn(w, p, &args);
		return;
	}
	send_message(p, "Unknown command!");
}
