/*
 * gate.c - where strangers' bytes become typed packets.
 *
 * Owns:   nothing; the message belongs to the batch.
 * Called: by the packet shards, once a deciphered frame.
 * Thread: io, several at once.
 */
#include "proto/gate.h"

#include "base/log.h"
#include "base/metric.h"
#include "proto/codec.h"
#include "proto/wire.h"

enum { TYPE_BYTES = 4 };

_Static_assert(sizeof(struct packet_msg) == 8, "the body must be aligned to 8");
_Static_assert(PKT_KIND_COUNT <= UINT16_MAX, "a kind must fit into 16 bits");

/* Of codec_measure(), which wants no room and so never lacks it. */
static const enum metric result_metrics[] = {
	[CODEC_BAD_SIZE] = METRIC_BAD_PACKET_SIZE,
	[CODEC_BAD_COUNT] = METRIC_BAD_PACKET_COUNT,
	[CODEC_NO_ROOM] = METRIC_BAD_PACKET_SIZE,
	[CODEC_NOT_IN_VERSION] = METRIC_BAD_PACKET_VERSION,
};

static enum io_verdict
refuse(conn_id conn, uint32_t id, enum packet_kind kind, size_t body_bytes,
    enum metric metric, const char *why)
{
	metric_add(metric, 1);
	/* The shard counts it and ends those who do it too often. */
	if (log_wants(LOG_DEBUG))
		log_debug("gate: ignored conn=%llx type=0x%08x name=%s "
		    "bytes=%zu reason=\"%s\"", (unsigned long long)conn, id,
		    packet_info(kind)->name, body_bytes, why);
	return IO_IGNORE;
}

static enum io_verdict
gate_on_frame(const struct io_gate *io, enum io_role role, conn_id conn,
    const uint8_t *frame, size_t n, struct batch **out)
{
	const struct gate *g = io->context;
	const uint8_t *body = frame + TYPE_BYTES;
	size_t body_bytes = n - TYPE_BYTES;
	struct packet_msg *m;
	enum packet_kind kind;
	enum codec_result res;
	size_t bytes;
	uint32_t id;

	UNUSED(role);
	CHECK(n >= TYPE_BYTES);
	id = wire_get_u32(frame);
	kind = packet_kind_from_id(id);
	if (kind == PKT_NONE)
		return refuse(conn, id, kind, body_bytes,
		    METRIC_BAD_PACKET_UNKNOWN, "unknown");
	if (!packet_is_from_client(packet_info(kind)))
		return refuse(conn, id, kind, body_bytes,
		    METRIC_BAD_PACKET_DIRECTION, "wrong direction");
	res = codec_measure(g->version, kind, body, body_bytes, &bytes);
	if (res != CODEC_OK)
		return refuse(conn, id, kind, body_bytes,
		    result_metrics[res], codec_result_name(res));

	m = batch_add(out, IO_MSG_PACKET, conn, sizeof(*m) + bytes);
	m->kind = (uint16_t)kind;
	m->bytes = (uint32_t)bytes;
	res = codec_decode(g->version, kind, body, body_bytes, m + 1, bytes,
	    &bytes);
	CHECK(res == CODEC_OK);
	return IO_TAKE;
}

void
gate_init(struct gate *g, enum proto_version v)
{
	CHECK(v < PROTO_VERSION_COUNT);
	*g = (struct gate){ .version = v };
}

struct io_gate
gate_io(const struct gate *g)
{
	return (struct io_gate){ .frame = gate_on_frame, .context = g };
}

const char *
gate_message_name(const struct msg *m)
{
	const struct packet_msg *p;

	if (m->type == IO_MSG_PACKET) {
		p = msg_payload(m);
		return packet_info((enum packet_kind)p->kind)->name;
	}
	switch (m->type & MSG_RANGE_MASK) {
	case MSG_RANGE_IO_IN:
		return "connection";
	case MSG_RANGE_DB_REPLY:
		return "database";
	case MSG_RANGE_AUTH:
		return "password";
	case MSG_RANGE_ROOM:
		return "room";
	case MSG_RANGE_CONTROL:
		return "operator";
	}
	return "message";
}
