/*
 * test_proto_sizes.c - the size of every layout and the number of every packet
 * against the published ones.
 *
 * Owns:   proto_sizes.inc, which knows nothing of the schema.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "proto/codec.h"
#include "proto/packet.h"
#include "proto/version.h"

struct struct_size {
	enum wire_struct type;
	size_t bytes[PROTO_VERSION_COUNT];
};

struct packet_size {
	enum packet_kind kind;
	uint32_t id;
	size_t bytes[PROTO_VERSION_COUNT];
	const char *name;
};

static const struct struct_size struct_sizes[] = {
#define STRUCT_SIZE(type, a, b, c)	{ type, { a, b, c } },
#define PACKET_SIZE(kind, id, a, b, c)
#include "proto_sizes.inc"
#undef STRUCT_SIZE
#undef PACKET_SIZE
};

static const struct packet_size packet_sizes[] = {
#define STRUCT_SIZE(type, a, b, c)
#define PACKET_SIZE(kind, id, a, b, c)	{ kind, id, { a, b, c }, #kind },
#include "proto_sizes.inc"
#undef STRUCT_SIZE
#undef PACKET_SIZE
};

static void
test_every_struct_has_its_published_size(void **state)
{
	bool is_seen[WIRE_STRUCT_COUNT] = { false };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(struct_sizes); i++) {
		const struct struct_size *s = &struct_sizes[i];

		is_seen[s->type] = true;
		for (int v = 0; v < PROTO_VERSION_COUNT; v++)
			assert_int_equal(s->bytes[v], codec_struct_wire_bytes(
			    (enum proto_version)v, s->type));
	}
	/* none is missing from our table, but for the plain numbers */
	for (int t = WIRE_F32 + 1; t < WIRE_STRUCT_COUNT; t++)
		assert_true(is_seen[t]);
}

static void
test_every_packet_has_its_published_size(void **state)
{
	bool is_seen[PKT_KIND_COUNT] = { false };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(packet_sizes); i++) {
		const struct packet_size *p = &packet_sizes[i];

		assert_false(is_seen[p->kind]);
		is_seen[p->kind] = true;
		for (int v = 0; v < PROTO_VERSION_COUNT; v++) {
			enum proto_version version = (enum proto_version)v;
			bool is_there = packet_info(p->kind)->versions >> v & 1;

			assert_int_equal(p->bytes[v],
			    codec_wire_bytes(version, p->kind));
			assert_int_equal(p->bytes[v] != 0, is_there);
			assert_true(p->bytes[v] <=
			    proto_body_max_bytes(version));
		}
	}
	for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++)
		assert_true(is_seen[k]);
	assert_int_equal(506, COUNT_OF(packet_sizes));
}

static void
test_every_packet_has_its_number_and_direction(void **state)
{
	static const uint32_t prefixes[PACKET_DIRECTION_COUNT] = {
		[PACKET_CL2LS] = 0x12, [PACKET_CL2FE] = 0x13,
		[PACKET_LS2CL] = 0x21, [PACKET_FE2CL] = 0x31
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(packet_sizes); i++) {
		const struct packet_size *p = &packet_sizes[i];
		const struct packet_info *info = packet_info(p->kind);

		assert_int_equal(p->id, info->id);
		assert_int_equal(p->kind, packet_kind_from_id(p->id));
		assert_int_equal(0, strncasecmp(info->name,
		    p->name + strlen("PKT_"), strlen(info->name)));
		if (p->kind == PKT_FE2CL_REP_REQUEST_MAKE_BUDDY_SUCC)
			continue;
		assert_int_equal(prefixes[info->direction], p->id >> 24);
	}
}

/* spec/wire.md 11: OpenFusion's 0x7fffffff is a clamped constant */
static void
test_make_buddy_succ_has_the_clients_number(void **state)
{
	UNUSED(state);
	assert_int_equal(0x83000065u,
	    packet_info(PKT_FE2CL_REP_REQUEST_MAKE_BUDDY_SUCC)->id);
	assert_int_equal(PKT_FE2CL_REP_REQUEST_MAKE_BUDDY_SUCC,
	    packet_kind_from_id(0x83000065u));
	assert_int_equal(PKT_NONE, packet_kind_from_id(0x7fffffff));
}

static void
test_other_numbers_are_no_packet(void **state)
{
	static const uint32_t ids[] = {
		0, 1, 0x12000000, 0x1200000f, 0x11ffffff, 0x13000000,
		0x130000a5, 0x21000000, 0x21000004, 0x2100001a, 0x30ffffff,
		0x31000065, 0x3100012f, 0x31000133, 0x31000135, 0x33000001,
		0x7fffffff, 0x80000000, 0x83000064, 0x83000066, 0xffffffff
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(PKT_NONE, packet_kind_from_id(ids[i]));
	assert_string_equal("NONE", packet_info(PKT_NONE)->name);
}

static void
test_versions_know_their_bounds(void **state)
{
	static const int numbers[] = { 104, 728, 1013 };
	static const uint32_t frames[] = { 4096, 8192, 8192 };
	enum proto_version v = PROTO_728;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		assert_true(proto_version_from_number(numbers[i], &v));
		assert_int_equal(i, v);
		assert_int_equal(numbers[i], proto_version_number(v));
		assert_int_equal(frames[i], proto_max_frame_bytes(v));
		assert_int_equal(frames[i] - 8, proto_body_max_bytes(v));
	}
	v = PROTO_728;
	assert_false(proto_version_from_number(105, &v));
	assert_int_equal(PROTO_728, v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_struct_has_its_published_size),
		cmocka_unit_test(test_every_packet_has_its_published_size),
		cmocka_unit_test(
		    test_every_packet_has_its_number_and_direction),
		cmocka_unit_test(test_make_buddy_succ_has_the_clients_number),
		cmocka_unit_test(test_other_numbers_are_no_packet),
		cmocka_unit_test(test_versions_know_their_bounds)
	};

	return cmocka_run_group_tests_name("proto_sizes", tests, NULL, NULL);
}
