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

#include "base/log.h"
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
	char summary[256];
} sandbox;

/* What main found true once holds for the rest of its thread's life. */
static _Thread_local bool has_role;

static const char *const mode_names[] = {
	[SANDBOX_OFF] = "false",
	[SANDBOX_ON] = "true",
	[SANDBOX_STRICT] = "strict",
	[SANDBOX_AUDIT] = "audit",
};

/* Sanitizers make calls of their own: spec/sandbox.md 15. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZER_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define IS_SANITIZER_BUILD 1
#endif
#endif
#ifndef IS_SANITIZER_BUILD
#define IS_SANITIZER_BUILD 0
#endif

/* False: strict cannot be kept. */
static bool
choose_mode(enum sandbox_mode wanted)
{
	sandbox.mode = wanted;
	if (wanted == SANDBOX_OFF) {
		log_warn("Running without a sandbox");
		return true;
	}
	if (!IS_SANITIZER_BUILD)
		return true;
	if (wanted == SANDBOX_STRICT) {
		log_error("sandbox: sandbox=strict cannot be kept: sanitizer "
		    "build");
		return false;
	}
	log_warn("sandbox off: sanitizer build");
	sandbox.mode = SANDBOX_OFF;
	return true;
}

bool
sandbox_init(const struct sandbox_options *opt)
{
	CHECK(sandbox.phase == PHASE_NONE);
	CHECK(opt->mode <= SANDBOX_AUDIT);
	sandbox.phase = PHASE_INIT;
	if (!choose_mode(opt->mode))
		return false;
	return sandbox.mode == SANDBOX_OFF || sandbox_backend_init(opt);
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
	return sandbox.mode != SANDBOX_OFF && sandbox.mode != SANDBOX_AUDIT &&
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
