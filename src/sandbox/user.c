/*
 * user.c - leaving root (spec/sandbox.md 5.3).
 *
 * Owns:   who the process is and who it is to become.
 * Called: by privdrop.c.
 * Thread: main, while it is alone: the raw calls change one thread only.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/user.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/types.h>

#include "base/log.h"
#include "sandbox/capability.h"
#include "sandbox/kernel.h"

enum { USER_NOBODY = 65534 };

/* Of root's rights, what opening files and ports and the seal itself need. */
#define START_CAPABILITIES ( \
    CAPABILITY_BIT(CAP_SETUID) | CAPABILITY_BIT(CAP_SETGID) | \
    CAPABILITY_BIT(CAP_SETPCAP) | CAPABILITY_BIT(CAP_DAC_OVERRIDE) | \
    CAPABILITY_BIT(CAP_NET_BIND_SERVICE) | CAPABILITY_BIT(CAP_SYS_CHROOT) | \
    CAPABILITY_BIT(CAP_SYS_ADMIN))

static struct {
	bool is_root;
	bool is_named;			/* sandboxuser= */
	uid_t uid;			/* to become */
	gid_t gid;
} who;

static uid_t
effective_uid(void)
{
	uid_t r = 0, e = 0, s = 0;

	if (sandbox_kernel()->getresuid(&r, &e, &s) != 0)
		return 0;
	/* Whoever could go back to root is root. */
	return r == 0 || s == 0 ? 0 : e;
}

bool
user_find(const char *name)
{
	const struct passwd *pw;

	who.is_root = effective_uid() == 0;
	who.is_named = name != NULL && name[0] != '\0';
	who.uid = USER_NOBODY;
	who.gid = USER_NOBODY;
	if (!who.is_named && !who.is_root)
		return true;
	pw = getpwnam(who.is_named ? name : "fusiond");
	if (pw == NULL && who.is_named) {
		log_error("sandbox: sandboxuser=%s: no such user", name);
		return false;
	}
	if (pw != NULL && pw->pw_uid == 0 && who.is_named) {
		log_error("sandbox: sandboxuser=%s: that is root", name);
		return false;
	}
	if (pw != NULL && pw->pw_uid != 0) {
		who.uid = pw->pw_uid;
		who.gid = pw->pw_gid;
	}
	return true;
}

bool
user_is_root(void)
{
	return who.is_root;
}

/* What the kernel says must be what was asked for, and no way back. */
static bool
has_left_root(void)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	uid_t ur = 0, ue = 0, us = 0;
	gid_t gr = 0, ge = 0, gs = 0;

	if (k->getresuid(&ur, &ue, &us) != 0 ||
	    k->getresgid(&gr, &ge, &gs) != 0)
		return false;
	if (ur != who.uid || ue != who.uid || us != who.uid ||
	    gr != who.gid || ge != who.gid || gs != who.gid)
		return false;
	return k->setuid(0) != 0;
}

/*
 * A positive errno, 0: done. In this order: each step takes the right to do
 * the ones before it. Capabilities stay until drop_last(), whatever the uid.
 */
static int
become(void)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	long err;

	capability_bound(0);
	capability_lock();
	err = k->setgroups(0, NULL);
	if (err == 0)
		err = k->setresgid(who.gid, who.gid, who.gid);
	if (err == 0)
		err = k->setresuid(who.uid, who.uid, who.uid);
	return (int)-err;
}

/* The last of the capabilities: where this fails, something is very wrong. */
static bool
drop_last(struct sandbox_report *r)
{
	int err;

	capability_bound(0);
	capability_lock();
	err = capability_keep(0);
	r->caps = capability_count();
	if (err == 0 && r->caps == 0)
		return true;
	log_error("sandbox: capabilities cannot be dropped: %s",
	    strerror(err));
	return false;
}

static bool
finish_leaving(struct sandbox_report *r)
{
	if (!drop_last(r))
		return false;
	who.is_root = false;
	r->uid = (int)who.uid;
	if (has_left_root())
		return true;
	log_error("sandbox: root did not go away for uid=%u gid=%u",
	    (unsigned)who.uid, (unsigned)who.gid);
	return false;
}

bool
user_init(const struct sandbox_options *opt, struct sandbox_report *r)
{
	int err;

	/* As the world outside sees it: a namespace may show another one. */
	r->uid = (int)effective_uid();
	if (who.is_named && !who.is_root && (uid_t)r->uid != who.uid)
		report_missing(r, "sandboxuser", EPERM);
	if (!who.is_root)
		return true;
	if (who.is_named) {
		err = become();
		if (err == 0)
			return finish_leaving(r);
		log_error("sandbox: sandboxuser=%s: cannot become that user: "
		    "%s", opt->user, strerror(err));
		return false;
	}
	if (opt->mode == SANDBOX_AUDIT)
		return true;
	capability_bound(START_CAPABILITIES);
	err = capability_keep(START_CAPABILITIES);
	if (err != 0)
		report_missing(r, "capabilities", err);
	return true;
}

bool
user_seal(const struct sandbox_options *opt, struct sandbox_report *r)
{
	int err;

	if (!who.is_root)
		return drop_last(r);
	if (opt->store_names_files) {
		log_warn("sandbox: journalmode=delete makes files, so root "
		    "stays root: set sandboxuser to the owner of the "
		    "database's directory");
		report_missing(r, "user", 0);
		return drop_last(r);
	}
	err = become();
	if (err == 0)
		return finish_leaving(r);
	report_missing(r, "user", err);
	return drop_last(r);
}

#endif
