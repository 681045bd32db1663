/* answers.h - requests for what this server does not have, told so. */
#ifndef GAME_ANSWERS_H
#define GAME_ANSWERS_H

#include "proto/handlers.h"

extern const struct handler answers_handlers[];

#endif
