/* SPDX-License-Identifier: MIT
 *
 * The page that asks: what is an answer, how one goes back, and that nothing is done before the last one.
 */
#include "kiosk/reception/ask.h"

#include <string.h>

#include "tests/kiosk/reception/scene.h"

static struct i18n *languages;
static struct model model;
static struct stage stage;
static struct {
    int what, count;
    int64_t value;
    struct ask ask;
} asked;

static void act(attr_unused void *data, attr_unused struct stage *on, const struct view *view,
                const struct intent *intent)
{
    asked.what = intent->what;
    asked.value = intent->value;
    asked.count++;
    if (intent->what == DO_TASK)
        asked.ask = *ask_of(view);
}

static const struct program program = {.name = "novbe-reception", .home = &view_desk, .model = &model, .act = act};

static int begin(attr_unused void **state)
{
    static struct reception_get_ticket_out out;
    scene_init(&model);
    stage_init(&stage, &program, i18n_find(languages, "en"), 80, 24);
    memset(&asked, 0, sizeof asked);
    out.ticket = scene_waiting[0]; /* needs two things */
    model.ticket.out = &out;
    return 0;
}

static int end(attr_unused void **state)
{
    stage_done(&stage);
    model_done(&model);
    return 0;
}

static void open_task(enum task task)
{
    stage_open(&stage, &view_ask, task, "KA042");
}

static void enter(void)
{
    scene_key(&stage, INPUT_ENTER);
}

static bool shows(const char *words)
{
    stage_draw(&stage, SCENE_NOW_MS);
    return golden_shows(&stage, words);
}

static void expect_task(enum task task, size_t count, const char *const answers[])
{
    assert_int_equal(asked.what, DO_TASK);
    assert_int_equal(asked.count, 1);
    assert_int_equal(asked.value, task);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(asked.ask.answers[i], answers[i]);
}

static void typing_narrows_and_enter_chooses(attr_unused void **state)
{
    open_task(TASK_CHANGE_SERVICE);
    scene_type(&stage, "resid");
    enter();
    scene_type(&stage, "wrong");
    enter();
    expect_task(TASK_CHANGE_SERVICE, 2, (const char *const[]){"visa", "wrong-choice"});
}

static void a_digit_chooses_at_once(attr_unused void **state)
{
    open_task(TASK_CHANGE_CLASS);
    scene_type(&stage, "22");
    expect_task(TASK_CHANGE_CLASS, 2, (const char *const[]){"elderly", "wrong-choice"});
}

static void needs_begin_as_they_are_and_are_marked(attr_unused void **state)
{
    open_task(TASK_CHANGE_NEEDS);
    scene_type(&stage, "12 "); /* takes one away, adds one; space takes that away again */
    scene_type(&stage, "2");
    enter();
    assert_int_equal(asked.count, 0);
    scene_type(&stage, "1");
    expect_task(TASK_CHANGE_NEEDS, 1, (const char *const[]){"no-voice fetch"});
    assert_int_equal(asked.ask.mark_count, 2);
}

static void no_does_nothing_and_yes_does_it(attr_unused void **state)
{
    open_task(TASK_CANCEL);
    enter(); /* "No" is first */
    assert_int_equal(asked.count, 0);
    assert_int_equal(stage.depth, 1);
    open_task(TASK_VOID);
    scene_type(&stage, "31");
    assert_int_equal(asked.count, 0);
    assert_int_equal(stage.depth, 1);
    open_task(TASK_VOID);
    scene_type(&stage, "32");
    expect_task(TASK_VOID, 2, (const char *const[]){"not-printed", "yes"});
}

static void an_empty_line_is_an_answer_only_where_it_may_be(attr_unused void **state)
{
    open_task(TASK_NOTE);
    enter();
    assert_true(shows("Something has to be typed here"));
    scene_type(&stage, "x");
    assert_false(shows("Something has to be typed here"));
    enter();
    enter();
    expect_task(TASK_NOTE, 2, (const char *const[]){"x", "all"});
}

static void a_time_is_a_time(attr_unused void **state)
{
    open_task(TASK_ADOPT);
    scene_type(&stage, "ka17");
    enter();
    scene_type(&stage, "visa"); /* nothing of that name; by what it is called */
    scene_key(&stage, INPUT_BACKSPACE);
    for (int i = 0; i < 3; i++)
        scene_key(&stage, INPUT_BACKSPACE);
    scene_type(&stage, "residence");
    enter();
    scene_type(&stage, "9.30");
    enter();
    assert_true(shows("A time is written so: 10:40"));
    for (int i = 0; i < 4; i++)
        scene_key(&stage, INPUT_BACKSPACE);
    enter(); /* it cannot be read */
    scene_type(&stage, "1");
    enter();
    expect_task(TASK_ADOPT, 5, (const char *const[]){"KA17", "visa", "", "regular", ""});
}

static void escape_goes_back_to_what_was_answered(attr_unused void **state)
{
    open_task(TASK_CHANGE_CLASS);
    scene_type(&stage, "3");
    scene_key(&stage, INPUT_ESCAPE);
    enter(); /* the same as before */
    scene_type(&stage, "1");
    expect_task(TASK_CHANGE_CLASS, 2, (const char *const[]){"infant", "visitor-asked"});
    scene_key(&stage, INPUT_ESCAPE);
    scene_key(&stage, INPUT_ESCAPE);
    assert_int_equal(stage.depth, 1);
}

static void nothing_is_asked_for_twice_while_it_is_under_way(attr_unused void **state)
{
    open_task(TASK_JOIN);
    scene_type(&stage, "ka41");
    enter();
    model.busy = 1;
    enter();
    enter();
    expect_task(TASK_JOIN, 1, (const char *const[]){"KA41"});
}

static void a_task_leads_to_another(attr_unused void **state)
{
    open_task(TASK_CORRECT);
    scene_type(&stage, "4");
    assert_int_equal(stage.depth, 2);
    assert_int_equal(ask_of(stage_top(&stage))->task, TASK_CHANGE_LANGUAGE);
    assert_string_equal(stage_top(&stage)->text, "KA042");
    scene_key(&stage, INPUT_ESCAPE);
    open_task(TASK_MORE);
    scene_type(&stage, "1");
    assert_int_equal(asked.what, DO_FIND_CODES);
}

/* Only where there is a printer that could have got one. */
static void a_new_roll(attr_unused void **state)
{
    open_task(TASK_MORE);
    scene_type(&stage, "4");
    assert_int_equal(ask_of(stage_top(&stage))->task, TASK_ROLL);
    assert_true(shows("A test paper comes out"));
    scene_type(&stage, "1");
    assert_int_equal(asked.count, 0);
    open_task(TASK_ROLL);
    scene_type(&stage, "2");
    expect_task(TASK_ROLL, 1, (const char *const[]){"yes"});
    model.printer = NULL;
    open_task(TASK_MORE);
    assert_false(shows("New roll"));
    scene_type(&stage, "4");
    assert_int_equal(ask_of(stage_top(&stage))->task, TASK_MORE);
}

static void an_operator_is_asked_for_only_where_one_is_wanted(attr_unused void **state)
{
    open_task(TASK_TRANSFER);
    scene_type(&stage, "1");
    scene_type(&stage, "1"); /* any counter */
    scene_type(&stage, "2");
    expect_task(TASK_TRANSFER, 4, (const char *const[]){"-", "-", "", "front"});
    scene_key(&stage, INPUT_ESCAPE);
    assert_int_equal(ask_of(stage_top(&stage))->at, 1); /* not a question that was not asked */
    scene_type(&stage, "2");
    assert_true(shows("Number of the operator?"));
    enter();
    assert_int_equal(ask_of(stage_top(&stage))->at, 2); /* somebody must be said */
    scene_type(&stage, "104");
    enter();
    assert_true(shows("104"));
    asked.count = 0;
    scene_type(&stage, "1");
    expect_task(TASK_TRANSFER, 4, (const char *const[]){"-", "@", "104", "keep"});
}

/* A reload takes away what is on the page: a row that is gone is not taken. */
static void a_list_that_becomes_empty(attr_unused void **state)
{
    open_task(TASK_CHANGE_CLASS);
    stage_draw(&stage, SCENE_NOW_MS);
    for (size_t i = 0; i < model.language_count; i++) {
        struct names *names = &model.languages[i].names;
        struct visitor_get_words_out *out = arena_new(&names->words.arena, struct visitor_get_words_out);
        names->words.out = out;
    }
    stage_changed(&stage);
    enter();
    scene_type(&stage, "1");
    assert_int_equal(asked.count, 0);
    assert_int_equal(stage.depth, 2);
}

#define ASK_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
            ASK_TEST(typing_narrows_and_enter_chooses),
            ASK_TEST(a_digit_chooses_at_once),
            ASK_TEST(needs_begin_as_they_are_and_are_marked),
            ASK_TEST(no_does_nothing_and_yes_does_it),
            ASK_TEST(an_empty_line_is_an_answer_only_where_it_may_be),
            ASK_TEST(a_time_is_a_time),
            ASK_TEST(escape_goes_back_to_what_was_answered),
            ASK_TEST(nothing_is_asked_for_twice_while_it_is_under_way),
            ASK_TEST(a_task_leads_to_another),
            ASK_TEST(a_new_roll),
            ASK_TEST(an_operator_is_asked_for_only_where_one_is_wanted),
            ASK_TEST(a_list_that_becomes_empty),
    };
    languages = golden_languages();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    i18n_free(languages);
    return failed;
}
