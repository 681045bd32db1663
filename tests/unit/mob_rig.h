/*
 * mob_rig.h - mobs in the world of world_rig.h: types, placing, steps of
 * 200 ms. Include it in one file of a program.
 */
#ifndef TESTS_MOB_RIG_H
#define TESTS_MOB_RIG_H

#include "world_rig.h"

#include "game/buff.h"
#include "game/mob.h"
#include "game/mob_state.h"
#include "world/event.h"
#include "world/path.h"

enum {
	MOB_RIG_STEP_MS = 200,
	MOB_RIG_SPEED = 300,
	MOB_RIG_STEP_UNITS = 120,	/* a chasing step, 2/5 of it */
	MOB_RIG_REACH = 150,		/* with its radius */
	MOB_RIG_SIGHT = 1000,
	MOB_RIG_LEASH = 3000,
	MOB_RIG_HP = 500,
	MOB_RIG_LEVEL = 10,

	TYPE_FRIEND = 5,
	TYPE_MOB = 10,
	TYPE_ROAMER = 11,
	TYPE_ROCK = 12,		/* cannot move */
	MOB_RIG_TYPES = 8
};

/* A test may change them, and add more, before it places any. */
static struct tdata_npc_type mob_types[MOB_RIG_TYPES];

/* What the listeners heard. */
static struct {
	int kills, states;
	struct player *killer;
	struct player *rewarded[EVENT_KILL_PLAYERS_MAX];
	uint32_t rewarded_count;
	int32_t last_state;
} heard;

static void
note_kill(struct world *w, const struct event_kill *kill)
{
	UNUSED(w);
	heard.kills++;
	heard.killer = kill->killer;
	heard.rewarded_count = kill->player_count;
	for (uint32_t i = 0; i < kill->player_count; i++)
		heard.rewarded[i] = kill->players[i];
}

static void
note_state(struct world *w, struct npc *n, int32_t state)
{
	UNUSED(w);
	UNUSED(n);
	heard.states++;
	heard.last_state = state;
}

static const struct entity_class *const mob_classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_class,
};

static struct tdata_npc_type
mob_type(int32_t number)
{
	return (struct tdata_npc_type){
		.number = number, .team = TDATA_TEAM_MOB,
		.hp = MOB_RIG_HP, .level = MOB_RIG_LEVEL, .power = 10,
		.run_speed = MOB_RIG_SPEED, .sight_range = MOB_RIG_SIGHT,
		.combat_range = MOB_RIG_LEASH,
		.attack_range = 100, .radius = 50,
		.delay_ds = 20, .regen_ds = 100,
	};
}

/* The world of the tests: wide squares, so that all see all. */
static void
mob_rig_begin(void)
{
	static const struct handler *const no_tables[] = { NULL };

	rig_begin(no_tables);
	memset(&heard, 0, sizeof(heard));
	memset(mob_types, 0, sizeof(mob_types));
	mob_types[0] = (struct tdata_npc_type){ .number = TYPE_FRIEND };
	mob_types[1] = mob_type(TYPE_MOB);
	mob_types[2] = mob_type(TYPE_ROAMER);
	mob_types[2].idle_range = 800;
	mob_types[3] = mob_type(TYPE_ROCK);
	mob_types[3].run_speed = 0;
	for (int i = 4; i < MOB_RIG_TYPES; i++)
		mob_types[i].number = INT32_MIN;	/* nobody */
	rig.npc_types = mob_types;
	rig.npc_type_count = MOB_RIG_TYPES;
	rig.w.classes = mob_classes;
	rig.w.chunk_edge_units = 5000;
	rig.events.hurt[0] = buff_on_hurt;
	rig.events.mob_killed[0] = note_kill;
	rig.events.mob_state_entered[0] = mob_on_state_entered;
	rig.events.mob_state_entered[1] = note_state;
}

static inline struct npc *
mob_at(int32_t id, int32_t type, int32_t x, int32_t y)
{
	const struct npc_home home = { x, y, 0, 90, rig.w.overworld };
	struct npc *n = npc_place_add(&rig.w, ENTITY_MOB, type, id);

	assert_non_null(n);
	npc_place_home(&rig.w, n, &home);
	rig_forget();
	return n;
}

/* So many steps of the mobs, and a second's walk of all after each fifth. */
static inline void
mob_steps(int count)
{
	static int until_walk;

	for (int i = 0; i < count; i++) {
		rig_pass(MOB_RIG_STEP_MS);
		mob_tick(&rig.w);
		if (++until_walk % 5 == 0)
			path_tick(&rig.w);
	}
}

static inline void
mob_seconds(int count)
{
	mob_steps(count * 1000 / MOB_RIG_STEP_MS);
}

/* It struck, or did something else that makes it wait, in this very step. */
static inline bool
mob_acted(const struct npc *n)
{
	return n->mob.next_attack_at_ms > rig.w.now_ms;
}

/* Packets of that kind that have not been read; the others are forgotten. */
static inline size_t
mob_heard(const struct player *p, enum packet_kind kind)
{
	size_t n = rig_count(p, kind);

	rig_forget();
	return n;
}

#endif
