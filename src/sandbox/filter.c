/*
 * filter.c - policy.def as programs for the kernel.
 *
 * Owns:   nothing; the programs are the caller's.
 * Called: by linux_seccomp.c, by tests for architectures we do not run on.
 * Thread: main, at start-up.
 *
 * A program cuts the numbers into spans with one verdict each and finds the
 * span by a balanced tree of "number >= x", eight steps deep. The kernel asks
 * no program at all for a call that always passes (5.11 and later keep those
 * in a bitmap), so only calls with a check pay for the tree. Comparing the
 * frequent ones of these first was tried: 2 ns of 130 (bench_filter), not
 * worth its lines.
 */
#include "sandbox/filter.h"

#include "base/check.h"
#include "sandbox/policy.h"

enum {
	SPAN_COUNT = 512,
	NUMBER_END = 600	/* no call has a number from here on */
};

/* What becomes of the numbers from this one up to the next span's. */
struct span {
	uint32_t first;
	uint32_t answer;	/* unless there is a check, */
	size_t check;		/* which has this label */
};

struct builder {
	const struct filter_options *opt;
	struct bpf_code *code;
	struct policy_rule rules[CALLS_COUNT];
	enum calls_call calls[NUMBER_END];	/* by number */
	size_t span_count;
	struct span spans[SPAN_COUNT];
};

/* What a role may not do to the store's descriptors, and where they stand. */
static const struct {
	enum calls_call call;
	uint8_t arg;
} fd_calls[] = {
	{ CALLS_read, 0 }, { CALLS_write, 0 }, { CALLS_writev, 0 },
	{ CALLS_close, 0 }, { CALLS_mmap, 4 }, { CALLS_mmap2, 4 }
};

static unsigned
extras(const struct filter_options *opt)
{
	return (opt->is_audit ? POLICY_AUDIT : POLICY_PLAIN) |
	    (opt->store_names_files ? POLICY_STORE_NAMES : POLICY_PLAIN);
}

static void
builder_init(struct builder *b, const struct filter_options *opt,
    struct bpf_code *out)
{
	*b = (struct builder){ .opt = opt, .code = out };
	out->count = 0;
	out->is_full = false;
	policy_get(opt->arch, extras(opt), b->rules);

	for (size_t i = 0; i < NUMBER_END; i++)
		b->calls[i] = CALLS_COUNT;
	for (int i = 0; i < CALLS_COUNT; i++) {
		int number = calls_number(opt->arch, (enum calls_call)i);

		CHECK(number < NUMBER_END);
		if (number >= 0)
			b->calls[number] = (enum calls_call)i;
	}
}

static uint32_t
answer(const struct filter_options *opt, struct policy_verdict v)
{
	switch (v.action) {
	case POLICY_ALLOW:
		return FILTER_ALLOW;
	case POLICY_ERRNO:
		return (uint32_t)FILTER_ERRNO | v.error;
	case POLICY_KILL:
		return opt->kill;
	case POLICY_REFUSE:
		break;
	}
	return opt->refuse;
}

/* --- checks of arguments --- */

static size_t
put_one_of(struct builder *b, const struct policy_term *t, size_t yes,
    size_t no)
{
	size_t next = no;

	for (size_t i = t->value_count; i > 0; i--)
		next = bpf_if(b->code, BPF_OP_IF_EQUAL, t->values[i - 1], yes,
		    next);
	if (t->mask != 0)
		next = bpf_and(b->code, ~t->mask, next);
	return next;
}

static size_t
put_term(struct builder *b, const struct policy_term *t, size_t yes, size_t no)
{
	size_t next = 0;

	switch (t->test) {
	case POLICY_WITHIN:
		next = bpf_if(b->code, BPF_OP_IF_BITS, ~t->mask, no, yes);
		break;
	case POLICY_ONE_OF:
		next = put_one_of(b, t, yes, no);
		break;
	case POLICY_OUR_PID:
		next = bpf_if(b->code, BPF_OP_IF_EQUAL, b->opt->pid, yes, no);
		break;
	case POLICY_HAS:
		next = bpf_if(b->code, BPF_OP_IF_BITS, t->mask, yes, no);
		return bpf_load(b->code, BPF_AT_ARG_LOW(t->arg), next);
	}
	/* The kernel may look at 64 bits where libc fills 32. */
	next = bpf_load(b->code, BPF_AT_ARG_LOW(t->arg), next);
	next = bpf_if(b->code, BPF_OP_IF_EQUAL, 0, next, no);
	return bpf_load(b->code, BPF_AT_ARG_HIGH(t->arg), next);
}

static size_t
put_check(struct builder *b, const struct policy_check *check)
{
	size_t no = bpf_return(b->code, answer(b->opt, check->otherwise));
	size_t next = bpf_return(b->code, answer(b->opt, check->then));

	for (size_t i = check->term_count; i > 0; i--)
		next = put_term(b, &check->terms[i - 1], next, no);
	return next;
}

/* --- the tree --- */

static void
add_span(struct builder *b, struct span s)
{
	size_t n = b->span_count;

	if (n > 0 && b->spans[n - 1].answer == s.answer &&
	    b->spans[n - 1].check == s.check)
		return;
	CHECK(n < SPAN_COUNT);
	b->spans[b->span_count++] = s;
}

static size_t
put_tree(struct builder *b, size_t first, size_t count)
{
	const struct span *s = &b->spans[first];
	size_t half = count / 2;
	size_t high, low;

	if (count == 1)
		return s->check != 0 ? s->check :
		    bpf_return(b->code, s->answer);
	high = put_tree(b, first + half, count - half);
	low = put_tree(b, first, half);
	return bpf_if(b->code, BPF_OP_IF_AT_LEAST, s[half].first, high, low);
}

/* --- the base program --- */

static void
add_base_span(struct builder *b, uint32_t number)
{
	struct policy_rule rule = {
		.verdict = policy_default(b->opt->arch, number)
	};
	struct span s = { .first = number };

	if (number < NUMBER_END && b->calls[number] != CALLS_COUNT)
		rule = b->rules[b->calls[number]];
	s.answer = answer(b->opt, rule.verdict);
	if (rule.check != NULL) {
		s.check = put_check(b, rule.check);
		s.answer = 0;
	}
	add_span(b, s);
}

void
filter_build_base(const struct filter_options *opt, struct bpf_code *out)
{
	const uint32_t x32 = 0x40000000, skipped = UINT32_MAX;
	struct builder b;
	size_t next, foreign;

	builder_init(&b, opt, out);
	for (uint32_t number = 0; number < NUMBER_END; number++)
		add_base_span(&b, number);
	add_base_span(&b, x32);
	add_base_span(&b, skipped);

	next = put_tree(&b, 0, b.span_count);
	next = bpf_load(out, BPF_AT_NUMBER, next);
	foreign = bpf_return(out, opt->kill);
	next = bpf_if(out, BPF_OP_IF_EQUAL, calls_arch_audit(opt->arch), next,
	    foreign);
	bpf_begin(out, bpf_load(out, BPF_AT_ARCH, next));
	CHECK(bpf_is_good(out));
}

/* --- the roles' programs --- */

/* A deny rule: the kernel ignores a descriptor's high half, and so must we. */
static size_t
put_fd_check(struct builder *b, uint8_t arg)
{
	size_t next = bpf_return(b->code, FILTER_ALLOW);
	size_t no = bpf_return(b->code, b->opt->refuse);

	for (size_t i = b->opt->store_fd_count; i > 0; i--)
		next = bpf_if(b->code, BPF_OP_IF_EQUAL,
		    (uint32_t)b->opt->store_fds[i - 1], no, next);
	return bpf_load(b->code, BPF_AT_ARG_LOW(arg), next);
}

static struct span
role_span(struct builder *b, enum sandbox_role role, uint32_t number)
{
	enum calls_call call = b->calls[number];
	struct span s = { .first = number, .answer = FILTER_ALLOW };

	if (call == CALLS_COUNT)
		return s;
	if (policy_role_traps(role, call, extras(b->opt)))
		s.answer = b->opt->refuse;
	if (role == SANDBOX_ROLE_DB || b->opt->store_fd_count == 0)
		return s;
	for (size_t i = 0; i < COUNT_OF(fd_calls); i++) {
		if (fd_calls[i].call == call)
			s = (struct span){ .first = number,
				.check = put_fd_check(b, fd_calls[i].arg) };
	}
	return s;
}

void
filter_build_role(const struct filter_options *opt, enum sandbox_role role,
    struct bpf_code *out)
{
	struct builder b;
	size_t next;

	CHECK(opt->store_fd_count <= FILTER_STORE_FDS);
	builder_init(&b, opt, out);
	for (uint32_t number = 0; number < NUMBER_END; number++)
		add_span(&b, role_span(&b, role, number));
	next = put_tree(&b, 0, b.span_count);
	bpf_begin(out, bpf_load(out, BPF_AT_NUMBER, next));
	CHECK(bpf_is_good(out));
}

int
filter_count(const struct filter_options *opt)
{
	return policy_count(opt->arch, extras(opt));
}
