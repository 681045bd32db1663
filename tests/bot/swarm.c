/*
 * swarm.c - cheap players for load tests.
 *
 * On the way in a bot takes packets apart like any client. In the world it
 * looks at the type and the time of what could be a PC_MOVE and at nothing
 * else: server and load share the processors, and the load must be light.
 *
 * Owns:   the bots of each worker: sockets, keys, half packets.
 * Called: by fusionload.
 * Thread: one a worker.
 */
#include "bot/swarm_worker.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bot/die.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum {
	SWARM_EVENTS = 512,
	SWARM_JOIN_LIMIT_MS = 60000	/* without anyone getting further */
};

uint64_t
swarm_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

void
swarm_login_name(char out[SWARM_LOGIN_BYTES], unsigned bot)
{
	snprintf(out, SWARM_LOGIN_BYTES, "swarm_%06u", bot);
}

void
swarm_storm_name(char out[SWARM_LOGIN_BYTES], unsigned client)
{
	snprintf(out, SWARM_LOGIN_BYTES, "storm_%06u", client);
}

/* ---- sending ---- */

void
swarm_lose(struct swarm_worker *w, struct swarm_bot *b)
{
	if (b->state == SWARM_PLAYING) {
		w->counts.disconnected++;
	} else if (b->state != SWARM_STORMING) {
		w->counts.failed++;
		w->joining--;
		w->done++;
	}
	close(b->fd);
	free(b->half);
	b->half = NULL;
	b->half_bytes = 0;
	b->fd = -1;
	b->state = SWARM_GONE;
}

/* A frame must not be cut in two: the rest waits for room, for a while. */
static bool
swarm_send_rest(struct swarm_bot *b, const uint8_t *bytes, size_t n)
{
	while (n > 0) {
		struct pollfd p = { b->fd, POLLOUT, 0 };
		ssize_t sent;

		if (poll(&p, 1, 2000) <= 0)
			return false;
		sent = send(b->fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		bytes += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool
swarm_send_frame(struct swarm_worker *w, struct swarm_bot *b,
    const uint8_t *bytes, size_t n)
{
	ssize_t sent = send(b->fd, bytes, n, MSG_NOSIGNAL);

	if (sent == (ssize_t)n)
		return true;
	if (sent < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (sent <= 0 || !swarm_send_rest(b, bytes + sent, n - (size_t)sent))
		swarm_lose(w, b);
	return true;
}

void
swarm_send(struct swarm_worker *w, struct swarm_bot *b, enum packet_kind kind,
    const void *host)
{
	uint8_t body[BOT_MAX_FRAME];
	uint8_t frame[BOT_MAX_FRAME + 8];
	size_t n = codec_encode(w->opt.version, kind, host, NULL, 0, body,
	    sizeof(body));

	n = bot_frame(frame, packet_info(kind)->id, body, n, &b->send_key);
	swarm_send_frame(w, b, frame, n);
}

/* ---- in the world ---- */

static inline void
swarm_decrypt_start(const struct swarm_worker *w, const struct swarm_bot *b,
    const uint8_t *data, uint8_t out[SWARM_TIME_BYTES])
{
	for (size_t i = 0; i < SWARM_TIME_BYTES; i++)
		out[i] = data[w->move_place[i]] ^
		    b->receive_key.bytes[i % BOT_KEY_BYTES];
}

static void
swarm_take_frame_quickly(struct swarm_worker *w, struct swarm_bot *b,
    uint8_t *data, size_t n, uint64_t now_us)
{
	uint8_t start[SWARM_TIME_BYTES];

	if (n == w->move_bytes) {
		swarm_decrypt_start(w, b, data, start);
		if (wire_get_u32(start) == w->move_type) {
			w->counts.deliveries++;
			histogram_add(&w->latency,
			    now_us - wire_get_u64(start + 4));
			return;
		}
	} else if (n == 8) {
		bot_decrypt(data, n, &b->receive_key);
		if (wire_get_u32(data) == w->check_type)
			SWARM_SEND(w, b, cl2fe_rep_live_check, .temp_value = 0);
	}
	w->counts.other_packets++;
}

/* Returns how many bytes of whole frames were used. */
static size_t
swarm_take_frames(struct swarm_worker *w, struct swarm_bot *b, uint8_t *data,
    size_t n, uint64_t now_us)
{
	size_t at = 0;

	while (n - at >= BOT_HEAD_BYTES) {
		uint32_t frame = wire_get_u32(data + at);

		if (frame < 4 || frame > BOT_MAX_FRAME) {
			swarm_lose(w, b);
			return n;
		}
		if (n - at < BOT_HEAD_BYTES + frame)
			break;
		if (b->state == SWARM_PLAYING)
			swarm_take_frame_quickly(w, b,
			    data + at + BOT_HEAD_BYTES, frame, now_us);
		else if (!swarm_take_frame_in_full(w, b,
		    data + at + BOT_HEAD_BYTES, frame))
			return n;
		at += BOT_HEAD_BYTES + frame;
		if (b->state == SWARM_GONE)
			return n;
	}
	return at;
}

static void
swarm_keep_half(struct swarm_bot *b, const uint8_t *data, size_t n)
{
	if (n > 0 && b->half == NULL) {
		b->half = malloc(BOT_MAX_FRAME + BOT_HEAD_BYTES);
		if (b->half == NULL)
			die("out of memory");
	}
	if (n > 0)
		memcpy(b->half, data, n);
	b->half_bytes = n;
}

static void
swarm_read(struct swarm_worker *w, struct swarm_bot *b)
{
	size_t have = b->half_bytes;
	uint64_t now_us;
	size_t used;
	ssize_t n;

	if (have > 0)
		memcpy(w->buffer, b->half, have);
	n = recv(b->fd, w->buffer + have, sizeof(w->buffer) - have, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		swarm_lose(w, b);
		return;
	}
	now_us = swarm_now_us();
	w->counts.bytes_in += (uint64_t)n;
	b->half_bytes = 0;
	have += (size_t)n;
	used = swarm_take_frames(w, b, w->buffer, have, now_us);
	if (used < have)
		swarm_keep_half(b, w->buffer + used, have - used);
}

/* ---- the worker ---- */

static void
swarm_wait(struct swarm_worker *w, int timeout_ms)
{
	struct epoll_event events[SWARM_EVENTS];
	int n = epoll_wait(w->epoll, events, SWARM_EVENTS, timeout_ms);

	for (int i = 0; i < n; i++) {
		struct swarm_bot *b = events[i].data.ptr;

		if (b->state != SWARM_GONE)
			swarm_read(w, b);
	}
}

static void
swarm_worker_learn_places(struct swarm_worker *w)
{
	w->move_type = packet_info(PKT_FE2CL_PC_MOVE)->id;
	w->check_type = packet_info(PKT_FE2CL_REQ_LIVE_CHECK)->id;
	w->move_bytes = 4 + (uint32_t)codec_wire_bytes(w->opt.version,
	    PKT_FE2CL_PC_MOVE);
	for (size_t i = 0; i < SWARM_TIME_BYTES; i++)
		w->move_place[i] = bot_cipher_place(w->move_bytes, i);
}

static unsigned
swarm_share(unsigned total, unsigned first, unsigned step)
{
	return total > first ? (total - first + step - 1) / step : 0;
}

struct swarm_worker *
swarm_worker_new(const struct swarm_options *opt, unsigned first, unsigned step)
{
	struct swarm_worker *w = calloc(1, sizeof(*w));

	if (w == NULL)
		die("out of memory");
	w->opt = *opt;
	w->players = swarm_share(opt->bot_count, first, step);
	w->count = w->players + swarm_share(opt->storm_count, first, step);
	w->bots = calloc(w->count + 1, sizeof(*w->bots));
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (w->bots == NULL || w->epoll < 0)
		die("out of memory or descriptors");
	for (unsigned i = 0; i < w->count; i++) {
		unsigned nth = i < w->players ? i : i - w->players;

		w->bots[i].fd = -1;
		w->bots[i].number = first + nth * step;
	}
	swarm_worker_learn_places(w);
	return w;
}

void
swarm_worker_free(struct swarm_worker *w)
{
	if (w == NULL)
		return;
	for (unsigned i = 0; i < w->count; i++) {
		if (w->bots[i].fd >= 0)
			close(w->bots[i].fd);
		free(w->bots[i].half);
	}
	close(w->epoll);
	free(w->bots);
	free(w);
}

static void
swarm_start_some(struct swarm_worker *w)
{
	while (w->started < w->players && w->joining < w->opt.joining) {
		struct swarm_bot *b = &w->bots[w->started++];

		b->state = SWARM_LOGGING_IN;
		w->joining++;
		swarm_connect(w, b, w->opt.login_port);
		swarm_send_login(w, b);
	}
}

void
swarm_worker_join(struct swarm_worker *w)
{
	uint64_t news_us = swarm_now_us();
	unsigned done = 0;

	while (w->done < w->players) {
		swarm_start_some(w);
		swarm_wait(w, 100);
		if (w->done != done)
			news_us = swarm_now_us();
		done = w->done;
		if (swarm_now_us() - news_us >
		    (uint64_t)SWARM_JOIN_LIMIT_MS * 1000)
			die("%u of %u bots are in, the others get no further",
			    w->done, w->players);
	}
	for (unsigned i = w->players; i < w->count; i++) {
		struct swarm_bot *b = &w->bots[i];

		b->state = SWARM_STORMING;
		swarm_connect(w, b, w->opt.login_port);
		swarm_send_login(w, b);
	}
}

void
swarm_worker_play(struct swarm_worker *w, uint64_t until_us)
{
	bool is_moving = w->opt.moves_per_s > 0 && w->players > 0;
	uint64_t now_us = swarm_now_us();

	if (w->started_us == 0)
		w->started_us = now_us;
	while (now_us < until_us) {
		if (is_moving)
			swarm_act_due(w, now_us);
		swarm_wait(w, is_moving ? 1 : 20);
		now_us = swarm_now_us();
	}
}

void
swarm_worker_listen(struct swarm_worker *w, int for_ms)
{
	uint64_t until_us = swarm_now_us() + (uint64_t)for_ms * 1000;

	do {
		swarm_wait(w, for_ms);
	} while (swarm_now_us() < until_us);
}

void
swarm_worker_reset(struct swarm_worker *w)
{
	uint64_t joined = w->counts.joined;
	uint64_t failed = w->counts.failed;

	w->counts = (struct swarm_counts){ .joined = joined, .failed = failed };
	memset(&w->latency, 0, sizeof(w->latency));
}

const struct swarm_counts *
swarm_worker_counts(const struct swarm_worker *w)
{
	return &w->counts;
}

const struct histogram *
swarm_worker_latency(const struct swarm_worker *w)
{
	return &w->latency;
}
