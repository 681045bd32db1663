/*
 * patch.c - merges a patch into a table file (spec/tabledata.md 3).
 *
 * Owns:   nothing; nodes of the patch become nodes of the base.
 * Called: by source.c.
 * Thread: the one that loads.
 */
#include <string.h>

#include "base/str.h"
#include "tdata/load.h"

enum { PATCH_PATH_BYTES = 200 };

struct patch {
	struct load *ld;
	char path[PATCH_PATH_BYTES];	/* of the node in hand, for messages */
};

static struct jtree_node *merge(struct patch *p, struct jtree_node *base,
    struct jtree_node *patch);

/* Merges what the patch says about one key; NULL: the key goes. */
static struct jtree_node *
merge_key(struct patch *p, struct jtree_node *base, struct jtree_node *patch)
{
	size_t length = strlen(p->path);
	struct jtree_node *result;

	if (patch->type == JTREE_NULL)
		return NULL;
	str_format(p->path + length, sizeof(p->path) - length, "%s%.*s",
	    length > 0 ? "." : "",
	    patch->key_bytes > 40 ? 40 : (int)patch->key_bytes, patch->key);
	result = merge(p, base, patch);
	p->path[length] = '\0';
	return result;
}

/*
 * Takes the "!key" entries out of a sorted patch and puts their values into
 * base, whatever stands there.
 */
static void
force_keys(struct jtree_node *base, struct jtree_node *patch)
{
	struct jtree_node **from = &patch->u.first, *n;

	while ((n = *from) != NULL) {
		if (n->key_bytes == 0 || n->key[0] != '!') {
			from = &n->next;
			continue;
		}
		*from = n->next;
		n->key++;
		n->key_bytes--;
		/* Prepending keeps no order, so sort when it is done. */
		n->next = NULL;
		if (base->u.first == NULL) {
			base->u.first = n;
		} else {
			struct jtree_node *last = base->u.first;

			while (last->next != NULL)
				last = last->next;
			last->next = n;
		}
		base->size++;
		base->is_sorted = false;
	}
}

/*
 * In the order of keys '!' comes before letters and digits, so "!key" acts
 * before "key", as it does in OpenFusion's loop over the patch.
 */
static void
merge_objects(struct patch *p, struct jtree_node *base,
    struct jtree_node *patch)
{
	struct jtree_node **at, *n, *next;

	jtree_sorted_first(patch);
	force_keys(base, patch);
	jtree_sorted_first(base);
	at = &base->u.first;
	for (n = patch->u.first; n != NULL; n = next) {
		int order = 1;

		next = n->next;
		while (*at != NULL &&
		    (order = jtree_compare_keys(*at, n)) < 0)
			at = &(*at)->next;
		if (*at == NULL || order > 0) {	/* a new key, even null */
			n->next = *at;
			*at = n;
			base->size++;
		} else {
			struct jtree_node *rest = (*at)->next;
			struct jtree_node *kept = merge_key(p, *at, n);

			if (kept == NULL) {
				*at = rest;
				base->size--;
				continue;
			}
			kept->next = rest;
			*at = kept;
		}
		at = &(*at)->next;
	}
}

static void
append(struct jtree_node *base, struct jtree_node *patch)
{
	struct jtree_node **tail = &base->u.first;

	while (*tail != NULL)
		tail = &(*tail)->next;
	*tail = patch->u.first;
	base->size += patch->size;
}

static struct jtree_node *
merge(struct patch *p, struct jtree_node *base, struct jtree_node *patch)
{
	if (base->type == JTREE_NULL || patch->type == JTREE_NULL)
		return base;
	if (base->type != patch->type) {
		load_warn(p->ld, patch, "%s: the patch has %s where the table "
		    "has %s; left as it was", p->path,
		    jtree_type_name((enum jtree_type)patch->type),
		    jtree_type_name((enum jtree_type)base->type));
		return base;
	}
	switch ((enum jtree_type)base->type) {
	case JTREE_OBJECT:
		merge_objects(p, base, patch);
		return base;
	case JTREE_ARRAY:
		append(base, patch);
		return base;
	case JTREE_NULL:
	case JTREE_BOOL:
	case JTREE_INT:
	case JTREE_FLOAT:
	case JTREE_STRING:
		break;
	}
	return patch;
}

struct jtree_node *
patch_merge(struct load *ld, struct jtree_node *base, struct jtree_node *patch)
{
	struct patch p = { .ld = ld };

	return merge(&p, base, patch);
}
