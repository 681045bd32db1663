/*
 * hold.h - a player's packets wait while the store is asked.
 *
 * Requests of one connection are handled in order, and all that a request
 * causes is sent before the answer to the next one (spec/DECISIONS.md). A
 * handler that needs an answer of the store therefore holds its player:
 *
 *     hold_begin(p);                  the request is posted, ref p->conn
 *     ...
 *     hold_end(p);                    in the reply, however it went
 *
 * Meanwhile the player's packets are kept in order; those that came are run
 * right after the message in which the last hold ended. A player that waits
 * for nothing has no queue: one test of a number a packet is all it costs. A
 * player that leaves takes its holds and packets along.
 */
#ifndef WORLD_HOLD_H
#define WORLD_HOLD_H

#include <stdbool.h>

#include "base/check.h"
#include "proto/gate.h"

struct hold_packet;
struct player;
struct world;

/*
 * What the packets that one player has waiting may take. A client that knows
 * of no store goes on running meanwhile: this is a minute and more of it.
 */
enum { HOLD_BYTES_MAX = 128 * 1024 };

/* Holds nest: as many ends as begins. One that leaves needs no end. */
void hold_begin(struct player *p);
void hold_end(struct player *p);

/* True while its packets must wait: held, or older ones are not run yet. */
bool hold_is_on(const struct player *p);

/* Keeps a copy. False, and nothing kept: it would exceed HOLD_BYTES_MAX. */
bool hold_add(struct player *p, const struct packet_msg *m) MUST_USE;

/*
 * The oldest packet of a player whose holds have ended, the player in *out;
 * the caller owns it until hold_packet_free(). NULL: nobody has any.
 */
struct hold_packet *hold_take(struct world *w, struct player **out);
const struct packet_msg *hold_packet_msg(const struct hold_packet *hp);
void hold_packet_free(struct hold_packet *hp);

/* world.c: the player leaves, nothing of it waits any more. */
void hold_drop(struct player *p);

#endif
