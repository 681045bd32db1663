/*
 * vitals.c - what time does to a player (spec/combat.md 9, 10).
 *
 * Players stand in ten lists; every 50 ms the next list has its turn, so that
 * each player is looked at every half second and none of them all at once.
 *
 * Owns:   w->turns and player->vitals, but for the cooldown that combat.c sets.
 * Called: by timer; by events of players that come and go.
 * Thread: world.
 */
#include "game/vitals.h"

#include <stdbool.h>
#include <string.h>

#include "game/buff.h"
#include "game/combat.h"
#include "game/group.h"
#include "game/health.h"
#include "game/nano.h"
#include "game/nano_state.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	COMBAT_TURNS = 4,		/* every 2 s */
	HEAL_TURNS = 8,			/* every 4 s */
	HEAL_MS = 4000,
	HEAL_DIVISOR = 5,		/* a fifth of the maximum */
	ABYSS_Z = -30000,		/* below it lies nothing */

	/*
	 * An idle player is told the same for half a minute, and after that
	 * only twice a minute: nothing moves in its client either.
	 */
	SAME_TICKS = 15
};

/* --- whose turn it is --- */

void
vitals_on_player_loaded(struct world *w, struct player *p)
{
	struct player **first;

	p->vitals.turn = p->e.ref.slot % WORLD_TURNS;
	first = &w->turns[p->vitals.turn];
	p->vitals.next = *first;
	p->vitals.prev = first;
	if (*first != NULL)
		(*first)->vitals.prev = &p->vitals.next;
	*first = p;
}

void
vitals_on_player_left(struct world *w, struct player *p)
{
	UNUSED(w);
	if (p->vitals.prev == NULL)
		return;			/* left before it had loaded */
	*p->vitals.prev = p->vitals.next;
	if (p->vitals.next != NULL)
		p->vitals.next->vitals.prev = p->vitals.prev;
	p->vitals.next = NULL;
	p->vitals.prev = NULL;
}

/* --- what happens in a turn --- */

/*
 * The end of a fight costs one round of healing; who has fought a moment ago
 * does not heal either, whatever its client says (DEFECT, 4.7).
 */
static void
heal_naturally(struct world *w, struct player *p)
{
	int32_t most = health_max(&p->e);

	if (p->combat.in_combat || p->combatant.hp >= most)
		return;
	if (p->vitals.heal_cooldown_ms > 0) {
		p->vitals.heal_cooldown_ms -= HEAL_MS;
		return;
	}
	if (!combat_is_fighting(w, p))
		(void)health_heal(w, &p->e, most / HEAL_DIVISOR);
}

/* DEFECT, spec/combat.md 9: the nano stayed with who was gone. */
static void
fall_to_death(struct world *w, struct player *p)
{
	int32_t hp = p->combatant.hp;

	(void)health_set(w, p, 0);
	PUBLISH(w, &p->e, NULL, fe2cl_pc_sudden_dead,
	    .pc_id = p->e.id,
	    .damage = hp);
	nano_unsummon(w, p, false);
}

static bool
is_same(const struct vitals_told *a, const struct vitals_told *b)
{
	return a->hp == b->hp && a->battery_n == b->battery_n &&
	    memcmp(a->nanos, b->nanos, sizeof(a->nanos)) == 0;
}

static bool
is_news(struct player *p, const struct vitals_told *now)
{
	struct player_vitals *v = &p->vitals;

	if (!v->is_told || !is_same(&v->told, now)) {
		v->told = *now;
		v->is_told = true;
		v->same_count = 0;
		return true;
	}
	v->same_count++;
	return v->same_count <= SAME_TICKS || v->same_count % SAME_TICKS == 0;
}

static void
tell(struct player *p)
{
	struct vitals_told now = {
		.hp = p->combatant.hp,
		.battery_n = p->wallet.battery_n,
	};
	struct fe2cl_rep_pc_tick out = {
		.hp = now.hp,
		.battery_n = now.battery_n,
	};

	for (int i = 0; i < PLAYER_NANO_SLOTS; i++) {
		out.nano[i] = nano_state_to_wire(p, p->nanos.equipped[i]);
		now.nanos[i].id = out.nano[i].id;
		now.nanos[i].skill = out.nano[i].skill_id;
		now.nanos[i].stamina = out.nano[i].stamina;
	}
	if (is_news(p, &now))
		send_packet(p, PKT_FE2CL_REP_PC_TICK, &out);
}

static void
take_turn(struct world *w, struct player *p)
{
	bool is_combat_tick;

	p->vitals.turn_count++;
	group_send_info(w, p);
	if (p->combatant.hp <= 0) {
		/* DEFECT, spec/combat.md 9: the dead kept their buffs. */
		buff_expire(w, &p->e);
		return;
	}
	is_combat_tick = p->vitals.turn_count % COMBAT_TURNS == 0;
	if (p->vitals.turn_count % HEAL_TURNS == 0)
		heal_naturally(w, p);
	if (is_combat_tick) {
		nano_stamina_tick(w, p);
		buff_combat_tick(w, &p->e);
	}
	/* It may have died just now; the turn goes on to its end. */
	if (p->combatant.hp > 0)
		nano_passive_tick(w, p);
	if (p->combatant.hp > 0 && p->e.z < ABYSS_Z)
		fall_to_death(w, p);
	buff_expire(w, &p->e);
	if (is_combat_tick)
		tell(p);
}

void
vitals_tick(struct world *w)
{
	struct player *p = w->turns[w->turn], *next;

	w->turn = (w->turn + 1) % WORLD_TURNS;
	for (; p != NULL; p = next) {
		next = p->vitals.next;
		take_turn(w, p);
	}
}
