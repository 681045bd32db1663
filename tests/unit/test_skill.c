/* test_skill.c - powers: who is met, what happens (spec/abilities.md). */
#include "world_rig.h"

#include "game/buff.h"
#include "game/group.h"
#include "game/health.h"
#include "game/skill.h"
#include "world/entity_class.h"

enum {
	NANO = 4, MOB_ID = 50, OTHER_MOB_ID = 51,
	TO_MOBS = 1, TO_PLAYERS = 2, TO_GROUP = 3,
	POINT = 1, SELF = 2, AREA = 6
};

static const struct handler *const tables[] = { group_handlers, NULL };

static struct player *self, *friend, *stranger;
static struct npc *mob, *other_mob;
static bool mob_refuses;
static int offers;

static int32_t
on_attacked(struct world *w, struct entity *target, struct entity *source,
    int32_t amount)
{
	UNUSED(w);
	UNUSED(target);
	UNUSED(source);
	return mob_refuses ? 0 : amount;
}

static bool
may_take_buff(const struct entity *e)
{
	UNUSED(e);
	return !mob_refuses;
}

static void
on_offered(struct world *w, struct player *p)
{
	UNUSED(w);
	assert_ptr_equal(friend, p);
	offers++;
}

static const struct entity_class mob_like = {
	.on_attacked = on_attacked, .may_take_buff = may_take_buff,
};
static const struct entity_class *const classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_like,
};

static struct npc *
add_mob(int32_t id, int32_t x)
{
	struct npc *n = world_add_npc(&rig.w, ENTITY_MOB, id);

	n->combatant.hp = n->combatant.max_hp = 3000;
	n->combatant.level = 18;
	view_move(&rig.w, &n->e, x, 100, 0, rig.w.overworld);
	return n;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.w.classes = classes;
	rig.events.hurt[0] = buff_on_hurt;
	rig.events.revival_offered[0] = on_offered;
	mob_refuses = false;
	offers = 0;
	self = rig_player(1, "Self", 100, 100, rig.w.overworld);
	friend = rig_player(2, "Friend", 200, 100, rig.w.overworld);
	stranger = rig_player(3, "Stranger", 300, 100, rig.w.overworld);
	self->nanos.active = NANO;
	self->nanos.equipped[0] = NANO;
	self->nanos.bank[NANO] = (struct player_nano){ NANO, 44, 100 };
	mob = add_mob(MOB_ID, 600);
	other_mob = add_mob(OTHER_MOB_ID, 700);
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

/* A skill of that type on one target, as the tables have it. */
static struct tdata_skill
skill(int32_t type, int32_t target_type, int32_t effect_target, int32_t value)
{
	return (struct tdata_skill){
		.id = 44, .type = type, .target_type = target_type,
		.effect_target = effect_target, .effect_range = 1000,
		.target_count = 1, .drain_type = SKILL_DRAIN_ACTIVE,
		.cost = { 10, 10, 10, 10 },
		.values = { { value, value, value, 2 * value } },
	};
}

static enum skill_result
use_on(const struct tdata_skill *s, uint32_t n, const int32_t *ids)
{
	const struct skill_use use = {
		.skill = s, .target_ids = ids, .target_count = n,
		.bullet_id = 7, .args = { 1, 2, 3 }, .stamina_before = 70,
		.is_requested = true,
	};

	return skill_use_by_player(&rig.w, self, &use);
}

static const struct fe2cl_nano_skill_use_succ *
expect_succ(int32_t results)
{
	const struct fe2cl_nano_skill_use_succ *got =
	    RIG_EXPECT(self, fe2cl_nano_skill_use_succ);

	assert_int_equal(1, got->pc_id);
	assert_int_equal(results, got->target_cnt);
	return got;
}

static const void *
use_on_mob(const struct tdata_skill *s)
{
	const int32_t id = MOB_ID;

	assert_int_equal(SKILL_DONE, use_on(s, 1, &id));
	return fe2cl_nano_skill_use_succ_items(expect_succ(1));
}

static void
group_up(struct player *with)
{
	RIG_DO(self, cl2fe_req_pc_group_invite, .id_to = with->e.id);
	RIG_DO(with, cl2fe_req_pc_group_join, .id_from = self->e.id);
	rig_forget();
}

/* --- telling --- */

/* DEFECT, spec/abilities.md 3: what the client sent along was not echoed. */
static void
a_use_is_told_to_all(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_MOBS, POINT, 100);
	const int32_t id = MOB_ID;
	const struct fe2cl_nano_skill_use_succ *got;
	const struct fe2cl_nano_skill_use *seen;

	UNUSED(state);
	assert_int_equal(SKILL_DONE, use_on(&s, 1, &id));
	got = expect_succ(1);
	assert_int_equal(7, got->bullet_id);
	assert_int_equal(1, got->arg1);
	assert_int_equal(2, got->arg2);
	assert_int_equal(3, got->arg3);
	assert_int_equal(44, got->skill_id);
	assert_int_equal(NANO, got->nano_id);
	assert_int_equal(100, got->nano_stamina);
	assert_int_equal(0, got->nano_deactive);
	assert_int_equal(1, got->st);
	rig_expect_nothing(self);
	seen = RIG_EXPECT(stranger, fe2cl_nano_skill_use);
	assert_int_equal(1, seen->target_cnt);
	assert_int_equal(3, seen->arg3);
	assert_int_equal(NANO, seen->nano_id);
}

/* DEFECT, spec/abilities.md 3: stamina was spent without a word. */
static void
a_use_without_result_is_answered(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_MOBS, POINT, 100);
	const struct tdata_skill rocket = skill(SKILL_RETRO_ROCKET,
	    TO_PLAYERS, SELF, 1);

	UNUSED(state);
	assert_int_equal(SKILL_DONE, use_on(&s, 0, NULL));
	expect_succ(0);
	rig_expect_nothing(stranger);
	assert_int_equal(SKILL_DONE, use_on(&rocket, 0, NULL));
	expect_succ(0);
	RIG_EXPECT(stranger, fe2cl_nano_skill_use);
}

/* DEFECT, spec/abilities.md 4: nothing for each refresh. */
static void
a_passive_is_told_once(void **state)
{
	struct tdata_skill s = skill(10, TO_PLAYERS, SELF, 300);
	const struct skill_use use = { .skill = &s };

	UNUSED(state);
	s.drain_type = SKILL_DRAIN_PASSIVE;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(SKILL_DONE,
		    skill_use_by_player(&rig.w, self, &use));
		rig_pass(500);
		buff_expire(&rig.w, &self->e);
	}
	RIG_EXPECT(self, fe2cl_pc_buff_update);
	expect_succ(1);
	rig_expect_nothing(self);
	RIG_EXPECT(stranger, fe2cl_nano_skill_use);
	rig_expect_nothing(stranger);
	rig_pass(500);
	buff_expire(&rig.w, &self->e);
	assert_int_equal(2, RIG_EXPECT(self, fe2cl_pc_buff_update)->tbu);
	rig_expect_nothing(stranger);	/* passives end without time-out */
}

/* --- who is met --- */

/* DEFECT, spec/abilities.md 3: whatever a client named was met. */
static void
what_may_not_be_met_is_not(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_MOBS, AREA, 100);
	const int32_t ids[] = { 999, 2, MOB_ID, MOB_ID, OTHER_MOB_ID };

	UNUSED(state);
	view_move(&rig.w, &other_mob->e, 2200, 100, 0, rig.w.overworld);
	rig_forget();
	use_on(&s, COUNT_OF(ids), ids);
	expect_succ(1);
	assert_int_equal(2700, mob->combatant.hp);
	assert_int_equal(3000, other_mob->combatant.hp);
	assert_int_equal(1000, friend->combatant.hp);
	/* Nor in another instance, nor dead. */
	view_warp(&rig.w, &other_mob->e, 600, 100, 0,
	    instance_get(&rig.w, 7));
	mob->combatant.hp = 0;
	rig_forget();
	use_on(&s, COUNT_OF(ids), ids);
	expect_succ(0);
	assert_int_equal(3000, other_mob->combatant.hp);
}

static void
a_power_meets_as_many_as_it_may(void **state)
{
	const struct tdata_skill point = skill(SKILL_DAMAGE, TO_MOBS, POINT,
	    100);
	const struct tdata_skill area = skill(SKILL_DAMAGE, TO_MOBS, AREA,
	    100);
	int32_t ids[6];

	UNUSED(state);
	for (int32_t i = 0; i < 6; i++)
		ids[i] = add_mob(60 + i, 500)->e.id;
	rig_forget();
	use_on(&point, COUNT_OF(ids), ids);
	expect_succ(1);
	use_on(&area, COUNT_OF(ids), ids);
	expect_succ(4);
}

/* DEFECT, spec/abilities.md 6: players' debuffs on players. */
static void
players_do_no_harm_to_players(void **state)
{
	const int32_t types[] = { 1, 3, 4, 5, 8, 9, 21, 22, 30, 31, 38, 39 };
	const int32_t id = 2;

	UNUSED(state);
	friend->wallet.battery_w = 500;
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		const struct tdata_skill s = skill(types[i], TO_PLAYERS,
		    POINT, 100);

		use_on(&s, 1, &id);
		expect_succ(0);
	}
	rig_expect_nothing(friend);
	assert_int_equal(500, friend->wallet.battery_w);
	assert_int_equal(0, friend->combatant.condition_flags);
}

/* DEFECT, spec/abilities.md 4: group powers reached everywhere. */
static void
a_group_power_reaches_its_area(void **state)
{
	struct tdata_skill s = skill(10, TO_GROUP, AREA, 300);

	UNUSED(state);
	group_up(friend);
	group_up(stranger);
	s.effect_area = 1000;
	view_move(&rig.w, &friend->e, 1000, 100, 0, rig.w.overworld);
	view_move(&rig.w, &stranger->e, 1200, 100, 0, rig.w.overworld);
	rig_forget();
	use_on(&s, 0, NULL);
	assert_int_equal(4, self->combatant.condition_flags);
	assert_int_equal(4, friend->combatant.condition_flags);
	assert_int_equal(0, stranger->combatant.condition_flags);
	assert_int_equal(BUFF_CLASS_GROUP_NANO,
	    buff_highest_class(&friend->e, BUFF_UP_JUMP));
	assert_int_equal(BUFF_CLASS_NANO,
	    buff_highest_class(&self->e, BUFF_UP_JUMP));
	/* No area: all of them, but not in another instance. */
	s.effect_area = 0;
	view_warp(&rig.w, &friend->e, 100, 100, 0, instance_get(&rig.w, 7));
	buff_remove_all(&rig.w, &friend->e);
	use_on(&s, 0, NULL);
	assert_int_equal(4, stranger->combatant.condition_flags);
	assert_int_equal(0, friend->combatant.condition_flags);
}

static void
the_dead_use_nothing(void **state)
{
	const struct tdata_skill s = skill(10, TO_PLAYERS, SELF, 300);

	UNUSED(state);
	self->combatant.hp = 0;
	assert_int_equal(SKILL_NO_EFFECT, use_on(&s, 0, NULL));
	rig_expect_nothing(self);
}

/* --- what happens --- */

static void
damage_grows_with_the_stronger(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_MOBS, POINT, 50);
	const struct wire_skill_result_damage *got = use_on_mob(&s);

	UNUSED(state);
	assert_int_equal(4, got->ct);
	assert_int_equal(MOB_ID, got->id);
	assert_int_equal(150, got->damage);
	assert_int_equal(2850, got->hp);
	assert_int_equal(0, got->protected);
	mob_refuses = true;
	got = use_on_mob(&s);
	assert_int_equal(0, got->damage);
	assert_int_equal(1, got->protected);
}

/* DEFECT, spec/abilities.md 6: powers hurt the invulnerable. */
static void
powers_spare_the_invulnerable(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_PLAYERS, POINT,
	    100);
	struct entity *target = &self->e;
	const struct wire_skill_result_damage *got;

	UNUSED(state);
	self->profile.special_state = SPECIAL_INVULNERABLE;
	skill_use_by_npc(&rig.w, mob, &s, &target, 1);
	got = fe2cl_npc_skill_hit_items(RIG_EXPECT(self,
	    fe2cl_npc_skill_hit));
	assert_int_equal(0, got->damage);
	assert_int_equal(1, got->protected);
	assert_int_equal(1000, got->hp);
}

static void
healing(void **state)
{
	const struct tdata_skill s = skill(SKILL_HEAL_HP, TO_PLAYERS, POINT,
	    220);
	const int32_t id = 2;
	const struct wire_skill_result_heal_hp *got;

	UNUSED(state);
	friend->combatant.hp = 500;
	use_on(&s, 1, &id);
	got = fe2cl_nano_skill_use_succ_items(expect_succ(1));
	assert_int_equal(1, got->ct);
	assert_int_equal(2, got->id);
	assert_int_equal(220, got->heal_hp);
	assert_int_equal(720, got->hp);
	/* DEFECT, same place: the dead rose by it. */
	friend->combatant.hp = 0;
	use_on(&s, 1, &id);
	expect_succ(0);
	assert_int_equal(0, friend->combatant.hp);
}

/* DEFECT, spec/abilities.md 2: knockdown was a buff of no number. */
static void
debuffs_have_their_buffs(void **state)
{
	static const struct { int32_t type; enum buff_id buff; } rows[] = {
		{ 3, BUFF_KNOCKDOWN }, { 4, BUFF_SLEEP },
		{ 5, BUFF_DOWN_MOVE_SPEED }, { 8, BUFF_STUN },
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tdata_skill s = skill(rows[i].type, TO_MOBS, POINT, 1);
		const struct wire_skill_result_damage_n_debuff *got;

		s.duration_ds[0] = 60;
		got = use_on_mob(&s);
		assert_int_equal(0, got->protected);
		assert_int_equal(6, got->damage);
		assert_int_equal(3000, got->hp);
		assert_int_equal(0, got->stamina);
		assert_int_equal(1 << (rows[i].buff - 1),
		    got->condition_bit_flag);
		/* DEFECT, spec/abilities.md 8: in their own time. */
		rig_pass(5999);
		buff_expire(&rig.w, &mob->e);
		assert_true(combatant_has(&mob->combatant, rows[i].buff));
		rig_pass(1);
		buff_expire(&rig.w, &mob->e);
		assert_int_equal(0, mob->combatant.condition_flags);
		rig_forget();
	}
}

/* DEFECT, spec/abilities.md 6: refused, and said to have been done. */
static void
what_is_refused_is_shown_as_such(void **state)
{
	struct tdata_skill s = skill(8, TO_MOBS, POINT, 1);
	const struct wire_skill_result_damage_n_debuff *got;
	const struct buff_grant freedom = {
		.buff = BUFF_FREEDOM, .duration_ms = BUFF_FOREVER_MS,
	};

	UNUSED(state);
	s.duration_ds[0] = 60;
	mob_refuses = true;
	got = use_on_mob(&s);
	assert_int_equal(1, got->protected);
	assert_int_equal(0, got->damage);
	mob_refuses = false;
	buff_add(&rig.w, &mob->e, &freedom);
	got = use_on_mob(&s);
	assert_int_equal(1, got->protected);
	assert_int_equal(0, got->damage);
	assert_int_equal(0x20000, got->condition_bit_flag);
}

/* DEFECT, spec/abilities.md 6: the victim was said to be healed. */
static void
a_player_drinks(void **state)
{
	const struct tdata_skill s = skill(30, TO_MOBS, POINT, 80);
	const struct wire_skill_result_leech *got;

	UNUSED(state);
	self->combatant.hp = 300;
	got = use_on_mob(&s);
	assert_int_equal(1, got->heal.ct);
	assert_int_equal(1, got->heal.id);
	assert_int_equal(80, got->heal.heal_hp);
	assert_int_equal(380, got->heal.hp);
	assert_int_equal(4, got->damage.ct);
	assert_int_equal(MOB_ID, got->damage.id);
	assert_int_equal(160, got->damage.damage);
	assert_int_equal(2840, got->damage.hp);
}

/* DEFECT, same place: a mob drank as little as a player. */
static void
a_mob_drinks(void **state)
{
	const struct tdata_skill s = skill(30, TO_PLAYERS, POINT, 60);
	const struct wire_skill_result_leech *got;
	struct entity *target = &self->e;

	UNUSED(state);
	self->combatant.level = 36;
	self->combatant.hp = 3625;
	mob->combatant.hp = 1000;
	skill_use_by_npc(&rig.w, mob, &s, &target, 1);
	got = fe2cl_npc_skill_hit_items(RIG_EXPECT(self,
	    fe2cl_npc_skill_hit));
	assert_int_equal(4, got->heal.ct);
	assert_int_equal(MOB_ID, got->heal.id);
	assert_int_equal(217, got->heal.heal_hp);
	assert_int_equal(1217, got->heal.hp);
	assert_int_equal(217, got->damage.damage);
	assert_int_equal(3625 - 217, got->damage.hp);
}

static void
a_bound_mob_is_attacked(void **state)
{
	struct tdata_skill s = skill(31, TO_MOBS, POINT, 30);
	const struct wire_skill_result_buff *got;
	const int32_t id = MOB_ID;

	UNUSED(state);
	s.duration_ds[0] = 100;
	got = use_on_mob(&s);
	assert_int_equal(0x40000, got->condition_bit_flag);
	/* Once more while it lasts: there is nothing new to tell. */
	use_on(&s, 1, &id);
	expect_succ(0);
}

static void
batteries_are_drained(void **state)
{
	struct tdata_skill s = skill(21, TO_PLAYERS, POINT, 200);
	const struct wire_skill_result_battery_drain *got;
	struct entity *target = &self->e;

	UNUSED(state);
	s.values[1][0] = 100;
	self->wallet.battery_w = 500;
	self->wallet.battery_n = 60;
	skill_use_by_npc(&rig.w, mob, &s, &target, 1);
	got = fe2cl_npc_skill_hit_items(RIG_EXPECT(self,
	    fe2cl_npc_skill_hit));
	assert_int_equal(200, got->drain_w);	/* level 18: all of it */
	assert_int_equal(300, got->battery_w);
	assert_int_equal(60, got->drain_n);
	assert_int_equal(0, got->battery_n);
	assert_int_equal(100, got->stamina);
	assert_int_equal(0, got->nano_deactive);
	/* DEFECT, spec/abilities.md 6: said so without a nano, too. */
	self->nanos.active = 0;
	self->combatant.condition_flags = 1 << (BUFF_PROTECT_BATTERY - 1);
	skill_use_by_npc(&rig.w, mob, &s, &target, 1);
	got = fe2cl_npc_skill_hit_items(RIG_EXPECT(self,
	    fe2cl_npc_skill_hit));
	assert_int_equal(1, got->protected);
	assert_int_equal(0, got->drain_w);
	assert_int_equal(0, got->nano_deactive);
	self->combatant.condition_flags = 0;
}

/* DEFECT, spec/abilities.md 2: these did nothing. */
static void
stamina_may_be_given(void **state)
{
	const struct tdata_skill give = skill(6, TO_PLAYERS, SELF, 30);
	const struct tdata_skill trade = skill(7, TO_PLAYERS, SELF, 10);
	const struct wire_skill_result_heal_stamina *given;
	const struct wire_skill_result_stamina_self *traded;

	UNUSED(state);
	use_on(&give, 0, NULL);
	given = fe2cl_nano_skill_use_succ_items(expect_succ(1));
	assert_int_equal(30, given->heal_nano_stamina);
	assert_int_equal(130, given->nano.stamina);
	use_on(&trade, 0, NULL);
	traded = fe2cl_nano_skill_use_succ_items(expect_succ(1));
	assert_int_equal(10, traded->reduce_hp);
	assert_int_equal(990, traded->hp);
	assert_int_equal(10, traded->heal_nano_stamina);
	assert_int_equal(140, traded->nano.stamina);
	/* Only what there is room for, and never the last of its health. */
	self->nanos.bank[NANO].stamina = 141;
	use_on(&trade, 0, NULL);
	expect_succ(0);
	self->nanos.bank[NANO].stamina = 10;
	self->combatant.hp = 10;
	use_on(&trade, 0, NULL);
	expect_succ(0);
	assert_int_equal(10, self->combatant.hp);
}

static void
swimming_and_slow_weapons_are_buffs(void **state)
{
	const struct tdata_skill swim = skill(13, TO_PLAYERS, SELF, 30);
	const struct tdata_skill slow = skill(9, TO_MOBS, POINT, 30);

	UNUSED(state);
	use_on(&swim, 0, NULL);
	assert_int_equal(2, self->combatant.condition_flags);
	rig_forget();
	(void)use_on_mob(&slow);
	assert_int_equal(0x100, mob->combatant.condition_flags);
}

static void
what_nobody_knows_does_nothing(void **state)
{
	const int32_t types[] = { -1, 0, 23, 24, 29, 36, 37, 40, 1000 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		const struct tdata_skill s = skill(types[i], TO_PLAYERS, SELF,
		    1);

		use_on(&s, 0, NULL);
		expect_succ(0);
		assert_int_equal(BUFF_NONE, skill_buff_id(&s));
	}
}

/* --- the dead and the far --- */

/* DEFECT, spec/abilities.md 6: the living too, and what the dead had left. */
static void
a_groups_phoenix_is_for_the_dead(void **state)
{
	const struct tdata_skill s = skill(SKILL_PHOENIX_GROUP, TO_GROUP,
	    AREA, 50);
	const struct wire_skill_result_resurrect *got;

	UNUSED(state);
	group_up(friend);
	group_up(stranger);
	use_on(&s, 0, NULL);
	expect_succ(0);
	friend->combatant.hp = 0;
	use_on(&s, 0, NULL);
	got = fe2cl_nano_skill_use_succ_items(expect_succ(1));
	assert_int_equal(2, got->id);
	assert_int_equal(500, got->regen_hp);
	assert_int_equal(1, offers);
	assert_int_equal(0, friend->combatant.hp);
}

/* DEFECT, spec/abilities.md 6: an unset point was the corner of the map. */
static void
there_must_be_somewhere_to_recall_to(void **state)
{
	const struct tdata_skill s = skill(SKILL_RECALL, TO_PLAYERS, SELF, 1);

	UNUSED(state);
	self->nanos.bank[NANO].stamina = 60;
	assert_int_equal(SKILL_NO_EFFECT, use_on(&s, 0, NULL));
	/* What was paid is given back by the caller, and told already. */
	assert_int_equal(70, expect_succ(0)->nano_stamina);
	assert_int_equal(100, self->e.x);
	self->travel.has_recall = true;
	self->travel.recall_x = 5000;
	self->travel.recall_y = 6000;
	assert_int_equal(SKILL_DONE, use_on(&s, 0, NULL));
	assert_int_equal(5000, self->e.x);
}

static void
a_group_is_asked_to_follow(void **state)
{
	const struct tdata_skill s = skill(SKILL_RECALL_GROUP, TO_GROUP,
	    SELF, 1);
	const struct fe2cl_nano_skill_use *seen;
	const struct wire_skill_result_move *got;

	UNUSED(state);
	group_up(friend);
	self->travel.has_recall = true;
	self->travel.recall_x = 5000;
	self->travel.recall_y = 6000;
	self->travel.recall_z = 70;
	assert_int_equal(SKILL_DONE, use_on(&s, 0, NULL));
	assert_int_equal(5000, self->e.x);
	assert_int_equal(1, rig_count(self, PKT_FE2CL_NANO_SKILL_USE_SUCC));
	assert_int_equal(1, rig_count(self, PKT_FE2CL_NANO_SKILL_USE));
	assert_int_equal(0, rig_count(stranger, PKT_FE2CL_NANO_SKILL_USE));
	assert_int_equal(0, RIG_EXPECT(friend, fe2cl_pc_exit)->exit_type);
	seen = RIG_EXPECT(friend, fe2cl_nano_skill_use);
	assert_int_equal(1, seen->target_cnt);
	got = fe2cl_nano_skill_use_items(seen);
	assert_int_equal(2, got->id);
	assert_int_equal(5000, got->move_x);
	assert_int_equal(6000, got->move_y);
	assert_int_equal(70, got->move_z);
	assert_true(entity_ref_equal(friend->travel.recall_from,
	    self->e.ref));
}

/* --- mobs and counter-attacks --- */

static void
a_mobs_hit_is_told_even_if_it_missed(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_PLAYERS, AREA,
	    150);
	const struct fe2cl_npc_skill_hit *got;

	UNUSED(state);
	mob->mob.hit_x = 1;
	mob->mob.hit_y = 2;
	mob->mob.hit_z = 3;
	skill_use_by_npc(&rig.w, mob, &s, NULL, 0);
	got = RIG_EXPECT(stranger, fe2cl_npc_skill_hit);
	assert_int_equal(MOB_ID, got->npc_id);
	assert_int_equal(44, got->skill_id);
	assert_int_equal(1, got->value1);
	assert_int_equal(3, got->value3);
	assert_int_equal(0, got->target_cnt);
}

/* DEFECT, spec/abilities.md 11: who was hit from afar heard nothing. */
static void
who_is_hit_from_afar_hears_of_it(void **state)
{
	const struct tdata_skill s = skill(SKILL_DAMAGE, TO_PLAYERS, POINT,
	    150);
	struct entity *target = &friend->e;
	const struct wire_skill_result_damage *got;

	UNUSED(state);
	view_warp(&rig.w, &friend->e, 9000, 9000, 0, rig.w.overworld);
	rig_forget();
	skill_use_by_npc(&rig.w, mob, &s, &target, 1);
	got = fe2cl_npc_skill_hit_items(RIG_EXPECT(friend,
	    fe2cl_npc_skill_hit));
	assert_int_equal(300, got->damage);	/* 150 of 3000 / 1500 */
	rig_expect_nothing(friend);
	RIG_EXPECT(stranger, fe2cl_npc_skill_hit);
	rig_expect_nothing(stranger);
}

static void
a_won_corruption_strikes_back(void **state)
{
	const struct fe2cl_nano_skill_use_succ *got;
	const struct wire_skill_result_damage *result;

	UNUSED(state);
	skill_counter_attack(&rig.w, self, mob);
	got = expect_succ(1);
	assert_int_equal(44, got->skill_id);	/* the nano's own */
	assert_int_equal(1, got->st);
	assert_int_equal(100, got->nano_stamina);
	result = fe2cl_nano_skill_use_succ_items(got);
	assert_int_equal(600, result->damage);	/* a fifth of 3000 */
	RIG_EXPECT(stranger, fe2cl_nano_skill_use);
}

static void
what_helps_and_what_does_not(void **state)
{
	const int32_t helps[] = { 2, 10, 11, 12, 16, 18, 25, 32, 34, 35 };
	const int32_t harms[] = { 1, 3, 4, 5, 8, 21, 22, 30, 31 };

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(helps); i++) {
		const struct tdata_skill s = { .type = helps[i] };

		assert_true(skill_is_helpful(&s));
	}
	for (size_t i = 0; i < COUNT_OF(harms); i++) {
		const struct tdata_skill s = { .type = harms[i] };

		assert_false(skill_is_helpful(&s));
	}
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_use_is_told_to_all),
		T(a_use_without_result_is_answered),
		T(a_passive_is_told_once),
		T(what_may_not_be_met_is_not),
		T(a_power_meets_as_many_as_it_may),
		T(players_do_no_harm_to_players),
		T(a_group_power_reaches_its_area),
		T(the_dead_use_nothing),
		T(damage_grows_with_the_stronger),
		T(powers_spare_the_invulnerable),
		T(healing),
		T(debuffs_have_their_buffs),
		T(what_is_refused_is_shown_as_such),
		T(a_player_drinks),
		T(a_mob_drinks),
		T(a_bound_mob_is_attacked),
		T(batteries_are_drained),
		T(stamina_may_be_given),
		T(swimming_and_slow_weapons_are_buffs),
		T(what_nobody_knows_does_nothing),
		T(a_groups_phoenix_is_for_the_dead),
		T(there_must_be_somewhere_to_recall_to),
		T(a_group_is_asked_to_follow),
		T(a_mobs_hit_is_told_even_if_it_missed),
		T(who_is_hit_from_afar_hears_of_it),
		T(a_won_corruption_strikes_back),
		T(what_helps_and_what_does_not),
	};
#undef T
	return cmocka_run_group_tests_name("skill", tests, NULL, NULL);
}
