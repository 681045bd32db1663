/*
 * npc.h - everything that lives and is not a player: NPCs, mobs, eggs, buses.
 */
#ifndef WORLD_NPC_H
#define WORLD_NPC_H

#include <stdbool.h>
#include <stdint.h>

#include "tdata/ruleset.h"
#include "world/entity.h"

struct tdata_npc_type;

enum { NPC_GROUP_MEMBERS = 4 };	/* besides the leader */

/* What a client is shown and what every kind has; mobs get more in mob.c. */
struct npc {
	struct entity e;		/* first: an entity is the NPC */
	int32_t type;			/* NPC, egg or bus type */
	int32_t hp, max_hp;
	int32_t spawn_x, spawn_y, spawn_z, spawn_angle;
	int32_t condition_flags;	/* composite of its buffs */
	struct npc *removed_next; /* world.c: gone at the end of the tick */
	bool is_removed;
	bool is_summoned;		/* gone for good once killed */
	const struct tdata_npc_type *row;	/* NULL for eggs and buses */
	struct entity_ref group_leader;	/* itself for a leader, {0} alone */
	struct entity_ref members[NPC_GROUP_MEMBERS];	/* a leader's; dense */
	int16_t offset_x, offset_y;	/* from the leader */
};

enum {
	NPC_DEFAULT_HP = RULESET_NPC_HP,
	NPC_BUS_TRANSPORT_TYPE = 3	/* eTT of every bus, spec/world.md 5 */
};

#endif
