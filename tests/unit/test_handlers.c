/*
 * test_handlers.c - the generated handler tables: each packet reaches the
 * function of its own type.
 *
 * Owns:   the room that counts.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "proto/handlers.h"

struct world { int steps; };
struct player { int32_t x; };
struct login { int logins; };
struct session { int32_t type; };

enum { NEED_NOTHING, NEED_SOMETHING };

static void
on_move(struct world *w, struct player *p, const struct cl2fe_req_pc_move *req)
{
	w->steps++;
	p->x = req->x;
}

static void
on_stop(struct world *w, struct player *p, const struct cl2fe_req_pc_stop *req)
{
	w->steps = 0;
	p->x = req->x;
}

static void
on_login(struct login *l, struct session *s, const struct cl2ls_req_login *req)
{
	l->logins++;
	s->type = req->login_type;
}

static const struct handler handlers[] = {
	ON_CL2FE_REQ_PC_MOVE(NEED_SOMETHING, on_move),
	ON_CL2FE_REQ_PC_STOP(NEED_NOTHING, on_stop),
	HANDLERS_END
};

static const struct login_handler login_handlers[] = {
	ON_CL2LS_REQ_LOGIN(NEED_NOTHING, on_login),
	HANDLERS_END
};

static void
test_a_row_says_what_it_takes(void **state)
{
	UNUSED(state);
	assert_int_equal(PKT_CL2FE_REQ_PC_MOVE, handlers[0].kind);
	assert_int_equal(cl2fe_req_pc_move_KIND, handlers[0].kind);
	assert_int_equal(NEED_SOMETHING, handlers[0].need);
	assert_int_equal(PKT_NONE, handlers[2].kind);
	assert_int_equal(PKT_NONE, login_handlers[1].kind);
}

static void
test_a_packet_reaches_its_function(void **state)
{
	struct world w = { 0 };
	struct player p = { 0 };
	struct login l = { 0 };
	struct session s = { 0 };
	const struct cl2fe_req_pc_move move = { .x = 5 };
	const struct cl2fe_req_pc_stop stop = { .x = 6 };
	const struct cl2ls_req_login req = { .login_type = 2 };

	UNUSED(state);
	handler_call(&handlers[0], &w, &p, &move);
	assert_int_equal(1, w.steps);
	assert_int_equal(5, p.x);
	handler_call(&handlers[1], &w, &p, &stop);
	assert_int_equal(0, w.steps);
	assert_int_equal(6, p.x);
	login_handler_call(&login_handlers[0], &l, &s, &req);
	assert_int_equal(1, l.logins);
	assert_int_equal(2, s.type);
}

static void
test_the_end_of_a_table_calls_nothing(void **state)
{
	struct world w = { 0 };
	struct player p = { 0 };

	UNUSED(state);
	handler_call(&handlers[2], &w, &p, NULL);
	assert_int_equal(0, w.steps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_row_says_what_it_takes),
		cmocka_unit_test(test_a_packet_reaches_its_function),
		cmocka_unit_test(test_the_end_of_a_table_calls_nothing)
	};

	return cmocka_run_group_tests_name("handlers", tests, NULL, NULL);
}
