/*
 * race_course.c - what is raced on a map, and what a run there is worth
 * (spec/racing.md).
 *
 * Owns:   nothing.
 * Called: by race.c.
 * Thread: world.
 */
#include "game/race_course.h"

#include <math.h>

#include "tdata/tdata.h"

bool
race_course_find(const struct tdata *td, int32_t map, struct race_course *out)
{
	struct race_course c = { .map = tdata_find_map(td, map) };

	if (c.map == NULL || c.map->ep_id == 0)
		return false;
	/* DEFECT: a zone without a race's figures ended the server. */
	if (c.map->max_pods <= 0 || c.map->max_time_s <= 0)
		return false;
	c.race = tdata_find_race(td, c.map->ep_id);
	if (c.race == NULL)
		return false;
	*out = c;
	return true;
}

static int32_t
whole(double v)
{
	if (!(v > 0))
		return 0;
	return v < INT32_MAX ? (int32_t)v : INT32_MAX;
}

int32_t
race_course_score(const struct race_course *c, int32_t ring_count,
    int32_t time_s, bool is_capped)
{
	const struct tdata_map *map = c->map;
	int32_t score = whole(exp(
	    map->pod_factor * ring_count / map->max_pods -
	    map->time_factor * time_s / map->max_time_s +
	    map->scale_factor));

	return is_capped && score > map->max_score ? map->max_score : score;
}

int32_t
race_course_fm(const struct race_course *c, int32_t ring_count)
{
	const struct tdata_map *map = c->map;

	return whole((1.0 + exp(map->scale_factor - 1.0) * map->pod_factor *
	    ring_count) / map->max_pods);
}

int32_t
race_course_rank(const struct tdata_race *race, int32_t score)
{
	int32_t rank = 1;

	while (rank < TDATA_RACE_RANKS && score < race->rank_scores[rank - 1])
		rank++;
	return rank;
}

int32_t
race_course_reward(const struct race_course *c, int32_t rank)
{
	return c->race->rewards[rank - 1];
}
