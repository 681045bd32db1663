/*
 * load_names.c - the name wheel: three lists, the index is the client's code.
 *
 * Owns:   nothing.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include "tdata/load.h"
#include "tdata/row.h"

struct name_row {
	const char *text;
};

static const struct row_field name_fields[] = {
	ROW_FIELD(name_row, text, "m_pstrNameString", ROW_TEXT, ROW_MUST),
};

static bool
load_list_of_names(struct load *ld, struct jtree_node *root,
    const char *table, const char *name, const char *const **out,
    uint32_t *count)
{
	/* A row is one pointer, so rows are the list of names. */
	const char *const *rows;
	struct row_reader r;

	_Static_assert(sizeof(struct name_row) == sizeof(const char *),
	    "rows must be pointers");
	ROW_READER(&r, ld, table, name_fields);
	if (!row_read_table(&r, load_table(ld, root, "m_pNameTable", name),
	    sizeof(struct name_row), &rows, count))
		return false;
	*out = rows;
	return true;
}

bool
load_names(struct load *ld, struct jtree_node *root)
{
	struct tdata *t = ld->t;

	return load_list_of_names(ld, root, "m_pNameTable.m_pFirstName",
	    "m_pFirstName", &t->first_names, &t->first_name_count) &&
	    load_list_of_names(ld, root, "m_pNameTable.m_pMiddleName",
	    "m_pMiddleName", &t->middle_names, &t->middle_name_count) &&
	    load_list_of_names(ld, root, "m_pNameTable.m_pLastName",
	    "m_pLastName", &t->last_names, &t->last_name_count);
}
