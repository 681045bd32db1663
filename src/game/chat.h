/* chat.h - talk and emotes; blocks and mutes respected. */
#ifndef GAME_CHAT_H
#define GAME_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/handlers.h"

struct event_talk;
struct player;
struct world;

extern const struct handler chat_handlers[];

enum chat_lines { CHAT_ONE_LINE, CHAT_LINES };

/*
 * Keeps 0x20..0x7e, and line feeds if they are allowed (mail); what else there
 * is is left out, not replaced (spec/chat.md 1). Always terminated; returns the
 * length.
 */
size_t chat_sanitise(char *out, size_t cap, const char *in,
    enum chat_lines lines);

/*
 * Listeners, player_joined and player_left: a player hears announcements from
 * the one to the other, and those it blocks are counted.
 */
void chat_on_player_joined(struct world *w, struct player *p);
void chat_on_player_left(struct world *w, struct player *p);

/* The buddy list of an online player has gained or lost a block. */
void chat_on_block_changed(struct world *w, int32_t blocked_id,
    bool is_blocked);

/*
 * "[FreeChat] name: text", "[BuddyChat] name (to name): text" and so on, as
 * the log and the monitor have it (spec/chat.md 5). Returns the length.
 */
size_t chat_format_talk(char *out, size_t cap, const struct event_talk *talk);

#endif
