/*
 * player.c - how a player is called in messages, logs and on the monitor.
 *
 * Owns:   nothing.
 * Called: by all of game; by the monitor.
 * Thread: world.
 */
#include "world/player.h"

#include "base/str.h"

enum { NAME_CHECK_APPROVED = 1 };

void
player_plain_name(const struct player *p, char *out, size_t cap)
{
	const struct player_identity *id = &p->identity;

	if (id->name_check != NAME_CHECK_APPROVED)
		str_format(out, cap, "Player %d", p->e.id);
	else
		str_format(out, cap, "%s %s", id->first_name, id->last_name);
}

void
player_full_name(const struct player *p, char *out, size_t cap)
{
	const struct player_identity *id = &p->identity;
	const char *rank = id->account_level <= ACCOUNT_LEVEL_GM ? "(GM) " : "";

	if (id->name_check != NAME_CHECK_APPROVED)
		str_format(out, cap, "Player %d", p->e.id);
	else
		str_format(out, cap, "%s%s %s [%d]", rank, id->first_name,
		    id->last_name, p->e.id);
}
