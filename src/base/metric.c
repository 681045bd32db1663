/*
 * metric.c - what the server counts of itself: the table, and its text.
 *
 * Owns:   all counters and histograms of the process.
 * Called: by everyone who counts; metric_write() by who is asked for it.
 * Thread: any.
 */
#include "base/metric.h"

#include "base/check.h"
#include "base/counter.h"
#include "base/log.h"
#include "base/metric_text.h"
#include "base/str.h"

struct row {
	const char *name;
	enum metric_type type;
	const char *labels;
	const char *help;		/* of the first of its name */
};

#define LOGIN(result) "fusiond_logins_total", METRIC_COUNTER, \
	"result=\"" result "\"", "Logins by what became of them."
#define BAD_PACKET(reason) "fusiond_bad_packets_total", METRIC_COUNTER, \
	"reason=\"" reason "\"", "Frames that are no packet a client may send."
#define REFUSED(reason) "fusiond_refusals_total", METRIC_COUNTER, \
	"reason=\"" reason "\"", "Good packets whose request was refused."
#define LOG(level) "fusiond_log_lines_total", METRIC_COUNTER, \
	"level=\"" level "\"", "Lines of the log."

static const struct row rows[METRIC_COUNT] = {
	[METRIC_PLAYERS] = { "fusiond_players", METRIC_GAUGE, "",
	    "Players in the world." },
	[METRIC_SESSIONS] = { "fusiond_login_sessions", METRIC_GAUGE, "",
	    "Connections to the login server that it knows." },

	[METRIC_LOGIN_OK] = { LOGIN("ok") },
	[METRIC_LOGIN_ERROR] = { LOGIN("error") },
	[METRIC_LOGIN_NO_ACCOUNT] = { LOGIN("no_account") },
	[METRIC_LOGIN_WRONG_PASSWORD] = { LOGIN("wrong_password") },
	[METRIC_LOGIN_IN_USE] = { LOGIN("in_use") },
	[METRIC_LOGIN_REFUSED] = { LOGIN("refused") },
	[METRIC_LOGIN_OUTDATED] = { LOGIN("outdated") },
	[METRIC_LOGIN_BANNED] = { LOGIN("banned") },
	[METRIC_ACCOUNTS_MADE] = { "fusiond_accounts_made_total",
	    METRIC_COUNTER, "", "Accounts made by a first login." },

	[METRIC_BAD_PACKET_UNKNOWN] = { BAD_PACKET("unknown") },
	[METRIC_BAD_PACKET_DIRECTION] = { BAD_PACKET("direction") },
	[METRIC_BAD_PACKET_SIZE] = { BAD_PACKET("size") },
	[METRIC_BAD_PACKET_COUNT] = { BAD_PACKET("count") },
	[METRIC_BAD_PACKET_VERSION] = { BAD_PACKET("version") },

	[METRIC_REFUSED_TICKET] = { REFUSED("no_ticket") },
	[METRIC_REFUSED_UNHANDLED] = { REFUSED("unhandled") },
	[METRIC_REFUSED_NOT_NOW] = { REFUSED("not_now") },
	[METRIC_REFUSED_QUEUE] = { REFUSED("queue_full") },
	[METRIC_REFUSED_STEP] = { REFUSED("impossible_step") },
	[METRIC_REFUSED_STEP_FLOOD] = { REFUSED("step_flood") },
	[METRIC_REFUSED_RAPID_FIRE] = { REFUSED("rapid_fire") },
	[METRIC_REFUSED_CHAT_FLOOD] = { REFUSED("chat_flood") },

	[METRIC_DB_REQUESTS] = { "fusiond_db_requests_total", METRIC_COUNTER,
	    "", "Requests that the database thread has done." },
	[METRIC_DB_SAVES] = { "fusiond_db_saves_total", METRIC_COUNTER, "",
	    "Saves of a player, one or more a flush." },
	[METRIC_DB_FAILED_FLUSHES] = { "fusiond_db_failed_flushes_total",
	    METRIC_COUNTER, "", "Flushes that could not be written." },
	[METRIC_DB_CHANGED_ROWS] = { "fusiond_db_changed_rows_total",
	    METRIC_COUNTER, "", "Rows written or removed." },
	[METRIC_DB_KEPT_SAVES] = { "fusiond_db_kept_saves", METRIC_GAUGE, "",
	    "Saves that wait until the file can be written again." },

	[METRIC_LOG_FATAL] = { LOG("fatal") },
	[METRIC_LOG_ERROR] = { LOG("error") },
	[METRIC_LOG_WARN] = { LOG("warn") },
	[METRIC_LOG_INFO] = { LOG("info") },
	[METRIC_LOG_DEBUG] = { LOG("debug") },
};

_Static_assert(METRIC_LOG_DEBUG - METRIC_LOG_FATAL == LOG_DEBUG - LOG_FATAL,
    "one for each level");

/* The upper edges; what is longer counts as +Inf only. */
static const struct edge {
	int64_t us;
	const char *label;
} edges[] = {
	{ 100, "le=\"0.0001\"" },
	{ 250, "le=\"0.00025\"" },
	{ 500, "le=\"0.0005\"" },
	{ 1000, "le=\"0.001\"" },
	{ 2500, "le=\"0.0025\"" },
	{ 5000, "le=\"0.005\"" },
	{ 10000, "le=\"0.01\"" },
	{ 25000, "le=\"0.025\"" },
	{ 50000, "le=\"0.05\"" },
	{ 100000, "le=\"0.1\"" },
	{ 250000, "le=\"0.25\"" },
	{ 500000, "le=\"0.5\"" },
	{ 1000000, "le=\"1\"" },
	{ 2500000, "le=\"2.5\"" },
	{ 10000000, "le=\"10\"" },
};

struct histogram {
	struct counter buckets[COUNT_OF(edges) + 1];	/* not cumulative */
	struct counter sum_us;
};

static const struct histogram_row {
	const char *name;
	const char *help;
} histogram_rows[METRIC_HISTOGRAM_COUNT] = {
	[METRIC_TICK] = { "fusiond_tick_seconds",
	    "How long the world worked in one turn of its loop." },
	[METRIC_LOGIN_TURN] = { "fusiond_login_turn_seconds",
	    "How long the login server worked in one turn of its loop." },
	[METRIC_DB_BATCH] = { "fusiond_db_batch_seconds",
	    "How long the database thread worked on what came at once." },
	[METRIC_DB_FLUSH] = { "fusiond_db_flush_seconds",
	    "How long a transaction of saves took." },
};

static struct counter counters[METRIC_COUNT];
static struct histogram histograms[METRIC_HISTOGRAM_COUNT];

void
metric_add(enum metric m, uint64_t n)
{
	counter_add(&counters[m], n);
}

void
metric_set(enum metric m, uint64_t n)
{
	counter_set(&counters[m], n);
}

uint64_t
metric_get(enum metric m)
{
	return counter_get(&counters[m]);
}

void
metric_observe(enum metric_histogram h, int64_t us)
{
	size_t i = 0;

	if (us < 0)
		us = 0;
	while (i < COUNT_OF(edges) && us > edges[i].us)
		i++;
	counter_add(&histograms[h].buckets[i], 1);
	counter_add(&histograms[h].sum_us, (uint64_t)us);
}

uint64_t
metric_observed(enum metric_histogram h)
{
	uint64_t n = 0;

	for (size_t i = 0; i <= COUNT_OF(edges); i++)
		n += counter_get(&histograms[h].buckets[i]);
	return n;
}

static void
write_histogram(struct metric_text *t, enum metric_histogram h)
{
	const struct histogram *hist = &histograms[h];
	char name[64];
	uint64_t n = 0;

	metric_text_family(t, histogram_rows[h].name, METRIC_HISTOGRAM,
	    histogram_rows[h].help);
	str_format(name, sizeof(name), "%s_bucket", histogram_rows[h].name);
	for (size_t i = 0; i < COUNT_OF(edges); i++) {
		n += counter_get(&hist->buckets[i]);
		metric_text_count(t, name, edges[i].label, n);
	}
	n += counter_get(&hist->buckets[COUNT_OF(edges)]);
	metric_text_count(t, name, "le=\"+Inf\"", n);
	str_format(name, sizeof(name), "%s_sum", histogram_rows[h].name);
	metric_text_seconds(t, name, "", counter_get(&hist->sum_us));
	str_format(name, sizeof(name), "%s_count", histogram_rows[h].name);
	metric_text_count(t, name, "", n);
}

void
metric_write(struct metric_text *t)
{
	const char *family = "";

	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct row *r = &rows[i];

		if (r->name == NULL)
			continue;	/* told elsewhere, if known */
		if (!str_equal_nocase(r->name, family))
			metric_text_family(t, r->name, r->type, r->help);
		family = r->name;
		metric_text_count(t, r->name, r->labels,
		    counter_get(&counters[i]));
	}
	for (size_t i = 0; i < METRIC_HISTOGRAM_COUNT; i++)
		write_histogram(t, (enum metric_histogram)i);
}
