/*
 * operator_reload.c - new tables and keys for a sealed server that is played
 * on, and refusals that change nothing.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "base/str.h"
#include "bot/e2e.h"
#include "bot/errand.h"
#include "tool/ctl_client.h"

enum { TEXT_BYTES = 1 << 20, ROUNDS = 6 };

static struct e2e e2e;
static struct errand errand;

#define EXPECT_SAYS(part) do { \
	if (strstr(errand.said, (part)) == NULL) \
		fail_msg("'%s' is not in '%s'", (part), errand.said); \
} while (0)

static int
start(void **state)
{
	static const struct server_key keys[] = {
		{ "shard", "accountlevel", "99" }, { 0 }
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

/* The first `from` in a file of the server's directory becomes `to`. */
static void
edit(const char *file, const char *from, const char *to)
{
	char path[SERVER_PATH_BYTES + 64];
	char *text, *at, *out = malloc(TEXT_BYTES);
	size_t n;

	path_format(path, sizeof(path), "%s/%s", e2e.server.dir, file);
	text = files_take(path, &n);
	assert_non_null(text);
	assert_non_null(out);
	at = strstr(text, from);
	if (at == NULL)
		fail_msg("%s: no %s in it", file, from);
	n = str_format(out, TEXT_BYTES, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
	files_write(path, out, n);
	free(text);
	free(out);
}

static int
reload(void)
{
	ERRAND(&e2e.server, "", &errand, "ctl", "reload");
	return errand.status;
}

/* What is said to it next, in answer to a command. */
static const char *
answer_to(struct bot *b, const char *command)
{
	bot_fence(b);
	bot_forget(b);
	flow_say(b, command);
	return BOT_EXPECT(b, fe2cl_pc_motd_login)->system_msg;
}

static void
test_code(void **state)
{
	struct bot *b = e2e_player(&e2e, "Redeemer", E2E_X, E2E_Y, E2E_Z);

	UNUSED(state);
	assert_int_equal(reload(), 0);
	EXPECT_SAYS("nothing has changed");
	assert_string_equal(answer_to(b, "/redeem lamp"),
	    "/redeem: Unknown code");
	edit("tdata/drops.json", "\"lantern\"", "\"lamp\"");
	assert_int_equal(reload(), 0);
	assert_string_equal(errand.said, "taken drops.json CodeItems\n");
	assert_string_equal(answer_to(b, "/redeem lamp"),
	    "You have redeemed a code item");
	assert_string_equal(answer_to(b, "/redeem lantern"),
	    "/redeem: Unknown code");
	flow_leave(b);
	bot_free(b);
}

/* And nothing that needs a restart is hidden. */
static void
test_keys(void **state)
{
	const struct fe2cl_pc_motd_login *m;
	struct bot *b = e2e_outsider(&e2e, "Reader", 0, E2E_X, E2E_Y, E2E_Z);

	UNUSED(state);
	edit("config.ini", "motd=Welcome to the test!",
	    "motd=Good evening\nmaxplayers=7\n");
	assert_int_equal(reload(), 0);
	EXPECT_SAYS("taken shard.motd\n");
	EXPECT_SAYS("restart shard.maxplayers\n");
	flow_enter(b, (flow_login(b, e2e_last_login(), dbfile_password),
	    flow_select(b)));
	flow_load(b);
	do
		m = BOT_EXPECT(b, fe2cl_pc_motd_login);
	while (strcmp(m->system_msg, "Good evening") != 0);
	flow_leave(b);
	bot_free(b);
	edit("config.ini", "\nmaxplayers=7\n", "\n");
}

static void
test_fixed_tables(void **state)
{
	UNUSED(state);
	edit("tdata/NPCs.json", "\"iX\": ", "\"iX\": 1");
	assert_int_equal(reload(), 0);
	assert_string_equal(errand.said, "restart NPCs.json NPCs\n");
	/* what is taken must not name what is not there */
	edit("tdata/xdt.json", "\"m_iStackNumber\": 100",
	    "\"m_iStackNumber\": 99");
	edit("tdata/drops.json", "\"Harbour\"", "\"Haven\"");
	assert_int_equal(reload(), 1);
	EXPECT_SAYS("m_pGeneralItemTable has changed");
	edit("tdata/drops.json", "\"Haven\"", "\"Harbour\"");
	edit("tdata/xdt.json", "\"m_iStackNumber\": 99",
	    "\"m_iStackNumber\": 100");
	edit("tdata/NPCs.json", "\"iX\": 1", "\"iX\": ");
	assert_int_equal(reload(), 0);
	EXPECT_SAYS("nothing has changed");
}

/* File and key, or line; and nothing changes. */
static void
test_mistakes(void **state)
{
	static const struct {
		const char *file, *from, *to, *says;
	} cases[] = {
		{ "tdata/drops.json", "\"CodeItems\": {",
		    "\"CodeItems\": {{", "drops.json" },
		{ "tdata/drops.json", "\"Code\": \"lamp\"", "\"Code\": 17",
		    "Code" },
		{ "config.ini", "motd=Good", "port=none\nmotd=Good",
		    "config.ini:" },
	};
	struct bot *b = e2e_player(&e2e, "Sceptic", E2E_X, E2E_Y, E2E_Z);

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		edit(cases[i].file, cases[i].from, cases[i].to);
		edit("tdata/drops.json", "\"Harbour\"", "\"Haven\"");
		assert_int_equal(reload(), 1);
		EXPECT_SAYS(cases[i].says);
		assert_string_equal(answer_to(b, "/redeem haven"),
		    "/redeem: Unknown code");
		edit("tdata/drops.json", "\"Haven\"", "\"Harbour\"");
		edit(cases[i].file, cases[i].to, cases[i].from);
	}
	assert_string_equal(answer_to(b, "/redeem lamp"),
	    "You have redeemed a code item");
	flow_leave(b);
	bot_free(b);
}

/* What no tool would send: the server reads it, too. */
static void
test_bad_requests(void **state)
{
	static const char no_text[] = "4 a.ini\na\0b\n";
	static const struct {
		const char *body;
		size_t n;
		const char *says;
	} cases[] = {
		{ "", 0, "no config.ini" },
		{ "hello", 5, "no list of files" },
		{ "-1 a.ini\n", 9, "no list of files" },
		{ "99 a.ini\nabc", 12, "no list of files" },
		{ "99999999999999999999 a.ini\nabc", 30, "no list of files" },
		{ "3 \nabc", 6, "no list of files" },
		{ no_text, sizeof(no_text) - 1, "no text" },
		{ "3 a.ini\nabc", 11, "a.ini:1: " },
		{ "13 a.ini\nprotocol=1013", 22, "protocol=" },
		{ "0 a.ini\n", 8, "tdata file missing: tdata/xdt.json" },
		{ "23 a.ini\n[shard]\ntdatadir=other/", 32,
		    "was started with the tables of tdata/" },
	};
	const char *const words[] = { "reload" };
	char path[SERVER_PATH_BYTES + 64], why[CTL_WHY_BYTES];
	struct ctl_answer a = { 0 };

	UNUSED(state);
	path_format(path, sizeof(path), "%s/control/socket", e2e.server.dir);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ctl_client *c = ctl_client_open(path, why);

		assert_non_null(c);
		assert_int_equal(ctl_client_ask(c, 1, words, cases[i].body,
		    cases[i].n, &a), 1);
		if (strstr(a.text, cases[i].says) == NULL)
			fail_msg("case %zu: %s", i, a.text);
		ctl_client_close(c);
	}
	ctl_answer_fini(&a);
}

/* The server's own file, which it may be writing just now. */
static void
test_gruntwork(void **state)
{
	char path[SERVER_PATH_BYTES + 64];

	UNUSED(state);
	path_format(path, sizeof(path), "%s/tdata/gruntwork.json",
	    e2e.server.dir);
	files_write(path, "{ half of", 9);
	assert_int_equal(reload(), 0);
	EXPECT_SAYS("nothing has changed");
	files_write(path, "", 0);
}

/* Again and again, while somebody walks. */
static void
test_many(void **state)
{
	struct bot *b = e2e_player(&e2e, "Walker", E2E_X, E2E_Y, E2E_Z);
	char from[32] = "\"Harbour\"", to[32], command[48];

	UNUSED(state);
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(to, sizeof(to), "\"code%d\"", i);
		edit("tdata/drops.json", from, to);
		flow_move(b, E2E_X + i, E2E_Y, E2E_Z);
		assert_int_equal(reload(), 0);
		EXPECT_SAYS("taken drops.json CodeItems");
		snprintf(command, sizeof(command), "/redeem code%d", i);
		assert_string_equal(answer_to(b, command),
		    "You have redeemed code items");
		snprintf(from, sizeof(from), "%s", to);
	}
	flow_leave(b);
	bot_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_fixed_tables),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_bad_requests),
		cmocka_unit_test(test_gruntwork),
		cmocka_unit_test(test_many),
	};

	return E2E_RUN("operator_reload", tests, start, end);
}
