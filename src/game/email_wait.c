/*
 * email_wait.c - a player who asked for mail is held until the store answers;
 * what listing, reading and taking out have in common (spec/email.md 2).
 *
 * Owns:   player->email.wait and msg_index.
 * Called: by email.c, email_take.c.
 * Thread: world.
 */
#include "game/email_wait.h"

#include "db/db_msg.h"
#include "world/hold.h"
#include "world/player.h"
#include "world/world.h"

void
email_wait_begin(struct player *p, enum email_wait what)
{
	p->email.wait = (uint8_t)what;
	hold_begin(p);
}

struct player *
email_waiting(const struct world *w, conn_id conn, enum email_wait what)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL || p->email.wait != (uint8_t)what ||
	    p->state == PLAYER_DEPARTING)
		return NULL;
	return p;
}

void
email_wait_end(struct player *p)
{
	p->email.wait = EMAIL_WAIT_NONE;
	hold_end(p);
}

/* DEFECT, spec/email.md 2: 64-bit numbers were cut to 32. */
bool
email_is_index(int64_t i)
{
	return i > 0 && i <= INT32_MAX;
}

struct item
email_item_of(const struct item_row *row)
{
	return (struct item){ (int16_t)row->type, (int16_t)row->id, row->opt,
		row->time_limit_s };
}

struct audit_spot
email_spot(int32_t player_id, int32_t slot)
{
	return (struct audit_spot){ AUDIT_MAIL, slot, player_id };
}

void
email_look_into(struct world *w, struct player *p, int64_t msg_index,
    enum email_wait why)
{
	struct db_req_read_email *ask = db_add_read_email(&w->to_db,
	    DB_ROOM_WORLD, p->conn);

	ask->player_id = p->e.id;
	ask->msg_index = msg_index;
	ask->marks_read = why == EMAIL_WAIT_READ;
	p->email.msg_index = msg_index;
	email_wait_begin(p, why);
}
