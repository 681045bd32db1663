/*
 * panel.c - a hosting panel made for OpenFusion runs us: it edits the shipped
 * config.ini with sed, waits for the ready line, sends ^C, and wants status 0.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bot/e2e.h"

enum { STOP_MS = 5000, SCRIPT_BYTES = 160 };

/* As such panels write it: the key where it stands in its section. */
static void
format_edit(char out[SCRIPT_BYTES], const char *section, const char *key,
    const char *value)
{
	snprintf(out, SCRIPT_BYTES,
	    "/^\\[%s\\]/,/^\\[/ s/^%s[[:space:]]*=.*/%s=%s/", section, key, key,
	    value);
}

static void
format_port_edit(char out[SCRIPT_BYTES], const char *section, uint16_t port)
{
	char value[8];

	snprintf(value, sizeof(value), "%u", port);
	format_edit(out, section, "port", value);
}

/* sed's output, from the shipped file, takes the place of the server's. */
static void
run_sed(const struct server *s, char edits[][SCRIPT_BYTES], int count)
{
	char path[SERVER_PATH_BYTES + 32];
	const char *argv[16] = { "sed" };
	int n = 1, status;
	pid_t pid;

	path_format(path, sizeof(path), "%s/config.ini", s->dir);
	for (int i = 0; i < count; i++) {
		argv[n++] = "-e";
		argv[n++] = edits[i];
	}
	argv[n++] = "config.ini";
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0) {
		int fd = open(path, O_WRONLY | O_TRUNC);

		if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
			_exit(126);
		execvp("sed", (char **)(uintptr_t)argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die("sed: status %d", status);
}

static void
test_panel(void **state)
{
	char edits[5][SCRIPT_BYTES];
	struct bot_team_options opt = { .host = "127.0.0.1" };
	struct bot_team *team;
	struct server s;
	char *config;
	char path[SERVER_PATH_BYTES + 32];

	UNUSED(state);
	server_prepare(&s, NULL);
	format_port_edit(edits[0], "login", s.login_port);
	format_port_edit(edits[1], "shard", s.shard_port);
	format_port_edit(edits[2], "monitor", s.monitor_port);
	format_edit(edits[3], "shard", "ip", "127.0.0.1");
	format_edit(edits[4], "monitor", "listenip", "0.0.0.0");
	run_sed(&s, edits, COUNT_OF(edits));
	path_format(path, sizeof(path), "%s/config.ini", s.dir);
	config = files_take(path, NULL);
	assert_non_null(strstr(config, "\nlistenip=0.0.0.0\n"));
	free(config);

	server_restart(&s);
	opt.login_port = s.login_port;
	opt.protocol = s.protocol;
	team = bot_team_new(&opt);
	flow_login(bot_new(team, "Tenant"), "tenant", dbfile_password);
	bot_team_free(team);
	server_signal(&s, SIGINT);
	assert_int_equal(server_wait(&s, STOP_MS), 0);
	server_check_log(&s);
	server_check_database(&s);
	server_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_panel) };

	return E2E_RUN("panel", tests, NULL, NULL);
}
