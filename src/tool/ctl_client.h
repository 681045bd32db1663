/*
 * ctl_client.h - talks to a running server over its operator's socket
 * (control/request.h), blocking.
 */
#ifndef TOOL_CTL_CLIENT_H
#define TOOL_CTL_CLIENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/check.h"

struct ctl_client;

enum { CTL_WHY_BYTES = 512 };

/* NULL: errno, and why says it in a sentence for the operator. */
struct ctl_client *ctl_client_open(const char *path, char why[CTL_WHY_BYTES])
    MUST_USE;
void ctl_client_close(struct ctl_client *c);	/* NULL is allowed */

/* The server's process as we see it; 0: not to be had. */
pid_t ctl_client_server(const struct ctl_client *c);

/* {0} before the first use; ctl_answer_fini() gives its memory back. */
struct ctl_answer {
	int status;			/* 0: done; else an exit status */
	char *text;			/* lines; with another status, why */
	size_t text_bytes;
};
void ctl_answer_fini(struct ctl_answer *a);

/* The value of the line "key=value"; "" if there is none. Static. */
const char *ctl_answer_get(const struct ctl_answer *a, const char *key);

/*
 * One request: argv[0] is the verb; no argument may hold control characters.
 * body NULL: none. Always fills *out, also when the connection breaks (status
 * 1). Returns out->status.
 */
int ctl_client_ask(struct ctl_client *c, int argc, const char *const *argv,
    const void *body, size_t body_bytes, struct ctl_answer *out);

#endif
