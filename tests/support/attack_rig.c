/*
 * attack_rig.c - what the programs that attack a server have in common.
 *
 * Owns:   the clients' sockets, the count of complaints.
 * Called: by tests/sandbox.
 * Thread: the test's.
 */
#include "support/attack_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/caged.h"

enum { AWAIT_MS = 5000, MAX_COMPLAINTS = 40 };

static int clients[ATTACK_MAX_CLIENTS];
static unsigned client_count;
static unsigned complaints;

/* --- the victim --- */

static void
be_victim(uid_t uid)
{
	if (uid != 0 && (setresgid(uid, uid, uid) != 0 ||
	    setresuid(uid, uid, uid) != 0))
		_exit(1);
	/* the other user's right to look has gone with the change */
	prctl(PR_SET_DUMPABLE, 1);
}

void
attack_spawn_victim(struct attack_target *t)
{
	int fds[2];
	pid_t pid;
	char c;

	if (pipe2(fds, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		be_victim(t->uid);
		close(fds[0]);
		close(fds[1]);
		for (;;)
			pause();
	}
	close(fds[1]);
	/* ends when nobody can write any more: it is that user's now */
	(void)!read(fds[0], &c, 1);
	close(fds[0]);
	t->victim = pid;
}

void
attack_end_victim(struct attack_target *t)
{
	if (t->victim == 0)
		return;
	kill(t->victim, SIGKILL);
	/* it may be stopped, or another's tracee: killed it ends anyhow */
	waitpid(t->victim, NULL, 0);
	t->victim = 0;
}

bool
attack_is_victim_alive(const struct attack_target *t)
{
	siginfo_t info = { 0 };

	waitid(P_PID, (id_t)t->victim, &info, WEXITED | WNOHANG | WNOWAIT);
	return info.si_pid == 0;
}

/* --- clients --- */

static void
await_clients(const struct server *s, unsigned wanted)
{
	int64_t deadline = server_now_ms() + patience_ms(AWAIT_MS);
	int fds[ATTACK_MAX_CLIENTS];

	while (attack_find_clients(s->pid, fds, COUNT_OF(fds)) < wanted)
		if (server_now_ms() > deadline)
			die("attack: the server does not take its clients");
}

void
attack_connect_clients(const struct server *s, unsigned n)
{
	while (client_count < n)
		clients[client_count++] = caged_connect(s);
	await_clients(s, n);
}

void
attack_hang_up_clients(void)
{
	while (client_count > 0)
		close(clients[--client_count]);
}

/* --- complaints --- */

void
attack_complain(const struct attack_target *t, const struct attack *a,
    const struct attack_place *place, const struct inject_result *r)
{
	if (++complaints > MAX_COMPLAINTS)
		return;
	print_error("%s%s%s in %s: %s\n", a->name, place ? " in " : "",
	    place ? place->name : "", inject_thread_name(t->in, t->thread),
	    attack_describe(r));
}

unsigned
attack_take_complaints(void)
{
	unsigned n = complaints;

	complaints = 0;
	return n;
}
