/*
 * service_manager.c - a service manager is told that the server is ready, and
 * that it stops, from inside the sandbox (Type=notify of systemd).
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <signal.h>
#include <unistd.h>

#include "bot/e2e.h"
#include "support/freeze.h"
#include "support/manager.h"

enum {
	STOP_MS = 5000,
	QUIET_MS = 1000			/* ten rounds of the watchdog */
};

static int manager;
static bool is_abstract;

/* The name is in the server's own directory, which is new. */
static void
be_manager(const char *dir)
{
	char name[SERVER_PATH_BYTES];

	path_format(name, sizeof(name), "%s%s/notify", is_abstract ? "@" : "",
	    dir);
	manager = manager_open(name);
	setenv("NOTIFY_SOCKET", name, 1);
}

static void
expect_words(bool abstract_name)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "true" }, { 0 }
	};
	struct server_options opt = { .keys = keys, .prepare = be_manager };
	struct e2e e = { 0 };
	char heard[64];

	is_abstract = abstract_name;
	e2e_start(&e, &opt);
	unsetenv("NOTIFY_SOCKET");
	assert_string_equal(manager_hear(manager, heard, sizeof(heard)),
	    "READY=1");
	assert_string_equal(manager_hear(manager, heard, sizeof(heard)),
	    "STATUS=0 players");
	/* It does play as well. */
	bot_fence(e2e_player(&e, "Player", E2E_X, E2E_Y, E2E_Z));
	server_signal(&e.server, SIGTERM);
	manager_await(manager, "STOPPING=1");
	assert_int_equal(server_wait(&e.server, STOP_MS), 0);
	server_check_log(&e.server);
	assert_false(server_log_has(&e.server, "notify:"));
	assert_false(server_log_has(&e.server, "refused"));
	e2e_end(&e);
	close(manager);
}

static void
test_path(void **state)
{
	UNUSED(state);
	expect_words(false);
}

/* Landlock keeps us from such names, but for one that is connected. */
static void
test_abstract_name(void **state)
{
	UNUSED(state);
	expect_words(true);
}

static void
test_nobody_there(void **state)
{
	struct e2e e = { 0 };

	UNUSED(state);
	setenv("NOTIFY_SOCKET", "/no/such/socket", 1);
	e2e_start(&e, NULL);
	unsetenv("NOTIFY_SOCKET");
	assert_true(server_log_has(&e.server,
	    "notify: NOTIFY_SOCKET=/no/such/socket: "));
	e2e_end(&e);
}

/*
 * Signs of life and how many play, for who asks for them; and when a room
 * stands still, no more signs, so that the manager starts the server anew.
 */
static void
test_watchdog(void **state)
{
	static const struct server_key keys[] = {
		{ "", "sandbox", "true" }, { 0 }
	};
	struct server_options opt = { .keys = keys, .prepare = be_manager };
	struct e2e e = { 0 };
	pid_t world;

	UNUSED(state);
	is_abstract = false;
	setenv("WATCHDOG_USEC", "200000", 1);
	e2e_start(&e, &opt);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	manager_await(manager, "READY=1");
	manager_await(manager, "STATUS=0 players");
	manager_await(manager, "WATCHDOG=1");
	bot_fence(e2e_player(&e, "Player", E2E_X, E2E_Y, E2E_Z));
	manager_await(manager, "STATUS=1 player");
	manager_await(manager, "WATCHDOG=1");

	world = freeze_thread(e.server.pid, "world/0");
	if (world == 0) {
		print_message("nobody may trace here: not stopped\n");
	} else {
		server_await_log(&e.server,
		    "[ERROR] main: standing still: world ms=");
		manager_forget(manager);
		assert_false(manager_says_within(manager, QUIET_MS));
		thaw_thread(world);
		manager_await(manager, "WATCHDOG=1");
	}
	server_signal(&e.server, SIGTERM);
	manager_await(manager, "STOPPING=1");
	assert_int_equal(server_wait(&e.server, STOP_MS), 0);
	e2e_end(&e);
	close(manager);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_abstract_name),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_watchdog),
	};

	return E2E_RUN("service_manager", tests, NULL, NULL);
}
