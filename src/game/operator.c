/*
 * operator.c - what the operator asks of the world (`fusiond ctl`).
 *
 * Owns:   nothing.
 * Called: by shard.c with each CONTROL_MSG_REQUEST.
 * Thread: world.
 */
#include "game/operator.h"

#include <inttypes.h>
#include <string.h>

#include "base/stopwatch.h"
#include "base/str.h"
#include "control/control_msg.h"
#include "world/world.h"

enum { STATUS_BYTES = 4096 };

static void
verb_status(struct world *w, uint64_t ref, const struct control_ask *ask)
{
	const struct stopwatch *watch = w->timers.watch;
	char text[STATUS_BYTES];

	str_format(text, sizeof(text), "%splayers=%u\ntick_p50_ms=%" PRId64
	    "\ntick_p99_ms=%" PRId64 "\ntick_longest_ms=%" PRId64 "\n",
	    control_ask_arg(ask, 0), w->player_count,
	    stopwatch_percentile_ms(watch, 50),
	    stopwatch_percentile_ms(watch, 99),
	    stopwatch_percentile_ms(watch, 100));
	control_answer_add(&w->to_control, ref, CONTROL_OK, text);
}

static const struct {
	const char *name;
	void (*fn)(struct world *w, uint64_t ref,
	    const struct control_ask *ask);
} verbs[] = {
	{ "status", verb_status },
};

void
operator_on_request(struct world *w, uint64_t ref,
    const struct control_ask *ask)
{
	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		if (strcmp(verbs[i].name, ask->verb) != 0)
			continue;
		verbs[i].fn(w, ref, ask);
		return;
	}
	control_answer_add(&w->to_control, ref, CONTROL_USAGE,
	    "there is no such verb");
}
