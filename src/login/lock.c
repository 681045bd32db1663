/*
 * lock.c - who may come in while the server is closed to players.
 *
 * The game has no refusal of its own for this; its box says what it is.
 *
 * Owns:   l->lock.
 * Called: by login.c with the message; by signin.c and handover.c.
 * Thread: login.
 */
#include "login/lock.h"

#include "base/log.h"
#include "base/str.h"
#include "login/room.h"
#include "world/player.h"

enum { BOX_S = 15 };

void
lock_on_changed(struct login *l, const struct room_lock *lock)
{
	l->lock = *lock;
	log_info("login: %s", lock->is_locked ? "closed to players" :
	    "open to all");
}

bool
lock_admits(struct login *l, const struct session *s, int32_t account_level)
{
	const char *reason = l->lock.reason;
	char text[sizeof(l->lock.reason) + 64];

	if (!l->lock.is_locked || account_level <= ACCOUNT_LEVEL_GM)
		return true;
	str_format(text, sizeof(text), "Maintenance\n%s", reason[0] != '\0' ?
	    reason : "The server is closed. Please try again later.");
	room_announce(l, s, BOX_S, text);
	log_debug("login: closed to players address=%s", s->address);
	return false;
}
