/*
 * capability.c - asks for and drops Linux capabilities.
 *
 * Owns:   nothing.
 * Called: by user.c and privdrop.c.
 * Thread: main, while it is alone.
 */
#if defined(__linux__) && !defined(SANDBOX_NONE)

#include "sandbox/capability.h"

#include <errno.h>
#include <linux/securebits.h>
#include <string.h>
#include <sys/prctl.h>

#include "sandbox/kernel.h"

enum {
	AMBIENT = 47,			/* PR_CAP_AMBIENT, Linux 4.3 */
	AMBIENT_CLEAR_ALL = 4,
	NO_AMBIENT_RAISE = 1 << 6,	/* securebits, with its lock beside */
	NO_AMBIENT_RAISE_LOCKED = 1 << 7,
	MOST_CAPABILITIES = 64
};

/* Version 3 has two words of 32 bits a set. */
static bool
get_sets(struct __user_cap_data_struct out[2])
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};

	memset(out, 0, 2 * sizeof(out[0]));
	return sandbox_kernel()->capget(&head, out) == 0;
}

bool
capability_has(int cap)
{
	struct __user_cap_data_struct data[2];

	return get_sets(data) &&
	    (data[cap / 32].effective >> (cap % 32) & 1) != 0;
}

int
capability_count(void)
{
	struct __user_cap_data_struct data[2];
	int n = 0;

	if (!get_sets(data))
		return -1;
	for (int i = 0; i < 2; i++) {
		for (uint32_t bits = data[i].permitted; bits != 0;
		    bits &= bits - 1)
			n++;
	}
	return n;
}

/*
 * The kernel may know more than our headers do, so numbers are tried until it
 * knows no more.
 */
void
capability_bound(uint64_t kept)
{
	const struct sandbox_kernel *k = sandbox_kernel();

	for (unsigned cap = 0; cap < MOST_CAPABILITIES; cap++) {
		if ((kept & CAPABILITY_BIT(cap)) == 0 &&
		    k->prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
			break;
	}
}

int
capability_keep(uint64_t kept)
{
	const struct sandbox_kernel *k = sandbox_kernel();
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	(void)k->prctl(AMBIENT, AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (!get_sets(data))
		return ENOSYS;
	for (int i = 0; i < 2; i++) {
		data[i].permitted &= (uint32_t)(kept >> (32 * i));
		data[i].effective = data[i].permitted;
		data[i].inheritable = 0;
	}
	return (int)-k->capset(&head, data);
}

void
capability_lock(void)
{
	/* Without CAP_SETPCAP there is nothing that root would imply. */
	(void)sandbox_kernel()->prctl(PR_SET_SECUREBITS,
	    SECBIT_NOROOT | SECBIT_NOROOT_LOCKED |
	    SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
	    SECBIT_KEEP_CAPS_LOCKED |
	    NO_AMBIENT_RAISE | NO_AMBIENT_RAISE_LOCKED, 0, 0, 0);
}

#endif
