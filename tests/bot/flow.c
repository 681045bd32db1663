/*
 * flow.c - the ways of a player: logging in, a new character, the world.
 *
 * Owns:   nothing; the bots keep all state.
 * Called: by tests and fusionbot.
 * Thread: the team's.
 */
#include "bot/flow.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "bot/dbfile.h"
#include "bot/die.h"

enum { FLOW_LOGIN_PASSWORD = 1 };	/* any iLoginType but 2, login.md 3 */

void
flow_send_login(struct bot *b, const char *user, const char *password)
{
	struct cl2ls_req_login m = {
		.client_ver_a = proto_version_number(PROTO_104),
		.client_ver_b = 1,
		.client_ver_c = 7,
		.login_type = FLOW_LOGIN_PASSWORD,
	};

	str_copy(m.id, sizeof(m.id), user);
	str_copy(m.password, sizeof(m.password), password);
	if (!bot_is_open(b, BOT_LOGIN))
		bot_connect(b, BOT_LOGIN);
	bot_set_client_version(b, m.client_ver_c);
	bot_send(b, PKT_CL2LS_REQ_LOGIN, &m);
}

const struct ls2cl_rep_login_succ *
flow_login(struct bot *b, const char *user, const char *password)
{
	const struct ls2cl_rep_login_succ *m;
	const struct bot_packet *p;

	flow_send_login(b, user, password);
	p = bot_expect_either(b, PKT_LS2CL_REP_LOGIN_SUCC,
	    PKT_LS2CL_REP_LOGIN_FAIL);
	if (p->kind == PKT_LS2CL_REP_LOGIN_FAIL) {
		const struct ls2cl_rep_login_fail *f = p->body;

		die("%s: login as %s refused with %d", bot_label(b), user,
		    f->error_code);
	}
	m = p->body;
	for (int i = 0; i < m->char_count; i++) {
		const struct ls2cl_rep_char_info *c =
		    BOT_EXPECT(b, ls2cl_rep_char_info);

		if (i == 0)
			bot_set_uid(b, c->pc_style.pc_uid);
	}
	return m;
}

int32_t
flow_login_refused(struct bot *b, const char *user, const char *password)
{
	const struct bot_packet *p;
	const struct ls2cl_rep_login_fail *f;

	flow_send_login(b, user, password);
	p = bot_expect_either(b, PKT_LS2CL_REP_LOGIN_FAIL,
	    PKT_LS2CL_REP_LOGIN_SUCC);
	if (p->kind == PKT_LS2CL_REP_LOGIN_SUCC)
		die("%s: login as %s must be refused", bot_label(b), user);
	f = p->body;
	return f->error_code;
}

int64_t
flow_save_name(struct bot *b, const char *first, const char *last, int slot)
{
	struct cl2ls_req_save_char_name m = {
		.slot_num = (int8_t)slot,
		.gender = 1,
	};

	str_copy(m.first_name, sizeof(m.first_name), first);
	str_copy(m.last_name, sizeof(m.last_name), last);
	bot_send(b, PKT_CL2LS_REQ_SAVE_CHAR_NAME, &m);
	bot_set_uid(b,
	    BOT_EXPECT(b, ls2cl_rep_save_char_name_succ)->pc_uid);
	return bot_uid(b);
}

void
flow_send_looks(struct bot *b, const char *first, const char *last)
{
	struct cl2ls_req_char_create m = {
		.pc_style = {
			.pc_uid = bot_uid(b), .name_check = 1, .gender = 1,
			.face_style = 1, .hair_style = 1, .hair_color = 3,
			.skin_color = 4, .eye_color = 2, .height = 1,
			.body = 1,
		},
		/* clothes of level 1 that the tables have */
		.on_item = { .equip_ubid = 217, .equip_lbid = 203,
			.equip_foot_id = 204 },
	};

	str_copy(m.pc_style.first_name, sizeof(m.pc_style.first_name), first);
	str_copy(m.pc_style.last_name, sizeof(m.pc_style.last_name), last);
	bot_send(b, PKT_CL2LS_REQ_CHAR_CREATE, &m);
}

int64_t
flow_create_character(struct bot *b, const char *first, const char *last,
    int slot)
{
	flow_save_name(b, first, last, slot);
	flow_send_looks(b, first, last);
	BOT_EXPECT(b, ls2cl_rep_char_create_succ);
	/* unanswered by design, login.md 9 */
	BOT_SEND(b, cl2ls_req_save_char_tutor, .pc_uid = bot_uid(b),
	    .tutorial_flag = 1);
	bot_fence(b);
	return bot_uid(b);
}

int64_t
flow_select(struct bot *b)
{
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = bot_uid(b));
	return BOT_EXPECT(b, ls2cl_rep_shard_select_succ)->enter_serial_key;
}

void
flow_send_enter(struct bot *b, int64_t enter_key)
{
	if (!bot_is_open(b, BOT_SHARD))
		bot_connect(b, BOT_SHARD);
	BOT_SEND(b, cl2fe_req_pc_enter, .enter_serial_key = enter_key);
}

const struct fe2cl_rep_pc_enter_succ *
flow_enter(struct bot *b, int64_t enter_key)
{
	const struct bot_packet *p;

	flow_send_enter(b, enter_key);
	p = bot_expect_either(b, PKT_FE2CL_REP_PC_ENTER_SUCC,
	    PKT_FE2CL_REP_PC_ENTER_FAIL);
	if (p->kind == PKT_FE2CL_REP_PC_ENTER_FAIL)
		die("%s: may not enter", bot_label(b));
	return p->body;
}

void
flow_load(struct bot *b)
{
	BOT_SEND(b, cl2fe_req_pc_loading_complete, .pc_id = bot_id(b));
	BOT_EXPECT(b, fe2cl_rep_pc_loading_complete_succ);
}

void
flow_enter_world(struct bot *b)
{
	int64_t key = flow_select(b);

	bot_hang_up(b, BOT_LOGIN);
	flow_enter(b, key);
	flow_load(b);
}

void
flow_join(struct bot *b, const char *user)
{
	flow_login(b, user, dbfile_password);
	if (bot_uid(b) == 0)
		die("%s: %s has no character", bot_label(b), user);
	flow_enter_world(b);
	bot_fence(b);
}

void
flow_leave(struct bot *b)
{
	BOT_SEND(b, cl2fe_req_pc_exit, .id = bot_id(b));
	BOT_EXPECT(b, fe2cl_rep_pc_exit_succ);
	bot_expect_closed(b, BOT_SHARD);
}

void
flow_move(struct bot *b, int32_t x, int32_t y, int32_t z)
{
	BOT_SEND(b, cl2fe_req_pc_move, .cli_time = 1234, .x = x, .y = y,
	    .z = z, .key_value = 1, .speed = 300);
}

void
flow_say(struct bot *b, const char *text)
{
	struct cl2fe_req_send_freechat_message m = { 0 };

	str_copy(m.free_chat, sizeof(m.free_chat), text);
	bot_send(b, PKT_CL2FE_REQ_SEND_FREECHAT_MESSAGE, &m);
}

const struct fe2cl_pc_move *
flow_see_move(struct bot *onlooker, const struct bot *mover)
{
	const struct fe2cl_pc_move *m;

	do {
		m = BOT_EXPECT(onlooker, fe2cl_pc_move);
	} while (m->id != bot_id(mover));
	return m;
}
