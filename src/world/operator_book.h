/*
 * operator_book.h - what the operator has asked for and is not done yet, and
 * whether the server is about to close.
 */
#ifndef WORLD_OPERATOR_BOOK_H
#define WORLD_OPERATOR_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"

enum {
	OPERATOR_WAITS_MAX = 16,	/* more than there are callers */
	OPERATOR_REASON_BYTES = 200	/* printable ASCII */
};

/* A request that waits for the store. */
struct operator_wait {
	uint64_t ref;			/* 0: free */
	uint32_t verb;			/* in operator.c's table */
	int64_t seconds;
	char reason[ROW_REASON_BYTES];
};

struct operator_book {			/* operator.c */
	struct operator_wait waits[OPERATOR_WAITS_MAX];
};

struct downtime {			/* downtime.c */
	int64_t stop_at_ms;		/* 0: no shutdown is due */
	int64_t told_s;			/* what was announced last */
	char stop_reason[OPERATOR_REASON_BYTES];
	bool is_maintenance;
	char maintenance_reason[OPERATOR_REASON_BYTES];
	bool is_locked;			/* as the login room was told */
};

#endif
