/*
 * kills.c - calls that nobody but an attacker makes end the server at once
 * (spec/sandbox.md 7.5 and 16.4).
 *
 * Called: by tests/run.
 * Thread: main.
 *
 * Each costs a server. One thread makes it, of another role with each row, and
 * the filter that kills is shown to be the same in all threads. With
 * $ATTACK_FULL=1 a thread of every role makes each. That these calls work where
 * nothing is confined is shown by attack.c.
 */
#include <signal.h>

#include "support/attack.h"
#include "support/attack_rig.h"
#include "support/caged.h"
#include "support/inject.h"

enum { AWAIT_MS = 5000, MAX_ROLES = 8 };

static struct e2e e2e;
static unsigned refused;

/* One thread of each role: its index, in order. */
static unsigned
find_roles(const struct inject *in, unsigned out[MAX_ROLES])
{
	unsigned n = 0;

	for (unsigned i = 0; i < inject_thread_count(in); i++) {
		const char *name = inject_thread_name(in, i);
		size_t length = strcspn(name, "/");
		bool is_new = true;

		for (unsigned k = 0; k < n; k++)
			if (strncmp(inject_thread_name(in, out[k]), name,
			    length) == 0)
				is_new = false;
		if (is_new && n < MAX_ROLES)
			out[n++] = i;
	}
	return n;
}

static void
kill_by(struct server *s, const struct attack *a, unsigned nth_role, uid_t uid)
{
	struct inject_result res;
	unsigned roles[MAX_ROLES];
	struct attack_target t;
	struct inject *in;

	server_restart(s);
	attack_connect_clients(s, 1);
	in = inject_attach(s->pid);
	attack_target_init(&t, in, s->dir, uid);
	t.thread = roles[nth_role % find_roles(in, roles)];
	attack_spawn_victim(&t);
	attack_run(&t, a, &res);
	if (attack_is_refused(a, &res))
		refused++;
	else
		attack_complain(&t, a, NULL, &res);
	if (inject_offspring_count(in) != 0 || !attack_is_victim_alive(&t))
		die("%s came through", a->name);
	attack_end_victim(&t);
	attack_hang_up_clients();
	if (res.fate != INJECT_DIED) {
		inject_detach(in);
		server_kill(s);
		return;
	}
	inject_bury(in);
	if (server_wait(s, AWAIT_MS) != 128 + SIGSYS)
		fail_msg("%s: the server did not end with SIGSYS", a->name);
}

static unsigned
count_roles(const struct server *s)
{
	unsigned roles[MAX_ROLES], n;
	struct inject *in = inject_attach(s->pid);

	n = find_roles(in, roles);
	inject_detach(in);
	return n;
}

static void
test_kills(void **state)
{
	uid_t uid = caged_uid(state);
	bool is_full = getenv("ATTACK_FULL") != NULL;
	struct server *s = &e2e.server;
	unsigned roles;

	caged_need();
	caged_start(&e2e, "true", uid);
	roles = count_roles(s);
	assert_true(roles >= 6);
	server_kill(s);
	refused = 0;
	for (size_t i = 0; i < attack_deadly_count; i++)
		for (unsigned k = 0; k < (is_full ? roles : 1); k++)
			kill_by(s, &attack_deadly[i], (unsigned)i + k, uid);
	print_message("started as %s: %zu kinds of call, %u servers killed\n",
	    uid == 0 ? "root" : "a user", attack_deadly_count, refused);
	assert_int_equal(attack_take_complaints(), 0);
	/* whatever its forerunners died of, the next one lives */
	server_restart(s);
	caged_play(&e2e);
	caged_end(&e2e);
}

/* What kills in one thread kills in all: it is the very same program. */
static void
test_base_filter_is_one(void **state)
{
	uid_t uid = caged_uid(state);
	static struct inject_filter first, other;
	struct inject *in;

	caged_need();
	caged_start(&e2e, "true", uid);
	in = inject_attach(e2e.server.pid);
	if (!inject_get_filter(in, 0, INJECT_OLDEST_FILTER, &first)) {
		inject_detach(in);
		server_kill(&e2e.server);
		e2e_end(&e2e);
		print_message("skipped: this kernel shows no filters\n");
		skip();
	}
	assert_true(first.count > 100);
	for (unsigned i = 1; i < inject_thread_count(in); i++) {
		assert_true(inject_get_filter(in, i, INJECT_OLDEST_FILTER,
		    &other));
		assert_int_equal(other.count, first.count);
		assert_memory_equal(other.words, first.words,
		    first.count * sizeof(first.words[0]));
	}
	inject_detach(in);
	caged_play(&e2e);
	caged_end(&e2e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CAGED_BOTH(test_base_filter_is_one),
		CAGED_BOTH(test_kills),
	};

	return E2E_RUN("kills", tests, NULL, NULL);
}
