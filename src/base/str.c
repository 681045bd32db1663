/*
 * str.c - bounded text: UTF-8 inside, UTF-16LE as the client has it.
 *
 * Owns:   nothing.
 * Called: by all; the UTF-16 ends are the codec's.
 * Thread: any.
 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	REPLACEMENT = 0xfffd,
	SURROGATE_FIRST = 0xd800,
	SURROGATE_LOW = 0xdc00,
	SURROGATE_LAST = 0xdfff,
	UTF8_MAX_BYTES = 4
};

/* --- UTF-8 ---------------------------------------------------------------- */

/* What a first byte promises (Unicode 15, table 3-7). */
struct utf8_lead {
	uint8_t first, last;		/* the lead byte */
	uint8_t bytes;
	uint8_t second_min, second_max;	/* later ones are 80..bf */
	uint8_t bits;			/* mask for the lead's own */
};

static const struct utf8_lead utf8_leads[] = {
	{ 0x00, 0x7f, 1, 0, 0, 0x7f },
	{ 0xc2, 0xdf, 2, 0x80, 0xbf, 0x1f },
	{ 0xe0, 0xe0, 3, 0xa0, 0xbf, 0x0f },
	{ 0xe1, 0xec, 3, 0x80, 0xbf, 0x0f },
	{ 0xed, 0xed, 3, 0x80, 0x9f, 0x0f },
	{ 0xee, 0xef, 3, 0x80, 0xbf, 0x0f },
	{ 0xf0, 0xf0, 4, 0x90, 0xbf, 0x07 },
	{ 0xf1, 0xf3, 4, 0x80, 0xbf, 0x07 },
	{ 0xf4, 0xf4, 4, 0x80, 0x8f, 0x07 }
};

enum utf8_state { UTF8_OK, UTF8_BROKEN, UTF8_INCOMPLETE };

/* One character at s; *bytes is its length, or that of what is broken. */
static enum utf8_state
utf8_next(const uint8_t *s, uint32_t *code, size_t *bytes)
{
	const struct utf8_lead *lead = NULL;

	*bytes = 1;
	for (size_t i = 0; i < COUNT_OF(utf8_leads) && lead == NULL; i++)
		if (s[0] >= utf8_leads[i].first && s[0] <= utf8_leads[i].last)
			lead = &utf8_leads[i];
	if (lead == NULL)
		return UTF8_BROKEN;
	*code = s[0] & lead->bits;
	for (; *bytes < lead->bytes; (*bytes)++) {
		uint8_t c = s[*bytes];
		uint8_t min = *bytes == 1 ? lead->second_min : 0x80;
		uint8_t max = *bytes == 1 ? lead->second_max : 0xbf;

		if (c == '\0')
			return UTF8_INCOMPLETE;
		if (c < min || c > max)
			return UTF8_BROKEN;
		*code = *code << 6 | (c & 0x3f);
	}
	return UTF8_OK;
}

static size_t
utf8_put(uint8_t out[UTF8_MAX_BYTES], uint32_t code)
{
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

/* The longest length up to n at which no character is cut. */
static size_t
utf8_cut(const char *s, size_t n)
{
	while (n > 0 && ((uint8_t)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Takes half a character off the end of n bytes; returns what is left. */
static size_t
utf8_trim(char *s, size_t n)
{
	size_t start = n == 0 ? 0 : utf8_cut(s, n - 1);
	uint32_t code;
	size_t bytes;

	s[n] = '\0';
	if (utf8_next((const uint8_t *)s + start, &code, &bytes) !=
	    UTF8_INCOMPLETE)
		return n;
	s[start] = '\0';
	return start;
}

bool
str_utf8_is_valid(const char *s)
{
	while (*s != '\0') {
		uint32_t code;
		size_t n;

		if (utf8_next((const uint8_t *)s, &code, &n) != UTF8_OK)
			return false;
		s += n;
	}
	return true;
}

void
str_disarm(char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = i + 1 < n ? (unsigned char)text[i + 1] :
		    0;

		if (c < ' ' || c == 0x7f)
			text[i] = '?';
		if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			text[i] = text[i + 1] = '?';
	}
}

/* --- UTF-16 --------------------------------------------------------------- */

static uint32_t
unit_get(const uint8_t *units, size_t i)
{
	return (uint32_t)(units[2 * i] | units[2 * i + 1] << 8);
}

static void
unit_put(uint8_t *units, size_t i, uint32_t unit)
{
	units[2 * i] = (uint8_t)unit;
	units[2 * i + 1] = (uint8_t)(unit >> 8);
}

static bool
is_low(uint32_t unit)
{
	return unit >= SURROGATE_LOW && unit <= SURROGATE_LAST;
}

static bool
is_high(uint32_t unit)
{
	return unit >= SURROGATE_FIRST && unit < SURROGATE_LOW;
}

/* Units that count: up to the first NUL, and never the last one. */
static size_t
units_length(const uint8_t *units, size_t unit_count)
{
	size_t n = 0;

	while (n + 1 < unit_count && unit_get(units, n) != 0)
		n++;
	/* A high surrogate at the very end: its other half is not there. */
	if (n > 0 && is_high(unit_get(units, n - 1)))
		n--;
	return n;
}

/* The character at unit i, and how many units it took; 0 if it is broken. */
static size_t
units_next(const uint8_t *units, size_t n, size_t i, uint32_t *code)
{
	uint32_t unit = unit_get(units, i);

	*code = unit;
	if (!is_high(unit) && !is_low(unit))
		return 1;
	if (is_low(unit) || i + 1 == n || !is_low(unit_get(units, i + 1)))
		return 0;
	*code = 0x10000 + ((unit - SURROGATE_FIRST) << 10) +
	    (unit_get(units, i + 1) - SURROGATE_LOW);
	return 2;
}

size_t
str_from_utf16_whole(char *out, size_t cap, const uint8_t *le_units,
    size_t unit_count)
{
	size_t n = units_length(le_units, unit_count);
	size_t used = 0;
	bool is_full = false;

	for (size_t i = 0; i < n;) {
		uint8_t bytes[UTF8_MAX_BYTES];
		uint32_t code;
		size_t taken = units_next(le_units, n, i, &code);
		size_t count;

		if (taken == 0) {
			/* A decoded struct holds nothing that is not said. */
			memset(out, 0, used);
			used = 0;
			break;
		}
		i += taken;
		count = utf8_put(bytes, code);
		/* Goes on when full: what is broken further on still counts. */
		is_full = is_full || used + count >= cap;
		if (is_full)
			continue;
		memcpy(out + used, bytes, count);
		used += count;
	}
	out[used] = '\0';
	return used;
}

size_t
str_from_utf16(char *out, size_t cap, const uint8_t *le_units,
    size_t unit_count)
{
	size_t whole = str_from_utf16_whole(out, cap, le_units, unit_count);
	size_t n;

	if (whole < unit_count)
		return whole;
	n = unit_count < 2 ? 0 : utf8_cut(out, unit_count - 2);
	memset(out + n, 0, whole - n);
	return n;
}

size_t
str_to_utf16(uint8_t *le_out, size_t unit_cap, const char *utf8)
{
	const uint8_t *s = (const uint8_t *)utf8;
	size_t used = 0;

	while (*s != '\0') {
		uint32_t code;
		size_t bytes;
		enum utf8_state state = utf8_next(s, &code, &bytes);

		if (state == UTF8_INCOMPLETE)
			break;
		if (state == UTF8_BROKEN)
			code = REPLACEMENT;
		if (used + (code > 0xffff ? 2 : 1) >= unit_cap)
			break;
		s += bytes;
		if (code > 0xffff) {
			code -= 0x10000;
			unit_put(le_out, used++,
			    SURROGATE_FIRST + (code >> 10));
			code = SURROGATE_LOW + (code & 0x3ff);
		}
		unit_put(le_out, used++, code);
	}
	memset(le_out + 2 * used, 0, 2 * (unit_cap - used));
	return used;
}

/* --- plain bytes ---------------------------------------------------------- */

size_t
str_copy(char *out, size_t cap, const char *in)
{
	size_t n = strnlen(in, cap);

	if (n == cap)
		n = utf8_cut(in, cap - 1);
	memcpy(out, in, n);
	out[n] = '\0';
	return n;
}

size_t
str_format(char *out, size_t cap, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(out, cap, fmt, ap);
	va_end(ap);
	if (n < 0) {
		out[0] = '\0';
		return 0;
	}
	if ((size_t)n < cap)
		return (size_t)n;
	return utf8_trim(out, cap - 1);
}

static char
to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && to_lower(*a) == to_lower(*b)) {
		a++;
		b++;
	}
	return to_lower(*a) == to_lower(*b);
}
