/* command_mss.h - making routes of the Monkey Skyway (spec/commands.md 2). */
#ifndef GAME_COMMAND_MSS_H
#define GAME_COMMAND_MSS_H

struct command_args;
struct player;
struct world;

/* Row of command.c. */
void command_mss(struct world *w, struct player *p,
    const struct command_args *args);

#endif
