/*
 * view.c - who sees what: positions, enter and exit packets, topics.
 *
 * Owns:   entity positions; which topics a player listens to.
 * Called: by movement, warps, NPC placing; by world.c on removal.
 * Thread: world.
 */
#include "world/view.h"

#include <string.h>

#include "net/outbox.h"
#include "world/appearance.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { TOPIC_KIND_BITS = 2 };

/* The AROUND packet of each group, coming and going, and its element. */
static const struct {
	enum packet_kind enter, leave;
	enum wire_struct enter_type;
	size_t enter_bytes;
} groups[ENTITY_GROUP_COUNT] = {
	[ENTITY_GROUP_PLAYERS] = { PKT_FE2CL_PC_AROUND, PKT_FE2CL_AROUND_DEL_PC,
	    WIRE_PC_APPEARANCE_DATA, sizeof(struct wire_pc_appearance_data) },
	[ENTITY_GROUP_NPCS] = { PKT_FE2CL_NPC_AROUND, PKT_FE2CL_AROUND_DEL_NPC,
	    WIRE_NPC_APPEARANCE_DATA, sizeof(struct wire_npc_appearance_data) },
	[ENTITY_GROUP_EGGS] = { PKT_FE2CL_SHINY_AROUND,
	    PKT_FE2CL_AROUND_DEL_SHINY, WIRE_SHINY_APPEARANCE_DATA,
	    sizeof(struct wire_shiny_appearance_data) },
	[ENTITY_GROUP_BUSES] = { PKT_FE2CL_TRANSPORTATION_AROUND,
	    PKT_FE2CL_AROUND_DEL_TRANSPORTATION,
	    WIRE_TRANSPORTATION_APPEARANCE_DATA,
	    sizeof(struct wire_transportation_appearance_data) },
};

/* Any of the fixed parts above: a count, and for buses what they are. */
union around {
	struct fe2cl_pc_around pc;
	struct fe2cl_npc_around npc;
	struct fe2cl_shiny_around shiny;
	struct fe2cl_transportation_around bus;
	struct fe2cl_around_del_pc del_pc;
	struct fe2cl_around_del_npc del_npc;
	struct fe2cl_around_del_shiny del_shiny;
	struct fe2cl_around_del_transportation del_bus;
};

uint64_t
view_topic(enum view_topic_kind kind, struct chunk_place at)
{
	return chunk_key(at) << TOPIC_KIND_BITS | (uint64_t)kind;
}

uint64_t
view_topic_other(uint32_t number)
{
	return (uint64_t)number << TOPIC_KIND_BITS | VIEW_TOPIC_OTHER;
}

uint64_t
view_topic_around(const struct entity *e)
{
	if (e->chunk == NULL)
		return 0;
	return view_topic(VIEW_TOPIC_VIEW, e->chunk->place);
}

static struct player *
as_player(struct entity *e)
{
	return e->kind == ENTITY_PLAYER ? (struct player *)e : NULL;
}

/* The connection of one that leaves is as good as closed: nothing is sent. */
static bool
is_listening(const struct player *p)
{
	return p != NULL && p->state != PLAYER_LEAVING &&
	    p->state != PLAYER_DEPARTING;
}

/*
 * Newcomers are not shown what lies dead. Those who leave are still told that
 * it is gone: they may have seen it die (DEFECT, spec/world.md 5: ghosts).
 */
static bool
is_shown_anew(const struct entity *e)
{
	if (e->kind == ENTITY_MOB || e->kind == ENTITY_COMBAT_NPC)
		return e->is_shown && ((const struct npc *)e)->combatant.hp > 0;
	return e->is_shown;
}

/* --- one entity shown to those who stand in a square --- */

static void
tell_enter(struct world *w, struct entity *e, uint64_t topic, conn_id except)
{
	switch (entity_group(e)) {
	case ENTITY_GROUP_PLAYERS: {
		struct fe2cl_pc_new out = { 0 };

		appearance_of_player((struct player *)e,
		    &out.pc_appearance_data);
		send_topic(w, topic, except, PKT_FE2CL_PC_NEW, &out);
		break;
	}
	case ENTITY_GROUP_NPCS: {
		struct fe2cl_npc_enter out = { 0 };

		appearance_of_npc((struct npc *)e, &out.npc_appearance_data);
		send_topic(w, topic, except, PKT_FE2CL_NPC_ENTER, &out);
		break;
	}
	case ENTITY_GROUP_EGGS: {
		struct fe2cl_shiny_enter out = { 0 };

		appearance_of_egg((struct npc *)e, &out.shiny_appearance_data);
		send_topic(w, topic, except, PKT_FE2CL_SHINY_ENTER, &out);
		break;
	}
	case ENTITY_GROUP_BUSES: {
		struct fe2cl_transportation_enter out = { 0 };

		appearance_of_bus((struct npc *)e, &out.appearance_data);
		send_topic(w, topic, except, PKT_FE2CL_TRANSPORTATION_ENTER,
		    &out);
		break;
	}
	case ENTITY_GROUP_COUNT:
		break;
	}
}

static void
tell_exit(struct world *w, struct entity *e, uint64_t topic, conn_id except)
{
	switch (entity_group(e)) {
	case ENTITY_GROUP_PLAYERS:
		send_topic(w, topic, except, PKT_FE2CL_PC_EXIT,
		    &(const struct fe2cl_pc_exit){ .id = e->id });
		break;
	case ENTITY_GROUP_NPCS:
		send_topic(w, topic, except, PKT_FE2CL_NPC_EXIT,
		    &(const struct fe2cl_npc_exit){ .npc_id = e->id });
		break;
	case ENTITY_GROUP_EGGS:
		send_topic(w, topic, except, PKT_FE2CL_SHINY_EXIT,
		    &(const struct fe2cl_shiny_exit){ .shiny_id = e->id });
		break;
	case ENTITY_GROUP_BUSES:
		send_topic(w, topic, except, PKT_FE2CL_TRANSPORTATION_EXIT,
		    &(const struct fe2cl_transportation_exit){
			.tt = NPC_BUS_TRANSPORT_TYPE, .t_id = e->id });
		break;
	case ENTITY_GROUP_COUNT:
		break;
	}
}

/* --- the inhabitants of squares shown to one player --- */

static void
fill_element(enum entity_group g, struct entity *e, void *out)
{
	switch (g) {
	case ENTITY_GROUP_PLAYERS:
		appearance_of_player((struct player *)e, out);
		break;
	case ENTITY_GROUP_NPCS:
		appearance_of_npc((struct npc *)e, out);
		break;
	case ENTITY_GROUP_EGGS:
		appearance_of_egg((struct npc *)e, out);
		break;
	case ENTITY_GROUP_BUSES:
		appearance_of_bus((struct npc *)e, out);
		break;
	case ENTITY_GROUP_COUNT:
		break;
	}
}

static void
show_group(struct player *p, struct chunk *const *chunks, size_t n,
    enum entity_group g)
{
	union around head = { 0 };
	struct send_list out;

	send_list_begin(&out, p, groups[g].enter, &head,
	    groups[g].enter_type, groups[g].enter_bytes);
	for (size_t i = 0; i < n; i++) {
		struct chunk_list *list = &chunks[i]->groups[g];

		for (size_t k = 0; k < list->count; k++) {
			struct entity *other = list->items[k];

			if (other != &p->e && is_shown_anew(other))
				fill_element(g, other, send_list_add(&out));
		}
	}
	send_list_end(&out);
}

static void
hide_group(struct player *p, struct chunk *const *chunks, size_t n,
    enum entity_group g)
{
	union around head = { 0 };
	struct send_list out;

	if (g == ENTITY_GROUP_BUSES)
		head.del_bus.tt = NPC_BUS_TRANSPORT_TYPE;
	send_list_begin(&out, p, groups[g].leave, &head, WIRE_I32,
	    sizeof(int32_t));
	for (size_t i = 0; i < n; i++) {
		struct chunk_list *list = &chunks[i]->groups[g];

		for (size_t k = 0; k < list->count; k++) {
			const struct entity *other = list->items[k];

			if (other != &p->e && other->is_shown)
				*(int32_t *)send_list_add(&out) = other->id;
		}
	}
	send_list_end(&out);
}

/* --- moving --- */

/* The squares around `a` that are not around `b` (all of them without b). */
static size_t
squares_only_around(struct chunk_place a, const struct chunk_place *b,
    struct chunk_place out[CHUNK_VIEW_COUNT])
{
	struct chunk_place all[CHUNK_VIEW_COUNT];
	size_t n = 0;

	chunk_view(a, all);
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++)
		if (b == NULL || !chunk_sees(*b, all[i]))
			out[n++] = all[i];
	return n;
}

static size_t
chunks_at(struct world *w, const struct chunk_place *places, size_t n,
    struct chunk *out[CHUNK_VIEW_COUNT])
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		out[found] = chunk_find(w, places[i]);
		if (out[found] != NULL)
			found++;
	}
	return found;
}

static bool
has_players(const struct chunk *c)
{
	return c->groups[ENTITY_GROUP_PLAYERS].count > 0;
}

static void
leave_squares(struct world *w, struct entity *e,
    const struct chunk_place *places, size_t n)
{
	struct chunk *chunks[CHUNK_VIEW_COUNT];
	size_t found = chunks_at(w, places, n, chunks);
	struct player *p = as_player(e);
	conn_id self = p != NULL ? p->conn : 0;

	for (size_t i = 0; i < found; i++)
		if (e->is_shown && has_players(chunks[i]))
			tell_exit(w, e, view_topic(VIEW_TOPIC_HERE,
			    chunks[i]->place), self);
	if (!is_listening(p))
		return;
	for (size_t i = 0; i < n; i++)
		outbox_unsubscribe(w->out, p->conn,
		    view_topic(VIEW_TOPIC_VIEW, places[i]));
	for (int g = 0; g < ENTITY_GROUP_COUNT; g++)
		hide_group(p, chunks, found, (enum entity_group)g);
}

static void
enter_squares(struct world *w, struct entity *e,
    const struct chunk_place *places, size_t n)
{
	struct chunk *chunks[CHUNK_VIEW_COUNT];
	size_t found = chunks_at(w, places, n, chunks);
	struct player *p = as_player(e);
	conn_id self = p != NULL ? p->conn : 0;

	for (size_t i = 0; i < found; i++)
		if (is_shown_anew(e) && has_players(chunks[i]))
			tell_enter(w, e, view_topic(VIEW_TOPIC_HERE,
			    chunks[i]->place), self);
	if (p == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		outbox_subscribe(w->out, p->conn,
		    view_topic(VIEW_TOPIC_VIEW, places[i]));
	for (int g = 0; g < ENTITY_GROUP_COUNT; g++)
		show_group(p, chunks, found, (enum entity_group)g);
}

void
view_move(struct world *w, struct entity *e, int32_t x, int32_t y, int32_t z,
    struct instance *in)
{
	struct chunk_place squares[CHUNK_VIEW_COUNT], from = { 0 }, to;
	bool was_placed = e->chunk != NULL;
	struct player *p = as_player(e);
	size_t n;

	e->x = chunk_clamp_units(x);
	e->y = chunk_clamp_units(y);
	e->z = chunk_clamp_units(z);
	to = chunk_place_of(w, e->x, e->y, in);
	if (was_placed) {
		from = e->chunk->place;
		if (chunk_place_equal(from, to))
			return;
		chunk_remove(w, e);
	}
	chunk_add(w, e, to);
	if (was_placed) {
		n = squares_only_around(from, &to, squares);
		leave_squares(w, e, squares, n);
		if (p != NULL)
			outbox_unsubscribe(w->out, p->conn,
			    view_topic(VIEW_TOPIC_HERE, from));
	}
	if (p != NULL)
		outbox_subscribe(w->out, p->conn,
		    view_topic(VIEW_TOPIC_HERE, to));
	n = squares_only_around(to, was_placed ? &from : NULL, squares);
	enter_squares(w, e, squares, n);
	if (was_placed && from.instance != in)
		instance_note_left(w, from.instance);
}

void
view_leave(struct world *w, struct entity *e)
{
	struct chunk_place squares[CHUNK_VIEW_COUNT], from;
	struct player *p = as_player(e);
	size_t n;

	if (e->chunk == NULL)
		return;
	from = e->chunk->place;
	chunk_remove(w, e);
	n = squares_only_around(from, NULL, squares);
	leave_squares(w, e, squares, n);
	if (is_listening(p))
		outbox_unsubscribe(w->out, p->conn,
		    view_topic(VIEW_TOPIC_HERE, from));
	instance_note_left(w, from.instance);
}

void
view_warp(struct world *w, struct entity *e, int32_t x, int32_t y, int32_t z,
    struct instance *in)
{
	view_leave(w, e);
	view_move(w, e, x, y, z, in);
}

void
view_set_shown(struct world *w, struct entity *e, bool shown)
{
	struct chunk_place squares[CHUNK_VIEW_COUNT];
	struct chunk *chunks[CHUNK_VIEW_COUNT];
	size_t found;

	if (e->is_shown == shown)
		return;
	e->is_shown = shown;
	if (e->chunk == NULL)
		return;
	chunk_view(e->chunk->place, squares);
	found = chunks_at(w, squares, CHUNK_VIEW_COUNT, chunks);
	for (size_t i = 0; i < found; i++) {
		uint64_t topic = view_topic(VIEW_TOPIC_HERE, chunks[i]->place);

		if (!has_players(chunks[i]))
			continue;
		if (shown)
			tell_enter(w, e, topic, 0);
		else
			tell_exit(w, e, topic, 0);
	}
}

void
view_show_silently(struct entity *e)
{
	e->is_shown = true;
}

bool
view_can_see(const struct player *p, const struct entity *e)
{
	if (p->e.chunk == NULL || e->chunk == NULL)
		return false;
	return chunk_sees(p->e.chunk->place, e->chunk->place);
}

void
view_each_around(struct world *w, const struct entity *e,
    enum entity_group group, bool (*fn)(struct entity *other, void *arg),
    void *arg)
{
	UNUSED(w);
	if (e->chunk == NULL)
		return;
	for (int i = 0; i < CHUNK_VIEW_COUNT; i++) {
		const struct chunk *c = e->chunk->around[i];

		for (size_t k = 0; c != NULL && k < c->groups[group].count;
		    k++)
			if (!fn(c->groups[group].items[k], arg))
				return;
	}
}
