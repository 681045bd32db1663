/*
 * test_db.c - accounts, characters, loading and saving players.
 */
#include "db_fixture.h"

#include "base/clock.h"

/* ---- accounts ---------------------------------------------------------- */

static struct db_rep_find_account
find_account(struct fixture *fx, const char *login)
{
	struct batch *b = NULL;
	struct db_req_find_account *req = db_add_find_account(&b,
	    DB_ROOM_WORLD, FIXTURE_REF);
	struct db_rep_find_account rep;

	str_copy(req->login, sizeof(req->login), login);
	fixture_ask(fx, &b, DB_REP_FIND_ACCOUNT, &rep, sizeof(rep));
	return rep;
}

static void
an_account_is_found_in_any_case(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_account(fx, "Alice_1");
	struct db_rep_find_account rep = find_account(fx, "aLICE_1");

	assert_int_equal(rep.result, DB_OK);
	assert_int_equal(rep.account.account_id, id);
	assert_string_equal(rep.account.login, "Alice_1");
	assert_string_equal(rep.account.password_hash, "$2a$12$x");
	assert_int_equal(rep.account.selected, 1);
	assert_int_equal(rep.account.account_level, 99);
	assert_int_equal(rep.account.banned_until_s, 0);
	assert_int_equal(find_account(fx, "nobody").result, DB_NONE);
}

static void
a_login_exists_once(void **state)
{
	struct fixture *fx = *state;

	make_account(fx, "alice");
	ASK_RESULT(fx, DB_TAKEN, create_account, CREATE_ACCOUNT,
	    .login = "ALICE", .password_hash = "h", .account_level = 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"),
	    1);
}

static void
levels_are_set_and_nonsense_is_no_game_master(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_account(fx, "alice");

	ASK_RESULT(fx, DB_OK, set_account_level, SET_ACCOUNT_LEVEL,
	    .account_id = id, .account_level = 30);
	assert_int_equal(find_account(fx, "alice").account.account_level, 30);
	ASK_RESULT(fx, DB_NONE, set_account_level, SET_ACCOUNT_LEVEL,
	    .account_id = id + 1, .account_level = 30);
	sql_exec(fx->path, "UPDATE Accounts SET AccountLevel = -5");
	assert_int_equal(find_account(fx, "alice").account.account_level, 99);
}

static void
selecting_stamps_the_login(void **state)
{
	struct fixture *fx = *state;
	int32_t player_id = make_player(fx, "alice");
	int32_t bob = make_account(fx, "bobby");

	sql_exec(fx->path, "UPDATE Accounts SET LastLogin = 5");
	ASK_RESULT(fx, DB_REFUSED, select_slot, SELECT_SLOT, .account_id = 1,
	    .slot = 0);
	ASK_RESULT(fx, DB_REFUSED, select_slot, SELECT_SLOT, .account_id = 1,
	    .slot = 5);
	ASK_RESULT(fx, DB_NONE, select_slot, SELECT_SLOT, .account_id = 77,
	    .slot = 1);
	assert_int_equal(sql_int(fx->path,
	    "SELECT max(LastLogin) FROM Accounts"), 5);
	ASK_RESULT(fx, DB_OK, select_slot, SELECT_SLOT, .account_id = 1,
	    .slot = 3);
	assert_int_equal(find_account(fx, "alice").account.selected, 3);
	assert_true(sql_int(fx->path, "SELECT LastLogin FROM Accounts"
	    " WHERE AccountID = 1") >= clock_unix_s() - 60);
	ASK_RESULT(fx, DB_OK, select_player, SELECT_PLAYER, .account_id = 1,
	    .player_id = player_id);
	assert_int_equal(find_account(fx, "alice").account.selected, 1);
	/* Somebody else's character. */
	ASK_RESULT(fx, DB_NONE, select_player, SELECT_PLAYER,
	    .account_id = bob, .player_id = player_id);
}

static void
cookies_work_once(void **state)
{
	struct fixture *fx = *state;

	make_account(fx, "alice");
	ASK_RESULT(fx, DB_NONE, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "");
	sql_exec(fx->path, "INSERT INTO Auth VALUES (1, 'abcdef',"
	    " strftime('%s', 'now') + 60)");
	ASK_RESULT(fx, DB_REFUSED, check_cookie, CHECK_COOKIE,
	    .account_id = 1, .cookie = "abcdeX");
	ASK_RESULT(fx, DB_REFUSED, consume_cookie, CONSUME_COOKIE,
	    .account_id = 1, .cookie = "abcde");
	ASK_RESULT(fx, DB_REFUSED, check_cookie, CHECK_COOKIE,
	    .account_id = 1, .cookie = "");
	/* Checking does not use it up; consuming does. */
	ASK_RESULT(fx, DB_OK, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	ASK_RESULT(fx, DB_OK, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	ASK_RESULT(fx, DB_OK, consume_cookie, CONSUME_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	ASK_RESULT(fx, DB_NONE, consume_cookie, CONSUME_COOKIE,
	    .account_id = 1, .cookie = "abcdef");
	ASK_RESULT(fx, DB_NONE, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	assert_int_equal(sql_int(fx->path, "SELECT Expires FROM Auth"), 0);
}

static void
only_a_consumed_cookie_is_revived(void **state)
{
	struct fixture *fx = *state;

	make_account(fx, "alice");
	ASK_RESULT(fx, DB_NONE, refresh_cookie, REFRESH_COOKIE,
	    .account_id = 1, .valid_s = 5);
	/* Expired, never used: OpenFusion would bring it back to life. */
	sql_exec(fx->path, "INSERT INTO Auth VALUES (1, 'abcdef', 1000)");
	ASK_RESULT(fx, DB_NONE, refresh_cookie, REFRESH_COOKIE,
	    .account_id = 1, .valid_s = 5);
	ASK_RESULT(fx, DB_NONE, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	/* Fresh: its own time counts. */
	sql_exec(fx->path, "UPDATE Auth SET Expires = 99999999999");
	ASK_RESULT(fx, DB_NONE, refresh_cookie, REFRESH_COOKIE,
	    .account_id = 1, .valid_s = 5);
	ASK_RESULT(fx, DB_OK, consume_cookie, CONSUME_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
	ASK_RESULT(fx, DB_OK, refresh_cookie, REFRESH_COOKIE,
	    .account_id = 1, .valid_s = 60);
	ASK_RESULT(fx, DB_OK, check_cookie, CHECK_COOKIE, .account_id = 1,
	    .cookie = "abcdef");
}

static void
bans_spare_game_masters(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct db_rep_ban ban;
	struct account_row a;

	ASK_RESULT(fx, DB_NONE, ban, BAN, .player_id = 99, .reason = "x");
	ASK(fx, ban, BAN, &ban, .player_id = id, .reason = "being rude");
	assert_int_equal(ban.result, DB_OK);
	assert_int_equal(ban.account_id, 1);
	a = find_account(fx, "alice").account;
	assert_string_equal(a.ban_reason, "being rude");
	assert_int_equal(a.banned_until_s - a.banned_since_s,
	    10957ll * 86400);
	assert_true(a.banned_since_s >= clock_unix_s() - 60);
	ASK_RESULT(fx, DB_OK, unban, UNBAN, .player_id = id);
	a = find_account(fx, "alice").account;
	assert_int_equal(a.banned_until_s + a.banned_since_s, 0);
	assert_string_equal(a.ban_reason, "");
	ASK_RESULT(fx, DB_OK, set_account_level, SET_ACCOUNT_LEVEL,
	    .account_id = 1, .account_level = 30);
	ASK_RESULT(fx, DB_REFUSED, ban, BAN, .player_id = id, .reason = "x");
	assert_int_equal(find_account(fx, "alice").account.banned_until_s, 0);
	ASK_RESULT(fx, DB_OK, ban, BAN, .player_id = id, .reason = "x",
	    .has_every_right = true);
	assert_true(find_account(fx, "alice").account.banned_until_s > 0);
}

static void
bans_of_accounts_have_an_end(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct db_rep_load_player load;
	struct account_row a;

	ASK_RESULT(fx, DB_NONE, ban, BAN, .account_id = 9, .reason = "x");
	ASK_RESULT(fx, DB_NONE, ban, BAN, .reason = "x");
	ASK_RESULT(fx, DB_NONE, unban, UNBAN, .account_id = 9);
	ASK_RESULT(fx, DB_OK, ban, BAN, .account_id = 1,
	    .until_s = 4000000000ll, .reason = "spam");
	a = find_account(fx, "alice").account;
	assert_int_equal(a.banned_until_s, 4000000000ll);
	assert_string_equal(a.ban_reason, "spam");
	ASK(fx, load_player, LOAD_PLAYER, &load, .player_id = id);
	assert_int_equal(load.player.banned_until_s, 4000000000ll);
	ASK_RESULT(fx, DB_OK, unban, UNBAN, .account_id = 1);
	ASK(fx, load_player, LOAD_PLAYER, &load, .player_id = id);
	assert_int_equal(load.player.banned_until_s, 0);
}

/* ---- characters -------------------------------------------------------- */

static void
a_new_character_is_as_the_spec_has_it(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct db_rep_list_characters list;
	const struct char_row *c = &list.characters[0];

	ASK(fx, list_characters, LIST_CHARACTERS, &list, .account_id = 1);
	assert_int_equal(list.result, DB_OK);
	assert_int_equal(list.count, 1);
	assert_int_equal(c->player_id, id);
	assert_int_equal(c->slot, 1);
	assert_int_equal(c->level, 1);
	assert_int_equal(c->name_check, 1);
	assert_false(c->appearance_done);
	assert_false(c->tutorial_done);
	assert_string_equal(c->first_name, "alice");
	assert_string_equal(c->last_name, "Tester");
	assert_int_equal(c->look.gender, 1);
	assert_int_equal(c->look.body, 0);
	assert_int_equal(c->place.x, 632032);
	assert_int_equal(c->place.z, -5500);
	assert_int_equal(c->equip[1].id, 0);
	assert_int_equal(sql_int(fx->path, "SELECT HP FROM Players"
	    " WHERE length(Quests) = 128 AND length(FirstUseFlag) = 16"
	    " AND length(SkywayLocationFlag) = 16 AND Mentor = 5"), 1000);
	ASK(fx, list_characters, LIST_CHARACTERS, &list, .account_id = 9);
	assert_int_equal(list.result, DB_OK);
	assert_int_equal(list.count, 0);
}

static void
names_and_slots_are_taken_once(void **state)
{
	struct fixture *fx = *state;
	struct db_rep_check_owner owner;

	make_player(fx, "alice");
	assert_int_equal(try_character(fx, 1, 2, "ALICE", "tester").result,
	    DB_TAKEN);
	assert_int_equal(try_character(fx, 1, 1, "Other", "Name").result,
	    DB_REFUSED);
	assert_int_equal(try_character(fx, 1, 0, "Other", "Name").result,
	    DB_REFUSED);
	assert_int_equal(try_character(fx, 1, 5, "Other", "Name").result,
	    DB_REFUSED);
	assert_int_equal(try_character(fx, 99, 1, "Other", "Name").result,
	    DB_REFUSED);
	ASK_RESULT(fx, DB_TAKEN, check_name, CHECK_NAME,
	    .first_name = "aLiCe", .last_name = "TESTER");
	ASK_RESULT(fx, DB_OK, check_name, CHECK_NAME,
	    .first_name = "alice", .last_name = "other");
	ASK_RESULT(fx, DB_TAKEN, check_slot, CHECK_SLOT, .account_id = 1,
	    .slot = 1);
	ASK_RESULT(fx, DB_OK, check_slot, CHECK_SLOT, .account_id = 1,
	    .slot = 4);
	ASK_RESULT(fx, DB_REFUSED, check_slot, CHECK_SLOT, .account_id = 1,
	    .slot = 5);
	ASK(fx, check_owner, CHECK_OWNER, &owner, .account_id = 1,
	    .player_id = 1);
	assert_int_equal(DB_OK, owner.result);
	assert_false(owner.appearance_done);
	assert_false(owner.tutorial_done);
	ASK_RESULT(fx, DB_NONE, check_owner, CHECK_OWNER, .account_id = 2,
	    .player_id = 1);
	/* What was refused left nothing behind. */
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"),
	    1);
	assert_int_equal(sql_int(fx->path,
	    "SELECT count(*) FROM Appearances"), 1);
}

#define LOOK { .body = 2, .eye_color = 5, .face_style = 7, .gender = 2, \
    .hair_color = 18, .hair_style = 30, .height = 4, .skin_color = 12 }

static void
a_character_is_finished_once_and_by_its_owner(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	int32_t bob = make_account(fx, "bobby");
	struct db_rep_finish_character rep;
	struct db_rep_check_owner owner;

	ASK_RESULT(fx, DB_REFUSED, finish_character, FINISH_CHARACTER,
	    .account_id = bob, .player_id = id, .upper_body_id = 217,
	    .lower_body_id = 203, .foot_id = 204, .look = LOOK);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    0);
	assert_int_equal(sql_int(fx->path, "SELECT Body FROM Appearances"),
	    0);
	ASK(fx, finish_character, FINISH_CHARACTER, &rep, .account_id = 1,
	    .player_id = id, .upper_body_id = 217, .lower_body_id = 203,
	    .foot_id = 204, .look = LOOK);
	assert_int_equal(rep.result, DB_OK);
	assert_true(rep.character.appearance_done);
	assert_int_equal(rep.character.look.hair_style, 30);
	assert_int_equal(rep.character.look.gender, 2);
	assert_int_equal(rep.character.equip[1].id, 217);
	assert_int_equal(rep.character.equip[1].type, 1);
	assert_int_equal(rep.character.equip[3].id, 204);
	assert_int_equal(rep.character.equip[3].type, 3);
	assert_int_equal(rep.character.equip[3].opt, 1);
	ASK(fx, check_owner, CHECK_OWNER, &owner, .account_id = 1,
	    .player_id = id);
	assert_true(owner.appearance_done);
	/* Even undressed there are no second clothes. */
	sql_exec(fx->path, "DELETE FROM Inventory");
	ASK_RESULT(fx, DB_REFUSED, finish_character, FINISH_CHARACTER,
	    .account_id = 1, .player_id = id, .upper_body_id = 217,
	    .lower_body_id = 203, .foot_id = 204, .look = { 0 });
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    0);
	assert_int_equal(sql_int(fx->path, "SELECT Body FROM Appearances"),
	    2);
}

static void
clothes_in_the_way_undo_the_finishing(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");

	sql_exec(fx->path, "INSERT INTO Inventory (PlayerID, Slot, ID, Type,"
	    " Opt) VALUES (1, 3, 1, 3, 1)");
	ASK_RESULT(fx, DB_REFUSED, finish_character, FINISH_CHARACTER,
	    .account_id = 1, .player_id = id, .upper_body_id = 217,
	    .lower_body_id = 203, .foot_id = 204, .look = LOOK);
	assert_int_equal(sql_int(fx->path,
	    "SELECT AppearanceFlag FROM Players"), 0);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    1);
}

static void
the_tutorial_gives_once(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct db_rep_finish_tutorial rep;
	struct player_row p;

	ASK_RESULT(fx, DB_NONE, finish_tutorial, FINISH_TUTORIAL,
	    .account_id = 2, .player_id = id, .nano = { 1, 1, 150 });
	ASK(fx, finish_tutorial, FINISH_TUTORIAL, &rep, .account_id = 1,
	    .player_id = id, .weapon = { .id = 328, .opt = 1 },
	    .nano = { 1, 1, 150 }, .quest_flags = { 3 });
	assert_int_equal(rep.result, DB_OK);
	assert_false(rep.was_done);
	p = load_player(fx, id);
	assert_true(p.tutorial_done);
	assert_int_equal(p.items[0].id, 328);
	assert_int_equal(p.items[0].type, 0);
	assert_int_equal(p.nanos[1].skill, 1);
	assert_int_equal(p.nanos[1].stamina, 150);
	assert_int_equal(p.state.equipped_nanos[0], 1);
	assert_int_equal(p.state.quest_flags[0], 3);
	sql_exec(fx->path, "DELETE FROM Inventory; DELETE FROM Nanos");
	ASK(fx, finish_tutorial, FINISH_TUTORIAL, &rep, .account_id = 1,
	    .player_id = id, .weapon = { .id = 328, .opt = 1 },
	    .nano = { 1, 1, 150 });
	assert_int_equal(rep.result, DB_OK);
	assert_true(rep.was_done);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    0);
}

static void
a_deleted_character_takes_everything_along(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	int32_t other = make_player(fx, "bobby");
	struct db_rep_delete_character rep;

	ASK_RESULT(fx, DB_OK, add_buddy, ADD_BUDDY, .player_a_id = other,
	    .player_b_id = id);
	sql_exec(fx->path, "INSERT INTO Inventory VALUES (1, 1, 2, 3, 4, 0);"
	    "INSERT INTO EmailData VALUES (1, 1, 0, 0, 9, 'a', 'b', 'c', 'd',"
	    " 0, 0, 0); INSERT INTO EmailItems VALUES (1, 1, 1, 1, 1, 1, 0)");
	ASK_RESULT(fx, DB_NONE, delete_character, DELETE_CHARACTER,
	    .account_id = 2, .player_id = id);
	ASK(fx, delete_character, DELETE_CHARACTER, &rep, .account_id = 1,
	    .player_id = id);
	assert_int_equal(rep.result, DB_OK);
	assert_int_equal(rep.slot, 1);
	assert_int_equal(sql_int(fx->path, "SELECT (SELECT count(*) FROM"
	    " Inventory) + (SELECT count(*) FROM EmailItems) + (SELECT"
	    " count(*) FROM EmailData) + (SELECT count(*) FROM Buddyships) +"
	    " (SELECT count(*) FROM Appearances)"), 1);
	ASK_RESULT(fx, DB_NONE, delete_character, DELETE_CHARACTER,
	    .account_id = 1, .player_id = id);
}

static void
renaming_needs_a_denied_name_and_a_free_one(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");

	make_player(fx, "bobby");
	ASK_RESULT(fx, DB_REFUSED, rename_character, RENAME_CHARACTER,
	    .account_id = 1, .player_id = id, .needs_denied = true,
	    .first_name = "New", .last_name = "Name");
	sql_exec(fx->path, "UPDATE Players SET NameCheck = 2");
	ASK_RESULT(fx, DB_TAKEN, rename_character, RENAME_CHARACTER,
	    .account_id = 1, .player_id = id, .needs_denied = true,
	    .first_name = "BOBBY", .last_name = "tester");
	ASK_RESULT(fx, DB_NONE, rename_character, RENAME_CHARACTER,
	    .account_id = 2, .player_id = id, .first_name = "New",
	    .last_name = "Name");
	ASK_RESULT(fx, DB_OK, rename_character, RENAME_CHARACTER,
	    .account_id = 1, .player_id = id, .needs_denied = true,
	    .first_name = "New", .last_name = "Name", .name_check = 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"
	    " WHERE FirstName = 'New' AND NameCheck = 1"), 1);
	/* The same letters in another case are nobody else's. */
	ASK_RESULT(fx, DB_OK, rename_character, RENAME_CHARACTER,
	    .account_id = 1, .player_id = id, .first_name = "NEW",
	    .last_name = "Name");
}

static void
more_characters_than_places_are_not_listed(void **state)
{
	struct fixture *fx = *state;
	struct db_rep_list_characters list;

	make_player(fx, "alice");
	for (int slot = -1; slot < 9; slot++) {
		char sql[256];

		if (slot == 1)
			continue;
		str_format(sql, sizeof(sql), "INSERT INTO Players (AccountID,"
		    " Slot, FirstName, LastName, NameCheck, XCoordinate,"
		    " YCoordinate, ZCoordinate, Angle, HP, SkywayLocationFlag,"
		    " FirstUseFlag, Quests) VALUES (1, %d, 'N%d', 'x', 1, 0, 0,"
		    " 0, 0, 1, '', '', '')", slot, slot);
		sql_exec(fx->path, sql);
	}
	ASK(fx, list_characters, LIST_CHARACTERS, &list, .account_id = 1);
	assert_int_equal(list.count, 4);
	for (int i = 0; i < 4; i++)
		assert_in_range(list.characters[i].slot, 1, 4);
}

/* ---- loading and saving ------------------------------------------------ */

/* A row with something in every section. */
static struct player_row
rich_player(struct fixture *fx, int32_t player_id)
{
	struct player_row p = load_player(fx, player_id);

	p.place = (struct place_row){ -1, 2, -3, 359 };
	p.state.level = 36;
	p.state.hp = 3625;
	p.state.taros = 999999999;
	p.state.fusion_matter = 1;
	p.state.battery_w = 9999;
	p.state.battery_n = 2;
	p.state.equipped_nanos[0] = 5;
	p.state.equipped_nanos[2] = 36;
	p.state.mentor = 2;
	p.state.current_mission_id = 12;
	p.state.pay_zone_flag = 1;
	p.state.warp_location_flag = INT32_MIN;
	p.state.skyway_flags[0] = INT64_MIN;
	p.state.skyway_flags[1] = 0x0102030405060708;
	p.state.first_use_flags[0] = UINT64_MAX;
	p.state.quest_flags[0] = 3;
	p.state.quest_flags[15] = INT64_MIN;
	p.items[0] = (struct item_row){ 0, 328, 1, 0 };
	p.items[8] = (struct item_row){ 10, 4, 1, 2000000000 };
	p.items[9] = (struct item_row){ 7, 119, 99, 0 };
	p.items[58] = (struct item_row){ 9, 1, 1, 0 };
	p.items[177] = (struct item_row){ 1, 30, 0x7fff0001, 0 };
	p.quest_items[0] = (struct quest_item_row){ 12, 3 };
	p.quest_items[49] = (struct quest_item_row){ 13, 1 };
	p.nanos[5] = (struct nano_row){ 5, 3, 150 };
	p.nanos[36] = (struct nano_row){ 36, 0, 0 };
	p.quests[0] = (struct quest_row){ 300, { 1, 2, 3 } };
	p.quests[1] = (struct quest_row){ 200, { 0, 0, 0 } };
	return p;
}

static void
what_was_saved_is_what_is_loaded(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p = rich_player(fx, id), q;

	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_OK);
	q = load_player(fx, id);
	assert_memory_equal(&p, &q, sizeof(p));
	fixture_close(fx);
	fixture_open(fx);
	q = load_player(fx, id);
	assert_memory_equal(&p, &q, sizeof(p));
	/* The blobs as OpenFusion reads them: little-endian. */
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"
	    " WHERE hex(SkywayLocationFlag) ="
	    " '00000000000000800807060504030201'"
	    " AND hex(substr(Quests, 1, 2)) = '0300'"
	    " AND hex(substr(Quests, 128)) = '80'"), 1);
}

/* Only what differs is written, whatever is handed over. */
static void
a_save_changes_only_rows_that_differ(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p = rich_player(fx, id);
	int64_t before;

	save_player(fx, &p, DB_SECTION_ALL);
	before = changed_rows(fx);
	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_OK);
	assert_int_equal(changed_rows(fx) - before, 0);

	p.items[58].opt = 2;		/* changed */
	p.items[9].id = 0;		/* gone */
	p.items[10] = (struct item_row){ 7, 119, 99, 0 };	/* new */
	before = changed_rows(fx);
	save_player(fx, &p, DB_SECTION_INVENTORY);
	assert_int_equal(changed_rows(fx) - before, 3);

	p.nanos[5].stamina = 149;
	p.quest_items[49].id = 0;
	p.quests[0].remaining[1] = 1;
	p.quests[1] = (struct quest_row){ 0 };
	before = changed_rows(fx);
	save_player(fx, &p, DB_SECTION_ALL);
	assert_int_equal(changed_rows(fx) - before, 4);

	p.place.x++;
	before = changed_rows(fx);
	save_player(fx, &p, DB_SECTION_PLACE);
	assert_int_equal(changed_rows(fx) - before, 1);
	p.state.hp--;
	save_player(fx, &p, DB_SECTION_STATE | DB_SECTION_PLACE);
	assert_int_equal(changed_rows(fx) - before, 2);
	assert_int_equal(load_player(fx, id).items[10].id, 119);
}

static void
sections_that_are_not_saved_stay(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p = rich_player(fx, id), q;

	save_player(fx, &p, DB_SECTION_ALL);
	q = p;
	memset(&q.state, 0, sizeof(q.state));
	memset(q.items, 0, sizeof(q.items));
	memset(q.nanos, 0, sizeof(q.nanos));
	q.place.x = 5;
	save_player(fx, &q, DB_SECTION_PLACE);
	p.place.x = 5;
	q = load_player(fx, id);
	assert_memory_equal(&p, &q, sizeof(p));
}

static void
columns_of_others_are_not_overwritten(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p = load_player(fx, id);

	sql_exec(fx->path, "UPDATE Accounts SET Password = 'new', Email ="
	    " 'a@b', LastPasswordReset = 9, AccountLevel = 50,"
	    " BannedUntil = 7; UPDATE Players SET NameCheck = 2,"
	    " FirstName = 'Renamed', AppearanceFlag = 1, TutorialFlag = 1");
	p.state.level = 2;
	save_player(fx, &p, DB_SECTION_ALL);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Accounts"
	    " WHERE Password = 'new' AND Email = 'a@b' AND AccountLevel = 50"
	    " AND LastPasswordReset = 9 AND BannedUntil = 7"), 1);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Players"
	    " WHERE NameCheck = 2 AND FirstName = 'Renamed' AND Level = 2"
	    " AND AppearanceFlag = 1 AND TutorialFlag = 1"), 1);
}

static void
a_deleted_player_cannot_be_saved(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p = rich_player(fx, id);
	int64_t before;

	sql_exec(fx->path, "PRAGMA foreign_keys = on; DELETE FROM Players");
	before = changed_rows(fx);
	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_NONE);
	assert_int_equal(save_player(fx, &p, DB_SECTION_PLACE), DB_NONE);
	assert_int_equal(save_player(fx, &p, DB_SECTION_INVENTORY), DB_NONE);
	assert_int_equal(changed_rows(fx), before);
	ASK_RESULT(fx, DB_NONE, load_player, LOAD_PLAYER, .player_id = id);
}

static void
bad_columns_are_clamped(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p;

	sql_exec(fx->path, "UPDATE Players SET Level = 37, Taros = -1,"
	    " FusionMatter = 1000000000, BatteryW = 10000, Nano1 = 37,"
	    " Nano2 = -1, Nano3 = 99999999999, Mentor = 9, PayZoneFlag = 7,"
	    " XCoordinate = 99999999999, NameCheck = 8, Slot = 200,"
	    " Quests = x'FF', SkywayLocationFlag = 'text',"
	    " FirstUseFlag = zeroblob(99), WarpLocationFlag = 4294967295,"
	    " LastName = x'41FF42'; UPDATE Appearances SET HairStyle = 999,"
	    " Body = -1");
	p = load_player(fx, id);
	assert_int_equal(p.state.level, 36);
	assert_int_equal(p.state.taros, 0);
	assert_int_equal(p.state.fusion_matter, 999999999);
	assert_int_equal(p.state.battery_w, 9999);
	assert_int_equal(p.state.equipped_nanos[0], 0);
	assert_int_equal(p.state.equipped_nanos[1], 0);
	assert_int_equal(p.state.equipped_nanos[2], 0);
	assert_int_equal(p.state.mentor, 5);
	assert_int_equal(p.state.pay_zone_flag, 1);
	assert_int_equal(p.state.warp_location_flag, -1);
	assert_int_equal(p.state.quest_flags[0], 0xff);
	assert_int_equal(p.state.quest_flags[1], 0);
	assert_int_equal(p.place.x, INT32_MAX);
	assert_int_equal(p.name_check, 0);
	assert_int_equal(p.slot, 1);
	assert_int_equal(p.look.hair_style, 1);
	assert_int_equal(p.look.body, 0);
	assert_string_equal(p.last_name, "A?B");
	sql_exec(fx->path, "UPDATE Players SET Level = -3");
	assert_int_equal(load_player(fx, id).state.level, 1);
	sql_exec(fx->path, "DELETE FROM Appearances");
	assert_int_equal(load_player(fx, id).look.eye_color, 1);
}

static void
bad_rows_are_left_out_and_left_alone(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p;
	struct item_row none = { 0 };

	/* The last bank slot is 177, of quest items 49, of nanos 36. */
	sql_exec(fx->path, "INSERT INTO Inventory VALUES (1, 178, 5, 0, 1, 0),"
	    " (1, -1, 5, 0, 1, 0), (1, 9999999999, 5, 0, 1, 0),"
	    " (1, 20, -7, 0, 1, 0), (1, 21, 70000, 0, 1, 0),"
	    " (1, 22, 5, -1, 1, 0), (1, 23, 5, 0, 99999999999, -5);"
	    "INSERT INTO QuestItems VALUES (1, 50, 5, 1), (1, -1, 5, 1),"
	    " (1, 1, 0, 1);"
	    "INSERT INTO Nanos VALUES (1, 37, 1, 1), (1, -1, 1, 1),"
	    " (1, 0, 1, 1), (1, 36, -1, 151)");
	p = load_player(fx, id);
	for (int i = 0; i < ROW_ITEMS_MAX; i++) {
		if (i != 23)
			assert_memory_equal(&p.items[i], &none, sizeof(none));
	}
	assert_int_equal(p.items[23].opt, INT32_MAX);
	assert_int_equal(p.items[23].time_limit_s, 0);
	assert_int_equal(p.quest_items[1].id, 0);
	assert_int_equal(p.nanos[36].skill, 0);
	assert_int_equal(p.nanos[36].stamina, 150);
	assert_int_equal(p.nanos[0].id, 0);
	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_OK);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Inventory"),
	    7);
	assert_int_equal(sql_int(fx->path, "SELECT count(*) FROM Nanos"), 4);
	/* A slot that is needed is taken. */
	p.items[20] = (struct item_row){ 7, 119, 1, 0 };
	assert_int_equal(save_player(fx, &p, DB_SECTION_INVENTORY), DB_OK);
	assert_int_equal(load_player(fx, id).items[20].id, 119);
}

static void
running_tasks_load_without_gaps(void **state)
{
	struct fixture *fx = *state;
	int32_t id = make_player(fx, "alice");
	struct player_row p;

	sql_exec(fx->path, "INSERT INTO RunningQuests VALUES (1, 5, 1, 0, 0),"
	    " (1, 5, 2, 0, 0), (1, -4, 0, 0, 0), (1, 6, -9, 0, 0),"
	    " (1, 7, 0, 0, 0), (1, 8, 0, 0, 0), (1, 9, 0, 0, 0),"
	    " (1, 10, 0, 0, 0), (1, 11, 0, 0, 0)");
	p = load_player(fx, id);
	for (int i = 0; i < ROW_QUESTS_MAX; i++)
		assert_int_equal(p.quests[i].task_id, 5 + i);
	assert_int_equal(p.quests[0].remaining[0], 1);
	assert_int_equal(p.quests[1].remaining[0], 0);
	/* Saving leaves exactly these. */
	p.quests[5] = (struct quest_row){ 0 };
	save_player(fx, &p, DB_SECTION_QUESTS);
	assert_int_equal(sql_int(fx->path,
	    "SELECT count(*) FROM RunningQuests"), 5);
	assert_int_equal(sql_int(fx->path, "SELECT"
	    " count(DISTINCT TaskID) FROM RunningQuests"), 5);
}

/* 12 equipment slots, 50, 200; 58 nanos. */
static void
protocol_1013_has_more_room(void **state)
{
	struct fixture *fx = fixture_new(1013);
	struct player_row p, q;

	(void)state;
	fixture_open(fx);
	p = load_player(fx, make_player(fx, "alice"));
	p.items[261] = (struct item_row){ 7, 119, 1, 0 };
	p.items[11] = (struct item_row){ 7, 154, 1, 5 };
	p.nanos[57] = (struct nano_row){ 57, 9, 20 };
	p.state.equipped_nanos[1] = 57;
	assert_int_equal(save_player(fx, &p, DB_SECTION_ALL), DB_OK);
	q = load_player(fx, p.player_id);
	assert_memory_equal(&p, &q, sizeof(p));
	fixture_free(fx);
}

static void
players_are_found_by_id_and_name(void **state)
{
	struct fixture *fx = *state;
	int32_t alice = make_player(fx, "alice");
	int32_t bobby = make_player(fx, "bobby");
	struct db_rep_find_player rep;
	struct db_rep_find_player_by_name named;

	ASK(fx, find_player, FIND_PLAYER, &rep, .player_id = alice,
	    .asker_id = bobby);
	assert_int_equal(rep.result, DB_OK);
	assert_string_equal(rep.player.first_name, "alice");
	assert_int_equal(rep.player.account_level, 99);
	assert_false(rep.blocks_asker);
	assert_false(rep.is_buddy_of_asker);
	ASK_RESULT(fx, DB_OK, add_buddy, ADD_BUDDY, .player_a_id = alice,
	    .player_b_id = bobby);
	ASK(fx, find_player_by_name, FIND_PLAYER_BY_NAME, &named,
	    .first_name = "ALICE", .last_name = "TESTER", .asker_id = bobby);
	assert_int_equal(named.player.player_id, alice);
	assert_true(named.is_buddy_of_asker);
	ASK_RESULT(fx, DB_OK, add_block, ADD_BLOCK, .player_id = alice,
	    .blocked_id = bobby);
	ASK(fx, find_player, FIND_PLAYER, &rep, .player_id = alice,
	    .asker_id = bobby);
	assert_true(rep.blocks_asker);
	assert_false(rep.is_buddy_of_asker);
	ASK_RESULT(fx, DB_NONE, find_player, FIND_PLAYER, .player_id = 99);
	ASK_RESULT(fx, DB_NONE, find_player_by_name, FIND_PLAYER_BY_NAME,
	    .first_name = "no", .last_name = "body");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup_open, teardown)
	const struct CMUnitTest tests[] = {
		T(an_account_is_found_in_any_case),
		T(a_login_exists_once),
		T(levels_are_set_and_nonsense_is_no_game_master),
		T(selecting_stamps_the_login),
		T(cookies_work_once),
		T(only_a_consumed_cookie_is_revived),
		T(bans_spare_game_masters),
		T(bans_of_accounts_have_an_end),
		T(a_new_character_is_as_the_spec_has_it),
		T(names_and_slots_are_taken_once),
		T(a_character_is_finished_once_and_by_its_owner),
		T(clothes_in_the_way_undo_the_finishing),
		T(the_tutorial_gives_once),
		T(a_deleted_character_takes_everything_along),
		T(renaming_needs_a_denied_name_and_a_free_one),
		T(more_characters_than_places_are_not_listed),
		T(what_was_saved_is_what_is_loaded),
		T(a_save_changes_only_rows_that_differ),
		T(sections_that_are_not_saved_stay),
		T(columns_of_others_are_not_overwritten),
		T(a_deleted_player_cannot_be_saved),
		T(bad_columns_are_clamped),
		T(bad_rows_are_left_out_and_left_alone),
		T(running_tasks_load_without_gaps),
		T(protocol_1013_has_more_room),
		T(players_are_found_by_id_and_name)
	};
#undef T

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
