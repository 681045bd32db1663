/*
 * operate.c - what this server offers its operator: the socket's place, the
 * verbs that the control thread answers itself, and what only main knows of.
 *
 * All other verbs are the world's (game/operator.c).
 *
 * Owns:   struct operate: the control thread and its desk.
 * Called: by main.c; the verbs by request.c.
 * Thread: main; the verbs: control.
 */
#include "operate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/str.h"
#include "config/config.h"
#include "control/control.h"
#include "control/metrics.h"
#include "control/metrics_http.h"
#include "control/reload.h"
#include "control/request.h"
#include "control/socket_file.h"
#include "login/login.h"
#include "net/io.h"
#include "net/listener.h"

enum { WHY_BYTES = 512, SUMMARY_BYTES = 512, FACTS_BYTES = 2048 };

struct operate {
	struct operate_options opt;
	struct control *control;	/* NULL: nothing is enabled */
	struct metrics_sources metrics;
	struct request_desk desk;
	struct reload reload;
	const struct login *login;
	int64_t up_since_ms;		/* 0: not up yet */
	char sandbox[SUMMARY_BYTES];
};

/* --- verbs --- */

/* What the world cannot know goes to it with the question. */
static void
verb_status(struct request *rq, void *context)
{
	const struct operate *o = context;
	char facts[FACTS_BYTES];
	const char *const args[] = { facts };
	struct batch *b = NULL;
	struct io_stats io;

	io_get_stats(o->opt.io, &io);
	str_format(facts, sizeof(facts), "version=%s\nprotocol=%d\n"
	    "uptime_s=%" PRId64 "\npid=%ld\nconnections=%" PRIu64
	    "\naccepted=%" PRIu64 "\npackets_in=%" PRIu64
	    "\ndeliveries=%" PRIu64 "\nworld_mailbox_bytes=%zu\n"
	    "login_mailbox_bytes=%zu\nsessions=%" PRIu64 "\nlogins=%" PRIu64
	    "\n%s\n",
	    o->opt.version, o->opt.cfg->protocol,
	    (clock_now_ms() - o->up_since_ms) / 1000, (long)getpid(),
	    io.conns, io.accepted, io.packets_in, io.deliveries,
	    mailbox_bytes(o->opt.world), mailbox_bytes(o->opt.login),
	    login_session_count(o->login), login_count(o->login),
	    o->sandbox);
	control_ask_add(&b, rq->ref, rq->verb, 1, args);
	mailbox_post_always(o->opt.world, &b);
}

static void
verb_loglevel(struct request *rq, void *context)
{
	const char *level = rq->argc == 1 ? rq->argv[0] : "";

	UNUSED(context);
	if (level[0] < '0' || level[0] > '3' || level[1] != '\0') {
		request_answer(rq, CONTROL_USAGE, "a level is 0, 1, 2 or 3");
		return;
	}
	log_set_verbosity(level[0] - '0');
	log_write(LOG_INFO, "operator: verbosity=%s", level);
	request_answer(rq, CONTROL_OK, "");
}

static void
verb_reload(struct request *rq, void *context)
{
	struct operate *o = context;

	reload_run(&o->reload, rq);
}

static const struct request_verb verbs[] = {
	{ .name = "reload", .has_body = true, .fn = verb_reload },
	{ .name = "status", .fn = verb_status },
	{ .name = "loglevel", .fn = verb_loglevel },
	{ .name = NULL }
};

/* --- the socket's place --- */

bool
operate_bind(const struct config *cfg, int *fd)
{
	const char *path = cfg->control.path;
	enum socket_file_result res;
	char why[WHY_BYTES];

	*fd = -1;
	if (path[0] == '\0')
		return true;
	res = socket_file_listen(path, fd, why, sizeof(why));
	if (res == SOCKET_FILE_OK)
		return true;
	/* Nobody asked for it: it must not stop a server that can work. */
	if (res == SOCKET_FILE_UNFIT &&
	    strcmp(path, CONFIG_CONTROL_PATH) == 0) {
		log_warn("control: no socket for the operator: %s", why);
		return true;
	}
	log_error("control: %s", why);
	return false;
}

/* --- the thread --- */

static bool
open_metrics(struct operate *o)
{
	const struct config *cfg = o->opt.cfg;
	int fd = listener_open("metrics", cfg->metrics.listen_ip,
	    cfg->metrics.port);

	o->metrics = (struct metrics_sources){
		.version = o->opt.version,
		.protocol = cfg->protocol,
		.io = o->opt.io,
		.world = o->opt.world,
		.login = o->opt.login,
		.control = control_mailbox(o->control),
	};
	return fd >= 0 && control_listen(o->control, fd, &metrics_http_kind,
	    &o->metrics);
}

void
operate_watch_db(struct operate *o, const struct db *db)
{
	o->metrics.db = db;
}

struct operate *
operate_open(const struct operate_options *opt)
{
	struct operate *o = calloc(1, sizeof(*o));

	CHECK(o != NULL);
	o->opt = *opt;
	if (opt->fd < 0 && !opt->cfg->metrics.is_enabled)
		return o;
	o->control = control_new();
	o->desk = (struct request_desk){
		.verbs = verbs, .context = o, .world = opt->world
	};
	if (o->control == NULL) {
		if (opt->fd >= 0)
			close(opt->fd);
		goto fail;
	}
	if (opt->fd >= 0 &&
	    !control_listen(o->control, opt->fd, &request_kind, &o->desk))
		goto fail;
	if (opt->cfg->metrics.is_enabled && !open_metrics(o))
		goto fail;
	return o;
fail:
	operate_free(o);
	return NULL;
}

struct mailbox *
operate_mailbox(struct operate *o)
{
	return o->control != NULL ? control_mailbox(o->control) : NULL;
}

bool
operate_start(struct operate *o)
{
	return o->control == NULL || control_start(o->control);
}

void
operate_go_live(struct operate *o, const struct login *login,
    const struct tdata *td, const char *summary)
{
	reload_init(&o->reload, o->opt.cfg, td, o->opt.world);
	o->login = login;
	o->up_since_ms = clock_now_ms();
	o->metrics.sandbox = summary;
	o->metrics.up_since_ms = o->up_since_ms;
	/* "sandbox: mode=true ..." */
	str_format(o->sandbox, sizeof(o->sandbox), "sandbox=%s",
	    strchr(summary, ' ') + 1);
	if (o->control != NULL)
		control_open(o->control);
}

void
operate_stop(struct operate *o)
{
	control_stop(o->control);
}

void
operate_free(struct operate *o)
{
	if (o == NULL)
		return;
	control_free(o->control);
	free(o);
}
