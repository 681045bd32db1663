/* command_path.h - making the path of an NPC (spec/commands.md 2, /path). */
#ifndef GAME_COMMAND_PATH_H
#define GAME_COMMAND_PATH_H

struct command_args;
struct player;
struct world;

/* Row of command.c. */
void command_path(struct world *w, struct player *p,
    const struct command_args *args);

/* The NPC whose path it makes comes after it (spec/movement.md). */
void command_path_on_player_ran(struct world *w, struct player *p);

#endif
