/*
 * test_mob_ai.c - mobs roam, notice, chase, strike and go home (spec/mobs.md
 * 4, 6, 7, 9).
 */
#include "mob_rig.h"

#include "game/health.h"
#include "game/mob_aggro.h"
#include "world/chunk.h"

enum { MUCH_HP = 1000000 };

static struct player *self;

static int
setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	self = rig_player(1, "Self", 4000, 100, rig.w.overworld);
	self->combatant.level = MOB_RIG_LEVEL;
	self->combatant.hp = MUCH_HP;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static void
stand(struct player *p, int32_t x, int32_t y, int32_t z)
{
	view_move(&rig.w, &p->e, x, y, z, rig.w.overworld);
}

/* --- noticing --- */

/* Whether the mob minds a player of that level so far away. */
static bool
minds(struct npc *n, int32_t level, int32_t x, int32_t z)
{
	bool yes;

	mob_set_state(&rig.w, n, MOB_ROAMING, NULL);
	self->combatant.level = level;
	stand(self, n->e.x + x, n->e.y, z);
	yes = mob_aggro_scan(&rig.w, n);
	rig_forget();
	return yes;
}

static void
expect_sight(struct npc *n, int32_t level, int32_t range)
{
	assert_true(minds(n, level, range, 0));
	assert_false(minds(n, level, range + 1, 0));
}

/*
 * DEFECT, spec/mobs.md 4: ten levels below, the radius fell back to the plain
 * one.
 */
static void
the_weak_are_seen_from_afar(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	expect_sight(n, MOB_RIG_LEVEL, 1000);
	expect_sight(n, MOB_RIG_LEVEL + 9, 400);
	expect_sight(n, MOB_RIG_LEVEL + 10, 333);
	expect_sight(n, MOB_RIG_LEVEL + 20, 333);
	n->combatant.level = 30;
	expect_sight(n, 21, 1600);
	expect_sight(n, 20, 1666);
	expect_sight(n, 1, 1666);
	/* Height counts twice. */
	assert_true(minds(n, 30, 0, 500));
	assert_false(minds(n, 30, 0, 501));
}

static void
some_are_not_minded(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	self->combatant.hp = 0;
	assert_false(minds(n, MOB_RIG_LEVEL, 0, 0));
	self->combatant.hp = MUCH_HP;
	self->travel.on_monkey = true;
	assert_false(minds(n, MOB_RIG_LEVEL, 0, 0));
	self->travel.on_monkey = false;
	self->profile.special_state = SPECIAL_INVISIBLE;
	assert_false(minds(n, MOB_RIG_LEVEL, 0, 0));
	self->profile.special_state = SPECIAL_INVULNERABLE;
	assert_false(minds(n, MOB_RIG_LEVEL, 0, 0));
	self->profile.special_state = SPECIAL_PRINT_GM;
	assert_true(minds(n, MOB_RIG_LEVEL, 0, 0));
	self->combatant.condition_flags = 1 << (BUFF_STEALTH - 1);
	expect_sight(n, MOB_RIG_LEVEL, 333);
}

/* Runners of a race are in a hurry (spec/racing.md). */
static void
racers_are_hardly_noticed(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	self->race.ends_at_ms = rig.w.now_ms + 1;
	expect_sight(n, MOB_RIG_LEVEL, 333);
	self->race.ends_at_ms = rig.w.now_ms;	/* its time is over */
	expect_sight(n, MOB_RIG_LEVEL, 1000);
}

static void
who_fights_sees_fighters(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	stand(self, 2100, 100, 0);
	n->mob.state = MOB_COMBAT;
	assert_false(mob_aggro_scan(&rig.w, n));
	self->combat.in_combat = true;
	assert_true(mob_aggro_scan(&rig.w, n));
	stand(self, 2101, 100, 0);
	assert_false(mob_aggro_scan(&rig.w, n));
}

static void
the_nearest_is_chosen(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);
	struct player *near = rig_player(2, "Near", 700, 100,
	    rig.w.overworld);

	UNUSED(state);
	near->combatant.level = MOB_RIG_LEVEL;
	stand(self, 800, 100, 0);
	assert_true(mob_aggro_scan(&rig.w, n));
	assert_ptr_equal(near, mob_target(&rig.w, n));
}

static void
one_is_noticed_within_a_moment(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	mob_seconds(2);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	stand(self, 900, 100, 0);
	mob_steps(3);
	assert_int_equal(MOB_COMBAT, n->mob.state);
}

/* --- roaming --- */

static void
it_roams_within_its_square(void **state)
{
	struct npc *n = mob_at(50, TYPE_ROAMER, 1000, 1000);
	int32_t least = 1000, most = 1000;

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVISIBLE;
	for (int i = 0; i < 3000; i++) {
		mob_steps(1);
		rig_forget();
		assert_in_range(n->e.x, 600, 1400);
		assert_in_range(n->e.y, 600, 1400);
		if (n->e.x < least)
			least = n->e.x;
		if (n->e.x > most)
			most = n->e.x;
	}
	assert_in_range(least, 600, 800);
	assert_in_range(most, 1200, 1400);
}

/* DEFECT, spec/mobs.md 6: it went further across than along the axes. */
static void
it_goes_as_far_in_every_direction(void **state)
{
	enum { HALF = 400, TRIES = 50 };
	const int32_t pace = HALF / (HALF / MOB_RIG_SPEED + 1);

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVISIBLE;
	for (int i = 0; i < TRIES; i++) {
		struct npc *n = mob_at(50 + i, TYPE_ROAMER, 1000, 1000);

		while (rig_next(self) == NULL)
			mob_steps(1);
		assert_in_range(RIG_EXPECT(self, fe2cl_npc_move)->speed,
		    pace - 1, pace + 2);
		world_remove_npc(&rig.w, n);
		rig_forget();
	}
}

static void
a_move_is_told_as_a_walk(void **state)
{
	struct npc *n = mob_at(50, TYPE_ROAMER, 1000, 1000);
	const struct fe2cl_npc_move *got;

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVISIBLE;
	while (rig_next(self) == NULL)
		mob_steps(1);
	got = RIG_EXPECT(self, fe2cl_npc_move);
	assert_int_equal(50, got->npc_id);
	assert_int_equal(0, got->move_style);
	assert_int_equal(n->e.x, got->to_x);
	assert_in_range(got->speed, 1, MOB_RIG_SPEED);
}

/* DEFECT, spec/mobs.md 6: a pause of nothing; speeds that chance halved. */
static void
odd_numbers_do_no_harm(void **state)
{
	struct npc *n;

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVISIBLE;
	mob_types[2].delay_ds = 0;
	mob_types[2].run_speed = 1;
	n = mob_at(50, TYPE_ROAMER, 1000, 1000);
	n->combatant.condition_flags = 1 << (BUFF_DOWN_MOVE_SPEED - 1);
	mob_seconds(20);
	assert_true(n->e.x != 1000 || n->e.y != 1000);
	assert_int_equal(1, n->row->run_speed);
	mob_types[2].delay_ds = INT32_MAX;
	assert_in_range(path_rest_ms(&rig.w, n), INT32_MAX,
	    2 * (int64_t)INT32_MAX);
	mob_types[2].idle_range = INT32_MAX;
	n->mob.next_move_at_ms = 0;
	mob_seconds(3);
	mob_types[2].idle_range = -5;
	n->mob.next_move_at_ms = 0;
	mob_seconds(3);
}

static void
followers_walk_beside_their_leader(void **state)
{
	struct npc *leader = mob_at(50, TYPE_ROAMER, 1000, 1000);
	struct npc *m = mob_at(51, TYPE_ROAMER, 1100, 1200);
	int32_t walks = 0;

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVISIBLE;
	m->offset_x = 100;
	m->offset_y = 200;
	npc_place_follower(leader, m);
	for (int i = 0; i < 1000; i++) {
		bool walked = path_is_walking(leader);

		mob_steps(1);
		rig_forget();
		if (walked || !path_is_walking(leader))
			continue;
		walks++;
		assert_true(path_is_walking(m));
		assert_int_equal(leader->path.to.x + 100, m->path.to.x);
		assert_int_equal(leader->path.to.y + 200, m->path.to.y);
	}
	assert_in_range(walks, 3, 100);
	/* A dead leader still leads. */
	mob_set_state(&rig.w, leader, MOB_DEAD, NULL);
	mob_types[2].regen_ds = 100000;
	path_stop(m);
	while (!path_is_walking(m))
		mob_steps(1);
	assert_int_equal(MOB_DEAD, leader->mob.state);
}

/* --- chasing --- */

static struct npc *
fighting(int32_t type, int32_t x)
{
	struct npc *n = mob_at(50, type, 100, 100);

	stand(self, 100 + x, 100, 0);
	mob_engage(&rig.w, n, self);
	rig_forget();
	return n;
}

/* DEFECT, spec/mobs.md 7: nearly two steps in one; heights that differ. */
static void
it_comes_step_by_step(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 328);
	const struct fe2cl_npc_move *got;

	UNUSED(state);
	stand(self, 428, 100, 60);
	mob_steps(1);
	got = RIG_EXPECT(self, fe2cl_npc_move);
	assert_int_equal(100 + MOB_RIG_STEP_UNITS, got->to_x);
	assert_int_equal(100, got->to_y);
	assert_int_equal(60, got->to_z);
	assert_int_equal(60, n->e.z);
	assert_int_equal(MOB_RIG_SPEED, got->speed);
	assert_int_equal(1, got->move_style);
	assert_false(mob_acted(n));
	/* 400 ms later; the rest of the way, and a blow at once. */
	mob_steps(1);
	rig_expect_nothing(self);
	mob_steps(1);
	got = RIG_EXPECT(self, fe2cl_npc_move);
	assert_int_equal(428 - MOB_RIG_REACH + 1, got->to_x);
	assert_true(mob_acted(n));
	RIG_EXPECT(self, fe2cl_npc_attack_pcs);
	rig_expect_nothing(self);
}

static void
it_strikes_as_often_as_it_may(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 100);

	UNUSED(state);
	n->row = &mob_types[1];
	mob_seconds(20);
	/* Every two seconds, from the first on. */
	assert_int_equal(10, mob_heard(self, PKT_FE2CL_NPC_ATTACK_PCS));
	assert_true(self->combatant.hp < MUCH_HP);
}

/*
 * DEFECT, spec/mobs.md 7: who was snared struck from anywhere.
 */
static void
the_snared_are_slow_and_do_not_reach(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 1000);
	const struct fe2cl_npc_move *got;

	UNUSED(state);
	n->combatant.condition_flags = 1 << (BUFF_DOWN_MOVE_SPEED - 1);
	mob_steps(1);
	got = RIG_EXPECT(self, fe2cl_npc_move);
	assert_int_equal(160, got->to_x);
	assert_int_equal(150, got->speed);
	mob_seconds(3);
	assert_int_equal(0, mob_heard(self, PKT_FE2CL_NPC_ATTACK_PCS));
}

/* DEFECT, spec/mobs.md 7: who cannot move said so all the time. */
static void
a_rock_is_silent(void **state)
{
	struct npc *n = fighting(TYPE_ROCK, 1000);

	UNUSED(state);
	mob_seconds(5);
	rig_expect_nothing(self);
	assert_int_equal(MOB_COMBAT, n->mob.state);
	stand(self, 200, 100, 0);
	mob_steps(1);
	RIG_EXPECT(self, fe2cl_npc_attack_pcs);
}

static void
a_group_comes_from_different_sides(void **state)
{
	struct npc *leader = mob_at(51, TYPE_MOB, 100, 100);
	struct npc *n = fighting(TYPE_MOB, 1000);

	UNUSED(state);
	mob_types[1].idle_range = 799;
	n->offset_y = 400;
	npc_place_follower(leader, n);
	mob_steps(1);
	/* It aims at a point 400 * 1000 / 800 beside. */
	assert_int_equal(207, n->e.x);
	assert_int_equal(153, n->e.y);
}

/* --- losing --- */

static void
another_takes_the_place_of_the_dead(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 100);
	struct player *other = rig_player(2, "Other", 900, 100,
	    rig.w.overworld);

	UNUSED(state);
	other->combatant.level = MOB_RIG_LEVEL;
	other->combatant.hp = MUCH_HP;
	self->combatant.hp = 1;
	mob_steps(2);
	assert_int_equal(0, self->combatant.hp);
	assert_int_equal(MOB_COMBAT, n->mob.state);
	assert_ptr_equal(other, mob_target(&rig.w, n));
	other->profile.special_state = SPECIAL_INVULNERABLE;
	mob_steps(1);
	assert_int_equal(MOB_RETREAT, n->mob.state);
	assert_null(mob_target(&rig.w, n));
}

/*
 * DEFECT, spec/mobs.md 7: the target was an address, and who took the place of
 * a player who had left was fought.
 */
static void
who_left_is_not_fought(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 400);
	struct player *next;

	UNUSED(state);
	world_remove_player(&rig.w, self);
	rig_pass(10);
	next = rig_player(2, "Next", 500, 100, rig.w.overworld);
	next->profile.special_state = SPECIAL_INVISIBLE;
	assert_int_equal(1, next->e.ref.slot);
	assert_null(mob_target(&rig.w, n));
	mob_steps(1);
	assert_int_equal(MOB_RETREAT, n->mob.state);
}

/* Mobs ignore who is on the skyway (spec/transport.md 5). */
static void
who_flies_away_is_not_fought(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 400);

	UNUSED(state);
	self->travel.on_monkey = true;
	mob_steps(1);
	assert_int_equal(MOB_RETREAT, n->mob.state);
}

static void
who_went_to_another_instance_is_not_fought(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 400);

	UNUSED(state);
	view_move(&rig.w, &self->e, 500, 100, 0, instance_get(&rig.w, 44));
	assert_null(mob_target(&rig.w, n));
}

/* DEFECT, spec/mobs.md 3.2: the leash moved along with each new target. */
static void
the_leash_stays_where_it_began(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 400);
	struct player *other = rig_player(2, "Other", 2500, 100,
	    rig.w.overworld);

	UNUSED(state);
	other->combatant.level = MOB_RIG_LEVEL;
	other->combatant.hp = MUCH_HP;
	stand(self, 2000, 100, 0);
	mob_seconds(5);
	self->combatant.hp = 0;
	mob_steps(1);
	assert_ptr_equal(other, mob_target(&rig.w, n));
	assert_int_equal(100, n->mob.roam_x);
	stand(other, 100 + MOB_RIG_LEASH - 1, 100, 0);
	mob_steps(1);
	assert_int_equal(MOB_COMBAT, n->mob.state);
	stand(other, 100 + MOB_RIG_LEASH, 100, 0);
	mob_steps(2);
	assert_int_equal(MOB_RETREAT, n->mob.state);
}

/*
 * DEFECT, spec/mobs.md 7: it could retreat twice, after a blow that killed and
 * at the end of its leash.
 */
static void
it_retreats_once(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 100);

	UNUSED(state);
	n->mob.roam_x -= MOB_RIG_LEASH;	/* its leash is at its end, too */
	self->combatant.hp = 1;
	heard.states = 0;
	mob_steps(1);
	assert_int_equal(MOB_RETREAT, n->mob.state);
	assert_int_equal(1, heard.states);
	assert_int_equal(1,
	    mob_heard(self, PKT_FE2CL_CHAR_TIME_BUFF_TIME_OUT));
}

/* --- the way home --- */

/*
 * DEFECT, spec/mobs.md 9: chunks did not follow; it went to its spawn point's
 * height.
 */
static void
it_goes_home(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 1500);
	struct player *far = rig_player(2, "Far", 100, 11000,
	    rig.w.overworld);
	const struct fe2cl_npc_move *got;

	UNUSED(state);
	n->mob.roam_y = 9100;
	n->mob.roam_z = 900;
	mob_set_state(&rig.w, n, MOB_RETREAT, NULL);
	rig_forget();
	mob_steps(1);
	got = RIG_EXPECT(self, fe2cl_npc_move);
	assert_int_equal(100 + 2 * MOB_RIG_STEP_UNITS, got->to_y);
	assert_int_equal(24, got->to_z);
	assert_int_equal(2 * MOB_RIG_SPEED, got->speed);
	assert_int_equal(1, got->move_style);
	mob_steps(1);
	rig_expect_nothing(self);
	rig_expect_nothing(far);
	mob_seconds(9);
	assert_in_range(n->e.y, 5000, 9100);
	assert_ptr_equal(n->e.chunk, chunk_find(&rig.w,
	    chunk_place_of(&rig.w, n->e.x, n->e.y, rig.w.overworld)));
	assert_int_equal(50,
	    RIG_EXPECT(far, fe2cl_npc_enter)->npc_appearance_data.npc_id);
}

static void
home_again_it_is_healed(void **state)
{
	static const struct tdata_skill heal = {
		.id = 110, .type = 34, .values = { { 1000 } }
	};
	struct npc *n = fighting(TYPE_MOB, 400);
	const struct fe2cl_npc_skill_hit *hit;
	const struct fe2cl_char_time_buff_time_out *out;

	UNUSED(state);
	rig.skills = &heal;
	rig.skill_count = 1;
	n->combatant.hp = 7;
	mob_steps(1);
	stand(self, 4000, 100, 0);
	mob_steps(3);
	assert_int_equal(MOB_RETREAT, n->mob.state);
	assert_int_equal(0, health_damage(&rig.w, &n->e, &self->e, 5));
	rig_forget();
	while (n->mob.state == MOB_RETREAT)
		mob_steps(1);
	while (rig_next(self)->kind == PKT_FE2CL_NPC_MOVE)
		RIG_EXPECT(self, fe2cl_npc_move);
	hit = RIG_EXPECT(self, fe2cl_npc_skill_hit);
	assert_int_equal(110, hit->skill_id);
	assert_int_equal(1, hit->target_cnt);
	out = RIG_EXPECT(self, fe2cl_char_time_buff_time_out);
	assert_int_equal(2, out->ct);
	assert_int_equal(50, out->id);
	rig_expect_nothing(self);
	assert_int_equal(MOB_RIG_HP, n->combatant.hp);
	assert_int_equal(MOB_ROAMING, n->mob.state);
}

/* DEFECT, spec/mobs.md 9: it tried for ever. */
static void
who_cannot_get_home_appears_there(void **state)
{
	struct npc *n = fighting(TYPE_ROCK, 400);

	UNUSED(state);
	stand(self, 3000, 100, 0);
	n->mob.roam_x = 900;
	mob_set_state(&rig.w, n, MOB_RETREAT, NULL);
	rig_forget();
	mob_seconds(9);
	assert_int_equal(MOB_RETREAT, n->mob.state);
	rig_expect_nothing(self);
	mob_seconds(2);
	assert_int_equal(900, n->e.x);
	RIG_EXPECT(self, fe2cl_npc_exit);
	RIG_EXPECT(self, fe2cl_npc_enter);
	mob_seconds(1);
	assert_int_equal(MOB_ROAMING, n->mob.state);
}

/* --- buffs --- */

static void
grant(struct npc *n, enum buff_id buff, int64_t ms)
{
	const struct buff_grant g = {
		.buff = buff, .class = BUFF_CLASS_NANO, .skill = 1,
		.duration_ms = ms, .source = &self->e, .says_timeout = true,
	};

	assert_int_equal(BUFF_NEW, buff_add(&rig.w, &n->e, &g));
}

static void
the_stunned_do_nothing(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 1000);

	UNUSED(state);
	grant(n, BUFF_STUN, 1500);
	n->mob.skill_style = 1;
	mob_seconds(1);
	assert_int_equal(100, n->e.x);
	assert_int_equal(MOB_SKILL_IDLE, n->mob.skill_style);
	mob_seconds(2);
	assert_true(n->e.x > 100);
}

/* DEFECT, spec/mobs.md 11: waking up was told twice. */
static void
a_hit_wakes_who_sleeps(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 1000);

	UNUSED(state);
	grant(n, BUFF_SLEEP, 15000);
	mob_seconds(1);
	assert_int_equal(100, n->e.x);
	rig_forget();
	health_damage(&rig.w, &n->e, &self->e, 5);
	assert_int_equal(1,
	    mob_heard(self, PKT_FE2CL_CHAR_TIME_BUFF_TIME_OUT));
	mob_seconds(1);
	assert_true(n->e.x > 100);
}

/* DEFECT, spec/mobs.md 7: a drain that killed was used after it was gone. */
static void
a_drain_may_kill(void **state)
{
	struct npc *n = fighting(TYPE_MOB, 1000);

	UNUSED(state);
	grant(n, BUFF_BOUNDING_BALL, 15000);
	n->combatant.hp = 1;
	mob_seconds(1);
	assert_int_equal(MOB_DEAD, n->mob.state);
	assert_null(n->combatant.stacks);
	assert_int_equal(1, heard.kills);
	assert_int_equal(0, pool_count(&rig.w.buff_stacks));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_weak_are_seen_from_afar),
		T(some_are_not_minded),
		T(racers_are_hardly_noticed),
		T(who_fights_sees_fighters),
		T(the_nearest_is_chosen),
		T(one_is_noticed_within_a_moment),
		T(it_roams_within_its_square),
		T(it_goes_as_far_in_every_direction),
		T(a_move_is_told_as_a_walk),
		T(odd_numbers_do_no_harm),
		T(followers_walk_beside_their_leader),
		T(it_comes_step_by_step),
		T(it_strikes_as_often_as_it_may),
		T(the_snared_are_slow_and_do_not_reach),
		T(a_rock_is_silent),
		T(a_group_comes_from_different_sides),
		T(another_takes_the_place_of_the_dead),
		T(who_left_is_not_fought),
		T(who_flies_away_is_not_fought),
		T(who_went_to_another_instance_is_not_fought),
		T(the_leash_stays_where_it_began),
		T(it_retreats_once),
		T(it_goes_home),
		T(home_again_it_is_healed),
		T(who_cannot_get_home_appears_there),
		T(the_stunned_do_nothing),
		T(a_hit_wakes_who_sleeps),
		T(a_drain_may_kill),
	};
#undef T
	return cmocka_run_group_tests_name("mob_ai", tests, NULL, NULL);
}
