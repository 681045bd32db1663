/*
 * die.c - what a bot, the fixture or a tool does when it cannot go on.
 *
 * Owns:   the handler of the program.
 * Called: by everything in tests/bot, and by the tools.
 * Thread: any; the handler is set before threads start.
 */
#include "bot/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void (*die_handler)(const char *message);

void
die_set_handler(void (*handler)(const char *message))
{
	die_handler = handler;
}

void
die(const char *fmt, ...)
{
	char message[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	if (die_handler != NULL)
		die_handler(message);
	fprintf(stderr, "%s\n", message);
	exit(1);
}

int64_t
patience_ms(int64_t ms)
{
	const char *text = getenv("BOT_PATIENCE");
	long factor = text != NULL ? strtol(text, NULL, 10) : 1;

	return ms * (factor > 1 && factor <= 1000 ? factor : 1);
}
