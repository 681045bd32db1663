/*
 * config_key.c - the table of all keys of config.ini, and look-ups in it.
 *
 * Owns:   nothing; the table is const.
 * Called: by config.c.
 * Thread: main, before the others exist.
 *
 * Names, defaults and ranges of OpenFusion's keys: spec/config.md 2 to 5. Keys
 * marked "fusiond" in their help are ours; OpenFusion ignores them.
 */
#include "config/config_key.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/str.h"
#include "config/config.h"

/* The message field of the MOTD packet: spec/config.md 4. */
enum { MOTD_UNITS_MAX = 511 };

static const char *
check_not_empty(const char *value)
{
	return value[0] != '\0' ? NULL : "anything but nothing";
}

static const char *
check_listen_ip(const char *value)
{
	struct in6_addr addr;

	if (value[0] == '\0')
		return NULL;
	if (inet_pton(AF_INET, value, &addr) == 1)
		return NULL;
	if (inet_pton(AF_INET6, value, &addr) == 1)
		return NULL;
	return "an address of this machine like 127.0.0.1 or ::1, "
	    "or 0.0.0.0 for all";
}

/* A client reads it into 16 bytes, so a name is resolved before it is sent. */
static const char *
check_public_ip(const char *value)
{
	static const char allowed[] = "an IPv4 address like 203.0.113.5, "
	    "or a host name";
	struct in_addr addr;

	if (value[0] == '\0' || strlen(value) > 253)
		return allowed;
	if (strspn(value, "0123456789.") == strlen(value))
		return inet_pton(AF_INET, value, &addr) == 1 ? NULL : allowed;
	for (const char *c = value; *c != '\0'; c++) {
		if (strchr("abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", *c) == NULL)
			return allowed;
	}
	return NULL;
}

static const char *
check_motd(const char *value)
{
	size_t units = 0;

	if (!str_utf8_is_valid(value))
		return "text in UTF-8";
	for (const char *c = value; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		if ((byte & 0xc0) == 0x80)
			continue;
		units += byte >= 0xf0 ? 2 : 1;
	}
	return units <= MOTD_UNITS_MAX ? NULL : "at most 511 characters";
}

static const char *
check_protocol(const char *value)
{
	long number = strtol(value, NULL, 0);

	if (number == 104 || number == 728 || number == 1013)
		return NULL;
	return "104, 728 or 1013";
}

static const char *const bool_words[] = { "true", "false", NULL };
static const char *const sandbox_words[] = { "false", "true", "strict",
	"audit", NULL };
static const char *const auth_words[] = { "password", "cookie", NULL };
static const char *const log_format_words[] = { "text", "json", NULL };
static const char *const log_time_words[] = { "false", "true", "auto", NULL };
static const char *const journal_words[] = { "wal", "delete", NULL };
static const char *const sync_words[] = { "normal", "full", "off", NULL };

#define AT(member)	offsetof(struct config, member)
#define RANGE(l, h)	.lo = (l), .hi = (h)
#define HELP(text)	.help = (text)

static const struct config_key keys[] = {
	{ "", "verbosity", CONFIG_INT, AT(verbosity), "1", RANGE(0, 3),
	    HELP("0 warnings only, 1 normal, 2 also packets, 3 every packet") },
	{ "", "protocol", CONFIG_INT, AT(protocol), "104", RANGE(104, 1013),
	    .check = check_protocol,
	    HELP("fusiond: the game's version: 104, 728 or 1013") },
	{ "", "sandbox", CONFIG_SWITCH, AT(sandbox), "true",
	    .choices = sandbox_words,
	    HELP("confine the process: true, strict, audit or false") },
	{ "", "sandboxuser", CONFIG_STRING, AT(sandbox_user), "",
	    HELP("fusiond: the user to become when started as root") },
	{ "", "sandboxextrapath", CONFIG_STRING, AT(sandbox_extra_path), "",
	    HELP("a directory for core dumps; a debugging aid") },
	{ "", "logfile", CONFIG_STRING, AT(log_file), "",
	    HELP("fusiond: append the log to this file; empty: stdout") },
	{ "", "logformat", CONFIG_CHOICE, AT(log_format), "text",
	    .choices = log_format_words,
	    HELP("fusiond: lines for people, or one JSON object a line") },
	{ "", "logtime", CONFIG_SWITCH, AT(log_time), "auto",
	    .choices = log_time_words,
	    HELP("fusiond: lines begin with the time (UTC); auto: unless the "
		"journal, which has its own, gets them as text") },

	{ "login", "port", CONFIG_PORT, AT(login.port), "23000",
	    RANGE(1, UINT16_MAX),
	    HELP("TCP port of the login server, where clients connect first") },
	{ "login", "listenip", CONFIG_STRING, AT(login.listen_ip), "0.0.0.0",
	    .check = check_listen_ip,
	    HELP("fusiond: address to listen on; 0.0.0.0 is all, IPv6 too") },
	{ "login", "acceptallwheelnames", CONFIG_BOOL,
	    AT(login.accept_all_wheel_names), "true",
	    HELP("names from the name wheel need no approval") },
	{ "login", "acceptallcustomnames", CONFIG_BOOL,
	    AT(login.accept_all_custom_names), "true",
	    HELP("typed names need no approval") },
	{ "login", "autocreateaccounts", CONFIG_BOOL,
	    AT(login.auto_create_accounts), "true",
	    HELP("the first login under a new name makes the account") },
	{ "login", "authmethods", CONFIG_AUTH, AT(login.auth_methods),
	    "password", .choices = auth_words,
	    HELP("what logins are accepted: password, cookie, or both") },
	{ "login", "dbsaveinterval", CONFIG_INT, AT(login.db_save_interval_s),
	    "240", RANGE(1, 86400),
	    HELP("everybody is saved at least this often, in seconds") },
	{ "login", "renameanytime", CONFIG_BOOL, AT(login.rename_any_time),
	    "false",
	    HELP("fusiond: allow a new name even if the old was not denied") },
	{ "login", "clientversion", CONFIG_INT,
	    AT(login.expected_client_version), "-1", RANGE(-1, INT32_MAX),
	    HELP("fusiond: refuse clients of another build; -1: take all") },
	{ "login", "auththreads", CONFIG_INT, AT(login.auth_threads), "2",
	    RANGE(1, 16), HELP("fusiond: threads that check passwords") },
	{ "login", "authqueue", CONFIG_INT, AT(login.auth_queue), "256",
	    RANGE(1, 65536),
	    HELP("fusiond: password checks that may wait before logins are "
		"turned away") },
	{ "login", "attemptsperminute", CONFIG_INT,
	    AT(login.attempts_per_minute), "30", RANGE(1, 100000),
	    HELP("fusiond: password logins a minute from one address") },

	{ "shard", "port", CONFIG_PORT, AT(shard.port), "23001",
	    RANGE(1, UINT16_MAX),
	    HELP("TCP port of the game itself; clients are told") },
	{ "shard", "listenip", CONFIG_STRING, AT(shard.listen_ip), "0.0.0.0",
	    .check = check_listen_ip,
	    HELP("fusiond: address to listen on; 0.0.0.0 is all, IPv6 too") },
	{ "shard", "ip", CONFIG_STRING, AT(shard.ip), "127.0.0.1",
	    .check = check_public_ip,
	    HELP("the address that clients are told to play at: this machine "
		"as they see it") },
	{ "shard", "localhostworkaround", CONFIG_BOOL,
	    AT(shard.localhost_workaround), "true",
	    HELP("clients from 127.0.0.1 are told 127.0.0.1") },
	{ "shard", "timeout", CONFIG_INT, AT(shard.timeout_ms), "60000",
	    RANGE(5000, 3600000),
	    HELP("ms of silence before a client is dropped") },
	{ "shard", "viewdistance", CONFIG_INT, AT(shard.view_distance_units),
	    "25600", RANGE(300, 1000000),
	    HELP("how far players see; less is faster") },
	{ "shard", "simulatemobs", CONFIG_BOOL, AT(shard.simulate_mobs), "true",
	    HELP("mobs walk, notice and fight") },
	{ "shard", "anticheat", CONFIG_BOOL, AT(shard.anticheat), "true",
	    HELP("drop players who fire faster than their weapon") },
	{ "shard", "movementcheck", CONFIG_BOOL, AT(shard.movement_check),
	    "true",
	    HELP("fusiond: refuse steps that nobody can walk") },
	{ "shard", "missionnpccheck", CONFIG_BOOL, AT(shard.mission_npc_check),
	    "true",
	    HELP("fusiond: tasks begin and end beside their NPCs") },
	{ "shard", "nanostationcheck", CONFIG_BOOL,
	    AT(shard.nano_station_check), "false",
	    HELP("fusiond: nanos are equipped beside nano stations only") },
	{ "shard", "tickinterval", CONFIG_INT, AT(shard.tick_ms), "10",
	    RANGE(1, 1000),
	    HELP("fusiond: the world works at most once in so many ms") },
	{ "shard", "maxplayers", CONFIG_INT, AT(shard.max_players), "20000",
	    RANGE(1, 1000000),
	    HELP("fusiond: players in the world at a time") },
	{ "shard", "spawnx", CONFIG_INT, AT(shard.spawn_x), "632032", "19835",
	    RANGE(INT32_MIN, INT32_MAX),
	    HELP("where new characters stand") },
	{ "shard", "spawny", CONFIG_INT, AT(shard.spawn_y), "187177", "108682",
	    RANGE(INT32_MIN, INT32_MAX),
	    HELP("where new characters stand") },
	{ "shard", "spawnz", CONFIG_INT, AT(shard.spawn_z), "-5500", "8450",
	    RANGE(INT32_MIN, INT32_MAX),
	    HELP("where new characters stand (height)") },
	{ "shard", "spawnangle", CONFIG_INT, AT(shard.spawn_angle), "130",
	    RANGE(-360, 360),
	    HELP("where new characters look, in degrees") },
	{ "shard", "motd", CONFIG_TEXT, AT(shard.motd),
	    "Welcome to OpenFusion!", .check = check_motd,
	    HELP("the greeting; an indented line continues it") },
	{ "shard", "tdatadir", CONFIG_STRING, AT(shard.tdata_dir), "tdata/",
	    .check = check_not_empty,
	    HELP("directory of the game's tables") },
	{ "shard", "patchdir", CONFIG_STRING, AT(shard.patch_dir),
	    "tdata/patch/", .check = check_not_empty,
	    HELP("directory of the patch directories") },
	{ "shard", "enabledpatches", CONFIG_STRING, AT(shard.enabled_patches),
	    "", "1013",
	    HELP("patches to apply, in order, separated by spaces") },
	{ "shard", "xdtdata", CONFIG_STRING, AT(shard.xdt_data), "xdt.json",
	    "xdt1013.json", .check = check_not_empty,
	    HELP("the client's own tables") },
	{ "shard", "npcdata", CONFIG_STRING, AT(shard.npc_data), "NPCs.json",
	    .check = check_not_empty, HELP("where NPCs stand") },
	{ "shard", "mobdata", CONFIG_STRING, AT(shard.mob_data), "mobs.json",
	    .check = check_not_empty, HELP("where mobs stand") },
	{ "shard", "pathdata", CONFIG_STRING, AT(shard.path_data),
	    "paths.json", .check = check_not_empty,
	    HELP("paths of NPCs, mobs, skyways and sliders") },
	{ "shard", "dropdata", CONFIG_STRING, AT(shard.drop_data),
	    "drops.json", .check = check_not_empty,
	    HELP("what mobs drop, codes, races") },
	{ "shard", "eggdata", CONFIG_STRING, AT(shard.egg_data), "eggs.json",
	    .check = check_not_empty, HELP("where eggs lie") },
	{ "shard", "gruntwork", CONFIG_STRING, AT(shard.gruntwork),
	    "gruntwork.json", .check = check_not_empty,
	    HELP("edits made in the game; written by the server") },
	{ "shard", "dbpath", CONFIG_STRING, AT(shard.db_path), "database.db",
	    .check = check_not_empty,
	    HELP("the database; best in a directory of its own") },
	{ "shard", "dropfixesenabled", CONFIG_BOOL,
	    AT(shard.drop_fixes_enabled), "false",
	    HELP("apply the patch that mends the original drops") },
	{ "shard", "lesstarofmingroupdisabled", CONFIG_BOOL,
	    AT(shard.less_taro_fm_in_group_disabled), "false",
	    HELP("groups earn as much a head as single players") },
	{ "shard", "tarorate", CONFIG_INT, AT(shard.taro_rate_pct), "100",
	    RANGE(0, 100000), HELP("percent of all taro rewards") },
	{ "shard", "fusionmatterrate", CONFIG_INT,
	    AT(shard.fusion_matter_rate_pct), "100", RANGE(0, 100000),
	    HELP("percent of all fusion matter rewards") },
	{ "shard", "removeexpireditemsfrombank", CONFIG_BOOL,
	    AT(shard.remove_expired_items_from_bank), "false",
	    HELP("items expire in the bank, too") },
	{ "shard", "izracescorecapped", CONFIG_BOOL,
	    AT(shard.iz_race_score_capped), "true",
	    HELP("race scores end at the infected zone's maximum") },
	{ "shard", "izpracticecounts", CONFIG_BOOL,
	    AT(shard.iz_practice_counts), "true",
	    HELP("practice runs are rewarded and kept as others are") },
	{ "shard", "auditlog", CONFIG_BOOL, AT(shard.audit_log), "false",
	    HELP("a line of the log for each item or taro that changes "
		"hands, comes or goes") },
	{ "shard", "accountlevel", CONFIG_INT, AT(shard.account_level), "1",
	    RANGE(1, 99),
	    HELP("rights of accounts made by a first login: 1 every command, "
		"30 and 50 fewer, 99 a normal player") },
	{ "shard", "eventmode", CONFIG_INT, AT(shard.event_mode), "0",
	    RANGE(0, 3),
	    HELP("0 nothing, 1 Knishmas, 2 Halloween, 3 Easter") },
	{ "shard", "disablefirstuseflag", CONFIG_BOOL,
	    AT(shard.disable_first_use_flag), "true",
	    HELP("new players see no tutorial tips") },

	{ "monitor", "enabled", CONFIG_BOOL, AT(monitor.is_enabled), "false",
	    HELP("open the monitor port") },
	{ "monitor", "port", CONFIG_PORT, AT(monitor.port), "8003",
	    RANGE(1, UINT16_MAX), HELP("its TCP port") },
	{ "monitor", "listenip", CONFIG_STRING, AT(monitor.listen_ip),
	    "127.0.0.1", .check = check_listen_ip,
	    HELP("address to listen on; whoever can connect sees all chat") },
	{ "monitor", "interval", CONFIG_INT, AT(monitor.interval_ms), "5000",
	    RANGE(50, 3600000), HELP("ms between updates") },
	{ "monitor", "maxclients", CONFIG_INT, AT(monitor.max_clients), "16",
	    RANGE(1, 1024), HELP("fusiond: monitors at a time") },

	{ "net", "packetshards", CONFIG_INT, AT(net.packet_shards), "0",
	    RANGE(0, 64),
	    HELP("fusiond: threads for connections; 0: one a processor") },
	{ "net", "maxconnections", CONFIG_INT, AT(net.max_connections),
	    "25000", RANGE(1, 1000000),
	    HELP("fusiond: connections at a time") },
	{ "net", "outbuffer", CONFIG_INT, AT(net.out_buffer_kib), "2048",
	    RANGE(64, 65536),
	    HELP("fusiond: KiB that may wait for one client that reads too "
		"slowly, before it is dropped") },
	{ "net", "outtotal", CONFIG_INT, AT(net.out_total_mib), "1024",
	    RANGE(16, 1048576),
	    HELP("fusiond: MiB that may wait for all clients together, before "
		"those with more than their share are dropped") },
	{ "net", "halfframetimeout", CONFIG_INT, AT(net.half_frame_timeout_ms),
	    "10000", RANGE(100, 3600000),
	    HELP("fusiond: ms for the rest of a packet to arrive") },
	{ "net", "handshaketimeout", CONFIG_INT, AT(net.handshake_timeout_ms),
	    "60000", RANGE(100, 3600000),
	    HELP("fusiond: ms for a new connection to log in") },

	{ "limits", "enabled", CONFIG_BOOL, AT(limits.is_enabled), "true",
	    HELP("fusiond: the limits below; false for load tests only") },
	{ "limits", "packetspersecond", CONFIG_INT, AT(limits.packets_per_s),
	    "100", RANGE(1, 1000000),
	    HELP("fusiond: packets a second from one client, for long") },
	{ "limits", "packetburst", CONFIG_INT, AT(limits.packet_burst), "300",
	    RANGE(1, 1000000),
	    HELP("fusiond: packets from one client, at once") },
	{ "limits", "badpackets", CONFIG_INT, AT(limits.bad_packets), "100",
	    RANGE(1, 1000000),
	    HELP("fusiond: unknown or broken packets before a client is "
		"dropped") },
	{ "limits", "connectionsperaddress", CONFIG_INT,
	    AT(limits.conns_per_address), "64", RANGE(1, 1000000),
	    HELP("fusiond: connections from one address (not loopback)") },
	{ "limits", "acceptsperminute", CONFIG_INT,
	    AT(limits.accepts_per_address_per_min), "240", RANGE(1, 1000000),
	    HELP("fusiond: new connections a minute from one address") },
	{ "limits", "chatpersecond", CONFIG_INT, AT(limits.chat_per_s), "3",
	    RANGE(1, 1000),
	    HELP("fusiond: lines of chat a second, for long") },
	{ "limits", "chatburst", CONFIG_INT, AT(limits.chat_burst), "15",
	    RANGE(1, 1000), HELP("fusiond: lines of chat at once") },

	{ "db", "journalmode", CONFIG_CHOICE, AT(db.journal_mode), "wal",
	    .choices = journal_words,
	    HELP("fusiond: wal, or delete (slower, weaker sandbox)") },
	{ "db", "synchronous", CONFIG_WORD, AT(db.synchronous), "normal",
	    .choices = sync_words,
	    HELP("fusiond: full survives power cuts to the last save, off "
		"trusts the machine") },
	{ "db", "flushinterval", CONFIG_INT, AT(db.flush_interval_ms), "1000",
	    RANGE(10, 60000),
	    HELP("fusiond: ms between saves of what has changed") },

	{ "metrics", "enabled", CONFIG_BOOL, AT(metrics.is_enabled), "false",
	    HELP("fusiond: open the port of /metrics and /healthz") },
	{ "metrics", "listenip", CONFIG_STRING, AT(metrics.listen_ip),
	    "127.0.0.1", .check = check_listen_ip,
	    HELP("fusiond: address to listen on; nobody is asked who he is") },
	{ "metrics", "port", CONFIG_PORT, AT(metrics.port), "23009",
	    RANGE(1, UINT16_MAX), HELP("fusiond: its TCP port") },

	{ "control", "path", CONFIG_STRING, AT(control.path),
	    CONFIG_CONTROL_PATH,
	    HELP("fusiond: socket for `fusiond ctl`, in a directory of its "
		"own; empty: none") },
};

_Static_assert(COUNT_OF(keys) <= CONFIG_KEY_MAX, "CONFIG_KEY_MAX");

const struct config_key *
config_key_get(size_t i)
{
	return i < COUNT_OF(keys) ? &keys[i] : NULL;
}

int
config_key_find(const char *section, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (str_equal_nocase(keys[i].section, section) &&
		    str_equal_nocase(keys[i].name, name))
			return (int)i;
	}
	return -1;
}

/* Edit distance, of the first 63 letters. */
static unsigned
distance(const char *a, const char *b)
{
	enum { LETTERS = 64 };
	unsigned row[LETTERS];
	size_t n = strnlen(b, LETTERS - 1);

	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; i < LETTERS && a[i] != '\0'; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t j = 0; j < n; j++) {
			unsigned best = diagonal + ((a[i] | 32) != (b[j] | 32));

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			diagonal = row[j + 1];
			row[j + 1] = best;
		}
	}
	return row[n];
}

const struct config_key *
config_key_nearest(const char *section, const char *name)
{
	const struct config_key *nearest = &keys[0];
	unsigned least = UINT_MAX;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		/* A right key under a wrong header is the likelier slip. */
		unsigned d = 2 * distance(name, keys[i].name);

		if (!str_equal_nocase(section, keys[i].section))
			d++;
		if (d >= least)
			continue;
		least = d;
		nearest = &keys[i];
	}
	return nearest;
}

const char *
config_key_label(const char *section, const char *name, char *buf, size_t cap)
{
	str_format(buf, cap, "%s%s%s", section, section[0] != '\0' ? "." : "",
	    name);
	return buf;
}

const char *
config_key_allowed(const struct config_key *key, char *buf, size_t cap)
{
	const char *const *words = key->choices;
	size_t n = 0;

	switch (key->type) {
	case CONFIG_INT:
	case CONFIG_PORT:
		str_format(buf, cap, "%d..%d", key->lo, key->hi);
		return buf;
	case CONFIG_BOOL:
		words = bool_words;
		break;
	case CONFIG_STRING:
	case CONFIG_TEXT:
		str_copy(buf, cap, "text");
		return buf;
	case CONFIG_WORD:
	case CONFIG_CHOICE:
	case CONFIG_SWITCH:
	case CONFIG_AUTH:
		break;
	}
	buf[0] = '\0';
	for (size_t i = 0; words[i] != NULL; i++)
		n += str_format(buf + n, cap - n, "%s%s", i > 0 ? " or " : "",
		    words[i]);
	return buf;
}

void
config_print_keys(FILE *out)
{
	const char *section = "";
	char allowed[128];

	fprintf(out, "# Every key with its default. Keys before the first "
	    "[section] stay there.\n");
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct config_key *k = &keys[i];

		if (strcmp(section, k->section) != 0)
			fprintf(out, "\n[%s]\n", k->section);
		section = k->section;
		fprintf(out, "# %s (%s)\n", k->help,
		    config_key_allowed(k, allowed, sizeof(allowed)));
		if (k->def_1013 != NULL)
			fprintf(out, "# with protocol=1013: %s\n", k->def_1013);
		fprintf(out, "%s=%s\n", k->name, k->def);
	}
}
