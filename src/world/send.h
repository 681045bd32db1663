/*
 * send.h - from a typed struct to bytes on their way: SEND to one player,
 * PUBLISH to all who see an entity.
 *
 * Every packet is encoded once, in the world's version, into the tick's
 * outbox. Fields that are not named are zero, as the game wants it.
 */
#ifndef WORLD_SEND_H
#define WORLD_SEND_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "net/io.h"
#include "proto/packet.h"
#include "proto/packets.h"

struct entity;
struct player;
struct world;

/* SEND(p, fe2cl_pc_exit, .id = 1); */
#define SEND(p, packet, ...) \
	send_packet((p), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* PUBLISH(w, e, except_player_or_NULL, fe2cl_pc_move, .id = 1); */
#define PUBLISH(w, e, except, packet, ...) \
	send_around((w), (e), (except), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

void send_packet(struct player *p, enum packet_kind kind, const void *packet);

/* With trailing elements; the packet's count fields are filled in. */
void send_packet_runs(struct player *p, enum packet_kind kind,
    const void *packet, const struct packet_run *runs, size_t run_count);

/* To everyone who sees the entity; `except` may be NULL. */
void send_around(struct world *w, const struct entity *e,
    const struct player *except, enum packet_kind kind, const void *packet);
/* How many elements of a type such a packet can hold in this version. */
uint32_t send_runs_max(const struct world *w, enum packet_kind kind,
    enum wire_struct type);

void send_around_runs(struct world *w, const struct entity *e,
    const struct player *except, enum packet_kind kind, const void *packet,
    const struct packet_run *runs, size_t run_count);

/* To a topic; except 0: to all of it. */
void send_topic(struct world *w, uint64_t topic, conn_id except,
    enum packet_kind kind, const void *packet);

/* A connection without a player yet (PC_ENTER_FAIL). */
void send_conn(struct world *w, conn_id conn, enum packet_kind kind,
    const void *packet);

/*
 * A list that may need several packets: each goes out as soon as it is full,
 * none for an empty list (spec/world.md 5, batches). One list at a time.
 *
 *	send_list_begin(&list, p, kind, &head, type, sizeof(element));
 *	... element = send_list_add(&list); fill it in ...
 *	send_list_end(&list);
 */
struct send_list {
	struct player *p;
	enum packet_kind kind;
	const void *head;	/* the fixed part; lives until the end */
	enum wire_struct type;
	size_t item_bytes;	/* of the host struct */
	uint32_t most;		/* elements that one packet can hold */
	uint32_t count;		/* gathered for the next packet */
};
void send_list_begin(struct send_list *l, struct player *p,
    enum packet_kind kind, const void *head, enum wire_struct type,
    size_t item_bytes);

/* Room for one element, not zeroed; until the next call. */
void *send_list_add(struct send_list *l);
void send_list_end(struct send_list *l);

/* A system message in the chat window (PC_MOTD_LOGIN, type 1). */
void send_message(struct player *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
