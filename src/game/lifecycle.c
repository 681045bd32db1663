/*
 * lifecycle.c - a player's way through the world: enter, load, stay, leave.
 *
 * Owns:   player->state, identity, look; who is let in and how one goes out.
 * Called: by shard.c with tickets, rows and closed connections; by packet
 *         through lifecycle_handlers[]; by timer; lifecycle_remove() by kicks.
 * Thread: world.
 */
#include "game/lifecycle.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "config/config.h"
#include "db/db_msg.h"
#include "game/buddy.h"
#include "game/deal.h"
#include "game/enter_packet.h"
#include "game/journal.h"
#include "game/nano.h"
#include "game/persist.h"
#include "game/step.h"
#include "net/cipher.h"
#include "net/outbox.h"
#include "tdata/tdata.h"
#include "world/hold.h"
#include "world/instance.h"
#include "world/need.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	RETURN_GRACE_S = 5,	/* spec/login.md 14: a cookie works so long */
	ENTER_FAIL_CODE = 0
};

/* --- coming in --- */

void
lifecycle_refuse(struct world *w, conn_id conn)
{
	struct fe2cl_rep_pc_enter_fail out = { .error_code = ENTER_FAIL_CODE };

	send_conn(w, conn, PKT_FE2CL_REP_PC_ENTER_FAIL, &out);
	outbox_close(w->out, conn);
}

bool
lifecycle_begin(struct world *w, conn_id conn,
    const struct lifecycle_entry *entry)
{
	struct db_req_load_player *req;
	struct player *p;

	if (world_player_by_conn(w, conn) != NULL)
		return false;
	p = world_player_by_account(w, entry->account_id);
	if (p != NULL)
		lifecycle_remove(w, p, PLAYER_EXIT_DUPLICATE);
	/* Loaded now, it would not have what the store has yet to decide. */
	if (p != NULL && p->state == PLAYER_DEPARTING)
		return false;
	p = world_add_player(w, conn, entry->player_id, entry->account_id);
	if (p == NULL) {
		log_warn("lifecycle: server is full players=%u",
		    w->player_count);
		return false;
	}
	hold_begin(p);		/* until lifecycle_on_row() */
	p->serial = entry->serial;
	p->identity.is_cookie_login = entry->is_cookie_login;
	memcpy(p->fe_key, entry->fe_key, sizeof(p->fe_key));
	/* Behind the save of whoever had to go: the store keeps the order. */
	req = db_add_load_player(&w->to_db, DB_ROOM_WORLD, conn);
	req->player_id = entry->player_id;
	req->is_to_play = true;
	EVENT(w, player_began, p);
	return true;
}

static void
start_wallet(struct player *p)
{
	const struct config *cfg = p->world->cfg;

	for (int i = 0; i < PLAYER_RATES; i++) {
		p->wallet.taro_rate[i] =
		    cfg->shard.taro_rate_pct / 100.0;
		p->wallet.fusion_matter_rate[i] =
		    cfg->shard.fusion_matter_rate_pct / 100.0;
	}
}

/* From here on everything is sent under FE and received under E. */
static void
switch_keys(struct player *p)
{
	uint8_t receive_key[8];

	cipher_new_key(receive_key, (uint64_t)p->world->now_ms, p->e.id + 1,
	    p->wallet.fusion_matter + 1);
	outbox_set_keys(p->world->out, p->conn, receive_key, p->fe_key);
	outbox_trust(p->world->out, p->conn);
}

static void
tell_who_wants_to_know(struct player *p)
{
	struct fe2cl_pc_motd_login out = { .type = 1 };
	char name[160];

	player_full_name(p, name, sizeof(name));
	str_format(out.system_msg, sizeof(out.system_msg),
	    "[ADMIN]%s has joined.", name);
	send_topic(p->world, view_topic_other(VIEW_OTHER_NOTIFY), 0,
	    PKT_FE2CL_PC_MOTD_LOGIN, &out);
}

void
lifecycle_on_row(struct world *w, conn_id conn,
    const struct db_rep_load_player *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	char name[160];

	if (p == NULL || p->state != PLAYER_LOADING)
		return;		/* it did not wait */
	/* Banned since login has let it through. */
	if (rep->result == DB_OK && rep->player.banned_until_s > w->unix_s) {
		log_info("lifecycle: banned player id=%d account=%d", p->e.id,
		    p->identity.account_id);
		lifecycle_refuse(w, conn);
		lifecycle_remove(w, p, PLAYER_EXIT_BY_GM);
		return;
	}
	if (rep->result != DB_OK || rep->player.player_id != p->e.id ||
	    rep->player.account_id != p->identity.account_id) {
		log_warn("lifecycle: cannot load player id=%d: %s", p->e.id,
		    db_result_name(rep->result));
		lifecycle_refuse(w, conn);
		lifecycle_remove(w, p, PLAYER_EXIT_ERROR);
		return;
	}
	persist_fill(p, &rep->player);
	nano_check_loaded(p);
	journal_check_loaded(p);
	world_add_name(w, p);
	buddy_fill(w, p, &rep->player);
	start_wallet(p);
	switch_keys(p);
	enter_packet_send(p);
	p->state = PLAYER_JOINED;
	w->player_count++;
	world_touch_player(w, p);
	step_settle(w, p);
	tell_who_wants_to_know(p);
	player_full_name(p, name, sizeof(name));
	log_info("lifecycle: %s has joined id=%d players=%u", name, p->e.id,
	    w->player_count);
	EVENT(w, player_joined, p);
	hold_end(p);
}

/* --- loaded --- */

/* DEFECT, spec/world.md 8: the best run was never told; race.c knows it. */
static void
put_best(const struct race_best *best, struct fe2cl_instance_map_info *out)
{
	if (best->ep_id == 0 || best->ep_id != out->ep_id)
		return;
	out->ep_top_record_score = best->score;
	out->ep_top_record_rank = best->rank;
	out->ep_top_record_time = best->time_s;
	out->ep_top_record_ring_count = best->ring_count;
}

static void
send_instance_info(struct player *p)
{
	int32_t map = instance_map_number(p->e.instance->id);
	const struct tdata_map *row = tdata_find_map(p->world->td, map);
	struct fe2cl_instance_map_info out = { .instance_map_num = map };

	if (map != p->travel.recall_instance && row != NULL) {
		out.ep_id = row->ep_id;
		out.map_coord_x_min = row->zone_x * RULESET_ZONE_UNITS;
		out.map_coord_x_max = (row->zone_x + 1) * RULESET_ZONE_UNITS;
		out.map_coord_y_min = row->zone_y * RULESET_ZONE_UNITS;
		out.map_coord_y_max = (row->zone_y + 1) * RULESET_ZONE_UNITS;
		out.map_coord_z_min = INT32_MIN;
		out.map_coord_z_max = INT32_MAX;
		put_best(&p->race.best, &out);
	}
	send_packet(p, PKT_FE2CL_INSTANCE_MAP_INFO, &out);
}

static void
lifecycle_on_loading_complete(struct world *w, struct player *p,
    const struct cl2fe_req_pc_loading_complete *req)
{
	view_move(w, &p->e, p->e.x, p->e.y, p->e.z, p->e.instance);
	p->state = PLAYER_IN_WORLD;
	SEND(p, fe2cl_rep_pc_loading_complete_succ, .pc_id = req->pc_id);
	if (p->e.instance != w->overworld)
		send_instance_info(p);
	EVENT(w, player_arrived, p);
	if (p->is_first_load_done)
		return;
	p->is_first_load_done = true;
	send_message(p, "%s", w->motd[0] != '\0' ? w->motd :
	    w->cfg->shard.motd);
	EVENT(w, player_loaded, p);
}

/* --- going out --- */

static void
say_goodbye(struct player *p, enum player_exit why)
{
	switch (why) {
	case PLAYER_EXIT_BY_PC:		/* answered by its handler */
	case PLAYER_EXIT_DISCONNECT:
	case PLAYER_EXIT_ERROR:
	case PLAYER_EXIT_LIVE_CHECK:
		break;
	case PLAYER_EXIT_DUPLICATE:
		SEND(p, fe2cl_rep_pc_exit_duplicate, .error_code = 0);
		break;
	case PLAYER_EXIT_BY_SERVER:
	case PLAYER_EXIT_BY_GM:
	case PLAYER_EXIT_HACK:
	case PLAYER_EXIT_SERVER_ERROR:
		SEND(p, fe2cl_rep_pc_exit_succ, .id = p->e.id,
		    .exit_code = why);
		break;
	}
}

static void
finish(struct world *w, struct player *p)
{
	persist_save_last(w, p);
	world_remove_player(w, p);
	EVENT(w, player_gone, p);
}

/*
 * What it owns is not certain before the store has answered: it stays until
 * then, seen by nobody, and is saved after that (game/deal.h).
 */
static void
depart(struct world *w, struct player *p)
{
	p->state = PLAYER_DEPARTING;
	hold_drop(p);
	view_leave(w, &p->e);
}

void
lifecycle_remove(struct world *w, struct player *p, enum player_exit why)
{
	bool has_joined = p->state != PLAYER_LOADING;
	char name[160];

	if (p->state == PLAYER_LEAVING || p->state == PLAYER_DEPARTING)
		return;
	p->left_by = why;
	if (has_joined) {
		player_full_name(p, name, sizeof(name));
		say_goodbye(p, why);
		EVENT(w, player_left, p);
		w->player_count--;
		log_info("lifecycle: %s has left id=%d reason=%d players=%u",
		    name, p->e.id, why, w->player_count);
	}
	outbox_close(w->out, p->conn);
	if (deal_may_begin(p))
		finish(w, p);
	else
		depart(w, p);
}

void
lifecycle_on_deal_closed(struct world *w, struct player *p)
{
	if (p->state == PLAYER_DEPARTING)
		finish(w, p);
}

/* DEFECT, spec/combat.md 3: it was sent away without a word. */
void
lifecycle_on_cheat_seen(struct world *w, struct player *p)
{
	lifecycle_remove(w, p, PLAYER_EXIT_HACK);
}

static void
lifecycle_on_exit(struct world *w, struct player *p,
    const struct cl2fe_req_pc_exit *req)
{
	struct db_req_refresh_cookie *cookie;

	if (p->identity.is_cookie_login) {
		cookie = db_add_refresh_cookie(&w->to_db, DB_ROOM_WORLD, 0);
		cookie->account_id = p->identity.account_id;
		cookie->valid_s = RETURN_GRACE_S;
	}
	SEND(p, fe2cl_rep_pc_exit_succ, .id = req->id,
	    .exit_code = PLAYER_EXIT_BY_PC);
	lifecycle_remove(w, p, PLAYER_EXIT_BY_PC);
}

void
lifecycle_on_closed(struct world *w, conn_id conn)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p != NULL)
		lifecycle_remove(w, p, PLAYER_EXIT_DISCONNECT);
}

void
lifecycle_on_saved(struct world *w, const struct db_rep_save *rep)
{
	struct player *p = world_player_by_id(w, rep->player_id);

	if (rep->result == DB_OK || p == NULL)
		return;
	if (rep->result == DB_NONE) {
		/* Somebody deleted the character: nothing of it can last. */
		log_warn("lifecycle: character was deleted id=%d", p->e.id);
		lifecycle_remove(w, p, PLAYER_EXIT_SERVER_ERROR);
	} else if (!rep->is_kept) {
		world_mark_dirty(w, p, rep->sections);
	}
}

static void
stop_one(struct world *w, struct player *p, void *arg)
{
	UNUSED(arg);
	lifecycle_remove(w, p, PLAYER_EXIT_BY_SERVER);
}

void
lifecycle_stop(struct world *w)
{
	uint32_t count = w->player_count;

	db_add_begin(&w->to_db, DB_ROOM_WORLD, 0, DB_TX_FLUSH);
	world_each_player(w, stop_one, NULL);
	db_add_commit(&w->to_db, DB_ROOM_WORLD, 0);
	log_info("lifecycle: saved everybody players=%u", count);
}

/* --- keep-alive --- */

void
lifecycle_keep_alive(struct world *w)
{
	int64_t limit_ms = w->cfg->shard.timeout_ms;
	struct player *p = w->heard_first, *next;

	/* The list begins with the longest silence: it is walked no further
	 * than that is worth a question. */
	for (; p != NULL; p = next) {
		int64_t silent_ms = w->now_ms - p->heard_at_ms;

		next = p->heard_next;
		if (silent_ms <= limit_ms / 2)
			break;
		if (silent_ms > limit_ms)
			lifecycle_remove(w, p, PLAYER_EXIT_LIVE_CHECK);
		else
			SEND(p, fe2cl_req_live_check, .temp_value = 0);
	}
}

static void
lifecycle_on_live_check(struct world *w, struct player *p,
    const struct cl2fe_rep_live_check *rep)
{
	/* Any packet counts as a sign of life; this one says nothing else. */
	UNUSED(w);
	UNUSED(p);
	UNUSED(rep);
}

const struct handler lifecycle_handlers[] = {
	ON_CL2FE_REQ_PC_LOADING_COMPLETE(NEED_JOINED,
	    lifecycle_on_loading_complete),
	ON_CL2FE_REQ_PC_EXIT(NEED_JOINED, lifecycle_on_exit),
	ON_CL2FE_REP_LIVE_CHECK(NEED_JOINED, lifecycle_on_live_check),
	HANDLERS_END
};
