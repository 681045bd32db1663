/*
 * topic.c - subscriptions: topics know their listeners and the other way round.
 *
 * Owns:   the topics of one shard and the lists of its connections.
 * Called: by outflow.c for the rooms, by ioloop.c when a connection ends.
 * Thread: io, one set each.
 */
#include "net/topic.h"

#include <stdlib.h>

enum { TOPIC_LIST_FIRST_ROOM = 4, TOPIC_NONE = UINT32_MAX };

void
topics_init(struct topics *t, uint32_t slots)
{
	*t = (struct topics){ .slots = slots };
	t->lists = calloc((size_t)slots + 1, sizeof(*t->lists));
	CHECK(t->lists != NULL);
}

void
topics_fini(struct topics *t)
{
	for (size_t i = 0; i < t->all.count; i++)
		vec_fini(&t->all.items[i].listeners);
	vec_fini(&t->all);
	vec_fini(&t->unused);
	map_fini(&t->by_id);
	for (uint32_t slot = 0; t->lists != NULL && slot <= t->slots; slot++)
		free(t->lists[slot].items);
	free(t->lists);
	*t = (struct topics){ 0 };
}

static uint32_t
find_index(const struct topics *t, uint64_t id)
{
	uint64_t index;

	if (!map_get(&t->by_id, id, &index))
		return TOPIC_NONE;
	return (uint32_t)index;
}

const struct topic *
topic_find(const struct topics *t, uint64_t id)
{
	uint32_t index = find_index(t, id);

	return index != TOPIC_NONE ? &t->all.items[index] : NULL;
}

static uint32_t
topic_make(struct topics *t, uint64_t id)
{
	uint32_t index;

	if (t->unused.count > 0) {
		index = t->unused.items[--t->unused.count];
	} else {
		index = (uint32_t)t->all.count;
		(void)vec_add(&t->all);
	}
	t->all.items[index].id = id;
	map_put(&t->by_id, id, index);
	return index;
}

static uint32_t
find_member(const struct topic_list *list, uint32_t topic)
{
	for (uint32_t i = 0; i < list->count; i++) {
		if (list->items[i].topic == topic)
			return i;
	}
	return TOPIC_NONE;
}

void
topic_add(struct topics *t, uint64_t id, uint32_t slot)
{
	struct topic_list *list = &t->lists[slot];
	uint32_t index = find_index(t, id);
	struct topic_listener listener = { slot, list->count };
	struct topic *topic;

	if (index == TOPIC_NONE)
		index = topic_make(t, id);
	else if (find_member(list, index) != TOPIC_NONE)
		return;

	if (list->count == list->room) {
		list->room = list->room != 0 ? list->room * 2 :
		    TOPIC_LIST_FIRST_ROOM;
		list->items = realloc(list->items,
		    list->room * sizeof(*list->items));
		CHECK(list->items != NULL);
	}
	topic = &t->all.items[index];
	list->items[list->count++] = (struct topic_member){
		index, (uint32_t)topic->listeners.count
	};
	vec_push(&topic->listeners, listener);
}

/* Whatever is put in the place of a removed one is told its new place. */
static void
remove_member(struct topics *t, uint32_t slot, uint32_t i)
{
	struct topic_list *list = &t->lists[slot];
	struct topic_member gone = list->items[i];
	struct topic *topic = &t->all.items[gone.topic];

	vec_remove_swap(&topic->listeners, gone.place);
	if (gone.place < topic->listeners.count) {
		struct topic_listener moved =
		    topic->listeners.items[gone.place];

		t->lists[moved.slot].items[moved.back].place = gone.place;
	}
	list->items[i] = list->items[--list->count];
	if (i < list->count) {
		struct topic_member moved = list->items[i];

		t->all.items[moved.topic].listeners.items[moved.place].back = i;
	}

	if (topic->listeners.count == 0) {
		vec_fini(&topic->listeners);
		map_remove(&t->by_id, topic->id);
		vec_push(&t->unused, gone.topic);
	}
}

void
topic_remove(struct topics *t, uint64_t id, uint32_t slot)
{
	uint32_t index = find_index(t, id);
	uint32_t i;

	if (index == TOPIC_NONE)
		return;
	i = find_member(&t->lists[slot], index);
	if (i != TOPIC_NONE)
		remove_member(t, slot, i);
}

void
topic_remove_all(struct topics *t, uint32_t slot)
{
	struct topic_list *list = &t->lists[slot];

	while (list->count > 0)
		remove_member(t, slot, list->count - 1);
	free(list->items);
	*list = (struct topic_list){ 0 };
}
