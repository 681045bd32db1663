/*
 * test_mob.c - mobs are attacked, die, appear again; groups; bosses
 * (spec/mobs.md 2, 3, 5, 10, 11, 12).
 */
#include "mob_rig.h"

#include "game/health.h"

enum { LEVEL_OF_MOB = MOB_RIG_LEVEL };

static struct player *self, *viewer;

static int
setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	/* Too far to be minded, near enough to see. */
	self = rig_player(1, "Self", 4000, 100, rig.w.overworld);
	viewer = rig_player(2, "Viewer", 4500, 100, rig.w.overworld);
	self->combatant.level = viewer->combatant.level = LEVEL_OF_MOB;
	self->combatant.hp = viewer->combatant.hp = 1000000;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static int32_t
hit(struct npc *n, struct player *by, int32_t amount)
{
	return health_damage(&rig.w, &n->e, &by->e, amount);
}

static void
follow(struct npc *leader, struct npc *m, int32_t dx, int32_t dy)
{
	m->offset_x = dx;
	m->offset_y = dy;
	npc_place_follower(leader, m);
}

/* --- being attacked --- */

static void
a_roaming_mob_fights_back(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	assert_int_equal(LEVEL_OF_MOB, n->combatant.level);
	assert_int_equal(0, hit(n, self, 0));	/* a debuff's */
	assert_int_equal(MOB_COMBAT, n->mob.state);
	assert_ptr_equal(self, mob_target(&rig.w, n));
	assert_ptr_equal(n, rig.w.busy_mobs);
	assert_int_equal(MOB_COMBAT, heard.last_state);
	assert_int_equal(40, hit(n, viewer, 40));
	assert_int_equal(MOB_RIG_HP - 40, n->combatant.hp);
	assert_ptr_equal(self, mob_target(&rig.w, n));
}

static void
who_retreats_or_winds_up_is_not_hurt(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);

	UNUSED(state);
	n->mob.skill_style = 2;
	assert_int_equal(0, hit(n, self, 40));
	assert_int_equal(MOB_ROAMING, n->mob.state);
	n->mob.skill_style = MOB_SKILL_ERUPTION;
	assert_int_equal(40, hit(n, self, 40));
	assert_true(mob_class.may_take_buff(&n->e));
	mob_set_state(&rig.w, n, MOB_RETREAT, NULL);
	assert_int_equal(0, hit(n, self, 40));
	assert_int_equal(MOB_RETREAT, n->mob.state);
	assert_false(mob_class.may_take_buff(&n->e));
}

/* DEFECT, spec/mobs.md 11 and 3.2: whoever was no player was a crash. */
static void
others_are_not_fought(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 100, 100);
	struct npc *other = mob_at(51, TYPE_MOB, 100, 100);

	UNUSED(state);
	assert_int_equal(10, health_damage(&rig.w, &n->e, &other->e, 10));
	assert_int_equal(10, health_damage(&rig.w, &n->e, NULL, 10));
	assert_int_equal(MOB_ROAMING, n->mob.state);
	mob_set_state(&rig.w, n, MOB_COMBAT, &other->e);
	mob_set_state(&rig.w, n, MOB_COMBAT, NULL);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	/* Killed by it, it gives nothing. */
	health_damage(&rig.w, &n->e, &other->e, 10000);
	assert_int_equal(MOB_DEAD, n->mob.state);
	assert_int_equal(0, heard.kills);
}

/* --- states --- */

/* DEFECT, spec/mobs.md 2: an inactive one was a crash. */
static void
the_inactive_do_nothing(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3900, 100);

	UNUSED(state);
	mob_set_state(&rig.w, n, MOB_INACTIVE, NULL);
	mob_seconds(2);
	assert_int_equal(MOB_INACTIVE, n->mob.state);
	assert_null(rig.w.busy_mobs);
}

/* DEFECT, spec/mobs.md 2: simulatemobs=false had no effect. */
static void
without_ai_only_the_dead_go_on(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3900, 100);
	struct npc *dead = mob_at(51, TYPE_MOB, 3900, 100);

	UNUSED(state);
	rig.w.ai_is_on = false;
	hit(dead, self, 10000);
	mob_seconds(3);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	assert_true(dead->mob.is_despawned);
	hit(n, self, 10);
	mob_seconds(10);
	assert_int_equal(MOB_COMBAT, n->mob.state);
	assert_int_equal(3900, n->e.x);
}

/* DEFECT, spec/commands.md 2: the dead rose unseen when it went off. */
static void
ai_off_sends_the_living_home(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3900, 100);
	struct npc *dead = mob_at(51, TYPE_MOB, 3900, 100);

	UNUSED(state);
	hit(n, self, 1);
	hit(dead, self, 10000);
	view_move(&rig.w, &n->e, 3000, 100, 0, rig.w.overworld);
	mob_toggle_ai(&rig.w);
	assert_int_equal(MOB_RETREAT, n->mob.state);
	assert_int_equal(MOB_DEAD, dead->mob.state);
	mob_seconds(4);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	assert_int_equal(MOB_RIG_HP, n->combatant.hp);
	assert_in_range(n->e.x, 3890, 3910);
	mob_seconds(30);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	mob_toggle_ai(&rig.w);
	mob_seconds(1);
	assert_int_equal(MOB_COMBAT, n->mob.state);
}

/* DEFECT, spec/mobs.md 2: it kept its target until somebody came. */
static void
a_fight_nobody_sees_is_forgotten(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3900, 100);

	UNUSED(state);
	hit(n, self, 100);
	view_move(&rig.w, &self->e, 40000, 100, 0, rig.w.overworld);
	view_move(&rig.w, &viewer->e, 40000, 100, 0, rig.w.overworld);
	mob_seconds(3);
	assert_int_equal(MOB_COMBAT, n->mob.state);
	assert_int_equal(3900, n->e.x);
	mob_seconds(3);
	assert_int_equal(MOB_ROAMING, n->mob.state);
	assert_int_equal(MOB_RIG_HP, n->combatant.hp);
	assert_null(rig.w.busy_mobs);
}

static void
coming_back_in_time_goes_on(void **state)
{
	struct npc *n = mob_at(50, TYPE_ROCK, 3900, 100);

	UNUSED(state);
	hit(n, self, 100);
	for (int i = 0; i < 3; i++) {
		view_move(&rig.w, &self->e, 40000, 100, 0, rig.w.overworld);
		view_move(&rig.w, &viewer->e, 40000, 100, 0, rig.w.overworld);
		mob_seconds(4);
		view_move(&rig.w, &self->e, 4000, 100, 0, rig.w.overworld);
		mob_steps(1);
		assert_int_equal(MOB_COMBAT, n->mob.state);
	}
}

/* --- death --- */

static void
the_dead_vanish_and_come_back(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 2900, 100);
	const struct fe2cl_npc_new *got;

	UNUSED(state);
	view_move(&rig.w, &n->e, 3500, 100, 20, rig.w.overworld);
	hit(n, self, 10000);
	assert_int_equal(MOB_DEAD, n->mob.state);
	assert_int_equal(1, heard.kills);
	assert_int_equal(1, heard.rewarded_count);
	assert_ptr_equal(self, heard.rewarded[0]);
	rig_forget();
	mob_seconds(2);
	rig_expect_nothing(self);
	mob_steps(1);
	assert_int_equal(50, RIG_EXPECT(self, fe2cl_npc_exit)->npc_id);
	RIG_EXPECT(viewer, fe2cl_npc_exit);
	assert_int_equal(2900, n->e.x);
	assert_int_equal(0, n->e.z);
	/* DEFECT, spec/mobs.md 3.1: NPC_NEW and no more. */
	mob_seconds(8);
	got = RIG_EXPECT(self, fe2cl_npc_new);
	assert_int_equal(50, got->npc_appearance_data.npc_id);
	assert_int_equal(2900, got->npc_appearance_data.x);
	assert_int_equal(MOB_RIG_HP, got->npc_appearance_data.hp);
	rig_expect_nothing(self);
	RIG_EXPECT(viewer, fe2cl_npc_new);
	assert_null(rig.w.busy_mobs);
	assert_true(n->e.is_shown);
}

/* DEFECT, spec/mobs.md 10: those around the corpse were told. */
static void
they_come_back_where_they_belong(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 20000, 100);
	struct player *far = rig_player(3, "Far", 22000, 100,
	    rig.w.overworld);

	UNUSED(state);
	view_move(&rig.w, &n->e, 3500, 100, 0, rig.w.overworld);
	hit(n, self, 10000);
	rig_forget();
	mob_seconds(3);
	RIG_EXPECT(self, fe2cl_npc_exit);
	rig_expect_nothing(far);
	mob_seconds(8);
	rig_expect_nothing(self);
	RIG_EXPECT(far, fe2cl_npc_new);
	rig_expect_nothing(far);
}

static void
newcomers_do_not_see_the_dead(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3000, 100);
	struct player *late;

	UNUSED(state);
	hit(n, self, 10000);
	mob_seconds(1);
	late = rig_player(3, "Late", 40000, 100, rig.w.overworld);
	view_move(&rig.w, &late->e, 3000, 200, 0, rig.w.overworld);
	assert_int_equal(0, rig_count(late, PKT_FE2CL_NPC_AROUND));
	mob_seconds(4);
	view_move(&rig.w, &late->e, 40000, 200, 0, rig.w.overworld);
	rig_forget();
	view_move(&rig.w, &late->e, 3000, 200, 0, rig.w.overworld);
	assert_int_equal(0, rig_count(late, PKT_FE2CL_NPC_AROUND));
	mob_seconds(8);
	assert_int_equal(1, mob_heard(late, PKT_FE2CL_NPC_NEW));
}

static void
the_summoned_do_not_come_back(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3000, 100);

	UNUSED(state);
	n->is_summoned = true;
	hit(n, self, 10000);
	rig_forget();
	mob_seconds(3);
	RIG_EXPECT(self, fe2cl_npc_exit);
	rig_expect_nothing(self);
	assert_null(world_npc_by_id(&rig.w, 50));
	assert_null(rig.w.busy_mobs);
	assert_int_equal(0, pool_count(&rig.w.npcs));
}

static void
who_left_is_not_rewarded(void **state)
{
	struct npc *n = mob_at(50, TYPE_MOB, 3000, 100);

	UNUSED(state);
	viewer->state = PLAYER_LEAVING;
	hit(n, viewer, 10000);
	assert_int_equal(MOB_DEAD, n->mob.state);
	assert_int_equal(0, heard.kills);
	viewer->state = PLAYER_IN_WORLD;
}

/* --- groups --- */

static void
a_group_fights_together(void **state)
{
	struct npc *leader = mob_at(50, TYPE_MOB, 1000, 100);
	struct npc *a = mob_at(51, TYPE_MOB, 1100, 100);
	struct npc *b = mob_at(52, TYPE_MOB, 900, 100);
	struct npc *dead = mob_at(53, TYPE_MOB, 900, 100);
	struct npc *stranger = mob_at(54, TYPE_MOB, 900, 100);

	UNUSED(state);
	follow(leader, a, 100, 0);
	follow(leader, b, -100, 0);
	follow(leader, dead, -100, 0);
	mob_set_state(&rig.w, dead, MOB_DEAD, NULL);
	hit(b, self, 1);
	assert_int_equal(MOB_COMBAT, leader->mob.state);
	assert_int_equal(MOB_COMBAT, a->mob.state);
	assert_ptr_equal(self, mob_target(&rig.w, a));
	assert_int_equal(MOB_DEAD, dead->mob.state);
	assert_int_equal(MOB_ROAMING, stranger->mob.state);
	mob_set_state(&rig.w, a, MOB_RETREAT, NULL);
	assert_int_equal(MOB_RETREAT, leader->mob.state);
	assert_int_equal(MOB_RETREAT, b->mob.state);
	assert_null(mob_target(&rig.w, b));
	assert_int_equal(MOB_DEAD, dead->mob.state);
}

/* Each has the time between two ticks, in whatever order they are stepped. */
static void
who_is_drawn_in_strikes_in_the_next_tick(void **state)
{
	struct npc *mobs[3];

	UNUSED(state);
	for (int i = 0; i < 3; i++)
		mobs[i] = mob_at(50 + i, TYPE_MOB, self->e.x, self->e.y);
	follow(mobs[1], mobs[0], 0, 0);
	follow(mobs[1], mobs[2], 0, 0);
	mob_steps(1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(MOB_COMBAT, mobs[i]->mob.state);
	assert_int_equal(0, mob_heard(self, PKT_FE2CL_NPC_ATTACK_PCS));
	mob_steps(1);
	assert_int_equal(3, mob_heard(self, PKT_FE2CL_NPC_ATTACK_PCS));
}

static void
a_follower_appears_beside_its_leader(void **state)
{
	struct npc *leader = mob_at(50, TYPE_MOB, 1000, 100);
	struct npc *m = mob_at(51, TYPE_MOB, 1100, 150);

	UNUSED(state);
	follow(leader, m, 100, 50);
	hit(m, self, 10000);
	mob_set_state(&rig.w, leader, MOB_INACTIVE, NULL);
	view_move(&rig.w, &leader->e, 1500, 700, 30, rig.w.overworld);
	mob_seconds(11);
	assert_int_equal(MOB_ROAMING, m->mob.state);
	assert_int_equal(1600, m->e.x);
	assert_int_equal(750, m->e.y);
	assert_int_equal(30, m->e.z);
}

/* DEFECT, spec/mobs.md 5: without its leader nobody roamed again. */
static void
who_lost_its_leader_is_alone(void **state)
{
	struct npc *leader = mob_at(50, TYPE_ROAMER, 1000, 100);
	struct npc *m = mob_at(51, TYPE_ROAMER, 1100, 100);
	struct npc *other = mob_at(52, TYPE_ROAMER, 900, 100);

	UNUSED(state);
	follow(leader, m, 100, 0);
	follow(leader, other, -100, 0);
	mob_set_state(&rig.w, leader, MOB_INACTIVE, NULL);
	mob_seconds(30);
	assert_int_equal(1100, m->e.x);	/* nobody leads */
	world_remove_npc(&rig.w, leader);
	assert_null(mob_leader(&rig.w, m));
	mob_seconds(30);
	assert_true(m->e.x != 1100 || m->e.y != 100);
	hit(m, self, 1);
	assert_int_equal(MOB_ROAMING, other->mob.state);
	hit(m, self, 10000);
	mob_seconds(12);
	assert_int_equal(MOB_ROAMING, m->mob.state);
}

static void
a_removed_member_is_skipped(void **state)
{
	struct npc *leader = mob_at(50, TYPE_ROAMER, 1000, 100);
	struct npc *a = mob_at(51, TYPE_ROAMER, 1100, 100);
	struct npc *b = mob_at(52, TYPE_ROAMER, 900, 100);

	UNUSED(state);
	follow(leader, a, 100, 0);
	follow(leader, b, -100, 0);
	world_remove_npc(&rig.w, a);
	hit(leader, self, 1);
	assert_int_equal(MOB_COMBAT, b->mob.state);
	assert_int_equal(MOB_ROAMING, a->mob.state);
}

/* --- bosses --- */

enum { FUSE_1 = 2466, FUSE_2, FUSE_3, MATE_1, MATE_2 };

/* DEFECT, spec/mobs.md 12: made while the others were stepped, team unasked. */
static void
a_boss_has_stages(void **state)
{
	struct npc *n, *next, *mate;

	UNUSED(state);
	mob_types[4] = mob_type(FUSE_1);
	mob_types[5] = mob_type(FUSE_2);
	mob_types[6] = (struct tdata_npc_type){ .number = MATE_1 };
	n = mob_at(50, FUSE_1, 3000, 100);
	n->e.angle = 77;
	n->combatant.hp = 1;
	view_move(&rig.w, &n->e, 2800, 200, 9, rig.w.overworld);
	hit(n, self, 10);
	next = world_npc_by_id(&rig.w, INT32_MAX);
	assert_int_equal(FUSE_2, next->type);
	assert_int_equal(ENTITY_MOB, next->e.kind);
	assert_int_equal(2800, next->e.x);
	assert_int_equal(9, next->e.z);
	assert_int_equal(77, next->e.angle);
	assert_true(next->is_summoned);
	mate = world_npc_by_id(&rig.w, INT32_MAX - 1);
	assert_int_equal(MATE_1, mate->type);
	assert_int_equal(ENTITY_SIMPLE_NPC, mate->e.kind);
	assert_int_equal(2200, mate->e.x);
	/* The next stage's next is no type here: nothing comes, nothing ends.
	 */
	hit(next, self, 100000);
	assert_int_equal(MOB_DEAD, next->mob.state);
	assert_null(world_npc_by_id(&rig.w, INT32_MAX - 2));
}

/* DEFECT, spec/npcs.md 2: the table was walked while it grew. */
static void
a_drain_summons_in_a_step(void **state)
{
	struct buff_grant drain = {
		.buff = BUFF_BOUNDING_BALL, .class = BUFF_CLASS_NANO,
		.skill = 1, .duration_ms = 60000,
	};
	struct npc *bosses[20];
	uint32_t alive = 0;

	UNUSED(state);
	mob_types[4] = mob_type(FUSE_1);
	mob_types[5] = mob_type(FUSE_2);
	for (int i = 0; i < 20; i++) {
		bosses[i] = mob_at(50 + i, FUSE_1, 3900, 100);
		drain.source = &self->e;
		mob_engage(&rig.w, bosses[i], self);
		buff_add(&rig.w, &bosses[i]->e, &drain);
		bosses[i]->combatant.hp = 1;
	}
	mob_seconds(1);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(MOB_DEAD, bosses[i]->mob.state);
		alive += world_npc_by_id(&rig.w, INT32_MAX - i)->type ==
		    FUSE_2;
	}
	assert_int_equal(20, alive);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_roaming_mob_fights_back),
		T(who_retreats_or_winds_up_is_not_hurt),
		T(others_are_not_fought),
		T(the_inactive_do_nothing),
		T(without_ai_only_the_dead_go_on),
		T(ai_off_sends_the_living_home),
		T(a_fight_nobody_sees_is_forgotten),
		T(coming_back_in_time_goes_on),
		T(the_dead_vanish_and_come_back),
		T(they_come_back_where_they_belong),
		T(newcomers_do_not_see_the_dead),
		T(the_summoned_do_not_come_back),
		T(who_left_is_not_rewarded),
		T(a_group_fights_together),
		T(who_is_drawn_in_strikes_in_the_next_tick),
		T(a_follower_appears_beside_its_leader),
		T(who_lost_its_leader_is_alone),
		T(a_removed_member_is_skipped),
		T(a_boss_has_stages),
		T(a_drain_summons_in_a_step),
	};
#undef T
	return cmocka_run_group_tests_name("mob", tests, NULL, NULL);
}
