/* config_key.h - the table of all keys of config.ini; for config.c only. */
#ifndef CONFIG_CONFIG_KEY_H
#define CONFIG_CONFIG_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum config_type {
	CONFIG_INT,		/* int32_t, lo..hi */
	CONFIG_PORT,		/* uint16_t, 1..65535 */
	CONFIG_BOOL,		/* bool */
	CONFIG_STRING,		/* const char *, one line */
	CONFIG_TEXT,		/* const char *, may be continued */
	CONFIG_WORD,		/* const char *, one of choices */
	CONFIG_CHOICE,		/* an enum: the index in choices */
	CONFIG_SWITCH,		/* the same, and every spelling of a boolean */
	CONFIG_AUTH		/* uint32_t, a bit for each of choices */
};

struct config_key {
	const char *section;		/* "": before the first [section] */
	const char *name;
	enum config_type type;
	size_t offset;			/* in struct config */
	const char *def;		/* as one would write it in the file */
	const char *def_1013;		/* for protocol 1013, or NULL */
	int32_t lo, hi;
	const char *const *choices;	/* ends with NULL */
	/* NULL if the value is fine, else what is allowed. */
	const char *(*check)(const char *value);
	const char *help;
};

/* The i-th row; NULL past the last. */
const struct config_key *config_key_get(size_t i);

/* Its index; -1 if there is none. Names in any case. */
int config_key_find(const char *section, const char *name);

/* The row whose name looks most like this one; never NULL. */
const struct config_key *config_key_nearest(const char *section,
    const char *name);

/* "login.port", or "verbosity" without a section; returns buf. */
const char *config_key_label(const char *section, const char *name,
    char *buf, size_t cap);

/* "1..65535", "true or false", ...; returns buf. */
const char *config_key_allowed(const struct config_key *key, char *buf,
    size_t cap);

enum { CONFIG_KEY_MAX = 128 };

#endif
