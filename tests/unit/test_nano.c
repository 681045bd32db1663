/* test_nano.c - equipping, summoning, using nanos (spec/nanos.md). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/mission.h"
#include "game/nano.h"
#include "game/nano_state.h"
#include "game/skill.h"

/* Styles of nanos follow each other: 4 and 7 have the same, 5 another. */
enum {
	NANO_A = 4, NANO_B = 5, NANO_C = 6, NANO_SAME_STYLE = 7,
	HEAL = 50, RUN = 51, MISSING = 52, COOL_MS = 1000, COST = 20
};

static const struct tdata_skill skills[] = {
	{ .id = HEAL, .type = SKILL_HEAL_HP, .effect_target = 2,
	    .target_type = 2, .drain_type = SKILL_DRAIN_ACTIVE,
	    .cool_time_ds = COOL_MS / 100, .cost = { COST, 0, 0, 10 },
	    .values = { { 100, 0, 0, 200 } } },
	{ .id = RUN, .type = 11, .effect_target = 2, .target_type = 2,
	    .drain_type = SKILL_DRAIN_PASSIVE, .cost = { 10, 0, 0, 5 },
	    .values = { { 200 } } },
};

static const struct tdata_npc_type npc_types[] = {
	{ .number = 640 }, { .number = 641 },
};

static const struct handler *const tables[] = { nano_handlers, NULL };

static struct tdata_growth growth[TDATA_LEVELS];
static struct player *self, *viewer;

static void
own(int32_t nano, int16_t skill)
{
	self->nanos.bank[nano] = (struct player_nano){
		.id = (int16_t)nano, .skill = skill, .stamina = 100,
	};
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.npc_types = npc_types;
	rig.npc_type_count = COUNT_OF(npc_types);
	rig.skills = skills;
	rig.skill_count = COUNT_OF(skills);
	for (int i = 0; i < TDATA_LEVELS; i++)
		growth[i] = (struct tdata_growth){
			.fm_limit = 10000 * i, .fm_nano_create = 100 * i,
		};
	rig.growth = growth;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 200, 100, rig.w.overworld);
	own(NANO_A, HEAL);
	own(NANO_B, RUN);
	own(NANO_C, 0);
	own(NANO_SAME_STYLE, HEAL);
	self->nanos.equipped[0] = NANO_A;
	self->nanos.equipped[1] = NANO_B;
	rig_forget();
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static void
equip(int16_t nano, int16_t slot)
{
	RIG_DO(self, cl2fe_req_nano_equip, .nano_id = nano,
	    .nano_slot_num = slot);
}

static void
unequip(int16_t slot)
{
	RIG_DO(self, cl2fe_req_nano_unequip, .nano_slot_num = slot);
}

static void
summon(int16_t slot)
{
	RIG_DO(self, cl2fe_req_nano_active, .nano_slot_num = slot);
}

static void
use(void)
{
	RIG_DO(self, cl2fe_req_nano_skill_use, .bullet_id = 3, .arg1 = 7);
}

static void
expect_summoned(int16_t slot, int32_t add)
{
	const struct fe2cl_rep_nano_active_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_nano_active_succ);

	assert_int_equal(slot, got->active_nano_slot_num);
	assert_int_equal(add, got->cstb_add);
}

static void
expect_equipped(int16_t nano, int16_t slot)
{
	const struct fe2cl_rep_nano_equip_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_nano_equip_succ);

	assert_int_equal(nano, got->nano_id);
	assert_int_equal(slot, got->nano_slot_num);
	assert_int_equal(nano, self->nanos.equipped[slot]);
}

static void
expect_silence(void)
{
	rig_expect_nothing(self);
	rig_expect_nothing(viewer);
}

/* --- what is known of them --- */

static void
the_active_nano_is_described(void **state)
{
	struct wire_nano got;

	UNUSED(state);
	assert_int_equal(NANO_SLOT_NONE, nano_state_active_slot(self));
	assert_int_equal(NANO_STYLE_NONE, nano_state_active_style(self));
	assert_int_equal(0, nano_state_stamina(self));
	assert_int_equal(0, nano_state_power(self));
	self->nanos.active = NANO_B;
	assert_int_equal(1, nano_state_active_slot(self));
	assert_int_equal(1, nano_state_active_style(self));
	assert_int_equal(100, nano_state_stamina(self));
	self->combatant.condition_flags = 1 << (BUFF_STIMPAK_1 - 1);
	assert_int_equal(0, nano_state_power(self));	/* another slot's */
	self->combatant.condition_flags = 1 << BUFF_STIMPAK_1;
	assert_int_equal(3, nano_state_power(self));
	got = nano_state_to_wire(self, NANO_B);
	assert_int_equal(NANO_B, got.id);
	assert_int_equal(RUN, got.skill_id);
	assert_int_equal(100, got.stamina);
	got = nano_state_to_wire(self, 20);
	assert_int_equal(0, got.id);
}

/* DEFECT, spec/nanos.md 7: it was negative, and nobody had some. */
static void
stamina_has_limits(void **state)
{
	UNUSED(state);
	assert_int_equal(0, nano_state_set_stamina(&rig.w, self, NANO_A, -5));
	assert_int_equal(0, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(150, nano_state_set_stamina(&rig.w, self, NANO_A,
	    151));
	assert_true((self->dirty & DB_SECTION_NANOS) != 0);
	assert_int_equal(0, nano_state_set_stamina(&rig.w, self, 0, 50));
	assert_int_equal(0, self->nanos.bank[0].stamina);
	assert_int_equal(0, nano_state_set_stamina(&rig.w, self, 30, 50));
	assert_int_equal(0, nano_state_set_stamina(&rig.w, self, 9999, 50));
	assert_int_equal(0, nano_state_set_stamina(&rig.w, self, -1, 50));
}

/* --- equipping --- */

/* DEFECT, spec/nanos.md 2: what is not owned could be equipped. */
static void
only_what_is_owned_is_equipped(void **state)
{
	static const int16_t bad[][2] = { { 20, 0 }, { -1, 0 }, { 37, 0 },
	    { INT16_MAX, 0 }, { NANO_C, 3 }, { NANO_C, -1 } };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		equip(bad[i][0], bad[i][1]);
	expect_silence();
	assert_int_equal(NANO_A, self->nanos.equipped[0]);
	equip(NANO_C, 2);
	expect_equipped(NANO_C, 2);
	assert_true((self->dirty & DB_SECTION_STATE) != 0);
	equip(0, 2);
	expect_equipped(0, 2);
	expect_silence();
}

/* DEFECT, spec/nanos.md 2: one nano in two slots counted for two. */
static void
a_nano_is_in_one_slot(void **state)
{
	UNUSED(state);
	equip(NANO_A, 2);
	assert_int_equal(0, RIG_EXPECT(self,
	    fe2cl_rep_nano_unequip_succ)->nano_slot_num);
	expect_equipped(NANO_A, 2);
	assert_int_equal(0, self->nanos.equipped[0]);
	equip(NANO_A, 2);
	expect_equipped(NANO_A, 2);
	expect_silence();
}

/* DEFECT, spec/nanos.md 2: one that was pushed out of its slot stayed out. */
static void
the_active_one_goes_with_its_slot(void **state)
{
	UNUSED(state);
	self->nanos.active = NANO_A;
	equip(NANO_C, 0);
	expect_summoned(NANO_SLOT_NONE, 0);
	expect_equipped(NANO_C, 0);
	assert_int_equal(0, RIG_EXPECT(viewer, fe2cl_nano_active)->nano.id);
	assert_int_equal(0, self->nanos.active);
	self->nanos.active = NANO_B;
	equip(NANO_B, 1);		/* also if it only stays there */
	expect_summoned(NANO_SLOT_NONE, 0);
	expect_equipped(NANO_B, 1);
	RIG_EXPECT(viewer, fe2cl_nano_active);
	/* DEFECT: with none out, clearing a slot "unsummoned" it. */
	equip(0, 0);
	expect_equipped(0, 0);
	expect_silence();
}

static void
a_slot_is_cleared(void **state)
{
	UNUSED(state);
	unequip(3);
	unequip(-1);
	expect_silence();
	unequip(1);
	assert_int_equal(1, RIG_EXPECT(self,
	    fe2cl_rep_nano_unequip_succ)->nano_slot_num);
	assert_int_equal(0, self->nanos.equipped[1]);
	self->nanos.active = NANO_A;
	unequip(0);
	expect_summoned(NANO_SLOT_NONE, 0);
	RIG_EXPECT(self, fe2cl_rep_nano_unequip_succ);
	RIG_EXPECT(viewer, fe2cl_nano_active);
	expect_silence();
}

/* DEFECT, spec/nanos.md 8: a gumball of one style boosted all. */
static void
a_boost_is_for_one_style(void **state)
{
	const struct buff_grant boost = {
		.buff = BUFF_STIMPAK_1, .class = BUFF_CLASS_CASH_ITEM,
		.duration_ms = 60000,
	};

	UNUSED(state);
	assert_int_equal(BUFF_NEW, buff_add(&rig.w, &self->e, &boost));
	equip(NANO_SAME_STYLE, 0);
	unequip(0);
	equip(NANO_A, 0);
	assert_true(combatant_has(&self->combatant, BUFF_STIMPAK_1));
	unequip(0);
	equip(NANO_C, 0);
	assert_false(combatant_has(&self->combatant, BUFF_STIMPAK_1));
}

/* DEFECT, spec/nanos.md 2: anywhere; operators may want the station. */
static void
a_station_may_be_needed(void **state)
{
	UNUSED(state);
	rig.cfg.shard.nano_station_check = true;
	equip(NANO_C, 2);
	unequip(0);
	rig_npc(50, 640, 950, 100, rig.w.overworld);
	equip(NANO_C, 2);
	rig_npc(51, 641, 100, 100, rig.w.overworld);
	equip(NANO_C, 2);
	expect_silence();
	rig_npc(52, 640, 900, 100, rig.w.overworld);
	equip(NANO_C, 2);
	expect_equipped(NANO_C, 2);
	view_warp(&rig.w, &self->e, 60000, 60000, 0, rig.w.overworld);
	rig_forget();
	self->identity.account_level = 50;
	equip(NANO_C, 1);
	RIG_EXPECT(self, fe2cl_rep_nano_unequip_succ);
	expect_equipped(NANO_C, 1);
}

/* --- summoning --- */

/* DEFECT, spec/nanos.md 4: others were told neither condition nor flag. */
static void
it_is_summoned_and_seen(void **state)
{
	const struct fe2cl_nano_active *seen;

	UNUSED(state);
	summon(0);
	expect_summoned(0, 0);
	seen = RIG_EXPECT(viewer, fe2cl_nano_active);
	assert_int_equal(1, seen->pc_id);
	assert_int_equal(NANO_A, seen->nano.id);
	assert_int_equal(HEAL, seen->nano.skill_id);
	assert_int_equal(0, seen->cstb_add);
	summon(1);			/* a passive begins to work */
	RIG_EXPECT(self, fe2cl_pc_buff_update);
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	expect_summoned(1, 1);
	RIG_EXPECT(viewer, fe2cl_nano_skill_use);
	seen = RIG_EXPECT(viewer, fe2cl_nano_active);
	assert_int_equal(1, seen->cstb_add);
	assert_int_equal(self->combatant.condition_flags,
	    seen->condition_bit_flag);
	assert_true(seen->condition_bit_flag != 0);
	summon(-1);
	expect_summoned(-1, 0);
	assert_int_equal(0, RIG_EXPECT(viewer, fe2cl_nano_active)->nano.id);
	expect_silence();
}

/* DEFECT, spec/nanos.md 4: a slot was an index before it was looked at. */
static void
what_cannot_be_summoned_is_not(void **state)
{
	static const int16_t bad[] = { 3, -2, INT16_MAX, INT16_MIN };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		summon(bad[i]);
	summon(2);			/* empty */
	self->nanos.equipped[2] = NANO_C;
	summon(2);			/* has no power yet */
	expect_silence();
	assert_int_equal(0, self->nanos.active);
}

/* DEFECT, spec/nanos.md 4: exhausted, dead or riding, it still came. */
static void
the_tired_and_the_dead_stay_in(void **state)
{
	UNUSED(state);
	self->nanos.bank[NANO_A].stamina = 0;
	summon(0);
	expect_summoned(NANO_SLOT_NONE, 0);
	self->nanos.bank[NANO_A].stamina = 1;
	self->combatant.hp = 0;
	summon(0);
	expect_summoned(NANO_SLOT_NONE, 0);
	self->combatant.hp = 1;
	self->travel.on_monkey = true;
	summon(0);
	expect_summoned(NANO_SLOT_NONE, 0);
	expect_silence();
	self->travel.on_monkey = false;
	summon(0);
	expect_summoned(0, 0);
	assert_int_equal(NANO_A, self->nanos.active);
	/* The client thinks that nothing is out: then nothing is. */
	self->nanos.bank[NANO_B].stamina = 0;
	summon(1);
	expect_summoned(NANO_SLOT_NONE, 0);
	assert_int_equal(0, self->nanos.active);
}

static void
it_goes_quietly_or_not(void **state)
{
	UNUSED(state);
	nano_unsummon(&rig.w, self, false);
	expect_silence();
	self->nanos.active = NANO_A;
	nano_unsummon(&rig.w, self, true);
	RIG_EXPECT(viewer, fe2cl_nano_active);
	expect_silence();
	assert_int_equal(0, self->nanos.active);
}

/* --- powers --- */

static void
a_power_costs_and_cools(void **state)
{
	const struct fe2cl_nano_skill_use_succ *got;

	UNUSED(state);
	self->nanos.active = NANO_A;
	self->combatant.hp = 500;
	use();
	got = RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	assert_int_equal(HEAL, got->skill_id);
	assert_int_equal(100 - COST, got->nano_stamina);
	assert_int_equal(100 - COST, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(600, self->combatant.hp);
	RIG_EXPECT(viewer, fe2cl_nano_skill_use);
	/* DEFECT, spec/nanos.md 5: as often as one liked. */
	use();
	rig_pass(COOL_MS / 2);
	use();
	expect_silence();
	rig_pass(COOL_MS / 2);
	use();
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	assert_int_equal(100 - 2 * COST, self->nanos.bank[NANO_A].stamina);
}

static void
each_nano_cools_for_itself(void **state)
{
	UNUSED(state);
	self->nanos.equipped[2] = NANO_SAME_STYLE;
	self->nanos.active = NANO_A;
	use();
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	summon(2);
	rig_forget();
	use();
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	unequip(0);			/* a change of slots cools nothing */
	equip(NANO_A, 0);
	summon(0);
	rig_forget();
	use();
	rig_expect_nothing(self);
}

static void
the_boost_is_cheaper(void **state)
{
	UNUSED(state);
	self->nanos.active = NANO_A;
	self->combatant.hp = 500;
	self->combatant.condition_flags = 1 << (BUFF_STIMPAK_1 - 1);
	use();
	assert_int_equal(90, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(700, self->combatant.hp);
}

/* DEFECT, spec/nanos.md 5: nothing was asked. */
static void
powers_have_conditions(void **state)
{
	UNUSED(state);
	use();				/* none is out */
	self->nanos.active = NANO_B;
	use();				/* a passive works by itself */
	self->nanos.bank[NANO_A].skill = MISSING;
	self->nanos.active = NANO_A;
	use();
	self->nanos.bank[NANO_A].skill = HEAL;
	self->nanos.bank[NANO_A].stamina = 0;
	use();
	self->nanos.bank[NANO_A].stamina = 100;
	self->combatant.hp = 0;
	use();
	self->combatant.hp = 500;
	self->combatant.disabled_at_ms = rig.w.now_ms - 1000;	/* stunned */
	use();
	expect_silence();
	assert_int_equal(100, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(500, self->combatant.hp);
}

static void
the_last_stamina_puts_it_away(void **state)
{
	const struct fe2cl_nano_skill_use_succ *got;

	UNUSED(state);
	self->nanos.active = NANO_A;
	self->nanos.bank[NANO_A].stamina = COST / 2;
	use();
	got = RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	assert_int_equal(0, got->nano_stamina);
	assert_int_equal(1, got->nano_deactive);
	expect_summoned(NANO_SLOT_NONE, 0);
	assert_int_equal(0, self->nanos.active);
	assert_int_equal(0, self->nanos.bank[NANO_A].stamina);
}

/* DEFECT, spec/abilities.md 6: without a point of recall it cost all the same,
 * and the client was told nothing. */
static void
recall_to_nowhere_is_free(void **state)
{
	static const struct tdata_skill recall[] = {
		{ .id = HEAL, .type = SKILL_RECALL, .effect_target = 2,
		    .target_type = 2, .drain_type = SKILL_DRAIN_ACTIVE,
		    .cost = { COST } },
	};
	const struct fe2cl_nano_skill_use_succ *got;

	UNUSED(state);
	rig.skills = recall;
	rig.skill_count = COUNT_OF(recall);
	self->nanos.active = NANO_A;
	self->nanos.bank[NANO_A].stamina = COST / 2;
	use();
	got = RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	assert_int_equal(COST / 2, got->nano_stamina);
	assert_int_equal(0, got->nano_deactive);
	assert_int_equal(COST / 2, self->nanos.bank[NANO_A].stamina);
	expect_silence();
	assert_int_equal(NANO_A, self->nanos.active);
}

/* --- stamina --- */

static void
being_out_tires_and_resting_helps(void **state)
{
	UNUSED(state);
	self->nanos.active = NANO_A;
	nano_stamina_tick(&rig.w, self);
	assert_int_equal(99, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(101, self->nanos.bank[NANO_B].stamina);
	assert_int_equal(100, self->nanos.bank[NANO_C].stamina);
	self->nanos.active = NANO_B;	/* a passive costs a fifth more */
	nano_stamina_tick(&rig.w, self);
	assert_int_equal(101 - 1 - 2, self->nanos.bank[NANO_B].stamina);
	self->combatant.condition_flags = 1 << BUFF_STIMPAK_1;
	nano_stamina_tick(&rig.w, self);
	assert_int_equal(98 - 1 - 1, self->nanos.bank[NANO_B].stamina);
	self->nanos.active = 0;
	self->nanos.bank[NANO_B].stamina = 150;
	nano_stamina_tick(&rig.w, self);
	assert_int_equal(150, self->nanos.bank[NANO_B].stamina);
	/* DEFECT: empty slots recovered into the nano that is none. */
	assert_int_equal(0, self->nanos.bank[0].stamina);
	expect_silence();
}

/* DEFECT, spec/nanos.md 7: it was sent below 0. */
static void
the_exhausted_goes_without_a_word_to_its_owner(void **state)
{
	UNUSED(state);
	self->nanos.active = NANO_B;
	self->nanos.bank[NANO_B].stamina = 2;
	nano_stamina_tick(&rig.w, self);
	assert_int_equal(0, self->nanos.bank[NANO_B].stamina);
	assert_int_equal(0, self->nanos.active);
	assert_int_equal(0, RIG_EXPECT(viewer, fe2cl_nano_active)->nano.id);
	expect_silence();
}

static void
respawning_sets_the_equipped(void **state)
{
	UNUSED(state);
	nano_refresh_equipped(&rig.w, self);
	assert_int_equal(75, self->nanos.bank[NANO_A].stamina);
	assert_int_equal(75, self->nanos.bank[NANO_B].stamina);
	assert_int_equal(100, self->nanos.bank[NANO_C].stamina);
	assert_int_equal(0, self->nanos.bank[0].stamina);
}

static void
passives_are_cast_while_it_is_out(void **state)
{
	UNUSED(state);
	nano_passive_tick(&rig.w, self);
	self->nanos.active = NANO_A;
	nano_passive_tick(&rig.w, self);
	expect_silence();
	self->nanos.active = NANO_B;
	nano_passive_tick(&rig.w, self);
	RIG_EXPECT(self, fe2cl_pc_buff_update);
	RIG_EXPECT(self, fe2cl_nano_skill_use_succ);
	assert_true(combatant_has(&self->combatant, BUFF_UP_MOVE_SPEED));
	rig_forget();
	nano_passive_tick(&rig.w, self);	/* refreshed in silence */
	expect_silence();
}

static void
charge(void)
{
	RIG_DO(self, cl2fe_req_charge_nano_stamina, .pc_id = 99);
}

static void
potions_refill(void **state)
{
	const struct fe2cl_rep_charge_nano_stamina *got;

	UNUSED(state);
	self->nanos.active = NANO_A;
	charge();			/* no potions */
	self->wallet.battery_n = 20;
	charge();
	got = RIG_EXPECT(self, fe2cl_rep_charge_nano_stamina);
	assert_int_equal(NANO_A, got->nano_id);
	assert_int_equal(120, got->nano_stamina);
	assert_int_equal(0, got->battery_n);
	self->wallet.battery_n = 100;
	charge();
	got = RIG_EXPECT(self, fe2cl_rep_charge_nano_stamina);
	assert_int_equal(150, got->nano_stamina);
	assert_int_equal(70, got->battery_n);
	assert_int_equal(70, self->wallet.battery_n);
	charge();			/* full */
	expect_silence();
}

/* DEFECTs, spec/nanos.md 9: potions for nobody, and for the dead. */
static void
potions_need_somebody_alive(void **state)
{
	UNUSED(state);
	self->wallet.battery_n = 20;
	charge();
	self->nanos.active = NANO_A;
	self->combatant.hp = 0;
	charge();
	expect_silence();
	assert_int_equal(20, self->wallet.battery_n);
	assert_int_equal(0, self->nanos.bank[0].stamina);
}

/* --- new ones --- */

static void
expect_created(int32_t nano, int32_t skill, int32_t level, int32_t fm)
{
	const struct fe2cl_rep_pc_nano_create_succ *got =
	    RIG_EXPECT(self, fe2cl_rep_pc_nano_create_succ);

	assert_int_equal(nano, got->nano.id);
	assert_int_equal(skill, got->nano.skill_id);
	assert_int_equal(150, got->nano.stamina);
	/* DEFECT, spec/nanos.md 12: quest slot 0 went blank. */
	assert_int_equal(-1, got->quest_item_slot_num);
	assert_int_equal(level, got->pc_level);
	assert_int_equal(fm, got->pc_fusion_matter);
	assert_int_equal(level, RIG_EXPECT(viewer,
	    fe2cl_rep_pc_change_level)->pc_level);
}

/* DEFECT, spec/nanos.md 12: figures stayed those of the old level. */
static void
a_nano_makes_the_level(void **state)
{
	UNUSED(state);
	self->wallet.fusion_matter = 1000;
	nano_create(&rig.w, self, 8, NANO_NO_QUEST_SLOT, true);
	expect_created(8, 0, 8, 300);
	assert_int_equal(8, self->combatant.level);
	assert_int_equal(925 + 75 * 8, self->combatant.max_hp);
	assert_true((self->dirty & DB_SECTION_NANOS) != 0);
	nano_create(&rig.w, self, 3, NANO_NO_QUEST_SLOT, false);
	expect_created(3, 0, 8, 300);	/* a lower one takes none away */
	nano_create(&rig.w, self, 9, NANO_NO_QUEST_SLOT, true);
	expect_created(9, 0, 9, 0);	/* never below nothing */
	expect_silence();
}

static void
in_the_academy_it_does_not(void **state)
{
	UNUSED(state);
	rig.rules.levels_by_nano = false;
	rig.w.rules = &rig.rules;
	self->wallet.fusion_matter = 1000;
	nano_create(&rig.w, self, 8, NANO_NO_QUEST_SLOT, true);
	expect_created(8, 0, 1, 1000);
	assert_int_equal(1, self->combatant.level);
}

/* DEFECT, spec/nanos.md 12: getting it again lost its power. */
static void
owned_ones_keep_their_power(void **state)
{
	UNUSED(state);
	self->nanos.active = NANO_A;
	nano_create(&rig.w, self, NANO_A, NANO_NO_QUEST_SLOT, false);
	expect_summoned(NANO_SLOT_NONE, 0);
	RIG_EXPECT(viewer, fe2cl_nano_active);
	expect_created(NANO_A, HEAL, NANO_A, 0);
	expect_silence();
}

static void
there_are_so_many(void **state)
{
	static const int16_t bad[] = { 0, -1, 37, INT16_MAX };

	UNUSED(state);
	self->identity.account_level = 50;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		RIG_DO(self, cl2fe_req_pc_give_nano, .nano_id = bad[i]);
	self->identity.account_level = 51;
	RIG_DO(self, cl2fe_req_pc_give_nano, .nano_id = 9);
	expect_silence();
	assert_int_equal(0, self->nanos.bank[9].id);
	self->identity.account_level = 50;
	self->wallet.fusion_matter = 55;
	RIG_DO(self, cl2fe_req_pc_give_nano, .nano_id = 36);
	expect_created(36, 0, 36, 55);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(the_active_nano_is_described),
		T(stamina_has_limits),
		T(only_what_is_owned_is_equipped),
		T(a_nano_is_in_one_slot),
		T(the_active_one_goes_with_its_slot),
		T(a_slot_is_cleared),
		T(a_boost_is_for_one_style),
		T(a_station_may_be_needed),
		T(it_is_summoned_and_seen),
		T(what_cannot_be_summoned_is_not),
		T(the_tired_and_the_dead_stay_in),
		T(it_goes_quietly_or_not),
		T(a_power_costs_and_cools),
		T(each_nano_cools_for_itself),
		T(the_boost_is_cheaper),
		T(powers_have_conditions),
		T(the_last_stamina_puts_it_away),
		T(recall_to_nowhere_is_free),
		T(being_out_tires_and_resting_helps),
		T(the_exhausted_goes_without_a_word_to_its_owner),
		T(respawning_sets_the_equipped),
		T(passives_are_cast_while_it_is_out),
		T(potions_refill),
		T(potions_need_somebody_alive),
		T(a_nano_makes_the_level),
		T(in_the_academy_it_does_not),
		T(owned_ones_keep_their_power),
		T(there_are_so_many),
	};
#undef T
	return cmocka_run_group_tests_name("nano", tests, NULL, NULL);
}
