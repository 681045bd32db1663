/*
 * appearance.c - how an entity looks on the wire.
 *
 * Owns:   nothing.
 * Called: by view.c when something comes into view; by features that show one.
 * Thread: world.
 */
#include "world/appearance.h"

#include "base/str.h"
#include "proto/packets.h"
#include "tdata/ruleset.h"
#include "world/npc.h"
#include "world/player.h"
#include "world/world.h"

void
appearance_style(const struct player *p, struct wire_pc_style *out)
{
	const struct player_look *look = &p->look;

	*out = (struct wire_pc_style){
		.pc_uid = p->e.id,
		.name_check = (int8_t)p->identity.name_check,
		.gender = look->gender,
		.face_style = look->face_style,
		.hair_style = look->hair_style,
		.hair_color = look->hair_color,
		.skin_color = look->skin_color,
		.eye_color = look->eye_color,
		.height = look->height,
		.body = look->body,
	};
	str_copy(out->first_name, sizeof(out->first_name),
	    p->identity.first_name);
	str_copy(out->last_name, sizeof(out->last_name),
	    p->identity.last_name);
}

void
appearance_of_player(const struct player *p,
    struct wire_pc_appearance_data *out)
{
	const struct player_nano *nano =
	    &p->nanos.bank[p->nanos.active >= 0 ? p->nanos.active : 0];

	*out = (struct wire_pc_appearance_data){
		.id = p->e.id,
		.lv = p->combatant.level,
		.hp = p->combatant.hp,
		.x = p->e.x, .y = p->e.y, .z = p->e.z,
		.angle = p->e.angle,
		.condition_bit_flag = p->combatant.condition_flags,
		.pc_state = p->profile.pc_state,
		.special_state = (int8_t)p->profile.special_state,
		.rt = p->travel.on_monkey ? RIDING_SKYWAY : RIDING_NOTHING,
	};
	appearance_style(p, &out->pc_style);
	if (p->nanos.active > 0) {
		out->nano.id = nano->id;
		out->nano.skill_id = nano->skill;
		out->nano.stamina = nano->stamina;
	}
	for (int i = 0; i < p->world->rules->equip_slots; i++)
		out->item_equip[i] = item_to_wire(&p->inventory.equip[i]);
}

void
appearance_of_npc(const struct npc *n, struct wire_npc_appearance_data *out)
{
	*out = (struct wire_npc_appearance_data){
		.npc_id = n->e.id,
		.npc_type = n->type,
		.hp = n->combatant.hp,
		.x = n->e.x, .y = n->e.y, .z = n->e.z,
		.angle = n->e.angle,
		.condition_bit_flag = n->combatant.condition_flags,
	};
}

void
appearance_of_egg(const struct npc *n, struct wire_shiny_appearance_data *out)
{
	*out = (struct wire_shiny_appearance_data){
		.shiny_id = n->e.id,
		.shiny_type = n->type,
		.x = n->e.x, .y = n->e.y, .z = n->e.z,
	};
}

void
appearance_of_bus(const struct npc *n,
    struct wire_transportation_appearance_data *out)
{
	*out = (struct wire_transportation_appearance_data){
		.tt = NPC_BUS_TRANSPORT_TYPE,
		.t_id = n->e.id,
		.t_type = n->type,
		.x = n->e.x, .y = n->e.y, .z = n->e.z,
	};
}
