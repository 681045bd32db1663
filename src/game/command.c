/*
 * command.c - commands typed into the chat: one table, rights, help
 * (spec/commands.md 2).
 *
 * Owns:   wants_notify, is_hidden and is_unwarpable of players; sets all of
 *         their destinations at once.
 * Called: by chat.c.
 * Thread: world.
 */
#include "game/command.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db_msg.h"
#include "game/code.h"
#include "game/command_account.h"
#include "game/command_args.h"
#include "game/command_mss.h"
#include "game/command_npc.h"
#include "game/command_path.h"
#include "game/command_work.h"
#include "game/gm_log.h"
#include "game/mission.h"
#include "game/npc.h"
#include "game/skill.h"
#include "game/stats.h"
#include "game/warp.h"
#include "net/outbox.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	TEXT_BYTES = 512,
	NAME_BYTES = 160,
	LEVEL_ALL = 100,		/* everybody */
	LEVEL_DEVELOPER = 50,
	PLAYERS_LISTED = 200		/* a client's buffer is not endless */
};

struct command_row {
	const char *name;
	int32_t level;			/* as strong as this, or stronger */
	const char *help;
	void (*fn)(struct world *w, struct player *p,
	    const struct command_args *args);
};

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

/* --- destinations --- */

enum { NO_PLACES = 0, ALL_PLACES = -1 };

static void
set_destinations(struct world *w, struct player *p, int32_t bits)
{
	struct player_travel *t = &p->travel;

	t->scamper_flags = bits;
	t->skyway_flags[0] = t->skyway_flags[1] = bits;
	world_mark_dirty(w, p, DB_SECTION_STATE);
	SEND(p, fe2cl_rep_pc_regist_transportation_location_succ,
	    .warp_location_flag = t->scamper_flags,
	    .wyvern_location_flag = { t->skyway_flags[0],
	    t->skyway_flags[1] });
}

static void
command_registerall(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(args);
	set_destinations(w, p, ALL_PLACES);
}

static void
command_unregisterall(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(args);
	set_destinations(w, p, NO_PLACES);
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
	int64_t map;
	long long owner = 0;
	uint64_t id;

	if (args->count < 2) {
		print_instance(p);
		return;
	}
	if (!command_args_parse_i64(args->v[1], &map)) {
		send_message(p, "[INST] Invalid instance ID: %s", args->v[1]);
		return;
	}
	/* What is no number is nobody: the owner is not checked. */
	if (args->count > 2)
		owner = strtoll(args->v[2], NULL, 10);
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
	if (!command_args_parse_i32(args->v[1], &level))
		return;
	is_real = level >= 1 && level <= RULESET_LEVEL_MAX;
	if (!is_real && p->identity.account_level > ACCOUNT_LEVEL_GM)
		return;
	if (is_real)
		stats_set_level(w, p, level);
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

/* The effect of an egg that nobody laid (spec/abilities.md 12). */
static void
command_buff(struct world *w, struct player *p,
    const struct command_args *args)
{
	const struct tdata_skill *skill;
	int32_t id, seconds;

	if (args->count < 3) {
		send_message(p, "/buff: no skill Id and duration time "
		    "specified");
		return;
	}
	if (!command_args_parse_i32(args->v[1], &id) ||
	    !command_args_parse_i32(args->v[2], &seconds))
		return;
	skill = tdata_find_skill(w->td, id);
	if (skill == NULL)
		send_message(p, "/buff: unknown skill Id");
	else if (!skill_use_by_egg(w, p, NULL, skill, seconds))
		log_debug("command: buff without effect skill=%d player=%d",
		    id, p->e.id);
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

/* --- missions --- */

static void
command_minfo(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	mission_print_current(p);
}

static void
command_tasks(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	mission_print_tasks(p);
}

/* The first warp of that portal, as the peer takes them. NULL: no lair's. */
static const struct tdata_task *
lair_task(const struct world *w, int32_t npc_type)
{
	for (uint32_t i = 0; i < w->td->warp_count; i++)
		if (w->td->warps[i].npc_type == npc_type &&
		    w->td->warps[i].limit_task != 0)
			return tdata_find_task(w->td,
			    w->td->warps[i].limit_task);
	return NULL;
}

static bool
is_lair_portal(const struct world *w, const struct npc *n)
{
	return lair_task(w, n->type) != NULL;
}

/* DEFECTs, spec/commands.md: portals without a task, tasks without a start. */
static void
command_lair(struct world *w, struct player *p,
    const struct command_args *args)
{
	const struct npc *n = npc_find_nearest_such(w, &p->e, is_lair_portal);

	UNUSED(args);
	if (n == NULL)
		send_message(p, "No nearby Lair portals found.");
	else if (!mission_force_task(w, p, lair_task(w, n->type)))
		send_message(p, "/lair: no room for another task");
}

static void
command_redeem(struct world *w, struct player *p,
    const struct command_args *args)
{
	code_redeem(w, p, args->count > 1 ? args->v[1] : NULL);
}

/* --- the table --- */

static void command_help(struct world *w, struct player *p,
    const struct command_args *args);

/* In byte order, which is the order of /help. */
static const struct command_row command_rows[] = {
	{ "access", LEVEL_ALL, "check or change access levels",
	    command_account_access },
	{ "ban", ACCOUNT_LEVEL_GM,
	    "ban the account the given PlayerID belongs to",
	    command_account_ban },
	{ "buff", LEVEL_DEVELOPER, "give yourself a buff effect",
	    command_buff },
	{ "egg", ACCOUNT_LEVEL_GM, "summon a coco egg", command_work_egg },
	{ "flush", ACCOUNT_LEVEL_GM, "save gruntwork to file",
	    command_work_flush },
	{ "help", LEVEL_ALL, "list all unlocked server-side commands",
	    command_help },
	{ "hide", LEVEL_ALL, "hide yourself from the global player map",
	    command_hide },
	{ "instance", ACCOUNT_LEVEL_GM,
	    "print or change your current instance", command_instance },
	{ "lair", LEVEL_DEVELOPER,
	    "get the required mission for the nearest fusion lair",
	    command_lair },
	{ "level", LEVEL_DEVELOPER, "change your character's level",
	    command_level },
	{ "levelx", LEVEL_DEVELOPER, "change your character's level",
	    command_level },
	{ "minfo", ACCOUNT_LEVEL_GM,
	    "show details of the current mission and task.", command_minfo },
	{ "mss", ACCOUNT_LEVEL_GM, "edit Monkey Skyway routes", command_mss },
	{ "notify", ACCOUNT_LEVEL_GM,
	    "receive a message whenever a player joins the server",
	    command_notify },
	{ "npci", ACCOUNT_LEVEL_GM, "move NPCs across instances",
	    command_work_npci },
	{ "npcr", ACCOUNT_LEVEL_GM, "rotate NPCs", command_work_npcr },
	{ "path", ACCOUNT_LEVEL_GM, "edit NPC paths", command_path },
	{ "players", ACCOUNT_LEVEL_GM, "print all players on the server",
	    command_players },
	{ "population", LEVEL_ALL, "check how many players are online",
	    command_population },
	{ "redeem", LEVEL_ALL, "redeem a code item", command_redeem },
	{ "refresh", LEVEL_ALL, "teleport yourself to your current location",
	    command_refresh },
	{ "registerall", LEVEL_DEVELOPER,
	    "register all SCAMPER and MSS destinations", command_registerall },
	{ "summonGroup", ACCOUNT_LEVEL_GM, "summon group NPCs",
	    command_npc_summon_group },
	{ "summonGroupW", ACCOUNT_LEVEL_GM,
	    "permanently summon group NPCs", command_npc_summon_group_w },
	{ "summonW", ACCOUNT_LEVEL_GM, "permanently summon NPCs",
	    command_npc_summon_w },
	{ "tasks", ACCOUNT_LEVEL_GM,
	    "list all active missions and their respective task ids.",
	    command_tasks },
	{ "toggleai", ACCOUNT_LEVEL_GM, "enable/disable mob AI",
	    command_npc_toggle_ai },
	{ "unban", ACCOUNT_LEVEL_GM,
	    "unban the account the given PlayerID belongs to",
	    command_account_unban },
	{ "unhide", LEVEL_ALL, "un-hide yourself from the global player map",
	    command_unhide },
	{ "unregisterall", LEVEL_DEVELOPER,
	    "clear all SCAMPER and MSS destinations", command_unregisterall },
	{ "unsummonW", ACCOUNT_LEVEL_GM,
	    "delete permanently summoned NPCs", command_npc_unsummon_w },
	{ "unwarpable", LEVEL_ALL, "prevent buddies from warping to you",
	    command_unwarpable },
	{ "warpable", LEVEL_ALL, "re-allow buddies to warp to you",
	    command_warpable },
	{ "whois", LEVEL_DEVELOPER, "describe nearest NPC", command_npc_whois },
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

/*
 * What not everybody may is a line of the log, but for bans, which have theirs
 * when it is known what has become of them (moderation.c).
 */
static bool
is_to_be_logged(const struct command_row *row)
{
	return row->level < LEVEL_ALL && row->fn != command_account_ban &&
	    row->fn != command_account_unban;
}

static void
run_row(struct world *w, struct player *p, const struct command_row *row,
    const struct command_args *args, const char *text)
{
	if (p->identity.account_level > row->level) {
		send_message(p, "You don't have access to that command!");
		return;
	}
	if (is_to_be_logged(row))
		gm_log(p, "command", NULL, "text='%s'", text);
	row->fn(w, p, args);
}

void
command_run(struct world *w, struct player *p, const char *text)
{
	struct command_args args;
	char line[TEXT_BYTES];

	str_copy(line, sizeof(line), text);
	command_args_split(line, &args);
	for (size_t i = 0; i < COUNT_OF(command_rows); i++) {
		if (strcmp(command_rows[i].name, args.v[0]) != 0)
			continue;
		run_row(w, p, &command_rows[i], &args, text);
		return;
	}
	send_message(p, "Unknown command!");
}
