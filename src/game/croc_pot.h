/* croc_pot.h - one thing's looks on another one's stats. */
#ifndef GAME_CROC_POT_H
#define GAME_CROC_POT_H

#include "proto/handlers.h"

extern const struct handler croc_pot_handlers[];

#endif
