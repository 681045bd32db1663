/*
 * test_mailbox.c - batches, limits, wake-ups, and many threads at once.
 *
 * Owns:   its mailboxes.
 * Called: by make test.
 * Thread: main, which reads; producers of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <poll.h>

#include "base/mailbox.h"
#include "base/thread.h"

enum { TYPE_A = 1, TYPE_B = 2, PRODUCERS = 4, MESSAGES = 20000 };

static bool
is_readable(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

static void
test_batch_keeps_messages_in_order(void **state)
{
	struct batch *b = NULL;
	const struct msg *m;
	unsigned char *p;

	(void)state;
	assert_null(batch_first(b));
	assert_int_equal(batch_bytes(b), 0);
	for (unsigned i = 0; i < 500; i++) {
		p = batch_add(&b, TYPE_A, i, i);
		assert_int_equal((uintptr_t)p % 8, 0);
		for (unsigned k = 0; k < i; k++)
			assert_int_equal(p[k], 0);
		memset(p, (int)(i & 0xff), i);
	}
	m = batch_first(b);
	for (unsigned i = 0; i < 500; i++) {
		const unsigned char *q = msg_payload(m);

		assert_int_equal(m->ref, i);
		assert_int_equal(m->type, TYPE_A);
		assert_int_equal(msg_payload_bytes(m), i);
		for (unsigned k = 0; k < i; k++)
			assert_int_equal(q[k], i & 0xff);
		m = batch_next(b, m);
	}
	assert_null(m);
	batch_free(b);
}

static void
test_full_mailbox_refuses_and_keeps_batch(void **state)
{
	struct mailbox *mb = mailbox_new(MAILBOX_WAKE_FD, 100);
	struct batch *b = NULL;
	struct batch *chain;

	(void)state;
	assert_non_null(mb);
	/* The limit is what it already holds: one big batch goes in. */
	batch_add(&b, TYPE_A, 1, 500);
	assert_true(mailbox_post(mb, &b));
	assert_null(b);
	batch_add(&b, TYPE_B, 2, 8);
	assert_false(mailbox_post(mb, &b));
	assert_non_null(b);
	mailbox_post_always(mb, &b);
	assert_null(b);
	assert_true(mailbox_bytes(mb) > 500);

	chain = mailbox_take(mb);
	assert_int_equal(mailbox_bytes(mb), 0);
	b = batch_chain_pop(&chain);
	assert_int_equal(batch_first(b)->ref, 1);
	batch_free(b);
	b = batch_chain_pop(&chain);
	assert_int_equal(batch_first(b)->ref, 2);
	batch_free(b);
	assert_null(batch_chain_pop(&chain));
	mailbox_free(mb);
}

static void
test_descriptor_is_readable_until_taken(void **state)
{
	struct mailbox *mb = mailbox_new(MAILBOX_WAKE_FD, 100);
	struct batch *b = NULL;
	struct batch *chain;

	(void)state;
	assert_false(is_readable(mailbox_fd(mb)));
	assert_true(mailbox_post(mb, &b));	/* nothing: no wake-up */
	assert_false(is_readable(mailbox_fd(mb)));
	batch_add(&b, TYPE_A, 1, 0);
	assert_true(mailbox_post(mb, &b));
	batch_add(&b, TYPE_A, 2, 0);
	assert_true(mailbox_post(mb, &b));
	assert_true(is_readable(mailbox_fd(mb)));
	chain = mailbox_take(mb);
	assert_false(is_readable(mailbox_fd(mb)));
	while ((b = batch_chain_pop(&chain)) != NULL)
		batch_free(b);

	mailbox_wake(mb);
	assert_true(is_readable(mailbox_fd(mb)));
	assert_null(mailbox_take(mb));
	assert_false(is_readable(mailbox_fd(mb)));

	/* What nobody took is freed with it. */
	batch_add(&b, TYPE_A, 1, 0);
	assert_true(mailbox_post(mb, &b));
	mailbox_free(mb);
}

static void
test_wait_returns_on_wake_and_timeout(void **state)
{
	struct mailbox *mb = mailbox_new(MAILBOX_WAKE_COND, 100);

	(void)state;
	assert_null(mailbox_wait(mb, 0));
	assert_null(mailbox_wait(mb, 1));
	mailbox_wake(mb);
	assert_null(mailbox_wait(mb, -1));
	mailbox_free(mb);
}

struct producer {
	struct mailbox *mb;
	uint64_t id;
};

static void
produce(void *arg)
{
	const struct producer *p = arg;
	struct batch *b = NULL;

	for (uint64_t i = 0; i < MESSAGES; i++) {
		uint64_t *n = batch_add(&b, TYPE_A, p->id, sizeof(*n));

		*n = i;
		if (i % 7 != 0)
			continue;
		while (!mailbox_post(p->mb, &b))
			mailbox_wake(p->mb);
	}
	mailbox_post_always(p->mb, &b);
}

static void
drain_producers(enum mailbox_wake wake)
{
	struct mailbox *mb = mailbox_new(wake, 4096);
	struct producer producers[PRODUCERS];
	struct thread *threads[PRODUCERS];
	uint64_t next[PRODUCERS] = { 0 };
	unsigned seen = 0;

	for (unsigned i = 0; i < PRODUCERS; i++) {
		producers[i] = (struct producer){ mb, i };
		threads[i] = thread_new(THREAD_IO, i, produce, &producers[i]);
		assert_non_null(threads[i]);
	}
	thread_gate_open();
	while (seen < PRODUCERS * MESSAGES) {
		struct pollfd pfd = { mailbox_fd(mb), POLLIN, 0 };
		struct batch *chain;
		struct batch *b;

		if (wake == MAILBOX_WAKE_FD) {
			poll(&pfd, 1, -1);
			chain = mailbox_take(mb);
		} else {
			chain = mailbox_wait(mb, -1);
		}
		while ((b = batch_chain_pop(&chain)) != NULL) {
			for (const struct msg *m = batch_first(b); m != NULL;
			    m = batch_next(b, m)) {
				const uint64_t *n = msg_payload(m);

				assert_int_equal(*n, next[m->ref]);
				next[m->ref]++;
				seen++;
			}
			batch_free(b);
		}
	}
	for (unsigned i = 0; i < PRODUCERS; i++)
		thread_join(threads[i]);
	mailbox_free(mb);
}

static void
test_threads_lose_nothing_with_descriptor(void **state)
{
	(void)state;
	drain_producers(MAILBOX_WAKE_FD);
}

static void
test_threads_lose_nothing_with_condition(void **state)
{
	(void)state;
	drain_producers(MAILBOX_WAKE_COND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch_keeps_messages_in_order),
		cmocka_unit_test(test_full_mailbox_refuses_and_keeps_batch),
		cmocka_unit_test(test_descriptor_is_readable_until_taken),
		cmocka_unit_test(test_wait_returns_on_wake_and_timeout),
		cmocka_unit_test(test_threads_lose_nothing_with_descriptor),
		cmocka_unit_test(test_threads_lose_nothing_with_condition),
	};

	return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
