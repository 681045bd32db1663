/*
 * bot.c - players for tests and tools: sockets, keys, and what was received.
 *
 * Owns:   the bots of each team, their sockets and their packets.
 * Called: by flow.c, tests and fusionbot.
 * Thread: the caller's, one a team.
 */
#include "bot/bot.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/bot_log.h"
#include "bot/die.h"
#include "bot/server.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum {
	BOT_TIMEOUT_MS = 8000,
	BOT_MAX = 4096,			/* in a team */
	BOT_IN_BYTES = 16 * 1024,
	BOT_HOST_BYTES = 64 * 1024,
	BOT_DEFAULT_CLIENT_VERSION = 7
};

struct bot_conn {
	int fd;				/* -1: closed */
	struct bot_key send_key;
	struct bot_key receive_key;
	/* the shard's first words may be under either key */
	bool may_be_default_key;
	size_t in_used;
	uint8_t in[BOT_IN_BYTES];
};

struct bot {
	struct bot_team *team;
	char label[32];
	struct bot_conn conn[BOT_SIDE_COUNT];
	bool is_reading;
	bool is_lively;
	int receive_buffer_bytes;
	int32_t client_version;
	struct bot_key shard_key;	/* what the shard will send under */
	uint16_t shard_port;
	int64_t uid;
	int32_t id;
	int32_t position[3];
	struct bot_log log;
};

struct bot_team {
	enum proto_version version;
	struct in_addr host;
	uint16_t login_port;
	struct bot *bots[BOT_MAX];
	size_t bot_count;
	struct pollfd polls[BOT_MAX * BOT_SIDE_COUNT + 1];
	struct bot *owners[BOT_MAX * BOT_SIDE_COUNT + 1];
};

static const char *const bot_side_names[BOT_SIDE_COUNT] = {
	"login", "shard"
};

/* ---- the team ---- */

struct bot_team *
bot_team_new(const struct bot_team_options *opt)
{
	struct bot_team *team = calloc(1, sizeof(*team));

	if (team == NULL)
		die("out of memory");
	if (!proto_version_from_number(opt->protocol, &team->version))
		die("%d is no protocol version", opt->protocol);
	if (inet_pton(AF_INET, opt->host, &team->host) != 1)
		die("%s is no dotted address", opt->host);
	team->login_port = opt->login_port;
	return team;
}

void
bot_team_free(struct bot_team *team)
{
	if (team == NULL)
		return;
	while (team->bot_count > 0)
		bot_free(team->bots[team->bot_count - 1]);
	free(team);
}

enum proto_version
bot_team_version(const struct bot_team *team)
{
	return team->version;
}

/* ---- one bot ---- */

struct bot *
bot_new(struct bot_team *team, const char *label)
{
	struct bot *b = calloc(1, sizeof(*b));

	if (b == NULL || team->bot_count == BOT_MAX)
		die("no room for the bot %s", label);
	snprintf(b->label, sizeof(b->label), "%s", label);
	b->team = team;
	b->is_reading = true;
	b->is_lively = true;
	b->client_version = BOT_DEFAULT_CLIENT_VERSION;
	for (int side = 0; side < BOT_SIDE_COUNT; side++)
		b->conn[side].fd = -1;
	team->bots[team->bot_count++] = b;
	return b;
}

void
bot_free(struct bot *b)
{
	struct bot_team *team;

	if (b == NULL)
		return;
	team = b->team;
	bot_hang_up(b, BOT_LOGIN);
	bot_hang_up(b, BOT_SHARD);
	bot_log_fini(&b->log);
	for (size_t i = 0; i < team->bot_count; i++) {
		if (team->bots[i] == b) {
			team->bots[i] = team->bots[--team->bot_count];
			break;
		}
	}
	free(b);
}

const char *
bot_label(const struct bot *b)
{
	return b->label;
}

int64_t
bot_uid(const struct bot *b)
{
	return b->uid;
}

void
bot_set_uid(struct bot *b, int64_t uid)
{
	b->uid = uid;
}

int32_t
bot_id(const struct bot *b)
{
	return b->id != 0 ? b->id : (int32_t)b->uid;
}

void
bot_get_position(const struct bot *b, int32_t out[3])
{
	memcpy(out, b->position, sizeof(b->position));
}

void
bot_set_client_version(struct bot *b, int32_t version)
{
	b->client_version = version;
}

void
bot_set_reading(struct bot *b, bool is_reading)
{
	b->is_reading = is_reading;
}

void
bot_set_lively(struct bot *b, bool is_lively)
{
	b->is_lively = is_lively;
}

void
bot_set_receive_buffer(struct bot *b, int bytes)
{
	b->receive_buffer_bytes = bytes;
}

/* ---- connections ---- */

void
bot_hang_up(struct bot *b, enum bot_side side)
{
	struct bot_conn *c = &b->conn[side];

	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->in_used = 0;
}

bool
bot_is_open(const struct bot *b, enum bot_side side)
{
	return b->conn[side].fd >= 0;
}

void
bot_connect_to(struct bot *b, enum bot_side side, uint16_t port)
{
	struct bot_conn *c = &b->conn[side];
	struct sockaddr_in a = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = b->team->host,
	};
	int on = 1;

	bot_hang_up(b, side);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->receive_buffer_bytes > 0)
		setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF,
		    &b->receive_buffer_bytes, sizeof(int));
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("%s: cannot connect to the %s server, port %u: %s",
		    b->label, bot_side_names[side], port, strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c->send_key = bot_key_default;
	c->receive_key = bot_key_default;
	if (side == BOT_SHARD) {
		c->receive_key = b->shard_key;
		c->may_be_default_key = true;
	}
}

void
bot_connect(struct bot *b, enum bot_side side)
{
	uint16_t port = side == BOT_LOGIN ? b->team->login_port :
	    b->shard_port;

	if (port == 0)
		die("%s: has not been told a shard", b->label);
	bot_connect_to(b, side, port);
}

/* ---- receiving ---- */

static struct bot_packet *
bot_keep(struct bot *b, const struct bot_packet *p)
{
	static _Alignas(8) uint8_t host[BOT_HOST_BYTES];
	enum codec_result res;
	size_t bytes = 0;

	res = codec_decode(b->team->version, p->kind, p->raw, p->raw_bytes,
	    host, sizeof(host), &bytes);
	if (res != CODEC_OK)
		die("%s: %s of %zu bytes cannot be decoded: %s", b->label,
		    packet_info(p->kind)->name, p->raw_bytes,
		    codec_result_name(res));
	return bot_log_add(&b->log, p, host, bytes);
}

/* Keys change hands between one packet and the next (spec/wire.md 4). */
static void
bot_on_packet(struct bot *b, const struct bot_packet *p)
{
	struct bot_conn *c = &b->conn[p->side];

	if (p->kind == PKT_LS2CL_REP_LOGIN_SUCC) {
		const struct ls2cl_rep_login_succ *m = p->body;

		c->receive_key = bot_key_derive(m->svr_time,
		    m->char_count + 1, m->slot_num + 1);
		c->send_key = c->receive_key;
		b->shard_key = bot_key_for_shard(b->client_version);
	} else if (p->kind == PKT_LS2CL_REP_SHARD_SELECT_SUCC) {
		const struct ls2cl_rep_shard_select_succ *m = p->body;

		b->shard_port = (uint16_t)m->fe_server_port;
	} else if (p->kind == PKT_FE2CL_REP_PC_ENTER_SUCC) {
		const struct fe2cl_rep_pc_enter_succ *m = p->body;

		c->send_key = bot_key_derive(m->svr_time, m->id + 1,
		    m->pc_load_data2cl.fusion_matter + 1);
		b->id = m->id;
		b->position[0] = m->pc_load_data2cl.x;
		b->position[1] = m->pc_load_data2cl.y;
		b->position[2] = m->pc_load_data2cl.z;
	} else if (p->kind == PKT_LS2CL_REQ_LIVE_CHECK && b->is_lively) {
		BOT_SEND(b, cl2ls_rep_live_check, .temp_value = 0);
	} else if (p->kind == PKT_FE2CL_REQ_LIVE_CHECK && b->is_lively) {
		BOT_SEND(b, cl2fe_rep_live_check, .temp_value = 0);
	}
}

static enum packet_kind
bot_known_kind(uint32_t type)
{
	enum packet_kind kind = packet_kind_from_id(type);

	if (kind == PKT_NONE || packet_is_from_client(packet_info(kind)))
		return PKT_NONE;
	return kind;
}

static void
bot_take_frame(struct bot *b, enum bot_side side, const uint8_t *data,
    size_t n)
{
	struct bot_conn *c = &b->conn[side];
	uint8_t plain[BOT_MAX_FRAME];
	enum packet_kind kind;

	memcpy(plain, data, n);
	bot_decrypt(plain, n, &c->receive_key);
	kind = bot_known_kind(wire_get_u32(plain));
	if (kind == PKT_NONE && c->may_be_default_key) {
		memcpy(plain, data, n);
		bot_decrypt(plain, n, &bot_key_default);
		kind = bot_known_kind(wire_get_u32(plain));
	} else {
		c->may_be_default_key = false;
	}
	if (kind == PKT_NONE)
		die("%s: a packet of %zu bytes on the %s connection is unknown"
		    " (0x%08x): wrong key?", b->label, n, bot_side_names[side],
		    wire_get_u32(plain));
	bot_on_packet(b, bot_keep(b, &(struct bot_packet){ .kind = kind,
	    .side = side, .raw = plain + 4, .raw_bytes = n - 4 }));
}

static void
bot_take_frames(struct bot *b, enum bot_side side)
{
	struct bot_conn *c = &b->conn[side];
	uint32_t max = proto_max_frame_bytes(b->team->version);
	size_t at = 0;

	while (c->in_used - at >= BOT_HEAD_BYTES) {
		uint32_t n = wire_get_u32(c->in + at);

		if (n < 4 || n > max)
			die("%s: the %s server sends a frame of %u bytes",
			    b->label, bot_side_names[side], n);
		if (c->in_used - at < BOT_HEAD_BYTES + n)
			break;
		bot_take_frame(b, side, c->in + at + BOT_HEAD_BYTES, n);
		at += BOT_HEAD_BYTES + n;
	}
	memmove(c->in, c->in + at, c->in_used - at);
	c->in_used -= at;
}

static void
bot_read(struct bot *b, enum bot_side side)
{
	struct bot_conn *c = &b->conn[side];
	ssize_t n = recv(c->fd, c->in + c->in_used, sizeof(c->in) - c->in_used,
	    MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		bot_hang_up(b, side);
		return;
	}
	c->in_used += (size_t)n;
	bot_take_frames(b, side);
}

void
bot_team_pump(struct bot_team *team, int timeout_ms, int also_fd)
{
	enum bot_side sides[COUNT_OF(team->polls)];
	nfds_t n = 0;

	for (size_t i = 0; i < team->bot_count; i++) {
		struct bot *b = team->bots[i];

		for (int side = 0; side < BOT_SIDE_COUNT; side++) {
			if (b->conn[side].fd < 0 || !b->is_reading)
				continue;
			team->polls[n] = (struct pollfd){
			    .fd = b->conn[side].fd, .events = POLLIN };
			team->owners[n] = b;
			sides[n++] = (enum bot_side)side;
		}
	}
	team->polls[n] = (struct pollfd){ .fd = also_fd, .events = POLLIN };
	if (poll(team->polls, n + 1, timeout_ms) < 0 && errno != EINTR)
		die("poll: %s", strerror(errno));
	for (nfds_t i = 0; i < n; i++)
		if (team->polls[i].revents != 0 &&
		    team->owners[i]->conn[sides[i]].fd == team->polls[i].fd)
			bot_read(team->owners[i], sides[i]);
}

/* ---- sending ---- */

bool
bot_send_bytes(struct bot *b, enum bot_side side, const uint8_t *bytes,
    size_t n)
{
	struct bot_conn *c = &b->conn[side];
	int64_t deadline = server_now_ms() + patience_ms(BOT_TIMEOUT_MS);

	while (n > 0 && c->fd >= 0) {
		ssize_t sent = send(c->fd, bytes, n,
		    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent > 0) {
			bytes += sent;
			n -= (size_t)sent;
		} else if (errno == EAGAIN) {
			/* the server reads no more: listen to it meanwhile */
			struct pollfd p = { c->fd, POLLOUT, 0 };

			poll(&p, 1, 1);
			bot_team_pump(b->team, 0, -1);
			if (server_now_ms() > deadline)
				die("%s: the %s server does not read",
				    b->label, bot_side_names[side]);
		} else if (errno != EINTR) {
			/* what it said before it closed is still to be read */
			return false;
		}
	}
	return c->fd >= 0;
}

bool
bot_send_raw(struct bot *b, enum bot_side side, uint32_t type,
    const uint8_t *body, size_t n)
{
	uint8_t frame[BOT_MAX_FRAME + BOT_HEAD_BYTES];

	if (n + 8 > sizeof(frame))
		die("%s: a body of %zu bytes fits no frame", b->label, n);
	n = bot_frame(frame, type, body, n, &b->conn[side].send_key);
	return bot_send_bytes(b, side, frame, n);
}

static enum bot_side
bot_side_of(const struct bot *b, enum packet_kind kind)
{
	const struct packet_info *info = packet_info(kind);

	if (!packet_is_from_client(info))
		die("%s: %s is not for a client to send", b->label,
		    info->name);
	return info->direction == PACKET_CL2LS ? BOT_LOGIN : BOT_SHARD;
}

static size_t
bot_build_runs(struct bot *b, enum packet_kind kind, const void *host,
    const struct packet_run *runs, size_t run_count, uint8_t *out, size_t cap)
{
	enum bot_side side = bot_side_of(b, kind);
	uint8_t body[BOT_MAX_FRAME];
	size_t n = codec_encode(b->team->version, kind, host, runs, run_count,
	    body, sizeof(body));

	if (n == 0)
		die("%s: %s cannot be encoded", b->label,
		    packet_info(kind)->name);
	if (cap < n + 8)
		die("%s: no room for %s", b->label, packet_info(kind)->name);
	return bot_frame(out, packet_info(kind)->id, body, n,
	    &b->conn[side].send_key);
}

size_t
bot_build(struct bot *b, enum packet_kind kind, const void *host, uint8_t *out,
    size_t cap)
{
	return bot_build_runs(b, kind, host, NULL, 0, out, cap);
}

void
bot_send_runs(struct bot *b, enum packet_kind kind, const void *host,
    const struct packet_run *runs, size_t run_count)
{
	uint8_t frame[BOT_MAX_FRAME + 8];
	size_t n = bot_build_runs(b, kind, host, runs, run_count, frame,
	    sizeof(frame));

	bot_send_bytes(b, bot_side_of(b, kind), frame, n);
	if (kind == PKT_CL2FE_REQ_PC_MOVE) {
		const struct cl2fe_req_pc_move *m = host;

		b->position[0] = m->x;
		b->position[1] = m->y;
		b->position[2] = m->z;
	}
}

void
bot_send(struct bot *b, enum packet_kind kind, const void *host)
{
	bot_send_runs(b, kind, host, NULL, 0);
}

/* ---- expecting ---- */

static struct bot_packet *
bot_await(struct bot *b, enum packet_kind one, enum packet_kind other)
{
	int64_t deadline = server_now_ms() + patience_ms(BOT_TIMEOUT_MS);
	const char *name = packet_info(one)->name;
	struct bot_packet *p;
	char got[600];

	while ((p = bot_log_oldest(&b->log, one, other)) == NULL) {
		int64_t left = deadline - server_now_ms();

		bot_log_describe(&b->log, got, sizeof(got));
		if (!bot_is_open(b, BOT_LOGIN) && !bot_is_open(b, BOT_SHARD))
			die("%s: the server closed instead of sending %s;"
			    " last came%s", b->label, name, got);
		if (left <= 0)
			die("%s: no %s in time; last came%s", b->label, name,
			    got);
		bot_team_pump(b->team, (int)left, -1);
	}
	p->is_taken = true;
	return p;
}

const void *
bot_expect(struct bot *b, enum packet_kind kind)
{
	return bot_await(b, kind, PKT_NONE)->body;
}

const struct bot_packet *
bot_expect_either(struct bot *b, enum packet_kind one, enum packet_kind other)
{
	return bot_await(b, one, other);
}

const void *
bot_find(struct bot *b, enum packet_kind kind)
{
	struct bot_packet *p = bot_log_oldest(&b->log, kind, PKT_NONE);

	if (p == NULL)
		return NULL;
	p->is_taken = true;
	return p->body;
}

size_t
bot_count(const struct bot *b, enum packet_kind kind)
{
	return bot_log_count(&b->log, kind);
}

void
bot_fence(struct bot *b)
{
	if (bot_is_open(b, BOT_SHARD)) {
		/* empty, as the client sends it, not its placeholder byte */
		bot_send_raw(b, BOT_SHARD,
		    packet_info(PKT_CL2FE_REQ_GET_BUDDY_STATE)->id, NULL, 0);
		bot_expect(b, PKT_FE2CL_REP_GET_BUDDY_STATE_SUCC);
		return;
	}
	BOT_SEND(b, cl2ls_req_check_char_name, .first_name = "F",
	    .last_name = "F");
	bot_expect(b, PKT_LS2CL_REP_CHECK_CHAR_NAME_SUCC);
}

void
bot_expect_none(struct bot *b, enum packet_kind kind)
{
	char got[600];

	bot_fence(b);
	if (bot_count(b, kind) == 0)
		return;
	bot_log_describe(&b->log, got, sizeof(got));
	die("%s: got %s, which must not come; last came%s", b->label,
	    packet_info(kind)->name, got);
}

void
bot_expect_closed(struct bot *b, enum bot_side side)
{
	int64_t deadline = server_now_ms() + patience_ms(BOT_TIMEOUT_MS);

	while (bot_is_open(b, side)) {
		int64_t left = deadline - server_now_ms();

		if (left <= 0)
			die("%s: the %s connection stays open", b->label,
			    bot_side_names[side]);
		bot_team_pump(b->team, (int)left, -1);
	}
}

const struct bot_packet *
bot_packet_at(const struct bot *b, size_t nth)
{
	return nth < b->log.count ? b->log.packets[nth] : NULL;
}

void
bot_forget(struct bot *b)
{
	bot_log_clear(&b->log);
}
