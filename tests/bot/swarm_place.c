/*
 * swarm_place.c - where the bots of a load test stand, and whom they fight.
 *
 * Owns:   the places and targets of a fight.
 * Called: by fusionload.
 * Thread: main.
 */
#include "bot/swarm_place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bot/die.h"
#include "tdata/tdata.h"

enum {
	WORLD_UNITS = 819200,		/* spec/movement.md */
	BESIDE_UNITS = 120,		/* from its mob */
	REACH_UNITS = 700		/* of the mobs that a bot shoots at */
};

/* In the middle of one chunk, some steps from each other. */
static void
place_in_crowd(const struct swarm_map *m, unsigned bot, int32_t out[3])
{
	int32_t chunk = m->view_distance / 3;
	int32_t reach = chunk / 3;

	out[0] = m->center[0] / chunk * chunk + chunk / 2 +
	    (int32_t)(bot * 7919 % (unsigned)(2 * reach)) - reach;
	out[1] = m->center[1] / chunk * chunk + chunk / 2 +
	    (int32_t)(bot * 104729 % (unsigned)(2 * reach)) - reach;
	out[2] = m->center[2];
}

/*
 * Groups in the middle of chunks, spread over the whole map, but never so near
 * that two groups share a view, which reaches into the next chunk.
 */
static void
place_apart(const struct swarm_map *m, unsigned bot, int32_t out[3])
{
	int32_t chunk = m->view_distance / 3;
	unsigned per_side = (unsigned)(WORLD_UNITS / chunk);
	unsigned groups = (m->bot_count + SWARM_GROUP - 1) / SWARM_GROUP;
	unsigned row = (unsigned)ceil(sqrt(groups));
	unsigned pitch = per_side / row;
	unsigned group = bot / SWARM_GROUP;
	unsigned nth = bot % SWARM_GROUP;

	if (pitch < 3)
		die("%u bots do not fit on the map in groups of %d",
		    m->bot_count, SWARM_GROUP);
	out[0] = (int32_t)(group % row * pitch) * chunk + chunk / 2 +
	    (int32_t)(nth % 4) * 150;
	out[1] = (int32_t)(group / row * pitch) * chunk + chunk / 2 +
	    (int32_t)(nth / 4) * 150;
	out[2] = m->center[2];
}

/* --- fights --- */

static bool
is_mob(const struct tdata_spawn *s)
{
	return s->kind == TDATA_SPAWN_MOB && s->instance == 0;
}

static bool
is_near(const struct tdata_spawn *s, const int32_t place[3])
{
	return labs((long)s->x - place[0]) < REACH_UNITS &&
	    labs((long)s->y - place[1]) < REACH_UNITS;
}

static void
find_targets(const struct tdata *td, const int32_t place[3],
    struct swarm_targets *out)
{
	for (uint32_t i = 0; i < td->spawn_count; i++) {
		const struct tdata_spawn *s = &td->spawns[i];

		if (out->count == SWARM_TARGETS_MAX)
			return;
		if (is_mob(s) && is_near(s, place))
			out->ids[out->count++] = s->id;
	}
}

static uint32_t
count_mobs(const struct tdata *td)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < td->spawn_count; i++)
		n += is_mob(&td->spawns[i]);
	return n;
}

/* Every so-many-th mob of the tables, so that bots are all over the map. */
static void
choose_mobs(struct swarm_map *m, const struct tdata *td)
{
	uint32_t mobs = count_mobs(td), nth = 0;
	unsigned bot = 0;

	if (mobs == 0)
		die("%s: no mob to fight", m->world);
	for (uint32_t i = 0; i < td->spawn_count && bot < m->bot_count; i++) {
		const struct tdata_spawn *s = &td->spawns[i];

		if (!is_mob(s))
			continue;
		/* Several bots share a mob if there are more of them. */
		while (bot < m->bot_count && (uint64_t)bot * mobs /
		    m->bot_count <= nth) {
			m->places[bot][0] = s->x + BESIDE_UNITS;
			m->places[bot][1] = s->y;
			m->places[bot][2] = s->z;
			find_targets(td, m->places[bot], &m->targets[bot]);
			bot++;
		}
		nth++;
	}
}

/* The server itself complains of its tables; only errors are news here. */
static void
report(void *arg, enum log_level level, const char *line)
{
	UNUSED(arg);
	if (level == LOG_ERROR)
		fprintf(stderr, "%s\n", line);
}

void
swarm_map_init(struct swarm_map *m)
{
	char patch_dir[4096];
	struct tdata_options opt = {
		.protocol = proto_version_number(m->version),
		.dir = m->world, .patch_dir = patch_dir,
		.report = report,
		.gruntwork_file = "a-load-test-has-no-gruntwork.json",
	};
	struct tdata *td;

	if (m->layout != SWARM_FIGHT)
		return;
	if (m->world == NULL)
		die("a fight needs --world, the server's tables");
	snprintf(patch_dir, sizeof(patch_dir), "%s/patch/", m->world);
	m->places = calloc(m->bot_count + 1, sizeof(*m->places));
	m->targets = calloc(m->bot_count + 1, sizeof(*m->targets));
	if (m->places == NULL || m->targets == NULL)
		die("out of memory");
	if (!tdata_load(&opt, &td))
		die("%s: cannot be used", m->world);
	choose_mobs(m, td);
	tdata_free(td);
}

void
swarm_map_fini(struct swarm_map *m)
{
	free(m->places);
	free(m->targets);
	m->places = NULL;
	m->targets = NULL;
}

void
swarm_map_place(const struct swarm_map *m, unsigned bot, int32_t out[3])
{
	switch (m->layout) {
	case SWARM_CROWD:
		place_in_crowd(m, bot, out);
		break;
	case SWARM_FIGHT:
		for (int i = 0; i < 3; i++)
			out[i] = m->places[bot][i];
		break;
	case SWARM_SPREAD:
	case SWARM_IDLE:
	case SWARM_LAYOUT_COUNT:
		place_apart(m, bot, out);
		break;
	}
}

double
swarm_map_onlookers(const struct swarm_map *m)
{
	double n = m->bot_count, rest = m->bot_count % SWARM_GROUP;

	if (m->layout == SWARM_FIGHT || m->bot_count == 0)
		return 0;
	if (m->layout == SWARM_CROWD)
		return n - 1;
	return ((n - rest) * (SWARM_GROUP - 1) + rest * (rest - 1)) / n;
}
