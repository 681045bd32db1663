/*
 * char_check.c - what is wrong with a character, and what would mend it.
 *
 * Players get stuck above all by missions: a task that no table knows any
 * more, or of a mission that counts as done, holds one of six places and the
 * client has no button to drop it. The rest is what other programs, or tables
 * of another build, leave in the file.
 *
 * Owns:   nothing; it looks and writes a list.
 * Called: by char_repair.c.
 * Thread: main of a tool.
 */
#include "tool/char_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "game/item_move.h"
#include "tdata/tdata.h"
#include "world/chunk.h"

enum { FLAG_BITS = 64, ITEM_ID_MAX = INT16_MAX, TASK_PARTS = 3 };

struct check {
	const struct raw_character *c;
	const struct char_rules *rules;
	struct findings *out;
	/* What stays of the running tasks. */
	const struct tdata_task *tasks[RULESET_RUNNING_TASKS];
	size_t task_count;
	bool slot_is_used[ROW_ITEMS_MAX];
};

static struct finding * PRINTF_LIKE(4, 5)
found(struct check *ck, enum mend mend, int64_t key, const char *fmt, ...)
{
	struct finding *f = vec_add(ck->out);
	va_list ap;

	f->mend = mend;
	f->key = key;
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return f;
}

/* --- missions --- */

static bool
is_done(const struct raw_character *c, int32_t mission)
{
	int32_t bit = mission - 1;

	return mission >= 1 && mission <= RULESET_MISSION_ID_MAX &&
	    (c->missions_done[bit / FLAG_BITS] >> bit % FLAG_BITS & 1) != 0;
}

static bool
is_kept(const struct check *ck, int64_t task_id)
{
	for (size_t i = 0; i < ck->task_count; i++)
		if (ck->tasks[i]->id == task_id)
			return true;
	return false;
}

/* Why it has to go; NULL: it may stay. */
static const char *
reason_to_drop(const struct check *ck, const struct raw_task *t,
    const struct tdata_task *row)
{
	if (row == NULL)
		return "is in no table";
	if (t->task_id == ck->rules->drop_task)
		return "is to be dropped";
	if (is_kept(ck, t->task_id))
		return "is there twice";
	if (is_done(ck->c, row->mission))
		return "is of a mission that is done already";
	if (ck->task_count == RULESET_RUNNING_TASKS)
		return "is one more than the six that there can be";
	return NULL;
}

static void
drop_task(struct check *ck, const struct raw_task *t,
    const struct tdata_task *row, const char *why)
{
	struct finding *f = found(ck, MEND_DROP_TASK, t->rowid,
	    "task %" PRId64 " (mission %" PRId32 ", kills left %" PRId64
	    " %" PRId64 " %" PRId64 ") %s: dropped", t->task_id,
	    row == NULL ? 0 : row->mission, t->remaining[0], t->remaining[1],
	    t->remaining[2], why);

	str_format(f->undo, sizeof(f->undo), "INSERT INTO RunningQuests "
	    "(PlayerID, TaskID, RemainingNPCCount1, RemainingNPCCount2, "
	    "RemainingNPCCount3) VALUES (%" PRId32 ", %" PRId64 ", %" PRId64
	    ", %" PRId64 ", %" PRId64 ");", ck->c->player_id, t->task_id,
	    t->remaining[0], t->remaining[1], t->remaining[2]);
}

static void
check_counts(struct check *ck, const struct raw_task *t,
    const struct tdata_task *row)
{
	int64_t right[TASK_PARTS];
	bool is_right = true;
	struct finding *f;

	for (int i = 0; i < TASK_PARTS; i++) {
		right[i] = t->remaining[i];
		if (right[i] > row->kills_needed[i])
			right[i] = row->kills_needed[i];
		if (right[i] < 0)
			right[i] = 0;
		is_right = is_right && right[i] == t->remaining[i];
	}
	if (is_right)
		return;
	f = found(ck, MEND_SET_COUNTS, t->rowid, "task %" PRId64 " has "
	    "impossible kills left (%" PRId64 " %" PRId64 " %" PRId64
	    "): now %" PRId64 " %" PRId64 " %" PRId64, t->task_id,
	    t->remaining[0], t->remaining[1], t->remaining[2], right[0],
	    right[1], right[2]);
	for (int i = 0; i < TASK_PARTS; i++)
		f->numbers[i] = right[i];
}

static void
check_wish(struct check *ck)
{
	int64_t wish = ck->rules->drop_task;

	for (size_t i = 0; i < ck->c->tasks.count; i++)
		if (ck->c->tasks.items[i].task_id == wish)
			return;
	if (wish != 0)
		found(ck, MEND_NOTHING, 0, "task %" PRId64 " is not among the "
		    "running ones", wish);
}

static void
check_tasks(struct check *ck)
{
	for (size_t i = 0; i < ck->c->tasks.count; i++) {
		const struct raw_task *t = &ck->c->tasks.items[i];
		/* Row 0 is a placeholder, no task (spec/missions.md 1). */
		const struct tdata_task *row = t->task_id < 1 ||
		    t->task_id > INT32_MAX ? NULL :
		    tdata_find_task(ck->rules->td, (int32_t)t->task_id);
		const char *why = reason_to_drop(ck, t, row);

		if (why != NULL) {
			drop_task(ck, t, row, why);
			continue;
		}
		ck->tasks[ck->task_count++] = row;
		check_counts(ck, t, row);
	}
}

static bool
has_mission(const struct check *ck, int64_t mission)
{
	for (size_t i = 0; i < ck->task_count; i++)
		if (ck->tasks[i]->mission == mission)
			return true;
	return false;
}

static void
check_current_mission(struct check *ck)
{
	int64_t current = ck->c->current_mission;

	if (current != 0 && !has_mission(ck, current))
		found(ck, MEND_SET_MISSION, 0, "the current mission %" PRId64
		    " has no running task: now none", current);
}

/* --- quest items --- */

static bool
is_among(const struct tdata_quest_item items[TASK_PARTS], int64_t id)
{
	for (int i = 0; i < TASK_PARTS; i++)
		if (items[i].id == id)
			return true;
	return false;
}

static bool
task_knows(const struct tdata_task *t, int64_t item_id)
{
	for (size_t i = 0; i < COUNT_OF(t->delete_items); i++)
		if (t->delete_items[i] == item_id)
			return true;
	return is_among(t->start_items, item_id) ||
	    is_among(t->needed_items, item_id) ||
	    is_among(t->success_items, item_id) ||
	    is_among(t->fail_items, item_id);
}

/*
 * Of a running task, or an earlier or later one of its mission: what one gives
 * another may want.
 */
static bool
is_wanted(const struct check *ck, int64_t item_id)
{
	const struct tdata *td = ck->rules->td;

	for (uint32_t i = 0; i < td->task_count; i++) {
		const struct tdata_task *t = &td->tasks[i];

		if ((is_kept(ck, t->id) || (t->mission != 0 &&
		    has_mission(ck, t->mission))) && task_knows(t, item_id))
			return true;
	}
	return false;
}

static void
check_quest_item(struct check *ck, const struct raw_quest_item *it)
{
	const char *why = NULL;
	struct finding *f;

	if (it->slot < 0 || it->slot >= RULESET_QUEST_ITEM_SLOTS)
		why = "is in an impossible slot";
	else if (it->id < 1 || it->id > ITEM_ID_MAX)
		why = "is no item";
	else if (it->opt < 1 || it->opt > INT32_MAX)
		why = "has an impossible count";
	else if (!is_wanted(ck, it->id))
		why = "is of no running mission";
	if (why == NULL)
		return;
	f = found(ck, MEND_DROP_QUEST_ITEM, it->slot, "quest item %" PRId64
	    " x %" PRId64 " in slot %" PRId64 " %s: dropped", it->id, it->opt,
	    it->slot, why);
	str_format(f->undo, sizeof(f->undo), "INSERT INTO QuestItems "
	    "(PlayerID, Slot, ID, Opt) VALUES (%" PRId32 ", %" PRId64 ", %"
	    PRId64 ", %" PRId64 ");", ck->c->player_id, it->slot, it->id,
	    it->opt);
}

/* --- nanos --- */

static bool
is_nano(const struct check *ck, int64_t id)
{
	const struct tdata *td = ck->rules->td;

	return id >= 1 && id < td->rules->nano_count && id < td->nano_count;
}

static void
check_nano(struct check *ck, const struct raw_nano *n)
{
	struct finding *f;

	if (is_nano(ck, n->id))
		return;
	f = found(ck, MEND_DROP_NANO, n->id, "nano %" PRId64 " (skill %" PRId64
	    ", stamina %" PRId64 ") is in no table: dropped", n->id, n->skill,
	    n->stamina);
	str_format(f->undo, sizeof(f->undo), "INSERT INTO Nanos (PlayerID, "
	    "ID, Skill, Stamina) VALUES (%" PRId32 ", %" PRId64 ", %" PRId64
	    ", %" PRId64 ");", ck->c->player_id, n->id, n->skill, n->stamina);
}

static bool
owns_nano(const struct check *ck, int64_t id)
{
	for (size_t i = 0; i < ck->c->nanos.count; i++)
		if (ck->c->nanos.items[i].id == id)
			return is_nano(ck, id);
	return false;
}

static void
check_equipped_nanos(struct check *ck)
{
	const int64_t *is = ck->c->equipped_nanos;
	int64_t right[RULESET_EQUIPPED_NANOS];
	bool is_right = true;
	struct finding *f;

	for (int i = 0; i < RULESET_EQUIPPED_NANOS; i++) {
		right[i] = owns_nano(ck, is[i]) ? is[i] : 0;
		is_right = is_right && right[i] == is[i];
	}
	if (is_right)
		return;
	f = found(ck, MEND_SET_NANOS, 0, "equipped nanos %" PRId64 " %" PRId64
	    " %" PRId64 ", which are not all owned: now %" PRId64 " %" PRId64
	    " %" PRId64, is[0], is[1], is[2], right[0], right[1], right[2]);
	for (int i = 0; i < RULESET_EQUIPPED_NANOS; i++)
		f->numbers[i] = right[i];
}

/* --- the place --- */

static bool
is_in_the_world(int64_t v)
{
	return v >= CHUNK_MIN_UNITS && v <= CHUNK_MAX_UNITS;
}

static void
check_place(struct check *ck)
{
	const struct raw_character *c = ck->c;

	if (is_in_the_world(c->x) && is_in_the_world(c->y) &&
	    is_in_the_world(c->z))
		return;
	found(ck, MEND_SET_PLACE, 0, "stands outside of the world at %" PRId64
	    " %" PRId64 " %" PRId64 ": moved to where new ones begin", c->x,
	    c->y, c->z)->place = ck->rules->spawn;
}

/* --- items --- */

static int64_t
slot_count(const struct check *ck)
{
	const struct ruleset *r = ck->rules->td->rules;

	return r->equip_slots + r->inventory_slots + r->bank_slots;
}

static bool
is_slot(const struct check *ck, int64_t slot)
{
	return slot >= 0 && slot < slot_count(ck);
}

static const struct tdata_item *
row_of(const struct check *ck, const struct raw_item *it)
{
	if (it->type < 0 || it->type > INT16_MAX || it->id < 1 ||
	    it->id > ITEM_ID_MAX)
		return NULL;
	return tdata_find_item(ck->rules->td, (int32_t)it->type,
	    (int32_t)it->id);
}

/* Behind what is worn: first what is carried, then the bank. -1: full. */
static int64_t
take_free_slot(struct check *ck)
{
	for (int64_t i = ck->rules->td->rules->equip_slots;
	    i < slot_count(ck); i++) {
		if (ck->slot_is_used[i])
			continue;
		ck->slot_is_used[i] = true;
		return i;
	}
	return -1;
}

static void
check_unknown_item(struct check *ck, const struct raw_item *it)
{
	bool drops = ck->rules->drops_unknown_items;
	struct finding *f = found(ck, drops ? MEND_DROP_ITEM : MEND_NOTHING,
	    it->slot, "item %" PRId64 " of type %" PRId64 " in slot %" PRId64
	    " is in no table: %s", it->id, it->type, it->slot,
	    drops ? "put aside" : "left there (--aside FILE takes it out)");

	if (drops)
		str_format(f->undo, sizeof(f->undo), "INSERT INTO Inventory "
		    "(PlayerID, Slot, Type, ID, Opt, TimeLimit) VALUES (%"
		    PRId32 ", %" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64
		    ", %" PRId64 ");", ck->c->player_id, it->slot, it->type,
		    it->id, it->opt, it->time_limit_s);
}

static void
check_item_slot(struct check *ck, const struct raw_item *it)
{
	int64_t to;

	if (is_slot(ck, it->slot) &&
	    (it->slot >= ck->rules->td->rules->equip_slots ||
	    item_move_fits(it->type, it->slot)))
		return;
	to = take_free_slot(ck);
	found(ck, to < 0 ? MEND_NOTHING : MEND_MOVE_ITEM, it->slot,
	    "item %" PRId64 " of type %" PRId64 " cannot be in slot %" PRId64
	    ": %s %" PRId64, it->id, it->type, it->slot, to < 0 ?
	    "left there, bag and bank are full" : "moved to slot", to < 0 ?
	    it->slot : to)->numbers[0] = to;
}

/* What stacks: others keep a look or nothing in that number. */
static void
check_stack(struct check *ck, const struct raw_item *it,
    const struct tdata_item *row)
{
	if (it->type != TDATA_ITEM_GENERAL || row->stack_size < 1 ||
	    (it->opt >= 1 && it->opt <= row->stack_size))
		return;
	found(ck, MEND_NOTHING, it->slot, "item %" PRId64 " of type %" PRId64
	    " in slot %" PRId64 " is a stack of %" PRId64 ", %" PRId32
	    " is the most: left as it is", it->id, it->type, it->slot, it->opt,
	    row->stack_size);
}

static void
check_items(struct check *ck)
{
	for (size_t i = 0; i < ck->c->items.count; i++) {
		const struct raw_item *it = &ck->c->items.items[i];

		if (is_slot(ck, it->slot))
			ck->slot_is_used[it->slot] = true;
	}
	for (size_t i = 0; i < ck->c->items.count; i++) {
		const struct raw_item *it = &ck->c->items.items[i];
		const struct tdata_item *row = row_of(ck, it);

		if (row == NULL) {
			check_unknown_item(ck, it);
			continue;
		}
		check_item_slot(ck, it);
		check_stack(ck, it, row);
	}
}

void
char_check(const struct raw_character *c, const struct char_rules *rules,
    struct findings *out)
{
	struct check ck = { .c = c, .rules = rules, .out = out };

	check_tasks(&ck);
	check_wish(&ck);
	check_current_mission(&ck);
	for (size_t i = 0; i < c->quest_items.count; i++)
		check_quest_item(&ck, &c->quest_items.items[i]);
	for (size_t i = 0; i < c->nanos.count; i++)
		check_nano(&ck, &c->nanos.items[i]);
	check_equipped_nanos(&ck);
	check_place(&ck);
	check_items(&ck);
}
