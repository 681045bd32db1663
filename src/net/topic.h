/*
 * topic.h - who of a shard's connections listens to what.
 *
 * A topic is an array of connection slots that a publisher walks from end to
 * end; adding and removing are O(1) in its length (and linear in the few
 * topics that one connection has).
 */
#ifndef NET_TOPIC_H
#define NET_TOPIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"
#include "base/vec.h"

struct topic_listener {
	uint32_t slot;
	uint32_t back;		/* where the connection's list names this */
};

struct topic {
	uint64_t id;
	struct topic_listener_vec VEC_OF(struct topic_listener) listeners;
};

/* One subscription, seen from the connection. */
struct topic_member {
	uint32_t topic;		/* index into topics.all */
	uint32_t place;		/* index into its listeners */
};

struct topic_list {
	struct topic_member *items;
	uint32_t count;
	uint32_t room;
};

struct topics {
	struct map by_id;		/* id -> index into all */
	struct topic_vec VEC_OF(struct topic) all;
	struct topic_free_vec VEC_OF(uint32_t) unused;
	struct topic_list *lists;	/* [slot] */
	uint32_t slots;
};

void topics_init(struct topics *t, uint32_t slots);
void topics_fini(struct topics *t);

/* Twice is once. */
void topic_add(struct topics *t, uint64_t id, uint32_t slot);

/* Nothing happens if it does not listen. */
void topic_remove(struct topics *t, uint64_t id, uint32_t slot);
void topic_remove_all(struct topics *t, uint32_t slot);

/*
 * NULL if nobody listens. The pointer lives until the next call that adds or
 * removes.
 */
const struct topic *topic_find(const struct topics *t, uint64_t id);

#endif
