/* journal.h - is a descriptor what systemd's journal reads? */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

#include <stdbool.h>

/*
 * True if $JOURNAL_STREAM names the file behind fd: the journal then keeps the
 * time of each line itself. Not in the sandbox's reach; asked at start-up.
 */
bool journal_reads(int fd);

#endif
