/* charselect.h - names, looks, tutorial, deletion of characters. */
#ifndef LOGIN_CHARSELECT_H
#define LOGIN_CHARSELECT_H

#include "proto/handlers.h"

struct char_row;

extern const struct login_handler charselect_handlers[];

/* CHAR_INFO: one line of the list of characters. */
void charselect_send_info(struct login *l, const struct session *s,
    const struct char_row *c);

#endif
