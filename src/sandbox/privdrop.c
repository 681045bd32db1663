/*
 * privdrop.c - gives up what a process inherits (spec/sandbox.md 5, 7.1).
 *
 * Owns:   the empty directory until it has become the root, and who we were.
 * Called: by linux.c.
 * Thread: main, while it is alone: credentials and namespaces are a thread's.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/privdrop.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "sandbox/capability.h"
#include "sandbox/kernel.h"
#include "sandbox/user.h"

enum {
	MDWE_SET = 65,			/* PR_SET_MDWE, Linux 6.3 */
	MDWE_REFUSE_EXEC_GAIN = 1,
	CLOSE_BY_HAND_MOST = 1 << 20,
	PENDING_SIGNALS = 256,
	PATH_BYTES = 4096 + 32
};

#define DEFAULT_FILE_BYTES ((uint64_t)16 << 30)

static struct {
	int empty_fd;			/* -1: none */
} drop = { .empty_fd = -1 };

static bool
has_extra_path(const struct sandbox_options *opt)
{
	return opt->extra_path != NULL && opt->extra_path[0] != '\0';
}

/* --- descriptors, environment, limits --- */

static void
close_range_by_hand(unsigned first, unsigned last)
{
	struct rlimit lim;
	rlim_t end = CLOSE_BY_HAND_MOST;

	if (getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < end)
		end = lim.rlim_cur;
	for (unsigned fd = first; fd <= last && fd < end; fd++)
		close((int)fd);
}

static void
close_fds(unsigned first, unsigned last)
{
	if (first <= last &&
	    sandbox_kernel()->close_range(first, last, 0) != 0)
		close_range_by_hand(first, last);
}

/* Main has made sure that 0, 1 and 2 are open. */
static bool
drop_descriptors(const struct sandbox_options *opt)
{
	const int kept[] = { opt->log_fd, opt->notify_fd, opt->control_fd,
		opt->memory_fd };
	int last = STDERR_FILENO;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
		log_error("sandbox: /dev/null: %s", strerror(errno));
		return false;
	}
	close(null);
	/* What lies between them, the smallest first. */
	for (;;) {
		int next = -1;

		for (size_t i = 0; i < COUNT_OF(kept); i++)
			if (kept[i] > last && (next < 0 || kept[i] < next))
				next = kept[i];
		if (next < 0)
			break;
		close_fds((unsigned)last + 1, (unsigned)next - 1);
		last = next;
	}
	close_fds((unsigned)last + 1, ~0u);
	return true;
}

static void
drop_environment(void)
{
	static char *kept[3];
	size_t n = 0;

	for (char **e = environ; e != NULL && *e != NULL; e++) {
		if (n < COUNT_OF(kept) - 1 && (strncmp(*e, "TZ=", 3) == 0 ||
		    strncmp(*e, "LANG=", 5) == 0))
			kept[n++] = *e;
	}
	kept[n] = NULL;
	environ = kept;
}

static void
set_limit(struct sandbox_report *r, int what, uint64_t limit,
    const char *name)
{
	long err = sandbox_kernel()->setrlimit(what, limit);

	if (err != 0)
		report_missing(r, name, (int)-err);
}

static void
drop_limits(const struct sandbox_options *opt, struct sandbox_report *r)
{
	if (!has_extra_path(opt))
		set_limit(r, RLIMIT_CORE, 0, "limit-core");
	set_limit(r, RLIMIT_MEMLOCK, 0, "limit-memlock");
	set_limit(r, RLIMIT_MSGQUEUE, 0, "limit-msgqueue");
	set_limit(r, RLIMIT_RTPRIO, 0, "limit-rtprio");
	set_limit(r, RLIMIT_NICE, 0, "limit-nice");
	set_limit(r, RLIMIT_SIGPENDING, PENDING_SIGNALS, "limit-sigpending");
	if (opt->max_fds > 0)
		set_limit(r, RLIMIT_NOFILE, opt->max_fds, "limit-nofile");
	set_limit(r, RLIMIT_FSIZE, opt->max_file_bytes > 0 ?
	    opt->max_file_bytes : DEFAULT_FILE_BYTES, "limit-fsize");
}

/* --- memory --- */

static void
drop_dumpable(const struct sandbox_options *opt, struct sandbox_report *r)
{
	long err;

	if (has_extra_path(opt))
		return;		/* which is there for core dumps */
	err = sandbox_kernel()->prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (err != 0)
		report_missing(r, "undumpable", (int)-err);
}

static void
drop_new_code(struct sandbox_report *r)
{
	long err = sandbox_kernel()->prctl(MDWE_SET, MDWE_REFUSE_EXEC_GAIN,
	    0, 0, 0);

	if (err != 0)
		report_missing(r, "mdwe", (int)-err);
	else
		r->mdwe = 1;
}

/* --- files --- */

static const char *
path_with(const struct sandbox_options *opt, enum sandbox_access access)
{
	for (size_t i = 0; i < opt->path_count; i++) {
		if (opt->paths[i].access == access)
			return opt->paths[i].path;
	}
	return NULL;
}

static bool
wants_empty_root(const struct sandbox_options *opt)
{
	return !opt->store_names_files && !has_extra_path(opt);
}

/*
 * A directory that has lost its name can never gain an entry: the root of the
 * sealed process.
 */
static void
make_empty_dir(const struct sandbox_options *opt, struct sandbox_report *r)
{
	const char *dir = path_with(opt, SANDBOX_STORE_DIR);
	char path[PATH_BYTES];

	if (dir == NULL || !wants_empty_root(opt))
		return;
	str_format(path, sizeof(path), "%s/.fusiond-empty-XXXXXX", dir);
	if (mkdtemp(path) == NULL) {
		report_missing(r, "root", errno);
		return;
	}
	drop.empty_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (drop.empty_fd < 0)
		report_missing(r, "root", errno);
	if (rmdir(path) != 0)
		log_warn("sandbox: %s stays behind: %s", path,
		    strerror(errno));
}

/* The file has to exist before Landlock can grant it. */
static void
make_world_file(const char *path)
{
	static const char nothing[] = { '{', '}' };
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return;		/* it exists, or who opens it will say why */
	if (write(fd, nothing, sizeof(nothing)) != (ssize_t)sizeof(nothing))
		log_warn("sandbox: %s: %s", path, strerror(errno));
	close(fd);
}

/* The file of edits and its backup. */
static void
make_world_files(const struct sandbox_options *opt)
{
	for (size_t i = 0; i < opt->path_count; i++)
		if (opt->paths[i].access == SANDBOX_WRITE_FILE)
			make_world_file(opt->paths[i].path);
}

/* --- the network and the root --- */

enum {
	NEW_ALWAYS = CLONE_NEWNET,
	NEW_ALL = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
};

/*
 * Without CAP_SYS_ADMIN it takes a user namespace, too. Not for root: its user
 * there would be nobody's, and it could not leave root any more.
 */
static void
drop_network(struct sandbox_report *r)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	int user = !capability_has(CAP_SYS_ADMIN) && !user_is_root() ?
	    CLONE_NEWUSER : 0;
	long err = k->unshare(NEW_ALL | user);

	/* A kernel may be built without one of the lesser ones. */
	if (err == -EINVAL)
		err = k->unshare(NEW_ALWAYS | user);
	if (err != 0)
		report_missing(r, "netns", (int)-err);
	else
		r->netns = 1;
}

static void
drop_root_dir(struct sandbox_report *r)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	long err;

	if (drop.empty_fd < 0)
		return;
	err = k->fchdir(drop.empty_fd);
	if (err == 0)
		err = k->chroot(".");
	if (err == 0)
		err = k->chdir("/");
	close(drop.empty_fd);
	drop.empty_fd = -1;
	if (err != 0)
		report_missing(r, "root", (int)-err);
	else
		r->root = "empty";
}

/* --- the three steps --- */

bool
privdrop_init(const struct sandbox_options *opt, struct sandbox_report *r)
{
	bool is_audit = opt->mode == SANDBOX_AUDIT;
	long err;

	/* What needs the world comes first: the names of users. */
	if (!user_find(opt->user) || !drop_descriptors(opt))
		return false;
	drop_environment();
	umask(077);
	err = sandbox_kernel()->prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (err != 0) {
		log_error("sandbox: no_new_privs cannot be set: %s",
		    strerror((int)-err));
		return false;
	}
	r->nnp = 1;
	if (!is_audit)
		drop_limits(opt, r);
	if (!user_init(opt, r))
		return false;
	if (!is_audit) {
		drop_dumpable(opt, r);
		drop_new_code(r);
		make_empty_dir(opt, r);
	}
	make_world_files(opt);
	return true;
}

bool
privdrop_seal(const struct sandbox_options *opt, struct sandbox_report *r)
{
	if (opt->mode == SANDBOX_AUDIT)
		return true;
	drop_network(r);
	drop_root_dir(r);
	if (!user_seal(opt, r))
		return false;
	drop_dumpable(opt, r);
	return true;
}

void
privdrop_start(const struct sandbox_options *opt, struct sandbox_report *r)
{
	if (opt->mode != SANDBOX_AUDIT)
		set_limit(r, RLIMIT_NPROC, 0, "limit-nproc");
}

#endif
