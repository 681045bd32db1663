/*
 * command_work.c - commands that change what is there already, lay eggs and
 * save (spec/commands.md 2).
 *
 * Owns:   nothing.
 * Called: by command.c.
 * Thread: world.
 */
#include "game/command_work.h"

#include <inttypes.h>

#include "base/log.h"
#include "game/command_args.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "game/npc.h"
#include "game/warp.h"
#include "tdata/tdata.h"
#include "world/instance.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/player.h"
#include "world/send.h"
#include "world/world.h"

/*
 * DEFECT, spec/commands.md 2: what was done to an NPC with a passing number
 * was recorded under it, and done to somebody else after a restart. Who is
 * summoned for now is not expected to last, and there is nothing to say.
 */
static void
say_how_long(const struct world *w, struct player *p, const struct npc *n,
    const char *tag)
{
	if (gruntwork_is_lasting(n))
		gruntwork_save_warn(w, p);
	else if (!n->is_summoned)
		send_message(p, "%s NPC %d is not there after a restart: this "
		    "is not saved", tag, n->e.id);
}

/* A private instance goes with its last player, and all that is in it. */
static struct instance *
public_map(struct world *w, struct player *p, const char *token)
{
	struct instance *in;
	int64_t id;

	if (!command_args_parse_i64(token, &id)) {
		send_message(p, "[NPCI] Invalid instance ID: %s", token);
		return NULL;
	}
	if (instance_owner_id((uint64_t)id) != 0) {
		send_message(p, "[NPCI] Instance %s is private and will not "
		    "last: use the map's own number", token);
		return NULL;
	}
	in = instance_get(w, (uint64_t)id);
	if (in == NULL)
		send_message(p, "[NPCI] Too many instances");
	return in;
}

void
command_work_npci(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct npc *n = npc_find_nearest(w, &p->e);
	struct instance *in;

	if (args->count < 2) {
		send_message(p, "[NPCI] Instance ID must be specified");
		send_message(p, "[NPCI] Usage: /npci <instance ID>");
		return;
	}
	if (n == NULL) {
		send_message(p, "[NPCI] No NPCs found nearby");
		return;
	}
	in = public_map(w, p, args->v[1]);
	if (in == NULL)
		return;
	log_info("command: moved id=%d type=%d from=%" PRIu64 " to=%" PRIu64
	    " player=%d", n->e.id, n->type, n->e.instance->id, in->id,
	    p->e.id);
	send_message(p, "[NPCI] Moving NPC with ID %d to instance %" PRIu64,
	    n->e.id, in->id);
	gruntwork_relocate(w, n, in);
	say_how_long(w, p, n, "[NPCI]");
}

/* Kept by /summonW; leaders of groups and eggs are told as all others. */
static bool
is_gruntwork_mob(const struct npc *n)
{
	return n->is_gruntwork && n->e.kind != ENTITY_EGG &&
	    entity_ref_is_none(n->group_leader);
}

void
command_work_npcr(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct npc *n = npc_find_nearest(w, &p->e);

	UNUSED(args);
	if (n == NULL) {
		send_message(p, "[NPCR] No NPCs found nearby");
		return;
	}
	gruntwork_turn(w, n, npc_angle_facing(p));
	log_info("command: turned id=%d type=%d angle=%d player=%d", n->e.id,
	    n->type, n->e.angle, p->e.id);
	send_message(p, "[NPCR] Successfully set angle to %d for %sNPC %d",
	    n->e.angle, is_gruntwork_mob(n) ? "gruntwork " : "", n->e.id);
	say_how_long(w, p, n, "[NPCR]");
	warp_refresh(w, p);
}

/* NULL: the world is full. */
static struct npc *
lay(struct world *w, const struct player *p, int32_t type,
    struct instance *in)
{
	const struct npc_home home = {
		p->e.x, p->e.y, p->e.z, 0, in
	};
	struct npc *n = npc_place_add(w, ENTITY_EGG, type,
	    world_take_dynamic_id(w));

	if (n != NULL)
		npc_place_home(w, n, &home);
	return n;
}

/* As /summonW: of a private instance its map keeps the egg. */
void
command_work_egg(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct instance *pattern;
	struct npc *n;
	int32_t type;

	if (args->count < 2) {
		send_message(p, "/egg: no egg type specified");
		return;
	}
	if (!command_args_parse_i32(args->v[1], &type))
		return;
	if (tdata_find_egg_type(w->td, type) == NULL) {
		send_message(p, "/egg: Unknown egg type");
		return;
	}
	n = lay(w, p, type, p->e.instance);
	pattern = instance_pattern(w, p->e.instance);
	if (n != NULL && pattern != NULL)
		n = lay(w, p, type, pattern);
	if (n == NULL)
		return;
	gruntwork_keep(w, n);
	log_info("command: laid egg type=%d id=%d player=%d", type, n->e.id,
	    p->e.id);
	gruntwork_save_warn(w, p);
}

void
command_work_flush(struct world *w, struct player *p,
    const struct command_args *args)
{
	UNUSED(args);
	gruntwork_save(w, p, GRUNTWORK_FLUSH);
}
