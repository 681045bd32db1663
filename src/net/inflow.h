/* inflow.h - what clients send: bytes to frames to the gate. */
#ifndef NET_INFLOW_H
#define NET_INFLOW_H

#include <stdbool.h>
#include <stdint.h>

struct ioloop;

/* The poller says that the connection can be read. */
void inflow_on_readable(struct ioloop *l, uint32_t slot, bool is_hung_up);

/* Reads each connection that has something, once. */
void inflow_read_ready(struct ioloop *l);

/* Some connection could be read right now. */
bool inflow_has_work(const struct ioloop *l);

#endif
