/*
 * linux.c - the sandbox of Linux: its parts, in their order.
 *
 * Owns:   the report of what was achieved.
 * Called: by sandbox.c.
 * Thread: main, but for sandbox_backend_thread_start().
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/backend.h"

#include "base/log.h"
#include "base/str.h"
#include "sandbox/linux_landlock.h"
#include "sandbox/linux_seccomp.h"
#include "sandbox/linux_selftest.h"
#include "sandbox/privdrop.h"
#include "sandbox/report.h"

static struct {
	const struct sandbox_options *opt;	/* main's; started: NULL */
	enum sandbox_mode mode;
	struct sandbox_report report;
	char summary[384];
} box;

/* Strict takes nothing less; names all at once. */
static bool
is_enough(void)
{
	if (box.mode != SANDBOX_STRICT || box.report.missing[0] == '\0')
		return true;
	log_error("sandbox: sandbox=strict cannot be kept, missing: %s",
	    box.report.missing);
	return false;
}

bool
sandbox_backend_init(const struct sandbox_options *opt)
{
	box.opt = opt;
	box.mode = opt->mode;
	report_init(&box.report);
	if (!privdrop_init(opt, &box.report))
		return false;
	if (opt->mode != SANDBOX_AUDIT)
		landlock_init(opt, &box.report);
	return seccomp_init(opt, &box.report);
}

void
sandbox_backend_set_store_fds(const int *fds, size_t count)
{
	seccomp_set_store_fds(fds, count);
}

bool
sandbox_backend_seal(void)
{
	if (box.mode == SANDBOX_AUDIT)
		return seccomp_start_logger();
	landlock_seal(box.opt, &box.report);
	return privdrop_seal(box.opt, &box.report) && is_enough();
}

bool
sandbox_backend_start(void)
{
	privdrop_start(box.opt, &box.report);
	if (!seccomp_start(&box.report))
		return false;
	if (box.mode != SANDBOX_AUDIT &&
	    !selftest_run(box.opt, &box.report))
		return false;
	box.opt = NULL;
	return is_enough();
}

bool
sandbox_backend_thread_start(enum sandbox_role role)
{
	return seccomp_thread_start(role);
}

bool
sandbox_backend_takes_names(void)
{
	return true;
}

const char *
sandbox_backend_summary(void)
{
	box.report.roles = seccomp_role_count();
	report_format(&box.report, box.summary, sizeof(box.summary));
	return box.summary;
}

#endif
