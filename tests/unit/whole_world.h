/*
 * whole_world.h - the whole shard without threads and sockets: real tables,
 * real store, real wiring, on a clock that the test sets.
 *
 * What the world would send is only added up, into one number a turn: two runs
 * with the same seed and the same messages must give the same numbers. Include
 * it in one file of a program. $FUSIOND_WORLD names the tables (tdata).
 */
#ifndef TESTS_WHOLE_WORLD_H
#define TESTS_WHOLE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/rng.h"
#include "base/str.h"
#include "bot/dbfile.h"
#include "bot/files.h"
#include "config/config.h"
#include "db/db.h"
#include "login/ticket.h"
#include "net/outbox.h"
#include "proto/codec.h"
#include "proto/gate.h"
#include "proto/packet.h"
#include "proto/packets.h"
#include "shard/shard.h"
#include "support/packet_random.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

enum {
	WHOLE_CONNS_MAX = 64,
	WHOLE_START_MS = 1000000,
	WHOLE_START_S = 1700000000,
	WHOLE_TURN_MS = 50,
	WHOLE_PATH_BYTES = 128
};

static struct whole {
	char dir[64];
	char db_path[WHOLE_PATH_BYTES];
	struct config *cfg;
	struct tdata *td;
	struct db *db;
	struct mailbox *inbox;
	struct shard *shard;
	struct world *w;
	struct batch *next;		/* what the next turn gets */
	enum proto_version version;
	int64_t now_ms;
	uint64_t digest;		/* of all that was ever sent */
	uint64_t sent_count;
	bool is_closed[WHOLE_CONNS_MAX];
	int64_t hold_up_ms;	/* the next that is sent takes so long */
} whole;

/* --- what stands in for the packet shards --- */

static void
whole_digest(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)		/* FNV-1a */
		whole.digest = (whole.digest ^ p[i]) *
		    UINT64_C(1099511628211);
}

static void
whole_say(char what, uint64_t to, uint64_t but, const void *bytes, size_t n)
{
	clock_sleep_ms(whole.hold_up_ms);
	whole.hold_up_ms = 0;
	whole_digest(&what, 1);
	whole_digest(&to, sizeof(to));
	whole_digest(&but, sizeof(but));
	if (n > 0)
		whole_digest(bytes, n);
	whole.sent_count++;
}

struct outbox *
outbox_new(struct io *io)
{
	UNUSED(io);
	return (struct outbox *)&whole;
}

void
outbox_free(struct outbox *o)
{
	UNUSED(o);
}

void
outbox_send(struct outbox *o, conn_id conn, const void *frame, size_t n)
{
	UNUSED(o);
	whole_say('s', conn, 0, frame, n);
}

void
outbox_publish(struct outbox *o, uint64_t topic, conn_id except,
    const void *frame, size_t n)
{
	UNUSED(o);
	whole_say('p', topic, except, frame, n);
}

void
outbox_publish_raw(struct outbox *o, uint64_t topic, const void *bytes,
    size_t n)
{
	UNUSED(o);
	whole_say('r', topic, 0, bytes, n);
}

void
outbox_subscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	UNUSED(o);
	whole_say('+', topic, conn, NULL, 0);
}

void
outbox_unsubscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	UNUSED(o);
	whole_say('-', topic, conn, NULL, 0);
}

void
outbox_set_keys(struct outbox *o, conn_id conn, const uint8_t receive_key[8],
    const uint8_t send_key[8])
{
	UNUSED(o);
	whole_say('k', conn, 0, receive_key, 8);
	whole_say('k', conn, 0, send_key, 8);
}

void
outbox_trust(struct outbox *o, conn_id conn)
{
	UNUSED(o);
	UNUSED(conn);
}

void
outbox_close_later(struct outbox *o, conn_id conn, uint32_t delay_ms)
{
	UNUSED(o);
	whole_say('c', conn, delay_ms, NULL, 0);
	assert_true(conn < WHOLE_CONNS_MAX);
	whole.is_closed[conn] = true;
}

void
outbox_close(struct outbox *o, conn_id conn)
{
	outbox_close_later(o, conn, 0);
}

void
outbox_flush(struct outbox *o)
{
	UNUSED(o);
}

/* --- setting up --- */

static void
whole_load_tables(int protocol)
{
	static char patch_dir[512];
	const char *dir = getenv("FUSIOND_WORLD");
	struct tdata_options opt = { .protocol = protocol };

	opt.dir = dir != NULL && dir[0] != '\0' ? dir : "tdata";
	str_format(patch_dir, sizeof(patch_dir), "%s/patch/", opt.dir);
	opt.patch_dir = patch_dir;
	opt.gruntwork_file = "a-test-has-no-gruntwork.json";
	assert_true(tdata_load(&opt, &whole.td));
}

/* The defaults, but for what would be warned of. */
static void
whole_configure(void)
{
	char path[WHOLE_PATH_BYTES];
	FILE *f;

	str_format(path, sizeof(path), "%s/config.ini", whole.dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "[shard]\naccountlevel=99\n");
	assert_int_equal(0, fclose(f));
	whole.cfg = config_load(path, true, stderr);
	assert_non_null(whole.cfg);
}

static void
whole_begin(int protocol, uint64_t seed)
{
	struct db_options db = { .protocol = protocol };
	struct shard_options opt = { .seed = seed };

	memset(&whole, 0, sizeof(whole));
	whole.digest = UINT64_C(14695981039346656037);
	log_init(STDERR_FILENO, 0);
	str_copy(whole.dir, sizeof(whole.dir), "/tmp/fusiond-whole.XXXXXX");
	assert_non_null(mkdtemp(whole.dir));
	str_format(whole.db_path, sizeof(whole.db_path), "%s/database.db",
	    whole.dir);
	whole_configure();
	whole.cfg->protocol = protocol;
	whole.cfg->shard.movement_check = false;
	whole.cfg->limits.is_enabled = false;
	whole.cfg->monitor.is_enabled = false;
	assert_true(proto_version_from_number(protocol, &whole.version));
	whole_load_tables(protocol);
	db.path = whole.db_path;
	db.synchronous = "off";
	whole.db = db_open(&db);
	whole.inbox = mailbox_new(MAILBOX_WAKE_COND, 1 << 30);
	assert_true(whole.db != NULL && whole.inbox != NULL);
	db_set_room(whole.db, DB_ROOM_WORLD, whole.inbox);
	whole.now_ms = WHOLE_START_MS;
	opt.cfg = whole.cfg;
	opt.td = whole.td;
	opt.version = whole.version;
	opt.inbox = whole.inbox;
	opt.db = whole.db;
	opt.now_ms = whole.now_ms;
	whole.shard = shard_new(&opt);
	assert_non_null(whole.shard);
	whole.w = shard_world(whole.shard);
}

static void
whole_end(void)
{
	batch_free(whole.next);
	shard_free(whole.shard);
	(void)!db_stop(whole.db);
	db_close(whole.db);
	mailbox_free(whole.inbox);
	tdata_free(whole.td);
	config_free(whole.cfg);
	files_remove_tree(whole.dir);
}

/* --- time --- */

/* One turn: what was gathered and what the store answered, 50 ms later. */
static void
whole_turn(void)
{
	whole.now_ms += WHOLE_TURN_MS;
	mailbox_post_always(whole.inbox, &whole.next);
	shard_turn(whole.shard, mailbox_take(whole.inbox), whole.now_ms,
	    WHOLE_START_S + (whole.now_ms - WHOLE_START_MS) / 1000);
	db_step(whole.db, 0);
	for (conn_id c = 1; c < WHOLE_CONNS_MAX; c++) {
		struct io_closed *closed;

		if (!whole.is_closed[c])
			continue;
		whole.is_closed[c] = false;
		closed = batch_add(&whole.next, IO_MSG_CLOSED, c,
		    sizeof(*closed));
		closed->role = IO_SHARD;
	}
}

/* --- players --- */

/* A character in the store; its PlayerID. */
static int32_t
whole_add_character(unsigned number, int account_level, int32_t x, int32_t y,
    int32_t z)
{
	struct dbfile *db = dbfile_open(whole.db_path);
	char login[32], last[32];
	int32_t id;

	str_format(login, sizeof(login), "player_%u", number);
	str_format(last, sizeof(last), "Number%u", number);
	id = (int32_t)dbfile_add_character(db, &(struct dbfile_character){
	    .login = login, .first_name = "Some", .last_name = last,
	    .protocol = whole.cfg->protocol, .account_level = account_level,
	    .x = x, .y = y, .z = z });
	dbfile_close(db);
	return id;
}

/* As the packet shard would post it; runs: the elements behind the packet. */
static void
whole_send_runs(conn_id conn, enum packet_kind kind, const void *host,
    const struct packet_run *runs, size_t run_count)
{
	static uint8_t frame[16384];
	struct gate gate;
	struct io_gate io;
	uint32_t id = packet_info(kind)->id;
	size_t n = codec_encode(whole.version, kind, host, runs, run_count,
	    frame + sizeof(id), sizeof(frame) - sizeof(id));

	for (size_t i = 0; i < sizeof(id); i++)
		frame[i] = (uint8_t)(id >> (8 * i));
	gate_init(&gate, whole.version);
	io = gate_io(&gate);
	(void)io.frame(&io, IO_SHARD, conn, frame, sizeof(id) + n,
	    &whole.next);
}

#define WHOLE_SEND(conn, packet, ...) \
	whole_send_runs((conn), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ }, NULL, 0)

static struct player *
whole_player(conn_id conn)
{
	return world_player_by_conn(whole.w, conn);
}

/* From the ticket to LOADING_COMPLETE; the character must be in the store. */
static void
whole_join(conn_id conn, int32_t player_id)
{
	struct io_opened *opened = batch_add(&whole.next, IO_MSG_OPENED, conn,
	    sizeof(*opened));
	struct dbfile *db = dbfile_open(whole.db_path);
	struct ticket *t;
	char sql[96];

	opened->role = IO_SHARD;
	str_format(sql, sizeof(sql), "SELECT AccountID FROM Players WHERE "
	    "PlayerID = %d", player_id);
	t = batch_add(&whole.next, ROOM_MSG_TICKET, 0, sizeof(*t));
	t->serial = 77000 + conn;
	t->account_id = (int32_t)dbfile_get(db, sql);
	t->player_id = player_id;
	t->made_at_ms = whole.now_ms;
	dbfile_close(db);
	WHOLE_SEND(conn, cl2fe_req_pc_enter,
	    .enter_serial_key = 77000 + (int64_t)conn);
	whole_turn();			/* the store is asked */
	whole_turn();			/* and has answered */
	WHOLE_SEND(conn, cl2fe_req_pc_loading_complete, .pc_id = player_id);
	whole_turn();
	assert_non_null(whole_player(conn));
	assert_int_equal(PLAYER_IN_WORLD, whole_player(conn)->state);
}

#endif
