/*
 * errand.h - an operator's tool, run to its end beside a server: the same
 * binary, in the server's directory, with the server's config.ini.
 */
#ifndef BOT_ERRAND_H
#define BOT_ERRAND_H

struct server;

struct errand {
	int status;			/* what it exited with */
	char said[65536];		/* standard output and error */
};

/*
 * words: the verb and what follows it, ended by NULL; in: what it reads from
 * standard input. Ends the program if it cannot be run or does not end.
 */
void errand_run(const struct server *s, const char *in,
    const char *const *words, struct errand *out);

/* ERRAND(&server, "input\n", &e, "account", "add", "Jane") */
#define ERRAND(s, in, out, ...) \
	errand_run((s), (in), (const char *const[]){ __VA_ARGS__, NULL }, (out))

#endif
