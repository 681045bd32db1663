/*
 * command_npc.c - commands about NPCs: who it is, summoning, the mobs' AI
 * (spec/commands.md 2).
 *
 * Owns:   nothing.
 * Called: by command.c.
 * Thread: world.
 */
#include "game/command_npc.h"

#include <inttypes.h>
#include <math.h>

#include "base/log.h"
#include "game/command_args.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "game/mob.h"
#include "game/npc.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	GROUP_MAX = NPC_GROUP_MEMBERS + 1,
	GROUP_DISTANCE = 150,
	TRIANGLE = 3,		/* a leader and two stand as a triangle */
	FULL_TURN_DEG = 360, HALF_TURN_DEG = 180
};

/* --- who it is --- */

void
command_npc_whois(struct world *w, struct player *p,
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
	send_message(p, "[WHOIS] HP: %d", n->combatant.hp);
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

/* --- one --- */

void
command_npc_summon_w(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct npc_summons what = {
		.x = p->e.x, .y = p->e.y, .z = p->e.z,
		.angle = npc_angle_facing(p),
		.in = p->e.instance,
		.respawns = true,
	};
	struct npc *n;

	if (args->count < 2) {
		send_message(p, "/summonW: no mob type specified");
		return;
	}
	if (!command_args_parse_i32(args->v[1], &what.type)) {
		send_message(p, "Invalid NPC number: %s", args->v[1]);
		return;
	}
	n = npc_summon(w, &what);
	what.in = instance_pattern(w, p->e.instance);
	if (n != NULL && what.in != NULL)
		n = npc_summon(w, &what);
	if (n == NULL)
		return;
	gruntwork_keep(w, n);
	log_info("command: summoned type=%d id=%d player=%d", n->type,
	    n->e.id, p->e.id);
	send_message(p, "/summonW: placed mob with type: %d, id: %d", n->type,
	    n->e.id);
	gruntwork_save_warn(w, p);
}

/* --- groups --- */

struct group_order {
	int32_t types[2];	/* of the leader, of the others */
	int32_t count, distance;
	bool is_kept;
};

static int32_t
in_the_world(double v)
{
	return (int32_t)fmax(CHUNK_MIN_UNITS, fmin(CHUNK_MAX_UNITS, v));
}

/* Where the i-th of them stands, the leader being the 0th. */
static struct tdata_point
place_in_group(const struct player *p, const struct group_order *o, int32_t i)
{
	struct tdata_point at = { p->e.x, p->e.y, p->e.z };
	double turn;

	if (i == 0)
		return at;
	turn = trunc((double)FULL_TURN_DEG / (o->count - 1) * (i - 1));
	if (o->count == TRIANGLE)
		turn = 90 + 60 * i;
	turn = (turn + npc_angle_facing(p)) * M_PI / HALF_TURN_DEG;
	at.x = in_the_world(at.x - sin(turn) * o->distance);
	at.y = in_the_world(at.y - cos(turn) * o->distance);
	return at;
}

/* leader NULL: the first. Whoever is no mob neither leads nor follows. */
static struct npc *
add_to_group(struct world *w, const struct player *p,
    const struct group_order *o, int32_t i, struct instance *in,
    struct npc *leader)
{
	struct tdata_point at = place_in_group(p, o, i);
	const struct npc_summons what = {
		.type = o->types[leader != NULL],
		.x = at.x, .y = at.y, .z = at.z, .angle = npc_angle_facing(p),
		.in = in,
		.respawns = o->is_kept,
	};
	struct npc *n = npc_summon(w, &what);

	if (n == NULL || n->e.kind != ENTITY_MOB)
		return n;
	if (leader == NULL) {
		n->group_leader = n->e.ref;
		return n;
	}
	n->offset_x = at.x - p->e.x;
	n->offset_y = at.y - p->e.y;
	npc_place_follower(leader, n);
	return n;
}

/*
 * DEFECT, spec/commands.md 2: in a private instance the copy for its pattern
 * stood in the instance, too, and had the same group.
 */
static void
summon_group(struct world *w, struct player *p, const struct group_order *o)
{
	struct instance *ins[2] = {
		p->e.instance, instance_pattern(w, p->e.instance)
	};
	struct npc *leaders[2] = { NULL, NULL };

	for (int32_t i = 0; i < o->count; i++) {
		struct npc *n = NULL;

		for (int k = 0; k < 2 && ins[k] != NULL; k++) {
			n = add_to_group(w, p, o, i, ins[k], leaders[k]);
			if (i == 0 && n != NULL && n->e.kind == ENTITY_MOB)
				leaders[k] = n;
		}
		if (n != NULL)
			send_message(p, "/summonGroup(W): placed mob with "
			    "type: %d, id: %d", n->type, n->e.id);
	}
	if (!o->is_kept)
		return;
	if (ins[1] != NULL)
		leaders[0] = leaders[1];
	if (leaders[0] == NULL) {
		log_info("command: a group without a mob to lead it is not "
		    "kept");
		return;
	}
	gruntwork_keep(w, leaders[0]);
	gruntwork_save_warn(w, p);
}

static void
order_group(struct world *w, struct player *p, const struct command_args *args,
    bool is_kept)
{
	struct group_order o = {
		.distance = GROUP_DISTANCE, .is_kept = is_kept
	};

	if (args->count < 4) {
		send_message(p, "/summonGroup(W) <leadermob> <mob> <number> "
		    "[distance]");
		return;
	}
	if (!command_args_parse_i32(args->v[1], &o.types[0]) ||
	    !command_args_parse_i32(args->v[2], &o.types[1]) ||
	    !command_args_parse_i32(args->v[3], &o.count) ||
	    (args->count > 4 &&
	    !command_args_parse_i32(args->v[4], &o.distance))) {
		send_message(p, "Invalid NPC number: %s", args->v[1]);
		return;
	}
	if (o.count > GROUP_MAX ||
	    tdata_find_npc_type(w->td, o.types[0]) == NULL ||
	    tdata_find_npc_type(w->td, o.types[1]) == NULL) {
		send_message(p, "Invalid parameters; double check types and "
		    "count");
		return;
	}
	summon_group(w, p, &o);
}

void
command_npc_summon_group(struct world *w, struct player *p,
    const struct command_args *args)
{
	enum { FOR_NOW = false };

	order_group(w, p, args, FOR_NOW);
}

void
command_npc_summon_group_w(struct world *w, struct player *p,
    const struct command_args *args)
{
	enum { FOR_GOOD = true };

	order_group(w, p, args, FOR_GOOD);
}

/* --- away with them --- */

static void
remove_group(struct world *w, struct npc *leader)
{
	for (int i = 0; i < NPC_GROUP_MEMBERS; i++) {
		struct npc *m = world_npc(w, leader->members[i]);

		if (m != NULL)
			world_remove_npc(w, m);
	}
	world_remove_npc(w, leader);
}

/* DEFECT, spec/commands.md 2: a leader that was gone stopped the server. */
void
command_npc_unsummon_w(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct npc *n = npc_find_nearest(w, &p->e);

	UNUSED(args);
	if (n == NULL) {
		send_message(p, "/unsummonW: No NPCs found nearby");
		return;
	}
	if (!n->is_gruntwork) {
		send_message(p, "/unsummonW: Closest NPC is not a gruntwork "
		    "mob.");
		return;
	}
	log_info("command: unsummoned type=%d id=%d player=%d", n->type,
	    n->e.id, p->e.id);
	gruntwork_forget(w, n);
	if (!entity_ref_is_none(n->group_leader)) {
		remove_group(w, n);
		send_message(p, "/unsummonW: Mob group destroyed.");
		return;
	}
	send_message(p, "/unsummonW: removed %s with type: %d, id: %d",
	    n->e.kind == ENTITY_EGG ? "egg" : "mob", n->type, n->e.id);
	world_remove_npc(w, n);
}

void
command_npc_toggle_ai(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(p);
	UNUSED(args);
	mob_toggle_ai(w);
}
