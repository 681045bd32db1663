/*
 * wiring.c - the one file that knows who listens to whom.
 *
 * Owns:   the tables of events, timers and packet handlers.
 * Called: by shard.c at start; the tables' functions by the world.
 * Thread: world.
 */
#include "shard/wiring.h"

#include "game/answers.h"
#include "game/buddy.h"
#include "game/buddy_info.h"
#include "game/chat.h"
#include "game/gm.h"
#include "game/inventory.h"
#include "game/lifecycle.h"
#include "game/movement.h"
#include "game/npc.h"
#include "game/persist.h"
#include "game/portal.h"
#include "game/profile.h"
#include "game/revive.h"
#include "game/vehicle.h"
#include "login/ticket.h"
#include "monitor/monitor.h"
#include "world/player.h"
#include "world/world.h"

/* --- what the login room must know --- */

static struct room_account *
add_for_login(struct world *w, const struct player *p, uint16_t type)
{
	struct room_account *out;

	out = batch_add(&w->to_login, type, 0, sizeof(*out));
	out->serial = p->serial;
	out->account_id = p->identity.account_id;
	out->player_id = p->e.id;
	return out;
}

static void
login_on_player_began(struct world *w, struct player *p)
{
	add_for_login(w, p, ROOM_MSG_ACCOUNT_IN_WORLD);
}

static void
login_on_player_gone(struct world *w, struct player *p)
{
	struct room_account *out;

	out = add_for_login(w, p, ROOM_MSG_ACCOUNT_LEFT);
	out->may_return = p->left_by == PLAYER_EXIT_BY_PC;
}

const struct event_table shard_events = {
	.player_began = { login_on_player_began },
	.player_joined = { chat_on_player_joined },
	.player_loaded = { buddy_on_player_loaded, inventory_on_player_loaded },
	.player_left = { chat_on_player_left, buddy_on_player_left },
	.player_gone = { login_on_player_gone },
	.revival_offered = { revive_on_offered },
	.talked = { monitor_on_talked },
	.announced = { monitor_on_announced },
	.name_requested = { monitor_on_name_requested },
};

/* Periods as the game was tuned with (spec/server-core.md 4). */
const struct timer_row shard_timers[] = {
	{ "keep-alive", 4000, NULL, lifecycle_keep_alive },
	{ "save", 0, persist_period_ms, persist_flush },
	{ "monitor", 0, monitor_period_ms, monitor_tick },
	{ NULL, 0, NULL, NULL }
};

const struct handler *const shard_handlers[] = {
	lifecycle_handlers,
	movement_handlers,
	vehicle_handlers,
	revive_handlers,
	npc_handlers,
	portal_handlers,
	profile_handlers,
	buddy_handlers,
	inventory_handlers,
	buddy_info_handlers,
	gm_handlers,
	chat_handlers,
	answers_handlers,
	NULL
};
