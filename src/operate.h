/* operate.h - what this server offers its operator: the control thread's. */
#ifndef OPERATE_H
#define OPERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct config;
struct db;
struct io;
struct login;
struct mailbox;
struct operate;
struct tdata;

/*
 * Makes the operator's socket as [control] path wants it; *fd is -1 if there
 * is to be none. Before the sandbox, as who starts the server. False: logged.
 */
bool operate_bind(const struct config *cfg, int *fd) MUST_USE;

struct operate_options {
	const struct config *cfg;
	int fd;			/* of operate_bind(); taken */
	const char *version;
	struct mailbox *world, *login;	/* whom it asks */
	const struct io *io;		/* looked at */
};

/* Makes the descriptors of the thread, if it is needed. NULL: logged. */
struct operate *operate_open(const struct operate_options *opt) MUST_USE;

/* Before it starts: whose mailbox the metrics look at, too. */
void operate_watch_db(struct operate *o, const struct db *db);

/* Where rooms send answers; NULL: there is no such thread. */
struct mailbox *operate_mailbox(struct operate *o);

/* Starts the thread, if it is needed. */
bool operate_start(struct operate *o) MUST_USE;

/*
 * The server is up: callers are heard. login is looked at, the tables are what
 * a reload is compared with; summary is the sandbox's, copied.
 */
void operate_go_live(struct operate *o, const struct login *login,
    const struct tdata *td, const char *summary);

/* After the rooms have ended. */
void operate_stop(struct operate *o);
void operate_free(struct operate *o);		/* NULL is allowed */

#endif
