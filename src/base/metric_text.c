/*
 * metric_text.c - numbers in the text format 0.0.4 of Prometheus.
 *
 * Owns:   nothing.
 * Called: by metric.c, and by who has numbers of its own to tell.
 * Thread: any; a text belongs to its caller.
 */
#include "base/metric_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/str.h"

enum { LINE_BYTES = 1024, US_PER_S = 1000000 };

static const char *const type_names[] = {
	[METRIC_COUNTER] = "counter",
	[METRIC_GAUGE] = "gauge",
	[METRIC_HISTOGRAM] = "histogram",
};

static void
add_line(struct metric_text *t, const char *line, size_t n)
{
	if (t->cap - t->used < n) {
		t->is_cut = true;
		return;
	}
	memcpy(t->bytes + t->used, line, n);
	t->used += n;
}

void
metric_text_family(struct metric_text *t, const char *name,
    enum metric_type type, const char *help)
{
	char lines[LINE_BYTES];
	size_t n = str_format(lines, sizeof(lines),
	    "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
	    type_names[type]);

	add_line(t, lines, n);
}

static void
add_sample(struct metric_text *t, const char *name, const char *labels,
    const char *value)
{
	char line[LINE_BYTES];
	bool has_labels = labels[0] != '\0';
	size_t n = str_format(line, sizeof(line), "%s%s%s%s %s\n", name,
	    has_labels ? "{" : "", labels, has_labels ? "}" : "", value);

	/* A line that was cut would be another one. */
	CHECK(n < sizeof(line) - 1);
	add_line(t, line, n);
}

void
metric_text_count(struct metric_text *t, const char *name, const char *labels,
    uint64_t value)
{
	char text[24];

	str_format(text, sizeof(text), "%" PRIu64, value);
	add_sample(t, name, labels, text);
}

void
metric_text_seconds(struct metric_text *t, const char *name,
    const char *labels, uint64_t us)
{
	char text[32];

	str_format(text, sizeof(text), "%" PRIu64 ".%06" PRIu64, us / US_PER_S,
	    us % US_PER_S);
	add_sample(t, name, labels, text);
}

void
metric_text_label(char *out, size_t cap, const char *key, const char *value)
{
	char escaped[256], longer[LINE_BYTES];
	size_t n = 0;

	for (; *value != '\0' && n + 2 < sizeof(escaped); value++) {
		if (*value == '\\' || *value == '"' || *value == '\n')
			escaped[n++] = '\\';
		escaped[n++] = *value == '\n' ? 'n' : *value;
	}
	escaped[n] = '\0';
	str_format(longer, sizeof(longer), "%s%s%s=\"%s\"", out,
	    out[0] != '\0' ? "," : "", key, escaped);
	if (strlen(longer) < cap)
		memcpy(out, longer, strlen(longer) + 1);
}
