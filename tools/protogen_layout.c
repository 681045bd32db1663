/*
 * protogen_layout.c - where each field lies on the wire (spec/wire.md 8).
 *
 * Owns:   nothing.
 * Called: by the reader to check sizes, by the writer to make tables.
 * Thread: only one.
 */
#include "protogen_schema.h"

/* The client packs its structs so. Where it says 1 or 2, it changes nothing. */
enum { PACK = 4 };

bool
field_exists(const struct field *f, size_t version)
{
	return f->since <= (int)version;
}

uint32_t
field_host_length(const struct field *f)
{
	uint32_t max = 0;

	for (size_t v = 0; v < VERSION_COUNT; v++)
		if (f->length[v] > max)
			max = f->length[v];
	return max;
}

static void
element_layout(const struct field *f, size_t version, uint32_t *bytes,
    uint32_t *align)
{
	struct layout_op ops[OP_MAX];

	switch (f->type) {
	case TYPE_STRUCT:
		layout_ops(f->ref, version, ops, bytes, align);
		break;
	case TYPE_WSTR:
		*bytes = *align = 2;
		break;
	case TYPE_CHARS:
		*bytes = *align = 1;
		break;
	case TYPE_I8: case TYPE_U8: case TYPE_I16: case TYPE_U16:
	case TYPE_I32: case TYPE_U32: case TYPE_I64: case TYPE_U64:
	case TYPE_F32:
		*bytes = scalar_types[f->type].bytes;
		*align = *bytes < PACK ? *bytes : PACK;
		break;
	}
}

static uint32_t
pad(struct layout_op *ops, size_t *n, uint32_t at, uint32_t align)
{
	uint32_t up = (at + align - 1) / align * align;

	if (up != at)
		ops[(*n)++] = (struct layout_op){ NULL, up - at, at };
	return up;
}

size_t
layout_ops(const struct def *d, size_t version, struct layout_op ops[OP_MAX],
    uint32_t *bytes, uint32_t *align)
{
	size_t n = 0;
	uint32_t at = 0;

	*align = 1;
	for (size_t i = 0; i < d->field_count; i++) {
		const struct field *f = &d->fields[i];
		uint32_t element_bytes, element_align;

		if (!field_exists(f, version))
			continue;
		element_layout(f, version, &element_bytes, &element_align);
		at = pad(ops, &n, at, element_align);
		ops[n++] = (struct layout_op){ f, f->length[version], at };
		at += element_bytes * f->length[version];
		if (element_align > *align)
			*align = element_align;
	}
	if (n == 0) {
		ops[n++] = (struct layout_op){ NULL, 1, 0 };
		at = 1;
	}
	*bytes = pad(ops, &n, at, *align);
	return n;
}

uint32_t
layout_offset(const struct def *d, size_t version, const struct field *f)
{
	struct layout_op ops[OP_MAX];
	uint32_t bytes, align;
	size_t n = layout_ops(d, version, ops, &bytes, &align);

	for (size_t i = 0; i < n; i++)
		if (ops[i].field == f)
			return ops[i].offset;
	return 0;
}
