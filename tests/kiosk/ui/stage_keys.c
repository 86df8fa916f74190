/* SPDX-License-Identifier: MIT
 *
 * Keys before a page: its table, the focus, a pad of four keys, digits, and scanners that type.
 */
#include "tests/kiosk/ui/stage_help.h"

/* --- keys --- */

static void keys_of_the_table_come_first(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    key(f, 'n');
    key(f, 'N');
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_KEY, .key = 'n', .alt = true}, 0);
    expect_done(f, "key 7, key 7");
    f->typed = true; /* a field takes letters before the table does */
    key(f, 'n');
    key(f, 'x');
    assert_string_equal(f->field.text, "nx");
    expect_done(f, "");
    assert_int_equal(f->touched, 5);
    end(f);
}

static void the_first_key_shows_where_the_focus_is(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    add(f, WHAT_CHOICE, 2, (struct rect){0, 6, 20, 3});
    key(f, INPUT_ENTER);
    expect_done(f, "");
    stage_draw(&f->stage, 0);
    assert_int_equal(surface_at(&f->stage.surface, 5, 2)->look, LOOK_FOCUS);
    key(f, INPUT_ENTER);
    key(f, INPUT_DOWN);
    key(f, ' ');
    expect_done(f, "choice 1, choice 2");
    tap(f, 5, 3, 5000); /* fingers want none */
    stage_draw(&f->stage, 0);
    assert_int_equal(surface_at(&f->stage.surface, 5, 6)->look, LOOK_BUTTON);
    expect_done(f, "choice 1");
    end(f);
}

static void digits_take_the_choice_of_that_number(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 11, (struct rect){0, 2, 20, 3});
    add_off(f, WHAT_CHOICE, 12, (struct rect){0, 6, 20, 3});
    add(f, WHAT_CHOICE, 13, (struct rect){0, 10, 20, 3});
    key(f, '1');
    key(f, '2');
    key(f, '3');
    key(f, '4');
    key(f, '0');
    expect_done(f, "choice 11, choice 13");
    end(f);
}

static void back_and_home(attr_unused void **state)
{
    struct fixture *f = begin();
    stage_open(&f->stage, &page, 1, "kept");
    stage_open(&f->stage, &page, 2, NULL);
    assert_string_equal(f->stage.views[1].text, "kept");
    key(f, INPUT_ESCAPE);
    assert_int_equal(top_value(f), 1);
    key(f, INPUT_BACKSPACE);
    key(f, INPUT_ESCAPE);
    assert_int_equal(f->stage.depth, 1);
    assert_int_equal(f->closed, 2);
    stage_open(&f->stage, &page, 3, NULL);
    key(f, 'h');
    assert_int_equal(f->stage.depth, 1);
    assert_int_equal(top_value(f), 0);
    assert_int_equal(f->closed, 4);
    end(f);
}

static void the_focus_stays_while_the_page_is_drawn_anew(attr_unused void **state)
{
    struct fixture *f = begin();
    for (int i = 0; i < 4; i++)
        add(f, WHAT_CHOICE, i, (struct rect){0, 2 + 4 * i, 20, 3});
    key(f, INPUT_DOWN);
    key(f, INPUT_DOWN);
    key(f, INPUT_DOWN);
    f->targets[0].value = 2; /* the list has another order */
    f->targets[2].value = 0;
    stage_changed(&f->stage);
    key(f, INPUT_ENTER);
    expect_done(f, "choice 2");
    f->targets[0].value = 9; /* what had it is gone: the first has it, and is seen to have it */
    stage_changed(&f->stage);
    assert_true(stage_draw(&f->stage, 0));
    assert_int_equal(surface_at(&f->stage.surface, 5, 2)->look, LOOK_FOCUS);
    assert_false(stage_draw(&f->stage, 0));
    stage_open(&f->stage, &page, 1, NULL);
    stage_close(&f->stage);
    key(f, INPUT_ENTER);
    expect_done(f, "choice 9");
    end(f);
}

/* --- a pad of four keys --- */

static size_t focused_index(struct fixture *f)
{
    stage_draw(&f->stage, 0);
    const struct target *focused = canvas_focused(&f->stage.canvas);
    for (size_t i = 0; i < f->count; i++) {
        if (f->targets[i].value == focused->value)
            return i;
    }
    fail();
    return 0;
}

static size_t able_count(const struct fixture *f)
{
    size_t able = 0;
    for (size_t i = 0; i < f->count; i++)
        able += !f->targets[i].off;
    return able;
}

/* From every target up alone, or down alone, leads to every other. */
static void expect_all_reached(struct fixture *f, size_t from, uint32_t way)
{
    bool seen[MOST_TARGETS] = {false};
    size_t found = 0, able = able_count(f);
    stage_top(&f->stage)->focus = f->targets[from];
    f->stage.shows_focus = true;
    f->stage.column = -1;
    stage_changed(&f->stage);
    for (int presses = 0; presses < 200 && found < able; presses++) {
        size_t at = focused_index(f);
        found += !seen[at];
        seen[at] = true;
        key(f, way);
    }
    if (found < able) {
        _cleanup_free_ char *page_text = surface_dump(&f->stage.surface, false);
        fail_msg("from choice %zu only %zu of %zu are reached:\n%s", from + 1, found, able, page_text);
    }
}

static void up_or_down_reaches_everything(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(300); i++) {
        struct fixture *f = begin();
        lay_out(&chance, f);
        for (size_t from = 0; from < f->count; from++) {
            if (!f->targets[from].off)
                expect_all_reached(f, from, chance_below(&chance, 2) ? INPUT_DOWN : INPUT_UP);
        }
        end(f);
    }
}

/* A foot that lies across does not make one forget the column. */
static void up_and_down_keep_to_their_column(attr_unused void **state)
{
    static const int down[] = {0, 2, 4, 1, 3, 4, 0};
    struct fixture *f = begin();
    for (int i = 0; i < 4; i++)
        add(f, WHAT_CHOICE, i, rect_column((struct rect){0, 2 + 4 * (i / 2), WIDTH, 3}, i % 2, 2, 2));
    add(f, WHAT_CHOICE, 4, (struct rect){0, 12, 35, 3});
    key(f, INPUT_TAB);
    for (size_t i = 0; i < ARRAY_SIZE(down); i++) {
        assert_int_equal(focused_index(f), down[i]);
        key(f, INPUT_DOWN);
    }
    end(f);
}

/* --- scanners --- */

static void scan(struct fixture *f, const char *text, int64_t steady_ms)
{
    for (; *text; text++)
        key_at(f, *text == '\n' ? INPUT_ENTER : (uint32_t)(unsigned char)*text, steady_ms);
}

static void expect_scanned(struct fixture *f, const char *expected)
{
    assert_string_equal(f->scanned, expected);
    expect_done(f, "");
    f->scanned[0] = '\0';
}

static void codes_are_told_to_the_program_alone(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    f->typed = true;
    scan(f, "%T/N1X/20261129/ACDEF\n", 1000);
    expect_scanned(f, "[%T/N1X/20261129/ACDEF]");
    scan(f, "%B/N1X", 2000);
    key_at(f, INPUT_TAB, 2000);
    scan(f, "%R/H\n%R/N\n", 3000);
    expect_scanned(f, "[%B/N1X][%R/H][%R/N]");
    assert_string_equal(f->field.text, "");
    scan(f, "%\n", 4000); /* nothing in it */
    expect_scanned(f, "");
    end(f);
}

static void codes_that_are_torn_are_no_keys(attr_unused void **state)
{
    struct fixture *f = begin();
    add(f, WHAT_CHOICE, 1, (struct rect){0, 2, 20, 3});
    scan(f, "%T/N1", 1000);
    key_at(f, 'n', 1000 + STAGE_SCAN_MS); /* it may still come */
    expect_scanned(f, "");
    key_at(f, 'n', 1000 + 2 * STAGE_SCAN_MS + 1);
    expect_done(f, "key 7");
    scan(f, "%", 5000);
    for (int i = 0; i < 3 * STAGE_SCAN_BYTES; i++)
        key_at(f, i % 2 ? '1' : 'n', 5000);
    scan(f, "\n", 5000);
    expect_scanned(f, "");
    scan(f, "%T/", 6000);
    key_at(f, 0x259, 6000);
    scan(f, "n11\n", 6000);
    expect_scanned(f, "");
    scan(f, "%T/", 7000); /* a person's key in between is one */
    key_at(f, INPUT_ESCAPE, 7000);
    key_at(f, 'n', 7000);
    expect_done(f, "key 7");
    char whole[STAGE_SCAN_BYTES + 1] = "%";
    memset(whole + 1, 'A', STAGE_SCAN_BYTES - 2);
    scan(f, whole, 8000);
    scan(f, "\n", 8000);
    assert_int_equal(strlen(f->scanned), STAGE_SCAN_BYTES - 1 + 2);
    end(f);
}

static void a_program_without_scanners_takes_the_sign(attr_unused void **state)
{
    struct fixture *f = begin();
    f->stage.program.scanned = NULL;
    f->typed = true;
    scan(f, "5%", 1000);
    assert_string_equal(f->field.text, "5%");
    end(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(keys_of_the_table_come_first),
            cmocka_unit_test(the_first_key_shows_where_the_focus_is),
            cmocka_unit_test(digits_take_the_choice_of_that_number),
            cmocka_unit_test(back_and_home),
            cmocka_unit_test(the_focus_stays_while_the_page_is_drawn_anew),
            cmocka_unit_test(up_or_down_reaches_everything),
            cmocka_unit_test(up_and_down_keep_to_their_column),
            cmocka_unit_test(codes_are_told_to_the_program_alone),
            cmocka_unit_test(codes_that_are_torn_are_no_keys),
            cmocka_unit_test(a_program_without_scanners_takes_the_sign),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
