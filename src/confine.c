/*
 * confine.c - this server's paths, ports, limits and threads, as the sandbox
 * wants to be told.
 *
 * Owns:   what sandbox_init() borrows: the options and their paths.
 * Called: by main.c; confine_thread() by every thread past the gate.
 * Thread: main, but for confine_thread().
 */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/log.h"
#include "config/config.h"
#include "control/control.h"
#include "gruntfile.h"
#include "sandbox/sandbox.h"

enum {
	PATH_BYTES = 4096,
	MOST_PATHS = 5,
	MOST_PORTS = 4,
	/* Log, store, listeners, and what the libraries have open. */
	SPARE_FDS = 64,
	CONTROL_FDS = CONTROL_LISTENERS_MAX * CONTROL_CONNS_MAX,
	FDS_A_SHARD = 2
};

/* Until the sandbox is started; there is one a process. */
static struct {
	char db_dir[PATH_BYTES];
	char gruntwork[PATH_BYTES];
	char gruntwork_backup[PATH_BYTES];
	struct sandbox_path paths[MOST_PATHS];
	uint16_t ports[MOST_PORTS];
	struct sandbox_options opt;
} told;

bool
confine_open_std_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* As many descriptors as the connections need, if that many can be had. */
static uint32_t
raise_fd_limit(const struct config *cfg, unsigned shard_count)
{
	rlim_t want = (rlim_t)cfg->net.max_connections +
	    (rlim_t)cfg->monitor.max_clients + SPARE_FDS + CONTROL_FDS +
	    (rlim_t)shard_count * FDS_A_SHARD;
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return 0;
	/* Root may raise even the hard limit. */
	if (lim.rlim_max != RLIM_INFINITY && lim.rlim_max < want) {
		const struct rlimit more = { want, want };

		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			lim = more;
	}
	if (lim.rlim_cur < want) {
		lim.rlim_cur = lim.rlim_max == RLIM_INFINITY ||
		    lim.rlim_max >= want ? want : lim.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &lim);
	}
	if (lim.rlim_cur >= want)
		return (uint32_t)want;
	log_warn("main: room for %llu descriptors only, net.maxconnections=%d",
	    (unsigned long long)lim.rlim_cur, cfg->net.max_connections);
	return (uint32_t)lim.rlim_cur;
}

static void
add_path(const char *path, enum sandbox_access access)
{
	CHECK(told.opt.path_count < MOST_PATHS);
	told.paths[told.opt.path_count++] =
	    (struct sandbox_path){ path, access };
}

static void
add_port(uint16_t port)
{
	CHECK(told.opt.port_count < MOST_PORTS);
	told.ports[told.opt.port_count++] = port;
}

bool
confine_begin(const struct config *cfg, unsigned shard_count,
    const struct confine_fds *keep)
{
	filename_directory(cfg->shard.db_path, told.db_dir,
	    sizeof(told.db_dir));
	gruntfile_path(cfg, GRUNTFILE_ITSELF, told.gruntwork,
	    sizeof(told.gruntwork));
	gruntfile_path(cfg, GRUNTFILE_BACKUP, told.gruntwork_backup,
	    sizeof(told.gruntwork_backup));
	told.opt = (struct sandbox_options){
		.mode = (enum sandbox_mode)cfg->sandbox,
		.paths = told.paths,
		.ports = told.ports,
		.user = cfg->sandbox_user,
		.extra_path = cfg->sandbox_extra_path,
		.max_fds = raise_fd_limit(cfg, shard_count),
		.store_names_files =
		    cfg->db.journal_mode == CONFIG_JOURNAL_DELETE,
		.log_fd = keep->log,
		.notify_fd = keep->notify,
		.control_fd = keep->control,
		.memory_fd = keep->memory,
	};
	add_path(told.db_dir, SANDBOX_STORE_DIR);
	add_path(told.gruntwork, SANDBOX_WRITE_FILE);
	add_path(told.gruntwork_backup, SANDBOX_WRITE_FILE);
	add_path(cfg->shard.tdata_dir, SANDBOX_READ_DIR);
	add_path(cfg->shard.patch_dir, SANDBOX_READ_DIR);
	add_port(cfg->login.port);
	add_port(cfg->shard.port);
	if (cfg->monitor.is_enabled)
		add_port(cfg->monitor.port);
	if (cfg->metrics.is_enabled)
		add_port(cfg->metrics.port);
	return sandbox_init(&told.opt);
}

bool
confine_thread(enum thread_role role)
{
	static const enum sandbox_role roles[THREAD_ROLE_COUNT] = {
		[THREAD_MAIN] = SANDBOX_ROLE_MAIN,
		[THREAD_IO] = SANDBOX_ROLE_IO,
		[THREAD_LOGIN] = SANDBOX_ROLE_LOGIN,
		[THREAD_AUTH] = SANDBOX_ROLE_AUTH,
		[THREAD_WORLD] = SANDBOX_ROLE_WORLD,
		[THREAD_DB] = SANDBOX_ROLE_DB,
		[THREAD_CONTROL] = SANDBOX_ROLE_CONTROL,
	};

	return sandbox_thread_start(roles[role]);
}
