/*
 * fuzz_receive.c - strangers' bytes, the whole way in: frame, decipher, gate,
 * decode.
 *
 * Two programs in one. `make test` runs it with its own seeded mutator for a
 * bounded number of inputs:
 *
 *     fuzz_receive [runs [seed]]      0 runs: until interrupted
 *
 * (FUZZ_RUNS says the same). Built with clang -fsanitize=fuzzer,address and
 * -DFUZZ_LIBFUZZER it is a libFuzzer target. A finding is a crash, or a packet
 * that got in and does not mean the same when it is sent and read again.
 *
 * Owns:   scratch buffers.
 * Called: by make test, make fuzz, and by hand.
 * Thread: main.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "net/cipher.h"
#include "net/frame.h"
#include "proto/codec.h"
#include "proto/gate.h"
#include "proto/wire.h"
#include "support/packet_random.h"

/*
 * An input: what to do with it, then the stream. In the clear it is a row of
 * u16 length and that many bytes, which are enciphered here: a mutator cannot
 * see through the cipher. Otherwise the bytes are taken as they come.
 */
enum {
	HEAD_VERSION,		/* modulo the versions */
	HEAD_MODE,		/* bit 0: in the clear; bit 1: the login port */
	HEAD_CHUNK,		/* bytes fed at a time; 0: all at once */
	HEAD_BYTES,
	INPUT_CAP = 40 * 1024,
	OUT_CAP = 96 * 1024,
	SHOWN_MAX = 20		/* findings that are told, not only counted */
};

struct conn_state {
	struct gate gate;
	struct io_gate io;
	enum io_role role;
	struct batch *out;
	uint64_t taken, ignored;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static uint8_t stream[INPUT_CAP];
static uint8_t body[FRAME_MAX_BYTES];
static _Alignas(8) uint8_t again[OUT_CAP];
static uint64_t findings, packets_in, packets_ignored;

static void
finding(const struct packet_msg *m, const char *what)
{
	if (findings++ < SHOWN_MAX)
		printf("fuzz_receive: %s: %s\n",
		    packet_info((enum packet_kind)m->kind)->name, what);
#ifdef FUZZ_LIBFUZZER
	abort();
#endif
}

/* The elements behind a decoded packet, as codec_encode() wants them. */
static size_t
runs_of(const struct packet_msg *m, struct packet_run *run)
{
	const void *host = packet_msg_body(m);

	switch ((int)m->kind) {
	case PKT_CL2FE_REQ_PC_ATTACK_NPCS: {
		const struct cl2fe_req_pc_attack_npcs *p = host;

		*run = (struct packet_run){ WIRE_I32,
		    cl2fe_req_pc_attack_npcs_items(p), (uint32_t)p->npc_cnt };
		return 1;
	}
	case PKT_CL2FE_REQ_NANO_SKILL_USE: {
		const struct cl2fe_req_nano_skill_use *p = host;

		*run = (struct packet_run){ WIRE_I32,
		    cl2fe_req_nano_skill_use_items(p),
		    (uint32_t)p->target_cnt };
		return 1;
	}
	case PKT_CL2FE_REQ_PC_ROCKET_STYLE_HIT: {
		const struct cl2fe_req_pc_rocket_style_hit *p = host;

		*run = (struct packet_run){ WIRE_I64,
		    cl2fe_req_pc_rocket_style_hit_items(p),
		    (uint32_t)p->target_cnt };
		return 1;
	}
	case PKT_CL2FE_REQ_PC_ATTACK_CHARS: {
		const struct cl2fe_req_pc_attack_chars *p = host;

		*run = (struct packet_run){ WIRE_GM_PVP_TARGET,
		    cl2fe_req_pc_attack_chars_items(p),
		    (uint32_t)p->target_cnt };
		return 1;
	}
	}
	return 0;
}

/* What got in is sound: it can be sent, and reads the same. */
static void
check_packet(enum proto_version v, const struct packet_msg *m)
{
	enum packet_kind kind = (enum packet_kind)m->kind;
	const struct packet_info *info = packet_info(kind);
	struct packet_run run;
	size_t run_count = runs_of(m, &run);
	size_t n, bytes;

	if (!packet_is_from_client(info))
		finding(m, "is the server's own");
	if (run_count != info->run_count)
		finding(m, "has elements that this test does not know");
	n = codec_encode(v, kind, packet_msg_body(m), &run, run_count, body,
	    sizeof(body));
	if (n < codec_wire_bytes(v, kind))
		finding(m, "cannot be sent again");
	else if (codec_decode(v, kind, body, n, again, sizeof(again),
	    &bytes) != CODEC_OK)
		finding(m, "cannot be read again");
	else if (bytes != m->bytes ||
	    memcmp(again, packet_msg_body(m), bytes) != 0)
		finding(m, "reads otherwise the second time");
}

static bool
on_frame(void *context, uint8_t *frame, size_t n)
{
	struct conn_state *c = context;

	cipher_decrypt(frame, n, cipher_default_key);
	switch (c->io.frame(&c->io, c->role, 1, frame, n, &c->out)) {
	case IO_TAKE:
		c->taken++;
		return true;
	case IO_IGNORE:
		c->ignored++;
		return true;
	case IO_DROP:
		break;
	}
	return false;
}

/* Rows of u16 length and bytes into a stream of enciphered frames. */
static size_t
encipher(const uint8_t *data, size_t n)
{
	size_t used = 0;

	while (n >= 2) {
		size_t length = wire_get_u16(data) % FRAME_MAX_BYTES;

		data += 2;
		n -= 2;
		if (length > n)
			length = n;
		if (used + FRAME_LENGTH_BYTES + length > sizeof(stream))
			break;
		frame_put_length(stream + used, (uint32_t)length);
		used += FRAME_LENGTH_BYTES;
		memcpy(stream + used, data, length);
		if (length > 0)
			cipher_encrypt(stream + used, length,
			    cipher_default_key);
		used += length;
		data += length;
		n -= length;
	}
	return used;
}

static void
feed(struct conn_state *c, const uint8_t *bytes, size_t n, size_t chunk)
{
	struct frame_reader reader = { 0 };
	uint32_t max_bytes = proto_max_frame_bytes(c->gate.version);

	while (n > 0) {
		size_t part = chunk == 0 || chunk > n ? n : chunk;
		/* its own block, so that ASan sees a byte too much */
		uint8_t *exact = malloc(part);
		enum frame_result res;

		CHECK(exact != NULL);
		memcpy(exact, bytes, part);
		res = frame_reader_feed(&reader, max_bytes, exact, part,
		    on_frame, c);
		free(exact);
		if (res != FRAME_OK)
			break;
		bytes += part;
		n -= part;
	}
	frame_reader_fini(&reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct conn_state c = { .role = IO_SHARD };
	const struct msg *m;

	if (n < HEAD_BYTES)
		return 0;
	gate_init(&c.gate, (enum proto_version)(data[HEAD_VERSION] %
	    PROTO_VERSION_COUNT));
	c.io = gate_io(&c.gate);
	if (data[HEAD_MODE] & 2)
		c.role = IO_LOGIN;
	if (data[HEAD_MODE] & 1)
		feed(&c, stream, encipher(data + HEAD_BYTES, n - HEAD_BYTES),
		    data[HEAD_CHUNK]);
	else
		feed(&c, data + HEAD_BYTES, n - HEAD_BYTES, data[HEAD_CHUNK]);
	if (c.out != NULL)
		for (m = batch_first(c.out); m != NULL;
		    m = batch_next(c.out, m))
			check_packet(c.gate.version, msg_payload(m));
	batch_free(c.out);
	packets_in += c.taken;
	packets_ignored += c.ignored;
	return 0;
}

#ifndef FUZZ_LIBFUZZER

enum { FRAMES_MAX = 4, CHANGES_MAX = 6, DEFAULT_RUNS = 200000 };

static struct packet_random made;
static uint8_t input[INPUT_CAP];

static uint32_t
below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(rng_u64(rng) % n);
}

static size_t
add_frame(struct rng *rng, enum proto_version v, uint8_t *out)
{
	enum packet_kind kind;
	size_t n;

	do
		kind = (enum packet_kind)(1 + below(rng, PKT_KIND_COUNT - 1));
	while (codec_wire_bytes(v, kind) == 0 ||
	    (!packet_is_from_client(packet_info(kind)) && below(rng, 16)));
	packet_random_make(&made, v, kind, below(rng, 8) == 0 ? 2000 : 6,
	    rng);
	n = codec_encode(v, kind, made.host, made.runs, made.run_count,
	    out + 6, FRAME_MAX_BYTES - 8);
	wire_put_u16(out, (uint16_t)(4 + n));
	wire_put_u32(out + 2, packet_info(kind)->id);
	return 6 + n;
}

static uint32_t
odd_number(struct rng *rng)
{
	static const uint32_t odd[] = {
		0, 1, 3, 4, 0x7f, 0x80, 0xff, 0x100, 0xd800, 0xdc00, 0xdfff,
		0xfffd, 0xffff, 4088, 4092, 4096, 4097, 8184, 8188, 8192,
		8193, 0x1fffffff, 0x20000000, 0x3fffffff, 0x40000000,
		0x40000001, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff
	};

	return odd[below(rng, COUNT_OF(odd))];
}

/* One change; returns the new length. */
static size_t
change(struct rng *rng, uint8_t *p, size_t n)
{
	size_t at = below(rng, (uint32_t)n);
	size_t length = 1 + below(rng, 16);

	switch (below(rng, 8)) {
	case 0:
		p[at] ^= (uint8_t)(1u << below(rng, 8));
		break;
	case 1:
		p[at] = (uint8_t)rng_u64(rng);
		break;
	case 2:
		if (at + 4 <= n)
			wire_put_u32(p + at, odd_number(rng));
		break;
	case 3:
		if (at + 2 <= n)
			wire_put_u16(p + at, (uint16_t)odd_number(rng));
		break;
	case 4:		/* cut off */
		return at < HEAD_BYTES ? HEAD_BYTES : at;
	case 5:		/* leave out */
		if (at + length <= n) {
			memmove(p + at, p + at + length, n - at - length);
			n -= length;
		}
		break;
	case 6:		/* say twice */
		if (at + length <= n && n + length <= INPUT_CAP) {
			memmove(p + at + length, p + at, n - at);
			n += length;
		}
		break;
	case 7:		/* a count or a text, which like to stand there */
		at = HEAD_BYTES + 6 + 4 * below(rng, 5);
		if (at + 4 <= n)
			wire_put_u32(p + at, odd_number(rng));
		break;
	}
	return n < HEAD_BYTES ? HEAD_BYTES : n;
}

/* Sound packets, some of them changed, seldom plain noise. */
static size_t
make_input(struct rng *rng)
{
	enum proto_version v =
	    (enum proto_version)below(rng, PROTO_VERSION_COUNT);
	uint32_t frames = 1 + below(rng, FRAMES_MAX);
	uint32_t changes = below(rng, CHANGES_MAX);
	size_t n = HEAD_BYTES;

	input[HEAD_VERSION] = (uint8_t)v;
	input[HEAD_MODE] = (uint8_t)(1 | below(rng, 2) << 1);
	input[HEAD_CHUNK] = below(rng, 4) == 0 ? (uint8_t)below(rng, 64) : 0;
	if (below(rng, 16) == 0) {
		input[HEAD_MODE] &= 2;
		frames = 0;
		n += below(rng, 300);
		for (size_t i = HEAD_BYTES; i < n; i++)
			input[i] = (uint8_t)rng_u64(rng);
		if (n >= HEAD_BYTES + 4 && below(rng, 2) == 0)
			wire_put_u32(input + HEAD_BYTES, below(rng, 300));
	}
	for (uint32_t i = 0; i < frames; i++)
		n += add_frame(rng, v, input + n);
	for (uint32_t i = 0; i < changes; i++)
		n = change(rng, input, n);
	return n;
}

static uint64_t
number_of(const char *text, uint64_t otherwise)
{
	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

int
main(int argc, char **argv)
{
	uint64_t runs = number_of(argc > 1 ? argv[1] : getenv("FUZZ_RUNS"),
	    DEFAULT_RUNS);
	uint64_t seed = 1;
	uint64_t i;

	/* New ground when unbounded, the same every time in tests. */
	if (runs == 0)
		rng_os_bytes(&seed, sizeof(seed));
	seed = number_of(argc > 2 ? argv[2] : NULL, seed);
	printf("fuzz_receive: seed %llu\n", (unsigned long long)seed);
	for (i = 0; runs == 0 || i < runs; i++) {
		struct rng rng;
		uint64_t before = findings;

		rng_seed(&rng, seed + i);
		LLVMFuzzerTestOneInput(input, make_input(&rng));
		if (findings != before && findings <= SHOWN_MAX)
			printf("fuzz_receive: again with: 1 %llu\n",
			    (unsigned long long)(seed + i));
		if (runs == 0 && i % 1000000 == 999999) {
			printf("fuzz_receive: %llu inputs, %llu findings\n",
			    (unsigned long long)i + 1,
			    (unsigned long long)findings);
			fflush(stdout);
		}
	}
	printf("fuzz_receive: %llu packets let in, %llu ignored\n",
	    (unsigned long long)packets_in,
	    (unsigned long long)packets_ignored);
	printf("fuzz_receive: %llu inputs, %llu findings\n",
	    (unsigned long long)i, (unsigned long long)findings);
	/* as tests/run counts it */
	printf("[  %s  ] 1 test(s).\n", findings == 0 ? "PASSED" : "FAILED");
	return findings == 0 ? 0 : 1;
}

#endif
