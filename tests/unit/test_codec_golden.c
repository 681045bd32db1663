/*
 * test_codec_golden.c - packets byte by byte, worked out by hand from the rule
 * of layouts (spec/wire.md 8), and what becomes of text.
 *
 * Owns:   nothing.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/str.h"
#include "proto/codec.h"

enum { BODY_CAP = 8192 };

static uint8_t body[BODY_CAP];
static _Alignas(8) uint8_t decoded[32 * 1024];

/* "01 ff" to bytes; white space does not matter. Returns how many. */
static size_t
hex(uint8_t *out, const char *text)
{
	size_t n = 0;
	unsigned byte;

	while (*(text += strspn(text, " ")) != '\0') {
		assert_int_equal(1, sscanf(text, "%2x", &byte));
		out[n++] = (uint8_t)byte;
		text += 2;
	}
	return n;
}

static void
expect(enum proto_version v, enum packet_kind kind, const void *host,
    const struct packet_run *run, const char *text)
{
	static uint8_t want[BODY_CAP];
	size_t n = hex(want, text);

	memset(body, 0xee, sizeof(body));
	assert_int_equal(n, codec_encode(v, kind, host, run, run != NULL,
	    body, sizeof(body)));
	assert_memory_equal(want, body, n);
	assert_int_equal(0xee, body[n]);
}

static const void *
decode(enum proto_version v, enum packet_kind kind, const char *text)
{
	size_t n = hex(body, text);
	size_t bytes;

	assert_int_equal(CODEC_OK, codec_decode(v, kind, body, n, decoded,
	    sizeof(decoded), &bytes));
	return decoded;
}

static void
test_a_step_of_a_player(void **state)
{
	static const char text[] =
	    "08 07 06 05 04 03 02 01"		/* iCliTime */
	    "e0 a4 09 00 29 db 02 00 84 ea ff ff" /* 632032 187177 -5500 */
	    "00 00 80 3f 00 00 20 c0 00 00 00 3f" /* 1.0 -2.5 0.5 */
	    "5a 00 00 00"			/* iAngle 90 */
	    "81 00 00 00"			/* cKeyValue, padding */
	    "90 01 00 00";			/* iSpeed 400 */
	const struct cl2fe_req_pc_move move = {
		.cli_time = 0x0102030405060708, .x = 632032, .y = 187177,
		.z = -5500, .vx = 1.0f, .vy = -2.5f, .vz = 0.5f, .angle = 90,
		.key_value = 0x81, .speed = 400
	};

	UNUSED(state);
	for (int v = 0; v < PROTO_VERSION_COUNT; v++) {
		const struct cl2fe_req_pc_move *got = decode(
		    (enum proto_version)v, PKT_CL2FE_REQ_PC_MOVE, text);

		expect((enum proto_version)v, PKT_CL2FE_REQ_PC_MOVE, got,
		    NULL, text);
		expect((enum proto_version)v, PKT_CL2FE_REQ_PC_MOVE, &move,
		    NULL, text);
		assert_int_equal(-5500, got->z);
		assert_int_equal(400, got->speed);
	}
}

/* The item's serial is 728's and 1013's. */
static void
test_an_item_grows_with_the_version(void **state)
{
	const struct fe2cl_pc_equip_change change = {
		.pc_id = 7, .equip_slot_num = 3, .equip_slot_item = {
			.type = 1, .id = 0x0203, .opt = 5, .time_limit = -1,
			.serial = 9
		}
	};
	static const char old[] = "07 00 00 00 03 00 00 00"
	    "01 00 03 02 05 00 00 00 ff ff ff ff";
	static const char new[] = "07 00 00 00 03 00 00 00"
	    "01 00 03 02 05 00 00 00 ff ff ff ff 09 00 00 00";
	const struct fe2cl_pc_equip_change *got;

	UNUSED(state);
	expect(PROTO_104, PKT_FE2CL_PC_EQUIP_CHANGE, &change, NULL, old);
	expect(PROTO_728, PKT_FE2CL_PC_EQUIP_CHANGE, &change, NULL, new);
	expect(PROTO_1013, PKT_FE2CL_PC_EQUIP_CHANGE, &change, NULL, new);
	got = decode(PROTO_104, PKT_FE2CL_PC_EQUIP_CHANGE, old);
	assert_int_equal(-1, got->equip_slot_item.time_limit);
	assert_int_equal(0, got->equip_slot_item.serial);
	got = decode(PROTO_1013, PKT_FE2CL_PC_EQUIP_CHANGE, new);
	assert_int_equal(9, got->equip_slot_item.serial);
}

static void
test_login_succ_says_more_in_1013(void **state)
{
	const struct ls2cl_rep_login_succ succ = {
		.char_count = 2, .slot_num = 1, .payment_flag = 1,
		.svr_time = 1475812, .id = "ab", .open_beta_flag = 3,
		.chat_enabled = 1
	};
	/* 1475812 is 0x1684e4; text ends at 12 + 66 = 78, padded to 80 */
#define LOGIN_SUCC_104	"02 01 01 00 e4 84 16 00 00 00 00 00" \
	    "61 00 62 00" \
	    "00000000000000000000000000000000000000000000000000000000000000" \
	    "00000000000000000000000000000000000000000000000000000000000000" \
	    "0000 03 00 00 00"

	UNUSED(state);
	expect(PROTO_104, PKT_LS2CL_REP_LOGIN_SUCC, &succ, NULL,
	    LOGIN_SUCC_104);
	expect(PROTO_728, PKT_LS2CL_REP_LOGIN_SUCC, &succ, NULL,
	    LOGIN_SUCC_104);
	expect(PROTO_1013, PKT_LS2CL_REP_LOGIN_SUCC, &succ, NULL,
	    LOGIN_SUCC_104 "01 00 00 00");
}

static void
test_a_shard_address_is_bytes(void **state)
{
	const struct ls2cl_rep_shard_select_succ succ = {
		.fe_server_ip = "127.0.0.1", .fe_server_port = 23001,
		.enter_serial_key = -2
	};
	static const char text[] =
	    "31 32 37 2e 30 2e 30 2e 31 00 00 00 00 00 00 00"
	    "d9 59 00 00 fe ff ff ff ff ff ff ff";
	const struct ls2cl_rep_shard_select_succ *got;

	UNUSED(state);
	expect(PROTO_104, PKT_LS2CL_REP_SHARD_SELECT_SUCC, &succ, NULL, text);
	got = decode(PROTO_104, PKT_LS2CL_REP_SHARD_SELECT_SUCC, text);
	assert_string_equal("127.0.0.1", got->fe_server_ip);
	/* all sixteen used, none a NUL */
	got = decode(PROTO_104, PKT_LS2CL_REP_SHARD_SELECT_SUCC,
	    "3131313131313131 3131313131313132 00000000 0000000000000000");
	assert_string_equal("1111111111111112", got->fe_server_ip);
}

static void
test_attacked_npcs_follow_their_count(void **state)
{
	static const char text[] = "03 00 00 00"
	    "01 00 00 00 ff ff ff ff 70 11 01 00";
	const struct cl2fe_req_pc_attack_npcs req = { 0 };
	const int32_t ids[3] = { 1, -1, 70000 };
	const struct packet_run run = { WIRE_I32, ids, 3 };
	const struct cl2fe_req_pc_attack_npcs *got;

	UNUSED(state);
	expect(PROTO_1013, PKT_CL2FE_REQ_PC_ATTACK_NPCS, &req, &run, text);
	got = decode(PROTO_1013, PKT_CL2FE_REQ_PC_ATTACK_NPCS, text);
	assert_int_equal(3, got->npc_cnt);
	assert_memory_equal(ids, cl2fe_req_pc_attack_npcs_items(got),
	    sizeof(ids));
}

/* spec/wire.md 8: two words that the layout files do not have */
static void
test_a_pvp_target_is_two_words(void **state)
{
	const struct cl2fe_req_pc_attack_chars *got = decode(PROTO_104,
	    PKT_CL2FE_REQ_PC_ATTACK_CHARS, "01000000 05000000 04000000");

	UNUSED(state);
	assert_int_equal(5, cl2fe_req_pc_attack_chars_items(got)->id);
	assert_int_equal(4, cl2fe_req_pc_attack_chars_items(got)->ct);
}

static void
test_a_leech_heals_and_hurts(void **state)
{
	const struct fe2cl_nano_skill_use use = {
		.pc_id = 1, .bullet_id = 2, .skill_id = 3, .arg1 = 4,
		.arg2 = 5, .arg3 = 6, .nano_deactive = 7, .nano_id = 8,
		.nano_stamina = 9, .st = 30
	};
	const struct wire_skill_result_leech leech = {
		.heal = { .ct = 1, .id = 11, .heal_hp = 12, .hp = 13 },
		.damage = { .ct = 4, .id = 14, .protected = 1, .damage = 15,
		    .hp = 16 }
	};
	const struct packet_run run = { WIRE_SKILL_RESULT_LEECH, &leech, 1 };

	UNUSED(state);
	expect(PROTO_104, PKT_FE2CL_NANO_SKILL_USE, &use, &run,
	    "01000000 02 00 0300 04000000 05000000 06000000 07000000"
	    "0800 0900 1e000000 01000000"
	    "01000000 0b000000 0c000000 0d000000"
	    "04000000 0e000000 01000000 0f000000 10000000");
}

/* Bytes, text and shorts side by side: each kind of padding once. */
static void
test_a_group_member_is_padded(void **state)
{
	const struct fe2cl_pc_group_member_info info = { .id = 1 };
	const struct wire_pc_group_member_info member = {
		.pc_id = 2, .pcuid = 3, .name_check = 1, .first_name = "Al",
		.last_name = "B", .special_state = 4, .lv = 36, .hp = 5,
		.max_hp = 6, .map_type = 7, .map_num = 8, .x = 9, .y = 10,
		.z = 11, .b_nano = 1,
		.nano = { .id = 12, .skill_id = 13, .stamina = 14 }
	};
	const struct packet_run run = {
		WIRE_PC_GROUP_MEMBER_INFO, &member, 1
	};

	UNUSED(state);
	expect(PROTO_104, PKT_FE2CL_PC_GROUP_MEMBER_INFO, &info, &run,
	    "01000000 01000000 00000000"
	    "02000000 0300000000000000 01 00"
	    "4100 6c00 0000 0000 0000 0000 0000 0000 0000"
	    "4200 0000 0000 0000 0000 0000 0000 0000"
	    "0000 0000 0000 0000 0000 0000 0000 0000 0000"
	    "04 00 2400 0000 05000000 06000000 07000000 08000000"
	    "09000000 0a000000 0b000000 01000000 0c00 0d00 0e00 0000");
}

static void
test_nanos_of_1013_come_in_tens(void **state)
{
	struct fe2cl_rep_nano_book_subset subset = {
		.pcuid = 0x0102030405060708, .book_size = 58,
		.element_offset = 20, .element = { { 21, 22, 23 } }
	};

	UNUSED(state);
	subset.element[9] = (struct wire_nano){ 30, 31, -1 };
	expect(PROTO_1013, PKT_FE2CL_REP_NANO_BOOK_SUBSET, &subset, NULL,
	    "0807060504030201 3a000000 14000000 1500 1600 1700"
	    "000000000000 000000000000 000000000000 000000000000"
	    "000000000000 000000000000 000000000000 000000000000"
	    "1e00 1f00 ffff");
}

/* One version sends a word where another sends nothing at all. */
static void
test_the_mail_check_differs(void **state)
{
	const struct cl2fe_req_pc_email_update_check *got;
	size_t bytes;

	UNUSED(state);
	got = decode(PROTO_104, PKT_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK, "");
	assert_int_equal(0, got->temp_data);
	got = decode(PROTO_728, PKT_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK,
	    "2a000000");
	assert_int_equal(42, got->temp_data);
	assert_int_equal(CODEC_BAD_SIZE, codec_measure(PROTO_728,
	    PKT_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK, body, 0, &bytes));
	assert_int_equal(CODEC_BAD_SIZE, codec_measure(PROTO_104,
	    PKT_CL2FE_REQ_PC_EMAIL_UPDATE_CHECK, body, 4, &bytes));
}

/* The vectors of spec/wire.md 5 and their plain bodies. */
static void
test_the_vectors_of_the_cipher(void **state)
{
	const struct cl2ls_rep_live_check check = { 0 };
	const struct cl2ls_req_char_select select = { .pc_uid = 1 };

	UNUSED(state);
	expect(PROTO_104, PKT_CL2LS_REP_LIVE_CHECK, &check, NULL, "00000000");
	expect(PROTO_104, PKT_CL2LS_REQ_CHAR_SELECT, &select, NULL,
	    "0100000000000000");
}

/* --- text ----------------------------------------------------------------- */

enum { CHAT_UNITS = 128, CHAT_BYTES = 260 };

/* Decodes a chat line of so many times the same unit. */
static const char *
chat_of(uint16_t unit, size_t count)
{
	const struct cl2fe_req_send_freechat_message *got =
	    (const void *)decoded;
	size_t bytes;

	memset(body, 0, sizeof(body));
	for (size_t i = 0; i < count; i++) {
		body[2 * i] = (uint8_t)unit;
		body[2 * i + 1] = (uint8_t)(unit >> 8);
	}
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_CL2FE_REQ_SEND_FREECHAT_MESSAGE, body, CHAT_BYTES, decoded,
	    sizeof(decoded), &bytes));
	return got->free_chat;
}

static void
test_a_text_without_end_has_one(void **state)
{
	UNUSED(state);
	assert_int_equal(CHAT_UNITS - 1, strlen(chat_of('a', CHAT_UNITS)));
}

static void
test_a_broken_pair_makes_an_empty_text(void **state)
{
	UNUSED(state);
	assert_string_equal("", chat_of(0xdc00, 3));
	assert_string_equal("", chat_of(0xd800, 3));
}

/* 42 euro signs are 126 bytes, what 128 units may have; 43 are cut to them. */
static void
test_a_long_text_is_cut_between_characters(void **state)
{
	UNUSED(state);
	assert_int_equal(126, strlen(chat_of(0x20ac, 42)));
	assert_int_equal(126, strlen(chat_of(0x20ac, 43)));
	assert_int_equal(126, strlen(chat_of(0x20ac, CHAT_UNITS)));
	assert_true(str_utf8_is_valid(chat_of(0x20ac, CHAT_UNITS)));
	assert_int_equal(126, strlen(chat_of(0x00e9, 64)));
}

/* What a bot hears is what the server said, whatever its length in bytes. */
static void
test_a_servers_text_is_not_cut(void **state)
{
	struct fe2cl_rep_send_freechat_message_succ said = { .pc_id = 1 };
	const struct fe2cl_rep_send_freechat_message_succ *heard =
	    (const void *)decoded;
	size_t n, bytes;

	UNUSED(state);
	for (size_t i = 0; i < CHAT_UNITS - 1; i++)
		memcpy(said.free_chat + 3 * i, "\xe2\x82\xac", 3);
	n = codec_encode(PROTO_104, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC,
	    &said, NULL, 0, body, sizeof(body));
	assert_int_equal(CODEC_OK, codec_decode(PROTO_104,
	    PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC, body, n, decoded,
	    sizeof(decoded), &bytes));
	assert_string_equal(said.free_chat, heard->free_chat);
}

/* spec/wire.md 9: 34 to 64 characters echoed into 33 units broke OpenFusion */
static void
test_a_long_login_id_fits_its_echo(void **state)
{
	struct ls2cl_rep_login_fail fail = { .error_code = 4 };
	uint8_t id[66];
	size_t at = offsetof(struct ls2cl_rep_login_fail, error_code) == 0 ?
	    4 : 0;
	size_t n;

	UNUSED(state);
	memset(fail.id, 'x', 64);
	fail.id[10] = (char)0xff;
	n = codec_encode(PROTO_104, PKT_LS2CL_REP_LOGIN_FAIL, &fail, NULL, 0,
	    body, sizeof(body));
	assert_int_equal(72, n);
	for (size_t i = 0; i < 32; i++) {
		id[2 * i] = i == 10 ? 0xfd : 'x';
		id[2 * i + 1] = i == 10 ? 0xff : 0;
	}
	id[64] = id[65] = 0;
	assert_memory_equal(id, body + at, sizeof(id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_step_of_a_player),
		cmocka_unit_test(test_an_item_grows_with_the_version),
		cmocka_unit_test(test_login_succ_says_more_in_1013),
		cmocka_unit_test(test_a_shard_address_is_bytes),
		cmocka_unit_test(test_attacked_npcs_follow_their_count),
		cmocka_unit_test(test_a_pvp_target_is_two_words),
		cmocka_unit_test(test_a_leech_heals_and_hurts),
		cmocka_unit_test(test_a_group_member_is_padded),
		cmocka_unit_test(test_nanos_of_1013_come_in_tens),
		cmocka_unit_test(test_the_mail_check_differs),
		cmocka_unit_test(test_the_vectors_of_the_cipher),
		cmocka_unit_test(test_a_text_without_end_has_one),
		cmocka_unit_test(test_a_broken_pair_makes_an_empty_text),
		cmocka_unit_test(test_a_long_text_is_cut_between_characters),
		cmocka_unit_test(test_a_servers_text_is_not_cut),
		cmocka_unit_test(test_a_long_login_id_fits_its_echo)
	};

	return cmocka_run_group_tests_name("codec_golden", tests, NULL, NULL);
}
