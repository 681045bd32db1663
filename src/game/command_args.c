/*
 * command_args.c - the words of a command and numbers among them.
 *
 * Owns:   nothing.
 * Called: by command.c and the modules of its rows.
 * Thread: world.
 */
#include "game/command_args.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void
command_args_split(char *line, struct command_args *out)
{
	char *s = line + 1;	/* behind the slash */

	out->count = 0;
	while (out->count < COMMAND_ARGS_MAX) {
		/* The slash alone is an empty name, not no name. */
		if (out->count > 0)
			s += strspn(s, " ");
		if (out->count > 0 && *s == '\0')
			break;
		out->v[out->count++] = s;
		s += strcspn(s, " ");
		if (*s == '\0')
			break;
		*s++ = '\0';
	}
}

bool
command_args_parse_i64(const char *token, int64_t *out)
{
	char *end;
	long long v;

	if (isspace((unsigned char)token[0]))
		return false;
	v = strtoll(token, &end, 10);
	if (end == token || *end != '\0')
		return false;
	*out = v;
	return true;
}

bool
command_args_parse_i32(const char *token, int32_t *out)
{
	int64_t v;

	if (!command_args_parse_i64(token, &v))
		return false;
	*out = (int32_t)(uint32_t)v;
	return true;
}
