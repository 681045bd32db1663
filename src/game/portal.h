/* portal.h - NPCs that lead into infected zones, lairs, and out again. */
#ifndef GAME_PORTAL_H
#define GAME_PORTAL_H

#include "proto/handlers.h"

extern const struct handler portal_handlers[];

#endif
