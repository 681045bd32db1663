/* gruntwork_save.h - when the record of edits is written, and who hears. */
#ifndef GAME_GRUNTWORK_SAVE_H
#define GAME_GRUNTWORK_SAVE_H

#include <stdint.h>

#include "db/db_msg.h"
#include "net/io.h"

struct player;
struct world;

/* What the asker did, and is answered. */
enum gruntwork_asked {
	GRUNTWORK_BY_ITSELF,	/* nobody asked */
	GRUNTWORK_FLUSH,
	GRUNTWORK_PATH
};

/*
 * Has it written if there is something new, and tells p (NULL: nobody) once it
 * is on the disk, or why it is not. p is held until then.
 */
void gruntwork_save(struct world *w, struct player *p,
    enum gruntwork_asked asked);

/* The store has written it, or could not. */
void gruntwork_save_on_written(struct world *w, conn_id conn,
    const struct db_rep_write_side *rep);

/* Says that what p has edited will not outlast the server, if that is so. */
void gruntwork_save_warn(const struct world *w, struct player *p);

/* Timer row. */
int64_t gruntwork_save_period_ms(const struct world *w);
void gruntwork_save_tick(struct world *w);

#endif
