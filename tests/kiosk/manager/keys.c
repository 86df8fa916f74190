/* SPDX-License-Identifier: MIT
 *
 * What keys do before a supervisor: nothing is done before the last question, a no does nothing, what is chosen is what
 * is meant, and a menu offers what can be done.
 */
#include <string.h>

#include "common/text.h"
#include "tests/kiosk/manager/scene.h"

static struct i18n *languages;
static struct model model;
static struct stage stage;

/* What the program was asked for last. */
static struct {
    int what, count;
    int64_t value;
    char text[128];
    struct ask ask;
} asked;

static void act(attr_unused void *data, struct stage *on, const struct view *view, const struct intent *intent)
{
    asked.what = intent->what;
    asked.value = intent->value;
    asked.count++;
    text_copy(asked.text, sizeof asked.text, intent->text ? intent->text : "");
    if (intent->what == DO_TASK)
        asked.ask = *ask_of(view);
    if (intent->what == DO_ASK)
        stage_open(on, &view_ask, intent->value, intent->text);
    if (intent->what == DO_PAGE)
        stage_replace(on, manager_pages[intent->value], 0, NULL);
}

static const struct program program = {.name = "novbe-manager", .home = &view_hall, .model = &model, .act = act};

static int begin(attr_unused void **state)
{
    scene_init(&model, scene_language("en"));
    stage_init(&stage, &program, i18n_find(languages, "en"), 80, 24);
    stage_draw(&stage, SCENE_NOW_MS);
    memset(&asked, 0, sizeof asked);
    return 0;
}

static int end(attr_unused void **state)
{
    stage_done(&stage);
    model_done(&model);
    return 0;
}

static void expect(int what, int64_t value, const char *text)
{
    assert_int_equal(asked.what, what);
    assert_int_equal(asked.value, value);
    assert_string_equal(asked.text, text);
}

/* --- the hall --- */

static void enter_opens_the_worst_queue(attr_unused void **state)
{
    scene_key(&stage, INPUT_ENTER);
    expect(DO_OPEN_SERVICE, 0, "passport-new");
    scene_key(&stage, INPUT_DOWN);
    scene_key(&stage, INPUT_ENTER);
    expect(DO_OPEN_SERVICE, 0, "visa");
}

static void letters_find_a_service_and_are_forgotten_then(attr_unused void **state)
{
    scene_type(&stage, "birth");
    scene_key(&stage, INPUT_ENTER);
    expect(DO_OPEN_SERVICE, 0, "birth");
    stage_changed(&stage);
    stage_draw(&stage, SCENE_NOW_MS);
    assert_true(golden_shows(&stage, "Driving licence"));
    scene_type(&stage, "pas");
    scene_key(&stage, INPUT_ESCAPE);
    stage_draw(&stage, SCENE_NOW_MS);
    assert_true(golden_shows(&stage, "Driving licence"));
    assert_int_equal(asked.count, 1);
}

/* Until somebody has chosen a row it is the first, whatever comes first; then it is the one that was chosen. */
static void what_is_chosen_stays_chosen(attr_unused void **state)
{
    struct manager_service_queue queues[ARRAY_SIZE(scene_queues)];
    struct manager_watch_hall_out hall = scene_hall;
    memcpy(queues, scene_queues, sizeof queues);
    hall.queues.items = queues;
    model.hall.out = &hall;
    queues[0].late = 3;
    queues[0].longest_ms = SCENE_MIN(90);
    stage_changed(&stage);
    scene_key(&stage, INPUT_ENTER);
    expect(DO_OPEN_SERVICE, 0, "id-card");
    queues[0].late = 0;
    queues[0].longest_ms = SCENE_MIN(1);
    stage_changed(&stage);
    scene_key(&stage, INPUT_ENTER);
    expect(DO_OPEN_SERVICE, 0, "id-card");
}

static void an_alert_leads_to_what_it_is_about(attr_unused void **state)
{
    static const struct {
        int what;
        int64_t value;
        const char *text;
    } leads[] = {{DO_ASK, TASK_COUNTER, "9"},    {DO_OPEN_TICKET, 0, "KA042"}, {DO_PAGE, PAGE_THINGS, ""},
                 {DO_ASK, TASK_SIGN_OUT, "105"}, {DO_PAGE, PAGE_STAFF, ""},    {DO_OPEN_TICKET, 0, "RA003"}};
    for (size_t i = 0; i < ARRAY_SIZE(leads); i++) {
        begin(NULL);
        scene_key(&stage, INPUT_TAB);
        for (size_t j = 0; j < i; j++)
            scene_key(&stage, INPUT_DOWN);
        scene_key(&stage, INPUT_ENTER);
        expect(leads[i].what, leads[i].value, leads[i].text);
        if (i + 1 < ARRAY_SIZE(leads))
            end(NULL);
    }
}

static void digits_open_pages(attr_unused void **state)
{
    for (uint32_t page = 0; page < PAGE_COUNT; page++) {
        scene_key(&stage, '1' + page);
        expect(DO_PAGE, page, "");
        assert_ptr_equal(stage_top(&stage)->type, manager_pages[page]);
    }
}

static void an_alarm_is_answered_and_then_ended(attr_unused void **state)
{
    struct manager_watch_hall_out hall = scene_hall;
    struct manager_open_alarm alarms[2] = {scene_alarm, scene_alarm};
    scene_key(&stage, INPUT_F1 + 8);
    assert_int_equal(asked.count, 0); /* nobody calls */
    alarms[0].coming = true;
    alarms[1].alarm = "a2";
    hall.alarms.count = 2;
    hall.alarms.items = alarms;
    model.hall.out = &hall;
    stage_changed(&stage);
    scene_key(&stage, INPUT_F1 + 8);
    expect(DO_ANSWER_ALARM, 0, "a2"); /* nobody comes there yet */
    alarms[1].coming = true;
    scene_key(&stage, INPUT_F1 + 8);
    expect(DO_END_ALARM, 0, "a1");
}

/* The keys of a list live as long as its drawing: another page was drawn meanwhile. */
static void a_page_that_lay_below_is_drawn_anew(attr_unused void **state)
{
    stage_open(&stage, &view_service, 0, "passport-new");
    stage_draw(&stage, SCENE_NOW_MS);
    scene_key(&stage, INPUT_END);
    scene_key(&stage, INPUT_ESCAPE);
    assert_ptr_equal(stage_top(&stage)->type, &view_hall);
    scene_key(&stage, INPUT_F1 + 1);
    expect(DO_ASK, TASK_CLOSE, "passport-new");
}

/* --- questions --- */

static void a_closing_is_done_after_its_last_answer(attr_unused void **state)
{
    scene_key(&stage, INPUT_F1 + 1);
    expect(DO_ASK, TASK_CLOSE, "passport-new");
    scene_type(&stage, "2"); /* up to one number */
    scene_type(&stage, "2"); /* KA043 */
    scene_type(&stage, "1"); /* the first reason */
    expect(DO_PREVIEW, TASK_CLOSE, "passport-new");
    assert_int_equal(asked.count, 2);
    scene_type(&stage, "2"); /* yes */
    expect(DO_TASK, TASK_CLOSE, "passport-new");
    assert_string_equal(asked.ask.answers[0], "to_ticket");
    assert_string_equal(asked.ask.answers[1], "KA043");
    assert_string_equal(asked.ask.answers[2], "visitor-asked");
}

static void the_last_one_is_asked_only_where_it_is_needed(attr_unused void **state)
{
    scene_key(&stage, INPUT_F1 + 1);
    scene_type(&stage, "3");
    assert_int_equal(ask_of(stage_top(&stage))->at, 2);
    scene_key(&stage, INPUT_ESCAPE);
    assert_int_equal(ask_of(stage_top(&stage))->at, 0);
}

static void no_is_first_and_does_nothing(attr_unused void **state)
{
    scene_key(&stage, INPUT_F1 + 1);
    scene_type(&stage, "11");
    scene_key(&stage, INPUT_ENTER);
    expect(DO_PREVIEW, TASK_CLOSE, "passport-new");
    assert_ptr_equal(stage_top(&stage)->type, &view_hall);
}

static void a_closed_service_is_opened(attr_unused void **state)
{
    scene_type(&stage, "birth");
    scene_key(&stage, INPUT_F1 + 1);
    expect(DO_ASK, TASK_OPEN, "birth");
}

static void a_kiosk_is_chosen_from_those_in_use(attr_unused void **state)
{
    scene_type(&stage, "4");
    scene_key(&stage, INPUT_F1 + 1);
    expect(DO_ASK, TASK_KIOSK_CLOSE, "");
    stage_draw(&stage, SCENE_NOW_MS);
    assert_true(golden_shows(&stage, "door-1"));
    assert_false(golden_shows(&stage, "door-2")); /* it is out of use */
    scene_type(&stage, "2");                      /* the stairs */
    scene_type(&stage, "2");                      /* yes */
    expect(DO_TASK, TASK_KIOSK_CLOSE, "");
    assert_string_equal(asked.ask.answers[0], "stairs");
}

/* What would be of nobody is not offered. */
static void a_menu_offers_what_can_be_done(attr_unused void **state)
{
    assert_null(ask_subject(&model, TASK_RELEASE, "10"));
    assert_string_equal(ask_subject(&model, TASK_RELEASE, "c7"), "KA041");
    assert_string_equal(ask_subject(&model, TASK_SIGN_OUT, "c7"), "101");
    assert_null(ask_subject(&model, TASK_SIGN_OUT, "c12"));
    assert_string_equal(ask_subject(&model, TASK_OWN_PROFILE, "c7"), "c7");
    assert_null(ask_subject(&model, TASK_OWN_PROFILE, "8"));
    assert_null(ask_subject(&model, TASK_ABSENT, "s2")); /* a lunch */
    assert_null(ask_subject(&model, TASK_ABSENT, "s6")); /* absent already */
    assert_string_equal(ask_subject(&model, TASK_COMES, "s6"), "s6");
    assert_null(ask_subject(&model, TASK_LEAVES, "s2"));
    assert_null(ask_subject(&model, TASK_UNPLAN, "gone"));
    scene_type(&stage, "2");
    scene_key(&stage, INPUT_ENTER); /* away, first of all */
    expect(DO_ASK, TASK_SIGN_OUT, "105");
}

static void what_a_move_would_do_is_asked_before_it_is_done(attr_unused void **state)
{
    scene_type(&stage, "3");
    scene_key(&stage, INPUT_ENTER);
    expect(DO_ASK, TASK_SHIFT, "s1");
    scene_type(&stage, "1");
    expect(DO_PREVIEW, TASK_ABSENT, "s1");
    int count = asked.count;
    scene_key(&stage, INPUT_DOWN);
    assert_int_equal(asked.count, count); /* once */
    scene_key(&stage, INPUT_ENTER);
    expect(DO_TASK, TASK_ABSENT, "s1");
}

/* --- what SetShift is told --- */

static struct manager_set_shift_in told(enum task task, const char *shift, const char *first, const char *second)
{
    struct ask ask = {.task = (int)task};
    struct manager_set_shift_in in;
    text_copy(ask.answers[0], ASK_ANSWER_BYTES, first);
    text_copy(ask.answers[1], ASK_ANSWER_BYTES, second);
    assert_true(ask_shift(&model, &ask, shift, SCENE_NOW_MS, &in));
    return in;
}

static void shifts_are_told_as_a_whole(attr_unused void **state)
{
    struct manager_set_shift_in in = told(TASK_ABSENT, "s1", "", "");
    assert_string_equal(in.shift, "s1");
    assert_string_equal(in.counter, "c7");
    assert_string_equal(in.operator, "101");
    assert_int_equal(in.what.value, MANAGER_SET_SHIFT_IN_WHAT_ABSENT);
    assert_int_equal(in.from, SCENE_IN(-102));
    assert_int_equal(in.until, SCENE_IN(438));
    in = told(TASK_COMES, "s6", "13:00", "");
    assert_int_equal(in.what.value, MANAGER_SET_SHIFT_IN_WHAT_PRESENT);
    assert_int_equal(in.from, SCENE_IN(138));
    in = told(TASK_LEAVES, "s1", "12:00", "");
    assert_int_equal(in.until, SCENE_IN(78));
    assert_int_equal(in.what.value, MANAGER_SET_SHIFT_IN_WHAT_PRESENT);
    in = told(TASK_UNPLAN, "s1", "", "");
    assert_int_equal(in.until, in.from);
}

/* A lunch that is planned moves; without one it is a shift of its own. */
static void lunch_moves(attr_unused void **state)
{
    struct manager_set_shift_in in = told(TASK_LUNCH, "s2", "14:00", "30");
    assert_string_equal(in.shift, "s2");
    assert_int_equal(in.from, SCENE_IN(198));
    assert_int_equal(in.until, SCENE_IN(228));
    in = told(TASK_LUNCH, "s1", "14:00", "30");
    assert_null(in.shift);
    assert_int_equal(in.what.value, MANAGER_SET_SHIFT_IN_WHAT_LUNCH);
    struct ask ask = {.task = TASK_ABSENT};
    assert_false(ask_shift(&model, &ask, "gone", SCENE_NOW_MS, &in));
}

static void hours_are_spans(attr_unused void **state)
{
    char spans[HOURS_SPANS][16];
    size_t count;
    assert_true(ask_hours("09:00-13:00, 14:00-18:00", spans, &count));
    assert_int_equal(count, 2);
    assert_string_equal(spans[1], "14:00-18:00");
    assert_true(ask_hours("-", spans, &count));
    assert_int_equal(count, 0);
    static const char *const bad[] = {
            "9",
            "09:00",
            "25:00-26:00",
            "09:00-",
            "09:00-10:00 -",
            "09:00-10:00-11:00",
            "1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00 1:00-2:00"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(ask_hours(bad[i], spans, &count));
}

static int load(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static int unload(attr_unused void **state)
{
    i18n_free(languages);
    return 0;
}

#define KEYS_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
            KEYS_TEST(enter_opens_the_worst_queue),
            KEYS_TEST(letters_find_a_service_and_are_forgotten_then),
            KEYS_TEST(what_is_chosen_stays_chosen),
            cmocka_unit_test_teardown(an_alert_leads_to_what_it_is_about, end),
            KEYS_TEST(digits_open_pages),
            KEYS_TEST(an_alarm_is_answered_and_then_ended),
            KEYS_TEST(a_page_that_lay_below_is_drawn_anew),
            KEYS_TEST(a_closing_is_done_after_its_last_answer),
            KEYS_TEST(the_last_one_is_asked_only_where_it_is_needed),
            KEYS_TEST(no_is_first_and_does_nothing),
            KEYS_TEST(a_closed_service_is_opened),
            KEYS_TEST(a_kiosk_is_chosen_from_those_in_use),
            KEYS_TEST(a_menu_offers_what_can_be_done),
            KEYS_TEST(what_a_move_would_do_is_asked_before_it_is_done),
            KEYS_TEST(shifts_are_told_as_a_whole),
            KEYS_TEST(lunch_moves),
            KEYS_TEST(hours_are_spans),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
