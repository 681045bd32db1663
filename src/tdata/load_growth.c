/*
 * load_growth.c - the level table.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

static const struct row_field growth_fields[] = {
#define GROWTH(member, key) \
	ROW_FIELD(tdata_growth, member, key, ROW_I32, ROW_MUST)
	GROWTH(fm_limit, "m_iFMLimit"),
	GROWTH(fm_nano_create, "m_iReqBlob_NanoCreate"),
	GROWTH(fm_nano_tune, "m_iReqBlob_NanoTune"),
	GROWTH(nano_task, "m_iNanoQuestTaskID"),
#undef GROWTH
};

bool
load_growth(struct load *ld, struct jtree_node *root)
{
	struct tdata_growth *rows;
	struct row_reader r;
	uint32_t count;

	ROW_READER(&r, ld, "m_pAvatarTable.m_pAvatarGrowData", growth_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pAvatarTable",
	    "m_pAvatarGrowData"), sizeof(*rows), &rows, &count))
		return false;
	if (count < TDATA_LEVELS) {
		load_fail(ld, root, "m_pAvatarTable.m_pAvatarGrowData: has %u "
		    "rows, must have %d (levels 0 to %d)", count, TDATA_LEVELS,
		    RULESET_LEVEL_MAX);
		return false;
	}
	ld->t->growth = rows;
	return true;
}
