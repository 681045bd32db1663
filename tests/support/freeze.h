/* freeze.h - makes one thread of another process stand still. Linux. */
#ifndef SUPPORT_FREEZE_H
#define SUPPORT_FREEZE_H

#include <sys/types.h>

/* By its name, e.g. "world/0". 0: nobody may do that here. */
pid_t freeze_thread(pid_t pid, const char *name);

/* Lets it go on. */
void thaw_thread(pid_t tid);

#endif
