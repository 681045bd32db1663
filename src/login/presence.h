/*
 * presence.h - which accounts are in the world, and which of them may come
 * back with the cookie that they came with.
 */
#ifndef LOGIN_PRESENCE_H
#define LOGIN_PRESENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"

enum { PRESENCE_GRANT_MS = 5000 };	/* spec/login.md 14 */

struct presence {
	struct map by_account;		/* to struct presence_entry */
};

void presence_init(struct presence *p);
void presence_fini(struct presence *p);

/*
 * A ticket for the account goes out, from a session that this cookie opened
 * (NULL: a password did, and no grant will follow).
 */
void presence_on_ticket(struct presence *p, int32_t account_id,
    const char *cookie, int64_t now_ms);

/* What the world says, see login/ticket.h. */
void presence_on_enter(struct presence *p, int32_t account_id,
    int32_t player_id, uint64_t serial);
void presence_on_leave(struct presence *p, int32_t account_id,
    uint64_t serial, bool may_return, int64_t now_ms);

/* The account's player in the world; 0 if it has none there. */
int32_t presence_player(const struct presence *p, int32_t account_id);

/* It left a moment ago, and this is the cookie that it had come with. */
bool presence_has_grant(const struct presence *p, int32_t account_id,
    const char *cookie, int64_t now_ms);
void presence_spend_grant(struct presence *p, int32_t account_id);

/* Forgets what no longer matters. Every half minute is enough. */
void presence_prune(struct presence *p, int64_t now_ms);

size_t presence_count(const struct presence *p);

#endif
