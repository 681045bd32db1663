/*
 * outbox.h - what a room (login, world) says to the packet shards.
 *
 * Each room has one outbox and is the only thread that uses it. Calls gather
 * in one batch a shard; outbox_flush() posts them. Within a shard everything
 * arrives in the order in which it was said, subscriptions included.
 *
 * A frame here is `u32 type, body` in the clear: the shard adds the length and
 * the cipher.
 */
#ifndef NET_OUTBOX_H
#define NET_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/io.h"

struct outbox;

struct outbox *outbox_new(struct io *io) MUST_USE;
void outbox_free(struct outbox *o);

/* One packet to one connection. */
void outbox_send(struct outbox *o, conn_id conn, const void *frame, size_t n);

/*
 * One packet to everyone who listens to the topic, but not to `except` (0: to
 * all). Topics are the caller's numbers; a topic that nobody listens to costs
 * one look-up a shard.
 */
void outbox_publish(struct outbox *o, uint64_t topic, conn_id except,
    const void *frame, size_t n);

void outbox_subscribe(struct outbox *o, conn_id conn, uint64_t topic);
void outbox_unsubscribe(struct outbox *o, conn_id conn, uint64_t topic);

/* Bytes as they are, without frame or cipher, to all of a topic (monitors). */
void outbox_publish_raw(struct outbox *o, uint64_t topic, const void *bytes,
    size_t n);

/*
 * New keys (spec/wire.md 4), in memory order: receive_key for what comes,
 * send_key for what is sent after this call.
 */
void outbox_set_keys(struct outbox *o, conn_id conn,
    const uint8_t receive_key[8], const uint8_t send_key[8]);

/* The connection has logged in: the handshake timeout no longer holds. */
void outbox_trust(struct outbox *o, conn_id conn);

/* Sends what is queued, then closes. IO_MSG_CLOSED follows. */
void outbox_close(struct outbox *o, conn_id conn);

/* Closes in delay_ms, so that a last message can be read. */
void outbox_close_later(struct outbox *o, conn_id conn, uint32_t delay_ms);

/* Posts everything gathered. Cheap if there is nothing. */
void outbox_flush(struct outbox *o);

#endif
