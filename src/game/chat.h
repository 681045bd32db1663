/* chat.h - talk, emotes and announcements; blocks and mutes respected. */
#ifndef GAME_CHAT_H
#define GAME_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/handlers.h"

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

/* Listeners: player_joined and player_left keep count of who is blocked. */
void chat_on_player_joined(struct world *w, struct player *p);
void chat_on_player_left(struct world *w, struct player *p);

/* The buddy list of an online player has gained or lost a block. */
void chat_on_block_changed(struct world *w, int32_t blocked_id,
    bool is_blocked);

/* True if the player keeps this id in its list, blocked. */
bool chat_is_blocked(const struct player *by, int32_t player_id);

#endif
