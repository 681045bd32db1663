/*
 * copy.c - a database copied as a whole, and made to last.
 *
 * Owns:   nothing.
 * Called: by migrate.c before it migrates; by backup.c.
 * Thread: main, at start-up or of a tool.
 */
#include "db/copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/filename.h"
#include "db/store.h"

enum { PAGES_PER_STEP = 1024, ALL_PAGES = -1, COPY_BUSY_TRIES = 200 };

static bool
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

bool
copy_sync(const char *path)
{
	return sync_path(path, O_RDONLY);
}

bool
copy_sync_directory_of(const char *path)
{
	char dir[STORE_PATH_BYTES];

	filename_directory(path, dir, sizeof(dir));
	return sync_path(dir, O_RDONLY | O_DIRECTORY);
}

static int
copy_pages(sqlite3 *to, sqlite3 *from, enum copy_pace pace)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc, busy = 0;

	if (b == NULL)
		return sqlite3_errcode(to);
	do {
		rc = sqlite3_backup_step(b, pace == COPY_AT_ONCE ? ALL_PAGES :
		    PAGES_PER_STEP);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
			if (++busy > COPY_BUSY_TRIES)
				break;
			sqlite3_sleep(10);
			rc = SQLITE_OK;
		}
	} while (rc == SQLITE_OK);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
copy_write(struct sqlite3 *from, const char *to_path, enum copy_pace pace)
{
	sqlite3 *to = NULL;
	int rc;

	rc = sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = copy_pages(to, from, pace);
	/* One file: the copy of a WAL database says WAL in its header. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode = delete", NULL,
		    NULL, NULL);
	sqlite3_close(to);
	return rc;
}
