/*
 * nano_state.c - what is true of a player's nanos right now.
 *
 * Owns:   player->nanos.bank[].stamina.
 * Called: by whoever needs to know; by what pays with stamina or gives it.
 * Thread: world.
 */
#include "game/nano_state.h"

#include "db/db.h"
#include "proto/packets.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

enum { POWER_PLAIN = 0, POWER_BOOSTED = 3 };

/* NULL for nano 0, what is no nano, and those that are not owned. */
static const struct player_nano *
find_owned(const struct player *p, int32_t nano_id)
{
	if (nano_id < 1 || nano_id >= p->world->rules->nano_count)
		return NULL;
	if (p->nanos.bank[nano_id].id != nano_id)
		return NULL;
	return &p->nanos.bank[nano_id];
}

int
nano_state_active_slot(const struct player *p)
{
	if (p->nanos.active == 0)
		return NANO_SLOT_NONE;
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		if (p->nanos.equipped[i] == p->nanos.active)
			return i;
	return NANO_SLOT_NONE;
}

int32_t
nano_state_style(const struct world *w, int32_t nano_id)
{
	return tdata_nano_style(w->td, nano_id);
}

int32_t
nano_state_active_style(const struct player *p)
{
	return nano_state_style(p->world, p->nanos.active);
}

int32_t
nano_state_stamina(const struct player *p)
{
	const struct player_nano *nano = find_owned(p, p->nanos.active);

	return nano == NULL ? 0 : nano->stamina;
}

int32_t
nano_state_set_stamina(struct world *w, struct player *p, int32_t nano_id,
    int32_t stamina)
{
	if (find_owned(p, nano_id) == NULL)
		return 0;
	if (stamina < 0)
		stamina = 0;
	if (stamina > NANO_STAMINA_MAX)
		stamina = NANO_STAMINA_MAX;
	if (p->nanos.bank[nano_id].stamina != stamina) {
		p->nanos.bank[nano_id].stamina = (int16_t)stamina;
		world_mark_dirty(w, p, DB_SECTION_NANOS);
	}
	return stamina;
}

/* The boost follows the slot, as the client shows it (spec/nanos.md 8). */
bool
nano_state_is_boosted(const struct player *p)
{
	int slot = nano_state_active_slot(p);

	if (slot == NANO_SLOT_NONE)
		return false;
	return combatant_has(&p->combatant,
	    (enum buff_id)(BUFF_STIMPAK_1 + slot));
}

int
nano_state_power(const struct player *p)
{
	return nano_state_is_boosted(p) ? POWER_BOOSTED : POWER_PLAIN;
}

struct wire_nano
nano_state_to_wire(const struct player *p, int32_t nano_id)
{
	const struct player_nano *nano = find_owned(p, nano_id);

	if (nano == NULL)
		return (struct wire_nano){ 0 };
	return (struct wire_nano){
		.id = nano->id,
		.skill_id = nano->skill,
		.stamina = nano->stamina,
	};
}
