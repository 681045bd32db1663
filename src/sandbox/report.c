/*
 * report.c - what the backend achieved, as one line.
 *
 * Owns:   nothing; the report is the backend's.
 * Called: by the Linux backend and its parts.
 * Thread: main.
 */
#include "sandbox/report.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"

void
report_init(struct sandbox_report *r)
{
	*r = (struct sandbox_report){
		.nnp = -1, .uid = -1, .caps = -1, .mdwe = -1,
		.landlock_abi = -1, .net = -1, .scope = -1, .netns = -1,
		.calls = -1, .tsync = -1, .roles = -1,
	};
}

static bool
is_listed(const char *list, const char *thing)
{
	size_t n = strlen(thing);

	for (const char *at = list; *at != '\0'; at += *at == ',') {
		size_t len = strcspn(at, ",");

		if (len == n && strncmp(at, thing, n) == 0)
			return true;
		at += len;
	}
	return false;
}

void
report_missing(struct sandbox_report *r, const char *thing, int err)
{
	char longer[REPORT_MISSING_BYTES];

	if (is_listed(r->missing, thing))
		return;
	if (err != 0)
		log_warn("sandbox: no %s: %s", thing, strerror(err));
	else
		log_warn("sandbox: no %s", thing);
	str_format(longer, sizeof(longer), "%s%s%s", r->missing,
	    r->missing[0] != '\0' ? "," : "", thing);
	str_copy(r->missing, sizeof(r->missing), longer);
}

/* " key=7", or " key=-" for what is not there. */
static void
add_number(char *out, size_t cap, const char *key, int value)
{
	size_t n = strlen(out);

	if (value < 0)
		str_format(out + n, cap - n, " %s=-", key);
	else
		str_format(out + n, cap - n, " %s=%d", key, value);
}

static void
add_text(char *out, size_t cap, const char *key, const char *value)
{
	size_t n = strlen(out);

	str_format(out + n, cap - n, " %s=%s", key, value);
}

void
report_format(const struct sandbox_report *r, char *out, size_t cap)
{
	str_format(out, cap, "nnp=%s", r->nnp < 0 ? "-" : "1");
	add_number(out, cap, "uid", r->uid);
	add_number(out, cap, "caps", r->caps);
	add_number(out, cap, "mdwe", r->mdwe);
	add_number(out, cap, "landlock", r->landlock_abi);
	add_number(out, cap, "net", r->net);
	add_number(out, cap, "scope", r->scope);
	add_number(out, cap, "netns", r->netns);
	add_text(out, cap, "root", r->root != NULL ? r->root : "-");
	add_number(out, cap, "calls", r->calls);
	add_number(out, cap, "tsync", r->tsync);
	add_number(out, cap, "roles", r->roles);
	add_text(out, cap, "missing", r->missing[0] != '\0' ? r->missing :
	    "none");
}
