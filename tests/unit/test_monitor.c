/* test_monitor.c - the text feed (spec/monitor.md). */
#include "world_rig.h"

#include "game/chat.h"
#include "monitor/monitor.h"
#include "world/event.h"

enum { EAR = 50, OTHER_EAR = 51 };

static const struct handler *const tables[] = { NULL };

static struct player *gm, *user;

static int
setup(void **state)
{
	UNUSED(state);
	rig_begin(tables);
	rig.w.monitor = monitor_new();
	gm = rig_player(1, "Gemma", 100, -200, rig.w.overworld);
	user = rig_player(2, "User", 300, 400, rig.w.overworld);
	gm->identity.account_level = ACCOUNT_LEVEL_MASTER;
	return 0;
}

static int
teardown(void **state)
{
	UNUSED(state);
	monitor_free(rig.w.monitor);
	rig_end();
	return 0;
}

static void
talk(enum event_talk_kind kind, const struct player *to, const char *text)
{
	struct event_talk t = {
		.kind = kind, .from = gm, .to = to, .text = text,
	};

	monitor_on_talked(&rig.w, &t);
}

static void
announce(const char *text)
{
	struct event_announcement a = {
		.from = gm, .area = 3, .type = 1, .seconds = 20,
		.text = text,
	};

	monitor_on_announced(&rig.w, &a);
}

#define PLAYERS \
	"player 100 -200 Gemma Tester\n" \
	"player 300 400 User Tester\n"

/* The first line of a text, then the following ones; NULL at the end. */
static char *
next_line(char *text)
{
	static char *rest;
	char *line = text != NULL ? text : rest;
	size_t n = strcspn(line, "\n");

	if (line[0] == '\0')
		return NULL;
	rest = line + n + (line[n] == '\n');
	line[n] = '\0';
	return line;
}

static void
assert_block(const char *middle)
{
	static char want[RIG_RAW_BYTES];

	monitor_tick(&rig.w);
	str_format(want, sizeof(want), "begin\n%send\n", middle);
	assert_string_equal(want, rig.raw);
}

static void
a_block_is_one_write(void **state)
{
	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	monitor_on_opened(&rig.w, OTHER_EAR);
	assert_true(rig.is_trusted[EAR]);
	talk(EVENT_TALK_FREE, NULL, "hello world");
	assert_block(PLAYERS
	    "chat [FreeChat] (GM) Gemma Tester [1]: hello world\n");
	assert_int_equal(1, rig.raw_count);	/* built once, for both */
	assert_int_equal(2, rig.raw_to_count);
	assert_block(PLAYERS);			/* told once, not again */
	assert_int_equal(1000, monitor_period_ms(&rig.w));
}

static void
groups_have_an_order(void **state)
{
	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	monitor_on_name_requested(&rig.w, 7, "Neo", "Donald");
	monitor_note_email(&rig.w, "A", "B", "subj", "body1\nendemail\nbody2");
	announce("Now hear this");
	talk(EVENT_TALK_BUDDY, user, "psst");
	talk(EVENT_TALK_TRADE, user, "deal");
	talk(EVENT_TALK_GROUP_MENU, NULL, "yes");
	assert_block(PLAYERS
	    "chat [BuddyChat] (GM) Gemma Tester [1] (to User Tester [2]): "
	    "psst\n"
	    "chat [TradeChat] (GM) Gemma Tester [1] (to User Tester [2]): "
	    "deal\n"
	    "chat [GroupMenuChat] (GM) Gemma Tester [1]: yes\n"
	    "bcast 3 1 20 Gemma Tester: Now hear this\n"
	    "email [Email] A (to B): <subj>\n"
	    "\tbody1\n\tendemail\n\tbody2\nendemail\n"
	    "namereq 7 Neo Donald\n");
}

static void
the_hidden_are_left_out(void **state)
{
	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	gm->profile.is_hidden = true;
	user->identity.name_check = 0;
	assert_block("player 300 400 Player 2\n");
}

/* DEFECT: what was said piled up when nobody listened. */
static void
nothing_is_kept_for_nobody(void **state)
{
	UNUSED(state);
	talk(EVENT_TALK_FREE, NULL, "before");
	monitor_tick(&rig.w);
	assert_int_equal(0, rig.raw_count);
	monitor_on_opened(&rig.w, EAR);
	assert_block(PLAYERS);
	talk(EVENT_TALK_FREE, NULL, "for one who goes");
	monitor_on_closed(&rig.w, EAR);
	talk(EVENT_TALK_FREE, NULL, "for nobody");
	monitor_on_closed(&rig.w, EAR);		/* twice does no harm */
	monitor_on_opened(&rig.w, EAR);
	assert_block(PLAYERS);
}

/* DEFECT: line breaks in an announcement or a name made lines of their own. */
static void
nobody_forges_lines(void **state)
{
	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	announce("x\nend\r\nbegin");
	monitor_on_name_requested(&rig.w, 7, "Neo\n", "end\t");
	str_copy(user->identity.first_name, 25, "a\nb");
	assert_block("player 100 -200 Gemma Tester\n"
	    "player 300 400 a b Tester\n"
	    "bcast 3 1 20 Gemma Tester: x end  begin\n"
	    "namereq 7 Neo  end \n");
}

/* DEFECT: readers took an empty subject for garbage. */
static void
empty_subjects_are_named(void **state)
{
	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	monitor_note_email(&rig.w, "A", "B", "", "");
	assert_block(PLAYERS
	    "email [Email] A (to B): <No subject.>\n\t\nendemail\n");
}

/* DEFECT: long lines lost their end, and mails overran their buffer. */
static void
long_lines_keep_their_end(void **state)
{
	static char text[4000];

	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	memset(text, 'x', sizeof(text) - 1);
	announce(text);
	monitor_on_name_requested(&rig.w, 7, text, text);
	monitor_tick(&rig.w);
	for (char *line = next_line(rig.raw); line != NULL;
	    line = next_line(NULL))
		assert_true(strlen(line) < 2048);
	memset(text, '\n', sizeof(text) - 1);
	for (size_t n = 0; n < 2100; n++) {
		text[n] = 'x';
		monitor_note_email(&rig.w, "A", "B", "s", text);
		if (n % 20 == 0)
			monitor_tick(&rig.w);
	}
	monitor_note_email(&rig.w, "A", "B", text, text);
	monitor_tick(&rig.w);
	assert_string_equal("\nendemail\nend\n",
	    rig.raw + rig.raw_bytes - strlen("\nendemail\nend\n"));
}

/* DEFECT: queues without a limit. */
static void
a_flood_is_cut_at_whole_lines(void **state)
{
	char *line;

	UNUSED(state);
	monitor_on_opened(&rig.w, EAR);
	for (int i = 0; i < 20000; i++)
		talk(EVENT_TALK_FREE, NULL, "the same and the same again");
	monitor_tick(&rig.w);
	assert_true(rig.raw_bytes < 128 * 1024);
	for (line = next_line(strstr(rig.raw, "chat ")); line[0] == 'c';
	    line = next_line(NULL))
		assert_string_equal("chat [FreeChat] (GM) Gemma Tester [1]: "
		    "the same and the same again", line);
	assert_string_equal("end", line);
	assert_block(PLAYERS);
}

static void
a_closed_port_takes_nobody(void **state)
{
	struct monitor *m = rig.w.monitor;

	UNUSED(state);
	rig.w.monitor = NULL;
	monitor_on_opened(&rig.w, EAR);
	assert_true(rig.is_closed[EAR]);
	talk(EVENT_TALK_FREE, NULL, "x");
	monitor_tick(&rig.w);
	monitor_on_closed(&rig.w, EAR);
	rig.w.monitor = m;
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_block_is_one_write),
		T(groups_have_an_order),
		T(the_hidden_are_left_out),
		T(nothing_is_kept_for_nobody),
		T(nobody_forges_lines),
		T(empty_subjects_are_named),
		T(long_lines_keep_their_end),
		T(a_flood_is_cut_at_whole_lines),
		T(a_closed_port_takes_nobody),
	};
#undef T
	return cmocka_run_group_tests_name("monitor", tests, NULL, NULL);
}
