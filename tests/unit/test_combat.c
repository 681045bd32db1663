/* test_combat.c - weapons, and mobs that strike (spec/combat.md 4, 5). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/combat.h"
#include "game/stats.h"
#include "world/entity_class.h"

enum { TYPE_MOB = 10, TYPE_NPC = 11, LEVEL = 5, MOB_HP = 100000 };

static const struct handler *const tables[] = { combat_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = TYPE_MOB, .team = 2, .hp = MOB_HP, .level = LEVEL,
	    .protection = 100, .radius = 50, .power = 50, .style = 0 },
	{ .number = TYPE_NPC, .hp = 400 },
};

static const struct tdata_item items[] = {
	{ .type = 0, .id = 1, .weapon_type = 3, .point_damage = 990,
	    .group_damage = 190, .attack_range = 900, .target_count = 3,
	    .delay_ds = 5 },
	{ .type = 0, .id = 2, .weapon_type = 1, .point_damage = 990,
	    .attack_range = 350, .target_count = 1, .delay_ds = 5 },
};

static struct player *alice, *bob;
static struct npc *mob;
static int killed;

static void
on_killed(struct world *w, struct entity *target, struct entity *source)
{
	UNUSED(w);
	UNUSED(target);
	assert_ptr_equal(&alice->e, source);
	killed++;
}

static const struct entity_class mob_like = { .on_killed = on_killed };
static const struct entity_class *const classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_like,
};

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
	rig.w.chunk_edge_units = 5000;	/* more than weapons reach */
	rig.w.classes = classes;
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.items = items;
	rig.item_count = COUNT_OF(items);
	rig.events.hurt[0] = combat_on_hurt;
	killed = 0;
	alice = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	bob = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	mob = rig_mob(50, TYPE_MOB, 1000, 500, rig.w.overworld);
	hold_weapon(1);
	rig_forget();
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
attack(struct player *p, const int32_t *ids, int32_t count)
{
	struct {
		struct cl2fe_req_pc_attack_npcs head;
		int32_t ids[8];
	} req = { .head = { .npc_cnt = count } };

	memcpy((void *)cl2fe_req_pc_attack_npcs_items(&req.head), ids,
	    (size_t)count * sizeof(*ids));
	dispatch_packet(&rig.dispatch, &rig.w, p, PKT_CL2FE_REQ_PC_ATTACK_NPCS,
	    &req);
}

static void
attack_one(int32_t id)
{
	attack(alice, &id, 1);
}

static const struct wire_attack_result *
expect_attack(int32_t count)
{
	const struct fe2cl_pc_attack_npcs_succ *mine =
	    RIG_EXPECT(alice, fe2cl_pc_attack_npcs_succ);
	const struct fe2cl_pc_attack_npcs *others =
	    RIG_EXPECT(bob, fe2cl_pc_attack_npcs);
	const struct wire_attack_result *got =
	    fe2cl_pc_attack_npcs_succ_items(mine);

	assert_int_equal(count, mine->npc_cnt);
	assert_int_equal(alice->wallet.battery_w, mine->battery_w);
	assert_int_equal(count, others->npc_cnt);
	assert_int_equal(1, others->pc_id);
	assert_memory_equal(got, fe2cl_pc_attack_npcs_items(others),
	    (size_t)count * sizeof(*got));
	rig_expect_nothing(alice);
	return got;
}

/* --- shooting --- */

static void
a_hit_is_told_to_all(void **state)
{
	const struct wire_attack_result *got;

	UNUSED(state);
	/* A 1000, D 100: 909, less nothing; 80 to 119 %, perhaps twice. */
	attack_one(50);
	got = expect_attack(1);
	assert_int_equal(50, got->id);
	assert_int_equal(0, got->ct);
	assert_int_equal(0, got->protected);
	assert_in_range(got->damage, 727, 2 * 1090);
	assert_int_equal(MOB_HP - got->damage, got->hp);
	assert_int_equal(MOB_HP - got->damage, mob->combatant.hp);
	assert_in_range(got->hit_flag, 1, 2);
}

static void
several_take_the_group_damage(void **state)
{
	const int32_t ids[] = { 50, 51 };
	const struct wire_attack_result *got;

	UNUSED(state);
	rig_mob(51, TYPE_MOB, 900, 600, rig.w.overworld);
	attack(alice, ids, 2);
	got = expect_attack(2);
	/* A 200, D 100: 133. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ids[i], got[i].id);
		assert_in_range(got[i].damage, 105, 2 * 160);
	}
}

static void
styles_of_nanos_count(void **state)
{
	int64_t sum[2] = { 0, 0 };

	UNUSED(state);
	/* Nano 1 is of style 0, the mob's own; nano 3 of style 2 beats it. */
	alice->nanos.bank[1].id = 1;
	alice->nanos.bank[3].id = 3;
	for (int i = 0; i < 200; i++) {
		alice->nanos.active = i % 2 == 0 ? 1 : 3;
		mob->combatant.hp = MOB_HP;
		rig_pass(500);
		attack_one(50);
		sum[i % 2] += MOB_HP - mob->combatant.hp;
		rig_forget();
	}
	assert_true(sum[1] * 100 > sum[0] * 110);
}

static void
boosts_are_paid_and_help(void **state)
{
	int32_t plain = 0, boosted = 0;

	UNUSED(state);
	/* It costs 6 and the level: 11; with as much there is no boost. */
	alice->wallet.battery_w = 11;
	attack_one(50);
	expect_attack(1);
	assert_int_equal(0, alice->wallet.battery_w);
	alice->wallet.battery_w = 30;
	rig_pass(500);
	attack_one(50);
	expect_attack(1);
	assert_int_equal(19, alice->wallet.battery_w);
	/* DEFECT: never below nothing. */
	alice->wallet.battery_w = 4;
	rig_pass(500);
	attack_one(50);
	expect_attack(1);
	assert_int_equal(0, alice->wallet.battery_w);
	for (int i = 0; i < 400; i++) {
		mob->combatant.hp = MOB_HP;
		alice->wallet.battery_w = i % 2 == 0 ? 0 : 1000;
		rig_pass(500);
		attack_one(50);
		*(i % 2 == 0 ? &plain : &boosted) +=
		    MOB_HP - mob->combatant.hp;
		rig_forget();
	}
	assert_in_range(boosted, plain / 100 * 115, plain / 100 * 135);
}

static void
the_last_blow_kills_before_the_answer(void **state)
{
	const struct wire_attack_result *got;

	UNUSED(state);
	mob->combatant.hp = 7;
	attack_one(50);
	assert_int_equal(1, killed);
	got = expect_attack(1);
	assert_int_equal(7, got->damage);
	assert_int_equal(0, got->hp);
	rig_pass(500);
	attack_one(50);
	got = expect_attack(1);
	assert_int_equal(0, got->damage);
	assert_int_equal(1, killed);
}

/* DEFECT: an unknown id in the middle ended it, with the harm done. */
static void
bad_ids_are_left_out(void **state)
{
	const int32_t ids[] = { 12345, 50, 60 };
	const struct wire_attack_result *got;

	UNUSED(state);
	rig_npc(60, TYPE_NPC, 600, 600, rig.w.overworld);
	attack(alice, ids, 3);
	got = expect_attack(1);
	assert_int_equal(50, got->id);
	/* Alone it takes the full blow. */
	assert_true(got->damage >= 727);
	rig_pass(500);
	attack(alice, ids, 1);
	expect_attack(0);
	rig_pass(500);
	attack(alice, ids, 0);
	expect_attack(0);
}

/* DEFECT: three times the same mob was three hits. */
static void
a_mob_is_hit_once_a_shot(void **state)
{
	const int32_t ids[] = { 50, 50, 50 };

	UNUSED(state);
	attack(alice, ids, 3);
	expect_attack(1);
}

/* DEFECT: four were refused only by chance of the rating. */
static void
four_are_refused(void **state)
{
	const int32_t ids[] = { 50, 51, 52, 53 };

	UNUSED(state);
	attack(alice, ids, 4);
	rig_expect_nothing(alice);
	assert_int_equal(MOB_HP, mob->combatant.hp);
}

/* DEFECT: all of the world was in range. */
static void
what_is_far_or_elsewhere_is_safe(void **state)
{
	struct instance *other = instance_get(&rig.w, 7);
	const int32_t ids[] = { 51, 52, 50 };

	UNUSED(state);
	/* 900 of the weapon, 50 of the mob, 1000 for the way. */
	rig_mob(51, TYPE_MOB, 500, 2460, rig.w.overworld);
	rig_mob(52, TYPE_MOB, 1000, 500, other);
	rig_mob(53, TYPE_MOB, 500, 11000, rig.w.overworld);
	attack(alice, ids, 3);
	assert_int_equal(50, expect_attack(1)->id);
	view_move(&rig.w, &world_npc_by_id(&rig.w, 51)->e, 500, 2440, 0,
	    rig.w.overworld);
	rig_forget();
	rig_pass(500);
	attack(alice, ids, 1);
	assert_int_equal(51, expect_attack(1)->id);
}

static void
a_weapon_hits_as_many_as_it_can(void **state)
{
	const int32_t ids[] = { 50, 51 };

	UNUSED(state);
	rig_mob(51, TYPE_MOB, 900, 600, rig.w.overworld);
	hold_weapon(2);
	attack(alice, ids, 2);
	assert_int_equal(50, expect_attack(1)->id);
}

/* DEFECT: the dead fought on. */
static void
nobody_shoots_from_the_skyway(void **state)
{
	UNUSED(state);
	alice->travel.on_monkey = true;
	attack_one(50);
	expect_attack(0);
	assert_int_equal(MOB_HP, mob->combatant.hp);
}

static void
the_dead_do_not_fight(void **state)
{
	UNUSED(state);
	alice->combatant.hp = 0;
	attack_one(50);
	rig_expect_nothing(alice);
	assert_int_equal(MOB_HP, mob->combatant.hp);
}

static void
give_buff(enum buff_id buff)
{
	const struct buff_grant grant = { .buff = buff,
		.class = BUFF_CLASS_NANO, .duration_ms = 60000,
		.source = &mob->e };

	assert_int_equal(BUFF_NEW, buff_add(&rig.w, &alice->e, &grant));
	rig_forget();
}

/* DEFECT, spec/abilities.md 10: nor do those who are stunned or asleep. */
static void
the_stunned_do_not_fight(void **state)
{
	UNUSED(state);
	give_buff(BUFF_STUN);
	attack_one(50);			/* it was on its way */
	expect_attack(1);
	rig_pass(300);
	attack_one(50);
	rig_expect_nothing(alice);
	buff_remove(&rig.w, &alice->e, BUFF_STUN);
	rig_forget();
	rig_pass(500);
	attack_one(50);
	expect_attack(1);
}

/* --- GMs --- */

static void
attack_chars(const struct wire_gm_pvp_target *t, int32_t count)
{
	struct {
		struct cl2fe_req_pc_attack_chars head;
		struct wire_gm_pvp_target t[8];
	} req = { .head = { .target_cnt = count } };

	memcpy((void *)cl2fe_req_pc_attack_chars_items(&req.head), t,
	    (size_t)count * sizeof(*t));
	dispatch_packet(&rig.dispatch, &rig.w, alice,
	    PKT_CL2FE_REQ_PC_ATTACK_CHARS, &req);
}

static const struct wire_attack_result *
expect_chars(int32_t count)
{
	const struct fe2cl_pc_attack_chars_succ *mine =
	    RIG_EXPECT(alice, fe2cl_pc_attack_chars_succ);
	const struct fe2cl_pc_attack_chars *others =
	    RIG_EXPECT(bob, fe2cl_pc_attack_chars);

	assert_int_equal(count, mine->target_cnt);
	assert_int_equal(count, others->target_cnt);
	assert_int_equal(1, others->pc_id);
	assert_int_equal(alice->wallet.battery_w, mine->battery_w);
	return fe2cl_pc_attack_chars_succ_items(mine);
}

/* DEFECTs: the battery was told as 0; a bad target ended it halfway. */
static void
a_gm_hits_players_and_mobs(void **state)
{
	const struct wire_gm_pvp_target t[] = { { 999, 1 }, { 2, 1 },
		{ 60, 4 }, { 50, 4 } };
	const struct wire_attack_result *got;

	UNUSED(state);
	alice->identity.account_level = ACCOUNT_LEVEL_GM;
	alice->wallet.battery_w = 100;
	rig_npc(60, TYPE_NPC, 600, 600, rig.w.overworld);
	attack_chars(t, 4);
	got = expect_chars(2);
	assert_int_equal(1, got[0].ct);
	assert_int_equal(2, got[0].id);
	assert_true(got[0].damage > 0);
	assert_int_equal(1000 - got[0].damage, got[0].hp);
	assert_int_equal(got[0].hp, bob->combatant.hp);
	assert_int_equal(4, got[1].ct);
	assert_int_equal(50, got[1].id);
	/* Each costs 6 and the GM's own level. */
	assert_int_equal(100 - 14, alice->wallet.battery_w);
}

/* DEFECT: the invulnerable were hurt, and a GM could kill itself. */
static void
a_gm_spares_itself_and_the_invulnerable(void **state)
{
	const struct wire_gm_pvp_target t[] = { { 1, 1 }, { 2, 1 } };
	const struct wire_attack_result *got;

	UNUSED(state);
	alice->identity.account_level = ACCOUNT_LEVEL_GM;
	bob->profile.special_state = SPECIAL_INVULNERABLE;
	attack_chars(t, 2);
	got = expect_chars(1);
	assert_int_equal(2, got->id);
	assert_int_equal(1, got->protected);
	assert_int_equal(0, got->damage);
	assert_int_equal(1000, bob->combatant.hp);
	assert_int_equal(1000, alice->combatant.hp);
}

static void
only_gms_hit_players(void **state)
{
	const struct wire_gm_pvp_target t = { 2, 1 };

	UNUSED(state);
	attack_chars(&t, 1);
	rig_expect_nothing(alice);
	assert_int_equal(1000, bob->combatant.hp);
}

/* --- mobs --- */

static const struct wire_attack_result *
expect_strike(const struct player *seer)
{
	const struct fe2cl_npc_attack_pcs *got =
	    RIG_EXPECT(seer, fe2cl_npc_attack_pcs);

	assert_int_equal(50, got->npc_id);
	assert_int_equal(1, got->pc_cnt);
	return fe2cl_npc_attack_pcs_items(got);
}

static void
a_mob_strikes(void **state)
{
	const struct wire_attack_result *got;

	UNUSED(state);
	/* A 500, D 20: 480. */
	combat_mob_attacks(&rig.w, mob, alice);
	got = expect_strike(alice);
	assert_int_equal(1, got->id);
	assert_in_range(got->damage, 384, 2 * 572);
	assert_int_equal(alice->combatant.hp, got->hp);
	expect_strike(bob);
}

/* DEFECT: health fell below 0. */
static void
a_mob_kills(void **state)
{
	const struct wire_attack_result *got;

	UNUSED(state);
	alice->combatant.hp = 3;
	combat_mob_attacks(&rig.w, mob, alice);
	got = expect_strike(alice);
	assert_true(got->damage > 300);
	assert_int_equal(0, got->hp);
	assert_int_equal(0, alice->combatant.hp);
}

/* DEFECT: buff 20 did not protect. */
static void
the_invulnerable_take_nothing(void **state)
{
	const struct wire_attack_result *got;

	UNUSED(state);
	alice->combatant.condition_flags = 1 << (BUFF_INVULNERABLE - 1);
	combat_mob_attacks(&rig.w, mob, alice);
	got = expect_strike(alice);
	assert_int_equal(1, got->protected);
	assert_int_equal(0, got->damage);
	assert_int_equal(1000, got->hp);
	alice->combatant.condition_flags = 0;
	alice->profile.special_state = SPECIAL_INVULNERABLE;
	combat_mob_attacks(&rig.w, mob, alice);
	assert_int_equal(1000, expect_strike(alice)->hp);
}

/* --- being in a fight --- */

static void
the_client_begins_and_ends(void **state)
{
	const struct fe2cl_pc_equip_change *got;

	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_combat_begin, .pc_id = 99);
	assert_true(combat_is_fighting(&rig.w, alice));
	got = RIG_EXPECT(bob, fe2cl_pc_equip_change);
	assert_int_equal(1, got->pc_id);
	assert_int_equal(0, got->equip_slot_num);
	assert_int_equal(1, got->equip_slot_item.id);
	rig_expect_nothing(alice);
	RIG_DO(alice, cl2fe_req_pc_combat_end, .pc_id = 99);
	assert_false(combat_is_fighting(&rig.w, alice));
	assert_int_equal(4000, alice->vitals.heal_cooldown_ms);
	rig_expect_nothing(alice);
	rig_expect_nothing(bob);
}

/* DEFECT: who never said so did not fight. */
static void
deeds_count_as_well(void **state)
{
	UNUSED(state);
	attack_one(50);
	assert_true(combat_is_fighting(&rig.w, alice));
	assert_false(combat_is_fighting(&rig.w, bob));
	rig_pass(3999);
	assert_true(combat_is_fighting(&rig.w, alice));
	combat_mob_attacks(&rig.w, mob, bob);
	assert_true(combat_is_fighting(&rig.w, bob));
	rig_pass(1);
	assert_false(combat_is_fighting(&rig.w, alice));
}

/* DEFECT: the fight outlasted death. */
static void
a_revival_ends_it(void **state)
{
	UNUSED(state);
	RIG_DO(alice, cl2fe_req_pc_combat_begin, .pc_id = 1);
	attack_one(50);
	combat_on_player_revived(&rig.w, alice);
	assert_false(combat_is_fighting(&rig.w, alice));
}

static void
goo_is_as_the_client_says(void **state)
{
	const struct fe2cl_pc_buff_update *got;

	UNUSED(state);
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 1);
	got = RIG_EXPECT(alice, fe2cl_pc_buff_update);
	assert_int_equal(BUFF_INFECTION, got->cstb);
	assert_int_equal(1, got->tbu);
	assert_int_equal(BUFF_CLASS_ENVIRONMENT, got->tbt);
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 1);
	rig_expect_nothing(alice);
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 0);
	got = RIG_EXPECT(alice, fe2cl_pc_buff_update);
	assert_int_equal(2, got->tbu);
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 0);
	rig_expect_nothing(alice);
	alice->combatant.hp = 0;
	RIG_DO(alice, cl2fe_dot_damage_onoff, .flag = 1);
	rig_expect_nothing(alice);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_hit_is_told_to_all),
		T(several_take_the_group_damage),
		T(styles_of_nanos_count),
		T(boosts_are_paid_and_help),
		T(the_last_blow_kills_before_the_answer),
		T(bad_ids_are_left_out),
		T(a_mob_is_hit_once_a_shot),
		T(four_are_refused),
		T(what_is_far_or_elsewhere_is_safe),
		T(a_weapon_hits_as_many_as_it_can),
		T(nobody_shoots_from_the_skyway),
		T(the_dead_do_not_fight),
		T(the_stunned_do_not_fight),
		T(a_gm_hits_players_and_mobs),
		T(a_gm_spares_itself_and_the_invulnerable),
		T(only_gms_hit_players),
		T(a_mob_strikes),
		T(a_mob_kills),
		T(the_invulnerable_take_nothing),
		T(the_client_begins_and_ends),
		T(deeds_count_as_well),
		T(a_revival_ends_it),
		T(goo_is_as_the_client_says),
	};
#undef T
	return cmocka_run_group_tests_name("combat", tests, NULL, NULL);
}
