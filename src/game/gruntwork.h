/*
 * gruntwork.h - what game masters edit in the world, and the record of it that
 * is kept over a restart (spec/tabledata.md 9).
 */
#ifndef GAME_GRUNTWORK_H
#define GAME_GRUNTWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "world/gruntwork_book.h"

struct instance;
struct npc;
struct world;

/*
 * After world_populate(): the record of what gruntwork.json held. saves: the
 * store has a file for it.
 */
void gruntwork_begin(struct world *w, bool saves);

/* Something was edited: the next save has work to do. */
void gruntwork_note_edit(struct world *w);

/* A mob, a group's leader, an NPC or an egg that is placed at each start. */
void gruntwork_keep(struct world *w, struct npc *n);

/* Not any more, nor its path. Fine for one that is not kept. */
void gruntwork_forget(struct world *w, struct npc *n);

/*
 * Whether edits of it find it again after a restart: the tables name it, or it
 * is kept. Followers, copies in instances, eggs and buses of the tables and
 * what was summoned for now have an id for now only.
 */
bool gruntwork_is_lasting(const struct npc *n);

/* Turns it; recorded if it is lasting. */
void gruntwork_turn(struct world *w, struct npc *n, int32_t angle);

/* Moves it, and the group of a kept leader, to another map; likewise. */
void gruntwork_relocate(struct world *w, struct npc *n, struct instance *in);

/* The route of that number, made without points if it is new; borrowed until
 * the next call. Who changes it calls gruntwork_note_edit(). */
struct gruntwork_route *gruntwork_route(struct world *w, int32_t route);

/*
 * n, which must be lasting, walks this from the next start on, too, in the
 * place of what was recorded for it. If it is kept, it is placed where it
 * stands now. Takes what the path holds.
 */
void gruntwork_take_path(struct world *w, struct npc *n,
    struct gruntwork_path *path);

#endif
