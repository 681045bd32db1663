/* bot_log.h - what a bot has received, until somebody asks for it. */
#ifndef BOT_BOT_LOG_H
#define BOT_BOT_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "bot/bot.h"

struct bot_log {
	struct bot_packet **packets;
	size_t count, cap;
};

/* Copies both forms of the packet; host may be of 0 bytes. */
struct bot_packet *bot_log_add(struct bot_log *log,
    const struct bot_packet *like, const void *host, size_t host_bytes);

/* Any of up to two kinds not used up; PKT_NONE matches nothing. */
struct bot_packet *bot_log_oldest(const struct bot_log *log,
    enum packet_kind one, enum packet_kind other);

size_t bot_log_count(const struct bot_log *log, enum packet_kind kind);

/* The last few names, an asterisk at those not used up. */
void bot_log_describe(const struct bot_log *log, char *out, size_t cap);

void bot_log_clear(struct bot_log *log);
void bot_log_fini(struct bot_log *log);

#endif
