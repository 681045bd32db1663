/* scrape.h - a small client of HTTP, for the port of the metrics. */
#ifndef SUPPORT_SCRAPE_H
#define SUPPORT_SCRAPE_H

#include <stddef.h>
#include <stdint.h>

/* A connection to 127.0.0.1; dies if there is nobody. */
int scrape_connect(uint16_t port);

/* Sends what it can; the peer may have hung up. */
void scrape_send(int fd, const char *bytes, size_t n);

/* All that comes until the peer hangs up; closes fd; the caller frees it. */
char *scrape_read(int fd);

/* The answer to those bytes, its head and all; the caller frees it. */
char *scrape_raw(uint16_t port, const char *request);

/* A GET; dies unless the answer's status is that. Its body; to be freed. */
char *scrape_get(uint16_t port, const char *path, int status);

#endif
