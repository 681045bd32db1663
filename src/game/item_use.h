/* item_use.h - using what lies in the bag: gumballs and nanocom boosters. */
#ifndef GAME_ITEM_USE_H
#define GAME_ITEM_USE_H

#include "proto/handlers.h"

extern const struct handler item_use_handlers[];

#endif
