/*
 * ctl_client.c - talks to a running server over its operator's socket.
 *
 * Owns:   the connection, and what has been read and not looked at.
 * Called: by ctl.c and its verbs.
 * Thread: main; there is no other.
 */
#include "tool/ctl_client.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/vec.h"
#include "control/socket_file.h"

enum {
	READ_BYTES = 65536,
	PATIENCE_S = 180,	/* longer than the server lets one wait */
	VALUE_BYTES = 512
};

struct text_vec VEC_OF(char);

struct ctl_client {
	int fd;
	struct text_vec in;
	size_t in_used;
};

static void
explain(const char *path, int err, char why[CTL_WHY_BYTES])
{
	switch (err) {
	case ENOENT:
		str_format(why, CTL_WHY_BYTES, "%s is not there: no server "
		    "was started here, or its [control] path is another",
		    path);
		return;
	case ECONNREFUSED:
		str_format(why, CTL_WHY_BYTES, "the server is not running "
		    "(nobody listens at %s)", path);
		return;
	case EACCES:
	case EPERM:
		str_format(why, CTL_WHY_BYTES, "%s: only who started the "
		    "server may do this", path);
		return;
	default:
		return;		/* socket_file.c has said it well */
	}
}

struct ctl_client *
ctl_client_open(const char *path, char why[CTL_WHY_BYTES])
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	struct ctl_client *c;
	int fd = socket_file_connect(path, why, CTL_WHY_BYTES);

	int err = errno;

	if (fd < 0) {
		explain(path, err, why);
		errno = err;
		return NULL;
	}
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof(patience));
	c = calloc(1, sizeof(*c));
	CHECK(c != NULL);
	c->fd = fd;
	return c;
}

void
ctl_client_close(struct ctl_client *c)
{
	if (c == NULL)
		return;
	close(c->fd);
	vec_fini(&c->in);
	free(c);
}

pid_t
ctl_client_server(const struct ctl_client *c)
{
#ifdef SO_PEERCRED
	struct ucred peer = { 0 };
	socklen_t bytes = sizeof(peer);

	if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) == 0)
		return peer.pid;
#else
	UNUSED(c);
#endif
	return 0;
}

/* --- answers --- */

void
ctl_answer_fini(struct ctl_answer *a)
{
	free(a->text);
	*a = (struct ctl_answer){ 0 };
}

const char *
ctl_answer_get(const struct ctl_answer *a, const char *key)
{
	static char value[VALUE_BYTES];
	size_t n = strlen(key);
	const char *line = a->text;

	value[0] = '\0';
	while (line != NULL && *line != '\0') {
		if (strncmp(line, key, n) == 0 && line[n] == '=') {
			line += n + 1;
			str_format(value, sizeof(value), "%.*s",
			    (int)strcspn(line, "\n"), line);
			return value;
		}
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return value;
}

static void
add_text(struct ctl_answer *a, const char *bytes, size_t n)
{
	char *grown = realloc(a->text, a->text_bytes + n + 2);

	CHECK(grown != NULL);
	a->text = grown;
	memcpy(a->text + a->text_bytes, bytes, n);
	a->text_bytes += n;
	a->text[a->text_bytes] = '\0';
}

static int
set_failure(struct ctl_answer *a, int status, const char *why)
{
	ctl_answer_fini(a);
	add_text(a, why, strlen(why));
	a->status = status;
	return status;
}

/* --- asking --- */

static bool
send_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* The line of a request; false: an argument cannot stand in it. */
static bool
make_line(int argc, const char *const *argv, bool has_body, size_t body_bytes,
    struct text_vec *out)
{
	char length[32];
	size_t n;

	for (int i = 0; i < argc; i++) {
		for (const char *p = argv[i]; *p != '\0'; p++) {
			if ((unsigned char)*p < ' ' || *p == 0x7f)
				return false;
			vec_push(out, *p);
		}
		if (i == 0 && has_body) {
			n = str_format(length, sizeof(length), "\t%zu",
			    body_bytes);
			for (size_t k = 0; k < n; k++)
				vec_push(out, length[k]);
		}
		vec_push(out, i + 1 < argc ? '\t' : '\n');
	}
	return true;
}

/* The next line, ended with NUL; NULL: the connection is gone. */
static char *
read_line(struct ctl_client *c)
{
	size_t seen = c->in_used;

	for (;;) {
		char *from = c->in.items != NULL ? c->in.items + seen : NULL;
		char *lf = from != NULL ?
		    memchr(from, '\n', c->in.count - seen) : NULL;
		char *line;
		ssize_t n;

		if (lf != NULL) {
			line = c->in.items + c->in_used;
			*lf = '\0';
			c->in_used = (size_t)(lf + 1 - c->in.items);
			return line;
		}
		seen = c->in.count;
		vec_reserve(&c->in, c->in.count + READ_BYTES);
		do
			n = recv(c->fd, c->in.items + c->in.count, READ_BYTES,
			    0);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return NULL;
		c->in.count += (size_t)n;
	}
}

static int
read_answer(struct ctl_client *c, struct ctl_answer *out)
{
	char *line, *end;
	long status;

	vec_clear(&c->in);
	c->in_used = 0;
	while ((line = read_line(c)) != NULL) {
		if (strcmp(line, "ok") == 0)
			return out->status = 0;
		if (strncmp(line, "> ", 2) == 0) {
			add_text(out, line + 2, strlen(line + 2));
			add_text(out, "\n", 1);
			continue;
		}
		if (strncmp(line, "error ", 6) != 0)
			break;
		status = strtol(line + 6, &end, 10);
		if (status <= 0 || status > 125 || *end != ' ')
			break;
		return set_failure(out, (int)status, end + 1);
	}
	return set_failure(out, EXIT_FAILURE, line != NULL ?
	    "the server says what nobody understands" :
	    "the server has hung up without an answer");
}

int
ctl_client_ask(struct ctl_client *c, int argc, const char *const *argv,
    const void *body, size_t body_bytes, struct ctl_answer *out)
{
	struct text_vec line = { 0 };
	bool is_sent;

	CHECK(argc > 0);
	ctl_answer_fini(out);
	if (!make_line(argc, argv, body != NULL, body_bytes, &line)) {
		vec_fini(&line);
		return set_failure(out, 2, "no control characters, please");
	}
	is_sent = send_all(c->fd, line.items, line.count) &&
	    (body == NULL || send_all(c->fd, body, body_bytes));
	vec_fini(&line);
	/* Who was hung up on half-way may have been told why. */
	UNUSED(is_sent);
	return read_answer(c, out);
}
