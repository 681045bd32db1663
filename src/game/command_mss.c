/*
 * command_mss.c - making routes of the Monkey Skyway (spec/commands.md 2).
 *
 * Owns:   the routes of w->gruntwork.
 * Called: by command.c.
 * Thread: world.
 */
#include "game/command_mss.h"

#include <inttypes.h>
#include <string.h>

#include "game/command_args.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "game/transport.h"
#include "game/warp.h"
#include "world/gruntwork_book.h"
#include "world/instance.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

enum { POINTS_MAX = 1000 };

/* Who rides it from now on goes by what it has become. */
static void
note_change(struct world *w, struct player *p,
    const struct gruntwork_route *r)
{
	transport_set_route(w, r->route, r->points.items,
	    (uint32_t)r->points.count);
	gruntwork_note_edit(w);
	gruntwork_save_warn(w, p);
}

static void
add(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	struct tdata_point at = { p->e.x, p->e.y, 0 };

	if (args->count < 4) {
		send_message(p, "[MSS] Point height must be specified");
		send_message(p, "[MSS] Usage: /mss <route> add <height>");
		return;
	}
	if (!command_args_parse_i32(args->v[3], &at.z)) {
		send_message(p, "[MSS] Invalid height %s", args->v[3]);
		return;
	}
	if (r->points.count >= POINTS_MAX) {
		send_message(p, "[MSS] %d points are enough", POINTS_MAX);
		return;
	}
	vec_push(&r->points, at);
	send_message(p, "[MSS] Added point (%d, %d, %d) to route %d", at.x,
	    at.y, at.z, r->route);
	note_change(w, p, r);
}

static void
remove_last(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	struct tdata_point at = r->points.items[--r->points.count];

	UNUSED(args);
	send_message(p, "[MSS] Removed point (%d, %d, %d) from route %d",
	    at.x, at.y, at.z, r->route);
	note_change(w, p, r);
}

static bool
send_to(struct world *w, struct player *p, struct tdata_point at)
{
	return warp_send_to(w, p, at.x, at.y, at.z, p->e.instance->id);
}

static void
go_to_last(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	UNUSED(args);
	/* It is in that instance already, so there is room for it. */
	(void)!send_to(w, p, r->points.items[r->points.count - 1]);
}

static void
clear(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	UNUSED(args);
	vec_clear(&r->points);
	send_message(p, "[MSS] Cleared route %d", r->route);
	note_change(w, p, r);
}

static void
test(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	UNUSED(args);
	if (send_to(w, p, r->points.items[0]) &&
	    !transport_ride(w, p, r->points.items, (uint32_t)r->points.count,
	    TRANSPORT_GRUNTWORK_SPEED_UNITS))
		send_message(p, "[MSS] Route %d cannot be flown now",
		    r->route);
}

static void
export(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	UNUSED(r);
	UNUSED(args);
	gruntwork_save(w, p, GRUNTWORK_FLUSH);
}

static const struct {
	const char *name;
	void (*fn)(struct world *w, struct player *p,
	    struct gruntwork_route *r, const struct command_args *args);
	bool needs_points;
} subcommands[] = {
	{ "add", add, false },
	{ "remove", remove_last, true },
	{ "goto", go_to_last, true },
	{ "clear", clear, false },
	{ "test", test, true },
	{ "export", export, false },
};

static void
run(struct world *w, struct player *p, struct gruntwork_route *r,
    const struct command_args *args)
{
	for (size_t i = 0; i < COUNT_OF(subcommands); i++) {
		if (strcmp(subcommands[i].name, args->v[2]) != 0)
			continue;
		if (subcommands[i].needs_points && r->points.count == 0)
			send_message(p, "[MSS] Route %d is empty", r->route);
		else
			subcommands[i].fn(w, p, r, args);
		return;
	}
	send_message(p, "[MSS] Unknown command '%s'", args->v[2]);
}

void
command_mss(struct world *w, struct player *p,
    const struct command_args *args)
{
	int32_t route;

	if (args->count < 2) {
		send_message(p, "[MSS] Too few arguments");
		send_message(p, "[MSS] Usage: /mss <route> "
		    "<add/remove/goto/clear/test/export> <<height>>");
		return;
	}
	if (!command_args_parse_i32(args->v[1], &route)) {
		send_message(p, "[MSS] Invalid route number '%s'",
		    args->v[1]);
		return;
	}
	if (args->count < 3) {
		send_message(p, "[MSS] Too few arguments");
		send_message(p, "[MSS] Usage: /mss <route> "
		    "<add/remove/goto/clear/test> <<height>>");
		return;
	}
	run(w, p, gruntwork_route(w, route), args);
}
