/* SPDX-License-Identifier: MIT
 *
 * Lists: the chosen row stays chosen while the list changes, is always in sight, and columns keep to their widths.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/table.h"
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/ui/golden.h"

enum { MOST = 40, WHAT_ROW = 5 };

struct page {
    struct surface surface;
    struct arena arena;
    struct canvas canvas;
    char names[MOST][8];
    const char *keys[MOST];
    struct table_cell cells[MOST][2];
    struct table_row rows[MOST];
    struct table table;
};

static const struct table_column columns[] = {{NULL, 5, ALIGN_LEFT}, {NULL, 0, ALIGN_RIGHT}};

static void set_row(struct page *page, size_t index, int number)
{
    snprintf(page->names[index], sizeof page->names[index], "A%03d", number % 1000);
    page->keys[index] = page->names[index];
    page->cells[index][0] = (struct table_cell){page->names[index], LOOK_PAGE};
    page->cells[index][1] = (struct table_cell){number % 2 ? "odd" : NULL, LOOK_WARN};
    page->rows[index] = (struct table_row){page->names[index], page->cells[index]};
}

static void begin(struct page *page, int height, size_t count)
{
    memset(page, 0, sizeof *page);
    surface_init(&page->surface, 20, height);
    arena_init(&page->arena);
    page->canvas = (struct canvas){.surface = &page->surface,
                                   .arena = &page->arena,
                                   .focus = {.what = TARGET_NONE},
                                   .pressed = {.what = TARGET_NONE}};
    for (size_t i = 0; i < count; i++)
        set_row(page, i, (int)i + 1);
    page->table = (struct table){.columns = columns,
                                 .column_count = ARRAY_SIZE(columns),
                                 .rows = page->rows,
                                 .row_count = count,
                                 .what = WHAT_ROW,
                                 .chosen_shows = true,
                                 .empty = "nobody waits"};
}

static void end(struct page *page)
{
    surface_done(&page->surface);
    arena_done(&page->arena);
}

static void draw(struct page *page, struct table_place *place)
{
    surface_clear(&page->surface);
    page->canvas.target_count = page->canvas.plain_count = 0;
    table_draw(&page->canvas, surface_rect(&page->surface), &page->table, place);
}

static void expect_drawn(struct page *page, struct table_place *place, const char *expected)
{
    draw(page, place);
    _cleanup_free_ char *text = surface_dump(&page->surface, false);
    assert_string_equal(text, expected);
}

static bool type_key(struct page *page, struct table_place *place, uint32_t key)
{
    return table_type(place, &(struct input_event){.kind = INPUT_KEY, .key = key}, page->keys, page->table.row_count,
                      0);
}

/* --- drawing --- */

static void rows_and_marks(attr_unused void **state)
{
    struct page page;
    struct table_place place = {0};
    begin(&page, 3, 5);
    expect_drawn(&page, &place, "▸ A001         odd\n  A002\n  A003         odd ▾\n");
    assert_string_equal(place.key, "A001");
    assert_int_equal(surface_at(&page.surface, 15, 0)->look, LOOK_FOCUS); /* the chosen one as a whole */
    assert_int_equal(surface_at(&page.surface, 15, 2)->look, LOOK_WARN);
    assert_string_equal(canvas_plain(&page.canvas), "1. A001  odd <\n2. A002\n3. A003  odd\n");
    place = (struct table_place){.key = "A004", .index = 3};
    expect_drawn(&page, &place, "  A002             ▴\n  A003         odd\n▸ A004             ▾\n");
    page.table.chosen_shows = false;
    draw(&page, &place);
    assert_int_equal(surface_at(&page.surface, 2, 2)->look, LOOK_PAGE);
    end(&page);
}

static void an_empty_list_says_so(attr_unused void **state)
{
    struct page page;
    struct table_place place = {.key = "A004", .index = 3, .first = 2};
    begin(&page, 2, 0);
    expect_drawn(&page, &place, "  nobody waits\n\n");
    assert_string_equal(canvas_plain(&page.canvas), "  nobody waits\n");
    page.table.empty = NULL;
    expect_drawn(&page, &place, "\n\n");
    assert_false(type_key(&page, &place, INPUT_DOWN));
    end(&page);
}

static void headings_take_a_row(attr_unused void **state)
{
    static const struct table_column with_titles[] = {{"No.", 5, ALIGN_LEFT}, {"Kind", 0, ALIGN_RIGHT}};
    struct page page;
    struct table_place place = {0};
    begin(&page, 3, 5);
    page.table.columns = with_titles;
    expect_drawn(&page, &place, "  No.         Kind\n▸ A001         odd\n  A002             ▾\n");
    assert_int_equal(place.rows, 2);
    assert_int_equal(surface_at(&page.surface, 2, 0)->look, LOOK_QUIET);
    end(&page);
}

static void columns_share_what_is_left(attr_unused void **state)
{
    static const struct table_column many[] = {{NULL, 0, ALIGN_LEFT}, {NULL, 3, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}};
    static const struct table_cell cells[] = {{"abcdefgh", LOOK_PAGE}, {"xyz", LOOK_PAGE}, {"mnopqrst", LOOK_PAGE}};
    static const struct table_row rows[] = {{"k", cells}};
    struct page page;
    struct table_place place = {0};
    begin(&page, 1, 1);
    page.table.columns = many;
    page.table.column_count = 3;
    page.table.rows = rows;
    expect_drawn(&page, &place, "▸ abc…  xyz  mnop…\n");
    end(&page);
}

static void a_touched_row_and_the_focus(attr_unused void **state)
{
    struct page page;
    struct table_place place = {.key = "A002", .index = 1};
    begin(&page, 3, 3);
    page.canvas.pressed = (struct target){.what = WHAT_ROW, .value = 0};
    draw(&page, &place);
    assert_int_equal(surface_at(&page.surface, 3, 0)->look, LOOK_PRESSED);
    assert_int_equal(canvas_focused(&page.canvas)->value, 1); /* Enter takes the chosen one */
    table_choose(&place, "A003", 2);
    draw(&page, &place);
    assert_int_equal(canvas_focused(&page.canvas)->value, 2);
    page.canvas.focus = (struct target){.what = WHAT_ROW + 1}; /* the focus is elsewhere */
    draw(&page, &place);
    assert_int_equal(page.canvas.focus.what, WHAT_ROW + 1);
    end(&page);
}

/* --- choosing --- */

static void keys_move_the_choice(attr_unused void **state)
{
    static const struct {
        uint32_t key;
        const char *chosen;
    } steps[] = {{INPUT_DOWN, "A002"},      {INPUT_DOWN, "A003"}, {INPUT_UP, "A002"},      {INPUT_UP, "A001"},
                 {INPUT_UP, "A001"},        {INPUT_END, "A040"},  {INPUT_DOWN, "A040"},    {INPUT_PAGE_UP, "A037"},
                 {INPUT_PAGE_DOWN, "A040"}, {INPUT_HOME, "A001"}, {INPUT_PAGE_UP, "A001"}, {INPUT_PAGE_DOWN, "A004"}};
    struct page page;
    struct table_place place = {0};
    begin(&page, 4, MOST);
    draw(&page, &place);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        assert_true(type_key(&page, &place, steps[i].key));
        assert_string_equal(place.key, steps[i].chosen);
        draw(&page, &place);
        assert_string_equal(place.key, steps[i].chosen);
    }
    assert_false(type_key(&page, &place, INPUT_ENTER));
    assert_false(type_key(&page, &place, INPUT_TAB));
    assert_false(type_key(&page, &place, 'x'));
    assert_false(table_type(&place, &(struct input_event){.kind = INPUT_KEY, .key = INPUT_UP, .alt = true}, page.keys,
                            MOST, 3));
    end(&page);
}

static void the_chosen_row_stays_while_the_list_changes(attr_unused void **state)
{
    struct page page;
    struct table_place place = {.key = "A003", .index = 2};
    begin(&page, 3, 5);
    draw(&page, &place);
    set_row(&page, 0, 3); /* it has come to the front */
    set_row(&page, 2, 1);
    draw(&page, &place);
    assert_string_equal(place.key, "A003");
    assert_int_equal(place.index, 0);
    set_row(&page, 0, 9); /* it is gone: what stands in its place is chosen */
    draw(&page, &place);
    assert_string_equal(place.key, "A009");
    table_choose(&place, "A005", 4);
    page.table.row_count = 2; /* and there is no such place any more */
    draw(&page, &place);
    assert_string_equal(place.key, "A002");
    assert_int_equal(place.first, 0);
    page.table.row_count = 0; /* all gone, and here again */
    draw(&page, &place);
    page.table.row_count = 2;
    draw(&page, &place);
    assert_string_equal(place.key, "A002");
    end(&page);
}

static void keys_longer_than_a_place_remembers(attr_unused void **state)
{
    char key[100];
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    struct page page;
    struct table_place place = {0};
    begin(&page, 3, 3);
    page.rows[1].key = page.keys[1] = key;
    table_choose(&place, key, 0);
    draw(&page, &place);
    assert_int_equal(place.index, 1);
    assert_true(type_key(&page, &place, INPUT_DOWN));
    assert_string_equal(place.key, "A003");
    end(&page);
}

/* Lists that grow, shrink and change their order under somebody's hands. */
static void by_chance(attr_unused void **state)
{
    static const uint32_t keys[] = {INPUT_UP,        INPUT_DOWN, INPUT_DOWN, INPUT_PAGE_UP,
                                    INPUT_PAGE_DOWN, INPUT_HOME, INPUT_END};
    struct chance chance = {0};
    for (int i = 0; i < chance_times(300); i++) {
        struct page page;
        struct table_place place = {0};
        begin(&page, chance_between(&chance, 1, 12), 0);
        for (int k = 0; k < 60; k++) {
            page.table.row_count = (size_t)chance_below(&chance, MOST);
            int offset = chance_below(&chance, 7), step = 1 + 2 * chance_below(&chance, 3);
            bool was_there = false;
            for (size_t row = 0; row < page.table.row_count; row++) {
                set_row(&page, row, (int)row * step + offset);
                was_there |= strcmp(page.keys[row], place.key) == 0;
            }
            char before[64];
            strcpy(before, place.key);
            draw(&page, &place);
            if (page.table.row_count == 0)
                continue;
            if (was_there)
                assert_string_equal(place.key, before);
            assert_true(place.index < page.table.row_count);
            assert_string_equal(page.keys[place.index], place.key);
            assert_in_range(place.index, place.first, place.first + (size_t)page.surface.height - 1);
            assert_true(place.first == 0 || place.first + (size_t)page.surface.height <= page.table.row_count);
            assert_true(type_key(&page, &place, keys[chance_below(&chance, ARRAY_SIZE(keys))]));
        }
        end(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(rows_and_marks),
            cmocka_unit_test(an_empty_list_says_so),
            cmocka_unit_test(headings_take_a_row),
            cmocka_unit_test(columns_share_what_is_left),
            cmocka_unit_test(a_touched_row_and_the_focus),
            cmocka_unit_test(keys_move_the_choice),
            cmocka_unit_test(the_chosen_row_stays_while_the_list_changes),
            cmocka_unit_test(keys_longer_than_a_place_remembers),
            cmocka_unit_test(by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
