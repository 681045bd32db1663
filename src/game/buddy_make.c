/*
 * buddy_make.c - asking somebody to be a buddy, by a click or by name, and the
 * answer (spec/buddies.md 3).
 *
 * Owns:   player->buddy_make.
 * Called: by packet; buddy_make_on_added() by the shard.
 * Thread: world.
 *
 * A request stands on the one who asked. Only the one who was asked can answer
 * it, once, within a minute (DEFECT: anyone could force a buddyship on anyone).
 */
#include "game/buddy_make.h"

#include <strings.h>

#include "base/str.h"
#include "game/buddy.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	REQUEST_MS = 60000,	/* spec/buddies.md 3: "expiry ~60 s" */
	DECLINED = 6		/* iErrorCode of ACCEPT_MAKE_BUDDY_FAIL */
};

/* --- asking --- */

/* Looks like a "no", whoever it comes from: blocks are not to be seen. */
static void
send_declined(struct player *asker, int32_t decliner_id, bool was_by_name)
{
	/* DEFECT: the asker's own numbers came back. */
	SEND(asker, fe2cl_rep_accept_make_buddy_fail,
	    .buddy_id = was_by_name ? 0 : decliner_id,
	    .buddy_pcuid = decliner_id,
	    .error_code = DECLINED);
}

/* DEFECTs, 3.1: oneself, buddies, the blocked, and another uid than id. */
static bool
may_ask(const struct player *p, const struct player *other)
{
	return other != p &&
	    buddy_slot_of(p, other->e.id) == BUDDY_SLOT_NONE &&
	    buddy_free_slot(p) != BUDDY_SLOT_NONE &&
	    buddy_free_slot(other) != BUDDY_SLOT_NONE;
}

static void
remember(struct world *w, struct player *p, const struct player *other)
{
	p->buddy_make.asked_id = other->e.id;
	p->buddy_make.until_ms = w->now_ms + REQUEST_MS;
}

static void
buddy_make_on_request(struct world *w, struct player *p,
    const struct cl2fe_req_request_make_buddy *req)
{
	struct player *other = buddy_online(w, req->buddy_id);
	struct fe2cl_rep_request_make_buddy_succ_to_accepter out = {
		.request_id = p->e.id,
		.buddy_id = req->buddy_id,
	};

	if (other == NULL)
		return;
	if (!may_ask(p, other) || req->buddy_pcuid != other->e.id) {
		SEND(p, fe2cl_rep_request_make_buddy_fail, .buddy_id = 0);
		return;
	}
	SEND(p, fe2cl_rep_request_make_buddy_succ,
	    .request_id = p->e.id,
	    .buddy_id = req->buddy_id,
	    .buddy_pcuid = req->buddy_pcuid);
	if (buddy_is_blocked(other, p->e.id)) {
		send_declined(p, other->e.id, false);
		return;
	}
	remember(w, p, other);
	str_copy(out.first_name, sizeof(out.first_name),
	    p->identity.first_name);
	str_copy(out.last_name, sizeof(out.last_name), p->identity.last_name);
	send_packet(other, PKT_FE2CL_REP_REQUEST_MAKE_BUDDY_SUCC_TO_ACCEPTER,
	    &out);
}

/* --- asking by name --- */

struct name_search {
	const char *first, *last;
	struct player *found;
};

static void
compare_name(struct world *w, struct player *p, void *arg)
{
	struct name_search *s = arg;

	UNUSED(w);
	if (s->found == NULL &&
	    strcasecmp(p->identity.first_name, s->first) == 0 &&
	    strcasecmp(p->identity.last_name, s->last) == 0)
		s->found = p;
}

/*
 * DEFECT, 3.3: upper and lower case differed, though not in the database. The
 * exact name is looked up; only a miss, rare and by a person's hand, walks.
 */
static struct player *
find_by_name(struct world *w, const char *first, const char *last)
{
	struct name_search s = { .first = first, .last = last };
	struct player *p = world_player_by_name(w, first, last);

	if (p != NULL)
		return buddy_online(w, p->e.id);
	world_each_player(w, compare_name, &s);
	return s.found;
}

static void
buddy_make_on_find_name(struct world *w, struct player *p,
    const struct cl2fe_req_pc_find_name_make_buddy *req)
{
	struct player *other = find_by_name(w, req->first_name,
	    req->last_name);
	struct fe2cl_rep_pc_find_name_make_buddy_fail fail = { 0 };
	struct fe2cl_rep_pc_find_name_make_buddy_succ out = {
		.pcuid = p->e.id,
		.name_check_flag = (int8_t)p->identity.name_check,
	};

	if (other == NULL || !may_ask(p, other)) {
		str_copy(fail.first_name, sizeof(fail.first_name),
		    req->first_name);
		str_copy(fail.last_name, sizeof(fail.last_name),
		    req->last_name);
		send_packet(p, PKT_FE2CL_REP_PC_FIND_NAME_MAKE_BUDDY_FAIL,
		    &fail);
		return;
	}
	if (buddy_is_blocked(other, p->e.id)) {
		send_declined(p, other->e.id, true);
		return;
	}
	remember(w, p, other);
	str_copy(out.first_name, sizeof(out.first_name),
	    p->identity.first_name);
	str_copy(out.last_name, sizeof(out.last_name), p->identity.last_name);
	send_packet(other, PKT_FE2CL_REP_PC_FIND_NAME_MAKE_BUDDY_SUCC, &out);
}

/* --- answering --- */

/* Takes the request off; false: there is none (any more). */
static bool
take_request(const struct world *w, struct player *asker,
    const struct player *asked)
{
	struct player_buddy_make *m = &asker->buddy_make;

	if (m->asked_id != asked->e.id)
		return false;
	m->asked_id = 0;
	return w->now_ms < m->until_ms;
}

static bool
may_become(const struct player *a, const struct player *b)
{
	return a != b && buddy_slot_of(a, b->e.id) == BUDDY_SLOT_NONE &&
	    buddy_slot_of(b, a->e.id) == BUDDY_SLOT_NONE;
}

static void
answer(struct world *w, struct player *p, int64_t asker_uid, int32_t flag,
    bool is_by_name)
{
	struct player *asker = buddy_online(w, asker_uid);
	struct db_req_add_buddy *req;

	if (asker == NULL || !take_request(w, asker, p))
		return;
	if (buddy_free_slot(p) == BUDDY_SLOT_NONE ||
	    buddy_free_slot(asker) == BUDDY_SLOT_NONE)
		return;
	if (flag != 1 || !may_become(p, asker)) {
		send_declined(asker, p->e.id, is_by_name);
		return;
	}
	req = db_add_add_buddy(&w->to_db, DB_ROOM_WORLD, p->conn);
	req->player_a_id = p->e.id;
	req->player_b_id = asker->e.id;
	p->buddy_make.accepted_id = asker->e.id;
	hold_begin(p);		/* until buddy_make_on_added() */
}

static void
buddy_make_on_accept(struct world *w, struct player *p,
    const struct cl2fe_req_accept_make_buddy *req)
{
	answer(w, p, req->buddy_id, req->accept_flag, false);
}

static void
buddy_make_on_name_accept(struct world *w, struct player *p,
    const struct cl2fe_req_pc_find_name_accept_buddy *req)
{
	answer(w, p, req->buddy_pcuid, req->accept_flag, true);
}

/* --- the store has it --- */

static void
become(struct world *w, struct player *p, const struct player *other)
{
	struct fe2cl_rep_accept_make_buddy_succ out = {
		.buddy_info = {
			.id = other->e.id,
			.pcuid = other->e.id,
			.free_chat = 1,
			.pc_state = 1,
			.gender = other->look.gender,
			.name_check_flag =
			    (int8_t)other->identity.name_check,
		},
	};
	struct wire_buddy_base_info *info = &out.buddy_info;
	int slot = buddy_free_slot(p);

	if (slot == BUDDY_SLOT_NONE)
		return;		/* filled meanwhile: seen at the next login */
	str_copy(info->first_name, sizeof(info->first_name),
	    other->identity.first_name);
	str_copy(info->last_name, sizeof(info->last_name),
	    other->identity.last_name);
	buddy_set(w, p, slot, other->e.id, false);
	out.buddy_slot = (int8_t)slot;
	send_packet(p, PKT_FE2CL_REP_ACCEPT_MAKE_BUDDY_SUCC, &out);
}

void
buddy_make_on_added(struct world *w, conn_id conn,
    const struct db_rep_add_buddy *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	struct player *asker;
	int32_t id;

	if (p == NULL || p->buddy_make.accepted_id == 0)
		return;
	id = p->buddy_make.accepted_id;
	p->buddy_make.accepted_id = 0;
	asker = buddy_online(w, id);
	if (asker == NULL) {
		/* Gone meanwhile: both have it from their next login on. */
	} else if (rep->result != DB_OK) {
		send_declined(asker, p->e.id, false);
	} else if (may_become(p, asker)) {
		become(w, p, asker);
		become(w, asker, p);
	}
	hold_end(p);
}

const struct handler buddy_make_handlers[] = {
	ON_CL2FE_REQ_REQUEST_MAKE_BUDDY(NEED_WORLD, buddy_make_on_request),
	ON_CL2FE_REQ_ACCEPT_MAKE_BUDDY(NEED_WORLD, buddy_make_on_accept),
	ON_CL2FE_REQ_PC_FIND_NAME_MAKE_BUDDY(NEED_WORLD,
	    buddy_make_on_find_name),
	ON_CL2FE_REQ_PC_FIND_NAME_ACCEPT_BUDDY(NEED_WORLD,
	    buddy_make_on_name_accept),
	HANDLERS_END
};
