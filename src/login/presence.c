/*
 * presence.c - which accounts are in the world, and which of them may come
 * back with the cookie that they came with.
 *
 * A cookie is spent by its login. OpenFusion revived the stored one when the
 * player left, whoever had used it and however old it was; here the permission
 * to come back is a note of our own, for a moment, for that cookie alone.
 *
 * Owns:   struct presence and the cookies in it.
 * Called: by login.c, signin.c, charselect.c.
 * Thread: login.
 */
#include "login/presence.h"

#include <stdlib.h>
#include <string.h>

#include "login/ticket.h"

struct presence_entry {
	uint64_t serial;	/* the ticket it entered with; 0: not inside */
	int32_t player_id;
	char *cookie;		/* NULL: came by password */
	int64_t ticket_at_ms;
	int64_t grant_until_ms;	/* 0: none */
};

void
presence_init(struct presence *p)
{
	*p = (struct presence){ 0 };
}

static void
cookie_set(struct presence_entry *e, const char *cookie)
{
	if (e->cookie != NULL) {
		explicit_bzero(e->cookie, strlen(e->cookie));
		free(e->cookie);
	}
	e->cookie = NULL;
	if (cookie != NULL) {
		e->cookie = strdup(cookie);
		CHECK(e->cookie != NULL);
	}
}

static struct presence_entry *
entry_get(const struct presence *p, int32_t account_id)
{
	return map_get_ptr(&p->by_account, (uint32_t)account_id);
}

static struct presence_entry *
entry_add(struct presence *p, int32_t account_id)
{
	struct presence_entry *e = entry_get(p, account_id);

	if (e != NULL)
		return e;
	e = calloc(1, sizeof(*e));
	CHECK(e != NULL);
	map_put_ptr(&p->by_account, (uint32_t)account_id, e);
	return e;
}

static void
entry_remove(struct presence *p, int32_t account_id)
{
	struct presence_entry *e = entry_get(p, account_id);

	if (e == NULL)
		return;
	cookie_set(e, NULL);
	free(e);
	(void)map_remove(&p->by_account, (uint32_t)account_id);
}

void
presence_fini(struct presence *p)
{
	size_t cursor = 0;
	uint64_t account;

	while (map_next(&p->by_account, &cursor, &account, NULL)) {
		struct presence_entry *e = entry_get(p, (int32_t)account);

		cookie_set(e, NULL);
		free(e);
	}
	map_fini(&p->by_account);
}

void
presence_on_ticket(struct presence *p, int32_t account_id, const char *cookie,
    int64_t now_ms)
{
	struct presence_entry *e = entry_get(p, account_id);

	if (e == NULL && cookie == NULL)
		return;
	e = entry_add(p, account_id);
	cookie_set(e, cookie);
	e->ticket_at_ms = now_ms;
	e->grant_until_ms = 0;
}

void
presence_on_enter(struct presence *p, int32_t account_id, int32_t player_id,
    uint64_t serial)
{
	struct presence_entry *e = entry_add(p, account_id);

	e->serial = serial;
	e->player_id = player_id;
}

static bool
is_stale(const struct presence_entry *e, int64_t now_ms)
{
	if (e->serial != 0 || now_ms < e->grant_until_ms)
		return false;
	return now_ms > e->ticket_at_ms + TICKET_LIFE_MS;
}

void
presence_on_leave(struct presence *p, int32_t account_id, uint64_t serial,
    bool may_return, int64_t now_ms)
{
	struct presence_entry *e = entry_get(p, account_id);

	/* another of its players has entered meanwhile: that one stays */
	if (e == NULL || e->serial != serial)
		return;
	e->serial = 0;
	e->player_id = 0;
	if (e->cookie != NULL && may_return)
		e->grant_until_ms = now_ms + PRESENCE_GRANT_MS;
	if (e->cookie == NULL || is_stale(e, now_ms))
		entry_remove(p, account_id);
}

int32_t
presence_player(const struct presence *p, int32_t account_id)
{
	const struct presence_entry *e = entry_get(p, account_id);

	return e == NULL ? 0 : e->player_id;
}

/* Takes as long whether the first or the last byte differs. */
static bool
is_same_secret(const char *a, const char *b)
{
	size_t n = strlen(a);
	unsigned differ = 0;

	if (strlen(b) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		differ |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return differ == 0;
}

bool
presence_has_grant(const struct presence *p, int32_t account_id,
    const char *cookie, int64_t now_ms)
{
	const struct presence_entry *e = entry_get(p, account_id);

	if (e == NULL || e->cookie == NULL)
		return false;
	if (now_ms >= e->grant_until_ms)
		return false;
	return is_same_secret(e->cookie, cookie);
}

void
presence_spend_grant(struct presence *p, int32_t account_id)
{
	struct presence_entry *e = entry_get(p, account_id);

	if (e != NULL)
		e->grant_until_ms = 0;
}

void
presence_prune(struct presence *p, int64_t now_ms)
{
	enum { AT_ONCE = 64 };
	int32_t stale[AT_ONCE];
	size_t n;

	/* a map may not change while it is walked: a handful at a time */
	do {
		size_t cursor = 0;
		uint64_t account;

		n = 0;
		while (n < AT_ONCE &&
		    map_next(&p->by_account, &cursor, &account, NULL)) {
			if (is_stale(entry_get(p, (int32_t)account), now_ms))
				stale[n++] = (int32_t)account;
		}
		for (size_t i = 0; i < n; i++)
			entry_remove(p, stale[i]);
	} while (n == AT_ONCE);
}

size_t
presence_count(const struct presence *p)
{
	return map_count(&p->by_account);
}
