/* command.h - commands typed into the chat: one table, rights, help. */
#ifndef GAME_COMMAND_H
#define GAME_COMMAND_H

#include <stdbool.h>

struct player;
struct world;

/* True if sanitised chat text is a command and not talk: "/x" and longer. */
bool command_is_command(const char *text);

/* Runs it; whatever is wrong with it is told to the player. */
void command_run(struct world *w, struct player *p, const char *text);

#endif
