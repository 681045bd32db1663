/*
 * shard.c - the world thread: drain the mailbox, run timers, flush.
 *
 * Owns:   struct world, the ticket store, the dispatch table.
 * Called: shard_new/start/join/free by main; the loop is the thread.
 * Thread: world (the rest: main).
 */
#include "shard/shard.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/progress.h"
#include "base/stopwatch.h"
#include "base/thread.h"
#include "config/config.h"
#include "control/control_msg.h"
#include "db/db.h"
#include "game/audit.h"
#include "game/buddy_block.h"
#include "game/buddy_info.h"
#include "game/buddy_make.h"
#include "game/code.h"
#include "game/deal.h"
#include "game/email.h"
#include "game/email_send.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "game/lifecycle.h"
#include "game/moderation.h"
#include "game/operator.h"
#include "game/race_end.h"
#include "game/reload.h"
#include "login/ticket.h"
#include "monitor/monitor.h"
#include "net/io.h"
#include "net/outbox.h"
#include "proto/gate.h"
#include "shard/dispatch.h"
#include "shard/wiring.h"
#include "world/player.h"
#include "world/world.h"

enum {
	TICKETS_MAX = 65536,
	TICKET_PRUNE_MS = 30000,
	SLOW_TICK_MS = 100,
	/*
	 * With more messages than this in a window, ticks keep their distance.
	 */
	RATE_WINDOW_MS = 100,
	BUSY_MESSAGES = 20,
	/* From so many copies a window on, the distance grows with them. */
	CROWD_DELIVERIES = 400000,
	CROWD_TICK_MS_MAX = 25
};

struct shard {
	struct world world;
	struct dispatch dispatch;
	struct mailbox *inbox;
	struct stopwatch watch;
	struct ticket_store *tickets;
	struct thread *thread;
	struct io *io;
	int64_t tick_ms;		/* least distance of two busy ticks */
	int64_t pruned_at_ms;
	int64_t window_at_ms;
	uint32_t window_messages;
	uint64_t deliveries;		/* of the shards, when it began */
	int64_t distance_ms;		/* between ticks, now; 0: none */
	int32_t player_id;		/* who sent the packet; 0: nobody */
	bool is_stopping;
};

/* --- messages --- */

static void
enter(struct shard *s, conn_id conn, const struct cl2fe_req_pc_enter *req)
{
	struct world *w = &s->world;
	struct lifecycle_entry entry = { 0 };
	struct ticket t;

	if (!ticket_store_take(s->tickets, (uint64_t)req->enter_serial_key,
	    w->now_ms, &t)) {
		log_debug("shard: no such ticket");
		metric_add(METRIC_REFUSED_TICKET, 1);
		lifecycle_refuse(w, conn);
		return;
	}
	entry.serial = t.serial;
	entry.account_id = t.account_id;
	entry.player_id = t.player_id;
	entry.is_cookie_login = t.is_cookie;
	for (size_t i = 0; i < sizeof(entry.fe_key); i++)
		entry.fe_key[i] = t.fe_key[i];
	if (!lifecycle_begin(w, conn, &entry))
		lifecycle_refuse(w, conn);
}

static void
on_packet(struct shard *s, conn_id conn, const struct packet_msg *m)
{
	struct player *p = world_player_by_conn(&s->world, conn);
	enum packet_kind kind = (enum packet_kind)m->kind;

	if (p == NULL) {
		if (kind == PKT_CL2FE_REQ_PC_ENTER)
			enter(s, conn, packet_msg_body(m));
		else
			log_debug("shard: out of sequence packet=%s",
			    packet_info(kind)->name);
		return;
	}
	s->player_id = p->e.id;
	if (kind == PKT_CL2FE_REQ_PC_ENTER) {
		log_debug("shard: has entered already player=%d", p->e.id);
		return;
	}
	if (p->state == PLAYER_DEPARTING)
		return;
	/* Who is not in yet is not asked for signs of life either. */
	if (p->state != PLAYER_LOADING)
		world_touch_player(&s->world, p);
	if (!dispatch_take(&s->dispatch, &s->world, p, m)) {
		log_debug("shard: too many requests at once player=%d",
		    p->e.id);
		metric_add(METRIC_REFUSED_QUEUE, 1);
		lifecycle_remove(&s->world, p, PLAYER_EXIT_ERROR);
	}
}

static void
on_opened(struct shard *s, const struct msg *m)
{
	const struct io_opened *o = msg_payload(m);

	log_debug("shard: connection opened role=%d address=%s", o->role,
	    o->address);
	if (o->role == IO_MONITOR)
		monitor_on_opened(&s->world, m->ref);
}

static void
on_closed(struct shard *s, const struct msg *m)
{
	const struct io_closed *c = msg_payload(m);

	if (c->role == IO_MONITOR)
		monitor_on_closed(&s->world, m->ref);
	else
		lifecycle_on_closed(&s->world, m->ref);
}

static void
on_kick(struct shard *s, const struct room_account *a)
{
	struct player *p = world_player_by_account(&s->world, a->account_id);

	if (p != NULL)
		lifecycle_remove(&s->world, p, PLAYER_EXIT_DUPLICATE);
}

static void
on_name_request(struct shard *s, const struct room_name_request *r)
{
	EVENT(&s->world, name_requested, r->player_id, r->first_name,
	    r->last_name);
}

static void
on_message(struct shard *s, const struct msg *m)
{
	switch (m->type) {
	case IO_MSG_OPENED:
		on_opened(s, m);
		break;
	case IO_MSG_PACKET:
		on_packet(s, m->ref, msg_payload(m));
		break;
	case IO_MSG_CLOSED:
		on_closed(s, m);
		break;
	case DB_REP_LOAD_PLAYER:
		lifecycle_on_row(&s->world, m->ref, msg_payload(m));
		buddy_info_on_row(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_BAN:
		moderation_on_banned(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_UNBAN:
		moderation_on_unbanned(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_ADD_BUDDY:
		buddy_make_on_added(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_ADD_BLOCK:
		buddy_block_on_added(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_COUNT_UNREAD:
		email_on_counted(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_LIST_EMAILS:
		email_on_listed(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_READ_EMAIL:
		email_on_read(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_DELETE_EMAILS:
		email_on_deleted(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_FIND_PLAYER:
		email_send_on_found(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_FIND_CODE:
		code_on_found(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_POST_RACE:
		race_end_on_posted(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_TOP_RACE:
		race_end_on_best(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_WRITE_SIDE:
		gruntwork_save_on_written(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_FIND_ACCOUNT:
		operator_on_account(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_FIND_PLAYER_BY_NAME:
		operator_on_player(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_COMMIT:
		deal_on_committed(&s->world, m->ref, msg_payload(m));
		operator_on_committed(&s->world, m->ref, msg_payload(m));
		break;
	case DB_REP_SAVE:
		lifecycle_on_saved(&s->world, msg_payload(m));
		break;
	case ROOM_MSG_TICKET:
		ticket_store_add(s->tickets, msg_payload(m));
		break;
	case ROOM_MSG_KICK_ACCOUNT:
		on_kick(s, msg_payload(m));
		break;
	case ROOM_MSG_NAME_REQUEST:
		on_name_request(s, msg_payload(m));
		break;
	case CONTROL_MSG_REQUEST:
		operator_on_request(&s->world, m->ref, msg_payload(m));
		break;
	case CONTROL_MSG_RELOAD:
		reload_take(&s->world, m->ref,
		    *(struct reload_set *const *)msg_payload(m));
		break;
	case ROOM_MSG_STOP:
		s->is_stopping = true;
		break;
	default:
		break;		/* an answer that nobody waits for */
	}
}

/* --- the loop --- */

/* The message has been done: it may be what holds everybody up. */
static void
lap(struct shard *s, const struct msg *m)
{
	const struct stopwatch_work work = {
		gate_message_name(m), "player", s->player_id
	};

	stopwatch_lap_for(&s->watch, &work, clock_now_us());
	s->player_id = 0;
}

static void
drain(struct shard *s, struct batch *chain)
{
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL) {
		const struct msg *m = batch_first(b);

		for (; m != NULL; m = batch_next(b, m)) {
			s->window_messages++;
			s->world.cause = gate_message_name(m);
			on_message(s, m);
			audit_settle(&s->world);
			s->world.cause = NULL;
			dispatch_released(&s->dispatch, &s->world);
			lap(s, m);
		}
		batch_free(b);
	}
}

static void
prune_tickets(struct shard *s)
{
	size_t n;

	if (s->world.now_ms - s->pruned_at_ms < TICKET_PRUNE_MS)
		return;
	s->pruned_at_ms = s->world.now_ms;
	n = ticket_store_prune(s->tickets, s->world.now_ms);
	if (n > 0)
		log_warn("shard: dropped unused tickets count=%zu", n);
}

/*
 * Many small ticks cost each client a system call for every step of every
 * other one. Under load ticks therefore keep tick_ms apart, so that what
 * gathers leaves in one write; with little to do every message is at once. A
 * crowd in which everybody sees everybody fills both cores with writes: there
 * larger gaps make every client's copy come sooner (bench/README.md).
 */
static int64_t
choose_distance(const struct shard *s, uint64_t deliveries)
{
	int64_t ms = s->tick_ms;

	if (s->window_messages <= BUSY_MESSAGES)
		return 0;
	if (deliveries > CROWD_DELIVERIES)
		ms = ms * (int64_t)deliveries / CROWD_DELIVERIES;
	if (ms > CROWD_TICK_MS_MAX)
		ms = CROWD_TICK_MS_MAX;
	return ms > s->tick_ms ? ms : s->tick_ms;
}

static void
keep_distance(struct shard *s)
{
	int64_t now = clock_now_ms();

	if (now - s->window_at_ms >= RATE_WINDOW_MS) {
		struct io_stats stats;

		io_get_stats(s->io, &stats);
		s->distance_ms = choose_distance(s,
		    stats.deliveries - s->deliveries);
		s->deliveries = stats.deliveries;
		s->window_messages = 0;
		s->window_at_ms = now;
	}
	if (s->distance_ms > 0 && !s->is_stopping)
		clock_sleep_ms(s->world.now_ms + s->distance_ms - now);
}

void
shard_turn(struct shard *s, struct batch *chain, int64_t now_ms,
    int64_t unix_s)
{
	struct world *w = &s->world;

	world_tick_begin(w, now_ms, unix_s);
	stopwatch_start(&s->watch, clock_now_us());
	drain(s, chain);
	timers_run(&w->timers, w);
	audit_settle(w);
	dispatch_released(&s->dispatch, w);
	prune_tickets(s);
	stopwatch_lap(&s->watch, "tickets", clock_now_us());
	world_tick_end(w);
	metric_set(METRIC_PLAYERS, w->player_count);
	stopwatch_lap(&s->watch, "end of tick", clock_now_us());
	stopwatch_stop(&s->watch, clock_now_us());
}

static void
shard_run(void *arg)
{
	struct shard *s = arg;
	struct world *w = &s->world;

	/* Its timers wake it: it never rests for long. */
	progress_note(THREAD_WORLD, clock_now_ms());
	while (!s->is_stopping) {
		struct batch *chain = mailbox_wait(s->inbox,
		    timers_next_ms(&w->timers, clock_now_ms()));

		progress_note(THREAD_WORLD, clock_now_ms());
		shard_turn(s, chain, clock_now_ms(), clock_unix_s());
		keep_distance(s);
	}
	progress_rest(THREAD_WORLD);	/* the end takes as long as it takes */
	world_tick_begin(w, clock_now_ms(), clock_unix_s());
	lifecycle_stop(w);
	gruntwork_save(w, NULL, GRUNTWORK_BY_ITSELF);
	world_tick_end(w);
	/* Whose mail is being posted is saved when the store has answered. */
	while (w->open_deals > 0) {
		struct batch *chain = mailbox_wait(s->inbox, -1);

		world_tick_begin(w, clock_now_ms(), clock_unix_s());
		drain(s, chain);
		world_tick_end(w);
	}
	log_info("shard: turns=%" PRIu64 " p50_ms=%" PRId64 " p99_ms=%" PRId64
	    " longest_ms=%" PRId64, s->watch.turn_count,
	    stopwatch_percentile_ms(&s->watch, 50),
	    stopwatch_percentile_ms(&s->watch, 99),
	    stopwatch_percentile_ms(&s->watch, 100));
}

struct world *
shard_world(struct shard *s)
{
	return &s->world;
}

/* --- making and ending --- */

struct shard *
shard_new(const struct shard_options *opt)
{
	struct shard *s = calloc(1, sizeof(*s));
	uint64_t seed = opt->seed;

	if (s == NULL)
		return NULL;
	s->inbox = opt->inbox;
	s->io = opt->io;
	s->tick_ms = opt->cfg->shard.tick_ms;
	s->tickets = ticket_store_new(TICKETS_MAX);
	if (seed == 0)
		rng_os_bytes(&seed, sizeof(seed));
	dispatch_init(&s->dispatch, shard_handlers);
	struct world_options wo = {
		.cfg = opt->cfg,
		.td = opt->td,
		.version = opt->version,
		.seed = seed,
		.now_ms = opt->now_ms != 0 ? opt->now_ms : clock_now_ms(),
		.out = outbox_new(opt->io),
		.db = opt->db,
		.login = opt->login,
		.control = opt->control,
		.stop_server = opt->stop_server,
		.events = &shard_events,
		.timers = shard_timers,
		.classes = shard_classes,
	};

	if (s->tickets == NULL || wo.out == NULL ||
	    !world_init(&s->world, &wo)) {
		outbox_free(wo.out);
		ticket_store_free(s->tickets);
		free(s);
		return NULL;
	}
	if (opt->cfg->monitor.is_enabled)
		s->world.monitor = monitor_new();
	s->watch.room = "shard";
	s->watch.limit_ms = SLOW_TICK_MS;
	s->watch.histogram = METRIC_TICK;
	s->world.timers.watch = &s->watch;
	world_populate(&s->world);
	gruntwork_begin(&s->world, opt->saves_edits);
	return s;
}

bool
shard_start(struct shard *s)
{
	s->thread = thread_new(THREAD_WORLD, 0, shard_run, s);
	return s->thread != NULL;
}

void
shard_join(struct shard *s)
{
	thread_join(s->thread);
	s->thread = NULL;
}

void
shard_free(struct shard *s)
{
	if (s == NULL)
		return;
	monitor_free(s->world.monitor);
	outbox_free(s->world.out);
	/* The control thread has outlived the world's. */
	reload_discard(mailbox_take(s->inbox));
	reload_fini(&s->world);
	world_fini(&s->world);
	ticket_store_free(s->tickets);
	free(s);
}
