/*
 * group.c - up to four players who play together (spec/groups.md).
 *
 * Who is asked is remembered with the asker, so that nobody joins a group that
 * has not called. Members are named by reference, in the order in which they
 * came; the first leads, and with it the group ends.
 *
 * Owns:   w->groups; player->group.
 * Called: by packet; by everything that players in a group share.
 * Thread: world.
 */
#include "game/group.h"

#include "base/log.h"
#include "base/str.h"
#include "game/buddy.h"
#include "game/health.h"
#include "game/nano_state.h"
#include "world/appearance.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/send.h"
#include "world/world.h"

enum {
	INVITE_MS = 60000,
	/*
	 * DEFECT, spec/groups.md 3: told twice a second. Less than a second,
	 * since ticks are not exact.
	 */
	INFO_PERIOD_MS = 750,
	MAP_PRIVATE = 1			/* iMapType */
};

/* --- who is in it --- */

static struct player *
member(const struct world *w, const struct group *g, uint32_t i)
{
	struct player *p = world_player(w, g->members[i]);

	/* Who leaves is taken out before its reference dies. */
	CHECK(p != NULL);
	return p;
}

uint32_t
group_members(struct world *w, struct player *p, struct player **out)
{
	const struct group *g = p->group.group;

	if (g == NULL) {
		out[0] = p;
		return 1;
	}
	for (uint32_t i = 0; i < g->count; i++)
		out[i] = member(w, g, i);
	return g->count;
}

bool
group_is_same(const struct player *a, const struct player *b)
{
	return a->group.group != NULL && a->group.group == b->group.group;
}

struct player *
group_leader(struct world *w, struct player *p)
{
	return p->group.group != NULL ? member(w, p->group.group, 0) : p;
}

/* In the game, whether its client has loaded or not; else NULL. */
static struct player *
find_online(const struct world *w, int32_t id)
{
	struct player *p = world_player_by_id(w, id);

	if (p == NULL || (p->state != PLAYER_JOINED &&
	    p->state != PLAYER_IN_WORLD))
		return NULL;
	return p;
}

/* --- how they are --- */

static void
describe(const struct player *p, struct wire_pc_group_member_info *out)
{
	uint64_t instance = p->e.instance->id;

	*out = (struct wire_pc_group_member_info){
		.pc_id = p->e.id,
		.pcuid = (uint64_t)p->e.id,
		.name_check = (int8_t)p->identity.name_check,
		.special_state = (int8_t)p->profile.special_state,
		.lv = (int16_t)p->combatant.level,
		.hp = p->combatant.hp,
		.max_hp = health_max(&p->e),
		/* DEFECT, spec/groups.md 1: everybody in the overworld. */
		.map_type = instance_owner_id(instance) != 0 ?
		    MAP_PRIVATE : 0,
		.map_num = instance_map_number(instance),
		.x = p->e.x, .y = p->e.y, .z = p->e.z,
		.b_nano = p->nanos.active > 0,
		.nano = nano_state_to_wire(p, p->nanos.active),
	};
	str_copy(out->first_name, sizeof(out->first_name),
	    p->identity.first_name);
	str_copy(out->last_name, sizeof(out->last_name),
	    p->identity.last_name);
}

struct roll_call {
	struct wire_pc_group_member_info infos[GROUP_PLAYERS_MAX];
	struct packet_run runs[PACKET_RUN_MAX];	/* players, then no NPCs */
};

static void
call_roll(const struct world *w, const struct group *g,
    struct roll_call *out)
{
	for (uint32_t i = 0; i < g->count; i++)
		describe(member(w, g, i), &out->infos[i]);
	out->runs[0] = (struct packet_run){
		WIRE_PC_GROUP_MEMBER_INFO, out->infos, g->count };
	out->runs[1] = (struct packet_run){
		WIRE_NPC_GROUP_MEMBER_INFO, NULL, 0 };
}

void
group_send_info(struct world *w, struct player *p)
{
	const struct fe2cl_pc_group_member_info head = { .id = p->e.id };
	struct roll_call roll;

	if (p->group.group == NULL ||
	    w->now_ms - p->group.told_at_ms < INFO_PERIOD_MS)
		return;
	p->group.told_at_ms = w->now_ms;
	call_roll(w, p->group.group, &roll);
	send_packet_runs(p, PKT_FE2CL_PC_GROUP_MEMBER_INFO, &head, roll.runs,
	    PACKET_RUN_MAX);
}

/* --- coming --- */

static struct group *
begin_group(struct world *w)
{
	uint32_t slot, gen;
	struct group *g = pool_add(&w->groups, &slot, &gen);

	/* There is room for a group a player. */
	CHECK(g != NULL);
	g->slot = slot;
	return g;
}

static void
add_member(struct world *w, struct group *g, struct player *p)
{
	const struct fe2cl_pc_group_join_succ own = {
		.id_new_member = p->e.id,
	};
	const struct fe2cl_pc_group_join others = {
		.id_new_member = p->e.id,
	};
	struct roll_call roll;

	CHECK(g->count < GROUP_PLAYERS_MAX && p->group.group == NULL);
	p->group.group = g;
	g->members[g->count++] = p->e.ref;
	call_roll(w, g, &roll);
	send_packet_runs(p, PKT_FE2CL_PC_GROUP_JOIN_SUCC, &own, roll.runs,
	    PACKET_RUN_MAX);
	for (uint32_t i = 0; i + 1 < g->count; i++)
		send_packet_runs(member(w, g, i), PKT_FE2CL_PC_GROUP_JOIN,
		    &others, roll.runs, PACKET_RUN_MAX);
}

/* --- going --- */

/* Who is gone from the game is told nothing any more. */
static bool
is_listening(const struct player *p, const struct player *gone)
{
	return p != gone;
}

static void
remove_member(struct world *w, struct group *g, uint32_t index,
    const struct player *gone)
{
	struct player *p = member(w, g, index);
	const struct fe2cl_pc_group_leave out = { .id_leave_member = p->e.id };
	struct roll_call roll;

	p->group.group = NULL;
	if (is_listening(p, gone))
		SEND(p, fe2cl_pc_group_leave_succ);
	g->count--;
	for (uint32_t i = index; i < g->count; i++)
		g->members[i] = g->members[i + 1];
	call_roll(w, g, &roll);
	for (uint32_t i = 0; i < g->count; i++)
		if (is_listening(member(w, g, i), gone))
			send_packet_runs(member(w, g, i),
			    PKT_FE2CL_PC_GROUP_LEAVE, &out, roll.runs,
			    PACKET_RUN_MAX);
}

/*
 * The leader takes all with it, the last first; one alone is no group. `gone`
 * is NULL or who has left the game.
 */
static void
leave(struct world *w, struct player *p, const struct player *gone)
{
	struct group *g = p->group.group;
	uint32_t index = 0;

	while (!entity_ref_equal(g->members[index], p->e.ref))
		index++;
	if (index == 0)
		while (g->count > 1)
			remove_member(w, g, g->count - 1, gone);
	else
		remove_member(w, g, index, gone);
	if (g->count > 1)
		return;
	remove_member(w, g, 0, gone);
	pool_remove(&w->groups, g->slot);
}

void
group_on_player_left(struct world *w, struct player *p)
{
	if (p->group.group != NULL)
		leave(w, p, p);
}

static void
group_on_leave(struct world *w, struct player *p,
    const struct cl2fe_req_pc_group_leave *req)
{
	UNUSED(req);
	/* DEFECT, spec/groups.md 3: without a group there was no answer. */
	if (p->group.group == NULL)
		SEND(p, fe2cl_pc_group_leave_fail, .id = p->e.id);
	else
		leave(w, p, NULL);
}

/* --- asking --- */

static bool
is_full(const struct player *p)
{
	return p->group.group != NULL &&
	    p->group.group->count >= GROUP_PLAYERS_MAX;
}

/* One for each whom it asked, the oldest forgotten if they are too many. */
static void
note_invite(struct world *w, struct player *from, const struct player *to)
{
	struct player_group_invite *best = &from->group.invites[0];

	for (int i = 0; i < GROUP_PLAYERS_MAX; i++) {
		struct player_group_invite *v = &from->group.invites[i];

		if (entity_ref_equal(v->to, to->e.ref)) {
			best = v;
			break;
		}
		if (v->until_ms < best->until_ms)
			best = v;
	}
	best->to = to->e.ref;
	best->until_ms = w->now_ms + INVITE_MS;
}

/* DEFECT, spec/groups.md 3: everybody could join everybody. Once only. */
static bool
take_invite(const struct world *w, struct player *from,
    const struct player *to)
{
	for (int i = 0; i < GROUP_PLAYERS_MAX; i++) {
		struct player_group_invite *v = &from->group.invites[i];

		if (!entity_ref_equal(v->to, to->e.ref))
			continue;
		v->to = (struct entity_ref){ 0, 0 };
		return w->now_ms < v->until_ms;
	}
	return false;
}

static void
group_on_invite(struct world *w, struct player *p,
    const struct cl2fe_req_pc_group_invite *req)
{
	struct player *to = find_online(w, req->id_to);

	if (to == NULL)
		return;
	/* DEFECT, spec/groups.md 3: nor oneself. */
	if (to == p || to->group.group != NULL || is_full(p)) {
		SEND(p, fe2cl_pc_group_invite_fail, .error_code = 0);
		return;
	}
	/* DEFECT, same place: who has blocked p seems to refuse. */
	if (buddy_is_blocked(to, p->e.id)) {
		SEND(p, fe2cl_pc_group_invite_refuse, .id_to = to->e.id);
		return;
	}
	note_invite(w, p, to);
	SEND(to, fe2cl_pc_group_invite, .host_id = p->e.id);
}

static void
group_on_refuse(struct world *w, struct player *p,
    const struct cl2fe_req_pc_group_invite_refuse *req)
{
	struct player *from = find_online(w, req->id_from);

	if (from == NULL || !take_invite(w, from, p))
		return;
	SEND(from, fe2cl_pc_group_invite_refuse, .id_to = p->e.id);
}

/* --- joining --- */

static bool
may_join(const struct world *w, struct player *p, struct player *from)
{
	if (from == p || p->group.group != NULL)
		return false;
	return take_invite(w, from, p) && !is_full(from);
}

static void
group_on_join(struct world *w, struct player *p,
    const struct cl2fe_req_pc_group_join *req)
{
	struct player *from = find_online(w, req->id_from);

	if (from == NULL)
		return;
	if (!may_join(w, p, from)) {
		log_debug("group: refused player=%d from=%d", p->e.id,
		    from->e.id);
		SEND(p, fe2cl_pc_group_join_fail, .id = req->id_from);
		return;
	}
	if (from->group.group == NULL)
		add_member(w, begin_group(w), from);
	add_member(w, from->group.group, p);
}

/* --- looks --- */

/* Of a member, wherever it is (spec/unhandled-packets.md). */
static void
group_on_member_style(struct world *w, struct player *p,
    const struct cl2fe_req_get_member_style *req)
{
	const struct player *other = find_online(w, req->member_id);
	struct fe2cl_rep_get_member_style_succ out = {
		.member_id = req->member_id,
	};

	if (other == NULL || (other != p && !group_is_same(p, other))) {
		SEND(p, fe2cl_rep_get_member_style_fail, .error_code = 0);
		return;
	}
	out.member_uid = other->e.id;
	appearance_style(other, &out.buddy_style_info.buddy_style);
	for (int i = 0; i < w->rules->equip_slots; i++)
		out.buddy_style_info.equip[i] =
		    item_to_wire(&other->inventory.equip[i]);
	send_packet(p, PKT_FE2CL_REP_GET_MEMBER_STYLE_SUCC, &out);
}

const struct handler group_handlers[] = {
	ON_CL2FE_REQ_PC_GROUP_INVITE(NEED_WORLD, group_on_invite),
	ON_CL2FE_REQ_PC_GROUP_INVITE_REFUSE(NEED_WORLD, group_on_refuse),
	ON_CL2FE_REQ_PC_GROUP_JOIN(NEED_WORLD, group_on_join),
	ON_CL2FE_REQ_PC_GROUP_LEAVE(NEED_WORLD, group_on_leave),
	ON_CL2FE_REQ_GET_MEMBER_STYLE(NEED_WORLD, group_on_member_style),
	HANDLERS_END
};
