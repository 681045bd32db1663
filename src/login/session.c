/*
 * session.c - the connections to the login port: who each is, what it waits
 * for.
 *
 * Packets are copied in, so that a request can outlive the batch that brought
 * it; every copy may hold a password and is wiped before it is freed.
 *
 * Owns:   struct session_table, sessions, their packets and cookies.
 * Called: by login.c, signin.c, charselect.c.
 * Thread: login.
 */
#include "login/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void
session_table_init(struct session_table *t, uint32_t max_sessions)
{
	*t = (struct session_table){ 0 };
	pool_init(&t->pool, sizeof(struct session), max_sessions);
}

void
session_table_fini(struct session_table *t)
{
	for (uint32_t i = pool_next(&t->pool, 0); i != 0;
	    i = pool_next(&t->pool, i))
		session_remove(t, pool_at(&t->pool, i));
	pool_fini(&t->pool);
	map_fini(&t->by_conn);
	map_fini(&t->by_account);
}

static struct session_list *
list_of(struct session_table *t, enum session_state state)
{
	switch (state) {
	case SESSION_IN:
		return &t->checks;
	case SESSION_BANNED:
		return &t->banned;
	case SESSION_GUEST:
	case SESSION_CLOSING:
		break;
	}
	return NULL;
}

static void
list_remove(struct session_table *t, struct session *s)
{
	struct session_list *list = list_of(t, s->state);

	if (!s->is_listed)
		return;
	if (s->list_prev != NULL)
		s->list_prev->list_next = s->list_next;
	else
		list->head = s->list_next;
	if (s->list_next != NULL)
		s->list_next->list_prev = s->list_prev;
	else
		list->tail = s->list_prev;
	s->list_next = s->list_prev = NULL;
	s->is_listed = false;
}

static void
list_append(struct session_table *t, struct session *s, int64_t deadline_ms)
{
	struct session_list *list = list_of(t, s->state);

	if (list == NULL)
		return;
	s->deadline_ms = deadline_ms;
	s->list_prev = list->tail;
	if (list->tail != NULL)
		list->tail->list_next = s;
	else
		list->head = s;
	list->tail = s;
	s->is_listed = true;
}

struct session *
session_list_first(const struct session_list *list)
{
	return list->head;
}

struct session *
session_add(struct session_table *t, conn_id conn)
{
	uint32_t slot, gen;
	struct session *s = pool_add(&t->pool, &slot, &gen);

	if (s == NULL)
		return NULL;
	s->conn = conn;
	s->slot = slot;
	map_put_ptr(&t->by_conn, conn, s);
	return s;
}

static void
cookie_free(struct session *s)
{
	if (s->cookie == NULL)
		return;
	explicit_bzero(s->cookie, strlen(s->cookie));
	free(s->cookie);
	s->cookie = NULL;
}

void
session_remove(struct session_table *t, struct session *s)
{
	CHECK(s->signin == NULL);
	list_remove(t, s);
	session_release(t, s);
	session_end_packet(s);
	while (session_next_packet(s) != NULL)
		session_end_packet(s);
	(void)map_remove(&t->by_conn, s->conn);
	pool_remove(&t->pool, s->slot);
}

struct session *
session_find(const struct session_table *t, conn_id conn)
{
	return map_get_ptr(&t->by_conn, conn);
}

struct session *
session_find_by_account(const struct session_table *t, int32_t account_id)
{
	return map_get_ptr(&t->by_account, (uint32_t)account_id);
}

void
session_claim(struct session_table *t, struct session *s, int32_t account_id,
    const char *name)
{
	CHECK(s->account_id == 0);
	CHECK(session_find_by_account(t, account_id) == NULL);
	s->account_id = account_id;
	str_copy(s->account_name, sizeof(s->account_name), name);
	map_put_ptr(&t->by_account, (uint32_t)account_id, s);
}

void
session_release(struct session_table *t, struct session *s)
{
	cookie_free(s);
	if (s->account_id == 0)
		return;
	(void)map_remove(&t->by_account, (uint32_t)s->account_id);
	s->account_id = 0;
	s->chosen_player_id = 0;
}

void
session_set_state(struct session_table *t, struct session *s,
    enum session_state state, int64_t now_ms)
{
	static const int64_t delay_ms[] = {
		[SESSION_GUEST] = 0,
		[SESSION_BANNED] = SESSION_BANNED_MS,
		[SESSION_IN] = SESSION_CHECK_MS,
		[SESSION_CLOSING] = 0,
	};

	list_remove(t, s);
	s->state = state;
	list_append(t, s, now_ms + delay_ms[state]);
}

void
session_check_again(struct session_table *t, struct session *s,
    int64_t now_ms)
{
	session_set_state(t, s, s->state, now_ms);
}

bool
session_queue(struct session *s, const struct packet_msg *m, size_t bytes)
{
	struct session_packet *p;

	if (s->queue_bytes + sizeof(*p) + bytes > SESSION_QUEUE_BYTES)
		return false;
	p = malloc(sizeof(*p) + bytes);
	CHECK(p != NULL);
	p->next = NULL;
	p->bytes = (uint32_t)bytes;
	memcpy(p->payload, m, bytes);
	if (s->queue_tail != NULL)
		s->queue_tail->next = p;
	else
		s->queue_head = p;
	s->queue_tail = p;
	s->queue_bytes += (uint32_t)(sizeof(*p) + bytes);
	return true;
}

const struct packet_msg *
session_next_packet(struct session *s)
{
	struct session_packet *p = s->queue_head;

	CHECK(s->current == NULL);
	if (p == NULL)
		return NULL;
	s->queue_head = p->next;
	if (s->queue_head == NULL)
		s->queue_tail = NULL;
	s->queue_bytes -= (uint32_t)sizeof(*p) + p->bytes;
	s->current = p;
	return (const struct packet_msg *)(const void *)p->payload;
}

const void *
session_request(const struct session *s)
{
	CHECK(s->current != NULL);
	return packet_msg_body(
	    (const struct packet_msg *)(const void *)s->current->payload);
}

void
session_end_packet(struct session *s)
{
	struct session_packet *p = s->current;

	if (p == NULL)
		return;
	s->current = NULL;
	explicit_bzero(p->payload, p->bytes);
	free(p);
}
