/* ctl_reload.h - `fusiond ctl reload`: new tables and keys, without a stop. */
#ifndef TOOL_CTL_RELOAD_H
#define TOOL_CTL_RELOAD_H

#include "tool/ctl_client.h"

/* A row of ctl_verbs[]. */
int ctl_reload(struct ctl_client *c, int argc, char **argv);

#endif
