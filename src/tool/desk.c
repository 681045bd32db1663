/*
 * desk.c - what the tools share.
 *
 * Owns:   the config and the database of the one tool that runs.
 * Called: by the tools.
 * Thread: main; there is no other.
 */
#include "tool/desk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/log.h"
#include "base/str.h"
#include "config/config.h"
#include "setup.h"
#include "tdata/tdata.h"

enum {
	DESK_BUSY_MS = 10000,		/* a server may write a large flush */
	DESK_ERRORS_ONLY = 0
};

struct config *
desk_load_config(struct desk_file file)
{
	char *said = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&said, &size);
	struct config *cfg;

	CHECK(f != NULL);
	cfg = config_load(file.path, file.is_given, f);
	fclose(f);
	if (cfg == NULL)
		fputs(said, stderr);
	free(said);
	return cfg;
}

static void
look_beside(const char *config, const char **path, char out[DESK_PATH_BYTES])
{
	if (access(*path, F_OK) != 0 &&
	    filename_beside(config, *path, out, DESK_PATH_BYTES) &&
	    access(out, F_OK) == 0)
		*path = out;
}

bool
desk_open(struct desk *d, const char *verb, struct desk_file file)
{
	*d = (struct desk){ .verb = verb };
	log_init(STDERR_FILENO, DESK_ERRORS_ONLY);
	d->cfg = desk_load_config(file);
	if (d->cfg == NULL)
		return false;
	look_beside(file.path, &d->cfg->shard.db_path, d->beside[0]);
	look_beside(file.path, &d->cfg->shard.tdata_dir, d->beside[1]);
	look_beside(file.path, &d->cfg->shard.patch_dir, d->beside[2]);
	return true;
}

bool
desk_open_db(struct desk *d)
{
	struct db_options opt;

	setup_db_options(d->cfg, &opt);
	opt.busy_timeout_ms = DESK_BUSY_MS;
	if (access(opt.path, F_OK) != 0) {
		desk_fail(d, "%s: %s (see dbpath in config.ini)", opt.path,
		    strerror(errno));
		return false;
	}
	d->has_db = true;
	return beside_open(&d->db, &opt);
}

static void
say_errors(void *arg, enum log_level level, const char *line)
{
	const struct desk *d = arg;

	if (level == LOG_ERROR)
		desk_fail(d, "%s", line);
}

struct tdata *
desk_take_tables(const struct desk *d)
{
	struct tdata_options opt;
	struct tdata *td = NULL;

	setup_tdata_options(d->cfg, &opt);
	opt.has_labels = true;
	opt.report = say_errors;
	opt.report_arg = (void *)(uintptr_t)d;
	return tdata_load(&opt, &td) ? td : NULL;
}

void
desk_close(struct desk *d)
{
	if (d->has_db)
		beside_close(&d->db);
	config_free(d->cfg);
	*d = (struct desk){ 0 };
}

int
desk_fail(const struct desk *d, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "fusiond %s: ", d->verb);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_FAILURE;
}

int
desk_fail_db(const struct desk *d)
{
	const struct store *s = &d->db.store;

	return desk_fail(d, "%s: %s (%s)", s->path, store_error_text(s),
	    s->message);
}

bool
desk_begin(struct desk *d)
{
	if (store_begin(&d->db.store))
		return true;
	desk_fail_db(d);
	return false;
}

bool
desk_finish(struct desk *d, enum db_result res)
{
	if (res == DB_OK && store_commit(&d->db.store))
		return true;
	if (res == DB_NONE)
		desk_fail(d, "the row is gone meanwhile");
	else
		desk_fail_db(d);
	store_rollback(&d->db.store);
	return false;
}

void
desk_format_time(int64_t unix_s, char *out, size_t cap)
{
	time_t t = (time_t)unix_s;
	struct tm tm;

	if (unix_s == 0)
		str_copy(out, cap, "never");
	else if (localtime_r(&t, &tm) == NULL ||
	    strftime(out, cap, "%Y-%m-%d %H:%M", &tm) == 0)
		str_format(out, cap, "%lld", (long long)unix_s);
}

char *
desk_clean(char *text)
{
	str_disarm(text, strlen(text));
	return text;
}

bool
desk_parse_int(const char *text, int32_t lo, int32_t hi, int32_t *out)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < lo ||
	    value > hi)
		return false;
	*out = (int32_t)value;
	return true;
}
