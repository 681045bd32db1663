/*
 * auth.h - password hashes, on threads of their own: a hash takes a fifth of
 * a second, and nobody else may wait for it.
 *
 * bcrypt as OpenFusion has it: new hashes are $2a$ of cost 12, so that they
 * move both ways. Passwords are wiped wherever they have been.
 */
#ifndef LOGIN_AUTH_H
#define LOGIN_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/mailbox.h"

enum {
	AUTH_HASH_BYTES = 61,		/* 60 characters and the NUL */
	AUTH_PASSWORD_BYTES = 256,
	AUTH_COST = 12,			/* of new hashes, spec/DECISIONS.md */
	AUTH_COST_MIN = 4,
	AUTH_COST_MAX = 15,		/* of stored ones: 31 would take days */
	AUTH_THREADS_MAX = 64
};

enum {
	AUTH_MSG_JOB = MSG_RANGE_AUTH,	/* login -> auth, private */
	AUTH_MSG_REPLY			/* auth -> login: struct auth_reply */
};

enum auth_kind {
	AUTH_VERIFY,			/* is this the password of that hash? */
	AUTH_MAKE,			/* a hash for a new account */
	AUTH_DUMMY			/* takes as long, answers AUTH_WRONG */
};

enum auth_result {
	AUTH_OK,
	AUTH_WRONG,			/* another password */
	AUTH_BAD_HASH,			/* not one that we take; no cost */
	AUTH_FAILED			/* the library refused */
};

struct auth_reply {
	enum auth_kind kind;
	enum auth_result result;
	uint32_t worker;		/* for auth_on_reply() */
	char hash[AUTH_HASH_BYTES];	/* AUTH_MAKE */
};

struct auth_options {
	uint32_t thread_count;		/* 1..AUTH_THREADS_MAX */
	uint32_t max_waiting;		/* jobs, over all threads */
	uint32_t cost;			/* 0: AUTH_COST; tests want it cheap */
	struct mailbox *reply_to;
};

struct auth;

/* Makes mailboxes, starts nothing. */
struct auth *auth_new(const struct auth_options *opt) MUST_USE;

/* Starts the threads; they wait at the gate. False: logged. */
bool auth_start(struct auth *a) MUST_USE;

/* Ends the threads; jobs that wait are forgotten. */
void auth_stop(struct auth *a);
void auth_free(struct auth *a);		/* NULL is allowed */

/*
 * Login thread. Gives the job to the thread with the least to do; the reply
 * carries ref. hash is for AUTH_VERIFY only. False: too many are waiting.
 */
bool auth_post(struct auth *a, uint64_t ref, enum auth_kind kind,
    const char *password, const char *hash) MUST_USE;

/* Login thread, with every reply: one less is waiting. */
void auth_on_reply(struct auth *a, const struct auth_reply *reply);

/* Does what waits for one worker, in the calling thread: for tests. */
void auth_work(struct auth *a, uint32_t worker);

/* A hash that we accept: prefix 2a, 2b, 2x, 2y, cost 4..15, 60 characters. */
bool auth_hash_is_usable(const char *hash);

/* What the threads do. out must hold AUTH_HASH_BYTES. */
enum auth_result auth_verify(const char *password, const char *hash);
enum auth_result auth_make(const char *password, uint32_t cost, char *out);

#endif
