/* ctl_top.h - `fusiond ctl top`: load, and where the players are. */
#ifndef TOOL_CTL_TOP_H
#define TOOL_CTL_TOP_H

#include "tool/ctl_client.h"

/* Once a second until interrupted; once if nobody watches a terminal. */
int ctl_top(struct ctl_client *c, int argc, char **argv);

#endif
