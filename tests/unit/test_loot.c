/* test_loot.c - what the dead leave (spec/items.md 9, spec/combat.md 8). */
#include "world_rig.h"

#include "game/booster.h"
#include "game/group.h"
#include "game/health.h"
#include "game/loot.h"
#include "game/mob.h"

enum { TYPE_MOB = 10, TYPE_POOR = 11, LEVEL = 10, EVENT_MODE = 2,
	CRATE = 1280 };

static const struct handler *const tables[] = { group_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = TYPE_MOB, .team = 2, .hp = 1, .level = LEVEL },
	{ .number = TYPE_POOR, .team = 2, .hp = 1, .level = LEVEL },
};

static const int32_t crate_ids[] = { CRATE, CRATE + 1, CRATE + 2 };
static const uint32_t crate_weights[] = { 1, 0, 3 };

static struct tdata_drop drop, event_drop;
static struct player *players[4];
static struct npc *mob;
static int matter_events;

static void
on_matter(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	matter_events++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	drop = (struct tdata_drop){
		.id = TYPE_MOB,
		.taro = { 1, 1 }, .fusion_matter = { 1, 1 },
		.potion = { 1, 1 }, .boost = { 1, 1 }, .crate = { 0, 1 },
		.taros = 100, .fm = 24, .potions = 11, .boosts = 13,
		.crate_ids = crate_ids, .crate_weights = crate_weights,
		.crate_count = COUNT_OF(crate_ids),
	};
	event_drop = (struct tdata_drop){
		.id = EVENT_MODE,
		.taro = { 0, 1 }, .fusion_matter = { 0, 1 },
		.potion = { 0, 1 }, .boost = { 0, 1 }, .crate = { 1, 1 },
		.crate_ids = crate_ids, .crate_weights = crate_weights,
		.crate_count = 1,
	};
	rig.drops = &drop;
	rig.drop_count = 1;
	rig.event_drops = &event_drop;
	rig.event_drop_count = 1;
	rig.events.fusion_matter_changed[0] = on_matter;
	matter_events = 0;
	mob = rig_mob(50, TYPE_MOB, 500, 500, rig.w.overworld);
	for (int i = 0; i < 4; i++) {
		players[i] = rig_player(i + 1, "Player", 500, 500,
		    rig.w.overworld);
		players[i]->combatant.level = LEVEL;
		for (int k = 0; k < PLAYER_RATES; k++) {
			players[i]->wallet.taro_rate[k] = 1;
			players[i]->wallet.fusion_matter_rate[k] = 1;
		}
	}
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
kill_by(uint32_t count)
{
	struct event_kill kill = { .mob = mob, .killer = players[0],
		.player_count = count };

	for (uint32_t i = 0; i < count; i++) {
		players[i]->wallet.taros = 0;
		players[i]->wallet.fusion_matter = 0;
		kill.players[i] = players[i];
	}
	rig_forget();
	loot_on_mob_killed(&rig.w, &kill);
}

static void
expect_money(int taros, int fm)
{
	assert_int_equal(taros, players[0]->wallet.taros);
	assert_int_equal(fm, players[0]->wallet.fusion_matter);
}

static void
kill_for(int taros, int fm)
{
	kill_by(1);
	expect_money(taros, fm);
}

/* --- what it is --- */

static void
all_of_it_is_told(void **state)
{
	const struct fe2cl_rep_reward_item *got;

	UNUSED(state);
	kill_by(1);
	got = RIG_EXPECT(players[0], fe2cl_rep_reward_item);
	assert_int_equal(100, got->candy);
	assert_int_equal(24, got->fusion_matter);
	assert_int_equal(11, got->battery_n);
	assert_int_equal(13, got->battery_w);
	assert_int_equal(0, got->item_cnt);
	rig_expect_nothing(players[0]);
	rig_expect_nothing(players[1]);
	assert_int_equal(1, matter_events);
}

static void
without_a_drop_there_is_nothing(void **state)
{
	UNUSED(state);
	rig.cfg.shard.event_mode = EVENT_MODE;
	drop.id = TYPE_POOR;
	kill_for(0, 0);
	rig_expect_nothing(players[0]);
}

static void
counters_stop_at_their_limits(void **state)
{
	UNUSED(state);
	players[0]->wallet.battery_w = 9990;
	players[0]->wallet.battery_n = 9999;
	kill_by(1);
	assert_int_equal(9999, players[0]->wallet.battery_w);
	assert_int_equal(9999, players[0]->wallet.battery_n);
}

static void
chances_are_chances(void **state)
{
	int count = 0;

	UNUSED(state);
	drop.taro = (struct tdata_chance){ 1, 4 };
	drop.fusion_matter = (struct tdata_chance){ 0, 4 };
	for (int i = 0; i < 4000; i++) {
		kill_by(1);
		assert_int_equal(0, players[0]->wallet.fusion_matter);
		count += players[0]->wallet.taros > 0;
		rig_pass(1);
	}
	assert_in_range(count, 880, 1120);
	assert_int_equal(0, matter_events);
}

/* DEFECT: a total of 0 stopped the server. */
static void
a_chance_of_nothing_is_none(void **state)
{
	UNUSED(state);
	drop.taro = (struct tdata_chance){ 1, 0 };
	drop.crate = (struct tdata_chance){ 1, 0 };
	kill_for(0, 24);
}

/* --- how much of it --- */

static void
rates_multiply(void **state)
{
	UNUSED(state);
	players[0]->wallet.taro_rate[PLAYER_RATE_COMBAT] = 90 / 100.0;
	players[0]->wallet.fusion_matter_rate[PLAYER_RATE_COMBAT] = 2.5;
	players[0]->wallet.taro_rate[PLAYER_RATE_MISSION] = 7;
	kill_for(90, 60);
	/* 1.1 of 100 is 110, whatever a float may say. */
	players[0]->wallet.taro_rate[PLAYER_RATE_COMBAT] = 110 / 100.0;
	kill_for(110, 60);
}

static void
buffs_help(void **state)
{
	UNUSED(state);
	players[0]->combatant.condition_flags = 1 << (BUFF_REWARD_CASH - 1) |
	    1 << (BUFF_REWARD_BLOB - 1);
	kill_for(120, 28);
	/* More so with the gumball of the nano that is out. */
	players[0]->nanos.equipped[1] = players[0]->nanos.active = 5;
	players[0]->nanos.bank[5].id = 5;
	kill_for(120, 28);
	players[0]->combatant.condition_flags |= 1 << (BUFF_STIMPAK_2 - 1);
	kill_for(123, 29);
}

static void
levels_apart_matter(void **state)
{
	static const struct { int level, fm; } rows[] = {
		{ 1, 28 }, { 7, 28 }, { 8, 26 }, { 9, 24 }, { 10, 24 },
		{ 11, 24 }, { 12, 21 }, { 13, 18 }, { 14, 12 }, { 15, 6 },
		{ 16, 0 }, { 36, 0 },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		players[0]->combatant.level = rows[i].level;
		kill_for(100, rows[i].fm);
	}
	/* Also for nothing the limit is looked at. */
	assert_int_equal(COUNT_OF(rows), matter_events);
}

static void
groups_share(void **state)
{
	static const struct { int taros, fm; } rows[] = {
		{ 100, 24 }, { 50, 21 }, { 33, 18 }, { 25, 16 },
	};

	UNUSED(state);
	for (uint32_t n = 1; n <= COUNT_OF(rows); n++) {
		kill_by(n);
		for (uint32_t i = 0; i < n; i++) {
			assert_int_equal(rows[n - 1].taros,
			    players[i]->wallet.taros);
			assert_int_equal(rows[n - 1].fm,
			    players[i]->wallet.fusion_matter);
			RIG_EXPECT(players[i], fe2cl_rep_reward_item);
		}
	}
	rig.cfg.shard.less_taro_fm_in_group_disabled = true;
	kill_by(4);
	expect_money(100, 24);
}

static void
they_share_their_luck(void **state)
{
	int differ = 0;

	UNUSED(state);
	drop.taro = (struct tdata_chance){ 1, 2 };
	for (int i = 0; i < 200; i++) {
		kill_by(4);
		for (int k = 1; k < 4; k++)
			differ += players[k]->wallet.taros !=
			    players[0]->wallet.taros;
		rig_pass(1);
	}
	assert_int_equal(0, differ);
}

static const struct entity_class *const classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_class,
};

/* DEFECTs, spec/combat.md 8: other instances, and a unit beside. */
static void
only_who_is_near_shares(void **state)
{
	struct instance *lair = instance_get(&rig.w, 9);

	UNUSED(state);
	rig.w.classes = classes;
	rig.events.mob_killed[0] = loot_on_mob_killed;
	for (int i = 1; i < 4; i++) {
		RIG_DO(players[0], cl2fe_req_pc_group_invite, .id_to = i + 1);
		RIG_DO(players[i], cl2fe_req_pc_group_join, .id_from = 1);
	}
	view_move(&rig.w, &players[1]->e, 500, 5500, 0, rig.w.overworld);
	view_move(&rig.w, &players[2]->e, 5501, 500, 0, rig.w.overworld);
	view_move(&rig.w, &players[3]->e, 500, 500, 0, lair);
	health_damage(&rig.w, &mob->e, &players[0]->e, 1);
	assert_int_equal(50, players[0]->wallet.taros);
	assert_int_equal(50, players[1]->wallet.taros);
	assert_int_equal(0, players[2]->wallet.taros);
	assert_int_equal(0, players[3]->wallet.taros);
}

/* --- boosters --- */

static void
equip_booster(int slot, int16_t id, int32_t until_s)
{
	players[0]->inventory.equip[slot] = (struct item){ .type = 7,
		.id = id, .opt = 1, .time_limit_s = until_s };
}

/* DEFECT, spec/items.md 6.2: the expired worked until they were swept. */
static void
boosters_help(void **state)
{
	UNUSED(state);
	rig.rules.has_booster_slots = true;
	equip_booster(11, 154, RIG_START_S + 100);
	kill_for(100, 36);
	assert_true(booster_factor(players[0], BOOSTER_MISSIONS) == 1.0);
	equip_booster(11, 154, RIG_START_S - 1);
	kill_for(100, 24);
	equip_booster(11, 154, 0);
	kill_for(100, 36);
	equip_booster(10, 153, 0);
	assert_true(booster_factor(players[0], BOOSTER_MISSIONS) == 1.5);
	assert_true(booster_factor(players[0], BOOSTER_RACES) == 1.0);
	equip_booster(9, 155, 0);
	kill_for(100, 42);
	assert_true(booster_factor(players[0], BOOSTER_RACES) == 1.75);
	/* The wrong one in the slot, and slots that a version lacks. */
	equip_booster(11, 155, 0);
	kill_for(100, 24);
	equip_booster(11, 154, 0);
	rig.rules.has_booster_slots = false;
	kill_for(100, 24);
}

/* --- crates --- */

static void
a_crate_goes_into_the_bag(void **state)
{
	const struct fe2cl_rep_reward_item *got;
	const struct wire_item_reward *it;

	UNUSED(state);
	drop.crate = (struct tdata_chance){ 1, 1 };
	drop.crate_count = 1;
	players[0]->inventory.bag[0].id = 5;
	kill_by(1);
	got = RIG_EXPECT(players[0], fe2cl_rep_reward_item);
	assert_int_equal(1, got->item_cnt);
	it = fe2cl_rep_reward_item_items(got);
	assert_int_equal(9, it->item.type);
	assert_int_equal(CRATE, it->item.id);
	assert_int_equal(1, it->item.opt);
	assert_int_equal(1, it->il);
	assert_int_equal(1, it->slot_num);
	assert_int_equal(CRATE, players[0]->inventory.bag[1].id);
	rig_expect_nothing(players[0]);
}

static void
crates_have_weights(void **state)
{
	int count[3] = { 0 };

	UNUSED(state);
	drop.crate = (struct tdata_chance){ 1, 1 };
	for (int i = 0; i < 2000; i++) {
		struct item *it = &players[0]->inventory.bag[0];

		kill_by(1);
		assert_in_range(it->id, CRATE, CRATE + 2);
		count[it->id - CRATE]++;
		*it = (struct item){ 0 };
		rig_pass(1);
	}
	assert_in_range(count[0], 420, 580);
	assert_int_equal(0, count[1]);
}

/* DEFECT: it was lost without a word. */
static void
a_full_bag_is_told_once(void **state)
{
	UNUSED(state);
	rig.cfg.shard.event_mode = EVENT_MODE;
	drop.crate = (struct tdata_chance){ 1, 1 };
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		players[0]->inventory.bag[i].id = 5;
	kill_for(100, 24);
	assert_int_equal(0,
	    RIG_EXPECT(players[0], fe2cl_rep_reward_item)->item_cnt);
	assert_int_equal(0,
	    RIG_EXPECT(players[0], fe2cl_rep_reward_item)->item_cnt);
	RIG_EXPECT(players[0], fe2cl_pc_inven_full_msg);
	rig_expect_nothing(players[0]);
}

static void
the_season_adds_its_own(void **state)
{
	UNUSED(state);
	rig.cfg.shard.event_mode = EVENT_MODE;
	kill_for(100, 24);
	assert_int_equal(0,
	    RIG_EXPECT(players[0], fe2cl_rep_reward_item)->item_cnt);
	assert_int_equal(1,
	    RIG_EXPECT(players[0], fe2cl_rep_reward_item)->item_cnt);
	assert_int_equal(CRATE, players[0]->inventory.bag[0].id);
	rig.cfg.shard.event_mode = 3;		/* nothing for that */
	kill_by(1);
	RIG_EXPECT(players[0], fe2cl_rep_reward_item);
	rig_expect_nothing(players[0]);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(all_of_it_is_told),
		T(without_a_drop_there_is_nothing),
		T(counters_stop_at_their_limits),
		T(chances_are_chances),
		T(a_chance_of_nothing_is_none),
		T(rates_multiply),
		T(buffs_help),
		T(levels_apart_matter),
		T(groups_share),
		T(they_share_their_luck),
		T(only_who_is_near_shares),
		T(boosters_help),
		T(a_crate_goes_into_the_bag),
		T(crates_have_weights),
		T(a_full_bag_is_told_once),
		T(the_season_adds_its_own),
	};
#undef T
	return cmocka_run_group_tests_name("loot", tests, NULL, NULL);
}
