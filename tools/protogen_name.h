/* protogen_name.h - from the client's names to ours. */
#ifndef PROTOGEN_NAME_H
#define PROTOGEN_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "protogen_schema.h"

/* sItemBase -> wire_item_base; P_CL2FE_REQ_PC_MOVE -> cl2fe_req_pc_move. */
void name_def(struct def *d);

/*
 * Names all fields of a struct: iPC_ID -> pc_id. Where two would be the same,
 * or C would not have it, the prefix stays: bNano beside Nano -> b_nano.
 * Returns a field whose name cannot be made unique, or NULL.
 */
const struct field *name_fields(struct def *d);

#endif
