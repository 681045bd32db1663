/*
 * test_landlock.c - what is asked of kernels of every Landlock version, by a
 * pretended one (spec/sandbox.md 6 and 16.6).
 */
#if !defined(__linux__) || defined(SANDBOX_NONE)
#include "no_backend.h"
#else

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel_rig.h"
#include "sandbox/linux_landlock.h"

static char gruntwork[80];
static const uint16_t ports[] = { 23000, 23001 };
static struct sandbox_path paths[] = {
	{ rig_dir, SANDBOX_STORE_DIR },
	{ gruntwork, SANDBOX_WRITE_FILE },
	{ "/dev", SANDBOX_READ_DIR },
	{ "/no/such/place", SANDBOX_READ_DIR },
};
static const struct sandbox_options normal = {
	.mode = SANDBOX_ON,
	.paths = paths,
	.path_count = COUNT_OF(paths),
	.ports = ports,
	.port_count = COUNT_OF(ports),
};

static int
begin(void **state)
{
	int fd;

	rig_begin(state);
	snprintf(gruntwork, sizeof(gruntwork), "%s/gruntwork.json", rig_dir);
	fd = open(gruntwork, O_WRONLY | O_CREAT, 0600);
	CHECK(fd >= 0);
	return close(fd);
}

/* Both layers; returns what was asked of the kernel. */
static const char *
put_on(const struct sandbox_options *opt, struct sandbox_report *r)
{
	report_init(r);
	landlock_init(opt, r);
	rig_note("--\n");
	landlock_seal(opt, r);
	return rig.calls;
}

/* The last of mkdtemp()'s name, which the pretended kernel shows. */
static const char *
dir_name(void)
{
	return strrchr(rig_dir, '/') + 1;
}

/* From linux/landlock.h of each version, as numbers, so as not to be ours. */
static const struct {
	int abi;
	int used;
	unsigned bytes;
	unsigned fs, net, scoped;	/* of layer A; B has no scope */
	unsigned store, file;		/* rights of rules */
	unsigned flags;
	const char *missing;
} abis[] = {
	{ 1, 1, 8, 0x1fff, 0, 0, 0x12e, 0x6, 0, "landlock-truncate,"
	    "landlock-net,landlock-ioctl,landlock-scope" },
	{ 2, 2, 8, 0x3fff, 0, 0, 0x12e, 0x6, 0, "landlock-truncate,"
	    "landlock-net,landlock-ioctl,landlock-scope" },
	{ 3, 3, 8, 0x7fff, 0, 0, 0x412e, 0x4006, 0, "landlock-net,"
	    "landlock-ioctl,landlock-scope" },
	{ 4, 4, 16, 0x7fff, 3, 0, 0x412e, 0x4006, 0, "landlock-ioctl,"
	    "landlock-scope" },
	{ 5, 5, 16, 0xffff, 3, 0, 0x412e, 0x4006, 0, "landlock-scope" },
	{ 6, 6, 24, 0xffff, 3, 3, 0x412e, 0x4006, 0, "" },
	{ 7, 7, 24, 0xffff, 3, 3, 0x412e, 0x4006, 0, "" },
	{ 8, 8, 24, 0xffff, 3, 3, 0x412e, 0x4006, 8, "" },
	{ 9, 8, 24, 0xffff, 3, 3, 0x412e, 0x4006, 8, "" },
	{ 77, 8, 24, 0xffff, 3, 3, 0x412e, 0x4006, 8, "" },
};

static void
each_abi_gets_exactly_its_bits(void **state)
{
	char wanted[2048];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(abis); i++) {
		struct sandbox_report r;
		int n;

		rig.abi = abis[i].abi;
		rig.calls[0] = '\0';
		n = snprintf(wanted, sizeof(wanted),
		    "ruleset bytes=%u fs=%#x net=%#x scoped=%#x\n"
		    "path %s %#x\npath gruntwork.json %#x\npath dev 0xc\n",
		    abis[i].bytes, abis[i].fs, abis[i].net, abis[i].scoped,
		    dir_name(), abis[i].store, abis[i].file);
		if (abis[i].net != 0)
			n += snprintf(wanted + n, sizeof(wanted) - (size_t)n,
			    "port 23000 0x1\nport 23001 0x1\n");
		snprintf(wanted + n, sizeof(wanted) - (size_t)n,
		    "restrict %#x\n--\n"
		    "ruleset bytes=%u fs=%#x net=%#x scoped=0\n"
		    "restrict %#x\n", abis[i].flags, abis[i].bytes,
		    abis[i].fs, abis[i].net, abis[i].flags);
		assert_string_equal(put_on(&normal, &r), wanted);
		assert_int_equal(r.landlock_abi, abis[i].used);
		assert_int_equal(r.net, abis[i].net != 0 ? 1 : -1);
		assert_int_equal(r.scope, abis[i].scoped != 0 ? 1 : -1);
		assert_string_equal(r.missing, abis[i].missing);
	}
}

static void
a_kernel_without_it_is_noted(void **state)
{
	static const int errors[] = { ENOSYS, EOPNOTSUPP };
	struct sandbox_report r;

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		rig.no_landlock = errors[i];
		rig.calls[0] = '\0';
		assert_string_equal(put_on(&normal, &r), "--\n");
		assert_int_equal(r.landlock_abi, -1);
		assert_int_equal(r.net, -1);
		assert_int_equal(r.scope, -1);
		assert_string_equal(r.missing, "landlock");
	}
	assert_true(rig_has_logged("[WARN] sandbox: no landlock: "));
}

static void
a_layer_that_fails_is_noted(void **state)
{
	struct sandbox_report r;

	UNUSED(state);
	rig.no_restrict = E2BIG;
	put_on(&normal, &r);
	assert_string_equal(r.missing, "landlock");
	assert_int_equal(r.landlock_abi, -1);
	assert_null(strstr(strstr(rig.calls, "--"), "ruleset"));

	rig.no_restrict = 0;
	rig.no_rule = EINVAL;
	rig.calls[0] = '\0';
	put_on(&normal, &r);
	assert_string_equal(r.missing, "landlock");
	assert_null(strstr(rig.calls, "restrict"));

	rig.no_rule = 0;
	report_init(&r);
	landlock_init(&normal, &r);
	rig.no_restrict = E2BIG;
	landlock_seal(&normal, &r);
	assert_string_equal(r.missing, "landlock-seal");
}

/* Both layers grant it, or no core could be written. */
static void
the_extra_path_stays(void **state)
{
	struct sandbox_options opt = normal;
	struct sandbox_report r;
	const char *b;

	UNUSED(state);
	opt.extra_path = "/dev";
	opt.path_count = 0;
	opt.port_count = 0;
	assert_string_equal(put_on(&opt, &r),
	    "ruleset bytes=24 fs=0xffff net=0x3 scoped=0x3\n"
	    "path dev 0x4106\nrestrict 0\n--\n"
	    "ruleset bytes=24 fs=0xffff net=0x3 scoped=0\n"
	    "path dev 0x4106\nrestrict 0\n");
	b = strstr(rig.calls, "--");
	assert_non_null(b);
	assert_string_equal(r.missing, "");
}

static void
a_store_that_names_files_keeps_its_directory(void **state)
{
	struct sandbox_options opt = normal;
	struct sandbox_report r;
	char wanted[256];

	UNUSED(state);
	opt.store_names_files = true;
	put_on(&opt, &r);
	snprintf(wanted, sizeof(wanted), "--\n"
	    "ruleset bytes=24 fs=0xffff net=0x3 scoped=0\n"
	    "path %s 0x412e\nrestrict 0\n", dir_name());
	assert_string_equal(strstr(rig.calls, "--"), wanted);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, rig_end)
	const struct CMUnitTest tests[] = {
		T(each_abi_gets_exactly_its_bits),
		T(a_kernel_without_it_is_noted),
		T(a_layer_that_fails_is_noted),
		T(the_extra_path_stays),
		T(a_store_that_names_files_keeps_its_directory),
	};

	return cmocka_run_group_tests_name("landlock", tests, NULL, NULL);
}

#endif
