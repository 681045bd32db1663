/* race_course.h - what is raced on a map, and what a run there is worth. */
#ifndef GAME_RACE_COURSE_H
#define GAME_RACE_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct tdata;
struct tdata_map;
struct tdata_race;

struct race_course {
	const struct tdata_map *map;	/* its max_pods, max_time_s are > 0 */
	const struct tdata_race *race;
};

/* False: nothing is raced there. */
bool race_course_find(const struct tdata *td, int32_t map,
    struct race_course *out) MUST_USE;

/* Points for so many rings in so many seconds; capped: at most the zone's. */
int32_t race_course_score(const struct race_course *c, int32_t ring_count,
    int32_t time_s, bool is_capped);

/* Fusion matter for so many rings, before rates and boosts. */
int32_t race_course_fm(const struct race_course *c, int32_t ring_count);

/*
 * 1..5: the first whose score is reached; 5 also for who reaches none (DEFECT
 * kept, spec/racing.md: the client shows rank 5).
 */
int32_t race_course_rank(const struct tdata_race *race, int32_t score);

/* The crate of a rank 1..5; 0: none. */
int32_t race_course_reward(const struct race_course *c, int32_t rank);

#endif
