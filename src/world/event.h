/*
 * event.h - what happened, told upward and sideways without includes.
 *
 * The table of listeners stands in shard/wiring.c, in order. Events are past
 * tense and carry references or values; a listener answers nothing.
 */
#ifndef WORLD_EVENT_H
#define WORLD_EVENT_H

#include <stdbool.h>
#include <stdint.h>

struct entity;
struct npc;
struct player;
struct world;

enum { EVENT_LISTENERS_MAX = 12 };

enum event_talk_kind {
	EVENT_TALK_FREE, EVENT_TALK_MENU, EVENT_TALK_BUDDY,
	EVENT_TALK_BUDDY_MENU, EVENT_TALK_GROUP, EVENT_TALK_GROUP_MENU,
	EVENT_TALK_TRADE
};

struct event_talk {
	enum event_talk_kind kind;
	const struct player *from;
	const struct player *to;	/* NULL unless it has one receiver */
	const char *text;		/* sanitised */
};

struct event_announcement {
	const struct player *from;	/* NULL: the operator */
	int32_t area, type, seconds;
	const char *text;		/* sanitised */
};

enum { EVENT_KILL_PLAYERS_MAX = 4 };

/* A mob died by a player; who is rewarded, in the order of its group. */
struct event_kill {
	struct npc *mob;
	struct player *killer;
	struct player *players[EVENT_KILL_PLAYERS_MAX];	/* killer included */
	uint32_t player_count;		/* of whom range and instance agree */
};

struct event_table {
	/* A ticket was taken; the store is about to be asked. */
	void (*player_began[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* PC_ENTER_SUCC is out; the player is in no chunk yet. */
	void (*player_joined[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* First LOADING_COMPLETE of a session, after its answer. */
	void (*player_loaded[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* Every LOADING_COMPLETE, after the answer. */
	void (*player_arrived[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/*
	 * About to be sent to that instance; instance and position are still
	 * the old.
	 */
	void (*player_warped[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *, uint64_t to_instance);
	/* Removal: still in its chunk, connection perhaps gone already. */
	void (*player_left[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* Its last save is on its way; also after a load that failed. */
	void (*player_gone[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* The store has answered a player's deal (game/deal.h). */
	void (*deal_closed[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* A group's Phoenix was cast on the dead player. */
	void (*revival_offered[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It has risen, at the place that it has now. */
	void (*player_revived[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/*
	 * Health was lost (amount > 0) or the attempt was made (0). source is
	 * NULL if nobody did it. If none is left, on_killed of its class
	 * follows.
	 */
	void (*hurt[EVENT_LISTENERS_MAX])(struct world *, struct entity *target,
	    struct entity *source, int32_t amount);
	/* Goo has used up its active nano's stamina. */
	void (*nano_exhausted[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It has just died; rewards are due. */
	void (*mob_killed[EVENT_LISTENERS_MAX])(struct world *,
	    const struct event_kill *);
	/* A mob has come into this state (spec/mobs.md 12). */
	void (*mob_state_entered[EVENT_LISTENERS_MAX])(struct world *,
	    struct npc *, int32_t mob_state);
	/* Fusion matter was gained, or its limit moved (spec/missions.md 9). */
	void (*fusion_matter_changed[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It does what no honest client can; it must go. */
	void (*cheat_seen[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* By whatever means; equipment's stats depend on it. */
	void (*level_changed[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It moved by its own will to the place it now has. */
	void (*player_walked[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* Of those only PC_MOVE, on foot or vehicle. */
	void (*player_ran[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/*
	 * Left the guide of the Future: its tasks are quit (spec/world.md 9).
	 */
	void (*mentor_changed[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *, int32_t old_mentor);
	/* Somebody who is online blocks that id now, or no longer. */
	void (*block_changed[EVENT_LISTENERS_MAX])(struct world *,
	    int32_t blocked_id, bool is_blocked);
	void (*talked[EVENT_LISTENERS_MAX])(struct world *,
	    const struct event_talk *);
	void (*announced[EVENT_LISTENERS_MAX])(struct world *,
	    const struct event_announcement *);
	/* A mail is in the store; names as player_full_name() has them. */
	void (*mailed[EVENT_LISTENERS_MAX])(struct world *, const char *from,
	    const char *to, const char *subject, const char *body);
	/* It must not log in; whatever it has open is to be ended. */
	void (*account_banned[EVENT_LISTENERS_MAX])(struct world *,
	    int32_t account_id);
	/* What the operator has asked for by that ref is done, or refused. */
	void (*operator_answered[EVENT_LISTENERS_MAX])(struct world *,
	    uint64_t ref, bool is_ok, const char *text);
	/* A name waits for a moderator (login thread, through the world). */
	void (*name_requested[EVENT_LISTENERS_MAX])(struct world *,
	    int32_t player_id, const char *first, const char *last);
};

/* EVENT(w, player_left, p); */
#define EVENT(w, name, ...) \
	do { \
		for (int event_i_ = 0; event_i_ < EVENT_LISTENERS_MAX && \
		    (w)->events->name[event_i_] != NULL; event_i_++) \
			(w)->events->name[event_i_]((w), __VA_ARGS__); \
	} while (0)

#endif
