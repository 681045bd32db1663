/*
 * test_answers.c - requests for what this server does not have, and what one
 * may ask about a buddy (spec/unhandled-packets.md).
 */
#include "world_rig.h"

#include "db/db_msg.h"
#include "game/answers.h"
#include "game/buddy_info.h"
#include "world/hold.h"

enum { SELF = 1, BUDDY = 2, OFFLINE = 44 };

static const struct handler *const tables[] = {
	answers_handlers, buddy_info_handlers, NULL
};

static struct player *self, *buddy;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	self = rig_player(SELF, "Self", 100, 100, rig.w.overworld);
	buddy = rig_player(BUDDY, "Buddy", 9000, 200, rig.w.overworld);
	self->buddies.list[3].player_id = BUDDY;
	self->buddies.list[4].player_id = OFFLINE;
	buddy->buddies.list[0].player_id = SELF;
	buddy->inventory.equip[1] = (struct item){ .type = 1, .id = 217 };
	buddy->look.hair_style = 30;
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

/* --- channels and buses --- */

static void
there_is_one_channel(void **state)
{
	const struct fe2cl_rep_channel_info *info;
	const struct wire_channel_info *channel;

	UNUSED(state);
	RIG_DO(self, cl2fe_req_channel_info, 0);
	info = RIG_EXPECT(self, fe2cl_rep_channel_info);
	assert_int_equal(1, info->curr_channel_num);
	assert_int_equal(1, info->channel_cnt);
	channel = fe2cl_rep_channel_info_items(info);
	assert_int_equal(1, channel[0].channel_num);
	assert_int_equal(2, channel[0].current_user_cnt);
	self->state = PLAYER_JOINED;	/* it asks before it is loaded, too */
	RIG_DO(self, cl2fe_req_pc_channel_num, 0);
	assert_int_equal(1,
	    RIG_EXPECT(self, fe2cl_rep_pc_channel_num)->channel_num);
	RIG_DO(self, cl2fe_req_pc_warp_channel, .channel_num = 2);
	assert_int_equal(3,
	    RIG_EXPECT(self, fe2cl_rep_pc_warp_channel_fail)->error_code);
	rig_expect_nothing(self);
}

static void
buses_in_sight_are_boarded(void **state)
{
	struct npc *bus = npc_place_add(&rig.w, ENTITY_BUS, 1, 90);
	struct npc *far = npc_place_add(&rig.w, ENTITY_BUS, 1, 91);
	const struct fe2cl_rep_pc_transport_warp_succ *got;

	UNUSED(state);
	view_move(&rig.w, &bus->e, 300, 300, 7, rig.w.overworld);
	view_move(&rig.w, &far->e, 50000, 300, 7, rig.w.overworld);
	rig_forget();
	RIG_DO(self, cl2fe_req_pc_transport_warp, .transport_id = 90,
	    .lc_x = 1, .lc_y = -2, .lc_z = 3);
	got = RIG_EXPECT(self, fe2cl_rep_pc_transport_warp_succ);
	assert_int_equal(90, got->transportation_appearance_data.t_id);
	assert_int_equal(300, got->transportation_appearance_data.x);
	assert_int_equal(-2, got->lc_y);
	RIG_DO(self, cl2fe_req_pc_transport_warp, .transport_id = 91);
	RIG_DO(self, cl2fe_req_pc_transport_warp, .transport_id = BUDDY);
	RIG_DO(self, cl2fe_req_pc_transport_warp, .transport_id = -1);
	rig_expect_nothing(self);
}

/* --- refusals --- */

#define REFUSED(request, reply) \
	do { \
		RIG_DO(self, request, 0); \
		RIG_EXPECT(self, reply); \
		rig_expect_nothing(self); \
	} while (0)

/* DEFECT: windows waited for ever. */
static void
what_there_is_not_is_refused(void **state)
{
	UNUSED(state);
	REFUSED(cl2fe_pc_streetstall_req_ready,
	    fe2cl_pc_streetstall_rep_ready_fail);
	REFUSED(cl2fe_pc_streetstall_req_regist_item,
	    fe2cl_pc_streetstall_rep_regist_item_fail);
	REFUSED(cl2fe_pc_streetstall_req_unregist_item,
	    fe2cl_pc_streetstall_rep_unregist_item_fail);
	REFUSED(cl2fe_pc_streetstall_req_sale_start,
	    fe2cl_pc_streetstall_rep_sale_start_fail);
	REFUSED(cl2fe_pc_streetstall_req_item_list,
	    fe2cl_pc_streetstall_rep_item_list_fail);
	REFUSED(cl2fe_pc_streetstall_req_item_buy,
	    fe2cl_pc_streetstall_rep_item_buy_fail);
	REFUSED(cl2fe_req_pc_skill_add, fe2cl_rep_pc_skill_add_fail);
	REFUSED(cl2fe_req_pc_skill_del, fe2cl_rep_pc_skill_del_fail);
	REFUSED(cl2fe_req_pc_skill_use, fe2cl_rep_pc_skill_use_fail);
	REFUSED(cl2fe_req_pc_regist_quick_slot,
	    fe2cl_rep_pc_regist_quick_slot_fail);
	REFUSED(cl2fe_req_npc_group_invite, fe2cl_rep_npc_group_invite_fail);
	REFUSED(cl2fe_req_npc_group_kick, fe2cl_rep_npc_group_kick_fail);
	REFUSED(cl2fe_req_get_group_style, fe2cl_rep_get_group_style_fail);
	REFUSED(cl2fe_req_pc_nano_create, fe2cl_rep_pc_nano_create_fail);
}

/* DEFECT: closing a stall opened by the client's own command locked it up. */
static void
a_stall_can_be_closed(void **state)
{
	UNUSED(state);
	RIG_DO(self, cl2fe_pc_streetstall_req_cancel, .pc_id = 99);
	assert_int_equal(0,
	    RIG_EXPECT(self, fe2cl_pc_streetstall_rep_cancel_succ)->
	    pc_char_state);
}

static void
refusals_name_the_slots(void **state)
{
	const struct fe2cl_rep_pc_item_enchant_fail *got;

	UNUSED(state);
	RIG_DO(self, cl2fe_req_pc_disassemble_item, .item_slot = 17);
	assert_int_equal(17,
	    RIG_EXPECT(self, fe2cl_rep_pc_disassemble_item_fail)->item_slot);
	RIG_DO(self, cl2fe_req_pc_item_enchant, .enchant_item_slot = 1,
	    .weapon_material_item_slot = 2, .defence_material_item_slot = 3,
	    .cash_item_slot1 = 4, .cash_item_slot2 = 5);
	got = RIG_EXPECT(self, fe2cl_rep_pc_item_enchant_fail);
	assert_int_equal(1, got->enchant_item_slot);
	assert_int_equal(2, got->weapon_material_item_slot);
	assert_int_equal(3, got->defence_material_item_slot);
	assert_int_equal(4, got->cash_item_slot1);
	assert_int_equal(5, got->cash_item_slot2);
}

/* --- a buddy's looks --- */

static void
style(int64_t uid)
{
	RIG_DO(self, cl2fe_req_get_buddy_style, .buddy_pcuid = uid,
	    .buddy_slot = 3);
}

static void
expect_no_style(int64_t uid)
{
	const struct fe2cl_rep_get_buddy_style_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_get_buddy_style_fail);

	assert_true(got->buddy_pcuid == uid);
	rig_expect_nothing(self);
}

static void
an_online_buddy_is_shown(void **state)
{
	const struct fe2cl_rep_get_buddy_style_succ *got;

	UNUSED(state);
	style(BUDDY);
	got = RIG_EXPECT(self, fe2cl_rep_get_buddy_style_succ);
	assert_int_equal(BUDDY, got->buddy_pcuid);
	assert_int_equal(3, got->buddy_slot);
	assert_string_equal("Buddy",
	    got->buddy_style.buddy_style.first_name);
	assert_int_equal(30, got->buddy_style.buddy_style.hair_style);
	assert_int_equal(217, got->buddy_style.equip[1].id);
	assert_false(hold_is_on(self));
}

static void
strangers_are_not_shown(void **state)
{
	static const int64_t odd[] = { 0, -1, SELF, 77, INT64_MAX, INT64_MIN,
	    INT64_C(0x100000000) + BUDDY };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		style(odd[i]);
		expect_no_style(odd[i]);
	}
	self->buddies.list[3].is_blocked = true;
	style(BUDDY);
	expect_no_style(BUDDY);
	assert_null(rig.w.to_db);
}

static struct db_rep_load_player *
offline_row(void)
{
	static struct db_rep_load_player rep;

	memset(&rep, 0, sizeof(rep));
	rep.player.player_id = OFFLINE;
	str_copy(rep.player.first_name, sizeof(rep.player.first_name), "Off");
	rep.player.look.hair_style = 12;
	rep.player.items[2] = (struct item_row){ 2, 203, 1, 0 };
	return &rep;
}

static void
an_offline_buddy_is_loaded(void **state)
{
	const struct fe2cl_rep_get_buddy_style_succ *got;
	const struct msg *m;

	UNUSED(state);
	style(OFFLINE);
	rig_expect_nothing(self);
	m = batch_first(rig.w.to_db);
	assert_int_equal(DB_REQ_LOAD_PLAYER, m->type);
	assert_int_equal(self->conn, m->ref);
	assert_int_equal(OFFLINE,
	    ((const struct db_req_load_player *)msg_payload(m))->player_id);
	assert_true(hold_is_on(self));
	buddy_info_on_row(&rig.w, self->conn, offline_row());
	got = RIG_EXPECT(self, fe2cl_rep_get_buddy_style_succ);
	assert_int_equal(OFFLINE, got->buddy_pcuid);
	assert_int_equal(3, got->buddy_slot);
	assert_int_equal(OFFLINE, got->buddy_style.buddy_style.pc_uid);
	assert_int_equal(12, got->buddy_style.buddy_style.hair_style);
	assert_string_equal("Off", got->buddy_style.buddy_style.first_name);
	assert_int_equal(203, got->buddy_style.equip[2].id);
	assert_false(hold_is_on(self));
	/* Answers that nobody waits for do nothing. */
	buddy_info_on_row(&rig.w, self->conn, offline_row());
	buddy_info_on_row(&rig.w, 63, offline_row());
	rig_expect_nothing(self);
}

static void
a_deleted_or_blocking_buddy_is_not_shown(void **state)
{
	struct db_rep_load_player *rep = offline_row();

	UNUSED(state);
	style(OFFLINE);
	rep->result = DB_NONE;
	buddy_info_on_row(&rig.w, self->conn, rep);
	expect_no_style(OFFLINE);
	assert_false(hold_is_on(self));
	style(OFFLINE);
	rep = offline_row();
	rep->player.buddy_count = 1;
	rep->player.buddies[0].player_id = SELF;
	rep->player.buddies[0].is_blocked = true;
	buddy_info_on_row(&rig.w, self->conn, rep);
	expect_no_style(OFFLINE);
}

/* --- a buddy's whereabouts --- */

static void
locate(int64_t uid)
{
	RIG_DO(self, cl2fe_req_get_buddy_location, .buddy_pcuid = uid,
	    .slot_num = 3);
}

static void
expect_no_location(int64_t uid)
{
	const struct fe2cl_rep_get_buddy_location_fail *got =
	    RIG_EXPECT(self, fe2cl_rep_get_buddy_location_fail);

	assert_true(got->buddy_pcuid == uid);
	assert_int_equal(3, got->slot_num);
	rig_expect_nothing(self);
}

static void
an_online_buddy_is_found(void **state)
{
	const struct fe2cl_rep_get_buddy_location_succ *got;

	UNUSED(state);
	locate(BUDDY);
	got = RIG_EXPECT(self, fe2cl_rep_get_buddy_location_succ);
	assert_int_equal(BUDDY, got->buddy_pcuid);
	assert_int_equal(3, got->slot_num);
	assert_int_equal(9000, got->x);
	assert_int_equal(200, got->y);
}

static void
others_are_not_found(void **state)
{
	UNUSED(state);
	locate(OFFLINE);
	expect_no_location(OFFLINE);
	locate(0);
	expect_no_location(0);
	locate(INT64_MIN);
	expect_no_location(INT64_MIN);
	buddy->profile.is_hidden = true;
	locate(BUDDY);
	expect_no_location(BUDDY);
	buddy->profile.is_hidden = false;
	buddy->buddies.list[0].is_blocked = true;
	locate(BUDDY);
	expect_no_location(BUDDY);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(there_is_one_channel),
		T(buses_in_sight_are_boarded),
		T(what_there_is_not_is_refused),
		T(a_stall_can_be_closed),
		T(refusals_name_the_slots),
		T(an_online_buddy_is_shown),
		T(strangers_are_not_shown),
		T(an_offline_buddy_is_loaded),
		T(a_deleted_or_blocking_buddy_is_not_shown),
		T(an_online_buddy_is_found),
		T(others_are_not_found),
	};
#undef T
	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
