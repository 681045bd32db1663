/* test_hold.c - packets wait while the store is asked (world/hold.h). */
#include "world_rig.h"

#include "proto/gate.h"
#include "world/hold.h"
#include "world/send.h"

enum { LOG_MAX = 64 };

static struct player *self, *other;
static int32_t heard[LOG_MAX];
static size_t heard_count;
static bool asks_the_store;
static bool leaves;

/* Each stop is heard by its x; some ask the store before they are done. */
static void
on_stop(struct world *w, struct player *p, const struct cl2fe_req_pc_stop *req)
{
	assert_true(heard_count < LOG_MAX);
	heard[heard_count++] = req->x;
	if (asks_the_store)
		hold_begin(p);
	if (leaves)
		world_remove_player(w, p);
}

/* The variable packet: its trailer must be kept, too. */
static void
on_attack(struct world *w, struct player *p,
    const struct cl2fe_req_pc_attack_npcs *req)
{
	UNUSED(w);
	UNUSED(p);
	for (int32_t i = 0; i < req->npc_cnt; i++)
		heard[heard_count++] =
		    cl2fe_req_pc_attack_npcs_items(req)[i];
}

static const struct handler handlers[] = {
	ON_CL2FE_REQ_PC_STOP(0, on_stop),
	ON_CL2FE_REQ_PC_ATTACK_NPCS(0, on_attack),
	HANDLERS_END
};

static const struct handler *const tables[] = { handlers, NULL };

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	self = rig_player(1, "Self", 0, 0, rig.w.overworld);
	other = rig_player(2, "Other", 0, 0, rig.w.overworld);
	heard_count = 0;
	asks_the_store = leaves = false;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* As shard.c does with a packet of p. */
static bool
come(struct player *p, enum packet_kind kind, const void *body, size_t bytes)
{
	_Alignas(8) char buf[sizeof(struct packet_msg) + 256] = { 0 };
	struct packet_msg *m = (struct packet_msg *)(void *)buf;
	bool was_taken;

	assert_true(bytes <= 256);
	m->kind = (uint16_t)kind;
	m->bytes = (uint32_t)bytes;
	memcpy(m + 1, body, bytes);
	was_taken = dispatch_take(&rig.dispatch, &rig.w, p, m);
	/* It was lent: whoever kept a pointer sees rubbish. */
	memset(buf, 0xa5, sizeof(buf));
	dispatch_released(&rig.dispatch, &rig.w);
	return was_taken;
}

static bool
stop_at(struct player *p, int32_t x)
{
	const struct cl2fe_req_pc_stop req = { .x = x };

	return come(p, PKT_CL2FE_REQ_PC_STOP, &req, sizeof(req));
}

static void
end_hold(struct player *p)
{
	hold_end(p);
	dispatch_released(&rig.dispatch, &rig.w);
}

static void
assert_heard(size_t n, const int32_t *want)
{
	assert_int_equal(n, heard_count);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(want[i], heard[i]);
}
#define ASSERT_HEARD(...) \
	assert_heard(sizeof((int32_t[]){ __VA_ARGS__ }) / sizeof(int32_t), \
	    (int32_t[]){ __VA_ARGS__ })

/* --- the tests --- */

static void
without_a_hold_packets_run_at_once(void **state)
{
	UNUSED(state);
	assert_true(stop_at(self, 1));
	ASSERT_HEARD(1);
	assert_false(hold_is_on(self));
	assert_null(self->hold.first);
}

static void
held_packets_run_in_order_after_the_end(void **state)
{
	UNUSED(state);
	hold_begin(self);
	assert_true(stop_at(self, 1));
	assert_true(stop_at(self, 2));
	assert_true(stop_at(self, 3));
	assert_int_equal(0, heard_count);
	end_hold(self);
	ASSERT_HEARD(1, 2, 3);
	assert_true(stop_at(self, 4));
	ASSERT_HEARD(1, 2, 3, 4);
	assert_false(hold_is_on(self));
}

static void
others_do_not_wait(void **state)
{
	UNUSED(state);
	hold_begin(self);
	assert_true(stop_at(self, 1));
	assert_true(stop_at(other, 2));
	ASSERT_HEARD(2);
	end_hold(self);
	ASSERT_HEARD(2, 1);
}

static void
several_are_released_together(void **state)
{
	UNUSED(state);
	hold_begin(self);
	hold_begin(other);
	assert_true(stop_at(self, 1));
	assert_true(stop_at(other, 2));
	hold_end(self);
	hold_end(other);
	hold_begin(self);	/* before anything ran */
	dispatch_released(&rig.dispatch, &rig.w);
	ASSERT_HEARD(2);
	end_hold(self);
	ASSERT_HEARD(2, 1);
}

static void
holds_nest(void **state)
{
	UNUSED(state);
	hold_begin(self);
	hold_begin(self);
	assert_true(stop_at(self, 1));
	end_hold(self);
	assert_int_equal(0, heard_count);
	end_hold(self);
	ASSERT_HEARD(1);
}

/* A kept packet that asks the store holds those behind it. */
static void
a_kept_packet_may_hold_again(void **state)
{
	UNUSED(state);
	asks_the_store = true;
	assert_true(stop_at(self, 1));
	assert_true(stop_at(self, 2));
	assert_true(stop_at(self, 3));
	ASSERT_HEARD(1);
	end_hold(self);
	ASSERT_HEARD(1, 2);
	end_hold(self);
	ASSERT_HEARD(1, 2, 3);
	assert_true(hold_is_on(self));
	asks_the_store = false;
	end_hold(self);
	assert_false(hold_is_on(self));
}

static void
trailers_are_kept(void **state)
{
	struct {
		struct cl2fe_req_pc_attack_npcs req;
		_Alignas(8) int32_t ids[3];
	} packet = { .req.npc_cnt = 3, .ids = { 7, 8, 9 } };

	UNUSED(state);
	hold_begin(self);
	assert_true(come(self, PKT_CL2FE_REQ_PC_ATTACK_NPCS, &packet,
	    sizeof(packet)));
	end_hold(self);
	ASSERT_HEARD(7, 8, 9);
}

static void
the_queue_is_bounded(void **state)
{
	UNUSED(state);
	hold_begin(self);
	for (size_t room = HOLD_BYTES_MAX; room > 0; room--)
		if (!stop_at(self, 1))
			break;
	assert_false(stop_at(self, 99));
	assert_in_range(self->hold.bytes, HOLD_BYTES_MAX / 2, HOLD_BYTES_MAX);
	/* What shard.c does then; nothing of the queue is run. */
	world_remove_player(&rig.w, self);
	dispatch_released(&rig.dispatch, &rig.w);
	assert_int_equal(0, heard_count);
}

/* Who runs while a disk is slow is not sent away for it. */
static void
a_slow_store_drops_nobody(void **state)
{
	enum { STEPS_A_S = 10, SLOW_S = 60 };
	const struct cl2fe_req_pc_move step = { .x = 1 };

	UNUSED(state);
	hold_begin(self);
	for (int i = 0; i < STEPS_A_S * SLOW_S; i++)
		assert_true(come(self, PKT_CL2FE_REQ_PC_MOVE, &step,
		    sizeof(step)));
	end_hold(self);
	assert_false(hold_is_on(self));
	assert_int_equal(0, self->hold.bytes);
}

static void
signs_of_life_take_no_room(void **state)
{
	const struct cl2fe_rep_live_check rep = { 0 };

	UNUSED(state);
	hold_begin(self);
	assert_true(come(self, PKT_CL2FE_REP_LIVE_CHECK, &rep, sizeof(rep)));
	assert_int_equal(0, self->hold.bytes);
	end_hold(self);
}

static void
who_leaves_takes_its_packets_along(void **state)
{
	UNUSED(state);
	hold_begin(self);
	assert_true(stop_at(self, 1));
	hold_end(self);		/* released, not run yet */
	world_remove_player(&rig.w, self);
	hold_end(self);		/* an answer that comes late */
	dispatch_released(&rig.dispatch, &rig.w);
	assert_int_equal(0, heard_count);
	assert_false(hold_is_on(self));
}

static void
leaving_in_a_kept_packet_ends_the_queue(void **state)
{
	UNUSED(state);
	leaves = true;
	hold_begin(self);
	assert_true(stop_at(self, 1));
	assert_true(stop_at(self, 2));
	end_hold(self);
	ASSERT_HEARD(1);
}

/* What the last tick left behind is freed (the sanitizer looks). */
static void
a_world_may_end_with_packets_kept(void **state)
{
	UNUSED(state);
	hold_begin(self);
	assert_true(stop_at(self, 1));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(without_a_hold_packets_run_at_once),
		T(held_packets_run_in_order_after_the_end),
		T(others_do_not_wait),
		T(several_are_released_together),
		T(holds_nest),
		T(a_kept_packet_may_hold_again),
		T(trailers_are_kept),
		T(the_queue_is_bounded),
		T(a_slow_store_drops_nobody),
		T(signs_of_life_take_no_room),
		T(who_leaves_takes_its_packets_along),
		T(leaving_in_a_kept_packet_ends_the_queue),
		T(a_world_may_end_with_packets_kept),
	};
#undef T
	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
