/* gm_self.h - what game masters give themselves by the client's commands. */
#ifndef GAME_GM_SELF_H
#define GAME_GM_SELF_H

#include "proto/handlers.h"

extern const struct handler gm_self_handlers[];

#endif
