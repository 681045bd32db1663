/* enter_packet.h - the packets that hand a character to its client. */
#ifndef GAME_ENTER_PACKET_H
#define GAME_ENTER_PACKET_H

struct player;

/*
 * PC_ENTER_SUCC, and the nano book where the version has one (spec/world.md
 * 8).
 */
void enter_packet_send(struct player *p);

#endif
