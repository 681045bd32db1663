/* appearance.h - how an entity looks on the wire (spec/world.md 3, 5). */
#ifndef WORLD_APPEARANCE_H
#define WORLD_APPEARANCE_H

struct npc;
struct player;
struct wire_npc_appearance_data;
struct wire_pc_appearance_data;
struct wire_pc_style;
struct wire_shiny_appearance_data;
struct wire_transportation_appearance_data;

/* All of them fill every field of *out. */
void appearance_style(const struct player *p, struct wire_pc_style *out);
void appearance_of_player(const struct player *p,
    struct wire_pc_appearance_data *out);
void appearance_of_npc(const struct npc *n,
    struct wire_npc_appearance_data *out);
void appearance_of_egg(const struct npc *n,
    struct wire_shiny_appearance_data *out);
void appearance_of_bus(const struct npc *n,
    struct wire_transportation_appearance_data *out);

#endif
