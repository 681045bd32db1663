/*
 * metric_text.h - numbers in the text format 0.0.4 of Prometheus, which other
 * gatherers read as well.
 */
#ifndef BASE_METRIC_TEXT_H
#define BASE_METRIC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* The caller's bytes; whole lines only. */
struct metric_text {
	char *bytes;
	size_t cap;
	size_t used;
	bool is_cut;			/* something did not fit */
};

/* What follows bears this name. The help is one line. */
void metric_text_family(struct metric_text *t, const char *name,
    enum metric_type type, const char *help);

/* labels: "" or what stands between the braces, as metric_text_label() has. */
void metric_text_count(struct metric_text *t, const char *name,
    const char *labels, uint64_t value);

/* The same in seconds, of microseconds. */
void metric_text_seconds(struct metric_text *t, const char *name,
    const char *labels, uint64_t us);

/* Appends `key="value"`, with a comma if out has something; all or nothing. */
void metric_text_label(char *out, size_t cap, const char *key,
    const char *value);

#endif
