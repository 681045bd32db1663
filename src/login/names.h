/* names.h - which names and passwords are allowed, and the name wheel. */
#ifndef LOGIN_NAMES_H
#define LOGIN_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct tdata;

/* A client's choice on the name wheel; first == 0 means a typed name. */
struct name_codes {
	int32_t first, middle, last;
};

/* What is stored: 8 and 16 characters, ASCII. */
struct name_pair {
	char first[25];
	char last[49];
	bool is_wheel;
};

/* What a login and a password are made of: spec/login.md 3. */
bool names_login_is_valid(const char *login);
bool names_password_is_valid(const char *password);

/*
 * The character rule of spec/login.md 5 in one pass: letters, digits, a dot
 * right after one of these, a blank right after one of all these. An empty
 * name is well formed; names_check() refuses it.
 */
bool names_is_well_formed(const char *name);

/*
 * Every rule of spec/login.md 5 but uniqueness. True: *out is what to store,
 * which for a typed name has its trailing blanks taken off.
 */
bool names_check(const struct tdata *t, const struct name_codes *codes,
    const char *first, const char *last, struct name_pair *out) MUST_USE;

#endif
