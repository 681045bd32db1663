/*
 * command_npc.h - commands about NPCs: who it is, summoning, the mobs' AI
 * (spec/commands.md 2).
 */
#ifndef GAME_COMMAND_NPC_H
#define GAME_COMMAND_NPC_H

struct command_args;
struct player;
struct world;

/* Rows of command.c. */
void command_npc_whois(struct world *w, struct player *p,
    const struct command_args *args);
void command_npc_summon_w(struct world *w, struct player *p,
    const struct command_args *args);
void command_npc_summon_group(struct world *w, struct player *p,
    const struct command_args *args);
void command_npc_summon_group_w(struct world *w, struct player *p,
    const struct command_args *args);
void command_npc_unsummon_w(struct world *w, struct player *p,
    const struct command_args *args);
void command_npc_toggle_ai(struct world *w, struct player *p,
    const struct command_args *args);

#endif
