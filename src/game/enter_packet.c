/*
 * enter_packet.c - the packets that hand a character to its client.
 *
 * Owns:   nothing.
 * Called: by lifecycle.c, once a session.
 * Thread: world.
 */
#include "game/enter_packet.h"

#include "config/config.h"
#include "game/journal.h"
#include "tdata/tdata.h"
#include "world/appearance.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	BOOK_ELEMENTS = 10,		/* nanos in one NANO_BOOK_SUBSET */
	BUDDY_WARP_TIME_S = 60,
	FATIGUE = 50,
	FIRST_BOOSTER_SLOT = 9
};

static void
put_nano(struct wire_nano *out, const struct player_nano *n)
{
	out->id = n->id;
	out->skill_id = n->skill;
	out->stamina = n->stamina;
}

static void
put_items(const struct player *p, struct wire_pc_load_data2cl *out)
{
	const struct world *w = p->world;
	const struct player_inventory *inv = &p->inventory;

	for (int i = 0; i < w->rules->equip_slots; i++) {
		out->equip[i] = item_to_wire(&inv->equip[i]);
		if (i < FIRST_BOOSTER_SLOT)
			continue;
		/* Boosters count down on the server's clock. */
		int64_t left_s = inv->equip[i].time_limit_s - w->unix_s +
		    w->now_ms / 1000;

		out->equip[i].time_limit = left_s > 0 ? (int32_t)left_s : 0;
	}
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		out->inven[i] = item_to_wire(&inv->bag[i]);
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++)
		out->q_inven[i] = item_to_wire(&inv->quest[i]);
}

/* The tasks of one kind, behind those that are there; returns how many. */
static int
put_tasks(const struct player *p, enum journal_kind kind, int count,
    struct wire_pc_load_data2cl *out)
{
	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct player_quest *q = &p->missions.running[i];
		const struct tdata_task *task = q->task_id == 0 ? NULL :
		    tdata_find_task(p->world->td, q->task_id);
		struct wire_running_quest *r = &out->running_quest[count];

		if (task == NULL || journal_kind_of(task) != kind)
			continue;
		r->curr_task_id = q->task_id;
		for (int k = 0; k < 3; k++) {
			r->kill_npcid[k] = task->enemy_types[k];
			r->kill_npc_count[k] = q->remaining[k];
		}
		count++;
	}
	return count;
}

/* The client's book: the nano's mission first, then the guide's. */
static void
put_missions(const struct player *p, struct wire_pc_load_data2cl *out)
{
	const struct player_missions *m = &p->missions;
	int count = 0;

	for (int i = 0; i < PLAYER_QUEST_FLAGS; i++)
		out->quest_flag[i] = m->done[i];
	for (int kind = 0; kind < JOURNAL_KIND_COUNT; kind++)
		count = put_tasks(p, (enum journal_kind)kind, count, out);
	out->current_mission_id = m->current_mission;
}

static void
put_nanos(const struct player *p, struct wire_pc_load_data2cl *out)
{
	for (size_t i = 1; i < COUNT_OF(out->nano_bank); i++)
		put_nano(&out->nano_bank[i], &p->nanos.bank[i]);
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++)
		out->nano_slots[i] = p->nanos.equipped[i];
	out->active_nano_slot_num = -1;
}

static void
put_rest(const struct player *p, struct wire_pc_load_data2cl *out)
{
	bool hides_tips = p->world->cfg->shard.disable_first_use_flag;

	appearance_style(p, &out->pc_style);
	out->user_level = (int16_t)p->identity.account_level;
	out->level = p->combatant.level;
	out->mentor = (int16_t)p->profile.mentor;
	out->mentor_count = 1;
	out->hp = p->combatant.hp;
	out->battery_w = p->wallet.battery_w;
	out->battery_n = p->wallet.battery_n;
	out->candy = p->wallet.taros;
	out->fusion_matter = p->wallet.fusion_matter;
	out->x = p->e.x;
	out->y = p->e.y;
	out->z = p->e.z;
	out->angle = p->e.angle;
	out->warp_location_flag = p->travel.scamper_flags;
	for (int i = 0; i < 2; i++)
		out->wyvern_location_flag[i] = p->travel.skyway_flags[i];
	out->buddy_warp_time = BUDDY_WARP_TIME_S;
	out->fatigue = FATIGUE;
	out->first_use_flag1 = hides_tips ? -1 :
	    (int64_t)p->profile.first_use[0];
	out->first_use_flag2 = hides_tips ? -1 :
	    (int64_t)p->profile.first_use[1];
}

/* 1013: the first says how large the book is, the others hold ten each. */
static void
send_book(struct player *p, int offset, int count)
{
	struct fe2cl_rep_nano_book_subset out = {
		.pcuid = p->e.id,
		.book_size = p->world->rules->nano_count,
		.element_offset = offset,
	};

	for (int i = 0; i < count; i++)
		put_nano(&out.element[i], &p->nanos.bank[offset + i]);
	send_packet(p, PKT_FE2CL_REP_NANO_BOOK_SUBSET, &out);
}

void
enter_packet_send(struct player *p)
{
	struct fe2cl_rep_pc_enter_succ out = {
		.id = p->e.id,
		.svr_time = (uint64_t)p->world->now_ms,
	};
	const struct ruleset *rules = p->world->rules;

	put_rest(p, &out.pc_load_data2cl);
	put_items(p, &out.pc_load_data2cl);
	put_missions(p, &out.pc_load_data2cl);
	put_nanos(p, &out.pc_load_data2cl);
	if (rules->has_nano_book)
		send_book(p, 0, 0);
	send_packet(p, PKT_FE2CL_REP_PC_ENTER_SUCC, &out);
	if (!rules->has_nano_book)
		return;
	for (int i = 0; i < rules->nano_count; i += BOOK_ELEMENTS) {
		int left = rules->nano_count - i;

		send_book(p, i, left < BOOK_ELEMENTS ? left : BOOK_ELEMENTS);
	}
}
