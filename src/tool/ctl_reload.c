/*
 * ctl_reload.c - `fusiond ctl reload`.
 *
 * The server opens no file any more, so this reads config.ini and the tables
 * with the same loaders as it, refuses what they refuse, and sends it what was
 * in the files that they asked for (control/reload.h).
 *
 * Owns:   what it has read.
 * Called: by ctl.c.
 * Thread: main; there is no other.
 */
#include "tool/ctl_reload.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/filename.h"
#include "base/str.h"
#include "base/vec.h"
#include "config/config.h"
#include "setup.h"
#include "tdata/tdata.h"
#include "tool/ctl.h"

enum { PATH_BYTES = 4096, LENGTH_BYTES = 32, READ_BYTES = 65536 };

struct buffer VEC_OF(char);

struct reading {
	struct config *cfg;
	const char *config_path;
	const char *dir;		/* -d, or NULL */
	char patch_dir[PATH_BYTES];
	struct buffer body;
};

static void
append(struct buffer *b, const char *bytes, size_t n)
{
	vec_reserve(b, b->count + n);
	if (n > 0)
		memcpy(b->items + b->count, bytes, n);
	b->count += n;
}

static void
add_record(struct reading *r, const char *name, const char *bytes, size_t n)
{
	char length[LENGTH_BYTES];
	size_t digits = str_format(length, sizeof(length), "%zu ", n);

	append(&r->body, length, digits);
	append(&r->body, name, strlen(name));
	append(&r->body, "\n", 1);
	append(&r->body, bytes, n);
}

/* False: errno. */
static bool
read_stream(FILE *f, struct buffer *out)
{
	size_t n;

	do {
		vec_reserve(out, out->count + READ_BYTES);
		n = fread(out->items + out->count, 1, READ_BYTES, f);
		out->count += n;
	} while (n > 0);
	return ferror(f) == 0;
}

/* As config.ini's paths are meant: from here, or from where it lies. */
static FILE *
open_file(const struct reading *r, const char *path)
{
	FILE *f = fopen(path, "re");
	char beside[PATH_BYTES];

	if (f != NULL || errno != ENOENT || !filename_beside(r->config_path,
	    path, beside, sizeof(beside)))
		return f;
	return fopen(beside, "re");
}

/* For the loader: what it gets is what the server will get. */
static enum tdata_read
read_and_keep(void *arg, const char *path, char **bytes, size_t *size)
{
	struct reading *r = arg;
	struct buffer b = { 0 };
	FILE *f = open_file(r, path);
	bool ok;

	if (f == NULL)
		return errno == ENOENT || errno == ENOTDIR ? TDATA_READ_NONE :
		    TDATA_READ_ERROR;
	ok = read_stream(f, &b);
	fclose(f);
	if (!ok) {
		vec_fini(&b);
		return TDATA_READ_ERROR;
	}
	add_record(r, path, b.items, b.count);
	vec_reserve(&b, 1);
	*bytes = b.items;		/* the loader's now */
	*size = b.count;
	return TDATA_READ_OK;
}

static void
say(void *arg, enum log_level level, const char *line)
{
	UNUSED(arg);
	if (level == LOG_ERROR || level == LOG_WARN)
		fprintf(stderr, "ctl: %s%s\n", level == LOG_WARN ? "odd: " :
		    "", line);
}

/* False: it has been said. */
static bool
read_config(struct reading *r)
{
	struct buffer b = { 0 };
	FILE *f = fopen(r->config_path, "re");
	bool ok = false;

	if (f == NULL || !read_stream(f, &b)) {
		fprintf(stderr, "ctl: %s: %s\n", r->config_path,
		    strerror(errno));
	} else {
		add_record(r, r->config_path, b.items, b.count);
		vec_push(&b, '\0');
		if (strlen(b.items) + 1 != b.count)
			fprintf(stderr, "ctl: %s: a zero byte, this is no "
			    "text\n", r->config_path);
		else
			r->cfg = config_parse(r->config_path, b.items, stderr);
		ok = r->cfg != NULL;
	}
	if (f != NULL)
		fclose(f);
	vec_fini(&b);
	return ok;
}

static bool
read_tables(struct reading *r)
{
	struct tdata_options opt;
	struct tdata *td;

	if (r->dir != NULL) {
		str_format(r->patch_dir, sizeof(r->patch_dir), "%s/patch/",
		    r->dir);
		r->cfg->shard.tdata_dir = r->dir;
		r->cfg->shard.patch_dir = r->patch_dir;
	}
	setup_tdata_options(r->cfg, &opt);
	opt.skips_gruntwork = true;
	opt.read = read_and_keep;
	opt.read_arg = r;
	opt.report = say;
	if (!tdata_load(&opt, &td))
		return false;
	tdata_free(td);
	return true;
}

static int
send_all(struct ctl_client *c, const struct reading *r)
{
	const char *const words[] = { "reload", r->dir };
	struct ctl_answer a = { 0 };
	int status = ctl_client_ask(c, r->dir != NULL ? 2 : 1, words,
	    r->body.items, r->body.count, &a);

	if (status != 0)
		ctl_complain(&a);
	else if (a.text == NULL)
		puts("nothing has changed");
	else
		fputs(a.text, stdout);
	ctl_answer_fini(&a);
	return status;
}

int
ctl_reload(struct ctl_client *c, int argc, char **argv)
{
	struct reading r = { .config_path = ctl_config_path() };
	int option, status = EXIT_FAILURE;

	optind = 1;
	while ((option = getopt(argc, argv, "d:")) != -1) {
		if (option != 'd')
			return ctl_bad_usage("reload takes -d tables");
		r.dir = optarg;
	}
	if (optind < argc)
		return ctl_bad_usage("reload takes no words");
	if (read_config(&r) && read_tables(&r))
		status = send_all(c, &r);
	config_free(r.cfg);
	vec_fini(&r.body);
	return status;
}
