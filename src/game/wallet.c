/*
 * wallet.c - taros, fusion matter and batteries, always within their caps.
 *
 * Owns:   player->wallet, but for the rates.
 * Called: by whatever pays or is paid.
 * Thread: world.
 */
#include "game/wallet.h"

#include "db/db.h"
#include "game/audit.h"
#include "tdata/ruleset.h"
#include "world/player.h"
#include "world/world.h"

static const int32_t caps[WALLET_KIND_COUNT] = {
	[WALLET_TAROS] = RULESET_TAROS_MAX,
	[WALLET_FUSION_MATTER] = RULESET_FUSION_MATTER_MAX,
	[WALLET_BATTERY_W] = RULESET_BATTERY_MAX,
	[WALLET_BATTERY_N] = RULESET_BATTERY_MAX,
};

static const enum audit_money audit_names[WALLET_KIND_COUNT] = {
	[WALLET_TAROS] = AUDIT_TAROS,
	[WALLET_FUSION_MATTER] = AUDIT_FUSION_MATTER,
	[WALLET_BATTERY_W] = AUDIT_BATTERY_W,
	[WALLET_BATTERY_N] = AUDIT_BATTERY_N,
};

static void
note(struct world *w, const struct player *p, enum wallet_kind kind,
    int32_t amount)
{
	struct audit_spot purse = { AUDIT_PURSE, amount, p->e.id };
	int32_t had = wallet_get(p, kind);

	if (amount > had)
		audit_money_in(w, audit_names[kind], amount - had, purse);
	if (amount < had)
		audit_money_out(w, audit_names[kind], had - amount, purse);
}

static void
put(struct world *w, struct player *p, enum wallet_kind kind, int32_t amount)
{
	note(w, p, kind, amount);
	switch (kind) {
	case WALLET_TAROS:
		p->wallet.taros = amount;
		break;
	case WALLET_FUSION_MATTER:
		p->wallet.fusion_matter = amount;
		break;
	case WALLET_BATTERY_W:
		p->wallet.battery_w = amount;
		break;
	case WALLET_BATTERY_N:
		p->wallet.battery_n = amount;
		break;
	case WALLET_KIND_COUNT:
		return;
	}
	world_mark_dirty(w, p, DB_SECTION_STATE);
}

int32_t
wallet_get(const struct player *p, enum wallet_kind kind)
{
	switch (kind) {
	case WALLET_TAROS:
		return p->wallet.taros;
	case WALLET_FUSION_MATTER:
		return p->wallet.fusion_matter;
	case WALLET_BATTERY_W:
		return p->wallet.battery_w;
	case WALLET_BATTERY_N:
		return p->wallet.battery_n;
	case WALLET_KIND_COUNT:
		break;
	}
	return 0;
}

int32_t
wallet_set(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount)
{
	if (amount < 0)
		amount = 0;
	if (amount > caps[kind])
		amount = caps[kind];
	put(w, p, kind, (int32_t)amount);
	return (int32_t)amount;
}

int32_t
wallet_add(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount)
{
	int32_t had = wallet_get(p, kind);

	if (amount <= 0)
		return 0;
	if (amount > caps[kind])
		amount = caps[kind];
	return wallet_set(w, p, kind, had + amount) - had;
}

bool
wallet_spend(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount)
{
	int32_t had = wallet_get(p, kind);

	if (amount < 0 || amount > had)
		return false;
	put(w, p, kind, (int32_t)(had - amount));
	return true;
}

void
wallet_take(struct world *w, struct player *p, enum wallet_kind kind,
    int64_t amount)
{
	if (amount > 0)
		(void)wallet_set(w, p, kind, wallet_get(p, kind) - amount);
}
