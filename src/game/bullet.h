/* bullet.h - grenades and rockets: fired, and later reported to have hit. */
#ifndef GAME_BULLET_H
#define GAME_BULLET_H

#include "proto/handlers.h"

extern const struct handler bullet_handlers[];

#endif
