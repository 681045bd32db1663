/*
 * deadline.h - what must happen to a connection by when: one ordered list for
 * each kind, so that nobody walks all connections.
 */
#ifndef NET_DEADLINE_H
#define NET_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

enum deadline_kind {
	DEADLINE_HANDSHAKE,	/* the room must have called outbox_trust() */
	DEADLINE_HALF_FRAME,	/* a begun frame must be complete */
	DEADLINE_STALL,		/* some queued output must have left */
	DEADLINE_CLOSE,		/* it is closed, whatever happens */
	DEADLINE_KIND_COUNT
};

struct deadline_link;

struct deadlines {
	struct deadline_link *links;	/* [kind][slot] */
	uint32_t slots;			/* highest slot; 0 ends a list */
};

void deadlines_init(struct deadlines *d, uint32_t slots);
void deadlines_fini(struct deadlines *d);

/*
 * Sets or moves a deadline; at_ms > 0. Cheap if it is the latest of its kind
 * or nearly so, which it is when the kind has one fixed length.
 */
void deadline_set(struct deadlines *d, enum deadline_kind kind, uint32_t slot,
    int64_t at_ms);

/* Nothing happens if there is none. */
void deadline_clear(struct deadlines *d, enum deadline_kind kind,
    uint32_t slot);
void deadline_clear_all(struct deadlines *d, uint32_t slot);

bool deadline_is_set(const struct deadlines *d, enum deadline_kind kind,
    uint32_t slot);

/* The earliest of all; 0 if there is none. */
int64_t deadline_earliest_ms(const struct deadlines *d);

/* Takes off one of that kind that has passed; 0 if none has. */
uint32_t deadline_take(struct deadlines *d, enum deadline_kind kind,
    int64_t now_ms) MUST_USE;

#endif
