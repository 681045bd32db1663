/*
 * tdata_rig.h - the tables of tdata/ in memory, to be changed by tests before
 * they are loaded. Static functions: each test program has its own.
 */
#ifndef TESTS_TDATA_RIG_H
#define TESTS_TDATA_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "tdata/tdata.h"

enum { RIG_FILES = 40, RIG_TEXT_BYTES = 256 * 1024 };

struct rig_file {
	char path[80];		/* "w/NPCs.json", "p/1013/NPCs.json" */
	char *bytes;		/* NULL: the file is not there */
	size_t size;
};

struct rig {
	struct rig_file files[RIG_FILES];
	size_t file_count;
	struct tdata_options opt;
	struct tdata *t;
	char errors[4096];
	char warnings[RIG_TEXT_BYTES];
	char infos[RIG_TEXT_BYTES];
};

static struct rig rig;

static struct rig_file *
rig_find(const char *path)
{
	for (size_t i = 0; i < rig.file_count; i++) {
		if (strcmp(rig.files[i].path, path) == 0)
			return &rig.files[i];
	}
	return NULL;
}

/* Puts a file in place; NULL takes it away. */
static void
rig_set_bytes(const char *path, const char *bytes, size_t size)
{
	struct rig_file *f = rig_find(path);

	if (f == NULL) {
		assert_true(rig.file_count < RIG_FILES);
		f = &rig.files[rig.file_count++];
		*f = (struct rig_file){ 0 };
		str_copy(f->path, sizeof(f->path), path);
	}
	free(f->bytes);
	f->bytes = NULL;
	f->size = size;
	if (bytes == NULL)
		return;
	f->bytes = malloc(size + 1);
	assert_non_null(f->bytes);
	memcpy(f->bytes, bytes, size);
	f->bytes[size] = '\0';
}

__attribute__((unused)) static void
rig_set(const char *path, const char *text)
{
	rig_set_bytes(path, text, text == NULL ? 0 : strlen(text));
}

/* Length of what matches `old` at text; a space stands for any white space. */
static size_t
rig_match(const char *text, const char *old)
{
	static const char spaces[] = " \t\n";
	const char *p = text;

	for (; *old != '\0'; old++) {
		if (*old == ' ' && strchr(spaces, *p) != NULL && *p != '\0')
			p += strspn(p, spaces);
		else if (*old == *p)
			p++;
		else
			return 0;
	}
	return (size_t)(p - text);
}

/* Replaces the first `old` of a file, which must be there. */
__attribute__((unused)) static void
rig_edit(const char *path, const char *old, const char *new)
{
	struct rig_file *f = rig_find(path);
	size_t at = 0, matched = 0, size;
	char *text;

	assert_non_null(f);
	while (at < f->size && (matched = rig_match(f->bytes + at, old)) == 0)
		at++;
	if (matched == 0)
		fail_msg("%s has no %s", path, old);
	size = f->size - matched + strlen(new);
	text = malloc(size + 1);
	assert_non_null(text);
	memcpy(text, f->bytes, at);
	memcpy(text + at, new, strlen(new));
	memcpy(text + at + strlen(new), f->bytes + at + matched,
	    f->size - at - matched + 1);
	free(f->bytes);
	f->bytes = text;
	f->size = size;
}

static enum tdata_read
rig_read(void *arg, const char *path, char **bytes, size_t *size)
{
	const struct rig_file *f = rig_find(path);

	UNUSED(arg);
	if (f == NULL || f->bytes == NULL)
		return TDATA_READ_NONE;
	*bytes = malloc(f->size + 1);
	assert_non_null(*bytes);
	memcpy(*bytes, f->bytes, f->size);
	*size = f->size;
	return TDATA_READ_OK;
}

static void
rig_append(char *to, size_t cap, const char *line)
{
	size_t n = strlen(to);

	str_format(to + n, cap - n, "%s\n", line);
}

static void
rig_report(void *arg, enum log_level level, const char *line)
{
	UNUSED(arg);
	if (level == LOG_ERROR)
		rig_append(rig.errors, sizeof(rig.errors), line);
	else if (level == LOG_WARN)
		rig_append(rig.warnings, sizeof(rig.warnings), line);
	else
		rig_append(rig.infos, sizeof(rig.infos), line);
}

static void
rig_read_disk(const char *disk, const char *path)
{
	FILE *f = fopen(disk, "rb");
	char *text;
	long size;

	if (f == NULL)
		fail_msg("%s: tests run in the project's directory", disk);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size = ftell(f);
	rewind(f);
	text = malloc((size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)size, f), size);
	fclose(f);
	rig_set_bytes(path, text, (size_t)size);
	free(text);
}

static void
rig_drop(void)
{
	tdata_free(rig.t);
	rig.t = NULL;
	rig.errors[0] = rig.warnings[0] = rig.infos[0] = '\0';
}

/* cmocka setup: the files as they are in tdata/. */
__attribute__((unused)) static int
rig_setup(void **state)
{
	static const char *const names[] = {
		"xdt.json", "xdt1013.json", "NPCs.json", "mobs.json",
		"paths.json", "drops.json", "eggs.json",
	};
	static const char *const patches[] = {
		"1013/NPCs.json", "1013/mobs.json", "1013/paths.json",
		"1013/drops.json", "0104-fixes/drops.json",
		"1013-fixes/drops.json",
	};
	char disk[120], path[80];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		str_format(disk, sizeof(disk), "tdata/%s", names[i]);
		str_format(path, sizeof(path), "w/%s", names[i]);
		rig_read_disk(disk, path);
	}
	for (size_t i = 0; i < COUNT_OF(patches); i++) {
		str_format(disk, sizeof(disk), "tdata/patch/%s", patches[i]);
		str_format(path, sizeof(path), "p/%s", patches[i]);
		rig_read_disk(disk, path);
	}
	rig.opt = (struct tdata_options){
		.protocol = 104, .dir = "w", .patch_dir = "p/",
		.patches = "", .read = rig_read, .report = rig_report,
	};
	return 0;
}

static int
rig_teardown(void **state)
{
	UNUSED(state);
	rig_drop();
	for (size_t i = 0; i < rig.file_count; i++)
		free(rig.files[i].bytes);
	rig.file_count = 0;
	return 0;
}

static bool
rig_try(void)
{
	rig_drop();
	return tdata_load(&rig.opt, &rig.t);
}

/* Must load. */
__attribute__((unused)) static const struct tdata *
rig_load(void)
{
	if (!rig_try())
		fail_msg("refused: %s", rig.errors);
	assert_string_equal(rig.errors, "");
	return rig.t;
}

/* Must load, and warn with a line that holds both texts. */
__attribute__((unused)) static const struct tdata *
rig_load_warned(const char *file, const char *what)
{
	const struct tdata *t = rig_load();
	const char *line = rig.warnings;

	while ((line = strstr(line, file)) != NULL) {
		const char *end = strchr(line, '\n');
		const char *at = strstr(line, what);

		if (at != NULL && at < end)
			return t;
		line = end;
	}
	fail_msg("no warning of %s with \"%s\" among:\n%s", file, what,
	    rig.warnings);
	return NULL;
}

/* Must be refused in one line that holds both texts. */
__attribute__((unused)) static void
rig_refused(const char *file, const char *what)
{
	bool is_loaded = rig_try();

	if (is_loaded)
		fail_msg("loaded, but \"%s\" was expected", what);
	if (strstr(rig.errors, file) == NULL ||
	    strstr(rig.errors, what) == NULL)
		fail_msg("%s with \"%s\" expected, got: %s", file, what,
		    rig.errors);
	assert_null(rig.t);
	/* One fault, one line. */
	assert_ptr_equal(strchr(rig.errors, '\n'),
	    rig.errors + strlen(rig.errors) - 1);
}

__attribute__((unused)) static const struct tdata_spawn *
rig_spawn(int32_t id)
{
	for (uint32_t i = 0; i < rig.t->spawn_count; i++) {
		if (rig.t->spawns[i].id == id)
			return &rig.t->spawns[i];
	}
	return NULL;
}

__attribute__((unused)) static uint32_t
rig_count(enum tdata_spawn_kind kind)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rig.t->spawn_count; i++)
		n += rig.t->spawns[i].kind == kind;
	return n;
}

#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

#endif
