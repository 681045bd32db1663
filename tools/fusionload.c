/*
 * fusionload.c - puts a load on a server and says how it bears it.
 *
 * Prepares accounts and characters in the database, brings the bots into the
 * world, lets them walk on the spot, and reports how long their steps took to
 * those who see them and what the server used. bench/README.md has the
 * scenarios.
 *
 * Owns:   the workers.
 * Called: by people and bench/run.
 * Thread: main; one more for each worker if there are several.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/check.h"
#include "base/counter.h"
#include "base/thread.h"
#include "bot/dbfile.h"
#include "bot/die.h"
#include "bot/procstat.h"
#include "bot/swarm.h"
#include "bot/swarm_place.h"

static const char *const layout_names[SWARM_LAYOUT_COUNT] = {
	"crowd", "spread", "idle", "fight"
};

enum {
	FUSIONLOAD_MAX_WORKERS = 16,
	FUSIONLOAD_WARM_UP_S = 3,
	FUSIONLOAD_JOINING = 48
};

struct fusionload {
	struct swarm_options load;
	struct swarm_map map;
	unsigned threads;
	double seconds;
	pid_t pid;
	const char *db_path;
	bool is_json;

	struct swarm_worker *workers[FUSIONLOAD_MAX_WORKERS];
	struct counter joined_workers;
	uint64_t until_us;
	double join_s;
	bool has_stat;
	struct procstat empty, before, after;
	struct swarm_counts counts;
	struct histogram latency;
};

/* ---- the database ---- */

static void
fusionload_prepare_bot(const struct fusionload *f, struct dbfile *db,
    unsigned bot)
{
	char login[SWARM_LOGIN_BYTES], last[16], sql[256];
	int32_t at[3];
	int64_t player;

	swarm_login_name(login, bot);
	swarm_map_place(&f->map, bot, at);
	snprintf(sql, sizeof(sql), "SELECT PlayerID FROM Players JOIN Accounts"
	    " USING (AccountID) WHERE Login = '%s'", login);
	player = dbfile_get_or(db, sql, 0);
	if (player == 0) {
		snprintf(last, sizeof(last), "B%06u", bot);
		dbfile_add_character(db, &(struct dbfile_character){
		    .login = login, .first_name = "Load", .last_name = last,
		    .protocol = proto_version_number(f->load.version),
		    .x = at[0], .y = at[1], .z = at[2] });
		return;
	}
	snprintf(sql, sizeof(sql), "UPDATE Players SET XCoordinate = %d,"
	    " YCoordinate = %d, ZCoordinate = %d WHERE PlayerID = %lld",
	    at[0], at[1], at[2], (long long)player);
	dbfile_exec(db, sql);
}

/* Accounts whose password costs the server what a real one costs. */
static void
fusionload_prepare_storm(struct dbfile *db, unsigned client)
{
	/* spec/database.md 4, cost 12 */
	static const char hash[] =
	    "$2a$12$abcdefghijklmnopqrstuuvOu6AhjtdEmjV/tWcu8NQaEdqQSKYoG";
	char login[SWARM_LOGIN_BYTES], sql[256];

	swarm_storm_name(login, client);
	snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO Accounts"
	    " (Login, Password, AccountLevel) VALUES ('%s', '%s', 99)",
	    login, hash);
	dbfile_exec(db, sql);
}

static void
fusionload_prepare(const struct fusionload *f)
{
	struct dbfile *db;

	if (f->db_path == NULL)
		return;
	db = dbfile_open(f->db_path);
	dbfile_exec(db, "BEGIN IMMEDIATE");
	for (unsigned i = 0; i < f->load.bot_count; i++)
		fusionload_prepare_bot(f, db, i);
	for (unsigned i = 0; i < f->load.storm_count; i++)
		fusionload_prepare_storm(db, i);
	dbfile_exec(db, "COMMIT");
	dbfile_close(db);
}

/* ---- the run ---- */

struct fusionload_task {
	struct fusionload *f;
	struct swarm_worker *worker;
};

static void
fusionload_join_task(void *arg)
{
	struct fusionload_task *t = arg;

	swarm_worker_join(t->worker);
	counter_add(&t->f->joined_workers, 1);
	while (counter_get(&t->f->joined_workers) < t->f->threads)
		swarm_worker_listen(t->worker, 20);
}

static void
fusionload_play_task(void *arg)
{
	struct fusionload_task *t = arg;

	swarm_worker_play(t->worker, t->f->until_us);
}

/* Runs a part of the work on all workers; this thread is one of them. */
static void
fusionload_run(struct fusionload *f, void (*part)(void *arg))
{
	struct fusionload_task tasks[FUSIONLOAD_MAX_WORKERS];
	struct thread *threads[FUSIONLOAD_MAX_WORKERS];

	for (unsigned i = 0; i < f->threads; i++) {
		tasks[i] = (struct fusionload_task){ f, f->workers[i] };
		if (i == 0)
			continue;
		threads[i] = thread_new(THREAD_NONE, i, part, &tasks[i]);
		if (threads[i] == NULL)
			die("cannot start a thread");
	}
	thread_gate_open();
	part(&tasks[0]);
	for (unsigned i = 1; i < f->threads; i++)
		thread_join(threads[i]);
}

static void
fusionload_play(struct fusionload *f, double seconds)
{
	f->until_us = swarm_now_us() + (uint64_t)(seconds * 1e6);
	fusionload_run(f, fusionload_play_task);
}

static void
fusionload_measure(struct fusionload *f)
{
	uint64_t start_us;

	for (unsigned i = 0; i < f->threads; i++)
		f->workers[i] = swarm_worker_new(&f->load, i, f->threads);
	/* a server that has just started may still be giving memory back */
	for (unsigned i = 0; i < f->threads; i++)
		swarm_worker_listen(f->workers[i], 1000 / (int)f->threads);
	f->has_stat = f->pid != 0 && procstat_read(f->pid, &f->empty);
	start_us = swarm_now_us();
	fusionload_run(f, fusionload_join_task);
	f->join_s = (double)(swarm_now_us() - start_us) / 1e6;

	fusionload_play(f, FUSIONLOAD_WARM_UP_S);
	for (unsigned i = 0; i < f->threads; i++)
		swarm_worker_reset(f->workers[i]);
	if (f->has_stat && !procstat_read(f->pid, &f->before))
		die("process %d is gone", (int)f->pid);
	start_us = swarm_now_us();
	fusionload_play(f, f->seconds);
	f->seconds = (double)(swarm_now_us() - start_us) / 1e6;
	if (f->has_stat && !procstat_read(f->pid, &f->after))
		die("process %d is gone", (int)f->pid);

	for (unsigned i = 0; i < f->threads; i++) {
		struct swarm_worker *w = f->workers[i];
		const struct swarm_counts *c = swarm_worker_counts(w);

		f->counts.joined += c->joined;
		f->counts.failed += c->failed;
		f->counts.disconnected += c->disconnected;
		f->counts.moves += c->moves;
		f->counts.shots += c->shots;
		f->counts.skipped += c->skipped;
		f->counts.deliveries += c->deliveries;
		f->counts.other_packets += c->other_packets;
		f->counts.bytes_in += c->bytes_in;
		f->counts.refusals += c->refusals;
		histogram_merge(&f->latency, swarm_worker_latency(w));
		swarm_worker_free(w);
	}
}

/* ---- the report ---- */

static double
fusionload_cpu_s(const struct fusionload *f)
{
	return (double)(f->after.cpu_ns - f->before.cpu_ns) / 1e9;
}

/* Of those that should have arrived: each step, at everyone in sight. */
static double
fusionload_delivered_pct(const struct fusionload *f)
{
	double expected = (double)f->counts.moves *
	    swarm_map_onlookers(&f->map);

	return expected > 0 ? 100.0 * (double)f->counts.deliveries / expected :
	    0.0;
}

static double
fusionload_player_kib(const struct fusionload *f)
{
	double grown = (double)f->before.rss_bytes - (double)f->empty.rss_bytes;

	return f->counts.joined > 0 ? grown / 1024 / (double)f->counts.joined :
	    0.0;
}

static void
fusionload_print_server(const struct fusionload *f)
{
	double cpu_s = fusionload_cpu_s(f);

	printf("server cpu         %.1f %% of a core\n",
	    100 * cpu_s / f->seconds);
	if (f->counts.deliveries > 0)
		printf("cpu a million      %.2f s per million deliveries\n",
		    cpu_s * 1e6 / (double)f->counts.deliveries);
	for (unsigned i = 0; i < f->after.thread_count; i++) {
		const struct procstat_thread *t = &f->after.threads[i];
		double ns = (double)procstat_thread_ns(&f->before, t);

		if (ns / 1e9 / f->seconds > 0.001)
			printf("  %-16s %.1f %%\n", t->name,
			    ns / 1e7 / f->seconds);
	}
	printf("memory             %.1f MiB empty, %.1f now, %.1f at most,"
	    " %.1f KiB a player\n", (double)f->empty.rss_bytes / 1048576,
	    (double)f->after.rss_bytes / 1048576,
	    (double)f->after.peak_bytes / 1048576, fusionload_player_kib(f));
}

static void
fusionload_print(const struct fusionload *f)
{
	const struct swarm_counts *c = &f->counts;

	printf("layout             %s, %u bots, %.3g moves a second each, "
	    "protocol %d\n", layout_names[f->map.layout], f->load.bot_count,
	    f->load.moves_per_s, proto_version_number(f->load.version));
	printf("joined             %lu in %.1f s (%lu failed)\n",
	    (unsigned long)c->joined, f->join_s, (unsigned long)c->failed);
	printf("disconnected       %lu in %.1f s\n",
	    (unsigned long)c->disconnected, f->seconds);
	printf("moves sent         %lu (%lu skipped)\n",
	    (unsigned long)c->moves, (unsigned long)c->skipped);
	if (c->shots > 0)
		printf("shots              %lu\n", (unsigned long)c->shots);
	printf("deliveries         %lu, %.0f a second, %.1f %% of those due\n",
	    (unsigned long)c->deliveries, (double)c->deliveries / f->seconds,
	    fusionload_delivered_pct(f));
	printf("other packets      %lu; %.1f MiB/s in all\n",
	    (unsigned long)c->other_packets,
	    (double)c->bytes_in / f->seconds / 1048576);
	printf("relay latency      p50 %.2f ms, p99 %.2f ms, max %.2f ms\n",
	    (double)histogram_percentile_us(&f->latency, 50) / 1e3,
	    (double)histogram_percentile_us(&f->latency, 99) / 1e3,
	    (double)f->latency.max_us / 1e3);
	if (f->load.storm_count > 0)
		printf("login storm        %.1f refusals a second\n",
		    (double)c->refusals / f->seconds);
	if (f->has_stat)
		fusionload_print_server(f);
}

static void
fusionload_print_json(const struct fusionload *f)
{
	const struct swarm_counts *c = &f->counts;

	printf("{\"layout\":\"%s\",\"bots\":%u,\"rate\":%g,\"protocol\":%d,"
	    "\"seconds\":%.3f,\"joined\":%lu,\"join_s\":%.3f,\"failed\":%lu,"
	    "\"disconnected\":%lu,\"moves\":%lu,\"shots\":%lu,\"skipped\":%lu,"
	    "\"deliveries\":%lu,\"deliveries_per_s\":%.1f,"
	    "\"delivered_pct\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
	    "\"max_ms\":%.3f,\"refusals\":%lu",
	    layout_names[f->map.layout], f->load.bot_count, f->load.moves_per_s,
	    proto_version_number(f->load.version), f->seconds,
	    (unsigned long)c->joined, f->join_s, (unsigned long)c->failed,
	    (unsigned long)c->disconnected, (unsigned long)c->moves,
	    (unsigned long)c->shots, (unsigned long)c->skipped,
	    (unsigned long)c->deliveries,
	    (double)c->deliveries / f->seconds, fusionload_delivered_pct(f),
	    (double)histogram_percentile_us(&f->latency, 50) / 1e3,
	    (double)histogram_percentile_us(&f->latency, 99) / 1e3,
	    (double)f->latency.max_us / 1e3, (unsigned long)c->refusals);
	if (f->has_stat)
		printf(",\"cpu_pct\":%.2f,\"cpu_s_per_million\":%.3f,"
		    "\"empty_bytes\":%lu,\"rss_bytes\":%lu,"
		    "\"player_kib\":%.2f",
		    100 * fusionload_cpu_s(f) / f->seconds,
		    c->deliveries > 0 ? fusionload_cpu_s(f) * 1e6 /
		    (double)c->deliveries : 0.0,
		    (unsigned long)f->empty.rss_bytes,
		    (unsigned long)f->after.rss_bytes,
		    fusionload_player_kib(f));
	printf("}\n");
}

/* ---- the command line ---- */

static const char fusionload_usage[] =
    "usage: fusionload [options]\n"
    "  --host A         dotted address of the login server (127.0.0.1)\n"
    "  --port N         its port (23000)\n"
    "  --version N      protocol 104, 728 or 1013 (104)\n"
    "  --bots N         players (100)\n"
    "  --layout L       crowd: all see all; spread: 16 see each other;\n"
    "                   idle: as spread, but nobody moves;\n"
    "                   fight: each beside a mob, shooting at it\n"
    "  --world DIR      fight: the tables of the server\n"
    "  --rate R         moves a second, each (4)\n"
    "  --seconds S      how long to measure (10)\n"
    "  --db PATH        prepare accounts and characters in this database\n"
    "  --pid N          the server's process: report what it uses\n"
    "  --storm N        so many clients log in with a wrong password for ever\n"
    "  --threads N      of the load itself (1)\n"
    "  --view N         the server's viewdistance (16000)\n"
    "  --at X,Y,Z       where the crowd stands (109260,322580,0)\n"
    "  --json           one line of JSON instead of a table\n";

static NO_RETURN void
fusionload_refuse(const char *option)
{
	fprintf(stderr, "fusionload: bad value for --%s\n%s", option,
	    fusionload_usage);
	exit(2);
}

static double
fusionload_number(const char *option, const char *text, double lo, double hi)
{
	char *end;
	double v = strtod(text, &end);

	if (end == text || *end != '\0' || !(v >= lo && v <= hi))
		fusionload_refuse(option);
	return v;
}

static enum swarm_layout
fusionload_layout(const char *text)
{
	for (int i = 0; i < SWARM_LAYOUT_COUNT; i++)
		if (strcmp(text, layout_names[i]) == 0)
			return (enum swarm_layout)i;
	fusionload_refuse("layout");
}

enum swarm_option {
	OPT_HOST, OPT_PORT, OPT_VERSION, OPT_BOTS, OPT_LAYOUT, OPT_RATE,
	OPT_SECONDS, OPT_DB, OPT_PID, OPT_STORM, OPT_THREADS, OPT_VIEW, OPT_AT,
	OPT_WORLD, OPT_JSON, OPT_HELP
};

static const struct option_row {
	const char *name;
	int has_arg;
} option_rows[] = {
	[OPT_HOST] = { "host", required_argument },
	[OPT_PORT] = { "port", required_argument },
	[OPT_VERSION] = { "version", required_argument },
	[OPT_BOTS] = { "bots", required_argument },
	[OPT_LAYOUT] = { "layout", required_argument },
	[OPT_RATE] = { "rate", required_argument },
	[OPT_SECONDS] = { "seconds", required_argument },
	[OPT_DB] = { "db", required_argument },
	[OPT_PID] = { "pid", required_argument },
	[OPT_STORM] = { "storm", required_argument },
	[OPT_THREADS] = { "threads", required_argument },
	[OPT_VIEW] = { "view", required_argument },
	[OPT_AT] = { "at", required_argument },
	[OPT_WORLD] = { "world", required_argument },
	[OPT_JSON] = { "json", no_argument },
	[OPT_HELP] = { "help", no_argument },
};

static void
fusionload_set(struct fusionload *f, enum swarm_option opt, const char *v)
{
	const char *name = option_rows[opt].name;

	switch (opt) {
	case OPT_HOST:
		f->load.host = v;
		break;
	case OPT_PORT:
		f->load.login_port =
		    (uint16_t)fusionload_number(name, v, 1, 65535);
		break;
	case OPT_VERSION:
		if (!proto_version_from_number((int)fusionload_number(name, v,
		    1, 9999), &f->load.version))
			fusionload_refuse(name);
		break;
	case OPT_BOTS:
		f->load.bot_count =
		    (unsigned)fusionload_number(name, v, 0, 60000);
		break;
	case OPT_LAYOUT:
		f->map.layout = fusionload_layout(v);
		break;
	case OPT_RATE:
		f->load.moves_per_s = fusionload_number(name, v, 0, 1000);
		break;
	case OPT_SECONDS:
		f->seconds = fusionload_number(name, v, 0.1, 86400);
		break;
	case OPT_DB:
		f->db_path = v;
		break;
	case OPT_PID:
		f->pid = (pid_t)fusionload_number(name, v, 1, 1 << 30);
		break;
	case OPT_STORM:
		f->load.storm_count =
		    (unsigned)fusionload_number(name, v, 0, 10000);
		break;
	case OPT_THREADS:
		f->threads = (unsigned)fusionload_number(name, v, 1,
		    FUSIONLOAD_MAX_WORKERS);
		break;
	case OPT_VIEW:
		f->map.view_distance =
		    (int32_t)fusionload_number(name, v, 300, 1000000);
		break;
	case OPT_AT:
		if (sscanf(v, "%d,%d,%d", &f->map.center[0],
		    &f->map.center[1], &f->map.center[2]) != 3)
			fusionload_refuse(name);
		break;
	case OPT_WORLD:
		f->map.world = v;
		break;
	case OPT_JSON:
		f->is_json = true;
		break;
	case OPT_HELP:
		fputs(fusionload_usage, stdout);
		exit(0);
	}
}

static void
fusionload_parse(struct fusionload *f, int argc, char **argv)
{
	struct option longs[COUNT_OF(option_rows) + 1] = { 0 };
	int index;
	int c;

	for (size_t i = 0; i < COUNT_OF(option_rows); i++) {
		longs[i].name = option_rows[i].name;
		longs[i].has_arg = option_rows[i].has_arg;
	}
	while ((c = getopt_long(argc, argv, "", longs, &index)) != -1) {
		if (c != 0) {
			fputs(fusionload_usage, stderr);
			exit(2);
		}
		fusionload_set(f, (enum swarm_option)index, optarg);
	}
	if (optind < argc) {
		fputs(fusionload_usage, stderr);
		exit(2);
	}
	if (f->map.layout == SWARM_IDLE)
		f->load.moves_per_s = 0;
	f->map.bot_count = f->load.bot_count;
	f->map.version = f->load.version;
}

/* As many descriptors as the system gives: one a bot. */
static void
fusionload_raise_limit(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

int
main(int argc, char **argv)
{
	static struct fusionload f = {
		.load = {
			.host = "127.0.0.1", .login_port = 23000,
			.version = PROTO_104, .bot_count = 100,
			.joining = FUSIONLOAD_JOINING, .moves_per_s = 4,
		},
		.threads = 1,
		.seconds = 10,
		.map = {
			.view_distance = 16000,
			/* nothing lives within 30000 units of here */
			.center = { 109260, 322580, 0 },
		},
	};

	fusionload_parse(&f, argc, argv);
	fusionload_raise_limit();
	swarm_map_init(&f.map);
	f.load.targets = f.map.targets;
	fusionload_prepare(&f);
	fusionload_measure(&f);
	if (f.is_json)
		fusionload_print_json(&f);
	else
		fusionload_print(&f);
	swarm_map_fini(&f.map);
	return f.counts.failed + f.counts.disconnected > 0;
}
