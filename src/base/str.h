/* str.h - bounded text: UTF-8 inside, UTF-16LE as the client has it. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

/*
 * A client's fixed field of unit_count UTF-16LE units to UTF-8, by the rules of
 * spec/wire.md 9: the last unit never counts; text ends at the first NUL; a
 * broken surrogate inside makes it empty, a high one at the very end is left
 * out; a result of unit_count bytes or more is cut to unit_count - 2, between
 * characters. Always terminated (cap > 0); returns the length in bytes.
 */
size_t str_from_utf16(char *out, size_t cap, const uint8_t *le_units,
    size_t unit_count);

/* The same without the cut, for what a server sent (bots read it in full). */
size_t str_from_utf16_whole(char *out, size_t cap, const uint8_t *le_units,
    size_t unit_count);

/*
 * UTF-8 into a fixed field of unit_cap UTF-16LE units (unit_cap > 0). Copies at
 * most unit_cap - 1 units, never half a pair; the rest is zeroed. Bytes that
 * are no UTF-8 become U+FFFD; an incomplete character at the very end is left
 * out. Returns the units before the NUL.
 */
size_t str_to_utf16(uint8_t *le_out, size_t unit_cap, const char *utf8);

/* No overlong forms, no surrogates, nothing above U+10FFFF. */
bool str_utf8_is_valid(const char *s);

/*
 * What could give a terminal orders becomes '?': control characters, those of
 * two bytes, too (U+0080 to U+009F). The length stays.
 */
void str_disarm(char *text, size_t n);

/*
 * Copies what fits, cut between characters, always terminated (cap > 0).
 * Returns the bytes copied, without the NUL.
 */
size_t str_copy(char *out, size_t cap, const char *in);

/*
 * snprintf() that cuts between characters and returns the bytes that really
 * stand in out, not those that would have (cap > 0).
 */
size_t str_format(char *out, size_t cap, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* ASCII letters only; no locale. */
bool str_equal_nocase(const char *a, const char *b);

#endif
