/*
 * deal.c - belongings that change together with the store.
 *
 * Owns:   player->deal, w->open_deals.
 * Called: by email.c and command.c; deal_on_committed() by the shard.
 * Thread: world.
 */
#include "game/deal.h"

#include "base/check.h"
#include "game/persist.h"
#include "world/event.h"
#include "world/hold.h"
#include "world/player.h"
#include "world/world.h"

bool
deal_may_begin(const struct player *p)
{
	return p->deal.done == NULL;
}

void
deal_begin(struct world *w, struct player *p)
{
	CHECK(deal_may_begin(p));
	db_add_begin(&w->to_db, DB_ROOM_WORLD, p->conn, DB_TX_ALL);
}

void
deal_commit(struct world *w, struct player *p, deal_done_fn *done)
{
	CHECK(done != NULL && deal_may_begin(p));
	world_mark_dirty(w, p, DB_SECTION_STATE | DB_SECTION_INVENTORY);
	persist_save(w, p);
	db_add_commit(&w->to_db, DB_ROOM_WORLD, p->conn);
	p->deal.done = done;
	w->open_deals++;
	hold_begin(p);
}

void
deal_on_committed(struct world *w, conn_id conn,
    const struct db_rep_commit *rep)
{
	struct player *p = world_player_by_conn(w, conn);
	deal_done_fn *done;

	if (p == NULL || p->deal.done == NULL)
		return;		/* a flush: nobody waits for those */
	done = p->deal.done;
	p->deal.done = NULL;
	w->open_deals--;
	/* Of a save that went down with the rest DB_REP_SAVE has told. */
	done(w, p, rep->result);
	hold_end(p);
	EVENT(w, deal_closed, p);
}
