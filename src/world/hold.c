/*
 * hold.c - a player's packets wait while the store is asked.
 *
 * Owns:   player->hold and w->released_first.
 * Called: hold_begin() and hold_end() by features that ask the store; the rest
 *         by dispatch.c, and by world.c when a player leaves.
 * Thread: world.
 */
#include "world/hold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "world/player.h"
#include "world/world.h"

struct hold_packet {
	struct hold_packet *next;
	_Alignas(8) uint8_t msg[];	/* struct packet_msg, its body */
};

/* --- the list of those whose packets are to be run --- */

static void
link_released(struct player *p)
{
	struct world *w = p->world;

	p->hold.released_next = w->released_first;
	p->hold.released_prev = &w->released_first;
	if (w->released_first != NULL)
		w->released_first->hold.released_prev =
		    &p->hold.released_next;
	w->released_first = p;
}

static void
unlink_released(struct player *p)
{
	struct player_hold *h = &p->hold;

	if (h->released_prev == NULL)
		return;
	*h->released_prev = h->released_next;
	if (h->released_next != NULL)
		h->released_next->hold.released_prev = h->released_prev;
	h->released_next = NULL;
	h->released_prev = NULL;
}

/* --- holding --- */

void
hold_begin(struct player *p)
{
	p->hold.depth++;
	unlink_released(p);
}

void
hold_end(struct player *p)
{
	if (p->state == PLAYER_LEAVING || p->state == PLAYER_DEPARTING)
		return;		/* hold_drop() has ended them all */
	CHECK(p->hold.depth > 0);
	p->hold.depth--;
	if (p->hold.depth == 0 && p->hold.first != NULL)
		link_released(p);
}

bool
hold_is_on(const struct player *p)
{
	return p->hold.depth > 0 || p->hold.first != NULL;
}

bool
hold_add(struct player *p, const struct packet_msg *m)
{
	struct player_hold *h = &p->hold;
	size_t bytes = sizeof(*m) + m->bytes;
	struct hold_packet *hp;

	if (h->bytes + sizeof(*hp) + bytes > HOLD_BYTES_MAX)
		return false;
	hp = malloc(sizeof(*hp) + bytes);
	CHECK(hp != NULL);
	hp->next = NULL;
	memcpy(hp->msg, m, bytes);
	if (h->first == NULL)
		h->last_link = &h->first;
	*h->last_link = hp;
	h->last_link = &hp->next;
	h->bytes += (uint32_t)(sizeof(*hp) + bytes);
	return true;
}

/* --- running --- */

const struct packet_msg *
hold_packet_msg(const struct hold_packet *hp)
{
	return (const struct packet_msg *)(const void *)hp->msg;
}

static struct hold_packet *
take_first(struct player *p)
{
	struct hold_packet *hp = p->hold.first;

	p->hold.first = hp->next;
	p->hold.bytes -= (uint32_t)(sizeof(*hp) + sizeof(struct packet_msg) +
	    hold_packet_msg(hp)->bytes);
	return hp;
}

struct hold_packet *
hold_take(struct world *w, struct player **out)
{
	struct player *p = w->released_first;
	struct hold_packet *hp;

	if (p == NULL)
		return NULL;
	hp = take_first(p);
	if (p->hold.first == NULL)
		unlink_released(p);
	*out = p;
	return hp;
}

void
hold_packet_free(struct hold_packet *hp)
{
	free(hp);
}

void
hold_drop(struct player *p)
{
	unlink_released(p);
	while (p->hold.first != NULL)
		hold_packet_free(take_first(p));
	p->hold.depth = 0;
}
