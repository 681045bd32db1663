/*
 * test_tdata_fuzz.c - tables cut short, with bytes changed and values swapped:
 * they load or are refused in one line, and nothing crashes or leaks.
 *
 * The seed is fixed; FUZZ_RUNS is the number of tries (a share of it here,
 * for a try loads a whole world).
 */
#include "tdata_rig.h"

#include "base/rng.h"

enum { RUNS_DEFAULT = 1500, RUNS_DIVISOR = 100 };

static const char *const files[] = {
	"w/xdt.json", "w/NPCs.json", "w/mobs.json", "w/paths.json",
	"w/drops.json", "w/eggs.json", "w/gruntwork.json",
	"p/1013/NPCs.json", "p/1013/mobs.json", "p/1013/paths.json",
	"p/1013/drops.json",
};

static const char gruntwork[] = "{\"paths\": [{\"aNPCIDs\": [1], \"aPoints\":"
    " [{\"iX\": 0, \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 0}, {\"iX\": 350,"
    " \"iY\": 0, \"iZ\": 0, \"iStopTicks\": 2}]}], \"skyway\": [{\"iRouteID\":"
    " 3, \"points\": [{\"x\": 0, \"y\": 0, \"z\": 0}]}], \"rotations\":"
    " [{\"iNPCID\": 2, \"iAngle\": 77}], \"instances\": [{\"iNPCID\": 3,"
    " \"iMapNum\": 5}], \"mobs\": [{\"iNPCType\": 50, \"iX\": 1, \"iY\": 2,"
    " \"iZ\": 3, \"iAngle\": 4}], \"groups\": [{\"iNPCType\": 63, \"iX\": 10,"
    " \"iY\": 20, \"iZ\": 30, \"iAngle\": 40, \"aFollowers\": [{\"iNPCType\":"
    " 64}]}], \"eggs\": [{\"iX\": 1, \"iY\": 2, \"iZ\": 3, \"iType\": 60}]}";

static struct rng rng;

static size_t
pick(size_t below)
{
	return (size_t)(rng_u64(&rng) % below);
}

static uint32_t
runs(void)
{
	const char *text = getenv("FUZZ_RUNS");
	long n = text == NULL ? 0 : strtol(text, NULL, 10);

	if (n <= 0)
		return RUNS_DEFAULT;
	return (uint32_t)(n < RUNS_DIVISOR ? 1 : n / RUNS_DIVISOR);
}

/* Loads what stands there now; whatever it is, it ends well. */
static void
load_anything(void)
{
	const struct tdata *t;

	if (!rig_try()) {
		assert_null(rig.t);
		assert_string_not_equal(rig.errors, "");
		return;
	}
	t = rig.t;
	assert_string_equal(rig.errors, "");
	for (uint32_t i = 0; i < t->spawn_count; i++) {
		const struct tdata_spawn *s = &t->spawns[i];

		if (s->kind == TDATA_SPAWN_NPC || s->kind == TDATA_SPAWN_MOB)
			assert_non_null(tdata_find_npc_type(t, s->type));
		if (s->walk != NULL)
			assert_true(s->walk_start < s->walk->count ||
			    s->walk->count == 0);
	}
	for (uint32_t i = 0; i < t->drop_count; i++)
		assert_true(t->drops[i].crate.total > 0 &&
		    t->drops[i].taro.total > 0);
}

static void
with_changed_file(const char *path, char *bytes, size_t size)
{
	struct rig_file *f = rig_find(path);
	char *kept = f->bytes;
	size_t kept_size = f->size;

	f->bytes = NULL;
	rig_set_bytes(path, bytes, size);
	load_anything();
	free(f->bytes);
	f->bytes = kept;
	f->size = kept_size;
}

static void
test_truncated(void **state)
{
	UNUSED(state);
	for (uint32_t i = runs() / 4; i > 0; i--) {
		const struct rig_file *f =
		    rig_find(files[pick(COUNT_OF(files))]);

		with_changed_file(f->path, f->bytes, pick(f->size));
	}
}

static void
test_changed_bytes(void **state)
{
	static const char odd[] = "{}[]\",:0-9.eE\\u \n!\xff\0tn";

	UNUSED(state);
	for (uint32_t i = runs() / 4; i > 0; i--) {
		const struct rig_file *f =
		    rig_find(files[pick(COUNT_OF(files))]);
		char *copy = malloc(f->size);

		assert_non_null(copy);
		memcpy(copy, f->bytes, f->size);
		for (size_t n = 1 + pick(3); n > 0; n--)
			copy[pick(f->size)] = odd[pick(sizeof(odd) - 1)];
		with_changed_file(f->path, copy, f->size);
		free(copy);
	}
}

/* Length of the number, word or string at p; 0 if none begins there. */
static size_t
value_bytes(const char *p)
{
	size_t n;

	if (*p == '"') {
		n = 1 + strcspn(p + 1, "\"");
		return p[n] == '"' ? n + 1 : 0;
	}
	return strspn(p, "-0123456789.eEtrufalsn");
}

/* The grammar stays whole, so that the loaders behind it are met. */
static void
test_swapped_values(void **state)
{
	static const char *const values[] = {
		"0", "-1", "1", "2", "99999", "2147483647", "-2147483648",
		"4294967295", "9223372036854775807", "1e300", "-0.5", "true",
		"false", "null", "\"\"", "\"0\"", "\"x\"", "[]", "{}",
		"[[]]", "[1,2,3,4]", "{\"0\": 0}", "[null]", "{\"\": {}}",
	};

	UNUSED(state);
	for (uint32_t i = runs() / 2; i > 0; i--) {
		const struct rig_file *f =
		    rig_find(files[pick(COUNT_OF(files))]);
		const char *value = values[pick(COUNT_OF(values))];
		size_t at = pick(f->size), old = 0, length = strlen(value);
		char *copy;

		while (at < f->size && (old = value_bytes(f->bytes + at)) == 0)
			at++;
		if (old == 0)
			continue;
		copy = malloc(f->size + length);
		assert_non_null(copy);
		memcpy(copy, f->bytes, at);
		memcpy(copy + at, value, length);
		memcpy(copy + at + length, f->bytes + at + old,
		    f->size - at - old);
		with_changed_file(f->path, copy, f->size - old + length);
		free(copy);
	}
}

static int
setup(void **state)
{
	rig_setup(state);
	rng_seed(&rng, 20100104);
	rig.opt.patches = "1013";
	rig_set("w/gruntwork.json", gruntwork);
	load_anything();
	assert_non_null(rig.t);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_truncated),
		TEST(test_changed_bytes),
		TEST(test_swapped_values),
	};

	return cmocka_run_group_tests_name("tdata_fuzz", tests, NULL, NULL);
}
