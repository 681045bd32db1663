/*
 * test_notify_socket.c - what a service manager is told, by a path and by an
 * abstract name, and that a bad or absent one is no obstacle.
 *
 * Owns:   a directory with a socket.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/notify_socket.h"
#include "bot/files.h"
#include "support/manager.h"

static char dir[] = "/tmp/fusiond-notify.XXXXXX";

static int
make_dir(void **state)
{
	UNUSED(state);
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
remove_dir(void **state)
{
	UNUSED(state);
	unsetenv("NOTIFY_SOCKET");
	files_remove_tree(dir);
	return 0;
}

static void
both_kinds_of_names_are_reached(void **state)
{
	UNUSED(state);
	for (int is_abstract = 0; is_abstract < 2; is_abstract++) {
		char name[64], got[64];
		int manager, fd;

		path_format(name, sizeof(name), "%s%s/socket",
		    is_abstract ? "@" : "", dir);
		manager = manager_open(name);
		setenv("NOTIFY_SOCKET", name, 1);
		fd = notify_socket_open();
		assert_true(fd >= 0);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		notify_socket_tell(fd, "READY=1");
		notify_socket_tell(fd, "STOPPING=1");
		notify_socket_close(fd);
		assert_string_equal(manager_hear(manager, got, sizeof(got)),
		    "READY=1");
		assert_string_equal(manager_hear(manager, got, sizeof(got)),
		    "STOPPING=1");
		close(manager);
	}
}

static void
without_a_manager_nothing_happens(void **state)
{
	UNUSED(state);
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(notify_socket_open(), -1);
	setenv("NOTIFY_SOCKET", "", 1);
	assert_int_equal(notify_socket_open(), -1);
	notify_socket_tell(-1, "READY=1");
	notify_socket_close(-1);
}

static void
bad_names_are_no_obstacle(void **state)
{
	char too_long[200];
	const char *const names[] = {
		"relative", "/", "@", "/no/such/socket", "@nobody/listens",
		too_long
	};

	UNUSED(state);
	memset(too_long, '/', sizeof(too_long) - 1);
	too_long[sizeof(too_long) - 1] = '\0';
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		assert_int_equal(notify_socket_open(), -1);
	}
}

/* One that has gone, or does not read, does not hold up the server. */
static void
deaf_managers_are_not_waited_for(void **state)
{
	char name[64];
	int manager, fd;

	UNUSED(state);
	path_format(name, sizeof(name), "%s/deaf", dir);
	manager = manager_open(name);
	setenv("NOTIFY_SOCKET", name, 1);
	fd = notify_socket_open();
	assert_true(fd >= 0);
	for (int i = 0; i < 10000; i++)
		if (write(fd, "x", 1) != 1)
			break;
	assert_int_equal(errno, EAGAIN);
	notify_socket_tell(fd, "READY=1");
	close(manager);
	notify_socket_tell(fd, "STOPPING=1");
	notify_socket_close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_of_names_are_reached),
		cmocka_unit_test(without_a_manager_nothing_happens),
		cmocka_unit_test(bad_names_are_no_obstacle),
		cmocka_unit_test(deaf_managers_are_not_waited_for),
	};

	return cmocka_run_group_tests_name("notify_socket", tests, make_dir,
	    remove_dir);
}
