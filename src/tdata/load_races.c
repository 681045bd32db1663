/*
 * load_races.c - infected-zone races: limits for the maps, ranks and rewards.
 *
 * Owns:   nothing.
 * Called: by tdata_load(), after the maps.
 * Thread: the one that loads.
 */
#include <string.h>

#include "base/str.h"
#include "tdata/load.h"
#include "tdata/row.h"

struct race_row {
	int32_t ep_id, score_cap, time_limit_s, pods;
	double scale_factor, pod_factor, time_factor;
	struct jtree_node *scores, *rewards;
};

static const struct row_field race_fields[] = {
#define RACE(member, key, type) \
	ROW_FIELD(race_row, member, key, type, ROW_MUST)
	RACE(ep_id, "EPID", ROW_I32),
	RACE(score_cap, "ScoreCap", ROW_I32),
	RACE(time_limit_s, "TimeLimit", ROW_I32),
	RACE(pods, "TotalPods", ROW_I32),
	RACE(scale_factor, "ScaleFactor", ROW_DOUBLE),
	RACE(pod_factor, "PodFactor", ROW_DOUBLE),
	RACE(time_factor, "TimeFactor", ROW_DOUBLE),
	RACE(scores, "RankScores", ROW_NODE),
	RACE(rewards, "Rewards", ROW_NODE),
#undef RACE
};

/* Of several maps with one EP the last is the race's (tabledata.md 8). */
static struct tdata_map *
find_ep(struct load *ld, int32_t ep_id)
{
	for (uint32_t i = ld->t->map_count; i > 0; i--) {
		if (ld->maps[i - 1].ep_id == ep_id && ep_id != 0)
			return &ld->maps[i - 1];
	}
	return NULL;
}

static bool
read_ranks(struct load *ld, const struct race_row *row, struct tdata_race *out)
{
	const int32_t *scores, *rewards;
	uint32_t score_count, reward_count;

	if (!row_int_list(ld, row->scores, "Racing: RankScores", &scores,
	    &score_count) ||
	    !row_int_list(ld, row->rewards, "Racing: Rewards", &rewards,
	    &reward_count))
		return false;
	if (score_count != TDATA_RACE_RANKS ||
	    reward_count != TDATA_RACE_RANKS) {
		load_fail(ld, row->scores, "Racing: Race in EP %d doesn't "
		    "have exactly 5 score/reward pairs (%u and %u)",
		    row->ep_id, score_count, reward_count);
		return false;
	}
	out->ep_id = row->ep_id;
	memcpy(out->rank_scores, scores, sizeof(out->rank_scores));
	memcpy(out->rewards, rewards, sizeof(out->rewards));
	return true;
}

bool
load_races(struct load *ld, struct jtree_node *root)
{
	struct tdata_race *races;
	struct race_row *rows;
	uint32_t count;

	if (!load_section(ld, root, "Racing", race_fields,
	    COUNT_OF(race_fields), sizeof(*rows), &rows, &count))
		return false;
	races = load_new(ld, count, sizeof(*races));
	ld->t->races = races;
	for (uint32_t i = 0; i < count; i++) {
		const struct race_row *row = &rows[i];
		struct tdata_map *map = find_ep(ld, row->ep_id);

		if (map == NULL) {
			load_warn(ld, row->scores, "Racing: EP with ID %d not "
			    "found, skipping", row->ep_id);
			continue;
		}
		if (row->pods <= 0 || row->time_limit_s <= 0) {
			load_warn(ld, row->scores, "Racing: EP %d: TotalPods "
			    "and TimeLimit must be above 0, skipping",
			    row->ep_id);
			continue;
		}
		if (!read_ranks(ld, row, &races[ld->t->race_count]))
			return false;
		ld->t->race_count++;
		map->max_score = row->score_cap;
		map->max_time_s = row->time_limit_s;
		map->max_pods = row->pods;
		map->scale_factor = row->scale_factor;
		map->pod_factor = row->pod_factor;
		map->time_factor = row->time_factor;
	}
	load_info(ld, "Loaded rewards for %u IZ races", ld->t->race_count);
	return true;
}
