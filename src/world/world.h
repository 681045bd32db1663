/*
 * world.h - the world's root: what the world thread owns, and look-ups.
 *
 * Everything here belongs to the world thread. Game code gets it as its first
 * argument; there is one a process, and as many as they like in tests.
 */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/mailbox.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/rng.h"
#include "net/io.h"
#include "proto/version.h"
#include "world/audit_book.h"
#include "world/entity.h"
#include "world/event.h"
#include "world/gruntwork_book.h"
#include "world/instance.h"
#include "world/operator_book.h"
#include "world/reload_book.h"
#include "world/timer.h"
#include "world/way.h"

struct chunk;
struct config;
struct db;
struct entity_class;
struct monitor;
struct npc;
struct outbox;
struct player;
struct ruleset;
struct tdata;

enum {
	WORLD_FRAME_BYTES = 8192, /* the largest of any version, wire.md 2 */
	WORLD_MOTD_BYTES = 512	/* a GM's, printable ASCII */
};

/* More than the elements of one packet need as host structs. */
enum { WORLD_LIST_WORDS = 4096 };

/* Each player has its turn twice a second, a tenth of them at a time. */
enum { WORLD_TURNS = 10 };

struct world_options {
	const struct config *cfg;
	const struct tdata *td;
	enum proto_version version;
	uint64_t seed;			/* of chance */
	int64_t now_ms;			/* timers count from here */
	struct outbox *out;		/* the world's own */
	struct db *db;	/* requests go here at the end of a tick */
	struct mailbox *login;		/* NULL in tests */
	struct mailbox *control;	/* NULL: no operator's socket */
	void (*stop_server)(void);	/* NULL: a test's, which does not */
	const struct event_table *events;
	const struct timer_row *timers;
	/* One a kind, NULL where nothing can happen; may be NULL in tests. */
	const struct entity_class *const *classes; /* [ENTITY_KIND_COUNT] */
};

struct world {
	const struct config *cfg;
	const struct tdata *td;
	const struct ruleset *rules;
	enum proto_version version;

	int64_t now_ms;			/* read once a tick */
	const char *cause;	/* the packet, answer or timer under way */
	int64_t unix_s;
	struct rng rng;

	struct outbox *out;
	struct db *db;			/* NULL in tests */
	struct mailbox *login;
	struct mailbox *control;
	void (*stop_server)(void);
	struct batch *to_db;		/* this tick's requests */
	struct batch *to_login;
	struct batch *to_control;	/* answers to the operator */
	const struct event_table *events;
	const struct entity_class *const *classes;
	struct timers timers;
	struct arena scratch;		/* reset every tick */
	uint8_t frame[WORLD_FRAME_BYTES];	/* send.c encodes here */
	uint64_t list_items[WORLD_LIST_WORDS];	/* and gathers lists here */

	struct pool players, npcs;
	struct pool buddy_books; /* buddy.c: lists on their way to be sent */
	struct map player_by_id, player_by_account, player_by_conn;
	struct map player_by_name;	/* first of a chain */
	struct map npc_by_id;
	struct map blocked_by;	/* player id -> blockers online; chat.c */
	struct map mutes;	/* account -> until when; moderation.c */
	struct pool moderation_asks;	/* moderation.c: the store is asked */
	int32_t next_dynamic_id;	/* counts down (spec/world.md 2) */
	uint32_t player_count;		/* joined and in world */

	int32_t chunk_edge_units;
	struct map chunks;		/* key -> struct chunk * */
	struct map instances;		/* id -> struct instance * */
	struct instance **instance_slots;
	uint32_t instance_count, instance_cap;	/* slots in use, and room */
	struct instance *overworld;
	struct instance *empty_instances;

	struct player *dirty_first;
	struct player *heard_first, *heard_last; /* longest silent first */
	struct player *leaving_first;
	struct player *released_first;	/* hold.c: packets to be run */
	struct player *turns[WORLD_TURNS];	/* vitals.c: lists of players */
	uint32_t turn;				/* the next one */
	struct npc *removed_first;
	struct npc *busy_mobs;		/* mob.c: all that are not roaming */
	struct npc *walkers;		/* path.c: all that walk */
	struct player *riders;		/* ride.c: all on the skyway */
	struct way_edits skyway_edits;	/* transport.c: a route each */
	struct npc *eaten_eggs;		/* egg.c: the soonest back first */
	struct chunk *awake_chunks;	/* chunk.c: seen by some player */
	struct pool buff_stacks, groups;	/* buff.c, group.c */
	struct pool email_drafts;	/* email_send.c: on their way */
	struct audit_book audit;	/* audit.c: the step under way */
	struct gruntwork_book gruntwork; /* gruntwork.c, command_path.c */
	struct operator_book operator;
	struct downtime downtime;
	struct reload_book reload;	/* reload.c: what cfg and td are then */

	char motd[WORLD_MOTD_BYTES];	/* announce.c; "": the configured one */
	struct monitor *monitor;	/* NULL: the port is off */
	uint32_t expiry_turn;		/* expiry.c: whose items are next */
	uint32_t open_deals;		/* deal.c: waiting for the store */
	bool ai_is_on;			/* simulatemobs, toggled by command */
	bool is_stopping;
};

/*
 * Everything but the inhabitants; the caller's storage. False: out of memory.
 */
bool world_init(struct world *w, const struct world_options *opt) MUST_USE;
void world_fini(struct world *w);

/* Puts the tables' NPCs, mobs, eggs and buses into their chunks. */
void world_populate(struct world *w);

/*
 * Begins a tick: the clocks, the scratch arena. Between begin and end handlers
 * and timers run.
 */
void world_tick_begin(struct world *w, int64_t now_ms, int64_t unix_s);

/* Frees what was marked, posts what was gathered: database first. */
void world_tick_end(struct world *w);

/* Look-ups: NULL if there is none (any more). */
struct player *world_player(const struct world *w, struct entity_ref ref);
struct player *world_player_by_id(const struct world *w, int32_t player_id);
struct player *world_player_by_account(const struct world *w,
    int32_t account_id);
struct player *world_player_by_conn(const struct world *w, conn_id conn);
struct player *world_player_by_name(const struct world *w, const char *first,
    const char *last);
struct npc *world_npc(const struct world *w, struct entity_ref ref);
struct npc *world_npc_by_id(const struct world *w, int32_t npc_id);
struct entity *world_entity(const struct world *w, struct entity_name name);

/* Calls fn for every player in the world; for rare work (GM lists) only. */
void world_each_player(struct world *w,
    void (*fn)(struct world *w, struct player *p, void *arg), void *arg);

/* Its name is known: world_player_by_name() finds it from now on. */
void world_add_name(struct world *w, struct player *p);

/* A new player or NPC, in limbo; NULL: the pool is full. Fields are zero. */
struct player *world_add_player(struct world *w, conn_id conn, int32_t id,
    int32_t account_id);
struct npc *world_add_npc(struct world *w, enum entity_kind kind, int32_t id);

/* The next id for whatever was not placed by a table. */
int32_t world_take_dynamic_id(struct world *w);

/* On the list of mobs that do something else than roam; mob_state.c alone. */
void world_set_busy(struct world *w, struct npc *n, bool is_busy);

/* Marks; both leave their chunk at once and are freed at the tick's end. */
void world_remove_player(struct world *w, struct player *p);
void world_remove_npc(struct world *w, struct npc *n);

/* Some of a player must be written: DB_SECTION_* bits of db/db.h. */
void world_mark_dirty(struct world *w, struct player *p, uint32_t sections);

/* Takes it off the dirty list: its sections were handed to the store. */
void world_clear_dirty(struct player *p);

/* A packet came: moves it to the end of the keep-alive list. */
void world_touch_player(struct world *w, struct player *p);

#endif
