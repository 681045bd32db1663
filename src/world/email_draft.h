/* email_draft.h - a mail between the request and the store's answer. */
#ifndef WORLD_EMAIL_DRAFT_H
#define WORLD_EMAIL_DRAFT_H

#include <stdint.h>

#include "db/row.h"
#include "world/item.h"

/* One of the four attachments, at the place the client gave it. */
struct email_draft_item {
	int32_t slot;			/* of the sender's bag */
	int32_t count;			/* 0: nothing attached here */
	struct item item;	/* as the client named it; later, what went */
};

/* In w->email_drafts; one a player at most (email_send.c). */
struct email_draft {
	int32_t to_id;
	int32_t taros, cost;		/* cost: with the postage */
	char subject[ROW_SUBJECT_BYTES];
	char body[ROW_BODY_BYTES];
	char to_name[160];		/* for the log */
	struct email_draft_item items[ROW_EMAIL_ITEMS];
};

#endif
