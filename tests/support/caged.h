/*
 * caged.h - a server in its sandbox, to be attacked: started as root or as a
 * user, played on, and stopped with everything saved.
 */
#ifndef SUPPORT_CAGED_H
#define SUPPORT_CAGED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bot/e2e.h"

enum { CAGED_AS_ROOT = 0, CAGED_AS_USER = 65534 };

/* Two rows of a table of tests: the same as root and as a user. */
#define CAGED_BOTH(f) \
	{ #f " as root", (f), NULL, NULL, \
	    (void *)(uintptr_t)CAGED_AS_ROOT }, \
	{ #f " as a user", (f), NULL, NULL, \
	    (void *)(uintptr_t)CAGED_AS_USER }

/* Who starts the server in such a test. */
static inline uid_t
caged_uid(void **state)
{
	return (uid_t)(uintptr_t)*state;
}

/*
 * Skips the test, saying why, if there is no sandbox in this build or nobody
 * may trace here. The first call starts a server to find out.
 */
void caged_need(void);

/* Whether this program has all of the capabilities, as bits. */
bool caged_may(uint64_t capabilities);

/* sandbox=<mode>, started as the user. */
void caged_start(struct e2e *e, const char *mode, uid_t uid);

/*
 * A full evening: two strangers make accounts and characters, meet, walk,
 * talk and stay; the monitor tells of both. Those of an earlier call leave.
 */
void caged_play(struct e2e *e);

/* One of them takes a step more, and the other sees it. */
void caged_step(void);

/*
 * SIGTERM: the two of caged_play() are told and saved where they stand, and
 * the database is one sound file. The log may speak of refused calls. Removes
 * everything.
 */
void caged_end(struct e2e *e);

/* One update of the monitor port, "begin" to "end"; the caller frees it. */
char *caged_take_update(const struct server *s);

/* A connection to the login port that says nothing. */
int caged_connect(const struct server *s);

/* The value of a key in the line "sandbox: mode=..."; static. */
const char *caged_summary(const struct server *s, const char *key);

/* How often the text is in the log. */
unsigned caged_count_in_log(const struct server *s, const char *text);

#endif
