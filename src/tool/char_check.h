/* char_check.h - what is wrong with a character, and what would mend it. */
#ifndef TOOL_CHAR_CHECK_H
#define TOOL_CHAR_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "db/raw.h"

struct tdata;

enum mend {
	MEND_NOTHING,			/* it is only told */
	MEND_DROP_TASK,			/* key: rowid */
	MEND_SET_COUNTS,		/* key: rowid; numbers: kills left */
	MEND_SET_MISSION,		/* numbers[0] */
	MEND_DROP_QUEST_ITEM,		/* key: slot */
	MEND_DROP_NANO,			/* key: id */
	MEND_SET_NANOS,			/* numbers: what is equipped */
	MEND_SET_PLACE,			/* place */
	MEND_MOVE_ITEM,			/* key: slot; numbers[0]: to that one */
	MEND_DROP_ITEM,			/* key: slot */
	MEND_COUNT
};

struct finding {
	enum mend mend;
	int64_t key;
	int64_t numbers[3];
	struct place_row place;
	char text[192];			/* what is wrong, and what is done */
	char undo[256];	/* SQL that puts back what is taken away, or "" */
};
struct findings VEC_OF(struct finding);

struct char_rules {
	const struct tdata *td;		/* of the server's protocol */
	struct place_row spawn;
	int64_t drop_task;		/* an operator's wish; 0: none */
	bool drops_unknown_items;	/* they are kept elsewhere */
};

/*
 * In the order in which they must be mended. vec_fini() is the caller's. Each
 * stands for itself: mended all together they leave nothing to find but what
 * is only told.
 */
void char_check(const struct raw_character *c, const struct char_rules *rules,
    struct findings *out);

#endif
