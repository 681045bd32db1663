/*
 * row.h - JSON objects into C structs by a const table of fields.
 *
 * A table's rows have the same keys in the same order, so each key is first
 * compared with the key that stood at its place in the row before.
 */
#ifndef TDATA_ROW_H
#define TDATA_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "tdata/load.h"

enum row_type {
	ROW_I32,		/* numbers are truncated, booleans 0 or 1 */
	ROW_I64,		/* no booleans */
	ROW_BOOL,		/* true and false only */
	ROW_IS_ONE,		/* bool: the integer is 1 */
	ROW_IS_SET,		/* bool: the integer is not 0 */
	ROW_FLOAT,
	ROW_DOUBLE,
	ROW_TEXT,		/* const char *, in the tables' home */
	ROW_NODE		/* struct jtree_node *: an array or object */
};

enum row_need {
	ROW_MUST,		/* its absence stops the start */
	ROW_WANT,		/* 0 and one warning a table */
	ROW_MAY,		/* keeps what the row holds; null is wrong */
	ROW_EXTRA		/* OpenFusion never reads it: whatever */
				/* it is, it cannot stop the start */
};

struct row_field {
	const char *key;
	uint8_t key_bytes;
	uint8_t type;
	uint8_t need;
	uint8_t count;		/* of array elements; 0: no array */
	uint16_t offset;
	uint16_t stride;	/* from one element to the next */
};

#define ROW_FIELD(tag, member, key_, type_, need_) \
	{ .key = (key_), .key_bytes = sizeof(key_) - 1, .type = (type_), \
	  .need = (need_), .offset = offsetof(struct tag, member) }

/* An array in JSON; member is its first element, next the second one. */
#define ROW_ARRAY(tag, member, next, count_, key_, need_) \
	{ .key = (key_), .key_bytes = sizeof(key_) - 1, .type = ROW_I32, \
	  .need = (need_), .count = (count_), \
	  .offset = offsetof(struct tag, member), \
	  .stride = offsetof(struct tag, next) - offsetof(struct tag, member) }

enum { ROW_FIELDS_MAX = 64, ROW_HINTS = 96 };

/* A kind of row and what was seen of it so far. */
struct row_reader {
	struct load *ld;
	struct arena *home;	/* of row_read_table()'s rows: the tables' */
	const char *table;	/* path for messages */
	const struct row_field *fields;
	uint32_t field_count;
	uint64_t missing;	/* fields that a warning has named */
	struct {
		const char *key;
		uint32_t bytes;
		int32_t field;	/* -1: nobody reads it */
	} hints[ROW_HINTS];
};

void row_reader_init(struct row_reader *r, struct load *ld, const char *table,
    const struct row_field *fields, size_t count);
#define ROW_READER(r, ld, table, fields) \
	row_reader_init((r), (ld), (table), (fields), COUNT_OF(fields))

/* Fills the struct at out. index is for messages about rows without a key. */
bool row_read(struct row_reader *r, const struct jtree_node *node,
    uint32_t index, void *out) MUST_USE;

/*
 * All rows of a table (array, or object in key order) in the reader's home.
 * list may be NULL: no rows. False: reported.
 */
bool row_read_table(struct row_reader *r, struct jtree_node *list,
    size_t row_bytes, void *rows_out, uint32_t *count_out) MUST_USE;

/* A number as an int32_t; false: reported under this path. */
bool row_int(struct load *ld, const struct jtree_node *n, const char *path,
    int32_t *out) MUST_USE;

/* An array of integers in the tables' home. */
bool row_int_list(struct load *ld, struct jtree_node *list, const char *path,
    const int32_t **out, uint32_t *count) MUST_USE;

/* "table["key"]", or "table[index]" if the node has no key. */
void row_path(char *out, size_t cap, const char *table,
    const struct jtree_node *n, uint32_t index);

#endif
