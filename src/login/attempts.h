/* attempts.h - how often one address may try something within a while. */
#ifndef LOGIN_ATTEMPTS_H
#define LOGIN_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct attempts;

/* At most `limit` in any window of `window_ms`; 0 means no limit. */
struct attempts *attempts_new(uint32_t limit, int64_t window_ms) MUST_USE;
void attempts_free(struct attempts *a);

/*
 * Counts one attempt from this address (as text; an IPv6 one counts by its
 * /64, since a household owns that many). False: one too many.
 */
bool attempts_allow(struct attempts *a, const char *address, int64_t now_ms)
    MUST_USE;

#endif
