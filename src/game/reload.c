/*
 * reload.c - new tables and keys in the place of those that were.
 *
 * Rules look rows up each time and forget them when they return; so between
 * two messages one pointer can take the place of another. The one row of a
 * live table (tdata/refresh.h) that outlasts a message is a code that is being
 * redeemed: while somebody waits for the store's word about one, old tables
 * stay, and go with the next reload.
 *
 * Owns:   w->reload, and w->cfg and w->td once something was reloaded.
 * Called: by shard.c.
 * Thread: world.
 */
#include "game/reload.h"

#include <string.h>

#include "base/mailbox.h"
#include "control/control_msg.h"
#include "control/reload_set.h"
#include "tdata/tdata.h"
#include "world/player.h"
#include "world/world.h"

static void
note_redeeming(struct world *w, struct player *p, void *arg)
{
	bool *is_any = arg;

	UNUSED(w);
	*is_any = *is_any || p->code.asked != NULL;
}

static void
free_retired(struct world *w)
{
	struct reload_book *book = &w->reload;

	for (size_t i = 0; i < book->retired.count; i++)
		tdata_free(book->retired.items[i]);
	vec_clear(&book->retired);
}

static void
take_tables(struct world *w, struct tdata *td)
{
	struct reload_book *book = &w->reload;
	bool is_any = false;

	if (book->td != NULL)
		vec_push(&book->retired, book->td);
	book->td = td;
	w->td = td;
	world_each_player(w, note_redeeming, &is_any);
	if (!is_any)
		free_retired(w);
}

void
reload_take(struct world *w, uint64_t ref, struct reload_set *set)
{
	struct reload_book *book = &w->reload;

	/* What a game master has set for today gives way to a new one. */
	if (strcmp(w->cfg->shard.motd, set->cfg.shard.motd) != 0)
		w->motd[0] = '\0';
	w->cfg = &set->cfg;
	reload_set_free(book->set);
	book->set = set;
	if (set->td != NULL)
		take_tables(w, set->td);
	set->td = NULL;
	control_answer_add(&w->to_control, ref, CONTROL_OK, set->answer);
}

void
reload_fini(struct world *w)
{
	struct reload_book *book = &w->reload;

	free_retired(w);
	vec_fini(&book->retired);
	tdata_free(book->td);
	reload_set_free(book->set);
	*book = (struct reload_book){ 0 };
}

void
reload_discard(struct batch *chain)
{
	struct batch *b;

	while ((b = batch_chain_pop(&chain)) != NULL) {
		for (const struct msg *m = batch_first(b); m != NULL;
		    m = batch_next(b, m)) {
			struct reload_set *set;

			if (m->type != CONTROL_MSG_RELOAD)
				continue;
			set = *(struct reload_set *const *)msg_payload(m);
			tdata_free(set->td);
			reload_set_free(set);
		}
		batch_free(b);
	}
}
