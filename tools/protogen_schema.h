/* protogen_schema.h - the schema text as data: read, checked and laid out. */
#ifndef PROTOGEN_SCHEMA_H
#define PROTOGEN_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VERSION_COUNT = 3,
	NAME_MAX_BYTES = 96,
	DEF_MAX = 1024,
	FIELD_MAX = 6144,
	CHOICE_MAX = 8,
	CHOICE_VALUE_MAX = 256,
	RUN_MAX = 2,
	OP_MAX = 256
};

extern const int version_numbers[VERSION_COUNT];

enum type_kind {
	TYPE_I8, TYPE_U8, TYPE_I16, TYPE_U16, TYPE_I32, TYPE_U32, TYPE_I64,
	TYPE_U64, TYPE_F32, TYPE_WSTR, TYPE_CHARS, TYPE_STRUCT,
	TYPE_SCALAR_COUNT = TYPE_WSTR
};

struct scalar_type {
	const char *name;	/* in the schema */
	const char *c_name;
	const char *enumerator;	/* of enum wire_struct */
	uint32_t bytes;
};

extern const struct scalar_type scalar_types[TYPE_SCALAR_COUNT];

struct def;

struct field {
	char name[NAME_MAX_BYTES];
	char c_name[NAME_MAX_BYTES];
	enum type_kind type;
	const struct def *ref;		/* TYPE_STRUCT */
	bool is_array;
	uint32_t length[VERSION_COUNT];	/* 1 if it is no array */
	int since;			/* index of the first version with it */
	int line;
};

struct choice {
	char name[NAME_MAX_BYTES];
	const struct def *element[CHOICE_VALUE_MAX];
	uint32_t value_count;		/* largest value + 1 */
};

/* Elements that follow a packet's fields. */
struct run {
	const struct field *count;	/* NULL: always one */
	enum type_kind type;
	const struct def *ref;
	const struct field *by;		/* with choice */
	const struct choice *choice;
};

struct def {
	char name[NAME_MAX_BYTES];
	char c_name[NAME_MAX_BYTES];	/* struct tag */
	char upper[NAME_MAX_BYTES];	/* for enumerators */
	bool is_packet;
	uint32_t id;
	bool exists[VERSION_COUNT];
	uint32_t bytes[VERSION_COUNT];	/* declared; checked to be right */
	struct field *fields;
	size_t field_count;
	struct run runs[RUN_MAX];
	size_t run_count;
	int line;
};

struct schema {
	const char *path;
	struct def defs[DEF_MAX];
	size_t def_count;
	struct field fields[FIELD_MAX];
	size_t field_count;
	struct choice choices[CHOICE_MAX];
	size_t choice_count;
};

/* One step of a layout: a field's elements, or zero bytes. */
struct layout_op {
	const struct field *field;	/* NULL: padding */
	uint32_t count;			/* elements, units, bytes */
	uint32_t offset;		/* on the wire */
};

/* Prints "path:line: message" and ends the program. */
__attribute__((noreturn, format(printf, 3, 4))) void
schema_fail(const struct schema *s, int line, const char *fmt, ...);

/* Reads and checks it all; ends the program at the first mistake. */
void schema_read(struct schema *s, const char *path);

const struct def *schema_find(const struct schema *s, const char *name);

bool field_exists(const struct field *f, size_t version);

/* The largest length over the versions: the host array's. */
uint32_t field_host_length(const struct field *f);

/*
 * The steps of a version's layout, padding included, and its size. A struct
 * without fields is one zero byte.
 */
size_t layout_ops(const struct def *d, size_t version,
    struct layout_op ops[OP_MAX], uint32_t *bytes, uint32_t *align);

/* Where a field lies in a version. */
uint32_t layout_offset(const struct def *d, size_t version,
    const struct field *f);

#endif
