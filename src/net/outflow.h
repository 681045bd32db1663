/* outflow.h - what the rooms say: messages to bytes in output queues. */
#ifndef NET_OUTFLOW_H
#define NET_OUTFLOW_H

struct ioloop;

/* Does all that the mailbox holds, in order. */
void outflow_take_messages(struct ioloop *l);

/* One write for each connection that got something. */
void outflow_flush_dirty(struct ioloop *l);

#endif
