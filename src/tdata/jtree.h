/*
 * jtree.h - a JSON text as a tree of small nodes that know their file and line.
 *
 * Why not a library: the start has 0.25 s for everything. A general one needs
 * that alone for the 9.6 MB of a full xdt.json, and 85 MB of small pieces that
 * the heap never gives back whole. This one cuts its nodes from pages that go
 * back to the system at once, and its strings stay in the text.
 */
#ifndef TDATA_JTREE_H
#define TDATA_JTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum jtree_type {
	JTREE_NULL,
	JTREE_BOOL,
	JTREE_INT,
	JTREE_FLOAT,
	JTREE_STRING,
	JTREE_ARRAY,
	JTREE_OBJECT
};

struct jtree_node {
	struct jtree_node *next;	/* in its array or object */
	const char *key;		/* in an object, not terminated */
	union {
		bool boolean;
		int64_t integer;
		double real;
		const char *text;	/* terminated, no NUL inside, UTF-8 */
		struct jtree_node *first;
	} u;
	uint32_t key_bytes;
	uint32_t size;			/* bytes of text; number of children */
	uint32_t line;			/* 1.. */
	uint8_t file;			/* index for jtree_file_name() */
	uint8_t type;			/* enum jtree_type */
	bool is_sorted;	/* an object in key order, keys unique */
};

enum { JTREE_FILES_MAX = 64 };

/* All texts and nodes of one document and its patches. {0} is empty. */
struct jtree {
	struct jtree_block *blocks;
	size_t block_used;
	struct jtree_text *texts;
	const char *file_names[JTREE_FILES_MAX];
	uint8_t file_count;
	char error[160];		/* of the last failed jtree_parse() */
	uint32_t error_line;
};

/* Gives everything back; every node of it is gone. */
void jtree_fini(struct jtree *j);

/*
 * A buffer for the text of a file, `size` bytes and some room behind them, that
 * lives as long as the tree. NULL if memory is gone.
 */
char *jtree_text_new(struct jtree *j, size_t size);

/*
 * Parses a text made by jtree_text_new(), which it changes (escapes are undone
 * in place). What follows the first value is ignored. NULL: error, error_line.
 */
struct jtree_node *jtree_parse(struct jtree *j, const char *file_name,
    char *text, size_t size);

const char *jtree_file_name(const struct jtree *j,
    const struct jtree_node *n);
const char *jtree_type_name(enum jtree_type type);

/* An object's value, the last if the key is there twice; NULL if absent. */
struct jtree_node *jtree_get(const struct jtree_node *object, const char *key);

/*
 * The first child of an object or array. An object is put in byte order of its
 * keys first, and of equal keys only the last one stays (spec/tabledata.md 2).
 */
struct jtree_node *jtree_sorted_first(struct jtree_node *n);

/* memcmp() order, the shorter first. */
int jtree_compare_keys(const struct jtree_node *a, const struct jtree_node *b);

#endif
