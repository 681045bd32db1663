/* lerp.h - the points between two places, as OpenFusion's movers take them. */
#ifndef TDATA_LERP_H
#define TDATA_LERP_H

#include <stdint.h>

#include "tdata/tdata.h"

/* How many lie strictly between a and b; 0 if gap_units <= 0. */
uint32_t lerp_count(struct tdata_point a, struct tdata_point b,
    int32_t gap_units);

/* The i-th of `count`, from 1; a and b themselves are never among them. */
struct tdata_point lerp_point(struct tdata_point a, struct tdata_point b,
    uint32_t i, uint32_t count);

/* The distance in whole units: first in the plane, then with the height. */
int64_t lerp_distance(struct tdata_point a, struct tdata_point b);

#endif
