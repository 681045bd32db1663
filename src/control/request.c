/*
 * request.c - the operator's socket: requests in, answers out (request.h).
 *
 * Owns:   each connection's half-read request, and the memory of its body.
 * Called: by control.c through request_kind.
 * Thread: control.
 */
#include "control/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"

enum {
	CONNS_MAX = 8,
	IDLE_MS = 30000,
	ANSWER_MS = 120000,		/* a save may wait for a slow disk */
	OUT_MAX_BYTES = 16 << 20,
	ERROR_BYTES = 256,
	PART_BYTES = 512,
	LOG_PERIOD_MS = 60000
};

struct talk {
	char line[REQUEST_LINE_MAX];	/* what its argv points into */
	const struct request_verb *verb;	/* NULL: the world's */
	struct request rq;
	uint8_t *body;
	size_t body_have;
	size_t body_counted;		/* in desk->body_bytes */
};

/* --- answers --- */

/* Names come from a database that others write: no orders to a terminal. */
static void
send_clean(struct control_conn *c, const char *text, size_t n)
{
	char part[PART_BYTES];

	while (n > 0) {
		size_t k = n < sizeof(part) ? n : sizeof(part);

		/* Not between the two bytes of a character. */
		if (k > 1 && k < n && text[k - 1] == '\xc2')
			k--;
		memcpy(part, text, k);
		str_disarm(part, k);
		control_send(c, part, k);
		text += k;
		n -= k;
	}
}

/* Every line of the text behind a mark that no last line has. */
static void
send_lines(struct control_conn *c, const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		const char *stop = lf != NULL ? lf : end;

		control_send(c, "> ", 2);
		send_clean(c, text, (size_t)(stop - text));
		control_send(c, "\n", 1);
		text = stop + 1;
	}
}

static void
send_error(struct control_conn *c, uint32_t status, const char *text)
{
	char line[ERROR_BYTES];
	size_t n = str_format(line, sizeof(line) - 1, "error %u %s", status,
	    text);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	str_disarm(line, n);
	line[n++] = '\n';
	control_send(c, line, n);
}

static void
forget_body(struct control_conn *c, struct talk *t)
{
	struct request_desk *desk = control_arg(c);

	free(t->body);
	t->body = NULL;
	desk->body_bytes -= t->body_counted;
	t->body_counted = 0;
}

static void
answer(struct control_conn *c, uint32_t status, const char *text, size_t n)
{
	struct talk *t = control_state(c);

	if (status == CONTROL_OK) {
		send_lines(c, text, n);
		control_send(c, "ok\n", 3);
	} else {
		send_error(c, status, text);
	}
	forget_body(c, t);
	t->rq = (struct request){ 0 };
	control_release(c);
}

void
request_answer(struct request *rq, enum control_status status,
    const char *text)
{
	answer(rq->conn, status, text, strlen(text));
}

static void
on_message(struct control_conn *c, const struct msg *m)
{
	const struct control_answer *a = msg_payload(m);
	struct talk *t = control_state(c);

	/* A room that answers twice must not end the next request. */
	if (m->type == CONTROL_MSG_ANSWER && t->rq.ref == m->ref)
		answer(c, a->status, a->text, a->text_bytes);
}

/* What follows cannot be told from what this was meant to be. */
static void
give_up(struct control_conn *c, const char *why)
{
	static struct log_limit limit;
	uint32_t dropped;

	if (log_limit_ok(&limit, 10, LOG_PERIOD_MS, &dropped))
		log_warn("control: bad request: %s unlogged=%u", why, dropped);
	send_error(c, CONTROL_USAGE, why);
	control_finish(c);
}

/* --- running one --- */

uint8_t *
request_take_body(struct request *rq)
{
	struct talk *t = control_state(rq->conn);
	uint8_t *body = t->body;

	t->body = NULL;
	rq->body = NULL;
	rq->body_bytes = 0;
	return body;
}

static void
post_to_world(struct request_desk *desk, const struct request *rq)
{
	struct batch *b = NULL;

	control_ask_add(&b, rq->ref, rq->verb, rq->argc, rq->argv);
	if (mailbox_post(desk->world, &b))
		return;
	batch_free(b);
	request_answer((struct request *)(uintptr_t)rq, CONTROL_FAILED,
	    "the world is behind with its work");
}

static void
run(struct control_conn *c, struct talk *t)
{
	struct request_desk *desk = control_arg(c);

	t->rq.conn = c;
	t->rq.ref = control_new_ref(c);
	t->rq.body = t->body;
	control_hold(c);
	if (t->verb == NULL) {
		post_to_world(desk, &t->rq);
		return;
	}
	t->verb->fn(&t->rq, desk->context);
	free(t->body);
	t->body = NULL;
	t->rq.body = NULL;
}

/* --- reading one --- */

static const struct request_verb *
find_verb(const struct request_desk *desk, const char *name)
{
	for (const struct request_verb *v = desk->verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

static bool
is_clean(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)line[i];

		if ((b < ' ' && b != '\t') || b == 0x7f)
			return false;
	}
	return true;
}

/* Cuts the line at its TABs. False: too many arguments. */
static bool
split(struct talk *t)
{
	char *at = t->line;

	t->rq = (struct request){ .verb = at };
	while ((at = strchr(at, '\t')) != NULL) {
		*at++ = '\0';
		if (t->rq.argc == CONTROL_ARGS_MAX)
			return false;
		t->rq.argv[t->rq.argc++] = at;
	}
	return strlen(t->rq.verb) < CONTROL_VERB_BYTES;
}

/* Takes the length off the arguments. False: it is none. */
static bool
take_length(struct talk *t)
{
	const char *text;
	char *end;
	unsigned long n;

	if (t->rq.argc == 0)
		return false;
	text = t->rq.argv[0];
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' ||
	    n > REQUEST_BODY_MAX)
		return false;
	t->rq.body_bytes = n;
	t->rq.argc--;
	memmove(&t->rq.argv[0], &t->rq.argv[1],
	    t->rq.argc * sizeof(t->rq.argv[0]));
	return true;
}

static bool
begin_body(struct control_conn *c, struct talk *t)
{
	struct request_desk *desk = control_arg(c);

	if (!take_length(t)) {
		give_up(c, "a body has a length, at most 64 MiB");
		return false;
	}
	if (t->rq.body_bytes > REQUEST_BODY_MAX - desk->body_bytes) {
		give_up(c, "another large request is under way");
		return false;
	}
	/* The kernel gives the memory as the bytes come. */
	t->body = malloc(t->rq.body_bytes + 1);
	CHECK(t->body != NULL);
	t->body_have = 0;
	t->body_counted = t->rq.body_bytes;
	desk->body_bytes += t->body_counted;
	return true;
}

static size_t
take_body(struct control_conn *c, struct talk *t, const char *bytes, size_t n)
{
	size_t want = t->rq.body_bytes - t->body_have;

	if (n > want)
		n = want;
	memcpy(t->body + t->body_have, bytes, n);
	t->body_have += n;
	if (t->body_have == t->rq.body_bytes)
		run(c, t);
	return n;
}

static size_t
take_line(struct control_conn *c, struct talk *t, const char *bytes, size_t n)
{
	const char *lf = memchr(bytes, '\n', n);
	size_t length;

	if (lf == NULL && n == REQUEST_LINE_MAX)
		give_up(c, "the line is too long");
	if (lf == NULL)
		return 0;
	length = (size_t)(lf - bytes);
	memcpy(t->line, bytes, length);
	t->line[length] = '\0';
	if (!is_clean(t->line, length) || !str_utf8_is_valid(t->line) ||
	    !split(t)) {
		give_up(c, "no request looks like this");
		return length + 1;
	}
	t->verb = find_verb(control_arg(c), t->rq.verb);
	if (t->verb == NULL || !t->verb->has_body)
		run(c, t);
	else if (begin_body(c, t) && t->rq.body_bytes == 0)
		run(c, t);
	return length + 1;
}

static size_t
on_input(struct control_conn *c, const char *bytes, size_t n)
{
	struct talk *t = control_state(c);

	return t->body != NULL ? take_body(c, t, bytes, n) :
	    take_line(c, t, bytes, n);
}

static void
on_closed(struct control_conn *c)
{
	forget_body(c, control_state(c));
}

const struct control_kind request_kind = {
	.name = "operator",
	.conns_max = CONNS_MAX,
	.in_max_bytes = REQUEST_LINE_MAX,
	.out_max_bytes = OUT_MAX_BYTES,
	.idle_ms = IDLE_MS,
	.answer_ms = ANSWER_MS,
	.state_bytes = sizeof(struct talk),
	.on_input = on_input,
	.on_message = on_message,
	.on_closed = on_closed,
};
