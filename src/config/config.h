/*
 * config.h - config.ini as one const struct: every key of OpenFusion's file
 * and ours, with defaults and ranges in one table (config.c).
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/check.h"

enum config_sandbox {
	CONFIG_SANDBOX_FALSE,
	CONFIG_SANDBOX_TRUE,
	CONFIG_SANDBOX_STRICT,
	CONFIG_SANDBOX_AUDIT
};

enum config_log_format { CONFIG_LOG_TEXT, CONFIG_LOG_JSON };

enum config_log_time {
	CONFIG_LOG_TIME_FALSE,
	CONFIG_LOG_TIME_TRUE,
	CONFIG_LOG_TIME_AUTO
};

enum config_journal { CONFIG_JOURNAL_WAL, CONFIG_JOURNAL_DELETE };

/* control.path's default; what cannot be made there is done without. */
#define CONFIG_CONTROL_PATH	"control/socket"

/* Bits of login.auth_methods. */
enum { CONFIG_AUTH_PASSWORD = 1, CONFIG_AUTH_COOKIE = 2 };

/* Strings belong to the config and are never NULL. Keys: spec/config.md. */
struct config {
	int32_t verbosity;
	int32_t protocol;		/* 104, 728 or 1013 */
	enum config_sandbox sandbox;
	const char *sandbox_user;
	const char *sandbox_extra_path;
	const char *log_file;		/* ours: "" is standard output */
	enum config_log_format log_format;	/* ours */
	enum config_log_time log_time;		/* ours */

	struct {
		uint16_t port;
		const char *listen_ip;
		bool accept_all_wheel_names;
		bool accept_all_custom_names;
		bool auto_create_accounts;
		uint32_t auth_methods;
		int32_t db_save_interval_s;
		bool rename_any_time;		/* ours, default false */
		int32_t expected_client_version; /* ours, -1: not checked */
		int32_t auth_threads;		/* ours, default 2 */
		int32_t auth_queue;	/* ours: hashes that may wait */
		int32_t attempts_per_minute;	/* ours: an address */
	} login;

	struct {
		uint16_t port;
		const char *listen_ip;
		const char *ip;		/* as told to clients */
		bool localhost_workaround;
		int32_t timeout_ms;
		int32_t view_distance_units;
		bool simulate_mobs;
		bool anticheat;
		bool movement_check;	/* ours, default true */
		bool mission_npc_check;	/* ours, default true */
		bool nano_station_check;	/* ours, default false */
		int32_t tick_ms;	/* ours: least time between ticks */
		int32_t max_players;	/* ours */
		int32_t spawn_x, spawn_y, spawn_z, spawn_angle;
		const char *motd;
		const char *tdata_dir;
		const char *patch_dir;
		const char *enabled_patches;
		const char *xdt_data, *npc_data, *mob_data, *path_data;
		const char *drop_data, *egg_data, *gruntwork;
		const char *db_path;
		bool drop_fixes_enabled;
		bool less_taro_fm_in_group_disabled;
		int32_t taro_rate_pct, fusion_matter_rate_pct;
		bool remove_expired_items_from_bank;
		bool iz_race_score_capped;
		bool iz_practice_counts;	/* ours, default true */
		bool audit_log;		/* ours */
		int32_t account_level;
		int32_t event_mode;
		bool disable_first_use_flag;
	} shard;

	struct {
		bool is_enabled;
		uint16_t port;
		const char *listen_ip;
		int32_t interval_ms;
		int32_t max_clients;	/* ours, default 16 */
	} monitor;

	struct {			/* ours: [net] */
		int32_t packet_shards;	/* 0: one a processor */
		int32_t max_connections;
		int32_t out_buffer_kib;	/* a connection */
		int32_t out_total_mib;	/* all of them */
		int32_t half_frame_timeout_ms;
		int32_t handshake_timeout_ms;
	} net;

	struct {			/* ours: [limits], spec/DECISIONS.md */
		bool is_enabled;
		int32_t packets_per_s;
		int32_t packet_burst;
		int32_t bad_packets;
		int32_t conns_per_address;
		int32_t accepts_per_address_per_min;
		int32_t chat_per_s, chat_burst;
	} limits;

	struct {			/* ours: [db] */
		enum config_journal journal_mode;
		const char *synchronous;	/* "normal", "full", "off" */
		int32_t flush_interval_ms;
	} db;

	struct {			/* ours: [metrics] */
		bool is_enabled;
		uint16_t port;
		const char *listen_ip;
	} metrics;

	struct {			/* ours: [control] */
		const char *path;	/* of the operator's socket; "": none */
	} control;

	void *storage;			/* the strings' home, config.c only */
};

/*
 * Reads the file; NULL with a message "file:line: section.key: ..." on err if
 * it cannot be used. A file that does not exist gives the defaults, with a
 * warning, unless must_exist. Unknown keys are warnings.
 */
struct config *config_load(const char *path, bool must_exist, FILE *err)
    MUST_USE;
/* The same from a text, which needs no file; path is for messages. */
struct config *config_parse(const char *path, const char *text, FILE *err)
    MUST_USE;
void config_free(struct config *cfg);

/* Resolves [shard] ip, if it is a name, to a dotted address; needs the world
 * outside, so before the sandbox. False: message on err. */
bool config_resolve(struct config *cfg, FILE *err) MUST_USE;

/* Prints every key with its section, default, range and help. */
void config_print_keys(FILE *out);

#endif
