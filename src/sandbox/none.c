/*
 * none.c - the sandbox of systems that have none: says so once.
 *
 * Owns:   nothing.
 * Called: by sandbox.c.
 * Thread: as sandbox.h says.
 */
#if defined(SANDBOX_NONE) || !(defined(__linux__) || defined(__OpenBSD__))

#include "sandbox/backend.h"

#include "base/log.h"

#if defined(SANDBOX_NONE)
static const char reason[] = "this build was made with SANDBOX=0";
#else
static const char reason[] = "this system has no sandbox that fusiond knows";
#endif

bool
sandbox_backend_init(const struct sandbox_options *opt)
{
	if (opt->mode == SANDBOX_STRICT) {
		log_error("sandbox: sandbox=strict cannot be kept: %s", reason);
		return false;
	}
	log_warn("sandbox: nothing is confined: %s", reason);
	return true;
}

void
sandbox_backend_set_store_fds(const int *fds, size_t count)
{
	UNUSED(fds);
	UNUSED(count);
}

bool
sandbox_backend_seal(void)
{
	return true;
}

bool
sandbox_backend_start(void)
{
	return true;
}

bool
sandbox_backend_thread_start(enum sandbox_role role)
{
	UNUSED(role);
	return true;
}

bool
sandbox_backend_takes_names(void)
{
	return false;
}

const char *
sandbox_backend_summary(void)
{
	return "nnp=- uid=- caps=- mdwe=- landlock=- net=- scope=- netns=- "
	    "root=- calls=- tsync=- roles=- missing=all";
}

#endif
