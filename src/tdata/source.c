/*
 * source.c - the files of the tables: reading, parsing, patching.
 *
 * Owns:   struct load's tree while a file is in hand.
 * Called: by tdata_load().
 * Thread: the one that loads.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "tdata/load.h"

enum { SOURCE_PATH_BYTES = 1024 };

/* What reading one file came to. */
struct source {
	enum tdata_read result;
	int error;		/* errno of TDATA_READ_ERROR and _NONE */
	char *text;		/* belongs to the tree */
	size_t size;
};

static void
read_descriptor(struct jtree *tree, int fd, struct source *s)
{
	struct stat st;
	size_t have = 0;

	s->result = TDATA_READ_ERROR;
	if (fstat(fd, &st) < 0) {
		s->error = errno;
		return;
	}
	if (!S_ISREG(st.st_mode)) {
		s->error = EINVAL;
		return;
	}
	s->text = jtree_text_new(tree, (size_t)st.st_size);
	if (s->text == NULL) {
		s->error = ENOMEM;
		return;
	}
	while (have < (size_t)st.st_size) {
		ssize_t n = pread(fd, s->text + have,
		    (size_t)st.st_size - have, (off_t)have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			s->error = errno;
			return;
		}
		if (n == 0)
			break;	/* it shrank: what is there must do */
		have += (size_t)n;
	}
	s->size = have;
	s->result = TDATA_READ_OK;
}

static void
read_path(struct load *ld, const char *path, struct source *s)
{
	char *bytes = NULL;
	int fd;

	*s = (struct source){ .result = TDATA_READ_ERROR };
	if (ld->opt->read != NULL) {
		s->result = ld->opt->read(ld->opt->read_arg, path, &bytes,
		    &s->size);
		if (s->result == TDATA_READ_OK) {
			s->text = jtree_text_new(&ld->tree, s->size);
			CHECK(s->text != NULL);
			memcpy(s->text, bytes, s->size);
		}
		free(bytes);
		return;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		s->error = errno;
		if (errno == ENOENT || errno == ENOTDIR)
			s->result = TDATA_READ_NONE;
		return;
	}
	read_descriptor(&ld->tree, fd, s);
	close(fd);
}

/* "dir/name", "dir" with or without its slash; false: too long. */
static bool
join(char *out, size_t cap, const char *dir, const char *name)
{
	size_t n = strlen(dir);
	const char *slash = n > 0 && dir[n - 1] == '/' ? "" : "/";

	return str_format(out, cap, "%s%s%s", dir, slash, name) ==
	    n + strlen(slash) + strlen(name);
}

static const char *
keep_text(struct load *ld, const char *text)
{
	return load_keep(ld, text, strlen(text) + 1, 1);
}

static bool
add_module(struct load *ld, const char *name, size_t bytes)
{
	char *copy;

	if (ld->module_count == LOAD_MODULES_MAX) {
		load_fail(ld, NULL, "enabledpatches: more than %d modules",
		    LOAD_MODULES_MAX);
		return false;
	}
	copy = load_new(ld, bytes + 1, 1);
	memcpy(copy, name, bytes);
	ld->modules[ld->module_count++] = copy;
	return true;
}

/* OpenFusion takes a directory that is not there for one without patches. */
static void
warn_missing_modules(struct load *ld)
{
	char path[SOURCE_PATH_BYTES];
	struct stat st;

	if (ld->opt->read != NULL)
		return;
	for (uint32_t i = 0; i < ld->module_count; i++) {
		if (!join(path, sizeof(path), ld->opt->patch_dir,
		    ld->modules[i]))
			continue;
		if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
			load_warn(ld, NULL, "enabledpatches: %s: there is no "
			    "such directory", path);
	}
}

bool
load_init_modules(struct load *ld)
{
	static const char spaces[] = " \t\r\n\v\f";
	const char *patches = ld->opt->patches != NULL ? ld->opt->patches :
	    ld->rules->patches;
	const char *p = patches;

	while (*(p += strspn(p, spaces)) != '\0') {
		size_t bytes = strcspn(p, spaces);

		if (!add_module(ld, p, bytes))
			return false;
		p += bytes;
	}
	/* spec/tabledata.md 1: the substring counts, not the module. */
	if (ld->opt->has_drop_fixes) {
		if (!add_module(ld, "0104-fixes", strlen("0104-fixes")))
			return false;
		if (strstr(patches, "1013") != NULL &&
		    !add_module(ld, "1013-fixes", strlen("1013-fixes")))
			return false;
	}
	warn_missing_modules(ld);
	return true;
}

static struct jtree_node *
apply_patches(struct load *ld, const char *name, struct jtree_node *root)
{
	char dir[SOURCE_PATH_BYTES], path[SOURCE_PATH_BYTES];
	struct jtree_node *patch;
	struct source s;

	for (uint32_t i = 0; i < ld->module_count; i++) {
		if (!join(dir, sizeof(dir), ld->opt->patch_dir,
		    ld->modules[i]) || !join(path, sizeof(path), dir, name)) {
			load_fail(ld, NULL, "patchdir: the path is too long");
			return NULL;
		}
		read_path(ld, path, &s);
		if (s.result == TDATA_READ_NONE)
			continue;
		if (s.result == TDATA_READ_ERROR) {
			load_warn(ld, NULL, "patch %s cannot be read: %s; it "
			    "is left out", path, strerror(s.error));
			continue;
		}
		patch = jtree_parse(&ld->tree, keep_text(ld, path), s.text,
		    s.size);
		if (patch == NULL) {
			load_warn(ld, NULL, "patch %s:%u: %s; the whole patch "
			    "is left out", path, ld->tree.error_line,
			    ld->tree.error);
			continue;
		}
		load_info(ld, "Patching %s", path);
		root = patch_merge(ld, root, patch);
	}
	return root;
}

/*
 * False: there is no text to parse, and that has been said, but for an empty
 * gruntwork file.
 */
static bool
read_base(struct load *ld, const char *name, enum load_need need,
    struct source *s)
{
	char path[SOURCE_PATH_BYTES];
	bool is_gruntwork = need == LOAD_OPTIONAL;

	if (!join(path, sizeof(path), ld->opt->dir, name)) {
		load_fail(ld, NULL, "the path is too long");
		return false;
	}
	*s = (struct source){ 0 };
	if (is_gruntwork && ld->opt->gruntwork_fd > 0)
		read_descriptor(&ld->tree, ld->opt->gruntwork_fd, s);
	else
		read_path(ld, path, s);
	if (s->result == TDATA_READ_OK && s->size > 0)
		return true;
	if (s->result == TDATA_READ_OK && !is_gruntwork)
		load_fail(ld, NULL, "Critical tdata file is empty: %s", path);
	else if (s->result == TDATA_READ_ERROR)
		load_fail(ld, NULL, "%s cannot be read: %s", path,
		    strerror(s->error));
	else if (!is_gruntwork)
		load_fail(ld, NULL, "Critical tdata file missing: %s", path);
	return false;
}

/*
 * Gruntwork is saved to a second file first (spec/DECISIONS.md), so a crash
 * breaks one of the two at most. NULL: that one is of no use either.
 */
static struct jtree_node *
open_backup(struct load *ld, const char *name)
{
	char backup[SOURCE_PATH_BYTES], path[SOURCE_PATH_BYTES];
	struct jtree_node *root;
	struct source s;

	if (str_format(backup, sizeof(backup), "%s.bak", name) !=
	    strlen(name) + strlen(".bak") ||
	    !join(path, sizeof(path), ld->opt->dir, backup))
		return NULL;
	s = (struct source){ 0 };
	if (ld->opt->gruntwork_backup_fd > 0)
		read_descriptor(&ld->tree, ld->opt->gruntwork_backup_fd, &s);
	else
		read_path(ld, path, &s);
	if (s.result != TDATA_READ_OK || s.size == 0)
		return NULL;
	root = jtree_parse(&ld->tree, keep_text(ld, backup), s.text, s.size);
	if (root == NULL || root->type == JTREE_NULL)
		return root;	/* null: everything had been taken away */
	/* {} is how it is made: nothing was ever saved to it. */
	return root->type == JTREE_OBJECT && root->size > 0 ? root : NULL;
}

/* NULL: has_failed, or there is nothing in it. */
static struct jtree_node *
open_base(struct load *ld, const char *name, enum load_need need)
{
	struct jtree_node *root = NULL;
	struct source s;
	char why[256] = "is empty";

	if (read_base(ld, name, need, &s)) {
		root = jtree_parse(&ld->tree, keep_text(ld, name), s.text,
		    s.size);
		str_format(why, sizeof(why), "%u: %s", ld->tree.error_line,
		    ld->tree.error);
	} else if (ld->has_failed || s.result != TDATA_READ_OK) {
		return NULL;
	}
	if (root != NULL)
		return root;
	if (need == LOAD_OPTIONAL)
		root = open_backup(ld, name);
	if (root != NULL)
		ld->t->has_gruntwork_backup = true;
	if (root != NULL && !ld->has_told_backup)
		load_warn(ld, NULL, "%s: taking %s.bak instead", why, name);
	else if (root == NULL && s.size == 0)
		load_warn(ld, NULL, "The gruntwork file is empty");
	else if (root == NULL)
		load_fail(ld, NULL, "%s", why);
	ld->has_told_backup = true;
	return root;
}

struct jtree_node *
load_open(struct load *ld, const char *name, enum load_need need)
{
	struct jtree_node *root;

	ld->file = name;
	ld->warnings = 0;
	root = open_base(ld, name, need);
	if (root == NULL)
		return NULL;
	if (need == LOAD_OPTIONAL && (root->type == JTREE_NULL ||
	    root->size == 0))
		return NULL;
	root = apply_patches(ld, name, root);
	if (root == NULL || ld->has_failed)
		return NULL;
	if (root->type != JTREE_OBJECT) {
		load_fail(ld, root, "is %s, must be an object",
		    jtree_type_name((enum jtree_type)root->type));
		return NULL;
	}
	return root;
}

void
load_close(struct load *ld)
{
	if (ld->warnings > LOAD_WARNINGS_MAX)
		load_info(ld, "tdata: %s: %u more warnings", ld->file,
		    ld->warnings - LOAD_WARNINGS_MAX);
	jtree_fini(&ld->tree);
	arena_reset(&ld->scratch);
	ld->warnings = 0;
}
