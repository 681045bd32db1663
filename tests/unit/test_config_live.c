/*
 * test_config_live.c - keys that differ, and those that a server takes.
 *
 * Called: by tests/run.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config/config.h"
#include "config/config_live.h"

enum { TEXT_BYTES = 1024 };

static struct config *
parse(const char *text)
{
	/* it warns of everybody being a game master, which is not the point */
	FILE *f = fopen("/dev/null", "w");
	struct config *cfg = config_parse("test.ini", text, f);

	fclose(f);
	assert_non_null(cfg);
	return cfg;
}

static void
note(void *arg, const char *label, bool is_live)
{
	char *out = arg;
	size_t n = strlen(out);

	str_format(out + n, TEXT_BYTES - n, "%s%s ", label,
	    is_live ? "+" : "-");
}

static void
check(const char *was, const char *is, const char *wanted)
{
	struct config *a = parse(was), *b = parse(is);
	char got[TEXT_BYTES] = "";

	config_each_change(a, b, note, got);
	assert_string_equal(got, wanted);
	config_free(a);
	config_free(b);
}

static void
test_changes(void **state)
{
	(void)state;
	check("", "", "");
	check("", "# a remark\n[shard]\n", "");
	check("[shard]\nmotd=a\n", "[shard]\nmotd=a\n", "");
	check("[shard]\nmotd=a\n", "[shard]\nmotd=b\n", "shard.motd+ ");
	check("", "[shard]\ntarorate=200\nport=9\n",
	    "shard.port- shard.tarorate+ ");
	check("", "sandbox=strict\n[login]\nauthmethods=cookie\n"
	    "dbsaveinterval=7\n[db]\njournalmode=delete\n",
	    "sandbox- login.authmethods- login.dbsaveinterval- "
	    "db.journalmode- ");
	/* the default, written out */
	check("", "[shard]\nport=23001\nanticheat=true\n", "");
}

/* It has become an address at the start, and cannot be asked for again. */
static void
test_host_name(void **state)
{
	(void)state;
	check("[shard]\nip=192.0.2.1\n", "[shard]\nip=play.example\n", "");
	check("[shard]\nip=192.0.2.1\n", "[shard]\nip=192.0.2.2\n",
	    "shard.ip- ");
}

static void
test_taken(void **state)
{
	struct config *base = parse("[shard]\nmotd=old\nport=5000\n");
	struct config *fresh = parse("[shard]\nmotd=new\nport=6000\n"
	    "eventmode=2\nmovementcheck=false\ntarorate=150\n");
	struct config cfg = *base;

	(void)state;
	config_take_live(&cfg, fresh);
	assert_string_equal(cfg.shard.motd, "new");
	assert_int_equal(cfg.shard.event_mode, 2);
	assert_int_equal(cfg.shard.taro_rate_pct, 150);
	assert_false(cfg.shard.movement_check);
	assert_int_equal(cfg.shard.port, 5000);
	assert_string_equal(cfg.shard.db_path, base->shard.db_path);
	config_free(base);
	config_free(fresh);
}

static void
test_mistake(void **state)
{
	char said[TEXT_BYTES] = "";
	FILE *f = fmemopen(said, sizeof(said), "w");

	(void)state;
	assert_null(config_parse("x.ini", "\n[shard]\nport=none\n", f));
	fclose(f);
	assert_non_null(strstr(said, "x.ini:3: shard.port: 'none'"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_host_name),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_mistake),
	};

	return cmocka_run_group_tests_name("config_live", tests, NULL, NULL);
}
