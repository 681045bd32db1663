/*
 * monitor_feed.c - what moderators' tools read from the monitor port
 * (spec/monitor.md).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "bot/e2e.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { AWAIT_MS = 8000 };

static struct e2e e2e;

/* A reader of the feed: hands out one whole update at a time. */
struct reader {
	int fd;
	size_t used;
	char text[256 * 1024];
};

static struct reader reader;

static int
start(void **state)
{
	UNUSED(state);
	e2e_start(&e2e, NULL);
	return 0;
}

static int
end(void **state)
{
	UNUSED(state);
	e2e_end(&e2e);
	return 0;
}

static int
connect_monitor(void)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(e2e.server.monitor_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static int
open_reader(void **state)
{
	UNUSED(state);
	e2e_new_team(&e2e);
	reader.fd = connect_monitor();
	reader.used = 0;
	return 0;
}

static int
close_reader(void **state)
{
	UNUSED(state);
	close(reader.fd);
	return 0;
}

static char *
find_end(struct reader *r)
{
	char *at;

	r->text[r->used] = '\0';
	if (r->used >= 4 && memcmp(r->text, "end\n", 4) == 0)
		return r->text + 4;
	at = strstr(r->text, "\nend\n");
	return at != NULL ? at + 5 : NULL;
}

/* The next "begin ... end" as text; lives until the next call. */
static const char *
next_update(struct reader *r)
{
	static char update[sizeof(r->text)];
	char *stop;

	while ((stop = find_end(r)) == NULL) {
		struct pollfd p = { r->fd, POLLIN, 0 };
		ssize_t n;

		if (poll(&p, 1, (int)patience_ms(AWAIT_MS)) <= 0)
			die("monitor: no update in time");
		n = recv(r->fd, r->text + r->used,
		    sizeof(r->text) - 1 - r->used, 0);
		if (n <= 0)
			die("monitor: closed");
		r->used += (size_t)n;
		bot_team_pump(e2e.team, 0, -1);
	}
	memcpy(update, r->text, (size_t)(stop - r->text));
	update[stop - r->text] = '\0';
	r->used -= (size_t)(stop - r->text);
	memmove(r->text, stop, r->used);
	assert_memory_equal(update, "begin\n", 6);
	return update;
}

/* The update that has the line (whole), and it comes in no other. */
static const char *
await_line(struct reader *r, const char *line)
{
	int64_t deadline = server_now_ms() + patience_ms(AWAIT_MS);
	char wanted[2200];
	const char *update;

	snprintf(wanted, sizeof(wanted), "\n%s\n", line);
	do {
		if (server_now_ms() > deadline)
			die("monitor: no update has '%s'", line);
		update = next_update(r);
	} while (strstr(update, wanted) == NULL);
	assert_null(strstr(strstr(update, wanted) + 1, wanted));
	return update;
}

static void
test_players(void **state)
{
	struct bot *b;
	char line[128];
	const char *update;

	UNUSED(state);
	update = next_update(&reader);
	assert_string_equal(update, "begin\nend\n");
	b = e2e_player(&e2e, "Seen", E2E_X, E2E_Y, E2E_Z);
	snprintf(line, sizeof(line), "player %d %d Seen Tester%u", E2E_X,
	    E2E_Y, e2e.player_count);
	await_line(&reader, line);
	flow_move(b, E2E_X - 500, E2E_Y + 7, E2E_Z);
	snprintf(line, sizeof(line), "player %d %d Seen Tester%u",
	    E2E_X - 500, E2E_Y + 7, e2e.player_count);
	await_line(&reader, line);
	flow_leave(b);
	do {
		update = next_update(&reader);
	} while (strstr(update, "player ") != NULL);
}

static void
test_unapproved_name(void **state)
{
	struct bot *b;
	char line[128], sql[128];

	UNUSED(state);
	b = e2e_outsider(&e2e, "Naughty", 0, E2E_X, E2E_Y, E2E_Z);
	snprintf(sql, sizeof(sql), "UPDATE Players SET NameCheck = 0 "
	    "WHERE PlayerID = %lld", (long long)bot_uid(b));
	dbfile_exec(e2e.db, sql);
	flow_join(b, e2e_last_login());
	snprintf(line, sizeof(line), "player %d %d Player %d", E2E_X, E2E_Y,
	    bot_id(b));
	await_line(&reader, line);
	flow_say(b, "hi");
	snprintf(line, sizeof(line), "chat [FreeChat] Player %d: hi",
	    bot_id(b));
	await_line(&reader, line);
}

static void
test_chat(void **state)
{
	struct bot *master, *b;
	char line[128];
	unsigned n;

	UNUSED(state);
	master = e2e_game_master(&e2e, "Master", E2E_X, E2E_Y, E2E_Z);
	n = e2e.player_count;
	b = e2e_player(&e2e, "Plain", E2E_X, E2E_Y, E2E_Z);
	flow_say(master, "hello world");
	snprintf(line, sizeof(line),
	    "chat [FreeChat] (GM) Master Tester%u [%d]: hello world", n,
	    bot_id(master));
	await_line(&reader, line);
	BOT_SEND(b, cl2fe_req_send_menuchat_message, .free_chat = "menu");
	snprintf(line, sizeof(line),
	    "chat [MenuChat] Plain Tester%u [%d]: menu", n + 1, bot_id(b));
	await_line(&reader, line);
	/* commands are nobody's business */
	flow_say(master, "/nosuchcommand");
	bot_fence(master);
	flow_say(master, "after");
	snprintf(line, sizeof(line),
	    "chat [FreeChat] (GM) Master Tester%u [%d]: after", n,
	    bot_id(master));
	assert_null(strstr(await_line(&reader, line), "nosuchcommand"));
}

/* DEFECT of monitor.md 4: a line break in it made lines of the protocol. */
static void
test_announcement(void **state)
{
	struct bot *master;
	char line[128];

	UNUSED(state);
	master = e2e_game_master(&e2e, "Crier", E2E_X, E2E_Y, E2E_Z);
	BOT_SEND(master, cl2fe_gm_req_pc_announce, .area_type = 2,
	    .announce_type = 1, .during_time = 15,
	    .announce_msg = "one\nend\nbegin");
	snprintf(line, sizeof(line), "bcast 2 1 15 Crier Tester%u: "
	    "oneendbegin", e2e.player_count);
	await_line(&reader, line);
	/* an ordinary player announces nothing */
	bot_fence(master);
}

static void
test_name_request(void **state)
{
	static const struct server_key keys[] = {
		{ "login", "acceptallcustomnames", "false" }, { 0 }
	};
	struct server_options opt = { .keys = keys };
	struct bot *b;
	char line[128];

	UNUSED(state);
	e2e_end(&e2e);
	e2e_start(&e2e, &opt);
	close(reader.fd);
	open_reader(NULL);
	b = bot_new(e2e.team, "namer");
	flow_login(b, "name_request", "password1");
	flow_save_name(b, "Some", "Name", 1);
	snprintf(line, sizeof(line), "namereq %lld Some Name",
	    (long long)bot_uid(b));
	await_line(&reader, line);
}

/* All monitors get the same; what one sends is not read. */
static void
test_several_monitors(void **state)
{
	static struct reader second;
	struct bot *b;
	char line[128];

	UNUSED(state);
	second.fd = connect_monitor();
	second.used = 0;
	assert_true(send(second.fd, "hello?\n", 7, MSG_NOSIGNAL) == 7);
	next_update(&second);
	b = e2e_player(&e2e, "Both", E2E_X, E2E_Y, E2E_Z);
	flow_say(b, "to all");
	snprintf(line, sizeof(line), "chat [FreeChat] Both Tester%u [%d]: "
	    "to all", e2e.player_count, bot_id(b));
	await_line(&reader, line);
	await_line(&second, line);
	close(second.fd);
	flow_say(b, "to one");
	snprintf(line, sizeof(line), "chat [FreeChat] Both Tester%u [%d]: "
	    "to one", e2e.player_count, bot_id(b));
	await_line(&reader, line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_players, open_reader,
		    close_reader),
		cmocka_unit_test_setup_teardown(test_unapproved_name,
		    open_reader, close_reader),
		cmocka_unit_test_setup_teardown(test_chat, open_reader,
		    close_reader),
		cmocka_unit_test_setup_teardown(test_announcement,
		    open_reader, close_reader),
		cmocka_unit_test_setup_teardown(test_several_monitors,
		    open_reader, close_reader),
		cmocka_unit_test_setup_teardown(test_name_request,
		    open_reader, close_reader),
	};

	return E2E_RUN("monitor_feed", tests, start, end);
}
