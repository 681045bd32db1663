/* audit_book.h - what has left a place or come to one in the step under way. */
#ifndef WORLD_AUDIT_BOOK_H
#define WORLD_AUDIT_BOOK_H

#include <stdint.h>

#include "world/item.h"

/* A side; a full book is closed early. */
enum { AUDIT_ENTRIES_MAX = 96 };

struct audit_spot {
	uint8_t place;			/* enum audit_place; 0: none */
	int32_t slot;		/* of a purse: what it holds then */
	int32_t player_id;
};

struct audit_entry {
	uint8_t money;			/* enum audit_money; 0: an item */
	struct item item;	/* opt: what of it has no other end yet */
	struct audit_spot spot;
};

struct audit_book {			/* audit.c */
	const char *cause;		/* of all that is in it */
	uint64_t step;			/* steps that were worth a line */
	uint32_t out_count, in_count;
	struct audit_entry out[AUDIT_ENTRIES_MAX], in[AUDIT_ENTRIES_MAX];
};

#endif
