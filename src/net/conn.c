/*
 * conn.c - the table of one shard's connections.
 *
 * Owns:   the slots; not what hangs on them (sockets, queues, topics).
 * Called: by ioloop.c.
 * Thread: io, one table each.
 */
#include "net/conn.h"

#include <stdlib.h>

#include "net/cipher.h"

enum { CONN_MOST_SLOTS = 0xffffff };	/* what a conn_id has bits for */

void
conn_table_init(struct conn_table *t, uint32_t shard, uint32_t limit)
{
	size_t line = sizeof(struct conn_hot);

	CHECK(limit > 0 && limit <= CONN_MOST_SLOTS);
	*t = (struct conn_table){ .shard = shard, .limit = limit };
	/* calloc() and not aligned_alloc(): fresh pages cost nothing yet. */
	t->hot_storage = calloc((size_t)limit + 2, line);
	t->cold = calloc((size_t)limit + 1, sizeof(*t->cold));
	CHECK(t->hot_storage != NULL && t->cold != NULL);
	t->hot = (struct conn_hot *)(((uintptr_t)t->hot_storage + line - 1) &
	    ~(uintptr_t)(line - 1));
}

void
conn_table_fini(struct conn_table *t)
{
	for (uint32_t slot = 1; t->cold != NULL && slot <= t->used; slot++)
		frame_reader_fini(&t->cold[slot].reader);
	free(t->hot_storage);
	free(t->cold);
	*t = (struct conn_table){ 0 };
}

uint32_t
conn_add(struct conn_table *t, enum io_role role, int fd)
{
	uint64_t key = cipher_key_word(cipher_default_key);
	uint32_t slot = t->free_head;
	struct conn_hot *hot;

	if (slot != 0) {
		t->free_head = t->hot[slot].next_free;
	} else {
		if (t->used == t->limit)
			return 0;
		slot = ++t->used;
	}
	hot = &t->hot[slot];
	*hot = (struct conn_hot){
		.send_key = key,
		.receive_key = key,
		.fd = fd,
		.gen = hot->gen + 1,
		.state = CONN_OPEN,
		.role = (uint8_t)role,
	};
	t->cold[slot] = (struct conn){ 0 };
	t->count++;
	return slot;
}

void
conn_remove(struct conn_table *t, uint32_t slot)
{
	struct conn_hot *hot = &t->hot[slot];

	CHECK(hot->state != CONN_FREE && hot->out == NULL);
	frame_reader_fini(&t->cold[slot].reader);
	hot->state = CONN_FREE;
	hot->flags = 0;		/* lists may still name the slot */
	hot->fd = -1;
	hot->next_free = t->free_head;
	t->free_head = slot;
	t->count--;
}
