/*
 * answers.c - requests for what this server does not have: the client waits
 * for an answer, so it gets one (spec/unhandled-packets.md).
 *
 * Channels (there is one), street stalls (scrapped before release), player
 * skills, quick slots, enchanting and taking apart (no data known), NPCs as
 * group members. Error codes are unknown unless said; the client shows none.
 *
 * GM_REQ_SET_PC_SKILL has no handler on purpose: it puts one of those player
 * skills into a slot, and the protocol has no answer to it.
 *
 * Owns:   nothing.
 * Called: by packet.
 * Thread: world.
 */
#include "game/answers.h"

#include "base/check.h"
#include "world/appearance.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	CHANNEL = 1,			/* the only one */
	NO_SUCH_CHANNEL = 3		/* iErrorCode, same place */
};

/* --- channels --- */

static void
answers_on_channel_info(struct world *w, struct player *p,
    const struct cl2fe_req_channel_info *req)
{
	const struct wire_channel_info only = {
		.channel_num = CHANNEL,
		.current_user_cnt = (int32_t)w->player_count,
	};
	const struct packet_run run = {
		.type = WIRE_CHANNEL_INFO, .items = &only, .count = 1,
	};
	const struct fe2cl_rep_channel_info out = {
		.curr_channel_num = CHANNEL,
	};

	UNUSED(req);
	send_packet_runs(p, PKT_FE2CL_REP_CHANNEL_INFO, &out, &run, 1);
}

static void
answers_on_channel_num(struct world *w, struct player *p,
    const struct cl2fe_req_pc_channel_num *req)
{
	UNUSED(w);
	UNUSED(req);
	SEND(p, fe2cl_rep_pc_channel_num, .channel_num = CHANNEL);
}

static void
answers_on_warp_channel(struct world *w, struct player *p,
    const struct cl2fe_req_pc_warp_channel *req)
{
	UNUSED(w);
	UNUSED(req);
	SEND(p, fe2cl_rep_pc_warp_channel_fail, .error_code = NO_SUCH_CHANNEL);
}

/* --- buses --- */

/* Boarded, or asks where it stands on it; it must be in sight. */
static void
answers_on_transport_warp(struct world *w, struct player *p,
    const struct cl2fe_req_pc_transport_warp *req)
{
	const struct npc *bus = world_npc_by_id(w, req->transport_id);
	struct fe2cl_rep_pc_transport_warp_succ out = {
		.lc_x = req->lc_x, .lc_y = req->lc_y, .lc_z = req->lc_z,
	};

	if (bus == NULL || bus->e.kind != ENTITY_BUS)
		return;
	if (!view_can_see(p, &bus->e))
		return;
	appearance_of_bus(bus, &out.transportation_appearance_data);
	send_packet(p, PKT_FE2CL_REP_PC_TRANSPORT_WARP_SUCC, &out);
}

/* --- refused, with the request's numbers --- */

static void
answers_on_disassemble(struct world *w, struct player *p,
    const struct cl2fe_req_pc_disassemble_item *req)
{
	UNUSED(w);
	SEND(p, fe2cl_rep_pc_disassemble_item_fail,
	    .item_slot = req->item_slot);
}

static void
answers_on_enchant(struct world *w, struct player *p,
    const struct cl2fe_req_pc_item_enchant *req)
{
	UNUSED(w);
	SEND(p, fe2cl_rep_pc_item_enchant_fail,
	    .enchant_item_slot = req->enchant_item_slot,
	    .weapon_material_item_slot = req->weapon_material_item_slot,
	    .defence_material_item_slot = req->defence_material_item_slot,
	    .cash_item_slot1 = req->cash_item_slot1,
	    .cash_item_slot2 = req->cash_item_slot2);
}

/* Nanos come from missions; this was an early way to make one. */
static void
answers_on_nano_create(struct world *w, struct player *p,
    const struct cl2fe_req_pc_nano_create *req)
{
	UNUSED(w);
	UNUSED(req);
	SEND(p, fe2cl_rep_pc_nano_create_fail, .pc_id = p->e.id);
}

/*
 * The client blocks its windows until it hears this, and /commands of its own
 * open a stall (DEFECT, same place).
 */
static void
answers_on_stall_cancel(struct world *w, struct player *p,
    const struct cl2fe_pc_streetstall_req_cancel *req)
{
	UNUSED(w);
	UNUSED(req);
	SEND(p, fe2cl_pc_streetstall_rep_cancel_succ, .pc_char_state = 0);
}

/* --- refused, and that is all --- */

/* A function each, since each request has a type of its own. */
#define REFUSE(fn, request, reply) \
	static void \
	fn(struct world *w, struct player *p, const struct request *req) \
	{ \
		UNUSED(w); \
		UNUSED(req); \
		SEND(p, reply, .error_code = 0); \
	}

REFUSE(answers_on_stall_ready, cl2fe_pc_streetstall_req_ready,
    fe2cl_pc_streetstall_rep_ready_fail)
REFUSE(answers_on_stall_regist, cl2fe_pc_streetstall_req_regist_item,
    fe2cl_pc_streetstall_rep_regist_item_fail)
REFUSE(answers_on_stall_unregist, cl2fe_pc_streetstall_req_unregist_item,
    fe2cl_pc_streetstall_rep_unregist_item_fail)
REFUSE(answers_on_stall_sale, cl2fe_pc_streetstall_req_sale_start,
    fe2cl_pc_streetstall_rep_sale_start_fail)
REFUSE(answers_on_stall_list, cl2fe_pc_streetstall_req_item_list,
    fe2cl_pc_streetstall_rep_item_list_fail)
REFUSE(answers_on_stall_buy, cl2fe_pc_streetstall_req_item_buy,
    fe2cl_pc_streetstall_rep_item_buy_fail)
REFUSE(answers_on_skill_add, cl2fe_req_pc_skill_add,
    fe2cl_rep_pc_skill_add_fail)
REFUSE(answers_on_skill_del, cl2fe_req_pc_skill_del,
    fe2cl_rep_pc_skill_del_fail)
REFUSE(answers_on_skill_use, cl2fe_req_pc_skill_use,
    fe2cl_rep_pc_skill_use_fail)
REFUSE(answers_on_quick_slot, cl2fe_req_pc_regist_quick_slot,
    fe2cl_rep_pc_regist_quick_slot_fail)
REFUSE(answers_on_npc_invite, cl2fe_req_npc_group_invite,
    fe2cl_rep_npc_group_invite_fail)
REFUSE(answers_on_npc_kick, cl2fe_req_npc_group_kick,
    fe2cl_rep_npc_group_kick_fail)
/* How looks follow each other in its good answer is not known. */
REFUSE(answers_on_group_style, cl2fe_req_get_group_style,
    fe2cl_rep_get_group_style_fail)

const struct handler answers_handlers[] = {
	ON_CL2FE_REQ_CHANNEL_INFO(NEED_JOINED, answers_on_channel_info),
	ON_CL2FE_REQ_PC_CHANNEL_NUM(NEED_JOINED, answers_on_channel_num),
	ON_CL2FE_REQ_PC_WARP_CHANNEL(NEED_JOINED, answers_on_warp_channel),
	ON_CL2FE_REQ_PC_TRANSPORT_WARP(NEED_WORLD, answers_on_transport_warp),
	ON_CL2FE_REQ_PC_DISASSEMBLE_ITEM(NEED_JOINED, answers_on_disassemble),
	ON_CL2FE_REQ_PC_ITEM_ENCHANT(NEED_JOINED, answers_on_enchant),
	ON_CL2FE_REQ_PC_NANO_CREATE(NEED_JOINED, answers_on_nano_create),
	ON_CL2FE_PC_STREETSTALL_REQ_CANCEL(NEED_JOINED,
	    answers_on_stall_cancel),
	ON_CL2FE_PC_STREETSTALL_REQ_READY(NEED_JOINED, answers_on_stall_ready),
	ON_CL2FE_PC_STREETSTALL_REQ_REGIST_ITEM(NEED_JOINED,
	    answers_on_stall_regist),
	ON_CL2FE_PC_STREETSTALL_REQ_UNREGIST_ITEM(NEED_JOINED,
	    answers_on_stall_unregist),
	ON_CL2FE_PC_STREETSTALL_REQ_SALE_START(NEED_JOINED,
	    answers_on_stall_sale),
	ON_CL2FE_PC_STREETSTALL_REQ_ITEM_LIST(NEED_JOINED,
	    answers_on_stall_list),
	ON_CL2FE_PC_STREETSTALL_REQ_ITEM_BUY(NEED_JOINED,
	    answers_on_stall_buy),
	ON_CL2FE_REQ_PC_SKILL_ADD(NEED_JOINED, answers_on_skill_add),
	ON_CL2FE_REQ_PC_SKILL_DEL(NEED_JOINED, answers_on_skill_del),
	ON_CL2FE_REQ_PC_SKILL_USE(NEED_JOINED, answers_on_skill_use),
	ON_CL2FE_REQ_PC_REGIST_QUICK_SLOT(NEED_JOINED, answers_on_quick_slot),
	ON_CL2FE_REQ_NPC_GROUP_INVITE(NEED_JOINED, answers_on_npc_invite),
	ON_CL2FE_REQ_NPC_GROUP_KICK(NEED_JOINED, answers_on_npc_kick),
	ON_CL2FE_REQ_GET_GROUP_STYLE(NEED_JOINED, answers_on_group_style),
	HANDLERS_END
};
