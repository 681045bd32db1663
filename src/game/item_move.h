/* item_move.h - the player rearranges, wears, banks and throws away. */
#ifndef GAME_ITEM_MOVE_H
#define GAME_ITEM_MOVE_H

#include "proto/handlers.h"

extern const struct handler item_move_handlers[];

#endif
