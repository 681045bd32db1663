/*
 * attack_rig.h - what the programs that attack a server have in common: a
 * victim beside it, clients of it, and the list of what went wrong.
 */
#ifndef SUPPORT_ATTACK_RIG_H
#define SUPPORT_ATTACK_RIG_H

#include <stdbool.h>

#include "bot/server.h"
#include "support/attack.h"

/* --- somebody else on the machine, to be killed and looked into --- */

/* t->victim, a process of t->uid. */
void attack_spawn_victim(struct attack_target *t);
void attack_end_victim(struct attack_target *t);
bool attack_is_victim_alive(const struct attack_target *t);

/* --- clients, who say nothing --- */

/* Returns when the server has taken all of them. */
void attack_connect_clients(const struct server *s, unsigned n);
void attack_hang_up_clients(void);

/* --- complaints --- */

/* Says what a row did; the first forty of them. place: NULL, or where. */
void attack_complain(const struct attack_target *t, const struct attack *a,
    const struct attack_place *place, const struct inject_result *r);

/* How many since the last time. */
unsigned attack_take_complaints(void);

#endif
