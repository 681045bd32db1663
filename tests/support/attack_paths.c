/*
 * attack_paths.c - attacks on files, each of them done in several places.
 *
 * Owns:   const tables.
 * Called: by tests/sandbox/attack.c.
 * Thread: any.
 *
 * The places hold a victim, which is a file, and an empty directory; there is
 * nothing new. attack_expand() gives them names that are ours alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"
#include "support/attack.h"
#include "support/attack_numbers.h"

#define PLACE	TEXT("%P")
#define VICTIM	TEXT("%P/victim")
#define DIR	TEXT("%P/dir")
#define NEW	TEXT("%P/new")

static const struct open_how read_how = { .flags = O_RDONLY };
static const struct open_how create_how = {
	.flags = O_CREAT | O_WRONLY, .mode = 0600
};
static const char x_value[] = "x";

const struct attack attack_paths[] = {
#if defined(__x86_64__)
	{ "open to read", SYS_open, { VICTIM, N(O_RDONLY) }, 0, 0 },
	{ "open to write", SYS_open, { VICTIM, N(O_WRONLY) }, 0, 0 },
	{ "open emptied", SYS_open, { VICTIM, N(O_RDWR | O_TRUNC) }, 0, 0 },
	{ "open a new file", SYS_open, { NEW, N(O_CREAT | O_EXCL | O_RDWR),
	    N(0600) }, 0, 0 },
	{ "creat", SYS_creat, { NEW, N(0600) }, 0, 0 },
	{ "unlink", SYS_unlink, { VICTIM }, 0, 0 },
	{ "rmdir", SYS_rmdir, { DIR }, 0, 0 },
	{ "rename", SYS_rename, { VICTIM, NEW }, 0, 0 },
	{ "link", SYS_link, { VICTIM, NEW }, 0, 0 },
	{ "symlink", SYS_symlink, { TEXT("/"), NEW }, 0, 0 },
	{ "mkdir", SYS_mkdir, { NEW, N(0700) }, 0, 0 },
	{ "mknod a file", SYS_mknod, { NEW, N(S_IFREG | 0600), NIL }, 0, 0 },
	{ "chmod", SYS_chmod, { VICTIM, N(0604) }, 0, 0 },
	{ "chown", SYS_chown, { VICTIM, THE(UID), THE(GID) }, 0, 0 },
	{ "lchown", SYS_lchown, { VICTIM, THE(UID), THE(GID) }, 0, 0 },
	{ "utime", SYS_utime, { VICTIM, NIL }, 0, 0 },
	{ "utimes", SYS_utimes, { VICTIM, NIL }, 0, 0 },
	{ "futimesat", SYS_futimesat, { HERE, VICTIM, NIL }, 0, 0 },
	{ "stat", SYS_stat, { VICTIM, ROOM(256) }, 0, 0 },
	{ "lstat", SYS_lstat, { VICTIM, ROOM(256) }, 0, 0 },
	{ "access", SYS_access, { VICTIM, N(R_OK) }, 0, 0 },
	{ "readlink", SYS_readlink, { VICTIM, ROOM(64), N(64) }, -EINVAL, 0 },
#endif
	{ "openat to read", SYS_openat, { HERE, VICTIM, N(O_RDONLY) }, 0, 0 },
	{ "openat to write", SYS_openat, { HERE, VICTIM, N(O_WRONLY) }, 0, 0 },
	{ "openat emptied", SYS_openat, { HERE, VICTIM,
	    N(O_WRONLY | O_TRUNC) }, 0, 0 },
	{ "openat to append", SYS_openat, { HERE, VICTIM,
	    N(O_WRONLY | O_APPEND) }, 0, 0 },
	{ "openat a new file", SYS_openat, { HERE, NEW,
	    N(O_CREAT | O_EXCL | O_WRONLY), N(0600) }, 0, 0 },
	{ "openat O_PATH", SYS_openat, { HERE, VICTIM, N(O_PATH) }, 0, 0 },
	{ "openat a directory", SYS_openat, { HERE, PLACE,
	    N(O_RDONLY | O_DIRECTORY) }, 0, 0 },
	{ "openat O_PATH of a directory", SYS_openat, { HERE, PLACE,
	    N(O_PATH | O_DIRECTORY) }, 0, 0 },
	{ "openat O_TMPFILE", SYS_openat, { HERE, PLACE,
	    N(O_TMPFILE | O_RDWR), N(0600) }, 0, ATTACK_MAYBE },
	{ "openat2 to read", SYS_openat2, { HERE, VICTIM, MEM(read_how),
	    N(sizeof(read_how)) }, 0, ATTACK_MAYBE },
	{ "openat2 a new file", SYS_openat2, { HERE, NEW, MEM(create_how),
	    N(sizeof(create_how)) }, 0, ATTACK_MAYBE },
	{ "truncate", SYS_truncate, { VICTIM, N(1) }, 0, 0 },
	{ "unlinkat", SYS_unlinkat, { HERE, VICTIM, NIL }, 0, 0 },
	{ "unlinkat a directory", SYS_unlinkat, { HERE, DIR,
	    N(AT_REMOVEDIR) }, 0, 0 },
	{ "renameat", SYS_renameat, { HERE, VICTIM, HERE, NEW }, 0, 0 },
	{ "renameat2", SYS_renameat2, { HERE, VICTIM, HERE, NEW, N(1) }, 0,
	    ATTACK_MAYBE },
	{ "linkat", SYS_linkat, { HERE, VICTIM, HERE, NEW, NIL }, 0, 0 },
	{ "symlinkat", SYS_symlinkat, { TEXT("/"), HERE, NEW }, 0, 0 },
	{ "mkdirat", SYS_mkdirat, { HERE, NEW, N(0700) }, 0, 0 },
	{ "mknodat a pipe", SYS_mknodat, { HERE, NEW, N(S_IFIFO | 0600),
	    NIL }, 0, 0 },
	{ "mknodat a device", SYS_mknodat, { HERE, NEW, N(S_IFCHR | 0600),
	    N(0x103) }, 0, ATTACK_ROOT | ATTACK_MAYBE },
	{ "mknodat a socket", SYS_mknodat, { HERE, NEW, N(S_IFSOCK | 0600),
	    NIL }, 0, 0 },
	{ "fchmodat", SYS_fchmodat, { HERE, VICTIM, N(0604) }, 0, 0 },
	{ "fchmodat2", NR_FCHMODAT2, { HERE, VICTIM, N(0604), NIL }, 0,
	    ATTACK_MAYBE },
	{ "fchownat", SYS_fchownat, { HERE, VICTIM, THE(UID), THE(GID),
	    NIL }, 0, 0 },
	{ "utimensat", SYS_utimensat, { HERE, VICTIM, NIL, NIL }, 0, 0 },
	{ "setxattr", SYS_setxattr, { VICTIM, TEXT("user.fusiond"),
	    MEM(x_value), N(1), NIL }, 0, ATTACK_MAYBE },
	{ "lsetxattr", SYS_lsetxattr, { VICTIM, TEXT("user.fusiond"),
	    MEM(x_value), N(1), NIL }, 0, ATTACK_MAYBE },
	{ "getxattr", SYS_getxattr, { VICTIM, TEXT("user.none"), ROOM(16),
	    N(16) }, -ENODATA, ATTACK_MAYBE },
	{ "lgetxattr", SYS_lgetxattr, { VICTIM, TEXT("user.none"), ROOM(16),
	    N(16) }, -ENODATA, ATTACK_MAYBE },
	{ "listxattr", SYS_listxattr, { VICTIM, ROOM(256), N(256) }, 0,
	    ATTACK_MAYBE },
	{ "llistxattr", SYS_llistxattr, { VICTIM, ROOM(256), N(256) }, 0,
	    ATTACK_MAYBE },
	{ "removexattr", SYS_removexattr, { VICTIM, TEXT("user.none") },
	    -ENODATA, ATTACK_MAYBE },
	{ "lremovexattr", SYS_lremovexattr, { VICTIM, TEXT("user.none") },
	    -ENODATA, ATTACK_MAYBE },
	{ "newfstatat", SYS_newfstatat, { HERE, VICTIM, ROOM(256), NIL }, 0,
	    0 },
	{ "statx", SYS_statx, { HERE, VICTIM, NIL, N(STATX_ALL), ROOM(512) },
	    0, 0 },
	{ "statfs", SYS_statfs, { VICTIM, ROOM(256) }, 0, 0 },
	{ "faccessat", SYS_faccessat, { HERE, VICTIM, N(R_OK) }, 0, 0 },
	{ "faccessat2", NR_FACCESSAT2, { HERE, VICTIM, N(R_OK), NIL }, 0,
	    ATTACK_MAYBE },
	{ "readlinkat", SYS_readlinkat, { HERE, VICTIM, ROOM(64), N(64) },
	    -EINVAL, 0 },
	{ "chdir", SYS_chdir, { PLACE }, 0, 0 },
};
const size_t attack_path_count = COUNT_OF(attack_paths);

const struct attack_place attack_places[] = {
	{ "the database's directory", "%D/db", false },
	{ "tdata", "%D/tdata", false },
	{ "the working directory", "%D", false },
	{ "/tmp", "/tmp", false },
	{ "/etc", "/etc", true },
};
const size_t attack_place_count = COUNT_OF(attack_places);
