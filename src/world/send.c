/*
 * send.c - from a typed struct to bytes in the tick's outbox.
 *
 * Owns:   w->frame, the buffer that a packet is encoded into, and
 *         w->list_items, where the elements of a list gather.
 * Called: by all of game and by view.c.
 * Thread: world.
 */
#include "world/send.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "net/outbox.h"
#include "proto/codec.h"
#include "proto/version.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

enum { SEND_TYPE_BYTES = 4 };

/* Encodes into w->frame; 0, logged, for what the version cannot carry. */
static size_t
encode(struct world *w, enum packet_kind kind, const void *packet,
    const struct packet_run *runs, size_t run_count)
{
	static struct log_limit limit;	/* ours: one thread */
	const struct packet_info *info = packet_info(kind);
	uint32_t dropped, id = info->id;
	size_t n;

	n = codec_encode(w->version, kind, packet, runs, run_count,
	    w->frame + SEND_TYPE_BYTES, sizeof(w->frame) - SEND_TYPE_BYTES);
	if (n == 0) {
		if (codec_wire_bytes(w->version, kind) != 0 &&
		    log_limit_ok(&limit, 5, 60000, &dropped))
			log_error("send: cannot encode %s (and %u more)",
			    info->name, dropped);
		return 0;
	}
	for (int i = 0; i < SEND_TYPE_BYTES; i++)
		w->frame[i] = (uint8_t)(id >> 8 * i);
	return SEND_TYPE_BYTES + n;
}

void
send_conn(struct world *w, conn_id conn, enum packet_kind kind,
    const void *packet)
{
	size_t n = encode(w, kind, packet, NULL, 0);

	if (n > 0)
		outbox_send(w->out, conn, w->frame, n);
}

void
send_packet_runs(struct player *p, enum packet_kind kind, const void *packet,
    const struct packet_run *runs, size_t run_count)
{
	struct world *w = p->world;
	size_t n = encode(w, kind, packet, runs, run_count);

	if (n > 0)
		outbox_send(w->out, p->conn, w->frame, n);
}

void
send_packet(struct player *p, enum packet_kind kind, const void *packet)
{
	send_packet_runs(p, kind, packet, NULL, 0);
}

static void
publish(struct world *w, uint64_t topic, conn_id except,
    enum packet_kind kind, const void *packet,
    const struct packet_run *runs, size_t run_count)
{
	size_t n = encode(w, kind, packet, runs, run_count);

	if (n > 0)
		outbox_publish(w->out, topic, except, w->frame, n);
}

void
send_topic(struct world *w, uint64_t topic, conn_id except,
    enum packet_kind kind, const void *packet)
{
	publish(w, topic, except, kind, packet, NULL, 0);
}

void
send_around_runs(struct world *w, const struct entity *e,
    const struct player *except, enum packet_kind kind, const void *packet,
    const struct packet_run *runs, size_t run_count)
{
	if (e->chunk == NULL)
		return;
	publish(w, view_topic_around(e), except != NULL ? except->conn : 0,
	    kind, packet, runs, run_count);
}

void
send_around(struct world *w, const struct entity *e,
    const struct player *except, enum packet_kind kind, const void *packet)
{
	send_around_runs(w, e, except, kind, packet, NULL, 0);
}

uint32_t
send_runs_max(const struct world *w, enum packet_kind kind,
    enum wire_struct type)
{
	size_t room = proto_body_max_bytes(w->version) -
	    codec_wire_bytes(w->version, kind);

	return (uint32_t)(room / codec_struct_wire_bytes(w->version, type));
}

void
send_list_begin(struct send_list *l, struct player *p, enum packet_kind kind,
    const void *head, enum wire_struct type, size_t item_bytes)
{
	size_t most = send_runs_max(p->world, kind, type);
	size_t held = sizeof(p->world->list_items) / item_bytes;

	*l = (struct send_list){
		.p = p, .kind = kind, .head = head, .type = type,
		.item_bytes = item_bytes,
		.most = (uint32_t)(most < held ? most : held),
	};
}

void
send_list_end(struct send_list *l)
{
	struct packet_run run = {
		.type = l->type, .items = l->p->world->list_items,
		.count = l->count,
	};

	if (l->count == 0)
		return;
	send_packet_runs(l->p, l->kind, l->head, &run, 1);
	l->count = 0;
}

void *
send_list_add(struct send_list *l)
{
	char *items = (char *)l->p->world->list_items;

	if (l->count == l->most)
		send_list_end(l);
	return items + l->count++ * l->item_bytes;
}

void
send_message(struct player *p, const char *fmt, ...)
{
	struct fe2cl_pc_motd_login out = { .type = 1 };
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(out.system_msg, sizeof(out.system_msg), fmt, ap);
	va_end(ap);
	send_packet(p, PKT_FE2CL_PC_MOTD_LOGIN, &out);
}
