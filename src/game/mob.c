/*
 * mob.c - mobs as others meet them: being attacked, their tick, summoned
 * bosses (spec/mobs.md 2, 11, 12).
 *
 * Owns:   w->ai_is_on.
 * Called: by its timer row; by health.c and buff.c through mob_class.
 * Thread: world.
 */
#include "game/mob.h"

#include "base/log.h"
#include "game/mob_ai.h"
#include "game/mob_state.h"
#include "game/npc.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/world.h"

/* --- being attacked --- */

static int32_t
mob_on_attacked(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	struct npc *n = (struct npc *)target;

	if (n->mob.state != MOB_ROAMING && n->mob.state != MOB_COMBAT)
		return 0;
	if (n->mob.skill_style >= 0)
		return 0;	/* winding up for a corruption */
	/* DEFECT, spec/mobs.md 11: whoever was no player stopped the server. */
	if (n->mob.state == MOB_ROAMING && source != NULL &&
	    source->kind == ENTITY_PLAYER)
		mob_engage(w, n, (struct player *)source);
	return amount;
}

static void
mob_on_killed(struct world *w, struct entity *target, struct entity *source)
{
	mob_set_state(w, (struct npc *)target, MOB_DEAD, source);
}

static bool
mob_may_take_buff(const struct entity *e)
{
	const struct npc *n = (const struct npc *)e;

	return n->combatant.hp > 0 && (n->mob.state == MOB_ROAMING ||
	    n->mob.state == MOB_COMBAT);
}

const struct entity_class mob_class = {
	.on_attacked = mob_on_attacked,
	.on_killed = mob_on_killed,
	.may_take_buff = mob_may_take_buff,
};

/* --- ticks --- */

/* Who acts in this tick, by name: steps kill, summon and remove. */
struct turns {
	struct entity_ref *refs;
	uint32_t count;
	uint32_t busy_count;	/* the first of them */
};

static uint32_t
count_turns(const struct world *w)
{
	uint32_t n = 0;

	for (const struct npc *m = w->busy_mobs; m != NULL;
	    m = m->mob.busy_next)
		n++;
	for (const struct chunk *c = w->awake_chunks; c != NULL;
	    c = c->awake_next)
		n += (uint32_t)c->groups[ENTITY_GROUP_NPCS].count;
	return n;
}

/*
 * Roaming or inactive: the others are on the list of the busy. Most of them
 * have nothing to do most of the time.
 */
static void
add_idle(const struct world *w, struct turns *t, const struct chunk *c)
{
	const struct chunk_list *list = &c->groups[ENTITY_GROUP_NPCS];

	for (size_t i = 0; i < list->count; i++) {
		const struct npc *n = (const struct npc *)list->items[i];

		if (n->e.kind == ENTITY_MOB && n->mob.busy_prev == NULL &&
		    (mob_is_due(w, n->mob.next_attack_at_ms) ||
		    mob_is_due(w, n->mob.next_move_at_ms)))
			t->refs[t->count++] = n->e.ref;
	}
}

static struct turns
gather_turns(struct world *w)
{
	struct turns t = { 0 };
	uint32_t most = count_turns(w);

	if (most == 0)
		return t;
	t.refs = arena_new(&w->scratch, most * sizeof(*t.refs));
	for (const struct npc *n = w->busy_mobs; n != NULL;
	    n = n->mob.busy_next)
		t.refs[t.count++] = n->e.ref;
	t.busy_count = t.count;
	if (!w->ai_is_on)
		return t;
	for (const struct chunk *c = w->awake_chunks; c != NULL;
	    c = c->awake_next)
		add_idle(w, &t, c);
	return t;
}

/*
 * DEFECT, spec/npcs.md 2: all were visited, and creations changed the table
 * while it was walked. Whom its group draws into a fight in this very tick
 * strikes in the next, whoever of them comes first.
 */
void
mob_tick(struct world *w)
{
	struct turns t = gather_turns(w);

	for (uint32_t i = 0; i < t.count; i++) {
		struct npc *n = world_npc(w, t.refs[i]);

		if (n == NULL || n->is_removed)
			continue;
		if (i < t.busy_count || n->mob.state != MOB_COMBAT)
			mob_ai_step(w, n);
	}
}

void
mob_toggle_ai(struct world *w)
{
	w->ai_is_on = !w->ai_is_on;
	log_info("mob: ai=%s", w->ai_is_on ? "on" : "off");
	if (w->ai_is_on)
		return;
	for (uint32_t s = pool_next(&w->npcs, 0); s != 0;
	    s = pool_next(&w->npcs, s)) {
		struct npc *n = pool_at(&w->npcs, s);

		if (n->e.kind == ENTITY_MOB && !n->is_removed)
			mob_send_home(w, n);
	}
}

/* --- bosses --- */

/* Lord Fuse (spec/npcs.md 5): each stage brings a companion. */
static const struct {
	int32_t dead, next, companion, companion_dx;
} stages[] = {
	{ 2466, 2467, 2469, -600 },
	{ 2467, 2468, 2470, 600 },
};

void
mob_on_state_entered(struct world *w, struct npc *n, int32_t mob_state)
{
	struct npc_summons what = {
		.x = n->e.x, .y = n->e.y, .z = n->e.z, .angle = n->e.angle,
		.in = n->e.instance,
	};

	if (mob_state != MOB_DEAD)
		return;
	for (size_t i = 0; i < COUNT_OF(stages); i++) {
		if (stages[i].dead != n->type)
			continue;
		what.type = stages[i].next;
		npc_summon(w, &what);
		what.type = stages[i].companion;
		what.x += stages[i].companion_dx;
		npc_summon(w, &what);
	}
}
