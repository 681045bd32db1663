/*
 * attack_sockets.c - attacks on the network: new sockets, and those that the
 * server has used for something else.
 *
 * Owns:   const tables.
 * Called: by tests/sandbox/attack.c.
 * Thread: any.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "base/check.h"
#include "support/attack.h"

#ifndef SO_DETACH_FILTER
#define SO_DETACH_FILTER 27
#endif
enum { PROTO_MPTCP = 262, IPT_SET_REPLACE = 64 };

static const int one = 1;
static const int mark = 7;
static const struct linger no_linger = { .l_onoff = 1 };
static const char lo[] = "lo";
static const char tls[] = "tls";
static const char reno[] = "reno";
static const char one_byte[] = "x";
static const struct sockaddr unspec = { .sa_family = AF_UNSPEC };
static const struct sockaddr_in discard = {
	.sin_family = AF_INET,
	.sin_port = 0x0900,		/* 9, in network order */
	.sin_addr.s_addr = 0x0100007f	/* 127.0.0.1 */
};
static const int address_bytes = sizeof(struct sockaddr_in);

static uint64_t
make_message(struct attack_target *t)
{
	struct iovec v = { .iov_len = 1 };
	struct msghdr m = { .msg_iovlen = 1 };

	v.iov_base = (void *)(uintptr_t)inject_put(t->in, t->thread, "x", 1);
	m.msg_iov = (void *)(uintptr_t)inject_put(t->in, t->thread, &v,
	    sizeof(v));
	return inject_put(t->in, t->thread, &m, sizeof(m));
}

static uint64_t
make_message_vector(struct attack_target *t)
{
	struct mmsghdr mm = { 0 };

	inject_get(t->in, make_message(t), &mm.msg_hdr, sizeof(mm.msg_hdr));
	return inject_put(t->in, t->thread, &mm, sizeof(mm));
}

static uint64_t
make_filter(struct attack_target *t)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog prog = { .len = 1 };

	prog.filter = (void *)(uintptr_t)inject_put(t->in, t->thread, &all,
	    sizeof(all));
	return inject_put(t->in, t->thread, &prog, sizeof(prog));
}

#define SET(level, option, value) { THE(CLIENT), N(level), N(option), \
	    MEM(value), N(sizeof(value)) }

const struct attack attack_sockets[] = {
	/* new ones */
	{ "socket unix stream", SYS_socket, { N(AF_UNIX), N(SOCK_STREAM),
	    NIL }, 0, 0 },
	{ "socket unix datagram", SYS_socket, { N(AF_UNIX), N(SOCK_DGRAM),
	    NIL }, 0, 0 },
	{ "socket tcp", SYS_socket, { N(AF_INET), N(SOCK_STREAM), NIL }, 0,
	    0 },
	{ "socket udp", SYS_socket, { N(AF_INET), N(SOCK_DGRAM), NIL }, 0,
	    0 },
	{ "socket mptcp", SYS_socket, { N(AF_INET), N(SOCK_STREAM),
	    N(PROTO_MPTCP) }, 0, ATTACK_MAYBE },
	{ "socket sctp", SYS_socket, { N(AF_INET), N(SOCK_STREAM),
	    N(IPPROTO_SCTP) }, 0, ATTACK_MAYBE },
	{ "socket raw", SYS_socket, { N(AF_INET), N(SOCK_RAW),
	    N(IPPROTO_RAW) }, 0, ATTACK_ROOT },
	{ "socket tcp6", SYS_socket, { N(AF_INET6), N(SOCK_STREAM), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socket udp6", SYS_socket, { N(AF_INET6), N(SOCK_DGRAM), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socket netlink", SYS_socket, { N(AF_NETLINK), N(SOCK_RAW), NIL },
	    0, ATTACK_MAYBE },
	{ "socket packet", SYS_socket, { N(AF_PACKET), N(SOCK_RAW), NIL }, 0,
	    ATTACK_ROOT | ATTACK_MAYBE },
	{ "socket alg", SYS_socket, { N(AF_ALG), N(SOCK_SEQPACKET), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socket vsock", SYS_socket, { N(AF_VSOCK), N(SOCK_STREAM), NIL },
	    0, ATTACK_MAYBE },
	{ "socket bluetooth", SYS_socket, { N(AF_BLUETOOTH), N(SOCK_RAW),
	    NIL }, 0, ATTACK_MAYBE },
	{ "socket can", SYS_socket, { N(AF_CAN), N(SOCK_RAW), N(1) }, 0,
	    ATTACK_MAYBE },
	{ "socket tipc", SYS_socket, { N(AF_TIPC), N(SOCK_STREAM), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socket xdp", SYS_socket, { N(44), N(SOCK_RAW), NIL }, 0,
	    ATTACK_ROOT | ATTACK_MAYBE },
	{ "socket key", SYS_socket, { N(AF_KEY), N(SOCK_RAW), N(2) }, 0,
	    ATTACK_ROOT | ATTACK_MAYBE },
	{ "socket rds", SYS_socket, { N(AF_RDS), N(SOCK_SEQPACKET), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socket kcm", SYS_socket, { N(AF_KCM), N(SOCK_DGRAM), NIL }, 0,
	    ATTACK_MAYBE },
	{ "socketpair", SYS_socketpair, { N(AF_UNIX), N(SOCK_STREAM), NIL,
	    ROOM(8) }, 0, 0 },

	/* those that are there, turned to something else */
	{ "connect a client to nothing", SYS_connect, { THE(CLIENT),
	    MEM(unspec), N(sizeof(unspec)) }, 0, 0 },
	{ "connect a client elsewhere", SYS_connect, { THE(CLIENT),
	    MEM(discard), N(sizeof(discard)) }, -EISCONN, 0 },
	{ "bind a client", SYS_bind, { THE(CLIENT), MEM(discard),
	    N(sizeof(discard)) }, -EINVAL, 0 },
	{ "listen on a client", SYS_listen, { THE(CLIENT), N(1) }, -EINVAL,
	    0 },
	{ "listen on a listener", SYS_listen, { THE(LISTENER), N(128) }, 0,
	    0 },
	{ "getsockname", SYS_getsockname, { THE(CLIENT), ROOM(128),
	    MEM(address_bytes) }, 0, 0 },
	{ "getpeername", SYS_getpeername, { THE(CLIENT), ROOM(128),
	    MEM(address_bytes) }, 0, 0 },

	/* traffic with addresses */
	{ "sendto an address", SYS_sendto, { THE(CLIENT), MEM(one_byte),
	    N(1), NIL, MEM(discard), N(sizeof(discard)) }, 0, 0 },
	{ "sendto MSG_FASTOPEN", SYS_sendto, { THE(CLIENT), MEM(one_byte),
	    N(1), N(MSG_FASTOPEN), MEM(discard), N(sizeof(discard)) },
	    -EISCONN, ATTACK_MAYBE },
	{ "sendto MSG_OOB", SYS_sendto, { THE(CLIENT), MEM(one_byte), N(1),
	    N(MSG_OOB), NIL, NIL }, 0, 0 },
	{ "sendto MSG_ZEROCOPY", SYS_sendto, { THE(CLIENT), MEM(one_byte),
	    N(1), N(MSG_ZEROCOPY), NIL, NIL }, 0, 0 },
	{ "sendmsg", SYS_sendmsg, { THE(CLIENT), MADE(make_message), NIL },
	    0, 0 },
	{ "sendmmsg", SYS_sendmmsg, { THE(CLIENT),
	    MADE(make_message_vector), N(1), NIL }, 0, 0 },
	{ "recvmsg", SYS_recvmsg, { THE(CLIENT), MADE(make_message),
	    N(MSG_DONTWAIT) }, -EAGAIN, 0 },
	{ "recvmmsg", SYS_recvmmsg, { THE(CLIENT),
	    MADE(make_message_vector), N(1), N(MSG_DONTWAIT), NIL },
	    -EAGAIN, 0 },
	{ "recvfrom with an address", SYS_recvfrom, { THE(CLIENT), ROOM(16),
	    N(16), N(MSG_DONTWAIT), ROOM(128), MEM(address_bytes) },
	    -EAGAIN, 0 },
	{ "recvfrom MSG_ERRQUEUE", SYS_recvfrom, { THE(CLIENT), ROOM(16),
	    N(16), N(MSG_DONTWAIT | MSG_ERRQUEUE), NIL, NIL }, -EAGAIN, 0 },
#ifdef SYS_accept
	{ "accept", SYS_accept, { THE(LISTENER), NIL, NIL }, -EAGAIN, 0 },
#endif
	{ "accept4 without flags", SYS_accept4, { THE(LISTENER), NIL, NIL,
	    NIL }, -EAGAIN, 0 },

	/* options */
	{ "SO_ATTACH_FILTER", SYS_setsockopt, { THE(CLIENT), N(SOL_SOCKET),
	    N(SO_ATTACH_FILTER), MADE(make_filter),
	    N(sizeof(struct sock_fprog)) }, 0, ATTACK_MAYBE },
	{ "SO_ATTACH_BPF", SYS_setsockopt, SET(SOL_SOCKET, 50, one), -EINVAL,
	    ATTACK_MAYBE },
	{ "SO_DETACH_FILTER", SYS_setsockopt, SET(SOL_SOCKET,
	    SO_DETACH_FILTER, one), -ENOENT, 0 },
	{ "SO_MARK", SYS_setsockopt, SET(SOL_SOCKET, SO_MARK, mark), 0,
	    ATTACK_ROOT },
	{ "SO_BINDTODEVICE", SYS_setsockopt, SET(SOL_SOCKET,
	    SO_BINDTODEVICE, lo), 0, 0 },
	{ "SO_RCVBUFFORCE", SYS_setsockopt, SET(SOL_SOCKET, SO_RCVBUFFORCE,
	    mark), 0, ATTACK_ROOT },
	{ "SO_SNDBUF", SYS_setsockopt, SET(SOL_SOCKET, SO_SNDBUF, mark), 0,
	    0 },
	{ "SO_PRIORITY", SYS_setsockopt, SET(SOL_SOCKET, SO_PRIORITY, one),
	    0, 0 },
	{ "SO_LINGER", SYS_setsockopt, SET(SOL_SOCKET, SO_LINGER,
	    no_linger), 0, 0 },
	{ "SO_REUSEADDR", SYS_setsockopt, SET(SOL_SOCKET, SO_REUSEADDR, one),
	    0, 0 },
	{ "TCP_NODELAY", SYS_setsockopt, SET(IPPROTO_TCP, TCP_NODELAY, one),
	    0, 0 },
	{ "TCP_REPAIR", SYS_setsockopt, SET(IPPROTO_TCP, TCP_REPAIR, one), 0,
	    ATTACK_ROOT },
	{ "TCP_ULP", SYS_setsockopt, { THE(CLIENT), N(IPPROTO_TCP),
	    N(TCP_ULP), MEM(tls), N(3) }, 0, ATTACK_MAYBE },
	{ "TCP_CONGESTION", SYS_setsockopt, { THE(CLIENT), N(IPPROTO_TCP),
	    N(TCP_CONGESTION), MEM(reno), N(4) }, 0, ATTACK_MAYBE },
	{ "TCP_FASTOPEN", SYS_setsockopt, { THE(LISTENER), N(IPPROTO_TCP),
	    N(TCP_FASTOPEN), MEM(mark), N(4) }, 0, ATTACK_MAYBE },
	{ "IPT_SO_SET_REPLACE", SYS_setsockopt, SET(IPPROTO_IP,
	    IPT_SET_REPLACE, one), -EINVAL, ATTACK_ROOT | ATTACK_MAYBE },
	{ "getsockopt", SYS_getsockopt, { THE(CLIENT), N(SOL_SOCKET),
	    N(SO_ERROR), ROOM(8), MEM(one) }, 0, ATTACK_MAYBE },

	/* descriptors told to do something */
	{ "ioctl FIONBIO", SYS_ioctl, { THE(CLIENT), N(FIONBIO), MEM(one) },
	    0, 0 },
	{ "ioctl FIONREAD", SYS_ioctl, { THE(CLIENT), N(FIONREAD), ROOM(8) },
	    0, 0 },
	{ "ioctl FIOASYNC", SYS_ioctl, { THE(CLIENT), N(FIOASYNC),
	    MEM(one) }, 0, 0 },
	{ "ioctl FIOCLEX", SYS_ioctl, { THE(CLIENT), N(FIOCLEX) }, 0, 0 },
	{ "ioctl SIOCGIFCONF", SYS_ioctl, { THE(CLIENT), N(0x8912),
	    ROOM(64) }, 0, 0 },
	{ "ioctl TIOCSTI", SYS_ioctl, { NIL, N(TIOCSTI), MEM(one_byte) }, 0,
	    ATTACK_UNTOLD },
	{ "ioctl TIOCLINUX", SYS_ioctl, { NIL, N(TIOCLINUX), MEM(one_byte) },
	    0, ATTACK_UNTOLD },
};
const size_t attack_socket_count = COUNT_OF(attack_sockets);
