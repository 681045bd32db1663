/*
 * login_rig.h - a login room without threads, sockets or database, for tests.
 *
 * The rig stands in for the packet shards (outbox_*), the store (db_post) and
 * the item table: it keeps what the room says, decoded, until the test asks
 * for it. Password hashing is the real thing at its lowest cost, done when the
 * test says so. Include it in one file of a program.
 */
#ifndef TESTS_LOGIN_RIG_H
#define TESTS_LOGIN_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "config/config.h"
#include "db/db.h"
#include "login/auth.h"
#include "login/login.h"
#include "login/ticket.h"
#include "net/cipher.h"
#include "net/outbox.h"
#include "proto/codec.h"
#include "proto/gate.h"
#include "proto/packet.h"
#include "proto/wire.h"
#include "tdata/tdata.h"

enum {
	RIG_SENT_MAX = 256,
	RIG_CONNS_MAX = 64,
	RIG_BATCHES_MAX = 256,
	RIG_BODY_BYTES = 2048
};

/* oracle_pw_1 */
#define RIG_HASH \
	"$2a$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e"
#define RIG_PASSWORD "oracle_pw_1"

struct rig_sent {
	conn_id conn;
	enum packet_kind kind;
	_Alignas(8) uint8_t body[RIG_BODY_BYTES];
};

struct rig_conn {
	uint8_t receive_key[8], send_key[8];
	bool has_keys;
	bool is_trusted;
	bool is_closed;			/* by outbox_close() */
	size_t packets_under_old_key;
};

static struct rig {
	struct login *login;
	struct login_options opt;
	struct auth *auth;
	struct mailbox *inbox, *world;
	int64_t now_ms, unix_s;
	bool goes_on;			/* what login_turn() said */

	struct rig_sent sent[RIG_SENT_MAX];
	size_t sent_count, sent_read;
	struct rig_conn conns[RIG_CONNS_MAX];
	size_t flushes;
	size_t world_bytes_at_flush;	/* tickets go first */

	struct batch *asked[RIG_BATCHES_MAX];
	size_t asked_count, asked_read;
	const struct msg *asked_at;
	uint64_t ref;			/* of the request looked at last */
	bool is_db_full;

	struct batch *world_chain, *world_batch;
	const struct msg *world_at;
} rig;

static const char *const rig_firsts[] = { "", " ", "Neo" };
static const char *const rig_middles[] = { "", "x", "Mac " };
static const char *const rig_lasts[] = { "", "x", "Donald" };
static struct tdata rig_tdata;

/* --- what stands in for the rest of the house ----------------------------- */

static inline struct rig_conn *
rig_conn(conn_id conn)
{
	assert_true(conn < RIG_CONNS_MAX);
	return &rig.conns[conn];
}

void
outbox_send(struct outbox *o, conn_id conn, const void *frame, size_t n)
{
	const uint8_t *bytes = frame;
	struct rig_sent *sent = &rig.sent[rig.sent_count];
	size_t used;

	UNUSED(o);
	assert_true(rig.sent_count < RIG_SENT_MAX && n >= 4);
	assert_false(rig_conn(conn)->is_closed);
	sent->conn = conn;
	sent->kind = packet_kind_from_id(wire_get_u32(bytes));
	assert_int_equal(CODEC_OK, codec_decode(rig.opt.version, sent->kind,
	    bytes + 4, n - 4, sent->body, sizeof(sent->body), &used));
	if (!rig_conn(conn)->has_keys)
		rig_conn(conn)->packets_under_old_key++;
	rig.sent_count++;
}

void
outbox_set_keys(struct outbox *o, conn_id conn, const uint8_t receive_key[8],
    const uint8_t send_key[8])
{
	UNUSED(o);
	memcpy(rig_conn(conn)->receive_key, receive_key, 8);
	memcpy(rig_conn(conn)->send_key, send_key, 8);
	rig_conn(conn)->has_keys = true;
}

void
outbox_trust(struct outbox *o, conn_id conn)
{
	UNUSED(o);
	rig_conn(conn)->is_trusted = true;
}

void
outbox_close(struct outbox *o, conn_id conn)
{
	UNUSED(o);
	assert_false(rig_conn(conn)->is_closed);
	rig_conn(conn)->is_closed = true;
}

void
outbox_flush(struct outbox *o)
{
	UNUSED(o);
	rig.flushes++;
	rig.world_bytes_at_flush = mailbox_bytes(rig.world);
}

#ifndef LOGIN_RIG_HAS_STORE		/* a test that brings the real one */
bool
db_post(struct db *db, struct batch **b)
{
	UNUSED(db);
	if (rig.is_db_full)
		return false;
	assert_true(rig.asked_count < RIG_BATCHES_MAX);
	rig.asked[rig.asked_count++] = *b;
	*b = NULL;
	return true;
}
#endif

const struct tdata_item *
tdata_find_item(const struct tdata *t, int32_t type, int32_t id)
{
	static const struct tdata_item items[] = {
		{ .type = 1, .id = 53, .level_min = 1 },
		{ .type = 2, .id = 17, .level_min = 1 },
		{ .type = 3, .id = 58, .level_min = 1 },
		{ .type = 1, .id = 99, .level_min = 2 },
	};

	UNUSED(t);
	for (size_t i = 0; i < COUNT_OF(items); i++) {
		if (items[i].type == type && items[i].id == id)
			return &items[i];
	}
	return NULL;
}

/* --- saying things to the room -------------------------------------------- */

static inline void
rig_turn(struct batch *b)
{
	if (b != NULL) {
		mailbox_post_always(rig.inbox, &b);
		b = mailbox_take(rig.inbox);
	}
	rig.goes_on = login_turn(rig.login, b, rig.now_ms, rig.unix_s);
}

/* Lets time pass, with a turn of the room at every moment that it asks for. */
static inline void
rig_pass(int64_t ms)
{
	int64_t until_ms = rig.now_ms + ms;

	for (;;) {
		int64_t idle_ms = login_idle_ms(rig.login, rig.now_ms);

		if (idle_ms < 0 || rig.now_ms + idle_ms > until_ms)
			break;
		rig.now_ms += idle_ms;
		rig_turn(NULL);
	}
	rig.now_ms = until_ms;
}

static inline void
rig_open_from(conn_id conn, const char *address, bool is_loopback)
{
	struct batch *b = NULL;
	struct io_opened *o = batch_add(&b, IO_MSG_OPENED, conn, sizeof(*o));

	rig.conns[conn] = (struct rig_conn){ 0 };
	o->role = IO_LOGIN;
	o->is_loopback = is_loopback;
	o->is_127_0_0_1 = strcmp(address, "127.0.0.1") == 0;
	str_copy(o->address, sizeof(o->address), address);
	rig_turn(b);
}

static inline void
rig_open(conn_id conn)
{
	rig_open_from(conn, "127.0.0.1", true);
}

static inline void
rig_close(conn_id conn)
{
	struct batch *b = NULL;
	struct io_closed *c = batch_add(&b, IO_MSG_CLOSED, conn, sizeof(*c));

	c->role = IO_LOGIN;
	rig_turn(b);
}

static inline void
rig_add_packet(struct batch **b, conn_id conn, enum packet_kind kind,
    const void *body)
{
	size_t bytes = packet_info(kind)->host_bytes;
	struct packet_msg *m = batch_add(b, IO_MSG_PACKET, conn,
	    sizeof(*m) + bytes);

	m->kind = (uint16_t)kind;
	m->bytes = (uint32_t)bytes;
	memcpy(m + 1, body, bytes);
}

static inline void
rig_packet(conn_id conn, enum packet_kind kind, const void *body)
{
	struct batch *b = NULL;

	rig_add_packet(&b, conn, kind, body);
	rig_turn(b);
}

#define RIG_SAY(conn, packet, ...) \
	rig_packet((conn), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* --- what the room asked the database ------------------------------------- */

static inline const struct msg *
rig_next_request(void)
{
	if (rig.asked_at != NULL)
		rig.asked_at = batch_next(rig.asked[rig.asked_read],
		    rig.asked_at);
	else if (rig.asked_read < rig.asked_count)
		rig.asked_at = batch_first(rig.asked[rig.asked_read]);
	while (rig.asked_at == NULL && rig.asked_read < rig.asked_count) {
		batch_free(rig.asked[rig.asked_read++]);
		if (rig.asked_read < rig.asked_count)
			rig.asked_at = batch_first(rig.asked[rig.asked_read]);
	}
	return rig.asked_at;
}

/* The next request must be of this type; gives its payload. */
static inline const void *
rig_asked(enum db_request_type type)
{
	const struct msg *m = rig_next_request();

	if (m == NULL)
		fail_msg("request %#x was not made", type);
	assert_int_equal(type, m->type);
	rig.ref = m->ref;
	return msg_payload(m);
}

static inline void
rig_asked_nothing(void)
{
	const struct msg *m = rig_next_request();

	if (m != NULL)
		fail_msg("request %#x was made", m->type);
}

/* Answers the request that rig_asked() gave last. */
static inline void
rig_answer(enum db_reply_type type, const void *reply, size_t bytes)
{
	struct batch *b = NULL;

	memcpy(batch_add(&b, type, rig.ref, bytes), reply, bytes);
	rig_turn(b);
}

#define RIG_ANSWER(upper, lower, ...) \
	rig_answer(DB_REP_##upper, &(const struct db_rep_##lower){ \
	    __VA_ARGS__ }, sizeof(struct db_rep_##lower))

/* Does the hashing that waits, and tells the room. */
static inline void
rig_hash(void)
{
	struct batch *chain;

	auth_work(rig.auth, 0);
	chain = mailbox_take(rig.inbox);
	assert_non_null(chain);
	rig.goes_on = login_turn(rig.login, chain, rig.now_ms, rig.unix_s);
}

/* --- what the room said --------------------------------------------------- */

/* The next packet sent, to anybody, must be this one. */
static inline const void *
rig_sent(conn_id conn, enum packet_kind kind)
{
	const struct rig_sent *sent = &rig.sent[rig.sent_read];

	if (rig.sent_read == rig.sent_count)
		fail_msg("%s was not sent", packet_info(kind)->name);
	assert_string_equal(packet_info(kind)->name,
	    packet_info(sent->kind)->name);
	assert_int_equal(conn, sent->conn);
	rig.sent_read++;
	return sent->body;
}

static inline void
rig_sent_nothing(void)
{
	if (rig.sent_read < rig.sent_count)
		fail_msg("%s was sent",
		    packet_info(rig.sent[rig.sent_read].kind)->name);
}

static inline void
rig_sent_fail(conn_id conn, int code)
{
	const struct ls2cl_rep_login_fail *p = rig_sent(conn,
	    PKT_LS2CL_REP_LOGIN_FAIL);

	assert_int_equal(code, p->error_code);
	rig_sent_nothing();
}

static inline void
rig_sent_invalid_character(conn_id conn)
{
	const struct ls2cl_rep_shard_select_fail *p = rig_sent(conn,
	    PKT_LS2CL_REP_SHARD_SELECT_FAIL);

	assert_int_equal(2, p->error_code);
	rig_sent_nothing();
}

/* The next message to the world must be of this type. */
static inline const void *
rig_told_world(uint16_t type)
{
	if (rig.world_at != NULL)
		rig.world_at = batch_next(rig.world_batch, rig.world_at);
	while (rig.world_at == NULL) {
		batch_free(rig.world_batch);
		rig.world_batch = batch_chain_pop(&rig.world_chain);
		if (rig.world_batch == NULL) {
			rig.world_chain = mailbox_take(rig.world);
			rig.world_batch = batch_chain_pop(&rig.world_chain);
		}
		if (rig.world_batch == NULL) {
			if (type != 0)
				fail_msg("the world was not told %#x", type);
			return NULL;
		}
		rig.world_at = batch_first(rig.world_batch);
	}
	assert_int_equal(type, rig.world_at->type);
	return msg_payload(rig.world_at);
}

/* --- logging in ----------------------------------------------------------- */

static inline struct account_row
rig_account(int32_t id, const char *login)
{
	struct account_row a = {
		.account_id = id,
		.selected = 2,
		.account_level = 99,
		.password_hash = RIG_HASH,
	};

	str_copy(a.login, sizeof(a.login), login);
	return a;
}

static inline void
rig_say_login(conn_id conn, const char *login, const char *password)
{
	struct cl2ls_req_login req = { .client_ver_c = 7, .login_type = 1 };

	str_copy(req.id, sizeof(req.id), login);
	str_copy(req.password, sizeof(req.password), password);
	rig_packet(conn, PKT_CL2LS_REQ_LOGIN, &req);
}

static inline void
rig_say_cookie(conn_id conn, const char *login, const char *cookie)
{
	struct cl2ls_req_login req = { .client_ver_c = 7, .login_type = 2 };

	str_copy(req.cookie_tegid, sizeof(req.cookie_tegid), login);
	str_copy(req.cookie_authid, sizeof(req.cookie_authid), cookie);
	rig_packet(conn, PKT_CL2LS_REQ_LOGIN, &req);
}

/* REQ_LOGIN and the database's answer: this account exists. */
static inline void
rig_login_found(conn_id conn, const struct account_row *a)
{
	rig_say_login(conn, a->login, RIG_PASSWORD);
	rig_asked(DB_REQ_FIND_ACCOUNT);
	RIG_ANSWER(FIND_ACCOUNT, find_account, .account = *a);
}

/* The last step of a login that was admitted; no characters. */
static inline void
rig_admit(conn_id conn)
{
	rig_asked(DB_REQ_SELECT_SLOT);
	rig_asked(DB_REQ_LIST_CHARACTERS);
	RIG_ANSWER(LIST_CHARACTERS, list_characters, .count = 0);
	rig_sent(conn, PKT_LS2CL_REP_LOGIN_SUCC);
	rig_sent_nothing();
}

static inline void
rig_log_in(conn_id conn, int32_t account_id, const char *login)
{
	struct account_row a = rig_account(account_id, login);

	rig_open(conn);
	rig_login_found(conn, &a);
	rig_hash();
	rig_admit(conn);
}

/* --- set up --------------------------------------------------------------- */

static inline void
rig_make(void)
{
	rig.auth = auth_new(&(struct auth_options){
		.thread_count = 1,
		.max_waiting = 4,
		.cost = AUTH_COST_MIN,
		.reply_to = rig.inbox,
	});
	rig.opt.auth = rig.auth;
	rig.login = login_new(&rig.opt);
}

/* Makes the room anew after a test has changed rig.opt. */
static inline void
rig_restart(void)
{
	login_free(rig.login);
	auth_free(rig.auth);
	rig_make();
}

static inline int
rig_set_up(void **state)
{
	UNUSED(state);
	log_init(2, 0);
	rig = (struct rig){ .now_ms = 1000000, .unix_s = 1700000000 };
	rig_tdata = (struct tdata){
		.rules = ruleset_find(104),
		.first_names = rig_firsts,
		.middle_names = rig_middles,
		.last_names = rig_lasts,
		.first_name_count = COUNT_OF(rig_firsts),
		.middle_name_count = COUNT_OF(rig_middles),
		.last_name_count = COUNT_OF(rig_lasts),
	};
	rig.inbox = mailbox_new(MAILBOX_WAKE_COND, SIZE_MAX);
	rig.world = mailbox_new(MAILBOX_WAKE_COND, SIZE_MAX);
	rig.opt = (struct login_options){
		.version = PROTO_104,
		.tdata = &rig_tdata,
		.inbox = rig.inbox,
		.world = rig.world,
		.accepts_wheel_names = true,
		.accepts_custom_names = true,
		.creates_accounts = true,
		.has_localhost_workaround = true,
		.auth_methods = CONFIG_AUTH_PASSWORD | CONFIG_AUTH_COOKIE,
		.expected_client_version = -1,
		.attempts_per_minute = 5,
		.account_level = 50,
		.spawn = { .x = 1, .y = 2, .z = -3, .angle = 130 },
		.shard_ip = "192.0.2.7",
		.shard_port = 23001,
	};
	rig_make();
	return 0;
}

static inline int
rig_tear_down(void **state)
{
	UNUSED(state);
	login_free(rig.login);
	auth_free(rig.auth);
	for (size_t i = rig.asked_read; i < rig.asked_count; i++)
		batch_free(rig.asked[i]);
	batch_free(rig.world_batch);
	while ((rig.world_batch = batch_chain_pop(&rig.world_chain)) != NULL)
		batch_free(rig.world_batch);
	mailbox_free(rig.inbox);
	mailbox_free(rig.world);
	return 0;
}

#define RIG_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, rig_set_up, rig_tear_down)

#endif
