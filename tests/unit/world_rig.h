/*
 * world_rig.h - a world without threads, sockets or database, for tests.
 *
 * The rig stands in for the packet shards (outbox_*), topics included, for the
 * store (db_post) and for the tables' look-ups: what the world says arrives
 * decoded, in order, at each player until the test asks for it. Time stands
 * still until rig_pass(). Include it in one file of a program.
 */
#ifndef TESTS_WORLD_RIG_H
#define TESTS_WORLD_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/str.h"
#include "config/config.h"
#include "db/db.h"
#include "net/outbox.h"
#include "proto/codec.h"
#include "proto/handlers.h"
#include "proto/packet.h"
#include "proto/wire.h"
#include "shard/dispatch.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

enum {
	RIG_SENT_MAX = 4096,
	RIG_LISTENERS_MAX = 1024,
	RIG_CONNS_MAX = 64,
	RIG_BODY_BYTES = 8192,
	RIG_RAW_BYTES = 512 * 1024,
	RIG_START_MS = 1000000,
	RIG_START_S = 1700000000,
	RIG_VIEW_UNITS = 3000,		/* a square is 1000 */
	RIG_ACCOUNT_BASE = 1000		/* account = player + this */
};

struct rig_sent {
	conn_id conn;
	enum packet_kind kind;
	bool is_read;
	void *body;
};

struct rig_listener {
	conn_id conn;
	uint64_t topic;
};

static struct rig {
	struct world w;
	struct config cfg;
	struct tdata td;
	struct ruleset rules;
	struct event_table events;
	struct timer_row timers[1];
	struct dispatch dispatch;

	struct rig_sent sent[RIG_SENT_MAX];
	size_t sent_count;
	struct rig_listener listeners[RIG_LISTENERS_MAX];
	size_t listener_count;
	bool is_closed[RIG_CONNS_MAX];
	bool is_trusted[RIG_CONNS_MAX];
	char raw[RIG_RAW_BYTES];
	size_t raw_bytes, raw_count;
	conn_id raw_to[RIG_CONNS_MAX];
	size_t raw_to_count;

	const struct tdata_npc_type *npc_types;
	size_t npc_type_count;
	const struct tdata_warp *warps;
	size_t warp_count;
	const struct tdata_item *items;
	size_t item_count;
	const struct tdata_task *tasks;
	size_t task_count;
	const struct tdata_egg_type *egg_types;
	size_t egg_type_count;
	const struct tdata_growth *growth;	/* TDATA_LEVELS, or NULL */
	const struct tdata_skill *skills;
	size_t skill_count;
	const struct tdata_drop *drops;		/* id: the mob's type */
	size_t drop_count;
	const struct tdata_drop *event_drops;	/* id: the event mode */
	size_t event_drop_count;
	const struct tdata_crate *crates;
	size_t crate_count;
	int32_t capsule_crate, capsule_nano;	/* one nano capsule */
	const struct tdata_tuning *tunings;
	size_t tuning_count;
	const struct tdata_listing *listings;	/* each vendor's together */
	size_t listing_count;
	const struct tdata_croc_pot *croc_pots;
	size_t croc_pot_count;
	const struct tdata_path *paths;		/* each has one NPC type */
	size_t path_count;
	const struct tdata_trip *trips;
	size_t trip_count;
	const struct tdata_location *scampers, *stations;
	size_t scamper_count, station_count;
	const struct tdata_skyway *skyways;
	size_t skyway_count;
	const struct tdata_map *maps;
	size_t map_count;
	const struct tdata_race *races;
	size_t race_count;
} rig;

/* --- what stands in for the packet shards --- */

static void
rig_deliver(conn_id conn, const uint8_t *frame, size_t n)
{
	struct rig_sent *s = &rig.sent[rig.sent_count];
	size_t used;

	assert_true(rig.sent_count < RIG_SENT_MAX && n >= 4);
	assert_true(conn < RIG_CONNS_MAX);
	if (rig.is_closed[conn])
		return;
	s->conn = conn;
	s->is_read = false;
	s->kind = packet_kind_from_id(wire_get_u32(frame));
	s->body = calloc(1, RIG_BODY_BYTES);
	assert_int_equal(CODEC_OK, codec_decode(rig.w.version, s->kind,
	    frame + 4, n - 4, s->body, RIG_BODY_BYTES, &used));
	rig.sent_count++;
}

void
outbox_send(struct outbox *o, conn_id conn, const void *frame, size_t n)
{
	UNUSED(o);
	rig_deliver(conn, frame, n);
}

void
outbox_publish(struct outbox *o, uint64_t topic, conn_id except,
    const void *frame, size_t n)
{
	UNUSED(o);
	for (size_t i = 0; i < rig.listener_count; i++)
		if (rig.listeners[i].topic == topic &&
		    rig.listeners[i].conn != except)
			rig_deliver(rig.listeners[i].conn, frame, n);
}

void
outbox_publish_raw(struct outbox *o, uint64_t topic, const void *bytes,
    size_t n)
{
	UNUSED(o);
	assert_true(n < RIG_RAW_BYTES);
	memcpy(rig.raw, bytes, n);
	rig.raw[n] = '\0';
	rig.raw_bytes = n;
	rig.raw_count++;
	rig.raw_to_count = 0;
	for (size_t i = 0; i < rig.listener_count; i++)
		if (rig.listeners[i].topic == topic)
			rig.raw_to[rig.raw_to_count++] =
			    rig.listeners[i].conn;
}

static size_t
rig_listener(conn_id conn, uint64_t topic)
{
	size_t i;

	for (i = 0; i < rig.listener_count; i++)
		if (rig.listeners[i].conn == conn &&
		    rig.listeners[i].topic == topic)
			break;
	return i;
}

void
outbox_subscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	UNUSED(o);
	if (rig_listener(conn, topic) < rig.listener_count)
		return;
	assert_true(rig.listener_count < RIG_LISTENERS_MAX);
	rig.listeners[rig.listener_count++] =
	    (struct rig_listener){ conn, topic };
}

void
outbox_unsubscribe(struct outbox *o, conn_id conn, uint64_t topic)
{
	size_t i = rig_listener(conn, topic);

	UNUSED(o);
	if (i < rig.listener_count)
		rig.listeners[i] = rig.listeners[--rig.listener_count];
}

void
outbox_set_keys(struct outbox *o, conn_id conn, const uint8_t receive_key[8],
    const uint8_t send_key[8])
{
	UNUSED(o);
	UNUSED(conn);
	UNUSED(receive_key);
	UNUSED(send_key);
}

void
outbox_trust(struct outbox *o, conn_id conn)
{
	UNUSED(o);
	assert_true(conn < RIG_CONNS_MAX);
	rig.is_trusted[conn] = true;
}

void
outbox_close_later(struct outbox *o, conn_id conn, uint32_t delay_ms)
{
	UNUSED(o);
	UNUSED(delay_ms);
	assert_true(conn < RIG_CONNS_MAX);
	rig.is_closed[conn] = true;
}

void
outbox_close(struct outbox *o, conn_id conn)
{
	outbox_close_later(o, conn, 0);
}

void
outbox_flush(struct outbox *o)
{
	UNUSED(o);
}

/* --- and for the store and the tables --- */

bool
db_post(struct db *db, struct batch **b)
{
	UNUSED(db);
	batch_free(*b);
	*b = NULL;
	return true;
}

void
db_post_always(struct db *db, struct batch **b)
{
	assert_true(db_post(db, b));
}

const struct tdata_npc_type *
tdata_find_npc_type(const struct tdata *t, int32_t type)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.npc_type_count; i++)
		if (rig.npc_types[i].number == type)
			return &rig.npc_types[i];
	return NULL;
}

const struct tdata_warp *
tdata_find_warp(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.warp_count; i++)
		if (rig.warps[i].id == id)
			return &rig.warps[i];
	return NULL;
}

const struct tdata_item *
tdata_find_item(const struct tdata *t, int32_t type, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.item_count; i++)
		if (rig.items[i].type == type && rig.items[i].id == id)
			return &rig.items[i];
	return NULL;
}

const struct tdata_map *
tdata_find_map(const struct tdata *t, int32_t map)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.map_count; i++)
		if (rig.maps[i].id == map)
			return &rig.maps[i];
	return NULL;
}

const struct tdata_race *
tdata_find_race(const struct tdata *t, int32_t ep_id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.race_count; i++)
		if (rig.races[i].ep_id == ep_id)
			return &rig.races[i];
	return NULL;
}

const struct tdata_trip *
tdata_find_trip(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.trip_count; i++)
		if (rig.trips[i].id == id)
			return &rig.trips[i];
	return NULL;
}

const struct tdata_location *
tdata_find_scamper(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.scamper_count; i++)
		if (rig.scampers[i].id == id)
			return &rig.scampers[i];
	return NULL;
}

const struct tdata_location *
tdata_find_station(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.station_count; i++)
		if (rig.stations[i].id == id)
			return &rig.stations[i];
	return NULL;
}

const struct tdata_skyway *
tdata_find_skyway(const struct tdata *t, int32_t route)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.skyway_count; i++)
		if (rig.skyways[i].route == route)
			return &rig.skyways[i];
	return NULL;
}

const struct tdata_task *
tdata_find_task(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.task_count; i++)
		if (rig.tasks[i].id == id)
			return &rig.tasks[i];
	return NULL;
}

const struct tdata_egg_type *
tdata_find_egg_type(const struct tdata *t, int32_t type)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.egg_type_count; i++)
		if (rig.egg_types[i].id == type)
			return &rig.egg_types[i];
	return NULL;
}

/* Without a table: no limit, and no threshold that can be reached. */
const struct tdata_growth *
tdata_growth(const struct tdata *t, int32_t level)
{
	static const struct tdata_growth boundless = {
		.fm_limit = INT32_MAX,
		.fm_nano_create = INT32_MAX,
		.fm_nano_tune = INT32_MAX,
	};

	UNUSED(t);
	if (rig.growth == NULL)
		return &boundless;
	if (level < 0)
		level = 0;
	if (level >= TDATA_LEVELS)
		level = TDATA_LEVELS - 1;
	return &rig.growth[level];
}

const struct tdata_skill *
tdata_find_skill(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.skill_count; i++)
		if (rig.skills[i].id == id)
			return &rig.skills[i];
	return NULL;
}

const struct tdata_drop *
tdata_find_drop(const struct tdata *t, int32_t npc_type)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.drop_count; i++)
		if (rig.drops[i].id == npc_type)
			return &rig.drops[i];
	return NULL;
}

const struct tdata_drop *
tdata_find_event_drop(const struct tdata *t, int32_t event_mode)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.event_drop_count; i++)
		if (rig.event_drops[i].id == event_mode)
			return &rig.event_drops[i];
	return NULL;
}

const struct tdata_code *
tdata_find_code(const struct tdata *t, const char *code)
{
	for (uint32_t i = 0; i < t->code_count; i++)
		if (strcmp(t->codes[i].code, code) == 0)
			return &t->codes[i];
	return NULL;
}

const struct tdata_crate *
tdata_find_crate(const struct tdata *t, int32_t id)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.crate_count; i++)
		if (rig.crates[i].id == id)
			return &rig.crates[i];
	return NULL;
}

int32_t
tdata_capsule_nano(const struct tdata *t, int32_t crate_id)
{
	UNUSED(t);
	return crate_id != 0 && crate_id == rig.capsule_crate ?
	    rig.capsule_nano : 0;
}

const struct tdata_listing *
tdata_vendor_listings(const struct tdata *t, int32_t vendor_type,
    uint32_t *count)
{
	const struct tdata_listing *first = NULL;

	UNUSED(t);
	*count = 0;
	for (size_t i = 0; i < rig.listing_count; i++) {
		if (rig.listings[i].vendor_type != vendor_type)
			continue;
		if (first == NULL)
			first = &rig.listings[i];
		++*count;
	}
	return first;
}

const struct tdata_croc_pot *
tdata_find_croc_pot(const struct tdata *t, int32_t level_gap)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.croc_pot_count; i++)
		if (rig.croc_pots[i].level_gap == level_gap)
			return &rig.croc_pots[i];
	return NULL;
}

const struct tdata_tuning *
tdata_find_tuning(const struct tdata *t, int32_t tune)
{
	UNUSED(t);
	for (size_t i = 0; i < rig.tuning_count; i++)
		if (rig.tunings[i].skill == tune)
			return &rig.tunings[i];
	for (size_t i = 0; i < rig.tuning_count; i++)
		if (rig.tunings[i].tune_number == tune)
			return &rig.tunings[i];
	return NULL;
}

const struct tdata_path *
tdata_find_path(const struct tdata *t, int32_t npc_id, int32_t npc_type,
    int32_t task_id)
{
	UNUSED(t);
	UNUSED(npc_id);
	for (size_t i = 0; i < rig.path_count; i++)
		if (rig.paths[i].task_id == task_id &&
		    rig.paths[i].npc_types[0] == npc_type)
			return &rig.paths[i];
	return NULL;
}

/* As the game has it: the styles follow each other. */
int32_t
tdata_nano_style(const struct tdata *t, int32_t nano)
{
	UNUSED(t);
	return nano > 0 && nano < PLAYER_NANOS_MAX ? (nano - 1) % 3 : -1;
}

/* The first of the map, near or not. */
int32_t
tdata_nearest_respawn(const struct tdata *t, int32_t x, int32_t y, int32_t map)
{
	UNUSED(x);
	UNUSED(y);
	for (uint32_t i = 0; i < t->respawn_count; i++)
		if (t->respawns[i].map == map)
			return (int32_t)i;
	return -1;
}

/* --- setting up --- */

static void
rig_begin(const struct handler *const *tables)
{
	struct world_options opt = {
		.cfg = &rig.cfg, .td = &rig.td, .version = PROTO_104,
		.seed = 1, .now_ms = RIG_START_MS, .events = &rig.events,
		.timers = rig.timers,
	};

	memset(&rig, 0, sizeof(rig));
	rig.cfg.shard.view_distance_units = RIG_VIEW_UNITS;
	rig.cfg.shard.max_players = 100;
	rig.cfg.shard.motd = "";
	rig.cfg.shard.simulate_mobs = true;
	rig.cfg.monitor.interval_ms = 1000;
	rig.rules = *ruleset_find(104);
	rig.td.rules = &rig.rules;
	rig.td.next_dynamic_id = INT32_MAX;
	assert_true(world_init(&rig.w, &opt));
	world_tick_begin(&rig.w, RIG_START_MS, RIG_START_S);
	dispatch_init(&rig.dispatch, tables);
}

static void
rig_forget(void)
{
	for (size_t i = 0; i < rig.sent_count; i++)
		free(rig.sent[i].body);
	rig.sent_count = 0;
}

static void
rig_end(void)
{
	rig_forget();
	world_tick_end(&rig.w);
	world_fini(&rig.w);
}

/* A new tick, that much later. */
static inline void
rig_pass(int64_t ms)
{
	world_tick_end(&rig.w);
	world_tick_begin(&rig.w, rig.w.now_ms + ms,
	    RIG_START_S + (rig.w.now_ms + ms - RIG_START_MS) / 1000);
}

/*
 * "Name Tester", level 1 in full health, an ordinary user; its connection has
 * the number of its id. In the world if `instance` is not NULL.
 */
static struct player *
rig_player(int32_t id, const char *name, int32_t x, int32_t y,
    struct instance *in)
{
	struct player *p = world_add_player(&rig.w, (conn_id)id, id,
	    id + RIG_ACCOUNT_BASE);

	assert_non_null(p);
	p->identity.account_level = ACCOUNT_LEVEL_USER;
	p->identity.name_check = 1;
	str_copy(p->identity.first_name, sizeof(p->identity.first_name), name);
	str_copy(p->identity.last_name, sizeof(p->identity.last_name),
	    "Tester");
	world_add_name(&rig.w, p);
	p->combatant.level = 1;
	p->combatant.hp = p->combatant.max_hp = 1000;
	p->state = PLAYER_JOINED;
	p->e.x = x;
	p->e.y = y;
	rig.w.player_count++;
	EVENT(&rig.w, player_joined, p);
	if (in != NULL) {
		view_move(&rig.w, &p->e, x, y, 0, in);
		p->state = PLAYER_IN_WORLD;
	}
	rig_forget();
	return p;
}

static inline struct npc *
rig_npc(int32_t id, int32_t type, int32_t x, int32_t y, struct instance *in)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_SIMPLE_NPC, type, id);

	assert_non_null(n);
	n->e.is_shown = true;
	n->spawn_x = x;
	n->spawn_y = y;
	view_move(&rig.w, &n->e, x, y, 0, in);
	rig_forget();
	return n;
}

/* Alive and roaming; its type must be among rig.npc_types. */
static inline struct npc *
rig_mob(int32_t id, int32_t type, int32_t x, int32_t y, struct instance *in)
{
	struct npc *n = npc_place_add(&rig.w, ENTITY_MOB, type, id);

	assert_non_null(n);
	n->mob.state = MOB_ROAMING;
	n->e.is_shown = true;
	view_move(&rig.w, &n->e, x, y, 0, in);
	rig_forget();
	return n;
}

/* --- asking --- */

/* RIG_DO(p, cl2fe_req_pc_stop, .x = 1); as if the client had sent it. */
#define RIG_DO(p, packet, ...) \
	dispatch_packet(&rig.dispatch, &rig.w, (p), \
	    (enum packet_kind)packet##_KIND, \
	    &(const struct packet){ __VA_ARGS__ })

/* The oldest packet that p has not read; NULL if there is none. */
static struct rig_sent *
rig_next(const struct player *p)
{
	for (size_t i = 0; i < rig.sent_count; i++)
		if (rig.sent[i].conn == p->conn && !rig.sent[i].is_read)
			return &rig.sent[i];
	return NULL;
}

static inline const void *
rig_expect(const struct player *p, enum packet_kind kind)
{
	struct rig_sent *s = rig_next(p);

	assert_non_null(s);
	assert_string_equal(packet_info(kind)->name,
	    packet_info(s->kind)->name);
	s->is_read = true;
	return s->body;
}

/* const struct fe2cl_pc_stop *got = RIG_EXPECT(p, fe2cl_pc_stop); */
#define RIG_EXPECT(p, packet) \
	((const struct packet *)rig_expect((p), \
	    (enum packet_kind)packet##_KIND))

static inline void
rig_expect_message(const struct player *p, const char *text)
{
	const struct fe2cl_pc_motd_login *got =
	    RIG_EXPECT(p, fe2cl_pc_motd_login);

	assert_int_equal(1, got->type);
	assert_string_equal(text, got->system_msg);
}

static inline void
rig_expect_nothing(const struct player *p)
{
	struct rig_sent *s = rig_next(p);

	if (s != NULL)
		fail_msg("unexpected %s", packet_info(s->kind)->name);
}

/* How many packets of that kind p has not read. */
static inline size_t
rig_count(const struct player *p, enum packet_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < rig.sent_count; i++)
		n += rig.sent[i].conn == p->conn && !rig.sent[i].is_read &&
		    rig.sent[i].kind == kind;
	return n;
}

#endif
