/* gruntwork_text.h - the record of edits as gruntwork.json has it. */
#ifndef GAME_GRUNTWORK_TEXT_H
#define GAME_GRUNTWORK_TEXT_H

#include "base/vec.h"

struct world;

struct gruntwork_text VEC_OF(char);

/*
 * Appends one compact object, its keys in byte order, and a newline; "null" if
 * there is nothing (spec/tabledata.md 9). OpenFusion reads it. Not terminated.
 */
void gruntwork_text_write(struct world *w, struct gruntwork_text *out);

#endif
