/*
 * dispatch.c - which feature takes which packet, and in which state.
 *
 * Owns:   the joined table of all features' handlers.
 * Called: by shard.c for every packet of a player, and after every message.
 * Thread: world.
 */
#include "shard/dispatch.h"

#include "base/log.h"
#include "base/metric.h"
#include "game/audit.h"
#include "world/hold.h"
#include "world/need.h"
#include "world/player.h"
#include "world/world.h"

void
dispatch_init(struct dispatch *d, const struct handler *const *tables)
{
	*d = (struct dispatch){ 0 };
	for (; *tables != NULL; tables++) {
		const struct handler *h = *tables;

		for (; h->kind != PKT_NONE; h++) {
			/* Two features that take one packet are a mistake. */
			CHECK(d->rows[h->kind] == NULL);
			d->rows[h->kind] = h;
		}
	}
}

static bool
has_needs(const struct player *p, uint32_t need)
{
	if ((need & NEED_WORLD) != 0 && p->state != PLAYER_IN_WORLD)
		return false;
	if ((need & NEED_ALIVE) != 0 && p->combatant.hp <= 0)
		return false;
	if ((need & NEED_GM) != 0 &&
	    p->identity.account_level > ACCOUNT_LEVEL_GM)
		return false;
	return true;
}

void
dispatch_packet(const struct dispatch *d, struct world *w, struct player *p,
    enum packet_kind kind, const void *packet)
{
	const struct handler *h = d->rows[kind];

	if (h == NULL) {
		log_debug("shard: nobody takes packet=%s player=%d",
		    packet_info(kind)->name, p->e.id);
		metric_add(METRIC_REFUSED_UNHANDLED, 1);
		return;
	}
	if (!has_needs(p, h->need)) {
		log_debug("shard: not now packet=%s player=%d",
		    packet_info(kind)->name, p->e.id);
		metric_add(METRIC_REFUSED_NOT_NOW, 1);
		return;
	}
	w->cause = packet_info(kind)->name;
	handler_call(h, w, p, packet);
	audit_settle(w);
	w->cause = NULL;
}

bool
dispatch_take(const struct dispatch *d, struct world *w, struct player *p,
    const struct packet_msg *m)
{
	enum packet_kind kind = (enum packet_kind)m->kind;

	if (!hold_is_on(p)) {
		dispatch_packet(d, w, p, kind, packet_msg_body(m));
		return true;
	}
	/* A sign of life says nothing else: it need not wait. */
	if (kind == PKT_CL2FE_REP_LIVE_CHECK)
		return true;
	return hold_add(p, m);
}

void
dispatch_released(const struct dispatch *d, struct world *w)
{
	struct hold_packet *hp;
	struct player *p;

	while ((hp = hold_take(w, &p)) != NULL) {
		const struct packet_msg *m = hold_packet_msg(hp);

		dispatch_packet(d, w, p, (enum packet_kind)m->kind,
		    packet_msg_body(m));
		hold_packet_free(hp);
	}
}
