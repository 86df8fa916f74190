/* SPDX-License-Identifier: MIT
 *
 * One drawing: what is hit, where the focus goes, and what a voice would read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/canvas.h"
#include "tests/kiosk/ui/chance.h"

struct page {
    struct surface surface;
    struct arena arena;
    struct canvas canvas;
};

static void begin(struct page *page)
{
    surface_init(&page->surface, 80, 24);
    arena_init(&page->arena);
    page->canvas = (struct canvas){.surface = &page->surface,
                                   .arena = &page->arena,
                                   .focus = {.what = TARGET_NONE},
                                   .pressed = {.what = TARGET_NONE}};
}

static void end(struct page *page)
{
    surface_done(&page->surface);
    arena_done(&page->arena);
}

static enum target_state add(struct page *page, int what, int x, int y, int width, int height)
{
    const struct target target = {.rect = {x, y, width, height}, .what = what, .label = "x"};
    return canvas_target(&page->canvas, &target);
}

static int what_of(const struct target *target)
{
    return target ? target->what : TARGET_NONE;
}

/* --- targets --- */

static void targets_are_painted_as_they_are(attr_unused void **state)
{
    struct page page;
    begin(&page);
    page.canvas.focus = (struct target){.what = 2, .value = 7};
    page.canvas.pressed = (struct target){.what = 1, .value = 7};
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 1, .value = 7}), TARGET_PRESSED);
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 1, .value = 7, .off = true}), TARGET_OFF);
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 1, .value = 8}), TARGET_IDLE);
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 2, .value = 7}), TARGET_IDLE);
    page.canvas.shows_focus = true;
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 2, .value = 7}), TARGET_FOCUS);
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = 2, .value = 8}), TARGET_IDLE);
    page.canvas.focus = page.canvas.pressed = (struct target){.what = TARGET_NONE};
    assert_int_equal(canvas_target(&page.canvas, &(struct target){.what = TARGET_NONE}), TARGET_IDLE);
    end(&page);
}

static void what_is_drawn_later_lies_above(attr_unused void **state)
{
    struct page page;
    begin(&page);
    add(&page, 1, 0, 0, 10, 3);
    add(&page, 2, 5, 1, 10, 3);
    assert_int_equal(what_of(canvas_hit(&page.canvas, 0, 0)), 1);
    assert_int_equal(what_of(canvas_hit(&page.canvas, 5, 1)), 2);
    assert_int_equal(what_of(canvas_hit(&page.canvas, 14, 3)), 2);
    assert_int_equal(what_of(canvas_hit(&page.canvas, 15, 3)), TARGET_NONE);
    assert_int_equal(what_of(canvas_hit(&page.canvas, -1, 0)), TARGET_NONE);
    assert_int_equal(what_of(canvas_find(&page.canvas, 2, 0)), 2);
    assert_null(canvas_find(&page.canvas, 2, 1));
    assert_null(canvas_find(&page.canvas, TARGET_NONE, 0));
    end(&page);
}

/* --- focus --- */

static void focus_passes_over_what_cannot_be_taken(attr_unused void **state)
{
    struct page page;
    begin(&page);
    assert_null(canvas_focused(&page.canvas));
    assert_null(canvas_move(&page.canvas, FOCUS_NEXT));
    canvas_target(&page.canvas, &(struct target){.rect = {0, 0, 9, 3}, .what = 1, .off = true});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 2, .aside = true});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 6, 0, 3}, .what = 3});
    assert_null(canvas_focused(&page.canvas));
    add(&page, 4, 0, 9, 9, 3);
    assert_int_equal(what_of(canvas_focused(&page.canvas)), 4);
    assert_int_equal(what_of(canvas_move(&page.canvas, FOCUS_NEXT)), 4);
    assert_int_equal(what_of(canvas_move(&page.canvas, FOCUS_BEFORE)), 4);
    assert_null(canvas_move(&page.canvas, FOCUS_DOWN));
    add(&page, 5, 0, 12, 9, 3);
    page.canvas.focus.what = 5;
    assert_int_equal(what_of(canvas_focused(&page.canvas)), 5);
    assert_int_equal(what_of(canvas_move(&page.canvas, FOCUS_UP)), 4);
    page.canvas.focus.what = 3; /* it is there and cannot have it */
    assert_int_equal(what_of(canvas_focused(&page.canvas)), 4);
    end(&page);
}

/* Nine targets as a telephone has keys; 10 is wide, below them. */
static void directions_follow_rows_and_columns(attr_unused void **state)
{
    static const struct {
        int from;
        enum focus_move move;
        int to;
    } cases[] = {
            {5, FOCUS_UP, 2},
            {5, FOCUS_DOWN, 8},
            {5, FOCUS_LEFT, 4},
            {5, FOCUS_RIGHT, 6},
            {1, FOCUS_RIGHT, 2},
            {3, FOCUS_RIGHT, TARGET_NONE},
            {1, FOCUS_UP, TARGET_NONE},
            {7, FOCUS_DOWN, 10},
            {9, FOCUS_DOWN, 10},
            {10, FOCUS_UP, 8},
            {10, FOCUS_DOWN, TARGET_NONE},
            {9, FOCUS_NEXT, 10},
            {10, FOCUS_NEXT, 1},
            {1, FOCUS_BEFORE, 10},
            {4, FOCUS_BEFORE, 3},
    };
    struct page page;
    begin(&page);
    for (int i = 0; i < 9; i++)
        add(&page, 1 + i, 10 * (i % 3), 4 * (i / 3), 8, 3);
    add(&page, 10, 0, 12, 28, 3);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        page.canvas.focus.what = cases[i].from;
        assert_int_equal(what_of(canvas_move(&page.canvas, cases[i].move)), cases[i].to);
    }
    end(&page);
}

/* Targets by chance that do not overlap, some of which cannot be taken. */
static void scatter(struct chance *chance, struct page *page)
{
    int count = chance_between(chance, 1, 12);
    for (int i = 0; i < count; i++) {
        struct rect rect = {chance_below(chance, 70), chance_below(chance, 20), chance_between(chance, 3, 30),
                            chance_between(chance, 1, 5)};
        bool is_free = true;
        for (int y = rect.y; y < rect.y + rect.height; y++) {
            for (int x = rect.x; x < rect.x + rect.width; x++)
                is_free = is_free && !canvas_hit(&page->canvas, x, y);
        }
        const struct target target = {.rect = rect,
                                      .what = i,
                                      .label = "x",
                                      .off = chance_below(chance, 6) == 0,
                                      .aside = chance_below(chance, 8) == 0};
        if (is_free)
            canvas_target(&page->canvas, &target);
    }
}

static bool takes_focus(const struct target *target)
{
    return !target->off && !target->aside;
}

static void steps_reach_everything_and_come_back(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(1000); i++) {
        struct page page;
        begin(&page);
        scatter(&chance, &page);
        size_t able = 0;
        for (size_t k = 0; k < page.canvas.target_count; k++)
            able += takes_focus(&page.canvas.targets[k]);
        const struct target *first = canvas_focused(&page.canvas);
        enum focus_move move = chance_below(&chance, 2) ? FOCUS_NEXT : FOCUS_BEFORE;
        for (size_t k = 0; k < able; k++) {
            const struct target *to = canvas_move(&page.canvas, move);
            assert_true(takes_focus(to));
            assert_true(k + 1 == able ? to == first : to != first);
            page.canvas.focus = *to;
        }
        end(&page);
    }
}

/* A direction leads that way, and never to where the focus is. */
static void directions_lead_that_way(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(3000); i++) {
        struct page page;
        begin(&page);
        scatter(&chance, &page);
        const struct target *from = canvas_focused(&page.canvas);
        enum focus_move move = (enum focus_move)chance_between(&chance, FOCUS_UP, FOCUS_RIGHT);
        const struct target *to = canvas_move(&page.canvas, move);
        if (to) {
            int across = 2 * to->rect.x + to->rect.width - 2 * from->rect.x - from->rect.width;
            int down = 2 * to->rect.y + to->rect.height - 2 * from->rect.y - from->rect.height;
            assert_true(takes_focus(to));
            assert_true(move == FOCUS_UP     ? down < 0
                        : move == FOCUS_DOWN ? down > 0
                        : move == FOCUS_LEFT ? across < 0
                                             : across > 0);
        }
        end(&page);
    }
}

/* --- words --- */

static void a_page_in_words(attr_unused void **state)
{
    struct page page;
    begin(&page);
    canvas_line(&page.canvas, (struct rect){0, 0, 80, 1}, ALIGN_LEFT, LOOK_TITLE, "Which service?");
    canvas_say(&page.canvas, PLAIN_QUESTION, "Passport or card?");
    canvas_say(&page.canvas, PLAIN_FIELD, "pass");
    canvas_say(&page.canvas, PLAIN_TEXT, "");
    canvas_say(&page.canvas, PLAIN_TEXT, NULL);
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 1, .label = "Passport"});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 2, .label = "Card", .off = true});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 3, .label = "q", .silent = true});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 4, .label = "F1", .aside = true});
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 5});
    assert_int_equal(canvas_text(&page.canvas, (struct rect){0, 9, 8, 3}, ALIGN_LEFT, LOOK_BAD, "No paper left"), 2);
    assert_int_equal(canvas_text(&page.canvas, (struct rect){0, 9, 8, 3}, ALIGN_LEFT, LOOK_BAD, NULL), 0);
    canvas_target(&page.canvas, &(struct target){.rect = {0, 3, 9, 3}, .what = 6, .label = "Back"});
    canvas_say(&page.canvas, PLAIN_TEXT, canvas_printf(&page.canvas, "%d people wait", 3));
    page.canvas.focus.what = 6;
    assert_string_equal(canvas_plain(&page.canvas), "# Which service?\n? Passport or card?\n> pass\n1. Passport\n"
                                                    "2. Card (-)\n! No paper left\n3. Back <\n  3 people wait\n");
    end(&page);
}

static void labels_are_copied(attr_unused void **state)
{
    struct page page;
    begin(&page);
    char label[] = "Passport", text[] = "hello";
    canvas_target(&page.canvas, &(struct target){.rect = {0, 0, 9, 3}, .what = 1, .label = label});
    canvas_say(&page.canvas, PLAIN_TEXT, text);
    memset(label, 'x', sizeof label - 1);
    memset(text, 'x', sizeof text - 1);
    assert_string_equal(canvas_plain(&page.canvas), "1. Passport <\n  hello\n");
    end(&page);
}

static void nothing_in_words(attr_unused void **state)
{
    struct page page;
    begin(&page);
    assert_string_equal(canvas_plain(&page.canvas), "");
    end(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(targets_are_painted_as_they_are),
            cmocka_unit_test(what_is_drawn_later_lies_above),
            cmocka_unit_test(focus_passes_over_what_cannot_be_taken),
            cmocka_unit_test(directions_follow_rows_and_columns),
            cmocka_unit_test(steps_reach_everything_and_come_back),
            cmocka_unit_test(directions_lead_that_way),
            cmocka_unit_test(a_page_in_words),
            cmocka_unit_test(labels_are_copied),
            cmocka_unit_test(nothing_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
