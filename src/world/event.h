/*
 * event.h - what happened, told upward and sideways without includes.
 *
 * The table of listeners stands in shard/wiring.c, in order. Events are past
 * tense and carry references or values; a listener answers nothing.
 */
#ifndef WORLD_EVENT_H
#define WORLD_EVENT_H

#include <stdint.h>

struct player;
struct world;

enum { EVENT_LISTENERS_MAX = 8 };

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
	const struct player *from;
	int32_t area, type, seconds;
	const char *text;		/* sanitised */
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
	 * About to be sent elsewhere; instance and position are still the old.
	 */
	void (*player_warped[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* Removal: still in its chunk, connection perhaps gone already. */
	void (*player_left[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* Its last save is on its way; also after a load that failed. */
	void (*player_gone[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* A group's Phoenix was cast on the dead player. */
	void (*revival_offered[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It has risen, at the place that it has now. */
	void (*player_revived[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/* It moved by its own will to the place it now has. */
	void (*player_walked[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *);
	/*
	 * Left the guide of the Future: its tasks are quit (spec/world.md 9).
	 */
	void (*mentor_changed[EVENT_LISTENERS_MAX])(struct world *,
	    struct player *, int32_t old_mentor);
	void (*talked[EVENT_LISTENERS_MAX])(struct world *,
	    const struct event_talk *);
	void (*announced[EVENT_LISTENERS_MAX])(struct world *,
	    const struct event_announcement *);
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
