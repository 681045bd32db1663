/* wiring.h - who hears which event, what recurs, who takes packets. */
#ifndef SHARD_WIRING_H
#define SHARD_WIRING_H

#include "proto/handlers.h"
#include "world/event.h"
#include "world/timer.h"

/* In order: order is behaviour. */
extern const struct event_table shard_events;

/* Ends with a row without a function. */
extern const struct timer_row shard_timers[];

/* The features' tables; ends with NULL. */
extern const struct handler *const shard_handlers[];

#endif
