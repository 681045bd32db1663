/*
 * test_moderation.c - kick, ban and mute, by game masters and by the operator
 * (spec/commands.md, spec/chat.md 4).
 */
#include "world_rig.h"

#include "log_rig.h"

#include "db/db_msg.h"
#include "game/chat.h"
#include "game/moderation.h"
#include "world/hold.h"

enum { OPERATOR_REF = 77, MASTER = 1, GM = 2, USER = 3, AN_HOUR_S = 3600 };

static const struct handler *const tables[] = { chat_handlers, NULL };

static struct player *master, *gm, *user;

static int answers, bans, banned_account;
static bool is_ok;
static uint64_t answered_ref;
static char answer[512];

static void
on_answered(struct world *w, uint64_t ref, bool ok, const char *text)
{
	UNUSED(w);
	answers++;
	answered_ref = ref;
	is_ok = ok;
	str_copy(answer, sizeof(answer), text);
}

static void
on_banned(struct world *w, int32_t account_id)
{
	UNUSED(w);
	bans++;
	banned_account = account_id;
}

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.events.operator_answered[0] = on_answered;
	rig.events.account_banned[0] = on_banned;
	rig.events.player_joined[0] = chat_on_player_joined;
	answers = bans = banned_account = 0;
	answer[0] = '\0';
	master = rig_player(MASTER, "Master", 100, 100, rig.w.overworld);
	gm = rig_player(GM, "Gemma", 200, 100, rig.w.overworld);
	user = rig_player(USER, "User", 300, 100, rig.w.overworld);
	master->identity.account_level = ACCOUNT_LEVEL_MASTER;
	gm->identity.account_level = ACCOUNT_LEVEL_GM;
	rig_forget();
	log_rig_begin();
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	log_rig_end();
	rig_end();
	return 0;
}

static struct moderation_whom
the_player(int32_t id)
{
	return (struct moderation_whom){ .player_id = id };
}

static struct moderation_whom
account_of(int32_t player_id)
{
	return (struct moderation_whom){
		.account_id = player_id + RIG_ACCOUNT_BASE };
}

static struct moderation_asker
operator(void)
{
	return moderation_by_operator(OPERATOR_REF);
}

static void
expect_answer(bool ok, const char *text)
{
	assert_int_equal(1, answers);
	assert_int_equal(OPERATOR_REF, answered_ref);
	assert_string_equal(text, answer);
	assert_int_equal(ok, is_ok);
	answers = 0;
}

/* The first of that kind which the store was asked; the world forgets all. */
static const void *
asked(uint16_t type, uint64_t *ref)
{
	static _Alignas(8) uint8_t payload[1024];
	const struct msg *m;

	assert_non_null(rig.w.to_db);
	m = batch_first(rig.w.to_db);
	while (m != NULL && m->type != type)
		m = batch_next(rig.w.to_db, m);
	assert_non_null(m);
	assert_true(msg_payload_bytes(m) <= sizeof(payload));
	memcpy(payload, msg_payload(m), msg_payload_bytes(m));
	*ref = m->ref;
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	return payload;
}

static void
store_bans(enum db_result result, int32_t account_id)
{
	const struct db_rep_ban rep = { .result = result,
		.account_id = account_id };
	uint64_t ref;

	asked(DB_REQ_BAN, &ref);
	moderation_on_banned(&rig.w, ref, &rep);
}

/* --- kick --- */

static void
a_gm_kicks(void **state)
{
	const struct fe2cl_rep_pc_exit_succ *got;

	UNUSED(state);
	moderation_kick(&rig.w, moderation_by_player(gm), the_player(USER));
	got = RIG_EXPECT(user, fe2cl_rep_pc_exit_succ);
	assert_int_equal(USER, got->id);
	assert_int_equal(PLAYER_EXIT_BY_GM, got->exit_code);
	assert_true(rig.is_closed[USER]);
	assert_int_equal(PLAYER_LEAVING, user->state);
	assert_int_equal(0, rig_count(gm, PKT_FE2CL_PC_MOTD_LOGIN));
	assert_true(log_rig_has("gm: kick by='(GM) Gemma Tester [2]' "
	    "account=1002 target='User Tester [3]' of_account=1003\n"));
}

static void
nobody_kicks_who_is_stronger_or_absent(void **state)
{
	UNUSED(state);
	moderation_kick(&rig.w, moderation_by_player(gm), the_player(MASTER));
	rig_expect_message(gm, "player has higher access level");
	moderation_kick(&rig.w, moderation_by_player(gm), the_player(99));
	rig_expect_message(gm, "player not found");
	user->state = PLAYER_LOADING;
	moderation_kick(&rig.w, moderation_by_player(gm), the_player(USER));
	rig_expect_message(gm, "player not found");
	user->state = PLAYER_IN_WORLD;
	assert_int_equal(PLAYER_IN_WORLD, master->state);
	assert_int_equal(0, answers);
	assert_string_equal("", log_rig_take());
}

static void
the_operator_kicks_anybody(void **state)
{
	UNUSED(state);
	moderation_kick(&rig.w, operator(), account_of(MASTER));
	expect_answer(true, "kicked (GM) Master Tester [1]");
	assert_true(rig.is_closed[MASTER]);
	moderation_kick(&rig.w, operator(), account_of(MASTER));
	expect_answer(false, "nobody like that is online");
	/* Who is loading has no name and hears nothing, but goes. */
	user->state = PLAYER_LOADING;
	rig_forget();
	moderation_kick(&rig.w, operator(), the_player(USER));
	assert_int_equal(PLAYER_LEAVING, user->state);
	assert_true(rig.is_closed[USER]);
	assert_true(log_rig_has("gm: kick by='operator' account=0 "
	    "target='(GM) Master Tester [1]'"));
}

/* --- ban --- */

static void
a_gm_bans_who_is_online(void **state)
{
	const struct db_req_ban *req;
	uint64_t ref;

	UNUSED(state);
	moderation_ban(&rig.w, moderation_by_player(gm), the_player(USER),
	    MODERATION_FOR_EVER, "being rude");
	rig_expect_nothing(gm);
	req = asked(DB_REQ_BAN, &ref);
	assert_int_equal(USER, req->player_id);
	assert_int_equal(0, req->account_id);
	assert_false(req->has_every_right);
	assert_int_equal(0, req->until_s);
	assert_string_equal("being rude", req->reason);
	assert_int_equal(PLAYER_IN_WORLD, user->state);
	moderation_on_banned(&rig.w, ref, &(const struct db_rep_ban){
	    .account_id = USER + RIG_ACCOUNT_BASE });
	assert_int_equal(USER + RIG_ACCOUNT_BASE, banned_account);
	assert_int_equal(PLAYER_EXIT_BY_GM,
	    RIG_EXPECT(user, fe2cl_rep_pc_exit_succ)->exit_code);
	assert_true(rig.is_closed[USER]);
	rig_expect_message(gm, "Banned target player.");
	rig_expect_message(gm, "User Tester [3] was online. Kicked.");
	assert_true(log_rig_has("gm: ban by='(GM) Gemma Tester [2]' "
	    "account=1002 target='account 1003' result=ok until=0 "
	    "kicked='User Tester [3]' reason='being rude'\n"));
	/* The answer is used once. */
	moderation_on_banned(&rig.w, ref, &(const struct db_rep_ban){
	    .account_id = GM + RIG_ACCOUNT_BASE });
	assert_int_equal(1, bans);
	assert_int_equal(PLAYER_IN_WORLD, gm->state);
}

/* DEFECT: another character of the account stayed. */
static void
a_ban_kicks_the_whole_account(void **state)
{
	UNUSED(state);
	moderation_ban(&rig.w, moderation_by_player(gm), the_player(4711),
	    MODERATION_FOR_EVER, "x");
	store_bans(DB_OK, USER + RIG_ACCOUNT_BASE);
	assert_true(rig.is_closed[USER]);
	rig_expect_message(gm, "Banned target player.");
	rig_expect_message(gm, "User Tester [3] was online. Kicked.");
}

/* Who is loading was let in before the ban. */
static void
a_ban_stops_who_is_loading(void **state)
{
	UNUSED(state);
	user->state = PLAYER_LOADING;
	moderation_ban(&rig.w, operator(), the_player(USER),
	    MODERATION_FOR_EVER, "x");
	store_bans(DB_OK, USER + RIG_ACCOUNT_BASE);
	assert_int_equal(PLAYER_LEAVING, user->state);
	assert_true(rig.is_closed[USER]);
}

static void
a_gm_bans_who_is_offline(void **state)
{
	UNUSED(state);
	moderation_ban(&rig.w, moderation_by_player(gm), the_player(55),
	    MODERATION_FOR_EVER, "x");
	store_bans(DB_OK, 55 + RIG_ACCOUNT_BASE);
	rig_expect_message(gm, "Banned target player.");
	rig_expect_message(gm, "Player wasn't online. Didn't need to kick.");
	rig_expect_nothing(gm);
}

static void
bans_can_fail(void **state)
{
	static const enum db_result results[] = {
		DB_NONE, DB_REFUSED, DB_ERROR,
	};

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(results); i++) {
		moderation_ban(&rig.w, moderation_by_player(gm),
		    the_player(USER), MODERATION_FOR_EVER, "x");
		store_bans(results[i], 0);
		rig_expect_message(gm, "Failed to ban target player. Check "
		    "server logs.");
		rig_expect_nothing(gm);
	}
	assert_int_equal(0, bans);
	assert_int_equal(PLAYER_IN_WORLD, user->state);
	assert_true(log_rig_has("result=refused"));
}

/* It is banned all the same. */
static void
the_asker_may_be_gone(void **state)
{
	uint64_t ref;

	UNUSED(state);
	moderation_ban(&rig.w, moderation_by_player(gm), the_player(USER),
	    MODERATION_FOR_EVER, "x");
	asked(DB_REQ_BAN, &ref);
	world_remove_player(&rig.w, gm);
	rig_pass(1000);
	moderation_on_banned(&rig.w, ref, &(const struct db_rep_ban){
	    .account_id = USER + RIG_ACCOUNT_BASE });
	assert_true(rig.is_closed[USER]);
	assert_true(log_rig_has("gm: ban by='(GM) Gemma Tester [2]'"));
}

static void
the_operator_bans_until_a_day(void **state)
{
	const struct db_req_ban *req;
	uint64_t ref;

	UNUSED(state);
	moderation_ban(&rig.w, operator(), account_of(GM), 4000000000ll,
	    "abuse");
	req = asked(DB_REQ_BAN, &ref);
	assert_int_equal(GM + RIG_ACCOUNT_BASE, req->account_id);
	assert_int_equal(0, req->player_id);
	assert_true(req->has_every_right);
	assert_int_equal(4000000000ll, req->until_s);
	moderation_on_banned(&rig.w, ref, &(const struct db_rep_ban){
	    .account_id = GM + RIG_ACCOUNT_BASE });
	expect_answer(true,
	    "banned account 1002, kicked (GM) Gemma Tester [2]");
	moderation_ban(&rig.w, operator(), account_of(70), 0, "x");
	store_bans(DB_OK, 70 + RIG_ACCOUNT_BASE);
	expect_answer(true, "banned account 1070");
	moderation_ban(&rig.w, operator(), account_of(71), 0, "x");
	store_bans(DB_NONE, 0);
	expect_answer(false, "no such player or account");
}

static void
bans_end(void **state)
{
	const struct db_req_unban *req;
	uint64_t ref;

	UNUSED(state);
	moderation_unban(&rig.w, moderation_by_player(gm), the_player(USER));
	assert_true(hold_is_on(gm));
	req = asked(DB_REQ_UNBAN, &ref);
	assert_int_equal(USER, req->player_id);
	moderation_on_unbanned(&rig.w, ref, &(const struct db_rep_unban){
	    .account_id = USER + RIG_ACCOUNT_BASE });
	rig_expect_message(gm, "Unbanned player.");
	assert_false(hold_is_on(gm));
	assert_true(log_rig_has("gm: unban by='(GM) Gemma Tester [2]' "
	    "account=1002 target='account 1003' result=ok\n"));
	moderation_unban(&rig.w, moderation_by_player(gm), the_player(99));
	asked(DB_REQ_UNBAN, &ref);
	moderation_on_unbanned(&rig.w, ref, &(const struct db_rep_unban){
	    .result = DB_NONE });
	rig_expect_message(gm, "Failed to unban player. Check server logs.");
	moderation_unban(&rig.w, operator(), account_of(USER));
	asked(DB_REQ_UNBAN, &ref);
	moderation_on_unbanned(&rig.w, ref, &(const struct db_rep_unban){
	    .account_id = USER + RIG_ACCOUNT_BASE });
	expect_answer(true, "unbanned account 1003");
}

/* So many answers are waited for, and no more. */
static void
asks_are_bounded(void **state)
{
	UNUSED(state);
	for (int i = 0; i < 64; i++)
		moderation_unban(&rig.w, moderation_by_player(gm),
		    the_player(USER));
	rig_expect_nothing(gm);
	moderation_unban(&rig.w, moderation_by_player(gm), the_player(USER));
	rig_expect_message(gm, "Failed to unban player. Check server logs.");
	moderation_ban(&rig.w, moderation_by_player(gm), the_player(USER),
	    MODERATION_FOR_EVER, "x");
	rig_expect_message(gm, "Failed to ban target player. Check server "
	    "logs.");
	moderation_ban(&rig.w, operator(), the_player(USER), 0, "x");
	expect_answer(false, "too many bans at once");
}

/* --- mute --- */

static void
comes_again(struct player *p)
{
	p->profile.special_state = 0;
	chat_on_player_joined(&rig.w, p);
}

static void
mutes_are_the_accounts(void **state)
{
	UNUSED(state);
	assert_false(moderation_is_muted(&rig.w, user));
	moderation_mute(&rig.w, moderation_by_player(gm), the_player(USER),
	    MODERATION_FOR_EVER);
	rig_expect_nothing(gm);
	rig_expect_nothing(user);
	assert_true(moderation_is_muted(&rig.w, user));
	assert_int_equal(SPECIAL_MUTE_FREECHAT, user->profile.special_state);
	comes_again(user);
	assert_int_equal(SPECIAL_MUTE_FREECHAT, user->profile.special_state);
	user->profile.special_state = 0;
	assert_true(moderation_is_muted(&rig.w, user));
	moderation_unmute(&rig.w, moderation_by_player(gm), the_player(USER));
	assert_false(moderation_is_muted(&rig.w, user));
	comes_again(user);
	assert_false(moderation_is_muted(&rig.w, user));
	assert_true(log_rig_has("gm: unmute by='(GM) Gemma Tester [2]' "
	    "account=1002 target='account 1003' player=3 until=0\n"));
}

static void
mutes_run_out(void **state)
{
	UNUSED(state);
	moderation_mute(&rig.w, operator(), account_of(USER),
	    RIG_START_S + AN_HOUR_S);
	expect_answer(true, "muted account 1003");
	assert_true(moderation_is_muted(&rig.w, user));
	rig_pass((AN_HOUR_S - 1) * 1000);
	assert_true(moderation_is_muted(&rig.w, user));
	rig_pass(1000);
	assert_false(moderation_is_muted(&rig.w, user));
	assert_int_equal(0, user->profile.special_state);
	/* Who is not there can be muted, too. */
	moderation_mute(&rig.w, operator(), account_of(4),
	    RIG_START_S + 2 * AN_HOUR_S);
	expect_answer(true, "muted account 1004");
	assert_true(moderation_is_muted(&rig.w, rig_player(4, "Late", 100,
	    100, rig.w.overworld)));
	moderation_mute(&rig.w, operator(), the_player(99), 0);
	expect_answer(false, "nobody like that is online");
}

/* DEFECT: nobody's rank was looked at. */
static void
mutes_heed_ranks(void **state)
{
	UNUSED(state);
	moderation_mute(&rig.w, moderation_by_player(gm), the_player(MASTER),
	    MODERATION_FOR_EVER);
	rig_expect_message(gm, "player has higher access level");
	assert_false(moderation_is_muted(&rig.w, master));
	/* What a stronger one has said, a weaker one does not undo. */
	moderation_mute(&rig.w, moderation_by_player(master), the_player(GM),
	    MODERATION_FOR_EVER);
	moderation_unmute(&rig.w, moderation_by_player(gm), the_player(GM));
	rig_expect_message(gm, "player has higher access level");
	assert_true(moderation_is_muted(&rig.w, gm));
	moderation_mute(&rig.w, operator(), account_of(USER),
	    MODERATION_FOR_EVER);
	moderation_mute(&rig.w, moderation_by_player(master),
	    the_player(USER), RIG_START_S + 1);
	rig_expect_message(master, "player has higher access level");
	answers = 0;
	moderation_unmute(&rig.w, operator(), account_of(USER));
	expect_answer(true, "unmuted account 1003");
	assert_false(moderation_is_muted(&rig.w, user));
}

/* A game master's own switch needs no mute to hold. */
static void
one_can_mute_oneself(void **state)
{
	UNUSED(state);
	gm->profile.special_state = SPECIAL_MUTE_FREECHAT;
	assert_true(moderation_is_muted(&rig.w, gm));
	gm->profile.special_state = 0;
	assert_false(moderation_is_muted(&rig.w, gm));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_gm_kicks),
		T(nobody_kicks_who_is_stronger_or_absent),
		T(the_operator_kicks_anybody),
		T(a_gm_bans_who_is_online),
		T(a_ban_kicks_the_whole_account),
		T(a_ban_stops_who_is_loading),
		T(a_gm_bans_who_is_offline),
		T(bans_can_fail),
		T(the_asker_may_be_gone),
		T(the_operator_bans_until_a_day),
		T(bans_end),
		T(asks_are_bounded),
		T(mutes_are_the_accounts),
		T(mutes_run_out),
		T(mutes_heed_ranks),
		T(one_can_mute_oneself),
	};
#undef T
	return cmocka_run_group_tests_name("moderation", tests, NULL, NULL);
}
