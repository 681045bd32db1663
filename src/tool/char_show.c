/*
 * char_show.c - a character in readable lines.
 *
 * Owns:   nothing.
 * Called: by char.c.
 * Thread: main of a tool.
 */
#include "tool/char_show.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/str.h"
#include "db/raw.h"
#include "tdata/label.h"
#include "tdata/tdata.h"
#include "tool/desk.h"

enum { TASK_PARTS = 3, FLAG_BITS = 64, LABEL_BYTES = 128 };

static const char *const item_types[TDATA_ITEM_TYPE_COUNT] = {
	[TDATA_ITEM_WEAPON] = "weapon",
	[TDATA_ITEM_SHIRT] = "shirt",
	[TDATA_ITEM_PANTS] = "pants",
	[TDATA_ITEM_SHOES] = "shoes",
	[TDATA_ITEM_HAT] = "hat",
	[TDATA_ITEM_GLASS] = "glasses",
	[TDATA_ITEM_BACK] = "backpack",
	[TDATA_ITEM_GENERAL] = "thing",
	[TDATA_ITEM_QUEST] = "quest item",
	[TDATA_ITEM_CHEST] = "crate",
	[TDATA_ITEM_VEHICLE] = "vehicle",
};

/* spec/missions.md 1 and 2 */
static const char *const task_types[] = { "?", "talk", "go there", "use items",
	"deliver", "defeat", "escort" };
static const char *const mission_types[] = { "?", "guide", "nano", "normal" };
static const char *const guides[] = { "nobody", "Edd", "Dexter", "Mojo", "Ben",
	"Computress" };

#define NAME_OF(names, i) \
	((i) >= 0 && (i) < (int64_t)COUNT_OF(names) && \
	    (names)[(i)] != NULL ? (names)[(i)] : "?")

static void
show_person(FILE *out, struct raw_character *c)
{
	fprintf(out, "%s %s, id %" PRId32 ", account %s (id %" PRId32
	    ", level %" PRId64 "), slot %" PRId32 "\n",
	    desk_clean(c->first_name), desk_clean(c->last_name), c->player_id,
	    desk_clean(c->login), c->account_id, c->account_level, c->slot);
	fprintf(out, "level %" PRId64 ", hp %" PRId64 ", taros %" PRId64
	    ", fusion matter %" PRId64 ", weapon boosts %" PRId64
	    ", nano potions %" PRId64 "\n", c->level, c->hp, c->taros,
	    c->fusion_matter, c->battery_w, c->battery_n);
	fprintf(out, "guide %s, in the %s\n", NAME_OF(guides, c->mentor),
	    c->pay_zone_flag != 0 ? "past" : "future");
	fprintf(out, "at x %" PRId64 " y %" PRId64 " z %" PRId64
	    ", facing %" PRId64 "\n", c->x, c->y, c->z, c->angle);
}

/* " (its name)", if it has one. */
static void
show_label(FILE *out, const struct tdata *td, int kind, int64_t id)
{
	const char *label = NULL;
	char name[LABEL_BYTES];

	if (td != NULL && id > 0 && id <= INT32_MAX)
		label = tdata_find_label(td, kind, (int32_t)id);
	if (label == NULL)
		return;
	str_copy(name, sizeof(name), label);
	fprintf(out, " (%s)", desk_clean(name));
}

/* --- items --- */

static const char *
place_of(const struct ruleset *rules, int64_t slot, int64_t *at)
{
	int64_t bag = rules->equip_slots;
	int64_t bank = bag + rules->inventory_slots;

	*at = slot;
	if (slot < 0 || slot >= bank + rules->bank_slots)
		return "nowhere";
	if (slot < bag)
		return "worn";
	*at = slot < bank ? slot - bag : slot - bank;
	return slot < bank ? "carried" : "banked";
}

static void
show_item(FILE *out, const struct raw_item *it, const struct ruleset *rules,
    const struct tdata *td)
{
	const struct tdata_item *row = NULL;
	int64_t at;
	const char *place = place_of(rules, it->slot, &at);
	char until[32];

	if (td != NULL && it->type >= 0 && it->type < TDATA_ITEM_TYPE_COUNT &&
	    it->id > 0 && it->id <= INT16_MAX)
		row = tdata_find_item(td, (int32_t)it->type, (int32_t)it->id);
	fprintf(out, "  %-7s %3" PRId64 ": %s %" PRId64, place, at,
	    NAME_OF(item_types, it->type), it->id);
	if (row != NULL)
		show_label(out, td, TDATA_LABEL_ITEM + (int)it->type, it->id);
	if (it->type == TDATA_ITEM_GENERAL || it->type == TDATA_ITEM_CHEST)
		fprintf(out, " x %" PRId64, it->opt);
	else if (it->opt >> 16 != 0)
		fprintf(out, " looking like %" PRId64, it->opt >> 16);
	if (row != NULL && row->level_min > 0)
		fprintf(out, ", from level %" PRId32, row->level_min);
	if (it->time_limit_s != 0) {
		desk_format_time(it->time_limit_s, until, sizeof(until));
		fprintf(out, ", until %s", until);
	}
	fprintf(out, "%s\n", td != NULL && row == NULL ? " (in no table)" :
	    "");
}

static void
show_items(FILE *out, const struct raw_character *c,
    const struct ruleset *rules, const struct tdata *td)
{
	fprintf(out, "items: %zu\n", c->items.count);
	for (size_t i = 0; i < c->items.count; i++)
		show_item(out, &c->items.items[i], rules, td);
	fprintf(out, "quest items: %zu\n", c->quest_items.count);
	for (size_t i = 0; i < c->quest_items.count; i++) {
		const struct raw_quest_item *it = &c->quest_items.items[i];

		fprintf(out, "  slot %3" PRId64 ": %" PRId64, it->slot, it->id);
		show_label(out, td, TDATA_LABEL_ITEM + TDATA_ITEM_QUEST,
		    it->id);
		fprintf(out, " x %" PRId64 "\n", it->opt);
	}
}

/* --- nanos --- */

static void
show_nanos(FILE *out, const struct raw_character *c)
{
	fprintf(out, "nanos: %zu, equipped %" PRId64 " %" PRId64 " %" PRId64
	    "\n", c->nanos.count, c->equipped_nanos[0], c->equipped_nanos[1],
	    c->equipped_nanos[2]);
	for (size_t i = 0; i < c->nanos.count; i++)
		fprintf(out, "  nano %" PRId64 ": power %" PRId64
		    ", stamina %" PRId64 "\n", c->nanos.items[i].id,
		    c->nanos.items[i].skill, c->nanos.items[i].stamina);
}

/* --- missions --- */

static void
show_task_row(FILE *out, const struct raw_task *t,
    const struct tdata_task *row, const struct tdata *td)
{
	fprintf(out, " of mission %" PRId32 " (%s, %s)", row->mission,
	    NAME_OF(mission_types, row->mission_type),
	    NAME_OF(task_types, row->type));
	for (int i = 0; i < TASK_PARTS; i++) {
		if (row->kills_needed[i] <= 0)
			continue;
		fprintf(out, ", kills left %" PRId64 " of %" PRId32
		    " of NPC type %" PRId32, t->remaining[i],
		    row->kills_needed[i], row->enemy_types[i]);
		show_label(out, td, TDATA_LABEL_NPC, row->enemy_types[i]);
	}
	for (int i = 0; i < TASK_PARTS; i++) {
		const struct tdata_quest_item *need = &row->needed_items[i];

		if (need->id == 0)
			continue;
		fprintf(out, ", needs quest item %" PRId32, need->id);
		show_label(out, td, TDATA_LABEL_ITEM + TDATA_ITEM_QUEST,
		    need->id);
		fprintf(out, " x %" PRId32, need->count);
	}
	if (row->terminator_npc_type != 0) {
		fprintf(out, ", ends at NPC type %" PRId32,
		    row->terminator_npc_type);
		show_label(out, td, TDATA_LABEL_NPC,
		    row->terminator_npc_type);
	}
	fputc('\n', out);
}

static void
show_task(FILE *out, const struct raw_task *t, const struct tdata *td)
{
	const struct tdata_task *row = NULL;

	if (td != NULL && t->task_id > 0 && t->task_id <= INT32_MAX)
		row = tdata_find_task(td, (int32_t)t->task_id);
	fprintf(out, "  task %" PRId64, t->task_id);
	show_label(out, td, TDATA_LABEL_TASK, t->task_id);
	if (row != NULL)
		show_task_row(out, t, row, td);
	else
		fprintf(out, ", kills left %" PRId64 " %" PRId64 " %" PRId64
		    "%s\n", t->remaining[0], t->remaining[1], t->remaining[2],
		    td != NULL ? " (in no table)" : "");
}

static bool
is_done(const struct raw_character *c, int mission)
{
	return mission <= RULESET_MISSION_ID_MAX &&
	    (c->missions_done[(mission - 1) / FLAG_BITS] >>
	    (mission - 1) % FLAG_BITS & 1) != 0;
}

/* "1-3 7 12-13" */
static void
show_done(FILE *out, const struct raw_character *c)
{
	int from = 0;

	fputs("missions done:", out);
	for (int m = 1; m <= RULESET_MISSION_ID_MAX + 1; m++) {
		if (is_done(c, m)) {
			from = from == 0 ? m : from;
		} else if (from != 0) {
			fprintf(out, from == m - 1 ? " %d" : " %d-%d", from,
			    m - 1);
			from = 0;
		}
	}
	fputc('\n', out);
}

void
char_show(FILE *out, struct raw_character *c, const struct ruleset *rules,
    const struct tdata *td)
{
	show_person(out, c);
	show_nanos(out, c);
	fprintf(out, "running tasks: %zu, current mission %" PRId64 "\n",
	    c->tasks.count, c->current_mission);
	for (size_t i = 0; i < c->tasks.count; i++)
		show_task(out, &c->tasks.items[i], td);
	show_done(out, c);
	show_items(out, c, rules, td);
}
