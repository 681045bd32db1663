/*
 * profile.c - the player's own switches: its guide, the tips it has seen, its
 * special state (spec/world.md 9).
 *
 * Owns:   player->profile, but for the vehicle bit (vehicle.c) and the flags
 *         that chat commands set.
 * Called: by packet; the special state also by gm.c.
 * Thread: world.
 */
#include "game/profile.h"

#include "base/log.h"
#include "db/db.h"
#include "game/gm_log.h"
#include "world/event.h"
#include "world/item.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	MENTOR_FIRST = 1,
	MENTOR_COMPUTRESS = 5,		/* the guide of the Future */
	FLAG_BITS = 64,
	FLAG_WORDS = 2,
	SHOWN_CLOTHES = 4,		/* weapon, shirt, pants, shoes */
	/* What everybody may switch for itself. */
	FREE_BITS = SPECIAL_FULL_UI | SPECIAL_COMBAT
};

/* --- guide --- */

/* Nobody goes back to the guide of the Future but a GM (DEFECT). */
static bool
may_have_mentor(const struct player *p, int32_t mentor)
{
	if (mentor < MENTOR_FIRST || mentor > MENTOR_COMPUTRESS)
		return false;
	if (mentor != MENTOR_COMPUTRESS ||
	    p->profile.mentor == MENTOR_COMPUTRESS)
		return true;
	return p->identity.account_level <= ACCOUNT_LEVEL_GM;
}

static void
profile_on_change_mentor(struct world *w, struct player *p,
    const struct cl2fe_req_pc_change_mentor *req)
{
	int32_t old = p->profile.mentor;

	if (!may_have_mentor(p, req->mentor)) {
		SEND(p, fe2cl_rep_pc_change_mentor_fail,
		    .mentor = (int16_t)old);
		return;
	}
	SEND(p, fe2cl_rep_pc_change_mentor_succ,
	    .mentor = req->mentor,
	    .mentor_cnt = 1,
	    .fusion_matter = p->wallet.fusion_matter);
	if (old == MENTOR_COMPUTRESS && req->mentor != old) {
		p->profile.left_the_future = true;
		EVENT(w, mentor_changed, p, old);
	}
	if (req->mentor == MENTOR_COMPUTRESS && req->mentor != old)
		gm_log(p, "guide", NULL, "from=%d to=%d", old, req->mentor);
	p->profile.mentor = req->mentor;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

/* --- tips --- */

static void
profile_on_first_use(struct world *w, struct player *p,
    const struct cl2fe_req_pc_first_use_flag_set *req)
{
	uint32_t bit = (uint32_t)req->flag_code - 1;

	if (bit >= FLAG_BITS * FLAG_WORDS) {
		log_debug("profile: no such tip code=%d player=%d",
		    req->flag_code, p->e.id);
		return;
	}
	p->profile.first_use[bit / FLAG_BITS] |= UINT64_C(1) <<
	    bit % FLAG_BITS;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

/* --- special state --- */

/* The client that turns its interface on again has forgotten the clothes. */
static void
show_clothes(struct world *w, struct player *p)
{
	for (int i = 0; i < SHOWN_CLOTHES; i++)
		PUBLISH(w, &p->e, p, fe2cl_pc_equip_change,
		    .pc_id = p->e.id,
		    .equip_slot_num = i,
		    .equip_slot_item = item_to_wire(&p->inventory.equip[i]));
}

void
profile_switch_special(struct world *w, struct player *p, int8_t bits)
{
	if ((bits & ~FREE_BITS) != 0)
		gm_log(p, "special-state", p, "bits=%d on=%d", bits,
		    (p->profile.special_state & bits) != bits);
	if (bits == SPECIAL_FULL_UI)
		show_clothes(w, p);
	p->profile.special_state = (int8_t)(p->profile.special_state ^ bits);
	SEND(p, fe2cl_rep_pc_special_state_switch_succ,
	    .pc_id = p->e.id,
	    .req_special_state_flag = bits,
	    .special_state = (int8_t)p->profile.special_state);
	PUBLISH(w, &p->e, p, fe2cl_pc_special_state_change,
	    .pc_id = p->e.id,
	    .req_special_state_flag = bits,
	    .special_state = (int8_t)p->profile.special_state);
}

void
profile_set_special(struct player *p, int8_t bits, bool is_on)
{
	if (is_on)
		p->profile.special_state |= bits;
	else
		p->profile.special_state &= ~bits;
}

/* DEFECT, spec/world.md 9: who is no GM neither vanishes nor unmutes itself. */
static void
profile_on_special_state(struct world *w, struct player *p,
    const struct cl2fe_req_pc_special_state_switch *req)
{
	if (p->identity.account_level > ACCOUNT_LEVEL_GM &&
	    (req->special_state_flag & ~FREE_BITS) != 0)
		return;
	profile_switch_special(w, p, req->special_state_flag);
}

const struct handler profile_handlers[] = {
	ON_CL2FE_REQ_PC_CHANGE_MENTOR(NEED_WORLD, profile_on_change_mentor),
	ON_CL2FE_REQ_PC_FIRST_USE_FLAG_SET(NEED_JOINED, profile_on_first_use),
	ON_CL2FE_REQ_PC_SPECIAL_STATE_SWITCH(NEED_WORLD,
	    profile_on_special_state),
	HANDLERS_END
};
