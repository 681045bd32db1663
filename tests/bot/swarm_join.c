/*
 * swarm_join.c - a cheap player's way in: it takes packets apart like any
 * client until it is in the world.
 *
 * Owns:   nothing.
 * Called: by swarm.c.
 * Thread: the worker's.
 */
#include "bot/swarm_worker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "bot/dbfile.h"
#include "bot/die.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum { SWARM_CLIENT_VERSION = 7 };

/* ---- connecting ---- */

void
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

void
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

bool
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
