/*
 * char_repair.c - mending a character that is not played.
 *
 * Claim, read, judge and write happen in this order, in one transaction: no
 * server loads the character meanwhile, and nobody writes to the file.
 *
 * Owns:   the file of what is taken away.
 * Called: by char.c.
 * Thread: main of a tool.
 */
#include "tool/char_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "db/copy.h"
#include "tdata/tdata.h"
#include "tool/char_check.h"
#include "tool/desk.h"

/* --- one finding --- */

static enum db_result
apply(struct store *s, int32_t player_id, const struct finding *f)
{
	switch (f->mend) {
	case MEND_DROP_TASK:
		return raw_delete_task(s, f->key);
	case MEND_SET_COUNTS:
		return raw_set_counts(s, f->key, f->numbers);
	case MEND_SET_MISSION:
		return raw_set_mission(s, player_id, f->numbers[0]);
	case MEND_DROP_QUEST_ITEM:
		return raw_delete_quest_item(s, player_id, f->key);
	case MEND_DROP_NANO:
		return raw_delete_nano(s, player_id, f->key);
	case MEND_SET_NANOS:
		return raw_set_nanos(s, player_id, f->numbers);
	case MEND_SET_PLACE:
		return raw_set_place(s, player_id, &f->place);
	case MEND_MOVE_ITEM:
		return raw_move_item(s, player_id, f->key, f->numbers[0]);
	case MEND_DROP_ITEM:
		return raw_delete_item(s, player_id, f->key);
	case MEND_NOTHING:
	case MEND_COUNT:
		break;
	}
	return DB_OK;
}

static bool
apply_all(struct desk *d, int32_t player_id, const struct findings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		switch (apply(&d->db.store, player_id, &all->items[i])) {
		case DB_OK:
			break;
		case DB_NONE:
			desk_fail(d, "is gone meanwhile: %s",
			    all->items[i].text);
			return false;
		default:
			desk_fail_db(d);
			return false;
		}
	}
	return true;
}

/* --- what is taken away --- */

static bool
takes_away(const struct findings *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].undo[0] != '\0')
			return true;
	return false;
}

/* Made new: an older one is never written over. */
static bool
put_aside(struct desk *d, const struct char_repair *r,
    const struct findings *all)
{
	FILE *f;
	bool ok;

	f = fopen(r->aside, "wxe");
	if (f == NULL) {
		desk_fail(d, "%s: %s", r->aside, strerror(errno));
		return false;
	}
	fprintf(f, "-- taken from character %" PRId32 "; each line puts one "
	    "back\n", r->player_id);
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].undo[0] != '\0')
			fprintf(f, "%s\n", all->items[i].undo);
	ok = fflush(f) == 0 && fsync(fileno(f)) == 0 &&
	    copy_sync_directory_of(r->aside);
	if (!ok)
		desk_fail(d, "%s: %s", r->aside, strerror(errno));
	fclose(f);
	if (!ok)
		unlink(r->aside);
	return ok;
}

/* --- all of it --- */

static bool
say(const struct char_repair *r, const struct findings *all)
{
	size_t mended = 0;

	for (size_t i = 0; i < all->count; i++) {
		printf("%s\n", all->items[i].text);
		mended += all->items[i].mend != MEND_NOTHING;
	}
	if (all->count == 0)
		printf("nothing is wrong\n");
	else if (r->is_dry)
		printf("found %zu, would mend %zu: nothing is changed\n",
		    all->count, mended);
	else
		printf("found %zu, mended %zu\n", all->count, mended);
	return fflush(stdout) == 0;
}

static bool
write_all(struct desk *d, const struct char_repair *r,
    const struct findings *all)
{
	bool has_file = r->aside != NULL && takes_away(all);

	if (!apply_all(d, r->player_id, all) ||
	    (has_file && !put_aside(d, r, all))) {
		store_rollback(&d->db.store);
		return false;
	}
	if (store_commit(&d->db.store))
		return true;
	desk_fail_db(d);
	if (has_file)
		unlink(r->aside);
	return false;
}

/* In the transaction; ends it. */
static int
judge_and_mend(struct desk *d, const struct char_repair *r,
    const struct tdata *td)
{
	const struct char_rules rules = {
		.td = td,
		.spawn = { d->cfg->shard.spawn_x, d->cfg->shard.spawn_y,
		    d->cfg->shard.spawn_z, d->cfg->shard.spawn_angle },
		.drop_task = r->drop_task,
		.drops_unknown_items = r->aside != NULL,
	};
	struct findings all = { 0 };
	struct raw_character c;
	enum db_result res = raw_read(&d->db.store, r->player_id, &c);
	bool ok = res == DB_OK;

	if (res == DB_NONE)
		desk_fail(d, "%" PRId32 ": there is no such character",
		    r->player_id);
	else if (!ok)
		desk_fail_db(d);
	else
		char_check(&c, &rules, &all);
	if (!ok || r->is_dry || all.count == 0)
		store_rollback(&d->db.store);
	else
		ok = write_all(d, r, &all);
	if (ok)
		ok = say(r, &all);
	vec_fini(&all);
	raw_fini(&c);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* False: it has been said. A look needs no claim. */
static bool
claim(struct desk *d, const struct char_repair *r)
{
	if (r->is_dry)
		return true;
	switch (beside_claim(&d->db, r->player_id)) {
	case BESIDE_FREE:
		return true;
	case BESIDE_PLAYED:
		desk_fail(d, "character %" PRId32 " is in the world: the "
		    "server would write over it; let it leave first (fusiond "
		    "ctl kick %" PRId32 ")", r->player_id, r->player_id);
		break;
	case BESIDE_UNKNOWN:
		desk_fail(d, "a server with journalmode=delete runs, of which "
		    "no one can see from here who is in its world: stop it "
		    "first");
		break;
	}
	return false;
}

int
char_repair(struct desk *d, const struct char_repair *r)
{
	struct tdata *td = desk_take_tables(d);
	int status = EXIT_FAILURE;

	if (td == NULL)
		return status;
	if (!claim(d, r))
		goto out;
	if (r->is_dry ? store_begin_read(&d->db.store) :
	    store_begin(&d->db.store))
		status = judge_and_mend(d, r, td);
	else
		desk_fail_db(d);
	if (!r->is_dry)
		beside_release(&d->db, r->player_id);
out:
	tdata_free(td);
	return status;
}
