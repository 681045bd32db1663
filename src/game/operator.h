/* operator.h - what the operator asks of the world (`fusiond ctl`). */
#ifndef GAME_OPERATOR_H
#define GAME_OPERATOR_H

#include <stdint.h>

struct control_ask;
struct world;

/* CONTROL_MSG_REQUEST: done, or begun; answered in any case, with ref. */
void operator_on_request(struct world *w, uint64_t ref,
    const struct control_ask *ask);

#endif
