/*
 * chaos.c - players who send anything: every packet a client knows, with
 * random but well-formed contents, commands with random words, broken frames,
 * hang-ups. The server lives, and what it saved is within its bounds.
 *
 * The seed is printed; CHAOS_SEED=n repeats it, CHAOS_STEPS=n goes on longer.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include "base/rng.h"
#include "base/str.h"
#include "support/packet_random.h"

enum {
	BOTS = 16,
	STEPS = 6000,		/* of all bots together, in one test */
	FENCE_EVERY = 500,
	FRAME_BYTES = 16384,
	LOGIN_BYTES = 40
};

struct rascal {
	struct bot *bot;
	char login[LOGIN_BYTES];
};

static struct e2e e2e;
static struct rng rng;
static struct rascal rascals[BOTS];
static struct packet_random packet;

static uint64_t
number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* --- coming and going --- */

static void
come_in(struct rascal *r)
{
	if (r->bot != NULL)
		bot_free(r->bot);
	r->bot = bot_new(e2e.team, r->login);
	flow_join(r->bot, r->login);
}

static void
make_rascals(int account_level)
{
	for (int i = 0; i < BOTS; i++) {
		char label[16];

		str_format(label, sizeof(label), "Rascal%c", 'A' + i);
		bot_free(e2e_outsider(&e2e, label, account_level,
		    E2E_X + i * 700, E2E_Y, E2E_Z));
		str_copy(rascals[i].login, sizeof(rascals[i].login),
		    e2e_last_login());
		rascals[i].bot = NULL;
		come_in(&rascals[i]);
	}
}

/* --- what they do --- */

static void
send_any_packet(struct bot *b)
{
	enum packet_kind kind = (enum packet_kind)rng_range(&rng,
	    PKT_NONE + 1, PKT_KIND_COUNT);
	enum proto_version v = bot_team_version(e2e.team);
	const struct packet_info *info = packet_info(kind);

	/* Leaving is rare enough that there is a crowd to disturb. */
	if (info->direction != PACKET_CL2FE ||
	    (kind == PKT_CL2FE_REQ_PC_EXIT && rng_range(&rng, 0, 20) != 0))
		return;
	packet_random_make(&packet, v, kind, 8, &rng);
	bot_send_runs(b, kind, packet.host, packet.runs, packet.run_count);
}

static void
send_command(struct bot *b)
{
	static const char *const names[] = {
		"access", "buff", "egg", "flush", "help", "hide", "instance",
		"lair", "level", "levelx", "minfo", "mss", "notify", "npci",
		"npcr", "path", "path", "path", "players", "population",
		"redeem", "refresh", "registerall", "summonGroup",
		"summonGroupW", "summonW", "tasks", "toggleai", "unban",
		"unhide", "unregisterall", "unsummonW", "unwarpable",
		"warpable", "whois", "nonsense", ""
	};
	static const char *const words[] = {
		"0", "1", "-1", "17", "77", "99999999999999999999", ".", "abc",
		"2147483647", "-2147483648", "%s%n", "1.5", "60", "300",
		"start", "kf", "undo", "here", "test", "cancel", "end", "r",
		"add", "remove", "goto", "clear", "export"
	};
	char text[128];

	str_format(text, sizeof(text), "/%s %s %s %s",
	    names[rng_range(&rng, 0, (int32_t)COUNT_OF(names))],
	    words[rng_range(&rng, 0, (int32_t)COUNT_OF(words))],
	    words[rng_range(&rng, 0, (int32_t)COUNT_OF(words))],
	    words[rng_range(&rng, 0, (int32_t)COUNT_OF(words))]);
	flow_say(b, text);
}

static void
send_broken_frame(struct bot *b)
{
	uint8_t body[64];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)rng_u64(&rng);
	bot_send_raw(b, BOT_SHARD, (uint32_t)rng_u64(&rng) & 0x130000ff,
	    body, (size_t)rng_range(&rng, 0, sizeof(body)));
}

static void
send_in_pieces(struct bot *b)
{
	uint8_t frame[FRAME_BYTES];
	struct cl2fe_req_pc_move move = {
		.x = E2E_X + rng_range(&rng, 0, 20000), .y = E2E_Y,
	};
	size_t n = bot_build(b, PKT_CL2FE_REQ_PC_MOVE, &move, frame,
	    sizeof(frame));

	for (size_t i = 0; i < n; i++)
		if (!bot_send_bytes(b, BOT_SHARD, frame + i, 1))
			break;
}

static void
act(struct rascal *r)
{
	switch (rng_range(&rng, 0, 32)) {
	case 0:
		send_broken_frame(r->bot);
		break;
	case 1:
		send_in_pieces(r->bot);
		break;
	case 2:
	case 3:
		send_command(r->bot);
		break;
	case 4:
		flow_move(r->bot, E2E_X + rng_range(&rng, -9000, 9000),
		    E2E_Y + rng_range(&rng, -9000, 9000), E2E_Z);
		break;
	case 5:
		BOT_SEND(r->bot, cl2fe_req_pc_loading_complete,
		    .pc_id = bot_id(r->bot));
		break;
	case 6:
		if (rng_range(&rng, 0, 10) == 0)
			bot_hang_up(r->bot, BOT_SHARD);
		break;
	default:
		send_any_packet(r->bot);
		break;
	}
}

/* --- what must hold --- */

static void
check_rows(void)
{
	static const char *const none[] = {
		"SELECT count(*) FROM Players WHERE Level NOT BETWEEN 1 AND 36",
		"SELECT count(*) FROM Players WHERE Taros NOT BETWEEN 0 AND "
		    "999999999 OR FusionMatter NOT BETWEEN 0 AND 999999999",
		"SELECT count(*) FROM Players WHERE BatteryW NOT BETWEEN 0 "
		    "AND 9999 OR BatteryN NOT BETWEEN 0 AND 9999",
		"SELECT count(*) FROM Players WHERE XCoordinate NOT BETWEEN "
		    "-1000000 AND 3000000 OR YCoordinate NOT BETWEEN "
		    "-1000000 AND 3000000",
		"SELECT count(*) FROM Players WHERE Mentor NOT BETWEEN 1 AND 5",
		"SELECT count(*) FROM Players WHERE HP < 0 OR HP > "
		    "925 + 75 * Level",
	};

	for (size_t i = 0; i < COUNT_OF(none); i++)
		if (dbfile_get(e2e.db, none[i]) != 0)
			fail_msg("%s", none[i]);
	assert_true(dbfile_is_sound(e2e.db));
}

/* Whatever they did, two well-behaved ones can still meet. */
static void
check_world(void)
{
	struct bot *a, *b;

	e2e_new_team(&e2e);
	a = e2e_player(&e2e, "Decent", E2E_X - 90000, E2E_Y, E2E_Z);
	b = e2e_player(&e2e, "Polite", E2E_X - 90100, E2E_Y, E2E_Z);
	BOT_EXPECT(a, fe2cl_pc_new);
	flow_move(b, E2E_X - 90200, E2E_Y, E2E_Z);
	assert_int_equal(flow_see_move(a, b)->x, E2E_X - 90200);
}

static void
run(int protocol, int account_level, const struct server_key *keys)
{
	struct server_options opt = { .protocol = protocol, .keys = keys };
	uint64_t seed = number_from("CHAOS_SEED",
	    (uint64_t)server_now_ms() & 0xffffff);
	uint64_t steps = number_from("CHAOS_STEPS", STEPS);

	print_message("chaos: protocol %d, CHAOS_SEED=%llu\n", protocol,
	    (unsigned long long)seed);
	rng_seed(&rng, seed);
	e2e_start(&e2e, &opt);
	make_rascals(account_level);
	for (uint64_t i = 1; i <= steps; i++) {
		struct rascal *r = &rascals[rng_range(&rng, 0, BOTS)];

		if (!bot_is_open(r->bot, BOT_SHARD))
			come_in(r);
		act(r);
		if (i % FENCE_EVERY == 0)
			for (int k = 0; k < BOTS; k++)
				bot_forget(rascals[k].bot);
		bot_team_pump(e2e.team, 0, -1);
	}
	check_world();
	/* The last one to close the file leaves one, see server_stop(). */
	dbfile_close(e2e.db);
	server_stop(&e2e.server);
	e2e.db = dbfile_open(e2e.server.db_path);
	check_rows();
	/* Whatever they made of the world, it can be read again. */
	server_restart(&e2e.server);
	e2e_end(&e2e);
}

static void
test_game_masters_without_limits(void **state)
{
	static const struct server_key keys[] = {
		{ "limits", "enabled", "false" },
		{ "shard", "movementcheck", "false" }, { 0 }
	};

	UNUSED(state);
	run(104, 1, keys);
}

static void
test_users_within_limits(void **state)
{
	static const struct server_key keys[] = {
		{ "limits", "enabled", "true" },
		{ "limits", "badpackets", "20" },
		{ "shard", "movementcheck", "true" }, { 0 }
	};

	UNUSED(state);
	run(1013, 99, keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_game_masters_without_limits),
		cmocka_unit_test(test_users_within_limits),
	};

	return E2E_RUN("chaos", tests, NULL, NULL);
}
