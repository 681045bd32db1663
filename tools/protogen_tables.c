/*
 * protogen_tables.c - writes the codec's tables, and a second opinion on every
 * layout: the C compiler's.
 *
 * Owns:   nothing.
 * Called: by protogen.c.
 * Thread: only one.
 */
#include <stdlib.h>
#include <string.h>

#include "protogen_write.h"

/* A row of a codec table: see src/proto/codec_tables.h. */
struct row {
	const char *code;
	uint32_t count;
	const struct field *field;	/* NULL: padding */
	const struct def *type;		/* of CODEC_STRUCT */
};

static const char *
scalar_code(enum type_kind type)
{
	switch (scalar_types[type].bytes) {
	case 1:
		return "CODEC_U8";
	case 2:
		return "CODEC_U16";
	case 4:
		return "CODEC_U32";
	}
	return "CODEC_U64";
}

static struct row
row_make(const struct layout_op *op)
{
	struct row row = { "CODEC_PAD", op->count, op->field, NULL };

	if (op->field == NULL)
		return row;
	switch (op->field->type) {
	case TYPE_STRUCT:
		row.code = "CODEC_STRUCT";
		row.type = op->field->ref;
		break;
	case TYPE_WSTR:
		row.code = "CODEC_TEXT";
		break;
	case TYPE_CHARS:
		row.code = "CODEC_CHARS";
		break;
	case TYPE_I8: case TYPE_U8: case TYPE_I16: case TYPE_U16:
	case TYPE_I32: case TYPE_U32: case TYPE_I64: case TYPE_U64:
	case TYPE_F32:
		row.code = scalar_code(op->field->type);
		break;
	}
	return row;
}

/*
 * Numbers of one width that stand together on both sides are one row. On the
 * wire they do if no padding came between, in the host struct if they are
 * declared one after the other and the first is not longer in another version.
 */
static bool
row_joins(const struct row *row, const struct field *last,
    const struct row *next)
{
	if (row->field == NULL || next->field == NULL)
		return false;
	if (last->type >= TYPE_SCALAR_COUNT ||
	    next->field->type >= TYPE_SCALAR_COUNT)
		return false;
	if (strcmp(row->code, next->code) != 0)
		return false;
	return next->field == last + 1 &&
	    field_host_length(last) == last->length[0] &&
	    last->length[0] == last->length[1] &&
	    last->length[0] == last->length[2];
}

static size_t
rows_make(struct row rows[OP_MAX], const struct def *d, size_t version)
{
	struct layout_op ops[OP_MAX];
	const struct field *last = NULL;
	uint32_t bytes, align;
	size_t op_count = layout_ops(d, version, ops, &bytes, &align);
	size_t n = 0;

	for (size_t i = 0; i < op_count; i++) {
		struct row row = row_make(&ops[i]);

		if (n > 0 && last != NULL &&
		    row_joins(&rows[n - 1], last, &row))
			rows[n - 1].count += row.count;
		else
			rows[n++] = row;
		last = row.field;
	}
	return n;
}

static bool
rows_equal(const struct def *d, size_t a, size_t b)
{
	struct row x[OP_MAX], y[OP_MAX];
	size_t n = rows_make(x, d, a);

	if (rows_make(y, d, b) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(x[i].code, y[i].code) != 0 ||
		    x[i].count != y[i].count || x[i].field != y[i].field)
			return false;
	return true;
}

/* The first version with the same rows: they share one table. */
static size_t
rows_owner(const struct def *d, size_t version)
{
	for (size_t v = 0; v < version; v++)
		if (d->exists[v] && rows_equal(d, v, version))
			return v;
	return version;
}

static void
write_rows(FILE *out, const struct def *d)
{
	for (size_t v = 0; v < VERSION_COUNT; v++) {
		struct row rows[OP_MAX];
		size_t n;

		if (!d->exists[v] || rows_owner(d, v) != v)
			continue;
		n = rows_make(rows, d, v);
		fprintf(out, "\nstatic const struct codec_op %s_%d[] = {\n",
		    d->c_name, version_numbers[v]);
		for (size_t i = 0; i < n; i++) {
			fprintf(out, "\t{ %s, %u, ", rows[i].code,
			    rows[i].count);
			if (rows[i].field == NULL)
				fputs("0, 0 },\n", out);
			else
				fprintf(out, "offsetof(struct %s, %s), %s },\n",
				    d->c_name, rows[i].field->c_name,
				    rows[i].type ? rows[i].type->upper : "0");
		}
		fputs("};\n", out);
	}
}

static void
write_layout(FILE *out, const struct def *d, size_t v)
{
	fprintf(out, "\t\t[%s%s] = { %s_%d,\n\t\t    COUNT_OF(%s_%d), %u },\n",
	    d->is_packet ? "PKT_" : "", d->upper, d->c_name,
	    version_numbers[rows_owner(d, v)], d->c_name,
	    version_numbers[rows_owner(d, v)], d->bytes[v]);
}

static void
write_layouts(FILE *out, const struct schema *s, bool is_packet)
{
	fprintf(out, "\nconst struct codec_layout codec_%s_layouts"
	    "[PROTO_VERSION_COUNT]\n    [%s] = {\n",
	    is_packet ? "packet" : "struct",
	    is_packet ? "PKT_KIND_COUNT" : "WIRE_STRUCT_COUNT");
	for (size_t v = 0; v < VERSION_COUNT; v++) {
		fprintf(out, "\t[PROTO_%d] = {\n", version_numbers[v]);
		for (int i = 0; !is_packet && i < TYPE_SCALAR_COUNT; i++)
			fprintf(out, "\t\t[%s] = { scalar_%u, 1, %u },\n",
			    scalar_types[i].enumerator, scalar_types[i].bytes,
			    scalar_types[i].bytes);
		for (size_t i = 0; i < s->def_count; i++)
			if (s->defs[i].is_packet == is_packet &&
			    s->defs[i].exists[v])
				write_layout(out, &s->defs[i], v);
		fputs("\t},\n", out);
	}
	fputs("};\n", out);
}

static void
write_scalar_rows(FILE *out)
{
	for (int i = TYPE_U8; i <= TYPE_U64; i += 2)
		fprintf(out, "\nstatic const struct codec_op scalar_%u[] = {\n"
		    "\t{ %s, 1, 0, 0 }\n};\n", scalar_types[i].bytes,
		    scalar_code((enum type_kind)i));
}

static void
write_host_bytes(FILE *out, const struct schema *s)
{
	fputs("\nconst uint16_t codec_struct_host_sizes[WIRE_STRUCT_COUNT] = "
	    "{\n", out);
	for (int i = 0; i < TYPE_SCALAR_COUNT; i++)
		fprintf(out, "\t[%s] = %u,\n", scalar_types[i].enumerator,
		    scalar_types[i].bytes);
	for (size_t i = 0; i < s->def_count; i++)
		if (!s->defs[i].is_packet)
			fprintf(out, "\t[%s] = sizeof(struct %s),\n",
			    s->defs[i].upper, s->defs[i].c_name);
	fputs("};\n\n", out);
	for (size_t i = 0; i < s->def_count; i++)
		fprintf(out, "_Static_assert(sizeof(struct %s) <= UINT16_MAX,"
		    "\n    \"%s is too large\");\n", s->defs[i].c_name,
		    s->defs[i].name);
}

static void
write_choices(FILE *out, const struct schema *s)
{
	for (size_t i = 0; i < s->choice_count; i++) {
		const struct choice *c = &s->choices[i];

		fprintf(out, "\nstatic const uint16_t choice_%s_types[] = {\n",
		    c->name);
		for (uint32_t k = 0; k < c->value_count; k++)
			if (c->element[k] != NULL)
				fprintf(out, "\t[%u] = %s,\n", k,
				    c->element[k]->upper);
		fprintf(out, "};\nstatic const struct codec_choice choice_%s "
		    "= {\n\tchoice_%s_types, COUNT_OF(choice_%s_types)\n};\n",
		    c->name, c->name, c->name);
	}
}

/* A number inside a packet: its code, and where it stands everywhere. */
static void
write_run_field(FILE *out, const struct def *d, const struct field *f,
    const char *name)
{
	fprintf(out, "\t\t.%s = { %s, offsetof(struct %s, %s),\n\t\t    { ",
	    name, scalar_code(f->type), d->c_name, f->c_name);
	for (size_t v = 0; v < VERSION_COUNT; v++)
		fprintf(out, "%u%s", d->exists[v] ?
		    layout_offset(d, v, f) : 0,
		    v + 1 < VERSION_COUNT ? ", " : " } },\n");
}

static void
write_runs(FILE *out, const struct def *d)
{
	if (d->run_count == 0)
		return;
	fprintf(out, "\nstatic const struct codec_run %s_runs[] = {\n",
	    d->c_name);
	for (size_t i = 0; i < d->run_count; i++) {
		const struct run *run = &d->runs[i];

		fputs("\t{\n", out);
		if (run->choice == NULL)
			fprintf(out, "\t\t.type = %s,\n",
			    run->type == TYPE_STRUCT ? run->ref->upper :
			    scalar_types[run->type].enumerator);
		else
			fprintf(out, "\t\t.choice = &choice_%s,\n",
			    run->choice->name);
		if (run->count != NULL)
			write_run_field(out, d, run->count, "count");
		if (run->by != NULL)
			write_run_field(out, d, run->by, "by");
		fputs("\t},\n", out);
	}
	fputs("};\n", out);
}

static void
write_run_index(FILE *out, const struct schema *s)
{
	fputs("\nconst struct codec_run *const codec_packet_runs"
	    "[PKT_KIND_COUNT] = {\n", out);
	for (size_t i = 0; i < s->def_count; i++)
		if (s->defs[i].run_count > 0)
			fprintf(out, "\t[PKT_%s] = %s_runs,\n",
			    s->defs[i].upper, s->defs[i].c_name);
	fputs("};\n", out);
}

static void
write_infos(FILE *out, const struct schema *s)
{
	fputs("\nconst struct packet_info packet_infos[PKT_KIND_COUNT] = {\n"
	    "\t[PKT_NONE] = { .name = \"NONE\" },\n", out);
	for (size_t i = 0; i < s->def_count; i++) {
		const struct def *d = &s->defs[i];
		unsigned versions = 0;

		if (!d->is_packet)
			continue;
		for (size_t v = 0; v < VERSION_COUNT; v++)
			versions |= d->exists[v] ? 1u << v : 0;
		fprintf(out, "\t[PKT_%s] = { \"%s\",\n\t    0x%08x, "
		    "PACKET_%.5s, sizeof(struct %s), %u, %zu },\n", d->upper,
		    d->name + 2, d->id, d->name + 2, d->c_name, versions,
		    d->run_count);
	}
	fputs("};\n", out);
}

static int
by_id(const void *a, const void *b)
{
	const struct def *x = *(const struct def *const *)a;
	const struct def *y = *(const struct def *const *)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* Numbers lie close together, a range a direction: tables, not a search. */
static void
write_ids(FILE *out, const struct schema *s)
{
	enum { GAP_MAX = 64, RANGE_MAX = 64 };
	static const struct def *defs[DEF_MAX];
	uint32_t bases[RANGE_MAX] = { 0 };
	size_t n = 0, range_count = 0;

	for (size_t i = 0; i < s->def_count; i++)
		if (s->defs[i].is_packet)
			defs[n++] = &s->defs[i];
	qsort(defs, n, sizeof(defs[0]), by_id);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || defs[i]->id - defs[i - 1]->id > GAP_MAX) {
			if (range_count == RANGE_MAX)
				schema_fail(s, defs[i]->line, "packet numbers "
				    "are too far apart");
			bases[range_count] = defs[i]->id;
			fprintf(out, "%sstatic const uint16_t kinds_%08x[] = "
			    "{\n", i == 0 ? "\n" : "};\n", defs[i]->id);
			range_count++;
		}
		fprintf(out, "\t[%u] = PKT_%s,\n",
		    defs[i]->id - bases[range_count - 1], defs[i]->upper);
	}
	fputs(n > 0 ? "};\n" : "", out);
	fputs("\nconst struct packet_id_range packet_id_ranges[] = {\n", out);
	for (size_t i = 0; i < range_count; i++)
		fprintf(out, "\t{ 0x%08x, COUNT_OF(kinds_%08x), kinds_%08x },"
		    "\n", bases[i], bases[i], bases[i]);
	fputs("};\nconst size_t packet_id_range_count = "
	    "COUNT_OF(packet_id_ranges);\n", out);
}

void
write_tables_c(FILE *out, const struct schema *s)
{
	fputs("/* tables.c - made by tools/protogen from the schema; do not "
	    "edit. */\n#include <stddef.h>\n#include <stdint.h>\n\n"
	    "#include \"base/check.h\"\n#include \"proto/codec_tables.h\"\n"
	    "#include \"proto/packet.h\"\n", out);
	write_scalar_rows(out);
	for (size_t i = 0; i < s->def_count; i++)
		write_rows(out, &s->defs[i]);
	write_layouts(out, s, false);
	write_layouts(out, s, true);
	write_host_bytes(out, s);
	write_choices(out, s);
	for (size_t i = 0; i < s->def_count; i++)
		write_runs(out, &s->defs[i]);
	write_run_index(out, s);
	write_infos(out, s);
	write_ids(out, s);
}

/* --- the second opinion --------------------------------------------------- */

static void
write_mirror_member(FILE *out, const struct field *f, size_t v)
{
	switch (f->type) {
	case TYPE_STRUCT:
		fprintf(out, "\tstruct w%d_%s %s[%u];\n", version_numbers[v],
		    f->ref->name, f->name, f->length[v]);
		break;
	case TYPE_WSTR:
		fprintf(out, "\tuint16_t %s[%u];\n", f->name, f->length[v]);
		break;
	case TYPE_CHARS:
		fprintf(out, "\tchar %s[%u];\n", f->name, f->length[v]);
		break;
	case TYPE_I8: case TYPE_U8: case TYPE_I16: case TYPE_U16:
	case TYPE_I32: case TYPE_U32: case TYPE_I64: case TYPE_U64:
	case TYPE_F32:
		fprintf(out, "\t%s %s[%u];\n", scalar_types[f->type].c_name,
		    f->name, f->length[v]);
		break;
	}
}

static void
write_mirror(FILE *out, const struct def *d, size_t v)
{
	int number = version_numbers[v];
	size_t n = 0;

	fprintf(out, "\nstruct w%d_%s {\n", number, d->name);
	for (size_t i = 0; i < d->field_count; i++)
		if (field_exists(&d->fields[i], v)) {
			write_mirror_member(out, &d->fields[i], v);
			n++;
		}
	fprintf(out, "%s};\n_Static_assert(sizeof(struct w%d_%s) == %u,\n    "
	    "\"%s in %d\");\n", n == 0 ? "\tchar none;\n" : "", number,
	    d->name, d->bytes[v], d->name, number);
	for (size_t i = 0; i < d->field_count; i++)
		if (field_exists(&d->fields[i], v))
			fprintf(out, "_Static_assert(offsetof(struct w%d_%s,\n"
			    "    %s) == %u, \"%s.%s in %d\");\n", number,
			    d->name, d->fields[i].name,
			    layout_offset(d, v, &d->fields[i]), d->name,
			    d->fields[i].name, number);
}

void
write_layout_check_c(FILE *out, const struct schema *s)
{
	fputs("/*\n * layout_check.c - made by tools/protogen from the schema; "
	    "do not edit.\n *\n * Holds no code: the compiler lays the "
	    "client's structs out by itself, and the\n * build fails where it "
	    "and the tables disagree about a size or an offset.\n */\n"
	    "#include <stddef.h>\n#include <stdint.h>\n\n"
	    "#pragma pack(push, 4)\n", out);
	for (size_t v = 0; v < VERSION_COUNT; v++)
		for (size_t i = 0; i < s->def_count; i++)
			if (s->defs[i].exists[v])
				write_mirror(out, &s->defs[i], v);
	fputs("\n#pragma pack(pop)\n", out);
}
