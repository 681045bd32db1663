/* config_value.h - judges single values, tells mistakes; for config.c only. */
#ifndef CONFIG_CONFIG_VALUE_H
#define CONFIG_CONFIG_VALUE_H

#include <stdio.h>

#include "base/check.h"

struct config;
struct config_key;

enum {
	CONFIG_ERRORS_TOLD = 20,	/* then it is another kind of file */
	CONFIG_LABEL_BYTES = 128	/* for config_key_label() */
};

/* Where mistakes of one file go. */
struct config_report {
	const char *path;
	FILE *err;
	unsigned errors;
};

/* A mistake that forbids the start; line 0 is none. Counts it. */
void config_tell(struct config_report *r, int line, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

void config_warn(struct config_report *r, int line, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/*
 * Writes the value into the key's field, or tells what is wrong with it.
 * Strings are borrowed: value must live as long as cfg.
 */
void config_value_store(struct config_report *r, struct config *cfg,
    const struct config_key *key, int line, const char *value);

#endif
