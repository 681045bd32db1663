/*
 * main.c - the order in which the house is built, sealed and left.
 *
 * Owns:   everything that outlives a thread: config, tables, mailboxes, rooms.
 * Called: by the system.
 * Thread: main; it waits for signals, and looks now and then whether everybody
 *         is at work.
 *
 * The order is spec/sandbox.md 3: names first, then the files and the ports,
 * then the seal, then threads that wait at a gate, then the filter.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "args.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/memory.h"
#include "base/notify_socket.h"
#include "base/thread.h"
#include "base/watchdog.h"
#include "config/config.h"
#include "confine.h"
#include "db/db.h"
#include "gruntfile.h"
#include "login/auth.h"
#include "login/login.h"
#include "login/ticket.h"
#include "net/io.h"
#include "net/outbox.h"
#include "operate.h"
#include "process.h"
#include "proto/gate.h"
#include "sandbox/sandbox.h"
#include "setup.h"
#include "shard/shard.h"
#include "tdata/tdata.h"
#include "tool/tool.h"
#include "version.h"

enum {
	ROOM_QUEUE_BYTES = 64 << 20,
	LINGER_MS = 1000,
	UNLIMITED_HASHES = 1 << 20	/* [limits] enabled=false */
};

/* In the order in which it comes to life; undone from the end. */
struct house {
	struct config *cfg;
	int log_fd;
	int notify_fd;			/* to the service manager; -1: none */
	int control_fd;			/* the operator's socket; -1: none */
	int memory_fd;			/* tells our size; -1: unknown */
	struct watchdog watchdog;
	uint32_t shard_count;		/* packet shards */
	enum proto_version version;
	struct gate gate;
	struct mailbox *to_login, *to_world;
	struct io *io;
	struct db *db;
	struct gruntfile work;		/* the store's, once it has it */
	struct tdata *td;
	struct auth *auth;
	struct outbox *login_out;
	struct login *login;
	struct shard *shard;
	struct operate *operate;
	struct thread *login_thread;
};

/* --- before the sandbox: what needs the world outside --- */

/* -d goes before what config.ini says. */
static void
use_data_dir(struct config *cfg, const struct args *a)
{
	if (a->data_dir == NULL)
		return;
	cfg->shard.tdata_dir = a->data_dir;
	cfg->shard.patch_dir = a->patch_dir;
}

/* --- the parts --- */

static bool
load_tables(struct house *h)
{
	struct tdata_options opt;

	setup_tdata_options(h->cfg, &opt);
	opt.gruntwork_fd = h->work.read_fd;
	opt.gruntwork_backup_fd = h->work.backup_fd;
	return tdata_load(&opt, &h->td);
}

static bool
open_ports(struct house *h)
{
	const struct config *cfg = h->cfg;

	gate_init(&h->gate, h->version);
	h->to_login = mailbox_new(MAILBOX_WAKE_COND, ROOM_QUEUE_BYTES);
	h->to_world = mailbox_new(MAILBOX_WAKE_COND, ROOM_QUEUE_BYTES);
	if (h->to_login == NULL || h->to_world == NULL)
		return false;
	const struct io_options opt = {
		.shard_count = h->shard_count,
		.max_frame_bytes = proto_max_frame_bytes(h->version),
		.max_conns = (uint32_t)cfg->net.max_connections,
		.max_monitors = (uint32_t)cfg->monitor.max_clients,
		.out_limit_bytes = (uint32_t)cfg->net.out_buffer_kib << 10,
		.out_total_bytes = (uint64_t)cfg->net.out_total_mib << 20,
		.half_frame_timeout_ms =
		    (uint32_t)cfg->net.half_frame_timeout_ms,
		.handshake_timeout_ms =
		    (uint32_t)cfg->net.handshake_timeout_ms,
		.limits = {
			.is_enabled = cfg->limits.is_enabled,
			.packets_per_s = (uint32_t)cfg->limits.packets_per_s,
			.packet_burst = (uint32_t)cfg->limits.packet_burst,
			.bad_packets = (uint32_t)cfg->limits.bad_packets,
			.conns_per_address =
			    (uint32_t)cfg->limits.conns_per_address,
			.accepts_per_address_per_min = (uint32_t)
			    cfg->limits.accepts_per_address_per_min,
		},
		.listen = {
			[IO_LOGIN] = { cfg->login.listen_ip, cfg->login.port,
			    true, h->to_login },
			[IO_SHARD] = { cfg->shard.listen_ip, cfg->shard.port,
			    true, h->to_world },
			[IO_MONITOR] = { cfg->monitor.listen_ip,
			    cfg->monitor.port, cfg->monitor.is_enabled,
			    h->to_world },
		},
		.gate = gate_io(&h->gate),
	};

	h->io = io_open(&opt);
	return h->io != NULL;
}

/* Ports come before the store: a second server must not touch the first's. */
static bool
open_store(struct house *h)
{
	struct db_options opt;

	setup_db_options(h->cfg, &opt);
	h->db = db_open(&opt);
	if (h->db == NULL) {
		if (h->cfg->sandbox != CONFIG_SANDBOX_FALSE &&
		    h->cfg->sandbox_user[0] != '\0')
			log_error("main: sandboxuser=%s must own the "
			    "database and its directory",
			    h->cfg->sandbox_user);
		return false;
	}
	operate_watch_db(h->operate, h->db);
	db_set_room(h->db, DB_ROOM_LOGIN, h->to_login);
	db_set_room(h->db, DB_ROOM_WORLD, h->to_world);
	return true;
}

/* The tables, and the file of edits, which the store will write. */
static bool
load_world(struct house *h)
{
	bool ok;

	gruntfile_open(h->cfg, &h->work);
	db_set_side_file(h->db, h->work.fd, h->work.backup_fd);
	ok = load_tables(h);
	if (ok && h->td->has_gruntwork_backup)
		db_distrust_side_file(h->db);
	if (h->work.read_fd != h->work.fd)
		close(h->work.read_fd);
	return ok;
}

static bool
build_login(struct house *h)
{
	const struct config *cfg = h->cfg;
	const struct auth_options auth = {
		.thread_count = (uint32_t)cfg->login.auth_threads,
		.max_waiting = cfg->limits.is_enabled ?
		    (uint32_t)cfg->login.auth_queue : UNLIMITED_HASHES,
		.reply_to = h->to_login,
	};
	struct login_options opt = {
		.version = h->version,
		.max_sessions = (uint32_t)cfg->net.max_connections,
		.tdata = h->td,
		.inbox = h->to_login,
		.world = h->to_world,
		.db = h->db,
	};

	h->auth = auth_new(&auth);
	h->login_out = outbox_new(h->io);
	if (h->auth == NULL || h->login_out == NULL)
		return false;
	opt.auth = h->auth;
	opt.outbox = h->login_out;
	login_options_from_config(&opt, cfg);
	h->login = login_new(&opt);
	return h->login != NULL;
}

static bool
build_world(struct house *h)
{
	const struct shard_options opt = {
		.cfg = h->cfg,
		.td = h->td,
		.version = h->version,
		.inbox = h->to_world,
		.login = h->to_login,
		.control = operate_mailbox(h->operate),
		.stop_server = thread_stop_main,
		.db = h->db,
		.io = h->io,
		.saves_edits = h->work.fd > 0,
	};

	h->shard = shard_new(&opt);
	return h->shard != NULL;
}

static bool
open_operate(struct house *h)
{
	const struct operate_options opt = {
		.cfg = h->cfg,
		.fd = h->control_fd,
		.version = FUSIOND_VERSION,
		.world = h->to_world,
		.login = h->to_login,
		.io = h->io,
	};

	h->operate = operate_open(&opt);
	return h->operate != NULL;
}

static bool
start_threads(struct house *h)
{
	if (!db_start(h->db) || !auth_start(h->auth) || !io_start(h->io) ||
	    !shard_start(h->shard) || !operate_start(h->operate))
		return false;
	h->login_thread = thread_new(THREAD_LOGIN, 0, login_run, h->login);
	return h->login_thread != NULL;
}

/* --- running --- */

static bool
seal(struct house *h)
{
	int fds[SANDBOX_STORE_FDS];

	if (sandbox_takes_names() && !db_seal(h->db))
		return false;
	sandbox_set_store_fds(fds, db_get_fds(h->db, fds, COUNT_OF(fds)));
	return sandbox_seal();
}

/* Everything up to the threads. False: it has been logged. */
static bool
build(struct house *h)
{
	struct confine_fds keep = { h->log_fd, h->notify_fd, -1, -1 };

	if (!operate_bind(h->cfg, &h->control_fd))
		return false;
	if (h->cfg->metrics.is_enabled)
		h->memory_fd = memory_open();
	watchdog_init(&h->watchdog, h->notify_fd, h->memory_fd);
	process_set_rounds(h->watchdog.period_ms);
	keep.control = h->control_fd;
	keep.memory = h->memory_fd;
	if (!confine_begin(h->cfg, h->shard_count, &keep))
		return false;
	if (!open_ports(h) || !open_operate(h) || !open_store(h) ||
	    !load_world(h))
		return false;
	if (!build_login(h) || !build_world(h))
		return false;
	return seal(h);
}

/*
 * The threads, the filter, the gate, their roles, and a first write from where
 * the database thread is now. Until then nobody may come in.
 */
static bool
go_live(struct house *h)
{
	thread_set_start_hook(confine_thread);
	/* Threads that wait at a gate that stays shut cannot be joined. */
	if (!start_threads(h) || !sandbox_start())
		_exit(EXIT_FAILURE);
	thread_gate_open();
	if (!confine_thread(THREAD_MAIN))
		_exit(EXIT_FAILURE);
	return db_await_ready(h->db);
}

static void
wait_for_signal(struct house *h)
{
	sigset_t set = process_signals();
	int sig = SIGALRM;

	while (sig == SIGALRM || sig == SIGHUP) {
		if (sig == SIGALRM)
			watchdog_round(&h->watchdog, clock_now_ms());
		else
			log_info("main: SIGHUP: no file is opened while "
			    "running; rotate the log with copytruncate");
		while (sigwait(&set, &sig) != 0)
			;
	}
	if (sig == THREAD_STOP_SIGNAL)
		log_info("main: stopping by the operator");
	else
		log_info("main: stopping signal=%d", sig);
	sigdelset(&set, SIGHUP);
	/* A shutdown that comes to its end just now changes nothing. */
	sigdelset(&set, THREAD_STOP_SIGNAL);
	sigdelset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void
tell_to_stop(struct mailbox *room)
{
	struct batch *b = NULL;

	batch_add(&b, ROOM_MSG_STOP, 0, 0);
	mailbox_post_always(room, &b);
}

/* The rooms end first, then what they wrote is on disk, then the sockets. */
static bool
stop(struct house *h)
{
	bool is_saved;

	io_stop_reading(h->io);
	tell_to_stop(h->to_world);
	tell_to_stop(h->to_login);
	shard_join(h->shard);
	thread_join(h->login_thread);
	auth_stop(h->auth);
	is_saved = db_stop(h->db);
	operate_stop(h->operate);
	io_stop(h->io, LINGER_MS);
	log_info("main: stopped");
	return is_saved;
}

static void
take_down(struct house *h)
{
	login_free(h->login);
	shard_free(h->shard);
	auth_free(h->auth);
	outbox_free(h->login_out);
	operate_free(h->operate);
	if (h->db != NULL)
		db_close(h->db);
	if (h->io != NULL)
		io_close(h->io);
	mailbox_free(h->to_login);
	mailbox_free(h->to_world);
	tdata_free(h->td);
	config_free(h->cfg);
	notify_socket_close(h->notify_fd);
	memory_close(h->memory_fd);
}

static int
run(struct house *h)
{
	h->notify_fd = notify_socket_open();
	if (!build(h))
		return EXIT_FAILURE;
	if (!go_live(h)) {
		(void)stop(h);
		return EXIT_FAILURE;
	}
	log_info("%s", sandbox_summary());
	log_info("main: fusiond %s protocol=%d login=%u", FUSIOND_VERSION,
	    h->cfg->protocol, io_port(h->io, IO_LOGIN));
	log_info("Starting shard server at %s:%u", h->cfg->shard.ip,
	    io_port(h->io, IO_SHARD));
	notify_socket_tell(h->notify_fd, "READY=1");
	operate_go_live(h->operate, h->login, h->td, sandbox_summary());
	wait_for_signal(h);
	notify_socket_tell(h->notify_fd, "STOPPING=1");
	return stop(h) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --check: nothing is bound, nothing is changed. */
static int
check(struct house *h)
{
	const struct config *cfg = h->cfg;
	struct db_options opt;
	struct db_info info;

	setup_db_options(cfg, &opt);
	if (!load_tables(h) || !db_check(&opt, &info))
		return EXIT_FAILURE;
	printf("config and tables are good: npcs and mobs placed=%u items=%u "
	    "tasks=%u\n", h->td->spawn_count, h->td->item_count,
	    h->td->task_count);
	printf("database %s: accounts=%d players=%d schema=%d%s\n",
	    cfg->shard.db_path, info.account_count, info.player_count,
	    info.schema_version, info.schema_version == 0 ?
	    " (will be made)" : info.migrated_from != 0 ?
	    " (will be migrated)" : "");
	printf("clients connect to the login server on port %u\n",
	    cfg->login.port);
	printf("clients are told that the shard is at %s:%u%s\n",
	    cfg->shard.ip, cfg->shard.port, cfg->shard.localhost_workaround ?
	    " (127.0.0.1 for those from 127.0.0.1)" : "");
	return EXIT_SUCCESS;
}

/* What both ways of running need; false: it has been said. */
static bool
prepare(struct house *h, const struct args *args)
{
	h->cfg = config_load(args->config_path, args->has_path, stderr);
	if (h->cfg == NULL || !config_resolve(h->cfg, stderr) ||
	    !proto_version_from_number(h->cfg->protocol, &h->version))
		return false;
	h->log_fd = process_open_log(h->cfg, args->is_verbose);
	if (h->log_fd < 0)
		return false;
	use_data_dir(h->cfg, args);
	process_prepare_signals();
	/* Asks files of the system, which are out of reach later. */
	h->shard_count = process_shard_count(h->cfg);
	process_prepare_libc(h->shard_count);
	return db_library_init();
}

int
main(int argc, char **argv)
{
	struct house h = { .notify_fd = -1, .control_fd = -1,
	    .memory_fd = -1 };
	const struct tool *tool = argc > 1 ? tool_find(argv[1]) : NULL;
	struct args args;
	int status;

	thread_set_role(THREAD_MAIN);
	if (tool != NULL)
		return tool->run(argc - 1, argv + 1);
	status = args_parse(argc, argv, &args);
	if (status >= 0)
		return status;
	status = EXIT_FAILURE;
	if (confine_open_std_fds() && prepare(&h, &args))
		status = args.is_check ? check(&h) : run(&h);
	take_down(&h);
	return status;
}
