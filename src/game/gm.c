/*
 * gm.c - what the client's own game-master commands do to others, and to where
 * one is (spec/commands.md 1).
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/gm.h"

#include <stdbool.h>

#include "base/rng.h"
#include "base/str.h"
#include "game/gm_log.h"
#include "game/moderation.h"
#include "game/profile.h"
#include "game/warp.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	LEVEL_DEVELOPER = 50,		/* the weaker half of the commands */

	/* Unstick, spec/commands.md: a little aside, a little higher. */
	UNSTICK_UNITS = 200,
	UNSTICK_HEIGHT_UNITS = 80
};

static bool
is_developer(const struct player *p)
{
	return p->identity.account_level <= LEVEL_DEVELOPER;
}

/* --- who is meant --- */

enum search_by { SEARCH_ID, SEARCH_NAME, SEARCH_ACCOUNT };

struct search {
	int32_t by, id;
	const char *first, *last;
	int64_t uid;
};

/* Those who have not finished entering are nobody yet. */
static bool
is_here(const struct player *p)
{
	return p != NULL &&
	    (p->state == PLAYER_JOINED || p->state == PLAYER_IN_WORLD);
}

/* Ids of 0 and empty names find nobody (DEFECT, spec/world.md 3). */
static struct player *
find_player(const struct world *w, const struct search *s)
{
	struct player *found = NULL;

	switch (s->by) {
	case SEARCH_ID:
		if (s->id != 0)
			found = world_player_by_id(w, s->id);
		break;
	case SEARCH_NAME:
		if (s->first[0] != '\0' || s->last[0] != '\0')
			found = world_player_by_name(w, s->first, s->last);
		break;
	case SEARCH_ACCOUNT:
		if (s->uid > 0 && s->uid <= INT32_MAX)
			found = world_player_by_account(w, (int32_t)s->uid);
		break;
	}
	return is_here(found) ? found : NULL;
}

static struct player *
find_or_say(struct world *w, struct player *p, const struct search *s,
    const char *complaint)
{
	struct player *found = find_player(w, s);

	if (found == NULL)
		send_message(p, "%s", complaint);
	return found;
}

static uint64_t
instance_id_of(const struct player *p)
{
	return p->e.instance != NULL ? p->e.instance->id : 0;
}

/* --- travelling --- */

static void
send_to(struct world *w, struct player *p, struct player *who, int32_t x,
    int32_t y, int32_t z, uint64_t instance_id)
{
	if (!warp_send_to(w, who, x, y, z, instance_id))
		send_message(p, "too many instances");
}

static void
gm_on_goto(struct world *w, struct player *p,
    const struct cl2fe_req_pc_goto *req)
{
	if (!is_developer(p))
		return;
	gm_log(p, "goto", NULL, "x=%d y=%d z=%d", req->to_x, req->to_y,
	    req->to_z);
	send_to(w, p, p, req->to_x, req->to_y, req->to_z, 0);
}

static void
gm_on_warp_to(struct world *w, struct player *p,
    const struct cl2fe_req_pc_warp_to_pc *req)
{
	const struct search s = { .by = SEARCH_ID, .id = req->pc_id };
	struct player *to = find_or_say(w, p, &s, "player not found");

	if (to == NULL)
		return;
	gm_log(p, "warp-to", to, "x=%d y=%d", to->e.x, to->e.y);
	send_to(w, p, p, to->e.x, to->e.y, to->e.z, instance_id_of(to));
}

static void
gm_on_map_warp(struct world *w, struct player *p,
    const struct cl2fe_req_pc_map_warp *req)
{
	gm_log(p, "map-warp", NULL, "map=%d", req->map_num);
	send_to(w, p, p, p->e.x, p->e.y, p->e.z, (uint32_t)req->map_num);
}

enum teleport_type {
	TELEPORT_XYZ,
	TELEPORT_MAP_XYZ,
	TELEPORT_MY_LOCATION,
	TELEPORT_SOMEONE,
	TELEPORT_UNSTICK
};

static void
teleport(struct world *w, struct player *p, struct player *target,
    const struct cl2fe_gm_req_target_pc_teleport *req)
{
	const struct search goal = {
		.by = req->goal_pc_search_by,
		.id = req->goal_pc_id,
		.first = req->goal_pc_first_name,
		.last = req->goal_pc_last_name,
		.uid = req->goal_pc_uid,
	};
	struct player *to;
	int32_t dx, dy;

	switch (req->teleport_type) {
	case TELEPORT_XYZ:
		send_to(w, p, target, req->to_x, req->to_y, req->to_z,
		    instance_id_of(p));
		break;
	case TELEPORT_MAP_XYZ:
		/* A map is a number of 32 bits; nobody owns this one. */
		send_to(w, p, target, req->to_x, req->to_y, req->to_z,
		    (uint32_t)req->to_map);
		break;
	case TELEPORT_MY_LOCATION:
		send_to(w, p, target, p->e.x, p->e.y, p->e.z,
		    instance_id_of(p));
		break;
	case TELEPORT_SOMEONE:
		to = find_or_say(w, p, &goal,
		    "teleportation target player not found");
		if (to != NULL)
			send_to(w, p, target, to->e.x, to->e.y, to->e.z,
			    instance_id_of(to));
		break;
	case TELEPORT_UNSTICK:
		dx = rng_range(&w->rng, -UNSTICK_UNITS, UNSTICK_UNITS);
		dy = rng_range(&w->rng, -UNSTICK_UNITS, UNSTICK_UNITS);
		send_to(w, p, target, target->e.x + dx, target->e.y + dy,
		    target->e.z + UNSTICK_HEIGHT_UNITS,
		    instance_id_of(target));
		break;
	}
}

static void
gm_on_teleport(struct world *w, struct player *p,
    const struct cl2fe_gm_req_target_pc_teleport *req)
{
	const struct search s = {
		.by = req->target_pc_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s,
	    "player to teleport not found");

	if (target == NULL)
		return;
	if (target->state != PLAYER_IN_WORLD) {
		send_message(p, "player to teleport not found");
		return;
	}
	if (!moderation_outranks(p, target))
		return;
	gm_log(p, "teleport", target, "type=%d", req->teleport_type);
	teleport(w, p, target, req);
}

/* --- others --- */

static void
gm_on_location(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_location *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");
	struct fe2cl_gm_rep_pc_location out = { 0 };
	uint64_t instance_id;

	if (target == NULL)
		return;
	gm_log(p, "location", target, "x=%d y=%d", target->e.x, target->e.y);
	instance_id = instance_id_of(target);
	out.target_pc_uid = target->identity.account_id;
	out.target_pc_id = target->e.id;
	out.map_type = instance_owner_id(instance_id) != 0;
	out.map_id = instance_owner_id(instance_id);
	out.map_num = instance_map_number(instance_id);
	out.x = target->e.x;
	out.y = target->e.y;
	out.z = target->e.z;
	str_copy(out.target_pc_first_name, sizeof(out.target_pc_first_name),
	    target->identity.first_name);
	str_copy(out.target_pc_last_name, sizeof(out.target_pc_last_name),
	    target->identity.last_name);
	send_packet(p, PKT_FE2CL_GM_REP_PC_LOCATION, &out);
}

static void
gm_on_kick(struct world *w, struct player *p,
    const struct cl2fe_gm_req_kick_player *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");

	if (target != NULL)
		moderation_kick(w, moderation_by_player(p),
		    (struct moderation_whom){ .player_id = target->e.id });
}

/* A mute is more than a bit: it is the account's (moderation.h). */
static void
set_mute(struct world *w, struct player *p, const struct player *target,
    bool is_on)
{
	const struct moderation_whom whom = { .player_id = target->e.id };

	if (is_on)
		moderation_mute(w, moderation_by_player(p), whom,
		    MODERATION_FOR_EVER);
	else
		moderation_unmute(w, moderation_by_player(p), whom);
}

static void
gm_on_target_special_state(struct world *w, struct player *p,
    const struct cl2fe_gm_req_target_pc_special_state_onoff *req)
{
	const struct search s = {
		.by = req->target_search_by,
		.id = req->target_pc_id,
		.first = req->target_pc_first_name,
		.last = req->target_pc_last_name,
		.uid = req->target_pc_uid,
	};
	struct player *target = find_or_say(w, p, &s, "player not found");
	int8_t bits = req->special_state_flag;

	if (target == NULL || !moderation_outranks(p, target))
		return;
	if ((bits & SPECIAL_MUTE_FREECHAT) != 0)
		set_mute(w, p, target, req->onoff != 0);
	bits = (int8_t)(bits & ~SPECIAL_MUTE_FREECHAT);
	if (bits == 0)
		return;
	gm_log(p, "special-state", target, "bits=%d on=%d", bits,
	    req->onoff != 0);
	profile_set_special(target, bits, req->onoff != 0);
}

/* Rows without NEED_GM ask for level 50 themselves. */
const struct handler gm_handlers[] = {
	ON_CL2FE_REQ_PC_GOTO(NEED_WORLD, gm_on_goto),
	ON_CL2FE_REQ_PC_WARP_TO_PC(NEED_WORLD | NEED_GM, gm_on_warp_to),
	ON_CL2FE_REQ_PC_MAP_WARP(NEED_WORLD | NEED_GM, gm_on_map_warp),
	ON_CL2FE_GM_REQ_TARGET_PC_TELEPORT(NEED_WORLD | NEED_GM,
	    gm_on_teleport),
	ON_CL2FE_GM_REQ_PC_LOCATION(NEED_WORLD | NEED_GM, gm_on_location),
	ON_CL2FE_GM_REQ_KICK_PLAYER(NEED_WORLD | NEED_GM, gm_on_kick),
	ON_CL2FE_GM_REQ_TARGET_PC_SPECIAL_STATE_ONOFF(NEED_WORLD | NEED_GM,
	    gm_on_target_special_state),
	HANDLERS_END
};
