/*
 * lerp.c - interpolation (spec/transport.md 2).
 *
 * Owns:   nothing.
 * Called: by load_paths.c, and by the world for paths made at run time.
 * Thread: any.
 */
#include "tdata/lerp.h"

#include <math.h>

int64_t
lerp_distance(struct tdata_point a, struct tdata_point b)
{
	double dx = (double)b.x - a.x, dy = (double)b.y - a.y;
	double plane = trunc(hypot(dx, dy));

	return (int64_t)hypot(plane, (double)b.z - a.z);
}

uint32_t
lerp_count(struct tdata_point a, struct tdata_point b, int32_t gap_units)
{
	int64_t n;

	if (gap_units <= 0)
		return 0;
	n = lerp_distance(a, b) / gap_units;
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static int32_t
between(int32_t a, int32_t b, float part)
{
	float v = (float)a * (1.0f - part) + (float)b * part;

	/* A float of 2^31 does not fit back. */
	if (v >= 2147483648.0f)
		return INT32_MAX;
	return v <= -2147483648.0f ? INT32_MIN : (int32_t)v;
}

struct tdata_point
lerp_point(struct tdata_point a, struct tdata_point b, uint32_t i,
    uint32_t count)
{
	/* 32-bit floats: clients saw these very points for years. */
	float part = (float)i / ((float)count + 1.0f);

	return (struct tdata_point){
		.x = between(a.x, b.x, part),
		.y = between(a.y, b.y, part),
		.z = between(a.z, b.z, part),
	};
}
