/*
 * test_tdata.c - the world in tdata/: its rows, ids and look-ups.
 */
#include "tdata_rig.h"

enum { FIRST_TOWN_X = 632032, FIRST_TOWN_Y = 187177 };

static const struct {
	int32_t protocol;
	const char *patches;
} versions[] = { { 104, "" }, { 728, "" }, { 1013, "1013" } };

/* Everything loads without a word of warning, in every version. */
static void
test_loads_clean(void **state)
{
	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		rig.opt.protocol = versions[i].protocol;
		rig.opt.patches = versions[i].patches;
		for (int fixes = 0; fixes < 2; fixes++) {
			rig.opt.has_drop_fixes = fixes != 0;
			rig_load();
			assert_string_equal(rig.warnings, "");
		}
	}
}

/* The same from the file system, with the default names. */
static void
test_loads_from_files(void **state)
{
	struct tdata_options opt = {
		.protocol = 1013, .dir = "tdata/", .patch_dir = "tdata/patch",
		.patches = " 1013\t", .report = rig_report,
	};

	UNUSED(state);
	assert_true(tdata_load(&opt, &rig.t));
	assert_string_equal(rig.warnings, "");
	assert_int_equal(rig.t->rules->protocol, 1013);
	assert_int_equal(rig.t->nano_count, 58);
	assert_non_null(tdata_find_code(rig.t, "otherseas"));
}

/* NULL stands for what the version brings. */
static void
test_default_patches(void **state)
{
	UNUSED(state);
	rig.opt.patches = NULL;
	rig_load();
	assert_null(tdata_find_code(rig.t, "otherseas"));
	rig.opt.protocol = 1013;
	rig_load();
	assert_non_null(tdata_find_code(rig.t, "otherseas"));
}

static void
test_missing_module_warns(void **state)
{
	struct tdata_options opt = {
		.protocol = 104, .dir = "tdata", .patch_dir = "tdata/patch/",
		.patches = "nowhere", .report = rig_report,
	};

	UNUSED(state);
	assert_true(tdata_load(&opt, &rig.t));
	assert_non_null(strstr(rig.warnings, "tdata/patch/nowhere"));
}

/* spec/world.md 2: static ids are the keys plus an offset. */
static void
test_static_ids(void **state)
{
	const struct tdata_spawn *s;

	UNUSED(state);
	rig_load();
	s = rig_spawn(1);		/* NPCs.json "0" */
	assert_int_equal(s->kind, TDATA_SPAWN_NPC);
	assert_int_equal(s->type, 1);
	assert_int_equal(s->x, FIRST_TOWN_X + 400);
	assert_int_equal(s->angle_deg, 180);
	s = rig_spawn(10000);		/* mobs.json mobs "0" */
	assert_int_equal(s->kind, TDATA_SPAWN_MOB);
	assert_int_equal(s->type, 50);
	assert_int_equal(s->leader_id, 0);
	s = rig_spawn(30000);		/* mobs.json groups "0" */
	assert_int_equal(s->type, 63);
	assert_int_equal(s->leader_id, 30000);
	assert_int_equal(s->angle_deg, -45);
}

/* Buses, then followers, then eggs count down from 2147483647. */
static void
test_dynamic_ids(void **state)
{
	const struct tdata *t;
	int32_t expected = INT32_MAX;

	UNUSED(state);
	t = rig_load();
	for (uint32_t i = 0; i < t->spawn_count; i++) {
		const struct tdata_spawn *s = &t->spawns[i];

		if (s->id < INT32_MAX / 2)
			continue;
		assert_int_equal(s->id, expected);
		expected--;
	}
	assert_int_equal(t->next_dynamic_id, expected);
	assert_int_equal(rig_count(TDATA_SPAWN_BUS), 2);
	assert_int_equal(rig_spawn(INT32_MAX)->kind, TDATA_SPAWN_BUS);
	assert_int_equal(rig_spawn(INT32_MAX - 2)->type, 64);
	assert_int_equal(rig_spawn(expected + 1)->kind, TDATA_SPAWN_EGG);
}

/* No two entities share an id. */
static void
test_ids_are_unique(void **state)
{
	const struct tdata *t;

	UNUSED(state);
	t = rig_load();
	for (uint32_t i = 0; i < t->spawn_count; i++) {
		for (uint32_t j = i + 1; j < t->spawn_count; j++)
			assert_int_not_equal(t->spawns[i].id,
			    t->spawns[j].id);
	}
}

static void
test_group_members(void **state)
{
	const struct tdata_spawn *leader, *s;

	UNUSED(state);
	rig_load();
	leader = rig_spawn(30001);
	for (int i = 0; i < TDATA_GROUP_FOLLOWERS; i++) {
		s = rig_spawn(leader->follower_ids[i]);
		assert_non_null(s);
		assert_int_equal(s->leader_id, 30001);
		assert_int_equal(s->x, leader->x + s->offset_x);
		assert_int_equal(s->y, leader->y + s->offset_y);
		assert_int_equal(s->z, leader->z);
		assert_int_equal(s->angle_deg, leader->angle_deg);
		assert_int_equal(s->follower_ids[0], 0);
		assert_null(s->walk);
	}
	assert_int_equal(rig_spawn(leader->follower_ids[0])->offset_x, 150);
	leader = rig_spawn(30005);
	assert_int_equal(leader->instance, 3);
	assert_int_equal(leader->follower_ids[1], 0);
	assert_int_equal(rig_spawn(leader->follower_ids[0])->instance, 3);
}

/* A fresh character sees somebody, wherever its version begins. */
static void
test_spawn_is_inhabited(void **state)
{
	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		const struct ruleset *rules;
		uint32_t npcs = 0, mobs = 0, eggs = 0;

		rig.opt.protocol = versions[i].protocol;
		rig.opt.patches = versions[i].patches;
		rules = rig_load()->rules;
		for (uint32_t j = 0; j < rig.t->spawn_count; j++) {
			const struct tdata_spawn *s = &rig.t->spawns[j];

			if (s->instance != 0 ||
			    labs((long)s->x - rules->spawn_x) > 5000 ||
			    labs((long)s->y - rules->spawn_y) > 5000)
				continue;
			npcs += s->kind == TDATA_SPAWN_NPC;
			mobs += s->kind == TDATA_SPAWN_MOB;
			eggs += s->kind == TDATA_SPAWN_EGG;
		}
		assert_true(npcs >= 25 && mobs >= 20 && eggs >= 6);
	}
}

/* 1013 leaves the Future out (spec/tabledata.md 4). */
static void
test_future_is_left_out(void **state)
{
	const struct tdata *t;

	UNUSED(state);
	rig.opt.protocol = 1013;
	rig.opt.patches = "1013";
	t = rig_load();
	for (uint32_t i = 0; i < t->spawn_count; i++) {
		const struct tdata_spawn *s = &t->spawns[i];

		if (s->kind == TDATA_SPAWN_NPC || s->kind == TDATA_SPAWN_MOB)
			assert_false(s->x > 512000 && s->y < 256000);
	}
	assert_null(rig_spawn(1));
	assert_null(rig_spawn(30000));
	for (uint32_t i = 0; i < t->respawn_count; i++)
		assert_false(t->respawns[i].x > 512000);
}

static void
test_respawn_points(void **state)
{
	const struct tdata *t;
	int32_t i;

	UNUSED(state);
	t = rig_load();
	assert_int_equal(t->respawn_count, 6);
	i = tdata_nearest_respawn(t, FIRST_TOWN_X, FIRST_TOWN_Y, 0);
	assert_int_equal(t->respawns[i].x, FIRST_TOWN_X - 300);
	assert_int_equal(t->respawns[i].z, -5500 + 400);
	i = tdata_nearest_respawn(t, FIRST_TOWN_X + 9000, FIRST_TOWN_Y, 0);
	assert_int_equal(t->respawns[i].x, FIRST_TOWN_X + 9200);
	i = tdata_nearest_respawn(t, 0, 0, 3);
	assert_int_equal(t->respawns[i].map, 3);
	assert_int_equal(tdata_nearest_respawn(t, 0, 0, 99), -1);
}

/* Of two that are equally far (in whole units) the first counts. */
static void
test_respawn_tie(void **state)
{
	struct tdata_respawn_point points[] = {
		{ 100, 0, 0, 0 }, { -100, 0, 0, 0 }, { 0, 99, 0, 1 },
	};
	struct tdata t = { .respawns = points, .respawn_count = 3 };

	UNUSED(state);
	assert_int_equal(tdata_nearest_respawn(&t, 0, 0, 0), 0);
	points[0].x = 100;
	points[0].y = 10;		/* 100.5: the same whole units */
	assert_int_equal(tdata_nearest_respawn(&t, 0, 0, 0), 0);
	assert_int_equal(tdata_nearest_respawn(&t, 0, 0, 1), 2);
}

static void
test_npc_types(void **state)
{
	const struct tdata_npc_type *n;

	UNUSED(state);
	rig_load();
	n = tdata_find_npc_type(rig.t, 57);
	assert_int_equal(n->team, TDATA_TEAM_MOB);
	assert_int_equal(n->level, 8);
	assert_int_equal(n->style, 1);
	assert_int_equal(n->hp, 140 + 110 * 8);
	assert_int_equal(n->power, 96);
	assert_int_equal(n->protection, 56);
	assert_int_equal(n->run_speed, 380);
	assert_int_equal(n->sight_range, 700);
	assert_int_equal(n->idle_range, 500);
	assert_int_equal(n->combat_range, 2400);
	assert_int_equal(n->attack_range, 250);
	assert_int_equal(n->radius, 90);
	assert_int_equal(n->delay_ds, 16);
	assert_int_equal(n->regen_ds, 250);
	assert_int_equal(n->corruption_skill, 54);
	assert_int_equal(n->corruption_prob, 600000);
	assert_int_equal(tdata_find_npc_type(rig.t, 53)->active_skill, 50);
	assert_int_equal(tdata_find_npc_type(rig.t, 58)->eruption_skill, 55);
	assert_int_equal(tdata_find_npc_type(rig.t, 59)->passive_skill, 56);
	assert_int_equal(tdata_find_npc_type(rig.t, 20)->barker_type, 4);
	assert_int_equal(tdata_find_npc_type(rig.t, 29)->kind, 13);
	assert_null(tdata_find_npc_type(rig.t, -1));
	assert_null(tdata_find_npc_type(rig.t, 40));	/* a free place */
	assert_null(tdata_find_npc_type(rig.t, 2471));
}

static void
test_items(void **state)
{
	const struct tdata_item *item;

	UNUSED(state);
	rig_load();
	item = tdata_find_item(rig.t, TDATA_ITEM_WEAPON, 328);
	assert_int_equal(item->point_damage, 14);
	assert_int_equal(item->group_damage, 8);
	assert_int_equal(item->delay_ds, 7);
	assert_int_equal(item->attack_range, 300);
	assert_int_equal(item->target_count, 2);
	assert_int_equal(item->buy_price, 10);
	assert_false(item->is_tradeable);
	assert_true(item->is_sellable);
	item = tdata_find_item(rig.t, TDATA_ITEM_SHIRT, 2);
	assert_int_equal(item->gender, 1);
	assert_int_equal(item->rarity, 2);
	assert_int_equal(item->level_min, 2);
	assert_int_equal(item->defense, 7);
	item = tdata_find_item(rig.t, TDATA_ITEM_GENERAL, 119);
	assert_int_equal(item->stack_size, 100);
	assert_int_equal(item->rarity, 1);
	item = tdata_find_item(rig.t, TDATA_ITEM_CHEST, 1);
	assert_int_equal(item->stack_size, 0);
	assert_int_equal(item->type, TDATA_ITEM_CHEST);
	item = tdata_find_item(rig.t, TDATA_ITEM_VEHICLE, 2);
	assert_int_equal(item->run_speed, 1100);
	assert_null(tdata_find_item(rig.t, TDATA_ITEM_QUEST, 1));
	assert_null(tdata_find_item(rig.t, TDATA_ITEM_VEHICLE, 3));
	assert_null(tdata_find_item(rig.t, -1, 0));
}

static void
test_vendors_and_croc_pot(void **state)
{
	const struct tdata_listing *l;
	const struct tdata_croc_pot *pot;
	uint32_t count;

	UNUSED(state);
	rig_load();
	l = tdata_vendor_listings(rig.t, 7, &count);
	assert_int_equal(count, 7);
	assert_int_equal(l[0].item.id, 1);
	assert_int_equal(l[6].item.id, 7);
	assert_int_equal(l[6].sort, 7);
	l = tdata_vendor_listings(rig.t, 10, &count);
	assert_int_equal(count, 2);
	assert_int_equal(l[1].item.type, TDATA_ITEM_VEHICLE);
	assert_null(tdata_vendor_listings(rig.t, 1, &count));
	assert_int_equal(count, 0);
	pot = tdata_find_croc_pot(rig.t, 2);
	assert_true(pot->base_pct == 80.0f && pot->rarity_factor[3] == 40.0f);
	assert_null(tdata_find_croc_pot(rig.t, 12));
}

static void
test_tasks(void **state)
{
	const struct tdata_task *task;

	UNUSED(state);
	rig_load();
	task = tdata_find_task(rig.t, 8);
	assert_int_equal(task->mission, 7);
	assert_int_equal(task->type, 5);
	assert_int_equal(task->enemy_types[0], 51);
	assert_int_equal(task->needed_items[0].id, 1);
	assert_int_equal(task->needed_items[0].count, 4);
	assert_int_equal(task->drop_rate_pct[0], 60);
	assert_int_equal(task->success_items[0].count, -4);
	assert_int_equal(task->reward->taros, 250);
	assert_int_equal(task->reward->items[1].type, TDATA_ITEM_SHOES);
	task = tdata_find_task(rig.t, 9);
	assert_int_equal(task->success_task, 10);
	assert_int_equal(task->start_items[0].id, 2);
	assert_int_equal(task->delete_items[0], 2);
	assert_true(task->is_first);
	assert_false(tdata_find_task(rig.t, 10)->is_first);
	task = tdata_find_task(rig.t, 17);
	assert_int_equal(task->required_map, 3);
	assert_int_equal(task->fail_task, 16);
	assert_true(task->is_warp_limit);
	assert_null(task->reward);
	assert_int_equal(tdata_find_task(rig.t, 14)->timer_s, 90);
	assert_int_equal(tdata_find_task(rig.t, 13)->escort_npc_type, 27);
	assert_int_equal(tdata_find_task(rig.t, 20)->required_guide, 2);
	assert_int_equal(tdata_find_task(rig.t, 21)->barker_text[3], 104);
	assert_int_equal(tdata_find_task(rig.t, 23)->required_nanos[0], 2);
	assert_int_equal(tdata_find_task(rig.t, 26)->fail_items[0].count, -3);
	assert_int_equal(tdata_find_task(rig.t, 18)->reward->box_choice, 1);
	/* Every level but the last has its nano mission. */
	for (int32_t level = 1; level < RULESET_LEVEL_MAX; level++) {
		task = tdata_find_task(rig.t,
		    tdata_growth(rig.t, level)->nano_task);
		assert_int_equal(task->nano, level + 1);
	}
	/* Task 0 is no task. */
	assert_null(tdata_find_task(rig.t, 0));
}

static void
test_growth_is_clamped(void **state)
{
	UNUSED(state);
	rig_load();
	assert_int_equal(tdata_growth(rig.t, 1)->fm_nano_create, 156);
	assert_int_equal(tdata_growth(rig.t, 1)->fm_nano_tune, 20);
	assert_int_equal(tdata_growth(rig.t, 1)->fm_limit, 356);
	assert_ptr_equal(tdata_growth(rig.t, -5), tdata_growth(rig.t, 0));
	assert_ptr_equal(tdata_growth(rig.t, 99), tdata_growth(rig.t, 36));
}

static void
test_skills_and_nanos(void **state)
{
	const struct tdata_skill *s;

	UNUSED(state);
	rig_load();
	s = tdata_find_skill(rig.t, 21);
	assert_int_equal(s->type, 21);
	assert_int_equal(s->target_type, 2);
	assert_int_equal(s->drain_type, 1);
	assert_int_equal(s->values[0][3], 50);
	assert_int_equal(s->values[1][0], 40);
	assert_int_equal(s->value_types[1], 1);
	s = tdata_find_skill(rig.t, 8);
	assert_int_equal(s->duration_ds[0], 40);
	assert_int_equal(s->duration_ds[3], 52);
	assert_int_equal(s->cost[3], 15);
	assert_int_equal(s->target_count, 3);
	assert_int_equal(tdata_find_skill(rig.t, 55)->effect_area, 400);
	assert_null(tdata_find_skill(rig.t, 37));
	/* What the server names by number is there. */
	assert_non_null(tdata_find_skill(rig.t, 110));
	assert_non_null(tdata_find_skill(rig.t, 144));

	assert_int_equal(rig.t->nano_count, 37);
	assert_int_equal(tdata_nano_style(rig.t, 1), 0);
	assert_int_equal(tdata_nano_style(rig.t, 3), 2);
	assert_int_equal(tdata_nano_style(rig.t, 0), -1);
	assert_int_equal(tdata_nano_style(rig.t, 37), -1);
	assert_int_equal(rig.t->nanos[1].tunes[0], 1);
	/* Skill 25 is tuning number 21, and there is a skill 21, too. */
	assert_int_equal(tdata_find_tuning(rig.t, 25)->tune_number, 21);
	assert_int_equal(tdata_find_tuning(rig.t, 21)->skill, 25);
	assert_int_equal(tdata_find_tuning(rig.t, 1)->skill, 1);
	assert_null(tdata_find_tuning(rig.t, 999));
}

static void
test_warps_and_trips(void **state)
{
	const struct tdata_warp *w;

	UNUSED(state);
	rig_load();
	w = tdata_find_warp(rig.t, 1);
	assert_true(w->is_instance);
	assert_int_equal(w->map, 3);
	assert_int_equal(w->limit_task, 17);
	assert_int_equal(w->npc_type, 24);
	assert_int_equal(w->group_type, 1);
	assert_false(tdata_find_warp(rig.t, 2)->is_instance);
	assert_non_null(tdata_find_warp(rig.t, 28));
	assert_null(tdata_find_warp(rig.t, 7));
	assert_int_equal(tdata_find_trip(rig.t, 11)->move_type, 2);
	assert_int_equal(tdata_find_trip(rig.t, 11)->route, 1);
	assert_int_equal(tdata_find_trip(rig.t, 3)->cost, 200);
	assert_int_equal(tdata_find_scamper(rig.t, 2)->npc_type, 4);
	assert_int_equal(tdata_find_station(rig.t, 1)->npc_type, 5);
	assert_null(tdata_find_scamper(rig.t, 9));
}

static void
test_maps_and_races(void **state)
{
	const struct tdata_map *m;

	UNUSED(state);
	rig_load();
	m = tdata_find_map(rig.t, 5);
	assert_int_equal(m->ep_id, 1);
	assert_int_equal(m->max_score, 800);
	assert_int_equal(m->max_time_s, 180);
	assert_int_equal(m->max_pods, 8);
	assert_true(m->pod_factor == 1.2 && m->scale_factor == 5.6);
	assert_int_equal(m->zone_x, 2);
	assert_int_equal(tdata_find_race(rig.t, 1)->rewards[0], 22);
	assert_int_equal(tdata_find_race(rig.t, 1)->rank_scores[4], 100);
	/* An infected zone that drops.json does not know has no race. */
	m = tdata_find_map(rig.t, 9);
	assert_int_equal(m->ep_id, 2);
	assert_int_equal(m->max_pods, 0);
	assert_null(tdata_find_race(rig.t, 2));
}

static void
test_drops(void **state)
{
	const struct tdata_drop *d;

	UNUSED(state);
	rig_load();
	d = tdata_find_drop(rig.t, 50);
	assert_int_equal(d->id, 0);
	assert_int_equal(d->crate.chance, 300);
	assert_int_equal(d->crate.total, 1000);
	assert_int_equal(d->crate_count, 4);
	assert_int_equal(d->crate_ids[3], 4);
	assert_int_equal(d->crate_weights[3], 1);
	assert_int_equal(d->potion.total, 3);
	assert_int_equal(d->taros, 6);
	assert_int_equal(d->fm, 8);
	assert_int_equal(tdata_find_drop(rig.t, 65)->crate.total, 1);
	assert_int_equal(tdata_find_event_drop(rig.t, 2)->crate_ids[0], 7);
	assert_null(tdata_find_event_drop(rig.t, 0));
	assert_null(tdata_find_drop(rig.t, 1));
}

static void
test_crates(void **state)
{
	const struct tdata_crate *c;

	UNUSED(state);
	rig_load();
	c = tdata_find_crate(rig.t, 3);
	assert_int_equal(c->rarity_count, 4);
	assert_int_equal(c->rarity_weights[2], 50);
	assert_int_equal(c->set->items[4].item.id, 8);
	assert_int_equal(c->set->items[4].weight, 1);	/* altered */
	assert_int_equal(c->set->items[0].weight, 10);
	c = tdata_find_crate(rig.t, 6);		/* rarity, gender altered */
	assert_int_equal(c->set->items[2].item.type, TDATA_ITEM_HAT);
	assert_int_equal(c->set->items[2].rarity, 2);
	assert_int_equal(c->set->items[1].rarity, 2);
	c = tdata_find_crate(rig.t, 22);	/* altered to 0 */
	assert_int_equal(c->set->items[0].weight, 0);
	assert_true(c->set->ignores_rarity);
	assert_false(c->set->ignores_gender);
	assert_null(tdata_find_crate(rig.t, 99));
}

/* DEFECT spec/tabledata.md 8: a code with capitals could not be redeemed. */
static void
test_codes_are_lowered(void **state)
{
	const struct tdata_code *c;

	UNUSED(state);
	rig_load();
	c = tdata_find_code(rig.t, "harbour");	/* "Harbour" in the file */
	assert_int_equal(c->item_count, 3);
	assert_int_equal(c->items[1].type, TDATA_ITEM_SHIRT);
	assert_null(tdata_find_code(rig.t, "Harbour"));
	assert_null(tdata_find_code(rig.t, "otherseas"));
}

static void
test_capsules_only_1013(void **state)
{
	UNUSED(state);
	rig.opt.patches = "1013";
	rig_try();
	assert_int_equal(tdata_capsule_nano(rig_load(), 31), 0);
	rig.opt.protocol = 1013;
	assert_int_equal(tdata_capsule_nano(rig_load(), 31), 40);
	assert_int_equal(tdata_capsule_nano(rig.t, 1), 0);
}

static void
test_eggs(void **state)
{
	const struct tdata_egg_type *e;

	UNUSED(state);
	rig_load();
	e = tdata_find_egg_type(rig.t, 60);
	assert_int_equal(e->skill, 154);
	assert_int_equal(e->duration_s, 30);
	assert_int_equal(e->regen_s, 60);
	assert_int_equal(tdata_find_egg_type(rig.t, 1)->crate_id, 9);
	assert_null(tdata_find_egg_type(rig.t, 3));
	assert_int_equal(rig_count(TDATA_SPAWN_EGG), 17);
}

static void
test_names(void **state)
{
	UNUSED(state);
	rig_load();
	assert_int_equal(rig.t->first_name_count, 24);
	assert_string_equal(rig.t->first_names[23], "Yara");
	assert_string_equal(rig.t->middle_names[0], "");
	assert_string_equal(rig.t->last_names[14], "wood");
	assert_int_equal(rig.t->last_name_count, 15);
}

/* The lines that operators know. */
static void
test_info_lines(void **state)
{
	UNUSED(state);
	rig_load();
	assert_non_null(strstr(rig.infos, "Loaded 9 Warps\n"));
	assert_non_null(strstr(rig.infos, "Loaded 159 NPCs\n"));
	assert_non_null(strstr(rig.infos, "Loaded 17 eggs\n"));
	assert_non_null(strstr(rig.infos,
	    "Loaded 11 Crates containing 33 unique items\n"));
	assert_non_null(strstr(rig.infos,
	    "Loaded rewards for 1 IZ races\n"));
}

static void
test_rulesets(void **state)
{
	const struct ruleset *a = ruleset_find(104), *b = ruleset_find(728);
	const struct ruleset *c = ruleset_find(1013);

	UNUSED(state);
	assert_int_equal(a->equip_slots, 9);
	assert_int_equal(b->equip_slots, 12);
	assert_int_equal(c->equip_slots, 12);
	assert_int_equal(a->bank_slots, 119);
	assert_int_equal(b->bank_slots, 200);
	assert_int_equal(a->nano_count, 37);
	assert_int_equal(b->nano_count, 37);
	assert_int_equal(c->nano_count, 58);
	assert_int_equal(a->frame_max_bytes, 4096);
	assert_int_equal(c->body_max_bytes, 8184);
	assert_int_equal(a->spawn_x, 632032);
	assert_int_equal(c->spawn_z, 8450);
	assert_true(c->levels_by_fusion_matter && !a->levels_by_fusion_matter);
	assert_null(ruleset_find(0));
}

static void
test_unknown_protocol(void **state)
{
	UNUSED(state);
	rig.opt.protocol = 105;
	rig_refused("tdata", "there is no protocol 105");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(test_loads_clean),
		RIG_TEST(test_loads_from_files),
		RIG_TEST(test_default_patches),
		RIG_TEST(test_missing_module_warns),
		RIG_TEST(test_static_ids),
		RIG_TEST(test_dynamic_ids),
		RIG_TEST(test_ids_are_unique),
		RIG_TEST(test_group_members),
		RIG_TEST(test_spawn_is_inhabited),
		RIG_TEST(test_future_is_left_out),
		RIG_TEST(test_respawn_points),
		RIG_TEST(test_respawn_tie),
		RIG_TEST(test_npc_types),
		RIG_TEST(test_items),
		RIG_TEST(test_vendors_and_croc_pot),
		RIG_TEST(test_tasks),
		RIG_TEST(test_growth_is_clamped),
		RIG_TEST(test_skills_and_nanos),
		RIG_TEST(test_warps_and_trips),
		RIG_TEST(test_maps_and_races),
		RIG_TEST(test_drops),
		RIG_TEST(test_crates),
		RIG_TEST(test_codes_are_lowered),
		RIG_TEST(test_capsules_only_1013),
		RIG_TEST(test_eggs),
		RIG_TEST(test_names),
		RIG_TEST(test_info_lines),
		RIG_TEST(test_rulesets),
		RIG_TEST(test_unknown_protocol),
	};

	return cmocka_run_group_tests_name("tdata", tests, NULL, NULL);
}
