/*
 * progress.c - which threads get on with their work.
 *
 * Owns:   when each role has last begun something.
 * Called: by the rooms; by who watches them: main, the control thread.
 * Thread: any.
 */
#include "base/progress.h"

#include <inttypes.h>

#include "base/counter.h"
#include "base/str.h"

const struct progress_room progress_rooms[PROGRESS_ROOM_COUNT] = {
	/* Its timers make it turn five times a second. */
	{ THREAD_WORLD, 5000 },
	{ THREAD_LOGIN, 5000 },
	/* Another writer's lock, or a slow disk, is not its fault. */
	{ THREAD_DB, 30000 },
};

/* clock_now_ms(), which is never 0; 0: resting. */
static struct counter noted_at_ms[THREAD_ROLE_COUNT];

void
progress_note(enum thread_role role, int64_t now_ms)
{
	counter_set(&noted_at_ms[role], (uint64_t)now_ms);
}

void
progress_rest(enum thread_role role)
{
	counter_set(&noted_at_ms[role], 0);
}

int64_t
progress_stuck_ms(enum thread_role role, int64_t now_ms)
{
	int64_t at_ms = (int64_t)counter_get(&noted_at_ms[role]);

	/* It may have noted after our clock was read. */
	return at_ms == 0 || at_ms > now_ms ? 0 : now_ms - at_ms;
}

bool
progress_is_well(int64_t now_ms, char *out, size_t cap)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < PROGRESS_ROOM_COUNT; i++) {
		const struct progress_room *r = &progress_rooms[i];
		int64_t ms = progress_stuck_ms(r->role, now_ms);

		if (ms >= r->most_ms)
			n += str_format(out + n, cap - n, "%s%s ms=%" PRId64,
			    n > 0 ? " " : "", thread_role_name(r->role), ms);
	}
	return n == 0;
}
