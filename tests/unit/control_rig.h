/*
 * control_rig.h - the control thread with the operator's socket in a directory
 * of its own, the test in the world's place, and callers.
 *
 * Waiting is for events; RIG_PATIENCE_MS only says when to give up. Include it
 * in one file of a program.
 */
#ifndef TESTS_CONTROL_RIG_H
#define TESTS_CONTROL_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mailbox.h"
#include "base/str.h"
#include "base/thread.h"
#include "bot/files.h"
#include "control/control.h"
#include "control/request.h"
#include "control/socket_file.h"

enum { RIG_PATIENCE_MS = 20000, RIG_ANSWER_BYTES = 8 << 20 };

static struct {
	char dir[64];
	char path[96];
	struct control *control;
	struct request_desk desk;
	struct control_kind kind;	/* of the operator's socket */
	struct mailbox *world;
	struct batch *chain, *batch;	/* taken from it, being looked at */
	const struct msg *next;
	int fd;				/* the listening socket */
	char answer[RIG_ANSWER_BYTES];
} rig;

/* --- the thread --- */

/* verbs: those that the thread deals with itself. */
static inline void
rig_prepare(const struct request_verb *verbs)
{
	char why[256];

	str_copy(rig.dir, sizeof(rig.dir), "/tmp/fusiond-control.XXXXXX");
	assert_non_null(mkdtemp(rig.dir));
	path_format(rig.path, sizeof(rig.path), "%s/control/socket", rig.dir);
	assert_int_equal(socket_file_listen(rig.path, &rig.fd, why,
	    sizeof(why)), SOCKET_FILE_OK);
	rig.world = mailbox_new(MAILBOX_WAKE_COND, 1 << 20);
	rig.control = control_new();
	assert_non_null(rig.world);
	assert_non_null(rig.control);
	rig.kind = request_kind;
	rig.desk = (struct request_desk){
		.verbs = verbs, .world = rig.world
	};
}

static inline void
rig_start(void)
{
	assert_true(control_listen(rig.control, rig.fd, &rig.kind,
	    &rig.desk));
	assert_true(control_start(rig.control));
	thread_gate_open();
	control_open(rig.control);
}

static inline void
rig_end(void)
{
	control_stop(rig.control);
	assert_int_equal(rig.desk.body_bytes, 0);
	control_free(rig.control);
	batch_free(rig.batch);
	while ((rig.batch = batch_chain_pop(&rig.chain)) != NULL)
		batch_free(rig.batch);
	rig.next = NULL;
	mailbox_free(rig.world);
	files_remove_tree(rig.dir);
}

/* --- the world --- */

/* The next request; lives until the one after it is asked for. */
static inline const struct msg *
rig_hear(void)
{
	const struct msg *m;

	while (rig.next == NULL) {
		batch_free(rig.batch);
		rig.batch = batch_chain_pop(&rig.chain);
		if (rig.batch == NULL) {
			rig.chain = mailbox_wait(rig.world, RIG_PATIENCE_MS);
			assert_non_null(rig.chain);
			rig.batch = batch_chain_pop(&rig.chain);
		}
		rig.next = batch_first(rig.batch);
	}
	m = rig.next;
	rig.next = batch_next(rig.batch, m);
	assert_int_equal(m->type, CONTROL_MSG_REQUEST);
	return m;
}

static inline void
rig_answer(uint64_t ref, enum control_status status, const char *text)
{
	struct batch *b = NULL;

	control_answer_add(&b, ref, status, text);
	mailbox_post_always(control_mailbox(rig.control), &b);
}

/* --- callers --- */

static inline int
rig_call(void)
{
	struct timeval patience = { .tv_sec = RIG_PATIENCE_MS / 1000 };
	char why[256];
	int fd = socket_file_connect(rig.path, why, sizeof(why));

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static inline void
rig_say_bytes(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		assert_true(done > 0);
		p += done;
		n -= (size_t)done;
	}
}

static inline void
rig_say(int fd, const char *text)
{
	rig_say_bytes(fd, text, strlen(text));
}

/* Whether the text ends with a line that ends an answer. */
static inline bool
rig_is_whole(const char *text, size_t n)
{
	const char *line;

	if (n == 0 || text[n - 1] != '\n')
		return false;
	for (line = text + n - 1; line > text && line[-1] != '\n'; line--)
		;
	return strcmp(line, "ok\n") == 0 || strncmp(line, "error ", 6) == 0;
}

/* One whole answer, in rig.answer. */
static inline const char *
rig_read(int fd)
{
	size_t n = 0;

	do {
		ssize_t got = recv(fd, rig.answer + n,
		    sizeof(rig.answer) - 1 - n, 0);

		assert_true(got > 0);
		n += (size_t)got;
		rig.answer[n] = '\0';
	} while (!rig_is_whole(rig.answer, n));
	return rig.answer;
}

/* The other side has hung up; what it said before is read and dropped. */
static inline void
rig_expect_hung_up(int fd)
{
	ssize_t n;

	do
		n = recv(fd, rig.answer, sizeof(rig.answer), 0);
	while (n > 0);
	assert_true(n == 0 || errno == ECONNRESET);
	close(fd);
}

#endif
