/*
 * tool_rig.h - an operator at his desk: a directory with config.ini and a
 * database, tools that are run in it and what they say.
 */
#ifndef UNIT_TOOL_RIG_H
#define UNIT_TOOL_RIG_H

#include "db_fixture.h"

#include <getopt.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "tool/tool.h"

enum { RIG_WORDS = 16, RIG_TEXT_BYTES = 1 << 16 };

struct tool_rig {
	struct fixture *fx;
	char config[128];
	char out[RIG_TEXT_BYTES], err[RIG_TEXT_BYTES];
};

/* What config.ini says besides where the files are. */
static inline void
rig_write_config(struct tool_rig *rig, const char *more)
{
	FILE *f = fopen(rig->config, "w");

	assert_non_null(f);
	fprintf(f, "protocol=104\n[shard]\ndbpath=%s\ntdatadir=tdata\n"
	    "patchdir=tdata/patch\n%s", rig->fx->path, more);
	assert_int_equal(fclose(f), 0);
}

/* With a database, of which nobody is the server. */
static inline struct tool_rig *
rig_new(void)
{
	struct tool_rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	rig->fx = fixture_new(104);
	fixture_open(rig->fx);
	str_format(rig->config, sizeof(rig->config), "%s/config.ini",
	    rig->fx->dir);
	rig_write_config(rig, "");
	return rig;
}

static inline void
rig_free(struct tool_rig *rig)
{
	unlink(rig->config);
	fixture_free(rig->fx);
	free(rig);
}

static inline int
rig_setup(void **state)
{
	*state = rig_new();
	return 0;
}

static inline int
rig_teardown(void **state)
{
	rig_free(*state);
	return 0;
}

static inline void
rig_read_back(int fd, char text[RIG_TEXT_BYTES])
{
	ssize_t n = pread(fd, text, RIG_TEXT_BYTES - 1, 0);

	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
}

static inline int
rig_scratch_file(void)
{
	char path[] = "/tmp/fusiond-tool-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	return fd;
}

/*
 * Runs a verb with -c and the words, the last of which is NULL, as a process
 * of its own, as it is. Returns its exit status.
 */
static inline int
rig_run_from(struct tool_rig *rig, int in, const char *const *words)
{
	char *argv[RIG_WORDS + 3];
	int argc = 0, status, out = rig_scratch_file();
	int err = rig_scratch_file();
	pid_t pid;

	argv[argc++] = (char *)(uintptr_t)words[0];
	argv[argc++] = (char *)(uintptr_t)"-c";
	argv[argc++] = rig->config;
	for (int i = 1; words[i] != NULL; i++)
		argv[argc++] = (char *)(uintptr_t)words[i];
	argv[argc] = NULL;
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in, STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		status = tool_find(argv[0])->run(argc, argv);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	rig_read_back(out, rig->out);
	rig_read_back(err, rig->err);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static inline int
rig_run_with(struct tool_rig *rig, const char *in, const char *const *words)
{
	int fd = rig_scratch_file();
	int status;

	assert_int_equal(write(fd, in, strlen(in)), (ssize_t)strlen(in));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	status = rig_run_from(rig, fd, words);
	close(fd);
	return status;
}

/* RIG_RUN(rig, "input\n", "account", "add", "Jane") */
#define RIG_RUN(rig, in, ...) \
	rig_run_with((rig), (in), (const char *const[]){ __VA_ARGS__, NULL })

/* The same with a descriptor as standard input. */
#define RIG_RUN_AT(rig, in, ...) \
	rig_run_from((rig), (in), (const char *const[]){ __VA_ARGS__, NULL })

#define assert_says(text, part) do { \
	if (strstr((text), (part)) == NULL) \
		fail_msg("'%s' is not in '%s'", (part), (text)); \
} while (0)

/* ---- a server beside --------------------------------------------------- */

/* Another process that has the file open as a server and plays a character. */
struct rig_server {
	pid_t pid;
	int leave;			/* closed: it ends */
};

static inline void
rig_server_child(const struct db_options *opt, int32_t player_id, int told,
    int leave)
{
	struct mailbox *box = mailbox_new(MAILBOX_WAKE_COND, 1 << 20);
	struct db *db = db_open(opt);
	struct batch *b = NULL;
	struct db_req_load_player *req;
	char c;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (db == NULL)
		_exit(1);
	db_set_room(db, DB_ROOM_WORLD, box);
	req = db_add_load_player(&b, DB_ROOM_WORLD, FIXTURE_REF);
	req->player_id = player_id;
	req->is_to_play = true;
	if (!db_post(db, &b))
		_exit(1);
	db_step(db, 0);
	if (write(told, "x", 1) != 1)
		_exit(1);
	while (read(leave, &c, 1) > 0)
		continue;
	db_close(db);
	_exit(0);
}

/* The rig's own hold on the file ends. */
static inline struct rig_server
rig_serve(struct tool_rig *rig, int32_t player_id)
{
	struct rig_server s;
	int told[2], leave[2];
	char c;

	fixture_close(rig->fx);
	assert_int_equal(pipe(told), 0);
	assert_int_equal(pipe(leave), 0);
	fflush(NULL);
	s.pid = fork();
	assert_true(s.pid >= 0);
	if (s.pid == 0) {
		close(leave[1]);
		rig_server_child(&rig->fx->opt, player_id, told[1], leave[0]);
	}
	close(told[1]);
	close(leave[0]);
	assert_int_equal(read(told[0], &c, 1), 1);
	close(told[0]);
	s.leave = leave[1];
	return s;
}

static inline void
rig_server_end(struct rig_server *s)
{
	int status;

	close(s->leave);
	assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
	assert_int_equal(status, 0);
}

#endif
