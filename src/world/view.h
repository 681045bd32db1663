/*
 * view.h - who sees what: position updates, enter and exit packets, and topics.
 *
 * Each square of the grid has two topics. All players who can see the square
 * listen to its "view" topic; those who stand in it listen to its "here" topic.
 * An entity's deeds are published once on its square's view topic; that it
 * comes or goes is published on the here topics of the squares affected. The
 * world never loops over onlookers.
 */
#ifndef WORLD_VIEW_H
#define WORLD_VIEW_H

#include <stdint.h>

#include "base/check.h"
#include "net/io.h"
#include "world/chunk.h"

struct instance;
struct player;
struct world;

enum view_topic_kind { VIEW_TOPIC_VIEW, VIEW_TOPIC_HERE, VIEW_TOPIC_OTHER };

/* Topics that are no square's. */
enum {
	VIEW_OTHER_ALL = 1,
	VIEW_OTHER_MONITORS,
	VIEW_OTHER_NOTIFY
};

uint64_t view_topic(enum view_topic_kind kind, struct chunk_place at);
uint64_t view_topic_other(uint32_t number);

/*
 * Moves an entity. Sends and publishes whatever comes into or goes out of view
 * (spec/world.md 5), then it is there. Coordinates are clamped to the world's
 * box. Placing one that is in limbo enters it.
 */
void view_move(struct world *w, struct entity *e, int32_t x, int32_t y,
    int32_t z, struct instance *in);

/* Into limbo: everybody who saw it, and a player what it saw, is told. */
void view_leave(struct world *w, struct entity *e);

/* view_leave(), then view_move(): what a warp does, and a refresh. */
void view_warp(struct world *w, struct entity *e, int32_t x, int32_t y,
    int32_t z, struct instance *in);

/* Shows or hides an entity where it stands (death, respawn, eaten egg). */
void view_set_shown(struct world *w, struct entity *e, bool shown);

/* Shown from now on, and nobody told: the caller has its own packet for it. */
void view_show_silently(struct entity *e);

/* The view topic of the square in which e stands; 0 in limbo. */
uint64_t view_topic_around(const struct entity *e);

/*
 * True if a player can see the entity: same instance, within the nine squares,
 * neither in limbo.
 */
bool view_can_see(const struct player *p, const struct entity *e);

/* Calls fn for every entity of the group in the nine squares around e; until
 * it returns false. For rules that look around, not for sending. */
void view_each_around(struct world *w, const struct entity *e,
    enum entity_group group, bool (*fn)(struct entity *other, void *arg),
    void *arg);

#endif
