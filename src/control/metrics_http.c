/*
 * metrics_http.c - the port of the metrics: GET /metrics and GET /healthz.
 *
 * Owns:   nothing; what it answers is made for each request.
 * Called: by control.c through metrics_http_kind.
 * Thread: control. The rooms are looked at, never asked: it answers when the
 *         world stands still, too, which is when one wants to know.
 */
#include "control/metrics_http.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric_text.h"
#include "base/progress.h"
#include "base/str.h"
#include "control/metrics.h"

enum {
	CONNS_MAX = 8,
	REQUEST_BYTES = 4096,		/* curl sends 80, Prometheus 400 */
	TEXT_BYTES = 48 * 1024,
	ANSWER_BYTES = TEXT_BYTES + 1024,
	IDLE_MS = 3000,
	LIFE_MS = 5000,
	HEALTH_BYTES = 256
};

#define TEXT_TYPE	"text/plain; charset=utf-8"
#define METRICS_TYPE	"text/plain; version=0.0.4; charset=utf-8"

enum method { METHOD_GET, METHOD_HEAD, METHOD_OTHER };

struct head {
	enum method method;
	const char *path;		/* not terminated */
	size_t path_bytes;
	bool is_1_1;
	bool has_host;
};

struct answer {
	const char *status;
	const char *type;
	const char *more;		/* another header's line, or "" */
	const char *body;
	size_t body_bytes;
};

/* --- the head of a request --- */

static bool
is_token(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f ||
		    strchr("()<>@,;:\\\"/[]?={}", s[i]) != NULL)
			return false;
	return n > 0;
}

static bool
equals(const char *s, size_t n, const char *word)
{
	char copy[24];

	if (n != strlen(word) || n >= sizeof(copy))
		return false;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return str_equal_nocase(copy, word);
}

/* "GET /metrics HTTP/1.1"; the answer if it is not one we understand. */
static const char *
parse_request_line(const char *line, size_t n, struct head *h)
{
	static const char bad[] = "400 Bad Request";
	const char *end = line + n;
	const char *path = memchr(line, ' ', n), *version;

	if (path == NULL || !is_token(line, (size_t)(path - line)))
		return bad;
	h->method = path - line == 3 && memcmp(line, "GET", 3) == 0 ?
	    METHOD_GET : path - line == 4 && memcmp(line, "HEAD", 4) == 0 ?
	    METHOD_HEAD : METHOD_OTHER;
	h->path = ++path;
	version = memchr(path, ' ', (size_t)(end - path));
	if (version == NULL || version == path)
		return bad;
	h->path_bytes = (size_t)(version - path);
	for (size_t i = 0; i < h->path_bytes; i++)
		if (path[i] <= ' ' || path[i] >= 0x7f)
			return bad;
	version++;
	if (end - version != 8 || memcmp(version, "HTTP/", 5) != 0)
		return bad;
	if (memcmp(version, "HTTP/1.", 7) != 0 || (version[7] != '0' &&
	    version[7] != '1'))
		return "505 HTTP Version Not Supported";
	h->is_1_1 = version[7] == '1';
	return h->method == METHOD_OTHER ? "405 Method Not Allowed" : NULL;
}

/*
 * "Name: value". A body is never read, so that there must be none: what was
 * taken for its begin would be another request.
 */
static bool
parse_field(const char *line, size_t n, struct head *h)
{
	const char *colon = memchr(line, ':', n);
	size_t name;

	if (colon == NULL)
		return false;
	name = (size_t)(colon - line);
	if (!is_token(line, name))
		return false;
	for (size_t i = name; i < n; i++)
		if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') ||
		    line[i] == 0x7f)
			return false;
	if (equals(line, name, "Transfer-Encoding"))
		return false;
	if (equals(line, name, "Content-Length")) {
		const char *value = colon + 1;
		size_t rest = n - name - 1;

		for (; rest > 0 && *value == ' '; rest--)
			value++;
		return rest == 1 && *value == '0';
	}
	if (equals(line, name, "Host")) {
		if (h->has_host)
			return false;
		h->has_host = true;
	}
	return true;
}

/* The whole head with its empty line. NULL: understood. */
static const char *
parse_head(const char *bytes, size_t n, struct head *h)
{
	const char *why, *line = bytes, *end = bytes + n;
	size_t length = (size_t)((const char *)memchr(line, '\n', n) - line);

	*h = (struct head){ 0 };
	why = parse_request_line(line, length - 1, h);
	if (why != NULL)
		return why;
	for (line += length + 1; line < end - 2; line += length + 1) {
		length = (size_t)((const char *)memchr(line, '\n',
		    (size_t)(end - line)) - line);
		if (!parse_field(line, length - 1, h))
			return "400 Bad Request";
	}
	return h->is_1_1 && !h->has_host ? "400 Bad Request" : NULL;
}

/* --- answers --- */

static void
answer(struct control_conn *c, enum method method, const struct answer *a)
{
	char head[512];
	size_t n = str_format(head, sizeof(head), "HTTP/1.1 %s\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n%s"
	    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
	    "Connection: close\r\n\r\n", a->status, a->type, a->body_bytes,
	    a->more);

	control_send(c, head, n);
	if (method != METHOD_HEAD)
		control_send(c, a->body, a->body_bytes);
	control_finish(c);
}

static void
answer_text(struct control_conn *c, enum method method, const char *status,
    const char *text)
{
	const struct answer a = {
		.status = status, .type = TEXT_TYPE,
		.more = strncmp(status, "405", 3) == 0 ?
		    "Allow: GET, HEAD\r\n" : "",
		.body = text, .body_bytes = strlen(text),
	};

	answer(c, method, &a);
}

static void
answer_metrics(struct control_conn *c, enum method method)
{
	static struct log_limit limit;
	char text[TEXT_BYTES];
	struct metric_text t = { .bytes = text, .cap = sizeof(text) };
	struct answer a = {
		.status = "200 OK", .type = METRICS_TYPE, .more = "",
		.body = text,
	};

	metrics_write(control_arg(c), &t);
	if (t.is_cut && log_limit_ok(&limit, 1, 3600000, NULL))
		log_error("metrics: there are more than fit into an answer");
	a.body_bytes = t.used;
	answer(c, method, &a);
}

static void
answer_health(struct control_conn *c, enum method method)
{
	char stuck[HEALTH_BYTES], text[HEALTH_BYTES];

	if (progress_is_well(clock_now_ms(), stuck, sizeof(stuck))) {
		answer_text(c, method, "200 OK", "ok\n");
		return;
	}
	str_format(text, sizeof(text), "standing still: %s\n", stuck);
	answer_text(c, method, "503 Service Unavailable", text);
}

static void
serve(struct control_conn *c, const char *bytes, size_t n)
{
	struct head h;
	const char *why = parse_head(bytes, n, &h);
	const char *query;

	if (why != NULL) {
		answer_text(c, METHOD_GET, why, "Only GET, without a body.\n");
		return;
	}
	query = memchr(h.path, '?', h.path_bytes);
	if (query != NULL)
		h.path_bytes = (size_t)(query - h.path);
	if (h.path_bytes == 8 && memcmp(h.path, "/metrics", 8) == 0)
		answer_metrics(c, h.method);
	else if (h.path_bytes == 8 && memcmp(h.path, "/healthz", 8) == 0)
		answer_health(c, h.method);
	else
		answer_text(c, h.method, "404 Not Found",
		    "There are /metrics and /healthz.\n");
}

/* A line ends with CR LF; where others would see its end, too, is no line. */
static bool
has_bare_end(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			return true;
		if (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] != '\n')
			return true;
	}
	return false;
}

static size_t
on_input(struct control_conn *c, const char *bytes, size_t n)
{
	const char *end = memmem(bytes, n, "\r\n\r\n", 4);
	size_t length = end != NULL ? (size_t)(end - bytes) + 4 : n;

	if (has_bare_end(bytes, length)) {
		answer_text(c, METHOD_GET, "400 Bad Request",
		    "Lines end with CR LF.\n");
		return n;
	}
	if (end != NULL) {
		serve(c, bytes, length);
		return n;
	}
	if (n < REQUEST_BYTES)
		return 0;
	answer_text(c, METHOD_GET, "431 Request Header Fields Too Large",
	    "Too much to read.\n");
	return n;
}

const struct control_kind metrics_http_kind = {
	.name = "metrics",
	.conns_max = CONNS_MAX,
	.in_max_bytes = REQUEST_BYTES,
	.out_max_bytes = ANSWER_BYTES,
	.idle_ms = IDLE_MS,
	.answer_ms = IDLE_MS,
	.life_ms = LIFE_MS,
	.state_bytes = 0,
	.on_input = on_input,
};
