/* nano_tune.h - giving a nano one of its powers (spec/nanos.md 11). */
#ifndef GAME_NANO_TUNE_H
#define GAME_NANO_TUNE_H

#include "proto/handlers.h"

extern const struct handler nano_tune_handlers[];

#endif
