/* gm.h - what the client's own game-master commands send. */
#ifndef GAME_GM_H
#define GAME_GM_H

#include "proto/handlers.h"

extern const struct handler gm_handlers[];

#endif
