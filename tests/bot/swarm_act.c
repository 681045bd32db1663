/*
 * swarm_act.c - what cheap players do: they walk on the spot, and fight.
 *
 * Owns:   nothing.
 * Called: by swarm.c.
 * Thread: the worker's.
 */
#include "bot/swarm_worker.h"

#include <math.h>

#include "proto/codec.h"

enum {
	SWARM_RADIUS = 60,	/* of the circle that a bot walks */
	SWARM_SHOT_STEPS = 5,	/* a fighter shoots in every fifth step */
	SWARM_RISE_STEPS = 20	/* and rises, should it be dead, in these */
};

static void
swarm_move(struct swarm_worker *w, struct swarm_bot *b, uint64_t step)
{
	double angle = (double)(step % 64) * (2 * M_PI / 64);
	struct cl2fe_req_pc_move m = {
		.cli_time = swarm_now_us(),
		.x = b->home[0] + (int32_t)(SWARM_RADIUS * cos(angle)),
		.y = b->home[1] + (int32_t)(SWARM_RADIUS * sin(angle)),
		.z = b->home[2],
		.angle = (int32_t)(step % 360),
		.key_value = 1,
		.speed = 300,
	};
	uint8_t body[64];
	uint8_t frame[72];
	size_t n = codec_encode(w->opt.version, PKT_CL2FE_REQ_PC_MOVE, &m,
	    NULL, 0, body, sizeof(body));

	n = bot_frame(frame, packet_info(PKT_CL2FE_REQ_PC_MOVE)->id, body, n,
	    &b->send_key);
	if (swarm_send_frame(w, b, frame, n))
		w->counts.moves++;
	else
		w->counts.skipped++;
}

/* At one of the mobs that stand around its home. */
static void
swarm_shoot(struct swarm_worker *w, struct swarm_bot *b, uint64_t step)
{
	const struct swarm_targets *t = &w->opt.targets[b->number];
	const struct cl2fe_req_pc_attack_npcs m = { .npc_cnt = 1 };
	const struct packet_run run = {
		.type = WIRE_I32, .count = 1,
		.items = &t->ids[step / SWARM_SHOT_STEPS % t->count],
	};
	uint8_t body[64];
	uint8_t frame[72];
	size_t n = codec_encode(w->opt.version,
	    PKT_CL2FE_REQ_PC_ATTACK_NPCS, &m, &run, 1, body, sizeof(body));

	n = bot_frame(frame, packet_info(PKT_CL2FE_REQ_PC_ATTACK_NPCS)->id,
	    body, n, &b->send_key);
	if (swarm_send_frame(w, b, frame, n))
		w->counts.shots++;
}

static void
swarm_fight(struct swarm_worker *w, struct swarm_bot *b, uint64_t step)
{
	if (w->opt.targets == NULL || w->opt.targets[b->number].count == 0)
		return;
	/* Bots do not all shoot in the same step. */
	step += b->number;
	if (step % SWARM_SHOT_STEPS == 0)
		swarm_shoot(w, b, step);
	/* Ignored while it lives; after it, it walks back home. */
	if (b->state == SWARM_PLAYING && step % SWARM_RISE_STEPS == 1)
		SWARM_SEND(w, b, cl2fe_req_pc_regen, .regen_type = 0);
}

/* Bot after bot, round and round. */
void
swarm_act_due(struct swarm_worker *w, uint64_t now_us)
{
	double per_us = w->opt.moves_per_s * w->players / 1e6;
	uint64_t due = (uint64_t)((double)(now_us - w->started_us) * per_us);

	while (w->steps < due) {
		struct swarm_bot *b = &w->bots[w->steps % w->players];

		if (b->state == SWARM_PLAYING)
			swarm_move(w, b, w->steps / w->players);
		if (b->state == SWARM_PLAYING)
			swarm_fight(w, b, w->steps / w->players);
		w->steps++;
	}
}
