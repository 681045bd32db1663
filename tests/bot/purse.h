/* purse.h - what a character has in the database, put there or looked at. */
#ifndef BOT_PURSE_H
#define BOT_PURSE_H

#include <stdint.h>

struct e2e;

/* Things that every world has: the tables' first ones that may be traded. */
struct purse_things {
	int16_t shirt, hat, stack;	/* types 1, 4, 7 */
	int32_t stack_size;
};

void purse_find_things(struct e2e *e, struct purse_things *out);

/* Before the character enters: into a slot of its bag; its taros. */
void purse_put(struct e2e *e, int64_t player, int32_t slot, int32_t type,
    int32_t id, int32_t opt);
void purse_set_taros(struct e2e *e, int64_t player, int32_t taros);

/* Waits until the file says so: opt 0, nothing lies there. */
void purse_await(struct e2e *e, int64_t player, int32_t slot, int32_t type,
    int32_t id, int32_t opt);
void purse_await_taros(struct e2e *e, int64_t player, int32_t taros);

#endif
