/*
 * code.c - codes that give items, once to each account (spec/items.md 12,
 * spec/commands.md 2).
 *
 * Owns:   player->code.
 * Called: by command.c; code_on_found() by the shard.
 * Thread: world.
 *
 * The items and the mark that the code is used are one deal (DEFECT: a crash in
 * between burnt the code, and a failed mark still gave the items).
 */
#include "game/code.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "game/deal.h"
#include "game/inventory.h"
#include "game/item_plan.h"
#include "tdata/tdata.h"
#include "world/hold.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum {
	CODE_BYTES_MAX = 256,
	VEHICLE_RENTAL_S = 604800	/* spec/items.md 13: a week */
};

static const struct audit_spot from_code = { .place = AUDIT_CODE };

/* --- which code? --- */

/* DEFECT, spec/commands.md: what gives nothing was used up all the same. */
static const struct tdata_code *
find(const struct world *w, const char *text)
{
	const struct tdata_code *found;
	char code[CODE_BYTES_MAX + 1];
	size_t n;

	for (n = 0; text[n] != '\0'; n++)
		code[n] = (char)tolower((unsigned char)text[n]);
	code[n] = '\0';
	found = tdata_find_code(w->td, code);
	return found != NULL && found->item_count > 0 ? found : NULL;
}

void
code_redeem(struct world *w, struct player *p, const char *text)
{
	const struct tdata_code *code;
	struct db_req_find_code *req;

	if (text == NULL) {
		send_message(p, "/redeem: No code specified");
		return;
	}
	if (strlen(text) > CODE_BYTES_MAX) {
		send_message(p, "/redeem: Code too long");
		return;
	}
	code = find(w, text);
	if (code == NULL) {
		send_message(p, "/redeem: Unknown code");
		return;
	}
	req = db_add_find_code(&w->to_db, DB_ROOM_WORLD, p->conn);
	req->player_id = p->e.id;
	str_copy(req->code, sizeof(req->code), code->code);
	p->code.asked = code;
	hold_begin(p);		/* until code_on_found() */
}

/* --- giving --- */

/* Those slots are locked until the store has agreed. */
static void
take_back_or_keep(struct world *w, struct player *p, bool is_kept)
{
	struct item_plan pl;

	item_plan_begin(&pl);
	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++) {
		struct item_moving m;

		if ((p->code.slots >> i & 1) == 0)
			continue;
		item_plan_unlock(p, i);
		if (is_kept) {
			SEND(p, fe2cl_rep_pc_give_item_succ,
			    .il = INVENTORY_BAG,
			    .slot_num = i,
			    .item = item_to_wire(&p->inventory.bag[i]));
			continue;
		}
		CHECK(item_plan_take(&pl, p, i, 0, ITEM_PLAN_HEED_LOCKS, &m));
		item_plan_drop(&pl, &m, from_code);
	}
	item_plan_commit(w, &pl);
	p->code.slots = 0;
}

static void
on_redeemed(struct world *w, struct player *p, enum db_result result)
{
	uint32_t count = p->code.asked->item_count;

	p->code.asked = NULL;
	take_back_or_keep(w, p, result == DB_OK);
	if (result == DB_TAKEN)
		send_message(p, "/redeem: You have already redeemed this "
		    "code item");
	else if (result != DB_OK)
		send_message(p, "/redeem: Unknown code");
	else
		send_message(p, count == 1 ? "You have redeemed a code item" :
		    "You have redeemed code items");
}

/* DEFECT, spec/commands.md: vehicles were for ever. */
static struct item
item_of(const struct world *w, const struct tdata_item_ref *ref)
{
	struct item it = { (int16_t)ref->type, (int16_t)ref->id, 1, 0 };

	if (it.type == TDATA_ITEM_VEHICLE)
		it.time_limit_s = (int32_t)(w->unix_s + VEHICLE_RENTAL_S);
	return it;
}

/* False: they do not all fit, and nothing is done. */
static bool
put_items(struct world *w, struct player *p, const struct tdata_code *code)
{
	struct item_plan pl;
	uint64_t slots = 0;

	if (code->item_count > ITEM_PLAN_MOVES)
		return false;
	item_plan_begin(&pl);
	for (uint32_t i = 0; i < code->item_count; i++) {
		struct item_moving m = {
			.item = item_of(w, &code->items[i]),
			.from = from_code,
		};
		int32_t slot = item_plan_put(&pl, p, &m);

		if (slot == INVENTORY_NO_SLOT)
			return false;
		slots |= UINT64_C(1) << slot;
	}
	item_plan_commit(w, &pl);
	p->code.slots = slots;
	for (int32_t i = 0; i < PLAYER_INVENTORY_MAX; i++)
		if ((slots >> i & 1) != 0)
			item_plan_lock(p, i);
	return true;
}

static void
redeem(struct world *w, struct player *p)
{
	const struct tdata_code *code = p->code.asked;
	struct db_req_redeem_code *req;

	if (!deal_may_begin(p) || !put_items(w, p, code)) {
		p->code.asked = NULL;
		send_message(p, "/redeem: Not enough space in inventory");
		return;
	}
	deal_begin(w, p);
	req = db_add_redeem_code(&w->to_db, DB_ROOM_WORLD, p->conn);
	req->player_id = p->e.id;
	str_copy(req->code, sizeof(req->code), code->code);
	deal_commit(w, p, on_redeemed);
}

void
code_on_found(struct world *w, conn_id conn,
    const struct db_rep_find_code *rep)
{
	struct player *p = world_player_by_conn(w, conn);

	if (p == NULL || p->code.asked == NULL || !deal_may_begin(p))
		return;
	if (rep->result == DB_NONE) {
		redeem(w, p);
	} else {
		p->code.asked = NULL;
		send_message(p, rep->result == DB_OK ? "/redeem: You have "
		    "already redeemed this code item" :
		    "/redeem: Unknown code");
	}
	hold_end(p);
}
