/*
 * reload.c - new tables and keys for a running server.
 *
 * Reading and judging them takes as long as at the start, and happens here, so
 * that the world does no more than put one pointer in the place of another.
 *
 * Owns:   struct reload; what it has parsed until the world has it.
 * Called: by operate.c with the verb.
 * Thread: control.
 */
#include "control/reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "base/vec.h"
#include "config/config_live.h"
#include "control/control_msg.h"
#include "control/reload_set.h"
#include "control/request.h"
#include "setup.h"
#include "tdata/refresh.h"
#include "tdata/tdata.h"

enum { NAME_BYTES = 1024, LINE_BYTES = 512, FILES_MAX = 1024 };

struct file {
	const char *name;		/* terminated, in the body */
	const char *bytes;
	size_t size;
};

struct text VEC_OF(char);

/* One request under way. */
struct job {
	struct reload *r;
	struct VEC_OF(struct file) files;	/* config.ini first */
	struct config *cfg;
	char dir[NAME_BYTES], patch_dir[NAME_BYTES];
	struct tdata *td;
	struct text taken, restart;	/* lines of the answer */
	bool takes_tables;
	const char *leant_on;		/* the section that has changed */
	char why[LINE_BYTES];		/* it is refused */
};

static bool
fail(struct job *j, const char *why)
{
	str_copy(j->why, sizeof(j->why), why);
	return false;
}

static void
add_line(struct text *t, const char *what, const char *file, const char *key)
{
	char line[LINE_BYTES];
	size_t n = str_format(line, sizeof(line), "%s %s%s%s\n", what, file,
	    file[0] != '\0' ? " " : "", key);

	for (size_t i = 0; i < n; i++)
		vec_push(t, line[i]);
}

/* --- the body --- */

/* Cuts the next record off; false: there is none like that. */
static bool
take_record(struct job *j, char **at, size_t *left)
{
	char *lf = memchr(*at, '\n', *left), *name;
	unsigned long n;

	if (lf == NULL || j->files.count == FILES_MAX)
		return false;
	*lf = '\0';
	n = strtoul(*at, &name, 10);
	*left -= (size_t)(lf + 1 - *at);
	if (**at < '0' || **at > '9' || *name != ' ' || name[1] == '\0' ||
	    n > *left)
		return false;
	vec_push(&j->files, ((struct file){ name + 1, lf + 1, n }));
	*at = lf + 1 + n;
	*left -= n;
	return true;
}

static bool
cut_body(struct job *j, struct request *rq)
{
	/* Ours until the request's function returns. */
	char *at = (char *)(uintptr_t)rq->body;
	size_t left = rq->body_bytes;

	while (left > 0)
		if (!take_record(j, &at, &left))
			return fail(j, "the request is no list of files");
	return j->files.count > 0 || fail(j, "there is no config.ini in it");
}

/* --- config.ini --- */

static bool
read_config(struct job *j)
{
	const struct file *f = &j->files.items[0];
	char *text = calloc(1, f->size + 1), *said = NULL;
	size_t bytes = 0;
	FILE *err = open_memstream(&said, &bytes);

	CHECK(text != NULL && err != NULL);
	memcpy(text, f->bytes, f->size);
	if (strlen(text) == f->size)
		j->cfg = config_parse(f->name, text, err);
	fclose(err);
	if (j->cfg == NULL)
		str_format(j->why, sizeof(j->why), "%.*s",
		    bytes == 0 ? (int)sizeof("no text") - 1 :
		    (int)strcspn(said, "\n"), bytes == 0 ? "no text" : said);
	free(said);
	free(text);
	return j->cfg != NULL;
}

/* What must be the same, or nothing of the rest means what it seems to. */
static bool
check_config(struct job *j, const struct request *rq)
{
	const struct config *base = j->r->base_cfg;

	if (rq->argc > 0) {
		str_copy(j->dir, sizeof(j->dir), rq->argv[0]);
		str_format(j->patch_dir, sizeof(j->patch_dir), "%s/patch/",
		    j->dir);
		j->cfg->shard.tdata_dir = j->dir;
		j->cfg->shard.patch_dir = j->patch_dir;
	}
	if (j->cfg->protocol != base->protocol)
		return fail(j, "protocol= has changed: only a restart helps");
	if (strcmp(j->cfg->shard.tdata_dir, base->shard.tdata_dir) == 0 &&
	    strcmp(j->cfg->shard.patch_dir, base->shard.patch_dir) == 0)
		return true;
	str_format(j->why, sizeof(j->why), "the server was started with the "
	    "tables of %s and %s, these are of %s and %s",
	    base->shard.tdata_dir, base->shard.patch_dir,
	    j->cfg->shard.tdata_dir, j->cfg->shard.patch_dir);
	return false;
}

static void
note_fixed_key(void *arg, const char *label, bool is_live)
{
	struct job *j = arg;

	if (!is_live)
		add_line(&j->restart, "restart", "", label);
}

static void
note_live_key(void *arg, const char *label, bool is_live)
{
	struct job *j = arg;

	if (is_live)
		add_line(&j->taken, "taken", "", label);
}

/* --- tables --- */

static enum tdata_read
read_record(void *arg, const char *path, char **bytes, size_t *size)
{
	const struct job *j = arg;

	for (size_t i = 1; i < j->files.count; i++) {
		const struct file *f = &j->files.items[i];

		if (strcmp(f->name, path) != 0)
			continue;
		*bytes = malloc(f->size + 1);
		CHECK(*bytes != NULL);
		memcpy(*bytes, f->bytes, f->size);
		*size = f->size;
		return TDATA_READ_OK;
	}
	return TDATA_READ_NONE;
}

/* What is merely odd the tool has told already. */
static void
note_report(void *arg, enum log_level level, const char *line)
{
	struct job *j = arg;

	if (level == LOG_ERROR)
		str_copy(j->why, sizeof(j->why), line);
}

static bool
read_tables(struct job *j)
{
	struct tdata_options opt;

	setup_tdata_options(j->cfg, &opt);
	opt.skips_gruntwork = true;
	opt.read = read_record;
	opt.read_arg = j;
	opt.report = note_report;
	opt.report_arg = j;
	return tdata_load(&opt, &j->td);
}

static void
note_fixed_section(void *arg, const struct tdata_section *s)
{
	struct job *j = arg;

	if (s->hold == TDATA_HOLD_LIVE)
		return;
	if (s->hold == TDATA_HOLD_LEANT_ON)
		j->leant_on = s->key;
	add_line(&j->restart, "restart", s->file, s->key);
}

static void
note_live_section(void *arg, const struct tdata_section *s)
{
	struct job *j = arg;

	if (s->hold != TDATA_HOLD_LIVE)
		return;
	j->takes_tables = true;
	add_line(&j->taken, "taken", s->file, s->key);
}

/* --- handing over --- */

static bool
compare(struct job *j)
{
	struct reload *r = j->r;

	config_each_change(r->cfg, j->cfg, note_live_key, j);
	tdata_each_change(r->td, j->td, note_live_section, j);
	config_each_change(r->base_cfg, j->cfg, note_fixed_key, j);
	tdata_each_change(r->base, j->td, note_fixed_section, j);
	if (!j->takes_tables || j->leant_on == NULL)
		return true;
	str_format(j->why, sizeof(j->why), "%s has changed, and what could be "
	    "taken may lean on it: only a restart takes both", j->leant_on);
	return false;
}

/* The lines of both, as one text. */
static char *
take_answer(struct job *j)
{
	size_t n = j->taken.count, m = j->restart.count;
	char *text = malloc(n + m + 1);

	CHECK(text != NULL);
	if (n > 0)
		memcpy(text, j->taken.items, n);
	if (m > 0)
		memcpy(text + n, j->restart.items, m);
	text[n + m] = '\0';
	return text;
}

/* What was there stays there until the world has seen this. */
static void
hand_over(struct job *j, struct request *rq)
{
	struct reload *r = j->r;
	struct reload_set *set = calloc(1, sizeof(*set));
	struct batch *b = NULL;

	CHECK(set != NULL);
	set->cfg = *r->base_cfg;
	config_take_live(&set->cfg, j->cfg);
	set->fresh_cfg = j->cfg;
	j->cfg = NULL;
	if (j->takes_tables) {
		set->td = tdata_refresh(r->base, j->td);
		j->td = NULL;
		r->td = set->td;
	}
	r->cfg = &set->cfg;
	set->answer = take_answer(j);
	*(struct reload_set **)batch_add(&b, CONTROL_MSG_RELOAD, rq->ref,
	    sizeof(set)) = set;
	mailbox_post_always(r->world, &b);
}

static void
finish(struct job *j, struct request *rq, bool is_good)
{
	char *text;

	if (!is_good) {
		log_warn("operator: reload refused: %s", j->why);
		request_answer(rq, CONTROL_FAILED, j->why);
	} else if (j->taken.count > 0) {
		log_info("operator: reload");
		hand_over(j, rq);
	} else {
		text = take_answer(j);
		request_answer(rq, CONTROL_OK, text);
		free(text);
	}
	config_free(j->cfg);
	tdata_free(j->td);
	vec_fini(&j->files);
	vec_fini(&j->taken);
	vec_fini(&j->restart);
}

void
reload_init(struct reload *r, const struct config *cfg,
    const struct tdata *td, struct mailbox *world)
{
	*r = (struct reload){
		.world = world, .base_cfg = cfg, .base = td, .cfg = cfg,
		.td = td,
	};
}

void
reload_run(struct reload *r, struct request *rq)
{
	struct job j = { .r = r };
	bool is_good = cut_body(&j, rq) && read_config(&j) &&
	    check_config(&j, rq) && read_tables(&j) && compare(&j);

	finish(&j, rq, is_good);
}
