/*
 * e2e.c - what every end-to-end test begins with.
 *
 * Owns:   the server, database handle and team of a struct e2e.
 * Called: by tests/e2e.
 * Thread: the test's.
 */
#include "bot/e2e.h"

#include <inttypes.h>
#include <time.h>

#include "tdata/jtree.h"

enum { E2E_AWAIT_MS = 10000 };

static char e2e_login[40];

void
e2e_new_team(struct e2e *e)
{
	struct bot_team_options opt = {
		.host = "127.0.0.1",
		.login_port = e->server.login_port,
		.protocol = e->server.protocol,
	};

	bot_team_free(e->team);
	e->team = bot_team_new(&opt);
}

void
e2e_start(struct e2e *e, const struct server_options *opt)
{
	*e = (struct e2e){ 0 };
	server_start(&e->server, opt);
	e->db = dbfile_open(e->server.db_path);
	e2e_new_team(e);
}

void
e2e_end(struct e2e *e)
{
	bot_team_free(e->team);
	e->team = NULL;
	/* SQLite removes the journal when the last one closes the file */
	dbfile_close(e->db);
	e->db = NULL;
	server_end(&e->server);
}

const char *
e2e_last_login(void)
{
	return e2e_login;
}

struct bot *
e2e_outsider(struct e2e *e, const char *label, int account_level, int32_t x,
    int32_t y, int32_t z)
{
	struct bot *b = bot_new(e->team, label);
	unsigned n = ++e->player_count;
	char last[17];

	/* names are unique in a database, labels only in a test */
	snprintf(e2e_login, sizeof(e2e_login), "%.20s_%u", label, n);
	snprintf(last, sizeof(last), "Tester%u", n);
	bot_set_uid(b, dbfile_add_character(e->db, &(struct dbfile_character){
	    .login = e2e_login, .first_name = label, .last_name = last,
	    .protocol = e->server.protocol, .account_level = account_level,
	    .x = x, .y = y, .z = z }));
	return b;
}

static struct bot *
e2e_join(struct e2e *e, const char *label, int level, int32_t x, int32_t y,
    int32_t z)
{
	struct bot *b = e2e_outsider(e, label, level, x, y, z);

	flow_join(b, e2e_login);
	return b;
}

struct bot *
e2e_player(struct e2e *e, const char *label, int32_t x, int32_t y, int32_t z)
{
	return e2e_join(e, label, 0, x, y, z);
}

struct bot *
e2e_game_master(struct e2e *e, const char *label, int32_t x, int32_t y,
    int32_t z)
{
	return e2e_join(e, label, 1, x, y, z);
}

void
e2e_settle(struct bot *a, struct bot *b)
{
	for (int i = 0; i < 2; i++) {
		bot_fence(a);
		bot_fence(b);
	}
}

void
e2e_look(const struct bot *b, struct sight *s)
{
	const struct bot_packet *p;

	for (size_t i = 0; (p = bot_packet_at(b, i)) != NULL; i++)
		sight_on_packet(s, p, NULL);
}

static int32_t
e2e_number(const struct jtree_node *o, const char *key)
{
	const struct jtree_node *n = jtree_get(o, key);

	return n == NULL || n->type != JTREE_INT ? 0 : (int32_t)n->u.integer;
}

/* Patches and builds leave some out: spec/wire.md 10, "NPCs and mobs with". */
static bool
e2e_npc_is_certain(const struct e2e *e, const struct e2e_npc *n,
    int32_t map_number)
{
	if (map_number != 0)
		return false;
	return e->server.protocol != 1013 || n->x < 400000;
}

/* The parsed NPCs.json; what it holds lives in the tree. */
static struct jtree_node *
e2e_parse_npcs(const struct e2e *e, struct jtree *tree)
{
	struct jtree_node *root;
	char path[512];
	char *text, *copy;
	size_t n;

	path_format(path, sizeof(path), "%s/NPCs.json", e->server.tdata_dir);
	text = files_take(path, &n);
	if (text == NULL || (copy = jtree_text_new(tree, n)) == NULL)
		die("%s: cannot be read", path);
	memcpy(copy, text, n);
	free(text);
	root = jtree_parse(tree, "NPCs.json", copy, n);
	if (root == NULL)
		die("%s:%u: %s", path, tree->error_line, tree->error);
	return jtree_get(root, "NPCs");
}

void
e2e_find_npc(const struct e2e *e, struct e2e_npc *out)
{
	struct jtree tree = { 0 };
	struct jtree_node *npc;

	npc = jtree_sorted_first(e2e_parse_npcs(e, &tree));
	for (; npc != NULL; npc = npc->next) {
		*out = (struct e2e_npc){
			/* a digit is followed by one or by a quote */
			.id = (int32_t)strtol(npc->key, NULL, 10) + 1,
			.type = e2e_number(npc, "iNPCType"),
			.x = e2e_number(npc, "iX"),
			.y = e2e_number(npc, "iY"),
			.z = e2e_number(npc, "iZ"),
		};
		if (e2e_npc_is_certain(e, out, e2e_number(npc, "iMapNum")))
			break;
	}
	jtree_fini(&tree);
	if (npc == NULL)
		die("NPCs.json: no NPC in the overworld");
}

void
e2e_await_value(struct e2e *e, const char *sql, int64_t wanted)
{
	int64_t deadline = server_now_ms() + patience_ms(E2E_AWAIT_MS);
	struct timespec nap = { .tv_nsec = 5000000 };
	int64_t value;

	/* the database tells nobody when it changes: look again and again */
	while ((value = dbfile_get_or(e->db, sql, INT64_MIN)) != wanted) {
		if (server_now_ms() > deadline)
			die("%s gives %" PRId64 ", not %" PRId64, sql, value,
			    wanted);
		nanosleep(&nap, NULL);
		if (e->team != NULL)
			bot_team_pump(e->team, 0, -1);
	}
}
