/* process.h - the process before it is a server: log, signals, libc. */
#ifndef PROCESS_H
#define PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct config;

/* Opens the log as config.ini says; its descriptor, or -1: said on stderr. */
int process_open_log(const struct config *cfg, bool is_verbose) MUST_USE;

/* What main waits for with sigwait(); blocked in every thread. */
sigset_t process_signals(void);

/* Blocks them. INT and TERM, once they are let through again, end at once. */
void process_prepare_signals(void);

/* SIGALRM comes every so many milliseconds from now on. */
void process_set_rounds(int64_t period_ms);

/* How many packet shards: as configured, or one a processor; 1..64. */
uint32_t process_shard_count(const struct config *cfg);

/* What the C library would ask files for later, and how it keeps memory. */
void process_prepare_libc(uint32_t shards);

#endif
