/*
 * test_auth.c - password hashes: vectors, what is refused, and the workers.
 *
 * Owns:   its mailboxes.
 * Called: by make test.
 * Thread: main, which plays login; auth threads in the last test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mailbox.h"
#include "base/thread.h"
#include "login/attempts.h"
#include "login/auth.h"

/* spec/database.md 4; cost 4: made by another program, to be quick */
static const struct {
	const char *password, *hash;
} vectors[] = {
	{ "password1",
	    "$2a$12$abcdefghijklmnopqrstuuvOu6AhjtdEmjV/tWcu8NQaEdqQSKYoG" },
	{ "hunter2hunter2",
	    "$2a$12$abcdefghijklmnopqrstuu.iD8hF.gUWj3miz48QbfwKtmkR/9WaC" },
	{ "Abcdefgh!@#$%^&*()_+0123456789",
	    "$2a$12$abcdefghijklmnopqrstuuyYdDOzeVFQdgOwz0dl6QJKx1ucaQp.e" },
	{ "oracle_pw_1",
	    "$2a$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e" },
};

#define QUICK_HASH \
	"$2a$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e"

static void
test_vectors(void **state)
{
	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(vectors); i++)
		assert_int_equal(AUTH_OK,
		    auth_verify(vectors[i].password, vectors[i].hash));
}

static void
test_wrong_passwords(void **state)
{
	UNUSED(state);
	assert_int_equal(AUTH_WRONG, auth_verify("", QUICK_HASH));
	assert_int_equal(AUTH_WRONG, auth_verify("oracle_pw_", QUICK_HASH));
	assert_int_equal(AUTH_WRONG, auth_verify("oracle_pw_11", QUICK_HASH));
	assert_int_equal(AUTH_WRONG, auth_verify("ORACLE_PW_1", QUICK_HASH));
}

static void
test_all_four_prefixes(void **state)
{
	static const char prefixes[] = "abxy";
	char hash[AUTH_HASH_BYTES] = QUICK_HASH;

	UNUSED(state);
	for (size_t i = 0; i < sizeof(prefixes) - 1; i++) {
		hash[2] = prefixes[i];
		assert_int_equal(AUTH_OK, auth_verify("oracle_pw_1", hash));
	}
}

static void
test_unknown_formats_and_absurd_costs_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "x", "*0", "plain text password",
		"$1$abcdefgh$0123456789012345678901",
		"$2c$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6ee",
		"$2a$03$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$16$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$31$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$99$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$-4$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6",
		"$2a$04$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6ee",
		"$2a$04$abcdefghijklm!opqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
		"$2a$04:abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e",
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(AUTH_BAD_HASH,
		    auth_verify("oracle_pw_1", bad[i]));
	assert_true(auth_hash_is_usable(
	    "$2a$15$abcdefghijklmnopqrstuugQwQXVeeotsR8sV.n3ij/3.8ANPnL6e"));
}

static void
test_only_72_bytes_count(void **state)
{
	char password[80];
	char hash[AUTH_HASH_BYTES];

	UNUSED(state);
	memset(password, 'p', sizeof(password) - 1);
	password[sizeof(password) - 1] = '\0';
	assert_int_equal(AUTH_OK, auth_make(password, AUTH_COST_MIN, hash));
	password[72] = 'q';
	assert_int_equal(AUTH_OK, auth_verify(password, hash));
	password[71] = 'q';
	assert_int_equal(AUTH_WRONG, auth_verify(password, hash));
}

static void
test_new_hashes_are_salted_and_of_openfusions_kind(void **state)
{
	char one[AUTH_HASH_BYTES], two[AUTH_HASH_BYTES];

	UNUSED(state);
	assert_int_equal(AUTH_OK, auth_make("password1", AUTH_COST, one));
	assert_int_equal(0, strncmp(one, "$2a$12$", 7));
	assert_int_equal(60, strlen(one));
	assert_true(auth_hash_is_usable(one));
	assert_int_equal(AUTH_OK, auth_verify("password1", one));

	assert_int_equal(AUTH_OK, auth_make("x", AUTH_COST_MIN, one));
	assert_int_equal(AUTH_OK, auth_make("x", AUTH_COST_MIN, two));
	assert_string_not_equal(one, two);
}

/* --- the workers ---------------------------------------------------------- */

struct fixture {
	struct mailbox *inbox;
	struct auth *auth;
	struct batch *chain, *batch;
	const struct msg *at;
};

static void
set_up(struct fixture *f, uint32_t threads, uint32_t max_waiting)
{
	*f = (struct fixture){ 0 };
	f->inbox = mailbox_new(MAILBOX_WAKE_COND, 1 << 20);
	assert_non_null(f->inbox);
	f->auth = auth_new(&(struct auth_options){
		.thread_count = threads,
		.max_waiting = max_waiting,
		.cost = AUTH_COST_MIN,
		.reply_to = f->inbox,
	});
	assert_non_null(f->auth);
}

static void
tear_down(struct fixture *f)
{
	batch_free(f->batch);
	while ((f->batch = batch_chain_pop(&f->chain)) != NULL)
		batch_free(f->batch);
	auth_free(f->auth);
	mailbox_free(f->inbox);
}

/* The next reply; waits for it when there are threads that may send it. */
static const struct msg *
next_reply(struct fixture *f, int64_t timeout_ms)
{
	if (f->at != NULL)
		f->at = batch_next(f->batch, f->at);
	while (f->at == NULL) {
		batch_free(f->batch);
		f->batch = batch_chain_pop(&f->chain);
		if (f->batch == NULL) {
			f->chain = timeout_ms == 0 ? mailbox_take(f->inbox) :
			    mailbox_wait(f->inbox, timeout_ms);
			if (f->chain == NULL)
				return NULL;
			f->batch = batch_chain_pop(&f->chain);
		}
		f->at = batch_first(f->batch);
	}
	return f->at;
}

static void
test_replies_carry_the_reference(void **state)
{
	struct fixture f;
	const struct msg *m;
	const struct auth_reply *r;

	UNUSED(state);
	set_up(&f, 1, 10);
	assert_true(auth_post(f.auth, 7, AUTH_VERIFY, "oracle_pw_1",
	    QUICK_HASH));
	assert_true(auth_post(f.auth, 8, AUTH_VERIFY, "wrong", QUICK_HASH));
	assert_true(auth_post(f.auth, 9, AUTH_MAKE, "new", NULL));
	assert_true(auth_post(f.auth, 10, AUTH_DUMMY, "new", NULL));
	assert_true(auth_post(f.auth, 11, AUTH_VERIFY, "x", "no hash"));
	auth_work(f.auth, 0);

	m = next_reply(&f, 0);
	r = msg_payload(m);
	assert_int_equal(AUTH_MSG_REPLY, m->type);
	assert_int_equal(7, m->ref);
	assert_int_equal(AUTH_OK, r->result);

	m = next_reply(&f, 0);
	r = msg_payload(m);
	assert_int_equal(8, m->ref);
	assert_int_equal(AUTH_WRONG, r->result);

	m = next_reply(&f, 0);
	r = msg_payload(m);
	assert_int_equal(9, m->ref);
	assert_int_equal(AUTH_OK, r->result);
	assert_int_equal(AUTH_OK, auth_verify("new", r->hash));

	m = next_reply(&f, 0);
	r = msg_payload(m);
	assert_int_equal(10, m->ref);
	assert_int_equal(AUTH_WRONG, r->result);
	assert_string_equal("", r->hash);

	m = next_reply(&f, 0);
	r = msg_payload(m);
	assert_int_equal(11, m->ref);
	assert_int_equal(AUTH_BAD_HASH, r->result);
	assert_null(next_reply(&f, 0));
	tear_down(&f);
}

static void
test_too_many_jobs_are_refused(void **state)
{
	struct fixture f;
	const struct msg *m;

	UNUSED(state);
	set_up(&f, 2, 3);
	for (int i = 0; i < 3; i++)
		assert_true(auth_post(f.auth, 1, AUTH_DUMMY, "p", NULL));
	assert_false(auth_post(f.auth, 1, AUTH_DUMMY, "p", NULL));

	/* the two share the work: least loaded first */
	auth_work(f.auth, 1);
	m = next_reply(&f, 0);
	assert_non_null(m);
	auth_on_reply(f.auth, msg_payload(m));
	assert_null(next_reply(&f, 0));
	assert_true(auth_post(f.auth, 1, AUTH_DUMMY, "p", NULL));
	assert_false(auth_post(f.auth, 1, AUTH_DUMMY, "p", NULL));
	tear_down(&f);
}

static void
test_threads_work_and_stop(void **state)
{
	struct fixture f;

	UNUSED(state);
	set_up(&f, 2, 100);
	assert_true(auth_start(f.auth));
	thread_gate_open();
	for (uint64_t i = 1; i <= 20; i++)
		assert_true(auth_post(f.auth, i, AUTH_VERIFY, "oracle_pw_1",
		    QUICK_HASH));
	for (int i = 0; i < 20; i++) {
		const struct msg *m = next_reply(&f, -1);
		const struct auth_reply *r = msg_payload(m);

		assert_int_equal(AUTH_OK, r->result);
		auth_on_reply(f.auth, r);
	}
	/* with work waiting, which stop does not wait for */
	for (int i = 0; i < 90; i++)
		assert_true(auth_post(f.auth, 1, AUTH_MAKE, "p", NULL));
	auth_stop(f.auth);
	tear_down(&f);
}

/* --- attempts ------------------------------------------------------------- */

static void
test_attempts_are_counted_by_address(void **state)
{
	struct attempts *a = attempts_new(3, 60000);

	UNUSED(state);
	for (int i = 0; i < 3; i++)
		assert_true(attempts_allow(a, "10.1.2.3", 1000 + i));
	assert_false(attempts_allow(a, "10.1.2.3", 2000));
	assert_false(attempts_allow(a, "::ffff:10.1.2.3", 2000));
	assert_true(attempts_allow(a, "10.1.2.4", 2000));
	assert_false(attempts_allow(a, "10.1.2.3", 60999));
	assert_true(attempts_allow(a, "10.1.2.3", 61000));
	attempts_free(a);
}

static void
test_attempts_count_ipv6_by_network(void **state)
{
	struct attempts *a = attempts_new(1, 60000);

	UNUSED(state);
	assert_true(attempts_allow(a, "2001:db8:1:2::1", 1));
	assert_false(attempts_allow(a, "2001:db8:1:2:ffff::9", 1));
	assert_true(attempts_allow(a, "2001:db8:1:3::1", 1));
	attempts_free(a);
}

static void
test_attempts_without_limit(void **state)
{
	struct attempts *a = attempts_new(0, 60000);

	UNUSED(state);
	for (int i = 0; i < 1000; i++)
		assert_true(attempts_allow(a, "10.1.2.3", 1));
	attempts_free(a);
}

static void
test_attempts_from_very_many_addresses(void **state)
{
	struct attempts *a = attempts_new(1, 60000);
	char address[32];

	UNUSED(state);
	/* more than the table holds: the newest are still known */
	for (int i = 0; i < 100000; i++) {
		snprintf(address, sizeof(address), "10.%d.%d.%d", i >> 16,
		    i >> 8 & 255, i & 255);
		assert_true(attempts_allow(a, address, 1 + i / 10));
	}
	assert_false(attempts_allow(a, address, 10000));
	attempts_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_wrong_passwords),
		cmocka_unit_test(test_all_four_prefixes),
		cmocka_unit_test(
		    test_unknown_formats_and_absurd_costs_are_refused),
		cmocka_unit_test(test_only_72_bytes_count),
		cmocka_unit_test(
		    test_new_hashes_are_salted_and_of_openfusions_kind),
		cmocka_unit_test(test_replies_carry_the_reference),
		cmocka_unit_test(test_too_many_jobs_are_refused),
		cmocka_unit_test(test_threads_work_and_stop),
		cmocka_unit_test(test_attempts_are_counted_by_address),
		cmocka_unit_test(test_attempts_count_ipv6_by_network),
		cmocka_unit_test(test_attempts_without_limit),
		cmocka_unit_test(test_attempts_from_very_many_addresses),
	};

	return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
