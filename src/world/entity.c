/*
 * entity.c - what players, NPCs, mobs, eggs and buses have in common.
 *
 * Owns:   nothing.
 * Called: by chunk.c and view.c.
 * Thread: world.
 */
#include "world/entity.h"

#include "base/check.h"

enum entity_group
entity_group(const struct entity *e)
{
	switch (e->kind) {
	case ENTITY_PLAYER:
		return ENTITY_GROUP_PLAYERS;
	case ENTITY_SIMPLE_NPC:
	case ENTITY_COMBAT_NPC:
	case ENTITY_MOB:
		return ENTITY_GROUP_NPCS;
	case ENTITY_EGG:
		return ENTITY_GROUP_EGGS;
	case ENTITY_BUS:
		return ENTITY_GROUP_BUSES;
	case ENTITY_NONE:
	case ENTITY_KIND_COUNT:
		break;
	}
	CHECK(!"an entity of no kind");
	return ENTITY_GROUP_NPCS;
}
