/* protogen_write.h - the C that is made from a schema, one function a file. */
#ifndef PROTOGEN_WRITE_H
#define PROTOGEN_WRITE_H

#include <stdio.h>

#include "protogen_schema.h"

void write_packets_h(FILE *out, const struct schema *s);
void write_handlers_h(FILE *out, const struct schema *s);
void write_handlers_c(FILE *out, const struct schema *s);
void write_tables_c(FILE *out, const struct schema *s);
void write_layout_check_c(FILE *out, const struct schema *s);

#endif
