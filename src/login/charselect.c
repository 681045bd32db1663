/*
 * charselect.c - names, looks, tutorial, deletion of characters.
 *
 * Every refusal about a character is SHARD_SELECT_FAIL 2, those about a name
 * are CHECK_CHAR_NAME_FAIL; OpenFusion's clients know no others (spec/login.md
 * 2 and 15).
 *
 * Owns:   nothing; what a request needs later stands in its session.
 * Called: by packet through charselect_handlers[].
 * Thread: login.
 */
#include "login/charselect.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "db/db.h"
#include "game/audit.h"
#include "login/names.h"
#include "login/room.h"
#include "login/ticket.h"
#include "tdata/tdata.h"

enum { SLOT_MIN = 1, SLOT_MAX = 4 };

/* iErrorCode of CHECK_CHAR_NAME_FAIL, spec/login.md 5 */
enum name_fail { NAME_TAKEN = 1, NAME_INVALID = 4 };

enum name_check { NAME_PENDING = 0, NAME_APPROVED = 1 };

enum { NEW_HP = 1000 };		/* 925 + 75 * 1, spec/database.md 4.1 */

/* What the tutorial gives (104, 728), spec/database.md 4.3 */
enum {
	TUTORIAL_WEAPON = 328,
	TUTORIAL_NANO = 1,
	TUTORIAL_NANO_SKILL = 1,
	TUTORIAL_MISSIONS = 3		/* bits of missions 1 and 2 */
};

/* Styles of boys and girls, spec/login.md 8 */
static const struct {
	int8_t gender;
	int8_t face_min, face_max;
	int8_t hair_min, hair_max;
} style_ranges[] = {
	{ 1, 1, 5, 1, 23 },
	{ 2, 6, 10, 25, 45 },
};

static void
style_of(const struct char_row *c, struct wire_pc_style *out)
{
	*out = (struct wire_pc_style){
		.pc_uid = c->player_id,
		.name_check = (int8_t)c->name_check,
		.gender = (int8_t)c->look.gender,
		.face_style = (int8_t)c->look.face_style,
		.hair_style = (int8_t)c->look.hair_style,
		.hair_color = (int8_t)c->look.hair_color,
		.skin_color = (int8_t)c->look.skin_color,
		.eye_color = (int8_t)c->look.eye_color,
		.height = (int8_t)c->look.height,
		.body = (int8_t)c->look.body,
	};
	str_copy(out->first_name, sizeof(out->first_name), c->first_name);
	str_copy(out->last_name, sizeof(out->last_name), c->last_name);
}

static void
style2_of(const struct char_row *c, struct wire_pc_style2 *out)
{
	*out = (struct wire_pc_style2){
		.appearance_flag = c->appearance_done,
		.tutorial_flag = c->tutorial_done,
		.payzone_flag = (int8_t)c->pay_zone_flag,
	};
}

void
charselect_send_info(struct login *l, const struct session *s,
    const struct char_row *c)
{
	struct ls2cl_rep_char_info info = {
		.slot = (int8_t)c->slot,
		.level = (int16_t)c->level,
		.x = c->place.x,
		.y = c->place.y,
		.z = c->place.z,
	};

	style_of(c, &info.pc_style);
	style2_of(c, &info.pc_style2);
	for (size_t i = 0; i < COUNT_OF(info.equip); i++) {
		info.equip[i] = (struct wire_item_base){
			.type = (int16_t)c->equip[i].type,
			.id = (int16_t)c->equip[i].id,
			.opt = c->equip[i].opt,
			.time_limit = c->equip[i].time_limit_s,
		};
	}
	room_send(l, s, PKT_LS2CL_REP_CHAR_INFO, &info);
}

static void
heard(struct login *l, struct session *s)
{
	s->heard_at_ms = l->now_ms;
}

static void
select_slot(struct login *l, const struct session *s, int32_t slot)
{
	struct db_req_select_slot *req = db_add_select_slot(&l->to_db,
	    DB_ROOM_LOGIN, 0);

	req->account_id = s->account_id;
	req->slot = slot;
}

/* --- names ---------------------------------------------------------------- */

static void
refuse_name(struct login *l, const struct session *s, enum name_fail code)
{
	ROOM_SEND(l, s, ls2cl_rep_check_char_name_fail, .error_code = code);
}

static enum name_check
name_check_of(const struct login *l, const struct name_pair *names)
{
	bool is_accepted = names->is_wheel ? l->opt.accepts_wheel_names :
	    l->opt.accepts_custom_names;

	return is_accepted ? NAME_APPROVED : NAME_PENDING;
}

/* The name waits for a moderator: the monitor's line "namereq". */
static void
request_approval(struct login *l, const struct session *s, int32_t player_id)
{
	struct room_name_request *req;

	if (name_check_of(l, &s->names) == NAME_APPROVED)
		return;
	req = batch_add(&l->to_world, ROOM_MSG_NAME_REQUEST, 0, sizeof(*req));
	req->player_id = player_id;
	str_copy(req->first_name, sizeof(req->first_name), s->names.first);
	str_copy(req->last_name, sizeof(req->last_name), s->names.last);
}

static void
on_check_char_name(struct login *l, struct session *s,
    const struct cl2ls_req_check_char_name *req)
{
	struct ls2cl_rep_check_char_name_succ succ = { 0 };

	/* the name is looked at when it is saved, spec/login.md 6 */
	str_copy(succ.first_name, sizeof(succ.first_name), req->first_name);
	str_copy(succ.last_name, sizeof(succ.last_name), req->last_name);
	room_send(l, s, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC, &succ);
	heard(l, s);
}

static void
on_character_made(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_create_character *rep = msg_payload(reply);
	const struct cl2ls_req_save_char_name *req = session_request(s);
	struct ls2cl_rep_save_char_name_succ succ = {
		.pc_uid = rep->player_id,
		.slot_num = req->slot_num,
		.gender = req->gender,
	};

	if (rep->result == DB_TAKEN) {
		refuse_name(l, s, NAME_TAKEN);
		return;
	}
	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	request_approval(l, s, rep->player_id);
	str_copy(succ.first_name, sizeof(succ.first_name), req->first_name);
	str_copy(succ.last_name, sizeof(succ.last_name), req->last_name);
	room_send(l, s, PKT_LS2CL_REP_SAVE_CHAR_NAME_SUCC, &succ);
	select_slot(l, s, req->slot_num);
	heard(l, s);
}

static void
on_save_char_name(struct login *l, struct session *s,
    const struct cl2ls_req_save_char_name *req)
{
	struct name_codes codes = {
		req->fn_code, req->mn_code, req->ln_code
	};
	struct db_req_create_character *create;

	if (!names_check(l->opt.tdata, &codes, req->first_name,
	    req->last_name, &s->names)) {
		refuse_name(l, s, NAME_INVALID);
		return;
	}
	if (req->slot_num < SLOT_MIN || req->slot_num > SLOT_MAX) {
		room_send_invalid_character(l, s);
		return;
	}
	create = db_add_create_character(&l->to_db, DB_ROOM_LOGIN, s->conn);
	create->account_id = s->account_id;
	create->slot = req->slot_num;
	create->name_check = name_check_of(l, &s->names);
	create->hp = NEW_HP;
	create->place = l->opt.spawn;
	str_copy(create->first_name, sizeof(create->first_name),
	    s->names.first);
	str_copy(create->last_name, sizeof(create->last_name), s->names.last);
	room_wait(s, on_character_made);
}

static void
on_renamed(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_rename_character *rep = msg_payload(reply);
	const struct cl2ls_req_change_char_name *req = session_request(s);
	struct ls2cl_rep_change_char_name_succ succ = {
		.pc_uid = req->pcuid,
		.slot_num = req->slot_num,
	};

	if (rep->result == DB_TAKEN) {
		refuse_name(l, s, NAME_TAKEN);
		return;
	}
	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	request_approval(l, s, room_player_id(req->pcuid));
	str_copy(succ.first_name, sizeof(succ.first_name), req->first_name);
	str_copy(succ.last_name, sizeof(succ.last_name), req->last_name);
	room_send(l, s, PKT_LS2CL_REP_CHANGE_CHAR_NAME_SUCC, &succ);
	heard(l, s);
}

static void
on_new_name_looked_up(struct login *l, struct session *s,
    const struct msg *reply)
{
	const struct db_rep_check_name *rep = msg_payload(reply);
	const struct cl2ls_req_change_char_name *req = session_request(s);
	struct db_req_rename_character *rename;

	if (rep->result == DB_TAKEN) {
		refuse_name(l, s, NAME_TAKEN);
		return;
	}
	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	rename = db_add_rename_character(&l->to_db, DB_ROOM_LOGIN, s->conn);
	rename->account_id = s->account_id;
	rename->player_id = room_player_id(req->pcuid);
	rename->name_check = name_check_of(l, &s->names);
	rename->needs_denied = !l->opt.renames_any_time;
	str_copy(rename->first_name, sizeof(rename->first_name),
	    s->names.first);
	str_copy(rename->last_name, sizeof(rename->last_name), s->names.last);
	room_wait(s, on_renamed);
}

/*
 * The name is looked up on its own first: one's own present name counts as
 * taken too, which the table's constraint would let pass.
 */
static void
on_change_char_name(struct login *l, struct session *s,
    const struct cl2ls_req_change_char_name *req)
{
	struct name_codes codes = {
		req->fn_code, req->mn_code, req->ln_code
	};
	int32_t player_id = room_player_id(req->pcuid);
	struct db_req_check_name *check;

	if (!names_check(l->opt.tdata, &codes, req->first_name,
	    req->last_name, &s->names)) {
		refuse_name(l, s, NAME_INVALID);
		return;
	}
	/* the world would not see the new name until the next enter */
	if (player_id == 0 ||
	    presence_player(&l->presence, s->account_id) == player_id) {
		room_send_invalid_character(l, s);
		return;
	}
	check = db_add_check_name(&l->to_db, DB_ROOM_LOGIN, s->conn);
	str_copy(check->first_name, sizeof(check->first_name),
	    s->names.first);
	str_copy(check->last_name, sizeof(check->last_name), s->names.last);
	room_wait(s, on_new_name_looked_up);
}

/* --- looks and clothes ---------------------------------------------------- */

static bool
is_in(int value, int min, int max)
{
	return value >= min && value <= max;
}

/* Every range, as OpenFusion meant to: spec/login.md 8, steps 1 and 2. */
static bool
style_is_valid(const struct wire_pc_style *style)
{
	if (!is_in(style->body, 0, 2) || !is_in(style->eye_color, 1, 5) ||
	    !is_in(style->hair_color, 1, 18) || !is_in(style->height, 0, 4) ||
	    !is_in(style->name_check, 0, 2) ||
	    !is_in(style->skin_color, 1, 12))
		return false;
	for (size_t i = 0; i < COUNT_OF(style_ranges); i++) {
		if (style->gender != style_ranges[i].gender)
			continue;
		return is_in(style->face_style, style_ranges[i].face_min,
		    style_ranges[i].face_max) &&
		    is_in(style->hair_style, style_ranges[i].hair_min,
		    style_ranges[i].hair_max);
	}
	return false;
}

static bool
is_starting_item(const struct tdata *t, int32_t type, int32_t id)
{
	const struct tdata_item *item = tdata_find_item(t, type, id);

	return item != NULL && item->level_min == 1;
}

static bool
clothes_are_valid(const struct tdata *t, const struct wire_on_item *on)
{
	return is_starting_item(t, TDATA_ITEM_SHIRT, on->equip_ubid) &&
	    is_starting_item(t, TDATA_ITEM_PANTS, on->equip_lbid) &&
	    is_starting_item(t, TDATA_ITEM_SHOES, on->equip_foot_id);
}

/* What a character has from its beginning, and from where. */
static void
note_gift(const struct login *l, int32_t player_id, int32_t slot,
    const struct item_row *row)
{
	const struct item it = { (int16_t)row->type, (int16_t)row->id,
		row->opt, row->time_limit_s };

	if (l->opt.has_audit_log)
		audit_gift(&it, (struct audit_spot){ AUDIT_EQUIP, slot,
		    player_id }, "login");
}

static void
on_character_finished(struct login *l, struct session *s,
    const struct msg *reply)
{
	const struct db_rep_finish_character *rep = msg_payload(reply);
	const struct char_row *c = &rep->character;
	struct ls2cl_rep_char_create_succ succ = { 0 };

	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	for (int32_t i = 1; i <= TDATA_ITEM_SHOES; i++)
		note_gift(l, c->player_id, i, &c->equip[i]);
	succ.level = (int16_t)c->level;
	style_of(c, &succ.pc_style);
	style2_of(c, &succ.pc_style2);
	succ.on_item.equip_ubid = (int16_t)c->equip[1].id;
	succ.on_item.equip_lbid = (int16_t)c->equip[2].id;
	succ.on_item.equip_foot_id = (int16_t)c->equip[3].id;
	room_send(l, s, PKT_LS2CL_REP_CHAR_CREATE_SUCC, &succ);
	select_slot(l, s, c->slot);
	heard(l, s);
}

static void
on_char_create(struct login *l, struct session *s,
    const struct cl2ls_req_char_create *req)
{
	const struct wire_pc_style *style = &req->pc_style;
	struct db_req_finish_character *finish;

	if (!style_is_valid(style) ||
	    !clothes_are_valid(l->opt.tdata, &req->on_item)) {
		room_send_invalid_character(l, s);
		return;
	}
	finish = db_add_finish_character(&l->to_db, DB_ROOM_LOGIN, s->conn);
	finish->account_id = s->account_id;
	finish->player_id = room_player_id(style->pc_uid);
	finish->upper_body_id = req->on_item.equip_ubid;
	finish->lower_body_id = req->on_item.equip_lbid;
	finish->foot_id = req->on_item.equip_foot_id;
	finish->look = (struct look_row){
		.body = style->body,
		.eye_color = style->eye_color,
		.face_style = style->face_style,
		.gender = style->gender,
		.hair_color = style->hair_color,
		.hair_style = style->hair_style,
		.height = style->height,
		.skin_color = style->skin_color,
	};
	room_wait(s, on_character_finished);
}

/* --- tutorial ------------------------------------------------------------- */

static const struct item_row tutorial_weapon = {
	.type = TDATA_ITEM_WEAPON, .id = TUTORIAL_WEAPON, .opt = 1,
};

static void
on_tutorial_finished(struct login *l, struct session *s,
    const struct msg *reply)
{
	const struct db_rep_finish_tutorial *rep = msg_payload(reply);
	const struct cl2ls_req_save_char_tutor *req = session_request(s);

	if (rep->result == DB_OK && !rep->was_done &&
	    l->opt.tdata->rules->tutorial_grants_start)
		note_gift(l, room_player_id(req->pc_uid), 0, &tutorial_weapon);
	/* over already is as good: a client may say it twice */
	if (rep->result != DB_OK)
		room_send_invalid_character(l, s);
	else
		heard(l, s);
}

static void
on_save_char_tutor(struct login *l, struct session *s,
    const struct cl2ls_req_save_char_tutor *req)
{
	struct db_req_finish_tutorial *finish = db_add_finish_tutorial(
	    &l->to_db, DB_ROOM_LOGIN, s->conn);

	finish->account_id = s->account_id;
	finish->player_id = room_player_id(req->pc_uid);
	if (l->opt.tdata->rules->tutorial_grants_start) {
		finish->weapon = tutorial_weapon;
		finish->nano = (struct nano_row){
			.id = TUTORIAL_NANO,
			.skill = TUTORIAL_NANO_SKILL,
			.stamina = RULESET_NANO_STAMINA_MAX,
		};
		finish->quest_flags[0] = TUTORIAL_MISSIONS;
	}
	room_wait(s, on_tutorial_finished);
}

/* --- deletion ------------------------------------------------------------- */

static void
on_character_deleted(struct login *l, struct session *s,
    const struct msg *reply)
{
	const struct db_rep_delete_character *rep = msg_payload(reply);

	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	ROOM_SEND(l, s, ls2cl_rep_char_delete_succ,
	    .slot_num = (int8_t)rep->slot);
	log_info("login: deleted player=%" PRId32 " account=%" PRId32,
	    rep->player_id, s->account_id);
	heard(l, s);
}

static void
on_char_delete(struct login *l, struct session *s,
    const struct cl2ls_req_char_delete *req)
{
	struct db_req_delete_character *del;

	/* the world could not save what is gone */
	if (presence_player(&l->presence, s->account_id) != 0) {
		room_send_invalid_character(l, s);
		return;
	}
	del = db_add_delete_character(&l->to_db, DB_ROOM_LOGIN, s->conn);
	del->account_id = s->account_id;
	del->player_id = room_player_id(req->pc_uid);
	room_wait(s, on_character_deleted);
}

const struct login_handler charselect_handlers[] = {
	ON_CL2LS_REQ_CHECK_CHAR_NAME(ROOM_NEED_LOGIN, on_check_char_name),
	ON_CL2LS_REQ_SAVE_CHAR_NAME(ROOM_NEED_LOGIN, on_save_char_name),
	ON_CL2LS_REQ_CHAR_CREATE(ROOM_NEED_LOGIN, on_char_create),
	ON_CL2LS_REQ_SAVE_CHAR_TUTOR(ROOM_NEED_LOGIN, on_save_char_tutor),
	ON_CL2LS_REQ_CHAR_DELETE(ROOM_NEED_LOGIN, on_char_delete),
	ON_CL2LS_REQ_CHANGE_CHAR_NAME(ROOM_NEED_LOGIN, on_change_char_name),
	HANDLERS_END
};
