/* test_damage.c - the formula of all hits (spec/combat.md 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"
#include "game/damage.h"

enum { ROLLS = 20000 };

static struct rng rng;

static int
setup(void **state)
{
	UNUSED(state);
	rng_seed(&rng, 11);
	return 0;
}

static struct damage_terms
plain(int32_t attack, int32_t defense)
{
	return (struct damage_terms){ .attack = attack, .defense = defense,
		.attacker_style = DAMAGE_STYLE_NONE,
		.defender_style = DAMAGE_STYLE_NONE };
}

/* Every amount that came is one of base * 80..119 %, and all of them came. */
static void
expect_spread(const struct damage_terms *t, int64_t base, int64_t num,
    int64_t den)
{
	uint64_t seen = 0;

	for (int i = 0; i < ROLLS; i++) {
		struct damage d = damage_roll(&rng, t);
		int pct;

		assert_int_equal(DAMAGE_NORMAL, d.flag);
		for (pct = 80; pct < 120; pct++)
			if (base * pct / 100 * num / den == d.amount)
				break;
		assert_in_range(pct, 80, 119);
		seen |= UINT64_C(1) << (pct - 80);
	}
	assert_true(seen == (UINT64_C(1) << 40) - 1);
}

static void
attack_against_defense(void **state)
{
	struct damage_terms t = plain(1000, 200);

	UNUSED(state);
	/* 1000000 / 1200 = 833 */
	expect_spread(&t, 833, 1, 1);
	/* (200 - 166) * 20 / 100 = 6 */
	t.difficulty = 20;
	expect_spread(&t, 827, 1, 1);
}

static void
there_is_a_floor(void **state)
{
	struct damage_terms t = plain(1000, 100000);

	UNUSED(state);
	t.difficulty = 36;
	expect_spread(&t, 110, 1, 1);
}

static void
styles_beat_each_other(void **state)
{
	struct damage_terms t = plain(1000, 200);

	UNUSED(state);
	for (int32_t style = 0; style < 3; style++) {
		t.attacker_style = style;
		t.defender_style = style;
		expect_spread(&t, 833, 1, 1);
		t.defender_style = (style + 1) % 3;
		expect_spread(&t, 833, 5, 4);
		t.defender_style = (style + 2) % 3;
		expect_spread(&t, 833, 4, 5);
		t.defender_style = DAMAGE_STYLE_NONE;
		expect_spread(&t, 833, 1, 1);
	}
}

static void
boosts_add_a_quarter(void **state)
{
	struct damage_terms t = plain(1000, 200);

	UNUSED(state);
	t.is_boosted = true;
	expect_spread(&t, 833, 5, 4);
}

static void
one_in_twenty_is_critical(void **state)
{
	struct damage_terms t = plain(1000, 200);
	int critical = 0;

	UNUSED(state);
	t.may_be_critical = true;
	for (int i = 0; i < ROLLS; i++) {
		struct damage d = damage_roll(&rng, &t);

		if (d.flag == DAMAGE_CRITICAL) {
			critical++;
			assert_in_range(d.amount, 2 * 666, 2 * 991);
			assert_int_equal(0, d.amount % 2);
		} else {
			assert_in_range(d.amount, 666, 991);
		}
	}
	assert_in_range(critical, ROLLS / 20 * 8 / 10, ROLLS / 20 * 12 / 10);
}

/* DEFECT: D = -A stopped the server, |A| > 46340 overflowed. */
static void
no_numbers_break_it(void **state)
{
	static const int32_t values[] = { INT32_MIN, -50000, -100, -1, 0, 1,
		100, 46341, 1000000, INT32_MAX };
	struct damage_terms t = plain(100, -100);
	struct damage d = damage_roll(&rng, &t);

	UNUSED(state);
	assert_int_equal(0, d.amount);
	assert_int_equal(DAMAGE_NORMAL, d.flag);
	t = plain(10, -5);			/* A + 2 D = 0 */
	assert_int_equal(0, damage_roll(&rng, &t).amount);
	t = plain(0, 0);
	assert_int_equal(0, damage_roll(&rng, &t).amount);
	t = plain(100000, 0);
	assert_in_range(damage_roll(&rng, &t).amount, 80000, 119000);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		for (size_t k = 0; k < COUNT_OF(values); k++) {
			t = plain(values[i], values[k]);
			t.may_be_critical = t.is_boosted = true;
			t.difficulty = 36;
			assert_true(damage_roll(&rng, &t).amount >= 0);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(attack_against_defense, setup),
		cmocka_unit_test_setup(there_is_a_floor, setup),
		cmocka_unit_test_setup(styles_beat_each_other, setup),
		cmocka_unit_test_setup(boosts_add_a_quarter, setup),
		cmocka_unit_test_setup(one_in_twenty_is_critical, setup),
		cmocka_unit_test_setup(no_numbers_break_it, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
