/*
 * work_rig.h - a game master in the world of mob_rig.h, and the text that the
 * next save writes. Include it in one file of a program.
 */
#ifndef TESTS_WORK_RIG_H
#define TESTS_WORK_RIG_H

#include "mob_rig.h"

#include "game/command.h"
#include "game/gruntwork.h"
#include "game/gruntwork_save.h"
#include "world/hold.h"
#include "world/instance.h"

enum { WORK_EGG = 60, WORK_FIRST_ID = INT32_MAX };

static const struct tdata_egg_type work_eggs[] = { { .id = WORK_EGG } };
static struct player *self;

static int
work_setup(void **state)
{
	UNUSED(state);
	mob_rig_begin();
	rig.egg_types = work_eggs;
	rig.egg_type_count = COUNT_OF(work_eggs);
	rig.cfg.shard.gruntwork = "gruntwork.json";
	rig.cfg.login.db_save_interval_s = 240;
	self = rig_player(1, "Self", 1000, 1000, rig.w.overworld);
	self->identity.account_level = ACCOUNT_LEVEL_GM;
	self->e.angle = 45;
	return 0;
}

static int
work_teardown(void **state)
{
	UNUSED(state);
	rig_end();
	return 0;
}

static inline void
say(const char *line)
{
	command_run(&rig.w, self, line);
}

/* Said, and whatever it caused forgotten. */
static inline void
say_quietly(const char *line)
{
	say(line);
	rig_forget();
}

/* The one save that has been asked for in this tick; NULL: none. */
static inline const struct msg *
work_find_save(void)
{
	const struct msg *found = NULL;

	for (const struct msg *m = batch_first(rig.w.to_db); m != NULL;
	    m = batch_next(rig.w.to_db, m)) {
		if (m->type != DB_REQ_WRITE_SIDE)
			continue;
		assert_null(found);
		found = m;
	}
	return found;
}

/* The store answers that save, and it is out of the way. */
static inline void
work_answer(enum db_result result, int error)
{
	const struct msg *m = work_find_save();
	const struct db_req_write_side *req;
	struct db_rep_write_side rep = { .result = result, .error = error };
	uint64_t conn;

	assert_non_null(m);
	req = msg_payload(m);
	rep.tag = req->tag;
	conn = m->ref;
	batch_free(rig.w.to_db);
	rig.w.to_db = NULL;
	gruntwork_save_on_written(&rig.w, conn, &rep);
}

/* What is saved now; static. */
static inline const char *
work_text(void)
{
	static char text[16384];
	const struct msg *m;
	size_t n;

	rig.w.gruntwork.is_dirty = true;
	gruntwork_save(&rig.w, NULL, GRUNTWORK_BY_ITSELF);
	m = work_find_save();
	assert_non_null(m);
	n = msg_payload_bytes(m) - sizeof(struct db_req_write_side);
	assert_true(n < sizeof(text));
	memcpy(text, (const struct db_req_write_side *)msg_payload(m) + 1, n);
	text[n] = '\0';
	work_answer(DB_OK, 0);
	return text;
}

#endif
