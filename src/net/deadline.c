/*
 * deadline.c - ordered lists of deadlines, linked by connection slot.
 *
 * Owns:   the links.
 * Called: by ioloop.c and its parts.
 * Thread: io, one set each.
 */
#include "net/deadline.h"

#include <stdlib.h>

struct deadline_link {
	int64_t at_ms;		/* 0: not in the list */
	uint32_t previous;	/* slots; the list's ends are in slot 0 */
	uint32_t next;
};

void
deadlines_init(struct deadlines *d, uint32_t slots)
{
	d->slots = slots;
	d->links = calloc(((size_t)slots + 1) * DEADLINE_KIND_COUNT,
	    sizeof(*d->links));
	CHECK(d->links != NULL);
}

void
deadlines_fini(struct deadlines *d)
{
	free(d->links);
	*d = (struct deadlines){ 0 };
}

static struct deadline_link *
list_of(const struct deadlines *d, enum deadline_kind kind)
{
	return d->links + ((size_t)d->slots + 1) * kind;
}

void
deadline_set(struct deadlines *d, enum deadline_kind kind, uint32_t slot,
    int64_t at_ms)
{
	struct deadline_link *list = list_of(d, kind);
	uint32_t before;

	CHECK(at_ms > 0 && slot > 0 && slot <= d->slots);
	deadline_clear(d, kind, slot);
	before = list[0].previous;
	while (before != 0 && list[before].at_ms > at_ms)
		before = list[before].previous;

	list[slot].at_ms = at_ms;
	list[slot].previous = before;
	list[slot].next = list[before].next;
	list[list[slot].next].previous = slot;
	list[before].next = slot;
}

void
deadline_clear(struct deadlines *d, enum deadline_kind kind, uint32_t slot)
{
	struct deadline_link *list = list_of(d, kind);

	if (list[slot].at_ms == 0)
		return;
	list[list[slot].previous].next = list[slot].next;
	list[list[slot].next].previous = list[slot].previous;
	list[slot] = (struct deadline_link){ 0 };
}

void
deadline_clear_all(struct deadlines *d, uint32_t slot)
{
	for (int kind = 0; kind < DEADLINE_KIND_COUNT; kind++)
		deadline_clear(d, (enum deadline_kind)kind, slot);
}

bool
deadline_is_set(const struct deadlines *d, enum deadline_kind kind,
    uint32_t slot)
{
	return list_of(d, kind)[slot].at_ms != 0;
}

int64_t
deadline_earliest_ms(const struct deadlines *d)
{
	int64_t earliest = 0;

	for (int kind = 0; kind < DEADLINE_KIND_COUNT; kind++) {
		const struct deadline_link *list =
		    list_of(d, (enum deadline_kind)kind);
		int64_t at_ms = list[list[0].next].at_ms;

		if (at_ms != 0 && (earliest == 0 || at_ms < earliest))
			earliest = at_ms;
	}
	return earliest;
}

uint32_t
deadline_take(struct deadlines *d, enum deadline_kind kind, int64_t now_ms)
{
	struct deadline_link *list = list_of(d, kind);
	uint32_t slot = list[0].next;

	if (slot == 0 || list[slot].at_ms > now_ms)
		return 0;
	deadline_clear(d, kind, slot);
	return slot;
}
