/*
 * keepalive.c - silent connections are asked whether they live, and end
 * (spec/server-core.md 4, spec/wire.md 2). The limits are as short as the
 * configuration allows; what is waited for is the packet or the end.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

static struct e2e e2e;

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "timeout", "5000" },
		{ "net", "handshaketimeout", "300" },
		{ "net", "halfframetimeout", "300" },
		{ 0 }
	};
	struct server_options opt = { .keys = keys };

	UNUSED(state);
	e2e_start(&e2e, &opt);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

/* One who answers stays, one who does not goes, one who acts is not asked. */
static void
test_live_checks(void **state)
{
	struct bot *lively, *dead, *onlooker;

	UNUSED(state);
	e2e_new_team(&e2e);
	onlooker = e2e_player(&e2e, "Onlooker", E2E_X, E2E_Y, E2E_Z);
	lively = e2e_player(&e2e, "Lively", E2E_X, E2E_Y, E2E_Z);
	dead = e2e_player(&e2e, "Dead", E2E_X, E2E_Y, E2E_Z);
	bot_set_lively(dead, false);
	bot_forget(lively);

	BOT_EXPECT(dead, fe2cl_req_live_check);
	bot_expect_closed(dead, BOT_SHARD);
	while (BOT_EXPECT(onlooker, fe2cl_pc_exit)->id != bot_id(dead))
		continue;
	assert_true(bot_count(lively, PKT_FE2CL_REQ_LIVE_CHECK) > 0);
	bot_fence(lively);
}

/* DEFECT of wire.md 2: a silent stranger was kept for ever. */
static void
test_silent_strangers(void **state)
{
	struct bot *on_login, *on_shard;

	UNUSED(state);
	e2e_new_team(&e2e);
	on_login = bot_new(e2e.team, "on_login");
	on_shard = bot_new(e2e.team, "on_shard");
	bot_connect(on_login, BOT_LOGIN);
	bot_connect_to(on_shard, BOT_SHARD, e2e.server.shard_port);
	bot_expect_closed(on_login, BOT_LOGIN);
	bot_expect_closed(on_shard, BOT_SHARD);
}

/* DEFECT of wire.md 2: so was the first half of a packet. */
static void
test_half_a_packet(void **state)
{
	static const uint8_t half[] = { 40, 0, 0, 0, 1, 2, 3 };
	struct bot *b;

	UNUSED(state);
	e2e_new_team(&e2e);
	b = e2e_player(&e2e, "Half", E2E_X, E2E_Y, E2E_Z);
	bot_send_bytes(b, BOT_SHARD, half, sizeof(half));
	bot_expect_closed(b, BOT_SHARD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silent_strangers),
		cmocka_unit_test(test_half_a_packet),
		cmocka_unit_test(test_live_checks),
	};

	return E2E_RUN("keepalive", tests, start, end);
}
