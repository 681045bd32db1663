/*
 * fusionbot.c - a headless client for people: logs in, makes a character if
 * there is none, walks about, and says in readable lines what it sees.
 *
 * Owns:   one team of one bot.
 * Called: by people.
 * Thread: main, the only one.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/str.h"
#include "bot/bot.h"
#include "bot/die.h"
#include "bot/flow.h"
#include "bot/server.h"
#include "bot/sight.h"

enum {
	FUSIONBOT_STEP_MS = 250,	/* a client sends four moves a second */
	FUSIONBOT_STEP_UNITS = 100,	/* a step at the speed of a walk */
	FUSIONBOT_LOOK_MOST = 10,
	FUSIONBOT_LINE_BYTES = 512
};

struct fusionbot {
	struct bot_team_options team_options;
	const char *user;
	const char *password;
	const char *first_name;
	const char *last_name;
	struct bot_team *team;
	struct bot *bot;
	struct sight sight;
	bool is_quiet;
	bool is_done;
	size_t read;		/* packets of the bot already told */
	char line[FUSIONBOT_LINE_BYTES];
	size_t line_used;
};

static volatile sig_atomic_t fusionbot_interrupted;

static void
fusionbot_on_signal(int sig)
{
	UNUSED(sig);
	fusionbot_interrupted = 1;
}

static const char fusionbot_usage[] =
    "usage: fusionbot [options] [walk | say TEXT | script]\n"
    "  -h HOST          dotted address of the login server (127.0.0.1)\n"
    "  -p PORT          its port (23000)\n"
    "  -V VERSION       protocol 104, 728 or 1013 (104)\n"
    "  -u USER          account, made if the server allows that (fusionbot)\n"
    "  -w PASSWORD      8 to 32 characters (fusionbot1)\n"
    "  --name FIRST LAST  of a character to make if there is none\n"
    "  -q               say nothing about what moves\n"
    "Without a command, and with script, it reads commands from standard\n"
    "input until its end; \"help\" lists them. walk goes round in a circle\n"
    "until interrupted; say says it and leaves.\n";

static const char fusionbot_help[] =
    "say TEXT       to everyone around; /commands, too\n"
    "walk DX DY     so far from here, at walking speed\n"
    "goto X Y Z     in one step (a game master's, or an unchecked world)\n"
    "look           who is around\n"
    "wait SECONDS   and watch\n"
    "quit           leave the game\n";

/* ---- watching ---- */

static bool
fusionbot_is_small_talk(enum packet_kind kind)
{
	return kind == PKT_FE2CL_NPC_MOVE || kind == PKT_FE2CL_PC_MOVE ||
	    kind == PKT_FE2CL_PC_STOP || kind == PKT_FE2CL_PC_JUMP ||
	    kind == PKT_FE2CL_REQ_LIVE_CHECK ||
	    kind == PKT_FE2CL_REP_PC_TICK;
}

static void
fusionbot_tell(struct fusionbot *f)
{
	const struct bot_packet *p;

	while ((p = bot_packet_at(f->bot, f->read)) != NULL) {
		bool is_told = !f->is_quiet ||
		    !fusionbot_is_small_talk(p->kind);

		sight_on_packet(&f->sight, p, is_told ? stdout : NULL);
		f->read++;
	}
	fflush(stdout);
	bot_forget(f->bot);
	f->read = 0;
}

/* Until the moment, the end of the connection, or a line on also_fd. */
static void
fusionbot_watch(struct fusionbot *f, int64_t until_ms, int also_fd)
{
	int64_t left = until_ms - server_now_ms();

	bot_team_pump(f->team, left > 0 ? (int)left : 0, also_fd);
	fusionbot_tell(f);
	if (fusionbot_interrupted)
		f->is_done = true;
	if (!bot_is_open(f->bot, BOT_SHARD) && !f->is_done) {
		printf("the server has closed the connection\n");
		f->is_done = true;
	}
}

static void
fusionbot_wait(struct fusionbot *f, int64_t ms)
{
	int64_t until_ms = server_now_ms() + ms;

	do {
		fusionbot_watch(f, until_ms, -1);
	} while (!f->is_done && server_now_ms() < until_ms);
}

/* ---- acting ---- */

static void
fusionbot_step_to(struct fusionbot *f, const int32_t to[3], double dx,
    double dy)
{
	BOT_SEND(f->bot, cl2fe_req_pc_move,
	    .cli_time = (uint64_t)server_now_ms(),
	    .x = to[0], .y = to[1], .z = to[2],
	    .vx = (float)(dx * 1000 / FUSIONBOT_STEP_MS),
	    .vy = (float)(dy * 1000 / FUSIONBOT_STEP_MS),
	    .angle = (int32_t)(atan2(dy, dx) * 180 / M_PI + 360) % 360,
	    .key_value = 1,
	    .speed = FUSIONBOT_STEP_UNITS * 1000 / FUSIONBOT_STEP_MS);
	fusionbot_wait(f, FUSIONBOT_STEP_MS);
}

static void
fusionbot_walk(struct fusionbot *f, double dx, double dy)
{
	double length = sqrt(dx * dx + dy * dy);
	int steps = (int)ceil(length / FUSIONBOT_STEP_UNITS);
	int32_t from[3], to[3];

	bot_get_position(f->bot, from);
	to[2] = from[2];
	for (int i = 1; i <= steps && !f->is_done; i++) {
		to[0] = from[0] + (int32_t)(dx * i / steps);
		to[1] = from[1] + (int32_t)(dy * i / steps);
		fusionbot_step_to(f, to, dx / steps, dy / steps);
	}
	if (f->is_done || steps == 0)
		return;
	BOT_SEND(f->bot, cl2fe_req_pc_stop,
	    .cli_time = (uint64_t)server_now_ms(),
	    .x = to[0], .y = to[1], .z = to[2]);
}

static void
fusionbot_walk_about(struct fusionbot *f)
{
	enum { CORNERS = 12, SIDE = 400 };

	for (int i = 0; !f->is_done; i++) {
		double angle = 2 * M_PI * (i % CORNERS) / CORNERS;

		fusionbot_walk(f, SIDE * cos(angle), SIDE * sin(angle));
	}
}

static void
fusionbot_goto(struct fusionbot *f, const char *args)
{
	int32_t at[3];

	if (sscanf(args, "%d %d %d", &at[0], &at[1], &at[2]) != 3) {
		printf("goto X Y Z\n");
		return;
	}
	fusionbot_step_to(f, at, 0, 0);
}

static void
fusionbot_obey(struct fusionbot *f, char *line)
{
	char *args = line;
	char *word = strsep(&args, " \t");
	double dx, dy;
	int32_t at[3];

	if (args == NULL)
		args = line + strlen(line);
	if (word[0] == '\0' || word[0] == '#') {
		return;
	} else if (strcmp(word, "say") == 0) {
		flow_say(f->bot, args);
	} else if (strcmp(word, "walk") == 0) {
		if (sscanf(args, "%lf %lf", &dx, &dy) == 2)
			fusionbot_walk(f, dx, dy);
		else
			printf("walk DX DY\n");
	} else if (strcmp(word, "goto") == 0) {
		fusionbot_goto(f, args);
	} else if (strcmp(word, "look") == 0) {
		fusionbot_wait(f, 0);
		bot_get_position(f->bot, at);
		sight_print(&f->sight, at, FUSIONBOT_LOOK_MOST, stdout);
	} else if (strcmp(word, "wait") == 0) {
		fusionbot_wait(f, (int64_t)(strtod(args, NULL) * 1000));
	} else if (strcmp(word, "quit") == 0) {
		f->is_done = true;
	} else {
		printf("%s", fusionbot_help);
	}
	fflush(stdout);
}

/* Obeys the whole lines that have been read; false at the end of input. */
static bool
fusionbot_read_lines(struct fusionbot *f)
{
	ssize_t n = read(0, f->line + f->line_used,
	    sizeof(f->line) - 1 - f->line_used);
	char *end;

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	f->line_used += (size_t)n;
	f->line[f->line_used] = '\0';
	while ((end = strchr(f->line, '\n')) != NULL && !f->is_done) {
		char line[FUSIONBOT_LINE_BYTES];
		size_t used = (size_t)(end - f->line) + 1;

		*end = '\0';
		str_copy(line, sizeof(line), f->line);
		memmove(f->line, end + 1, f->line_used - used + 1);
		f->line_used -= used;
		fusionbot_obey(f, line);
	}
	if (f->line_used == sizeof(f->line) - 1)
		f->line_used = 0;	/* no command is that long */
	return true;
}

static void
fusionbot_converse(struct fusionbot *f)
{
	while (!f->is_done) {
		struct timespec none = { 0 };
		fd_set in;

		fusionbot_watch(f, server_now_ms() + 1000, 0);
		FD_ZERO(&in);
		FD_SET(0, &in);
		if (pselect(1, &in, NULL, NULL, &none, NULL) == 1 &&
		    !fusionbot_read_lines(f))
			f->is_done = true;
	}
}

/* ---- coming and going ---- */

static void
fusionbot_enter(struct fusionbot *f)
{
	struct bot *b = bot_new(f->team, f->user);
	int32_t at[3];

	f->bot = b;
	flow_login(b, f->user, f->password);
	if (bot_uid(b) == 0) {
		printf("making a character: %s %s\n", f->first_name,
		    f->last_name);
		flow_create_character(b, f->first_name, f->last_name, 1);
	}
	bot_forget(b);
	flow_enter_world(b);
	bot_get_position(b, at);
	printf("in the world as player %d at %d %d %d\n", bot_id(b), at[0],
	    at[1], at[2]);
	fusionbot_tell(f);
}

static void
fusionbot_leave(struct fusionbot *f)
{
	if (bot_is_open(f->bot, BOT_SHARD))
		flow_leave(f->bot);
	printf("left\n");
	bot_team_free(f->team);
}

static void
fusionbot_parse(struct fusionbot *f, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'H' },
		{ 0 }
	};
	int c;

	/* +: what follows the command belongs to it */
	while ((c = getopt_long(argc, argv, "+h:p:V:u:w:q", longs, NULL)) !=
	    -1) {
		switch (c) {
		case 'h':
			f->team_options.host = optarg;
			break;
		case 'p':
			f->team_options.login_port =
			    (uint16_t)strtol(optarg, NULL, 10);
			break;
		case 'V':
			f->team_options.protocol =
			    (int)strtol(optarg, NULL, 10);
			break;
		case 'u':
			f->user = optarg;
			break;
		case 'w':
			f->password = optarg;
			break;
		case 'q':
			f->is_quiet = true;
			break;
		case 'n':
			f->first_name = optarg;
			if (optind >= argc) {
				fputs(fusionbot_usage, stderr);
				exit(2);
			}
			f->last_name = argv[optind++];
			break;
		default:
			fputs(fusionbot_usage, c == 'H' ? stdout : stderr);
			exit(c == 'H' ? 0 : 2);
		}
	}
}

/* The words of "say" as one text. */
static void
fusionbot_say_words(struct fusionbot *f, int count, char **words)
{
	char text[FUSIONBOT_LINE_BYTES] = "";
	size_t n = 0;

	for (int i = 0; i < count; i++)
		n += str_format(text + n, sizeof(text) - n, "%s%s",
		    i > 0 ? " " : "", words[i]);
	flow_say(f->bot, text);
	bot_fence(f->bot);
	fusionbot_tell(f);
}

int
main(int argc, char **argv)
{
	static struct fusionbot f = {
		.team_options = { .host = "127.0.0.1", .login_port = 23000,
			.protocol = 104 },
		.user = "fusionbot",
		.password = "fusionbot1",
		.first_name = "Fusion",
		.last_name = "Bot",
	};
	const char *command;

	fusionbot_parse(&f, argc, argv);
	command = optind < argc ? argv[optind] : "script";
	if (strcmp(command, "walk") != 0 && strcmp(command, "say") != 0 &&
	    strcmp(command, "script") != 0) {
		fputs(fusionbot_usage, stderr);
		return 2;
	}
	/* no SA_RESTART: an interrupt ends a wait, and we leave politely */
	sigaction(SIGINT, &(struct sigaction){
	    .sa_handler = fusionbot_on_signal }, NULL);
	f.team = bot_team_new(&f.team_options);
	fusionbot_enter(&f);
	if (strcmp(command, "walk") == 0)
		fusionbot_walk_about(&f);
	else if (strcmp(command, "say") == 0)
		fusionbot_say_words(&f, argc - optind - 1, argv + optind + 1);
	else
		fusionbot_converse(&f);
	fusionbot_leave(&f);
	return 0;
}
