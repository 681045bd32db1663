/*
 * openbsd.c - the sandbox of OpenBSD: unveil and pledge, spec/sandbox.md 17.
 *
 * Owns:   what has been unveiled, until the seal takes it back.
 * Called: by sandbox.c.
 * Thread: main; both interfaces are the whole process's.
 *
 * A test builds it on other systems, too, with calls that only write down what
 * they were asked (SANDBOX_OPENBSD_SHIM).
 */
#include "sandbox/backend.h"

#if defined(SANDBOX_OPENBSD_SHIM) || \
    (defined(__OpenBSD__) && !defined(SANDBOX_NONE))

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "sandbox/report.h"

enum { PROMISES_BYTES = 96 };

/* With fattr SQLite gives a new -wal the database's mode. */
#define NAMES "rpath wpath cpath fattr "

static struct {
	const struct sandbox_options *opt;	/* main's, until the seal */
	bool is_audit;
	bool is_strict;
	bool keeps_names;	/* also in the sealed process */
	bool leaves_root_late;
	uid_t uid;
	gid_t gid;

	struct sandbox_report report;
	char promises[PROMISES_BYTES];	/* the last ones */
	char summary[320];
} openbsd;

static const char *const veil_permissions[] = {
	[SANDBOX_READ_DIR] = "r",
	[SANDBOX_WRITE_FILE] = "rw",
	[SANDBOX_STORE_DIR] = "rwc",
};

/* --- leaving root --- */

/* Who we become when the operator names nobody. */
static const char *const plain_users[] = { "_fusiond", "fusiond", "nobody" };

static const struct passwd *
find_plain_user(void)
{
	for (size_t i = 0; i < COUNT_OF(plain_users); i++) {
		const struct passwd *pw = getpwnam(plain_users[i]);

		if (pw != NULL && pw->pw_uid != 0)
			return pw;
	}
	return NULL;
}

static bool
leave_root(void)
{
	if (setgroups(0, NULL) != 0 ||
	    setresgid(openbsd.gid, openbsd.gid, openbsd.gid) != 0 ||
	    setresuid(openbsd.uid, openbsd.uid, openbsd.uid) != 0) {
		log_error("sandbox: cannot become uid=%u: %s",
		    (unsigned)openbsd.uid, strerror(errno));
		return false;
	}
	if (setuid(0) == 0) {
		log_error("sandbox: root could be had again");
		return false;
	}
	return true;
}

/*
 * With sandboxuser at once: files are then opened as that user. Without it at
 * the seal, after which nothing has a name that root would be needed for.
 */
static bool
choose_user(const struct sandbox_options *opt)
{
	const struct passwd *pw;

	if (geteuid() != 0 || openbsd.is_audit)
		return true;
	if (opt->user != NULL && opt->user[0] != '\0') {
		pw = getpwnam(opt->user);
		if (pw == NULL || pw->pw_uid == 0) {
			log_error("sandbox: sandboxuser=%s: %s", opt->user,
			    pw == NULL ? "no such user" : "that is root");
			return false;
		}
		openbsd.uid = pw->pw_uid;
		openbsd.gid = pw->pw_gid;
		return leave_root();
	}
	pw = openbsd.keeps_names ? NULL : find_plain_user();
	if (pw == NULL) {
		report_missing(&openbsd.report, "user", 0);
		return true;
	}
	openbsd.uid = pw->pw_uid;
	openbsd.gid = pw->pw_gid;
	openbsd.leaves_root_late = true;
	return true;
}

/* --- files --- */

/*
 * Unveiling will let such a file be written but not be made, and the first
 * unveil() of any path hides all others.
 */
static void
make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0) {
		if (errno != EEXIST)
			log_warn("sandbox: cannot make %s: %s", path,
			    strerror(errno));
		return;
	}
	if (write(fd, "{}", 2) != 2)
		log_warn("sandbox: cannot write %s: %s", path,
		    strerror(errno));
	close(fd);
}

static bool
unveil_path(const struct sandbox_path *p, const char *permissions)
{
	if (unveil(p->path, permissions) == 0)
		return true;
	/* Tables that are not there are the loader's to judge. */
	if (p->access != SANDBOX_STORE_DIR && errno == ENOENT)
		return true;
	log_error("sandbox: unveil %s: %s", p->path, strerror(errno));
	return false;
}

static bool
unveil_all(const struct sandbox_options *opt)
{
	const struct sandbox_path *end = opt->paths + opt->path_count;

	for (const struct sandbox_path *p = opt->paths; p < end; p++)
		if (p->access == SANDBOX_WRITE_FILE)
			make_file(p->path);
	for (const struct sandbox_path *p = opt->paths; p < end; p++)
		if (!unveil_path(p, veil_permissions[p->access]))
			return false;
	return true;
}

static bool
veil_all(const struct sandbox_options *opt)
{
	for (size_t i = 0; i < opt->path_count; i++) {
		const struct sandbox_path *p = &opt->paths[i];

		if (openbsd.keeps_names && p->access == SANDBOX_STORE_DIR)
			continue;
		if (!unveil_path(p, ""))
			return false;
	}
	if (unveil(NULL, NULL) != 0) {
		log_error("sandbox: unveil: %s", strerror(errno));
		return false;
	}
	return true;
}

/* --- promises --- */

static bool
promise(const char *names, const char *more)
{
	char *p = openbsd.promises;

	str_format(p, sizeof(openbsd.promises), "stdio %sflock inet%s%s",
	    names, more, openbsd.is_audit ? " error" : "");
	if (pledge(p, NULL) == 0)
		return true;
	log_error("sandbox: pledge \"%s\": %s", p, strerror(errno));
	return false;
}

/* --- the phases --- */

/* Strict takes nothing less. */
static bool
strict_is_kept(void)
{
	if (!openbsd.is_strict || openbsd.report.missing[0] == '\0')
		return true;
	log_error("sandbox: sandbox=strict cannot be kept: missing=%s",
	    openbsd.report.missing);
	return false;
}

bool
sandbox_backend_init(const struct sandbox_options *opt)
{
	memset(&openbsd, 0, sizeof(openbsd));
	report_init(&openbsd.report);
	openbsd.opt = opt;
	openbsd.is_audit = opt->mode == SANDBOX_AUDIT;
	openbsd.is_strict = opt->mode == SANDBOX_STRICT;
	openbsd.keeps_names = opt->store_names_files || openbsd.is_audit;

	if (openbsd.is_audit)
		log_warn("sandbox: see what is refused with: ktrace -t p");
	if (opt->extra_path != NULL && opt->extra_path[0] != '\0')
		log_warn("sandbox: sandboxextrapath has no use on OpenBSD: "
		    "the kernel writes core files by itself");
	if (!choose_user(opt) || !strict_is_kept())
		return false;
	if (!openbsd.is_audit && !unveil_all(opt))
		return false;
	return promise(NAMES, openbsd.leaves_root_late ? " unveil id" :
	    " unveil");
}

/* pledge() knows no descriptors, and no threads. */
void
sandbox_backend_set_store_fds(const int *fds, size_t count)
{
	UNUSED(fds);
	UNUSED(count);
}

bool
sandbox_backend_seal(void)
{
	if (openbsd.leaves_root_late && !leave_root())
		return false;
	if (!openbsd.is_audit && !veil_all(openbsd.opt))
		return false;
	if (!promise(openbsd.keeps_names ? NAMES : "", ""))
		return false;
	openbsd.report.uid = (int)geteuid();
	openbsd.opt = NULL;
	return true;
}

bool
sandbox_backend_start(void)
{
	CHECK(openbsd.promises[0] != '\0');
	return true;
}

bool
sandbox_backend_thread_start(enum sandbox_role role)
{
	UNUSED(role);
	CHECK(openbsd.promises[0] != '\0');
	return true;
}

bool
sandbox_backend_takes_names(void)
{
	return !openbsd.keeps_names;
}

/* Accepting takes the promise inet, which lets socket and connect be, too. */
const char *
sandbox_backend_summary(void)
{
	char rest[256], promises[PROMISES_BYTES];

	report_format(&openbsd.report, rest, sizeof(rest));
	str_copy(promises, sizeof(promises), openbsd.promises);
	for (char *p = promises; *p != '\0'; p++)
		if (*p == ' ')
			*p = ',';
	str_format(openbsd.summary, sizeof(openbsd.summary),
	    "%s pledge=%s leaves=socket,connect", rest, promises);
	return openbsd.summary;
}

#endif
