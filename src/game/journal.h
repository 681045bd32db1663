/*
 * journal.h - a player's running tasks and finished missions: the book alone,
 * no rules but its own room (spec/missions.md 2, 4).
 */
#ifndef GAME_JOURNAL_H
#define GAME_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct player_quest;
struct tdata_task;
struct world;

/* The client's book: one nano mission, one of the guide's, four others. */
enum journal_kind {
	JOURNAL_NANO,
	JOURNAL_GUIDE,
	JOURNAL_WORLD,
	JOURNAL_KIND_COUNT
};
enum journal_kind journal_kind_of(const struct tdata_task *task);

/* NULL if it is not running. */
struct player_quest *journal_find(struct player *p, int32_t task_id);
bool journal_has(const struct player *p, int32_t task_id);

/* A slot of any kind is free. */
bool journal_has_slot(const struct player *p);

/* And its kind has room, too. */
bool journal_has_room(const struct player *p, const struct tdata_task *task);

/* Another task of the same mission runs; missions without a number never do. */
bool journal_has_mission(const struct player *p, int32_t mission);

/*
 * Enters a task with all that it asks for; a nano's comes first, for the
 * client's sake. NULL, and nothing done: no slot. The pointer is good until the
 * journal changes again.
 */
struct player_quest *journal_add(struct world *w, struct player *p,
    const struct tdata_task *task) MUST_USE;

void journal_remove(struct world *w, struct player *p, int32_t task_id);

bool journal_is_done(const struct player *p, int32_t mission);
void journal_set_done(struct world *w, struct player *p, int32_t mission);

void journal_set_current(struct world *w, struct player *p, int32_t mission);

/* What may be begun though it is no first task: it follows another. */
void journal_allow(struct player *p, int32_t task_id);
bool journal_is_allowed(const struct player *p, int32_t task_id);
void journal_use_allowance(struct player *p, int32_t task_id);

/* Something of that mission may be begun as what comes next. */
bool journal_awaits_mission(const struct player *p, int32_t mission);

/* Ended by us: the client will ask for the same once more. */
void journal_note_ended(struct player *p, int32_t task_id);
bool journal_take_ended(struct player *p, int32_t task_id);

/*
 * After loading: what the tables do not know goes, and no gaps are left.
 */
void journal_check_loaded(struct player *p);

#endif
