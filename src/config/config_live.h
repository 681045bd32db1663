/* config_live.h - keys that a running server takes from a new config.ini. */
#ifndef CONFIG_CONFIG_LIVE_H
#define CONFIG_CONFIG_LIVE_H

#include <stdbool.h>

#include "base/check.h"

struct config;

/* label is "shard.motd"; is_live: config_take_live() takes it. */
typedef void config_change_fn(void *arg, const char *label, bool is_live);

/* Calls fn for each key whose value differs. */
void config_each_change(const struct config *was, const struct config *is,
    config_change_fn *fn, void *arg);

/*
 * Copies the live keys of fresh. Their texts are fresh's, which must live as
 * long as they are used.
 */
void config_take_live(struct config *cfg, const struct config *fresh);

#endif
