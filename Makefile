# Makefile - builds, tests and installs fusiond. `make help` lists the targets.
#
# One file, output in build/ only. Variables one may set:
#   CC CFLAGS CPPFLAGS LDFLAGS   the usual ones; ours are added to them
#   HOSTCC                       for the generators, if CC is for another machine
#   PREFIX DESTDIR               for install
#   BUILD                        another output directory (the sanitizer runs)
#   SANDBOX=0                    leave the sandbox backend out
#   WERROR=1                     warnings are errors
#   V=1                          show the commands

ifeq ($(origin CC),default)
CC = cc
endif
HOSTCC ?= $(CC)
AR ?= ar
PKG_CONFIG ?= pkg-config
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
SANITIZE ?=
SANDBOX ?= 1
WERROR ?= 0

# `$(call say,CC)` names the file that is being made; V=1 shows commands.
ifeq ($(V),1)
Q :=
say :=
else
Q := @
say = @printf '  %-4s %s\n' $(1) $@
endif

# Generated code and the tools that make it are shared by all variants.
GEN := build/gen

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += -r

# As many jobs as processors, unless the caller has said how many.
ifeq ($(MAKELEVEL),0)
ifeq ($(filter -j%,$(shell ps -o args= -p $$PPID 2>/dev/null)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
endif
endif

# --- what there is ----------------------------------------------------------

SRCS := $(sort $(wildcard src/*.c src/*/*.c))
LIB_SRCS := $(filter-out src/main.c,$(SRCS))
SUPPORT_SRCS := $(sort $(wildcard tests/bot/*.c tests/support/*.c))
# What includes cmocka, which `make run` does without.
FIXTURE_SRCS := $(sort $(shell grep -l -E '(e2e|caged|attack_rig)\.h' $(SUPPORT_SRCS)))
SUPPORT_SRCS := $(filter-out $(FIXTURE_SRCS),$(SUPPORT_SRCS))
UNIT_SRCS := $(sort $(wildcard tests/unit/test_*.c))
E2E_SRCS := $(sort $(wildcard tests/e2e/*.c))
FUZZ_SRCS := $(sort $(wildcard tests/fuzz/*.c))
BENCH_SRCS := $(sort $(wildcard bench/*.c))
# They trace the server, and know the registers of two processors only.
ifneq ($(shell $(CC) -dumpmachine 2>/dev/null | grep -E '^(x86_64|aarch64).*linux'),)
SANDBOX_SRCS := $(sort $(wildcard tests/sandbox/*.c))
else
SANDBOX_SRCS :=
SUPPORT_SRCS := $(filter-out tests/support/attack% tests/support/caged% \
    tests/support/inject%,$(SUPPORT_SRCS))
endif
BOT_TOOLS := $(patsubst tools/%.c,%,$(wildcard tools/fusionbot.c tools/fusionload.c))
MAN_PAGES := $(wildcard contrib/*.8)
SQL := $(sort $(wildcard sql/*.sql))

# Goals that need no generated code, so that they work in a bare tree.
LIGHT_GOALS := clean help deps format uninstall sandbox-cross

NEEDS_BUILD := yes
ifneq ($(MAKECMDGOALS),)
ifeq ($(filter-out $(LIGHT_GOALS),$(MAKECMDGOALS)),)
NEEDS_BUILD :=
endif
endif

# --- what is needed: installed for `run` and `test`, looked for by all --------

DEPS_FOR :=
ifneq ($(filter run,$(MAKECMDGOALS)),)
DEPS_FOR := run
endif
ifneq ($(filter test asan tsan,$(MAKECMDGOALS)),)
DEPS_FOR := test
endif

# Make reads these files, remakes them when they are old, and starts again.
ifneq ($(DEPS_FOR),)
DEPS_MK := build/deps-$(DEPS_FOR).mk
include $(DEPS_MK)
endif
ifeq ($(NEEDS_BUILD),yes)
PROBE_MK := build/probe-$(subst /,-,$(subst $() ,-,$(CC))).mk
include $(PROBE_MK)
include $(GEN)/sources.mk
endif

build/deps-%.mk: tools/deps.sh
	@mkdir -p $(@D)
	@CC="$(CC)" tools/deps.sh $*
	@: > $@

# --- flags --------------------------------------------------------------------

PKGS := sqlite3 inih
ifeq ($(NEEDS_BUILD),yes)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null || echo -lsqlite3 -linih)
PKG_LIBS += $(shell $(PKG_CONFIG) --libs libcrypt 2>/dev/null || $(PKG_CONFIG) --libs libxcrypt 2>/dev/null || echo -lcrypt)
CMOCKA_CFLAGS := $(shell $(PKG_CONFIG) --cflags cmocka 2>/dev/null)
CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null || echo -lcmocka)
endif

WARNINGS := -Wall -Wextra -Wshadow -Wvla -Wmissing-prototypes \
    -Wstrict-prototypes -Werror=incompatible-pointer-types
ifneq ($(WERROR),0)
WARNINGS += -Werror
endif

OUR_CPPFLAGS := -Isrc -I$(GEN) -D_GNU_SOURCE $(PKG_CFLAGS)
ifeq ($(SANDBOX),0)
OUR_CPPFLAGS += -DSANDBOX_NONE
endif
OUR_CFLAGS := -std=c17 -g $(WARNINGS) -fPIE -pthread
OUR_LDFLAGS := -pie -pthread
LDLIBS := $(PKG_LIBS) -lm

# A sanitizer wants to see each access itself: no fortified copies.
ifeq ($(SANITIZE),)
OUR_CPPFLAGS += $(HARDEN_CPPFLAGS)
OUR_CFLAGS += -O2 $(HARDEN_CFLAGS)
OUR_LDFLAGS += $(HARDEN_LDFLAGS)
else
OUR_CFLAGS += -O1 -fno-omit-frame-pointer -fsanitize=$(SANITIZE)
OUR_LDFLAGS += -fsanitize=$(SANITIZE)
ifneq ($(findstring undefined,$(SANITIZE)),)
OUR_CFLAGS += -fno-sanitize-recover=undefined
endif
endif

COMPILE = $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS)
LINK = $(CC) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS)
TOOL_COMPILE = $(HOSTCC) -std=c17 -O1 -g -D_GNU_SOURCE $(WARNINGS)

# Hardening that this compiler and linker know (tried once): spec/sandbox.md 14.
# A slash stands for a space. clang before 16 wants to be asked twice for zeroed
# variables, and records its flags only when told to; gcc always does.
TRY_CFLAGS := -fstack-protector-strong -fstack-clash-protection \
    -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr \
    -fcf-protection=full -mbranch-protection=standard -grecord-command-line
CLANG_AUTO_INIT := -ftrivial-auto-var-init=zero/-enable-trivial-auto-var-init$\
    -zero-knowing-it-will-be-removed-from-clang
# force-bti must not be forced: with start files that are not made for it, as
# Debian 12 has, the program dies of SIGILL. The linker warns of that.
TRY_LDFLAGS := -Wl,-z,relro,-z,now -Wl,-z,noexecstack,-z,separate-code \
    -Wl,-z,ibt,-z,shstk -Wl,-z,force-bti

# Of the C library's own checks only glibc's do something; level 3 since 2.34.
define FORTIFY_PROBE
#include <stddef.h>
#include <stdio.h>
#if !defined(__GLIBC__)
fortify
#elif __GLIBC_PREREQ(2, 34) && (__GNUC__ >= 12 || __clang_major__ >= 9)
fortify -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
#else
fortify -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
#endif
endef
export FORTIFY_PROBE

build/probe-%.mk: Makefile $(if $(DEPS_MK),| $(DEPS_MK))
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' > $@.c; c=; l=; no=; \
	for f in $(TRY_CFLAGS); do \
		if $(CC) -Werror $$f -c -o $@.o $@.c 2>/dev/null; \
		then c="$$c $$f"; else no="$$no $$f"; fi; done; \
	case $$c in *auto-var-init*) ;; *) f=$$(echo $(CLANG_AUTO_INIT) | tr / ' '); \
		if $(CC) -Werror $$f -c -o $@.o $@.c 2>/dev/null; \
		then c="$$c $$f"; fi ;; esac; \
	for f in $(TRY_LDFLAGS); do \
		if $(CC) -Werror $$c -fPIE -pie -Wl,--fatal-warnings $$f -o $@.o \
		    $@.c 2>/dev/null; then l="$$l $$f"; else no="$$no $$f"; fi; \
	done; \
	p=$$(echo "$$FORTIFY_PROBE" | $(CC) -E -P -x c - 2>/dev/null | \
	    sed -n 's/^fortify *//p'); \
	echo "HARDEN_CPPFLAGS := $$p" > $@; echo "HARDEN_CFLAGS :=$$c" >> $@; \
	echo "HARDEN_LDFLAGS :=$$l" >> $@; rm -f $@.c $@.o; \
	echo "$(CC) here has no$${no:- lack}"

# --- targets for people -------------------------------------------------------

.PHONY: all run test tests check lint asan tsan bench fuzz clean help install \
    uninstall deps format valgrind sandbox-trace \
    sandbox-cross FORCE

# A tree without main.c still builds its library and tests.
PROGRAMS := $(if $(wildcard src/main.c),$(BUILD)/fusiond) \
    $(BOT_TOOLS:%=$(BUILD)/%)
UNIT_TESTS := $(UNIT_SRCS:%.c=$(BUILD)/%)
E2E_TESTS := $(E2E_SRCS:%.c=$(BUILD)/%)
SANDBOX_TESTS := $(SANDBOX_SRCS:%.c=$(BUILD)/%)
FUZZ_TESTS := $(FUZZ_SRCS:%.c=$(BUILD)/%)
BENCHES := $(BENCH_SRCS:%.c=$(BUILD)/%)

all: $(PROGRAMS) $(BUILD)/libfusiond.a

run: all
	@mkdir -p db
	$(BUILD)/fusiond -c config.ini

tests: all $(UNIT_TESTS) $(E2E_TESTS) $(SANDBOX_TESTS) $(FUZZ_TESTS)

test: tests
	@BUILD=$(BUILD) CC="$(CC)" tests/run

asan:
	+@$(MAKE) --no-print-directory BUILD=build/asan \
	    SANITIZE=address,undefined test

tsan:
	+@$(MAKE) --no-print-directory BUILD=build/tsan SANITIZE=thread test

# What the built server says about itself: the flags have really arrived.
check: all
	@tests/sandbox/hardening $(BUILD)/fusiond

# All servers of the end-to-end tests under strace, against policy.def.
sandbox-trace: tests
	@tools/deps.sh trace
	@BUILD=$(BUILD) tools/sandbox-trace

# The sandbox alone, with other C libraries and processors.
sandbox-cross:
	@tools/deps.sh cross
	@BUILD=$(BUILD) CC="$(CC)" tests/cross/run

valgrind: tests
	@BUILD=$(BUILD) TEST_WRAPPER="valgrind -q --error-exitcode=99 \
	    --leak-check=full" tests/run unit

lint: $(GEN)/version.h
	@CC="$(CC)" CFLAGS="$(OUR_CPPFLAGS) $(CMOCKA_CFLAGS)" \
	    LEAN_SRCS="$(SUPPORT_SRCS) $(BOT_TOOLS:%=tools/%.c)" tests/lint/run

format:
	@tests/lint/format --fix

bench: all $(BENCHES)
	@if [ -x bench/run ]; then BUILD=$(BUILD) bench/run; \
	else for b in $(BENCHES); do echo "== $$b"; $$b || exit 1; done; fi

# Until interrupted; `make test` runs the same programs for a bounded time.
fuzz: $(FUZZ_TESTS)
	@for f in $(FUZZ_TESTS); do FUZZ_RUNS=$${FUZZ_RUNS:-0} $$f || exit 1; done

deps:
	@tools/deps.sh all

clean:
	rm -rf build

help:
	@echo 'make run      build and run on this checkout (config.ini, tdata/)'
	@echo 'make test     build and run all tests'
	@echo 'make check    is the built server hardened? (part of make test)'
	@echo 'make all      build only (the default)'
	@echo 'make lint     layers, headers, format, forbidden functions, cppcheck'
	@echo 'make asan     all tests under AddressSanitizer and UBSan'
	@echo 'make tsan     all tests under ThreadSanitizer'
	@echo 'make valgrind unit tests under valgrind'
	@echo 'make sandbox-trace  all calls of the servers against policy.def'
	@echo 'make sandbox-cross  the sandbox with musl, 32 bit, on arm64'
	@echo 'make bench    measure; see bench/README.md'
	@echo 'make fuzz     fuzz the receive path until interrupted (FUZZ_RUNS=n)'
	@echo 'make format   mend white space that make lint complains about'
	@echo 'make deps     install what building and testing needs'
	@echo 'make install  [PREFIX=/usr/local] [DESTDIR=]; make uninstall'
	@echo 'make clean    remove build/'

SHARE := $(DESTDIR)$(PREFIX)/share/fusiond
MAN8 := $(DESTDIR)$(PREFIX)/share/man/man8
DOC := $(DESTDIR)$(PREFIX)/share/doc/fusiond

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE) $(MAN8) $(DOC)
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 config.ini $(SHARE)/config.ini
	find tdata -type d -exec install -d $(SHARE)/{} \;
	find tdata -type f -exec install -m 644 {} $(SHARE)/{} \;
	install -m 644 $(MAN_PAGES) $(MAN8)
	install -m 644 README.md LICENSE docs/sandbox.md \
	    contrib/fusiond.service $(DOC)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/fusiond \
	    $(BOT_TOOLS:%=$(DESTDIR)$(PREFIX)/bin/%) \
	    $(patsubst contrib/%,$(MAN8)/%,$(MAN_PAGES))
	rm -rf $(SHARE) $(DOC)

# --- generated code -----------------------------------------------------------

# The generators write into a scratch directory; only what changed is moved, so
# that a generator's own edit does not rebuild the world.
SCHEMA := $(wildcard src/proto/fusionfall.schema)
PROTOGEN_SRCS := $(wildcard tools/protogen.c tools/protogen_*.c)
SQLGEN_SRCS := $(wildcard tools/sqlgen.c)
HAVE_PROTOGEN := $(and $(SCHEMA),$(wildcard tools/protogen.c))
HAVE_SQLGEN := $(and $(SQL),$(SQLGEN_SRCS))

$(GEN)/sources.mk: Makefile $(SCHEMA) $(SQL) \
    $(if $(HAVE_PROTOGEN),build/tools/protogen) \
    $(if $(HAVE_SQLGEN),build/tools/sqlgen)
	@mkdir -p $(GEN); t=$(GEN).$$$$; rm -rf $$t; mkdir -p $$t/proto $$t/db; \
	trap 'rm -rf '$$t EXIT; \
	$(if $(HAVE_PROTOGEN),build/tools/protogen $(SCHEMA) $$t/proto &&) \
	$(if $(HAVE_SQLGEN),build/tools/sqlgen $$t/db $(SQL) &&) \
	(cd $$t && find . -type f) | while read -r f; do \
		mkdir -p "$(GEN)/$${f%/*}"; \
		cmp -s "$$t/$$f" "$(GEN)/$$f" || mv "$$t/$$f" "$(GEN)/$$f"; done
	@echo "GEN_SRCS := $$(cd $(GEN) && echo $$(find . -name '*.c' | \
	    sed 's,^\./,,' | sort))" > $@

build/tools/protogen: $(PROTOGEN_SRCS) $(wildcard tools/protogen_*.h) \
    $(if $(DEPS_MK),| $(DEPS_MK))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(TOOL_COMPILE) -o $@ $(PROTOGEN_SRCS)

build/tools/sqlgen: $(SQLGEN_SRCS) $(if $(DEPS_MK),| $(DEPS_MK))
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(TOOL_COMPILE) -o $@ $(SQLGEN_SRCS)

# Only main.c and args.c include it: a new commit does not rebuild the rest.
$(GEN)/version.h: FORCE
	@mkdir -p $(@D)
	@v=$$(cat VERSION); g=$$(git rev-parse --short HEAD 2>/dev/null); \
	{ echo "/* made by the Makefile */"; \
	echo "#define FUSIOND_VERSION \"$$v$${g:++g$$g}\""; } > $@.$$$$; \
	cmp -s $@.$$$$ $@ || cp $@.$$$$ $@; rm -f $@.$$$$

# --- objects ------------------------------------------------------------------

LIB_OBJS := $(LIB_SRCS:%.c=$(BUILD)/%.o) $(GEN_SRCS:%.c=$(BUILD)/gen-obj/%.o)
SUPPORT_OBJS := $(SUPPORT_SRCS:%.c=$(BUILD)/%.o)
FIXTURE_OBJS := $(FIXTURE_SRCS:%.c=$(BUILD)/%.o)
TEST_OBJS := $(patsubst %.c,$(BUILD)/%.o,$(UNIT_SRCS) $(E2E_SRCS) \
    $(SANDBOX_SRCS) $(FUZZ_SRCS) $(BENCH_SRCS))
TOOL_OBJS := $(BOT_TOOLS:%=$(BUILD)/tools/%.o)
OBJS := $(LIB_OBJS) $(BUILD)/src/main.o $(SUPPORT_OBJS) $(FIXTURE_OBJS) \
    $(TEST_OBJS) $(TOOL_OBJS)

# Written anew only when the text changed: what depends on it is rebuilt then.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D); echo '$(COMPILE) -- $(LINK) $(LDLIBS)' > $@.$$$$; \
	cmp -s $@.$$$$ $@ || cp $@.$$$$ $@; rm -f $@.$$$$

$(BUILD)/objects: FORCE
	@mkdir -p $(@D); echo '$(LIB_OBJS) $(SUPPORT_OBJS) $(FIXTURE_OBJS)' > $@.$$$$; \
	cmp -s $@.$$$$ $@ || cp $@.$$$$ $@; rm -f $@.$$$$

$(BUILD)/src/main.o $(BUILD)/src/args.o $(BUILD)/tests/unit/test_openbsd.o: \
    | $(GEN)/version.h

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(BUILD)/gen-obj/%.o: $(GEN)/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -Itests $(CMOCKA_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tools/%.o: tools/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -Itests -MMD -MP -c -o $@ $<

$(BUILD)/bench/%.o: bench/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -Itests -MMD -MP -c -o $@ $<

$(BUILD)/libfusiond.a: $(LIB_OBJS) $(BUILD)/objects
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(LIB_OBJS)

$(BUILD)/libsupport.a: $(SUPPORT_OBJS) $(BUILD)/objects
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(SUPPORT_OBJS)

$(BUILD)/libfixture.a: $(FIXTURE_OBJS) $(BUILD)/objects
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $(FIXTURE_OBJS)

LIBS := $(BUILD)/libsupport.a $(BUILD)/libfusiond.a

$(BUILD)/fusiond: $(BUILD)/src/main.o $(BUILD)/libfusiond.a
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

$(BOT_TOOLS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/tools/%.o $(LIBS)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

$(UNIT_TESTS) $(E2E_TESTS) $(SANDBOX_TESTS) $(FUZZ_TESTS): $(BUILD)/%: $(BUILD)/%.o \
    $(BUILD)/libfixture.a $(LIBS)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(CMOCKA_LIBS) $(LDLIBS)

$(BENCHES): $(BUILD)/%: $(BUILD)/%.o $(LIBS)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

.SECONDARY: $(OBJS)

-include $(OBJS:.o=.d)
