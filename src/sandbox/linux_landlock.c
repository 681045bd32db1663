/*
 * linux_landlock.c - the two layers of Landlock (spec/sandbox.md 6).
 *
 * Owns:   the descriptors of directories that the second layer grants.
 * Called: by linux.c.
 * Thread: main, while it is alone: later threads inherit the layers, earlier
 *         ones would not.
 *
 * Constants and structs are our own: headers older than the kernel would leave
 * out rights, and what is not handled is allowed.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/linux_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "sandbox/kernel.h"

enum {
	ABI_TRUNCATE = 3,
	ABI_NET = 4,
	ABI_IOCTL = 5,
	ABI_SCOPE = 6,
	ABI_TSYNC = 8,
	ABI_NEWEST = 8,		/* that we know */
	GET_VERSION = 1,	/* LANDLOCK_CREATE_RULESET_VERSION */
	RULE_PATH = 1,
	RULE_PORT = 2,
	RESTRICT_TSYNC = 1 << 3
};

enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_CHAR = 1 << 6,
	FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8,
	FS_MAKE_SOCK = 1 << 9,
	FS_MAKE_FIFO = 1 << 10,
	FS_MAKE_BLOCK = 1 << 11,
	FS_MAKE_SYM = 1 << 12,
	FS_REFER = 1 << 13,
	FS_TRUNCATE = 1 << 14,
	FS_IOCTL_DEV = 1 << 15,

	FS_FIRST_ABI = FS_REFER - 1,

	NET_BIND = 1 << 0,
	NET_CONNECT = 1 << 1,

	SCOPE_ABSTRACT_SOCKETS = 1 << 0,
	SCOPE_SIGNALS = 1 << 1
};

struct ruleset_attr {
	uint64_t fs;
	uint64_t net;		/* from ABI 4 */
	uint64_t scoped;	/* from ABI 6 */
};

struct path_attr {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

struct port_attr {
	uint64_t allowed;
	uint64_t port;
};

enum layer { LAYER_A, LAYER_B };

/* Everything that this ABI can take away, and how long its struct is. */
static size_t
fill_attr(int abi, enum layer layer, struct ruleset_attr *out)
{
	*out = (struct ruleset_attr){ .fs = FS_FIRST_ABI };
	if (abi >= 2)
		out->fs |= FS_REFER;
	if (abi >= ABI_TRUNCATE)
		out->fs |= FS_TRUNCATE;
	if (abi >= ABI_IOCTL)
		out->fs |= FS_IOCTL_DEV;
	if (abi < ABI_NET)
		return offsetof(struct ruleset_attr, net);
	out->net = NET_BIND | NET_CONNECT;
	if (abi < ABI_SCOPE)
		return offsetof(struct ruleset_attr, scoped);
	/*
	 * Only once: a second scope could part threads from each other, and
	 * one layer holds for what is stacked on it, too.
	 */
	if (layer == LAYER_A)
		out->scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
	return sizeof(*out);
}

static uint64_t
rights_for(enum sandbox_access access)
{
	switch (access) {
	case SANDBOX_READ_DIR:
		return FS_READ_FILE | FS_READ_DIR;
	case SANDBOX_WRITE_FILE:
		return FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE;
	case SANDBOX_STORE_DIR:
		return FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE |
		    FS_TRUNCATE | FS_MAKE_REG | FS_REMOVE_FILE;
	}
	return 0;
}

enum {
	RIGHTS_EXTRA = FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG
};

static int
open_path(const char *path)
{
	return open(path, O_PATH | O_CLOEXEC);
}

/* 0 or a negative errno. */
static long
allow_fd(int ruleset, const struct ruleset_attr *attr, int fd, uint64_t rights)
{
	const struct path_attr rule = { rights & attr->fs, fd };

	return sandbox_kernel()->landlock_add_rule(ruleset, RULE_PATH, &rule,
	    0);
}

/* A path that does not exist needs no right; who wants it will say so. */
static long
allow_path(int ruleset, const struct ruleset_attr *attr, const char *path,
    uint64_t rights)
{
	int fd = open_path(path);
	long err;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	err = allow_fd(ruleset, attr, fd, rights);
	close(fd);
	return err;
}

static long
allow_port(int ruleset, uint16_t port)
{
	const struct port_attr rule = { NET_BIND, port };

	return sandbox_kernel()->landlock_add_rule(ruleset, RULE_PORT, &rule,
	    0);
}

static bool
has_extra_path(const struct sandbox_options *opt)
{
	return opt->extra_path != NULL && opt->extra_path[0] != '\0';
}

static long
add_start_rules(int ruleset, const struct ruleset_attr *attr,
    const struct sandbox_options *opt)
{
	long err = 0;

	for (size_t i = 0; err == 0 && i < opt->path_count; i++)
		err = allow_path(ruleset, attr, opt->paths[i].path,
		    rights_for(opt->paths[i].access));
	for (size_t i = 0; err == 0 && i < opt->port_count &&
	    attr->net != 0; i++)
		err = allow_port(ruleset, opt->ports[i]);
	if (err == 0 && has_extra_path(opt))
		err = allow_path(ruleset, attr, opt->extra_path, RIGHTS_EXTRA);
	return err;
}

static long
add_sealed_rules(int ruleset, const struct ruleset_attr *attr,
    const struct sandbox_options *opt)
{
	long err = 0;

	for (size_t i = 0; err == 0 && opt->store_names_files &&
	    i < opt->path_count; i++) {
		if (opt->paths[i].access == SANDBOX_STORE_DIR)
			err = allow_path(ruleset, attr, opt->paths[i].path,
			    rights_for(SANDBOX_STORE_DIR));
	}
	if (err == 0 && has_extra_path(opt))
		err = allow_path(ruleset, attr, opt->extra_path, RIGHTS_EXTRA);
	return err;
}

/* 0 or a negative errno. */
static long
put_on(int abi, enum layer layer, const struct sandbox_options *opt)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	struct ruleset_attr attr;
	size_t bytes = fill_attr(abi, layer, &attr);
	long ruleset = k->landlock_create_ruleset(&attr, bytes, 0);
	long err;

	if (ruleset < 0)
		return ruleset;
	err = layer == LAYER_A ?
	    add_start_rules((int)ruleset, &attr, opt) :
	    add_sealed_rules((int)ruleset, &attr, opt);
	if (err == 0)
		err = k->landlock_restrict_self((int)ruleset,
		    abi >= ABI_TSYNC ? RESTRICT_TSYNC : 0);
	close((int)ruleset);
	return err;
}

/* What an older kernel leaves open. */
static void
note_gaps(int abi, struct sandbox_report *r)
{
	r->landlock_abi = abi;
	if (abi >= ABI_NET)
		r->net = 1;
	if (abi >= ABI_SCOPE)
		r->scope = 1;
	if (abi < ABI_TRUNCATE)
		report_missing(r, "landlock-truncate", ENOSYS);
	if (abi < ABI_NET)
		report_missing(r, "landlock-net", ENOSYS);
	if (abi < ABI_IOCTL)
		report_missing(r, "landlock-ioctl", ENOSYS);
	if (abi < ABI_SCOPE)
		report_missing(r, "landlock-scope", ENOSYS);
}

void
landlock_init(const struct sandbox_options *opt, struct sandbox_report *r)
{
	long abi = sandbox_kernel()->landlock_create_ruleset(NULL, 0,
	    GET_VERSION);
	long err;

	if (abi > ABI_NEWEST)
		abi = ABI_NEWEST;
	err = abi > 0 ? put_on((int)abi, LAYER_A, opt) : abi;
	if (abi <= 0 || err != 0) {
		report_missing(r, "landlock", err != 0 ? (int)-err : ENOSYS);
		return;
	}
	note_gaps((int)abi, r);
}

/*
 * Stacked on the first layer: what it granted is taken back. Without the first
 * there is no second, which would be the same as the first one missing.
 */
void
landlock_seal(const struct sandbox_options *opt, struct sandbox_report *r)
{
	long err;

	if (r->landlock_abi <= 0)
		return;
	err = put_on(r->landlock_abi, LAYER_B, opt);
	if (err != 0)
		report_missing(r, "landlock-seal", (int)-err);
}

#endif
