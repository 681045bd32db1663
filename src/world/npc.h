/* npc.h - everything that lives and is not a player: NPCs, mobs, eggs, buses. */
#ifndef WORLD_NPC_H
#define WORLD_NPC_H

#include <stdbool.h>
#include <stdint.h>

#include "world/entity.h"

struct tdata_npc;

/* What a client is shown and what every kind has; mobs get more in mob.c. */
struct npc {
	struct entity e;		/* first: an entity is the NPC */
	int32_t type;			/* NPC, egg or bus type */
	int32_t hp, max_hp;
	int32_t spawn_x, spawn_y, spawn_z;
	int32_t condition_flags;	/* composite of its buffs */
	bool is_summoned;		/* gone for good once killed */
	const struct tdata_npc *row;	/* NULL for eggs and buses */
	struct entity_ref group_leader;	/* itself for a leader, {0} alone */
	int16_t offset_x, offset_y;	/* from the leader */
};

enum { NPC_DEFAULT_HP = 400 };		/* spec/world.md 1 */

#endif
