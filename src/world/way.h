/* way.h - lists of points that somebody is carried along, and edited ones. */
#ifndef WORLD_WAY_H
#define WORLD_WAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "tdata/tdata.h"

struct way VEC_OF(struct tdata_point);

/* The corners of a skyway route, as edited since the tables were read. */
struct way_edit {
	int32_t route;
	struct way corners;
};

struct way_edits VEC_OF(struct way_edit);

#endif
