/*
 * load.h - hundreds to thousands of cheap players for load tests: they walk on
 * the spot, and measure how long their steps take to reach the onlookers.
 */
#ifndef BOT_LOAD_H
#define BOT_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/histogram.h"
#include "proto/version.h"

struct load_options {
	const char *host;		/* dotted address */
	uint16_t login_port;
	enum proto_version version;
	unsigned bot_count;
	unsigned storm_count;		/* that only log in, wrongly, for ever */
	unsigned joining;		/* at most this many on their way in */
	double moves_per_s;		/* each player; 0: they stand */
};

/* The accounts that bot i and storm client i use. */
enum { LOAD_LOGIN_BYTES = 32 };
void load_login_name(char out[LOAD_LOGIN_BYTES], unsigned bot);
void load_storm_name(char out[LOAD_LOGIN_BYTES], unsigned client);

/* One thread's share of the bots: numbers first, first + step, ... */
struct load_worker;

struct load_counts {
	uint64_t joined;
	uint64_t disconnected;		/* after they had joined */
	uint64_t failed;		/* before */
	uint64_t moves;			/* sent */
	uint64_t skipped;		/* steps for which the socket was full */
	uint64_t deliveries;		/* PC_MOVE received */
	uint64_t other_packets;
	uint64_t bytes_in;
	uint64_t refusals;		/* LOGIN_FAIL to storm clients */
};

struct load_worker *load_worker_new(const struct load_options *opt,
    unsigned first, unsigned step);
void load_worker_free(struct load_worker *w);

/* Works until all its bots are in the world or have failed. */
void load_worker_join(struct load_worker *w);

/* Plays until the moment (load_now_us()); moves are spread evenly. */
void load_worker_play(struct load_worker *w, uint64_t until_us);

/* Reads for a while without moving: while others still join. */
void load_worker_listen(struct load_worker *w, int for_ms);

/* From now on counted: forgets what the measured numbers were. */
void load_worker_reset(struct load_worker *w);

const struct load_counts *load_worker_counts(const struct load_worker *w);
const struct histogram *load_worker_latency(const struct load_worker *w);

uint64_t load_now_us(void);

#endif
