/* ref.h - names an entity for as long as it lives, across ticks and threads. */
#ifndef WORLD_REF_H
#define WORLD_REF_H

#include <stdint.h>

/* {0} names nobody. The generation must match the slot's. */
struct entity_ref {
	uint32_t slot;		/* 1-based */
	uint32_t gen;
};

#endif
