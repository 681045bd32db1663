/* die.h - what a bot, the fixture or a tool does when it cannot go on. */
#ifndef BOT_DIE_H
#define BOT_DIE_H

#include <stdint.h>

#include "base/check.h"

/*
 * Ends with a message: through the handler if there is one (a test's, which
 * does not return), else on stderr with exit status 1.
 */
NO_RETURN void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

void die_set_handler(void (*handler)(const char *message));

/*
 * How long the patient wait: a limit for broken servers, not a measure. With
 * $BOT_PATIENCE=n all limits are n times as long (sanitizers, valgrind).
 */
int64_t patience_ms(int64_t ms);

#endif
