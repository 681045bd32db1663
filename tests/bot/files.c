/*
 * files.c - temporary directories of the fixture: made, copied, removed.
 *
 * Owns:   nothing; functions only.
 * Called: by server.c and tests.
 * Thread: the test's.
 */
#include "bot/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/die.h"

void
path_format(char *out, size_t cap, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(out, cap, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= cap)
		die("a path is too long: %s", out);
}

char *
files_take(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t used = 0, cap = 0;

	if (f == NULL)
		return NULL;
	do {
		if (used + 1 >= cap) {
			cap = cap * 2 + 4096;
			text = realloc(text, cap);
			if (text == NULL)
				die("out of memory");
		}
		used += fread(text + used, 1, cap - used - 1, f);
	} while (!feof(f) && !ferror(f));
	fclose(f);
	text[used] = '\0';
	if (n != NULL)
		*n = used;
	return text;
}

void
files_write(const char *path, const char *text, size_t n)
{
	FILE *f;

	unlink(path);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		die("%s: %s", path, strerror(errno));
}

bool
files_exist(const char *path)
{
	return access(path, F_OK) == 0;
}

static void
files_copy_one(const char *from, const char *to)
{
	size_t n;
	char *text;

	if (link(from, to) == 0)
		return;
	text = files_take(from, &n);
	if (text == NULL)
		die("%s: %s", from, strerror(errno));
	files_write(to, text, n);
	free(text);
}

void
files_copy_tree(const char *from, const char *to, const char *except)
{
	DIR *d = opendir(from);
	struct dirent *e;

	if (d == NULL)
		die("%s: %s", from, strerror(errno));
	if (mkdir(to, 0700) != 0 && errno != EEXIST)
		die("%s: %s", to, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		char a[512], b[512];
		struct stat st;

		if (e->d_name[0] == '.')
			continue;
		if (strncmp(e->d_name, except, strlen(except)) == 0)
			continue;
		path_format(a, sizeof(a), "%s/%s", from, e->d_name);
		path_format(b, sizeof(b), "%s/%s", to, e->d_name);
		if (stat(a, &st) == 0 && S_ISDIR(st.st_mode))
			files_copy_tree(a, b, except);
		else
			files_copy_one(a, b);
	}
	closedir(d);
}

void
files_give_tree(const char *path, uid_t uid)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (d == NULL || chown(path, uid, uid) != 0)
		die("%s: %s", path, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		char below[512];
		struct stat st;

		path_format(below, sizeof(below), "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.' && stat(below, &st) == 0 &&
		    S_ISDIR(st.st_mode))
			files_give_tree(below, uid);
	}
	closedir(d);
}

void
files_remove_tree(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (d == NULL) {
		unlink(path);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		char below[512];
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		path_format(below, sizeof(below), "%s/%s", path, e->d_name);
		if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode))
			files_remove_tree(below);
		else
			unlink(below);
	}
	closedir(d);
	rmdir(path);
}

int
files_count(const char *dir, const char *prefix)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	if (d == NULL)
		return 0;
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' &&
		    strncmp(e->d_name, prefix, strlen(prefix)) == 0)
			n++;
	closedir(d);
	return n;
}
