/* test_lifecycle.c - entering, staying and leaving (spec/world.md 8). */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/buddy.h"
#include "game/lifecycle.h"
#include "game/persist.h"
#include "proto/gate.h"
#include "world/chunk.h"
#include "world/hold.h"

enum { ACCOUNT = 70, CONN = 3, OTHER_CONN = 4, PLAYER_ID = 9 };

static const struct handler *const tables[] = {
	lifecycle_handlers, buddy_handlers, NULL
};

static int joined, left, gone, loaded;

static void
count_joined(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	joined++;
}

static void
count_loaded(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	loaded++;
}

static void
count_left(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	left++;
}

static void
count_gone(struct world *w, struct player *p)
{
	UNUSED(w);
	UNUSED(p);
	gone++;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.cfg.shard.timeout_ms = 60000;
	rig.cfg.shard.motd = "Good day";
	rig.cfg.shard.taro_rate_pct = 100;
	rig.events.player_joined[0] = count_joined;
	rig.events.player_loaded[0] = buddy_on_player_loaded;
	rig.events.player_loaded[1] = count_loaded;
	rig.events.player_left[0] = buddy_on_player_left;
	rig.events.player_left[1] = count_left;
	rig.events.player_gone[0] = count_gone;
	joined = left = gone = loaded = 0;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* --- what the world asked of the store ---------------------------------- */

static const struct msg *
asked(uint16_t type)
{
	const struct msg *m = rig.w.to_db == NULL ? NULL :
	    batch_first(rig.w.to_db);

	while (m != NULL && m->type != type)
		m = batch_next(rig.w.to_db, m);
	return m;
}

static size_t
asked_count(uint16_t type)
{
	const struct msg *m = rig.w.to_db == NULL ? NULL :
	    batch_first(rig.w.to_db);
	size_t n = 0;

	for (; m != NULL; m = batch_next(rig.w.to_db, m))
		n += m->type == type;
	return n;
}

static void
begin(conn_id conn)
{
	struct lifecycle_entry entry = {
		.serial = 1, .account_id = ACCOUNT, .player_id = PLAYER_ID,
	};

	assert_true(lifecycle_begin(&rig.w, conn, &entry));
}

static struct db_rep_load_player *
row(void)
{
	static struct db_rep_load_player rep;

	memset(&rep, 0, sizeof(rep));
	rep.player.player_id = PLAYER_ID;
	rep.player.account_id = ACCOUNT;
	rep.player.account_level = 99;
	rep.player.name_check = 1;
	str_copy(rep.player.first_name, sizeof(rep.player.first_name), "Vic");
	str_copy(rep.player.last_name, sizeof(rep.player.last_name), "Tim");
	rep.player.place = (struct place_row){ 500, 600, 70, 130 };
	rep.player.state.level = 4;
	rep.player.state.hp = 1000;
	rep.player.state.taros = 77;
	return &rep;
}

static struct player *
join(conn_id conn)
{
	begin(conn);
	lifecycle_on_row(&rig.w, conn, row());
	return world_player_by_conn(&rig.w, conn);
}

static struct player *
enter(conn_id conn)
{
	struct player *p = join(conn);

	RIG_DO(p, cl2fe_req_pc_loading_complete, .pc_id = PLAYER_ID);
	rig_forget();
	return p;
}

/* A player that only has a connection, to look what was sent there. */
static struct player
peek(conn_id conn)
{
	return (struct player){ .conn = conn };
}

/* --- entering ----------------------------------------------------------- */

static void
test_enter_hands_the_character_over(void **state)
{
	const struct fe2cl_rep_pc_enter_succ *got;
	struct player *p;

	UNUSED(state);
	begin(CONN);
	assert_int_equal(PLAYER_ID, ((const struct db_req_load_player *)
	    msg_payload(asked(DB_REQ_LOAD_PLAYER)))->player_id);
	lifecycle_on_row(&rig.w, CONN, row());
	p = world_player_by_id(&rig.w, PLAYER_ID);
	got = RIG_EXPECT(p, fe2cl_rep_pc_enter_succ);
	assert_int_equal(PLAYER_ID, got->id);
	assert_int_equal(RIG_START_MS, got->svr_time);
	assert_int_equal(77, got->pc_load_data2cl.candy);
	assert_int_equal(500, got->pc_load_data2cl.x);
	assert_string_equal("Vic", got->pc_load_data2cl.pc_style.first_name);
	assert_int_equal(PLAYER_JOINED, p->state);
	assert_null(p->e.chunk);
	assert_int_equal(1, joined);
	assert_true(rig.is_trusted[CONN]);
}

/* Spec world.md 8, login.md 12: DEFECT, a failed load let a blank player in. */
static void
test_failed_load_is_refused(void **state)
{
	struct db_rep_load_player *rep = row();
	const struct db_req_save *save;
	struct player nobody = peek(CONN);

	UNUSED(state);
	rep->result = DB_NONE;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_fail);
	assert_true(rig.is_closed[CONN]);
	assert_null(world_player_by_conn(&rig.w, CONN));
	/* nothing is written, but it is not played any more */
	save = msg_payload(asked(DB_REQ_SAVE));
	assert_int_equal(0, save->sections);
	assert_int_equal(DB_SAVE_LAST, save->flags);
	assert_int_equal(0, joined + left);
	assert_int_equal(1, gone);
}

/* Login had let it in before; a ban that is over keeps nobody out. */
static void
test_who_was_banned_meanwhile_is_refused(void **state)
{
	struct db_rep_load_player *rep = row();
	struct player nobody = peek(CONN);

	UNUSED(state);
	rep->player.banned_until_s = RIG_START_S + 1;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_fail);
	assert_true(rig.is_closed[CONN]);
	assert_null(world_player_by_conn(&rig.w, CONN));
	assert_int_equal(0, joined + left);
	assert_int_equal(1, gone);
	rep->player.banned_until_s = RIG_START_S;
	begin(CONN + 1);
	lifecycle_on_row(&rig.w, CONN + 1, rep);
	assert_int_equal(1, joined);
}

static void
test_character_of_another_account_is_refused(void **state)
{
	struct db_rep_load_player *rep = row();

	UNUSED(state);
	rep->player.account_id = ACCOUNT + 1;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	assert_null(world_player_by_conn(&rig.w, CONN));
	assert_true(rig.is_closed[CONN]);
}

/* Spec world.md 8, DEFECT: the second enter replaced the record. */
static void
test_second_enter_on_a_connection_is_refused(void **state)
{
	struct lifecycle_entry entry = { .account_id = 5, .player_id = 6 };
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	assert_false(lifecycle_begin(&rig.w, CONN, &entry));
	assert_ptr_equal(p, world_player_by_conn(&rig.w, CONN));
}

static void
test_duplicate_leaves_and_is_saved_before_the_load(void **state)
{
	const struct msg *save, *load = NULL, *m;
	struct player *old, was;

	UNUSED(state);
	old = enter(CONN);
	was = peek(CONN);
	world_mark_dirty(&rig.w, old, DB_SECTION_PLACE);
	rig_pass(10);
	world_mark_dirty(&rig.w, world_player_by_conn(&rig.w, CONN),
	    DB_SECTION_PLACE);
	begin(OTHER_CONN);
	RIG_EXPECT(&was, fe2cl_rep_pc_exit_duplicate);
	assert_true(rig.is_closed[CONN]);
	save = asked(DB_REQ_SAVE);
	assert_non_null(save);
	for (m = save; m != NULL; m = batch_next(rig.w.to_db, m))
		if (m->type == DB_REQ_LOAD_PLAYER)
			load = m;
	assert_non_null(load);
	lifecycle_on_row(&rig.w, OTHER_CONN, row());
	assert_int_equal(OTHER_CONN,
	    world_player_by_id(&rig.w, PLAYER_ID)->conn);
}

static void
test_full_server_refuses(void **state)
{
	struct lifecycle_entry entry = { .account_id = 1, .player_id = 1 };

	UNUSED(state);
	for (int i = 10; i < 10 + rig.cfg.shard.max_players; i++)
		assert_non_null(world_add_player(&rig.w, 1000 + i, i, i));
	assert_false(lifecycle_begin(&rig.w, CONN, &entry));
}

static void
test_unknown_tasks_are_not_sent(void **state)
{
	struct db_rep_load_player *rep = row();
	const struct fe2cl_rep_pc_enter_succ *got;
	struct player nobody = peek(CONN);

	UNUSED(state);
	rep->player.quests[0].task_id = 12345;	/* no table knows it */
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	got = RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_succ);
	assert_int_equal(0,
	    got->pc_load_data2cl.running_quest[0].curr_task_id);
}

/* DEFECT, spec/missions.md 2: what came after a gap was hidden, unknown tasks
 * crashed; 4: the client's book begins with the nano's and the guide's. */
static void
test_tasks_are_told_in_the_clients_order(void **state)
{
	static const struct tdata_task tasks[] = {
		{ .id = 3, .mission_type = 3, .enemy_types = { 70, 0, 71 } },
		{ .id = 4, .mission_type = 1 },
		{ .id = 5, .mission_type = 2, .nano = 2 },
	};
	struct db_rep_load_player *rep = row();
	const struct wire_running_quest *got;
	struct player nobody = peek(CONN), *p;

	UNUSED(state);
	rig.tasks = tasks;
	rig.task_count = COUNT_OF(tasks);
	rep->player.quests[1] = (struct quest_row){ 12345, { 9, 9, 9 } };
	rep->player.quests[2] = (struct quest_row){ 3, { 2, 0, 1 } };
	rep->player.quests[3].task_id = 4;
	rep->player.quests[5].task_id = 5;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	got = RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_succ)->
	    pc_load_data2cl.running_quest;
	assert_int_equal(5, got[0].curr_task_id);
	assert_int_equal(4, got[1].curr_task_id);
	assert_int_equal(3, got[2].curr_task_id);
	assert_int_equal(70, got[2].kill_npcid[0]);
	assert_int_equal(71, got[2].kill_npcid[2]);
	assert_int_equal(2, got[2].kill_npc_count[0]);
	assert_int_equal(1, got[2].kill_npc_count[2]);
	assert_int_equal(0, got[3].curr_task_id);
	p = world_player_by_conn(&rig.w, CONN);
	assert_int_equal(3, p->missions.running[0].task_id);
	assert_int_equal(5, p->missions.running[2].task_id);
	assert_int_equal(0, p->missions.running[3].task_id);
}

/* DEFECT, spec/nanos.md 1: what was said to be equipped was an index. */
static void
test_only_owned_nanos_are_equipped(void **state)
{
	struct db_rep_load_player *rep = row();
	const struct wire_pc_load_data2cl *got;
	struct player nobody = peek(CONN);

	UNUSED(state);
	rep->player.nanos[4] = (struct nano_row){ 4, 9, 999 };
	rep->player.nanos[5] = (struct nano_row){ 5, 9, -20 };
	rep->player.state.equipped_nanos[0] = 4;
	rep->player.state.equipped_nanos[1] = 4;
	rep->player.state.equipped_nanos[2] = 6;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	got = &RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_succ)->pc_load_data2cl;
	assert_int_equal(4, got->nano_slots[0]);
	assert_int_equal(0, got->nano_slots[1]);
	assert_int_equal(0, got->nano_slots[2]);
	assert_int_equal(150, got->nano_bank[4].stamina);
	assert_int_equal(0, got->nano_bank[5].stamina);
}

/* DEFECT, spec/nanos.md 1: the last page repeated two nanos of the one before;
 * 1013 only. */
static void
test_the_last_page_of_the_book(void **state)
{
	struct db_rep_load_player *rep = row();
	const struct fe2cl_rep_nano_book_subset *page;
	struct player nobody = peek(CONN);

	UNUSED(state);
	rig.rules = *ruleset_find(1013);
	rig.w.rules = &rig.rules;
	rig.w.version = PROTO_1013;
	for (int i = 1; i < 58; i++)
		rep->player.nanos[i] = (struct nano_row){ i, 1, 150 };
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	page = RIG_EXPECT(&nobody, fe2cl_rep_nano_book_subset);
	assert_int_equal(58, page->book_size);
	assert_int_equal(0, page->element[1].id);
	RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_succ);
	for (int i = 0; i < 6; i++) {
		page = RIG_EXPECT(&nobody, fe2cl_rep_nano_book_subset);
		assert_int_equal(10 * i, page->element_offset);
		assert_int_equal(10 * i + 7, page->element[7].id);
	}
	assert_int_equal(0, page->element[8].id);
	assert_int_equal(0, page->element[9].id);
}

/* Spec world.md 7: no place is outside the world's box, whoever wrote it. */
static void
test_stored_places_are_within_the_world(void **state)
{
	struct db_rep_load_player *rep = row();
	struct player nobody = peek(CONN);
	const struct wire_pc_load_data2cl *got;

	UNUSED(state);
	rep->player.place = (struct place_row){ INT32_MAX, INT32_MIN, 7, 1 };
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	got = &RIG_EXPECT(&nobody, fe2cl_rep_pc_enter_succ)->pc_load_data2cl;
	assert_int_equal(CHUNK_MAX_UNITS, got->x);
	assert_int_equal(CHUNK_MIN_UNITS, got->y);
	assert_int_equal(7, got->z);
}

/* Spec world.md 3, DEFECT: every look-up was a walk over all players. */
static void
test_players_are_found_by_name(void **state)
{
	struct player *p;

	UNUSED(state);
	begin(CONN);
	assert_null(world_player_by_name(&rig.w, "", ""));
	lifecycle_on_row(&rig.w, CONN, row());
	p = world_player_by_conn(&rig.w, CONN);
	assert_ptr_equal(p, world_player_by_name(&rig.w, "Vic", "Tim"));
	assert_null(world_player_by_name(&rig.w, "vic", "Tim"));
	assert_null(world_player_by_name(&rig.w, "Vic", "Ti"));
	assert_null(world_player_by_name(&rig.w, "Vic Tim", ""));
	lifecycle_on_closed(&rig.w, CONN);
	assert_null(world_player_by_name(&rig.w, "Vic", "Tim"));
	assert_int_equal(0, map_count(&rig.w.player_by_name));
}

/* Names are unique in the store; here the second of a name waits its turn. */
static void
test_namesakes_do_not_get_in_each_others_way(void **state)
{
	struct player *p[3];

	UNUSED(state);
	for (int i = 0; i < 3; i++)
		p[i] = rig_player(20 + i, "Same", 0, 0, rig.w.overworld);
	world_remove_player(&rig.w, p[1]);
	world_remove_player(&rig.w, p[2]);
	assert_ptr_equal(p[0],
	    world_player_by_name(&rig.w, "Same", "Tester"));
	world_remove_player(&rig.w, p[0]);
	assert_null(world_player_by_name(&rig.w, "Same", "Tester"));
}

/* What comes while the store is asked waits, and is not dropped. */
static void
test_packets_wait_for_the_row(void **state)
{
	struct {
		struct packet_msg head;
		struct cl2fe_req_pc_loading_complete req;
	} m = { .head.kind = PKT_CL2FE_REQ_PC_LOADING_COMPLETE,
		.head.bytes = sizeof(m.req), .req.pc_id = PLAYER_ID };
	struct player *p;

	UNUSED(state);
	begin(CONN);
	p = world_player_by_conn(&rig.w, CONN);
	assert_true(dispatch_take(&rig.dispatch, &rig.w, p, &m.head));
	assert_int_equal(PLAYER_LOADING, p->state);
	lifecycle_on_row(&rig.w, CONN, row());
	dispatch_released(&rig.dispatch, &rig.w);
	RIG_EXPECT(p, fe2cl_rep_pc_enter_succ);
	RIG_EXPECT(p, fe2cl_rep_pc_loading_complete_succ);
	assert_int_equal(PLAYER_IN_WORLD, p->state);
	assert_false(hold_is_on(p));
}

/* --- loading ------------------------------------------------------------ */

static void
test_first_load_shows_world_motd_and_buddies(void **state)
{
	struct db_rep_load_player *rep = row();
	struct player *p;

	UNUSED(state);
	rep->player.buddy_count = 1;
	rep->player.buddies[0].player_id = 44;
	str_copy(rep->player.buddies[0].first_name,
	    sizeof(rep->player.buddies[0].first_name), "Bud");
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, rep);
	p = world_player_by_conn(&rig.w, CONN);
	rig_forget();
	RIG_DO(p, cl2fe_req_pc_loading_complete, .pc_id = PLAYER_ID);
	assert_int_equal(PLAYER_ID,
	    RIG_EXPECT(p, fe2cl_rep_pc_loading_complete_succ)->pc_id);
	rig_expect_message(p, "Good day");

	const struct fe2cl_rep_pc_buddylist_info_succ *list =
	    RIG_EXPECT(p, fe2cl_rep_pc_buddylist_info_succ);

	assert_int_equal(1, list->buddy_cnt);
	assert_string_equal("Bud",
	    fe2cl_rep_pc_buddylist_info_succ_items(list)[0].first_name);
	assert_int_equal(0, pool_count(&rig.w.buddy_books));
	assert_int_equal(PLAYER_IN_WORLD, p->state);
	RIG_DO(p, cl2fe_req_pc_loading_complete, .pc_id = PLAYER_ID);
	RIG_EXPECT(p, fe2cl_rep_pc_loading_complete_succ);
	rig_expect_nothing(p);
	assert_int_equal(1, loaded);
}

static void
test_a_gms_message_of_the_day_is_shown(void **state)
{
	struct player *p = join(CONN);

	UNUSED(state);
	str_copy(rig.w.motd, sizeof(rig.w.motd), "Party tonight");
	rig_forget();
	RIG_DO(p, cl2fe_req_pc_loading_complete, .pc_id = PLAYER_ID);
	RIG_EXPECT(p, fe2cl_rep_pc_loading_complete_succ);
	rig_expect_message(p, "Party tonight");
}

/* --- leaving ------------------------------------------------------------ */

static void
test_exit_answers_saves_and_closes(void **state)
{
	struct player *p, was;

	UNUSED(state);
	p = enter(CONN);
	was = peek(CONN);
	world_mark_dirty(&rig.w, p, DB_SECTION_STATE | DB_SECTION_PLACE);
	RIG_DO(p, cl2fe_req_pc_exit, .id = 31337);
	assert_int_equal(31337, RIG_EXPECT(&was, fe2cl_rep_pc_exit_succ)->id);
	assert_int_equal(1, asked_count(DB_REQ_SAVE));
	assert_true(rig.is_closed[CONN]);
	assert_null(world_player_by_id(&rig.w, PLAYER_ID));
	assert_int_equal(1, left);
	assert_int_equal(1, gone);
}

/* Spec login.md 14, DEFECT: only a cookie's own session revives it. */
static void
test_only_cookie_sessions_renew_their_cookie(void **state)
{
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	RIG_DO(p, cl2fe_req_pc_exit, .id = PLAYER_ID);
	assert_int_equal(0, asked_count(DB_REQ_REFRESH_COOKIE));
	rig_pass(10);
	p = enter(OTHER_CONN);
	p->identity.is_cookie_login = true;
	RIG_DO(p, cl2fe_req_pc_exit, .id = PLAYER_ID);
	assert_int_equal(1, asked_count(DB_REQ_REFRESH_COOKIE));
}

/* Spec server-core.md 8, DEFECT: a handler could hold what was freed. */
static void
test_who_leaves_is_there_until_the_tick_ends(void **state)
{
	struct entity_ref ref;
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	ref = p->e.ref;
	lifecycle_remove(&rig.w, p, PLAYER_EXIT_HACK);
	lifecycle_remove(&rig.w, p, PLAYER_EXIT_BY_GM);
	assert_int_equal(PLAYER_LEAVING, p->state);
	assert_int_equal(PLAYER_EXIT_HACK, p->left_by);
	assert_ptr_equal(p, world_player(&rig.w, ref));
	assert_int_equal(1, left);
	rig_pass(1);
	assert_null(world_player(&rig.w, ref));
}

static void
test_left_from_an_instance_it_is_saved_where_it_came_from(void **state)
{
	const struct db_req_save *save;
	struct instance *zone;
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	zone = instance_get(&rig.w, 21);
	view_warp(&rig.w, &p->e, 9000, 9000, 0, zone);
	world_mark_dirty(&rig.w, p, DB_SECTION_PLACE);
	lifecycle_on_closed(&rig.w, CONN);
	save = msg_payload(asked(DB_REQ_SAVE));
	assert_int_equal(500,
	    db_save_parts((struct db_req_save *)(uintptr_t)save).place->x);
}

/* Spec world.md 3: where it got on, not where the monkey is. */
static void
test_riders_are_saved_where_they_got_on(void **state)
{
	const struct db_req_save *save;
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	p->travel.on_monkey = true;
	view_move(&rig.w, &p->e, 9000, 9000, 0, rig.w.overworld);
	world_mark_dirty(&rig.w, p, DB_SECTION_PLACE);
	lifecycle_on_closed(&rig.w, CONN);
	save = msg_payload(asked(DB_REQ_SAVE));
	assert_int_equal(500,
	    db_save_parts((struct db_req_save *)(uintptr_t)save).place->x);
}

static void
test_silence_is_asked_and_then_ended(void **state)
{
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	rig_pass(30000);
	lifecycle_keep_alive(&rig.w);
	rig_expect_nothing(p);
	rig_pass(1);
	lifecycle_keep_alive(&rig.w);
	RIG_EXPECT(p, fe2cl_req_live_check);
	world_touch_player(&rig.w, p);
	rig_pass(30000);
	lifecycle_keep_alive(&rig.w);
	rig_expect_nothing(p);
	rig_pass(30001);
	lifecycle_keep_alive(&rig.w);
	assert_true(rig.is_closed[CONN]);
	assert_int_equal(PLAYER_EXIT_LIVE_CHECK, p->left_by);
}

/* Spec database.md 6, DEFECT: a deleted character was saved again and again. */
static void
test_deleted_character_is_put_out(void **state)
{
	struct db_rep_save rep = {
		.result = DB_NONE, .player_id = PLAYER_ID,
	};

	UNUSED(state);
	enter(CONN);
	lifecycle_on_saved(&rig.w, &rep);
	assert_null(world_player_by_id(&rig.w, PLAYER_ID));
	assert_true(rig.is_closed[CONN]);
}

static void
test_failed_save_is_dirty_again(void **state)
{
	struct db_rep_save rep = {
		.result = DB_ERROR, .player_id = PLAYER_ID,
		.sections = DB_SECTION_NANOS,
	};
	struct player *p;

	UNUSED(state);
	p = enter(CONN);
	world_clear_dirty(p);
	rep.is_kept = true;
	lifecycle_on_saved(&rig.w, &rep);
	assert_int_equal(0, p->dirty);
	rep.is_kept = false;
	lifecycle_on_saved(&rig.w, &rep);
	assert_int_equal(DB_SECTION_NANOS, p->dirty);
}

static void
test_stop_tells_and_saves_everybody_in_one(void **state)
{
	struct player *p, was;

	UNUSED(state);
	p = enter(CONN);
	was = peek(CONN);
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	world_mark_dirty(&rig.w, p, DB_SECTION_PLACE);
	lifecycle_stop(&rig.w);
	assert_int_equal(PLAYER_EXIT_BY_SERVER,
	    RIG_EXPECT(&was, fe2cl_rep_pc_exit_succ)->exit_code);
	assert_int_equal(DB_REQ_BEGIN, batch_first(rig.w.to_db)->type);
	assert_int_equal(1, asked_count(DB_REQ_SAVE));
	assert_int_equal(1, asked_count(DB_REQ_COMMIT));
	assert_int_equal(0, rig.w.player_count);
}

/* --- flushes ------------------------------------------------------------ */

static void
test_flush_is_one_transaction_of_the_dirty(void **state)
{
	struct player *a, *b;

	UNUSED(state);
	a = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	b = rig_player(2, "Bob", 500, 500, rig.w.overworld);
	rig_player(3, "Carol", 500, 500, rig.w.overworld);
	persist_flush(&rig.w);
	assert_null(rig.w.to_db);
	world_mark_dirty(&rig.w, a, DB_SECTION_PLACE);
	world_mark_dirty(&rig.w, a, DB_SECTION_NANOS);
	world_mark_dirty(&rig.w, b, DB_SECTION_PLACE);
	persist_flush(&rig.w);
	assert_int_equal(1, asked_count(DB_REQ_BEGIN));
	assert_int_equal(2, asked_count(DB_REQ_SAVE));
	assert_int_equal(1, asked_count(DB_REQ_COMMIT));
	assert_int_equal(0, a->dirty);
	assert_null(rig.w.dirty_first);
}

static void
test_what_is_filled_is_what_is_saved(void **state)
{
	static const struct tdata_task tasks[] = { { .id = 3 } };
	static struct db_rep_load_player rep;
	struct db_save_parts parts;
	struct player *p;

	UNUSED(state);
	rig.tasks = tasks;
	rig.task_count = COUNT_OF(tasks);
	rep = *row();
	rep.player.items[0] = (struct item_row){ 0, 328, 1, 0 };
	rep.player.items[9] = (struct item_row){ 7, 119, 12, 1700000500 };
	rep.player.items[9 + 50] = (struct item_row){ 1, 30, 1, 0 };
	rep.player.quest_items[49] = (struct quest_item_row){ 13, 2 };
	rep.player.nanos[36] = (struct nano_row){ 36, 9, 20 };
	rep.player.quests[0] = (struct quest_row){ 3, { 2, 1, 0 } };
	rep.player.state.quest_flags[15] = INT64_MIN;
	rep.player.state.skyway_flags[1] = 5;
	rep.player.state.first_use_flags[0] = 6;
	begin(CONN);
	lifecycle_on_row(&rig.w, CONN, &rep);
	p = world_player_by_conn(&rig.w, CONN);
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	world_mark_dirty(&rig.w, p, DB_SECTION_ALL);
	persist_save(&rig.w, p);
	parts = db_save_parts((struct db_req_save *)(uintptr_t)
	    msg_payload(asked(DB_REQ_SAVE)));
	assert_memory_equal(parts.place, &rep.player.place,
	    sizeof(*parts.place));
	assert_memory_equal(parts.state, &rep.player.state,
	    sizeof(*parts.state));
	assert_memory_equal(parts.items, rep.player.items,
	    sizeof(rep.player.items));
	assert_memory_equal(parts.quest_items, rep.player.quest_items,
	    sizeof(rep.player.quest_items));
	assert_memory_equal(parts.nanos, rep.player.nanos,
	    sizeof(rep.player.nanos));
	assert_memory_equal(parts.quests, rep.player.quests,
	    sizeof(rep.player.quests));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		T(test_enter_hands_the_character_over),
		T(test_failed_load_is_refused),
		T(test_who_was_banned_meanwhile_is_refused),
		T(test_character_of_another_account_is_refused),
		T(test_second_enter_on_a_connection_is_refused),
		T(test_duplicate_leaves_and_is_saved_before_the_load),
		T(test_full_server_refuses),
		T(test_unknown_tasks_are_not_sent),
		T(test_tasks_are_told_in_the_clients_order),
		T(test_only_owned_nanos_are_equipped),
		T(test_the_last_page_of_the_book),
		T(test_stored_places_are_within_the_world),
		T(test_players_are_found_by_name),
		T(test_namesakes_do_not_get_in_each_others_way),
		T(test_packets_wait_for_the_row),
		T(test_first_load_shows_world_motd_and_buddies),
		T(test_a_gms_message_of_the_day_is_shown),
		T(test_exit_answers_saves_and_closes),
		T(test_only_cookie_sessions_renew_their_cookie),
		T(test_who_leaves_is_there_until_the_tick_ends),
		T(test_left_from_an_instance_it_is_saved_where_it_came_from),
		T(test_riders_are_saved_where_they_got_on),
		T(test_silence_is_asked_and_then_ended),
		T(test_deleted_character_is_put_out),
		T(test_failed_save_is_dirty_again),
		T(test_stop_tells_and_saves_everybody_in_one),
		T(test_flush_is_one_transaction_of_the_dirty),
		T(test_what_is_filled_is_what_is_saved),
#undef T
	};

	return cmocka_run_group_tests_name("lifecycle", tests, NULL, NULL);
}
