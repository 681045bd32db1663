/* gm.h - the client's game-master commands about others, and travelling. */
#ifndef GAME_GM_H
#define GAME_GM_H

#include "proto/handlers.h"

extern const struct handler gm_handlers[];

#endif
