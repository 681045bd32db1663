/*
 * bench_codec.c - how long it takes to make bytes of a packet, and the packet
 * of bytes.
 *
 * Owns:   nothing.
 * Called: by make bench.
 * Thread: main.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/rng.h"
#include "proto/codec.h"
#include "support/packet_random.h"

enum { ROUNDS = 200000 };

static const enum packet_kind kinds[] = {
	PKT_CL2FE_REQ_PC_MOVE, PKT_FE2CL_PC_MOVE, PKT_FE2CL_PC_NEW,
	PKT_CL2FE_REQ_SEND_FREECHAT_MESSAGE, PKT_FE2CL_REP_PC_ENTER_SUCC
};

static struct packet_random made;
static uint8_t body[8192];
static _Alignas(8) uint8_t decoded[64 * 1024];

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
measure(enum proto_version v, enum packet_kind kind, struct rng *rng)
{
	size_t n = 0, bytes = 0, sum = 0;
	double start, encoded, done;

	packet_random_make(&made, v, kind, 0, rng);
	start = now_ns();
	for (int i = 0; i < ROUNDS; i++) {
		n = codec_encode(v, kind, made.host, made.runs,
		    made.run_count, body, sizeof(body));
		sum += n + body[i % 8];
	}
	encoded = now_ns();
	for (int i = 0; i < ROUNDS; i++) {
		CHECK(codec_decode(v, kind, body, n, decoded, sizeof(decoded),
		    &bytes) == CODEC_OK);
		sum += decoded[i % 8];
	}
	done = now_ns();
	printf("%-32s %4d  %5zu bytes  encode %7.1f ns  decode %7.1f ns\n",
	    packet_info(kind)->name, proto_version_number(v), n,
	    (encoded - start) / ROUNDS, (done - encoded) / ROUNDS);
	CHECK(sum != 0);
}

int
main(void)
{
	struct rng rng;

	rng_seed(&rng, 1);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		measure(PROTO_104, kinds[i], &rng);
		measure(PROTO_1013, kinds[i], &rng);
	}
	return 0;
}
