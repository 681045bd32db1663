/*
 * announce.c - what game masters and the operator tell everybody
 * (spec/chat.md).
 *
 * Owns:   w->motd.
 * Called: by packet; announce_to_all() by operator.c and downtime.c.
 * Thread: world.
 */
#include "game/announce.h"

#include "base/log.h"
#include "game/chat.h"
#include "game/gm_log.h"
#include "world/event.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum { NAME_BYTES = 160 };

enum announce_area {
	ANNOUNCE_NEAR,
	ANNOUNCE_CHANNEL,
	ANNOUNCE_SHARD,
	ANNOUNCE_GLOBAL
};

static void
announce_on_announce(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_announce *req)
{
	struct fe2cl_gm_rep_pc_announce out = {
		.announce_type = req->announce_type,
		.during_time = req->during_time,
	};
	char name[NAME_BYTES];

	chat_sanitise(out.announce_msg, sizeof(out.announce_msg),
	    req->announce_msg, CHAT_ONE_LINE);
	switch (req->area_type) {
	case ANNOUNCE_NEAR:
		send_packet(p, PKT_FE2CL_GM_REP_PC_ANNOUNCE, &out);
		send_around(w, &p->e, p, PKT_FE2CL_GM_REP_PC_ANNOUNCE, &out);
		break;
	case ANNOUNCE_CHANNEL:
	case ANNOUNCE_SHARD:
	case ANNOUNCE_GLOBAL:
		send_topic(w, view_topic_other(VIEW_OTHER_ALL), 0,
		    PKT_FE2CL_GM_REP_PC_ANNOUNCE, &out);
		break;
	}
	gm_log(p, "announce", NULL, "area=%d text='%s'", req->area_type,
	    out.announce_msg);
	player_plain_name(p, name, sizeof(name));
	log_info("chat: Broadcast %d %d %d %s: %s", req->area_type,
	    req->announce_type, req->during_time, name, out.announce_msg);
	EVENT(w, announced, &(const struct event_announcement){
	    .from = p, .area = req->area_type, .type = req->announce_type,
	    .seconds = req->during_time, .text = out.announce_msg });
}

void
announce_to_all(struct world *w, int32_t seconds, const char *text)
{
	struct fe2cl_gm_rep_pc_announce out = { .during_time = seconds };

	chat_sanitise(out.announce_msg, sizeof(out.announce_msg), text,
	    CHAT_ONE_LINE);
	send_topic(w, view_topic_other(VIEW_OTHER_ALL), 0,
	    PKT_FE2CL_GM_REP_PC_ANNOUNCE, &out);
	log_info("chat: Broadcast %d %d %d operator: %s", ANNOUNCE_GLOBAL,
	    out.announce_type, seconds, out.announce_msg);
	EVENT(w, announced, &(const struct event_announcement){
	    .area = ANNOUNCE_GLOBAL, .seconds = seconds,
	    .text = out.announce_msg });
}

/* Until the next start; an empty text brings the configured one back. */
static void
announce_on_motd(struct world *w, struct player *p,
    const struct cl2fe_gm_req_pc_motd_register *req)
{
	chat_sanitise(w->motd, sizeof(w->motd), req->system_msg,
	    CHAT_ONE_LINE);
	gm_log(p, "motd", NULL, "text='%s'", w->motd);
}

const struct handler announce_handlers[] = {
	ON_CL2FE_GM_REQ_PC_ANNOUNCE(NEED_WORLD | NEED_GM,
	    announce_on_announce),
	ON_CL2FE_GM_REQ_PC_MOTD_REGISTER(NEED_WORLD | NEED_GM,
	    announce_on_motd),
	HANDLERS_END
};
