/*
 * load.c - what all loaders share: messages, the tables' home, sorted rows.
 *
 * Owns:   nothing; struct load belongs to tdata_load().
 * Called: by the loaders.
 * Thread: the one that loads.
 */
#include "tdata/load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { LOAD_LINE_BYTES = 512 };

static void
report(struct load *ld, enum log_level level, const char *line)
{
	if (ld->opt->report != NULL)
		ld->opt->report(ld->opt->report_arg, level, line);
	else
		log_write(level, "%s", line);
}

static void PRINTF_LIKE(4, 0)
report_at(struct load *ld, enum log_level level,
    const struct jtree_node *node, const char *fmt, va_list args)
{
	char what[LOAD_LINE_BYTES], line[LOAD_LINE_BYTES];

	vsnprintf(what, sizeof(what), fmt, args);
	if (node != NULL)
		str_format(line, sizeof(line), "tdata: %s:%u: %s",
		    jtree_file_name(&ld->tree, node), node->line, what);
	else if (ld->file != NULL)
		str_format(line, sizeof(line), "tdata: %s: %s", ld->file,
		    what);
	else
		str_format(line, sizeof(line), "tdata: %s", what);
	report(ld, level, line);
}

void
load_fail(struct load *ld, const struct jtree_node *node, const char *fmt, ...)
{
	va_list args;

	if (ld->has_failed)
		return;
	ld->has_failed = true;
	va_start(args, fmt);
	report_at(ld, LOG_ERROR, node, fmt, args);
	va_end(args);
}

void
load_warn(struct load *ld, const struct jtree_node *node, const char *fmt, ...)
{
	va_list args;

	/* A table of another build dangles everywhere: a sample will do. */
	if (++ld->warnings > LOAD_WARNINGS_MAX)
		return;
	va_start(args, fmt);
	report_at(ld, LOG_WARN, node, fmt, args);
	va_end(args);
}

void
load_info(struct load *ld, const char *fmt, ...)
{
	char line[LOAD_LINE_BYTES];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	report(ld, LOG_INFO, line);
}

void *
load_new(struct load *ld, size_t count, size_t bytes)
{
	/* Rows are bounded by the size of a file, so this cannot overflow. */
	return arena_new(ld->arena, count == 0 ? 1 : count * bytes);
}

void *
load_keep(struct load *ld, const void *items, size_t count, size_t bytes)
{
	void *kept = load_new(ld, count, bytes);

	if (count > 0)
		memcpy(kept, items, count * bytes);
	return kept;
}

struct jtree_node *
load_list(struct load *ld, const struct jtree_node *object, const char *path,
    const char *name)
{
	struct jtree_node *n = jtree_get(object, name);

	if (n == NULL || n->type == JTREE_NULL)
		return NULL;
	if (n->type == JTREE_ARRAY || n->type == JTREE_OBJECT)
		return n;
	load_fail(ld, n, "%s%s%s: is %s, must be an array or an object", path,
	    path[0] != '\0' ? "." : "", name,
	    jtree_type_name((enum jtree_type)n->type));
	return NULL;
}

struct jtree_node *
load_table(struct load *ld, const struct jtree_node *root, const char *group,
    const char *name)
{
	struct jtree_node *n = load_list(ld, root, "", group);

	if (n != NULL)
		n = load_list(ld, n, group, name);
	if (n == NULL && !ld->has_failed)
		load_warn(ld, root, "%s.%s: there is no such table, taken as "
		    "empty", group, name);
	return n;
}

struct keyed_row {
	int64_t key;
	uint32_t row;
};

static int
compare_keyed_rows(const void *a, const void *b)
{
	const struct keyed_row *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

uint32_t
load_sort_rows(void *rows, uint32_t count, size_t bytes,
    int64_t (*key)(const void *row))
{
	struct keyed_row *order;
	char *copy;
	bool is_sorted = true;
	uint32_t kept = 0;

	for (uint32_t i = 1; i < count && is_sorted; i++)
		is_sorted = key((char *)rows + (i - 1) * bytes) <
		    key((char *)rows + i * bytes);
	if (is_sorted)
		return count;
	order = calloc(count, sizeof(*order));
	copy = malloc(count * bytes);
	CHECK(order != NULL && copy != NULL);
	memcpy(copy, rows, count * bytes);
	for (uint32_t i = 0; i < count; i++)
		order[i] = (struct keyed_row){ key(copy + i * bytes), i };
	qsort(order, count, sizeof(*order), compare_keyed_rows);
	for (uint32_t i = 0; i < count; i++) {
		if (i + 1 < count && order[i + 1].key == order[i].key)
			continue;	/* a later row takes its place */
		memcpy((char *)rows + kept++ * bytes,
		    copy + order[i].row * bytes, bytes);
	}
	free(order);
	free(copy);
	return kept;
}

int64_t
load_id_key(const void *row)
{
	int32_t id;

	memcpy(&id, row, sizeof(id));
	return id;
}

static int
compare_links(const void *a, const void *b)
{
	const struct load_link *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

void
load_sort_links(struct load_links *links)
{
	if (links->count > 1)
		qsort(links->items, links->count, sizeof(*links->items),
		    compare_links);
}

const struct load_link *
load_find_link(const struct load_link *links, size_t count, int32_t from)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && links[low].from == from ? &links[low] : NULL;
}

bool
load_is_npc_type(const struct load *ld, int32_t type)
{
	return type >= 0 && (uint32_t)type < ld->t->npc_type_count &&
	    ld->t->npc_types[type].number == type;
}

bool
load_check_npc_type(struct load *ld, const struct jtree_node *node,
    const char *key_path, int32_t type)
{
	if (load_is_npc_type(ld, type))
		return true;
	/* Fatal on purpose: gruntwork of another build must not be lost. */
	load_fail(ld, node, "%s: contains an invalid NPC type: %d", key_path,
	    type);
	return false;
}
