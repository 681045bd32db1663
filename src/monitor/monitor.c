/*
 * monitor.c - the text feed for maps and moderation tools (spec/monitor.md).
 *
 * What happened is formatted once, when it happens, into one buffer a group;
 * a block is those buffers behind each other, built once and published to all
 * monitors. Nothing is kept while nobody listens, and a full buffer drops what
 * is new. Slow monitors are the packet shards' matter: their output buffer has
 * a limit like any client's.
 *
 * Owns:   w->monitor.
 * Called: by shard.c for connections; by events; by its timer row.
 * Thread: world.
 */
#include "monitor/monitor.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/str.h"
#include "config/config.h"
#include "game/chat.h"
#include "net/outbox.h"
#include "world/event.h"
#include "world/player.h"
#include "world/view.h"
#include "world/world.h"

enum {
	NAME_BYTES = 160,
	LINE_BYTES = 2048,		/* as readers expect it at most */
	EMAIL_BYTES = 2046,
	PLAYER_LINE_BYTES = 32 + NAME_BYTES,
	GROUP_BYTES = 64 * 1024		/* between two blocks, of each group */
};

/* In the order of a block. */
enum report_group {
	GROUP_CHAT,
	GROUP_BCAST,
	GROUP_EMAIL,
	GROUP_NAMEREQ,
	GROUP_COUNT
};

struct text {
	size_t used;
	uint32_t dropped;
	char bytes[GROUP_BYTES];
};

struct monitor {
	struct map conns;		/* who listens */
	struct text groups[GROUP_COUNT];
};

struct monitor *
monitor_new(void)
{
	struct monitor *m = calloc(1, sizeof(*m));

	CHECK(m != NULL);
	return m;
}

void
monitor_free(struct monitor *m)
{
	if (m == NULL)
		return;
	map_fini(&m->conns);
	free(m);
}

static void
forget_events(struct monitor *m)
{
	for (int g = 0; g < GROUP_COUNT; g++) {
		m->groups[g].used = 0;
		m->groups[g].dropped = 0;
	}
}

void
monitor_on_opened(struct world *w, conn_id conn)
{
	if (w->monitor == NULL) {
		outbox_close(w->out, conn);
		return;
	}
	map_put(&w->monitor->conns, conn, 1);
	outbox_trust(w->out, conn);
	outbox_subscribe(w->out, conn, view_topic_other(VIEW_OTHER_MONITORS));
}

void
monitor_on_closed(struct world *w, conn_id conn)
{
	struct monitor *m = w->monitor;

	if (m == NULL || !map_remove(&m->conns, conn))
		return;
	if (map_count(&m->conns) == 0)
		forget_events(m);
}

static bool
is_heard(const struct world *w)
{
	return w->monitor != NULL && map_count(&w->monitor->conns) > 0;
}

/* --- what happened --- */

/* All or nothing: half a line would be another line. */
static void
append(struct text *t, const char *bytes, size_t n)
{
	if (n > sizeof(t->bytes) - t->used) {
		t->dropped++;
		return;
	}
	memcpy(t->bytes + t->used, bytes, n);
	t->used += n;
}

/* What could begin another line becomes a space. */
static void
make_one_line(char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
}

/* One line of n bytes; has room for its end. */
static void
append_line(struct text *t, char *line, size_t n)
{
	make_one_line(line, n);
	line[n] = '\n';
	append(t, line, n + 1);
}

void
monitor_on_talked(struct world *w, const struct event_talk *talk)
{
	char line[LINE_BYTES] = "chat ";
	size_t n = strlen(line);

	if (!is_heard(w))
		return;
	n += chat_format_talk(line + n, sizeof(line) - n - 1, talk);
	append_line(&w->monitor->groups[GROUP_CHAT], line, n);
}

void
monitor_on_announced(struct world *w, const struct event_announcement *a)
{
	char line[LINE_BYTES], name[NAME_BYTES];
	size_t n;

	if (!is_heard(w))
		return;
	if (a->from != NULL)
		player_plain_name(a->from, name, sizeof(name));
	else
		str_copy(name, sizeof(name), "operator");
	n = str_format(line, sizeof(line) - 1, "bcast %d %d %d %s: %s",
	    a->area, a->type, a->seconds, name, a->text);
	append_line(&w->monitor->groups[GROUP_BCAST], line, n);
}

void
monitor_on_name_requested(struct world *w, int32_t player_id,
    const char *first, const char *last)
{
	char line[LINE_BYTES];
	size_t n;

	if (!is_heard(w))
		return;
	n = str_format(line, sizeof(line) - 1, "namereq %d %s %s", player_id,
	    first, last);
	append_line(&w->monitor->groups[GROUP_NAMEREQ], line, n);
}

/* Every line of a body begins with a tab, so that none can be "endemail". */
static size_t
indent(char *out, size_t cap, const char *body)
{
	size_t n = 0;

	for (; *body != '\0'; body++) {
		size_t need = *body == '\n' ? 2 : 1;

		if (n + need > cap)
			break;
		if (*body == '\n') {
			out[n++] = '\n';
			out[n++] = '\t';
		} else if ((unsigned char)*body >= ' ' && *body != 0x7f) {
			out[n++] = *body;
		}
	}
	return n;
}

void
monitor_note_email(struct world *w, const char *from, const char *to,
    const char *subject, const char *body)
{
	static const char end[] = "\nendemail\n";
	char mail[EMAIL_BYTES + sizeof(end)];
	size_t n;

	if (!is_heard(w))
		return;
	n = str_format(mail, LINE_BYTES / 2, "email [Email] %s (to %s): <%s>",
	    from, to, subject[0] != '\0' ? subject : "No subject.");
	make_one_line(mail, n);
	mail[n++] = '\n';
	mail[n++] = '\t';
	n += indent(mail + n, EMAIL_BYTES - n, body);
	memcpy(mail + n, end, sizeof(end) - 1);
	append(&w->monitor->groups[GROUP_EMAIL], mail, n + sizeof(end) - 1);
}

/* --- the block --- */

struct block {
	char *bytes;
	size_t used, cap;
};

static void
block_add(struct block *b, const char *bytes, size_t n)
{
	if (n > b->cap - b->used)
		return;
	memcpy(b->bytes + b->used, bytes, n);
	b->used += n;
}

static void
add_player(struct world *w, struct player *p, void *arg)
{
	struct block *b = arg;
	char line[PLAYER_LINE_BYTES], name[NAME_BYTES];
	size_t n;

	UNUSED(w);
	if (p->profile.is_hidden)
		return;
	player_plain_name(p, name, sizeof(name));
	n = str_format(line, sizeof(line) - 1, "player %d %d %s", p->e.x,
	    p->e.y, name);
	make_one_line(line, n);
	line[n++] = '\n';
	block_add(b, line, n);
}

static void
say_dropped(const struct monitor *m)
{
	uint32_t dropped = 0;

	for (int g = 0; g < GROUP_COUNT; g++)
		dropped += m->groups[g].dropped;
	if (dropped > 0)
		log_warn("monitor: too much was said for one block lost=%u",
		    dropped);
}

void
monitor_tick(struct world *w)
{
	static const char begin[] = "begin\n", end[] = "end\n";
	struct monitor *m = w->monitor;
	struct block b = { 0 };

	if (!is_heard(w))
		return;
	b.cap = sizeof(begin) + sizeof(end) +
	    (size_t)w->player_count * PLAYER_LINE_BYTES;
	for (int g = 0; g < GROUP_COUNT; g++)
		b.cap += m->groups[g].used;
	b.bytes = arena_new(&w->scratch, b.cap);
	block_add(&b, begin, sizeof(begin) - 1);
	world_each_player(w, add_player, &b);
	for (int g = 0; g < GROUP_COUNT; g++)
		block_add(&b, m->groups[g].bytes, m->groups[g].used);
	block_add(&b, end, sizeof(end) - 1);
	outbox_publish_raw(w->out, view_topic_other(VIEW_OTHER_MONITORS),
	    b.bytes, b.used);
	say_dropped(m);
	forget_events(m);
}

int64_t
monitor_period_ms(const struct world *w)
{
	return w->cfg->monitor.interval_ms;
}
