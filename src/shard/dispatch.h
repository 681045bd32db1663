/* dispatch.h - which feature takes which packet, and in which state. */
#ifndef SHARD_DISPATCH_H
#define SHARD_DISPATCH_H

#include <stdbool.h>

#include "base/check.h"
#include "proto/gate.h"
#include "proto/handlers.h"
#include "proto/packet.h"

struct player;
struct world;

/* One row a packet kind; NULL: no feature takes it. */
struct dispatch {
	const struct handler *rows[PKT_KIND_COUNT];
};

/* Joins tables that end with HANDLERS_END; the last table is NULL. */
void dispatch_init(struct dispatch *d, const struct handler *const *tables);

/*
 * A packet has come: it is run, or kept if the player is held (world/hold.h).
 * False: too many are kept already, its connection is to be dropped.
 */
bool dispatch_take(const struct dispatch *d, struct world *w,
    struct player *p, const struct packet_msg *m) MUST_USE;

/* Runs what was kept of players that are held no more. */
void dispatch_released(const struct dispatch *d, struct world *w);

/* Runs the packet's handler if the player is in the state that it needs. */
void dispatch_packet(const struct dispatch *d, struct world *w,
    struct player *p, enum packet_kind kind, const void *packet);

#endif
