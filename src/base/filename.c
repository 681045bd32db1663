/*
 * filename.c - parts of file names.
 *
 * Owns:   nothing.
 * Called: by whoever makes or opens files.
 * Thread: any.
 */
#include "base/filename.h"

#include <string.h>

#include "base/str.h"

void
filename_directory(const char *path, char *out, size_t cap)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		str_copy(out, cap, ".");
	else if (slash == path)
		str_copy(out, cap, "/");
	else
		str_format(out, cap, "%.*s", (int)(slash - path), path);
}

bool
filename_beside(const char *file, const char *name, char *out, size_t cap)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || slash == NULL)
		return false;
	str_format(out, cap, "%.*s%s", (int)(slash + 1 - file), file, name);
	return true;
}
