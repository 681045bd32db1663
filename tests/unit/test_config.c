/*
 * test_config.c - config.ini: every key, the grammar, and what is said about
 * mistakes (spec/config.md, spec/DECISIONS.md).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_key.h"

/* One attempt to load a text: what came of it and what was said. */
struct attempt {
	char path[64];
	struct config *cfg;
	char *said;
	size_t said_bytes;
};

static void
load_bytes(struct attempt *a, const char *text, size_t n)
{
	FILE *err;
	int fd;

	snprintf(a->path, sizeof(a->path), "/tmp/fusiond_config_XXXXXX");
	fd = mkstemp(a->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	a->said = NULL;
	err = open_memstream(&a->said, &a->said_bytes);
	assert_non_null(err);
	a->cfg = config_load(a->path, true, err);
	fclose(err);
	unlink(a->path);
}

static void
attempt_end(struct attempt *a)
{
	config_free(a->cfg);
	free(a->said);
}

/* The text must be fine; returns its config. */
static const struct config *
load(struct attempt *a, const char *text)
{
	load_bytes(a, text, strlen(text));
	if (a->cfg == NULL)
		print_error("%s\n%s\n", text, a->said);
	assert_non_null(a->cfg);
	return a->cfg;
}

/* "path:LINE: WORDS" must stand in what was said. */
static void
assert_said(const struct attempt *a, int line, const char *words)
{
	char expected[256];

	if (line > 0)
		snprintf(expected, sizeof(expected), "%s:%d: %s", a->path,
		    line, words);
	else
		snprintf(expected, sizeof(expected), "%s: %s", a->path, words);
	if (strstr(a->said, expected) == NULL)
		print_error("expected: %s\nbut: %s\n", expected, a->said);
	assert_non_null(strstr(a->said, expected));
}

static void
assert_refused(const char *text, int line, const char *words)
{
	struct attempt a;

	load_bytes(&a, text, strlen(text));
	if (a.cfg != NULL)
		print_error("was accepted: %s\n", text);
	assert_null(a.cfg);
	assert_said(&a, line, words);
	attempt_end(&a);
}

/* --- values */

static void
defaults_stand_without_a_line(void **state)
{
	struct attempt a;
	const struct config *c = load(&a, "");

	UNUSED(state);
	assert_int_equal(c->verbosity, 1);
	assert_int_equal(c->protocol, 104);
	assert_int_equal(c->sandbox, CONFIG_SANDBOX_TRUE);
	assert_int_equal(c->log_format, CONFIG_LOG_TEXT);
	assert_int_equal(c->log_time, CONFIG_LOG_TIME_AUTO);
	assert_int_equal(c->login.port, 23000);
	assert_string_equal(c->login.listen_ip, "0.0.0.0");
	assert_true(c->login.accept_all_custom_names);
	assert_int_equal(c->login.auth_methods, CONFIG_AUTH_PASSWORD);
	assert_int_equal(c->login.db_save_interval_s, 240);
	assert_false(c->login.rename_any_time);
	assert_int_equal(c->login.expected_client_version, -1);
	assert_int_equal(c->shard.port, 23001);
	assert_string_equal(c->shard.ip, "127.0.0.1");
	assert_int_equal(c->shard.timeout_ms, 60000);
	assert_int_equal(c->shard.spawn_z, -5500);
	assert_string_equal(c->shard.motd, "Welcome to OpenFusion!");
	assert_string_equal(c->shard.xdt_data, "xdt.json");
	assert_string_equal(c->shard.enabled_patches, "");
	assert_string_equal(c->shard.db_path, "database.db");
	assert_true(c->shard.movement_check);
	assert_int_equal(c->shard.tick_ms, 10);
	assert_int_equal(c->shard.max_players, 20000);
	assert_false(c->monitor.is_enabled);
	assert_int_equal(c->monitor.port, 8003);
	assert_false(c->metrics.is_enabled);
	assert_int_equal(c->metrics.port, 23009);
	assert_string_equal(c->metrics.listen_ip, "127.0.0.1");
	assert_int_equal(c->net.packet_shards, 0);
	assert_true(c->limits.is_enabled);
	assert_int_equal(c->db.journal_mode, CONFIG_JOURNAL_WAL);
	assert_string_equal(c->db.synchronous, "normal");
	assert_int_equal(c->db.flush_interval_ms, 1000);
	attempt_end(&a);
}

static void
view_distance_default_is_openfusions(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_int_equal(load(&a, "")->shard.view_distance_units, 25600);
	attempt_end(&a);
}

static void
protocol_changes_defaults(void **state)
{
	struct attempt a;
	const struct config *c = load(&a, "protocol=1013\n[shard]\nspawny=5\n");

	UNUSED(state);
	assert_int_equal(c->protocol, 1013);
	assert_int_equal(c->shard.spawn_x, 19835);
	assert_int_equal(c->shard.spawn_y, 5);
	assert_int_equal(c->shard.spawn_z, 8450);
	assert_string_equal(c->shard.xdt_data, "xdt1013.json");
	assert_string_equal(c->shard.enabled_patches, "1013");
	attempt_end(&a);
	assert_refused("\nprotocol=105\n", 2,
	    "protocol: '105' is not possible, allowed is 104, 728 or 1013");
}

/* Another value than the default, and one that is refused, for each key. */
static void
sample_values(const struct config_key *k, char *good, char *bad, size_t cap)
{
	snprintf(bad, cap, "nonsense");
	switch (k->type) {
	case CONFIG_INT:
	case CONFIG_PORT:
		snprintf(good, cap, "%d", k->hi);
		if (k->hi < INT32_MAX)
			snprintf(bad, cap, "%d", k->hi + 1);
		break;
	case CONFIG_BOOL:
		snprintf(good, cap, "%s",
		    strcmp(k->def, "true") == 0 ? "oFf" : "YES");
		break;
	case CONFIG_STRING:
	case CONFIG_TEXT:
		snprintf(good, cap, "%s", strstr(k->name, "ip") != NULL ?
		    "127.0.0.7" : "other");
		snprintf(bad, cap, "%s", strstr(k->name, "ip") != NULL ?
		    "1.2.3.400" : k->check != NULL ? "\xff" : "");
		if (k->type == CONFIG_STRING && strstr(k->name, "ip") == NULL)
			bad[0] = '\0';
		break;
	case CONFIG_WORD:
	case CONFIG_CHOICE:
	case CONFIG_SWITCH:
	case CONFIG_AUTH:
		snprintf(good, cap, "%s", k->choices[1]);
		break;
	}
}

static size_t
field_bytes(const struct config_key *k)
{
	switch (k->type) {
	case CONFIG_PORT:
		return sizeof(uint16_t);
	case CONFIG_BOOL:
		return sizeof(bool);
	case CONFIG_STRING:
	case CONFIG_TEXT:
	case CONFIG_WORD:
		return sizeof(const char *);
	case CONFIG_INT:
	case CONFIG_CHOICE:
	case CONFIG_SWITCH:
	case CONFIG_AUTH:
		break;
	}
	return sizeof(uint32_t);
}

static void
every_key_sets_its_field(void **state)
{
	struct attempt a, def;
	const struct config_key *k;
	char good[64], bad[64], text[256];

	UNUSED(state);
	load(&def, "");
	for (size_t i = 0; (k = config_key_get(i)) != NULL; i++) {
		if (strcmp(k->name, "protocol") == 0)
			continue;
		sample_values(k, good, bad, sizeof(good));
		snprintf(text, sizeof(text), "%s%s%s%s=%s\n",
		    k->section[0] != '\0' ? "[" : "", k->section,
		    k->section[0] != '\0' ? "]\n" : "", k->name, good);
		load(&a, text);
		if (strcmp(k->def, good) != 0 && k->type != CONFIG_SWITCH)
			assert_memory_not_equal((char *)a.cfg + k->offset,
			    (char *)def.cfg + k->offset, field_bytes(k));
		attempt_end(&a);
	}
	attempt_end(&def);
}

static void
every_key_refuses_nonsense(void **state)
{
	struct attempt a;
	const struct config_key *k;
	char good[64], bad[64], text[256], words[160], label[128];

	UNUSED(state);
	for (size_t i = 0; (k = config_key_get(i)) != NULL; i++) {
		sample_values(k, good, bad, sizeof(good));
		if (k->check == NULL && k->type == CONFIG_STRING)
			continue;	/* any text will do */
		if (strcmp(k->name, "listenip") == 0)
			snprintf(bad, sizeof(bad), "here");
		snprintf(text, sizeof(text), "[%s]\n%s=%s\n", k->section,
		    k->name, bad);
		/* An empty header names the nameless section. */
		load_bytes(&a, text, strlen(text));
		if (a.cfg != NULL)
			print_error("accepted: %s\n", text);
		assert_null(a.cfg);
		snprintf(words, sizeof(words), "%s: ",
		    config_key_label(k->section, k->name, label,
			sizeof(label)));
		assert_said(&a, 2, words);
		assert_non_null(strstr(a.said, "allowed is"));
		attempt_end(&a);
	}
}

static void
ranges_end_where_the_table_says(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_refused("verbosity=4", 1,
	    "verbosity: '4' is not possible, allowed is 0..3");
	assert_refused("[login]\nport=0", 2,
	    "login.port: '0' is not possible, allowed is 1..65535");
	assert_refused("[login]\nport=65536", 2, "login.port: ");
	assert_refused("[shard]\nviewdistance=2", 2, "shard.viewdistance: ");
	assert_refused("[shard]\ntimeout=0", 2, "shard.timeout: ");
	assert_refused("[shard]\neventmode=4", 2, "shard.eventmode: ");
	assert_refused("[shard]\ntarorate=-1", 2, "shard.tarorate: ");
	assert_refused("[login]\ndbsaveinterval=0", 2, "login.dbsaveinterval");
	assert_refused("[shard]\nspawnx=99999999999", 2, "shard.spawnx: ");
	assert_refused("[login]\nport=", 2, "login.port: ");
	assert_int_equal(load(&a, "[shard]\nviewdistance=300")->
	    shard.view_distance_units, 300);
	attempt_end(&a);
}

static void
numbers_are_written_as_in_c(void **state)
{
	struct attempt a;
	const struct config *c = load(&a, "[shard]\nport=0x1F90\nspawnx=010\n"
	    "spawny=-5\nspawnz=+7\n");

	UNUSED(state);
	assert_int_equal(c->shard.port, 8080);
	assert_int_equal(c->shard.spawn_x, 8);
	assert_int_equal(c->shard.spawn_y, -5);
	assert_int_equal(c->shard.spawn_z, 7);
	attempt_end(&a);
}

static void
text_behind_a_number_is_a_warning(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_int_equal(load(&a, "[shard]\ntimeout=7000 # ms\n")->
	    shard.timeout_ms, 7000);
	assert_said(&a, 2, "warning: shard.timeout: ' # ms' behind the "
	    "number 7000 is ignored");
	attempt_end(&a);
}

static void
booleans_have_many_spellings(void **state)
{
	static const char *const yes[] = { "true", "YES", "On", "1" };
	static const char *const no[] = { "False", "no", "OFF", "0" };
	struct attempt a;
	char text[64];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		snprintf(text, sizeof(text), "[monitor]\nenabled=%s", yes[i]);
		assert_true(load(&a, text)->monitor.is_enabled);
		attempt_end(&a);
		snprintf(text, sizeof(text), "[limits]\nenabled=%s", no[i]);
		assert_false(load(&a, text)->limits.is_enabled);
		attempt_end(&a);
	}
	assert_refused("[limits]\nenabled=maybe", 2, "limits.enabled: 'maybe' "
	    "is not possible, allowed is true or false");
}

static void
sandbox_has_modes_and_booleans(void **state)
{
	static const struct {
		const char *text;
		enum config_sandbox mode;
	} rows[] = {
		{ "sandbox=off", CONFIG_SANDBOX_FALSE },
		{ "sandbox=0", CONFIG_SANDBOX_FALSE },
		{ "sandbox=Yes", CONFIG_SANDBOX_TRUE },
		{ "sandbox=true", CONFIG_SANDBOX_TRUE },
		{ "sandbox=STRICT", CONFIG_SANDBOX_STRICT },
		{ "sandbox=audit", CONFIG_SANDBOX_AUDIT },
	};
	struct attempt a;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(load(&a, rows[i].text)->sandbox,
		    rows[i].mode);
		attempt_end(&a);
	}
}

static void
auth_methods_are_words(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_int_equal(load(&a, "[login]\nauthmethods=cookie|Password")->
	    login.auth_methods, CONFIG_AUTH_PASSWORD | CONFIG_AUTH_COOKIE);
	attempt_end(&a);
	assert_int_equal(load(&a, "[login]\nauthmethods=cookie, pigeon")->
	    login.auth_methods, CONFIG_AUTH_COOKIE);
	assert_said(&a, 2, "warning: login.authmethods: 'pigeon'");
	attempt_end(&a);
	assert_refused("[login]\nauthmethods=nopassword", 2,
	    "login.authmethods: ");
	assert_refused("[login]\nauthmethods=", 2, "login.authmethods: ");
}

static void
motd_fits_its_packet(void **state)
{
	struct attempt a;
	char text[1200];
	size_t n;

	UNUSED(state);
	assert_refused("[shard]\nmotd=\xc3\x28", 2, "shard.motd: ");
	assert_string_equal(load(&a, "[shard]\nmotd=")->shard.motd, "");
	attempt_end(&a);

	/* 4 lines of 127 letters and their newlines: 511; then one more. */
	n = (size_t)snprintf(text, sizeof(text), "[shard]\nmotd=");
	for (int line = 0; line < 4; line++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%0127d\n",
		    line > 0 ? " " : "", 0);
	assert_int_equal(strlen(load(&a, text)->shard.motd), 511);
	attempt_end(&a);
	snprintf(text + n, sizeof(text) - n, " x\n");
	assert_refused(text, 2, "shard.motd: ");
}

static void
paths_are_not_empty(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_refused("[shard]\ndbpath=", 2, "shard.dbpath: '' is not "
	    "possible, allowed is anything but nothing");
	assert_string_equal(load(&a, "[shard]\npatchdir=my/patches")->
	    shard.patch_dir, "my/patches/");
	attempt_end(&a);
}

/* --- the grammar */

static void
grammar_is_openfusions(void **state)
{
	struct attempt a;
	const struct config *c = load(&a, "\xef\xbb\xbfVerbosity : 2\r\n"
	    "; comment\r\n"
	    "   # another\r\n"
	    "\r\n"
	    "[LOGIN] rest of the line\r\n"
	    "\tport  =  100  \r\n"
	    "[shard]\r\n"
	    "Port=101\r\n"
	    "motd = Hi; \"there\" # all ; but this\r\n"
	    "[login]\r\n"
	    "acceptallwheelnames=no");

	UNUSED(state);
	assert_int_equal(c->verbosity, 2);
	assert_int_equal(c->login.port, 100);
	assert_int_equal(c->shard.port, 101);
	assert_string_equal(c->shard.motd, "Hi; \"there\" # all");
	assert_false(c->login.accept_all_wheel_names);
	attempt_end(&a);
}

static void
motd_is_continued_by_indented_lines(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_string_equal(load(&a, "[shard]\nmotd=one\n  two = 2\n\t[three\n"
	    "port=5\n")->shard.motd, "one\ntwo = 2\n[three");
	assert_int_equal(a.cfg->shard.port, 5);
	attempt_end(&a);
}

static void
indented_key_does_not_vanish(void **state)
{
	UNUSED(state);
	assert_refused("[shard]\nport=5\n  timeout=9000\n", 3,
	    "shard.port: an indented line would continue its value");
	assert_refused("[shard]\ndbpath=x\n\n y\n", 4, "shard.dbpath: ");
}

static void
first_indented_key_of_a_section_counts(void **state)
{
	struct attempt a;
	const struct config *c = load(&a, "verbosity=2\n[login]\n  port=5\n"
	    "[shard]\n  port=6\n");

	UNUSED(state);
	assert_int_equal(c->login.port, 5);
	assert_int_equal(c->shard.port, 6);
	attempt_end(&a);
}

static void
syntax_errors_name_their_line(void **state)
{
	UNUSED(state);
	assert_refused("verbosity=1\n\nnonsense\n", 3, "neither 'key=value'");
	assert_refused("verbosity=1\n[login\nport=3\n", 2, "a section without");
}

static void
duplicate_names_both_lines(void **state)
{
	UNUSED(state);
	assert_refused("[shard]\nport=5\n[login]\nport=6\n[SHARD]\nPORT=5\n", 6,
	    "SHARD.PORT: set twice, first in line 2");
}

static void
unknown_key_is_a_warning_with_the_nearest(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_int_equal(load(&a, "[login]\nprot=5\n\n[nowhere]\n"
	    "viewdistance=5\n[shard]\nbdpath=x\n")->login.port, 23000);
	assert_said(&a, 2, "warning: login.prot: unknown key, ignored; the "
	    "nearest known one is login.port");
	assert_said(&a, 5, "warning: nowhere.viewdistance: unknown key, "
	    "ignored; the nearest known one is shard.viewdistance");
	assert_said(&a, 7, "warning: shard.bdpath: unknown key, ignored; the "
	    "nearest known one is shard.dbpath");
	attempt_end(&a);
}

static void
over_long_line_is_refused(void **state)
{
	struct attempt a;
	char text[400];

	UNUSED(state);
	snprintf(text, sizeof(text), "[shard]\nmotd=%0194d\n", 0);
	assert_int_equal(strlen(load(&a, text)->shard.motd), 194);
	attempt_end(&a);
	snprintf(text, sizeof(text), "[shard]\nmotd=%0194d\r\n", 0);
	assert_int_equal(strlen(load(&a, text)->shard.motd), 194);
	attempt_end(&a);
	snprintf(text, sizeof(text), "\n[shard]\nmotd=%0195d\n", 0);
	assert_refused(text, 3, "the line has 200 bytes, allowed are 199");
	snprintf(text, sizeof(text), "# %0300d\n", 0);
	assert_refused(text, 1, "the line has 302 bytes");
}

static void
all_mistakes_are_told_at_once(void **state)
{
	struct attempt a;
	const char *text = "verbosity=9\nnonsense\n[login]\nport=0\n";

	UNUSED(state);
	load_bytes(&a, text, strlen(text));
	assert_null(a.cfg);
	assert_said(&a, 1, "verbosity: ");
	assert_said(&a, 2, "neither");
	assert_said(&a, 4, "login.port: ");
	attempt_end(&a);
}

/* --- the file */

static void
missing_file_gives_defaults_or_not(void **state)
{
	char *said = NULL;
	size_t n;
	FILE *err = open_memstream(&said, &n);
	struct config *c = config_load("/nonexistent/x.ini", false, err);

	UNUSED(state);
	assert_non_null(c);
	assert_int_equal(c->login.port, 23000);
	config_free(c);
	assert_null(config_load("/nonexistent/x.ini", true, err));
	fclose(err);
	assert_non_null(strstr(said, "x.ini: warning: no such file"));
	assert_non_null(strstr(said, "x.ini: cannot be opened: No such file"));
	free(said);
}

static void
what_is_no_text_is_refused(void **state)
{
	struct attempt a;
	char *said = NULL;
	size_t n;
	FILE *err;

	UNUSED(state);
	load_bytes(&a, "verbosity=1\n\0\n", 14);
	assert_null(a.cfg);
	assert_said(&a, 2, "a zero byte");
	attempt_end(&a);

	err = open_memstream(&said, &n);
	assert_null(config_load("/tmp", false, err));
	fclose(err);
	assert_non_null(strstr(said, "/tmp: cannot be read"));
	free(said);
}

/* --- what only shows when all is read */

static void
ports_are_distinct(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_refused("[login]\nport=5\n[shard]\nport=5\n", 4,
	    "shard.port: 5 is login.port already");
	assert_refused("[monitor]\nenabled=1\nport=23001\n", 3,
	    "monitor.port: 23001 is shard.port already");
	assert_refused("[metrics]\nenabled=1\nport=23000\n", 3,
	    "metrics.port: 23000 is login.port already");
	load(&a, "[monitor]\nport=23001\n[metrics]\nport=23001\n");
	attempt_end(&a);
}

static void
game_master_rights_for_all_are_warned_of(void **state)
{
	static const struct {
		const char *text;
		bool is_warned;
	} rows[] = {
		{ "", true },
		{ "[shard]\naccountlevel=50", true },
		{ "[shard]\naccountlevel=51", false },
		{ "[shard]\naccountlevel=99", false },
		{ "[login]\nautocreateaccounts=no", false },
		{ "[login]\nlistenip=127.0.0.1\n[shard]\nlistenip=::1", false },
		{ "[login]\nlistenip=127.0.0.1", true },
	};
	struct attempt a;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		load(&a, rows[i].text);
		assert_int_equal(strstr(a.said, "*** EVERYBODY") != NULL,
		    rows[i].is_warned);
		attempt_end(&a);
	}
}

static void
unreachable_address_is_warned_of(void **state)
{
	struct attempt a;

	UNUSED(state);
	load(&a, "[login]\nlistenip=127.0.0.1\n[shard]\nlistenip=127.0.0.1\n"
	    "ip=203.0.113.5\n");
	assert_said(&a, 5, "warning: shard.ip: clients are sent to");
	attempt_end(&a);
}

/* Spec world.md 1, DEFECT: below 3 the server divided by zero. */
static void
view_distance_has_a_least(void **state)
{
	struct attempt a;

	UNUSED(state);
	assert_refused("[shard]\nviewdistance=2", 2, "shard.viewdistance: ");
	load(&a, "[shard]\nviewdistance=300\n");
	assert_said(&a, 2, "warning: shard.viewdistance: with less than 3000");
	attempt_end(&a);
	load(&a, "[login]\nlistenip=127.0.0.1\n[shard]\nlistenip=127.0.0.1\n"
	    "viewdistance=3000\n");
	assert_string_equal(a.said, "");
	attempt_end(&a);
}

static void
addresses_are_checked(void **state)
{
	struct attempt a;
	char *said = NULL;
	size_t n;
	FILE *err;

	UNUSED(state);
	assert_refused("[shard]\nip=1.2.3.4.5", 2, "shard.ip: ");
	assert_refused("[shard]\nip=256.1.1.1", 2, "shard.ip: ");
	assert_refused("[shard]\nip=", 2, "shard.ip: ");
	assert_refused("[shard]\nip=my host", 2, "shard.ip: ");
	assert_refused("[monitor]\nlistenip=localhost", 2, "monitor.listenip");

	err = open_memstream(&said, &n);
	load(&a, "[shard]\nip=localhost\n");
	assert_true(config_resolve(a.cfg, err));
	assert_string_equal(a.cfg->shard.ip, "127.0.0.1");
	attempt_end(&a);
	load(&a, "[shard]\nip=no-such-host.invalid\n");
	assert_false(config_resolve(a.cfg, err));
	attempt_end(&a);
	fclose(err);
	assert_non_null(strstr(said, "shard.ip: 'no-such-host.invalid'"));
	free(said);
}

/* --- what we ship */

static void
shipped_file_is_fine_and_complete(void **state)
{
	const struct config_key *k;
	char *said = NULL, *text, line[128];
	size_t n;
	FILE *err = open_memstream(&said, &n), *f;
	struct config *c = config_load("config.ini", true, err);

	UNUSED(state);
	fclose(err);
	assert_string_equal(said, "");
	free(said);
	assert_non_null(c);
	assert_int_equal(c->shard.view_distance_units, 16000);
	assert_string_equal(c->shard.db_path, "db/database.db");
	config_free(c);

	f = fopen("config.ini", "r");
	text = calloc(1, 65536);
	assert_true(fread(text, 1, 65535, f) > 0);
	fclose(f);
	for (size_t i = 0; (k = config_key_get(i)) != NULL; i++) {
		snprintf(line, sizeof(line), "\n%s=", k->name);
		if (strstr(text, line) != NULL)
			continue;
		/* What is commented out shows the default. */
		snprintf(line, sizeof(line), "\n#%s=%s\n", k->name, k->def);
		if (strstr(text, line) == NULL)
			print_error("config.ini lacks %s\n", line);
		assert_non_null(strstr(text, line));
	}
	free(text);
}

static void
printed_keys_can_be_loaded(void **state)
{
	struct attempt a;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	UNUSED(state);
	config_print_keys(out);
	fclose(out);
	load(&a, text);
	attempt_end(&a);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_stand_without_a_line),
		cmocka_unit_test(view_distance_default_is_openfusions),
		cmocka_unit_test(protocol_changes_defaults),
		cmocka_unit_test(every_key_sets_its_field),
		cmocka_unit_test(every_key_refuses_nonsense),
		cmocka_unit_test(ranges_end_where_the_table_says),
		cmocka_unit_test(numbers_are_written_as_in_c),
		cmocka_unit_test(text_behind_a_number_is_a_warning),
		cmocka_unit_test(booleans_have_many_spellings),
		cmocka_unit_test(sandbox_has_modes_and_booleans),
		cmocka_unit_test(auth_methods_are_words),
		cmocka_unit_test(motd_fits_its_packet),
		cmocka_unit_test(paths_are_not_empty),
		cmocka_unit_test(grammar_is_openfusions),
		cmocka_unit_test(motd_is_continued_by_indented_lines),
		cmocka_unit_test(indented_key_does_not_vanish),
		cmocka_unit_test(first_indented_key_of_a_section_counts),
		cmocka_unit_test(syntax_errors_name_their_line),
		cmocka_unit_test(duplicate_names_both_lines),
		cmocka_unit_test(unknown_key_is_a_warning_with_the_nearest),
		cmocka_unit_test(over_long_line_is_refused),
		cmocka_unit_test(all_mistakes_are_told_at_once),
		cmocka_unit_test(missing_file_gives_defaults_or_not),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(ports_are_distinct),
		cmocka_unit_test(game_master_rights_for_all_are_warned_of),
		cmocka_unit_test(unreachable_address_is_warned_of),
		cmocka_unit_test(view_distance_has_a_least),
		cmocka_unit_test(addresses_are_checked),
		cmocka_unit_test(shipped_file_is_fine_and_complete),
		cmocka_unit_test(printed_keys_can_be_loaded),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
