/* need.h - what a handler's table row may ask of the player, checked for it. */
#ifndef WORLD_NEED_H
#define WORLD_NEED_H

/* All handlers run for players that have joined (PC_ENTER_SUCC is out). */
enum {
	NEED_JOINED = 0,
	NEED_WORLD = 1 << 0,	/* has completed loading: it is in a chunk */
	NEED_ALIVE = 1 << 1,	/* has health left */
	NEED_GM = 1 << 2	/* account level 30 or stronger */
};

#endif
