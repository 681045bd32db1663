/* swarm_worker.h - what swarm.c, swarm_join.c and swarm_act.c share. */
#ifndef BOT_SWARM_WORKER_H
#define BOT_SWARM_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/bot_wire.h"
#include "bot/swarm.h"
#include "proto/packet.h"
#include "proto/packets.h"

enum {
	SWARM_BUFFER_BYTES = 512 * 1024,
	SWARM_TIME_BYTES = 12	/* type and iCliTime, the first of all */
};

enum swarm_state {
	SWARM_NEW,
	SWARM_LOGGING_IN,
	SWARM_SELECTING,
	SWARM_ENTERING,
	SWARM_LOADING,
	SWARM_PLAYING,
	SWARM_STORMING,
	SWARM_GONE
};

struct swarm_bot {
	int fd;
	enum swarm_state state;
	unsigned number;
	struct bot_key send_key;
	struct bot_key receive_key;
	int32_t client_id;
	int32_t home[3];
	uint8_t *half;			/* of a packet, NULL if none */
	size_t half_bytes;
};

struct swarm_worker {
	struct swarm_options opt;
	struct swarm_bot *bots;
	unsigned count;			/* players, then storm clients */
	unsigned players;
	unsigned started, joining, done;
	int epoll;
	uint64_t started_us;		/* of the moves */
	uint64_t steps;			/* moves due since then, sent or not */
	struct swarm_counts counts;
	struct histogram latency;

	/* a PC_MOVE on the wire, and where its first bytes stand in it */
	uint32_t move_bytes;
	uint32_t move_type;
	size_t move_place[SWARM_TIME_BYTES];
	uint32_t check_type;
	uint8_t buffer[SWARM_BUFFER_BYTES];
};

/* The connection is lost; counted by how far the bot had come. */
void swarm_lose(struct swarm_worker *w, struct swarm_bot *b);

/* False if there is no room at all: nothing was sent. */
bool swarm_send_frame(struct swarm_worker *w, struct swarm_bot *b,
    const uint8_t *bytes, size_t n);

void swarm_send(struct swarm_worker *w, struct swarm_bot *b,
    enum packet_kind kind, const void *host);

#define SWARM_SEND(w, b, packet, ...) \
	swarm_send((w), (b), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* swarm_join.c: the way from a socket into the world. */
void swarm_connect(struct swarm_worker *w, struct swarm_bot *b, uint16_t port);
void swarm_send_login(struct swarm_worker *w, struct swarm_bot *b);

/* Decodes in full; false if the bot has left this connection. */
bool swarm_take_frame_in_full(struct swarm_worker *w, struct swarm_bot *b,
    uint8_t *data, size_t n);

/* swarm_act.c: what all bots have to do until now, evenly in time. */
void swarm_act_due(struct swarm_worker *w, uint64_t now_us);

#endif
