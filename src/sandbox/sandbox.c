/*
 * sandbox.c - the order of the sandbox's phases, its modes, the summary line.
 *
 * Owns:   the phase that has been reached.
 * Called: by main; sandbox_thread_start() by every thread past the gate.
 * Thread: main, but for sandbox_thread_start().
 *
 * Knows no system: the steps themselves are the backend's (backend.h).
 */
#include "sandbox/sandbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/sanitizer.h"
#include "base/str.h"
#include "sandbox/backend.h"

enum phase { PHASE_NONE, PHASE_INIT, PHASE_SEALED, PHASE_STARTED };

/*
 * The process has one sandbox, so this is not a context argument. Threads read
 * it only past the gate, which main opens after its last write.
 */
static struct {
	enum phase phase;
	enum sandbox_mode mode;
	bool store_names_files;
	char summary[512];
} sandbox;

/* What main found true once holds for the rest of its thread's life. */
static _Thread_local bool has_role;

static const char *const mode_names[] = {
	[SANDBOX_OFF] = "false",
	[SANDBOX_ON] = "true",
	[SANDBOX_STRICT] = "strict",
	[SANDBOX_AUDIT] = "audit",
};

/* Its own calls would be filtered; it loads its parts before ours. */
static bool
is_under_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

static bool
refuse_strict(const char *why)
{
	log_error("sandbox: sandbox=strict cannot be kept: %s", why);
	return false;
}

/* False: strict cannot be kept. */
static bool
choose_mode(enum sandbox_mode wanted)
{
	const char *why = IS_SANITIZER_BUILD ? "sanitizer build" :
	    is_under_valgrind() ? "valgrind" : NULL;

	sandbox.mode = wanted;
	if (wanted == SANDBOX_OFF) {
		log_warn("Running without a sandbox");
		return true;
	}
	if (why != NULL && wanted == SANDBOX_STRICT)
		return refuse_strict(why);
	if (why != NULL) {
		log_warn("sandbox off: %s", why);
		sandbox.mode = SANDBOX_OFF;
	}
	return true;
}

/* Settings that cost something: strict does without, true says what. */
static bool
weigh_options(const struct sandbox_options *opt)
{
	bool has_extra = opt->extra_path != NULL && opt->extra_path[0] != '\0';
	bool ok = true;

	if (sandbox.mode == SANDBOX_STRICT) {
		if (has_extra)
			ok = refuse_strict("sandboxextrapath is set");
		if (opt->store_names_files)
			ok = refuse_strict("journalmode=delete");
		return ok;
	}
	if (sandbox.mode != SANDBOX_ON)
		return true;
	if (has_extra)
		log_warn("sandbox: sandboxextrapath=%s stays open to reading "
		    "and writing, memory can be dumped, and the root "
		    "directory is not emptied", opt->extra_path);
	if (opt->store_names_files)
		log_warn("sandbox: journalmode=delete leaves the database's "
		    "directory open to the database thread, and the root "
		    "directory is not emptied");
	return true;
}

bool
sandbox_init(const struct sandbox_options *opt)
{
	CHECK(sandbox.phase == PHASE_NONE);
	CHECK(opt->mode <= SANDBOX_AUDIT);
	sandbox.phase = PHASE_INIT;
	sandbox.store_names_files = opt->store_names_files;
	if (!choose_mode(opt->mode) || !weigh_options(opt))
		return false;
	return sandbox.mode == SANDBOX_OFF || sandbox_backend_init(opt);
}

void
sandbox_set_store_fds(const int *fds, size_t count)
{
	CHECK(sandbox.phase == PHASE_INIT);
	CHECK(count <= SANDBOX_STORE_FDS);
	if (sandbox.mode != SANDBOX_OFF)
		sandbox_backend_set_store_fds(fds, count);
}

bool
sandbox_seal(void)
{
	CHECK(sandbox.phase == PHASE_INIT);
	sandbox.phase = PHASE_SEALED;
	return sandbox.mode == SANDBOX_OFF || sandbox_backend_seal();
}

bool
sandbox_start(void)
{
	CHECK(sandbox.phase == PHASE_SEALED);
	sandbox.phase = PHASE_STARTED;
	return sandbox.mode == SANDBOX_OFF || sandbox_backend_start();
}

bool
sandbox_thread_start(enum sandbox_role role)
{
	CHECK(sandbox.phase == PHASE_STARTED);
	CHECK(role < SANDBOX_ROLE_COUNT);
	CHECK(!has_role);
	has_role = true;
	return sandbox.mode == SANDBOX_OFF ||
	    sandbox_backend_thread_start(role);
}

bool
sandbox_takes_names(void)
{
	CHECK(sandbox.phase >= PHASE_INIT);
	return sandbox.mode != SANDBOX_OFF && !sandbox.store_names_files &&
	    sandbox_backend_takes_names();
}

const char *
sandbox_summary(void)
{
	str_format(sandbox.summary, sizeof(sandbox.summary),
	    "sandbox: mode=%s %s", mode_names[sandbox.mode],
	    sandbox.mode == SANDBOX_OFF ? "missing=all" :
	    sandbox_backend_summary());
	return sandbox.summary;
}

void
sandbox_reset(void)
{
	sandbox.phase = PHASE_NONE;
	sandbox.mode = SANDBOX_OFF;
	has_role = false;
}
