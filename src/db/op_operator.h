/*
 * op_operator.h - what an operator's tool asks of the database besides the
 * operations of op.h.
 *
 * Each takes its own look; those that write want a transaction around them.
 */
#ifndef DB_OP_OPERATOR_H
#define DB_OP_OPERATOR_H

#include <stdint.h>

#include "base/check.h"
#include "base/vec.h"
#include "db/db_result.h"
#include "db/row.h"

struct store;

struct operator_account {
	int32_t account_id;
	int32_t account_level;		/* as stored, sensible or not */
	int64_t last_login_s;
	int64_t banned_until_s;
	int32_t character_count;
	char login[ROW_LOGIN_BYTES];
	char ban_reason[ROW_REASON_BYTES];
};
struct operator_accounts VEC_OF(struct operator_account);

struct operator_character {
	int32_t player_id;
	int32_t account_id;
	int32_t slot;
	int32_t level;
	int32_t name_check;
	char first_name[ROW_FIRST_NAME_BYTES];
	char last_name[ROW_LAST_NAME_BYTES];
	char login[ROW_LOGIN_BYTES];
};
struct operator_characters VEC_OF(struct operator_character);

/* By login; vec_fini() is the caller's. */
enum db_result op_all_accounts(struct store *s, struct operator_accounts *out)
    MUST_USE;

/* By id; account_id 0: of all accounts. */
enum db_result op_all_characters(struct store *s, int32_t account_id,
    struct operator_characters *out) MUST_USE;

/* Old cookies do not open the account any more. NONE. */
enum db_result op_set_password(struct store *s, int32_t account_id,
    const char *hash) MUST_USE;

/*
 * With its characters and all that is theirs, mail to them included; mail from
 * them stays. NONE.
 */
enum db_result op_delete_account(struct store *s, int32_t account_id) MUST_USE;

#endif
