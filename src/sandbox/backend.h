/* backend.h - what a platform must provide to sandbox.c; nobody else's. */
#ifndef SANDBOX_BACKEND_H
#define SANDBOX_BACKEND_H

#include <stdbool.h>

#include "base/check.h"
#include "sandbox/sandbox.h"

/* The same promises as sandbox_init() and so on, in every mode but OFF. */
bool sandbox_backend_init(const struct sandbox_options *opt) MUST_USE;
void sandbox_backend_set_store_fds(const int *fds, size_t count);
bool sandbox_backend_seal(void) MUST_USE;
bool sandbox_backend_start(void) MUST_USE;
bool sandbox_backend_thread_start(enum sandbox_role role) MUST_USE;

/* Whether sealing takes the names of files away. */
bool sandbox_backend_takes_names(void);

/* What follows "mode=..." in the summary. */
const char *sandbox_backend_summary(void);

#endif
