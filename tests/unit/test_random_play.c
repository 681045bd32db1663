/*
 * test_random_play.c - players who send random but well-formed packets, and
 * some that make sense: they trade, mail, buy and sell. Money, items, health,
 * stamina and journal stay within their bounds, where there is nothing to be
 * won nobody wins anything, and what everybody has is at any time what the
 * audit log says.
 *
 * RANDOM_PLAY_PACKETS=n plays longer, RANDOM_PLAY_SEED=n repeats a run.
 */
#include "whole_world.h"

#include <limits.h>

#include "db/db_msg.h"
#include "whole_ledger.h"
#include "whole_market.h"
#include "world/view.h"

enum {
	PLAYERS = 8,
	PACKETS = 100000,		/* of all players together, a test */
	PACKETS_A_TURN = 40,
	ITEMS_MAX = 4,
	IDS_MAX = 64,
	LEVEL_MASTER = 1,
	LEVEL_USER = 99,
	CROC_POTTED = 65536		/* item.opt from here on: combined */
};

static struct packet_random packet;

static uint64_t
number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* --- what must hold at any time --- */

static void
broken(const struct player *p, const char *what)
{
	fail_msg("player %d: not %s", p->e.id, what);
}

#define HOLDS(p, cond)	((cond) ? (void)0 : broken((p), #cond))

static void
check_item(const struct player *p, const struct item *it)
{
	if (item_is_none(it)) {
		HOLDS(p, it->type == 0 && it->opt == 0);
		return;
	}
	HOLDS(p, it->type >= 0 && it->type <= TDATA_ITEM_VEHICLE);
	HOLDS(p, it->id > 0);
	HOLDS(p, it->opt > 0);
	HOLDS(p, it->type == TDATA_ITEM_QUEST ||
	    tdata_find_item(whole.td, it->type, it->id) != NULL);
}

static void
check_items(const struct player *p)
{
	const struct player_inventory *inv = &p->inventory;

	for (int i = 0; i < PLAYER_EQUIP_MAX; i++)
		check_item(p, &inv->equip[i]);
	for (int i = 0; i < PLAYER_INVENTORY_MAX; i++)
		check_item(p, &inv->bag[i]);
	for (int i = 0; i < PLAYER_BANK_MAX; i++)
		check_item(p, &inv->bank[i]);
	for (int i = 0; i < PLAYER_QUEST_ITEMS_MAX; i++) {
		check_item(p, &inv->quest[i]);
		HOLDS(p, item_is_none(&inv->quest[i]) ||
		    inv->quest[i].type == TDATA_ITEM_QUEST);
	}
}

static void
check_nanos(const struct player *p)
{
	const struct player_nanos *n = &p->nanos;

	for (int i = 0; i < PLAYER_NANOS_MAX; i++) {
		HOLDS(p, n->bank[i].stamina >= 0 &&
		    n->bank[i].stamina <= RULESET_NANO_STAMINA_MAX);
		HOLDS(p, n->bank[i].id == 0 || n->bank[i].id == i);
	}
	HOLDS(p, n->bank[0].id == 0 && n->bank[0].skill == 0);
	for (int i = 0; i < PLAYER_NANO_SLOTS; i++) {
		HOLDS(p, n->equipped[i] >= 0 &&
		    n->equipped[i] < whole.w->rules->nano_count);
		HOLDS(p, n->bank[n->equipped[i]].id == n->equipped[i]);
	}
	HOLDS(p, n->active == 0 || n->active == n->equipped[0] ||
	    n->active == n->equipped[1] || n->active == n->equipped[2]);
}

static void
check_journal(const struct player *p)
{
	const struct player_quest *q = p->missions.running;

	for (int i = 0; i < PLAYER_QUESTS_MAX; i++) {
		const struct tdata_task *task;

		if (q[i].task_id == 0)
			continue;
		task = tdata_find_task(whole.td, q[i].task_id);
		HOLDS(p, task != NULL);
		for (int k = 0; k < 3; k++)
			HOLDS(p, q[i].remaining[k] >= 0 &&
			    q[i].remaining[k] <= task->kills_needed[k]);
		for (int k = 0; k < i; k++)
			HOLDS(p, q[k].task_id != q[i].task_id);
	}
}

static void
check_player(const struct player *p)
{
	HOLDS(p, p->combatant.level >= 1 &&
	    p->combatant.level <= RULESET_LEVEL_MAX);
	HOLDS(p, p->combatant.max_hp == 925 + 75 * p->combatant.level);
	HOLDS(p, p->combatant.hp >= 0 &&
	    p->combatant.hp <= p->combatant.max_hp);
	HOLDS(p, p->wallet.taros >= 0 &&
	    p->wallet.taros <= RULESET_TAROS_MAX);
	HOLDS(p, p->wallet.fusion_matter >= 0 &&
	    p->wallet.fusion_matter <= RULESET_FUSION_MATTER_MAX);
	HOLDS(p, p->wallet.battery_w >= 0 &&
	    p->wallet.battery_w <= RULESET_BATTERY_MAX);
	HOLDS(p, p->wallet.battery_n >= 0 &&
	    p->wallet.battery_n <= RULESET_BATTERY_MAX);
	check_items(p);
	check_nanos(p);
	check_journal(p);
}

static bool
check_mob(struct entity *e, void *arg)
{
	const struct combatant *c = combatant_of(e);

	UNUSED(arg);
	if (c != NULL && (c->hp < 0 || c->hp > c->max_hp))
		fail_msg("mob %d: hp %d of %d", e->id, c->hp, c->max_hp);
	return true;
}

static void
check_all(void)
{
	for (conn_id c = 1; c <= PLAYERS; c++) {
		struct player *p = whole_player(c);

		if (p == NULL || p->state != PLAYER_IN_WORLD)
			continue;
		check_player(p);
		view_each_around(whole.w, &p->e, ENTITY_GROUP_NPCS, check_mob,
		    NULL);
	}
}

/* --- what they send --- */

/* Numbers that mean something here, else most packets end at a look-up. */
static int32_t
known_number(conn_id conn, struct rng *rng)
{
	const struct tdata *td = whole.td;
	const struct player *p = whole_player(conn);

	switch (rng_range(rng, 0, 10)) {
	case 0:
		return td->task_count == 0 ? 0 : td->tasks[rng_range(rng, 0,
		    (int32_t)td->task_count)].id;
	case 1:
		return td->spawn_count == 0 ? 0 : td->spawns[rng_range(rng, 0,
		    (int32_t)td->spawn_count)].id;
	case 2:
		return td->skill_count == 0 ? 0 : td->skills[rng_range(rng, 0,
		    (int32_t)td->skill_count)].id;
	case 3:
		return td->item_count == 0 ? 0 : td->items[rng_range(rng, 0,
		    (int32_t)td->item_count)].id;
	case 4:
		return market.ids[rng_range(rng, 1, PLAYERS + 1)];
	case 5:
		return p->missions.running[rng_range(rng, 0,
		    PLAYER_QUESTS_MAX)].task_id;
	case 6:
		return rng_range(rng, 0, 60);
	case 7:
		return rng_range(rng, -1, 4);
	default:
		return rng_range(rng, 0, INT32_MAX);
	}
}

/* Some of the packet's 32- or 16-bit words get such numbers. */
static void
make_sense(conn_id conn, enum packet_kind kind, struct rng *rng)
{
	size_t bytes = packet_info(kind)->host_bytes;
	int n = rng_range(rng, 0, 6);

	while (bytes >= 4 && n-- > 0) {
		int32_t wide = known_number(conn, rng);
		int16_t narrow = (int16_t)wide;
		size_t at = (size_t)rng_range(rng, 0, (int32_t)(bytes / 4)) *
		    4;

		/* Counts say how much follows: those stay as they are. */
		if (packet.run_count > 0 && at == 0)
			continue;
		if (rng_range(rng, 0, 2) == 0)
			memcpy(packet.host + at, &wide, sizeof(wide));
		else
			memcpy(packet.host + at, &narrow, sizeof(narrow));
	}
	for (size_t r = 0; r < packet.run_count; r++) {
		int32_t *items = (int32_t *)(void *)packet.items[r];

		for (uint32_t i = 0; i < packet.runs[r].count &&
		    packet.runs[r].type == WIRE_I32; i++)
			items[i] = known_number(conn, rng);
	}
}

/* Packets in which a word could become a bad count or text are left alone. */
static bool
is_plain(enum packet_kind kind)
{
	const struct packet_info *info = packet_info(kind);

	return info->host_bytes <= 64;
}

static void
send_something(conn_id conn, struct rng *rng)
{
	enum packet_kind kind;
	const struct packet_info *info;

	do {
		kind = (enum packet_kind)rng_range(rng, PKT_NONE + 1,
		    PKT_KIND_COUNT);
		info = packet_info(kind);
	} while (info->direction != PACKET_CL2FE ||
	    (kind == PKT_CL2FE_REQ_PC_EXIT && rng_range(rng, 0, 30) != 0));
	packet_random_make(&packet, whole.version, kind, ITEMS_MAX, rng);
	if (packet.run_count == 0 && is_plain(kind) &&
	    rng_range(rng, 0, 4) != 0)
		make_sense(conn, kind, rng);
	whole_send_runs(conn, kind, packet.host, packet.runs,
	    packet.run_count);
}

/* Those who went (an exit, a GM's kick) come again. */
static void
come_again(void)
{
	for (conn_id c = 1; c <= PLAYERS; c++)
		if (whole_player(c) == NULL)
			whole_join(c, market.ids[c]);
}

static void
play(uint64_t packets, struct rng *rng, void (*check)(void))
{
	uint64_t sent = 0;

	while (sent < packets) {
		come_again();
		for (int i = 0; i < PACKETS_A_TURN; i++) {
			conn_id c = (conn_id)rng_range(rng, 1, PLAYERS + 1);

			if (whole_player(c) == NULL)
				continue;
			if (rng_range(rng, 0, 8) == 0)
				do_something_sensible(c, rng);
			else
				send_something(c, rng);
			sent++;
		}
		whole_turn();
		check();
		check_ledger();
	}
	end_ledger();
}

/* --- where nothing is to be won --- */

/* Far from everything that the tables place. */
enum { EMPTY_X = 109260, EMPTY_Y = 322580 };

struct belongings {
	int64_t taros, fusion_matter, battery_w, battery_n, items, nanos;
};

static void
add_items(const struct item *items, int n, struct belongings *sum)
{
	for (int i = 0; i < n; i++)
		if (!item_is_none(&items[i]))
			sum->items += items[i].opt >= CROC_POTTED ? 1 :
			    items[i].opt;
}

static struct belongings
count_belongings(void)
{
	struct belongings sum = { 0 };

	for (conn_id c = 1; c <= PLAYERS; c++) {
		const struct player *p = whole_player(c);

		if (p == NULL || p->state != PLAYER_IN_WORLD)
			continue;
		sum.taros += p->wallet.taros;
		sum.fusion_matter += p->wallet.fusion_matter;
		sum.battery_w += p->wallet.battery_w;
		sum.battery_n += p->wallet.battery_n;
		add_items(p->inventory.equip, PLAYER_EQUIP_MAX, &sum);
		add_items(p->inventory.bag, PLAYER_INVENTORY_MAX, &sum);
		add_items(p->inventory.bank, PLAYER_BANK_MAX, &sum);
		for (int i = 0; i < PLAYER_NANOS_MAX; i++)
			sum.nanos += p->nanos.bank[i].id != 0;
	}
	return sum;
}

static struct belongings most;

static void
check_nothing_gained(void)
{
	struct belongings now = count_belongings();

	check_all();
	if (now.taros > most.taros || now.items > most.items ||
	    now.fusion_matter > most.fusion_matter ||
	    now.battery_w > most.battery_w ||
	    now.battery_n > most.battery_n || now.nanos > most.nanos)
		fail_msg("gained out of nothing: taros %lld, items %lld, "
		    "fusion matter %lld, batteries %lld %lld, nanos %lld",
		    (long long)(now.taros - most.taros),
		    (long long)(now.items - most.items),
		    (long long)(now.fusion_matter - most.fusion_matter),
		    (long long)(now.battery_w - most.battery_w),
		    (long long)(now.battery_n - most.battery_n),
		    (long long)(now.nanos - most.nanos));
}

/* Something to lose: money, batteries, a few things in the bag. */
static void
give(struct player *p)
{
	int slot = 0;

	p->wallet.taros = 5000;
	p->wallet.fusion_matter = 20;
	p->wallet.battery_w = p->wallet.battery_n = 300;
	for (uint32_t i = 0; i < whole.td->item_count && slot < 20;
	    i += 1 + whole.td->item_count / 20) {
		const struct tdata_item *it = &whole.td->items[i];

		if (it->type == TDATA_ITEM_CHEST || it->id <= 0)
			continue;
		p->inventory.bag[slot++] = (struct item){
			.type = (int16_t)it->type, .id = (int16_t)it->id,
			.opt = it->stack_size > 1 ? 3 : 1,
		};
	}
	world_mark_dirty(whole.w, p, DB_SECTION_STATE | DB_SECTION_INVENTORY);
}

/* --- the tests --- */

static void
announce(const char *what, int protocol, uint64_t seed)
{
	print_message("%s: protocol %d, RANDOM_PLAY_SEED=%llu\n", what,
	    protocol, (unsigned long long)seed);
}

static uint64_t
begin(const char *what, int protocol, struct rng *rng)
{
	uint64_t seed = number_from("RANDOM_PLAY_SEED",
	    1 + (uint64_t)getpid());

	announce(what, protocol, seed);
	rng_seed(rng, seed);
	whole_begin(protocol, seed);
	begin_ledger();
	market.count = PLAYERS;
	market.shop = NULL;
	market.is_shut = false;
	return number_from("RANDOM_PLAY_PACKETS", PACKETS);
}

static const struct tdata_spawn *
nth_mob(uint32_t n)
{
	for (uint32_t i = 0; i < whole.td->spawn_count; i++)
		if (whole.td->spawns[i].kind == TDATA_SPAWN_MOB &&
		    whole.td->spawns[i].instance == 0 && n-- == 0)
			return &whole.td->spawns[i];
	return NULL;
}

static void
among_mobs(int protocol, int account_level)
{
	struct rng rng;
	uint64_t packets = begin("among mobs", protocol, &rng);

	for (conn_id c = 1; c <= PLAYERS; c++) {
		const struct tdata_spawn *s = nth_mob((uint32_t)c);

		market.ids[c] = whole_add_character((unsigned)c,
		    account_level, s != NULL ? s->x : 0,
		    s != NULL ? s->y : 0, s != NULL ? s->z : 0);
		whole_join(c, market.ids[c]);
		give(whole_player(c));
		open_account(whole_player(c));
	}
	play(packets, &rng, check_all);
	whole_end();
}

static void
users_among_mobs(void **state)
{
	UNUSED(state);
	among_mobs(104, LEVEL_USER);
}

static void
game_masters_among_mobs(void **state)
{
	UNUSED(state);
	among_mobs(1013, LEVEL_MASTER);
}

static const struct tdata_spawn *
find_shop(void)
{
	for (uint32_t i = 0; i < whole.td->spawn_count; i++) {
		const struct tdata_spawn *s = &whole.td->spawns[i];
		uint32_t n;

		if (s->kind == TDATA_SPAWN_NPC && s->instance == 0 &&
		    tdata_vendor_listings(whole.td, s->type, &n) != NULL)
			return s;
	}
	fail_msg("no shop in the tables");
	return NULL;
}

static void
users_at_the_shops(void **state)
{
	struct rng rng;
	uint64_t packets = begin("at the shops", 104, &rng);
	const struct tdata_spawn *s = find_shop();

	UNUSED(state);
	market.shop = s;
	for (conn_id c = 1; c <= PLAYERS; c++) {
		market.ids[c] = whole_add_character((unsigned)c, LEVEL_USER,
		    s->x + (int32_t)c * 30, s->y, s->z);
		whole_join(c, market.ids[c]);
		give(whole_player(c));
		open_account(whole_player(c));
	}
	play(packets, &rng, check_all);
	print_message("traded=%llu mailed=%llu taken=%llu bought=%llu "
	    "sold=%llu\n", (unsigned long long)told.traded,
	    (unsigned long long)told.mailed, (unsigned long long)told.taken,
	    (unsigned long long)told.bought, (unsigned long long)told.sold);
	/* Else it has shown nothing. */
	assert_true(told.traded > 0 && told.mailed > 0 && told.taken > 0 &&
	    told.bought > 0 && told.sold > 0);
	whole_end();
}

static void
users_where_nothing_is(void **state)
{
	struct rng rng;
	uint64_t packets = begin("nothing there", 104, &rng);

	UNUSED(state);
	/* Some find a way to a town; what is bought there is no gain. */
	market.is_shut = true;
	for (conn_id c = 1; c <= PLAYERS; c++) {
		market.ids[c] = whole_add_character((unsigned)c, LEVEL_USER,
		    EMPTY_X + (int32_t)c * 50, EMPTY_Y, 0);
		whole_join(c, market.ids[c]);
		give(whole_player(c));
		open_account(whole_player(c));
	}
	most = count_belongings();
	play(packets, &rng, check_nothing_gained);
	whole_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_among_mobs),
		cmocka_unit_test(game_masters_among_mobs),
		cmocka_unit_test(users_at_the_shops),
		cmocka_unit_test(users_where_nothing_is),
	};

	return cmocka_run_group_tests_name("random_play", tests, NULL, NULL);
}
