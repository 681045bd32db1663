/*
 * handover.c - the way to the world: a character is chosen, a ticket made.
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
#include "login/room.h"
#include "login/ticket.h"

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
on_owner_checked(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_check_owner *rep = msg_payload(reply);
	const struct cl2ls_req_char_select *req = session_request(s);
	int32_t player_id = room_player_id(req->pc_uid);
	struct ls2cl_rep_shard_select_succ succ = {
		.fe_server_port = l->opt.shard_port,
	};
	struct db_req_select_player *select;

	if (rep->result != DB_OK) {
		room_send_invalid_character(l, s);
		return;
	}
	str_copy(succ.fe_server_ip, sizeof(succ.fe_server_ip),
	    l->opt.has_localhost_workaround && s->is_127_0_0_1 ?
	    "127.0.0.1" : l->opt.shard_ip);
	succ.enter_serial_key = (int64_t)make_ticket(l, s, player_id);
	room_send(l, s, PKT_LS2CL_REP_SHARD_SELECT_SUCC, &succ);

	select = db_add_select_player(&l->to_db, DB_ROOM_LOGIN, 0);
	select->account_id = s->account_id;
	select->player_id = player_id;
	log_info("login: ticket player=%" PRId32 " account=%" PRId32,
	    player_id, s->account_id);
}

static void
on_char_select(struct login *l, struct session *s,
    const struct cl2ls_req_char_select *req)
{
	struct db_req_check_owner *check = db_add_check_owner(&l->to_db,
	    DB_ROOM_LOGIN, s->conn);

	check->account_id = s->account_id;
	check->player_id = room_player_id(req->pc_uid);
	room_wait(s, on_owner_checked);
}

const struct login_handler handover_handlers[] = {
	ON_CL2LS_REQ_CHAR_SELECT(ROOM_NEED_LOGIN, on_char_select),
	HANDLERS_END
};
