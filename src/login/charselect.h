/* charselect.h - names, looks, tutorial, deletion, choice of a character. */
#ifndef LOGIN_CHARSELECT_H
#define LOGIN_CHARSELECT_H

#include "proto/handlers.h"

struct char_row;
struct wire_pc_style;
struct wire_pc_style2;

extern const struct login_handler charselect_handlers[];

/* What CHAR_INFO and CHAR_CREATE_SUCC say about a character. */
void charselect_style(const struct char_row *c, struct wire_pc_style *out);
void charselect_style2(const struct char_row *c, struct wire_pc_style2 *out);

#endif
