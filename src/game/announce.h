/* announce.h - what game masters tell everybody. */
#ifndef GAME_ANNOUNCE_H
#define GAME_ANNOUNCE_H

#include <stdint.h>

#include "proto/handlers.h"

struct world;

extern const struct handler announce_handlers[];

/* Shown to everybody for so long, as the operator's; sanitised here. */
void announce_to_all(struct world *w, int32_t seconds, const char *text);

#endif
