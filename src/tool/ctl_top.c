/*
 * ctl_top.c - `fusiond ctl top`: load, and where the players are, busiest zone
 * first.
 *
 * This is the live picture of the server. It is a view in a terminal, over the
 * socket that only the operator can open, and not a web page: a page would be
 * one more port, one more parser of what strangers send, and accounts of its
 * own to guard, inside the process that all of this house keeps strangers out
 * of. Who has a shell on the machine has this; over ssh it works from
 * anywhere.
 *
 * Owns:   nothing.
 * Called: by ctl.c.
 * Thread: main; there is no other.
 */
#include "tool/ctl_top.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/vec.h"
#include "tool/ctl.h"

enum {
	PERIOD_MS = 1000,
	DEFAULT_ROWS = 24,
	OTHER_ROWS = 8,			/* the last one is the cursor's */
	BAR_WIDTH = 40
};

struct zone {
	uint32_t map;
	uint32_t x, y;
	uint64_t players;
};

struct zone_vec VEC_OF(struct zone);

/* Totals of the frame before, for figures a second. */
struct last {
	int64_t at_ms;			/* 0: there was none */
	uint64_t packets, deliveries;
};

/* --- figures --- */

static uint64_t
figure(const struct ctl_answer *a, const char *key)
{
	return strtoull(ctl_answer_get(a, key), NULL, 10);
}

static void
print_time(int64_t seconds)
{
	if (seconds >= 86400)
		printf("%" PRId64 "d ", seconds / 86400);
	printf("%02d:%02d:%02d", (int)(seconds / 3600 % 24),
	    (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static uint64_t
per_second(uint64_t now, uint64_t before, int64_t ms)
{
	return ms > 0 && now > before ? (now - before) * 1000 / (uint64_t)ms :
	    0;
}

/* --- a frame --- */

/*
 * A line that is longer than the terminal is wide is cut, not broken: a broken
 * one would scroll the picture away. Only while it is drawn, for who
 * interrupts it wants his terminal as it was.
 */
static const char begin_picture[] = "\033[?7l\033[H";
static const char end_picture[] = "\033[J\033[?7h";

static void
end_line(bool is_ansi)
{
	/* What an older, longer line has left behind goes. */
	fputs(is_ansi ? "\033[K\n" : "\n", stdout);
}

static void
print_downtime(const struct ctl_answer *a)
{
	int64_t left_s = strtoll(ctl_answer_get(a, "shutdown_in_s"), NULL, 10);

	printf("maintenance %s", ctl_answer_get(a, "maintenance"));
	if (left_s < 0)
		return;
	printf("   SHUTDOWN in ");
	print_time(left_s);
	printf(" %s", ctl_answer_get(a, "shutdown_reason"));
}

static void
print_head(const struct ctl_answer *a, int64_t memory_kib, struct last *last,
    bool is_ansi)
{
	int64_t now_ms = clock_now_ms();
	int64_t ms = last->at_ms != 0 ? now_ms - last->at_ms : 0;
	uint64_t packets = figure(a, "packets_in");
	uint64_t deliveries = figure(a, "deliveries");

	printf("fusiond %s", ctl_answer_get(a, "version"));
	printf("  protocol %s  up ", ctl_answer_get(a, "protocol"));
	print_time((int64_t)figure(a, "uptime_s"));
	if (memory_kib >= 0)
		printf("  memory %" PRId64 " MiB", memory_kib / 1024);
	end_line(is_ansi);
	printf("players %" PRIu64 "  connections %" PRIu64 "  choosing %"
	    PRIu64 "  logins %" PRIu64, figure(a, "players"),
	    figure(a, "connections"), figure(a, "sessions"),
	    figure(a, "logins"));
	end_line(is_ansi);
	printf("tick p50 %" PRIu64 " ms  p99 %" PRIu64 " ms  longest %" PRIu64
	    " ms  packets/s %" PRIu64 "  deliveries/s %" PRIu64,
	    figure(a, "tick_p50_ms"), figure(a, "tick_p99_ms"),
	    figure(a, "tick_longest_ms"),
	    per_second(packets, last->packets, ms),
	    per_second(deliveries, last->deliveries, ms));
	end_line(is_ansi);
	print_downtime(a);
	end_line(is_ansi);
	*last = (struct last){ now_ms, packets, deliveries };
}

static int
compare_zones(const void *a, const void *b)
{
	const struct zone *one = a, *other = b;

	if (one->players != other->players)
		return one->players < other->players ? 1 : -1;
	if (one->map != other->map)
		return one->map < other->map ? -1 : 1;
	if (one->x != other->x)
		return one->x < other->x ? -1 : 1;
	return one->y < other->y ? -1 : one->y > other->y;
}

static struct zone_vec
read_zones(const struct ctl_answer *a)
{
	struct zone_vec zones = { 0 };
	const char *line = a->text;

	while (line != NULL && *line != '\0') {
		struct zone z;

		if (sscanf(line, "map=%" SCNu32 " zone=%" SCNu32 ",%" SCNu32
		    " players=%" SCNu64, &z.map, &z.x, &z.y, &z.players) == 4)
			vec_push(&zones, z);
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	if (zones.count > 0)
		qsort(zones.items, zones.count, sizeof(zones.items[0]),
		    compare_zones);
	return zones;
}

static void
print_zones(const struct zone_vec *zones, size_t most, bool is_ansi)
{
	end_line(is_ansi);
	printf("%10s %9s %8s", "map", "zone", "players");
	end_line(is_ansi);
	for (size_t i = 0; i < zones->count && i < most; i++) {
		const struct zone *z = &zones->items[i];
		int bar = (int)(z->players * BAR_WIDTH /
		    zones->items[0].players);
		char place[32];

		str_format(place, sizeof(place), "%u,%u", z->x, z->y);
		printf("%10u %9s %8" PRIu64 " %.*s", z->map, place,
		    z->players, bar,
		    "########################################");
		end_line(is_ansi);
	}
	if (zones->count > most) {
		printf("%10s and %zu more", "", zones->count - most);
		end_line(is_ansi);
	}
}

/* --- the terminal --- */

static size_t
terminal_rows(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
		return size.ws_row;
	return DEFAULT_ROWS;
}

static bool
knows_ansi(void)
{
	const char *term = getenv("TERM");

	return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

/* 0, or the exit status of what went wrong. */
static int
print_frame(struct ctl_client *c, struct last *last, size_t rows,
    bool is_ansi)
{
	const char *const ask_status[] = { "status" };
	const char *const ask_zones[] = { "zones" };
	struct ctl_answer status = { 0 }, zones = { 0 };
	struct zone_vec list = { 0 };
	int err = ctl_client_ask(c, 1, ask_status, NULL, 0, &status);

	if (err != 0)
		ctl_complain(&status);
	else if ((err = ctl_client_ask(c, 1, ask_zones, NULL, 0,
	    &zones)) != 0)
		ctl_complain(&zones);
	if (err == 0) {
		list = read_zones(&zones);
		fputs(is_ansi ? begin_picture : "", stdout);
		print_head(&status, ctl_server_memory_kib(c), last, is_ansi);
		print_zones(&list, rows, is_ansi);
		fputs(is_ansi ? end_picture : "", stdout);
		fflush(stdout);
	}
	vec_fini(&list);
	ctl_answer_fini(&status);
	ctl_answer_fini(&zones);
	return err;
}

int
ctl_top(struct ctl_client *c, int argc, char **argv)
{
	bool is_watched = isatty(STDOUT_FILENO) != 0;
	bool is_ansi = is_watched && knows_ansi();
	struct last last = { 0 };
	size_t rows;
	int err;

	UNUSED(argv);
	if (argc != 1)
		return ctl_bad_usage("top takes no arguments");
	if (is_ansi)
		fputs("\033[H\033[J", stdout);
	do {
		rows = is_watched ? terminal_rows() : SIZE_MAX;
		rows = rows > OTHER_ROWS ? rows - OTHER_ROWS : 1;
		err = print_frame(c, &last, rows, is_ansi);
		if (err == 0 && is_watched) {
			if (!is_ansi)
				putchar('\n');
			clock_sleep_ms(PERIOD_MS);
		}
	} while (err == 0 && is_watched);
	return err;
}
