/*
 * attack.h - what somebody would try who has taken over a thread of the
 * server: system calls with arguments that work where nothing is confined.
 */
#ifndef SUPPORT_ATTACK_H
#define SUPPORT_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "support/inject.h"

/* What is only known once there is a server. */
enum attack_known {
	KNOWN_PID,
	KNOWN_TID,
	KNOWN_UID,
	KNOWN_GID,
	KNOWN_VICTIM,		/* another process of the same user */
	KNOWN_CLIENT,		/* descriptors: each time another client's */
	KNOWN_LISTENER,
	KNOWN_DATABASE,
	KNOWN_EVENT,
	KNOWN_EPOLL,
	KNOWN_TEXT,		/* addresses: a page of program text */
	KNOWN_DATA,		/* a page of the heap */
	KNOWN_COUNT
};

enum attack_arg_kind {
	ARG_NUMBER,
	ARG_TEXT,		/* %D: the server's directory; %P: the place */
	ARG_BYTES,		/* a copy of data; data NULL: zeroes */
	ARG_KNOWN,
	ARG_BUILT		/* what has pointers inside */
};

struct attack_target;

struct attack_arg {
	enum attack_arg_kind kind;
	uint64_t number;	/* or an enum attack_known, or a size */
	const void *data;
	uint64_t (*build)(struct attack_target *t);
};

enum attack_flag {
	ATTACK_DEADLY = 1,	/* the kernel ends the process */
	ATTACK_ROOT = 2,	/* only root may do it at all */
	ATTACK_MAYBE = 4,	/* not every kernel or file system has it */
	ATTACK_UNTOLD = 8,	/* fails alike where nothing is confined */
	ATTACK_INT80 = 16,	/* entered as a 32-bit program does */
	ATTACK_APART = 32,	/* the control has namespaces of its own */
	ATTACK_LANDLOCK = 64	/* the filter lets it pass, not Landlock */
};

struct attack {
	const char *name;
	long number;
	struct attack_arg args[6];
	int64_t unconfined;	/* 0: succeeds; else exactly this -errno */
	unsigned flags;
};

extern const struct attack attack_calls[];
extern const size_t attack_call_count;
extern const struct attack attack_sockets[];
extern const size_t attack_socket_count;
extern const struct attack attack_deadly[];
extern const size_t attack_deadly_count;

/* The same for several places: the path rows are done in each of them. */
struct attack_place {
	const char *name;
	const char *path;	/* %D: the server's directory */
	bool is_roots;		/* nobody else may write there */
};

extern const struct attack attack_paths[];
extern const size_t attack_path_count;
extern const struct attack_place attack_places[];
extern const size_t attack_place_count;

/* --- the tables' notation --- */

#define N(x)		{ .kind = ARG_NUMBER, .number = (uint64_t)(x) }
#define TEXT(s)		{ .kind = ARG_TEXT, .data = (s) }
#define MEM(object)	{ .kind = ARG_BYTES, .data = &(object), \
			    .number = sizeof(object) }
#define ROOM(n)		{ .kind = ARG_BYTES, .number = (n) }
#define THE(what)	{ .kind = ARG_KNOWN, .number = KNOWN_##what }
#define MADE(fn)	{ .kind = ARG_BUILT, .build = (fn) }
#define NIL		N(0)
#define HERE		N(AT_FDCWD)

/* --- running them --- */

enum { ATTACK_MAX_CLIENTS = 96 };

struct attack_target {
	struct inject *in;
	unsigned thread;
	const char *dir;
	const char *place;
	uid_t uid;
	pid_t victim;
	uint64_t known[KNOWN_COUNT];
	int clients[ATTACK_MAX_CLIENTS];
	unsigned client_count, next_client;
};

/*
 * Finds what ARG_KNOWN names in a process that is held. At least one client
 * must be connected to it.
 */
void attack_target_init(struct attack_target *t, struct inject *in,
    const char *dir, uid_t uid);

/* Established connections, as descriptors of the process. */
unsigned attack_find_clients(pid_t pid, int *out, unsigned cap);

void attack_run(struct attack_target *t, const struct attack *a,
    struct inject_result *out);

/* Whether the answer is a refusal: an error of the sandbox's, or death. */
bool attack_is_refused(const struct attack *a, const struct inject_result *r);

/* As the control, where nothing is confined; false: the row proves nothing. */
bool attack_has_worked(const struct attack *a, const struct inject_result *r);

/* "open: -13 (EACCES)" for messages; a buffer of the function's. */
const char *attack_describe(const struct inject_result *r);

/* Puts files to be harmed into a place, or takes them and new ones away. */
void attack_place_fill(const char *dir, uid_t uid);
void attack_place_clear(const char *dir);

/* Whether everything in the place is as attack_place_fill() left it. */
bool attack_place_is_whole(const char *dir);

/*
 * Copies a text with %D and %P filled in; "%P/name" becomes a name in that
 * place that no other test uses.
 */
void attack_expand(const struct attack_target *t, const char *text, char *out,
    size_t cap);

#endif
