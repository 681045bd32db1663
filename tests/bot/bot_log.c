/*
 * bot_log.c - what a bot has received, until somebody asks for it.
 *
 * Owns:   the packets of each log.
 * Called: by bot.c.
 * Thread: the team's.
 */
#include "bot/bot_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/die.h"

static size_t
bot_log_align(size_t n)
{
	return (n + 7) / 8 * 8;
}

struct bot_packet *
bot_log_add(struct bot_log *log, const struct bot_packet *like,
    const void *host, size_t host_bytes)
{
	/* one block: the packet, its host struct aligned to 8, its raw body */
	size_t head = bot_log_align(sizeof(struct bot_packet));
	size_t host_room = bot_log_align(host_bytes);
	uint8_t *block = calloc(1, head + host_room + like->raw_bytes + 1);
	struct bot_packet *p = (struct bot_packet *)(void *)block;

	if (log->count == log->cap) {
		log->cap = log->cap * 2 + 64;
		log->packets = realloc(log->packets,
		    log->cap * sizeof(*log->packets));
	}
	if (block == NULL || log->packets == NULL)
		die("out of memory");
	*p = *like;
	if (host_bytes > 0) {
		memcpy(block + head, host, host_bytes);
		p->body = block + head;
	}
	if (like->raw_bytes > 0)
		memcpy(block + head + host_room, like->raw, like->raw_bytes);
	p->raw = block + head + host_room;
	log->packets[log->count++] = p;
	return p;
}

struct bot_packet *
bot_log_oldest(const struct bot_log *log, enum packet_kind one,
    enum packet_kind other)
{
	for (size_t i = 0; i < log->count; i++) {
		struct bot_packet *p = log->packets[i];

		if (!p->is_taken && (p->kind == one ||
		    (other != PKT_NONE && p->kind == other)))
			return p;
	}
	return NULL;
}

size_t
bot_log_count(const struct bot_log *log, enum packet_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < log->count; i++)
		n += !log->packets[i]->is_taken &&
		    log->packets[i]->kind == kind;
	return n;
}

void
bot_log_describe(const struct bot_log *log, char *out, size_t cap)
{
	size_t from = log->count > 12 ? log->count - 12 : 0;
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = from; i < log->count && n < cap; i++)
		n += (size_t)snprintf(out + n, cap - n, " %s%s",
		    packet_info(log->packets[i]->kind)->name,
		    log->packets[i]->is_taken ? "" : "*");
}

void
bot_log_clear(struct bot_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free(log->packets[i]);
	log->count = 0;
}

void
bot_log_fini(struct bot_log *log)
{
	bot_log_clear(log);
	free(log->packets);
	*log = (struct bot_log){ 0 };
}
