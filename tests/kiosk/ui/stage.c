/* SPDX-License-Identifier: MIT
 *
 * Pages as a person meets them, without a terminal: fingers, dialogs, help, time, and a stack that is full.
 */
#include "tests/kiosk/ui/stage_help.h"

/* --- fingers --- */

static void a_tap_acts_on_release(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    add(f, WHAT_CHOICE, 2, (struct rect){0, 6, 20, 3});
    press_at(f, 5, 3, 1000);
    expect_done(f, "");
    stage_draw(&f->stage, 0);
    assert_int_equal(surface_at(&f->stage.surface, 5, 2)->look, LOOK_PRESSED);
    release_at(f, 19, 4, 1100); /* elsewhere on the same */
    expect_done(f, "choice 1");
    stage_draw(&f->stage, 0);
    assert_int_equal(surface_at(&f->stage.surface, 5, 2)->look, LOOK_BUTTON);
    tap(f, 0, 6, 1200);
    expect_done(f, "choice 2");
    tap(f, 0, 20, 1300);
    release_at(f, 5, 3, 1400);
    expect_done(f, "");
    end(f);
}

static void sliding_off_takes_it_back(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    add(f, WHAT_CHOICE, 2, (struct rect){0, 6, 20, 3});
    press_at(f, 5, 3, 1000);
    release_at(f, 5, 7, 1100);
    press_at(f, 5, 3, 1200);
    release_at(f, 50, 20, 1300);
    press_at(f, 50, 20, 1400);
    release_at(f, 5, 3, 1500);
    expect_done(f, "");
    press_at(f, 5, 3, 1600); /* what was pressed last counts */
    press_at(f, 5, 7, 1700);
    release_at(f, 5, 7, 1800);
    expect_done(f, "choice 2");
    end(f);
}

static void what_is_off_is_not_taken(attr_unused void **state)
{
    struct fixture *f = begin();
    add_off(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    tap(f, 5, 3, 1000);
    key(f, '1');
    key(f, INPUT_ENTER);
    key(f, INPUT_ENTER);
    key(f, 'x');
    stage_draw(&f->stage, 0);
    const struct target *bar = canvas_find(&f->stage.canvas, WHAT_OFF, 0);
    assert_true(bar->off);
    tap(f, bar->rect.x, bar->rect.y, 2000);
    expect_done(f, "");
    f->off_offered = true;
    stage_changed(&f->stage);
    key(f, 'X');
    tap(f, bar->rect.x, bar->rect.y, 3000);
    expect_done(f, "off 0, off 0");
    end(f);
}

/* The second half of a double tap falls upon the next page, which has a button at the same place. */
static void a_double_tap_is_one(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_OPEN, 5, (struct rect){0, 2, 20, 3});
    tap(f, 5, 3, 1000);
    assert_int_equal(f->stage.depth, 2);
    tap(f, 5, 3, 1050 + STAGE_GHOST_MS - 1);
    assert_int_equal(f->stage.depth, 2);
    tap(f, 5, 3, 1050 + STAGE_GHOST_MS);
    assert_int_equal(f->stage.depth, 3);
    end(f);
}

/* The daemon answered, and the page changed between the two taps. */
static void a_page_that_came_by_itself_is_not_tapped_at_once(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    tap(f, 5, 3, 1000);
    expect_done(f, "choice 1");
    stage_open(&f->stage, &page, 9, NULL);
    assert_true(stage_draw(&f->stage, 0));
    stage_shown(&f->stage, 1200);
    tap(f, 5, 3, 1250);
    expect_done(f, "");
    stage_shown(&f->stage, 1490); /* the same page, drawn anew */
    tap(f, 5, 3, 1500);
    expect_done(f, "choice 1");
    end(f);
}

/* Enter bounced, or was pressed three times at once: the number that it has brought is not gone before it is read. */
static void an_answer_takes_no_key_at_once(attr_unused void **state)
{
    struct fixture *f = begin();
    struct view_type answer = page;
    answer.is_answer = true;
    stage_open(&f->stage, &answer, 9, NULL);
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    const struct input_event one = {.kind = INPUT_KEY, .key = '1'};
    stage_input(&f->stage, &one, 1000); /* not shown yet */
    stage_input(&f->stage, &one, 1000 + STAGE_GHOST_MS - 1);
    expect_done(f, "");
    stage_input(&f->stage, &one, 1000 + STAGE_GHOST_MS);
    expect_done(f, "choice 1");
    end(f);
}

static void a_finger_that_rests_while_the_page_changes(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    press_at(f, 5, 3, 1000);
    stage_open(&f->stage, &page, 9, NULL);
    release_at(f, 5, 3, 2000);
    expect_done(f, "");
    end(f);
}

/* --- dialogs, help, time --- */

static void a_dialog_keeps_the_page_below_from_being_taken(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    add(f, WHAT_DIALOG, 0, (struct rect){0, 6, 20, 3});
    tap(f, 5, 7, 1000);
    stage_draw(&f->stage, 0);
    assert_true(golden_shows(&f->stage, "Sure?"));
    assert_true(golden_shows(&f->stage, "choice 1"));
    assert_string_equal(canvas_plain(&f->stage.canvas), "# Sure?\n  Really?\n1. Yes <\n2. No\n");
    tap(f, 5, 3, 2000);
    expect_done(f, "");
    key(f, '1');
    expect_done(f, "choice 100");
    key(f, '2');
    assert_int_equal(f->stage.depth, 2);
    assert_int_equal(top_value(f), 50);
    assert_ptr_equal(stage_top(&f->stage)->type, &page);
    end(f);
}

static void help_tells_the_keys_of_the_page_below(attr_unused void **state)
{
    struct fixture *f = begin();
    key(f, INPUT_F1);
    golden_stage(&f->stage, "ui/help.en.80x24");
    key(f, INPUT_ESCAPE);
    assert_int_equal(f->stage.depth, 1);
    end(f);
}

static void a_full_stack_opens_no_more(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_OPEN, 1, (struct rect){0, 2, 20, 3});
    for (int i = 0; i < STAGE_DEPTH + 5; i++)
        key(f, '1');
    assert_int_equal(f->stage.depth, STAGE_DEPTH);
    for (int i = 0; i < STAGE_DEPTH + 5; i++)
        key(f, INPUT_ESCAPE);
    assert_int_equal(f->stage.depth, 1);
    end(f);
}

static void pages_are_told_when_their_time_has_come(attr_unused void **state)
{
    struct fixture *f = begin();
    assert_int_equal(stage_tick(&f->stage, 1000), 0);
    f->wake_ms = 5000;
    assert_int_equal(stage_tick(&f->stage, 1000), 5000);
    stage_open(&f->stage, &page, 1, NULL);
    assert_int_equal(stage_tick(&f->stage, 5000), 0);
    expect_done(f, "tick 5000");
    assert_int_equal(f->stage.depth, 1);
    end(f);
}

static void what_changes_is_drawn_and_nothing_else(attr_unused void **state)
{
    struct fixture *f = begin();
    assert_true(stage_draw(&f->stage, 1));
    assert_false(stage_draw(&f->stage, 2));
    stage_speak(&f->stage, f->stage.language);
    stage_set_large(&f->stage, false);
    stage_set_connecting(&f->stage, false);
    assert_false(stage_draw(&f->stage, 2));
    stage_speak(&f->stage, i18n_find(languages, "ja"));
    assert_true(stage_draw(&f->stage, 3));
    assert_true(golden_shows(&f->stage, "ヘルプ"));
    stage_set_large(&f->stage, true);
    assert_true(stage_draw(&f->stage, 4));
    assert_true(f->stage.canvas.large);
    stage_set_connecting(&f->stage, true);
    assert_true(stage_draw(&f->stage, 5));
    assert_true(golden_shows(&f->stage, "接続"));
    stage_resize(&f->stage, 43, 39);
    assert_true(stage_draw(&f->stage, 6));
    assert_int_equal(f->stage.surface.height, 39);
    key(f, 'q');
    assert_false(f->stage.ended);
    stage_intent(&f->stage, &INTENT(INTENT_QUIT));
    assert_true(f->stage.ended);
    end(f);
}

/* Anything anybody can do: nothing breaks, and there is always a page. */
static void by_chance(attr_unused void **state)
{
    static const uint32_t pool[] = {INPUT_ENTER, INPUT_ESCAPE, INPUT_TAB, INPUT_BACKTAB, INPUT_UP, INPUT_DOWN,
                                    INPUT_LEFT,  INPUT_RIGHT,  INPUT_F1,  ' ',           '%',      '1',
                                    '2',         '9',          'n',       'x',           'h',      INPUT_BACKSPACE};
    struct chance chance = {0};
    for (int i = 0; i < chance_times(60); i++) {
        struct fixture *f = begin();
        lay_out(&chance, f);
        add(f, WHAT_OPEN, 90, (struct rect){60, 0, 20, 1});
        add(f, WHAT_DIALOG, 0, (struct rect){40, 0, 18, 1});
        int64_t steady_ms = 0;
        for (int k = 0; k < 300; k++) {
            steady_ms += chance_below(&chance, 500);
            struct input_event event = {.kind = (enum input_kind)chance_below(&chance, 3),
                                        .key = pool[chance_below(&chance, ARRAY_SIZE(pool))],
                                        .x = chance_below(&chance, WIDTH + 2),
                                        .y = chance_below(&chance, HEIGHT + 2)};
            stage_input(&f->stage, &event, steady_ms);
            assert_in_range(f->stage.depth, 1, STAGE_DEPTH);
            f->done[0] = f->scanned[0] = '\0';
            if (chance_below(&chance, 20) == 0)
                stage_resize(&f->stage, chance_between(&chance, 1, 100), chance_between(&chance, 1, 40));
        }
        end(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_tap_acts_on_release),
            cmocka_unit_test(sliding_off_takes_it_back),
            cmocka_unit_test(what_is_off_is_not_taken),
            cmocka_unit_test(a_double_tap_is_one),
            cmocka_unit_test(a_page_that_came_by_itself_is_not_tapped_at_once),
            cmocka_unit_test(an_answer_takes_no_key_at_once),
            cmocka_unit_test(a_finger_that_rests_while_the_page_changes),
            cmocka_unit_test(a_dialog_keeps_the_page_below_from_being_taken),
            cmocka_unit_test(help_tells_the_keys_of_the_page_below),
            cmocka_unit_test(a_full_stack_opens_no_more),
            cmocka_unit_test(pages_are_told_when_their_time_has_come),
            cmocka_unit_test(what_changes_is_drawn_and_nothing_else),
            cmocka_unit_test(by_chance),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
