/*
 * swarm.h - hundreds to thousands of cheap players for load tests: they walk on
 * the spot, some fight, and measure how long their steps take to reach the
 * onlookers.
 */
#ifndef BOT_SWARM_H
#define BOT_SWARM_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/histogram.h"
#include "proto/version.h"

/* Mobs that a fighter shoots at, one after the other. */
enum { SWARM_TARGETS_MAX = 8 };
struct swarm_targets {
	int32_t ids[SWARM_TARGETS_MAX];
	uint32_t count;
};

struct swarm_options {
	const char *host;		/* dotted address */
	uint16_t login_port;
	enum proto_version version;
	unsigned bot_count;
	unsigned storm_count;	/* that only log in, wrongly, for ever */
	unsigned joining;		/* at most this many on their way in */
	double moves_per_s;		/* each player; 0: they stand */
	const struct swarm_targets *targets;	/* one a bot; NULL: peace */
};

/* The accounts that bot i and storm client i use. */
enum { SWARM_LOGIN_BYTES = 32 };
void swarm_login_name(char out[SWARM_LOGIN_BYTES], unsigned bot);
void swarm_storm_name(char out[SWARM_LOGIN_BYTES], unsigned client);

/* One thread's share of the bots: numbers first, first + step, ... */
struct swarm_worker;

struct swarm_counts {
	uint64_t joined;
	uint64_t disconnected;		/* after they had joined */
	uint64_t failed;		/* before */
	uint64_t moves;			/* sent */
	uint64_t shots;			/* at mobs */
	uint64_t skipped;	/* steps for which the socket was full */
	uint64_t deliveries;		/* PC_MOVE received */
	uint64_t other_packets;
	uint64_t bytes_in;
	uint64_t refusals;		/* LOGIN_FAIL to storm clients */
};

struct swarm_worker *swarm_worker_new(const struct swarm_options *opt,
    unsigned first, unsigned step);
void swarm_worker_free(struct swarm_worker *w);

/* Works until all its bots are in the world or have failed. */
void swarm_worker_join(struct swarm_worker *w);

/* Plays until the moment (swarm_now_us()); moves are spread evenly. */
void swarm_worker_play(struct swarm_worker *w, uint64_t until_us);

/* Reads for a while without moving: while others still join. */
void swarm_worker_listen(struct swarm_worker *w, int for_ms);

/* From now on counted: forgets what the measured numbers were. */
void swarm_worker_reset(struct swarm_worker *w);

const struct swarm_counts *swarm_worker_counts(const struct swarm_worker *w);
const struct histogram *swarm_worker_latency(const struct swarm_worker *w);

uint64_t swarm_now_us(void);

#endif
