/* lock.h - who may come in while the server is closed to players. */
#ifndef LOGIN_LOCK_H
#define LOGIN_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct login;
struct room_lock;
struct session;

/* ROOM_MSG_LOCK: the operator has closed it, or opened it again. */
void lock_on_changed(struct login *l, const struct room_lock *lock);

/*
 * Whether an account of that level may log in or go on to the world. False: a
 * box has said why; the refusal that the client waits for is the caller's.
 */
bool lock_admits(struct login *l, const struct session *s,
    int32_t account_level) MUST_USE;

#endif
