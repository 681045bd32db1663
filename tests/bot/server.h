/*
 * server.h - the real fusiond as a test fixture: a directory, a config.ini and
 * a database of its own on free ports, started, watched and stopped.
 */
#ifndef BOT_SERVER_H
#define BOT_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One line of config.ini; section "" is the nameless one. */
struct server_key {
	const char *section;
	const char *key;
	const char *value; /* NULL leaves out a line the fixture would write */
};

struct server_options {
	int protocol;			/* 104, 728 or 1013; 0 is 104 */
	const struct server_key *keys;	/* ends with {0}; replace or add */
	/* Made before the first start, e.g. to put a database there. */
	void (*prepare)(const char *dir);
	/* Runs as this user (only root can); 0: as the test does. */
	uid_t uid;
	/* The directories belong to this user; 0: to uid. */
	uid_t owner;
};

enum { SERVER_PATH_BYTES = 256 };

struct server {
	pid_t pid;			/* 0: not running */
	int protocol;
	uint16_t login_port;
	uint16_t shard_port;
	uint16_t monitor_port;
	uint16_t metrics_port;		/* closed unless a key says so */
	char dir[SERVER_PATH_BYTES];
	char db_path[SERVER_PATH_BYTES + 32];
	char log_path[SERVER_PATH_BYTES + 32];
	char tdata_dir[SERVER_PATH_BYTES + 32];
	struct server_options options;
};

/*
 * All of these end the program with a message if something is not as a healthy
 * server has it: in tests a failed fixture is a failed test. The binary is
 * $FUSIOND or build/fusiond, the tables are $FUSIOND_WORLD or ./tdata.
 */

/* Makes the directory and starts; returns when the server says it is ready. */
void server_start(struct server *s, const struct server_options *opt);

/* Only the directory and config.ini, for tests of a start that fails. */
void server_prepare(struct server *s, const struct server_options *opt);

/* Starts again in the same directory, with the same ports and database. */
void server_restart(struct server *s);

/*
 * Runs the binary to its end with the extra argument (NULL: none) in the
 * prepared directory. Returns the exit status; its output is in the log.
 */
int server_run(struct server *s, const char *arg);

/* SIGTERM; the server must save, exit 0 within 5 s and leave one database. */
void server_stop(struct server *s);

/*
 * Of a stopped server: the database file is in the format of old and has
 * everything, what SQLite keeps beside it is empty.
 */
void server_check_database(const struct server *s);

/* Sends any signal; server_wait() returns the exit status, or 128 + signal. */
void server_signal(struct server *s, int sig);
int server_wait(struct server *s, int timeout_ms);

/* SIGKILL, then waits. */
void server_kill(struct server *s);

bool server_is_alive(struct server *s);

/* The whole log so far; the caller frees it. */
char *server_take_log(const struct server *s);
bool server_log_has(const struct server *s, const char *text);

/* Waits until the text is there. */
void server_await_log(const struct server *s, const char *text);

/* Fails if a sanitizer, valgrind or CHECK() has reported anything. */
void server_check_log(const struct server *s);

/* Stops if it still runs (checked), and removes the directory. */
void server_end(struct server *s);

/* A monotonic clock for deadlines, and microseconds for measurements. */
int64_t server_now_ms(void);

#endif
