/*
 * handover.c - the way to the world: a character is chosen, a ticket made
 * (spec/login.md 12).
 *
 * Owns:   nothing; what a request needs later stands in its session.
 * Called: by packet through handover_handlers[].
 * Thread: login.
 */
#include "login/handover.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/rng.h"
#include "base/str.h"
#include "db/db.h"
#include "login/lock.h"
#include "login/room.h"
#include "login/ticket.h"

/* GUESS: shards count from 1, as channels do; 26 flags are for 25 of them. */
enum { SHARD_NUMBER = 1 };

static uint64_t
make_ticket(struct login *l, struct session *s, int32_t player_id)
{
	struct ticket *t = batch_add(&l->to_world, ROOM_MSG_TICKET, 0,
	    sizeof(*t));

	do {
		rng_os_bytes(&t->serial, sizeof(t->serial));
	} while (t->serial == 0);
	t->account_id = s->account_id;
	t->player_id = player_id;
	t->made_at_ms = l->now_ms;
	memcpy(t->fe_key, s->fe_key, sizeof(t->fe_key));
	t->is_cookie = s->cookie != NULL;
	presence_on_ticket(&l->presence, s->account_id, s->cookie, l->now_ms);
	return t->serial;
}

static void
send_shard(struct login *l, struct session *s, int32_t player_id)
{
	struct ls2cl_rep_shard_select_succ succ = {
		.fe_server_port = l->opt.shard_port,
	};

	str_copy(succ.fe_server_ip, sizeof(succ.fe_server_ip),
	    l->opt.has_localhost_workaround && s->is_127_0_0_1 ?
	    "127.0.0.1" : l->opt.shard_ip);
	succ.enter_serial_key = (int64_t)make_ticket(l, s, player_id);
	room_send(l, s, PKT_LS2CL_REP_SHARD_SELECT_SUCC, &succ);
}

/* Harmless, so it is let in (DEFECT, spec/login.md 12: nobody noticed). */
static void
log_unfinished(const struct db_rep_check_owner *rep, int32_t player_id)
{
	if (!rep->appearance_done || !rep->tutorial_done)
		log_info("login: character is not finished player=%" PRId32
		    " appearance=%d tutorial=%d", player_id,
		    rep->appearance_done, rep->tutorial_done);
}

static void
on_owner_checked(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_check_owner *rep = msg_payload(reply);
	int32_t player_id = s->wanted_player_id;
	struct db_req_select_player *select;

	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	log_unfinished(rep, player_id);
	s->chosen_player_id = player_id;
	send_shard(l, s, player_id);

	select = db_add_select_player(&l->to_db, DB_ROOM_LOGIN, 0);
	select->account_id = s->account_id;
	select->player_id = player_id;
	log_info("login: ticket player=%" PRId32 " account=%" PRId32,
	    player_id, s->account_id);
}

static void
hand_over(struct login *l, struct session *s, int32_t player_id)
{
	struct db_req_check_owner *check;

	if (!lock_admits(l, s, s->account_level)) {
		room_send_invalid_character(l, s);
		return;
	}
	check = db_add_check_owner(&l->to_db, DB_ROOM_LOGIN, s->conn);
	s->wanted_player_id = player_id;
	check->account_id = s->account_id;
	check->player_id = player_id;
	room_wait(s, on_owner_checked);
}

static void
on_char_select(struct login *l, struct session *s,
    const struct cl2ls_req_char_select *req)
{
	hand_over(l, s, room_player_id(req->pc_uid));
}

/*
 * CHAR_SELECT has said which shard already; who asks again gets a new ticket
 * for the same character (spec/unhandled-packets.md). There is one shard, so
 * its number does not matter.
 */
static void
on_shard_select(struct login *l, struct session *s,
    const struct cl2ls_req_shard_select *req)
{
	UNUSED(req);
	if (s->chosen_player_id == 0)
		room_send_invalid_character(l, s);
	else
		hand_over(l, s, s->chosen_player_id);
}

static void
on_shard_list(struct login *l, struct session *s,
    const struct cl2ls_req_shard_list_info *req)
{
	struct ls2cl_rep_shard_list_info_succ out = { 0 };

	UNUSED(req);
	out.shard_connect_flag[SHARD_NUMBER] = 1;
	room_send(l, s, PKT_LS2CL_REP_SHARD_LIST_INFO_SUCC, &out);
}

const struct login_handler handover_handlers[] = {
	ON_CL2LS_REQ_CHAR_SELECT(ROOM_NEED_LOGIN, on_char_select),
	ON_CL2LS_REQ_SHARD_SELECT(ROOM_NEED_LOGIN, on_shard_select),
	ON_CL2LS_REQ_SHARD_LIST_INFO(ROOM_NEED_LOGIN, on_shard_list),
	HANDLERS_END
};
