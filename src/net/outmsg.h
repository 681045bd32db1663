/* outmsg.h - the messages that shards get: from outboxes, main and io/0. */
#ifndef NET_OUTMSG_H
#define NET_OUTMSG_H

#include "net/io.h"
#include "net/listener.h"

enum {
	OUTMSG_SEND = MSG_RANGE_IO_OUT,	/* ref: conn_id; the frame */
	OUTMSG_PUBLISH,			/* ref: topic; outmsg_publish, frame */
	OUTMSG_PUBLISH_RAW,		/* ref: topic; the bytes */
	OUTMSG_SUBSCRIBE,		/* ref: conn_id; outmsg_topic */
	OUTMSG_UNSUBSCRIBE,		/* ref: conn_id; outmsg_topic */
	OUTMSG_SET_KEYS,		/* ref: conn_id; outmsg_keys */
	OUTMSG_TRUST,			/* ref: conn_id */
	OUTMSG_CLOSE,			/* ref: conn_id; outmsg_close */
	OUTMSG_ADOPT,			/* outmsg_adopt: io/0 to a shard */
	OUTMSG_GONE,			/* outmsg_gone: a shard to io/0 */
	OUTMSG_STOP_READING,
	OUTMSG_STOP,			/* outmsg_stop */
	OUTMSG_END
};

struct outmsg_publish {
	conn_id except;
};

struct outmsg_topic {
	uint64_t topic;
};

struct outmsg_keys {
	uint64_t receive_key;	/* as the bytes lie in memory */
	uint64_t send_key;
};

struct outmsg_close {
	int64_t delay_ms;	/* 0: when the queue is sent */
};

struct outmsg_adopt {
	enum io_role role;
	bool is_address_counted;
	struct listener_peer peer;
};

struct outmsg_gone {
	enum io_role role;
	bool is_address_counted;
	uint64_t address;
};

struct outmsg_stop {
	int64_t linger_ms;
};

#endif
