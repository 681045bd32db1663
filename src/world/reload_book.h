/* reload_book.h - what the world goes by instead of what it was made with. */
#ifndef WORLD_RELOAD_BOOK_H
#define WORLD_RELOAD_BOOK_H

#include "base/vec.h"

struct reload_set;
struct tdata;

struct reload_book {			/* reload.c; {0}: nothing new */
	struct reload_set *set;		/* w->cfg is its, if there is one */
	struct tdata *td;		/* w->td, likewise */
	struct VEC_OF(struct tdata *) retired;	/* not freed yet */
};

#endif
