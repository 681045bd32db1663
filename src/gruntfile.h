/* gruntfile.h - the file of what is edited in the game, and its backup. */
#ifndef GRUNTFILE_H
#define GRUNTFILE_H

#include <stddef.h>

struct config;

enum gruntfile_which { GRUNTFILE_ITSELF, GRUNTFILE_BACKUP };

/* Its path as config.ini has it; the backup's ends in ".bak". */
void gruntfile_path(const struct config *cfg, enum gruntfile_which which,
    char *out, size_t cap);

/* Descriptors, 0: could not be opened. */
struct gruntfile {
	int fd, backup_fd;	/* to read and write; the caller closes them */
	int read_fd;		/* to read the file: fd, or one that only can */
};

/*
 * Between sandbox_init() and sandbox_seal(), before the tables are read. Makes
 * what does not exist. Says what cannot be written; that is no reason to stop.
 */
void gruntfile_open(const struct config *cfg, struct gruntfile *out);

#endif
