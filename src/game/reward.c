/*
 * reward.c - REP_REWARD_ITEM: what was gained, and the new totals.
 *
 * Owns:   nothing.
 * Called: by loot, missions, eggs, crates and races, when all is booked.
 * Thread: world.
 */
#include "game/reward.h"

#include "base/check.h"
#include "world/player.h"
#include "world/send.h"

enum {
	FATIGUE_NONE = 100,	/* below that the client warns of fatigue */
	FATIGUE_LEVEL = 1
};

void
reward_send(struct player *p, const struct reward_item *items, size_t count,
    int32_t task_id, int32_t npc_type)
{
	const struct player_wallet *wallet = &p->wallet;
	struct wire_item_reward list[REWARD_ITEMS_MAX];
	struct packet_run run = { .type = WIRE_ITEM_REWARD, .items = list };
	const struct fe2cl_rep_reward_item head = {
		.candy = wallet->taros,
		.fusion_matter = wallet->fusion_matter,
		.battery_n = wallet->battery_n,
		.battery_w = wallet->battery_w,
		.fatigue = FATIGUE_NONE,
		.fatigue_level = FATIGUE_LEVEL,
		.npc_type_id = npc_type,
		.task_id = task_id,
	};

	CHECK(count <= REWARD_ITEMS_MAX);
	for (size_t i = 0; i < count; i++)
		list[run.count++] = (struct wire_item_reward){
			.item = item_to_wire(&items[i].item),
			.il = items[i].place,
			.slot_num = items[i].slot,
		};
	send_packet_runs(p, PKT_FE2CL_REP_REWARD_ITEM, &head, &run, 1);
}
