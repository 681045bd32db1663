/* signin.h - who is this: REQ_LOGIN and all that can come of it. */
#ifndef LOGIN_SIGNIN_H
#define LOGIN_SIGNIN_H

#include "proto/handlers.h"

struct session;

/* REQ_LOGIN, REP_LIVE_CHECK, REQ_PC_EXIT_DUPLICATE. */
extern const struct login_handler signin_handlers[];

/* Wipes what a login under way holds; nothing if none is. */
void signin_end(struct session *s);

#endif
