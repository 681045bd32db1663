/* inventory.h - what a player carries, wears and has in the bank. */
#ifndef GAME_INVENTORY_H
#define GAME_INVENTORY_H

#include <stdint.h>

#include "proto/handlers.h"

struct player;
struct world;

extern const struct handler inventory_handlers[];

/* Where an item lies, as the client numbers it (eIL, spec/items.md). */
enum inventory_place {
	INVENTORY_EQUIP = 0,
	INVENTORY_BAG = 1,
	INVENTORY_QUEST = 2,
	INVENTORY_BANK = 3
};

/*
 * Takes away what is past its time and tells the player, and others of what it
 * wore (spec/items.md 8). Returns how many items went.
 */
uint32_t inventory_expire(struct world *w, struct player *p);

/* Listener: once a session, when it has loaded. */
void inventory_on_player_loaded(struct world *w, struct player *p);

#endif
