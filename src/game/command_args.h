/* command_args.h - the words of a command and numbers among them. */
#ifndef GAME_COMMAND_ARGS_H
#define GAME_COMMAND_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

/* As many as the longest chat text can have. */
enum { COMMAND_ARGS_MAX = 64 };

/* v[0] is the command's name without its slash; words of the line's copy. */
struct command_args {
	int count;
	const char *v[COMMAND_ARGS_MAX];
};

/* Cuts "/name word word" at its spaces; *out points into it. */
void command_args_split(char *line, struct command_args *out);

/* Decimal, and nothing behind it. */
bool command_args_parse_i64(const char *token, int64_t *out) MUST_USE;

/* Of a number that does not fit, its low 32 bits (spec/commands.md 2). */
bool command_args_parse_i32(const char *token, int32_t *out) MUST_USE;

#endif
