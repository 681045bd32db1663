/* char_repair.h - mending a character that is not played. */
#ifndef TOOL_CHAR_REPAIR_H
#define TOOL_CHAR_REPAIR_H

#include <stdbool.h>
#include <stdint.h>

struct desk;

struct char_repair {
	int32_t player_id;
	bool is_dry;			/* only tells */
	int64_t drop_task;		/* also that one; 0: none */
	const char *aside;	/* file for what is taken away, or NULL */
};

/* One transaction, all or nothing. Returns the exit status. */
int char_repair(struct desk *d, const struct char_repair *r);

#endif
