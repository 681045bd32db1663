/*
 * backup.c - a sound copy of a database that may be in use.
 *
 * Owns:   PATH.part while it is being written, by a lock on it.
 * Called: by src/tool/backup.c.
 * Thread: main of a tool.
 */
#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/store.h"

enum { PATH_ROOM = 32, FILE_MODE = 0600 };

struct backup {
	struct store *from;
	const char *path;
	int fd;			/* of the part: holds the lock; -1: none */
	char part[STORE_PATH_BYTES];
};

static bool
fail(const char *path, const char *why)
{
	log_error("db: %s: %s", path, why);
	return false;
}

/* --- is that a place for it? --- */

static bool
is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_ino == y.st_ino &&
	    x.st_dev == y.st_dev;
}

/* Something of SQLite's beside it: somebody works with that file. */
static bool
is_in_use(const char *path)
{
	static const char *const ends[] = { "-journal", "-wal" };
	char beside[STORE_PATH_BYTES];
	struct stat st;

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		str_format(beside, sizeof(beside), "%s%s", path, ends[i]);
		if (stat(beside, &st) == 0 && st.st_size > 0)
			return true;
	}
	return false;
}

static bool
is_part_of_source(const struct store *s, const char *path)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm" };
	char file[STORE_PATH_BYTES + PATH_ROOM];

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		str_format(file, sizeof(file), "%s%s", s->path, ends[i]);
		if (is_same_file(file, path))
			return true;
	}
	return false;
}

static bool
is_good_place(const struct backup *b, enum backup_over over)
{
	struct stat st;
	bool exists = lstat(b->path, &st) == 0;

	if (b->path[0] == '\0' ||
	    strlen(b->path) > sizeof(b->part) - PATH_ROOM)
		return fail(b->path, "no name for a file");
	if (is_part_of_source(b->from, b->path))
		return fail(b->path, "is the database itself");
	if (exists && over == BACKUP_NEW_FILE)
		return fail(b->path, "is there already (--force replaces it)");
	if (exists && !S_ISREG(st.st_mode))
		return fail(b->path, "is no regular file");
	if (is_in_use(b->path))
		return fail(b->path, "is a database in use: a journal lies "
		    "beside it");
	return true;
}

/* --- the part --- */

/*
 * Ours alone and empty. What a backup that was broken off left is taken over;
 * one that is being written is not.
 */
static bool
open_part(struct backup *b)
{
	char journal[STORE_PATH_BYTES + PATH_ROOM];
	struct stat mine, named;

	str_format(b->part, sizeof(b->part), "%s.part", b->path);
	str_format(journal, sizeof(journal), "%s-journal", b->part);
	b->fd = open(b->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	    O_NOCTTY, FILE_MODE);
	if (b->fd < 0)
		return fail(b->part, strerror(errno));
	/* The name may have become the one of a finished copy meanwhile. */
	if (flock(b->fd, LOCK_EX | LOCK_NB) != 0 ||
	    fstat(b->fd, &mine) != 0 || stat(b->part, &named) != 0 ||
	    mine.st_ino != named.st_ino || !S_ISREG(mine.st_mode)) {
		close(b->fd);
		b->fd = -1;
		return fail(b->part, "another backup is writing it");
	}
	unlink(journal);
	return ftruncate(b->fd, 0) == 0 || fail(b->part, strerror(errno));
}

static void
drop_part(struct backup *b)
{
	if (b->fd < 0)
		return;
	unlink(b->part);
	close(b->fd);
	b->fd = -1;
}

/* --- the copy --- */

static bool
fail_sqlite(const struct backup *b, int rc)
{
	struct store s = { .error = rc };

	str_copy(s.message, sizeof(s.message), sqlite3_errstr(rc));
	return fail(b->part, store_error_text(&s));
}

static bool
read_number(sqlite3 *h, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(h, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW;

	if (ok)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return ok;
}

static bool
is_sound(sqlite3 *h)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = sqlite3_prepare_v2(h, "PRAGMA integrity_check(1)", -1, &stmt,
	    NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
	    strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;

	sqlite3_finalize(stmt);
	return ok;
}

static bool
look_at_copy(const struct backup *b, struct backup_info *out)
{
	sqlite3 *h = NULL;
	int64_t accounts = 0, players = 0, emails = 0;
	struct stat st;
	bool ok;

	ok = sqlite3_open_v2(b->part, &h, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK && is_sound(h) &&
	    read_number(h, "SELECT count(*) FROM Accounts", &accounts) &&
	    read_number(h, "SELECT count(*) FROM Players", &players) &&
	    read_number(h, "SELECT count(*) FROM EmailData", &emails) &&
	    fstat(b->fd, &st) == 0;
	sqlite3_close(h);
	if (!ok)
		return fail(b->part, "the copy is not sound: is the database? "
		    "(fusiond --check)");
	*out = (struct backup_info){
		.bytes = st.st_size,
		.account_count = (int32_t)accounts,
		.player_count = (int32_t)players,
		.email_count = (int32_t)emails,
	};
	return true;
}

static bool
give_name(const struct backup *b, enum backup_over over)
{
	if (!copy_sync(b->part))
		return fail(b->part, strerror(errno));
	if (over == BACKUP_NEW_FILE && access(b->path, F_OK) == 0)
		return fail(b->path, "is there already (--force replaces it)");
	if (rename(b->part, b->path) != 0 || !copy_sync_directory_of(b->path))
		return fail(b->path, strerror(errno));
	return true;
}

static bool
write_part(const struct backup *b, enum backup_over over,
    struct backup_info *out)
{
	/* A server with rollback journals could not write for so long. */
	int rc = copy_write(b->from->handle, b->part,
	    store_is_wal(b->from) ? COPY_AT_ONCE : COPY_IN_STEPS);

	if (rc != SQLITE_OK)
		return fail_sqlite(b, rc);
	return look_at_copy(b, out) && give_name(b, over);
}

bool
backup_write(struct store *s, const char *path, enum backup_over over,
    struct backup_info *out)
{
	struct backup b = { .from = s, .path = path, .fd = -1 };
	bool ok;

	if (!is_good_place(&b, over))
		return false;
	ok = open_part(&b) && write_part(&b, over, out);
	if (ok)
		close(b.fd);
	else
		drop_part(&b);
	return ok;
}
