/*
 * log_line.c - the bytes of one line of the log, as text or as JSON.
 *
 * Owns:   nothing.
 * Called: by log.c, also in the middle of a signal handler.
 * Thread: any.
 *
 * Everything here is async-signal-safe: no stdio, no memory, no locks, no time
 * zone. Times are UTC, so that they sort and nothing has to be looked up.
 */
#include "base/log_line.h"

#include <string.h>

enum {
	SUBSYSTEM_BYTES = 24,		/* no module's name is longer */
	TAIL_BYTES = 4,			/* what ends a line: "}\n */
	MS_PER_DAY = 86400000
};

/* As much as fits; the rest is left out. */
struct sink {
	char *out;
	size_t used;
	size_t cap;
};

static const char *const names_in_text[LOG_LEVEL_COUNT] = {
	[LOG_FATAL] = "[FATAL] ",
	[LOG_ERROR] = "[ERROR] ",
	[LOG_WARN] = "[WARN] ",
	[LOG_INFO] = "[INFO] ",
	[LOG_DEBUG] = "[DEBUG] ",
};

static const char *const names_in_json[LOG_LEVEL_COUNT] = {
	[LOG_FATAL] = "fatal",
	[LOG_ERROR] = "error",
	[LOG_WARN] = "warn",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

/* All of it or nothing, so that no character and no escape is halved. */
static bool
put_bytes(struct sink *s, const char *bytes, size_t n)
{
	if (s->cap - s->used < n)
		return false;
	memcpy(s->out + s->used, bytes, n);
	s->used += n;
	return true;
}

static void
put(struct sink *s, const char *text)
{
	(void)put_bytes(s, text, strlen(text));
}

/* --- the time --- */

static void
put_number(struct sink *s, int64_t n, int digits)
{
	char text[8];

	for (int i = digits - 1; i >= 0; i--) {
		text[i] = (char)('0' + n % 10);
		n /= 10;
	}
	(void)put_bytes(s, text, (size_t)digits);
}

/*
 * The date of a day since 1970-01-01, counted in eras of 400 years that begin
 * on the first of March, so that the leap day is the last of its year.
 */
static void
put_date(struct sink *s, int64_t day)
{
	int64_t n = day + 719468;	/* since 0000-03-01 */
	int64_t of_era = n % 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;	/* 0 is March */
	bool is_next = month >= 10;

	put_number(s, n / 146097 * 400 + year + (is_next ? 1 : 0), 4);
	put(s, "-");
	put_number(s, is_next ? month - 9 : month + 3, 2);
	put(s, "-");
	put_number(s, of_year - (153 * month + 2) / 5 + 1, 2);
}

static void
put_time(struct sink *s, int64_t unix_ms)
{
	int64_t ms = unix_ms % MS_PER_DAY;

	put_date(s, unix_ms / MS_PER_DAY);
	put(s, "T");
	put_number(s, ms / 3600000, 2);
	put(s, ":");
	put_number(s, ms / 60000 % 60, 2);
	put(s, ":");
	put_number(s, ms / 1000 % 60, 2);
	put(s, ".");
	put_number(s, ms % 1000, 3);
	put(s, "Z");
}

/* --- the message --- */

/*
 * The character at s, and in *n its bytes (at least 1); -1: no valid UTF-8.
 * A string's end is no continuation byte, so that nothing behind it is read.
 */
static int32_t
character_at(const char *text, size_t *n)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *)text;
	size_t want = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 :
	    s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	int32_t c = want == 1 ? s[0] : s[0] & (0x7f >> want);

	*n = 1;
	if (want == 0)
		return -1;
	for (size_t i = 1; i < want; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[want] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return -1;
	*n = want;
	return c;
}

/* What could end the line, steer a terminal, or make text read otherwise. */
static bool
is_harmless(int32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	return c != 0x2028 && c != 0x2029 && c != 0x061c && c != 0x200e &&
	    c != 0x200f && !(c >= 0x202a && c <= 0x202e) &&
	    !(c >= 0x2066 && c <= 0x2069);
}

/* Plain ASCII at its beginning: nearly all of nearly every message. */
static size_t
plain_bytes(const char *message)
{
	size_t n = 0;

	while (message[n] >= ' ' && message[n] < 0x7f && message[n] != '"' &&
	    message[n] != '\\')
		n++;
	return n;
}

/* One character that is not plain, n bytes of it; false: it does not fit. */
static bool
put_odd(struct sink *s, const char *at, size_t n, int32_t c, bool is_json)
{
	const char marked[2] = { '\\', *at };

	if (!is_harmless(c))
		return put_bytes(s, "?", 1);
	if (is_json && (c == '"' || c == '\\'))
		return put_bytes(s, marked, 2);
	return put_bytes(s, at, n);
}

/* The message, or what fits of it; JSON wants two characters marked. */
static void
put_message(struct sink *s, const char *message, bool is_json)
{
	do {
		size_t plain = plain_bytes(message);
		size_t room = s->cap - s->used, n;
		int32_t c;

		(void)put_bytes(s, message, plain < room ? plain : room);
		message += plain;
		if (*message == '\0')
			return;
		c = character_at(message, &n);
		if (!put_odd(s, message, n, c, is_json))
			return;
		message += n;
	} while (s->used < s->cap);
}

/* How long "module" is in "module: what"; 0: the message names none. */
static size_t
subsystem_bytes(const char *message)
{
	size_t n = strspn(message, "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (n == 0 || n > SUBSYSTEM_BYTES || message[n] != ':' ||
	    message[n + 1] != ' ')
		return 0;
	return n;
}

static void
put_text_line(struct sink *s, const struct log_line *l)
{
	if (l->unix_ms != 0) {
		put_time(s, l->unix_ms);
		put(s, " ");
	}
	put(s, names_in_text[l->level]);
	if (subsystem_bytes(l->message) == 0) {
		put(s, l->thread);
		put(s, ": ");
	}
	put_message(s, l->message, false);
}

static void
put_json_line(struct sink *s, const struct log_line *l)
{
	size_t named = subsystem_bytes(l->message);

	put(s, "{");
	if (l->unix_ms != 0) {
		put(s, "\"time\":\"");
		put_time(s, l->unix_ms);
		put(s, "\",");
	}
	put(s, "\"level\":\"");
	put(s, names_in_json[l->level]);
	put(s, "\",\"subsystem\":\"");
	if (named > 0)
		(void)put_bytes(s, l->message, named);
	else
		put(s, l->thread);
	put(s, "\",\"thread\":\"");
	put(s, l->thread);
	put(s, "\",\"message\":\"");
	put_message(s, l->message + (named > 0 ? named + 2 : 0), true);
}

size_t
log_line_make(const struct log_line *l, char *out)
{
	struct sink s = {
		.out = out,
		.cap = (l->is_json ? LOG_LINE_BYTES : LOG_LINE_TEXT_BYTES) -
		    TAIL_BYTES,
	};

	if (l->is_json)
		put_json_line(&s, l);
	else
		put_text_line(&s, l);
	s.cap += TAIL_BYTES;
	put(&s, l->is_json ? "\"}\n" : "\n");
	return s.used;
}
