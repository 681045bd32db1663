/*
 * journal.c - a player's running tasks and finished missions.
 *
 * Owns:   player->missions.
 * Called: by the missions' modules; by persist.c after loading.
 * Thread: world.
 */
#include "game/journal.h"

#include <stddef.h>

#include "base/log.h"
#include "db/db.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

enum {
	MISSION_TYPE_GUIDE = 1,
	MISSION_TYPE_NANO = 2,
	FLAG_BITS = 64
};

static const int room[JOURNAL_KIND_COUNT] = {
	[JOURNAL_NANO] = 1, [JOURNAL_GUIDE] = 1, [JOURNAL_WORLD] = 4,
};

enum journal_kind
journal_kind_of(const struct tdata_task *task)
{
	if (task->nano != 0 || task->mission_type == MISSION_TYPE_NANO)
		return JOURNAL_NANO;
	if (task->mission_type == MISSION_TYPE_GUIDE)
		return JOURNAL_GUIDE;
	return JOURNAL_WORLD;
}

/* --- notes --- */

static int32_t *
find_note(struct player_task_notes *notes, int32_t task_id)
{
	for (int i = 0; task_id != 0 && i < PLAYER_QUESTS_MAX; i++)
		if (notes->task_ids[i] == task_id)
			return &notes->task_ids[i];
	return NULL;
}

static void
add_note(struct player_task_notes *notes, int32_t task_id)
{
	if (task_id == 0 || find_note(notes, task_id) != NULL)
		return;
	notes->task_ids[notes->next] = task_id;
	notes->next = (notes->next + 1) % PLAYER_QUESTS_MAX;
}

static bool
take_note(struct player_task_notes *notes, int32_t task_id)
{
	int32_t *note = find_note(notes, task_id);

	if (note == NULL)
		return false;
	*note = 0;
	return true;
}

void
journal_allow(struct player *p, int32_t task_id)
{
	add_note(&p->missions.allowed, task_id);
}

bool
journal_is_allowed(const struct player *p, int32_t task_id)
{
	struct player_task_notes notes = p->missions.allowed;

	return find_note(&notes, task_id) != NULL;
}

void
journal_use_allowance(struct player *p, int32_t task_id)
{
	(void)take_note(&p->missions.allowed, task_id);
}

bool
journal_awaits_mission(const struct player *p, int32_t mission)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		int32_t id = p->missions.allowed.task_ids[i];
		const struct tdata_task *task = id == 0 ? NULL :
		    tdata_find_task(p->world->td, id);

		if (task != NULL && task->mission == mission)
			return true;
	}
	return false;
}

void
journal_note_ended(struct player *p, int32_t task_id)
{
	add_note(&p->missions.ended, task_id);
}

bool
journal_take_ended(struct player *p, int32_t task_id)
{
	return take_note(&p->missions.ended, task_id);
}

/* --- running --- */

/* Free slots are those with task 0. */
static int
find_slot(const struct player *p, int32_t task_id)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++)
		if (p->missions.running[i].task_id == task_id)
			return i;
	return -1;
}

struct player_quest *
journal_find(struct player *p, int32_t task_id)
{
	int slot = task_id == 0 ? -1 : find_slot(p, task_id);

	return slot < 0 ? NULL : &p->missions.running[slot];
}

bool
journal_has(const struct player *p, int32_t task_id)
{
	return task_id != 0 && find_slot(p, task_id) >= 0;
}

bool
journal_has_slot(const struct player *p)
{
	return find_slot(p, 0) >= 0;
}

/* NULL: free, or a task that the tables have lost. */
static const struct tdata_task *
task_in(const struct player *p, int slot)
{
	int32_t id = p->missions.running[slot].task_id;

	return id == 0 ? NULL : tdata_find_task(p->world->td, id);
}

bool
journal_has_room(const struct player *p, const struct tdata_task *task)
{
	enum journal_kind kind = journal_kind_of(task);
	int count = 0;

	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct tdata_task *other = task_in(p, i);

		count += other != NULL && journal_kind_of(other) == kind;
	}
	return count < room[kind] && journal_has_slot(p);
}

bool
journal_has_mission(const struct player *p, int32_t mission)
{
	if (mission == 0)
		return false;
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct tdata_task *other = task_in(p, i);

		if (other != NULL && other->mission == mission)
			return true;
	}
	return false;
}

struct player_quest *
journal_add(struct world *w, struct player *p, const struct tdata_task *task)
{
	struct player_quest *running = p->missions.running;
	int slot = find_slot(p, 0);

	if (slot < 0)
		return NULL;
	if (journal_kind_of(task) == JOURNAL_NANO && slot != 0) {
		running[slot] = running[0];
		slot = 0;
	}
	running[slot] = (struct player_quest){ .task_id = task->id };
	for (int i = 0; i < 3; i++)
		running[slot].remaining[i] = task->kills_needed[i];
	(void)journal_take_ended(p, task->id);
	world_mark_dirty(w, p, DB_SECTION_QUESTS);
	return &running[slot];
}

void
journal_remove(struct world *w, struct player *p, int32_t task_id)
{
	struct player_quest *q = journal_find(p, task_id);

	if (q == NULL)
		return;
	*q = (struct player_quest){ 0 };
	world_mark_dirty(w, p, DB_SECTION_QUESTS);
}

/* --- done --- */

static bool
has_flag(int32_t mission)
{
	return mission >= 1 && mission <= PLAYER_QUEST_FLAGS * FLAG_BITS;
}

bool
journal_is_done(const struct player *p, int32_t mission)
{
	int32_t bit = mission - 1;

	return has_flag(mission) &&
	    ((uint64_t)p->missions.done[bit / FLAG_BITS] >> bit % FLAG_BITS &
	    1) != 0;
}

void
journal_set_done(struct world *w, struct player *p, int32_t mission)
{
	int64_t *word = p->missions.done;
	int32_t bit = mission - 1;

	if (!has_flag(mission))
		return;
	word += bit / FLAG_BITS;
	*word = (int64_t)((uint64_t)*word | UINT64_C(1) << bit % FLAG_BITS);
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

void
journal_set_current(struct world *w, struct player *p, int32_t mission)
{
	if (p->missions.current_mission == mission)
		return;
	p->missions.current_mission = mission;
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

/* --- loaded --- */

/* DEFECTs, spec/missions.md 2: a gap hid the rest, an unknown task crashed. */
void
journal_check_loaded(struct player *p)
{
	struct player_quest *running = p->missions.running;
	int count = 0;

	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		struct player_quest q = running[i];

		running[i] = (struct player_quest){ 0 };
		if (q.task_id == 0)
			continue;
		if (tdata_find_task(p->world->td, q.task_id) == NULL) {
			log_warn("journal: unknown task left out player=%d "
			    "task=%d", p->e.id, q.task_id);
			continue;
		}
		running[count++] = q;
	}
}
