/*
 * wiring.c - the one file that knows who listens to whom.
 *
 * Owns:   the tables of events, timers and packet handlers.
 * Called: by shard.c at start; the tables' functions by the world.
 * Thread: world.
 */
#include "shard/wiring.h"

#include "game/announce.h"
#include "game/answers.h"
#include "game/buddy.h"
#include "game/buddy_block.h"
#include "game/buddy_info.h"
#include "game/buddy_make.h"
#include "game/buddy_warp.h"
#include "game/buff.h"
#include "game/bullet.h"
#include "game/chat.h"
#include "game/combat.h"
#include "game/command_path.h"
#include "game/crate.h"
#include "game/croc_pot.h"
#include "game/downtime.h"
#include "game/egg.h"
#include "game/email.h"
#include "game/email_send.h"
#include "game/email_take.h"
#include "game/expiry.h"
#include "game/gm.h"
#include "game/gm_self.h"
#include "game/group.h"
#include "game/gruntwork_save.h"
#include "game/inventory.h"
#include "game/item_move.h"
#include "game/item_use.h"
#include "game/lifecycle.h"
#include "game/loot.h"
#include "game/mission.h"
#include "game/mob.h"
#include "game/movement.h"
#include "game/nano.h"
#include "game/nano_tune.h"
#include "game/npc.h"
#include "game/operator.h"
#include "game/persist.h"
#include "game/portal.h"
#include "game/profile.h"
#include "game/race.h"
#include "game/race_end.h"
#include "game/recall.h"
#include "game/revive.h"
#include "game/ride.h"
#include "game/stats.h"
#include "game/trade.h"
#include "game/transport.h"
#include "game/vehicle.h"
#include "game/vendor.h"
#include "game/vitals.h"
#include "login/ticket.h"
#include "monitor/monitor.h"
#include "world/path.h"
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

static void
login_on_account_banned(struct world *w, int32_t account_id)
{
	struct room_account *out;

	out = batch_add(&w->to_login, ROOM_MSG_ACCOUNT_BANNED, 0,
	    sizeof(*out));
	out->account_id = account_id;
}

/* --- small adapters --- */

/* Its own client concludes it from the stamina that it was told. */
static void
nano_on_exhausted(struct world *w, struct player *p)
{
	enum { QUIETLY = true };

	nano_unsummon(w, p, QUIETLY);
}

const struct event_table shard_events = {
	.player_began = { login_on_player_began },
	.player_joined = { stats_on_player_joined, chat_on_player_joined,
	    buddy_warp_on_player_joined },
	.player_loaded = { mission_on_player_loaded, buddy_on_player_loaded,
	    expiry_on_player_loaded, vitals_on_player_loaded },
	.player_warped = { trade_on_player_warped, mission_on_player_warped,
	    race_on_player_warped },
	.player_left = { trade_on_player_left, chat_on_player_left,
	    email_send_on_player_left,
	    buddy_on_player_left, mission_on_player_left,
	    group_on_player_left, vitals_on_player_left,
	    buff_on_player_left, ride_on_player_left },
	.deal_closed = { lifecycle_on_deal_closed },
	.player_gone = { login_on_player_gone },
	.cheat_seen = { lifecycle_on_cheat_seen },
	.hurt = { buff_on_hurt, combat_on_hurt, ride_on_hurt,
	    trade_on_hurt },
	.nano_exhausted = { nano_on_exhausted },
	.mob_killed = { loot_on_mob_killed, mission_on_mob_killed },
	.mob_state_entered = { mob_on_state_entered },
	.fusion_matter_changed = { mission_on_fusion_matter_changed },
	.mentor_changed = { mission_on_mentor_changed },
	.revival_offered = { revive_on_offered },
	.player_revived = { combat_on_player_revived },
	.player_ran = { command_path_on_player_ran },
	.block_changed = { chat_on_block_changed },
	.talked = { monitor_on_talked },
	.mailed = { monitor_note_email },
	.announced = { monitor_on_announced },
	.account_banned = { login_on_account_banned },
	.operator_answered = { operator_on_answered },
	.name_requested = { monitor_on_name_requested },
};

/* Periods as the game was tuned with (spec/server-core.md 4). */
const struct timer_row shard_timers[] = {
	{ "mobs", 200, NULL, mob_tick },
	{ "players", 50, NULL, vitals_tick },
	{ "paths", 1000, NULL, path_tick },
	{ "riders", 1000, NULL, ride_tick },
	{ "expiry", 1000, NULL, expiry_tick },
	{ "eggs", 1000, NULL, egg_tick },
	{ "keep-alive", 4000, NULL, lifecycle_keep_alive },
	{ "downtime", 200, NULL, downtime_tick },
	{ "save", 0, persist_period_ms, persist_flush },
	{ "gruntwork", 0, gruntwork_save_period_ms, gruntwork_save_tick },
	{ "monitor", 0, monitor_period_ms, monitor_tick },
	{ NULL, 0, NULL, NULL }
};

const struct entity_class *const shard_classes[ENTITY_KIND_COUNT] = {
	[ENTITY_MOB] = &mob_class,
};

const struct handler *const shard_handlers[] = {
	lifecycle_handlers,
	movement_handlers,
	vehicle_handlers,
	revive_handlers,
	group_handlers,
	recall_handlers,
	nano_handlers,
	nano_tune_handlers,
	combat_handlers,
	bullet_handlers,
	egg_handlers,
	mission_handlers,
	npc_handlers,
	portal_handlers,
	transport_handlers,
	race_handlers,
	race_end_handlers,
	profile_handlers,
	buddy_handlers,
	inventory_handlers,
	crate_handlers,
	buddy_info_handlers,
	buddy_make_handlers,
	buddy_block_handlers,
	buddy_warp_handlers,
	gm_handlers,
	gm_self_handlers,
	chat_handlers,
	announce_handlers,
	item_move_handlers,
	item_use_handlers,
	vendor_handlers,
	trade_handlers,
	croc_pot_handlers,
	email_handlers,
	email_take_handlers,
	email_send_handlers,
	answers_handlers,
	NULL
};
