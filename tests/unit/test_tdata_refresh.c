/*
 * test_tdata_refresh.c - tables exchanged: what differs, what is taken.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tdata/refresh.h"
#include "tdata/tdata.h"

enum { TEXT_BYTES = 1 << 20, CHANGES_BYTES = 4096 };

/* One word of one file of tdata/ is another. */
struct edit {
	const char *file, *from, *to;
};

static struct tdata *base;

static enum tdata_read
read_edited(void *arg, const char *path, char **bytes, size_t *size)
{
	const struct edit *e = arg;
	FILE *f = fopen(path, "r");
	char *text, *at, *out;
	size_t n;

	if (f == NULL)
		return TDATA_READ_NONE;
	text = calloc(1, TEXT_BYTES);
	assert_non_null(text);
	n = fread(text, 1, TEXT_BYTES - 1, f);
	fclose(f);
	*bytes = text;
	*size = n;
	if (e == NULL || strstr(path, e->file) == NULL)
		return TDATA_READ_OK;
	at = strstr(text, e->from);
	assert_non_null(at);
	out = calloc(1, TEXT_BYTES);
	assert_non_null(out);
	*size = str_format(out, TEXT_BYTES, "%.*s%s%s", (int)(at - text), text,
	    e->to, at + strlen(e->from));
	free(text);
	*bytes = out;
	return TDATA_READ_OK;
}

static void
report(void *arg, enum log_level level, const char *line)
{
	(void)arg;
	if (level == LOG_ERROR)
		fail_msg("%s", line);
}

static struct tdata *
load(const struct edit *e)
{
	struct tdata_options opt = {
		.protocol = 104, .dir = "tdata", .patch_dir = "tdata/patch/",
		.read = read_edited, .read_arg = (void *)(uintptr_t)e,
		.report = report,
	};
	struct tdata *t;

	assert_true(tdata_load(&opt, &t));
	return t;
}

static int
setup(void **state)
{
	(void)state;
	base = load(NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	tdata_free(base);
	return 0;
}

static void
note(void *arg, const struct tdata_section *s)
{
	static const char *const names[] = {
		[TDATA_HOLD_FIXED] = "fixed",
		[TDATA_HOLD_LEANT_ON] = "leant on",
		[TDATA_HOLD_LIVE] = "live",
	};
	char *out = arg;
	size_t n = strlen(out);

	str_format(out + n, CHANGES_BYTES - n, "%s %s %s;", s->file, s->key,
	    names[s->hold]);
}

static void
check_changes(const struct tdata *was, const struct tdata *is,
    const char *wanted)
{
	char got[CHANGES_BYTES] = "";

	tdata_each_change(was, is, note, got);
	assert_string_equal(got, wanted);
}

static void
test_the_same(void **state)
{
	struct tdata *t = load(NULL);

	(void)state;
	check_changes(base, t, "");
	tdata_free(t);
}

/* Each kind of change is seen, in the section where it is. */
static void
test_changes(void **state)
{
	static const struct {
		struct edit edit;
		const char *wanted;
	} cases[] = {
		{ { "drops.json", "\"lantern\"", "\"lamp\"" },
		    "drops.json CodeItems live;" },
		{ { "NPCs.json", "\"iX\": ", "\"iX\": 1" },
		    "NPCs.json NPCs fixed;" },
		{ { "xdt.json", "\"m_iStackNumber\": 100",
		    "\"m_iStackNumber\": 99" },
		    "xdt.json m_pGeneralItemTable leant on;" },
		{ { "eggs.json", "\"EggTypes\"", "\"EggTypez\"" },
		    "eggs.json EggTypez fixed;eggs.json EggTypes live;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tdata *t = load(&cases[i].edit);

		check_changes(base, t, cases[i].wanted);
		tdata_free(t);
	}
}

static void
test_white_space_is_no_change(void **state)
{
	const struct edit e = { "drops.json", "\"lantern\"",
	    " \n \"lantern\" " };
	struct tdata *t = load(&e);

	(void)state;
	check_changes(base, t, "");
	tdata_free(t);
}

static void
test_taken(void **state)
{
	const struct edit e = { "drops.json", "\"lantern\"", "\"lamp\"" };
	struct tdata *fresh = load(&e), *t;

	(void)state;
	t = tdata_refresh(base, fresh);
	assert_null(tdata_find_code(t, "lantern"));
	assert_int_equal(tdata_find_code(t, "lamp")->item_count, 1);
	assert_non_null(tdata_find_code(base, "lantern"));
	/* what the world is built of, and what names it, is as it was */
	assert_ptr_equal(t->npc_types, base->npc_types);
	assert_ptr_equal(t->spawns, base->spawns);
	assert_ptr_equal(t->paths, base->paths);
	assert_ptr_equal(t->items, base->items);
	assert_ptr_equal(t->tasks, base->tasks);
	assert_ptr_equal(t->skills, base->skills);
	/* the ways into the new rows are the new ones */
	assert_ptr_equal(t->crates, fresh->crates);
	for (int32_t type = 0; type < (int32_t)t->npc_type_count; type++) {
		const struct tdata_drop *d = tdata_find_drop(t, type);
		uint32_t count, wanted;
		const struct tdata_listing *rows = tdata_vendor_listings(t,
		    type, &count);

		assert_ptr_equal(d, tdata_find_drop(fresh, type));
		assert_ptr_equal(rows, tdata_vendor_listings(fresh, type,
		    &wanted));
		assert_int_equal(count, wanted);
	}
	/* compared with the next, it is what was taken last */
	check_changes(t, fresh, "");
	check_changes(t, base, "drops.json CodeItems live;");
	tdata_free(t);
}

/* One after the other: all stand on the first, none on another. */
static void
test_taken_twice(void **state)
{
	const struct edit one = { "drops.json", "\"lantern\"", "\"lamp\"" };
	const struct edit two = { "drops.json", "\"lantern\"", "\"torch\"" };
	struct tdata *a, *b;

	(void)state;
	a = tdata_refresh(base, load(&one));
	b = tdata_refresh(base, load(&two));
	tdata_free(a);
	assert_non_null(tdata_find_code(b, "torch"));
	assert_non_null(tdata_find_npc_type(b, 1));
	tdata_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_white_space_is_no_change),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_taken_twice),
	};

	return cmocka_run_group_tests_name("tdata_refresh", tests, setup,
	    teardown);
}
