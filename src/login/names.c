/*
 * names.c - which names and passwords are allowed: shape, and the name wheel.
 *
 * Owns:   nothing; pure functions over the name tables.
 * Called: by signin.c for logins, by charselect.c for characters.
 * Thread: any.
 */
#include "login/names.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "tdata/tdata.h"

/* spec/login.md 3, steps 2 and 3 */
enum {
	LOGIN_CHARS_MIN = 4,
	PASSWORD_CHARS_MIN = 8,
	LOGIN_CHARS_MAX = 32
};

/* ASCII only, and no locale: what the table of rules says, nothing else. */
static bool
is_letter_or_digit(char c)
{
	if (c >= 'a' && c <= 'z')
		return true;
	if (c >= 'A' && c <= 'Z')
		return true;
	return c >= '0' && c <= '9';
}

/* Letters, digits and the signs, min..32 of them. */
static bool
is_made_of(const char *s, size_t min, const char *signs)
{
	size_t n = strlen(s);

	if (n < min || n > LOGIN_CHARS_MAX)
		return false;
	for (; *s != '\0'; s++) {
		if (!is_letter_or_digit(*s) && strchr(signs, *s) == NULL)
			return false;
	}
	return true;
}

bool
names_login_is_valid(const char *login)
{
	return is_made_of(login, LOGIN_CHARS_MIN, "_-");
}

bool
names_password_is_valid(const char *password)
{
	return is_made_of(password, PASSWORD_CHARS_MIN, "!@#$%^&*()_+");
}

bool
names_is_well_formed(const char *name)
{
	char before = '\0';

	for (const char *c = name; *c != '\0'; before = *c++) {
		if (is_letter_or_digit(*c))
			continue;
		if (*c == '.' && is_letter_or_digit(before))
			continue;
		if (*c == ' ' && (is_letter_or_digit(before) || before == '.'))
			continue;
		return false;
	}
	return true;
}

static const char *
wheel_get(const char *const *names, uint32_t count, int32_t code)
{
	if (code < 0 || (uint32_t)code >= count)
		return NULL;
	return names[code];
}

static void
lower_ascii(char *s)
{
	for (; *s != '\0'; s++) {
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	}
}

/* What the wheel makes of these codes; false if one is out of its table. */
static bool
wheel_make(const struct tdata *t, const struct name_codes *codes,
    struct name_pair *out)
{
	/* 1 is the wheel's "not chosen"; entry 0 is the empty string */
	int32_t middle_code = codes->middle == 1 ? 0 : codes->middle;
	int32_t last_code = codes->last == 1 ? 0 : codes->last;
	const char *first = wheel_get(t->first_names, t->first_name_count,
	    codes->first);
	const char *middle = wheel_get(t->middle_names, t->middle_name_count,
	    middle_code);
	const char *last = wheel_get(t->last_names, t->last_name_count,
	    last_code);
	char end[sizeof(out->last)];
	size_t n;

	if (first == NULL || middle == NULL || last == NULL)
		return false;

	/* "Mac " + "Donald", but "Von" + "donald": spec/login.md 5 */
	str_copy(end, sizeof(end), last);
	n = strlen(middle);
	if (middle_code != 0 && n > 0 && middle[n - 1] != ' ')
		lower_ascii(end);

	str_copy(out->first, sizeof(out->first), first);
	str_format(out->last, sizeof(out->last), "%s%s", middle, end);
	out->is_wheel = true;
	return true;
}

static void
trim_end(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && s[n - 1] == ' ')
		s[--n] = '\0';
}

bool
names_check(const struct tdata *t, const struct name_codes *codes,
    const char *first, const char *last, struct name_pair *out)
{
	struct name_pair pair = { 0 };

	if (codes->first != 0) {
		if (!wheel_make(t, codes, &pair))
			return false;
		if (strcmp(pair.first, first) != 0)
			return false;
		if (strcmp(pair.last, last) != 0)
			return false;
	} else {
		str_copy(pair.first, sizeof(pair.first), first);
		str_copy(pair.last, sizeof(pair.last), last);
		trim_end(pair.first);
		trim_end(pair.last);
	}

	if (pair.first[0] == '\0' || pair.last[0] == '\0')
		return false;
	if (!names_is_well_formed(pair.first) ||
	    !names_is_well_formed(pair.last))
		return false;

	*out = pair;
	return true;
}
