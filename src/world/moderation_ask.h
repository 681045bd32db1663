/* moderation_ask.h - a ban or its end between the asking and the answer. */
#ifndef WORLD_MODERATION_ASK_H
#define WORLD_MODERATION_ASK_H

#include <stdint.h>

#include "db/row.h"
#include "world/ref.h"

enum { MODERATION_ASKS_MAX = 64 };

/* In w->moderation_asks; its slot and generation name it to the store. */
struct moderation_ask {
	struct entity_ref player;	/* who asked; {0}: the operator */
	uint64_t operator_ref;
	int32_t by_account_id;		/* for the log */
	char by_name[160];
	int64_t until_s;		/* 0: for ever */
	char reason[ROW_REASON_BYTES];
};

#endif
