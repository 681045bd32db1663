/* password.h - a new password, from who sits there. */
#ifndef TOOL_PASSWORD_H
#define TOOL_PASSWORD_H

#include <stddef.h>

#include "base/check.h"

enum password_result {
	PASSWORD_OK,
	PASSWORD_CANCELLED,		/* Ctrl-C, Ctrl-D, or no input at all */
	PASSWORD_DIFFER			/* typed twice, not twice the same */
};

/*
 * At a terminal (standard input): asked for twice on stderr, without echo.
 * Else one line of standard input. Cut to cap - 1 bytes; wipe it after use.
 */
enum password_result password_read(char *out, size_t cap) MUST_USE;

#endif
