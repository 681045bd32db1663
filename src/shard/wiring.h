/* wiring.h - who hears which event, what recurs, who takes packets. */
#ifndef SHARD_WIRING_H
#define SHARD_WIRING_H

#include "proto/handlers.h"
#include "world/entity.h"
#include "world/entity_class.h"
#include "world/event.h"
#include "world/timer.h"

/* In order: order is behaviour. */
extern const struct event_table shard_events;

/* Ends with a row without a function. */
extern const struct timer_row shard_timers[];

/* How kinds of entities differ in a fight. */
extern const struct entity_class *const shard_classes[ENTITY_KIND_COUNT];

/* The features' tables; ends with NULL. */
extern const struct handler *const shard_handlers[];

#endif
