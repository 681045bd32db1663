/*
 * row.c - the table-driven way from a JSON object to a C struct.
 *
 * Owns:   nothing.
 * Called: by the loaders.
 * Thread: the one that loads.
 */
#include "tdata/row.h"

#include <string.h>

#include "base/str.h"

enum { ROW_PATH_BYTES = 160 };

void
row_path(char *out, size_t cap, const char *table, const struct jtree_node *n,
    uint32_t index)
{
	if (n->key != NULL)
		str_format(out, cap, "%s[\"%.*s\"]", table,
		    n->key_bytes > 40 ? 40 : (int)n->key_bytes, n->key);
	else
		str_format(out, cap, "%s[%u]", table, index);
}

void
row_reader_init(struct row_reader *r, struct load *ld, const char *table,
    const struct row_field *fields, size_t count)
{
	CHECK(count <= ROW_FIELDS_MAX);
	*r = (struct row_reader){
		.ld = ld, .home = ld->arena, .table = table,
		.fields = fields,
		.field_count = (uint32_t)count,
	};
}

/* NULL if it fits, else what should have stood there. */
static const char *
to_integer(const struct jtree_node *n, bool takes_bool, int64_t *out)
{
	switch ((enum jtree_type)n->type) {
	case JTREE_INT:
		*out = n->u.integer;
		return NULL;
	case JTREE_FLOAT:
		if (!(n->u.real > -9.2e18 && n->u.real < 9.2e18))
			return "a number of 64 bits";
		*out = (int64_t)n->u.real;
		return NULL;
	case JTREE_BOOL:
		*out = n->u.boolean;
		return takes_bool ? NULL : "a number";
	case JTREE_NULL:
	case JTREE_STRING:
	case JTREE_ARRAY:
	case JTREE_OBJECT:
		break;
	}
	return "a number";
}

/*
 * Numbers from 2^31 to 2^32 - 1 are taken as negative ones: tables written
 * with unsigned columns hold -1 that way, and OpenFusion reads them so.
 */
static const char *
to_int32(const struct jtree_node *n, int32_t *out)
{
	int64_t v;
	const char *want = to_integer(n, true, &v);

	if (want != NULL)
		return want;
	if (v > INT32_MAX && v <= UINT32_MAX)
		v -= (int64_t)UINT32_MAX + 1;
	if (v < INT32_MIN || v > INT32_MAX)
		return "a number of 32 bits";
	*out = (int32_t)v;
	return NULL;
}

static const char *
to_double(const struct jtree_node *n, double *out)
{
	if (n->type == JTREE_FLOAT)
		*out = n->u.real;
	else if (n->type == JTREE_INT)
		*out = (double)n->u.integer;
	else
		return "a number";
	return NULL;
}

static const char *
to_text(struct load *ld, const struct jtree_node *n, const char **out)
{
	char *copy;

	if (n->type != JTREE_STRING)
		return "a string";
	copy = load_new(ld, n->size + 1, 1);
	memcpy(copy, n->u.text, n->size);
	*out = copy;
	return NULL;
}

static const char *
read_scalar(struct load *ld, enum row_type type, struct jtree_node *n,
    void *out)
{
	const char *want;
	int32_t i = 0;
	double d = 0;

	switch (type) {
	case ROW_I32:
		return to_int32(n, out);
	case ROW_I64:
		return to_integer(n, false, out);
	case ROW_BOOL:
		if (n->type != JTREE_BOOL)
			return "true or false";
		*(bool *)out = n->u.boolean;
		return NULL;
	case ROW_IS_ONE:
	case ROW_IS_SET:
		if ((want = to_int32(n, &i)) == NULL)
			*(bool *)out = type == ROW_IS_ONE ? i == 1 : i != 0;
		return want;
	case ROW_FLOAT:
		if ((want = to_double(n, &d)) == NULL)
			*(float *)out = (float)d;
		return want;
	case ROW_DOUBLE:
		return to_double(n, out);
	case ROW_TEXT:
		return to_text(ld, n, out);
	case ROW_NODE:
		if (n->type != JTREE_ARRAY && n->type != JTREE_OBJECT)
			return "an array or an object";
		*(struct jtree_node **)out = n;
		return NULL;
	}
	return "something else";
}

static bool
wrong(struct row_reader *r, const struct jtree_node *row, uint32_t index,
    const struct row_field *f, const struct jtree_node *n, const char *want)
{
	char path[ROW_PATH_BYTES];

	row_path(path, sizeof(path), r->table, row, index);
	load_fail(r->ld, n, "%s.%s: is %s, must be %s", path, f->key,
	    jtree_type_name((enum jtree_type)n->type), want);
	return false;
}

static bool
read_array(struct row_reader *r, const struct jtree_node *row, uint32_t index,
    const struct row_field *f, const struct jtree_node *list, char *out)
{
	const struct jtree_node *n;
	const char *want;
	char path[ROW_PATH_BYTES];
	uint8_t i = 0;

	if (list->type != JTREE_ARRAY)
		return f->need == ROW_EXTRA ||
		    wrong(r, row, index, f, list, "an array");
	for (n = list->u.first; n != NULL && i < f->count; n = n->next, i++) {
		int32_t *to = (int32_t *)(void *)(out + i * f->stride);

		if ((want = to_int32(n, to)) == NULL)
			continue;
		return f->need == ROW_EXTRA ||
		    wrong(r, row, index, f, n, want);
	}
	if (i == f->count || f->need == ROW_EXTRA)
		return true;
	row_path(path, sizeof(path), r->table, row, index);
	load_fail(r->ld, list, "%s.%s: has %u elements, must have %u", path,
	    f->key, i, f->count);
	return false;
}

static int32_t
find_field(const struct row_reader *r, const struct jtree_node *n)
{
	for (uint32_t i = 0; i < r->field_count; i++) {
		if (r->fields[i].key_bytes == n->key_bytes &&
		    memcmp(r->fields[i].key, n->key, n->key_bytes) == 0)
			return (int32_t)i;
	}
	return -1;
}

/* place: how many keys stood before this one in its row. */
static int32_t
field_of(struct row_reader *r, const struct jtree_node *n, uint32_t place)
{
	if (place >= ROW_HINTS)
		return find_field(r, n);
	if (r->hints[place].key == NULL ||
	    r->hints[place].bytes != n->key_bytes ||
	    memcmp(r->hints[place].key, n->key, n->key_bytes) != 0) {
		r->hints[place].key = n->key;
		r->hints[place].bytes = n->key_bytes;
		r->hints[place].field = find_field(r, n);
	}
	return r->hints[place].field;
}

static bool
check_missing(struct row_reader *r, const struct jtree_node *row,
    uint32_t index, uint64_t seen)
{
	char path[ROW_PATH_BYTES];

	for (uint32_t i = 0; i < r->field_count; i++) {
		const struct row_field *f = &r->fields[i];
		uint64_t bit = (uint64_t)1 << i;

		if ((seen & bit) != 0 || f->need >= ROW_MAY)
			continue;
		if (f->need == ROW_WANT && (r->missing & bit) != 0)
			continue;
		row_path(path, sizeof(path), r->table, row, index);
		if (f->need == ROW_MUST) {
			load_fail(r->ld, row, "%s.%s: is missing", path,
			    f->key);
			return false;
		}
		r->missing |= bit;
		load_warn(r->ld, row, "%s.%s: is missing, 0 taken here and in "
		    "other rows without it", path, f->key);
	}
	return true;
}

bool
row_read(struct row_reader *r, const struct jtree_node *node, uint32_t index,
    void *out)
{
	char path[ROW_PATH_BYTES];
	const uint64_t all = r->field_count == ROW_FIELDS_MAX ? UINT64_MAX :
	    ((uint64_t)1 << r->field_count) - 1;
	uint64_t seen = 0;
	uint32_t place = 0;

	if (node->type != JTREE_OBJECT) {
		row_path(path, sizeof(path), r->table, node, index);
		load_fail(r->ld, node, "%s: is %s, must be an object", path,
		    jtree_type_name((enum jtree_type)node->type));
		return false;
	}
	for (struct jtree_node *n = node->u.first; n != NULL; n = n->next) {
		int32_t i = field_of(r, n, place++);
		const struct row_field *f;
		const char *want;
		char *to;

		if (i < 0)
			continue;
		f = &r->fields[i];
		to = (char *)out + f->offset;
		/* Null counts as absent, but not where absence is fine. */
		if (n->type == JTREE_NULL && f->need != ROW_MAY)
			continue;
		if (f->count > 0) {
			if (!read_array(r, node, index, f, n, to))
				return false;
		} else {
			want = read_scalar(r->ld, (enum row_type)f->type, n,
			    to);
			if (want != NULL && f->need != ROW_EXTRA)
				return wrong(r, node, index, f, n, want);
		}
		seen |= (uint64_t)1 << i;
	}
	return seen == all || check_missing(r, node, index, seen);
}

bool
row_read_table(struct row_reader *r, struct jtree_node *list,
    size_t row_bytes, void *rows_out, uint32_t *count_out)
{
	struct jtree_node *n;
	char *rows;
	uint32_t i = 0;

	*(void **)rows_out = NULL;
	*count_out = 0;
	if (list == NULL)
		return !r->ld->has_failed;
	n = jtree_sorted_first(list);
	rows = arena_new(r->home, (list->size + 1) * row_bytes);
	for (; n != NULL; n = n->next, i++) {
		if (!row_read(r, n, i, rows + i * row_bytes))
			return false;
	}
	*(void **)rows_out = rows;
	*count_out = i;
	return true;
}

bool
row_int(struct load *ld, const struct jtree_node *n, const char *path,
    int32_t *out)
{
	const char *want = to_int32(n, out);

	if (want != NULL)
		load_fail(ld, n, "%s: is %s, must be %s", path,
		    jtree_type_name((enum jtree_type)n->type), want);
	return want == NULL;
}

bool
row_int_list(struct load *ld, struct jtree_node *list, const char *path,
    const int32_t **out, uint32_t *count)
{
	int32_t *items = load_new(ld, list->size, sizeof(*items));
	struct jtree_node *n = jtree_sorted_first(list);
	char item_path[ROW_PATH_BYTES];
	uint32_t i = 0;

	for (; n != NULL; n = n->next, i++) {
		row_path(item_path, sizeof(item_path), path, n, i);
		if (!row_int(ld, n, item_path, &items[i]))
			return false;
	}
	*out = items;
	*count = i;
	return true;
}
