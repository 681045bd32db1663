/*
 * sandbox.h - gives up what the server no longer needs, in four steps.
 *
 * The steps come in this order and once each: sandbox_init() before the data
 * is opened, sandbox_seal() when everything is open and there is still one
 * thread, sandbox_start() when all threads exist, sandbox_thread_start() in
 * each thread past the gate. False means: refuse to start; it has been logged.
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

/* What the four modes promise: spec/sandbox.md 4. Same order as config's. */
enum sandbox_mode { SANDBOX_OFF, SANDBOX_ON, SANDBOX_STRICT, SANDBOX_AUDIT };

enum sandbox_role {
	SANDBOX_ROLE_MAIN,
	SANDBOX_ROLE_IO,
	SANDBOX_ROLE_LOGIN,
	SANDBOX_ROLE_WORLD,
	SANDBOX_ROLE_AUTH,
	SANDBOX_ROLE_DB,
	SANDBOX_ROLE_CONTROL,
	SANDBOX_ROLE_COUNT
};

enum sandbox_access {
	SANDBOX_READ_DIR,	/* read what lies below it */
	SANDBOX_WRITE_FILE,	/* this one file */
	SANDBOX_STORE_DIR	/* create, write and remove files in it */
};

struct sandbox_path {
	const char *path;
	enum sandbox_access access;
};

struct sandbox_options {
	enum sandbox_mode mode;
	const struct sandbox_path *paths;
	size_t path_count;
	const uint16_t *ports;		/* TCP ports to be bound */
	size_t port_count;
	const char *user;		/* NULL or "": none */
	const char *extra_path;		/* sandboxextrapath; NULL or "": none */
	uint64_t max_file_bytes;	/* 0: the default, 16 GiB */
	uint32_t max_fds;		/* 0: leave the limit alone */
	bool store_names_files;		/* journalmode=delete */
	int log_fd;			/* stays open, as 0, 1 and 2 do */
	int notify_fd;			/* so does this; 0 or -1: none */
	int control_fd, memory_fd;	/* and these */
};

/*
 * Phase 1, before tables and database are opened; 0, 1 and 2 must be open.
 * Borrows opt and what it points at until sandbox_start() has returned.
 */
bool sandbox_init(const struct sandbox_options *opt) MUST_USE;

enum { SANDBOX_STORE_FDS = 8 };

/*
 * Between the two: descriptors that only the database thread may use from now
 * on. At most SANDBOX_STORE_FDS; copied.
 */
void sandbox_set_store_fds(const int *fds, size_t count);

/* Phase 2: nothing is named any more. The process has one thread. */
bool sandbox_seal(void) MUST_USE;

/* Phase 3: the filter for all threads, which wait at the gate. */
bool sandbox_start(void) MUST_USE;

/* Phase 4, in each thread once, past the gate. Any thread. */
bool sandbox_thread_start(enum sandbox_role role) MUST_USE;

/*
 * After sandbox_init(): whether names will really be gone. If not, the store
 * need not do without them, and a clean stop can leave a single file.
 */
bool sandbox_takes_names(void);

/* One line of key=value for the log; valid until the process ends. */
const char *sandbox_summary(void);

/* Tests only: back to before sandbox_init(). What was given up stays so. */
void sandbox_reset(void);

#endif
