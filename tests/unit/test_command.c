/* test_command.c - chat commands and GM packets (spec/commands.md). */
#include "world_rig.h"

#include "log_rig.h"

#include "db/db_msg.h"
#include "game/chat.h"
#include "game/command.h"
#include "game/gm.h"
#include "game/gm_self.h"

static const struct handler *const tables[] = {
	gm_handlers, gm_self_handlers, NULL
};

static const struct tdata_npc_type npc_types[] = { { .number = 700 } };

static struct player *gm, *user, *other;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	gm = rig_player(1, "Gemma", 100, 100, rig.w.overworld);
	user = rig_player(2, "User", 200, 100, rig.w.overworld);
	other = rig_player(3, "Other", 90000, 100, rig.w.overworld);
	gm->identity.account_level = ACCOUNT_LEVEL_GM;
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

/* --- the framework --- */

static void
what_is_a_command(void **state)
{
	UNUSED(state);
	assert_true(command_is_command("/x"));
	assert_true(command_is_command("/ "));
	assert_false(command_is_command("/"));
	assert_false(command_is_command(""));
	assert_false(command_is_command(" /x"));
}

static void
unknown_and_forbidden(void **state)
{
	UNUSED(state);
	command_run(&rig.w, user, "/dance");
	rig_expect_message(user, "Unknown command!");
	command_run(&rig.w, user, "/ population");
	rig_expect_message(user, "Unknown command!");
	command_run(&rig.w, user, "/Population");
	rig_expect_message(user, "Unknown command!");
	command_run(&rig.w, user, "/instance");
	rig_expect_message(user, "You don't have access to that command!");
	command_run(&rig.w, user, "/population   and more words");
	rig_expect_message(user, "3 players online");
}

static void
more_words_than_anybody_needs(void **state)
{
	char text[512] = "/population";

	UNUSED(state);
	for (size_t i = strlen(text); i + 1 < sizeof(text); i++)
		text[i] = i % 2 != 0 ? ' ' : 'a';
	command_run(&rig.w, user, text);
	rig_expect_message(user, "3 players online");
}

/* Each list is part of the one of whoever is stronger, and in byte order. */
static void
help_goes_by_rights(void **state)
{
	static const int32_t levels[] = { 30, 50, 99 };
	static const size_t least[] = { 28, 16, 9 };
	char last[128], line[256];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(levels); i++) {
		size_t n = 0;

		gm->identity.account_level = levels[i];
		command_run(&rig.w, gm, "/help");
		rig_expect_message(gm, "Commands available to you:");
		last[0] = '\0';
		while (rig_next(gm) != NULL) {
			const struct fe2cl_pc_motd_login *got =
			    RIG_EXPECT(gm, fe2cl_pc_motd_login);

			str_copy(line, sizeof(line), got->system_msg);
			assert_non_null(strstr(line, " - "));
			*strstr(line, " - ") = '\0';
			assert_true(strcmp(last, line) < 0);
			str_copy(last, sizeof(last), line);
			n++;
		}
		assert_true(n >= least[i]);
	}
}

/* --- access --- */

static void
access_is_shown(void **state)
{
	UNUSED(state);
	command_run(&rig.w, user, "/access");
	rig_expect_message(user, "Usage: /access <id> [new_level]");
	rig_expect_message(user, "Use . for id to select yourself");
	command_run(&rig.w, user, "/access .");
	rig_expect_message(user, "User Tester [2] has access level 99");
	command_run(&rig.w, gm, "/access 2");
	rig_expect_message(gm, "User Tester [2] has access level 99");
	command_run(&rig.w, gm, "/access 2x");
	rig_expect_message(gm, "Invalid player ID 2x");
	command_run(&rig.w, gm, "/access 42");
	rig_expect_message(gm, "Could not find player with ID 42");
	command_run(&rig.w, user, "/access 3");
	rig_expect_message(user, "Can't check or change other players access "
	    "levels (insufficient privileges)");
}

static void
access_is_changed(void **state)
{
	const struct db_req_set_account_level *req;
	const struct msg *m;

	UNUSED(state);
	command_run(&rig.w, gm, "/access 2 50");
	rig_expect_message(gm, "Changed access level for User Tester [2] from "
	    "99 to 50 (they must log out and back in for some commands to be "
	    "enabled)");
	assert_int_equal(50, user->identity.account_level);
	m = batch_first(rig.w.to_db);
	assert_non_null(m);
	assert_int_equal(DB_REQ_SET_ACCOUNT_LEVEL, m->type);
	req = msg_payload(m);
	assert_int_equal(2 + RIG_ACCOUNT_BASE, req->account_id);
	assert_int_equal(50, req->account_level);
	command_run(&rig.w, gm, "/access 2 80");
	rig_expect_message(gm, "Changed access level for User Tester [2] from "
	    "50 to 80");
}

static void
access_is_guarded(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/access . 99");
	rig_expect_message(gm, "Can't change this player's access level "
	    "(insufficient privileges)");
	command_run(&rig.w, gm, "/access 2 30");
	rig_expect_message(gm,
	    "Can only assign privileges weaker than your own");
	command_run(&rig.w, gm, "/access 2 abc");
	rig_expect_message(gm, "Invalid access level abc");
	assert_int_equal(99, user->identity.account_level);
	assert_null(rig.w.to_db);
}

/* DEFECT: a level above 100 took even /help away. */
static void
access_has_a_weakest_level(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/access 2 100");
	rig_expect_message(gm, "Invalid access level 100");
	command_run(&rig.w, gm, "/access 2 99999999999");
	rig_expect_message(gm, "Invalid access level 99999999999");
	assert_int_equal(99, user->identity.account_level);
}

/* --- bans --- */

static const struct msg *
asked(void)
{
	return rig.w.to_db == NULL ? NULL : batch_first(rig.w.to_db);
}

static void
bans_name_a_character(void **state)
{
	const struct db_req_ban *ban;
	const struct msg *m;

	UNUSED(state);
	command_run(&rig.w, gm, "/ban");
	rig_expect_message(gm, "Usage: /ban PlayerID [reason...]");
	command_run(&rig.w, gm, "/ban 2x because");
	rig_expect_message(gm, "Invalid PlayerID: 2x");
	command_run(&rig.w, gm, "/unban");
	rig_expect_message(gm, "Usage: /unban PlayerID");
	command_run(&rig.w, gm, "/unban x1");
	rig_expect_message(gm, "Invalid PlayerID: x1");
	assert_null(asked());
	command_run(&rig.w, gm, "/ban 2   being   rude");
	command_run(&rig.w, gm, "/ban 42");
	command_run(&rig.w, gm, "/unban 2");
	rig_expect_nothing(gm);
	m = asked();
	assert_int_equal(DB_REQ_BAN, m->type);
	ban = msg_payload(m);
	assert_int_equal(2, ban->player_id);
	assert_int_equal(0, ban->until_s);
	assert_false(ban->has_every_right);
	assert_string_equal("being rude", ban->reason);
	m = batch_next(rig.w.to_db, m);
	assert_string_equal("no reason given",
	    ((const struct db_req_ban *)msg_payload(m))->reason);
	m = batch_next(rig.w.to_db, m);
	assert_int_equal(DB_REQ_UNBAN, m->type);
	assert_int_equal(2,
	    ((const struct db_req_unban *)msg_payload(m))->player_id);
}

/* Every word that chat can carry. */
static void
reasons_are_whole(void **state)
{
	char text[128] = "/ban 2", want[128];
	const struct db_req_ban *ban;

	UNUSED(state);
	for (size_t i = strlen(text); i + 2 < sizeof(text); i += 2)
		memcpy(text + i, " a", 3);
	str_copy(want, sizeof(want), text + strlen("/ban 2 "));
	command_run(&rig.w, gm, text);
	ban = msg_payload(asked());
	assert_string_equal(want, ban->reason);
}

/* --- what the log says --- */

static void
actions_are_logged(void **state)
{
	UNUSED(state);
	log_rig_begin();
	command_run(&rig.w, gm, "/level 5");
	assert_true(log_rig_has("gm: command by='(GM) Gemma Tester [1]' "
	    "account=1001 target='-' text='/level 5'\n"));
	command_run(&rig.w, gm, "/access 2 50");
	assert_true(log_rig_has("gm: access by='(GM) Gemma Tester [1]' "
	    "account=1001 target='User Tester [2]' from=99 to=50\n"));
	command_run(&rig.w, gm, "/access 2");
	assert_true(log_rig_has("target='User Tester [2]' level=50\n"));
	/* What everybody may, what one may not, and what has its own line. */
	command_run(&rig.w, gm, "/population");
	command_run(&rig.w, gm, "/access .");
	command_run(&rig.w, user, "/players");
	command_run(&rig.w, gm, "/ban 2");
	assert_string_equal("", log_rig_take());
	log_rig_end();
}

/* --- small ones --- */

static void
destinations_are_registered(void **state)
{
	static const char *const lines[] = { "/registerall",
		"/unregisterall" };
	static const int values[] = { -1, 0 };

	UNUSED(state);
	gm->identity.account_level = 50;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		const struct fe2cl_rep_pc_regist_transportation_location_succ
		    *got;

		gm->dirty = 0;
		command_run(&rig.w, gm, lines[i]);
		got = RIG_EXPECT(gm,
		    fe2cl_rep_pc_regist_transportation_location_succ);
		assert_int_equal(0, got->tt);
		assert_int_equal(0, got->location_id);
		assert_int_equal(values[i], got->warp_location_flag);
		assert_int_equal(values[i], got->wyvern_location_flag[0]);
		assert_int_equal(values[i], got->wyvern_location_flag[1]);
		assert_int_equal(values[i], gm->travel.scamper_flags);
		assert_int_equal(values[i], gm->travel.skyway_flags[1]);
		assert_int_equal(DB_SECTION_STATE, gm->dirty);
		rig_expect_nothing(gm);
	}
	command_run(&rig.w, user, "/registerall");
	rig_expect_message(user, "You don't have access to that command!");
}

static void
hide_and_unhide(void **state)
{
	UNUSED(state);
	command_run(&rig.w, user, "/unhide");
	rig_expect_message(user,
	    "[HIDE] You're already visible from the map.");
	command_run(&rig.w, user, "/hide");
	rig_expect_message(user, "[HIDE] Successfully hidden from the map.");
	command_run(&rig.w, user, "/hide");
	rig_expect_message(user,
	    "[HIDE] You're already hidden from the map.");
	command_run(&rig.w, user, "/unhide");
	rig_expect_message(user,
	    "[HIDE] Successfully un-hidden from the map.");
}

static void
notify_listens(void **state)
{
	uint64_t topic = view_topic_other(VIEW_OTHER_NOTIFY);

	UNUSED(state);
	command_run(&rig.w, gm, "/notify");
	rig_expect_message(gm, "[ADMIN] Receiving join notifications");
	assert_true(rig_listener(1, topic) < rig.listener_count);
	command_run(&rig.w, gm, "/notify");
	rig_expect_message(gm, "[ADMIN] No longer receiving join "
	    "notifications");
	assert_true(rig_listener(1, topic) == rig.listener_count);
}

static void
players_are_listed(void **state)
{
	UNUSED(state);
	user->identity.name_check = 0;
	command_run(&rig.w, gm, "/players");
	rig_expect_message(gm, "[ADMIN] Players on the server:");
	rig_expect_message(gm, "(GM) Gemma Tester [1]");
	rig_expect_message(gm, "Player 2");
	rig_expect_message(gm, "Other Tester [3]");
	rig_expect_nothing(gm);
}

/* Of a larger number the low 32 bits count, spec/commands.md 2. */
static void
large_numbers_are_cut(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/access 4294967298");
	rig_expect_message(gm, "User Tester [2] has access level 99");
	command_run(&rig.w, gm, "/access 4294967305");
	rig_expect_message(gm, "Could not find player with ID 9");
	command_run(&rig.w, gm, "/level 4294967301");
	RIG_EXPECT(gm, fe2cl_rep_pc_change_level);
	assert_int_equal(5, gm->combatant.level);
}

static void
instance_is_shown_and_changed(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/instance");
	rig_expect_message(gm, "[INST] Current instance ID: 0");
	rig_expect_message(gm, "[INST] (Map 0, instance 0)");
	command_run(&rig.w, gm, "/instance x");
	rig_expect_message(gm, "[INST] Invalid instance ID: x");
	command_run(&rig.w, gm, "/instance 17 77");
	RIG_EXPECT(gm, fe2cl_rep_pc_goto_succ);
	RIG_EXPECT(gm, fe2cl_around_del_pc);
	rig_expect_message(gm,
	    "[INST] Switched to instance with ID 330712481809");
	command_run(&rig.w, gm, "/instance");
	rig_expect_message(gm, "[INST] Current instance ID: 330712481809");
	rig_expect_message(gm, "[INST] (Map 17, instance 77)");
	command_run(&rig.w, gm, "/instance 0");
	RIG_EXPECT(gm, fe2cl_rep_pc_warp_use_npc_succ);
}

/* Only the map is checked, spec/commands.md 2. */
static void
the_owner_of_an_instance_is_any_word(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/instance 17 nobody");
	assert_int_equal(17, gm->e.instance->id);
	command_run(&rig.w, gm, "/instance 17 77x");
	assert_int_equal(330712481809, gm->e.instance->id);
}

static void
level_is_set(void **state)
{
	const struct fe2cl_rep_pc_change_level *got;

	UNUSED(state);
	gm->identity.account_level = 50;
	command_run(&rig.w, gm, "/level");
	rig_expect_message(gm, "/level: no level specified");
	command_run(&rig.w, gm, "/level 5");
	got = RIG_EXPECT(gm, fe2cl_rep_pc_change_level);
	assert_int_equal(5, got->pc_level);
	got = RIG_EXPECT(user, fe2cl_rep_pc_change_level);
	assert_int_equal(1, got->pc_id);
	gm->combatant.hp = 1300;
	command_run(&rig.w, gm, "/levelx 1");
	RIG_EXPECT(gm, fe2cl_rep_pc_change_level);
	/* DEFECT: the maximum was kept */
	assert_int_equal(1000, gm->combatant.hp);
	command_run(&rig.w, gm, "/level 37");
	command_run(&rig.w, gm, "/level 7x");
	rig_expect_nothing(gm);
	gm->identity.account_level = 30;
	command_run(&rig.w, gm, "/level 37");	/* for show */
	got = RIG_EXPECT(gm, fe2cl_rep_pc_change_level);
	assert_int_equal(37, got->pc_level);
	assert_int_equal(1, gm->combatant.level);
}

/* DEFECT, spec/abilities.md 12: a skill without a buff was buff 0. */
static void
buffs_are_given(void **state)
{
	static const struct tdata_skill skills[] = {
		{ .id = 155, .type = 10, .target_type = 2, .drain_type = 2,
		    .values = { { 350 } } },
		{ .id = 240, .type = 29, .target_type = 2, .drain_type = 2 },
	};

	UNUSED(state);
	rig.skills = skills;
	rig.skill_count = COUNT_OF(skills);
	command_run(&rig.w, gm, "/buff 155");
	rig_expect_message(gm,
	    "/buff: no skill Id and duration time specified");
	command_run(&rig.w, gm, "/buff x 5");
	command_run(&rig.w, gm, "/buff 155 5x");
	command_run(&rig.w, gm, "/buff 155 -5");
	command_run(&rig.w, gm, "/buff 240 5");
	rig_expect_nothing(gm);
	command_run(&rig.w, gm, "/buff 99 5");
	rig_expect_message(gm, "/buff: unknown skill Id");
	command_run(&rig.w, gm, "/buff 155 5");
	assert_int_equal(350, RIG_EXPECT(gm, fe2cl_pc_buff_update)->
	    time_buff.value);
	assert_int_equal(0, RIG_EXPECT(gm, fe2cl_npc_skill_hit)->npc_id);
	gm->combatant.hp = 0;
	command_run(&rig.w, gm, "/buff 155 5");
	rig_expect_nothing(gm);
}

static void
whois_finds_the_nearest(void **state)
{
	UNUSED(state);
	command_run(&rig.w, gm, "/whois");
	rig_expect_message(gm, "[WHOIS] No NPCs found nearby");
	rig_npc(11, 700, 400, 100, rig.w.overworld);
	rig_npc(12, 700, 300, 100, rig.w.overworld)->e.angle = 45;
	command_run(&rig.w, gm, "/whois");
	rig_expect_message(gm, "[WHOIS] ID: 12");
	rig_expect_message(gm, "[WHOIS] Type: 700");
	rig_expect_message(gm, "[WHOIS] HP: 400");
	rig_expect_message(gm, "[WHOIS] EntityType: 2");
	rig_expect_message(gm, "[WHOIS] X: 300");
	rig_expect_message(gm, "[WHOIS] Y: 100");
	rig_expect_message(gm, "[WHOIS] Z: 0");
	rig_expect_message(gm, "[WHOIS] Angle: 45");
	rig_expect_message(gm, "[WHOIS] Chunk: {0, 0, 0}");
	rig_expect_message(gm, "[WHOIS] MapNum: 0");
	rig_expect_message(gm, "[WHOIS] Instance: 0");
}

/* --- GM packets --- */

static void
rights_are_asked_for(void **state)
{
	UNUSED(state);
	RIG_DO(user, cl2fe_req_pc_goto, .to_x = 5);
	RIG_DO(user, cl2fe_gm_req_pc_set_value, .set_value_type = 5,
	    .set_value = 5);
	RIG_DO(user, cl2fe_gm_req_kick_player, .target_pc_id = 3);
	RIG_DO(user, cl2fe_gm_req_pc_location, .target_pc_id = 3);
	RIG_DO(user, cl2fe_req_pc_warp_to_pc, .pc_id = 3);
	RIG_DO(user, cl2fe_gm_req_pc_special_state_switch,
	    .special_state_flag = 2);
	RIG_DO(user, cl2fe_gm_req_target_pc_teleport, .target_pc_id = 3);
	RIG_DO(user, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = 3, .onoff = 1, .special_state_flag = 64);
	RIG_DO(user, cl2fe_gm_req_reward_rate, 0);
	rig_expect_nothing(user);
	rig_expect_nothing(other);
	assert_int_equal(200, user->e.x);
	assert_int_equal(0, other->profile.special_state);
}

static void
goto_leads_outside(void **state)
{
	UNUSED(state);
	gm->identity.account_level = 50;
	RIG_DO(gm, cl2fe_req_pc_goto, .to_x = 5000, .to_y = 6000, .to_z = 7);
	RIG_EXPECT(gm, fe2cl_rep_pc_warp_use_npc_succ);
	RIG_EXPECT(gm, fe2cl_rep_pc_goto_succ);
	assert_int_equal(6000, gm->e.y);
}

static void
values_are_set_within_bounds(void **state)
{
	static const struct {
		int32_t type, value, result;
	} rows[] = {
		{ 1, 500, 500 }, { 1, 999999, 1000 }, { 2, 5, 5 },
		{ 2, 100000, 9999 }, { 3, -4, 0 }, { 4, 77, 77 },
		{ 5, 2000000000, 999999999 }, { 6, 2400, 2400 },
		{ 7, 600, 600 }, { 8, 1, 0 }, { -1, 1, 0 },
	};
	const struct fe2cl_gm_rep_pc_set_value *got;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		RIG_DO(gm, cl2fe_gm_req_pc_set_value, .pc_id = 55,
		    .set_value_type = rows[i].type,
		    .set_value = rows[i].value);
		got = RIG_EXPECT(gm, fe2cl_gm_rep_pc_set_value);
		assert_int_equal(55, got->pc_id);
		assert_int_equal(rows[i].type, got->set_value_type);
		assert_int_equal(rows[i].result, got->set_value);
	}
	assert_int_equal(999999999, gm->wallet.taros);
	assert_int_equal(2400, gm->motion.set_speed_units_per_s);
}

/* DEFECT: a dead sender was reported dead again by any value. */
static void
one_dies_once(void **state)
{
	const struct fe2cl_pc_sudden_dead *got;

	UNUSED(state);
	RIG_DO(gm, cl2fe_gm_req_pc_set_value, .set_value_type = 1,
	    .set_value = -5);
	got = RIG_EXPECT(user, fe2cl_pc_sudden_dead);
	assert_int_equal(1, got->pc_id);
	assert_int_equal(0, got->damage);
	assert_int_equal(0, gm->combatant.hp);
	RIG_DO(gm, cl2fe_gm_req_pc_set_value, .set_value_type = 5,
	    .set_value = 5);
	RIG_DO(gm, cl2fe_gm_req_pc_set_value, .set_value_type = 1);
	rig_expect_nothing(user);
}

static void
locate(const char *first, int32_t by, int32_t id, int64_t uid)
{
	struct cl2fe_gm_req_pc_location req = {
		.target_search_by = by, .target_pc_id = id,
		.target_pc_uid = uid,
	};

	str_copy(req.target_pc_first_name, sizeof(req.target_pc_first_name),
	    first);
	str_copy(req.target_pc_last_name, sizeof(req.target_pc_last_name),
	    first[0] != '\0' ? "Tester" : "");
	dispatch_packet(&rig.dispatch, &rig.w, gm,
	    PKT_CL2FE_GM_REQ_PC_LOCATION, &req);
}

static void
players_are_located(void **state)
{
	const struct fe2cl_gm_rep_pc_location *got;

	UNUSED(state);
	locate("", 0, 3, 0);
	locate("Other", 1, 0, 0);
	locate("", 2, 0, 3 + RIG_ACCOUNT_BASE);
	for (int i = 0; i < 3; i++) {
		got = RIG_EXPECT(gm, fe2cl_gm_rep_pc_location);
		assert_int_equal(3, got->target_pc_id);
		assert_int_equal(3 + RIG_ACCOUNT_BASE, got->target_pc_uid);
		assert_int_equal(90000, got->x);
		assert_string_equal("Other", got->target_pc_first_name);
		assert_string_equal("Tester", got->target_pc_last_name);
	}
}

/* DEFECT: an id of 0, an account of 0 or empty names stopped the server. */
static void
nobody_is_not_found(void **state)
{
	UNUSED(state);
	locate("", 0, 0, 0);
	locate("", 1, 0, 0);
	locate("", 2, 0, 0);
	locate("", 2, 3, INT64_C(0x100000000) + 3 + RIG_ACCOUNT_BASE);
	locate("Other", 9, 3, 3 + RIG_ACCOUNT_BASE);
	for (int i = 0; i < 5; i++)
		rig_expect_message(gm, "player not found");
	rig_expect_nothing(gm);
}

static void
teleport(int32_t target, int32_t type, int32_t map, int32_t goal)
{
	RIG_DO(gm, cl2fe_gm_req_target_pc_teleport, .target_pc_id = target,
	    .teleport_type = type, .to_map = map, .to_x = 5000, .to_y = 6000,
	    .to_z = 7, .goal_pc_id = goal);
}

static void
players_are_teleported(void **state)
{
	UNUSED(state);
	teleport(2, 0, 0, 0);
	assert_int_equal(5000, user->e.x);
	teleport(2, 1, 17, 0);
	assert_int_equal(17, user->e.instance->id);
	teleport(2, 2, 0, 0);
	assert_int_equal(100, user->e.x);
	assert_int_equal(0, user->e.instance->id);
	teleport(2, 3, 0, 3);
	assert_int_equal(90000, user->e.x);
	teleport(2, 4, 0, 0);
	assert_in_range(user->e.x, 89800, 90199);
	assert_int_equal(80, user->e.z);
	rig_forget();
	teleport(2, 5, 0, 0);
	rig_expect_nothing(user);
	teleport(42, 0, 0, 0);
	rig_expect_message(gm, "player to teleport not found");
	teleport(2, 3, 0, 42);
	rig_expect_message(gm, "teleportation target player not found");
	RIG_DO(gm, cl2fe_req_pc_warp_to_pc, .pc_id = 3);
	assert_int_equal(90000, gm->e.x);
}

/* DEFECT: stronger accounts could be teleported and muted. */
static void
the_stronger_are_left_alone(void **state)
{
	UNUSED(state);
	user->identity.account_level = ACCOUNT_LEVEL_MASTER;
	teleport(2, 0, 0, 0);
	rig_expect_message(gm, "player has higher access level");
	assert_int_equal(200, user->e.x);
	RIG_DO(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = 2, .onoff = 1, .special_state_flag = 64);
	rig_expect_message(gm, "player has higher access level");
	assert_int_equal(0, user->profile.special_state);
	RIG_DO(gm, cl2fe_gm_req_kick_player, .target_pc_id = 2);
	rig_expect_message(gm, "player has higher access level");
	assert_false(rig.is_closed[2]);
}

static void
mutes_are_quiet(void **state)
{
	UNUSED(state);
	RIG_DO(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = 2, .onoff = 1, .special_state_flag = 64);
	assert_int_equal(64, user->profile.special_state);
	RIG_DO(gm, cl2fe_gm_req_target_pc_special_state_onoff,
	    .target_pc_id = 2, .onoff = 0, .special_state_flag = 64);
	assert_int_equal(0, user->profile.special_state);
	rig_expect_nothing(user);
	rig_expect_nothing(gm);
}

static void
the_kicked_are_told_and_gone(void **state)
{
	const struct fe2cl_rep_pc_exit_succ *got;

	UNUSED(state);
	RIG_DO(gm, cl2fe_gm_req_kick_player, .target_pc_id = 2);
	got = RIG_EXPECT(user, fe2cl_rep_pc_exit_succ);
	assert_int_equal(2, got->id);
	assert_int_equal(3, got->exit_code);
	assert_true(rig.is_closed[2]);
	assert_null(world_player_by_id(&rig.w, 2));
	RIG_EXPECT(gm, fe2cl_pc_exit);
	rig_expect_nothing(gm);
}

static void
rates_are_got_and_set(void **state)
{
	const struct fe2cl_gm_rep_reward_rate_succ *got;

	UNUSED(state);
	RIG_DO(gm, cl2fe_gm_req_reward_rate, .get_set = 1, .reward_type = 1,
	    .reward_rate_index = 0, .set_rate_value = 250);
	got = RIG_EXPECT(gm, fe2cl_gm_rep_reward_rate_succ);
	assert_true(got->reward_rate_fusion_matter[4] == 2.5f);
	RIG_DO(gm, cl2fe_gm_req_reward_rate, .get_set = 1,
	    .reward_rate_index = 2, .set_rate_value = 50);
	got = RIG_EXPECT(gm, fe2cl_gm_rep_reward_rate_succ);
	assert_true(got->reward_rate_taros[2] == 0.5f);
	assert_true(got->reward_rate_taros[1] == 0);
	RIG_DO(gm, cl2fe_gm_req_reward_rate, .get_set = 1,
	    .set_rate_value = 1001);
	RIG_DO(gm, cl2fe_gm_req_reward_rate, .get_set = 1, .reward_type = 2);
	rig_expect_nothing(gm);
	RIG_DO(gm, cl2fe_gm_req_reward_rate, 0);
	RIG_EXPECT(gm, fe2cl_gm_rep_reward_rate_succ);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_command),
		T(unknown_and_forbidden),
		T(more_words_than_anybody_needs),
		T(help_goes_by_rights),
		T(access_is_shown),
		T(access_is_changed),
		T(access_is_guarded),
		T(access_has_a_weakest_level),
		T(bans_name_a_character),
		T(reasons_are_whole),
		T(actions_are_logged),
		T(destinations_are_registered),
		T(hide_and_unhide),
		T(notify_listens),
		T(players_are_listed),
		T(large_numbers_are_cut),
		T(instance_is_shown_and_changed),
		T(the_owner_of_an_instance_is_any_word),
		T(level_is_set),
		T(buffs_are_given),
		T(whois_finds_the_nearest),
		T(rights_are_asked_for),
		T(goto_leads_outside),
		T(values_are_set_within_bounds),
		T(one_dies_once),
		T(players_are_located),
		T(nobody_is_not_found),
		T(players_are_teleported),
		T(the_stronger_are_left_alone),
		T(mutes_are_quiet),
		T(the_kicked_are_told_and_gone),
		T(rates_are_got_and_set),
	};
#undef T
	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
