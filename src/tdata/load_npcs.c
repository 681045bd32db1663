/*
 * load_npcs.c - NPC types: one row a type, addressed by position.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

/* spec/tabledata.md 5, spec/mobs.md 1 */
static const struct row_field npc_fields[] = {
#define NPC(member, key, need) \
	ROW_FIELD(tdata_npc_type, member, key, ROW_I32, need)
	NPC(number, "m_iNpcNumber", ROW_MUST),
	NPC(team, "m_iTeam", ROW_WANT),
	NPC(role, "m_iHNpc", ROW_EXTRA),
	NPC(kind, "m_iNpcType", ROW_EXTRA),
	NPC(barker_type, "m_iBarkerType", ROW_WANT),
	NPC(hp, "m_iHP", ROW_WANT),
	NPC(level, "m_iNpcLevel", ROW_WANT),
	NPC(style, "m_iNpcStyle", ROW_WANT),
	NPC(power, "m_iPower", ROW_WANT),
	NPC(protection, "m_iProtection", ROW_WANT),
	NPC(run_speed, "m_iRunSpeed", ROW_WANT),
	NPC(sight_range, "m_iSightRange", ROW_WANT),
	NPC(idle_range, "m_iIdleRange", ROW_WANT),
	NPC(combat_range, "m_iCombatRange", ROW_WANT),
	NPC(attack_range, "m_iAtkRange", ROW_WANT),
	NPC(radius, "m_iRadius", ROW_WANT),
	NPC(delay_ds, "m_iDelayTime", ROW_WANT),
	NPC(regen_ds, "m_iRegenTime", ROW_WANT),
	NPC(passive_skill, "m_iPassiveBuff", ROW_WANT),
	NPC(active_skill, "m_iActiveSkill1", ROW_WANT),
	NPC(active_skill_prob, "m_iActiveSkill1Prob", ROW_WANT),
	NPC(corruption_skill, "m_iCorruptionType", ROW_WANT),
	NPC(corruption_prob, "m_iCorruptionTypeProb", ROW_WANT),
	NPC(eruption_skill, "m_iMegaType", ROW_WANT),
	NPC(eruption_prob, "m_iMegaTypeProb", ROW_WANT),
#undef NPC
};

/* {"m_iNpcNumber": 17} and no more keeps a place free: nobody has that type. */
static bool
is_free_place(const struct jtree_node *row)
{
	return row->type == JTREE_OBJECT && row->size == 1 &&
	    jtree_get(row, "m_iNpcNumber") != NULL;
}

static bool
read_rows(struct load *ld, struct jtree_node *list,
    struct tdata_npc_type *rows)
{
	struct jtree_node *n = jtree_sorted_first(list);
	struct row_reader r;
	uint32_t misplaced = 0;

	ROW_READER(&r, ld, "m_pNpcTable.m_pNpcData", npc_fields);
	for (uint32_t i = 0; n != NULL; n = n->next, i++) {
		rows[i].number = LOAD_NO_NPC_TYPE;
		if (is_free_place(n))
			continue;
		if (!row_read(&r, n, i, &rows[i]))
			return false;
		misplaced += rows[i].number != (int32_t)i;
		if (rows[i].kind == TDATA_KIND_RACE_START)
			ld->t->has_race_agents = true;
	}
	if (misplaced > 0)
		load_warn(ld, list, "m_pNpcTable.m_pNpcData: in %u rows "
		    "m_iNpcNumber is not the position; these NPCs cannot be "
		    "placed", misplaced);
	return true;
}

bool
load_npc_types(struct load *ld, struct jtree_node *root)
{
	struct jtree_node *list = load_table(ld, root, "m_pNpcTable",
	    "m_pNpcData");

	if (ld->has_failed)
		return false;
	if (list == NULL || list->size == 0) {
		load_fail(ld, list, "m_pNpcTable.m_pNpcData: has no rows");
		return false;
	}
	ld->npc_types = load_new(ld, list->size, sizeof(*ld->npc_types));
	ld->t->npc_types = ld->npc_types;
	ld->t->npc_type_count = list->size;
	return read_rows(ld, list, ld->npc_types);
}
