/*
 * metrics.c - all numbers of the server as one text: the table of counters,
 * and what is known where it is needed anyway.
 *
 * Owns:   nothing.
 * Called: by metrics_http.c for each request.
 * Thread: control.
 */
#include "control/metrics.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/metric.h"
#include "base/metric_text.h"
#include "base/progress.h"
#include "base/str.h"
#include "base/thread.h"
#include "db/db.h"
#include "net/io.h"

enum { LABELS_BYTES = 512, WORD_BYTES = 128, US_PER_MS = 1000 };

/* --- what it is --- */

/* The summary's "key=value" words as labels. */
static void
write_sandbox(const struct metrics_sources *m, struct metric_text *t)
{
	char labels[LABELS_BYTES] = "", word[WORD_BYTES];
	const char *at = m->sandbox;

	if (at == NULL)
		return;
	while (*(at += strspn(at, " ")) != '\0') {
		size_t n = strcspn(at, " ");
		char *value;

		str_format(word, sizeof(word), "%.*s", (int)n, at);
		at += n;
		value = strchr(word, '=');
		if (value == NULL)
			continue;	/* "sandbox:" */
		*value++ = '\0';
		metric_text_label(labels, sizeof(labels), word, value);
	}
	metric_text_family(t, "fusiond_sandbox_info", METRIC_GAUGE,
	    "What the sandbox has, as the log says at the start.");
	metric_text_count(t, "fusiond_sandbox_info", labels, 1);
}

static void
write_build(const struct metrics_sources *m, struct metric_text *t)
{
	char labels[LABELS_BYTES] = "", protocol[16];

	str_format(protocol, sizeof(protocol), "%d", m->protocol);
	metric_text_label(labels, sizeof(labels), "version", m->version);
	metric_text_label(labels, sizeof(labels), "protocol", protocol);
	metric_text_family(t, "fusiond_build_info", METRIC_GAUGE,
	    "The version, and the protocol it speaks.");
	metric_text_count(t, "fusiond_build_info", labels, 1);
}

/* --- the process --- */

static void
write_process(const struct metrics_sources *m, struct metric_text *t,
    int64_t now_ms)
{
	int64_t up_ms = m->up_since_ms != 0 ? now_ms - m->up_since_ms : 0;
	uint64_t resident = metric_get(METRIC_MEMORY);
	struct timespec cpu;

	metric_text_family(t, "fusiond_uptime_seconds", METRIC_GAUGE,
	    "Since players could come.");
	metric_text_seconds(t, "fusiond_uptime_seconds", "",
	    (uint64_t)up_ms * US_PER_MS);
	metric_text_family(t, "fusiond_threads", METRIC_GAUGE,
	    "Threads of the process.");
	metric_text_count(t, "fusiond_threads", "", thread_count());
	if (resident != 0) {
		metric_text_family(t, "fusiond_resident_memory_bytes",
		    METRIC_GAUGE, "Memory of the process that is in use.");
		metric_text_count(t, "fusiond_resident_memory_bytes", "",
		    resident);
	}
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) != 0)
		return;
	metric_text_family(t, "fusiond_cpu_seconds_total", METRIC_COUNTER,
	    "Time of processors that the process has used.");
	metric_text_seconds(t, "fusiond_cpu_seconds_total", "",
	    (uint64_t)cpu.tv_sec * 1000000 + (uint64_t)cpu.tv_nsec / 1000);
}

/* --- connections --- */

static const struct io_row {
	const char *name;
	enum metric_type type;
	size_t offset;			/* in struct io_stats */
	const char *help;
} io_rows[] = {
	{ "fusiond_connections", METRIC_GAUGE,
	    offsetof(struct io_stats, conns), "Connections now." },
	{ "fusiond_connections_accepted_total", METRIC_COUNTER,
	    offsetof(struct io_stats, accepted), "Connections taken." },
	{ "fusiond_connections_refused_total", METRIC_COUNTER,
	    offsetof(struct io_stats, refused),
	    "Connections hung up on: too many in all, or of one address." },
	{ "fusiond_packets_received_total", METRIC_COUNTER,
	    offsetof(struct io_stats, packets_in),
	    "Packets of clients, good and bad." },
	{ "fusiond_received_bytes_total", METRIC_COUNTER,
	    offsetof(struct io_stats, bytes_in), "Bytes of clients." },
	{ "fusiond_packets_sent_total", METRIC_COUNTER,
	    offsetof(struct io_stats, sends),
	    "Packets for one client each." },
	{ "fusiond_deliveries_total", METRIC_COUNTER,
	    offsetof(struct io_stats, deliveries),
	    "Copies of packets for all who see something." },
	{ "fusiond_sent_bytes_total", METRIC_COUNTER,
	    offsetof(struct io_stats, bytes_out), "Bytes to clients." },
	{ "fusiond_socket_writes_total", METRIC_COUNTER,
	    offsetof(struct io_stats, writes),
	    "System calls that they took." },
};

static void
write_io(const struct metrics_sources *m, struct metric_text *t)
{
	static const char ended[] = "fusiond_connections_ended_total";
	struct io_stats stats;
	uint64_t value;

	if (m->io == NULL)
		return;
	io_get_stats(m->io, &stats);
	for (size_t i = 0; i < COUNT_OF(io_rows); i++) {
		const struct io_row *r = &io_rows[i];

		memcpy(&value, (const char *)&stats + r->offset,
		    sizeof(value));
		metric_text_family(t, r->name, r->type, r->help);
		metric_text_count(t, r->name, "", value);
	}
	metric_text_family(t, ended, METRIC_COUNTER,
	    "Connections that ended, by who or what ended them.");
	for (int i = 0; i < IO_END_COUNT; i++) {
		char labels[LABELS_BYTES] = "";

		metric_text_label(labels, sizeof(labels), "reason",
		    io_end_name((enum io_end)i));
		metric_text_count(t, ended, labels, stats.ended[i]);
	}
}

/* --- threads --- */

static void
write_depth(struct metric_text *t, enum thread_role role, size_t bytes)
{
	char labels[LABELS_BYTES] = "";

	metric_text_label(labels, sizeof(labels), "thread",
	    thread_role_name(role));
	metric_text_count(t, "fusiond_mailbox_bytes", labels, bytes);
}

static void
write_mailboxes(const struct metrics_sources *m, struct metric_text *t)
{
	metric_text_family(t, "fusiond_mailbox_bytes", METRIC_GAUGE,
	    "Messages that wait for a thread.");
	if (m->world != NULL)
		write_depth(t, THREAD_WORLD, mailbox_bytes(m->world));
	if (m->login != NULL)
		write_depth(t, THREAD_LOGIN, mailbox_bytes(m->login));
	if (m->io != NULL)
		write_depth(t, THREAD_IO, io_waiting_bytes(m->io));
	if (m->db != NULL)
		write_depth(t, THREAD_DB, db_waiting_bytes(m->db));
	if (m->control != NULL)
		write_depth(t, THREAD_CONTROL, mailbox_bytes(m->control));
}

static void
write_progress(struct metric_text *t, int64_t now_ms)
{
	static const char name[] = "fusiond_busy_seconds";

	metric_text_family(t, name, METRIC_GAUGE,
	    "Since a thread began what it is at; 0 if it rests.");
	for (size_t i = 0; i < PROGRESS_ROOM_COUNT; i++) {
		enum thread_role role = progress_rooms[i].role;
		char labels[LABELS_BYTES] = "";

		metric_text_label(labels, sizeof(labels), "thread",
		    thread_role_name(role));
		metric_text_seconds(t, name, labels,
		    (uint64_t)progress_stuck_ms(role, now_ms) * US_PER_MS);
	}
}

void
metrics_write(const struct metrics_sources *m, struct metric_text *t)
{
	int64_t now_ms = clock_now_ms();

	write_build(m, t);
	write_sandbox(m, t);
	write_process(m, t, now_ms);
	write_io(m, t);
	write_mailboxes(m, t);
	write_progress(t, now_ms);
	metric_write(t);
}
