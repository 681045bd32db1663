/*
 * command_path.c - making the path of an NPC (spec/commands.md 2, /path): it
 * follows its editor, who has markers put where it is; they are the path.
 *
 * An edit belongs to a player's number and outlasts a logout. Its NPC is
 * looked up each time, for it may have been taken away meanwhile (DEFECT: the
 * next step of the editor crashed the server then).
 *
 * Owns:   w->gruntwork.edits, npc->is_edited.
 * Called: by command.c; when a player has run.
 * Thread: world.
 */
#include "game/command_path.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "game/command_args.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "game/npc.h"
#include "world/appearance.h"
#include "world/gruntwork_book.h"
#include "world/npc.h"
#include "world/path.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	MARKER_TYPE = 1386,	/* spec/commands.md 2 */
	MARKERS_MAX = 500,	/* all of them are shown each time */
	SPEED_DEFAULT = 300,
	TRAIL_GAP = SPEED_DEFAULT * 3 / 2
};

#define TRAIL_SHARE	0.95f	/* of the way to its editor */

/* --- edits --- */

/* NULL: it has been taken away. */
static struct npc *
npc_of(const struct world *w, const struct gruntwork_edit *edit)
{
	struct npc *n = world_npc(w, edit->npc);

	return n != NULL && !n->is_removed ? n : NULL;
}

static void
show_markers(struct player *p, const struct gruntwork_edit *edit)
{
	for (size_t i = 0; i < edit->markers.count; i++) {
		const struct gruntwork_marker *m = &edit->markers.items[i];

		SEND(p, fe2cl_npc_enter,
		    .npc_appearance_data = {
			.npc_id = m->npc_id,
			.npc_type = MARKER_TYPE,
			.hp = NPC_DEFAULT_HP,
			.x = m->at.x, .y = m->at.y, .z = m->at.z,
		    });
	}
}

static void
hide_marker(struct player *p, const struct gruntwork_marker *m)
{
	SEND(p, fe2cl_npc_exit, .npc_id = m->npc_id);
}

static void
add_marker(struct world *w, struct gruntwork_edit *edit,
    struct tdata_point at)
{
	struct gruntwork_marker m = { world_take_dynamic_id(w), at };

	vec_push(&edit->markers, m);
}

/* Its markers vanish, and the NPC goes its own way again. */
static void
end_edit(struct world *w, struct player *p, struct gruntwork_edit *edit)
{
	struct gruntwork_edits *all = &w->gruntwork.edits;
	struct npc *n = npc_of(w, edit);

	if (n != NULL)
		n->is_edited = false;
	for (size_t i = 0; i < edit->markers.count; i++)
		hide_marker(p, &edit->markers.items[i]);
	send_message(p, "[PATH] NPC %d is no longer following you",
	    edit->npc_id);
	vec_fini(&edit->markers);
	vec_remove_swap(all, (size_t)(edit - all->items));
}

/* NULL: it edits nothing; the edit of an NPC that is gone ends here. */
static struct gruntwork_edit *
find_edit(struct world *w, struct player *p)
{
	struct gruntwork_edits *all = &w->gruntwork.edits;

	for (size_t i = 0; i < all->count; i++) {
		struct gruntwork_edit *edit = &all->items[i];

		if (edit->player_id != p->e.id)
			continue;
		if (npc_of(w, edit) != NULL)
			return edit;
		end_edit(w, p, edit);
		return NULL;
	}
	return NULL;
}

/* --- the NPC --- */

static struct tdata_point
place_of(const struct npc *n)
{
	return (struct tdata_point){ n->e.x, n->e.y, n->e.z };
}

/* Its editor is shown the jump, which is no step that others would see. */
static void
put_npc(struct world *w, struct player *p, struct npc *n,
    struct tdata_point at)
{
	struct fe2cl_npc_enter enter = { 0 };

	path_stop(n);
	n->e.angle = 0;
	view_move(w, &n->e, at.x, at.y, at.z, n->e.instance);
	SEND(p, fe2cl_npc_exit, .npc_id = n->e.id);
	appearance_of_npc(n, &enter.npc_appearance_data);
	send_packet(p, PKT_FE2CL_NPC_ENTER, &enter);
}

static struct npc *
reset_npc(struct world *w, struct player *p,
    const struct gruntwork_edit *edit)
{
	struct npc *n = npc_of(w, edit);

	put_npc(w, p, n, edit->markers.items[0].at);
	return n;
}

/* From marker to marker and home again. False: at that speed it is too long. */
static bool
let_walk(struct world *w, struct npc *n, const struct gruntwork_edit *edit,
    int32_t speed)
{
	struct gruntwork_points points = { 0 };
	bool ok;

	for (size_t i = 0; i < edit->markers.count; i++)
		vec_push(&points, edit->markers.items[i].at);
	vec_push(&points, edit->markers.items[0].at);
	ok = path_follow_corners(w, n, &(struct path_corners){
		.points = points.items,
		.count = (uint32_t)points.count,
		.gap_units = speed,
		.is_loop = true,
	});
	vec_fini(&points);
	return ok;
}

static int32_t
towards(int32_t from, int32_t to)
{
	return (int32_t)((float)from + (float)(to - from) * TRAIL_SHARE);
}

void
command_path_on_player_ran(struct world *w, struct player *p)
{
	const struct gruntwork_edit *edit;
	struct npc *n;

	if (w->gruntwork.edits.count == 0)
		return;
	edit = find_edit(w, p);
	if (edit == NULL)
		return;
	n = npc_of(w, edit);
	path_walk_to(w, n, (struct tdata_point){ towards(n->e.x, p->e.x),
	    towards(n->e.y, p->e.y), towards(n->e.z, p->e.z) }, TRAIL_GAP);
}

/* --- the subcommands --- */

static bool
has_path(const struct world *w, const struct npc *n)
{
	UNUSED(w);
	return n->e.kind != ENTITY_EGG && n->e.kind != ENTITY_BUS;
}

/*
 * DEFECT, spec/commands.md 2: the path of a mob that had strayed from where it
 * is placed did not begin there, and the next start failed.
 */
static struct tdata_point
first_marker(const struct npc *n)
{
	if (n->e.kind == ENTITY_MOB)
		return (struct tdata_point){ n->spawn_x, n->spawn_y,
			n->spawn_z };
	return place_of(n);
}

static void
start(struct world *w, struct player *p)
{
	struct npc *n = npc_find_nearest_such(w, &p->e, has_path);
	struct gruntwork_edit *edit;

	if (n == NULL) {
		send_message(p, "[PATH] No NPCs found nearby");
		return;
	}
	if (n->is_edited) {
		send_message(p, "[PATH] NPC %d follows somebody else",
		    n->e.id);
		return;
	}
	edit = vec_add(&w->gruntwork.edits);
	edit->player_id = p->e.id;
	edit->npc = n->e.ref;
	edit->npc_id = n->e.id;
	n->is_edited = true;
	add_marker(w, edit, first_marker(n));
	send_message(p, "[PATH] NPC %d is now following you", n->e.id);
	show_markers(p, edit);
}

static void
add_keyframe(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	UNUSED(args);
	if (edit->markers.count >= MARKERS_MAX) {
		send_message(p, "[PATH] %d keyframes are enough",
		    MARKERS_MAX);
		return;
	}
	add_marker(w, edit, place_of(npc_of(w, edit)));
	send_message(p, "[PATH] Added keyframe");
	show_markers(p, edit);
}

static void
come_here(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	UNUSED(args);
	put_npc(w, p, npc_of(w, edit),
	    (struct tdata_point){ p->e.x, p->e.y, p->e.z });
	send_message(p, "[PATH] Come here");
}

static void
undo(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	UNUSED(w);
	UNUSED(args);
	if (edit->markers.count == 1) {
		send_message(p, "[PATH] Nothing to undo");
		return;
	}
	hide_marker(p, &edit->markers.items[--edit->markers.count]);
	send_message(p, "[PATH] Undid last keyframe");
	show_markers(p, edit);
}

/* DEFECT, spec/commands.md 2: a speed of 0 crashed the server. */
static bool
parse_speed(struct player *p, const struct command_args *args, int32_t *speed)
{
	*speed = SPEED_DEFAULT;
	if (args->count < 3)
		return true;
	if (command_args_parse_i32(args->v[2], speed) && *speed >= 1)
		return true;
	send_message(p, "[PATH] Invalid speed %s", args->v[2]);
	return false;
}

static void
test(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	int32_t speed;

	if (!parse_speed(p, args, &speed))
		return;
	if (let_walk(w, reset_npc(w, p, edit), edit, speed))
		send_message(p, "[PATH] Testing NPC path");
	else
		send_message(p, "[PATH] Invalid speed %d", speed);
}

static void
cancel(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	UNUSED(args);
	reset_npc(w, p, edit);
	end_edit(w, p, edit);
}

/* The way as it is kept: where it closes is a point of its own. */
static struct gruntwork_path
path_of(const struct gruntwork_edit *edit, int32_t speed, bool is_relative)
{
	struct tdata_point home = edit->markers.items[0].at;
	struct tdata_point zero = is_relative ? home :
	    (struct tdata_point){ 0 };
	struct gruntwork_path path = {
		.speed = speed, .task_id = TDATA_TASK_ANY,
		.is_relative = is_relative, .is_loop = true,
	};

	for (size_t i = 0; i <= edit->markers.count; i++) {
		struct tdata_point at = i < edit->markers.count ?
		    edit->markers.items[i].at : home;

		vec_push(&path.points, ((struct tdata_point){
		    at.x - zero.x, at.y - zero.y, at.z - zero.z }));
	}
	return path;
}

static void
keep_path(struct world *w, struct player *p, struct npc *n,
    struct gruntwork_path *path)
{
	if (!gruntwork_is_lasting(n)) {
		send_message(p, "[PATH] NPC %d is not there after a restart: "
		    "its path is not saved", n->e.id);
		gruntwork_book_path_fini(path);
		return;
	}
	log_info("command: path id=%d type=%d points=%zu player=%d", n->e.id,
	    n->type, path->points.count, p->e.id);
	gruntwork_take_path(w, n, path);
	gruntwork_save(w, p, GRUNTWORK_PATH);
}

static void
end(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	bool is_relative = args->count > 3 && strcmp(args->v[3], "r") == 0;
	struct npc *n = npc_of(w, edit);
	struct gruntwork_path path;
	int32_t speed;

	if (!parse_speed(p, args, &speed))
		return;
	/* DEFECT, spec/commands.md 2: the next start failed on such a path. */
	if (is_relative && n->e.kind == ENTITY_MOB) {
		send_message(p, "[PATH] The path of a mob cannot be relative");
		return;
	}
	reset_npc(w, p, edit);
	if (!let_walk(w, n, edit, speed)) {
		send_message(p, "[PATH] Invalid speed %d", speed);
		return;
	}
	path = path_of(edit, speed, is_relative);
	end_edit(w, p, edit);
	keep_path(w, p, n, &path);
}

static const struct {
	const char *name;
	void (*fn)(struct world *w, struct player *p,
	    struct gruntwork_edit *edit, const struct command_args *args);
} subcommands[] = {
	{ "kf", add_keyframe },
	{ "undo", undo },
	{ "here", come_here },
	{ "test", test },
	{ "cancel", cancel },
	{ "end", end },
};

static void
run(struct world *w, struct player *p, struct gruntwork_edit *edit,
    const struct command_args *args)
{
	for (size_t i = 0; i < COUNT_OF(subcommands); i++) {
		if (strcmp(subcommands[i].name, args->v[1]) == 0) {
			subcommands[i].fn(w, p, edit, args);
			return;
		}
	}
	send_message(p, "[PATH] Unknown argument '%s'", args->v[1]);
}

void
command_path(struct world *w, struct player *p,
    const struct command_args *args)
{
	struct gruntwork_edit *edit = find_edit(w, p);
	bool is_start = args->count > 1 && strcmp(args->v[1], "start") == 0;

	if (args->count < 2) {
		send_message(p, "[PATH] Too few arguments");
		send_message(p, "[PATH] Usage: /path "
		    "<start/kf/undo/here/test/cancel/end>");
	} else if (is_start && edit != NULL) {
		send_message(p, "[PATH] An NPC is already following you");
		send_message(p, "[PATH] Run '/path end' first, if you're "
		    "done");
	} else if (is_start) {
		start(w, p);
		return;
	} else if (edit == NULL) {
		send_message(p, "[PATH] No NPC is currently following you");
		send_message(p, "[PATH] Run '/path start' near an NPC first");
		return;
	} else {
		run(w, p, edit, args);
		return;
	}
	if (edit != NULL)
		show_markers(p, edit);
}
