/* SPDX-License-Identifier: MIT
 *
 * Pages as a person meets them, without a terminal: fingers, keys, scanners, dialogs, help, and a stack that is full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/dialog.h"
#include "kiosk/ui/field.h"
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/ui/golden.h"

enum { WIDTH = 80, HEIGHT = 24, MOST_TARGETS = 20 };
enum what {
    WHAT_CHOICE = 1,
    WHAT_OPEN,
    WHAT_DIALOG,
    WHAT_HELP,
    WHAT_OFF,
    WHAT_KEY,
    WHAT_HOME,
    WHAT_QUIT,
    WHAT_REPLACE
};

static struct i18n *languages;

/* What a page shows, and what came of it. */
struct fixture {
    struct target targets[MOST_TARGETS];
    size_t count;
    bool off_offered;
    bool typed; /* the page has a field */
    struct field field;
    char done[512], scanned[256];
    int touched;
    int64_t wake_ms;
    int closed;
    struct stage stage;
};

static struct fixture *fixture_of(const struct view *view)
{
    return (struct fixture *)(uintptr_t)view->model;
}

static void note(struct fixture *f, const char *text, int64_t value)
{
    size_t length = strlen(f->done);
    snprintf(f->done + length, sizeof f->done - length, "%s%s %d", length ? ", " : "", text, (int)value);
}

/* --- pages --- */

static void page_draw(struct view *view, struct canvas *canvas)
{
    struct fixture *f = fixture_of(view);
    struct rect page = canvas_rect(canvas);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_TITLE,
                canvas_printf(canvas, "page %d", (int)view->value));
    view_draw_keys(view, canvas, rect_cut_bottom(&page, 1));
    for (size_t i = 0; i < f->count; i++) {
        const struct target *target = &f->targets[i];
        const struct button button = {target->what, target->value, canvas_printf(canvas, "choice %zu", i + 1),
                                      NULL,         LOOK_BUTTON,   target->off};
        button_draw(canvas, target->rect, &button);
    }
    if (f->typed)
        field_draw(canvas, rect_cut_bottom(&page, 3), &f->field, "type");
}

static struct intent page_act(struct view *view, int what, int64_t value);

static struct intent page_type(struct view *view, const struct input_event *event)
{
    struct fixture *f = fixture_of(view);
    return f->typed && field_type(&f->field, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

static int64_t page_wake(const struct view *view, attr_unused int64_t now_ms)
{
    return fixture_of(view)->wake_ms;
}

static struct intent page_tick(struct view *view, int64_t now_ms)
{
    struct fixture *f = fixture_of(view);
    note(f, "tick", now_ms);
    f->wake_ms = 0;
    return INTENT(INTENT_HOME);
}

static void page_close(struct view *view)
{
    fixture_of(view)->closed++;
}

static bool is_off_offered(const struct view *view)
{
    return fixture_of(view)->off_offered;
}

static const struct view_key keys[] = {
        {INPUT_F1, WHAT_HELP, 0, MESSAGE_UI_HELP, MESSAGE_UI_KEYS, false, NULL},
        {'n', WHAT_KEY, 7, MESSAGE_UI_PAGE_NEXT, MESSAGE_UI_PAGE_NEXT, false, NULL},
        {'x', WHAT_OFF, 0, MESSAGE_UI_CLOSE, MESSAGE_UI_CLOSE, false, is_off_offered},
        {'h', WHAT_HOME, 0, MESSAGE_UI_SPACE, MESSAGE_UI_SPACE, true, NULL},
};

static const struct view_type page = {.name = "page",
                                      .draw = page_draw,
                                      .act = page_act,
                                      .type = page_type,
                                      .wake = page_wake,
                                      .tick = page_tick,
                                      .close = page_close,
                                      .keys = keys,
                                      .key_count = ARRAY_SIZE(keys)};

static void question_draw(attr_unused struct view *view, struct canvas *canvas)
{
    static const struct button buttons[] = {{WHAT_CHOICE, 100, "Yes", NULL, LOOK_PAGE, false},
                                            {WHAT_REPLACE, 0, "No", NULL, LOOK_PAGE, false}};
    dialog_draw(canvas, &(struct dialog){"Sure?", "Really?", buttons, ARRAY_SIZE(buttons), false});
}

static const struct view_type question = {
        .name = "question", .draw = question_draw, .act = page_act, .draws_over = true};

static struct intent page_act(struct view *view, int what, int64_t value)
{
    switch (what) {
    case WHAT_OPEN:
        return INTENT_OPENS(&page, .value = value);
    case WHAT_DIALOG:
        return INTENT_OPENS(&question);
    case WHAT_HELP:
        return INTENT_OPENS(&view_help);
    case WHAT_HOME:
        return INTENT(INTENT_HOME);
    case WHAT_QUIT:
        return INTENT(INTENT_QUIT);
    case WHAT_REPLACE:
        return (struct intent){.kind = INTENT_REPLACE, .type = &page, .value = 50, .text = view->text};
    default:
        return INTENT_DOES(what, .value = value);
    }
}

/* --- the program --- */

static void act(void *data, attr_unused struct stage *stage, const struct view *view, const struct intent *intent)
{
    assert_non_null(view);
    note(data, intent->what == WHAT_CHOICE ? "choice" : intent->what == WHAT_KEY ? "key" : "off", intent->value);
}

static void scanned(void *data, attr_unused struct stage *stage, const char *code)
{
    struct fixture *f = data;
    size_t length = strlen(f->scanned);
    snprintf(f->scanned + length, sizeof f->scanned - length, "[%s]", code);
}

static void touched(void *data, attr_unused struct stage *stage, attr_unused int64_t steady_ms)
{
    ((struct fixture *)data)->touched++;
}

static struct fixture *begin(void)
{
    struct fixture *f = mem_new(struct fixture);
    const struct program program = {
            .name = "test", .home = &page, .model = f, .act = act, .scanned = scanned, .touched = touched, .data = f};
    stage_init(&f->stage, &program, i18n_find(languages, "en"), WIDTH, HEIGHT);
    return f;
}

static void end(struct fixture *f)
{
    stage_done(&f->stage);
    free(f);
}

static void add(struct fixture *f, int what, int64_t value, struct rect rect)
{
    f->targets[f->count++] = (struct target){.rect = rect, .what = what, .value = value};
    stage_changed(&f->stage);
}

static void add_off(struct fixture *f, int what, int64_t value, struct rect rect)
{
    add(f, what, value, rect);
    f->targets[f->count - 1].off = true;
}

/* --- a person --- */

static void press_at(struct fixture *f, int x, int y, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_PRESS, .x = x, .y = y}, steady_ms);
}

static void release_at(struct fixture *f, int x, int y, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_RELEASE, .x = x, .y = y}, steady_ms);
}

static void tap(struct fixture *f, int x, int y, int64_t steady_ms)
{
    press_at(f, x, y, steady_ms);
    release_at(f, x, y, steady_ms + 50);
}

static void key_at(struct fixture *f, uint32_t key, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_KEY, .key = key}, steady_ms);
}

static void key(struct fixture *f, uint32_t code)
{
    key_at(f, code, 0);
}

static void expect_done(struct fixture *f, const char *expected)
{
    assert_string_equal(f->done, expected);
    f->done[0] = '\0';
}

static int64_t top_value(struct fixture *f)
{
    return stage_top(&f->stage)->value;
}

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

/* Grids, forms and targets that lie anyhow. */
static void lay_out(struct chance *chance, struct fixture *f)
{
    int columns = chance_between(chance, 1, 3), rows = chance_between(chance, 1, 4);
    f->count = 0;
    for (int i = 0; i < columns * rows; i++) {
        struct rect rect = rect_column((struct rect){0, 1 + 4 * (i / columns), WIDTH, 3}, i % columns, columns, 2);
        if (chance_below(chance, 8) > 0)
            add(f, WHAT_CHOICE, i, rect);
    }
    int foot = chance_below(chance, 4);
    for (int i = 0; i < foot; i++)
        add(f, WHAT_CHOICE, 50 + i, rect_column((struct rect){0, 19, WIDTH, 3}, i, foot, 2));
    for (size_t i = 0; i < f->count; i++)
        f->targets[i].off = chance_below(chance, 10) == 0;
}

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

static int open_all(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static int close_all(attr_unused void **state)
{
    languages = i18n_free(languages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_tap_acts_on_release),
            cmocka_unit_test(sliding_off_takes_it_back),
            cmocka_unit_test(what_is_off_is_not_taken),
            cmocka_unit_test(a_double_tap_is_one),
            cmocka_unit_test(a_page_that_came_by_itself_is_not_tapped_at_once),
            cmocka_unit_test(a_finger_that_rests_while_the_page_changes),
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
            cmocka_unit_test(a_dialog_keeps_the_page_below_from_being_taken),
            cmocka_unit_test(help_tells_the_keys_of_the_page_below),
            cmocka_unit_test(a_full_stack_opens_no_more),
            cmocka_unit_test(pages_are_told_when_their_time_has_come),
            cmocka_unit_test(what_changes_is_drawn_and_nothing_else),
            cmocka_unit_test(by_chance),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
