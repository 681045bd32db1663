/*
 * world.c - the world's root: pools, look-ups, ticks, what is marked to go.
 *
 * Owns:   all of struct world that no other file names as its own.
 * Called: by shard.c (init, ticks); look-ups and marks by all of game.
 * Thread: world.
 */
#include "world/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "config/config.h"
#include "db/db.h"
#include "net/outbox.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/email_draft.h"
#include "world/hold.h"
#include "world/moderation_ask.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/path.h"
#include "world/player.h"
#include "world/view.h"

enum {
	NPCS_MAX = 1000000,
	BUFF_STACKS_MAX = 1000000,
	SCRATCH_BLOCK_BYTES = 1 << 18,
	VIEW_SQUARES_A_SIDE = 3		/* the grid's edge: viewdistance / 3 */
};

bool
world_init(struct world *w, const struct world_options *opt)
{
	*w = (struct world){
		.cfg = opt->cfg,
		.td = opt->td,
		.rules = opt->td->rules,
		.version = opt->version,
		.now_ms = opt->now_ms,
		.out = opt->out,
		.db = opt->db,
		.login = opt->login,
		.control = opt->control,
		.stop_server = opt->stop_server,
		.events = opt->events,
		.classes = opt->classes,
		.next_dynamic_id = opt->td->next_dynamic_id,
		.ai_is_on = opt->cfg->shard.simulate_mobs,
	};
	w->chunk_edge_units = opt->cfg->shard.view_distance_units /
	    VIEW_SQUARES_A_SIDE;
	CHECK(w->chunk_edge_units > 0);
	rng_seed(&w->rng, opt->seed);
	arena_init(&w->scratch, SCRATCH_BLOCK_BYTES);
	pool_init(&w->players, sizeof(struct player),
	    (uint32_t)opt->cfg->shard.max_players);
	pool_init(&w->npcs, sizeof(struct npc), NPCS_MAX);
	pool_init(&w->email_drafts, sizeof(struct email_draft),
	    (uint32_t)opt->cfg->shard.max_players);
	pool_init(&w->buddy_books, sizeof(struct player_buddy_book),
	    (uint32_t)opt->cfg->shard.max_players);
	pool_init(&w->buff_stacks, sizeof(struct buff_stack),
	    BUFF_STACKS_MAX);
	pool_init(&w->groups, sizeof(struct group),
	    (uint32_t)opt->cfg->shard.max_players);
	pool_init(&w->moderation_asks, sizeof(struct moderation_ask),
	    MODERATION_ASKS_MAX);
	w->overworld = instance_get(w, 0);
	timers_init(&w->timers, opt->timers, w);
	return w->overworld != NULL;
}

static void
free_chunks(struct world *w)
{
	size_t cursor = 0;
	uint64_t value;

	while (map_next(&w->chunks, &cursor, NULL, &value)) {
		struct chunk *c = (struct chunk *)(uintptr_t)value;

		for (int g = 0; g < ENTITY_GROUP_COUNT; g++)
			vec_fini(&c->groups[g]);
		free(c);
	}
	for (uint32_t i = 0; i < w->instance_cap; i++)
		free(w->instance_slots[i]);
	free(w->instance_slots);
}

static void
drop_held_packets(struct world *w)
{
	for (uint32_t s = pool_next(&w->players, 0); s != 0;
	    s = pool_next(&w->players, s))
		hold_drop(pool_at(&w->players, s));
}

static void
free_rides(struct world *w)
{
	for (struct player *p = w->riders; p != NULL; p = p->ride.next)
		vec_fini(&p->ride.way);
	for (size_t i = 0; i < w->skyway_edits.count; i++)
		vec_fini(&w->skyway_edits.items[i].corners);
	vec_fini(&w->skyway_edits);
}

void
world_fini(struct world *w)
{
	drop_held_packets(w);
	while (w->walkers != NULL)
		path_stop(w->walkers);	/* some have points of their own */
	free_rides(w);
	gruntwork_book_fini(&w->gruntwork);
	free_chunks(w);
	batch_free(w->to_db);
	batch_free(w->to_login);
	batch_free(w->to_control);
	map_fini(&w->player_by_id);
	map_fini(&w->player_by_account);
	map_fini(&w->mutes);
	map_fini(&w->player_by_conn);
	map_fini(&w->player_by_name);
	map_fini(&w->npc_by_id);
	map_fini(&w->blocked_by);
	map_fini(&w->chunks);
	map_fini(&w->instances);
	pool_fini(&w->players);
	pool_fini(&w->npcs);
	pool_fini(&w->email_drafts);
	pool_fini(&w->buddy_books);
	pool_fini(&w->buff_stacks);
	pool_fini(&w->groups);
	pool_fini(&w->moderation_asks);
	arena_fini(&w->scratch);
}

void
world_populate(struct world *w)
{
	npc_place_all(w);
}

/* --- ticks --- */

void
world_tick_begin(struct world *w, int64_t now_ms, int64_t unix_s)
{
	ON_THREAD(THREAD_WORLD);
	w->now_ms = now_ms;
	w->unix_s = unix_s;
}

static void
free_players(struct world *w)
{
	while (w->leaving_first != NULL) {
		struct player *p = w->leaving_first;

		w->leaving_first = p->leaving_next;
		combatant_drop_stacks(w, &p->combatant);
		pool_remove(&w->players, p->e.ref.slot);
	}
}

static void
free_npcs(struct world *w)
{
	while (w->removed_first != NULL) {
		struct npc *n = w->removed_first;

		w->removed_first = n->removed_next;
		combatant_drop_stacks(w, &n->combatant);
		pool_remove(&w->npcs, n->e.ref.slot);
	}
}

void
world_tick_end(struct world *w)
{
	instance_reap(w);
	free_players(w);
	free_npcs(w);
	/* What a client is told has been handed to the store before. */
	if (w->to_db != NULL && w->db != NULL)
		db_post_always(w->db, &w->to_db);
	if (w->to_login != NULL && w->login != NULL)
		mailbox_post_always(w->login, &w->to_login);
	if (w->to_control != NULL && w->control != NULL)
		mailbox_post_always(w->control, &w->to_control);
	outbox_flush(w->out);
	arena_reset(&w->scratch);
}

/* --- look-ups --- */

struct player *
world_player(const struct world *w, struct entity_ref ref)
{
	return pool_get(&w->players, ref.slot, ref.gen);
}

struct npc *
world_npc(const struct world *w, struct entity_ref ref)
{
	return pool_get(&w->npcs, ref.slot, ref.gen);
}

struct entity *
world_entity(const struct world *w, struct entity_name name)
{
	struct player *p;
	struct npc *n;

	if (name.kind == ENTITY_NONE)
		return NULL;
	if (name.kind == ENTITY_PLAYER) {
		p = world_player(w, name.ref);
		return p != NULL ? &p->e : NULL;
	}
	n = world_npc(w, name.ref);
	return n != NULL ? &n->e : NULL;
}

struct player *
world_player_by_id(const struct world *w, int32_t player_id)
{
	return map_get_ptr(&w->player_by_id, (uint32_t)player_id);
}

struct player *
world_player_by_account(const struct world *w, int32_t account_id)
{
	return map_get_ptr(&w->player_by_account, (uint32_t)account_id);
}

struct player *
world_player_by_conn(const struct world *w, conn_id conn)
{
	return map_get_ptr(&w->player_by_conn, conn);
}

struct npc *
world_npc_by_id(const struct world *w, int32_t npc_id)
{
	return map_get_ptr(&w->npc_by_id, (uint32_t)npc_id);
}

/* Of both names; never 0. */
static uint64_t
name_key(const char *first, const char *last)
{
	const uint64_t prime = UINT64_C(1099511628211);	/* FNV-1a */
	uint64_t key = UINT64_C(14695981039346656037);

	for (; *first != '\0'; first++)
		key = (key ^ (unsigned char)*first) * prime;
	key = (key ^ ' ') * prime;
	for (; *last != '\0'; last++)
		key = (key ^ (unsigned char)*last) * prime;
	return key != 0 ? key : 1;
}

struct player *
world_player_by_name(const struct world *w, const char *first,
    const char *last)
{
	struct player *p = map_get_ptr(&w->player_by_name,
	    name_key(first, last));

	for (; p != NULL; p = p->name_next)
		if (strcmp(p->identity.first_name, first) == 0 &&
		    strcmp(p->identity.last_name, last) == 0)
			return p;
	return NULL;
}

void
world_each_player(struct world *w,
    void (*fn)(struct world *w, struct player *p, void *arg), void *arg)
{
	for (uint32_t s = pool_next(&w->players, 0); s != 0;
	    s = pool_next(&w->players, s)) {
		struct player *p = pool_at(&w->players, s);

		if (p->state == PLAYER_JOINED || p->state == PLAYER_IN_WORLD)
			fn(w, p, arg);
	}
}

/* --- players --- */

struct player *
world_add_player(struct world *w, conn_id conn, int32_t id,
    int32_t account_id)
{
	struct entity_ref ref;
	struct player *p = pool_add(&w->players, &ref.slot, &ref.gen);

	if (p == NULL)
		return NULL;
	p->e.ref = ref;
	p->e.kind = ENTITY_PLAYER;
	p->e.id = id;
	p->e.is_shown = true;
	p->e.instance = w->overworld;
	p->world = w;
	p->conn = conn;
	p->identity.account_id = account_id;
	p->state = PLAYER_LOADING;
	map_put_ptr(&w->player_by_id, (uint32_t)id, p);
	map_put_ptr(&w->player_by_account, (uint32_t)account_id, p);
	map_put_ptr(&w->player_by_conn, conn, p);
	return p;
}

static void
unlink_heard(struct world *w, struct player *p)
{
	if (p->heard_prev != NULL)
		p->heard_prev->heard_next = p->heard_next;
	else if (w->heard_first == p)
		w->heard_first = p->heard_next;
	if (p->heard_next != NULL)
		p->heard_next->heard_prev = p->heard_prev;
	else if (w->heard_last == p)
		w->heard_last = p->heard_prev;
	p->heard_prev = p->heard_next = NULL;
}

void
world_touch_player(struct world *w, struct player *p)
{
	p->heard_at_ms = w->now_ms;
	if (w->heard_last == p)
		return;
	unlink_heard(w, p);
	p->heard_prev = w->heard_last;
	if (w->heard_last != NULL)
		w->heard_last->heard_next = p;
	else
		w->heard_first = p;
	w->heard_last = p;
}

void
world_mark_dirty(struct world *w, struct player *p, uint32_t sections)
{
	p->dirty |= sections;
	if (p->dirty_prev != NULL || p->state == PLAYER_LEAVING)
		return;
	p->dirty_next = w->dirty_first;
	p->dirty_prev = &w->dirty_first;
	if (p->dirty_next != NULL)
		p->dirty_next->dirty_prev = &p->dirty_next;
	w->dirty_first = p;
}

void
world_clear_dirty(struct player *p)
{
	p->dirty = 0;
	if (p->dirty_prev == NULL)
		return;
	*p->dirty_prev = p->dirty_next;
	if (p->dirty_next != NULL)
		p->dirty_next->dirty_prev = p->dirty_prev;
	p->dirty_next = NULL;
	p->dirty_prev = NULL;
}

void
world_add_name(struct world *w, struct player *p)
{
	CHECK(p->name_key == 0);
	p->name_key = name_key(p->identity.first_name,
	    p->identity.last_name);
	p->name_next = map_get_ptr(&w->player_by_name, p->name_key);
	map_put_ptr(&w->player_by_name, p->name_key, p);
}

static void
remove_name(struct world *w, struct player *p)
{
	struct player *first;

	if (p->name_key == 0)
		return;
	first = map_get_ptr(&w->player_by_name, p->name_key);
	if (first != p) {
		while (first->name_next != p)
			first = first->name_next;
		first->name_next = p->name_next;
	} else if (p->name_next != NULL) {
		map_put_ptr(&w->player_by_name, p->name_key, p->name_next);
	} else {
		map_remove(&w->player_by_name, p->name_key);
	}
	p->name_key = 0;
}

/* Only if the key still leads to p: a duplicate login may have replaced it. */
static void
map_remove_player(struct map *m, uint64_t key, const struct player *p)
{
	if (map_get_ptr(m, key) == p)
		map_remove(m, key);
}

void
world_remove_player(struct world *w, struct player *p)
{
	CHECK(p->state != PLAYER_LEAVING);
	p->state = PLAYER_LEAVING;
	hold_drop(p);
	view_leave(w, &p->e);
	unlink_heard(w, p);
	world_clear_dirty(p);
	remove_name(w, p);
	map_remove_player(&w->player_by_id, (uint32_t)p->e.id, p);
	map_remove_player(&w->player_by_account,
	    (uint32_t)p->identity.account_id, p);
	map_remove_player(&w->player_by_conn, p->conn, p);
	p->leaving_next = w->leaving_first;
	w->leaving_first = p;
}

/* --- NPCs --- */

struct npc *
world_add_npc(struct world *w, enum entity_kind kind, int32_t id)
{
	struct entity_ref ref;
	struct npc *n = pool_add(&w->npcs, &ref.slot, &ref.gen);

	if (n == NULL)
		return NULL;
	n->e.ref = ref;
	n->e.kind = kind;
	n->e.id = id;
	n->e.is_shown = true;
	n->e.instance = w->overworld;
	map_put_ptr(&w->npc_by_id, (uint32_t)id, n);
	return n;
}

void
world_set_busy(struct world *w, struct npc *n, bool is_busy)
{
	struct npc_mob *m = &n->mob;

	if (is_busy == (m->busy_prev != NULL))
		return;
	if (!is_busy) {
		*m->busy_prev = m->busy_next;
		if (m->busy_next != NULL)
			m->busy_next->mob.busy_prev = m->busy_prev;
		m->busy_next = NULL;
		m->busy_prev = NULL;
		return;
	}
	m->busy_next = w->busy_mobs;
	m->busy_prev = &w->busy_mobs;
	if (m->busy_next != NULL)
		m->busy_next->mob.busy_prev = &m->busy_next;
	w->busy_mobs = n;
}

static void
unlink_eaten(struct npc *n)
{
	struct npc_egg *egg = &n->egg;

	if (egg->prev == NULL)
		return;
	*egg->prev = egg->next;
	if (egg->next != NULL)
		egg->next->egg.prev = egg->prev;
	egg->next = NULL;
	egg->prev = NULL;
}

void
world_remove_npc(struct world *w, struct npc *n)
{
	if (n->is_removed)
		return;
	n->is_removed = true;
	path_stop(n);
	world_set_busy(w, n, false);
	unlink_eaten(n);
	view_leave(w, &n->e);
	if (world_npc_by_id(w, n->e.id) == n)
		map_remove(&w->npc_by_id, (uint32_t)n->e.id);
	n->removed_next = w->removed_first;
	w->removed_first = n;
}

int32_t
world_take_dynamic_id(struct world *w)
{
	return w->next_dynamic_id--;
}
