/* char_show.h - a character in readable lines. */
#ifndef TOOL_CHAR_SHOW_H
#define TOOL_CHAR_SHOW_H

#include <stdio.h>

struct raw_character;
struct ruleset;
struct tdata;

/* td may be NULL, or without labels: then things are bare numbers. */
void char_show(FILE *out, struct raw_character *c, const struct ruleset *rules,
    const struct tdata *td);

#endif
