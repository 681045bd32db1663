/*
 * sight.c - what a bot's player would see on the screen.
 *
 * Owns:   nothing; the caller has the struct.
 * Called: by fusionbot and by tests of views.
 * Thread: the team's.
 */
#include "bot/sight.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/str.h"
#include "bot/die.h"

static const char *const sight_kind_plurals[SIGHT_KIND_COUNT] = {
	"players", "npcs", "eggs", "buses"
};

static const char *const sight_kind_names[SIGHT_KIND_COUNT] = {
	"player", "npc", "egg", "bus"
};

static struct sight_entity *
sight_get(struct sight *s, enum sight_kind kind, int32_t id)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entities[i].kind == kind && s->entities[i].id == id)
			return &s->entities[i];
	return NULL;
}

const struct sight_entity *
sight_find(const struct sight *s, enum sight_kind kind, int32_t id)
{
	return sight_get((struct sight *)s, kind, id);
}

size_t
sight_count(const struct sight *s, enum sight_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += s->entities[i].kind == kind;
	return n;
}

/* ---- changes ---- */

static void
sight_say(FILE *out, const struct bot_packet *p, const struct sight_entity *e,
    const char *what)
{
	if (out == NULL)
		return;
	fprintf(out, "%-24s %s %" PRId32, packet_info(p->kind)->name,
	    sight_kind_names[e->kind], e->id);
	if (e->name[0] != '\0')
		fprintf(out, " (%s)", e->name);
	else if (e->kind == SIGHT_NPC || e->kind == SIGHT_EGG)
		fprintf(out, " of type %" PRId32, e->type);
	fprintf(out, " %s %" PRId32 " %" PRId32 " %" PRId32 "\n", what, e->x,
	    e->y, e->z);
}

static void
sight_add(struct sight *s, const struct bot_packet *p,
    const struct sight_entity *like, FILE *out)
{
	struct sight_entity *e = sight_get(s, like->kind, like->id);

	if (e == NULL && s->count == SIGHT_MAX)
		return;
	if (e == NULL)
		e = &s->entities[s->count++];
	*e = *like;
	sight_say(out, p, e, "is at");
}

static void
sight_remove(struct sight *s, const struct bot_packet *p, enum sight_kind kind,
    int32_t id, FILE *out)
{
	struct sight_entity *e = sight_get(s, kind, id);

	if (e == NULL) {
		struct sight_entity stranger = { .kind = kind, .id = id };

		sight_say(out, p, &stranger, "was never seen, goes from");
		return;
	}
	sight_say(out, p, e, "goes from");
	*e = s->entities[--s->count];
}

static void
sight_move(struct sight *s, const struct bot_packet *p, enum sight_kind kind,
    int32_t id, const int32_t to[3], FILE *out)
{
	struct sight_entity *e = sight_get(s, kind, id);
	struct sight_entity stranger = { .kind = kind, .id = id };

	if (e == NULL)
		e = &stranger;
	e->x = to[0];
	e->y = to[1];
	e->z = to[2];
	sight_say(out, p, e, "moves to");
}

/* ---- packets ---- */

static void
sight_add_player(struct sight *s, const struct bot_packet *p,
    const struct wire_pc_appearance_data *a, FILE *out)
{
	struct sight_entity e = { .kind = SIGHT_PLAYER, .id = a->id,
		.type = a->lv, .x = a->x, .y = a->y, .z = a->z };

	str_format(e.name, sizeof(e.name), "%s %s", a->pc_style.first_name,
	    a->pc_style.last_name);
	sight_add(s, p, &e, out);
}

static void
sight_add_npc(struct sight *s, const struct bot_packet *p,
    const struct wire_npc_appearance_data *a, FILE *out)
{
	sight_add(s, p, &(struct sight_entity){ .kind = SIGHT_NPC,
	    .id = a->npc_id, .type = a->npc_type, .x = a->x, .y = a->y,
	    .z = a->z }, out);
}

static void
sight_add_egg(struct sight *s, const struct bot_packet *p,
    const struct wire_shiny_appearance_data *a, FILE *out)
{
	sight_add(s, p, &(struct sight_entity){ .kind = SIGHT_EGG,
	    .id = a->shiny_id, .type = a->shiny_type, .x = a->x, .y = a->y,
	    .z = a->z }, out);
}

static void
sight_add_bus(struct sight *s, const struct bot_packet *p,
    const struct wire_transportation_appearance_data *a, FILE *out)
{
	sight_add(s, p, &(struct sight_entity){ .kind = SIGHT_BUS,
	    .id = a->t_id, .type = a->t_type, .x = a->x, .y = a->y,
	    .z = a->z }, out);
}

/* The packets that bring or take several at once. */
static bool
sight_on_list(struct sight *s, const struct bot_packet *p, FILE *out)
{
	static const struct { enum packet_kind packet; enum sight_kind kind; }
	    goings[] = {
		{ PKT_FE2CL_AROUND_DEL_PC, SIGHT_PLAYER },
		{ PKT_FE2CL_AROUND_DEL_NPC, SIGHT_NPC },
		{ PKT_FE2CL_AROUND_DEL_SHINY, SIGHT_EGG },
	};

	if (p->kind == PKT_FE2CL_PC_AROUND) {
		const struct fe2cl_pc_around *m = p->body;

		for (int32_t i = 0; i < m->pc_cnt; i++)
			sight_add_player(s, p,
			    &fe2cl_pc_around_items(m)[i], out);
		return true;
	}
	if (p->kind == PKT_FE2CL_NPC_AROUND) {
		const struct fe2cl_npc_around *m = p->body;

		for (int32_t i = 0; i < m->npc_cnt; i++)
			sight_add_npc(s, p, &fe2cl_npc_around_items(m)[i],
			    out);
		return true;
	}
	if (p->kind == PKT_FE2CL_SHINY_AROUND) {
		const struct fe2cl_shiny_around *m = p->body;

		for (int32_t i = 0; i < m->shiny_cnt; i++)
			sight_add_egg(s, p, &fe2cl_shiny_around_items(m)[i],
			    out);
		return true;
	}
	if (p->kind == PKT_FE2CL_TRANSPORTATION_AROUND) {
		const struct fe2cl_transportation_around *m = p->body;

		for (int32_t i = 0; i < m->cnt; i++)
			sight_add_bus(s, p,
			    &fe2cl_transportation_around_items(m)[i], out);
		return true;
	}
	if (p->kind == PKT_FE2CL_AROUND_DEL_TRANSPORTATION) {
		const struct fe2cl_around_del_transportation *m = p->body;

		for (int32_t i = 0; i < m->cnt; i++)
			sight_remove(s, p, SIGHT_BUS,
			    fe2cl_around_del_transportation_items(m)[i], out);
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(goings); i++) {
		/* these three are a count and the ids, all alike */
		const struct fe2cl_around_del_npc *m = p->body;

		if (p->kind != goings[i].packet)
			continue;
		for (int32_t j = 0; j < m->npc_cnt; j++)
			sight_remove(s, p, goings[i].kind,
			    fe2cl_around_del_npc_items(m)[j], out);
		return true;
	}
	return false;
}

static bool
sight_on_single(struct sight *s, const struct bot_packet *p, FILE *out)
{
	if (p->kind == PKT_FE2CL_PC_NEW) {
		const struct fe2cl_pc_new *m = p->body;

		sight_add_player(s, p, &m->pc_appearance_data, out);
	} else if (p->kind == PKT_FE2CL_PC_EXIT) {
		const struct fe2cl_pc_exit *m = p->body;

		sight_remove(s, p, SIGHT_PLAYER, m->id, out);
	} else if (p->kind == PKT_FE2CL_NPC_ENTER) {
		const struct fe2cl_npc_enter *m = p->body;

		sight_add_npc(s, p, &m->npc_appearance_data, out);
	} else if (p->kind == PKT_FE2CL_NPC_NEW) {
		const struct fe2cl_npc_new *m = p->body;

		sight_add_npc(s, p, &m->npc_appearance_data, out);
	} else if (p->kind == PKT_FE2CL_NPC_EXIT) {
		const struct fe2cl_npc_exit *m = p->body;

		sight_remove(s, p, SIGHT_NPC, m->npc_id, out);
	} else if (p->kind == PKT_FE2CL_SHINY_ENTER) {
		const struct fe2cl_shiny_enter *m = p->body;

		sight_add_egg(s, p, &m->shiny_appearance_data, out);
	} else if (p->kind == PKT_FE2CL_SHINY_EXIT) {
		const struct fe2cl_shiny_exit *m = p->body;

		sight_remove(s, p, SIGHT_EGG, m->shiny_id, out);
	} else if (p->kind == PKT_FE2CL_TRANSPORTATION_ENTER) {
		const struct fe2cl_transportation_enter *m = p->body;

		sight_add_bus(s, p, &m->appearance_data, out);
	} else if (p->kind == PKT_FE2CL_PC_MOVE) {
		const struct fe2cl_pc_move *m = p->body;

		sight_move(s, p, SIGHT_PLAYER, m->id,
		    (int32_t[]){ m->x, m->y, m->z }, out);
	} else if (p->kind == PKT_FE2CL_PC_STOP) {
		const struct fe2cl_pc_stop *m = p->body;

		sight_move(s, p, SIGHT_PLAYER, m->id,
		    (int32_t[]){ m->x, m->y, m->z }, out);
	} else if (p->kind == PKT_FE2CL_PC_JUMP) {
		const struct fe2cl_pc_jump *m = p->body;

		sight_move(s, p, SIGHT_PLAYER, m->id,
		    (int32_t[]){ m->x, m->y, m->z }, out);
	} else if (p->kind == PKT_FE2CL_NPC_MOVE) {
		const struct fe2cl_npc_move *m = p->body;

		sight_move(s, p, SIGHT_NPC, m->npc_id,
		    (int32_t[]){ m->to_x, m->to_y, m->to_z }, out);
	} else {
		return false;
	}
	return true;
}

static const char *
sight_name(const struct sight *s, int32_t id)
{
	const struct sight_entity *e = sight_find(s, SIGHT_PLAYER, id);

	return e != NULL ? e->name : "myself";
}

/* What is said rather than seen; false: nothing of the kind. */
static bool
sight_on_words(const struct sight *s, const struct bot_packet *p, FILE *out)
{
	const char *packet = packet_info(p->kind)->name;

	if (p->kind == PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC) {
		const struct fe2cl_rep_send_freechat_message_succ *m = p->body;

		fprintf(out, "%-24s %s says: %s\n", "chat",
		    sight_name(s, m->pc_id), m->free_chat);
	} else if (p->kind == PKT_FE2CL_REP_SEND_MENUCHAT_MESSAGE_SUCC) {
		const struct fe2cl_rep_send_menuchat_message_succ *m = p->body;

		fprintf(out, "%-24s %s says: %s\n", "menu chat",
		    sight_name(s, m->pc_id), m->free_chat);
	} else if (p->kind == PKT_FE2CL_REP_PC_AVATAR_EMOTES_CHAT) {
		const struct fe2cl_rep_pc_avatar_emotes_chat *m = p->body;

		fprintf(out, "%-24s %s makes emote %" PRId32 "\n", "emote",
		    sight_name(s, m->id_from), m->emote_code);
	} else if (p->kind == PKT_FE2CL_PC_MOTD_LOGIN) {
		const struct fe2cl_pc_motd_login *m = p->body;

		fprintf(out, "%-24s %s\n", packet, m->system_msg);
	} else if (p->kind == PKT_FE2CL_GM_REP_PC_ANNOUNCE) {
		const struct fe2cl_gm_rep_pc_announce *m = p->body;

		fprintf(out, "%-24s %s\n", packet, m->announce_msg);
	} else if (p->kind == PKT_FE2CL_REP_PC_EXIT_SUCC) {
		const struct fe2cl_rep_pc_exit_succ *m = p->body;

		fprintf(out, "%-24s exit code %" PRId32 "\n", packet,
		    m->exit_code);
	} else {
		return false;
	}
	return true;
}

void
sight_on_packet(struct sight *s, const struct bot_packet *p, FILE *out)
{
	if (sight_on_list(s, p, out) || sight_on_single(s, p, out))
		return;
	if (out == NULL || sight_on_words(s, p, out))
		return;
	fprintf(out, "%-24s (%zu bytes)\n", packet_info(p->kind)->name,
	    p->raw_bytes);
}

/* ---- looking around ---- */

struct sight_near {
	const struct sight_entity *e;
	int64_t distance2;
};

static int
sight_compare(const void *a, const void *b)
{
	const struct sight_near *x = a, *y = b;

	return (x->distance2 > y->distance2) - (x->distance2 < y->distance2);
}

void
sight_print(const struct sight *s, const int32_t from[3], size_t most,
    FILE *out)
{
	struct sight_near *near = calloc(s->count + 1, sizeof(*near));
	size_t shown[SIGHT_KIND_COUNT] = { 0 };

	if (near == NULL)
		die("out of memory");
	for (size_t i = 0; i < s->count; i++) {
		const struct sight_entity *e = &s->entities[i];
		int64_t dx = e->x - from[0], dy = e->y - from[1];

		near[i] = (struct sight_near){ e, dx * dx + dy * dy };
	}
	qsort(near, s->count, sizeof(*near), sight_compare);
	fprintf(out, "I am at %" PRId32 " %" PRId32 " %" PRId32, from[0],
	    from[1], from[2]);
	for (int k = 0; k < SIGHT_KIND_COUNT; k++)
		fprintf(out, "; %zu %s", sight_count(s, (enum sight_kind)k),
		    sight_count(s, (enum sight_kind)k) == 1 ?
		    sight_kind_names[k] : sight_kind_plurals[k]);
	fprintf(out, "\n");
	for (size_t i = 0; i < s->count; i++) {
		const struct sight_entity *e = near[i].e;

		if (shown[e->kind]++ >= most)
			continue;
		fprintf(out, "  %-6s %" PRId32 " ", sight_kind_names[e->kind],
		    e->id);
		if (e->name[0] != '\0')
			fprintf(out, "%s, level %" PRId32, e->name, e->type);
		else
			fprintf(out, "type %" PRId32, e->type);
		fprintf(out, ", at %" PRId32 " %" PRId32 " %" PRId32 "\n",
		    e->x, e->y, e->z);
	}
	free(near);
}
