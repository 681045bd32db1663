/*
 * test_hardening.c - the built server has every property of spec/sandbox.md
 * 14, and the script that says so does find what is missing.
 *
 * Owns:   a directory with small programs.
 * Called: by make test.
 * Thread: main.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "bot/files.h"
#include "support/sanitizer.h"

#define SCRIPT "tests/sandbox/hardening"

static char dir[] = "/tmp/fusiond-hardening.XXXXXX";

static int
make_dir(void **state)
{
	char path[64];

	UNUSED(state);
	if (mkdtemp(dir) == NULL)
		return -1;
	path_format(path, sizeof(path), "%s/src", dir);
	return mkdir(path, 0700);
}

static int
remove_dir(void **state)
{
	UNUSED(state);
	files_remove_tree(dir);
	return 0;
}

/* A command of the shell: its status, and what it said. Caller frees. */
static int
run(const char *command, char **said)
{
	char path[64];
	int status;
	pid_t child;

	path_format(path, sizeof(path), "%s/said", dir);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
			_exit(126);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	*said = files_take(path, NULL);
	assert_non_null(*said);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
server_lacks_nothing(void **state)
{
	const char *server = getenv("FUSIOND");
	char command[512];
	char *said;

	UNUSED(state);
	if (IS_UNDER_SANITIZER)
		skip();
	path_format(command, sizeof(command), SCRIPT " %s",
	    server != NULL ? server : "build/fusiond");
	if (run(command, &said) != 0)
		fail_msg("%s", said);
	assert_string_equal(said, "");
	free(said);
}

/* Builds a program with these flags and returns what it lacks. */
static char *
take_lacks(const char *text, const char *flags)
{
	const char *cc = getenv("CC");
	char path[64], command[1024];
	char *said;

	path_format(path, sizeof(path), "%s/src/bare.c", dir);
	files_write(path, text, strlen(text));
	path_format(command, sizeof(command), "cd %s && %s %s -o bare "
	    "src/bare.c", dir, cc != NULL && cc[0] != '\0' ? cc : "cc", flags);
	if (run(command, &said) != 0)
		fail_msg("%s: %s", command, said);
	free(said);
	path_format(command, sizeof(command), SCRIPT " %s/bare", dir);
	assert_int_equal(run(command, &said), 1);
	return said;
}

static void
expect_lacks(const char *said, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char line[64];

		path_format(line, sizeof(line), "lacks %s: ", names[i]);
		if (strstr(said, line) == NULL)
			fail_msg("does not say \"%s\", but:\n%s", line, said);
	}
}

static void
flags_that_are_left_out_are_missed(void **state)
{
	static const char text[] =
	    "#include <stdlib.h>\n"
	    "#include <string.h>\n"
	    "int main(int argc, char **argv) {\n"
	    "	char name[40];\n"
	    "	strcpy(name, argv[argc - 1]);\n"
	    "	return system(name);\n"
	    "}\n";
	static const char *const names[] = {
		"pie", "relro", "now", "stack-protector", "fortify",
		"stack-noexec", "separate-code", "optimized", "stack-clash",
		"no-way-out",
#if defined(__x86_64__)
		"cet",
#endif
#if !defined(__clang__) && __GNUC__ >= 12
		"auto-init", "zero-regs",
#endif
	};
	char *said;

	UNUSED(state);
	said = take_lacks(text, "-g -O0 -U_FORTIFY_SOURCE -no-pie -fno-pie "
	    "-fno-stack-protector -fno-stack-clash-protection "
#if defined(__x86_64__)
	    "-fcf-protection=none "
#endif
	    "-Wl,-z,norelro,-z,lazy,-z,execstack,-z,noseparate-code");
	expect_lacks(said, names, COUNT_OF(names));
	free(said);
}

static void
writable_code_is_missed(void **state)
{
	static const char *const names[] = { "no-rwx" };
	char *said;

	UNUSED(state);
	said = take_lacks("void _start(void) { }\n",
	    "-g -no-pie -static -nostdlib -Wl,--omagic");
	expect_lacks(said, names, COUNT_OF(names));
	free(said);
}

static void
relocated_code_is_missed(void **state)
{
	static const char *const names[] = { "no-textrel" };
	char *said;

	UNUSED(state);
	said = take_lacks("int x;\n"
	    "__asm__(\".text\\n.balign 8\\n.dc.a x\\n\");\n"
	    "int main(void) { return 0; }\n",
	    "-g -fPIE -pie -Wl,-z,notext");
	expect_lacks(said, names, COUNT_OF(names));
	free(said);
}

/* Without debugging information nothing is on record: that is said, too. */
static void
missing_records_are_missed(void **state)
{
	static const char *const names[] = { "optimized", "stack-clash" };
	char *said;

	UNUSED(state);
	said = take_lacks("int main(void) { return 0; }\n", "-g0");
	expect_lacks(said, names, COUNT_OF(names));
	free(said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#if defined(__linux__)
		cmocka_unit_test(server_lacks_nothing),
		cmocka_unit_test(flags_that_are_left_out_are_missed),
		cmocka_unit_test(writable_code_is_missed),
		cmocka_unit_test(relocated_code_is_missed),
		cmocka_unit_test(missing_records_are_missed),
#endif
	};

	return cmocka_run_group_tests_name("hardening", tests, make_dir,
	    remove_dir);
}
