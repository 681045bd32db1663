/*
 * attack.c - every thread of the server tries everything that somebody would
 * try who has taken it over, and gets nothing (spec/sandbox.md 16.4).
 *
 * Called: by tests/run.
 * Thread: main.
 *
 * These are the calls that are answered with an error; those that the kernel
 * kills for are kills.c's.
 *
 * The control makes all of them in copies of the threads of a server that is
 * not confined. There they work, so it is the sandbox that refuses them.
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/attack.h"
#include "support/attack_rig.h"
#include "support/caged.h"
#include "support/inject.h"

enum {
	CLIENTS = 64,
	LEAST_KINDS = 169		/* spec/sandbox.md 18 */
};

static struct e2e e2e;

static bool
names_victim(const struct attack *a)
{
	for (size_t i = 0; i < COUNT_OF(a->args); i++)
		if (a->args[i].kind == ARG_KNOWN &&
		    a->args[i].number == KNOWN_VICTIM)
			return true;
	return false;
}

/* --- all rows, one after the other --- */

typedef void row_function(struct attack_target *t, const struct attack *a,
    const struct attack_place *place);

/* The path of a place that can be filled; false: this machine keeps us out. */
static bool
find_place(const struct attack_target *t, const struct attack_place *place,
    char *path, size_t cap)
{
	attack_expand(t, place->path, path, cap);
	return access(path, W_OK) == 0;
}

static void
for_each_row(struct attack_target *t, row_function *run)
{
	for (size_t i = 0; i < attack_call_count; i++)
		run(t, &attack_calls[i], NULL);
	for (size_t i = 0; i < attack_socket_count; i++)
		run(t, &attack_sockets[i], NULL);
	for (size_t i = 0; i < attack_path_count; i++)
		for (size_t k = 0; k < attack_place_count; k++)
			run(t, &attack_paths[i], &attack_places[k]);
}

static size_t
kind_count(void)
{
	return attack_call_count + attack_socket_count + attack_path_count +
	    attack_deadly_count;
}

static void
fill_places(struct attack_target *t)
{
	for (size_t k = 0; k < attack_place_count; k++) {
		char path[512];

		if (find_place(t, &attack_places[k], path, sizeof(path)))
			attack_place_fill(path, attack_places[k].is_roots ?
			    0 : t->uid);
	}
}

static void
clear_places(struct attack_target *t, bool must_be_whole)
{
	for (size_t k = 0; k < attack_place_count; k++) {
		char path[512];

		if (!find_place(t, &attack_places[k], path, sizeof(path)))
			continue;
		if (must_be_whole && !attack_place_is_whole(path))
			fail_msg("something has changed in %s", path);
		attack_place_clear(path);
	}
}

/* A container's root may have been left little. */
static bool
is_whole_root(void)
{
	enum { NET_ADMIN = 12, NET_RAW = 13, SYS_ADMIN = 21, SYS_BOOT = 22,
	    SYS_TIME = 25, MKNOD = 27 };

	return caged_may(1ULL << NET_ADMIN | 1ULL << NET_RAW |
	    1ULL << SYS_ADMIN | 1ULL << SYS_BOOT | 1ULL << SYS_TIME |
	    1ULL << MKNOD);
}

/* --- the control --- */

static struct {
	unsigned worked, lacking, roots;
} control;

/* What the machine should not notice happens in the child's own world. */
static void
set_apart(struct inject *child)
{
	struct inject_call calls[2] = {
		{ .number = SYS_unshare, .args = { CLONE_NEWNS |
		    CLONE_NEWUTS | CLONE_NEWIPC } },
		{ .number = SYS_mount, .args = { 0, 0, 0,
		    MS_REC | MS_PRIVATE, 0 } },
	};
	struct inject_result res;

	calls[1].args[1] = inject_put(child, 0, "/", 2);
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		inject_run(child, 0, &calls[i], &res);
		if (res.fate != INJECT_RETURNED || res.value != 0)
			die("control: no namespaces: %s",
			    attack_describe(&res));
	}
	inject_drop(child, 0);
}

static void
run_in_copy(struct attack_target *t, const struct attack *a,
    struct inject_result *res)
{
	struct attack_target copy = *t;

	copy.in = inject_fork(t->in, t->thread);
	copy.thread = 0;
	if (names_victim(a))
		attack_spawn_victim(&copy);
	if (a->flags & ATTACK_APART)
		set_apart(copy.in);
	attack_run(&copy, a, res);
	inject_kill(copy.in);
	attack_end_victim(&copy);
	t->next_client = copy.next_client;
}

/* Whether the row can work for this user at all; fills its place. */
static bool
prepare_control(struct attack_target *t, const struct attack *a,
    const struct attack_place *place)
{
	char path[512];

	if ((a->flags & (ATTACK_ROOT | ATTACK_APART)) &&
	    (t->uid != 0 || !is_whole_root()))
		return false;
	if (place != NULL && place->is_roots && t->uid != 0)
		return false;
	if (place == NULL)
		return true;
	if (!find_place(t, place, path, sizeof(path)))
		return false;
	t->place = place->path;
	attack_place_fill(path, t->uid);
	return true;
}

static void
control_row(struct attack_target *t, const struct attack *a,
    const struct attack_place *place)
{
	struct inject_result res;

	t->thread = (t->thread + 1) % inject_thread_count(t->in);
	if (!prepare_control(t, a, place)) {
		control.roots++;
		return;
	}
	run_in_copy(t, a, &res);
	if (attack_has_worked(a, &res))
		control.worked++;
	else if (a->flags & (ATTACK_MAYBE | ATTACK_UNTOLD))
		control.lacking++;
	else
		attack_complain(t, a, place, &res);
}

static void
test_control(void **state)
{
	uid_t uid = caged_uid(state);
	struct attack_target t;
	struct inject *in;

	caged_need();
	caged_start(&e2e, "false", uid);
	attack_connect_clients(&e2e.server, CLIENTS);
	in = inject_attach(e2e.server.pid);
	attack_target_init(&t, in, e2e.server.dir, uid);
	control.worked = control.lacking = control.roots = 0;
	(void)attack_take_complaints();
	for_each_row(&t, control_row);
	for (size_t i = 0; i < attack_deadly_count; i++)
		control_row(&t, &attack_deadly[i], NULL);
	clear_places(&t, false);
	inject_detach(in);
	attack_hang_up_clients();
	print_message("unconfined, as %s: %u calls work, %u are not to be had "
	    "on this machine, %u need another user\n", uid == 0 ? "root" :
	    "a user", control.worked, control.lacking, control.roots);
	assert_int_equal(attack_take_complaints(), 0);
	assert_true(control.worked >= LEAST_KINDS);
	/* nor has anything of this harmed the server itself */
	caged_play(&e2e);
	caged_end(&e2e);
}

/* --- calls that are answered with an error, in every thread --- */

static unsigned refused;

static void
attack_row(struct attack_target *t, const struct attack *a,
    const struct attack_place *place)
{
	struct inject_result res;

	if (a->flags & ATTACK_LANDLOCK &&
	    strcmp(caged_summary(&e2e.server, "scope"), "1") != 0)
		return;
	if (place != NULL)
		t->place = place->path;
	attack_run(t, a, &res);
	if (res.fate == INJECT_DIED)
		die("%s in %s: the server %s", a->name,
		    inject_thread_name(t->in, t->thread),
		    attack_describe(&res));
	if (!attack_is_refused(a, &res))
		attack_complain(t, a, place, &res);
	else
		refused++;
	if (inject_offspring_count(t->in) != 0 || !attack_is_victim_alive(t))
		die("%s came through", a->name);
}

static void
test_threads(void **state)
{
	uid_t uid = caged_uid(state);
	struct attack_target t;
	struct inject *in;
	unsigned threads;

	caged_need();
	caged_start(&e2e, "true", uid);
	attack_connect_clients(&e2e.server, CLIENTS);
	in = inject_attach(e2e.server.pid);
	attack_target_init(&t, in, e2e.server.dir, uid);
	attack_spawn_victim(&t);
	fill_places(&t);
	threads = inject_thread_count(in);
	refused = 0;
	for (t.thread = 0; t.thread < threads; t.thread++)
		for_each_row(&t, attack_row);
	clear_places(&t, true);
	attack_end_victim(&t);
	inject_detach(in);
	attack_hang_up_clients();
	print_message("started as %s: %zu kinds of call, %u calls refused in "
	    "%u threads\n", uid == 0 ? "root" : "a user",
	    kind_count() - attack_deadly_count, refused, threads);
	assert_int_equal(attack_take_complaints(), 0);
	caged_play(&e2e);
	caged_end(&e2e);
}

/* --- the tests --- */

static void
test_table_is_whole(void **state)
{
	UNUSED(state);
	print_message("%zu kinds of attack call\n", kind_count());
	assert_true(kind_count() >= LEAST_KINDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_whole),
		CAGED_BOTH(test_control),
		CAGED_BOTH(test_threads),
	};

	return E2E_RUN("attack", tests, NULL, NULL);
}
