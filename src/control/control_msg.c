/*
 * control_msg.c - packs requests and answers into messages.
 *
 * Owns:   nothing.
 * Called: by request.c, and by rooms that take requests.
 * Thread: any; a batch belongs to whoever holds it.
 */
#include "control/control_msg.h"

#include <string.h>

#include "base/str.h"

void
control_ask_add(struct batch **b, uint64_t ref, const char *verb,
    uint32_t argc, const char *const *argv)
{
	struct control_ask *ask;
	size_t bytes = 0, at = 0;

	CHECK(argc <= CONTROL_ARGS_MAX);
	for (uint32_t i = 0; i < argc; i++)
		bytes += strlen(argv[i]) + 1;
	ask = batch_add(b, CONTROL_MSG_REQUEST, ref, sizeof(*ask) + bytes);
	str_copy(ask->verb, sizeof(ask->verb), verb);
	ask->argc = argc;
	ask->arg_bytes = (uint32_t)bytes;
	for (uint32_t i = 0; i < argc; i++) {
		size_t n = strlen(argv[i]) + 1;

		memcpy(ask->args + at, argv[i], n);
		at += n;
	}
}

const char *
control_ask_arg(const struct control_ask *ask, uint32_t i)
{
	const char *arg = ask->args;

	if (i >= ask->argc)
		return "";
	while (i-- > 0)
		arg += strlen(arg) + 1;
	return arg;
}

void
control_answer_add(struct batch **b, uint64_t ref, uint32_t status,
    const char *text)
{
	size_t n = strlen(text);
	struct control_answer *a = batch_add(b, CONTROL_MSG_ANSWER, ref,
	    sizeof(*a) + n + 1);

	a->status = status;
	a->text_bytes = (uint32_t)n;
	memcpy(a->text, text, n);
}
