/*
 * gruntwork_save.c - when the record of edits is written, and who hears
 * (spec/tabledata.md 9).
 *
 * The world makes the text and goes on; the store's thread writes and syncs
 * it. What is edited meanwhile makes the record dirty again.
 *
 * Owns:   is_dirty and saves_under_way of w->gruntwork.
 * Called: by commands, a timer and, at the end, shard.c.
 * Thread: world.
 */
#include "game/gruntwork_save.h"

#include <errno.h>
#include <string.h>

#include "config/config.h"
#include "game/gruntwork_text.h"
#include "world/hold.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

static void
tell(const struct world *w, struct player *p, enum gruntwork_asked asked,
    int error)
{
	const char *file = w->cfg->shard.gruntwork;

	if (asked == GRUNTWORK_FLUSH && error == 0)
		send_message(p, "Wrote gruntwork to %s", file);
	else if (asked == GRUNTWORK_FLUSH)
		send_message(p, "Could not write gruntwork to %s: %s", file,
		    strerror(error));
	else if (asked == GRUNTWORK_PATH && error == 0)
		send_message(p, "[PATH] Path saved to gruntwork");
	else if (asked == GRUNTWORK_PATH)
		send_message(p, "[PATH] Path not saved to gruntwork: %s",
		    strerror(error));
}

/* DEFECT, spec/tabledata.md 9: it was rewritten though nobody had edited. */
void
gruntwork_save(struct world *w, struct player *p, enum gruntwork_asked asked)
{
	struct gruntwork_book *b = &w->gruntwork;
	struct gruntwork_text text = { 0 };
	/* Who asks while a save is under way hears how that one goes. */
	bool is_due = b->is_dirty || (p != NULL && b->saves_under_way > 0);

	if (p != NULL && (b->is_unsaved || !is_due))
		tell(w, p, asked, b->is_unsaved ? EROFS : 0);
	if (b->is_unsaved || !is_due)
		return;
	gruntwork_text_write(w, &text);
	db_add_write_side(&w->to_db, DB_ROOM_WORLD, p != NULL ? p->conn : 0,
	    text.items, text.count)->tag = (int32_t)asked;
	vec_fini(&text);
	b->is_dirty = false;
	b->saves_under_way++;
	if (p != NULL)
		hold_begin(p);		/* until ..._on_written() */
}

void
gruntwork_save_on_written(struct world *w, conn_id conn,
    const struct db_rep_write_side *rep)
{
	struct player *p = conn != 0 ? world_player_by_conn(w, conn) : NULL;

	w->gruntwork.saves_under_way--;
	/* The store has logged it; the next try comes with the timer. */
	if (rep->result != DB_OK)
		w->gruntwork.is_dirty = true;
	if (p == NULL)
		return;
	tell(w, p, (enum gruntwork_asked)rep->tag, rep->error);
	hold_end(p);
}

/* DEFECT, spec/tabledata.md 9: a read-only deployment failed silently. */
void
gruntwork_save_warn(const struct world *w, struct player *p)
{
	if (w->gruntwork.is_unsaved)
		send_message(p, "%s cannot be written here: this lasts until "
		    "the server stops", w->cfg->shard.gruntwork);
}

int64_t
gruntwork_save_period_ms(const struct world *w)
{
	enum { MS_PER_S = 1000 };

	return (int64_t)w->cfg->login.db_save_interval_s * MS_PER_S;
}

void
gruntwork_save_tick(struct world *w)
{
	gruntwork_save(w, NULL, GRUNTWORK_BY_ITSELF);
}
