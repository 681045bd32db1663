/*
 * reload_set.c - what a reload hands to the world.
 *
 * Owns:   nothing; whoever has a set frees it.
 * Called: by game/reload.c.
 * Thread: world.
 */
#include "control/reload_set.h"

#include <stdlib.h>

void
reload_set_free(struct reload_set *set)
{
	if (set == NULL)
		return;
	config_free(set->fresh_cfg);
	free(set->answer);
	free(set);
}
