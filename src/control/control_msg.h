/*
 * control_msg.h - what the control thread and the rooms tell each other: an
 * operator's request goes one way, its answer the other.
 *
 * msg.ref names the request. An answer to one whose asker has left is dropped,
 * so a room may answer whenever it likes, once.
 */
#ifndef CONTROL_CONTROL_MSG_H
#define CONTROL_CONTROL_MSG_H

#include <stdint.h>

#include "base/check.h"
#include "base/mailbox.h"

enum {
	CONTROL_MSG_STOP = MSG_RANGE_CONTROL,	/* main -> control */
	CONTROL_MSG_OPEN,		/* main -> control: the server is up */
	CONTROL_MSG_REQUEST,		/* -> a room: struct control_ask */
	CONTROL_MSG_ANSWER,		/* a room -> : struct control_answer */
	CONTROL_MSG_RELOAD	/* -> the world: a struct reload_set * */
};

enum { CONTROL_VERB_BYTES = 24, CONTROL_ARGS_MAX = 8 };

/* Exit statuses of the tool, and of the protocol's last line. */
enum control_status {
	CONTROL_OK = 0,
	CONTROL_FAILED = 1,	/* understood, and not to be done */
	CONTROL_USAGE = 2	/* no such verb, or not with these arguments */
};

/* A verb and its arguments: UTF-8, no control characters. */
struct control_ask {
	char verb[CONTROL_VERB_BYTES];
	uint32_t argc;		/* at most CONTROL_ARGS_MAX */
	uint32_t arg_bytes;
	char args[];		/* each ends with NUL */
};

/* With CONTROL_OK any number of lines, else one that says why. */
struct control_answer {
	uint32_t status;	/* enum control_status */
	uint32_t text_bytes;	/* without the NUL behind it */
	char text[];
};

void control_ask_add(struct batch **b, uint64_t ref, const char *verb,
    uint32_t argc, const char *const *argv);

/* The i-th argument; "" if there are fewer. */
const char *control_ask_arg(const struct control_ask *ask, uint32_t i);

/* Copies the text, which need not end with a line's end. */
void control_answer_add(struct batch **b, uint64_t ref, uint32_t status,
    const char *text);

#endif
