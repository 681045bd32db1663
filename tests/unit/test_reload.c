/*
 * test_reload.c - the world takes new tables and keys.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include "world_rig.h"

#include "base/mailbox.h"
#include "control/control_msg.h"
#include "control/reload_set.h"
#include "game/reload.h"

enum { TABLES = 4, REF = 77 };

/* Empty ones; freed here, where it is counted. */
static struct tdata tables[TABLES];
static int freed[TABLES];

void
tdata_free(struct tdata *t)
{
	if (t != NULL)
		freed[t - tables]++;
}

static int
setup(void **state)
{
	static const struct handler *const none[] = { NULL };

	UNUSED(state);
	memset(freed, 0, sizeof(freed));
	rig_begin(none);
	rig.cfg.shard.motd = "old";
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

/* table -1: only keys. */
static struct reload_set *
new_set(int table, const char *motd)
{
	struct reload_set *set = calloc(1, sizeof(*set));

	assert_non_null(set);
	set->cfg = rig.cfg;
	set->cfg.shard.motd = motd;
	set->td = table < 0 ? NULL : &tables[table];
	set->answer = strdup("taken something\n");
	return set;
}

static void
take(int table, const char *motd)
{
	const struct msg *m;
	const struct control_answer *a;

	reload_take(&rig.w, REF, new_set(table, motd));
	m = batch_first(rig.w.to_control);
	assert_int_equal(m->type, CONTROL_MSG_ANSWER);
	assert_int_equal(m->ref, REF);
	a = msg_payload(m);
	assert_int_equal(a->status, CONTROL_OK);
	assert_string_equal(a->text, "taken something\n");
	batch_free(rig.w.to_control);
	rig.w.to_control = NULL;
}

static void
test_keys(void **state)
{
	const struct tdata *td = rig.w.td;

	UNUSED(state);
	take(-1, "new");
	assert_string_equal(rig.w.cfg->shard.motd, "new");
	assert_ptr_equal(rig.w.td, td);
	take(-1, "newer");
	assert_string_equal(rig.w.cfg->shard.motd, "newer");
	reload_fini(&rig.w);
	rig.w.cfg = &rig.cfg;
}

/* A game master's of today stays unless the file has a new one. */
static void
test_motd(void **state)
{
	UNUSED(state);
	str_copy(rig.w.motd, sizeof(rig.w.motd), "today");
	take(-1, "old");
	assert_string_equal(rig.w.motd, "today");
	take(-1, "new");
	assert_string_equal(rig.w.motd, "");
	reload_fini(&rig.w);
	rig.w.cfg = &rig.cfg;
}

static void
test_tables(void **state)
{
	const struct tdata *td = rig.w.td;

	UNUSED(state);
	take(0, "old");
	assert_ptr_equal(rig.w.td, &tables[0]);
	take(-1, "new");
	assert_ptr_equal(rig.w.td, &tables[0]);
	assert_int_equal(freed[0], 0);
	take(1, "new");
	assert_ptr_equal(rig.w.td, &tables[1]);
	assert_int_equal(freed[0], 1);
	assert_int_equal(freed[1], 0);
	reload_fini(&rig.w);
	assert_int_equal(freed[0], 1);
	assert_int_equal(freed[1], 1);
	rig.w.td = td;
	rig.w.cfg = &rig.cfg;
}

/* Who redeems a code has a row of them. */
static void
test_tables_in_use(void **state)
{
	static const struct tdata_code code;
	const struct tdata *td = rig.w.td;
	struct player *p = rig_player(1, "Ann", 0, 0, rig.w.overworld);

	UNUSED(state);
	take(0, "old");
	p->code.asked = &code;
	take(1, "old");
	take(2, "old");
	assert_int_equal(freed[0] + freed[1] + freed[2], 0);
	p->code.asked = NULL;
	take(3, "old");
	assert_int_equal(freed[0], 1);
	assert_int_equal(freed[1], 1);
	assert_int_equal(freed[2], 1);
	assert_int_equal(freed[3], 0);
	reload_fini(&rig.w);
	assert_int_equal(freed[3], 1);
	rig.w.td = td;
	rig.w.cfg = &rig.cfg;
}

/* A reload that was read while the server stopped. */
static void
test_too_late(void **state)
{
	struct mailbox *inbox = mailbox_new(MAILBOX_WAKE_COND, 1 << 16);
	struct batch *b = NULL;

	UNUSED(state);
	assert_non_null(inbox);
	batch_add(&b, CONTROL_MSG_OPEN, 0, 0);
	for (int i = 0; i < 2; i++)
		*(struct reload_set **)batch_add(&b, CONTROL_MSG_RELOAD, REF,
		    sizeof(struct reload_set *)) = new_set(i, "new");
	mailbox_post_always(inbox, &b);
	*(struct reload_set **)batch_add(&b, CONTROL_MSG_RELOAD, REF,
	    sizeof(struct reload_set *)) = new_set(-1, "newer");
	mailbox_post_always(inbox, &b);
	reload_discard(mailbox_take(inbox));
	assert_int_equal(freed[0], 1);
	assert_int_equal(freed[1], 1);
	assert_null(mailbox_take(inbox));
	reload_discard(NULL);
	mailbox_free(inbox);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_keys),
		T(test_motd),
		T(test_tables),
		T(test_tables_in_use),
		T(test_too_late),
	};

	return cmocka_run_group_tests_name("reload", tests, NULL, NULL);
}
