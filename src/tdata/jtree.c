/*
 * jtree.c - reads JSON text into nodes.
 *
 * Owns:   the pages of texts and nodes, until jtree_fini().
 * Called: by source.c and patch.c while tables are loaded.
 * Thread: any, one tree at a time.
 */
#include "tdata/jtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/str.h"
#include "base/vec.h"

enum {
	JTREE_DEPTH_MAX = 64,
	JTREE_BLOCK_BYTES = 1 << 20,
	JTREE_BLOCK_HEAD = 64,
	JTREE_NUMBER_MAX = 64,		/* characters of a number */
	JTREE_TEXT_SLACK = 16		/* NULs that end every scan */
};

struct jtree_block {
	struct jtree_block *next;
};

struct jtree_text {
	struct jtree_text *next;
	size_t bytes;
};

struct jtree_reader {
	struct jtree *tree;
	char *at;
	char *end;
	uint32_t line;
	uint32_t depth;
	uint8_t file;
};

static const char *const type_names[] = {
	[JTREE_NULL] = "null",
	[JTREE_BOOL] = "a boolean",
	[JTREE_INT] = "an integer",
	[JTREE_FLOAT] = "a number with a fraction",
	[JTREE_STRING] = "a string",
	[JTREE_ARRAY] = "an array",
	[JTREE_OBJECT] = "an object",
};

static void *
pages_new(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
jtree_fini(struct jtree *j)
{
	struct jtree_block *b;
	struct jtree_text *t;

	while ((b = j->blocks) != NULL) {
		j->blocks = b->next;
		munmap(b, JTREE_BLOCK_BYTES);
	}
	while ((t = j->texts) != NULL) {
		j->texts = t->next;
		munmap(t, t->bytes);
	}
	*j = (struct jtree){ 0 };
}

char *
jtree_text_new(struct jtree *j, size_t size)
{
	size_t bytes = size + sizeof(struct jtree_text) + JTREE_TEXT_SLACK;
	struct jtree_text *t;

	if (bytes < size || (t = pages_new(bytes)) == NULL)
		return NULL;
	t->bytes = bytes;
	t->next = j->texts;
	j->texts = t;
	return (char *)(t + 1);
}

static struct jtree_node *
node_new(struct jtree_reader *r, enum jtree_type type)
{
	struct jtree *j = r->tree;
	struct jtree_node *n;

	if (j->blocks == NULL ||
	    j->block_used + sizeof(*n) > JTREE_BLOCK_BYTES) {
		struct jtree_block *b = pages_new(JTREE_BLOCK_BYTES);

		if (b == NULL)
			return NULL;
		b->next = j->blocks;
		j->blocks = b;
		j->block_used = JTREE_BLOCK_HEAD;
	}
	/* Fresh pages are zero, so only what is not 0 is written. */
	n = (struct jtree_node *)(void *)((char *)j->blocks + j->block_used);
	j->block_used += sizeof(*n);
	n->type = (uint8_t)type;
	n->file = r->file;
	n->line = r->line;
	return n;
}

static struct jtree_node *
fail(struct jtree_reader *r, const char *what)
{
	if (r->tree->error[0] == '\0') {
		str_copy(r->tree->error, sizeof(r->tree->error), what);
		r->tree->error_line = r->line;
	}
	return NULL;
}

static void
skip_space(struct jtree_reader *r)
{
	/* The text ends in NULs, so there is no end to test here. */
	for (;; r->at++) {
		if (*r->at == '\n')
			r->line++;
		else if (*r->at != ' ' && *r->at != '\t' && *r->at != '\r')
			return;
	}
}

static bool
read_hex4(const char *p, uint32_t *out)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v * 16 + (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			v = v * 16 + (uint32_t)(c - 'A' + 10);
		else
			return false;
	}
	*out = v;
	return true;
}

static char *
put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
	} else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 63));
		*out++ = (char)(0x80 | (c & 63));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 63));
		*out++ = (char)(0x80 | (c >> 6 & 63));
		*out++ = (char)(0x80 | (c & 63));
	}
	return out;
}

/* At "uXXXX"; moves r->at behind it (and behind a second half). */
static bool
read_unicode_escape(struct jtree_reader *r, uint32_t *out)
{
	uint32_t c, low;

	if (!read_hex4(r->at + 1, &c))
		return false;
	r->at += 5;
	if (c >= 0xd800 && c < 0xdc00) {
		if (r->at[0] != '\\' || r->at[1] != 'u' ||
		    !read_hex4(r->at + 2, &low) ||
		    low < 0xdc00 || low > 0xdfff)
			return false;
		r->at += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	} else if (c >= 0xdc00 && c < 0xe000) {
		return false;
	}
	*out = c;
	return c != 0;		/* a NUL would cut the text short */
}

/* At a backslash; undoes the escape at out, which never gets ahead. */
static char *
read_escape(struct jtree_reader *r, char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *p;
	uint32_t c;

	r->at++;
	if (*r->at == 'u')
		return read_unicode_escape(r, &c) ? put_utf8(out, c) : NULL;
	if (*r->at == '\0' || (p = strchr(from, *r->at)) == NULL)
		return NULL;
	*out++ = to[p - from];
	r->at++;
	return out;
}

/* At the opening quote. False: refused with fail(). */
static bool
read_string(struct jtree_reader *r, const char **text, uint32_t *bytes)
{
	char *start = ++r->at, *out = start;
	bool is_plain = true;		/* ASCII only */

	/* Most strings are plain: nothing is moved. */
	while (*r->at != '"' && *r->at != '\\' && (signed char)*r->at >= 0x20)
		r->at++;
	out = r->at;
	while (*r->at != '"') {
		if (*r->at == '\\') {
			out = read_escape(r, out);
			if (out == NULL) {
				fail(r, "bad escape in a string");
				return false;
			}
			is_plain = false;
		} else if ((unsigned char)*r->at < 0x20) {
			fail(r, r->at >= r->end ? "a string does not end" :
			    "control character in a string");
			return false;
		} else {
			if ((unsigned char)*r->at >= 0x80)
				is_plain = false;
			*out++ = *r->at++;
		}
	}
	r->at++;
	*out = '\0';
	if (!is_plain && !str_utf8_is_valid(start)) {
		fail(r, "a string is not UTF-8");
		return false;
	}
	*text = start;
	*bytes = (uint32_t)(out - start);
	return true;
}

/* Anything but a plain integer of up to 18 digits. */
static struct jtree_node *
read_real(struct jtree_reader *r, const char *start)
{
	char copy[JTREE_NUMBER_MAX];
	struct jtree_node *n;
	size_t bytes;
	bool is_real = false;
	char *p = r->at;

	if (*p == '.') {
		is_real = true;
		if (p[1] < '0' || p[1] > '9')
			return fail(r, "a number ends in a point");
		for (p++; *p >= '0' && *p <= '9'; p++)
			;
	}
	if (*p == 'e' || *p == 'E') {
		is_real = true;
		p++;
		if (*p == '+' || *p == '-')
			p++;
		if (*p < '0' || *p > '9')
			return fail(r, "a number has an empty exponent");
		for (; *p >= '0' && *p <= '9'; p++)
			;
	}
	bytes = (size_t)(p - start);
	if (bytes >= sizeof(copy))
		return fail(r, "a number is too long");
	memcpy(copy, start, bytes);
	copy[bytes] = '\0';
	r->at = p;
	n = node_new(r, JTREE_FLOAT);
	if (n == NULL)
		return fail(r, "out of memory");
	n->u.real = strtod(copy, NULL);
	/* An integer beyond 18 digits fits 64 bits, or counts as a real. */
	if (!is_real && n->u.real > -9.2e18 && n->u.real < 9.2e18) {
		n->type = JTREE_INT;
		n->u.integer = strtoll(copy, NULL, 10);
	}
	if (n->type == JTREE_FLOAT &&
	    !(n->u.real >= -1e300 && n->u.real <= 1e300))
		return fail(r, "a number is out of range");
	return n;
}

static struct jtree_node *
read_number(struct jtree_reader *r)
{
	const char *start = r->at;
	bool is_negative = *r->at == '-';
	struct jtree_node *n;
	uint64_t v = 0;
	int digits = 0;

	r->at += is_negative;
	if (*r->at == '0' && r->at[1] >= '0' && r->at[1] <= '9')
		return fail(r, "a number begins with 0");
	for (; *r->at >= '0' && *r->at <= '9'; r->at++, digits++)
		v = v * 10 + (uint64_t)(*r->at - '0');
	if (digits == 0)
		return fail(r, "a value is expected here");
	if (digits > 18 || *r->at == '.' || *r->at == 'e' || *r->at == 'E')
		return read_real(r, start);
	n = node_new(r, JTREE_INT);
	if (n == NULL)
		return fail(r, "out of memory");
	n->u.integer = is_negative ? -(int64_t)v : (int64_t)v;
	return n;
}

static struct jtree_node *
read_word(struct jtree_reader *r)
{
	static const struct {
		const char *word;
		size_t bytes;
		enum jtree_type type;
		bool value;
	} words[] = {
		{ "true", 4, JTREE_BOOL, true },
		{ "false", 5, JTREE_BOOL, false },
		{ "null", 4, JTREE_NULL, false },
	};
	struct jtree_node *n;

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strncmp(r->at, words[i].word, words[i].bytes) != 0)
			continue;
		n = node_new(r, words[i].type);
		if (n == NULL)
			return fail(r, "out of memory");
		n->u.boolean = words[i].value;
		r->at += words[i].bytes;
		return n;
	}
	return fail(r, r->at >= r->end ? "the file ends too early" :
	    "a value is expected here");
}

static struct jtree_node *read_value(struct jtree_reader *r);

/* At the opening bracket or brace: both are lists, one has keys. */
static struct jtree_node *
read_list(struct jtree_reader *r, enum jtree_type type)
{
	struct jtree_node *list = node_new(r, type), *child, **tail;
	const char end = type == JTREE_ARRAY ? ']' : '}';
	const char *key = NULL;
	uint32_t key_bytes = 0;

	if (list == NULL)
		return fail(r, "out of memory");
	if (++r->depth > JTREE_DEPTH_MAX)
		return fail(r, "nested too deeply");
	tail = &list->u.first;
	r->at++;
	skip_space(r);
	while (*r->at != end || list->size > 0) {
		if (type == JTREE_OBJECT) {
			if (*r->at != '"')
				return fail(r, "a key in quotes is expected");
			if (!read_string(r, &key, &key_bytes))
				return NULL;
			skip_space(r);
			if (*r->at != ':')
				return fail(r, "':' is expected after a key");
			r->at++;
			skip_space(r);
		}
		if ((child = read_value(r)) == NULL)
			return NULL;
		child->key = key;
		child->key_bytes = key_bytes;
		*tail = child;
		tail = &child->next;
		list->size++;
		skip_space(r);
		if (*r->at == end)
			break;
		if (*r->at != ',')
			return fail(r, r->at >= r->end ?
			    "the file ends too early" : "',' is expected");
		r->at++;
		skip_space(r);
	}
	r->at++;
	r->depth--;
	return list;
}

static struct jtree_node *
read_value(struct jtree_reader *r)
{
	const char *text;
	struct jtree_node *n;
	uint32_t bytes, line = r->line;

	switch (*r->at) {
	case '{':
		return read_list(r, JTREE_OBJECT);
	case '[':
		return read_list(r, JTREE_ARRAY);
	case '"':
		if (!read_string(r, &text, &bytes))
			return NULL;
		if ((n = node_new(r, JTREE_STRING)) == NULL)
			return fail(r, "out of memory");
		n->u.text = text;
		n->size = bytes;
		n->line = line;
		return n;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return read_number(r);
	default:
		return read_word(r);
	}
}

struct jtree_node *
jtree_parse(struct jtree *j, const char *file_name, char *text, size_t size)
{
	struct jtree_reader r = {
		.tree = j, .at = text, .end = text + size, .line = 1,
	};

	j->error[0] = '\0';
	j->error_line = 0;
	if (j->file_count == JTREE_FILES_MAX)
		return fail(&r, "too many patches");
	r.file = j->file_count;
	j->file_names[j->file_count++] = file_name;
	if (size > INT32_MAX)
		return fail(&r, "the file is too big");
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	skip_space(&r);
	return read_value(&r);
}

const char *
jtree_file_name(const struct jtree *j, const struct jtree_node *n)
{
	return j->file_names[n->file];
}

const char *
jtree_type_name(enum jtree_type type)
{
	return type_names[type];
}

int
jtree_compare_keys(const struct jtree_node *a, const struct jtree_node *b)
{
	size_t bytes = a->key_bytes < b->key_bytes ? a->key_bytes :
	    b->key_bytes;
	int order = memcmp(a->key, b->key, bytes);

	if (order != 0)
		return order;
	return (a->key_bytes > b->key_bytes) - (a->key_bytes < b->key_bytes);
}

struct jtree_node *
jtree_get(const struct jtree_node *object, const char *key)
{
	struct jtree_node *found = NULL;
	size_t bytes = strlen(key);

	if (object == NULL || object->type != JTREE_OBJECT)
		return NULL;
	for (struct jtree_node *n = object->u.first; n != NULL; n = n->next) {
		if (n->key_bytes == bytes && memcmp(n->key, key, bytes) == 0)
			found = n;
	}
	return found;
}

/* Merges two lists in key order; of equal keys the one from b stays. */
static struct jtree_node *
merge_lists(struct jtree_node *a, struct jtree_node *b)
{
	struct jtree_node *head = NULL, **tail = &head;

	while (a != NULL && b != NULL) {
		int order = jtree_compare_keys(a, b);

		if (order == 0)
			a = a->next;
		if (order < 0) {
			*tail = a;
			a = a->next;
		} else {
			*tail = b;
			b = b->next;
		}
		tail = &(*tail)->next;
	}
	*tail = a != NULL ? a : b;
	return head;
}

/* Takes the first `count` off the list and returns them in order. */
static struct jtree_node *
sort_list(struct jtree_node **list, uint32_t count)
{
	struct jtree_node *n = *list, *a, *b;

	if (count == 0)
		return NULL;
	if (count == 1) {
		*list = n->next;
		n->next = NULL;
		return n;
	}
	a = sort_list(list, count / 2);
	b = sort_list(list, count - count / 2);
	return merge_lists(a, b);
}

struct jtree_node *
jtree_sorted_first(struct jtree_node *n)
{
	struct jtree_node *rest;

	if (n->type != JTREE_OBJECT && n->type != JTREE_ARRAY)
		return NULL;
	if (n->type == JTREE_ARRAY || n->is_sorted)
		return n->u.first;
	rest = n->u.first;
	n->u.first = sort_list(&rest, n->size);
	n->size = 0;
	for (rest = n->u.first; rest != NULL; rest = rest->next)
		n->size++;
	n->is_sorted = true;
	return n->u.first;
}
