/* vendor.h - shops: what they have, buying, selling, buying back, batteries. */
#ifndef GAME_VENDOR_H
#define GAME_VENDOR_H

#include "proto/handlers.h"

extern const struct handler vendor_handlers[];

#endif
