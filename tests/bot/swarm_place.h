/* swarm_place.h - where the bots of a load test stand, and whom they fight. */
#ifndef BOT_SWARM_PLACE_H
#define BOT_SWARM_PLACE_H

#include <stdint.h>

#include "bot/swarm.h"
#include "proto/version.h"

enum swarm_layout {
	SWARM_CROWD,		/* all see all */
	SWARM_SPREAD,		/* sixteen see each other, all over the map */
	SWARM_IDLE,		/* the same, and nobody moves */
	SWARM_FIGHT,		/* each beside a mob of its own, and at it */
	SWARM_LAYOUT_COUNT
};

enum { SWARM_GROUP = 16 };	/* players in sight of each other */

struct swarm_map {
	enum swarm_layout layout;
	unsigned bot_count;
	int32_t view_distance;		/* the server's */
	int32_t center[3];		/* of the crowd */
	const char *world;		/* fight: the server's tables */
	enum proto_version version;
	/* made by swarm_map_init() for a fight */
	int32_t (*places)[3];
	struct swarm_targets *targets;
};

/* Dies with a message if there is no room for the bots, or nothing to fight. */
void swarm_map_init(struct swarm_map *m);
void swarm_map_fini(struct swarm_map *m);

void swarm_map_place(const struct swarm_map *m, unsigned bot, int32_t out[3]);

/* Of players who see a step of bot n, on the average; 0: not known. */
double swarm_map_onlookers(const struct swarm_map *m);

#endif
