/*
 * auth.c - password hashes, on threads of their own.
 *
 * Each thread has its own mailbox; login hands jobs to the one with the least
 * to do and counts them back in, so nothing is shared. The threads run at a
 * lower priority (base/thread.c): a storm of logins must not be felt in play.
 *
 * Owns:   struct auth, and every password on its way.
 * Called: by login.c.
 * Thread: auth_post() and auth_on_reply() login, the work itself auth.
 */
#include "login/auth.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#include "base/counter.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/thread.h"

enum {
	SALT_BYTES = 16,
	SETTING_CHARS = 29,		/* $2a$12$ and 22 characters of salt */
	HASH_CHARS = 60
};

struct job {
	enum auth_kind kind;
	char hash[AUTH_HASH_BYTES];
	char password[AUTH_PASSWORD_BYTES];
};

struct worker {
	struct auth *auth;
	uint32_t index;
	struct mailbox *inbox;
	struct thread *thread;
	uint32_t waiting;		/* login's count */
};

struct auth {
	uint32_t worker_count;
	uint32_t waiting;
	uint32_t max_waiting;
	uint32_t cost;
	struct mailbox *reply_to;
	struct counter is_stopping;	/* the one thing that threads share */
	struct worker workers[];
};

static bool
is_bcrypt_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '/';
}

bool
auth_hash_is_usable(const char *hash)
{
	int cost;

	if (strlen(hash) != HASH_CHARS)
		return false;
	if (hash[0] != '$' || hash[1] != '2' || hash[3] != '$')
		return false;
	if (hash[2] != 'a' && hash[2] != 'b' && hash[2] != 'x' &&
	    hash[2] != 'y')
		return false;
	if (hash[4] < '0' || hash[4] > '9' || hash[5] < '0' || hash[5] > '9')
		return false;
	cost = (hash[4] - '0') * 10 + (hash[5] - '0');
	if (cost < AUTH_COST_MIN || cost > AUTH_COST_MAX || hash[6] != '$')
		return false;
	for (size_t i = SETTING_CHARS - 22; i < HASH_CHARS; i++) {
		if (!is_bcrypt_char(hash[i]))
			return false;
	}
	return true;
}

static bool
is_equal_in_constant_time(const char *a, const char *b, size_t n)
{
	unsigned differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return differ == 0;
}

/*
 * Hashes by the setting (a whole hash serves as one). crypt_rn() with memory
 * of ours opens nothing and keeps nothing; the 32 KiB are wiped afterwards.
 */
static bool
hash_password(const char *password, const char *setting, char *out)
{
	struct crypt_data *data = calloc(1, sizeof(*data));
	const char *got;
	bool ok = false;

	CHECK(data != NULL);
	got = crypt_rn(password, setting, data, (int)sizeof(*data));
	if (got != NULL && strlen(got) == HASH_CHARS) {
		memcpy(out, got, AUTH_HASH_BYTES);
		ok = true;
	}
	explicit_bzero(data, sizeof(*data));
	free(data);
	return ok;
}

enum auth_result
auth_verify(const char *password, const char *hash)
{
	char got[AUTH_HASH_BYTES];
	enum auth_result result = AUTH_WRONG;

	if (!auth_hash_is_usable(hash))
		return AUTH_BAD_HASH;
	if (!hash_password(password, hash, got))
		return AUTH_FAILED;
	if (is_equal_in_constant_time(got, hash, HASH_CHARS))
		result = AUTH_OK;
	explicit_bzero(got, sizeof(got));
	return result;
}

enum auth_result
auth_make(const char *password, uint32_t cost, char *out)
{
	char salt[SALT_BYTES];
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	/* our own bytes: the library would open /dev/urandom for its own */
	rng_os_bytes(salt, sizeof(salt));
	if (crypt_gensalt_rn("$2a$", cost, salt, sizeof(salt), setting,
	    (int)sizeof(setting)) == NULL)
		return AUTH_FAILED;
	if (!hash_password(password, setting, out))
		return AUTH_FAILED;
	return AUTH_OK;
}

static void
do_job(const struct worker *w, const struct job *job, struct auth_reply *r)
{
	char scratch[AUTH_HASH_BYTES];

	r->kind = job->kind;
	r->worker = w->index;
	switch (job->kind) {
	case AUTH_VERIFY:
		r->result = auth_verify(job->password, job->hash);
		break;
	case AUTH_MAKE:
		r->result = auth_make(job->password, w->auth->cost, r->hash);
		break;
	case AUTH_DUMMY:
		/* whoever asks must not learn by the clock who exists */
		(void)auth_make(job->password, w->auth->cost, scratch);
		explicit_bzero(scratch, sizeof(scratch));
		r->result = AUTH_WRONG;
		break;
	}
}

static bool
is_stopping(const struct worker *w)
{
	return counter_get(&w->auth->is_stopping) != 0;
}

/* Does the jobs, or only wipes them if we are stopping; frees the batch. */
static void
work_batch(struct worker *w, struct batch *b)
{
	for (const struct msg *m = batch_first(b); m != NULL;
	    m = batch_next(b, m)) {
		struct batch *out = NULL;

		if (!is_stopping(w)) {
			do_job(w, msg_payload(m), batch_add(&out,
			    AUTH_MSG_REPLY, m->ref, sizeof(struct auth_reply)));
			mailbox_post_always(w->auth->reply_to, &out);
		}
		/* the batch is ours alone now: wipe what nobody else will */
		explicit_bzero((void *)(uintptr_t)msg_payload(m),
		    sizeof(struct job));
	}
	batch_free(b);
}

static void
work_chain(struct worker *w, struct batch *chain)
{
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL)
		work_batch(w, b);
}

static void
worker_run(void *arg)
{
	struct worker *w = arg;

	ON_THREAD(THREAD_AUTH);
	while (!is_stopping(w))
		work_chain(w, mailbox_wait(w->inbox, -1));
}

void
auth_work(struct auth *a, uint32_t worker)
{
	CHECK(worker < a->worker_count);
	work_chain(&a->workers[worker],
	    mailbox_take(a->workers[worker].inbox));
}

struct auth *
auth_new(const struct auth_options *opt)
{
	struct auth *a;

	CHECK(opt->thread_count >= 1 && opt->thread_count <= AUTH_THREADS_MAX);
	a = calloc(1, sizeof(*a) + opt->thread_count * sizeof(a->workers[0]));
	CHECK(a != NULL);
	a->worker_count = opt->thread_count;
	a->max_waiting = opt->max_waiting;
	a->cost = opt->cost == 0 ? AUTH_COST : opt->cost;
	a->reply_to = opt->reply_to;

	for (uint32_t i = 0; i < a->worker_count; i++) {
		struct worker *w = &a->workers[i];

		w->auth = a;
		w->index = i;
		/* the count of waiting jobs is the limit, not their bytes */
		w->inbox = mailbox_new(MAILBOX_WAKE_COND, SIZE_MAX);
		if (w->inbox == NULL) {
			auth_free(a);
			return NULL;
		}
	}
	return a;
}

bool
auth_start(struct auth *a)
{
	for (uint32_t i = 0; i < a->worker_count; i++) {
		struct worker *w = &a->workers[i];

		w->thread = thread_new(THREAD_AUTH, i, worker_run, w);
		if (w->thread == NULL)
			return false;
	}
	return true;
}

void
auth_stop(struct auth *a)
{
	/* at most one more hash each: what waits is dropped */
	counter_set(&a->is_stopping, 1);
	for (uint32_t i = 0; i < a->worker_count; i++)
		mailbox_wake(a->workers[i].inbox);
	for (uint32_t i = 0; i < a->worker_count; i++) {
		thread_join(a->workers[i].thread);
		a->workers[i].thread = NULL;
	}
}

void
auth_free(struct auth *a)
{
	if (a == NULL)
		return;
	for (uint32_t i = 0; i < a->worker_count; i++) {
		struct worker *w = &a->workers[i];

		if (w->inbox == NULL)
			continue;
		counter_set(&a->is_stopping, 1);
		work_chain(w, mailbox_take(w->inbox));	/* wipes */
		mailbox_free(w->inbox);
	}
	free(a);
}

bool
auth_post(struct auth *a, uint64_t ref, enum auth_kind kind,
    const char *password, const char *hash)
{
	struct worker *least = &a->workers[0];
	struct batch *b = NULL;
	struct job *job;

	ON_THREAD(THREAD_LOGIN);
	if (a->waiting >= a->max_waiting)
		return false;
	for (uint32_t i = 1; i < a->worker_count; i++) {
		if (a->workers[i].waiting < least->waiting)
			least = &a->workers[i];
	}

	/* one job a batch: a batch that grew would leave copies behind */
	job = batch_add(&b, AUTH_MSG_JOB, ref, sizeof(*job));
	job->kind = kind;
	str_copy(job->password, sizeof(job->password), password);
	if (hash != NULL && strlen(hash) < sizeof(job->hash))
		str_copy(job->hash, sizeof(job->hash), hash);
	mailbox_post_always(least->inbox, &b);
	least->waiting++;
	a->waiting++;
	return true;
}

void
auth_on_reply(struct auth *a, const struct auth_reply *reply)
{
	ON_THREAD(THREAD_LOGIN);
	CHECK(reply->worker < a->worker_count);
	CHECK(a->waiting > 0 && a->workers[reply->worker].waiting > 0);
	a->workers[reply->worker].waiting--;
	a->waiting--;
}
