/* wallet.h - taros, fusion matter and batteries, always within their caps. */
#ifndef GAME_WALLET_H
#define GAME_WALLET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct player;
struct world;

enum wallet_kind {
	WALLET_TAROS,
	WALLET_FUSION_MATTER,
	WALLET_BATTERY_W,
	WALLET_BATTERY_N,
	WALLET_KIND_COUNT
};

int32_t wallet_get(const struct player *p, enum wallet_kind kind);

/* Clamps into 0..cap; returns what is stored. */
int32_t wallet_set(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount);

/* Adds up to the cap; returns how much really went in. Ignores <= 0. */
int32_t wallet_add(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount);

/* All or nothing: false, and nothing spent, if the player has less. */
bool wallet_spend(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount) MUST_USE;

/* What was given in advance and is not due: as much of it as there is. */
void wallet_take(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount);

#endif
