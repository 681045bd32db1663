/* test_race.c - races through infected zones (spec/racing.md). */
#include "things_rig.h"

#include "game/booster.h"
#include "game/lifecycle.h"
#include "game/race.h"
#include "game/race_course.h"
#include "game/race_end.h"
#include "game/warp.h"
#include "world/hold.h"

enum {
	ZONE = 5, OTHER_ZONE = 6, RACELESS = 7, HOLLOW = 8,	/* maps */
	EP = 1, OTHER_EP = 2,
	STARTER = 29, JUDGE = 30,	/* types of NPCs */
	STARTER_ID = 11, JUDGE_ID = 12,
	PODS = 14, LIMIT_S = 150, FIRST_PRIZE = 950,
	FM_OF_ALL = 124, MS = 1000
};

static const struct handler *const tables[] = { race_handlers,
	race_end_handlers, lifecycle_handlers, NULL };

static const struct tdata_npc_type npc_types[] = {
	{ .number = STARTER, .kind = TDATA_KIND_RACE_START },
	{ .number = JUDGE, .kind = TDATA_KIND_RACE_END },
};

/* The first is the oracle of spec/racing.md. */
static const struct tdata_map maps[] = {
	{ .id = ZONE, .zone_x = 2, .zone_y = 3, .ep_id = EP,
	    .max_score = 777, .max_time_s = LIMIT_S, .max_pods = PODS,
	    .scale_factor = 5.644393282134237, .pod_factor = 1.2,
	    .time_factor = 1.0 },
	{ .id = OTHER_ZONE, .ep_id = OTHER_EP, .max_time_s = 60,
	    .max_pods = 2, .max_score = 100, .scale_factor = 4,
	    .pod_factor = 1, .time_factor = 1 },
	{ .id = RACELESS, .ep_id = 0 },
	{ .id = HOLLOW, .ep_id = 3 },	/* no figures */
};

static const struct tdata_race races[] = {
	{ EP, { 621, 543, 388, 233, 225 }, { FIRST_PRIZE, 949, 0, 0, 0 } },
	{ OTHER_EP, { 90, 80, 70, 60, 50 }, { 0, 0, 0, 0, 0 } },
	{ 3, { 5, 4, 3, 2, 1 }, { 0, 0, 0, 0, 0 } },
};

static const struct tdata_respawn_point respawns[] = {
	{ .x = 777, .y = 888, .z = 400, .map = ZONE },
};

static struct player *self;
static struct instance *zone;
static int fm_changes;

static void
on_fm(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	fm_changes++;
}

static int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.events.player_warped[0] = race_on_player_warped;
	rig.events.fusion_matter_changed[0] = on_fm;
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.maps = maps;
	rig.map_count = COUNT_OF(maps);
	rig.races = races;
	rig.race_count = COUNT_OF(races);
	rig.td.respawns = respawns;
	rig.td.respawn_count = COUNT_OF(respawns);
	rig.td.has_race_agents = true;
	rig.cfg.shard.iz_race_score_capped = true;
	rig.cfg.shard.iz_practice_counts = true;
	rig.cfg.limits.is_enabled = true;
	zone = instance_get(&rig.w, ZONE);
	assert_non_null(zone);
	self = rig_player(1, "Self", 500, 500, zone);
	for (int i = 0; i < PLAYER_RATES; i++)
		self->wallet.fusion_matter_rate[i] = 1;
	rig_npc(STARTER_ID, STARTER, 600, 500, zone);
	rig_npc(JUDGE_ID, JUDGE, 500, 700, zone);
	fm_changes = 0;
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

/* --- the client --- */

static void
start(int32_t mode, int32_t npc_id)
{
	RIG_DO(self, cl2fe_req_ep_race_start,
	    .start_ecom_id = npc_id, .ep_race_mode = mode);
}

static void
begin(int32_t mode)
{
	const struct fe2cl_rep_ep_race_start_succ *got;

	start(mode, STARTER_ID);
	got = RIG_EXPECT(self, fe2cl_rep_ep_race_start_succ);
	assert_int_equal(0, got->start_tick);
	assert_int_equal(LIMIT_S, got->limit_time);
}

static void
ring(int32_t id)
{
	RIG_DO(self, cl2fe_req_ep_get_ring, .ring_lid = id);
}

static void
expect_ring(int32_t id, int32_t count)
{
	const struct fe2cl_rep_ep_get_ring_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_ep_get_ring_succ);

	assert_int_equal(id, got->ring_lid);
	assert_int_equal(count, got->ring_count_get);
	rig_expect_nothing(self);
}

static void
expect_no_ring(void)
{
	RIG_EXPECT(self, fe2cl_rep_ep_get_ring_fail);
	rig_expect_nothing(self);
}

static void
collect(int32_t count)
{
	for (int32_t i = 0; i < count; i++) {
		ring(i);
		expect_ring(i, i + 1);
	}
}

static void
end(int32_t npc_id)
{
	RIG_DO(self, cl2fe_req_ep_race_end, .end_ecom_id = npc_id);
}

/* Where the fallen return: the client moves again. */
static void
expect_put_back(void)
{
	const struct fe2cl_rep_pc_goto_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_goto_succ);

	assert_int_equal(777, got->x);
	assert_int_equal(888, got->y);
	assert_int_equal(400, got->z);
	assert_int_equal(777, self->e.x);
	assert_ptr_equal(zone, self->e.instance);
	assert_false(race_is_on(self));
}

/* --- the store --- */

static void
answer_best(enum db_result result, const struct race_row *best)
{
	struct db_rep_top_race rep = { .result = result };

	if (best != NULL)
		rep.best = *best;
	race_end_on_best(&rig.w, self->conn, &rep);
}

static void
answer_posted(enum db_result result, const struct race_row *best)
{
	struct db_rep_post_race rep = { .result = result };

	if (best != NULL)
		rep.best = *best;
	race_end_on_posted(&rig.w, self->conn, &rep);
}

/* The run that was just put down is the best one. */
static struct race_row
stored(void)
{
	const struct db_req_post_race *req = expect_asked(DB_REQ_POST_RACE);
	struct race_row row = req->race;

	answer_posted(DB_OK, &row);
	answer_deal(self, DB_OK);
	return row;
}

/* --- what it is worth --- */

static void
the_oracle(void **state)
{
	struct race_course c;

	UNUSED(state);
	assert_true(race_course_find(&rig.td, ZONE, &c));
	assert_int_equal(629, race_course_score(&c, PODS, 60, true));
	assert_int_equal(FM_OF_ALL, race_course_fm(&c, PODS));
	assert_int_equal(0, race_course_fm(&c, 0));
	assert_int_equal(777, race_course_score(&c, PODS, 0, true));
	assert_true(race_course_score(&c, PODS, 0, false) > 777);
	assert_int_equal(1, race_course_rank(c.race, 621));
	assert_int_equal(2, race_course_rank(c.race, 620));
	assert_int_equal(5, race_course_rank(c.race, 225));
	assert_int_equal(5, race_course_rank(c.race, 0));	/* kept */
	assert_int_equal(949, race_course_reward(&c, 2));
}

/* DEFECT: a zone without a race's figures ended the server. */
static void
not_every_zone_has_a_race(void **state)
{
	static const int32_t without[] = { RACELESS, HOLLOW, 99, 0 };
	struct race_course c;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(without); i++) {
		struct instance *in = instance_get(&rig.w,
		    (uint64_t)without[i]);

		assert_false(race_course_find(&rig.td, without[i], &c));
		view_warp(&rig.w, &self->e, 500, 500, 0, in);
		rig_npc(20 + (int32_t)i, STARTER, 500, 500, in);
		rig_forget();
		start(1, 20 + (int32_t)i);
		RIG_EXPECT(self, fe2cl_rep_ep_race_start_fail);
		end(20 + (int32_t)i);
		RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
		rig_expect_nothing(self);
	}
}

/* Figures of a madman: whole numbers all the same. */
static void
scores_are_numbers(void **state)
{
	struct tdata_map wild = maps[0];
	struct race_course c = { &wild, &races[0] };

	UNUSED(state);
	wild.scale_factor = 5000;
	assert_int_equal(INT32_MAX, race_course_score(&c, PODS, 0, false));
	assert_int_equal(INT32_MAX, race_course_fm(&c, PODS));
	wild.pod_factor = -5;
	assert_int_equal(0, race_course_fm(&c, PODS));
}

/* --- running --- */

static void
a_race_is_run(void **state)
{
	const struct fe2cl_rep_ep_race_end_succ *got;
	struct race_row row;

	UNUSED(state);
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	rig_expect_nothing(self);	/* not before it is on disk */
	assert_true(hold_is_on(self));
	assert_true(item_plan_is_locked(self, 0));
	row = stored();
	assert_int_equal(EP, row.ep_id);
	assert_int_equal(1, row.player_id);
	assert_int_equal(629, row.score);
	assert_int_equal(PODS, row.ring_count);
	assert_int_equal(60, row.time_s);
	assert_true(row.timestamp_s == rig.w.unix_s);
	got = RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ);
	assert_int_equal(1, got->ep_race_mode);
	assert_int_equal(60, got->ep_race_time);
	assert_int_equal(PODS, got->ep_ring_cnt);
	assert_int_equal(629, got->ep_score);
	assert_int_equal(1, got->ep_rank);
	assert_int_equal(FM_OF_ALL, got->ep_reward_fm);
	assert_int_equal(629, got->ep_top_score);
	assert_int_equal(1, got->ep_top_rank);
	assert_int_equal(60, got->ep_top_time);
	assert_int_equal(PODS, got->ep_top_ring_count);
	assert_int_equal(FM_OF_ALL, got->fusion_matter);
	expect_wire(&got->reward_item.item, TDATA_ITEM_CHEST, FIRST_PRIZE, 1);
	assert_int_equal(INVENTORY_BAG, got->reward_item.il);
	assert_int_equal(0, got->reward_item.slot_num);
	assert_int_equal(50, got->fatigue);
	assert_int_equal(1, got->fatigue_level);
	rig_expect_nothing(self);
	expect_slot(self, 0, TDATA_ITEM_CHEST, FIRST_PRIZE, 1);
	assert_false(item_plan_is_locked(self, 0));
	assert_false(hold_is_on(self));
	assert_int_equal(1, fm_changes);
	ring(99);			/* it is over */
	expect_no_ring();
	end(JUDGE_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
	rig_expect_nothing(self);
}

static void
an_older_best_stays(void **state)
{
	const struct race_row best = { EP, 1, 700, PODS, 20, 5 };
	const struct fe2cl_rep_ep_race_end_succ *got;

	UNUSED(state);
	begin(1);
	rig_pass(100 * MS);
	end(JUDGE_ID);
	answer_posted(DB_OK, &best);
	answer_deal(self, DB_OK);
	got = RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ);
	assert_int_equal(5, got->ep_rank);
	assert_int_equal(700, got->ep_top_score);
	assert_int_equal(1, got->ep_top_rank);
	assert_int_equal(20, got->ep_top_time);
	assert_int_equal(0, got->reward_item.item.id);	/* none for the fifth */
	assert_int_equal(0, got->reward_item.item.type);
	expect_empty(self, 0);
}

/* DEFECT: anybody anywhere started. */
static void
the_starter_must_be_there(void **state)
{
	static const int32_t wrong[] = { JUDGE_ID, 99, 0, -1 };
	struct instance *other = instance_get(&rig.w, OTHER_ZONE);

	UNUSED(state);
	rig_npc(21, STARTER, 500, 500, other);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		start(1, wrong[i]);
		RIG_EXPECT(self, fe2cl_rep_ep_race_start_fail);
	}
	start(1, 21);			/* another map's */
	RIG_EXPECT(self, fe2cl_rep_ep_race_start_fail);
	view_move(&rig.w, &self->e, 500, 2501, 0, zone);
	rig_forget();
	start(1, STARTER_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_start_fail);
	view_move(&rig.w, &self->e, 500, 500, 0, zone);
	rig_forget();
	self->combatant.hp = 0;
	start(1, STARTER_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_start_fail);
	assert_false(race_is_on(self));
	/* Tables that know no such kinds cannot tell them from others. */
	self->combatant.hp = 1;
	rig.td.has_race_agents = false;
	start(1, JUDGE_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_start_succ);
}

static void
a_new_start_begins_anew(void **state)
{
	UNUSED(state);
	begin(1);
	collect(2);
	rig_pass(50 * MS);
	begin(0);
	ring(1);
	expect_ring(1, 1);
	assert_true(self->race.started_at_ms == rig.w.now_ms);
	assert_int_equal(0, self->race.mode);
}

/* DEFECT: any number was a ring, as often and as many as one liked. */
static void
rings_are_looked_at(void **state)
{
	static const int32_t wrong[] = { -1, 999, INT32_MAX, INT32_MIN };

	UNUSED(state);
	ring(1);			/* no race */
	expect_no_ring();
	begin(1);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ring(wrong[i]);
		expect_no_ring();
	}
	ring(998);
	expect_ring(998, 1);
	ring(998);			/* once, and not a word */
	rig_expect_nothing(self);
	rig_pass(20 * MS);
	for (int32_t i = 1; i < PODS; i++) {
		ring(i);
		expect_ring(i, i + 1);
	}
	ring(500);			/* there are no more */
	expect_no_ring();
	assert_int_equal(PODS, self->race.ring_count);
	self->combatant.hp = 0;
	ring(501);
	expect_no_ring();
}

static void
nobody_flies_from_ring_to_ring(void **state)
{
	UNUSED(state);
	begin(1);
	collect(4);			/* a cluster, or a lag */
	ring(4);
	expect_no_ring();
	rig_pass(250);
	ring(4);
	expect_ring(4, 5);
	ring(5);
	expect_no_ring();
	rig.cfg.limits.is_enabled = false;
	ring(5);
	expect_ring(5, 6);
}

/* DEFECT: there was no limit. */
static void
time_is_limited(void **state)
{
	UNUSED(state);
	begin(1);
	rig_pass(155 * MS);
	ring(0);
	expect_ring(0, 1);
	rig_pass(1);
	ring(1);
	expect_no_ring();
	end(JUDGE_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
	expect_put_back();
	assert_null(asked(DB_REQ_POST_RACE, 0));
	rig_forget();
	begin(1);
	rig_pass(155 * MS);
	end(JUDGE_ID);
	expect_asked(DB_REQ_POST_RACE);
}

/* DEFECT: any NPC of any map would do, and a refusal was not told. */
static void
the_judge_must_be_there(void **state)
{
	static const int32_t wrong[] = { STARTER_ID, 99, 0 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		view_move(&rig.w, &self->e, 500, 500, 0, zone);
		rig_forget();
		begin(1);
		end(wrong[i]);
		RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
		expect_put_back();
		rig_forget();
	}
	begin(1);
	view_move(&rig.w, &self->e, 500, 2701, 0, zone);
	rig_forget();
	end(JUDGE_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
	expect_put_back();
	assert_null(asked(DB_REQ_POST_RACE, 0));
}

static void
the_dead_win_nothing(void **state)
{
	UNUSED(state);
	begin(1);
	self->combatant.hp = 0;
	end(JUDGE_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
	rig_expect_nothing(self);	/* a body lies where it lies */
	assert_false(race_is_on(self));
}

static void
one_may_give_up(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_req_ep_race_cancel, .start_ecom_id = STARTER_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_cancel_fail);
	rig_expect_nothing(self);
	begin(1);
	RIG_DO(self, cl2fe_req_ep_race_cancel, .start_ecom_id = STARTER_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_cancel_succ);
	expect_put_back();
	/* Nowhere to return to: where it stands. */
	rig.td.respawn_count = 0;
	rig_forget();
	begin(1);
	RIG_DO(self, cl2fe_req_ep_race_cancel, .start_ecom_id = STARTER_ID);
	RIG_EXPECT(self, fe2cl_rep_ep_race_cancel_succ);
	assert_int_equal(777, RIG_EXPECT(self, fe2cl_rep_pc_goto_succ)->x);
	assert_ptr_equal(zone, self->e.instance);
}

/* DEFECTs: a race went on in another zone, or by another connection. */
static void
leaving_ends_it(void **state)
{
	UNUSED(state);
	begin(1);
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, ZONE));
	assert_true(race_is_on(self));	/* within the zone it goes on */
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, OTHER_ZONE));
	assert_false(race_is_on(self));
	answer_best(DB_NONE, NULL);
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, ZONE));
	answer_best(DB_NONE, NULL);
	rig_forget();
	begin(1);
	warp_leave_to(&rig.w, self, 500, 500, 0);
	assert_false(race_is_on(self));
	rig_forget();
	ring(1);
	expect_no_ring();
}

/* --- rewards --- */

/* 124 times 1.5 (rate), cut, times 1.23 and 1.75: each cut counts. */
static void
fusion_matter_is_multiplied(void **state)
{
	UNUSED(state);
	self->wallet.fusion_matter_rate[PLAYER_RATE_RACING] = 1.5;
	rig.rules.has_booster_slots = true;
	for (int i = 0; i < 3; i++)
		self->inventory.equip[9 + i] = (struct item){
			TDATA_ITEM_GENERAL, (int16_t)(i == 0 ? 155 :
			i == 1 ? 153 : 154), 1, 0 };
	self->combatant.condition_flags = 1 << (BUFF_REWARD_BLOB - 1);
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	stored();
	assert_int_equal((int)((int)(FM_OF_ALL * 1.5 * 1.2) * 1.75),
	    self->wallet.fusion_matter);
	assert_int_equal(FM_OF_ALL,
	    RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ)->ep_reward_fm);
}

/* DEFECT: a full bag lost the reward without a word. */
static void
a_full_bag_is_no_loss(void **state)
{
	const struct fe2cl_rep_ep_race_end_succ *got;
	const struct db_req_send_email *mail;

	UNUSED(state);
	fill_bag(self);
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	mail = expect_asked(DB_REQ_SEND_EMAIL);
	assert_int_equal(1, mail->email.player_id);
	assert_int_equal(0, mail->mailbox_limit);
	assert_int_equal(0, mail->email.head.sender_id);
	assert_string_equal("Infected", mail->email.head.sender_first_name);
	assert_int_equal(TDATA_ITEM_CHEST, mail->email.items[0].type);
	assert_int_equal(FIRST_PRIZE, mail->email.items[0].id);
	assert_int_equal(1, mail->email.items[0].opt);
	expect_asked(DB_REQ_COUNT_UNREAD);
	stored();
	got = RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ);
	assert_int_equal(0, got->reward_item.item.id);
	assert_int_equal(0, got->reward_item.slot_num);
	rig_expect_message(self, "Your bag is full. Your reward is in your "
	    "mailbox.");
}

/* DEFECT: a crash in between, or a failed statement, went unnoticed. */
static void
all_or_nothing(void **state)
{
	UNUSED(state);
	self->wallet.fusion_matter = 10;
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	expect_slot(self, 0, TDATA_ITEM_CHEST, FIRST_PRIZE, 1);
	answer_posted(DB_ERROR, NULL);
	answer_deal(self, DB_ERROR);
	RIG_EXPECT(self, fe2cl_rep_ep_race_end_fail);
	expect_put_back();
	expect_empty(self, 0);
	assert_false(item_plan_is_locked(self, 0));
	assert_int_equal(10, self->wallet.fusion_matter);
	assert_int_equal(0, fm_changes);
	assert_int_equal(0, self->race.best.ep_id);
	assert_false(hold_is_on(self));
}

/* DEFECT, 0728 and 1013: the serial was whatever lay in memory. */
static void
the_reward_has_no_serial(void **state)
{
	UNUSED(state);
	rig.w.version = PROTO_1013;
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	stored();
	assert_true(RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ)->
	    reward_item.item.serial == 0);
}

static void
who_hangs_up_has_its_reward(void **state)
{
	UNUSED(state);
	begin(1);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	lifecycle_remove(&rig.w, self, PLAYER_EXIT_DISCONNECT);
	assert_int_equal(PLAYER_DEPARTING, self->state);
	stored();
	expect_slot(self, 0, TDATA_ITEM_CHEST, FIRST_PRIZE, 1);
	assert_int_equal(FM_OF_ALL, self->wallet.fusion_matter);
	assert_null(self->e.chunk);
	lifecycle_on_deal_closed(&rig.w, self);
}

/* DEFECT: practice gave everything; it still does, unless told otherwise. */
static void
practice_is_what_the_operator_says(void **state)
{
	const struct race_row best = { EP, 1, 700, PODS, 20, 5 };
	const struct fe2cl_rep_ep_race_end_succ *got;

	UNUSED(state);
	begin(0);
	end(JUDGE_ID);
	stored();
	assert_int_equal(0,
	    RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ)->ep_race_mode);
	next_tick();
	rig.cfg.shard.iz_practice_counts = false;
	self->wallet.fusion_matter = 3;
	begin(0);
	rig_pass(60 * MS);
	collect(PODS);
	end(JUDGE_ID);
	assert_null(asked(DB_REQ_POST_RACE, 0));
	rig_expect_nothing(self);
	assert_true(hold_is_on(self));
	answer_best(DB_OK, &best);
	got = RIG_EXPECT(self, fe2cl_rep_ep_race_end_succ);
	assert_int_equal(629, got->ep_score);
	assert_int_equal(700, got->ep_top_score);
	assert_int_equal(0, got->ep_reward_fm);
	assert_int_equal(3, got->fusion_matter);
	assert_int_equal(0, got->reward_item.item.id);
	expect_empty(self, 0);
	assert_false(hold_is_on(self));
	begin(1);			/* a run for the record counts */
	end(JUDGE_ID);
	expect_asked(DB_REQ_POST_RACE);
}

/* --- the best run --- */

static const struct fe2cl_instance_map_info *
arrive(void)
{
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_loading_complete, .pc_id = 1);
	RIG_EXPECT(self, fe2cl_rep_pc_loading_complete_succ);
	return RIG_EXPECT(self, fe2cl_instance_map_info);
}

/* DEFECT, spec/world.md 8: it was never told. */
static void
the_best_run_is_told(void **state)
{
	const struct race_row best = { EP, 1, 600, 11, 44, 5 };
	const struct fe2cl_instance_map_info *got;
	const struct db_req_top_race *req;

	UNUSED(state);
	self->is_first_load_done = true;
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, OTHER_ZONE));
	answer_best(DB_NONE, NULL);
	next_tick();
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, ZONE));
	req = expect_asked(DB_REQ_TOP_RACE);
	assert_int_equal(EP, req->ep_id);
	assert_int_equal(1, req->player_id);
	assert_true(hold_is_on(self));	/* so that it is known in time */
	answer_best(DB_OK, &best);
	assert_false(hold_is_on(self));
	got = arrive();
	assert_int_equal(EP, got->ep_id);
	assert_int_equal(600, got->ep_top_record_score);
	assert_int_equal(2, got->ep_top_record_rank);
	assert_int_equal(44, got->ep_top_record_time);
	assert_int_equal(11, got->ep_top_record_ring_count);
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, OTHER_ZONE));
	answer_best(DB_NONE, NULL);
	got = arrive();
	assert_int_equal(OTHER_EP, got->ep_id);
	assert_int_equal(0, got->ep_top_record_score);
}

/* Two warps before the store has answered: the later one counts. */
static void
late_answers_are_of_their_zone(void **state)
{
	const struct race_row first = { OTHER_EP, 1, 90, 1, 4, 5 };
	const struct race_row second = { EP, 1, 600, 11, 44, 5 };

	UNUSED(state);
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, OTHER_ZONE));
	assert_true(warp_send_to(&rig.w, self, 500, 500, 0, ZONE));
	answer_best(DB_OK, &first);
	assert_int_equal(0, self->race.best.ep_id);
	assert_true(hold_is_on(self));
	answer_best(DB_OK, &second);
	assert_int_equal(EP, self->race.best.ep_id);
	assert_false(hold_is_on(self));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_oracle),
		T(not_every_zone_has_a_race),
		T(scores_are_numbers),
		T(a_race_is_run),
		T(an_older_best_stays),
		T(the_starter_must_be_there),
		T(a_new_start_begins_anew),
		T(rings_are_looked_at),
		T(nobody_flies_from_ring_to_ring),
		T(time_is_limited),
		T(the_judge_must_be_there),
		T(the_dead_win_nothing),
		T(one_may_give_up),
		T(leaving_ends_it),
		T(fusion_matter_is_multiplied),
		T(a_full_bag_is_no_loss),
		T(all_or_nothing),
		T(the_reward_has_no_serial),
		T(who_hangs_up_has_its_reward),
		T(practice_is_what_the_operator_says),
		T(the_best_run_is_told),
		T(late_answers_are_of_their_zone),
	};
#undef T
	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
