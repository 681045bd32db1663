/* test_bullet.c - grenades and rockets (spec/combat.md 4.3 to 4.6). */
#include "world_rig.h"

#include "game/bullet.h"
#include "game/lifecycle.h"
#include "game/stats.h"

enum { TYPE_MOB = 10, MOB_HP = 100000, GRENADE = 1, ROCKET = 2, GUN = 3,
	MORTAR = 4 };

static const struct handler *const tables[] = { bullet_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = TYPE_MOB, .team = 2, .hp = MOB_HP, .level = 5,
	    .protection = 100, .radius = 50 },
};

static const struct tdata_item items[] = {
	{ .type = 0, .id = GRENADE, .weapon_type = 5, .point_damage = 990,
	    .group_damage = 190, .attack_range = 800, .target_count = 3,
	    .delay_ds = 8 },
	{ .type = 0, .id = ROCKET, .weapon_type = 11, .point_damage = 990,
	    .group_damage = 190, .attack_range = 1300, .target_count = 3,
	    .delay_ds = 14 },
	{ .type = 0, .id = GUN, .weapon_type = 3, .attack_range = 900,
	    .delay_ds = 5 },
	{ .type = 0, .id = MORTAR, .weapon_type = 10, .attack_range = 800,
	    .effect_area = 100, .delay_ds = 8 },
};

static struct player *alice, *bob;
static struct npc *mob;

static void
hold_weapon(int16_t id)
{
	alice->inventory.equip[0] = (struct item){ .type = 0, .id = id,
		.opt = 1 };
	stats_refresh(alice);
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.w.chunk_edge_units = 5000;
	rig.cfg.shard.anticheat = true;
	rig.events.cheat_seen[0] = lifecycle_on_cheat_seen;
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.items = items;
	rig.item_count = COUNT_OF(items);
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	mob = rig_mob(50, TYPE_MOB, 1000, 500, rig.w.overworld);
	alice->e.z = 30;
	hold_weapon(GRENADE);
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
others_see_the_arm_raised(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_grenade_style_ready, .skill_id = 7);
	assert_int_equal(1, RIG_EXPECT(bob,
	    fe2cl_pc_grenade_style_ready)->pc_id);
	rig_expect_nothing(alice);
	RIG_DO(alice, cl2fe_req_pc_rocket_style_ready, .skill_id = 7);
	rig_expect_nothing(bob);	/* she holds a grenade */
	hold_weapon(ROCKET);
	RIG_DO(alice, cl2fe_req_pc_rocket_style_ready, .skill_id = 7);
	assert_int_equal(7, RIG_EXPECT(bob,
	    fe2cl_pc_rocket_style_ready)->skill_id);
}

static void
throw_one(void)
{
	RIG_DO(alice, cl2fe_req_pc_grenade_style_fire, .to_x = 1, .to_y = 2,
	    .to_z = 3);
}

/* Its number. */
static int
thrown(void)
{
	int id;

	rig_pass(1000);
	throw_one();
	id = RIG_EXPECT(alice,
	    fe2cl_rep_pc_grenade_style_fire_succ)->bullet_id;
	rig_forget();
	return id;
}

static void
land(int8_t bullet, int32_t x, int32_t y, const int32_t *ids, int32_t count)
{
	struct {
		struct cl2fe_req_pc_rocket_style_hit head;
		int64_t ids[128];
	} req = { .head = { .bullet_id = bullet, .x = x, .y = y,
		.target_cnt = count } };
	int64_t *out =
	    (int64_t *)cl2fe_req_pc_rocket_style_hit_items(&req.head);

	for (int32_t i = 0; i < count; i++)
		out[i] = (int64_t)ids[i] | INT64_C(4) << 32;
	dispatch_packet(&rig.dispatch, &rig.w, alice,
	    PKT_CL2FE_REQ_PC_ROCKET_STYLE_HIT, &req);
}

static const struct wire_attack_result *
expect_hit(int bullet, int type, int count)
{
	const struct fe2cl_pc_grenade_style_hit *got =
	    RIG_EXPECT(alice, fe2cl_pc_grenade_style_hit);

	assert_int_equal(1, got->pc_id);
	assert_int_equal(bullet, got->bullet_id);
	assert_int_equal(type, got->bullet.id);
	assert_int_equal(count, got->target_cnt);
	RIG_EXPECT(bob, fe2cl_pc_grenade_style_hit);
	rig_expect_nothing(alice);
	return fe2cl_pc_grenade_style_hit_items(got);
}

/* --- fired --- */

static void
a_grenade_is_told(void **state)
{
	const struct fe2cl_rep_pc_grenade_style_fire_succ *mine;
	const struct fe2cl_pc_grenade_style_fire *others;

	UNUSED(state);
	throw_one();
	mine = RIG_EXPECT(alice, fe2cl_rep_pc_grenade_style_fire_succ);
	assert_int_equal(1, mine->to_x);
	assert_int_equal(2, mine->to_y);
	assert_int_equal(3, mine->to_z);
	assert_int_equal(0, mine->bullet_id);
	assert_int_equal(1, mine->bullet.id);
	others = RIG_EXPECT(bob, fe2cl_pc_grenade_style_fire);
	assert_int_equal(1, others->pc_id);
	assert_int_equal(3, others->to_z);
	assert_int_equal(1, others->bullet.id);
}

static void
a_rocket_is_told_as_a_grenade(void **state)
{
	const struct fe2cl_rep_pc_grenade_style_fire_succ *mine;

	UNUSED(state);
	hold_weapon(ROCKET);
	RIG_DO(alice, cl2fe_req_pc_rocket_style_fire, .to_x = 1, .to_y = 2,
	    .to_z = 12345678);
	mine = RIG_EXPECT(alice, fe2cl_rep_pc_grenade_style_fire_succ);
	assert_int_equal(1, mine->to_x);
	assert_int_equal(130, mine->to_z);
	assert_int_equal(ROCKET, mine->bullet.id);
	RIG_EXPECT(bob, fe2cl_pc_grenade_style_fire);
}

/* DEFECT: anybody fired anything. */
static void
only_who_can_throw_throws(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_rocket_style_fire, .to_x = 1);
	rig_expect_nothing(alice);
	hold_weapon(ROCKET);
	throw_one();
	rig_expect_nothing(alice);
	hold_weapon(GUN);
	throw_one();
	rig_expect_nothing(alice);
	alice->inventory.equip[0] = (struct item){ 0 };
	throw_one();
	rig_expect_nothing(alice);
	hold_weapon(MORTAR);
	alice->combatant.hp = 0;
	throw_one();
	rig_expect_nothing(alice);
	alice->combatant.hp = 1;
	throw_one();
	RIG_EXPECT(alice, fe2cl_rep_pc_grenade_style_fire_succ);
}

/* DEFECT: only hits were rated; 127 could wait. */
static void
throwing_too_fast_ends_it(void **state)
{
	int throws = 0;

	UNUSED(state);
	while (alice->state == PLAYER_IN_WORLD && throws < 100) {
		rig_pass(10);
		throw_one();
		throws++;
	}
	assert_in_range(throws, 10, 20);
	assert_true(rig.is_closed[1]);
}

static void
the_hit_is_not_rated_again(void **state)
{
	const int32_t ids[] = { 50 };

	UNUSED(state);
	for (int i = 0; i < 100; i++) {
		land((int8_t)thrown(), 1000, 500, ids, 1);
		rig_forget();
	}
	assert_int_equal(PLAYER_IN_WORLD, alice->state);
	assert_int_equal(0, alice->combat.suspicion);
}

static void
numbers_are_used_again(void **state)
{
	const int32_t ids[] = { 50 };

	UNUSED(state);
	assert_int_equal(0, thrown());
	assert_int_equal(1, thrown());
	land(0, 1000, 500, ids, 1);
	expect_hit(0, 1, 1);
	assert_int_equal(0, thrown());
	assert_int_equal(2, thrown());
	/* DEFECT: no more than three; the oldest makes room. */
	assert_int_equal(1, thrown());
}

static void
what_never_lands_is_forgotten(void **state)
{
	const int32_t ids[] = { 50 };

	UNUSED(state);
	assert_int_equal(0, thrown());
	rig_pass(10000);
	land(0, 1000, 500, ids, 1);
	rig_expect_nothing(alice);
	assert_int_equal(0, thrown());
}

/* DEFECT: one charge was as good as thirty. */
static void
a_boost_costs_what_it_costs(void **state)
{
	UNUSED(state);
	alice->wallet.battery_w = 19;
	thrown();
	assert_int_equal(19, alice->wallet.battery_w);
	assert_false(alice->combat.bullets[0].is_boosted);
	alice->wallet.battery_w = 100;
	thrown();
	assert_in_range(alice->wallet.battery_w, 70, 80);
	assert_true(alice->combat.bullets[1].is_boosted);
}

/* --- landed --- */

static void
a_hit_is_told(void **state)
{
	const struct wire_attack_result *got;
	const int32_t ids[] = { 50 };

	UNUSED(state);
	thrown();
	land(0, 1000, 500, ids, 1);
	got = expect_hit(0, 1, 1);
	assert_int_equal(50, got->id);
	assert_in_range(got->damage, 727, 2 * 1090);
	assert_int_equal(MOB_HP - got->damage, got->hp);
	/* It has gone off. */
	land(0, 1000, 500, ids, 1);
	rig_expect_nothing(alice);
}

static void
it_has_the_strength_of_its_throw(void **state)
{
	const int32_t ids[] = { 50 };
	const struct wire_attack_result *got;

	UNUSED(state);
	thrown();
	hold_weapon(GUN);
	land(0, 1000, 500, ids, 1);
	got = expect_hit(0, 1, 1);
	assert_true(got->damage >= 727);
}

static void
a_miss_is_nothing(void **state)
{
	UNUSED(state);
	thrown();
	land(0, 1000, 500, NULL, 0);
	rig_expect_nothing(alice);
	rig_expect_nothing(bob);
	assert_int_equal(0, thrown());
}

/* DEFECTs: a mob a hundred times, all of the world, a bad id in the middle. */
static void
a_blast_is_bounded(void **state)
{
	int32_t ids[100];
	const int32_t many[] = { 50, 999, 51, 52, 53, 54 };

	UNUSED(state);
	for (int i = 0; i < 100; i++)
		ids[i] = 50;
	thrown();
	land(0, 1000, 500, ids, 100);
	expect_hit(0, 1, 1);
	/* Three, says the table; 51 is too far away. */
	rig_mob(51, TYPE_MOB, 2100, 500, rig.w.overworld);
	rig_mob(52, TYPE_MOB, 1100, 500, rig.w.overworld);
	rig_mob(53, TYPE_MOB, 1200, 500, rig.w.overworld);
	rig_mob(54, TYPE_MOB, 1300, 500, rig.w.overworld);
	thrown();
	land(0, 1000, 500, many, 6);
	const struct wire_attack_result *got = expect_hit(0, 1, 3);

	assert_int_equal(50, got[0].id);
	assert_int_equal(52, got[1].id);
	assert_int_equal(53, got[2].id);
	assert_in_range(got[0].damage, 100, 2 * 160);
}

static void
the_table_bounds_it(void **state)
{
	const int32_t near[] = { 50, 52 };

	UNUSED(state);
	/* 100 of the blast, 500 for the way, 50 of the mob. */
	rig_mob(52, TYPE_MOB, 1651, 500, rig.w.overworld);
	hold_weapon(MORTAR);
	thrown();
	land(0, 1000, 500, near, 2);
	expect_hit(0, 1, 1);
}

static void
it_lands_within_reach(void **state)
{
	const int32_t ids[] = { 52 };

	UNUSED(state);
	rig_mob(52, TYPE_MOB, 2500, 500, rig.w.overworld);
	thrown();
	land(0, 2500, 500, ids, 1);	/* 2000 away; 1800 are allowed */
	rig_expect_nothing(alice);
	thrown();
	land(0, 2290, 500, ids, 1);
	expect_hit(0, 1, 1);
}

static void
bad_numbers_are_refused(void **state)
{
	const int32_t ids[] = { 50 };

	UNUSED(state);
	for (int i = INT8_MIN; i <= INT8_MAX; i++)
		land((int8_t)i, 1000, 500, ids, 1);
	rig_expect_nothing(alice);
	assert_int_equal(MOB_HP, mob->combatant.hp);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(others_see_the_arm_raised),
		T(a_grenade_is_told),
		T(a_rocket_is_told_as_a_grenade),
		T(only_who_can_throw_throws),
		T(throwing_too_fast_ends_it),
		T(the_hit_is_not_rated_again),
		T(numbers_are_used_again),
		T(what_never_lands_is_forgotten),
		T(a_boost_costs_what_it_costs),
		T(a_hit_is_told),
		T(it_has_the_strength_of_its_throw),
		T(a_miss_is_nothing),
		T(a_blast_is_bounded),
		T(the_table_bounds_it),
		T(it_lands_within_reach),
		T(bad_numbers_are_refused),
	};
#undef T
	return cmocka_run_group_tests_name("bullet", tests, NULL, NULL);
}
