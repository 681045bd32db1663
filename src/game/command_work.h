/*
 * command_work.h - commands that change what is there already, lay eggs and
 * save (spec/commands.md 2).
 */
#ifndef GAME_COMMAND_WORK_H
#define GAME_COMMAND_WORK_H

struct command_args;
struct player;
struct world;

/* Rows of command.c. */
void command_work_npci(struct world *w, struct player *p,
    const struct command_args *args);
void command_work_npcr(struct world *w, struct player *p,
    const struct command_args *args);
void command_work_egg(struct world *w, struct player *p,
    const struct command_args *args);
void command_work_flush(struct world *w, struct player *p,
    const struct command_args *args);

#endif
