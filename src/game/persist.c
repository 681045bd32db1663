/*
 * persist.c - a player and its rows.
 *
 * Owns:   the translation between struct player and the database's rows, and
 *         when a dirty player is written.
 * Called: by lifecycle.c on entering and leaving; persist_flush() by timer.
 * Thread: world.
 */
#include "game/persist.h"

#include "base/str.h"
#include "config/config.h"
#include "game/health.h"
#include "tdata/tdata.h"
#include "world/chunk.h"
#include "world/player.h"
#include "world/world.h"

/* Database slots: equipment, inventory, bank, one after the other. */
static struct item *
item_at(struct player *p, int slot)
{
	const struct ruleset *rules = p->world->rules;
	int equip = rules->equip_slots, bag = rules->inventory_slots;

	if (slot < equip)
		return &p->inventory.equip[slot];
	slot -= equip;
	if (slot < bag)
		return &p->inventory.bag[slot];
	return &p->inventory.bank[slot - bag];
}

static int
item_slots(const struct player *p)
{
	const struct ruleset *rules = p->world->rules;

	return rules->equip_slots + rules->inventory_slots + rules->bank_slots;
}

/* --- loading --- */

static void
fill_look(struct player_look *look, const struct player_row *row)
{
	*look = (struct player_look){
		.body = (int8_t)row->look.body,
		.eye_color = (int8_t)row->look.eye_color,
		.face_style = (int8_t)row->look.face_style,
		.gender = (int8_t)row->look.gender,
		.hair_color = (int8_t)row->look.hair_color,
		.hair_style = (int8_t)row->look.hair_style,
		.height = (int8_t)row->look.height,
		.skin_color = (int8_t)row->look.skin_color,
		.appearance_done = row->appearance_done,
		.tutorial_done = row->tutorial_done,
	};
}

static void
fill_state(struct player *p, const struct state_row *s)
{
	p->combatant.level = s->level;
	p->combatant.max_hp = health_max_hp(s->level);
	p->combatant.hp = s->hp;
	p->wallet.taros = s->taros;
	p->wallet.fusion_matter = s->fusion_matter;
	p->wallet.battery_w = s->battery_w;
	p->wallet.battery_n = s->battery_n;
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		p->nanos.equipped[i] = (int16_t)s->equipped_nanos[i];
	p->profile.mentor = s->mentor;
	p->profile.left_the_future = s->pay_zone_flag != 0;
	p->missions.current_mission = s->current_mission_id;
	p->travel.scamper_flags = s->warp_location_flag;
	for (int i = 0; i < 2; i++) {
		p->travel.skyway_flags[i] = s->skyway_flags[i];
		p->profile.first_use[i] = s->first_use_flags[i];
	}
	for (int i = 0; i < PLAYER_QUEST_FLAGS; i++)
		p->missions.done[i] = s->quest_flags[i];
}

static void
fill_belongings(struct player *p, const struct player_row *row)
{
	for (int i = 0; i < item_slots(p); i++)
		*item_at(p, i) = (struct item){
			.type = (int16_t)row->items[i].type,
			.id = (int16_t)row->items[i].id,
			.opt = row->items[i].opt,
			.time_limit_s = row->items[i].time_limit_s,
		};
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		if (row->quest_items[i].id != 0)
			p->inventory.quest[i] = (struct item){
				.type = TDATA_ITEM_QUEST,
				.id = (int16_t)row->quest_items[i].id,
				.opt = row->quest_items[i].opt,
			};
	for (int i = 0; i < PLAYER_NANOS_MAX; i++)
		p->nanos.bank[i] = (struct player_nano){
			.id = (int16_t)row->nanos[i].id,
			.skill = (int16_t)row->nanos[i].skill,
			.stamina = (int16_t)row->nanos[i].stamina,
		};
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		struct player_quest *q = &p->missions.running[i];

		q->task_id = row->quests[i].task_id;
		for (int k = 0; k < 3; k++)
			q->remaining[k] = row->quests[i].remaining[k];
	}
}

/* Others write the row, too: it may be anywhere. */
static void
fill_place(struct player *p, const struct place_row *row)
{
	p->e.x = chunk_clamp_units(row->x);
	p->e.y = chunk_clamp_units(row->y);
	p->e.z = chunk_clamp_units(row->z);
	p->e.angle = row->angle;
	p->travel.last_x = p->e.x;
	p->travel.last_y = p->e.y;
	p->travel.last_z = p->e.z;
	p->travel.last_angle = p->e.angle;
}

void
persist_fill(struct player *p, const struct player_row *row)
{
	struct player_identity *id = &p->identity;

	id->account_level = row->account_level;
	id->name_check = row->name_check;
	id->slot = (int8_t)row->slot;
	str_copy(id->first_name, sizeof(id->first_name), row->first_name);
	str_copy(id->last_name, sizeof(id->last_name), row->last_name);
	fill_look(&p->look, row);
	fill_state(p, &row->state);
	fill_belongings(p, row);
	fill_place(p, &row->place);
}

/* --- saving --- */

/* Where it comes back to: never a lair, never the monkey (spec/world.md 3). */
static struct place_row
place_to_save(const struct player *p)
{
	const struct player_travel *t = &p->travel;

	if (p->e.instance == p->world->overworld && !t->on_monkey)
		return (struct place_row){ p->e.x, p->e.y, p->e.z, p->e.angle };
	return (struct place_row){ t->last_x, t->last_y, t->last_z,
		t->last_angle };
}

static void
put_state(const struct player *p, struct state_row *s)
{
	s->level = p->combatant.level;
	s->hp = p->combatant.hp;
	s->taros = p->wallet.taros;
	s->fusion_matter = p->wallet.fusion_matter;
	s->battery_w = p->wallet.battery_w;
	s->battery_n = p->wallet.battery_n;
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		s->equipped_nanos[i] = p->nanos.equipped[i];
	s->mentor = p->profile.mentor;
	s->pay_zone_flag = p->profile.left_the_future;
	s->current_mission_id = p->missions.current_mission;
	s->warp_location_flag = p->travel.scamper_flags;
	for (int i = 0; i < 2; i++) {
		s->skyway_flags[i] = p->travel.skyway_flags[i];
		s->first_use_flags[i] = p->profile.first_use[i];
	}
	for (int i = 0; i < PLAYER_QUEST_FLAGS; i++)
		s->quest_flags[i] = p->missions.done[i];
}

static void
put_items(struct player *p, struct item_row *rows)
{
	for (int i = 0; i < item_slots(p); i++) {
		const struct item *it = item_at(p, i);

		rows[i] = (struct item_row){ it->type, it->id, it->opt,
			it->time_limit_s };
	}
}

static void
put_quest_items(const struct player *p, struct quest_item_row *rows)
{
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		rows[i] = (struct quest_item_row){ p->inventory.quest[i].id,
			p->inventory.quest[i].opt };
}

static void
put_nanos(const struct player *p, struct nano_row *rows)
{
	for (int i = 0; i < PLAYER_NANOS_MAX; i++)
		rows[i] = (struct nano_row){ p->nanos.bank[i].id,
			p->nanos.bank[i].skill, p->nanos.bank[i].stamina };
}

static void
put_quests(const struct player *p, struct quest_row *rows)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct player_quest *q = &p->missions.running[i];

		rows[i].task_id = q->task_id;
		for (int k = 0; k < 3; k++)
			rows[i].remaining[k] = q->remaining[k];
	}
}

static void
add_save(struct world *w, struct player *p, uint32_t flags)
{
	struct db_save_parts parts;
	uint32_t sections = p->dirty;

	world_clear_dirty(p);
	db_add_save(&w->to_db, DB_ROOM_WORLD, 0, p->e.id, sections,
	    &parts)->flags = flags;
	if (parts.place != NULL)
		*parts.place = place_to_save(p);
	if (parts.state != NULL)
		put_state(p, parts.state);
	if (parts.items != NULL)
		put_items(p, parts.items);
	if (parts.quest_items != NULL)
		put_quest_items(p, parts.quest_items);
	if (parts.nanos != NULL)
		put_nanos(p, parts.nanos);
	if (parts.quests != NULL)
		put_quests(p, parts.quests);
}

void
persist_save(struct world *w, struct player *p)
{
	if (p->dirty != 0)
		add_save(w, p, 0);
}

void
persist_save_last(struct world *w, struct player *p)
{
	add_save(w, p, DB_SAVE_LAST);
}

void
persist_flush(struct world *w)
{
	enum { NOBODY_WAITS = 0 };

	if (w->dirty_first != NULL)
		persist_flush_for(w, NOBODY_WAITS);
}

void
persist_flush_for(struct world *w, uint64_t ref)
{
	struct player *p, *next;

	db_add_begin(&w->to_db, DB_ROOM_WORLD, ref, DB_TX_FLUSH);
	for (p = w->dirty_first; p != NULL; p = next) {
		next = p->dirty_next;
		/* What a deal took is not gone before the store says so. */
		if (p->deal.done == NULL)
			persist_save(w, p);
	}
	db_add_commit(&w->to_db, DB_ROOM_WORLD, ref);
}

int64_t
persist_period_ms(const struct world *w)
{
	int64_t upper = (int64_t)w->cfg->login.db_save_interval_s * 1000;
	int64_t period = w->cfg->db.flush_interval_ms;

	/* dbsaveinterval keeps its meaning as an upper bound. */
	return period < upper ? period : upper;
}
