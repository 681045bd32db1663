/*
 * scrape.c - a small client of HTTP, for the port of the metrics.
 *
 * Owns:   nothing.
 * Called: by tests of metrics.
 * Thread: the test's.
 */
#include "support/scrape.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "bot/die.h"

enum { PATIENCE_MS = 20000, ANSWER_BYTES = 256 * 1024 };

int
scrape_connect(uint16_t port)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("scrape: port %u: %s", port, strerror(errno));
	return fd;
}

void
scrape_send(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = send(fd, bytes, n, MSG_NOSIGNAL);

		if (done <= 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

char *
scrape_read(int fd)
{
	char *text = malloc(ANSWER_BYTES + 1);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;
	ssize_t got = 1;

	if (text == NULL)
		die("scrape: out of memory");
	while (got > 0 && n < ANSWER_BYTES) {
		if (poll(&p, 1, (int)patience_ms(PATIENCE_MS)) != 1)
			die("scrape: no answer");
		got = recv(fd, text + n, ANSWER_BYTES - n, 0);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	text[n] = '\0';
	return text;
}

char *
scrape_raw(uint16_t port, const char *request)
{
	int fd = scrape_connect(port);

	scrape_send(fd, request, strlen(request));
	return scrape_read(fd);
}

char *
scrape_get(uint16_t port, const char *path, int status)
{
	char request[256], *text, *body, *length;
	int got = 0;

	str_format(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
	text = scrape_raw(port, request);
	body = strstr(text, "\r\n\r\n");
	length = strstr(text, "\r\nContent-Length: ");
	if (sscanf(text, "HTTP/1.1 %d ", &got) != 1 || got != status ||
	    body == NULL || length == NULL || length > body)
		die("scrape: GET %s is not %d:\n%.300s", path, status, text);
	body += 4;
	if (strtoul(length + 18, NULL, 10) != strlen(body))
		die("scrape: GET %s: %zu bytes are not the length it says",
		    path, strlen(body));
	memmove(text, body, strlen(body) + 1);
	return text;
}
