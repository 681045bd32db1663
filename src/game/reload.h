/* reload.h - new tables and keys in the place of those that were. */
#ifndef GAME_RELOAD_H
#define GAME_RELOAD_H

#include <stdint.h>

struct batch;
struct reload_set;
struct world;

/* CONTROL_MSG_RELOAD: between two turns; takes the set, answers with ref. */
void reload_take(struct world *w, uint64_t ref, struct reload_set *set);

/* As the world ends: gives back what was taken. */
void reload_fini(struct world *w);

/*
 * Frees messages that came after the world's end, and the sets among them:
 * nobody will take those. NULL is allowed.
 */
void reload_discard(struct batch *chain);

#endif
