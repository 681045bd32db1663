/*
 * test_gate.c - which frames become packets, and which nothing.
 *
 * Owns:   one batch a test.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"
#include "proto/codec.h"
#include "proto/gate.h"
#include "proto/wire.h"
#include "support/packet_random.h"

enum { FRAME_CAP = 8192 };

static const conn_id conn = 0x0100000200000003;

static struct packet_random made;
static uint8_t frame[FRAME_CAP];

struct passed {
	enum io_verdict verdict;
	struct batch *batch;
};

/* Sends a frame through; the bytes get a block of their own, for ASan. */
static struct passed
pass(enum proto_version v, enum io_role role, const uint8_t *bytes, size_t n)
{
	struct passed p = { IO_TAKE, NULL };
	struct gate gate;
	struct io_gate io;
	uint8_t *exact = malloc(n);

	assert_non_null(exact);
	memcpy(exact, bytes, n);
	gate_init(&gate, v);
	io = gate_io(&gate);
	p.verdict = io.frame(&io, role, conn, exact, n, &p.batch);
	free(exact);
	return p;
}

static void
expect_ignored(enum proto_version v, uint32_t id, size_t body_bytes)
{
	struct passed p;

	wire_put_u32(frame, id);
	p = pass(v, IO_SHARD, frame, 4 + body_bytes);
	assert_int_equal(IO_IGNORE, p.verdict);
	assert_int_equal(0, batch_bytes(p.batch));
	batch_free(p.batch);
}

/* The one packet in the batch, of that kind; the caller frees the batch. */
static const struct packet_msg *
expect_packet(const struct passed *p, enum packet_kind kind)
{
	const struct msg *m = batch_first(p->batch);
	const struct packet_msg *packet;

	assert_int_equal(IO_TAKE, p->verdict);
	assert_non_null(m);
	assert_null(batch_next(p->batch, m));
	assert_int_equal(IO_MSG_PACKET, m->type);
	assert_true(m->ref == conn);
	packet = msg_payload(m);
	assert_int_equal(kind, packet->kind);
	assert_int_equal(sizeof(*packet) + packet->bytes,
	    msg_payload_bytes(m));
	assert_int_equal(0, (uintptr_t)packet_msg_body(packet) % 8);
	return packet;
}

static void
test_a_step_becomes_a_typed_packet(void **state)
{
	const struct cl2fe_req_pc_move *move;
	struct passed p;

	UNUSED(state);
	memset(frame, 0, sizeof(frame));
	wire_put_u32(frame, 0x13000003);
	wire_put_u32(frame + 4 + 8, 632032);
	p = pass(PROTO_104, IO_SHARD, frame, 4 + 44);
	move = packet_msg_body(expect_packet(&p, PKT_CL2FE_REQ_PC_MOVE));
	assert_int_equal(632032, move->x);
	batch_free(p.batch);
}

static void
test_elements_come_along(void **state)
{
	const struct cl2fe_req_pc_attack_npcs *attack;
	const struct packet_msg *m;
	struct passed p;

	UNUSED(state);
	wire_put_u32(frame, 0x13000006);
	wire_put_u32(frame + 4, 2);
	wire_put_u32(frame + 8, 11);
	wire_put_u32(frame + 12, 12);
	p = pass(PROTO_1013, IO_SHARD, frame, 16);
	m = expect_packet(&p, PKT_CL2FE_REQ_PC_ATTACK_NPCS);
	attack = packet_msg_body(m);
	assert_int_equal(PACKET_TAIL(sizeof(*attack)) + 8, m->bytes);
	assert_int_equal(12, cl2fe_req_pc_attack_npcs_items(attack)[1]);
	batch_free(p.batch);
}

/* All of them, also those without a handler: they count as a heartbeat. */
static void
test_every_packet_of_a_client_passes(void **state)
{
	struct rng rng;

	UNUSED(state);
	rng_seed(&rng, 6);
	for (int v = 0; v < PROTO_VERSION_COUNT; v++)
		for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++) {
			const struct packet_info *info = packet_info(k);
			struct passed p;
			size_t n;

			if (!packet_is_from_client(info))
				continue;
			packet_random_make(&made, v, k, 9, &rng);
			n = codec_encode(v, k, made.host, made.runs,
			    made.run_count, frame + 4, sizeof(frame) - 4);
			wire_put_u32(frame, info->id);
			p = pass(v, info->direction == PACKET_CL2LS ?
			    IO_LOGIN : IO_SHARD, frame, 4 + n);
			assert_memory_equal(made.host, packet_msg_body(
			    expect_packet(&p, k)), info->host_bytes);
			batch_free(p.batch);
		}
}

/* Login packets on the shard's port and the other way: the rooms shrug. */
static void
test_the_port_does_not_matter(void **state)
{
	struct passed p;

	UNUSED(state);
	memset(frame, 0, sizeof(frame));
	wire_put_u32(frame, 0x1200000c);
	p = pass(PROTO_104, IO_SHARD, frame, 8);
	expect_packet(&p, PKT_CL2LS_REP_LIVE_CHECK);
	batch_free(p.batch);
	wire_put_u32(frame, 0x13000003);
	p = pass(PROTO_104, IO_LOGIN, frame, 48);
	expect_packet(&p, PKT_CL2FE_REQ_PC_MOVE);
	batch_free(p.batch);
}

static void
test_unknown_numbers_are_ignored(void **state)
{
	static const uint32_t ids[] = {
		0, 8, 0x12000000, 0x1200000f, 0x13000000, 0x130000ff,
		0x7fffffff, 0x92000001, 0xffffffff
	};

	UNUSED(state);
	memset(frame, 0, sizeof(frame));
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		for (size_t n = 0; n < 64; n += 4)
			expect_ignored(PROTO_104, ids[i], n);
}

static void
test_the_servers_own_packets_are_ignored(void **state)
{
	UNUSED(state);
	memset(frame, 0, sizeof(frame));
	for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++)
		if (!packet_is_from_client(packet_info(k)))
			expect_ignored(PROTO_1013, packet_info(k)->id,
			    codec_wire_bytes(PROTO_1013, k));
}

static void
test_wrong_sizes_are_ignored(void **state)
{
	UNUSED(state);
	memset(frame, 0, sizeof(frame));
	for (size_t n = 0; n < 100; n++)
		if (n != 44)
			expect_ignored(PROTO_104, 0x13000003, n);
	/* 24 bytes in 104, 28 in the others */
	expect_ignored(PROTO_104, 0x1300001a, 28);
	expect_ignored(PROTO_728, 0x1300001a, 24);
	/* a whole buffer is more than any body may have (spec/wire.md 2) */
	wire_put_u32(frame + 4, (4092 - 4) / 4);
	expect_ignored(PROTO_104, 0x13000006, 4092);
}

static void
test_an_empty_body_stands_for_a_placeholder(void **state)
{
	struct passed p;

	UNUSED(state);
	for (size_t n = 0; n < 2; n++) {
		wire_put_u32(frame, 0x1300004f);
		frame[4] = 0x77;
		p = pass(PROTO_728, IO_SHARD, frame, 4 + n);
		expect_packet(&p, PKT_CL2FE_REQ_PC_GROUP_LEAVE);
		batch_free(p.batch);
	}
	expect_ignored(PROTO_728, 0x1300004f, 2);
	/* two bytes are no placeholder */
	expect_ignored(PROTO_728, 0x1300000e, 0);
}

static void
test_wrong_counts_are_ignored(void **state)
{
	static const uint32_t counts[] = {
		1, 3, 0x40000002, 0x80000002, 0xffffffff
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		wire_put_u32(frame + 4, counts[i]);
		expect_ignored(PROTO_104, 0x13000006, 4 + 8);
	}
	/* the bytes of an earlier packet say that it fits: not read */
	memset(frame, 0, sizeof(frame));
	expect_ignored(PROTO_104, 0x13000006, 0);
	expect_ignored(PROTO_104, 0x13000006, 3);
	expect_ignored(PROTO_104, 0x13000011, 16);
}

static void
test_packets_gather_in_one_batch(void **state)
{
	struct gate gate;
	struct io_gate io;
	struct batch *batch = NULL;
	const struct msg *m;

	UNUSED(state);
	gate_init(&gate, PROTO_104);
	io = gate_io(&gate);
	wire_put_u32(frame, 0x1200000c);
	for (uint32_t i = 0; i < 100; i++) {
		wire_put_u32(frame + 4, i);
		assert_int_equal(IO_TAKE, io.frame(&io, IO_LOGIN, conn + i,
		    frame, 8, &batch));
	}
	m = batch_first(batch);
	for (uint32_t i = 0; i < 100; i++, m = batch_next(batch, m)) {
		const struct cl2ls_rep_live_check *check =
		    packet_msg_body(msg_payload(m));

		assert_true(m->ref == conn + i);
		assert_int_equal(i, check->temp_value);
	}
	assert_null(m);
	batch_free(batch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_step_becomes_a_typed_packet),
		cmocka_unit_test(test_elements_come_along),
		cmocka_unit_test(test_every_packet_of_a_client_passes),
		cmocka_unit_test(test_the_port_does_not_matter),
		cmocka_unit_test(test_unknown_numbers_are_ignored),
		cmocka_unit_test(test_the_servers_own_packets_are_ignored),
		cmocka_unit_test(test_wrong_sizes_are_ignored),
		cmocka_unit_test(test_an_empty_body_stands_for_a_placeholder),
		cmocka_unit_test(test_wrong_counts_are_ignored),
		cmocka_unit_test(test_packets_gather_in_one_batch)
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
