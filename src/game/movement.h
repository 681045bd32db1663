/* movement.h - the ways of moving, shown to others. */
#ifndef GAME_MOVEMENT_H
#define GAME_MOVEMENT_H

#include "proto/handlers.h"

extern const struct handler movement_handlers[];

#endif
