/* announce.h - what game masters tell everybody. */
#ifndef GAME_ANNOUNCE_H
#define GAME_ANNOUNCE_H

#include "proto/handlers.h"

extern const struct handler announce_handlers[];

#endif
