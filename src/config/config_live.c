/*
 * config_live.c - the keys that a running server takes from a new config.ini.
 *
 * Live is what the world alone reads, each time that it needs it. All others
 * have become something at the start: a port, a thread, a size.
 *
 * Owns:   the list of those keys.
 * Called: by the control thread for a reload.
 * Thread: any; configs are const.
 */
#include "config/config_live.h"

#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "config/config.h"
#include "config/config_key.h"
#include "config/config_value.h"

/* All of [shard]. */
static const char *const live_keys[] = {
	"motd", "eventmode", "anticheat", "movementcheck", "missionnpccheck",
	"nanostationcheck", "lesstarofmingroupdisabled",
	"removeexpireditemsfrombank", "izracescorecapped",
	"disablefirstuseflag", "auditlog",
	/* for who comes in from now on */
	"tarorate", "fusionmatterrate"
};

static bool
is_live(const struct config_key *key)
{
	if (strcmp(key->section, "shard") != 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(live_keys); i++)
		if (strcmp(key->name, live_keys[i]) == 0)
			return true;
	return false;
}

/* In struct config. */
static size_t
bytes_of(enum config_type type)
{
	switch (type) {
	case CONFIG_INT:
		return sizeof(int32_t);
	case CONFIG_PORT:
		return sizeof(uint16_t);
	case CONFIG_BOOL:
		return sizeof(bool);
	case CONFIG_STRING:
	case CONFIG_TEXT:
	case CONFIG_WORD:
		return sizeof(const char *);
	case CONFIG_CHOICE:
	case CONFIG_SWITCH:
		return sizeof(enum config_sandbox);
	case CONFIG_AUTH:
		return sizeof(uint32_t);
	}
	return 0;
}

static bool
is_text(enum config_type type)
{
	return type == CONFIG_STRING || type == CONFIG_TEXT ||
	    type == CONFIG_WORD;
}

/* A host's name has become an address, which no thread can find any more. */
static bool
is_host_name(const struct config_key *key, const char *value)
{
	struct in_addr addr;

	return strcmp(key->section, "shard") == 0 &&
	    strcmp(key->name, "ip") == 0 &&
	    inet_pton(AF_INET, value, &addr) != 1;
}

static bool
is_equal(const struct config *a, const struct config *b,
    const struct config_key *key)
{
	const char *x = (const char *)a + key->offset;
	const char *y = (const char *)b + key->offset;
	const char *s, *t;

	if (!is_text(key->type))
		return memcmp(x, y, bytes_of(key->type)) == 0;
	memcpy(&s, x, sizeof(s));
	memcpy(&t, y, sizeof(t));
	return strcmp(s, t) == 0 || is_host_name(key, t);
}

void
config_each_change(const struct config *was, const struct config *is,
    config_change_fn *fn, void *arg)
{
	const struct config_key *key;
	char label[CONFIG_LABEL_BYTES];

	for (size_t i = 0; (key = config_key_get(i)) != NULL; i++)
		if (!is_equal(was, is, key))
			fn(arg, config_key_label(key->section, key->name,
			    label, sizeof(label)), is_live(key));
}

void
config_take_live(struct config *cfg, const struct config *fresh)
{
	const struct config_key *key;

	for (size_t i = 0; (key = config_key_get(i)) != NULL; i++)
		if (is_live(key))
			memcpy((char *)cfg + key->offset,
			    (const char *)fresh + key->offset,
			    bytes_of(key->type));
}
