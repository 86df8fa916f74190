/* SPDX-License-Identifier: MIT
 *
 * Boards as they are seen, in every language and size.
 */
#include "tests/kiosk/board/hall.h"

static const struct {
    int width, height;
} sizes[] = {{80, 24}, {120, 36}, {200, 60}, {300, 80}};

static const char *const tickets[] = {"KA041", "MA007", "LA112", "RA003", "TA042"};

static json_t *calls(struct hall *hall, int count)
{
    json_t *state = hall_state(hall);
    for (int i = 0; i < count; i++)
        hall_call(hall, state, 100 + i, tickets[i], 1 + i * 6, hall_codes[i % 3], i == 3 ? "moved" : "first");
    return state;
}

/* A hall at its busiest: the last call is new. */
static void take_busy(struct hall *hall)
{
    hall_take(hall, calls(hall, 4));
    json_t *state = calls(hall, 5);
    for (int i = 0; i < 3; i++) {
        char ticket[8];
        snprintf(ticket, sizeof ticket, "LA10%d", i);
        hall_number(state, "missed", ticket, hall->now_ms - i * 60000);
    }
    for (int i = 0; i < 6; i++)
        hall_waiting(hall, state, i, 3 + 7 * i, i == 3 ? 0 : 10 + 12 * i);
    hall_closing(state, 1, "to_ticket", "MA055");
    hall_closing(state, 2, "all", NULL);
    hall_closing(state, 4, "send_home", NULL);
    json_object_set_new(state, "ticker",
                        json_pack("{s:s, s:s, s:s}", "az", "Sənədlərinizi hazır saxlayın.", "ru",
                                  "Приготовьте документы.", "en", "Please have your documents ready."));
    hall_take(hall, state);
}

static void look(struct hall *hall, int width, int height, const char *name)
{
    struct stage stage;
    hall_stage(hall, &stage, width, height);
    _cleanup_free_ char *path = mem_printf("board/%s.%dx%d", name, width, height);
    golden_stage(&stage, path);
    stage_done(&stage);
}

static void test_a_busy_hall_in_every_language_and_size(attr_unused void **state)
{
    static const char *const codes[] = {"az ru en", "ru az en", "en", "ja en"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        struct hall hall;
        hall_open(&hall, codes[i]);
        take_busy(&hall);
        for (size_t j = 0; j < ARRAY_SIZE(sizes); j++) {
            _cleanup_free_ char *name = mem_printf("busy.%.2s", codes[i]);
            look(&hall, sizes[j].width, sizes[j].height, name);
        }
        hall_close(&hall);
    }
}

static void test_a_busy_hall_in_every_theme(attr_unused void **state)
{
    static const struct theme *const themes[] = {&theme_day, &theme_contrast, &theme_mono};
    struct hall hall;
    hall_open(&hall, "az ru en");
    take_busy(&hall);
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        struct stage stage;
        hall_stage(&hall, &stage, 80, 24);
        _cleanup_free_ char *path = mem_printf("board/busy.az.80x24.%s", themes[i]->name);
        golden_themed(&stage, themes[i], path);
        stage_done(&stage);
    }
    hall_close(&hall);
}

static void look_both(struct hall *hall, const char *name)
{
    look(hall, 80, 24, name);
    look(hall, 200, 60, name);
}

static void test_nobody_is_called(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    hall_take(&hall, calls(&hall, 0));
    look_both(&hall, "nobody.az");
    hall_close(&hall);
}

static void test_nothing_is_known_yet(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    look(&hall, 80, 24, "unheard.az");
    hall.model.is_unknown = true;
    look(&hall, 80, 24, "unknown.az");
    hall_close(&hall);
}

static void test_a_halt(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    json_t *halted = calls(&hall, 0);
    hall_waiting(&hall, halted, 1, 12, 0);
    json_object_set_new(halted, "halted", json_string("fault"));
    hall_take(&hall, halted);
    look_both(&hall, "halted.az");
    json_t *called = calls(&hall, 2);
    json_object_set_new(called, "halted", json_string("fault"));
    hall_take(&hall, called);
    look(&hall, 120, 36, "halted_beside_calls.az");
    hall_close(&hall);
}

static void test_a_call_that_is_taken_back(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    json_t *taken = calls(&hall, 1);
    hall_number(taken, "please_wait", "KA012", hall.now_ms);
    hall_closing(taken, 1, "all", NULL);
    hall_take(&hall, taken);
    look_both(&hall, "please_wait.az");
    hall_close(&hall);
}

/* It stands in the strip of notices, and hides no call; what people have to know now goes before it. */
static void test_what_a_supervisor_says(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    json_t *told = calls(&hall, 4);
    hall_message(told, "m1", "Lift B is out of order.\nPlease take the stairs.", hall.now_ms);
    hall_take(&hall, told);
    look_both(&hall, "message.az");
    struct stage stage;
    hall_stage(&hall, &stage, 80, 24);
    assert_true(golden_shows(&stage, "Lift B is out of order. Please take the stairs."));
    stage_done(&stage);
    told = calls(&hall, 4);
    hall_message(told, "m1", "Lift B is out of order.", hall.now_ms);
    hall_number(told, "please_wait", "KA012", hall.now_ms);
    hall_take(&hall, told);
    hall_stage(&hall, &stage, 80, 24);
    assert_false(golden_shows(&stage, "Lift B"));
    stage_done(&stage);
    hall_close(&hall);
}

static void test_the_daemon_is_away(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    take_busy(&hall);
    hall.model.lost_ms = hall.now_ms;
    hall.now_ms += 4 * 60000;
    struct stage stage;
    hall_stage(&hall, &stage, 80, 24);
    stage_set_connecting(&stage, true);
    golden_stage(&stage, "board/lost.az.80x24");
    stage_done(&stage);
    hall_close(&hall);
}

/* Every sentence has its turn, and the page asks to be woken for it. */
static void test_sentences_take_turns(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    take_busy(&hall);
    struct stage stage;
    hall_stage(&hall, &stage, 80, 24);
    bool seen[3] = {false};
    const char *const words[] = {"ediləcək.", "примут.", "served."};
    for (int turn = 0; turn < 40; turn++) {
        int64_t wake = stage_tick(&stage, stage.now_ms);
        assert_in_range(wake - stage.now_ms, 1, 8000);
        stage_tick(&stage, wake);
        assert_true(stage_draw(&stage, wake));
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
            seen[i] |= golden_shows(&stage, words[i]);
    }
    assert_true(seen[0] && seen[1] && seen[2]);
    stage_done(&stage);
    hall_close(&hall);
}

/* With nothing to turn it wakes for the clock alone. */
static void test_an_idle_board_wakes_once_a_minute(attr_unused void **state)
{
    struct hall hall;
    hall_open(&hall, "az ru en");
    hall_take(&hall, calls(&hall, 2));
    struct stage stage;
    hall_stage(&hall, &stage, 200, 60);
    assert_int_equal(stage_tick(&stage, hall.now_ms + 1), hall.now_ms + 60000);
    stage_done(&stage);
    hall_close(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_a_busy_hall_in_every_language_and_size),
            cmocka_unit_test(test_a_busy_hall_in_every_theme),
            cmocka_unit_test(test_nobody_is_called),
            cmocka_unit_test(test_nothing_is_known_yet),
            cmocka_unit_test(test_a_halt),
            cmocka_unit_test(test_a_call_that_is_taken_back),
            cmocka_unit_test(test_what_a_supervisor_says),
            cmocka_unit_test(test_the_daemon_is_away),
            cmocka_unit_test(test_sentences_take_turns),
            cmocka_unit_test(test_an_idle_board_wakes_once_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
