/*
 * login.c - the login room: messages in, packets and tickets out, live checks.
 *
 * Each session's packets are handled strictly in order: while the database or
 * auth works on one of them, the later ones wait in the session.
 *
 * Owns:   struct login.
 * Called: by main; the thread "login" runs login_run().
 * Thread: login, but for making and freeing.
 */
#include "login/login.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/progress.h"
#include "base/stopwatch.h"
#include "base/str.h"
#include "base/thread.h"
#include "config/config.h"
#include "db/db.h"
#include "login/attempts.h"
#include "login/auth.h"
#include "login/charselect.h"
#include "login/handover.h"
#include "login/lock.h"
#include "login/room.h"
#include "login/signin.h"
#include "login/ticket.h"
#include "net/outbox.h"
#include "proto/codec.h"
#include "proto/gate.h"
#include "proto/packet.h"
#include "proto/wire.h"

enum {
	FRAME_MAX_BYTES = 2048,		/* the longest that login ever sends */
	PRUNE_MS = 30000,
	SLOW_TURN_MS = 100,
	DB_RETRY_MS = 20,
	SESSIONS_DEFAULT = 65536,
	MINUTE_MS = 60000,
	HOUR_MS = 3600000
};

void
login_options_from_config(struct login_options *opt, const struct config *cfg)
{
	opt->accepts_wheel_names = cfg->login.accept_all_wheel_names;
	opt->accepts_custom_names = cfg->login.accept_all_custom_names;
	opt->creates_accounts = cfg->login.auto_create_accounts;
	opt->renames_any_time = cfg->login.rename_any_time;
	opt->has_audit_log = cfg->shard.audit_log;
	opt->has_localhost_workaround = cfg->shard.localhost_workaround;
	opt->auth_methods = cfg->login.auth_methods;
	opt->expected_client_version = cfg->login.expected_client_version;
	opt->attempts_per_minute = cfg->limits.is_enabled ?
	    (uint32_t)cfg->login.attempts_per_minute : 0;
	opt->account_level = cfg->shard.account_level;
	opt->spawn = (struct place_row){
		.x = cfg->shard.spawn_x,
		.y = cfg->shard.spawn_y,
		.z = cfg->shard.spawn_z,
		.angle = cfg->shard.spawn_angle,
	};
	opt->shard_ip = cfg->shard.ip;
	opt->shard_port = cfg->shard.port;
}

/* --- what the handlers share ---------------------------------------------- */

void
room_send(struct login *l, const struct session *s, enum packet_kind kind,
    const void *packet)
{
	uint8_t frame[FRAME_MAX_BYTES];
	size_t n;

	wire_put_u32(frame, packet_info(kind)->id);
	n = codec_encode(l->opt.version, kind, packet, NULL, 0, frame + 4,
	    sizeof(frame) - 4);
	if (n == 0) {
		log_error("login: cannot encode packet=%s",
		    packet_info(kind)->name);
		return;
	}
	outbox_send(l->opt.outbox, s->conn, frame, 4 + n);
}

void
room_announce(struct login *l, const struct session *s, int32_t seconds,
    const char *text)
{
	struct fe2cl_gm_rep_pc_announce packet = { .during_time = seconds };

	str_copy(packet.announce_msg, sizeof(packet.announce_msg), text);
	room_send(l, s, PKT_FE2CL_GM_REP_PC_ANNOUNCE, &packet);
}

void
room_send_invalid_character(struct login *l, const struct session *s)
{
	ROOM_SEND(l, s, ls2cl_rep_shard_select_fail,
	    .error_code = ROOM_INVALID_CHARACTER);
}

int32_t
room_player_id(int64_t uid)
{
	if (uid < 0 || uid > INT32_MAX)
		return 0;
	return (int32_t)uid;
}

void
room_wait(struct session *s, session_resume_fn *fn)
{
	CHECK(s->resume == NULL);
	s->resume = fn;
}

void
room_close(struct login *l, struct session *s)
{
	session_release(&l->sessions, s);
	session_set_state(&l->sessions, s, SESSION_CLOSING, l->now_ms);
	outbox_close(l->opt.outbox, s->conn);
}

/* --- packets -------------------------------------------------------------- */

static void
log_ignored(const struct session *s, enum packet_kind kind, const char *why)
{
	static struct log_limit limit;
	uint32_t before;

	if (!log_wants(LOG_DEBUG) ||
	    !log_limit_ok(&limit, 20, 1000, &before))
		return;
	log_debug("login: ignored packet=%s why=\"%s\" address=%s dropped=%"
	    PRIu32, packet_info(kind)->name, why, s->address, before);
}

static void
handle_packet(struct login *l, struct session *s, const struct packet_msg *m)
{
	enum packet_kind kind = m->kind;
	const struct login_handler *h = l->handlers[kind];

	/* before everything else, as OpenFusion's gate: spec/login.md 2 */
	if (s->state != SESSION_IN &&
	    (h == NULL || (h->need & ROOM_NEED_LOGIN) != 0)) {
		log_ignored(s, kind, "out of sequence");
		return;
	}
	if (h == NULL) {
		log_ignored(s, kind, "no handler");
		return;
	}
	login_handler_call(h, l, s, packet_msg_body(m));
}

/* Deals with the packets that wait, until one of them waits for an answer. */
static void
pump(struct login *l, struct session *s)
{
	while (s->resume == NULL) {
		const struct packet_msg *m;

		session_end_packet(s);
		m = session_next_packet(s);
		if (m == NULL)
			return;
		if (s->state != SESSION_CLOSING)
			handle_packet(l, s, m);
	}
}

static void
on_packet(struct login *l, const struct msg *m)
{
	const struct packet_msg *packet = msg_payload(m);
	size_t bytes = msg_payload_bytes(m);
	struct session *s = session_find(&l->sessions, m->ref);

	CHECK(packet->kind < PKT_KIND_COUNT);
	if (s == NULL || s->state == SESSION_CLOSING)
		goto wipe;

	/* proof of life does not queue behind a hash */
	if (packet->kind == PKT_CL2LS_REP_LIVE_CHECK) {
		handle_packet(l, s, packet);
		goto wipe;
	}
	if (!session_queue(s, packet, bytes)) {
		log_debug("login: too many requests at once address=%s",
		    s->address);
		room_close(l, s);
		goto wipe;
	}
	if (s->current == NULL)
		pump(l, s);
wipe:
	/* the session has its copy; a password must not stay in this one */
	explicit_bzero((void *)(uintptr_t)packet, bytes);
}

/* A reply of db or auth for the request that the session has under way. */
static void
on_reply(struct login *l, const struct msg *m)
{
	struct session *s;
	session_resume_fn *resume;

	if (m->ref == 0)
		return;			/* nobody waits for it */
	s = session_find(&l->sessions, m->ref);
	if (s == NULL || s->resume == NULL)
		return;			/* the asker has left */

	resume = s->resume;
	s->resume = NULL;
	if (s->state == SESSION_CLOSING)
		signin_end(s);
	else
		resume(l, s, m);
	pump(l, s);
}

/* --- connections ---------------------------------------------------------- */

static void
on_opened(struct login *l, const struct msg *m)
{
	const struct io_opened *o = msg_payload(m);
	struct session *s;

	CHECK(session_find(&l->sessions, m->ref) == NULL);
	s = session_add(&l->sessions, m->ref);
	if (s == NULL) {
		log_warn("login: no room for another session address=%s",
		    o->address);
		outbox_close(l->opt.outbox, m->ref);
		return;
	}
	s->is_loopback = o->is_loopback;
	s->is_127_0_0_1 = o->is_127_0_0_1;
	str_copy(s->address, sizeof(s->address), o->address);
}

static void
on_closed(struct login *l, const struct msg *m)
{
	struct session *s = session_find(&l->sessions, m->ref);

	if (s == NULL)
		return;
	signin_end(s);
	session_remove(&l->sessions, s);
}

/* --- the world ------------------------------------------------------------ */

static void
on_account_in_world(struct login *l, const struct msg *m)
{
	const struct room_account *a = msg_payload(m);

	presence_on_enter(&l->presence, a->account_id, a->player_id,
	    a->serial);
}

static void
on_account_left(struct login *l, const struct msg *m)
{
	const struct room_account *a = msg_payload(m);

	presence_on_leave(&l->presence, a->account_id, a->serial,
	    a->may_return, l->now_ms);
}

/*
 * Who is choosing a character goes. A login that auth still works on gets in,
 * but no further than here: the world asks again (lifecycle.c).
 */
static void
on_account_banned(struct login *l, const struct msg *m)
{
	const struct room_account *a = msg_payload(m);
	struct session *s = session_find_by_account(&l->sessions,
	    a->account_id);

	if (s == NULL || s->state != SESSION_IN)
		return;
	log_info("login: banned while here account=%" PRId32 " address=%s",
	    a->account_id, s->address);
	room_close(l, s);
}

/* --- the loop ------------------------------------------------------------- */

static void
on_message(struct login *l, const struct msg *m)
{
	if ((m->type & MSG_RANGE_MASK) == MSG_RANGE_DB_REPLY) {
		on_reply(l, m);
		return;
	}
	switch (m->type) {
	case IO_MSG_OPENED:
		on_opened(l, m);
		return;
	case IO_MSG_PACKET:
		on_packet(l, m);
		return;
	case IO_MSG_CLOSED:
		on_closed(l, m);
		return;
	case AUTH_MSG_REPLY:
		auth_on_reply(l->opt.auth, msg_payload(m));
		on_reply(l, m);
		return;
	case ROOM_MSG_ACCOUNT_IN_WORLD:
		on_account_in_world(l, m);
		return;
	case ROOM_MSG_ACCOUNT_LEFT:
		on_account_left(l, m);
		return;
	case ROOM_MSG_ACCOUNT_BANNED:
		on_account_banned(l, m);
		return;
	case ROOM_MSG_LOCK:
		lock_on_changed(l, msg_payload(m));
		return;
	case ROOM_MSG_STOP:
		l->is_stopping = true;
		return;
	}
	log_error("login: message of unknown type=%#x", m->type);
}

static void
check_alive(struct login *l, struct session *s)
{
	if (l->now_ms - s->heard_at_ms > SESSION_SILENT_MS) {
		log_info("login: no sign of life account=%" PRId32
		    " address=%s", s->account_id, s->address);
		room_close(l, s);
		return;
	}
	ROOM_SEND(l, s, ls2cl_req_live_check, .temp_value = 0);
	session_check_again(&l->sessions, s, l->now_ms);
}

static bool
is_due(const struct login *l, const struct session *s)
{
	return s != NULL && s->deadline_ms <= l->now_ms;
}

static void
do_what_is_due(struct login *l)
{
	struct session *s;

	while (is_due(l, s = session_list_first(&l->sessions.checks)))
		check_alive(l, s);
	while (is_due(l, s = session_list_first(&l->sessions.banned)))
		room_close(l, s);
	if (l->now_ms >= l->prune_at_ms) {
		presence_prune(&l->presence, l->now_ms);
		l->prune_at_ms = l->now_ms + PRUNE_MS;
	}
}

/* Tickets first: a client may come to the world as soon as it has the key. */
static void
flush(struct login *l)
{
	static struct log_limit limit;
	uint32_t before;

	mailbox_post_always(l->opt.world, &l->to_world);
	if (l->to_db != NULL && !db_post(l->opt.db, &l->to_db) &&
	    log_limit_ok(&limit, 1, 10000, &before))
		log_warn("login: the database is behind, logins wait");
	outbox_flush(l->opt.outbox);
}

bool
login_turn(struct login *l, struct batch *chain, int64_t now_ms,
    int64_t unix_s)
{
	struct batch *b;

	ON_THREAD(THREAD_LOGIN);
	l->now_ms = now_ms;
	l->unix_s = unix_s;
	stopwatch_start(&l->watch, clock_now_us());
	while ((b = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(b); m != NULL;
		    m = batch_next(b, m)) {
			const char *what = gate_message_name(m);

			on_message(l, m);	/* it may wipe the message */
			stopwatch_lap(&l->watch, what, clock_now_us());
		}
		batch_free(b);
	}
	do_what_is_due(l);
	counter_set(&l->session_count, map_count(&l->sessions.by_account));
	stopwatch_lap(&l->watch, "what is due", clock_now_us());
	flush(l);
	metric_set(METRIC_SESSIONS, pool_count(&l->sessions.pool));
	stopwatch_lap(&l->watch, "flush", clock_now_us());
	stopwatch_stop(&l->watch, clock_now_us());
	return !l->is_stopping;
}

static int64_t
sooner(int64_t idle_ms, int64_t at_ms, int64_t now_ms)
{
	int64_t left_ms = at_ms > now_ms ? at_ms - now_ms : 0;

	return idle_ms < 0 || left_ms < idle_ms ? left_ms : idle_ms;
}

int64_t
login_idle_ms(const struct login *l, int64_t now_ms)
{
	const struct session *check = session_list_first(&l->sessions.checks);
	const struct session *banned = session_list_first(&l->sessions.banned);
	int64_t idle_ms = -1;

	if (check != NULL)
		idle_ms = sooner(idle_ms, check->deadline_ms, now_ms);
	if (banned != NULL)
		idle_ms = sooner(idle_ms, banned->deadline_ms, now_ms);
	if (presence_count(&l->presence) > 0)
		idle_ms = sooner(idle_ms, l->prune_at_ms, now_ms);
	if (l->to_db != NULL)
		idle_ms = sooner(idle_ms, now_ms + DB_RETRY_MS, now_ms);
	return idle_ms;
}

void
login_run(void *arg)
{
	struct login *l = arg;
	struct batch *chain;

	ON_THREAD(THREAD_LOGIN);
	do {
		progress_rest(THREAD_LOGIN);
		chain = mailbox_wait(l->opt.inbox,
		    login_idle_ms(l, clock_now_ms()));
		progress_note(THREAD_LOGIN, clock_now_ms());
	} while (login_turn(l, chain, clock_now_ms(), clock_unix_s()));
	progress_rest(THREAD_LOGIN);
}

uint64_t
login_session_count(const struct login *l)
{
	return counter_get(&l->session_count);
}

uint64_t
login_count(const struct login *l)
{
	return counter_get(&l->login_count);
}

static void
add_handlers(struct login *l, const struct login_handler *table)
{
	for (const struct login_handler *h = table; h->kind != PKT_NONE; h++) {
		CHECK(l->handlers[h->kind] == NULL);
		l->handlers[h->kind] = h;
	}
}

struct login *
login_new(const struct login_options *opt)
{
	struct login *l = calloc(1, sizeof(*l));

	CHECK(l != NULL);
	l->opt = *opt;
	session_table_init(&l->sessions, opt->max_sessions != 0 ?
	    opt->max_sessions : SESSIONS_DEFAULT);
	presence_init(&l->presence);
	l->watch.room = "login";
	l->watch.limit_ms = SLOW_TURN_MS;
	l->watch.histogram = METRIC_LOGIN_TURN;
	l->logins = attempts_new(opt->attempts_per_minute, MINUTE_MS);
	/* whoever may try so often a minute may make as many an hour */
	l->new_accounts = attempts_new(opt->attempts_per_minute, HOUR_MS);
	add_handlers(l, signin_handlers);
	add_handlers(l, charselect_handlers);
	add_handlers(l, handover_handlers);
	return l;
}

void
login_free(struct login *l)
{
	struct session_table *t;

	if (l == NULL)
		return;
	t = &l->sessions;
	for (uint32_t i = pool_next(&t->pool, 0); i != 0;
	    i = pool_next(&t->pool, i))
		signin_end(pool_at(&t->pool, i));
	session_table_fini(t);
	presence_fini(&l->presence);
	attempts_free(l->logins);
	attempts_free(l->new_accounts);
	batch_free(l->to_db);
	batch_free(l->to_world);
	free(l);
}
