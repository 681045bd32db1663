/*
 * command_account.c - commands about accounts: their access levels, bans
 * (spec/commands.md 2).
 *
 * Owns:   account_level of players.
 * Called: by command.c.
 * Thread: world.
 */
#include "game/command_account.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "db/db_msg.h"
#include "game/command_args.h"
#include "game/gm_log.h"
#include "game/moderation.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	NAME_BYTES = 160,
	LEVEL_DEVELOPER = 50,
	LEVEL_WEAKEST = 99		/* more would take even /help away */
};

static void
set_account_level(struct world *w, struct player *p, struct player *target,
    int32_t level)
{
	int32_t old = target->identity.account_level;
	struct db_req_set_account_level *req;
	char name[NAME_BYTES];

	player_full_name(target, name, sizeof(name));
	req = db_add_set_account_level(&w->to_db, DB_ROOM_WORLD,
	    target->conn);
	req->account_id = target->identity.account_id;
	req->account_level = level;
	target->identity.account_level = level;
	gm_log(p, "access", target, "from=%d to=%d", old, level);
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
	if (!command_args_parse_i32(token, &id)) {
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

void
command_account_access(struct world *w, struct player *p,
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
		if (target != p)
			gm_log(p, "access", target, "level=%d",
			    target->identity.account_level);
		return;
	}
	if (target->identity.account_level <= own) {
		send_message(p, "Can't change this player's access level "
		    "(insufficient privileges)");
		return;
	}
	if (!command_args_parse_i32(args->v[2], &level) ||
	    level > LEVEL_WEAKEST) {
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

/* --- bans --- */

/* Words from the second on, with one space between them. */
static void
join_reason(const struct command_args *args, char *out, size_t cap)
{
	size_t n = 0;

	for (int i = 2; i < args->count; i++)
		n += str_format(out + n, cap - n, "%s%s", i > 2 ? " " : "",
		    args->v[i]);
	if (args->count <= 2)
		str_copy(out, cap, "no reason given");
}

/* False, and said why: no number. */
static bool
parse_player(struct player *p, const char *token, struct moderation_whom *out)
{
	int32_t id;

	if (!command_args_parse_i32(token, &id)) {
		send_message(p, "Invalid PlayerID: %s", token);
		return false;
	}
	*out = (struct moderation_whom){ .player_id = id };
	return true;
}

void
command_account_ban(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct moderation_whom whom;
	char reason[ROW_REASON_BYTES];

	if (args->count < 2) {
		send_message(p, "Usage: /ban PlayerID [reason...]");
		return;
	}
	if (!parse_player(p, args->v[1], &whom))
		return;
	join_reason(args, reason, sizeof(reason));
	moderation_ban(w, moderation_by_player(p), whom, MODERATION_FOR_EVER,
	    reason);
}

void
command_account_unban(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct moderation_whom whom;

	if (args->count < 2) {
		send_message(p, "Usage: /unban PlayerID");
		return;
	}
	if (parse_player(p, args->v[1], &whom))
		moderation_unban(w, moderation_by_player(p), whom);
}
