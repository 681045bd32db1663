/*
 * test_io_limits_poll.c - test_io_limits.c once more, over poll(2).
 *
 * This program has its own poller, so the library's is not linked.
 *
 * Owns:   its rig of shards and clients.
 * Called: by make test.
 * Thread: main, which plays the room and all clients; io threads.
 */
#define POLLER_USE_POLL 1
#include "net/poller.c"

#include "test_io_limits.c"
