/*
 * exposition.c - reads what a gatherer of Prometheus would.
 *
 * Owns:   nothing.
 * Called: by tests of metrics.
 * Thread: the test's.
 */
#include "support/exposition.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "bot/die.h"

enum { FAMILIES_MAX = 128, NAME_BYTES = 80, LINE_BYTES = 1024 };

struct reading {
	char names[FAMILIES_MAX][NAME_BYTES];
	size_t count;			/* the last one is being read */
	char type[16];
};

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

/* Copies the name at the line's begin; returns what is behind it. */
static const char *
take_name(const char *line, char out[NAME_BYTES])
{
	size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz_");

	if (n >= NAME_BYTES || strncmp(line, "fusiond_", 8) != 0)
		die("metrics: no name of ours: %s", line);
	str_format(out, NAME_BYTES, "%.*s", (int)n, line);
	return line + n;
}

/* key="value", with what must be escaped escaped; returns what is behind. */
static const char *
take_label(const char *rest, const char *line)
{
	size_t n = strspn(rest, "abcdefghijklmnopqrstuvwxyz");

	rest += n;
	if (n == 0 || strncmp(rest, "=\"", 2) != 0)
		die("metrics: no label: %s", line);
	for (rest += 2; *rest != '"'; rest++) {
		if (*rest == '\\')
			rest++;
		if (*rest == '\0')
			die("metrics: a label without an end: %s", line);
	}
	return rest + 1;
}

static void
check_sample(const struct reading *r, const char *line)
{
	const char *family, *rest;
	char name[NAME_BYTES], *end;

	rest = take_name(line, name);
	family = r->count > 0 ? r->names[r->count - 1] : "";
	if (strncmp(name, family, strlen(family)) != 0 || r->count == 0)
		die("metrics: not of %s: %s", family, line);
	if (strcmp(r->type, "histogram") == 0 ? !ends_with(name, "_bucket") &&
	    !ends_with(name, "_sum") && !ends_with(name, "_count") :
	    strcmp(name, family) != 0)
		die("metrics: not of %s, a %s: %s", family, r->type, line);
	if (*rest == '{') {
		do
			rest = take_label(rest + 1, line);
		while (*rest == ',');
		if (*rest++ != '}')
			die("metrics: labels without an end: %s", line);
	}
	if (rest[0] != ' ' || !isdigit((unsigned char)rest[1]))
		die("metrics: no number: %s", line);
	(void)strtod(rest + 1, &end);
	if (*end != '\0')
		die("metrics: more than a number: %s", line);
}

static void
begin_family(struct reading *r, const char *line)
{
	char name[NAME_BYTES];

	if (strlen(take_name(line + 7, name)) < 5)
		die("metrics: no help: %s", line);
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->names[i], name) == 0)
			die("metrics: twice: %s", line);
	if (r->count == FAMILIES_MAX)
		die("metrics: too many families");
	str_copy(r->names[r->count++], NAME_BYTES, name);
	r->type[0] = '\0';
}

static void
take_type(struct reading *r, const char *line)
{
	char name[NAME_BYTES];
	const char *rest = take_name(line + 7, name);

	if (r->count == 0 || strcmp(r->names[r->count - 1], name) != 0 ||
	    r->type[0] != '\0')
		die("metrics: a type of nothing: %s", line);
	str_copy(r->type, sizeof(r->type), rest + 1);
	if (ends_with(name, "_total") != (strcmp(r->type, "counter") == 0))
		die("metrics: a counter ends in _total: %s", line);
}

size_t
exposition_check(const char *text)
{
	struct reading r = { .count = 0 };
	char line[LINE_BYTES];

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (text[n] != '\n' || n >= sizeof(line))
			die("metrics: the last line has no end");
		str_format(line, sizeof(line), "%.*s", (int)n, text);
		text += n + 1;
		if (strncmp(line, "# HELP ", 7) == 0)
			begin_family(&r, line);
		else if (strncmp(line, "# TYPE ", 7) == 0)
			take_type(&r, line);
		else
			check_sample(&r, line);
	}
	return r.count;
}

double
exposition_value(const char *text, const char *sample)
{
	size_t n = strlen(sample);

	for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, sample, n) == 0 && at[n] == ' ')
			return strtod(at + n, NULL);
	}
	die("metrics: no %s", sample);
}
