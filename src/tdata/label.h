/* label.h - names of things, for people: only loaded on demand. */
#ifndef TDATA_LABEL_H
#define TDATA_LABEL_H

#include <stdint.h>

struct tdata;

enum tdata_label {
	TDATA_LABEL_NPC,		/* by NPC type */
	TDATA_LABEL_TASK,		/* the mission's name, by task */
	TDATA_LABEL_ITEM		/* + the item's type; by its id */
};

/* As the client shows it; NULL if it has none or none were loaded. */
const char *tdata_find_label(const struct tdata *t, int kind, int32_t id);

#endif
