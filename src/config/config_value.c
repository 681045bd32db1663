/*
 * config_value.c - judges single values of config.ini and tells mistakes.
 *
 * Owns:   nothing.
 * Called: by config.c.
 * Thread: main, before the others exist.
 */
#include "config/config_value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config/config.h"
#include "config/config_key.h"

enum {
	SHOWN_BYTES = 60,	/* of a wrong value */
	ALLOWED_BYTES = 128
};

static void
print_place(const struct config_report *r, int line)
{
	if (line > 0)
		fprintf(r->err, "%s:%d: ", r->path, line);
	else
		fprintf(r->err, "%s: ", r->path);
}

void
config_tell(struct config_report *r, int line, const char *fmt, ...)
{
	va_list ap;

	if (++r->errors > CONFIG_ERRORS_TOLD)
		return;
	print_place(r, line);
	va_start(ap, fmt);
	vfprintf(r->err, fmt, ap);
	va_end(ap);
	fputc('\n', r->err);
}

void
config_warn(struct config_report *r, int line, const char *fmt, ...)
{
	va_list ap;

	print_place(r, line);
	fprintf(r->err, "warning: ");
	va_start(ap, fmt);
	vfprintf(r->err, fmt, ap);
	va_end(ap);
	fputc('\n', r->err);
}

static void
tell_bad_value(struct config_report *r, const struct config_key *key,
    int line, const char *value, const char *allowed)
{
	char label[CONFIG_LABEL_BYTES], shown[SHOWN_BYTES];

	str_copy(shown, sizeof(shown), value);
	shown[strcspn(shown, "\r\n")] = '\0';
	for (char *c = shown; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 127)
			*c = '?';	/* nothing that a terminal obeys */
	}
	config_tell(r, line, "%s: '%s' is not possible, allowed is %s",
	    config_key_label(key->section, key->name, label, sizeof(label)),
	    shown, allowed);
}

/*
 * A leading integer as C writes it: 0x is hexadecimal, a leading 0 octal.
 * OpenFusion takes "12abc" for 12; so do we, but say so.
 */
static bool
parse_int(struct config_report *r, const struct config_key *key, int line,
    const char *value, int32_t *out)
{
	char allowed[ALLOWED_BYTES], label[CONFIG_LABEL_BYTES];
	char *end;
	long long number;

	config_key_allowed(key, allowed, sizeof(allowed));
	errno = 0;
	number = strtoll(value, &end, 0);
	if (end == value || errno != 0 || number < key->lo ||
	    number > key->hi) {
		tell_bad_value(r, key, line, value, allowed);
		return false;
	}
	if (*end != '\0') {
		config_warn(r, line,
		    "%s: '%s' behind the number %lld is ignored",
		    config_key_label(key->section, key->name, label,
			sizeof(label)), end, number);
	}
	*out = (int32_t)number;
	return true;
}

static bool
parse_bool(const char *value, bool *out)
{
	static const char *const words[][2] = {
		{ "false", "true" }, { "no", "yes" }, { "off", "on" },
		{ "0", "1" }
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		for (int b = 0; b < 2; b++) {
			if (!str_equal_nocase(value, words[i][b]))
				continue;
			*out = b != 0;
			return true;
		}
	}
	return false;
}

static int
find_word(const char *const *words, const char *value)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (str_equal_nocase(words[i], value))
			return i;
	}
	return -1;
}

/*
 * OpenFusion searches for the words anywhere, so that every separator works;
 * whole words are asked for here: "nopassword" is not "password".
 */
static bool
parse_auth(struct config_report *r, const struct config_key *key, int line,
    const char *value, uint32_t *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	uint32_t bits = 0;
	const char *rest = value;
	char word[32];

	while (*(rest += strcspn(rest, letters)) != '\0') {
		size_t n = strspn(rest, letters);
		int found;

		snprintf(word, sizeof(word), "%.*s", (int)n, rest);
		rest += n;
		found = find_word(key->choices, word);
		if (found >= 0)
			bits |= 1U << found;
		else
			config_warn(r, line,
			    "%s.%s: '%s' is no known way to log in, ignored",
			    key->section, key->name, word);
	}
	*out = bits;
	return bits != 0;
}

/* The enums are read and written as unsigned. */
_Static_assert(sizeof(enum config_sandbox) == sizeof(unsigned), "enum size");
_Static_assert(sizeof(enum config_log_format) == sizeof(unsigned), "enum size");
_Static_assert(sizeof(enum config_log_time) == sizeof(unsigned), "enum size");
_Static_assert(sizeof(enum config_journal) == sizeof(unsigned), "enum size");

void
config_value_store(struct config_report *r, struct config *cfg,
    const struct config_key *key, int line, const char *value)
{
	void *field = (char *)cfg + key->offset;
	char allowed[ALLOWED_BYTES];
	bool ok = true, flag = false;
	uint32_t bits = 0;
	int32_t number = 0;
	int word = -1;

	switch (key->type) {
	case CONFIG_INT:
		if (parse_int(r, key, line, value, &number))
			*(int32_t *)field = number;
		break;
	case CONFIG_PORT:
		if (parse_int(r, key, line, value, &number))
			*(uint16_t *)field = (uint16_t)number;
		break;
	case CONFIG_BOOL:
		ok = parse_bool(value, &flag);
		*(bool *)field = flag;
		break;
	case CONFIG_STRING:
	case CONFIG_TEXT:
		*(const char **)field = value;
		break;
	case CONFIG_WORD:
		word = find_word(key->choices, value);
		ok = word >= 0;
		if (ok)
			*(const char **)field = key->choices[word];
		break;
	case CONFIG_SWITCH:
	case CONFIG_CHOICE:
		word = find_word(key->choices, value);
		if (word < 0 && key->type == CONFIG_SWITCH &&
		    parse_bool(value, &flag))
			word = flag;
		ok = word >= 0;
		if (ok)
			*(unsigned *)field = (unsigned)word;
		break;
	case CONFIG_AUTH:
		ok = parse_auth(r, key, line, value, &bits);
		*(uint32_t *)field = bits;
		break;
	}
	if (!ok) {
		tell_bad_value(r, key, line, value,
		    config_key_allowed(key, allowed, sizeof(allowed)));
		return;
	}
	if (key->check != NULL && key->check(value) != NULL)
		tell_bad_value(r, key, line, value, key->check(value));
}
