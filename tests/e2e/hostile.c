/*
 * hostile.c - what no client of the game sends, on both ports: it costs the
 * sender, at most, its connection (spec/wire.md 2, 6 and 7, spec/login.md 2).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/rng.h"
#include "proto/codec.h"
#include "proto/wire.h"

static struct e2e e2e;
static struct bot *alice, *bob;

static int
start_with(const struct server_key *keys)
{
	struct server_options opt = { .keys = keys };

	e2e_start(&e2e, &opt);
	return 0;
}

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "net", "outbuffer", "64" },
		{ "net", "halfframetimeout", "1000" },
		{ 0 }
	};

	UNUSED(state);
	return start_with(keys);
}

static int
start_limited(void **state)
{
	static const struct server_key keys[] = {
		{ "limits", "enabled", "true" },
		{ "limits", "packetspersecond", "50" },
		{ "limits", "packetburst", "100" },
		{ "limits", "badpackets", "20" },
		{ 0 }
	};

	UNUSED(state);
	return start_with(keys);
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

/* Two honest players, for whom nothing may change. */
static int
enter(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	alice = e2e_player(&e2e, "Alice", E2E_X, E2E_Y, E2E_Z);
	bob = e2e_player(&e2e, "Bob", E2E_X + 100, E2E_Y, E2E_Z);
	e2e_settle(alice, bob);
	bot_forget(alice);
	bot_forget(bob);
	return 0;
}

static void
expect_honest_unharmed(void)
{
	flow_move(alice, E2E_X + 7, E2E_Y, E2E_Z);
	assert_int_equal(flow_see_move(bob, alice)->x, E2E_X + 7);
	flow_say(bob, "still here");
	assert_string_equal(BOT_EXPECT(alice,
	    fe2cl_rep_send_freechat_message_succ)->free_chat, "still here");
}

static struct bot *
stranger_at(enum bot_side side)
{
	struct bot *b = bot_new(e2e.team, "stranger");

	if (side == BOT_LOGIN)
		bot_connect(b, BOT_LOGIN);
	else
		bot_connect_to(b, BOT_SHARD, e2e.server.shard_port);
	return b;
}

/* Refused, and with that in order behind everything that was sent before. */
static void
expect_enter_refused(struct bot *b)
{
	flow_send_enter(b, 4711);
	BOT_EXPECT(b, fe2cl_rep_pc_enter_fail);
	bot_expect_closed(b, BOT_SHARD);
}

/* ---- bytes ---- */

static void
send_dripping(struct bot *b, enum bot_side side, const uint8_t *bytes,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bot_send_bytes(b, side, bytes + i, 1);
		bot_team_pump(e2e.team, 0, -1);
	}
}

/* DEFECT of wire.md 2: a length field in two pieces dropped the client. */
static void
test_byte_by_byte(void **state)
{
	struct cl2fe_req_pc_move move = { .x = E2E_X + 3, .y = E2E_Y };
	struct cl2ls_req_login login = { .id = "nobody_here",
		.password = "password1", .login_type = 1 };
	struct bot *b = stranger_at(BOT_LOGIN);
	uint8_t frame[4096];
	size_t n;

	UNUSED(state);
	for (int i = 0; i < 3; i++) {
		move.z = i;
		n = bot_build(alice, PKT_CL2FE_REQ_PC_MOVE, &move, frame,
		    sizeof(frame));
		send_dripping(alice, BOT_SHARD, frame, n);
		assert_int_equal(flow_see_move(bob, alice)->z, i);
	}
	n = bot_build(b, PKT_CL2LS_REQ_LOGIN, &login, frame, sizeof(frame));
	send_dripping(b, BOT_LOGIN, frame, n);
	BOT_EXPECT(b, ls2cl_rep_login_succ);
}

/* One send for many packets, cut where no packet ends. */
static void
test_cut_anywhere(void **state)
{
	enum { PACKETS = 40 };
	static uint8_t stream[PACKETS * 256];
	struct rng rng;
	size_t n = 0, sent = 0;

	UNUSED(state);
	rng_seed(&rng, 104);
	for (int i = 0; i < PACKETS; i++) {
		struct cl2fe_req_pc_move move = { .x = E2E_X + i,
			.y = E2E_Y };

		n += bot_build(alice, PKT_CL2FE_REQ_PC_MOVE, &move,
		    stream + n, sizeof(stream) - n);
	}
	while (sent < n) {
		size_t piece = (size_t)rng_range(&rng, 1, 130);

		if (piece > n - sent)
			piece = n - sent;
		bot_send_bytes(alice, BOT_SHARD, stream + sent, piece);
		sent += piece;
	}
	for (int i = 0; i < PACKETS; i++)
		assert_int_equal(flow_see_move(bob, alice)->x, E2E_X + i);
}

static void
test_impossible_lengths(void **state)
{
	static const uint8_t heads[][8] = {
		{ 0, 0, 0, 0 }, { 1, 0, 0, 0 }, { 3, 0, 0, 0, 1, 2, 3 },
		{ 0xff, 0xff, 0xff, 0xff }, { 0, 0, 0, 0x80 },
		{ 0x01, 0x10, 0, 0 },		/* 4097 in 104 */
	};

	UNUSED(state);
	for (int side = 0; side < BOT_SIDE_COUNT; side++) {
		for (size_t i = 0; i < COUNT_OF(heads); i++) {
			struct bot *b = stranger_at((enum bot_side)side);

			bot_send_bytes(b, (enum bot_side)side, heads[i],
			    sizeof(heads[i]));
			bot_expect_closed(b, (enum bot_side)side);
		}
	}
	expect_honest_unharmed();
}

/* DEFECT of wire.md 2: half a packet was waited for without limit. */
static void
test_half_a_frame(void **state)
{
	static const uint8_t half_length[] = { 40, 0 };
	static const uint8_t half_body[] = { 40, 0, 0, 0, 1, 2, 3 };
	struct bot *a = stranger_at(BOT_LOGIN);
	struct bot *b = stranger_at(BOT_SHARD);

	UNUSED(state);
	bot_send_bytes(a, BOT_LOGIN, half_length, sizeof(half_length));
	bot_send_bytes(b, BOT_SHARD, half_body, sizeof(half_body));
	bot_expect_closed(a, BOT_LOGIN);
	bot_expect_closed(b, BOT_SHARD);
	expect_honest_unharmed();
}

static void
test_noise(void **state)
{
	uint8_t noise[700];
	struct rng rng;

	UNUSED(state);
	rng_seed(&rng, 728);
	for (int round = 0; round < 60; round++) {
		enum bot_side side = round % 2 == 0 ? BOT_LOGIN : BOT_SHARD;
		struct bot *b = stranger_at(side);

		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (uint8_t)rng_range(&rng, 0, 256);
		/* half of it looks like frames from afar */
		if (round % 4 >= 2)
			wire_put_u32(noise, sizeof(noise) - 4);
		bot_send_bytes(b, side, noise, sizeof(noise));
		bot_free(b);
	}
	expect_honest_unharmed();
}

/* ---- packets ---- */

/* Every type of the client with a body of zeros in sizes that may be wrong. */
static void
test_every_type_from_a_stranger(void **state)
{
	static const size_t sizes[] = { 0, 1, 4, 17, 256, 2000 };
	static const uint8_t zeros[2000];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct bot *on_login = stranger_at(BOT_LOGIN);
		struct bot *on_shard = stranger_at(BOT_SHARD);

		for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++) {
			const struct packet_info *info =
			    packet_info((enum packet_kind)k);

			/* the only two that may speak before their turn */
			if (k == PKT_CL2FE_REQ_PC_ENTER ||
			    k == PKT_CL2LS_REQ_LOGIN)
				continue;
			bot_send_raw(on_login, BOT_LOGIN, info->id, zeros,
			    sizes[i]);
			bot_send_raw(on_shard, BOT_SHARD, info->id, zeros,
			    sizes[i]);
		}
		expect_enter_refused(on_shard);
		assert_null(bot_packet_at(on_shard, 1));
		/* the login server still listens to that one */
		assert_null(bot_packet_at(on_login, 0));
		flow_login_refused(on_login, "-", "password1");
	}
	expect_honest_unharmed();
}

/* The same from one who is in: nobody else notices, the server stays. */
static void
test_every_type_from_a_player(void **state)
{
	static const uint8_t ones[600] = { [0 ... 599] = 0xff };
	static const uint8_t zeros[600];

	UNUSED(state);
	for (int k = PKT_NONE + 1; k < PKT_KIND_COUNT; k++) {
		const struct packet_info *info =
		    packet_info((enum packet_kind)k);
		enum proto_version v = bot_team_version(e2e.team);
		size_t n = codec_wire_bytes(v, (enum packet_kind)k);

		if (k == PKT_CL2FE_REQ_PC_EXIT || n > sizeof(ones))
			continue;
		bot_send_raw(alice, BOT_SHARD, info->id, zeros, n);
		bot_send_raw(alice, BOT_SHARD, info->id, ones, n);
	}
	bot_fence(alice);
	bot_fence(bob);
	assert_true(server_is_alive(&e2e.server));
}

static void
test_out_of_sequence(void **state)
{
	struct bot *b = stranger_at(BOT_SHARD);

	UNUSED(state);
	/* DEFECT of wire.md 6: a live check without a player was a crash */
	BOT_SEND(b, cl2fe_rep_live_check, .temp_value = 1);
	BOT_SEND(b, cl2fe_req_pc_loading_complete, .pc_id = bot_id(alice));
	BOT_SEND(b, cl2fe_req_pc_move, .x = E2E_X, .y = E2E_Y);
	BOT_SEND(b, cl2fe_req_pc_exit, .id = bot_id(alice));
	expect_enter_refused(b);

	/* DEFECT of login.md 4: a live check was as good as a login */
	b = stranger_at(BOT_LOGIN);
	BOT_SEND(b, cl2ls_rep_live_check, .temp_value = 1);
	BOT_SEND(b, cl2ls_req_check_char_name, .first_name = "F",
	    .last_name = "F");
	BOT_SEND(b, cl2ls_req_char_select, .pc_uid = bot_uid(alice));
	BOT_SEND(b, cl2ls_req_char_delete, .pc_uid = bot_uid(alice));
	assert_int_equal(flow_login_refused(b, "-", "password1"), 4);
	assert_int_equal(bot_count(b, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC), 0);
	expect_honest_unharmed();
	bot_expect_none(bob, PKT_FE2CL_PC_EXIT);
}

/* A player's connection understands no login packets, and the reverse. */
static void
test_wrong_port(void **state)
{
	struct cl2ls_req_login login = { .id = "wrong_port",
		.password = "password1", .login_type = 1 };
	struct bot *b = stranger_at(BOT_LOGIN);
	uint8_t body[2048] = { 0 };
	size_t n = codec_encode(bot_team_version(e2e.team),
	    PKT_CL2LS_REQ_LOGIN, &login, NULL, 0, body, sizeof(body));

	UNUSED(state);
	bot_send_raw(alice, BOT_SHARD, packet_info(PKT_CL2LS_REQ_LOGIN)->id,
	    body, n);
	bot_fence(alice);
	bot_fence(alice);
	assert_int_equal(bot_count(alice, PKT_LS2CL_REP_LOGIN_SUCC), 0);
	assert_int_equal(dbfile_get(e2e.db,
	    "SELECT count(*) FROM Accounts WHERE Login = 'wrong_port'"), 0);

	flow_login(b, "right_port", "password1");
	memset(body, 0, sizeof(body));
	bot_send_raw(b, BOT_LOGIN, packet_info(PKT_CL2FE_REQ_PC_ENTER)->id,
	    body, codec_wire_bytes(bot_team_version(e2e.team),
	    PKT_CL2FE_REQ_PC_ENTER));
	bot_fence(b);
	assert_int_equal(bot_count(b, PKT_FE2CL_REP_PC_ENTER_FAIL), 0);
}

static void
test_second_enter(void **state)
{
	struct bot *other = e2e_outsider(&e2e, "Other", 0, E2E_X, E2E_Y,
	    E2E_Z);
	int64_t key;

	UNUSED(state);
	flow_login(other, e2e_last_login(), dbfile_password);
	key = flow_select(other);
	flow_send_enter(alice, key);
	bot_fence(alice);
	assert_int_equal(bot_count(alice, PKT_FE2CL_REP_PC_ENTER_SUCC), 0);
	/* and the key still opens the door for whom it was made */
	flow_enter(other, key);
	expect_honest_unharmed();
}

/* ---- a client that never reads ---- */

/* DEFECT of wire.md 7: a full window held up everybody. */
static void
test_who_never_reads(void **state)
{
	struct bot *deaf = e2e_outsider(&e2e, "Deaf", 0, E2E_X, E2E_Y, E2E_Z);
	struct bot *master;
	int said = 0;

	UNUSED(state);
	bot_set_receive_buffer(deaf, 4096);
	flow_join(deaf, e2e_last_login());
	master = e2e_game_master(&e2e, "Master", E2E_X + 90000, E2E_Y, E2E_Z);
	e2e_settle(alice, bob);
	bot_forget(alice);
	bot_forget(bob);
	bot_set_reading(deaf, false);

	/* far more than a socket and 64 KiB hold, until it is seen to go */
	while (bot_count(alice, PKT_FE2CL_PC_EXIT) == 0 && said < 20000) {
		said++;
		BOT_SEND(master, cl2fe_gm_req_pc_announce, .area_type = 2,
		    .during_time = said, .announce_msg = "Hear ye!");
		assert_int_equal(BOT_EXPECT(bob,
		    fe2cl_gm_rep_pc_announce)->during_time, said);
		if (said % 200 != 0)
			continue;
		bot_fence(alice);
		bot_forget(master);
		bot_forget(bob);
	}
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_exit)->id, bot_id(deaf));
	/* not one was lost for those who read */
	assert_int_equal(bot_count(alice, PKT_FE2CL_GM_REP_PC_ANNOUNCE), said);
	expect_honest_unharmed();
}

/* ---- floods, with the limits on ---- */

static void
test_flood(void **state)
{
	struct bot *b = e2e_player(&e2e, "Flooder", E2E_X, E2E_Y, E2E_Z);
	struct cl2fe_req_pc_move move = { .x = E2E_X, .y = E2E_Y };
	uint8_t frame[512];
	size_t n;

	UNUSED(state);
	BOT_EXPECT(alice, fe2cl_pc_new);
	n = bot_build(b, PKT_CL2FE_REQ_PC_MOVE, &move, frame, sizeof(frame));
	for (int i = 0; i < 1000; i++)
		if (!bot_send_bytes(b, BOT_SHARD, frame, n))
			break;
	bot_expect_closed(b, BOT_SHARD);
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_exit)->id, bot_id(b));
	expect_honest_unharmed();
}

/* DEFECT of wire.md 6: unknown packets were logged for ever. */
static void
test_too_many_bad_packets(void **state)
{
	struct bot *b = stranger_at(BOT_LOGIN);

	UNUSED(state);
	for (uint32_t i = 0; i < 40; i++)
		if (!bot_send_raw(b, BOT_LOGIN, 0x7f000000 + i, NULL, 0))
			break;
	bot_expect_closed(b, BOT_LOGIN);
	expect_honest_unharmed();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_byte_by_byte, enter),
		cmocka_unit_test_setup(test_cut_anywhere, enter),
		cmocka_unit_test_setup(test_impossible_lengths, enter),
		cmocka_unit_test_setup(test_half_a_frame, enter),
		cmocka_unit_test_setup(test_noise, enter),
		cmocka_unit_test_setup(test_every_type_from_a_stranger, enter),
		cmocka_unit_test_setup(test_every_type_from_a_player, enter),
		cmocka_unit_test_setup(test_out_of_sequence, enter),
		cmocka_unit_test_setup(test_wrong_port, enter),
		cmocka_unit_test_setup(test_second_enter, enter),
		cmocka_unit_test_setup(test_who_never_reads, enter),
	};
	const struct CMUnitTest limited[] = {
		cmocka_unit_test_setup(test_flood, enter),
		cmocka_unit_test_setup(test_too_many_bad_packets, enter),
	};
	int failed = E2E_RUN("hostile", tests, start, end);

	return failed + E2E_RUN("hostile: limits", limited, start_limited,
	    end);
}
