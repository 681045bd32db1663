/*
 * ticket.c - tickets that wait for their PC_ENTER.
 *
 * A plain array in the order of making: there is one ticket an account, most
 * are taken within seconds, and what is added is always the youngest. Looking
 * through a few hundred of them is cheaper than any index.
 *
 * Owns:   struct ticket_store.
 * Called: by the room that admits players.
 * Thread: the owner's; one thread a store.
 */
#include "login/ticket.h"

#include <stdlib.h>
#include <string.h>

struct ticket_store {
	size_t count;
	size_t capacity;
	struct ticket tickets[];
};

struct ticket_store *
ticket_store_new(size_t capacity)
{
	struct ticket_store *s;

	CHECK(capacity > 0);
	s = calloc(1, sizeof(*s) + capacity * sizeof(s->tickets[0]));
	CHECK(s != NULL);
	s->capacity = capacity;
	return s;
}

void
ticket_store_free(struct ticket_store *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s->tickets, s->capacity * sizeof(s->tickets[0]));
	free(s);
}

/* Keeps the order, so that [0] is always the oldest. */
static void
remove_at(struct ticket_store *s, size_t i)
{
	s->count--;
	memmove(s->tickets + i, s->tickets + i + 1,
	    (s->count - i) * sizeof(s->tickets[0]));
}

void
ticket_store_add(struct ticket_store *s, const struct ticket *t)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->tickets[i].account_id == t->account_id) {
			remove_at(s, i);
			break;
		}
	}
	if (s->count == s->capacity)
		remove_at(s, 0);
	s->tickets[s->count++] = *t;
}

bool
ticket_store_take(struct ticket_store *s, uint64_t serial, int64_t now_ms,
    struct ticket *out)
{
	for (size_t i = 0; i < s->count; i++) {
		struct ticket t = s->tickets[i];

		if (t.serial != serial)
			continue;
		remove_at(s, i);
		if (now_ms > t.made_at_ms + TICKET_LIFE_MS)
			return false;
		*out = t;
		return true;
	}
	return false;
}

size_t
ticket_store_prune(struct ticket_store *s, int64_t now_ms)
{
	size_t n = 0;

	while (n < s->count &&
	    now_ms > s->tickets[n].made_at_ms + TICKET_LIFE_MS)
		n++;
	s->count -= n;
	memmove(s->tickets, s->tickets + n, s->count * sizeof(s->tickets[0]));
	return n;
}

size_t
ticket_store_count(const struct ticket_store *s)
{
	return s->count;
}
