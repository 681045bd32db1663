/*
 * refresh.h - new tables in the place of old ones while the world runs: which
 * parts differ, which of them may be exchanged, and doing it.
 *
 * A section is a top-level key of a file, after patches: "Crates" of
 * drops.json. Gruntwork is no section: the server itself writes it.
 */
#ifndef TDATA_REFRESH_H
#define TDATA_REFRESH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct tdata;

enum tdata_hold {
	TDATA_HOLD_FIXED,	/* the world is built of it: only a restart */
	TDATA_HOLD_LEANT_ON, /* the same, and live ones name its rows */
	TDATA_HOLD_LIVE		/* looked up each time it is used */
};

struct tdata_section {
	const char *file;
	const char *key;
	enum tdata_hold hold;
	uint64_t digest;		/* of what it says */
};

/* Calls fn for each section that one of them lacks or that differs. */
typedef void tdata_change_fn(void *arg, const struct tdata_section *s);
void tdata_each_change(const struct tdata *was, const struct tdata *is,
    tdata_change_fn *fn, void *arg);

/*
 * Tables with the live sections of fresh and all else of base, which must have
 * the same sections that are leant on, and must live longer. fresh becomes
 * part of the result and goes with its tdata_free().
 */
struct tdata *tdata_refresh(const struct tdata *base, struct tdata *fresh)
    MUST_USE;

#endif
