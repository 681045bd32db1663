/*
 * reload.h - new tables and keys for a running server: the operator's tool
 * reads the files and sends what is in them, nothing here opens one.
 *
 * The request is `reload`, with the directory of the tables as its argument if
 * it is not config.ini's. Its body is one record after the other, config.ini
 * first, then every file of the tables and patches that the tool's own loader
 * has found, by the name under which the loader asked for it:
 *
 *	LENGTH NAME LF, and LENGTH bytes
 *
 * All of it is read and judged as at the start; one mistake, and nothing
 * changes. The answer has a line for each thing that has changed: "taken ..."
 * or, if the running server cannot take it, "restart ...".
 */
#ifndef CONTROL_RELOAD_H
#define CONTROL_RELOAD_H

struct config;
struct mailbox;
struct request;
struct tdata;

/* What the server goes by now. */
struct reload {
	struct mailbox *world;		/* gets what is taken */
	const struct config *base_cfg;	/* of the start */
	const struct tdata *base;
	const struct config *cfg;	/* with what has been taken since */
	const struct tdata *td;
};

/* main: before the thread reads anything. */
void reload_init(struct reload *r, const struct config *cfg,
    const struct tdata *td, struct mailbox *world);

/* The control thread: answered in any case, at once or by the world. */
void reload_run(struct reload *r, struct request *rq);

#endif
