/*
 * protogen_schema.c - reads the schema text and finds what is wrong with it.
 *
 * Owns:   struct schema.
 * Called: by protogen.c, once.
 * Thread: only one.
 */
#include "protogen_schema.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protogen_name.h"

enum { WORD_MAX = 64, LINE_MAX_BYTES = 1024 };

const int version_numbers[VERSION_COUNT] = { 104, 728, 1013 };

const struct scalar_type scalar_types[TYPE_SCALAR_COUNT] = {
	[TYPE_I8] = { "i8", "int8_t", "WIRE_I8", 1 },
	[TYPE_U8] = { "u8", "uint8_t", "WIRE_U8", 1 },
	[TYPE_I16] = { "i16", "int16_t", "WIRE_I16", 2 },
	[TYPE_U16] = { "u16", "uint16_t", "WIRE_U16", 2 },
	[TYPE_I32] = { "i32", "int32_t", "WIRE_I32", 4 },
	[TYPE_U32] = { "u32", "uint32_t", "WIRE_U32", 4 },
	[TYPE_I64] = { "i64", "int64_t", "WIRE_I64", 8 },
	[TYPE_U64] = { "u64", "uint64_t", "WIRE_U64", 8 },
	[TYPE_F32] = { "f32", "float", "WIRE_F32", 4 }
};

/* One line, cut into words; a comma is a word of its own. */
struct line {
	const char *words[WORD_MAX];
	size_t count;
	size_t at;		/* the next word to be read */
	int number;
	bool is_indented;
	char text[2 * LINE_MAX_BYTES];
};

struct reader {
	struct schema *s;
	struct def *def;	/* the struct or packet that lines belong to */
	struct choice *choice;	/* or the choice */
	bool is_closed;		/* a run has been read, or "like" */
	struct line line;
};

void
schema_fail(const struct schema *s, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", s->path, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

#define FAIL(r, ...) schema_fail((r)->s, (r)->line.number, __VA_ARGS__)

/* --- words ---------------------------------------------------------------- */

static void
line_split(struct reader *r, const char *raw)
{
	struct line *l = &r->line;
	char *out = l->text;
	bool is_in_word = false;

	l->count = 0;
	l->at = 0;
	l->is_indented = raw[0] == '\t' || raw[0] == ' ';
	for (; *raw != '\0' && *raw != '#' && *raw != '\n'; raw++) {
		bool is_space = isspace((unsigned char)*raw) != 0;

		if (is_in_word && (is_space || *raw == ','))
			*out++ = '\0';
		if (is_space) {
			is_in_word = false;
			continue;
		}
		if (!is_in_word || *raw == ',') {
			if (l->count == WORD_MAX)
				FAIL(r, "more than %d words", WORD_MAX);
			l->words[l->count++] = out;
		}
		*out++ = *raw;
		is_in_word = *raw != ',';
		if (!is_in_word)
			*out++ = '\0';
	}
	*out = '\0';
}

static bool
word_is_next(const struct reader *r, const char *word)
{
	return r->line.at < r->line.count &&
	    strcmp(r->line.words[r->line.at], word) == 0;
}

static bool
word_skip(struct reader *r, const char *word)
{
	if (!word_is_next(r, word))
		return false;
	r->line.at++;
	return true;
}

static const char *
word_take(struct reader *r, const char *what)
{
	if (r->line.at == r->line.count)
		FAIL(r, "%s is missing", what);
	return r->line.words[r->line.at++];
}

static void
name_take(struct reader *r, char out[NAME_MAX_BYTES], const char *what)
{
	const char *word = word_take(r, what);

	if (strlen(word) >= NAME_MAX_BYTES - 8)
		FAIL(r, "%s '%s' is too long", what, word);
	if (!isalpha((unsigned char)word[0]))
		FAIL(r, "%s '%s' does not begin with a letter", what, word);
	for (size_t i = 0; word[i] != '\0'; i++)
		if (!isalnum((unsigned char)word[i]) && word[i] != '_')
			FAIL(r, "%s '%s' has a '%c' in it", what, word,
			    word[i]);
	memcpy(out, word, strlen(word) + 1);
}

static uint32_t
number_parse(struct reader *r, const char *text, const char **end,
    const char *what)
{
	char *stop;
	unsigned long long value;

	if (!isdigit((unsigned char)text[0]))
		FAIL(r, "%s: '%s' is not a number", what, text);
	errno = 0;
	value = strtoull(text, &stop, 0);
	if (errno != 0 || value > UINT32_MAX)
		FAIL(r, "%s: %s does not fit into 32 bits", what, text);
	*end = stop;
	return (uint32_t)value;
}

static uint32_t
number_take(struct reader *r, const char *what)
{
	const char *word = word_take(r, what);
	const char *end;
	uint32_t value = number_parse(r, word, &end, what);

	if (*end != '\0')
		FAIL(r, "%s: '%s' is not a number", what, word);
	return value;
}

/* "12", or "12/16/16"; "-" if allowed where a version has none. */
static void
versions_parse(struct reader *r, const char *text, uint32_t out[VERSION_COUNT],
    bool exists[VERSION_COUNT], const char *what)
{
	const char *at = text;
	size_t n = 0;

	for (;;) {
		if (n == VERSION_COUNT)
			FAIL(r, "%s '%s': more than %d versions", what, text,
			    VERSION_COUNT);
		if (*at == '-' && exists != NULL) {
			exists[n] = false;
			out[n++] = 0;
			at++;
		} else {
			out[n] = number_parse(r, at, &at, what);
			if (out[n] == 0 || out[n] > UINT16_MAX)
				FAIL(r, "%s '%s' is not in 1..65535", what,
				    text);
			if (exists != NULL)
				exists[n] = true;
			n++;
		}
		if (*at != '/')
			break;
		at++;
	}
	if (*at != '\0')
		FAIL(r, "%s '%s': what is '%s'?", what, text, at);
	if (n != 1 && n != VERSION_COUNT)
		FAIL(r, "%s '%s': one number, or one a version", what, text);
	for (size_t v = 1; n == 1 && v < VERSION_COUNT; v++) {
		out[v] = out[0];
		if (exists != NULL)
			exists[v] = exists[0];
	}
}

/* --- headers -------------------------------------------------------------- */

static struct def *
def_find(struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->def_count; i++)
		if (strcmp(s->defs[i].name, name) == 0)
			return &s->defs[i];
	return NULL;
}

const struct def *
schema_find(const struct schema *s, const char *name)
{
	return def_find((struct schema *)s, name);
}

static const struct def *
struct_find(struct reader *r, const char *name)
{
	const struct def *d = def_find(r->s, name);

	if (d == NULL)
		FAIL(r, "no struct '%s' above this line", name);
	if (d->is_packet)
		FAIL(r, "'%s' is a packet and cannot be part of one", name);
	if (d == r->def)
		FAIL(r, "'%s' cannot contain itself", name);
	return d;
}

static void
read_like(struct reader *r)
{
	char name[NAME_MAX_BYTES];
	const struct def *from;
	struct def *d = r->def;

	name_take(r, name, "packet name");
	from = def_find(r->s, name);
	if (from == NULL || !from->is_packet || from == d)
		FAIL(r, "no packet '%s' above this line", name);
	d->fields = from->fields;
	d->field_count = from->field_count;
	memcpy(d->runs, from->runs, sizeof(d->runs));
	d->run_count = from->run_count;
	r->is_closed = true;
}

static void
check_packet(struct reader *r, const struct def *d)
{
	static const char *const directions[] = {
		"P_CL2LS_", "P_CL2FE_", "P_LS2CL_", "P_FE2CL_"
	};
	bool is_known = false;

	for (size_t i = 0; i < 4; i++)
		if (strncmp(d->name, directions[i], 8) == 0)
			is_known = true;
	if (!is_known)
		FAIL(r, "'%s' does not begin with P_ and a direction "
		    "(CL2LS, LS2CL, CL2FE, FE2CL)", d->name);
	for (size_t i = 0; i < r->s->def_count; i++) {
		const struct def *other = &r->s->defs[i];

		if (other != d && other->is_packet && other->id == d->id)
			FAIL(r, "0x%08x is already the number of %s (line %d)",
			    d->id, other->name, other->line);
	}
}

static void
read_def(struct reader *r, bool is_packet)
{
	struct schema *s = r->s;
	struct def *d = &s->defs[s->def_count];
	const struct def *before;

	if (s->def_count == DEF_MAX)
		FAIL(r, "more than %d structs and packets", DEF_MAX);
	d->is_packet = is_packet;
	d->line = r->line.number;
	name_take(r, d->name, is_packet ? "packet name" : "struct name");
	before = def_find(s, d->name);
	if (before != NULL)
		FAIL(r, "'%s' is already defined in line %d", d->name,
		    before->line);
	s->def_count++;
	r->def = d;
	r->choice = NULL;
	r->is_closed = false;
	if (is_packet) {
		d->id = number_take(r, "packet number");
		check_packet(r, d);
	}
	versions_parse(r, word_take(r, "size"), d->bytes, d->exists, "size");
	name_def(d);
	d->fields = &s->fields[s->field_count];
	if (is_packet && word_skip(r, "like"))
		read_like(r);
}

static void
read_choice(struct reader *r)
{
	struct schema *s = r->s;
	struct choice *c = &s->choices[s->choice_count];

	if (s->choice_count++ == CHOICE_MAX)
		FAIL(r, "more than %d choices", CHOICE_MAX);
	name_take(r, c->name, "choice name");
	r->def = NULL;
	r->choice = c;
}

/* --- lines below a header ------------------------------------------------- */

static void
read_choice_line(struct reader *r)
{
	struct choice *c = r->choice;
	const struct def *d = struct_find(r, word_take(r, "struct name"));

	for (size_t v = 0; v < VERSION_COUNT; v++)
		if (!d->exists[v])
			FAIL(r, "%d has no '%s'", version_numbers[v], d->name);
	do {
		uint32_t value = number_take(r, "value");

		if (value >= CHOICE_VALUE_MAX)
			FAIL(r, "value %u is above %d", value,
			    CHOICE_VALUE_MAX - 1);
		if (c->element[value] != NULL)
			FAIL(r, "value %u is already that of %s", value,
			    c->element[value]->name);
		c->element[value] = d;
		if (value >= c->value_count)
			c->value_count = value + 1;
	} while (r->line.at < r->line.count);
}

static const struct field *
field_find(struct reader *r, const char *name)
{
	const struct def *d = r->def;

	for (size_t i = 0; i < d->field_count; i++) {
		const struct field *f = &d->fields[i];

		if (strcmp(f->name, name) != 0)
			continue;
		if (f->is_array || f->type >= TYPE_I64 || f->since != 0)
			FAIL(r, "'%s' is not an integer of up to 32 bits that "
			    "all versions have", name);
		return f;
	}
	FAIL(r, "%s has no field '%s' above this line", d->name, name);
}

static enum type_kind
type_take(struct reader *r, const struct def **ref)
{
	const char *word = word_take(r, "type");

	*ref = NULL;
	for (int i = 0; i < TYPE_SCALAR_COUNT; i++)
		if (strcmp(word, scalar_types[i].name) == 0)
			return (enum type_kind)i;
	if (strcmp(word, "wstr") == 0)
		return TYPE_WSTR;
	if (strcmp(word, "chars") == 0)
		return TYPE_CHARS;
	*ref = struct_find(r, word);
	return TYPE_STRUCT;
}

static void
read_run_by(struct reader *r, struct run *run)
{
	const char *name;

	run->by = field_find(r, word_take(r, "field name"));
	name = word_take(r, "choice name");
	for (size_t i = 0; i < r->s->choice_count; i++)
		if (strcmp(r->s->choices[i].name, name) == 0)
			run->choice = &r->s->choices[i];
	if (run->choice == NULL)
		FAIL(r, "no choice '%s' above this line", name);
}

/* "each COUNT TYPE", "each COUNT by FIELD CHOICE" or "one by FIELD CHOICE" */
static void
read_run(struct reader *r, bool is_one)
{
	struct def *d = r->def;
	struct run *run = &d->runs[d->run_count];

	if (!d->is_packet)
		FAIL(r, "only packets have elements behind them");
	if (d->run_count++ == RUN_MAX)
		FAIL(r, "more than %d kinds of elements", RUN_MAX);
	r->is_closed = true;
	if (!is_one)
		run->count = field_find(r, word_take(r, "count field"));
	if (word_skip(r, "by")) {
		read_run_by(r, run);
		return;
	}
	run->type = type_take(r, &run->ref);
	if (run->type == TYPE_WSTR || run->type == TYPE_CHARS)
		FAIL(r, "text cannot be an element");
}

static void
read_length(struct reader *r, struct field *f, char *bracket)
{
	size_t n = strlen(bracket);

	if (n < 2 || bracket[n - 1] != ']')
		FAIL(r, "'%s': the ']' is missing", bracket);
	bracket[n - 1] = '\0';
	versions_parse(r, bracket + 1, f->length, NULL, "length");
	f->is_array = true;
}

static void
read_field(struct reader *r, enum type_kind type, const struct def *ref)
{
	struct schema *s = r->s;
	struct def *d = r->def;
	struct field *f = &s->fields[s->field_count];
	char *bracket;

	if (s->field_count == FIELD_MAX || d->field_count == OP_MAX / 2)
		FAIL(r, "too many fields");
	f->type = type;
	f->ref = ref;
	f->line = r->line.number;
	for (size_t v = 0; v < VERSION_COUNT; v++)
		f->length[v] = 1;
	bracket = strchr(word_take(r, "field name"), '[');
	r->line.at--;
	if (bracket != NULL) {
		read_length(r, f, bracket);
		*bracket = '\0';
	}
	name_take(r, f->name, "field name");
	if ((type == TYPE_WSTR || type == TYPE_CHARS) && !f->is_array)
		FAIL(r, "text '%s' needs a length", f->name);
	for (size_t i = 0; i < d->field_count; i++)
		if (strcmp(d->fields[i].name, f->name) == 0)
			FAIL(r, "%s already has a field '%s'", d->name,
			    f->name);
	s->field_count++;
	d->field_count++;
}

static int
version_take(struct reader *r)
{
	uint32_t number = number_take(r, "version");

	for (int v = 0; v < VERSION_COUNT; v++)
		if (version_numbers[v] == (int)number)
			return v;
	FAIL(r, "there is no version %u", number);
}

static void
read_fields(struct reader *r)
{
	struct def *d = r->def;
	size_t first = d->field_count;
	const struct def *ref;
	enum type_kind type = type_take(r, &ref);
	int since = 0;

	do
		read_field(r, type, ref);
	while (word_skip(r, ","));
	if (word_skip(r, "since"))
		since = version_take(r);
	for (size_t i = first; i < d->field_count; i++)
		d->fields[i].since = since;
	for (size_t v = 0; ref != NULL && v < VERSION_COUNT; v++)
		if ((int)v >= since && d->exists[v] && !ref->exists[v])
			FAIL(r, "%d has no '%s'", version_numbers[v],
			    ref->name);
}

static void
read_body_line(struct reader *r)
{
	if (r->choice != NULL) {
		read_choice_line(r);
		return;
	}
	if (r->def == NULL)
		FAIL(r, "a field before any struct or packet");
	if (word_skip(r, "each")) {
		read_run(r, false);
		return;
	}
	if (word_skip(r, "one")) {
		read_run(r, true);
		return;
	}
	if (r->is_closed)
		FAIL(r, "no field may follow here");
	read_fields(r);
}

static void
read_line(struct reader *r)
{
	if (r->line.is_indented)
		read_body_line(r);
	else if (word_skip(r, "struct"))
		read_def(r, false);
	else if (word_skip(r, "packet"))
		read_def(r, true);
	else if (word_skip(r, "choice"))
		read_choice(r);
	else
		FAIL(r, "'%s' is not struct, packet or choice",
		    r->line.words[0]);
	if (r->line.at < r->line.count)
		FAIL(r, "'%s' is too much", r->line.words[r->line.at]);
}

/* --- the whole ------------------------------------------------------------ */

static void
check_def(const struct schema *s, struct def *d)
{
	const struct field *f = name_fields(d);

	if (f != NULL)
		schema_fail(s, f->line, "'%s' has no usable name in C",
		    f->name);
	for (size_t v = 0; v < VERSION_COUNT; v++) {
		struct layout_op ops[OP_MAX];
		uint32_t bytes, align;

		if (!d->exists[v])
			continue;
		layout_ops(d, v, ops, &bytes, &align);
		if (bytes != d->bytes[v])
			schema_fail(s, d->line, "%s has %u bytes in %d, but "
			    "its fields make %u", d->name, d->bytes[v],
			    version_numbers[v], bytes);
	}
	for (size_t i = 0; i < s->def_count; i++)
		if (&s->defs[i] != d &&
		    strcmp(s->defs[i].c_name, d->c_name) == 0)
			schema_fail(s, d->line, "%s and %s are both %s in C",
			    d->name, s->defs[i].name, d->c_name);
}

void
schema_read(struct schema *s, const char *path)
{
	static struct reader reader;
	struct reader *r = &reader;
	char raw[LINE_MAX_BYTES];
	FILE *f = fopen(path, "r");

	s->path = path;
	if (f == NULL)
		schema_fail(s, 0, "%s", strerror(errno));
	r->s = s;
	while (fgets(raw, sizeof(raw), f) != NULL) {
		r->line.number++;
		if (strlen(raw) == sizeof(raw) - 1)
			FAIL(r, "longer than %d bytes", LINE_MAX_BYTES - 2);
		line_split(r, raw);
		if (r->line.count > 0)
			read_line(r);
	}
	if (ferror(f))
		schema_fail(s, r->line.number, "%s", strerror(errno));
	fclose(f);
	for (size_t i = 0; i < s->def_count; i++)
		check_def(s, &s->defs[i]);
}
