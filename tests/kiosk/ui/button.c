/* SPDX-License-Identifier: MIT
 *
 * Buttons and their pages: large enough for a finger, within their place, each once, in every size of screen; dialogs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/dialog.h"
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/ui/golden.h"

enum { WHAT_CHOICE = 1, WHAT_PAGE = 2, MOST = 60 };

static struct i18n *languages;

struct page {
    struct surface surface;
    struct arena arena;
    struct canvas canvas;
};

static void begin(struct page *page, int width, int height)
{
    surface_init(&page->surface, width, height);
    arena_init(&page->arena);
    page->canvas = (struct canvas){.surface = &page->surface,
                                   .arena = &page->arena,
                                   .language = i18n_find(languages, "en"),
                                   .focus = {.what = TARGET_NONE},
                                   .pressed = {.what = TARGET_NONE}};
}

static void end(struct page *page)
{
    surface_done(&page->surface);
    arena_done(&page->arena);
}

static void expect_page(struct page *page, const char *expected)
{
    _cleanup_free_ char *text = surface_dump(&page->surface, false);
    assert_string_equal(text, expected);
    surface_clear(&page->surface);
    page->canvas.target_count = 0;
}

/* --- one button --- */

static void labels_stand_in_the_middle_of_the_height(attr_unused void **state)
{
    struct page page;
    struct button button = {WHAT_CHOICE, 0, "Passport", NULL, LOOK_PAGE, false};
    begin(&page, 16, 4);
    const struct rect rect = {1, 0, 14, 3};
    button_draw(&page.canvas, rect, &button);
    expect_page(&page, "\n   Passport\n\n\n");
    button.detail = "15 min";
    button_draw(&page.canvas, rect, &button);
    assert_int_equal(surface_at(&page.surface, 3, 0)->look, LOOK_BUTTON);
    assert_int_equal(surface_at(&page.surface, 3, 1)->look, LOOK_BUTTON_QUIET);
    assert_int_equal(surface_at(&page.surface, 0, 1)->look, LOOK_PAGE);
    assert_string_equal(page.canvas.targets[0].label, "Passport: 15 min");
    expect_page(&page, "   Passport\n   15 min\n\n\n");
    button.label = "A passport for travelling abroad";
    button_draw(&page.canvas, rect, &button); /* the detail has its row whatever the label wants */
    expect_page(&page, "   A passport\n   for…\n   15 min\n\n");
    button_draw(&page.canvas, (struct rect){1, 0, 14, 1}, &button);
    expect_page(&page, "   A passpor…\n\n\n\n");
    button_draw_centred(&page.canvas, rect, &(struct button){WHAT_CHOICE, 0, "Back", NULL, LOOK_BACK, false});
    assert_int_equal(surface_at(&page.surface, 1, 0)->look, LOOK_BACK);
    expect_page(&page, "\n      Back\n\n\n");
    end(&page);
}

static void states_are_seen_without_colours(attr_unused void **state)
{
    struct page page;
    struct button button = {WHAT_CHOICE, 3, "Card", "closed", LOOK_ACTION, true};
    begin(&page, 12, 3);
    button_draw(&page.canvas, surface_rect(&page.surface), &button);
    assert_int_equal(surface_at(&page.surface, 5, 0)->look, LOOK_OFF);
    assert_true(page.canvas.targets[0].off);
    expect_page(&page, "  Card\n– closed\n\n");
    button.off = false;
    button_draw(&page.canvas, surface_rect(&page.surface), &button);
    assert_int_equal(surface_at(&page.surface, 5, 0)->look, LOOK_ACTION);
    expect_page(&page, "  Card\n  closed\n\n");
    page.canvas.focus = (struct target){.what = WHAT_CHOICE, .value = 3};
    page.canvas.shows_focus = true;
    button_draw(&page.canvas, surface_rect(&page.surface), &button);
    assert_int_equal(surface_at(&page.surface, 5, 1)->look, LOOK_FOCUS);
    expect_page(&page, "  Card\n▸ closed\n\n");
    page.canvas.pressed = page.canvas.focus;
    button_draw(&page.canvas, surface_rect(&page.surface), &button);
    assert_int_equal(surface_at(&page.surface, 5, 1)->look, LOOK_PRESSED);
    expect_page(&page, "  Card\n▸ closed\n\n");
    end(&page);
}

/* --- grids --- */

static void fill(struct button *buttons, size_t count)
{
    static const char *const labels[] = {
            "Passport", "Identity card", "Registration of a marriage",
            "Tax",      "運転免許証",    "Sürücülük vəsiqəsinin dəyişdirilməsi və bərpası"};
    for (size_t i = 0; i < count; i++)
        buttons[i] =
                (struct button){WHAT_CHOICE, (int64_t)i, labels[i % ARRAY_SIZE(labels)], i % 3 ? NULL : "about 15 min",
                                LOOK_PAGE,   i % 7 == 5};
}

static bool overlap(struct rect a, struct rect b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

static void expect_sound_targets(const struct canvas *canvas, struct rect rect)
{
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct rect one = canvas->targets[i].rect;
        assert_true(one.x >= rect.x && one.y >= rect.y);
        assert_true(one.x + one.width <= rect.x + rect.width && one.y + one.height <= rect.y + rect.height);
        if (rect.height >= 7)
            assert_true(one.height >= 3);
        assert_true(one.height <= (canvas->large ? 7 : 5));
        for (size_t k = 0; k < i; k++)
            assert_false(overlap(one, canvas->targets[k].rect));
    }
}

static void expect_untouched_outside(const struct surface *surface, struct rect rect)
{
    for (int y = 0; y < surface->height; y++) {
        for (int x = 0; x < surface->width; x++)
            assert_true(rect_holds(rect, x, y) || surface_at(surface, x, y)->look == LOOK_PAGE);
    }
}

/* Every button is on one page and one only, whatever the size. */
static void pages_hold_every_button_once(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(400); i++) {
        struct button buttons[MOST];
        struct page page;
        struct rect rect = {chance_below(&chance, 10), chance_below(&chance, 6), chance_between(&chance, 20, 180),
                            chance_between(&chance, 1, 50)};
        struct button_grid grid = {.buttons = buttons,
                                   .count = (size_t)chance_between(&chance, 1, MOST),
                                   .columns = chance_below(&chance, 4),
                                   .what_page = WHAT_PAGE};
        begin(&page, 200, 60);
        page.canvas.large = chance_below(&chance, 2);
        fill(buttons, grid.count);
        size_t fits = button_grid_fits(&page.canvas, rect, &grid), pages = 1;
        bool seen[MOST] = {false};
        size_t found = 0;
        for (grid.page = 0; grid.page < pages; grid.page++) {
            surface_clear(&page.surface);
            page.canvas.target_count = 0;
            pages = button_grid_draw(&page.canvas, rect, &grid);
            assert_int_equal(pages, (grid.count + fits - 1) / fits);
            expect_sound_targets(&page.canvas, rect);
            expect_untouched_outside(&page.surface, rect);
            for (size_t k = 0; k < page.canvas.target_count; k++) {
                const struct target *target = &page.canvas.targets[k];
                if (target->what == WHAT_CHOICE) {
                    assert_false(seen[target->value]);
                    seen[target->value] = true;
                    found++;
                }
            }
        }
        assert_int_equal(found, grid.count);
        end(&page);
    }
}

static void the_strip_turns_the_pages(attr_unused void **state)
{
    struct button buttons[MOST];
    struct page page;
    begin(&page, 80, 24);
    fill(buttons, MOST);
    struct button_grid grid = {.buttons = buttons, .count = MOST, .what_page = WHAT_PAGE};
    size_t pages = button_grid_draw(&page.canvas, (struct rect){0, 0, 80, 23}, &grid);
    assert_int_equal(pages, 6);
    assert_true(canvas_find(&page.canvas, WHAT_PAGE, -1)->off);
    assert_false(canvas_find(&page.canvas, WHAT_PAGE, 1)->off);
    struct rect strip = canvas_find(&page.canvas, WHAT_PAGE, 1)->rect;
    page.canvas.target_count = 0;
    grid.page = 999; /* a list that has become shorter */
    button_grid_draw(&page.canvas, (struct rect){0, 0, 80, 23}, &grid);
    assert_true(canvas_find(&page.canvas, WHAT_PAGE, 6)->off);
    assert_false(canvas_find(&page.canvas, WHAT_PAGE, 4)->off);
    assert_memory_equal(&canvas_find(&page.canvas, WHAT_PAGE, 6)->rect, &strip, sizeof strip); /* at the same place */
    grid.count = 0;
    page.canvas.target_count = 0;
    assert_int_equal(button_grid_draw(&page.canvas, (struct rect){0, 0, 80, 23}, &grid), 1);
    assert_int_equal(page.canvas.target_count, 0);
    end(&page);
}

/* What does not fill its place stands at its foot, and grows only so far. */
static void few_buttons_are_within_reach(attr_unused void **state)
{
    struct button buttons[MOST];
    struct page page;
    begin(&page, 43, 39);
    fill(buttons, MOST);
    struct button_grid grid = {.buttons = buttons, .count = 2, .what_page = WHAT_PAGE};
    button_grid_draw(&page.canvas, (struct rect){0, 5, 43, 30}, &grid);
    assert_int_equal(page.canvas.targets[1].rect.y + page.canvas.targets[1].rect.height, 35);
    assert_int_equal(page.canvas.targets[0].rect.height, 5);
    page.canvas.large = true;
    page.canvas.target_count = 0;
    button_grid_draw(&page.canvas, (struct rect){0, 5, 43, 30}, &grid);
    assert_int_equal(page.canvas.targets[0].rect.height, 7);
    end(&page);
}

static void columns_by_the_width(attr_unused void **state)
{
    static const struct {
        int width, columns;
    } cases[] = {{43, 1}, {59, 1}, {60, 2}, {80, 2}, {119, 2}, {120, 3}, {200, 3}};
    struct button buttons[MOST];
    fill(buttons, MOST);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct page page;
        begin(&page, cases[i].width, 24);
        const struct button_grid grid = {.buttons = buttons, .count = 3, .what_page = WHAT_PAGE};
        assert_int_equal(button_grid_fits(&page.canvas, (struct rect){0, 0, cases[i].width, 3}, &grid),
                         cases[i].columns);
        end(&page);
    }
}

/* --- dialogs --- */

static void draw_dialog(struct page *page, size_t count, const char *text, bool bad)
{
    static const struct button buttons[] = {{WHAT_CHOICE, 0, "Leave the queue", NULL, LOOK_PAGE, false},
                                            {WHAT_CHOICE, 1, "Stay", NULL, LOOK_ACTION, false},
                                            {WHAT_CHOICE, 2, "Ask somebody", NULL, LOOK_PAGE, false},
                                            {WHAT_CHOICE, 3, "Print again", NULL, LOOK_PAGE, true}};
    dialog_draw(&page->canvas, &(struct dialog){"Leave?", text, buttons, count, bad});
}

static void a_dialog_is_all_there_is(attr_unused void **state)
{
    static const struct {
        int width, height;
    } sizes[] = {{43, 39}, {80, 24}, {200, 60}, {43, 24}};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        for (size_t count = 0; count <= 4; count++) {
            struct page page;
            begin(&page, sizes[i].width, sizes[i].height);
            button_draw(&page.canvas, surface_rect(&page.surface),
                        &(struct button){WHAT_PAGE, 0, "below", NULL, LOOK_PAGE, false});
            canvas_say(&page.canvas, PLAIN_TEXT, "below");
            draw_dialog(&page, count, "Your number will be given up.", count % 2);
            assert_int_equal(page.canvas.target_count, count);
            for (size_t k = 0; k < count; k++) {
                assert_int_equal(page.canvas.targets[k].rect.height, 3);
                assert_int_equal(page.canvas.targets[k].what, WHAT_CHOICE);
            }
            _cleanup_free_ char *text = surface_dump(&page.surface, false);
            assert_non_null(strstr(text, "Leave?"));
            assert_non_null(strstr(text, "given up."));
            assert_null(strstr(canvas_plain(&page.canvas), "below"));
            end(&page);
        }
    }
}

/* Too little room: what can be answered stays. */
static void a_dialog_without_room(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(500); i++) {
        struct page page;
        begin(&page, chance_between(&chance, 1, 60), chance_between(&chance, 1, 20));
        _cleanup_free_ char *text = chance_text(&chance, 400);
        page.canvas.large = chance_below(&chance, 2);
        size_t count = (size_t)chance_below(&chance, 3);
        draw_dialog(&page, count, chance_below(&chance, 5) ? text : NULL, false);
        if (page.surface.width >= 40 && page.surface.height >= 12)
            assert_int_equal(page.canvas.target_count, count);
        end(&page);
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
            cmocka_unit_test(labels_stand_in_the_middle_of_the_height),
            cmocka_unit_test(states_are_seen_without_colours),
            cmocka_unit_test(pages_hold_every_button_once),
            cmocka_unit_test(the_strip_turns_the_pages),
            cmocka_unit_test(few_buttons_are_within_reach),
            cmocka_unit_test(columns_by_the_width),
            cmocka_unit_test(a_dialog_is_all_there_is),
            cmocka_unit_test(a_dialog_without_room),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
