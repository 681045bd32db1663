/*
 * purse.c - what a character has in the database.
 *
 * Owns:   nothing.
 * Called: by e2e tests.
 * Thread: the test's.
 */
#include "bot/purse.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "bot/die.h"
#include "bot/e2e.h"
#include "tdata/tdata.h"

enum { SQL_BYTES = 320 };

static int16_t
first_of(const struct tdata *td, int32_t type, bool is_stack)
{
	for (uint32_t i = 0; i < td->item_count; i++) {
		const struct tdata_item *it = &td->items[i];

		if (it->type == type && it->id > 0 && it->is_tradeable &&
		    (it->stack_size > 1) == is_stack)
			return (int16_t)it->id;
	}
	die("the tables have nothing of type %d to trade", type);
	return 0;
}

void
purse_find_things(struct e2e *e, struct purse_things *out)
{
	char patch_dir[SERVER_PATH_BYTES + 64];
	struct tdata_options opt = {
		.protocol = e->server.protocol,
		.dir = e->server.tdata_dir,
		.patch_dir = patch_dir,
		.gruntwork_file = "a-test-has-no-gruntwork.json",
	};
	struct tdata *td;

	snprintf(patch_dir, sizeof(patch_dir), "%s/patch/",
	    e->server.tdata_dir);
	log_init(STDERR_FILENO, 0);
	if (!tdata_load(&opt, &td))
		die("the tables cannot be read");
	out->shirt = first_of(td, TDATA_ITEM_SHIRT, false);
	out->hat = first_of(td, TDATA_ITEM_HAT, false);
	out->stack = first_of(td, TDATA_ITEM_GENERAL, true);
	out->stack_size = tdata_find_item(td, TDATA_ITEM_GENERAL,
	    out->stack)->stack_size;
	tdata_free(td);
}

static int32_t
file_slot(const struct e2e *e, int32_t slot)
{
	const struct ruleset *rules = ruleset_find(e->server.protocol);

	return rules->equip_slots + slot;
}

void
purse_put(struct e2e *e, int64_t player, int32_t slot, int32_t type,
    int32_t id, int32_t opt)
{
	char sql[SQL_BYTES];

	snprintf(sql, sizeof(sql), "INSERT INTO Inventory (PlayerID, Slot, "
	    "Type, ID, Opt) VALUES (%lld, %d, %d, %d, %d)",
	    (long long)player, file_slot(e, slot), type, id, opt);
	dbfile_exec(e->db, sql);
}

void
purse_set_taros(struct e2e *e, int64_t player, int32_t taros)
{
	char sql[SQL_BYTES];

	snprintf(sql, sizeof(sql), "UPDATE Players SET Taros = %d WHERE "
	    "PlayerID = %lld", taros, (long long)player);
	dbfile_exec(e->db, sql);
}

void
purse_await(struct e2e *e, int64_t player, int32_t slot, int32_t type,
    int32_t id, int32_t opt)
{
	char sql[SQL_BYTES];

	snprintf(sql, sizeof(sql), "SELECT COALESCE((SELECT Opt FROM "
	    "Inventory WHERE PlayerID = %lld AND Slot = %d AND (%d = 0 OR "
	    "(Type = %d AND ID = %d))), 0)", (long long)player,
	    file_slot(e, slot), opt, type, id);
	e2e_await_value(e, sql, opt);
}

void
purse_await_taros(struct e2e *e, int64_t player, int32_t taros)
{
	char sql[SQL_BYTES];

	snprintf(sql, sizeof(sql), "SELECT Taros FROM Players WHERE PlayerID "
	    "= %lld", (long long)player);
	e2e_await_value(e, sql, taros);
}
