/*
 * test_login_ticket.c - the world's tickets, and who is in the world.
 *
 * Owns:   nothing.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "login/presence.h"
#include "login/ticket.h"

static struct ticket_store *
store_with(size_t capacity, int count)
{
	struct ticket_store *s = ticket_store_new(capacity);

	for (int i = 1; i <= count; i++) {
		ticket_store_add(s, &(struct ticket){
			.serial = (uint64_t)i, .account_id = 100 + i,
			.player_id = 1000 + i, .made_at_ms = i });
	}
	return s;
}

static void
test_ticket_is_good_once(void **state)
{
	struct ticket_store *s = store_with(10, 3);
	struct ticket t;

	UNUSED(state);
	assert_false(ticket_store_take(s, 99, 10, &t));
	assert_true(ticket_store_take(s, 2, 10, &t));
	assert_int_equal(1002, t.player_id);
	assert_false(ticket_store_take(s, 2, 10, &t));
	assert_true(ticket_store_take(s, 1, 10, &t));
	assert_true(ticket_store_take(s, 3, 10, &t));
	assert_int_equal(0, ticket_store_count(s));
	ticket_store_free(s);
}

static void
test_one_ticket_an_account(void **state)
{
	struct ticket_store *s = store_with(10, 3);
	struct ticket t;

	UNUSED(state);
	ticket_store_add(s, &(struct ticket){ .serial = 50,
	    .account_id = 102, .player_id = 7 });
	assert_int_equal(3, ticket_store_count(s));
	assert_false(ticket_store_take(s, 2, 10, &t));
	assert_true(ticket_store_take(s, 50, 10, &t));
	assert_int_equal(7, t.player_id);
	ticket_store_free(s);
}

static void
test_full_store_drops_the_oldest(void **state)
{
	struct ticket_store *s = store_with(3, 5);
	struct ticket t;

	UNUSED(state);
	assert_int_equal(3, ticket_store_count(s));
	assert_false(ticket_store_take(s, 1, 10, &t));
	assert_false(ticket_store_take(s, 2, 10, &t));
	assert_true(ticket_store_take(s, 3, 10, &t));
	assert_true(ticket_store_take(s, 5, 10, &t));
	ticket_store_free(s);
}

static void
test_old_tickets_do_not_hold(void **state)
{
	struct ticket_store *s = store_with(10, 3);	/* made at 1, 2, 3 */
	struct ticket t = { .player_id = -1 };

	UNUSED(state);
	assert_int_equal(0, ticket_store_prune(s, TICKET_LIFE_MS + 1));
	assert_int_equal(2, ticket_store_prune(s, TICKET_LIFE_MS + 3));
	assert_int_equal(1, ticket_store_count(s));
	assert_false(ticket_store_take(s, 3, TICKET_LIFE_MS + 4, &t));
	assert_int_equal(-1, t.player_id);
	assert_int_equal(0, ticket_store_count(s));
	ticket_store_free(s);
}

static void
test_presence_follows_the_newest_ticket(void **state)
{
	struct presence p;

	UNUSED(state);
	presence_init(&p);
	assert_int_equal(0, presence_player(&p, 7));
	presence_on_enter(&p, 7, 1000, 1);
	assert_int_equal(1000, presence_player(&p, 7));
	presence_on_enter(&p, 7, 1001, 2);
	presence_on_leave(&p, 7, 1, false, 10);
	assert_int_equal(1001, presence_player(&p, 7));
	presence_on_leave(&p, 7, 2, false, 10);
	assert_int_equal(0, presence_player(&p, 7));
	presence_on_leave(&p, 7, 2, false, 10);
	assert_int_equal(0, presence_count(&p));
	presence_fini(&p);
}

static void
test_presence_grants_only_the_cookie_that_came(void **state)
{
	struct presence p;

	UNUSED(state);
	presence_init(&p);
	presence_on_ticket(&p, 7, "c00kie", 1000);
	assert_false(presence_has_grant(&p, 7, "c00kie", 1000));
	presence_on_enter(&p, 7, 1000, 1);
	assert_false(presence_has_grant(&p, 7, "c00kie", 1000));
	presence_on_leave(&p, 7, 1, true, 2000);
	assert_true(presence_has_grant(&p, 7, "c00kie", 2000));
	assert_false(presence_has_grant(&p, 7, "c00kiE", 2000));
	assert_false(presence_has_grant(&p, 7, "c00kie2", 2000));
	assert_false(presence_has_grant(&p, 7, "", 2000));
	assert_false(presence_has_grant(&p, 8, "c00kie", 2000));
	assert_true(presence_has_grant(&p, 7, "c00kie", 6999));
	assert_false(presence_has_grant(&p, 7, "c00kie", 7000));
	presence_spend_grant(&p, 7);
	assert_false(presence_has_grant(&p, 7, "c00kie", 2000));
	presence_fini(&p);
}

static void
test_presence_grants_nothing_to_the_kicked(void **state)
{
	struct presence p;

	UNUSED(state);
	presence_init(&p);
	presence_on_ticket(&p, 7, "c00kie", 1000);
	presence_on_enter(&p, 7, 1000, 1);
	presence_on_leave(&p, 7, 1, false, 2000);
	assert_false(presence_has_grant(&p, 7, "c00kie", 2000));
	presence_fini(&p);
}

static void
test_presence_forgets(void **state)
{
	struct presence p;

	UNUSED(state);
	presence_init(&p);
	for (int32_t i = 1; i <= 1000; i++)
		presence_on_ticket(&p, i, "c00kie", i);
	presence_on_ticket(&p, 2000, NULL, 1);	/* nothing to remember */
	presence_on_enter(&p, 5, 1, 1);
	presence_prune(&p, TICKET_LIFE_MS);
	assert_int_equal(1000, presence_count(&p));
	presence_prune(&p, TICKET_LIFE_MS + 2000);
	assert_int_equal(1, presence_count(&p));
	presence_fini(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticket_is_good_once),
		cmocka_unit_test(test_one_ticket_an_account),
		cmocka_unit_test(test_full_store_drops_the_oldest),
		cmocka_unit_test(test_old_tickets_do_not_hold),
		cmocka_unit_test(test_presence_follows_the_newest_ticket),
		cmocka_unit_test(
		    test_presence_grants_only_the_cookie_that_came),
		cmocka_unit_test(test_presence_grants_nothing_to_the_kicked),
		cmocka_unit_test(test_presence_forgets),
	};

	return cmocka_run_group_tests_name("login ticket", tests, NULL, NULL);
}
