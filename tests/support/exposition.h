/* exposition.h - reads what a gatherer of Prometheus would. */
#ifndef SUPPORT_EXPOSITION_H
#define SUPPORT_EXPOSITION_H

#include <stddef.h>

/*
 * Dies unless the text is of format 0.0.4 and as the server promises it: each
 * family once with HELP and TYPE before its samples, names that begin with
 * fusiond_, counters (alone) in _total. Returns the number of families.
 */
size_t exposition_check(const char *text);

/* The value behind "name" or "name{labels}"; dies if it is not there. */
double exposition_value(const char *text, const char *sample);

#endif
