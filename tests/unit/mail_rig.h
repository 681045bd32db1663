/*
 * mail_rig.h - on things_rig.h: two players, and the store's answers by hand.
 */
#ifndef TESTS_MAIL_RIG_H
#define TESTS_MAIL_RIG_H

#include "things_rig.h"

#include "game/buddy.h"
#include "game/email.h"
#include "game/email_send.h"
#include "game/email_take.h"
#include "game/email_wait.h"
#include "game/lifecycle.h"
#include "game/persist.h"
#include "game/trade.h"
#include "game/wallet.h"
#include "world/hold.h"

static const struct handler *const tables[] = {
	email_handlers, email_take_handlers, email_send_handlers,
	trade_handlers, lifecycle_handlers, NULL
};

enum {
	STRANGER = 77,			/* is not online */
	MAIL = 5,			/* its index */
	LATER = 1900000000,
	A_MINUTE_MS = 60000
};

static struct player *self, *other;
static int mailed;
static char mail_subject[96], mail_to[160];

static void
note_mailed(struct world *w, const char *from, const char *to,
    const char *subject, const char *body)
{
	UNUSED(w);
	UNUSED(from);
	UNUSED(body);
	mailed++;
	str_copy(mail_to, sizeof(mail_to), to);
	str_copy(mail_subject, sizeof(mail_subject), subject);
}

static inline int
setup(void **state)
{
	UNUSED(state);
	things_begin(tables);
	rig.events.player_left[0] = trade_on_player_left;
	rig.events.player_left[1] = email_send_on_player_left;
	rig.events.deal_closed[0] = lifecycle_on_deal_closed;
	rig.events.mailed[0] = note_mailed;
	mailed = 0;
	self = rig_player(1, "Alice", 500, 500, rig.w.overworld);
	other = rig_player(2, "Bob", 600, 500, rig.w.overworld);
	(void)wallet_set(&rig.w, self, WALLET_TAROS, 1000);
	next_tick();
	return 0;
}

static inline int
teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static inline int32_t
taros(void)
{
	return wallet_get(self, WALLET_TAROS);
}

/* What the last save in this tick's requests says; -1: there is none. */
static inline int32_t
saved_taros(void)
{
	struct db_save_parts parts;
	const void *save = asked(DB_REQ_SAVE, 0);

	if (save == NULL)
		return -1;
	parts = db_save_parts((void *)(uintptr_t)save);
	assert_non_null(parts.state);
	return parts.state->taros;
}

/* Held, and nothing is answered before the store has. */
static inline void
expect_waiting(void)
{
	assert_true(hold_is_on(self));
	rig_expect_nothing(self);
}

static inline void
expect_free(void)
{
	assert_false(hold_is_on(self));
	rig_expect_nothing(self);
	assert_int_equal(EMAIL_WAIT_NONE, self->email.wait);
}

#endif
