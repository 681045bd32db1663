/*
 * ruleset.c - the limits and rules of protocol 104, 728 and 1013.
 *
 * Owns:   nothing; one const table.
 * Called: by main() and whoever needs a limit.
 * Thread: any.
 */
#include "tdata/ruleset.h"

#include <stddef.h>

#include "base/check.h"

/* spec/wire.md 10 */
static const struct ruleset rulesets[] = {
	{
		.protocol = 104,
		.frame_max_bytes = 4096,
		.body_max_bytes = 4088,
		.equip_slots = 9,
		.inventory_slots = RULESET_INVENTORY_SLOTS,
		.quest_item_slots = RULESET_QUEST_ITEM_SLOTS,
		.bank_slots = 119,
		.nano_count = 37,
		.spawn_x = 632032,
		.spawn_y = 187177,
		.spawn_z = -5500,
		.xdt_file = "xdt.json",
		.patches = "",
		.has_future = true,
		.levels_by_nano = true,
		.tuning_needs_fusion_matter = true,
		.tutorial_grants_start = true,
	},
	{
		.protocol = 728,
		.frame_max_bytes = 8192,
		.body_max_bytes = 8184,
		.equip_slots = 12,
		.inventory_slots = RULESET_INVENTORY_SLOTS,
		.quest_item_slots = RULESET_QUEST_ITEM_SLOTS,
		.bank_slots = 200,
		.nano_count = 37,
		.spawn_x = 632032,
		.spawn_y = 187177,
		.spawn_z = -5500,
		.xdt_file = "xdt.json",
		.patches = "",
		.has_booster_slots = true,
		.has_future = true,
		.levels_by_nano = true,
		.tuning_needs_fusion_matter = true,
		.tutorial_grants_start = true,
	},
	{
		.protocol = 1013,
		.frame_max_bytes = 8192,
		.body_max_bytes = 8184,
		.equip_slots = 12,
		.inventory_slots = RULESET_INVENTORY_SLOTS,
		.quest_item_slots = RULESET_QUEST_ITEM_SLOTS,
		.bank_slots = 200,
		.nano_count = 58,
		.spawn_x = 19835,
		.spawn_y = 108682,
		.spawn_z = 8450,
		.xdt_file = "xdt1013.json",
		.patches = "1013",
		.has_booster_slots = true,
		.has_nano_capsules = true,
		.has_nano_book = true,
		.levels_by_fusion_matter = true,
	},
};

const struct ruleset *
ruleset_find(int32_t protocol)
{
	for (size_t i = 0; i < COUNT_OF(rulesets); i++) {
		if (rulesets[i].protocol == protocol)
			return &rulesets[i];
	}
	return NULL;
}
