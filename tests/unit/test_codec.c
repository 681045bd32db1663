/*
 * test_codec.c - every packet in every version: there and back, and nothing
 * that is too short, too long or wrongly counted gets in.
 *
 * Owns:   scratch packets.
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
#include "proto/codec_tables.h"
#include "proto/wire.h"
#include "support/packet_random.h"

enum { BODY_CAP = 8192, OUT_CAP = 80 * 1024, POISON = 0xa5 };

static struct packet_random made;
static uint8_t body[BODY_CAP];
static uint8_t again[BODY_CAP];
static _Alignas(8) uint8_t decoded[OUT_CAP];
static struct rng rng;

/* Calls fn for each packet of each version. */
static void
for_each_packet(void (*fn)(enum proto_version v, enum packet_kind kind))
{
	for (int v = 0; v < PROTO_VERSION_COUNT; v++)
		for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++)
			if (codec_wire_bytes((enum proto_version)v,
			    (enum packet_kind)k) != 0)
				fn((enum proto_version)v, (enum packet_kind)k);
}

static size_t
make_body(enum proto_version v, enum packet_kind kind, uint32_t max_items)
{
	size_t n;

	packet_random_make(&made, v, kind, max_items, &rng);
	n = codec_encode(v, kind, made.host, made.runs, made.run_count, body,
	    sizeof(body));
	assert_true(n >= codec_wire_bytes(v, kind));
	return n;
}

/* --- there and back ------------------------------------------------------- */

static void
check_there_and_back(enum proto_version v, enum packet_kind kind)
{
	size_t n = make_body(v, kind, rng_u64(&rng) % 4 == 0 ? 4096 : 5);
	size_t at = packet_info(kind)->host_bytes;
	size_t bytes, measured;

	memset(decoded, POISON, sizeof(decoded));
	assert_int_equal(CODEC_OK, codec_measure(v, kind, body, n, &measured));
	assert_int_equal(CODEC_OK, codec_decode(v, kind, body, n, decoded,
	    measured, &bytes));
	assert_int_equal(measured, bytes);
	assert_memory_equal(made.host, decoded, at);
	for (size_t i = 0; i < made.run_count; i++) {
		size_t run_bytes = made.runs[i].count *
		    codec_struct_host_bytes(made.runs[i].type);

		at = PACKET_TAIL(at);
		assert_memory_equal(made.items[i], decoded + at, run_bytes);
		at += run_bytes;
	}
	assert_int_equal(at, bytes);
	assert_int_equal(POISON, decoded[bytes]);
}

static void
test_every_packet_comes_back_as_it_was(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 10; i++)
		for_each_packet(check_there_and_back);
}

/* Any bytes of the right size: what was understood does not change again. */
static void
check_settles(enum proto_version v, enum packet_kind kind)
{
	size_t n = codec_wire_bytes(v, kind);
	size_t bytes, first;

	if (packet_info(kind)->run_count > 0)
		return;
	for (size_t i = 0; i < n; i++)
		body[i] = (uint8_t)rng_u64(&rng);
	assert_int_equal(CODEC_OK, codec_decode(v, kind, body, n, decoded,
	    sizeof(decoded), &bytes));
	first = codec_encode(v, kind, decoded, NULL, 0, body, sizeof(body));
	assert_int_equal(n, first);
	assert_int_equal(CODEC_OK, codec_decode(v, kind, body, n, decoded,
	    sizeof(decoded), &bytes));
	assert_int_equal(n, codec_encode(v, kind, decoded, NULL, 0, again,
	    sizeof(again)));
	assert_memory_equal(body, again, n);
}

static void
test_random_bodies_settle(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 10; i++)
		for_each_packet(check_settles);
}

/* --- sizes ---------------------------------------------------------------- */

static void
check_refused(enum proto_version v, enum packet_kind kind,
    const uint8_t *bytes, size_t n)
{
	size_t used = 77;

	memset(decoded, POISON, 64);
	assert_int_not_equal(CODEC_OK, codec_decode(v, kind, bytes, n, decoded,
	    sizeof(decoded), &used));
	/* outputs stay untouched */
	assert_int_equal(77, used);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(POISON, decoded[i]);
}

static void
check_sizes(enum proto_version v, enum packet_kind kind)
{
	bool is_fixed = packet_info(kind)->run_count == 0;
	size_t n = make_body(v, kind, 3);
	/* its own block, so that ASan sees a read behind the end */
	uint8_t *exact;

	for (size_t cut = 0; cut < n; cut++) {
		if (cut == 0 && n == 1 && is_fixed)
			continue;	/* the empty-struct rule, test_gate.c */
		exact = malloc(cut + 1);
		assert_non_null(exact);
		memcpy(exact + 1, body, cut);	/* odd addresses must do */
		check_refused(v, kind, exact + 1, cut);
		free(exact);
	}
	memset(body + n, 0, 64);
	for (size_t more = 1; more <= 64; more++)
		check_refused(v, kind, body, n + more);
}

static void
test_every_other_size_is_refused(void **state)
{
	UNUSED(state);
	for_each_packet(check_sizes);
}

static void
test_a_placeholder_byte_may_be_left_out(void **state)
{
	struct cl2fe_req_pc_group_leave leave;
	struct cl2fe_req_pc_recv_email_page_list page;
	size_t bytes = 0;

	UNUSED(state);
	memset(&leave, POISON, sizeof(leave));
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_CL2FE_REQ_PC_GROUP_LEAVE, body, 0, &leave, sizeof(leave),
	    &bytes));
	assert_int_equal(sizeof(leave), bytes);
	assert_int_equal(0, leave.empty);
	/* also where the one byte means something (spec/wire.md 6.3) */
	page.page_num = 7;
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_CL2FE_REQ_PC_RECV_EMAIL_PAGE_LIST, body, 0, &page,
	    sizeof(page), &bytes));
	assert_int_equal(0, page.page_num);
	body[0] = 9;
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_CL2FE_REQ_PC_RECV_EMAIL_PAGE_LIST, body, 1, &page,
	    sizeof(page), &bytes));
	assert_int_equal(9, page.page_num);
}

static void
test_too_little_room_is_said(void **state)
{
	size_t n = make_body(PROTO_104, PKT_CL2FE_REQ_PC_ATTACK_NPCS, 3);
	size_t need, used = 77;

	UNUSED(state);
	assert_int_equal(CODEC_OK, codec_measure(PROTO_104,
	    PKT_CL2FE_REQ_PC_ATTACK_NPCS, body, n, &need));
	assert_int_equal(CODEC_NO_ROOM, codec_decode(PROTO_104,
	    PKT_CL2FE_REQ_PC_ATTACK_NPCS, body, n, decoded, need - 1, &used));
	assert_int_equal(77, used);
}

static void
check_encode_cap(enum proto_version v, enum packet_kind kind)
{
	size_t n = make_body(v, kind, 3);

	for (size_t cap = 0; cap < n; cap += 1 + cap / 7) {
		uint8_t *exact = malloc(cap + 1);

		assert_non_null(exact);
		assert_int_equal(0, codec_encode(v, kind, made.host, made.runs,
		    made.run_count, exact, cap));
		free(exact);
	}
	assert_int_equal(n, codec_encode(v, kind, made.host, made.runs,
	    made.run_count, again, n));
	assert_memory_equal(body, again, n);
}

static void
test_encoding_never_leaves_its_room(void **state)
{
	UNUSED(state);
	for_each_packet(check_encode_cap);
}

/* --- counts --------------------------------------------------------------- */

static void
put_count(const struct codec_number *number, enum proto_version v,
    uint32_t count)
{
	uint8_t *p = body + number->wire_offset[v];

	if (number->code == CODEC_U8)
		*p = (uint8_t)count;
	else
		wire_put_u32(p, count);
}

static void
check_counts(enum proto_version v, enum packet_kind kind)
{
	/* some of them overflow when multiplied by the element's size */
	static const uint32_t wrong[] = {
		1, 2, 4, 5, 127, 128, 255, 256, 1022, 1023, 2046, 0x7fff,
		0x8000, 0xffff, 0x10000, 0x1fffffff, 0x20000000, 0x20000001,
		0x20000003, 0x40000000, 0x40000003, 0x60000003, 0x7fffffff,
		0x80000000, 0x80000003, 0xa0000003, 0xc0000003, 0xe0000003,
		0xfffffffd, 0xffffffff
	};

	for (size_t i = 0; i < packet_info(kind)->run_count; i++) {
		const struct codec_number *number =
		    &codec_packet_runs[kind][i].count;
		size_t n;

		if (number->code == CODEC_PAD)
			continue;
		do
			n = make_body(v, kind, 3);
		while (made.runs[i].count != 3);
		for (size_t w = 0; w < COUNT_OF(wrong); w++) {
			if (number->code == CODEC_U8 && wrong[w] % 256 == 3)
				continue;
			put_count(number, v, wrong[w]);
			check_refused(v, kind, body, n);
		}
		put_count(number, v, 0);
		check_refused(v, kind, body, n);
	}
}

static void
test_every_wrong_count_is_refused(void **state)
{
	UNUSED(state);
	for_each_packet(check_counts);
}

/* A body that ends before the count: an older packet's bytes lie behind it. */
static void
test_a_count_behind_the_end_is_not_read(void **state)
{
	size_t bytes = 0;

	UNUSED(state);
	memset(body, 0, sizeof(body));
	wire_put_u32(body + 16, 0);
	for (size_t n = 0; n < 20; n++)
		assert_int_equal(CODEC_BAD_SIZE, codec_measure(PROTO_104,
		    PKT_CL2FE_REQ_NANO_SKILL_USE, body, n, &bytes));
	assert_int_equal(CODEC_OK, codec_measure(PROTO_104,
	    PKT_CL2FE_REQ_NANO_SKILL_USE, body, 20, &bytes));
}

/* iBuddyCnt and iItemCnt are bytes; what lies beside them is no count */
static void
test_byte_counts_are_read_as_bytes(void **state)
{
	struct fe2cl_rep_reward_item reward = { .item_cnt = 99, .fatigue = -1 };
	struct wire_item_reward items[2] = { { .slot_num = 4 } };
	struct wire_buddy_base_info buddies[50] = { { .id = 1 } };
	struct fe2cl_rep_pc_buddylist_info_succ list = { .list_num = 1 };
	struct packet_run run = { WIRE_ITEM_REWARD, items, 2 };
	size_t n, bytes;

	UNUSED(state);
	n = codec_encode(PROTO_104, PKT_FE2CL_REP_REWARD_ITEM, &reward, &run,
	    1, body, sizeof(body));
	assert_int_equal(36 + 2 * 20, n);
	assert_int_equal(2, body[16]);
	assert_int_equal(0, body[17] | body[18] | body[19]);
	body[17] = body[18] = body[19] = 0xff;	/* padding says nothing */
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_FE2CL_REP_REWARD_ITEM, body, n, decoded, sizeof(decoded),
	    &bytes));

	run = (struct packet_run){ WIRE_BUDDY_BASE_INFO, buddies, 50 };
	n = codec_encode(PROTO_104, PKT_FE2CL_REP_PC_BUDDYLIST_INFO_SUCC,
	    &list, &run, 1, body, sizeof(body));
	assert_int_equal(16 + 50 * 72, n);
	assert_int_equal(50, body[13]);
}

static void
test_a_byte_cannot_count_to_128(void **state)
{
	static struct wire_item_reward items[128];
	struct fe2cl_rep_reward_item reward = { 0 };
	struct packet_run run = { WIRE_ITEM_REWARD, items, 127 };

	UNUSED(state);
	assert_int_equal(36 + 127 * 24, codec_encode(PROTO_1013,
	    PKT_FE2CL_REP_REWARD_ITEM, &reward, &run, 1, body, sizeof(body)));
	run.count = 128;
	assert_int_equal(0, codec_encode(PROTO_1013,
	    PKT_FE2CL_REP_REWARD_ITEM, &reward, &run, 1, body, sizeof(body)));
}

/* --- what may be sent ----------------------------------------------------- */

static void
test_a_body_that_is_too_large_is_not_made(void **state)
{
	static struct wire_pc_appearance_data crowd[40];
	static uint8_t large[16 * 1024];
	struct fe2cl_pc_around around = { 0 };
	struct packet_run run = { WIRE_PC_APPEARANCE_DATA, crowd, 0 };
	const uint32_t most[PROTO_VERSION_COUNT] = {
		(4088 - 4) / 232, (8184 - 4) / 316, (8184 - 4) / 316
	};

	UNUSED(state);
	for (int i = 0; i < PROTO_VERSION_COUNT; i++) {
		enum proto_version v = (enum proto_version)i;

		run.count = most[v];
		assert_int_not_equal(0, codec_encode(v, PKT_FE2CL_PC_AROUND,
		    &around, &run, 1, large, sizeof(large)));
		run.count++;
		assert_int_equal(0, codec_encode(v, PKT_FE2CL_PC_AROUND,
		    &around, &run, 1, large, sizeof(large)));
	}
}

static void
test_wrong_elements_are_not_sent(void **state)
{
	struct fe2cl_npc_skill_hit hit = { .st = 1 };
	struct wire_skill_result_damage damage = { .damage = 5 };
	struct wire_nano nano = { 0 };
	struct packet_run runs[2] = {
		{ WIRE_SKILL_RESULT_DAMAGE, &damage, 1 },
		{ WIRE_NANO, &nano, 1 }
	};
	struct fe2cl_char_time_buff_time_tick tick = { .tb_id = 19 };

	UNUSED(state);
	assert_int_not_equal(0, codec_encode(PROTO_104,
	    PKT_FE2CL_NPC_SKILL_HIT, &hit, runs, 1, body, sizeof(body)));
	assert_int_equal(0, codec_encode(PROTO_104, PKT_FE2CL_NPC_SKILL_HIT,
	    &hit, &runs[1], 1, body, sizeof(body)));
	assert_int_equal(0, codec_encode(PROTO_104, PKT_FE2CL_NPC_SKILL_HIT,
	    &hit, runs, 2, body, sizeof(body)));
	hit.st = 2;		/* healing does not bring damage */
	assert_int_equal(0, codec_encode(PROTO_104, PKT_FE2CL_NPC_SKILL_HIT,
	    &hit, runs, 1, body, sizeof(body)));
	/* a tick has one where its buff does something, else none */
	assert_int_equal(12 + 20, codec_encode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, &tick, runs, 1, body,
	    sizeof(body)));
	assert_int_equal(0, codec_encode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, &tick, NULL, 0, body,
	    sizeof(body)));
	tick.tb_id = 10;
	assert_int_equal(0, codec_encode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, &tick, runs, 1, body,
	    sizeof(body)));
	assert_int_equal(12, codec_encode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, &tick, NULL, 0, body,
	    sizeof(body)));
}

/* A choice of nothing behind "one by" is nothing, there and back. */
static void
test_one_may_be_none(void **state)
{
	struct fe2cl_char_time_buff_time_tick tick = { .ct = 4, .tb_id = 10 };
	union {
		struct fe2cl_char_time_buff_time_tick tick;
		uint64_t room[4];
	} back;
	size_t used;

	UNUSED(state);
	assert_int_equal(12, codec_encode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, &tick, NULL, 0, body,
	    sizeof(body)));
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, body, 12, &back,
	    sizeof(back), &used));
	assert_int_equal(10, back.tick.tb_id);
	assert_int_equal(CODEC_BAD_SIZE, codec_measure(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, body, 32, &used));
	body[8] = 19;
	assert_int_equal(CODEC_BAD_SIZE, codec_measure(PROTO_104,
	    PKT_FE2CL_CHAR_TIME_BUFF_TIME_TICK, body, 12, &used));
}

static void
test_no_runs_mean_no_elements(void **state)
{
	struct fe2cl_pc_around around = { .pc_cnt = 1234 };

	UNUSED(state);
	assert_int_equal(4, codec_encode(PROTO_104, PKT_FE2CL_PC_AROUND,
	    &around, NULL, 0, body, sizeof(body)));
	assert_int_equal(0, wire_get_u32(body));
}

static void
test_what_a_version_lacks_is_refused(void **state)
{
	struct fe2cl_rep_nano_book_subset subset = { .pcuid = 1 };
	size_t bytes;

	UNUSED(state);
	assert_int_equal(0, codec_encode(PROTO_104,
	    PKT_FE2CL_REP_NANO_BOOK_SUBSET, &subset, NULL, 0, body,
	    sizeof(body)));
	assert_int_equal(0, codec_encode(PROTO_728,
	    PKT_FE2CL_REP_NANO_BOOK_SUBSET, &subset, NULL, 0, body,
	    sizeof(body)));
	assert_int_equal(76, codec_encode(PROTO_1013,
	    PKT_FE2CL_REP_NANO_BOOK_SUBSET, &subset, NULL, 0, body,
	    sizeof(body)));
	assert_int_equal(CODEC_NOT_IN_VERSION, codec_decode(PROTO_728,
	    PKT_FE2CL_REP_NANO_BOOK_SUBSET, body, 76, decoded,
	    sizeof(decoded), &bytes));
}

/* --- by hand -------------------------------------------------------------- */

static void
test_elements_are_found_behind_the_struct(void **state)
{
	struct wire_pc_group_member_info pcs[3] = { { .pc_id = 1 },
	    { .pc_id = 2 }, { .pc_id = 3, .first_name = "Mo" } };
	struct wire_npc_group_member_info npcs[2] = { { .npc_id = 8 },
	    { .npc_id = 9 } };
	struct fe2cl_pc_group_join join = { .id_new_member = 3 };
	const struct packet_run runs[2] = {
		{ WIRE_PC_GROUP_MEMBER_INFO, pcs, 3 },
		{ WIRE_NPC_GROUP_MEMBER_INFO, npcs, 2 }
	};
	const struct fe2cl_pc_group_join *got = (const void *)decoded;
	size_t bytes, n;

	UNUSED(state);
	n = codec_encode(PROTO_728, PKT_FE2CL_PC_GROUP_JOIN, &join, runs, 2,
	    body, sizeof(body));
	assert_int_equal(12 + 3 * 112 + 2 * 32, n);
	assert_int_equal(CODEC_OK, codec_decode(PROTO_728,
	    PKT_FE2CL_PC_GROUP_JOIN, body, n, decoded, sizeof(decoded),
	    &bytes));
	assert_int_equal(3, got->member_pc_cnt);
	assert_int_equal(2, got->member_npc_cnt);
	assert_int_equal(3, fe2cl_pc_group_join_items(got)[2].pc_id);
	assert_string_equal("Mo", fe2cl_pc_group_join_items(got)[2].first_name);
	assert_int_equal(9, fe2cl_pc_group_join_items2(got)[1].npc_id);
}

static void
test_elements_can_be_taken_one_by_one(void **state)
{
	struct fe2cl_around_del_npc del = { 0 };
	const int32_t ids[2] = { 70000, -2 };
	const struct packet_run run = { WIRE_I32, ids, 2 };
	size_t n = codec_encode(PROTO_104, PKT_FE2CL_AROUND_DEL_NPC, &del,
	    &run, 1, body, sizeof(body));
	const uint8_t *p = body + 4;
	int32_t id;

	UNUSED(state);
	assert_int_equal(12, n);
	n -= 4;
	assert_true(codec_decode_run(PROTO_104, WIRE_I32, &p, &n, &id));
	assert_int_equal(70000, id);
	assert_true(codec_decode_run(PROTO_104, WIRE_I32, &p, &n, &id));
	assert_int_equal(-2, id);
	assert_false(codec_decode_run(PROTO_104, WIRE_I32, &p, &n, &id));
	assert_int_equal(0, n);
	assert_ptr_equal(body + 12, p);
}

static int
setup(void **state)
{
	UNUSED(state);
	rng_seed(&rng, 20100104);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_packet_comes_back_as_it_was),
		cmocka_unit_test(test_random_bodies_settle),
		cmocka_unit_test(test_every_other_size_is_refused),
		cmocka_unit_test(test_a_placeholder_byte_may_be_left_out),
		cmocka_unit_test(test_too_little_room_is_said),
		cmocka_unit_test(test_encoding_never_leaves_its_room),
		cmocka_unit_test(test_every_wrong_count_is_refused),
		cmocka_unit_test(test_a_count_behind_the_end_is_not_read),
		cmocka_unit_test(test_byte_counts_are_read_as_bytes),
		cmocka_unit_test(test_a_byte_cannot_count_to_128),
		cmocka_unit_test(test_a_body_that_is_too_large_is_not_made),
		cmocka_unit_test(test_wrong_elements_are_not_sent),
		cmocka_unit_test(test_one_may_be_none),
		cmocka_unit_test(test_no_runs_mean_no_elements),
		cmocka_unit_test(test_what_a_version_lacks_is_refused),
		cmocka_unit_test(test_elements_are_found_behind_the_struct),
		cmocka_unit_test(test_elements_can_be_taken_one_by_one)
	};

	return cmocka_run_group_tests_name("codec", tests, setup, NULL);
}
