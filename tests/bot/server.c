/*
 * server.c - the real fusiond as a test fixture.
 *
 * Owns:   the directory and the process of each struct server.
 * Called: by e2e tests.
 * Thread: the test's.
 */
#include "bot/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "bot/die.h"
#include "bot/files.h"

enum {
	SERVER_START_MS = 20000,
	SERVER_STOP_MS = 5000,		/* what issue "Stop" promises */
	SERVER_NAP_MS = 2,
	SERVER_ATTEMPTS = 5
};

/*
 * What a test's server has unless the test says otherwise. Bots are no people:
 * they cross the map in a step and say ten things in a second.
 */
static const struct server_key server_defaults[] = {
	{ "", "verbosity", "1" },
	{ "", "sandbox", "true" },
	{ "login", "autocreateaccounts", "true" },
	{ "login", "authmethods", "password,cookie" },
	{ "shard", "ip", "127.0.0.1" },
	{ "shard", "viewdistance", "16000" },
	{ "shard", "motd", "Welcome to the test!" },
	{ "shard", "dbpath", "db/database.db" },
	{ "shard", "tdatadir", "tdata/" },
	{ "shard", "patchdir", "tdata/patch/" },
	{ "shard", "movementcheck", "false" },
	{ "monitor", "enabled", "true" },
	{ "monitor", "interval", "100" },
	{ "limits", "enabled", "false" },
	/* more than one, so that every crowd spans shards */
	{ "net", "packetshards", "2" },
};

static const char *const server_sections[] = {
	"", "login", "shard", "monitor", "net", "limits", "db", "control",
	"metrics"
};

/* Signs of a fault that an exit status does not tell. */
static const char *const server_faults[] = {
	"AddressSanitizer", "LeakSanitizer", "ThreadSanitizer",
	"MemorySanitizer", "UndefinedBehaviorSanitizer", "runtime error:",
	"[FATAL]", "Invalid read", "Invalid write",
	"definitely lost:",
	/* of the sandbox: a call that we did not think of */
	"sandbox: refused"
};

int64_t
server_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
server_nap(void)
{
	struct timespec t = { .tv_nsec = SERVER_NAP_MS * 1000000 };

	nanosleep(&t, NULL);
}

/* ---- servers that still run when the test program ends ---- */

/* Copies: a failed test leaves its function, and what lay on its stack. */
static struct server_trace {
	pid_t pid;		/* 0: free */
	char dir[SERVER_PATH_BYTES];
} server_running[16];

static void
server_kill_all(void)
{
	for (size_t i = 0; i < COUNT_OF(server_running); i++) {
		const struct server_trace *t = &server_running[i];

		if (t->pid == 0)
			continue;
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
		fprintf(stderr, "server: left behind, see %s\n", t->dir);
	}
}

static void
server_remember(const struct server *s)
{
	static bool is_registered;

	if (!is_registered)
		atexit(server_kill_all);
	is_registered = true;
	for (size_t i = 0; i < COUNT_OF(server_running); i++) {
		struct server_trace *t = &server_running[i];

		if (t->pid != 0)
			continue;
		t->pid = s->pid;
		memcpy(t->dir, s->dir, sizeof(t->dir));
		return;
	}
}

static void
server_forget(pid_t pid)
{
	for (size_t i = 0; i < COUNT_OF(server_running); i++)
		if (server_running[i].pid == pid)
			server_running[i].pid = 0;
}

/* ---- config.ini ---- */

/* Asks the kernel for ports that nobody has; sockets close together. */
static void
server_pick_ports(struct server *s)
{
	uint16_t *out[] = { &s->login_port, &s->shard_port, &s->monitor_port,
		&s->metrics_port };
	int fds[COUNT_OF(out)];

	for (size_t i = 0; i < COUNT_OF(out); i++) {
		struct sockaddr_in a = { .sin_family = AF_INET };
		socklen_t n = sizeof(a);

		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fds[i] < 0 ||
		    bind(fds[i], (struct sockaddr *)&a, sizeof(a)) != 0 ||
		    getsockname(fds[i], (struct sockaddr *)&a, &n) != 0)
			die("no free port: %s", strerror(errno));
		*out[i] = ntohs(a.sin_port);
	}
	for (size_t i = 0; i < COUNT_OF(out); i++)
		close(fds[i]);
}

static const struct server_key *
server_find_override(const struct server *s, const struct server_key *key)
{
	const struct server_key *k = s->options.keys;

	for (; k != NULL && k->section != NULL; k++)
		if (strcasecmp(k->section, key->section) == 0 &&
		    strcasecmp(k->key, key->key) == 0)
			return k;
	return NULL;
}

static void
server_write_section(FILE *f, const struct server *s, const char *section,
    const struct server_key *defaults, size_t n)
{
	const struct server_key *k = s->options.keys;

	if (section[0] != '\0')
		fprintf(f, "[%s]\n", section);
	for (size_t i = 0; i < n; i++)
		if (strcmp(defaults[i].section, section) == 0 &&
		    server_find_override(s, &defaults[i]) == NULL)
			fprintf(f, "%s=%s\n", defaults[i].key,
			    defaults[i].value);
	for (; k != NULL && k->section != NULL; k++)
		if (strcasecmp(k->section, section) == 0 && k->value != NULL)
			fprintf(f, "%s=%s\n", k->key, k->value);
}

static void
server_write_config(const struct server *s)
{
	enum { FIXED = COUNT_OF(server_defaults) };
	char protocol[16], login[16], shard[16], monitor[16], metrics[16];
	char path[SERVER_PATH_BYTES + 32];
	struct server_key all[FIXED + 5];
	FILE *f;

	snprintf(protocol, sizeof(protocol), "%d", s->protocol);
	snprintf(login, sizeof(login), "%u", s->login_port);
	snprintf(shard, sizeof(shard), "%u", s->shard_port);
	snprintf(monitor, sizeof(monitor), "%u", s->monitor_port);
	snprintf(metrics, sizeof(metrics), "%u", s->metrics_port);
	memcpy(all, server_defaults, sizeof(server_defaults));
	all[FIXED] = (struct server_key){ "", "protocol", protocol };
	all[FIXED + 1] = (struct server_key){ "login", "port", login };
	all[FIXED + 2] = (struct server_key){ "shard", "port", shard };
	all[FIXED + 3] = (struct server_key){ "monitor", "port", monitor };
	all[FIXED + 4] = (struct server_key){ "metrics", "port", metrics };

	path_format(path, sizeof(path), "%s/config.ini", s->dir);
	f = fopen(path, "w");
	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	for (size_t i = 0; i < COUNT_OF(server_sections); i++)
		server_write_section(f, s, server_sections[i], all,
		    COUNT_OF(all));
	if (fclose(f) != 0)
		die("%s: %s", path, strerror(errno));
}

void
server_prepare(struct server *s, const struct server_options *opt)
{
	const char *base = getenv("TMPDIR");
	const char *world = getenv("FUSIOND_WORLD");
	char path[SERVER_PATH_BYTES + 32];

	*s = (struct server){ 0 };
	if (opt != NULL)
		s->options = *opt;
	s->protocol = s->options.protocol != 0 ? s->options.protocol : 104;
	path_format(s->dir, sizeof(s->dir), "%s/fusiond-e2e.XXXXXX",
	    base != NULL ? base : "/tmp");
	if (mkdtemp(s->dir) == NULL)
		die("%s: %s", s->dir, strerror(errno));
	path_format(s->log_path, sizeof(s->log_path), "%s/fusiond.log", s->dir);
	path_format(s->db_path, sizeof(s->db_path), "%s/db/database.db",
	    s->dir);
	path_format(s->tdata_dir, sizeof(s->tdata_dir), "%s/tdata", s->dir);
	path_format(path, sizeof(path), "%s/db", s->dir);
	if (mkdir(path, 0700) != 0)
		die("%s: %s", path, strerror(errno));
	/* what a server wrote into the tables' directory stays there */
	files_copy_tree(world != NULL ? world : "tdata", s->tdata_dir,
	    "gruntwork");
	server_pick_ports(s);
	server_write_config(s);
	if (s->options.prepare != NULL)
		s->options.prepare(s->dir);
	if (s->options.owner == 0)
		s->options.owner = s->options.uid;
	if (s->options.owner != 0)
		files_give_tree(s->dir, s->options.owner);
}

/* ---- the process ---- */

/* $FUSIOND may be relative, and the child works in its own directory. */
static void
server_binary(char *out, size_t cap)
{
	const char *path = getenv("FUSIOND");
	char *full;

	if (path == NULL)
		path = "build/fusiond";
	full = realpath(path, NULL);
	if (full == NULL)
		die("%s: %s (build it, or set FUSIOND)", path, strerror(errno));
	path_format(out, cap, "%s", full);
	free(full);
}

/* In the child: who it is to be; the binary may lie where only root comes. */
static void
server_exec_as(uid_t uid, const char *binary, char **argv)
{
	int fd = open(binary, O_PATH | O_CLOEXEC);

	if (fd < 0 || setgroups(0, NULL) != 0 || setgid(uid) != 0 ||
	    setuid(uid) != 0)
		_exit(125);
	fexecve(fd, argv, environ);
}

/* In the child: $FUSIOND_WRAP may name valgrind or the like, with options. */
static void
server_exec(const struct server *s, const char *binary, const char *arg)
{
	const char *wrap = getenv("FUSIOND_WRAP");
	char words[512] = "";
	char *argv[32];
	int n = 0;
	int fd = open(s->log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (fd < 0 || chdir(s->dir) != 0)
		_exit(126);
	dup2(fd, 1);
	dup2(fd, 2);
	/* a test that is killed must not leave servers; see tests/run, too */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (wrap != NULL && strlen(wrap) < sizeof(words)) {
		char *rest = words;
		char *word;

		memcpy(words, wrap, strlen(wrap) + 1);
		while (n < 24 && (word = strsep(&rest, " ")) != NULL)
			if (word[0] != '\0')
				argv[n++] = word;
	}
	argv[n++] = (char *)binary;
	argv[n++] = "-c";
	argv[n++] = "config.ini";
	if (arg != NULL)
		argv[n++] = (char *)arg;
	argv[n] = NULL;
	if (s->options.uid != 0 && argv[0] == binary)
		server_exec_as(s->options.uid, binary, argv);
	else if (s->options.uid == 0)
		execvp(argv[0], argv);
	_exit(127);
}

static void
server_spawn(struct server *s, const char *arg)
{
	char binary[512];

	server_binary(binary, sizeof(binary));
	s->pid = fork();
	if (s->pid < 0)
		die("fork: %s", strerror(errno));
	if (s->pid == 0)
		server_exec(s, binary, arg);
	server_remember(s);
}

char *
server_take_log(const struct server *s)
{
	char *text = files_take(s->log_path, NULL);

	return text != NULL ? text : calloc(1, 1);
}

bool
server_log_has(const struct server *s, const char *text)
{
	char *log = server_take_log(s);
	bool has = strstr(log, text) != NULL;

	free(log);
	return has;
}

void
server_await_log(const struct server *s, const char *text)
{
	int64_t deadline = server_now_ms() + patience_ms(SERVER_START_MS);

	while (!server_log_has(s, text)) {
		if (server_now_ms() > deadline)
			die("server: does not say '%s', see %s", text,
			    s->log_path);
		server_nap();
	}
}

/* The last lines, for messages. */
static const char *
server_log_tail(char *log)
{
	size_t n = strlen(log);

	return n > 700 ? log + n - 700 : log;
}

int
server_wait(struct server *s, int timeout_ms)
{
	int64_t deadline = server_now_ms() + patience_ms(timeout_ms);
	int status;

	if (s->pid == 0)
		die("server: is not running");
	while (waitpid(s->pid, &status, WNOHANG) == 0) {
		if (server_now_ms() > deadline)
			die("server: still alive after %d ms, see %s",
			    timeout_ms, s->log_path);
		server_nap();
	}
	server_forget(s->pid);
	s->pid = 0;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

bool
server_is_alive(struct server *s)
{
	siginfo_t info = { 0 };

	if (s->pid == 0)
		return false;
	/* leaves the dead where server_wait() finds them */
	waitid(P_PID, (id_t)s->pid, &info, WEXITED | WNOHANG | WNOWAIT);
	return info.si_pid == 0;
}

/* True when it is ready, false if it ended because a port was taken. */
static bool
server_await_ready(struct server *s, size_t log_from)
{
	int64_t deadline = server_now_ms() + patience_ms(SERVER_START_MS);

	for (;;) {
		bool is_alive = server_is_alive(s);
		char *log = server_take_log(s);
		const char *news = log +
		    (strlen(log) > log_from ? log_from : strlen(log));

		if (strstr(news, "Starting shard server at") != NULL) {
			free(log);
			return true;
		}
		if (!is_alive) {
			bool is_taken = strstr(news, "in use") != NULL;
			int status = server_wait(s, 0);

			if (!is_taken)
				die("server: ended with status %d at start:"
				    "\n%s", status, server_log_tail(log));
			free(log);
			return false;
		}
		if (server_now_ms() > deadline)
			die("server: not ready in time:\n%s",
			    server_log_tail(log));
		free(log);
		server_nap();
	}
}

static void
server_run_until_ready(struct server *s, bool may_move)
{
	for (int i = 0; i < SERVER_ATTEMPTS; i++) {
		char *log = server_take_log(s);
		size_t from = strlen(log);

		free(log);
		server_spawn(s, NULL);
		if (server_await_ready(s, from))
			return;
		if (may_move) {
			server_pick_ports(s);
			server_write_config(s);
		}
	}
	die("server: no free ports after %d attempts", SERVER_ATTEMPTS);
}

void
server_start(struct server *s, const struct server_options *opt)
{
	server_prepare(s, opt);
	server_run_until_ready(s, true);
}

void
server_restart(struct server *s)
{
	server_run_until_ready(s, false);
}

int
server_run(struct server *s, const char *arg)
{
	server_spawn(s, arg);
	return server_wait(s, SERVER_START_MS);
}

void
server_signal(struct server *s, int sig)
{
	if (s->pid == 0 || kill(s->pid, sig) != 0)
		die("server: cannot be signalled, it is gone");
}

void
server_kill(struct server *s)
{
	server_signal(s, SIGKILL);
	server_wait(s, SERVER_STOP_MS);
}

void
server_check_log(const struct server *s)
{
	char *log = server_take_log(s);

	for (size_t i = 0; i < COUNT_OF(server_faults); i++) {
		const char *at = strstr(log, server_faults[i]);

		if (at != NULL)
			die("server: reported a fault, see %s:\n%.1500s",
			    s->log_path, at);
	}
	free(log);
}

/* SQLite's two words for "no write-ahead log" are bytes of the header. */
void
server_check_database(const struct server *s)
{
	static const char *const beside[] = { "-wal", "-journal" };
	char path[SERVER_PATH_BYTES + 64];
	size_t n;
	char *text = files_take(s->db_path, &n);

	if (text == NULL)
		return;		/* a server that was refused made none */
	if (n < 100 || text[18] != 1 || text[19] != 1)
		die("server: left %s in write-ahead mode", s->db_path);
	free(text);
	for (size_t i = 0; i < COUNT_OF(beside); i++) {
		path_format(path, sizeof(path), "%s%s", s->db_path,
		    beside[i]);
		text = files_take(path, &n);
		if (text != NULL && n != 0)
			die("server: left %zu bytes in %s", n, path);
		free(text);
	}
}

void
server_stop(struct server *s)
{
	int status;

	server_signal(s, SIGTERM);
	status = server_wait(s, SERVER_STOP_MS);
	server_check_log(s);
	if (status != 0)
		die("server: ended with status %d, see %s", status,
		    s->log_path);
	server_check_database(s);
}

void
server_end(struct server *s)
{
	if (s->pid != 0)
		server_stop(s);
	if (getenv("FUSIOND_KEEP") == NULL)
		files_remove_tree(s->dir);
}
