/*
 * metrics_http.h - the port of the metrics: GET /metrics and GET /healthz.
 *
 * As little of HTTP/1.0 and 1.1 as gatherers need: one request without a body,
 * one answer with its length, and the end of the connection. Whatever is not
 * exactly that is refused. Nobody is asked who he is: the port belongs on an
 * address that only the gatherer can reach. Nothing in the text is secret, but
 * how many play is nobody else's business.
 */
#ifndef CONTROL_METRICS_HTTP_H
#define CONTROL_METRICS_HTTP_H

#include "control/control.h"

/* control_listen()'s arg is a const struct metrics_sources (metrics.h). */
extern const struct control_kind metrics_http_kind;

#endif
