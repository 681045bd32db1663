/*
 * load_skills.c - skills, nanos, and what tuning a nano costs.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

/* spec/abilities.md 1 */
static const struct row_field skill_fields[] = {
#define SKILL(member, key, need) \
	ROW_FIELD(tdata_skill, member, key, ROW_I32, need)
#define POWERS(member, key) \
	ROW_ARRAY(tdata_skill, member[0], member[1], TDATA_SKILL_POWERS, key, \
	    ROW_MUST)
	SKILL(id, "m_iSkillNumber", ROW_MUST),
	SKILL(type, "m_iSkillType", ROW_MUST),
	SKILL(effect_target, "m_iEffectTarget", ROW_MUST),
	SKILL(effect_type, "m_iEffectType", ROW_MUST),
	SKILL(target_type, "m_iTargetType", ROW_MUST),
	SKILL(drain_type, "m_iBatteryDrainType", ROW_MUST),
	SKILL(effect_area, "m_iEffectArea", ROW_MUST),
	SKILL(effect_range, "m_iEffectRange", ROW_EXTRA),
	SKILL(target_count, "m_iTargetNumber", ROW_EXTRA),
	SKILL(cool_time_ds, "m_iCoolTime", ROW_EXTRA),
	POWERS(cost, "m_iBatteryDrainUse"),
	POWERS(duration_ds, "m_iDurationTime"),
	SKILL(value_types[0], "m_iValueA_Type", ROW_MUST),
	SKILL(value_types[1], "m_iValueB_Type", ROW_MUST),
	SKILL(value_types[2], "m_iValueC_Type", ROW_MUST),
	ROW_ARRAY(tdata_skill, values[0][0], values[0][1], TDATA_SKILL_POWERS,
	    "m_iValueA", ROW_MUST),
	ROW_ARRAY(tdata_skill, values[1][0], values[1][1], TDATA_SKILL_POWERS,
	    "m_iValueB", ROW_MUST),
	ROW_ARRAY(tdata_skill, values[2][0], values[2][1], TDATA_SKILL_POWERS,
	    "m_iValueC", ROW_MUST),
#undef POWERS
#undef SKILL
};

static const struct row_field nano_fields[] = {
	ROW_FIELD(tdata_nano, style, "m_iStyle", ROW_I32, ROW_MUST),
	ROW_ARRAY(tdata_nano, tunes[0], tunes[1], 3, "m_iTune", ROW_EXTRA),
};

static const struct row_field tuning_fields[] = {
#define TUNING(member, key, need) \
	ROW_FIELD(tdata_tuning, member, key, ROW_I32, need)
	TUNING(skill, "m_iSkillID", ROW_MUST),
	TUNING(tune_number, "m_iTuneNumber", ROW_EXTRA),
	TUNING(item_id, "m_iReqItemID", ROW_MUST),
	TUNING(item_count, "m_iReqItemCount", ROW_MUST),
#undef TUNING
};

bool
load_skills(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;
	struct tdata_nano *nanos;
	struct tdata_tuning *tunings;
	struct tdata_skill *skills;
	struct row_reader r;

	ROW_READER(&r, ld, "m_pNanoTable.m_pNanoData", nano_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pNanoTable",
	    "m_pNanoData"), sizeof(*nanos), &nanos, &t->nano_count))
		return false;
	for (uint32_t i = 0; i < t->nano_count; i++) {
		if (nanos[i].style >= 0 && nanos[i].style <= 2)
			continue;
		load_warn(ld, NULL, "m_pNanoTable.m_pNanoData[%u].m_iStyle: "
		    "%d is no style, 0 taken", i, nanos[i].style);
		nanos[i].style = 0;
	}
	t->nanos = nanos;
	load_info(ld, "Loaded %u nanos", t->nano_count);

	ROW_READER(&r, ld, "m_pNanoTable.m_pNanoTuneData", tuning_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pNanoTable",
	    "m_pNanoTuneData"), sizeof(*tunings), &tunings,
	    &t->tuning_count))
		return false;
	t->tuning_count = load_sort_rows(tunings, t->tuning_count,
	    sizeof(*tunings), load_id_key);
	t->tunings = tunings;
	load_info(ld, "Loaded %u nano tunings", t->tuning_count);

	ROW_READER(&r, ld, "m_pSkillTable.m_pSkillData", skill_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pSkillTable",
	    "m_pSkillData"), sizeof(*skills), &skills, &t->skill_count))
		return false;
	t->skill_count = load_sort_rows(skills, t->skill_count,
	    sizeof(*skills), load_id_key);
	t->skills = skills;
	load_info(ld, "Loaded %u nano skills", t->skill_count);
	return true;
}
