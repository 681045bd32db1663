/*
 * chat.c - talk and emotes; blocks and mutes respected (spec/chat.md).
 *
 * Whoever sees the speaker hears it: one packet on the topic of its square.
 * A topic cannot leave a listener out, so for the rare speaker whom somebody
 * online has blocked the packet goes to each onlooker on its own.
 *
 * Owns:   player->chat, w->blocked_by (who is blocked by how many).
 * Called: by packet; by events of players that come and go.
 * Thread: world.
 */
#include "game/chat.h"

#include "base/log.h"
#include "base/metric.h"
#include "base/str.h"
#include "config/config.h"
#include "game/buddy.h"
#include "game/command.h"
#include "game/group.h"
#include "game/moderation.h"
#include "game/trade.h"
#include "net/outbox.h"
#include "world/event.h"
#include "world/need.h"
#include "world/player.h"
#include "world/send.h"
#include "world/view.h"
#include "world/world.h"

enum {
	TEXT_BYTES = 512,
	NAME_BYTES = 160,
	LINE_BYTES = 1024,
	CHAT_PASSED_MAX_MS = 600000	/* fills any bucket */
};

/* --- text --- */

size_t
chat_sanitise(char *out, size_t cap, const char *in, enum chat_lines lines)
{
	size_t n = 0;

	for (; *in != '\0' && n + 1 < cap; in++) {
		unsigned char c = (unsigned char)*in;

		if ((c >= 0x20 && c <= 0x7e) ||
		    (c == '\n' && lines == CHAT_LINES))
			out[n++] = (char)c;
	}
	out[n] = '\0';
	return n;
}

static const char *const talk_tags[] = {
	[EVENT_TALK_FREE] = "FreeChat",
	[EVENT_TALK_MENU] = "MenuChat",
	[EVENT_TALK_BUDDY] = "BuddyChat",
	[EVENT_TALK_BUDDY_MENU] = "BuddyMenuChat",
	[EVENT_TALK_GROUP] = "GroupChat",
	[EVENT_TALK_GROUP_MENU] = "GroupMenuChat",
	[EVENT_TALK_TRADE] = "TradeChat",
};

size_t
chat_format_talk(char *out, size_t cap, const struct event_talk *talk)
{
	char from[NAME_BYTES], to[NAME_BYTES];

	player_full_name(talk->from, from, sizeof(from));
	if (talk->to == NULL)
		return str_format(out, cap, "[%s] %s: %s",
		    talk_tags[talk->kind], from, talk->text);
	player_full_name(talk->to, to, sizeof(to));
	return str_format(out, cap, "[%s] %s (to %s): %s",
	    talk_tags[talk->kind], from, to, talk->text);
}

/* Logged and told to the monitor. */
static void
note_talk(struct world *w, const struct event_talk *talk)
{
	char line[LINE_BYTES];

	if (log_wants(LOG_INFO)) {
		chat_format_talk(line, sizeof(line), talk);
		log_info("chat: %s", line);
	}
	EVENT(w, talked, talk);
}

/* --- may it be said? --- */

/* Takes one message's worth; false: too fast, dropped silently. */
static bool
bucket_take(struct world *w, struct player *p)
{
	struct player_chat *c = &p->chat;
	int64_t most = (int64_t)w->cfg->limits.chat_burst * 1000;
	int64_t passed_ms = w->now_ms - c->bucket_at_ms, have;

	if (!w->cfg->limits.is_enabled)
		return true;
	/* Nobody's first word is late: a new player's bucket is full. */
	if (c->bucket_at_ms == 0 || passed_ms > CHAT_PASSED_MAX_MS)
		passed_ms = CHAT_PASSED_MAX_MS;
	have = c->bucket_millis + passed_ms * w->cfg->limits.chat_per_s;
	if (have > most)
		have = most;
	c->bucket_at_ms = w->now_ms;
	c->bucket_millis = (int32_t)have;
	if (have < 1000) {
		metric_add(METRIC_REFUSED_CHAT_FLOOD, 1);
		return false;
	}
	c->bucket_millis -= 1000;
	return true;
}

enum talk_rule { TALK_MAY_COMMAND, TALK_ONLY };

/*
 * The way of every kind of talk: not too fast, sanitised, commands run, mutes
 * heeded. True: text is to be said.
 */
static bool
hear(struct world *w, struct player *p, const char *raw, enum talk_rule rule,
    char text[TEXT_BYTES])
{
	if (!bucket_take(w, p))
		return false;
	chat_sanitise(text, TEXT_BYTES, raw, CHAT_ONE_LINE);
	if (rule == TALK_MAY_COMMAND && command_is_command(text)) {
		command_run(w, p, text);
		return false;
	}
	return !moderation_is_muted(w, p);
}

/* --- who hears it --- */

void
chat_on_block_changed(struct world *w, int32_t blocked_id, bool is_blocked)
{
	uint64_t key = (uint32_t)blocked_id, count = 0;

	map_get(&w->blocked_by, key, &count);
	if (is_blocked)
		map_put(&w->blocked_by, key, count + 1);
	else if (count > 1)
		map_put(&w->blocked_by, key, count - 1);
	else
		map_remove(&w->blocked_by, key);
}

static void
count_blocks(struct world *w, const struct player *p, bool is_here)
{
	for (int i = 0; i < PLAYER_BUDDIES_MAX; i++) {
		const struct player_buddy *b = &p->buddies.list[i];

		if (b->player_id != 0 && b->is_blocked)
			chat_on_block_changed(w, b->player_id, is_here);
	}
}

void
chat_on_player_joined(struct world *w, struct player *p)
{
	outbox_subscribe(w->out, p->conn, view_topic_other(VIEW_OTHER_ALL));
	count_blocks(w, p, true);
	moderation_on_player_joined(w, p);
}

void
chat_on_player_left(struct world *w, struct player *p)
{
	count_blocks(w, p, false);
}

struct delivery {
	const struct player *from;
	enum packet_kind kind;
	const void *packet;
};

static bool
deliver_one(struct entity *e, void *arg)
{
	const struct delivery *d = arg;
	struct player *to = (struct player *)e;

	if (to != d->from && !buddy_is_blocked(to, d->from->e.id))
		send_packet(to, d->kind, d->packet);
	return true;
}

/* The speaker's own copy first, then whoever sees it. */
static void
deliver_around(struct world *w, struct player *p, enum packet_kind kind,
    const void *packet)
{
	struct delivery d = { .from = p, .kind = kind, .packet = packet };

	send_packet(p, kind, packet);
	if (map_get(&w->blocked_by, (uint32_t)p->e.id, NULL))
		view_each_around(w, &p->e, ENTITY_GROUP_PLAYERS, deliver_one,
		    &d);
	else
		send_around(w, &p->e, p, kind, packet);
}

static void
deliver_to(struct player *from, struct player *to, enum packet_kind kind,
    const void *packet)
{
	if (to != from && !buddy_is_blocked(to, from->e.id))
		send_packet(to, kind, packet);
}

/* To the speaker and its group, wherever they are. */
static void
deliver_group(struct world *w, struct player *p, enum packet_kind kind,
    const void *packet)
{
	struct player *members[GROUP_PLAYERS_MAX];
	uint32_t n = group_members(w, p, members);

	send_packet(p, kind, packet);
	for (uint32_t i = 0; i < n; i++)
		deliver_to(p, members[i], kind, packet);
}

/* --- talk to whoever is near --- */

static void
chat_on_free(struct world *w, struct player *p,
    const struct cl2fe_req_send_freechat_message *req)
{
	struct fe2cl_rep_send_freechat_message_succ out = {
		.pc_id = p->e.id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];

	if (!hear(w, p, req->free_chat, TALK_MAY_COMMAND, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	deliver_around(w, p, PKT_FE2CL_REP_SEND_FREECHAT_MESSAGE_SUCC, &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_FREE, .from = p, .text = text });
}

/*
 * The client's built-in phrases. How they look on the wire is not known, so
 * that they are heard like free talk, mutes included (DEFECT, spec/chat.md 5).
 */
static void
chat_on_menu(struct world *w, struct player *p,
    const struct cl2fe_req_send_menuchat_message *req)
{
	struct fe2cl_rep_send_menuchat_message_succ out = {
		.pc_id = p->e.id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];

	if (!hear(w, p, req->free_chat, TALK_ONLY, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	deliver_around(w, p, PKT_FE2CL_REP_SEND_MENUCHAT_MESSAGE_SUCC, &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_MENU, .from = p, .text = text });
}

static void
chat_on_emote(struct world *w, struct player *p,
    const struct cl2fe_req_pc_avatar_emotes_chat *req)
{
	struct fe2cl_rep_pc_avatar_emotes_chat out = {
		.id_from = p->e.id,
		.emote_code = req->emote_code,
	};

	if (!bucket_take(w, p))
		return;
	deliver_around(w, p, PKT_FE2CL_REP_PC_AVATAR_EMOTES_CHAT, &out);
}

/* --- talk to a buddy --- */

/* The online buddy of that id; NULL: none, or blocked by us. */
static struct player *
find_buddy(struct world *w, const struct player *p, int64_t uid)
{
	struct player *to;

	if (uid <= 0 || uid > INT32_MAX)
		return NULL;
	if (!buddy_is_friend(p, (int32_t)uid))
		return NULL;
	to = world_player_by_id(w, (int32_t)uid);
	if (to == NULL || (to->state != PLAYER_JOINED &&
	    to->state != PLAYER_IN_WORLD))
		return NULL;
	return to;
}

static void
chat_on_buddy_free(struct world *w, struct player *p,
    const struct cl2fe_req_send_buddy_freechat_message *req)
{
	struct fe2cl_rep_send_buddy_freechat_message_fail fail = {
		.to_pcuid = req->buddy_pcuid,
		.emote_code = req->emote_code,
	};
	struct fe2cl_rep_send_buddy_freechat_message_succ out = {
		.from_pcuid = p->e.id,
		.to_pcuid = req->buddy_pcuid,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];
	struct player *to;

	if (!hear(w, p, req->free_chat, TALK_MAY_COMMAND, text))
		return;
	to = find_buddy(w, p, req->buddy_pcuid);
	if (to == NULL) {
		str_copy(fail.free_chat, sizeof(fail.free_chat), text);
		send_packet(p, PKT_FE2CL_REP_SEND_BUDDY_FREECHAT_MESSAGE_FAIL,
		    &fail);
		return;
	}
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	send_packet(p, PKT_FE2CL_REP_SEND_BUDDY_FREECHAT_MESSAGE_SUCC, &out);
	if (!buddy_is_blocked(to, p->e.id))
		send_packet(to, PKT_FE2CL_REP_SEND_BUDDY_FREECHAT_MESSAGE_SUCC,
		    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_BUDDY, .from = p, .to = to, .text = text });
}

static void
chat_on_buddy_menu(struct world *w, struct player *p,
    const struct cl2fe_req_send_buddy_menuchat_message *req)
{
	struct fe2cl_rep_send_buddy_menuchat_message_fail fail = {
		.to_pcuid = req->buddy_pcuid,
		.emote_code = req->emote_code,
	};
	struct fe2cl_rep_send_buddy_menuchat_message_succ out = {
		.from_pcuid = p->e.id,
		.to_pcuid = req->buddy_pcuid,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];
	struct player *to;

	if (!hear(w, p, req->free_chat, TALK_ONLY, text))
		return;
	to = find_buddy(w, p, req->buddy_pcuid);
	if (to == NULL) {
		str_copy(fail.free_chat, sizeof(fail.free_chat), text);
		send_packet(p, PKT_FE2CL_REP_SEND_BUDDY_MENUCHAT_MESSAGE_FAIL,
		    &fail);
		return;
	}
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	send_packet(p, PKT_FE2CL_REP_SEND_BUDDY_MENUCHAT_MESSAGE_SUCC, &out);
	if (!buddy_is_blocked(to, p->e.id))
		send_packet(to, PKT_FE2CL_REP_SEND_BUDDY_MENUCHAT_MESSAGE_SUCC,
		    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_BUDDY_MENU, .from = p, .to = to,
	    .text = text });
}

/* --- talk to the group, or one of it, or to whom one trades with --- */

static void
chat_on_group_free(struct world *w, struct player *p,
    const struct cl2fe_req_send_all_group_freechat_message *req)
{
	struct fe2cl_rep_send_all_group_freechat_message_succ out = {
		.send_pcid = p->e.id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];

	if (!hear(w, p, req->free_chat, TALK_MAY_COMMAND, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	deliver_group(w, p, PKT_FE2CL_REP_SEND_ALL_GROUP_FREECHAT_MESSAGE_SUCC,
	    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_GROUP, .from = p, .text = text });
}

static void
chat_on_group_menu(struct world *w, struct player *p,
    const struct cl2fe_req_send_all_group_menuchat_message *req)
{
	struct fe2cl_rep_send_all_group_menuchat_message_succ out = {
		.send_pcid = p->e.id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];

	if (!hear(w, p, req->free_chat, TALK_ONLY, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	deliver_group(w, p, PKT_FE2CL_REP_SEND_ALL_GROUP_MENUCHAT_MESSAGE_SUCC,
	    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_GROUP_MENU, .from = p, .text = text });
}

/* The member of that id; NULL: none of the group, or the speaker itself. */
static struct player *
find_member(struct world *w, struct player *p, int32_t id)
{
	struct player *to = world_player_by_id(w, id);

	return to != NULL && to != p && group_is_same(p, to) ? to : NULL;
}

/* DEFECT, spec/chat.md 5: unheard. To the speaker and one member. */
static void
chat_on_member_free(struct world *w, struct player *p,
    const struct cl2fe_req_send_any_group_freechat_message *req)
{
	struct fe2cl_rep_send_any_group_freechat_message_succ out = {
		.send_pcid = p->e.id,
		.group_pc_id = req->group_pc_id,
		.emote_code = req->emote_code,
	};
	struct fe2cl_rep_send_any_group_freechat_message_fail fail = {
		.send_pcid = p->e.id,
		.group_pc_id = req->group_pc_id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];
	struct player *to;

	if (!hear(w, p, req->free_chat, TALK_MAY_COMMAND, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	str_copy(fail.free_chat, sizeof(fail.free_chat), text);
	to = find_member(w, p, req->group_pc_id);
	if (to == NULL) {
		send_packet(p,
		    PKT_FE2CL_REP_SEND_ANY_GROUP_FREECHAT_MESSAGE_FAIL, &fail);
		return;
	}
	send_packet(p, PKT_FE2CL_REP_SEND_ANY_GROUP_FREECHAT_MESSAGE_SUCC,
	    &out);
	deliver_to(p, to, PKT_FE2CL_REP_SEND_ANY_GROUP_FREECHAT_MESSAGE_SUCC,
	    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_GROUP, .from = p, .to = to, .text = text });
}

static void
chat_on_member_menu(struct world *w, struct player *p,
    const struct cl2fe_req_send_any_group_menuchat_message *req)
{
	struct fe2cl_rep_send_any_group_menuchat_message_succ out = {
		.send_pcid = p->e.id,
		.group_pc_id = req->group_pc_id,
		.emote_code = req->emote_code,
	};
	struct fe2cl_rep_send_any_group_menuchat_message_fail fail = {
		.send_pcid = p->e.id,
		.group_pc_id = req->group_pc_id,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];
	struct player *to;

	if (!hear(w, p, req->free_chat, TALK_ONLY, text))
		return;
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	str_copy(fail.free_chat, sizeof(fail.free_chat), text);
	to = find_member(w, p, req->group_pc_id);
	if (to == NULL) {
		send_packet(p,
		    PKT_FE2CL_REP_SEND_ANY_GROUP_MENUCHAT_MESSAGE_FAIL, &fail);
		return;
	}
	send_packet(p, PKT_FE2CL_REP_SEND_ANY_GROUP_MENUCHAT_MESSAGE_SUCC,
	    &out);
	deliver_to(p, to, PKT_FE2CL_REP_SEND_ANY_GROUP_MENUCHAT_MESSAGE_SUCC,
	    &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_GROUP_MENU, .from = p, .to = to,
	    .text = text });
}

/* The two of the trade, in either order: who had asked is From. */
static bool
means(const struct cl2fe_req_pc_trade_emotes_chat *req, const struct player *p,
    const struct player *to)
{
	return (req->id_from == p->e.id && req->id_to == to->e.id) ||
	    (req->id_from == to->e.id && req->id_to == p->e.id);
}

/* DEFECT, spec/chat.md 5: no trade was needed, and any ids were passed on. */
static void
chat_on_trade(struct world *w, struct player *p,
    const struct cl2fe_req_pc_trade_emotes_chat *req)
{
	struct player *to = trade_partner(w, p);
	struct fe2cl_rep_pc_trade_emotes_chat out = {
		.id_request = p->e.id,
		.id_from = req->id_from,
		.id_to = req->id_to,
		.emote_code = req->emote_code,
	};
	struct fe2cl_rep_pc_trade_emotes_chat_fail fail = {
		.id_request = p->e.id,
		.id_from = p->e.id,
		.id_to = req->id_to,
		.emote_code = req->emote_code,
	};
	char text[TEXT_BYTES];

	if (!hear(w, p, req->free_chat, TALK_ONLY, text))
		return;
	if (to == NULL || !means(req, p, to)) {
		str_copy(fail.free_chat, sizeof(fail.free_chat), text);
		send_packet(p, PKT_FE2CL_REP_PC_TRADE_EMOTES_CHAT_FAIL, &fail);
		return;
	}
	str_copy(out.free_chat, sizeof(out.free_chat), text);
	send_packet(p, PKT_FE2CL_REP_PC_TRADE_EMOTES_CHAT, &out);
	if (!buddy_is_blocked(to, p->e.id))
		send_packet(to, PKT_FE2CL_REP_PC_TRADE_EMOTES_CHAT, &out);
	note_talk(w, &(const struct event_talk){
	    .kind = EVENT_TALK_TRADE, .from = p, .to = to, .text = text });
}

const struct handler chat_handlers[] = {
	ON_CL2FE_REQ_SEND_FREECHAT_MESSAGE(NEED_WORLD, chat_on_free),
	ON_CL2FE_REQ_SEND_MENUCHAT_MESSAGE(NEED_WORLD, chat_on_menu),
	ON_CL2FE_REQ_PC_AVATAR_EMOTES_CHAT(NEED_WORLD, chat_on_emote),
	ON_CL2FE_REQ_SEND_BUDDY_FREECHAT_MESSAGE(NEED_WORLD,
	    chat_on_buddy_free),
	ON_CL2FE_REQ_SEND_BUDDY_MENUCHAT_MESSAGE(NEED_WORLD,
	    chat_on_buddy_menu),
	ON_CL2FE_REQ_SEND_ALL_GROUP_FREECHAT_MESSAGE(NEED_WORLD,
	    chat_on_group_free),
	ON_CL2FE_REQ_SEND_ALL_GROUP_MENUCHAT_MESSAGE(NEED_WORLD,
	    chat_on_group_menu),
	ON_CL2FE_REQ_SEND_ANY_GROUP_FREECHAT_MESSAGE(NEED_WORLD,
	    chat_on_member_free),
	ON_CL2FE_REQ_SEND_ANY_GROUP_MENUCHAT_MESSAGE(NEED_WORLD,
	    chat_on_member_menu),
	ON_CL2FE_REQ_PC_TRADE_EMOTES_CHAT(NEED_WORLD, chat_on_trade),
	HANDLERS_END
};
