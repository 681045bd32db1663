/* ride.h - who is carried along the Monkey Skyway, a point a second. */
#ifndef GAME_RIDE_H
#define GAME_RIDE_H

#include <stdint.h>

struct entity;
struct player;
struct way;
struct world;

/*
 * Takes the way, and carries the passenger along, to the first point within a
 * second, or lets it off again if there is none. Where it boards is where it
 * comes back to if it leaves on the way. It gets off its vehicle; onlookers are
 * told if it is to be shown, itself is not: its client concludes it. The caller
 * has seen to it that it may ride.
 */
enum ride_start { RIDE_SHOWN, RIDE_UNSHOWN };
void ride_begin(struct world *w, struct player *p, struct way *way,
    enum ride_start start);

/* Where it is now; itself and all who see it are told. No ride: nothing. */
void ride_end(struct world *w, struct player *p);

/* Timer row, 1 s. */
void ride_tick(struct world *w);

/* Listener: the dead are carried no further. */
void ride_on_hurt(struct world *w, struct entity *target,
    struct entity *source, int32_t amount);

/* Listener: its place in the store stays that of the boarding. */
void ride_on_player_left(struct world *w, struct player *p);

#endif
