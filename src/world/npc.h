/*
 * npc.h - everything that lives and is not a player: NPCs, mobs, eggs, buses.
 */
#ifndef WORLD_NPC_H
#define WORLD_NPC_H

#include <stdbool.h>
#include <stdint.h>

#include "tdata/ruleset.h"
#include "tdata/tdata.h"
#include "world/combatant.h"
#include "world/entity.h"

enum { NPC_GROUP_MEMBERS = 4 };	/* besides the leader */

/* spec/mobs.md 2 */
enum mob_state {
	MOB_INACTIVE,
	MOB_ROAMING,
	MOB_COMBAT,
	MOB_RETREAT,
	MOB_DEAD,
	MOB_STATE_COUNT
};

/* What a mob winds up for (spec/mobs.md 1, skillStyle). */
enum {
	MOB_SKILL_IDLE = -1,		/* 0..2: a corruption of that style */
	MOB_SKILL_ERUPTION = -2,
	MOB_SKILL_COOLDOWN = -3
};

struct npc_mob {			/* mob_state.c, mob_ai.c; mobs only */
	/* First what every tick looks at: 10,000 of them are 1 MB of it. */
	struct npc *busy_next, **busy_prev; /* w->busy_mobs: not roaming */
	int64_t next_move_at_ms;	/* 0: at once */
	int64_t next_attack_at_ms;	/* 0: at once */
	enum mob_state state;
	struct entity_ref target;	/* a player; {0}: nobody */
	int64_t killed_at_ms;		/* 0: it lives */
	int64_t alone_since_ms;		/* in combat and seen by nobody */
	int64_t retreat_since_ms;
	bool is_despawned;		/* its corpse is gone */
	int8_t skill_style;		/* MOB_SKILL_*, or 0..2 */
	int32_t hit_x, hit_y, hit_z;	/* where an eruption will be */
	int32_t roam_x, roam_y, roam_z;	/* where it returns to */
};

/* Where an NPC walks to: a point a second (world/path.c). */
struct npc_path {
	const struct tdata_walk *walk;	/* many points; NULL: a line */
	struct tdata_walk *own;		/* walk, if nobody else has it */
	uint32_t start, cursor;		/* of walk: the first, the next */
	struct tdata_point from, to;	/* the line, neither is visited */
	uint32_t line_count, line_next;	/* points between, from 1 on */
	int64_t paused_until_ms;
	struct npc *next, **prev;	/* w->walkers; none: it stands */
};

struct npc_egg {			/* egg.c: only while it is eaten */
	int64_t back_at_ms;
	struct npc *next, **prev;	/* w->eaten_eggs */
};

/* What a client is shown and what every kind has. */
struct npc {
	struct entity e;		/* first: an entity is the NPC */
	struct npc_mob mob;
	int32_t type;			/* NPC, egg or bus type */
	struct combatant combatant;	/* hp also of who never loses it */
	int32_t spawn_x, spawn_y, spawn_z, spawn_angle;
	struct npc *removed_next;	/* world.c: gone at tick end */
	bool is_removed;
	bool is_summoned;		/* gone for good once killed */
	bool is_gruntwork;	/* kept with gruntwork; of a group the leader */
	bool is_edited;		/* follows who makes its path; does not roam */
	const struct tdata_npc_type *row;	/* NULL for eggs and buses */
	struct entity_ref group_leader;	/* itself for a leader, {0} alone */
	struct entity_ref members[NPC_GROUP_MEMBERS];	/* a leader's; dense */
	int32_t offset_x, offset_y;	/* from the leader */
	struct npc_path path;
	struct npc_egg egg;
};

enum {
	NPC_DEFAULT_HP = RULESET_NPC_HP,
	NPC_BUS_TRANSPORT_TYPE = 3	/* eTT of every bus, spec/world.md 5 */
};

#endif
