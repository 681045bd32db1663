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
#include "bot/swarm.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "bot/bot_wire.h"
#include "bot/dbfile.h"
#include "bot/die.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum {
	SWARM_BUFFER_BYTES = 512 * 1024,
	SWARM_EVENTS = 512,
	SWARM_CLIENT_VERSION = 7,
	SWARM_RADIUS = 60,		/* of the circle that a bot walks */
	SWARM_TIME_BYTES = 12,	/* type and iCliTime, the first of all */
	SWARM_JOIN_LIMIT_MS = 60000	/* without anyone getting further */
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

static void
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

/* False if there is no room at all. */
static bool
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

static void
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

#define SWARM_SEND(w, b, packet, ...) \
	swarm_send((w), (b), (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* ---- connecting ---- */

static void
swarm_connect(struct swarm_worker *w, struct swarm_bot *b, uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = b };
	int on = 1;

	inet_pton(AF_INET, w->opt.host, &a.sin_addr);
	b->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->fd < 0)
		die("socket: %s (raise ulimit -n)", strerror(errno));
	if (connect(b->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("port %u: %s", port, strerror(errno));
	setsockopt(b->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(b->fd, F_SETFL, O_NONBLOCK);
	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, b->fd, &ev) != 0)
		die("epoll: %s", strerror(errno));
	b->send_key = bot_key_default;
	b->receive_key = bot_key_default;
}

static void
swarm_send_login(struct swarm_worker *w, struct swarm_bot *b)
{
	struct cl2ls_req_login m = {
		.client_ver_c = SWARM_CLIENT_VERSION,
		.login_type = 1,
	};
	char name[SWARM_LOGIN_BYTES];

	if (b->state == SWARM_STORMING) {
		swarm_storm_name(name, b->number);
		str_copy(m.password, sizeof(m.password), "wrongwrong");
	} else {
		swarm_login_name(name, b->number);
		str_copy(m.password, sizeof(m.password), dbfile_password);
	}
	str_copy(m.id, sizeof(m.id), name);
	swarm_send(w, b, PKT_CL2LS_REQ_LOGIN, &m);
}

/* ---- on the way in ---- */

static void
swarm_on_enter_succ(struct swarm_worker *w, struct swarm_bot *b,
    const struct fe2cl_rep_pc_enter_succ *m)
{
	b->client_id = m->id;
	b->send_key = bot_key_derive(m->svr_time, m->id + 1,
	    m->pc_load_data2cl.fusion_matter + 1);
	b->home[0] = m->pc_load_data2cl.x;
	b->home[1] = m->pc_load_data2cl.y;
	b->home[2] = m->pc_load_data2cl.z;
	b->state = SWARM_LOADING;
	SWARM_SEND(w, b, cl2fe_req_pc_loading_complete, .pc_id = m->id);
}

static void
swarm_on_selected(struct swarm_worker *w, struct swarm_bot *b,
    const struct ls2cl_rep_shard_select_succ *m)
{
	int64_t enter_key = m->enter_serial_key;

	close(b->fd);
	swarm_connect(w, b, (uint16_t)m->fe_server_port);
	/* all that the shard says to one that may enter is under this key */
	b->receive_key = bot_key_for_shard(SWARM_CLIENT_VERSION);
	b->state = SWARM_ENTERING;
	SWARM_SEND(w, b, cl2fe_req_pc_enter, .enter_serial_key = enter_key);
}

static void
swarm_on_packet(struct swarm_worker *w, struct swarm_bot *b,
    enum packet_kind kind, const void *body)
{
	if (kind == PKT_LS2CL_REP_LOGIN_SUCC) {
		const struct ls2cl_rep_login_succ *m = body;

		b->send_key = bot_key_derive(m->svr_time, m->char_count + 1,
		    m->slot_num + 1);
		b->receive_key = b->send_key;
	} else if (kind == PKT_LS2CL_REP_LOGIN_FAIL) {
		if (b->state != SWARM_STORMING) {
			swarm_lose(w, b);
			return;
		}
		w->counts.refusals++;
		swarm_send_login(w, b);
	} else if (kind == PKT_LS2CL_REP_CHAR_INFO) {
		const struct ls2cl_rep_char_info *m = body;

		b->state = SWARM_SELECTING;
		SWARM_SEND(w, b, cl2ls_req_char_select,
		    .pc_uid = m->pc_style.pc_uid);
	} else if (kind == PKT_LS2CL_REP_SHARD_SELECT_SUCC) {
		swarm_on_selected(w, b, body);
	} else if (kind == PKT_LS2CL_REQ_LIVE_CHECK) {
		SWARM_SEND(w, b, cl2ls_rep_live_check, .temp_value = 0);
	} else if (kind == PKT_FE2CL_REP_PC_ENTER_SUCC) {
		swarm_on_enter_succ(w, b, body);
	} else if (kind == PKT_FE2CL_REP_PC_LOADING_COMPLETE_SUCC) {
		b->state = SWARM_PLAYING;
		w->counts.joined++;
		w->joining--;
		w->done++;
	}
}

/* Decodes in full; false if the bot has left this connection. */
static bool
swarm_take_frame_in_full(struct swarm_worker *w, struct swarm_bot *b,
    uint8_t *data, size_t n)
{
	static _Thread_local _Alignas(8) uint8_t host[64 * 1024];
	enum packet_kind kind;
	size_t bytes;
	int fd = b->fd;

	bot_decrypt(data, n, &b->receive_key);
	kind = packet_kind_from_id(wire_get_u32(data));
	if (codec_decode(w->opt.version, kind, data + 4, n - 4, host,
	    sizeof(host), &bytes) == CODEC_OK)
		swarm_on_packet(w, b, kind, host);
	else if (b->state == SWARM_ENTERING && n == 8)
		swarm_lose(w, b);	/* PC_ENTER_FAIL, under another key */
	return b->fd == fd && b->state != SWARM_GONE;
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

/* ---- moving ---- */

static void
swarm_move(struct swarm_worker *w, struct swarm_bot *b, uint64_t step)
{
	double angle = (double)(step % 64) * (2 * M_PI / 64);
	struct cl2fe_req_pc_move m = {
		.cli_time = swarm_now_us(),
		.x = b->home[0] + (int32_t)(SWARM_RADIUS * cos(angle)),
		.y = b->home[1] + (int32_t)(SWARM_RADIUS * sin(angle)),
		.z = b->home[2],
		.angle = (int32_t)(step % 360),
		.key_value = 1,
		.speed = 300,
	};
	uint8_t body[64];
	uint8_t frame[72];
	size_t n = codec_encode(w->opt.version, PKT_CL2FE_REQ_PC_MOVE, &m,
	    NULL, 0, body, sizeof(body));

	n = bot_frame(frame, packet_info(PKT_CL2FE_REQ_PC_MOVE)->id, body, n,
	    &b->send_key);
	if (swarm_send_frame(w, b, frame, n))
		w->counts.moves++;
	else
		w->counts.skipped++;
}

/* The steps of all bots lie evenly in time: bot after bot, round and round. */
static void
swarm_move_due(struct swarm_worker *w, uint64_t now_us)
{
	double per_us = w->opt.moves_per_s * w->players / 1e6;
	uint64_t due = (uint64_t)((double)(now_us - w->started_us) * per_us);

	while (w->steps < due) {
		struct swarm_bot *b = &w->bots[w->steps % w->players];

		if (b->state == SWARM_PLAYING)
			swarm_move(w, b, w->steps / w->players);
		w->steps++;
	}
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
			swarm_move_due(w, now_us);
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
