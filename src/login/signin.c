/*
 * signin.c - who is this: REQ_LOGIN and all that can come of it.
 *
 * A login goes through these steps, each waiting for an answer; the first
 * refusal ends it (spec/login.md 3):
 *
 *	on_login -> on_account -+-> on_hash -> on_account_made --------+
 *	                        +-> on_cookie -+-> on_verified -+      |
 *	                        |              +----------------+-> admit
 *	                        +-> on_dummy (refused)                 |
 *	admit -> (on_cookie_spent) -> on_characters -> welcome <-------+
 *
 * A cookie is spent only after the checks for bans and for another session.
 *
 * Owns:   struct signin, which holds the password while it is needed.
 * Called: by packet through signin_handlers[].
 * Thread: login.
 */
#include "login/signin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/str.h"
#include "config/config.h"
#include "db/db.h"
#include "login/attempts.h"
#include "login/auth.h"
#include "login/charselect.h"
#include "login/lock.h"
#include "login/names.h"
#include "login/room.h"
#include "login/ticket.h"
#include "net/cipher.h"
#include "net/outbox.h"

enum {
	LOGIN_TYPE_COOKIE = 2,		/* spec/login.md 3, step 1 */
	SLOT_MAX = 4,
	DAY_S = 86400,
	BOX_S = 10,
	BOX_ADMIN_S = 12,
	BOX_FOR_EVER_S = 99999999
};

/* iErrorCode of LOGIN_FAIL, spec/login.md 3 */
enum login_fail {
	FAIL_DATABASE = 0,
	FAIL_NO_ACCOUNT = 1,
	FAIL_WRONG_PASSWORD = 2,
	FAIL_IN_USE = 3,
	FAIL_LOGIN = 4,
	FAIL_OUTDATED = 6
};

static const enum metric fail_metrics[] = {
	[FAIL_DATABASE] = METRIC_LOGIN_ERROR,
	[FAIL_NO_ACCOUNT] = METRIC_LOGIN_NO_ACCOUNT,
	[FAIL_WRONG_PASSWORD] = METRIC_LOGIN_WRONG_PASSWORD,
	[FAIL_IN_USE] = METRIC_LOGIN_IN_USE,
	[FAIL_LOGIN] = METRIC_LOGIN_REFUSED,
	[FAIL_OUTDATED] = METRIC_LOGIN_OUTDATED,
};

/* One login under way. */
struct signin {
	char login[97];			/* as the client wrote it */
	char typed_id[97];		/* szID, which SUCC echoes */
	char token[AUTH_PASSWORD_BYTES]; /* password or cookie */
	int32_t client_ver_c;
	bool is_cookie;			/* came as one */
	bool has_grant;			/* presence lets this cookie in */
	bool has_cookie;		/* the database does */
	struct account_row account;
};

void
signin_end(struct session *s)
{
	if (s->signin == NULL)
		return;
	explicit_bzero(s->signin, sizeof(*s->signin));
	free(s->signin);
	s->signin = NULL;
}

static void
refuse(struct login *l, struct session *s, enum login_fail code)
{
	struct ls2cl_rep_login_fail packet = { .error_code = code };

	str_copy(packet.id, sizeof(packet.id), s->signin->login);
	room_send(l, s, PKT_LS2CL_REP_LOGIN_FAIL, &packet);
	metric_add(fail_metrics[code], 1);
	log_debug("login: refused code=%d address=%s", (int)code, s->address);
	signin_end(s);
}

/* --- the last steps: somebody is who they say ----------------------------- */

static int32_t
selected_slot(const struct account_row *a)
{
	if (a->selected < 1 || a->selected > SLOT_MAX)
		return 1;
	return a->selected;
}

/* The keys of spec/wire.md 4: LOGIN_SUCC was the last one under the old. */
static void
set_keys(struct login *l, struct session *s,
    const struct ls2cl_rep_login_succ *succ)
{
	uint8_t key[CIPHER_KEY_BYTES];

	cipher_new_key(key, succ->svr_time, succ->char_count + 1,
	    succ->slot_num + 1);
	outbox_set_keys(l->opt.outbox, s->conn, key, key);
	cipher_new_key(s->fe_key, CIPHER_DEFAULT_KEY_U64,
	    s->signin->client_ver_c, 1);
}

/* The session is logged in from here on. */
static void
welcome(struct login *l, struct session *s, const struct char_row *characters,
    int32_t count)
{
	struct signin *in = s->signin;
	struct ls2cl_rep_login_succ succ = {
		.char_count = (int8_t)count,
		.slot_num = (int8_t)selected_slot(&in->account),
		.payment_flag = 1,
		.svr_time = (uint64_t)l->now_ms,
		.chat_enabled = 1,	/* else a 1013 client asks, and quits */
	};

	str_copy(succ.id, sizeof(succ.id), in->typed_id);
	room_send(l, s, PKT_LS2CL_REP_LOGIN_SUCC, &succ);
	set_keys(l, s, &succ);
	for (int32_t i = 0; i < count; i++)
		charselect_send_info(l, s, &characters[i]);

	if (in->has_cookie || in->has_grant) {
		s->cookie = strdup(in->token);
		CHECK(s->cookie != NULL);
	}
	outbox_trust(l->opt.outbox, s->conn);
	session_set_state(&l->sessions, s, SESSION_IN, l->now_ms);
	s->heard_at_ms = l->now_ms;
	counter_add(&l->login_count, 1);
	metric_add(METRIC_LOGIN_OK, 1);
	log_info("login: in account=%" PRId32 " login=%s characters=%" PRId32
	    " address=%s", s->account_id, s->account_name, count, s->address);
	signin_end(s);
}

static void
on_characters(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_list_characters *rep = msg_payload(reply);

	if (rep->result != DB_OK) {
		session_release(&l->sessions, s);
		refuse(l, s, FAIL_DATABASE);
		return;
	}
	welcome(l, s, rep->characters, rep->count);
}

static void
list_characters(struct login *l, struct session *s)
{
	const struct account_row *a = &s->signin->account;

	if (a->selected >= 1 && a->selected <= SLOT_MAX) {
		/* stamps LastLogin */
		struct db_req_select_slot *stamp = db_add_select_slot(
		    &l->to_db, DB_ROOM_LOGIN, 0);

		stamp->account_id = a->account_id;
		stamp->slot = a->selected;
	} else {
		log_warn("login: account=%" PRId32 " has selected slot %"
		    PRId32, a->account_id, a->selected);
	}

	db_add_list_characters(&l->to_db, DB_ROOM_LOGIN, s->conn)->account_id =
	    a->account_id;
	room_wait(s, on_characters);
}

static void
on_cookie_spent(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_consume_cookie *rep = msg_payload(reply);

	if (rep->result == DB_OK) {
		list_characters(l, s);
		return;
	}
	session_release(&l->sessions, s);
	/* not OK any more: another login was quicker with the same cookie */
	refuse(l, s, rep->result == DB_ERROR ? FAIL_DATABASE :
	    FAIL_WRONG_PASSWORD);
}

static void
tell_ban(struct login *l, struct session *s, int64_t left_s)
{
	const struct account_row *a = &s->signin->account;
	char text[ROW_REASON_BYTES + 128];
	int64_t days = (left_s + DAY_S - 1) / DAY_S;

	str_format(text, sizeof(text), "Your account has been banned. \n"
	    "Reason: %s\nBan expires in %" PRId64 " day%s", a->ban_reason,
	    days, days > 1 ? "s" : "");
	room_announce(l, s, BOX_FOR_EVER_S, text);
	metric_add(METRIC_LOGIN_BANNED, 1);
	log_info("login: banned account=%" PRId32 " address=%s",
	    a->account_id, s->address);
	signin_end(s);

	/* the room sees to its end now, so that the box can be read */
	outbox_trust(l->opt.outbox, s->conn);
	if (s->state != SESSION_BANNED)
		session_set_state(&l->sessions, s, SESSION_BANNED, l->now_ms);
}

/* The credentials are good: steps 6 to 10 of spec/login.md 3. */
static void
admit(struct login *l, struct session *s)
{
	struct signin *in = s->signin;
	const struct account_row *a = &in->account;
	struct db_req_consume_cookie *spend;

	if (a->banned_until_s > l->unix_s) {
		tell_ban(l, s, a->banned_until_s - l->unix_s);
		return;
	}
	if (!lock_admits(l, s, a->account_level)) {
		refuse(l, s, FAIL_LOGIN);
		return;
	}
	if (session_find_by_account(&l->sessions, a->account_id) != NULL) {
		/* may be put out from here now, see on_exit_duplicate() */
		s->refused_account_id = a->account_id;
		str_copy(s->refused_name, sizeof(s->refused_name), a->login);
		refuse(l, s, FAIL_IN_USE);
		return;
	}

	session_claim(&l->sessions, s, a->account_id, a->login);
	s->account_level = a->account_level;
	if (in->has_grant)
		presence_spend_grant(&l->presence, a->account_id);
	if (!in->has_cookie) {
		list_characters(l, s);
		return;
	}
	spend = db_add_consume_cookie(&l->to_db, DB_ROOM_LOGIN, s->conn);
	spend->account_id = a->account_id;
	str_copy(spend->cookie, sizeof(spend->cookie), in->token);
	room_wait(s, on_cookie_spent);
}

/* --- the token ------------------------------------------------------------ */

/* False: the login has been refused, since too many hashes wait. */
static bool
ask_auth(struct login *l, struct session *s, enum auth_kind kind,
    const char *hash, session_resume_fn *then)
{
	if (auth_post(l->opt.auth, s->conn, kind, s->signin->token, hash)) {
		room_wait(s, then);
		return true;
	}
	room_announce(l, s, BOX_S, "Too many logins\n"
	    "The server is busy. Please try again in a moment");
	refuse(l, s, FAIL_LOGIN);
	return false;
}

static void
on_verified(struct login *l, struct session *s, const struct msg *reply)
{
	const struct auth_reply *rep = msg_payload(reply);

	switch (rep->result) {
	case AUTH_OK:
		admit(l, s);
		return;
	case AUTH_WRONG:
		refuse(l, s, FAIL_WRONG_PASSWORD);
		return;
	case AUTH_BAD_HASH:
		log_warn("login: unusable password hash account=%" PRId32,
		    s->signin->account.account_id);
		refuse(l, s, FAIL_WRONG_PASSWORD);
		return;
	case AUTH_FAILED:
		refuse(l, s, FAIL_DATABASE);
		return;
	}
}

/* Also for a cookie login: the client's own auto-login sends a password. */
static void
verify_password(struct login *l, struct session *s)
{
	if ((l->opt.auth_methods & CONFIG_AUTH_PASSWORD) == 0) {
		refuse(l, s, FAIL_WRONG_PASSWORD);
		return;
	}
	(void)ask_auth(l, s, AUTH_VERIFY, s->signin->account.password_hash,
	    on_verified);
}

static void
on_cookie(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_check_cookie *rep = msg_payload(reply);

	if (rep->result == DB_ERROR) {
		refuse(l, s, FAIL_DATABASE);
		return;
	}
	if (rep->result != DB_OK) {
		verify_password(l, s);
		return;
	}
	s->signin->has_cookie = true;
	admit(l, s);
}

static void
check_token(struct login *l, struct session *s)
{
	struct signin *in = s->signin;
	struct db_req_check_cookie *check;

	if (!in->is_cookie ||
	    (l->opt.auth_methods & CONFIG_AUTH_COOKIE) == 0) {
		verify_password(l, s);
		return;
	}
	if (presence_has_grant(&l->presence, in->account.account_id,
	    in->token, l->now_ms)) {
		in->has_grant = true;
		admit(l, s);
		return;
	}
	check = db_add_check_cookie(&l->to_db, DB_ROOM_LOGIN, s->conn);
	check->account_id = in->account.account_id;
	str_copy(check->cookie, sizeof(check->cookie), in->token);
	room_wait(s, on_cookie);
}

/* --- the account ---------------------------------------------------------- */

static void find_account(struct login *l, struct session *s);

static void
on_dummy(struct login *l, struct session *s, const struct msg *reply)
{
	UNUSED(reply);
	refuse(l, s, FAIL_NO_ACCOUNT);
}

static void
on_account_made(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_create_account *rep = msg_payload(reply);
	struct signin *in = s->signin;

	if (rep->result == DB_TAKEN) {
		/* made by another connection meanwhile: log in to that one */
		find_account(l, s);
		return;
	}
	if (rep->result != DB_OK) {
		refuse(l, s, FAIL_DATABASE);
		return;
	}
	in->account.account_id = rep->account_id;
	in->account.selected = 1;
	metric_add(METRIC_ACCOUNTS_MADE, 1);
	log_info("login: new account=%" PRId32 " login=%s address=%s",
	    rep->account_id, in->login, s->address);
	session_claim(&l->sessions, s, rep->account_id, in->login);
	s->account_level = l->opt.account_level;
	str_copy(in->typed_id, sizeof(in->typed_id), in->login);
	welcome(l, s, NULL, 0);
}

static void
on_hash(struct login *l, struct session *s, const struct msg *reply)
{
	const struct auth_reply *rep = msg_payload(reply);
	struct db_req_create_account *create;

	if (rep->result != AUTH_OK) {
		refuse(l, s, FAIL_DATABASE);
		return;
	}
	create = db_add_create_account(&l->to_db, DB_ROOM_LOGIN, s->conn);
	create->account_level = l->opt.account_level;
	str_copy(create->login, sizeof(create->login), s->signin->login);
	str_copy(create->password_hash, sizeof(create->password_hash),
	    rep->hash);
	room_wait(s, on_account_made);
}

/* There is no such account: make it, or say so, but not sooner than else. */
static void
on_unknown(struct login *l, struct session *s)
{
	struct signin *in = s->signin;

	if (l->opt.creates_accounts && !in->is_cookie) {
		if (!s->is_loopback && !attempts_allow(l->new_accounts,
		    s->address, l->now_ms)) {
			room_announce(l, s, BOX_S, "Too many new accounts\n"
			    "Please try again later");
			refuse(l, s, FAIL_LOGIN);
			return;
		}
		if (!lock_admits(l, s, l->opt.account_level)) {
			refuse(l, s, FAIL_LOGIN);
			return;
		}
		(void)ask_auth(l, s, AUTH_MAKE, NULL, on_hash);
		return;
	}
	if ((l->opt.auth_methods & CONFIG_AUTH_PASSWORD) == 0) {
		refuse(l, s, FAIL_NO_ACCOUNT);
		return;
	}
	/* a quick answer would tell who exists, whatever it said */
	(void)ask_auth(l, s, AUTH_DUMMY, NULL, on_dummy);
}

static void
on_account(struct login *l, struct session *s, const struct msg *reply)
{
	const struct db_rep_find_account *rep = msg_payload(reply);

	if (rep->result == DB_NONE) {
		on_unknown(l, s);
		return;
	}
	if (rep->result != DB_OK) {
		refuse(l, s, FAIL_DATABASE);
		return;
	}
	s->signin->account = rep->account;
	check_token(l, s);
}

static void
find_account(struct login *l, struct session *s)
{
	struct db_req_find_account *find = db_add_find_account(&l->to_db,
	    DB_ROOM_LOGIN, s->conn);

	str_copy(find->login, sizeof(find->login), s->signin->login);
	room_wait(s, on_account);
}

/* --- REQ_LOGIN ------------------------------------------------------------ */

static struct signin *
signin_new(const struct cl2ls_req_login *req)
{
	struct signin *in = calloc(1, sizeof(*in));

	CHECK(in != NULL);
	in->client_ver_c = req->client_ver_c;
	in->is_cookie = req->login_type == LOGIN_TYPE_COOKIE;
	str_copy(in->typed_id, sizeof(in->typed_id), req->id);
	if (in->is_cookie) {
		str_copy(in->login, sizeof(in->login), req->cookie_tegid);
		str_copy(in->token, sizeof(in->token), req->cookie_authid);
	} else {
		str_copy(in->login, sizeof(in->login), req->id);
		str_copy(in->token, sizeof(in->token), req->password);
	}
	return in;
}

/* Steps 2 and 3 of spec/login.md 3. False: refused. */
static bool
check_form(struct login *l, struct session *s)
{
	const struct signin *in = s->signin;

	if (!names_login_is_valid(in->login)) {
		room_announce(l, s, BOX_S, "Invalid login\n"
		    "Login has to be 4 - 32 characters long and can't contain "
		    "special characters other than dash and underscore");
		refuse(l, s, FAIL_LOGIN);
		return false;
	}
	if (in->is_cookie)
		return true;

	if ((l->opt.auth_methods & CONFIG_AUTH_PASSWORD) == 0) {
		room_announce(l, s, BOX_ADMIN_S, "Password login disabled\n"
		    "This server has disabled logging in with plaintext "
		    "passwords.\nPlease contact an admin for assistance.");
		refuse(l, s, FAIL_LOGIN);
		return false;
	}
	if (!names_password_is_valid(in->token)) {
		room_announce(l, s, BOX_S, "Invalid password\n"
		    "Password has to be 8 - 32 characters long");
		refuse(l, s, FAIL_LOGIN);
		return false;
	}
	return true;
}

static void
on_login(struct login *l, struct session *s, const struct cl2ls_req_login *req)
{
	CHECK(s->signin == NULL);
	s->signin = signin_new(req);
	s->refused_account_id = 0;

	if (l->opt.expected_client_version >= 0 &&
	    req->client_ver_c != l->opt.expected_client_version) {
		refuse(l, s, FAIL_OUTDATED);
		return;
	}
	if (!check_form(l, s))
		return;

	if (s->state == SESSION_IN) {
		/* its own account is in use; it can not have another one */
		refuse(l, s, str_equal_nocase(s->account_name,
		    s->signin->login) ? FAIL_IN_USE : FAIL_LOGIN);
		return;
	}
	if (!s->is_loopback &&
	    !attempts_allow(l->logins, s->address, l->now_ms)) {
		room_announce(l, s, BOX_S, "Too many logins\n"
		    "Please wait a minute and try again");
		refuse(l, s, FAIL_LOGIN);
		return;
	}
	find_account(l, s);
}

/* --- the other two -------------------------------------------------------- */

static void
on_live_check(struct login *l, struct session *s,
    const struct cl2ls_rep_live_check *req)
{
	UNUSED(req);
	s->heard_at_ms = l->now_ms;
}

/*
 * Puts out the session that was in this one's way. Only for who has just shown
 * the account's password or cookie on this connection, and only once: in
 * OpenFusion anybody logged in could put out anybody (spec/login.md 13).
 */
static void
on_exit_duplicate(struct login *l, struct session *s,
    const struct cl2ls_req_pc_exit_duplicate *req)
{
	int32_t account_id = s->refused_account_id;
	struct session *other;
	struct room_account *kick;

	/* a cookie client need not send the name */
	if (account_id == 0 || (req->id[0] != '\0' &&
	    !str_equal_nocase(req->id, s->refused_name))) {
		log_debug("login: nobody to put out for address=%s",
		    s->address);
		return;
	}
	s->refused_account_id = 0;

	other = session_find_by_account(&l->sessions, account_id);
	if (other != NULL) {
		ROOM_SEND(l, other, ls2cl_rep_pc_exit_duplicate,
		    .error_code = 0);
		room_close(l, other);
	}
	kick = batch_add(&l->to_world, ROOM_MSG_KICK_ACCOUNT, 0,
	    sizeof(*kick));
	kick->account_id = account_id;
	log_info("login: put out account=%" PRId32 " for address=%s",
	    account_id, s->address);
}

const struct login_handler signin_handlers[] = {
	ON_CL2LS_REQ_LOGIN(ROOM_NEED_NOTHING, on_login),
	ON_CL2LS_REP_LIVE_CHECK(ROOM_NEED_LOGIN, on_live_check),
	ON_CL2LS_REQ_PC_EXIT_DUPLICATE(ROOM_NEED_NOTHING, on_exit_duplicate),
	HANDLERS_END
};
