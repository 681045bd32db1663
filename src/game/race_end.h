/* race_end.h - the end of a race: the score, its record, the reward. */
#ifndef GAME_RACE_END_H
#define GAME_RACE_END_H

#include "db/db_msg.h"
#include "net/io.h"
#include "proto/handlers.h"

struct world;

extern const struct handler race_end_handlers[];

/* The store's answers: the best run; a run was put down. */
void race_end_on_best(struct world *w, conn_id conn,
    const struct db_rep_top_race *rep);
void race_end_on_posted(struct world *w, conn_id conn,
    const struct db_rep_post_race *rep);

#endif
