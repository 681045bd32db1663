/*
 * gm_log.c - one line of the log for each action of a game master.
 *
 * Owns:   nothing.
 * Called: by whatever a game master or the operator makes happen.
 * Thread: world.
 */
#include "game/gm_log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "base/str.h"
#include "world/player.h"

enum { DETAIL_BYTES = 768 };	/* a line of chat, or a ban's reason */

void
gm_log_actor_init(struct gm_log_actor *out, const struct player *by)
{
	if (by == NULL) {
		out->account_id = 0;
		str_copy(out->name, sizeof(out->name), "operator");
		return;
	}
	out->account_id = by->identity.account_id;
	player_full_name(by, out->name, sizeof(out->name));
}

static void
write_line(const struct gm_log_actor *by, const char *verb, const char *target,
    const char *fmt, va_list args)
{
	char detail[DETAIL_BYTES] = "";

	if (fmt != NULL)
		vsnprintf(detail, sizeof(detail), fmt, args);
	log_info("gm: %s by='%s' account=%" PRId32 " target='%s'%s%s", verb,
	    by->name, by->account_id, target, detail[0] != '\0' ? " " : "",
	    detail);
}

void
gm_log_by(const struct gm_log_actor *by, const char *verb, const char *target,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	write_line(by, verb, target, fmt, args);
	va_end(args);
}

void
gm_log(const struct player *by, const char *verb, const struct player *target,
    const char *fmt, ...)
{
	char name[GM_LOG_NAME_BYTES] = "-";
	struct gm_log_actor actor;
	va_list args;

	if (!log_wants(LOG_INFO))
		return;
	gm_log_actor_init(&actor, by);
	if (target != NULL)
		player_full_name(target, name, sizeof(name));
	va_start(args, fmt);
	write_line(&actor, verb, name, fmt, args);
	va_end(args);
}
