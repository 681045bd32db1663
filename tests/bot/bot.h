/*
 * bot.h - players for tests and tools: they log in, enter, act, and keep
 * everything that the server says until it is asked for.
 *
 * Calls look blocking. While one bot waits, the sockets of its whole team are
 * read, so that nobody is a slow client by accident.
 */
#ifndef BOT_BOT_H
#define BOT_BOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/bot_wire.h"
#include "proto/packet.h"

struct bot;
struct bot_team;

enum bot_side { BOT_LOGIN, BOT_SHARD, BOT_SIDE_COUNT };

/* One packet from the server; lives until bot_forget() or bot_free(). */
struct bot_packet {
	enum packet_kind kind;
	enum bot_side side;
	bool is_taken;		/* an expectation has used it up */
	const void *body;	/* host struct with its runs; NULL: irregular */
	const uint8_t *raw;	/* the same on the wire */
	size_t raw_bytes;
};

/* ---- the team ---- */

struct bot_team_options {
	const char *host;	/* dotted address */
	uint16_t login_port;
	int protocol;		/* 104, 728 or 1013 */
};

struct bot_team *bot_team_new(const struct bot_team_options *opt);
void bot_team_free(struct bot_team *team);	/* and all its bots */
enum proto_version bot_team_version(const struct bot_team *team);

/*
 * Reads whatever has arrived for anyone, waiting at most timeout_ms for the
 * first of it. also_fd: returns when this is readable, too (-1: none).
 */
void bot_team_pump(struct bot_team *team, int timeout_ms, int also_fd);

/* ---- one bot; the label is for messages ---- */

struct bot *bot_new(struct bot_team *team, const char *label);
void bot_free(struct bot *b);
const char *bot_label(const struct bot *b);

/* The character that was created, selected or listed first; 0: none. */
int64_t bot_uid(const struct bot *b);
void bot_set_uid(struct bot *b, int64_t uid);

/* As its id stands in packets of the shard. */
int32_t bot_id(const struct bot *b);

/* Where it believes to be: what PC_ENTER_SUCC and its own moves said. */
void bot_get_position(const struct bot *b, int32_t out[3]);

/* The third number of REQ_LOGIN: it makes the shard's key. Default 7. */
void bot_set_client_version(struct bot *b, int32_t version);

/* Whether it reads its sockets at all, and answers live checks (both: yes). */
void bot_set_reading(struct bot *b, bool is_reading);
void bot_set_lively(struct bot *b, bool is_lively);

/* How little its next connections take in unread; 0: as the system has it. */
void bot_set_receive_buffer(struct bot *b, int bytes);

/* ---- connections ---- */

/* Shard: at the address that SHARD_SELECT_SUCC gave. */
void bot_connect(struct bot *b, enum bot_side side);
void bot_connect_to(struct bot *b, enum bot_side side, uint16_t port);
void bot_hang_up(struct bot *b, enum bot_side side);
bool bot_is_open(const struct bot *b, enum bot_side side);

/* ---- sending ---- */

/* The kind says on which connection. */
void bot_send(struct bot *b, enum packet_kind kind, const void *host);
void bot_send_runs(struct bot *b, enum packet_kind kind, const void *host,
    const struct packet_run *runs, size_t run_count);

/* Bytes as they are; false if the server has closed. */
bool bot_send_bytes(struct bot *b, enum bot_side side, const uint8_t *bytes,
    size_t n);

/* The enciphered frame that bot_send() would send; returns its length. */
size_t bot_build(struct bot *b, enum packet_kind kind, const void *host,
    uint8_t *out, size_t cap);

/* Any type and body as an enciphered frame. */
bool bot_send_raw(struct bot *b, enum bot_side side, uint32_t type,
    const uint8_t *body, size_t n);

#define BOT_SEND(b, packet, ...) \
	bot_send((b), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* ---- expecting: dies if it does not come ---- */

/* The oldest packet of the kind that no expectation has used up. */
const void *bot_expect(struct bot *b, enum packet_kind kind);
#define BOT_EXPECT(b, packet) \
	((const struct packet *)bot_expect((b), \
	    (enum packet_kind)packet##_KIND))

/* The oldest of either kind. */
const struct bot_packet *bot_expect_either(struct bot *b, enum packet_kind one,
    enum packet_kind other);

/* Without waiting; NULL if there is none. Uses it up. */
const void *bot_find(struct bot *b, enum packet_kind kind);
#define BOT_FIND(b, packet) \
	((const struct packet *)bot_find((b), (enum packet_kind)packet##_KIND))

/* How many have come that are not used up. */
size_t bot_count(const struct bot *b, enum packet_kind kind);

/*
 * A harmless request and its answer: everything that the server had to say
 * about earlier requests of this connection has arrived then.
 */
void bot_fence(struct bot *b);

/* Fences, then fails if a packet of the kind is there. */
void bot_expect_none(struct bot *b, enum packet_kind kind);

/* The server ends the connection; what it said before can still be found. */
void bot_expect_closed(struct bot *b, enum bot_side side);

/* The nth packet still kept, oldest first; NULL after the last. */
const struct bot_packet *bot_packet_at(const struct bot *b, size_t nth);

/* Drops everything that has been received. */
void bot_forget(struct bot *b);

#endif
