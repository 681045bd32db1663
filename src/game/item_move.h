/* item_move.h - the player rearranges, wears, banks and throws away. */
#ifndef GAME_ITEM_MOVE_H
#define GAME_ITEM_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/handlers.h"

/* Whether an item of that type can lie in that slot of what is worn. */
bool item_move_fits(int64_t type, int64_t slot);

extern const struct handler item_move_handlers[];

#endif
