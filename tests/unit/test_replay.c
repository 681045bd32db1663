/*
 * test_replay.c - the same seed and the same packets make the same world, byte
 * for byte; another seed does not.
 */
#include "whole_world.h"

#include "world/npc.h"
#include "world/view.h"

enum {
	PLAYERS = 12,
	TURNS = 1200,			/* a minute */
	REACH_UNITS = 1500,
	TARGETS_MAX = 8,
	LEVEL_USER = 99,
	ITEMS_MAX = 4
};

struct record {
	uint64_t digests[TURNS];	/* after each turn */
	uint64_t sent_count;
	uint64_t state;			/* of all players at the end */
	uint32_t kills;
};

static struct packet_random packet;

/* --- where there is something to fight --- */

static const struct tdata_spawn *
nth_mob(uint32_t n)
{
	const struct tdata *td = whole.td;
	const struct tdata_spawn *last = NULL;

	for (uint32_t i = 0; i < td->spawn_count; i++) {
		const struct tdata_spawn *s = &td->spawns[i];

		if (s->kind != TDATA_SPAWN_MOB || s->instance != 0)
			continue;
		last = s;
		if (n-- == 0)
			break;
	}
	return last;
}

static void
bring_in(conn_id conn)
{
	const struct tdata_spawn *s = nth_mob((uint32_t)conn * 5);
	int32_t x = 100000, y = 100000, z = 0;
	int32_t id;

	if (s != NULL) {
		x = s->x + 100;
		y = s->y;
		z = s->z;
	}
	id = whole_add_character((unsigned)conn, LEVEL_USER, x, y, z);
	whole_join(conn, id);
}

/* --- what they do --- */

struct search {
	int32_t ids[TARGETS_MAX];
	uint32_t count;
	const struct entity *from;
};

static bool
note_mob(struct entity *e, void *arg)
{
	struct search *s = arg;

	if (e->kind == ENTITY_MOB && abs(e->x - s->from->x) < REACH_UNITS &&
	    abs(e->y - s->from->y) < REACH_UNITS)
		s->ids[s->count++] = e->id;
	return s->count < TARGETS_MAX;
}

static void
attack(conn_id conn, struct rng *rng)
{
	struct player *p = whole_player(conn);
	struct search s = { .from = &p->e };
	struct packet_run run = { .type = WIRE_I32 };
	struct cl2fe_req_pc_attack_npcs req = { .npc_cnt = 1 };

	view_each_around(whole.w, &p->e, ENTITY_GROUP_NPCS, note_mob, &s);
	if (s.count == 0)
		return;
	run.items = &s.ids[rng_range(rng, 0, (int32_t)s.count)];
	run.count = 1;
	whole_send_runs(conn, PKT_CL2FE_REQ_PC_ATTACK_NPCS, &req, &run, 1);
}

static void
walk(conn_id conn, struct rng *rng)
{
	const struct player *p = whole_player(conn);

	WHOLE_SEND(conn, cl2fe_req_pc_move,
	    .cli_time = (uint64_t)whole.now_ms,
	    .x = p->e.x + rng_range(rng, -200, 200),
	    .y = p->e.y + rng_range(rng, -200, 200),
	    .z = p->e.z, .speed = 300);
}

static void
send_anything(conn_id conn, struct rng *rng)
{
	enum packet_kind kind = (enum packet_kind)rng_range(rng, PKT_NONE + 1,
	    PKT_KIND_COUNT);

	if (packet_info(kind)->direction != PACKET_CL2FE ||
	    kind == PKT_CL2FE_REQ_PC_EXIT)
		return;
	packet_random_make(&packet, whole.version, kind, ITEMS_MAX, rng);
	whole_send_runs(conn, kind, packet.host, packet.runs,
	    packet.run_count);
}

static void
act(conn_id conn, struct rng *rng)
{
	switch (rng_range(rng, 0, 8)) {
	case 0:
	case 1:
		attack(conn, rng);
		break;
	case 2:
		walk(conn, rng);
		break;
	case 3:
		send_anything(conn, rng);
		break;
	case 4:
		WHOLE_SEND(conn, cl2fe_req_pc_regen, .regen_type = 0);
		break;
	case 5:
		WHOLE_SEND(conn, cl2fe_req_nano_active, .nano_slot_num =
		    (int16_t)rng_range(rng, -1, 3));
		break;
	default:
		break;
	}
}

/* --- the record --- */

/* What lasts of a player, and where it stands; no pointers. */
static uint64_t
digest_state(void)
{
	uint64_t before = whole.digest, out;

	whole.digest = 1;
	for (conn_id c = 1; c <= PLAYERS; c++) {
		const struct player *p = whole_player(c);

		if (p == NULL)
			continue;
		whole_digest(&p->e.x, sizeof(p->e.x));
		whole_digest(&p->e.y, sizeof(p->e.y));
		whole_digest(&p->combatant.hp, sizeof(p->combatant.hp));
		whole_digest(&p->wallet, sizeof(p->wallet));
		whole_digest(&p->inventory, sizeof(p->inventory));
		whole_digest(&p->nanos, sizeof(p->nanos));
		whole_digest(&p->missions, sizeof(p->missions));
	}
	out = whole.digest;
	whole.digest = before;
	return out;
}

static void
play(int protocol, uint64_t seed, uint64_t packets_seed, struct record *out)
{
	struct rng rng;

	rng_seed(&rng, packets_seed);
	whole_begin(protocol, seed);
	for (conn_id c = 1; c <= PLAYERS; c++)
		bring_in(c);
	for (int t = 0; t < TURNS; t++) {
		for (conn_id c = 1; c <= PLAYERS; c++)
			if (whole_player(c) != NULL)
				act(c, &rng);
		whole_turn();
		out->digests[t] = whole.digest;
	}
	out->sent_count = whole.sent_count;
	out->state = digest_state();
	whole_end();
}

static void
replay(int protocol)
{
	static struct record one, two, other;

	play(protocol, 7, 42, &one);
	play(protocol, 7, 42, &two);
	for (int t = 0; t < TURNS; t++)
		if (one.digests[t] != two.digests[t])
			fail_msg("turn %d of %d differs", t, TURNS);
	assert_int_equal(one.sent_count, two.sent_count);
	assert_int_equal(one.state, two.state);
	/* Chance has been asked for: else this would show nothing. */
	play(protocol, 8, 42, &other);
	assert_true(other.digests[TURNS - 1] != one.digests[TURNS - 1]);
}

static void
test_104(void **state)
{
	UNUSED(state);
	replay(104);
}

static void
test_1013(void **state)
{
	UNUSED(state);
	replay(1013);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_104),
		cmocka_unit_test(test_1013),
	};

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
