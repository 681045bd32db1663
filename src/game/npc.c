/*
 * npc.c - NPCs that stand about: their talk, summoning them, finding one
 * (spec/npcs.md 3, 4).
 *
 * Owns:   player->npcs.
 * Called: by packet; npc_summon() and npc_find_nearest() by commands.
 * Thread: world.
 */
#include "game/npc.h"

#include <math.h>

#include "base/log.h"
#include "base/rng.h"
#include "config/config.h"
#include "game/gm_log.h"
#include "game/gruntwork.h"
#include "tdata/tdata.h"
#include "world/need.h"
#include "world/npc.h"
#include "world/npc_place.h"
#include "world/path.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	BARK_TYPES = 4,
	BARK_PAUSE_MS = 250,	/* GUESS: no client asks this often */
	TALK_PAUSE_MS = 30000,	/* GUESS: nobody reads longer */
	SUMMON_MAX = 100	/* spec/npcs.md 4: in one request */
};

/* --- finding --- */

struct nearest {
	const struct world *w;
	const struct entity *from;
	npc_question *is_it;		/* NULL: all are */
	struct npc *npc;
	double distance;
};

/* spec/npcs.md 3: whole units, the first of equals. */
static bool
note_nearest(struct entity *e, void *arg)
{
	struct nearest *best = arg;
	double dx = (double)e->x - best->from->x;
	double dy = (double)e->y - best->from->y;
	double dz = (double)e->z - best->from->z;
	double d = floor(hypot(floor(hypot(dx, dy)), dz));

	if (best->is_it != NULL && !best->is_it(best->w, (struct npc *)e))
		return true;
	if (best->npc == NULL || d < best->distance) {
		best->npc = (struct npc *)e;
		best->distance = d;
	}
	return true;
}

struct npc *
npc_find_nearest_such(struct world *w, const struct entity *e,
    npc_question *is_it)
{
	struct nearest best = { .w = w, .from = e, .is_it = is_it };

	for (int g = 0; g < ENTITY_GROUP_COUNT; g++)
		if (g != ENTITY_GROUP_PLAYERS)
			view_each_around(w, e, (enum entity_group)g,
			    note_nearest, &best);
	return best.npc;
}

struct npc *
npc_find_nearest(struct world *w, const struct entity *e)
{
	return npc_find_nearest_such(w, e, NULL);
}

int32_t
npc_angle_facing(const struct player *p)
{
	enum { HALF_TURN_DEG = 180, FULL_TURN_DEG = 360 };

	/* A client's angle may be any number. */
	return (p->e.angle % FULL_TURN_DEG + HALF_TURN_DEG) % FULL_TURN_DEG;
}

/* --- barkers --- */

struct bark_search {
	struct world *w;
	const struct tdata_task *task;
	const struct npc *found;
	int32_t text;
	int32_t candidates;
};

/* What an NPC would say about the task; 0: nothing. */
static int32_t
bark_of(const struct npc *n, const struct tdata_task *task)
{
	int32_t type;

	if (n->e.kind != ENTITY_SIMPLE_NPC || n->row == NULL)
		return 0;
	type = n->row->barker_type;
	if (type < 1 || type > BARK_TYPES)
		return 0;
	return task->barker_text[type - 1];
}

/* Each candidate takes the place of the one before with the chance it needs
 * so that all have the same in the end. */
static bool
note_barker(struct entity *e, void *arg)
{
	const struct npc *n = (const struct npc *)e;
	struct bark_search *s = arg;
	int32_t text = bark_of(n, s->task);

	if (text == 0)
		return true;
	s->candidates++;
	if (rng_range(&s->w->rng, 0, s->candidates) == 0) {
		s->found = n;
		s->text = text;
	}
	return true;
}

/* DEFECT, spec/npcs.md 4: the rate was not limited. */
static bool
may_ask_again(const struct world *w, struct player *p)
{
	int64_t asked_at_ms = p->npcs.bark_at_ms;

	if (w->cfg->limits.is_enabled && asked_at_ms != 0 &&
	    w->now_ms - asked_at_ms < BARK_PAUSE_MS)
		return false;
	p->npcs.bark_at_ms = w->now_ms;
	return true;
}

static void
npc_on_barker(struct world *w, struct player *p,
    const struct cl2fe_req_barker *req)
{
	struct bark_search s = {
		.w = w,
		.task = tdata_find_task(w->td, req->mission_task_id),
	};

	if (s.task == NULL) {
		log_debug("npc: mission task not found: %d player=%d",
		    req->mission_task_id, p->e.id);
		return;
	}
	if (!may_ask_again(w, p))
		return;
	view_each_around(w, &p->e, ENTITY_GROUP_NPCS, note_barker, &s);
	if (s.found == NULL)
		return;
	SEND(p, fe2cl_rep_barker,
	    .npc_id = s.found->e.id,
	    .mission_string_id = s.text);
}

/* --- talking --- */

/*
 * A dialogue opens or closes; no answer is expected. DEFECT, spec/npcs.md 4:
 * who walks on a path walked out of the dialogue. It stands, but not for ever.
 */
static void
npc_on_interaction(struct world *w, struct player *p,
    const struct cl2fe_req_npc_interaction *req)
{
	struct npc *n = world_npc_by_id(w, req->npc_id);

	if (n == NULL || n->e.kind != ENTITY_SIMPLE_NPC ||
	    !view_can_see(p, &n->e))
		return;
	path_pause(w, n, req->flag == 1 ? TALK_PAUSE_MS : 0);
}

/* --- summoning --- */

static void
place(struct world *w, struct npc *n, const struct npc_summons *s)
{
	const struct npc_home home = { s->x, s->y, s->z, s->angle, s->in };

	n->is_summoned = !s->respawns;
	npc_place_home(w, n, &home);
}

struct npc *
npc_summon(struct world *w, const struct npc_summons *s)
{
	const struct tdata_npc_type *row = tdata_find_npc_type(w->td, s->type);
	enum entity_kind kind;
	struct npc *n;

	if (row == NULL)
		return NULL;
	kind = row->team == TDATA_TEAM_MOB ? ENTITY_MOB : ENTITY_SIMPLE_NPC;
	n = npc_place_add(w, kind, s->type, world_take_dynamic_id(w));
	if (n != NULL)
		place(w, n, s);
	return n;
}

static void
npc_on_summon(struct world *w, struct player *p,
    const struct cl2fe_req_npc_summon *req)
{
	const struct npc_summons what = {
		.type = req->npc_type,
		.x = p->e.x, .y = p->e.y, .z = p->e.z,
		.in = p->e.instance,
	};
	int done = 0;

	if (req->npc_cnt > SUMMON_MAX)
		return;
	while (done < req->npc_cnt && npc_summon(w, &what) != NULL)
		done++;
	if (done > 0)
		gm_log(p, "npc-summon", NULL, "type=%d count=%d",
		    req->npc_type, done);
}

/*
 * What the tables place stays away until the next start; what was placed for
 * good by a game master is taken out of its file, too. Whoever refers to it (a
 * group, a path that is edited) finds out that it is gone.
 */
static void
npc_on_unsummon(struct world *w, struct player *p,
    const struct cl2fe_req_npc_unsummon *req)
{
	struct npc *n = world_npc_by_id(w, req->npc_id);

	if (n == NULL) {
		log_debug("npc: not found: %d", req->npc_id);
		return;
	}
	gm_log(p, "npc-unsummon", NULL, "npc=%d type=%d", n->e.id, n->type);
	gruntwork_forget(w, n);
	world_remove_npc(w, n);
}

/* DEFECT, spec/npcs.md 4: a GM's egg, gone when somebody has taken it. */
static void
npc_on_shiny_summon(struct world *w, struct player *p,
    const struct cl2fe_req_shiny_summon *req)
{
	const struct npc_summons where = {
		.x = req->x, .y = req->y, .z = req->z,
		.in = p->e.instance,
	};
	struct npc *n;

	if (tdata_find_egg_type(w->td, req->shiny_type) == NULL)
		return;
	n = npc_place_add(w, ENTITY_EGG, req->shiny_type,
	    world_take_dynamic_id(w));
	if (n == NULL)
		return;
	place(w, n, &where);
	gm_log(p, "shiny-summon", NULL, "type=%d x=%d y=%d", req->shiny_type,
	    req->x, req->y);
}

/*
 * NPC_GROUP_SUMMON has no handler: the tables name no groups by a type, and
 * /summonGroup does what a GM may want of it (spec/commands.md 2).
 */
const struct handler npc_handlers[] = {
	ON_CL2FE_REQ_BARKER(NEED_WORLD, npc_on_barker),
	ON_CL2FE_REQ_NPC_INTERACTION(NEED_WORLD, npc_on_interaction),
	ON_CL2FE_REQ_NPC_SUMMON(NEED_WORLD | NEED_GM, npc_on_summon),
	ON_CL2FE_REQ_NPC_UNSUMMON(NEED_WORLD | NEED_GM, npc_on_unsummon),
	ON_CL2FE_REQ_SHINY_SUMMON(NEED_WORLD | NEED_GM, npc_on_shiny_summon),
	HANDLERS_END
};
