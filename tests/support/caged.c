/*
 * caged.c - a server in its sandbox, to be attacked.
 *
 * Owns:   the two bots that play.
 * Called: by tests/sandbox.
 * Thread: the test's.
 */
#include "support/caged.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/inject.h"

enum { STOP_MS = 5000, UPDATE_MS = 8000, UPDATE_BYTES = 65536, STEP = 40 };

static struct bot *alice, *bob;
static int32_t alice_at[3];

/* --- whether it makes sense --- */

bool
caged_may(uint64_t capabilities)
{
	char *status = files_take("/proc/self/status", NULL);
	const char *at = status != NULL ? strstr(status, "\nCapEff:") : NULL;
	uint64_t has = at != NULL ?
	    strtoull(at + strlen("\nCapEff:"), NULL, 16) : 0;

	free(status);
	return (has & capabilities) == capabilities;
}

static const char *
find_obstacle(void)
{
	enum { CHOWN = 0, SETGID = 6, SETUID = 7, SYS_PTRACE = 19 };
	const char *why = inject_obstacle();
	struct server s;
	bool is_off;

	if (why != NULL)
		return why;
	/* to start as a user, to give it its directory, to trace it */
	if (!caged_may(1 << CHOWN | 1 << SETGID | 1 << SETUID |
	    1 << SYS_PTRACE))
		return "root may too little here";
	server_start(&s, NULL);
	is_off = server_log_has(&s, "sandbox off:") ||
	    server_log_has(&s, "missing=all");
	server_end(&s);
	return is_off ? "this build has no sandbox" : NULL;
}

void
caged_need(void)
{
	static const char *why;
	static bool is_known;

	if (!is_known)
		why = find_obstacle();
	is_known = true;
	if (why == NULL)
		return;
	print_message("skipped: %s\n", why);
	skip();
}

/* --- starting --- */

void
caged_start(struct e2e *e, const char *mode, uid_t uid)
{
	/* the server keeps the options, also when it starts again */
	static struct server_key keys[3];
	struct server_options opt = { .keys = keys, .uid = uid };

	keys[0] = (struct server_key){ "", "sandbox", mode };
	/* with all ports and descriptors that it may ever have */
	keys[1] = (struct server_key){ "metrics", "enabled", "true" };
	e2e_start(e, &opt);
}

int
caged_connect(const struct server *s)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(s->login_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("login port: %s", strerror(errno));
	return fd;
}

/* --- playing --- */

static struct bot *
come_in(struct e2e *e, const char *name)
{
	struct bot *b = bot_new(e->team, name);
	unsigned n = ++e->player_count;
	char user[32], last[17];

	snprintf(user, sizeof(user), "%s_%u", name, n);
	snprintf(last, sizeof(last), "Caged%u", n);
	flow_login(b, user, "password1");
	flow_create_character(b, name, last, 1);
	flow_enter_world(b);
	return b;
}

static void
hear(struct bot *hearer, const struct bot *speaker, const char *text)
{
	const struct fe2cl_rep_send_freechat_message_succ *heard =
	    BOT_EXPECT(hearer, fe2cl_rep_send_freechat_message_succ);

	assert_int_equal(heard->pc_id, bot_id(speaker));
	assert_string_equal(heard->free_chat, text);
}

static void
talk(struct bot *speaker, struct bot *hearer, const char *text)
{
	flow_say(speaker, text);
	hear(speaker, speaker, text);
	hear(hearer, speaker, text);
}

/* A file descriptor that is read until the update is whole. */
static char *
read_update(int fd)
{
	char *text = calloc(1, UPDATE_BYTES);
	size_t used = 0;

	if (text == NULL)
		die("out of memory");
	while (strstr(text, "\nend\n") == NULL) {
		struct pollfd p = { fd, POLLIN, 0 };
		ssize_t n;

		if (poll(&p, 1, (int)patience_ms(UPDATE_MS)) <= 0)
			die("monitor: no update in time");
		n = recv(fd, text + used, UPDATE_BYTES - 1 - used, 0);
		if (n <= 0)
			die("monitor: closed");
		used += (size_t)n;
		text[used] = '\0';
	}
	return text;
}

char *
caged_take_update(const struct server *s)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(s->monitor_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char *text;

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("monitor: %s", strerror(errno));
	text = read_update(fd);
	close(fd);
	return text;
}

static void
check_monitor(const struct server *s)
{
	char *text = caged_take_update(s);

	assert_memory_equal(text, "begin\n", 6);
	assert_non_null(strstr(text, "Alice Caged"));
	assert_non_null(strstr(text, "Bob Caged"));
	free(text);
}

void
caged_step(void)
{
	alice_at[0] += STEP;
	flow_move(alice, alice_at[0], alice_at[1], alice_at[2]);
	assert_int_equal(flow_see_move(bob, alice)->x, alice_at[0]);
}

void
caged_play(struct e2e *e)
{
	e2e_new_team(e);
	alice = come_in(e, "Alice");
	bob = come_in(e, "Bob");
	assert_int_equal(BOT_EXPECT(alice, fe2cl_pc_new)->
	    pc_appearance_data.id, bot_id(bob));
	bot_get_position(alice, alice_at);
	for (int i = 0; i < 10; i++)
		caged_step();
	talk(alice, bob, "Is there a way out of here?");
	talk(bob, alice, "None that I know of.");
	check_monitor(&e->server);
}

/* --- the end --- */

static void
check_saved(struct e2e *e)
{
	struct dbfile *db = dbfile_open(e->server.db_path);
	char sql[96];

	snprintf(sql, sizeof(sql), "SELECT XCoordinate FROM Players WHERE "
	    "PlayerID = %lld", (long long)bot_uid(alice));
	assert_int_equal(dbfile_get(db, sql), alice_at[0]);
	assert_true(dbfile_is_sound(db));
	dbfile_close(db);
}

void
caged_end(struct e2e *e)
{
	dbfile_close(e->db);
	e->db = NULL;
	server_signal(&e->server, SIGTERM);
	BOT_EXPECT(alice, fe2cl_rep_pc_exit_succ);
	BOT_EXPECT(bob, fe2cl_rep_pc_exit_succ);
	/* else it waits a while for them to do so */
	bot_hang_up(alice, BOT_SHARD);
	bot_hang_up(bob, BOT_SHARD);
	assert_int_equal(server_wait(&e->server, STOP_MS), 0);
	server_check_database(&e->server);
	assert_false(server_log_has(&e->server, "[FATAL]"));
	assert_false(server_log_has(&e->server, "[ERROR]"));
	check_saved(e);
	e2e_end(e);
}

/* --- what the log says --- */

const char *
caged_summary(const struct server *s, const char *key)
{
	static char value[256];
	char name[32];
	char *log = server_take_log(s);
	const char *line = strstr(log, "[INFO] sandbox: mode=");

	snprintf(name, sizeof(name), " %s=", key);
	if (line != NULL)
		line = strstr(line, name);
	if (line == NULL)
		die("the log has no summary with %s, see %s", key,
		    s->log_path);
	line += strlen(name);
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(line, " \n"),
	    line);
	free(log);
	return value;
}

unsigned
caged_count_in_log(const struct server *s, const char *text)
{
	char *log = server_take_log(s);
	unsigned n = 0;

	for (const char *at = log; (at = strstr(at, text)) != NULL; at++)
		n++;
	free(log);
	return n;
}
