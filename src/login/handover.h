/* handover.h - the way to the world: a character is chosen, a ticket made. */
#ifndef LOGIN_HANDOVER_H
#define LOGIN_HANDOVER_H

#include "proto/handlers.h"

extern const struct login_handler handover_handlers[];

#endif
