/*
 * protogen_name.c - from the client's names to ours.
 *
 * Owns:   nothing.
 * Called: by the reader, once a struct and once its fields are known.
 * Thread: only one.
 */
#include "protogen_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Longest first, so that uiX loses ui and not u. */
static const char *const prefixes[] = {
	"wsz", "af", "ai", "dw", "sz", "ui", "a", "b", "c", "d", "e", "f", "i",
	"n", "p", "s", "u", "w"
};

static const char *const keywords[] = {
	"auto", "break", "case", "char", "const", "continue", "default", "do",
	"double", "else", "enum", "extern", "float", "for", "goto", "if",
	"inline", "int", "long", "register", "restrict", "return", "short",
	"signed", "sizeof", "static", "struct", "switch", "typedef", "union",
	"unsigned", "void", "volatile", "while", "bool", "true", "false",
	"unix", "linux"
};

/* The length of the Hungarian prefix; 0 if there is none. */
static size_t
prefix_bytes(const char *name)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], n) != 0)
			continue;
		if (isupper((unsigned char)name[n]) ||
		    isdigit((unsigned char)name[n]))
			return n;
	}
	return 0;
}

/* A tail that belongs to the capitals before it: NPCs, TEGid. */
static bool
is_tail(const char *s)
{
	size_t n = 0;

	while (islower((unsigned char)s[n]))
		n++;
	return (n == 1 && s[0] == 's') || (n == 2 && strncmp(s, "id", 2) == 0);
}

static bool
begins_word(const char *name, size_t i)
{
	unsigned char before = (unsigned char)name[i - 1];

	if (!isupper((unsigned char)name[i]))
		return false;
	if (islower(before))
		return true;
	if (!islower((unsigned char)name[i + 1]))
		return false;
	if (isdigit(before))
		return true;
	return isupper(before) && !is_tail(name + i + 1);
}

/* PCStyle -> pc_style, CSTB___Add -> cstb_add, Info2CL -> info2cl. */
static void
snake(char out[NAME_MAX_BYTES], const char *name)
{
	size_t n = 0;

	for (size_t i = 0; name[i] != '\0' && n + 2 < NAME_MAX_BYTES; i++) {
		bool is_break = name[i] == '_' ||
		    (i > 0 && begins_word(name, i));

		if (is_break && n > 0 && out[n - 1] != '_')
			out[n++] = '_';
		if (name[i] != '_')
			out[n++] = (char)tolower((unsigned char)name[i]);
	}
	out[n] = '\0';
}

static void
raise(char out[NAME_MAX_BYTES], const char *name)
{
	size_t n;

	for (n = 0; name[n] != '\0'; n++)
		out[n] = (char)toupper((unsigned char)name[n]);
	out[n] = '\0';
}

void
name_def(struct def *d)
{
	char body[NAME_MAX_BYTES];

	if (d->is_packet) {
		size_t n;

		for (n = 2; d->name[n] != '\0'; n++)
			d->c_name[n - 2] =
			    (char)tolower((unsigned char)d->name[n]);
		d->c_name[n - 2] = '\0';
	} else {
		bool has_s = d->name[0] == 's' &&
		    isupper((unsigned char)d->name[1]);

		snake(body, d->name + (has_s ? 1 : 0));
		snprintf(d->c_name, sizeof(d->c_name), "wire_%.80s", body);
	}
	raise(d->upper, d->c_name);
}

/* The client's own word for a member, m_iCandy, or for a global. */
static const char *
skip_scope(const char *name)
{
	if ((name[0] == 'm' || name[0] == 'g') && name[1] == '_')
		return name + 2;
	return name;
}

static void
name_short(struct field *f)
{
	const char *name = skip_scope(f->name);

	snake(f->c_name, name + prefix_bytes(name));
}

static void
name_long(struct field *f)
{
	const char *name = skip_scope(f->name);
	size_t n = prefix_bytes(name);
	char rest[NAME_MAX_BYTES];

	snake(rest, name + n);
	if (n == 0)
		snprintf(f->c_name, sizeof(f->c_name), "%.90s", rest);
	else
		snprintf(f->c_name, sizeof(f->c_name), "%.*s_%.80s", (int)n,
		    name, rest);
}

static bool
is_bad_in_c(const char *name)
{
	if (name[0] == '\0' || isdigit((unsigned char)name[0]))
		return true;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (strcmp(name, keywords[i]) == 0)
			return true;
	return false;
}

static bool
has_twin(const struct def *d, size_t self)
{
	for (size_t i = 0; i < d->field_count; i++)
		if (i != self && strcmp(d->fields[i].c_name,
		    d->fields[self].c_name) == 0)
			return true;
	return false;
}

const struct field *
name_fields(struct def *d)
{
	bool is_long[OP_MAX] = { false };

	for (size_t i = 0; i < d->field_count; i++)
		name_short(&d->fields[i]);
	for (size_t i = 0; i < d->field_count; i++)
		is_long[i] = has_twin(d, i) || is_bad_in_c(d->fields[i].c_name);
	for (size_t i = 0; i < d->field_count; i++)
		if (is_long[i])
			name_long(&d->fields[i]);
	for (size_t i = 0; i < d->field_count; i++)
		if (has_twin(d, i) || is_bad_in_c(d->fields[i].c_name))
			return &d->fields[i];
	return NULL;
}
