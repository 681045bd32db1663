/*
 * progress.h - which threads get on with their work.
 *
 * A room notes each piece of work that it begins, and says when it rests, that
 * is, waits for as long as it takes. Who neither notes nor rests is stuck: in
 * a loop, behind a lock, or on a disk that does not answer.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/thread.h"

/* The rooms that note, and how long any work of theirs should take at most. */
struct progress_room {
	enum thread_role role;
	int64_t most_ms;
};

enum { PROGRESS_ROOM_COUNT = 3 };

extern const struct progress_room progress_rooms[PROGRESS_ROOM_COUNT];

/* The calling room. Until its first note it counts as resting. */
void progress_note(enum thread_role role, int64_t now_ms);
void progress_rest(enum thread_role role);

/* Any thread: ms since the last note; 0 while it rests. */
int64_t progress_stuck_ms(enum thread_role role, int64_t now_ms);

/*
 * Any thread. Do all rooms get on? If not, out has those that do not and since
 * when: "world ms=7000"; else "".
 */
bool progress_is_well(int64_t now_ms, char *out, size_t cap);

#endif
