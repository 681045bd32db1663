/* reload_set.h - what a reload hands to the world. */
#ifndef CONTROL_RELOAD_SET_H
#define CONTROL_RELOAD_SET_H

#include "config/config.h"

struct tdata;

/*
 * What the world is handed with CONTROL_MSG_RELOAD; all of it is the world's
 * then. The answer is ready: the world sends it when it has taken the rest.
 */
struct reload_set {
	struct config cfg;	/* strings: the start's and fresh_cfg's */
	struct config *fresh_cfg;
	struct tdata *td;		/* NULL: the tables stay */
	char *answer;			/* lines; freed with the set */
};

/* Without its tables, which may still be looked at. NULL is allowed. */
void reload_set_free(struct reload_set *set);

#endif
