/*
 * test_protogen.c - the generator says what is wrong with a schema, and where.
 *
 * Owns:   a temporary directory.
 * Called: by make test, from the root of the tree.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/str.h"

static const char program[] = "build/tools/protogen";
static char dir[] = "/tmp/test_protogen.XXXXXX";

/* Runs it on a file of dir; returns its exit status, its words in out. */
static int
run_on(const char *name, char *out, size_t cap)
{
	char path[128], result[128];
	size_t used = 0;
	int pipe_fds[2], status;
	ssize_t n;
	pid_t pid;

	str_format(path, sizeof(path), "%s/%s", dir, name);
	str_format(result, sizeof(result), "%s/out", dir);
	assert_int_equal(0, pipe(pipe_fds));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(pipe_fds[1], STDOUT_FILENO);
		dup2(pipe_fds[1], STDERR_FILENO);
		close(pipe_fds[0]);
		execl(program, program, path, result, (char *)NULL);
		_exit(127);
	}
	close(pipe_fds[1]);
	while (used + 1 < cap &&
	    (n = read(pipe_fds[0], out + used, cap - 1 - used)) > 0)
		used += (size_t)n;
	out[used] = '\0';
	close(pipe_fds[0]);
	assert_int_equal(pid, waitpid(pid, &status, 0));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
run(const char *schema, char *out, size_t cap)
{
	char path[128];
	FILE *f;

	str_format(path, sizeof(path), "%s/schema", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(schema, f);
	fclose(f);
	return run_on("schema", out, cap);
}

/* "schema:LINE: words" stands in what it says. */
static void
expect_failure(const char *schema, int line, const char *words)
{
	char out[1024], where[64];

	assert_int_equal(1, run(schema, out, sizeof(out)));
	str_format(where, sizeof(where), "schema:%d: ", line);
	if (strstr(out, where) == NULL || strstr(out, words) == NULL)
		fail_msg("expected '%s...%s', got '%s'", where, words, out);
}

static void
test_a_sound_schema_is_taken(void **state)
{
	char out[1024];

	UNUSED(state);
	assert_int_equal(0, run("# a comment\n"
	    "struct sPart 8/12/12\n\ti32 iX, iY\n\ti32 iZ since 728\n\n"
	    "choice kind\n\tsPart 1 2\n"
	    "packet P_CL2FE_A 0x13000001 8\n\ti8 bOn\n\ti32 iCnt # why\n"
	    "\teach iCnt sPart\n"
	    "packet P_FE2CL_B 0x31000001 -/-/4\n\twstr szName[2]\n",
	    out, sizeof(out)));
	assert_string_equal("", out);
}

static void
test_sizes_are_computed(void **state)
{
	UNUSED(state);
	expect_failure("struct sA 8\n\ti8 iX\n\n\ti16 iY\n", 1,
	    "sA has 8 bytes in 104, but its fields make 4");
	expect_failure("struct sA 4/8/12\n\ti32 iX\n\ti32 iY since 728\n", 1,
	    "sA has 12 bytes in 1013, but its fields make 8");
	expect_failure("struct sA 0\n", 1, "size '0' is not in 1..65535");
	expect_failure("struct sA 4/8\n", 1, "one number, or one a version");
	expect_failure("struct sA 4x\n", 1, "what is 'x'?");
	expect_failure("struct sA\n", 1, "size is missing");
}

static void
test_names_must_be_known_and_new(void **state)
{
	UNUSED(state);
	expect_failure("struct sA 4\n\ti32 iX\nstruct sA 4\n\ti32 iX\n", 3,
	    "'sA' is already defined in line 1");
	expect_failure("struct sA 4\n\tsB b\n", 2, "no struct 'sB' above");
	expect_failure("struct sA 4\n\tsA b\n", 2, "cannot contain itself");
	expect_failure("struct sA 8\n\ti32 iX, iX\n", 2,
	    "sA already has a field 'iX'");
	expect_failure("struct sA 4\n\ti32 i-X\n", 2, "has a '-' in it");
	expect_failure("struct sA 8\n\ti32 default\n\ti32 iX\n", 2,
	    "'default' has no usable name in C");
	expect_failure("struct sAb 4\n\ti32 iX\nstruct Ab 4\n\ti32 iX\n", 1,
	    "sAb and Ab are both wire_ab in C");
	expect_failure("struct sA -/4/4\n\ti32 iX\n"
	    "struct sB 4\n\tsA a\n", 4, "104 has no 'sA'");
}

static void
test_packets_have_a_number_of_their_own(void **state)
{
	UNUSED(state);
	expect_failure("packet P_CL2FE_A 7 1\npacket P_CL2FE_B 7 1\n", 2,
	    "0x00000007 is already the number of P_CL2FE_A (line 1)");
	expect_failure("packet P_FOO_A 7 1\n", 1, "a direction");
	expect_failure("packet P_CL2FE_A 0x1ffffffff 1\n", 1,
	    "does not fit into 32 bits");
	expect_failure("packet P_CL2FE_A x 1\n", 1, "'x' is not a number");
	expect_failure("packet P_CL2FE_A 7 1 like P_CL2FE_B\n", 1,
	    "no packet 'P_CL2FE_B' above");
}

static void
test_elements_need_a_count(void **state)
{
	UNUSED(state);
	expect_failure("packet P_CL2FE_A 7 4\n\ti32 iX\n\teach iCnt i32\n", 3,
	    "P_CL2FE_A has no field 'iCnt'");
	expect_failure("packet P_CL2FE_A 7 8\n\ti64 iCnt\n\teach iCnt i32\n",
	    3, "not an integer of up to 32 bits");
	expect_failure("packet P_CL2FE_A 7 4\n\ti32 iCnt\n\teach iCnt i32\n"
	    "\ti32 iX\n", 4, "no field may follow here");
	expect_failure("struct sA 4\n\ti32 iCnt\n\teach iCnt i32\n", 3,
	    "only packets have elements");
	expect_failure("packet P_CL2FE_A 7 4\n\ti32 iCnt\n"
	    "\teach iCnt by iCnt kind\n", 3, "no choice 'kind'");
	expect_failure("struct sA 4\n\ti32 iX\nchoice c\n\tsA 1 2 1\n", 4,
	    "value 1 is already that of sA");
}

static void
test_stray_words_are_shown(void **state)
{
	UNUSED(state);
	expect_failure("structure sA 4\n", 1,
	    "'structure' is not struct, packet or choice");
	expect_failure("\ti32 iX\n", 1, "before any struct or packet");
	expect_failure("struct sA 4\n\ti32 iX iY\n", 2, "'iY' is too much");
	expect_failure("struct sA 4\n\twstr szX\n", 2, "needs a length");
	expect_failure("struct sA 4\n\ti32 iX[2\n", 2, "the ']' is missing");
	expect_failure("struct sA 4\n\ti32 iX since 105\n", 2,
	    "there is no version 105");
}

static void
test_a_missing_file_is_named(void **state)
{
	char out[256];

	UNUSED(state);
	assert_int_equal(1, run_on("none", out, sizeof(out)));
	assert_non_null(strstr(out, "/none:"));
}

static int
setup(void **state)
{
	UNUSED(state);
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	static const char *const files[] = {
		"out/packets.h", "out/handlers.h", "out/handlers.c",
		"out/tables.c", "out/layout_check.c", "schema"
	};
	char path[128];

	UNUSED(state);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		str_format(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	str_format(path, sizeof(path), "%s/out", dir);
	rmdir(path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_sound_schema_is_taken),
		cmocka_unit_test(test_sizes_are_computed),
		cmocka_unit_test(test_names_must_be_known_and_new),
		cmocka_unit_test(test_packets_have_a_number_of_their_own),
		cmocka_unit_test(test_elements_need_a_count),
		cmocka_unit_test(test_stray_words_are_shown),
		cmocka_unit_test(test_a_missing_file_is_named)
	};

	return cmocka_run_group_tests_name("protogen", tests, setup, teardown);
}
