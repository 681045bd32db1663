/*
 * errand.c - an operator's tool, run to its end beside a server.
 *
 * Owns:   the process while it runs.
 * Called: by e2e tests.
 * Thread: the test's.
 */
#include "bot/errand.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bot/die.h"
#include "bot/server.h"

enum { ERRAND_MS = 30000, ERRAND_WORDS = 16 };

/* In the child. */
static void
errand_exec(const struct server *s, const char *binary, int fd,
    const char *const *words)
{
	char *argv[ERRAND_WORDS + 2];
	int n = 0;

	argv[n++] = (char *)binary;
	while (n <= ERRAND_WORDS && words[n - 1] != NULL) {
		argv[n] = (char *)words[n - 1];
		n++;
	}
	argv[n] = NULL;
	if (chdir(s->dir) != 0)
		_exit(126);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv(binary, argv);
	_exit(127);
}

/* Everything until the tool hangs up. */
static void
errand_listen(int fd, pid_t pid, struct errand *out)
{
	int64_t deadline = server_now_ms() + patience_ms(ERRAND_MS);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;
	ssize_t got;

	for (;;) {
		int64_t left = deadline - server_now_ms();

		if (left <= 0 || poll(&p, 1, (int)left) == 0) {
			kill(pid, SIGKILL);
			die("errand: does not end");
		}
		got = read(fd, out->said + n, sizeof(out->said) - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	out->said[n] = '\0';
}

void
errand_run(const struct server *s, const char *in, const char *const *words,
    struct errand *out)
{
	const char *path = getenv("FUSIOND");
	char *binary = realpath(path != NULL ? path : "build/fusiond", NULL);
	int fds[2], status;
	pid_t pid;

	if (binary == NULL ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		die("errand: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0)
		errand_exec(s, binary, fds[1], words);
	close(fds[1]);
	if (send(fds[0], in, strlen(in), MSG_NOSIGNAL) < 0)
		die("errand: %s", strerror(errno));
	shutdown(fds[0], SHUT_WR);
	errand_listen(fds[0], pid, out);
	close(fds[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		die("errand: ended badly: %s", out->said);
	out->status = WEXITSTATUS(status);
	free(binary);
}
