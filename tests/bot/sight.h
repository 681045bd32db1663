/* sight.h - what a bot's player would see on the screen: who is around. */
#ifndef BOT_SIGHT_H
#define BOT_SIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "bot/bot.h"

enum sight_kind { SIGHT_PLAYER, SIGHT_NPC, SIGHT_EGG, SIGHT_BUS,
	SIGHT_KIND_COUNT };

struct sight_entity {
	enum sight_kind kind;
	int32_t id;
	int32_t type;		/* of an NPC or egg; a player's level */
	int32_t x, y, z;
	char name[80];		/* players only */
};

enum { SIGHT_MAX = 4096 };

struct sight {
	struct sight_entity entities[SIGHT_MAX];
	size_t count;
};

/*
 * Takes one packet into account: entities appear, move and vanish. With `out`
 * also says in one readable line what happened, unless nobody wants to know.
 */
void sight_on_packet(struct sight *s, const struct bot_packet *p, FILE *out);

/* NULL if it is not in sight. */
const struct sight_entity *sight_find(const struct sight *s,
    enum sight_kind kind, int32_t id);

size_t sight_count(const struct sight *s, enum sight_kind kind);

/* Who is around, nearest first, at most `most` of each kind. */
void sight_print(const struct sight *s, const int32_t from[3], size_t most,
    FILE *out);

#endif
