/* SPDX-License-Identifier: MIT
 *
 * All widgets on pages, as goldens: narrow, ordinary and wide; keys or fingers; in every theme.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kiosk/ui/chart.h"
#include "kiosk/ui/dialog.h"
#include "kiosk/ui/digits.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/qr_code.h"
#include "kiosk/ui/table.h"
#include "tests/kiosk/ui/golden.h"

enum what { WHAT_CHOICE = 1, WHAT_PAGE, WHAT_KEY, WHAT_BACK, WHAT_ROW, WHAT_DIALOG, WHAT_YES, WHAT_NO };

static struct i18n *languages;

/* --- a page of choices --- */

static const struct button services[] = {
        {WHAT_CHOICE, 0, "Şəxsiyyət vəsiqəsi", "qısa növbə, təxminən 15 dəq.", LOOK_PAGE, false},
        {WHAT_CHOICE, 1, "Xarici pasport", "40–60 dəq.", LOOK_PAGE, false},
        {WHAT_CHOICE, 2, "Nikahın qeydiyyatı", "bu gün bağlıdır", LOOK_PAGE, true},
        {WHAT_CHOICE, 3, "Sürücülük vəsiqəsinin dəyişdirilməsi və bərpası", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 4, "Daşınmaz əmlakın dövlət qeydiyyatına alınması", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 5, "Notariat", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 6, "Vergi", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 7, "Miqrasiya", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 8, "Gömrük", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 9, "Pensiya", NULL, LOOK_PAGE, false},
        {WHAT_CHOICE, 10, "Məhkəmə", NULL, LOOK_PAGE, false},
};

static void choices_draw(attr_unused struct view *view, struct canvas *canvas)
{
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1);
    surface_fill(canvas->surface, header, LOOK_HEADER);
    canvas_line(canvas, rect_inset(header, 2, 0), ALIGN_LEFT, LOOK_HEADER, "ASAN xidmət");
    page = rect_inset(page, 2, 1);
    struct rect foot = rect_cut_bottom(&page, 3);
    button_draw_centred(canvas, rect_column(foot, 0, 2, 2),
                        &(struct button){WHAT_BACK, 0, "Geri", NULL, LOOK_BACK, false});
    button_draw_centred(canvas, rect_column(foot, 1, 2, 2),
                        &(struct button){WHAT_BACK, 1, "Növbə al", NULL, LOOK_ACTION, false});
    rect_cut_bottom(&page, 1);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_TITLE, "Hansı xidmət lazımdır?");
    rect_cut_top(&page, 1);
    const struct button_grid grid = {
            .buttons = services, .count = ARRAY_SIZE(services), .page = (size_t)view->value, .what_page = WHAT_PAGE};
    button_grid_draw(canvas, page, &grid);
}

/* --- a page of typing --- */

static void typing_draw(attr_unused struct view *view, struct canvas *canvas)
{
    struct rect page = rect_inset(canvas_rect(canvas), 2, 1);
    enum field_kind kind = (enum field_kind)view->value;
    struct field field = {.kind = kind}, empty = {.kind = FIELD_TEXT};
    field_set(&field, kind == FIELD_TEXT ? "vəsiqə" : "A042-7");
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_TITLE, "Axtarış");
    rect_cut_top(&page, 1);
    field_draw(canvas, rect_cut_top(&page, 3), &field, "xidmətin adı");
    field_draw(canvas, rect_cut_top(&page, 1), &empty, "xidmətin adı");
    struct rect keyboard = rect_cut_bottom(&page, keyboard_rows(canvas, kind));
    keyboard_draw(canvas, keyboard, kind, WHAT_KEY);
}

/* --- a page of what is read --- */

static void shown_draw(attr_unused struct view *view, struct canvas *canvas)
{
    static const int64_t waits[] = {0, 3, 5, 8, 13, 21, 18, 12, 9, 0, 4, 16};
    struct rect page = rect_inset(canvas_rect(canvas), 2, 1);
    struct rect new = rect_cut_top(&page, page.height / 3);
    digits_draw(canvas->surface, new, LOOK_INK_NEW, LOOK_PAGE, "A042");
    rect_cut_top(&page, 1);
    struct rect old = rect_cut_top(&page, 4);
    digits_draw_at(canvas->surface, old, 1, LOOK_INK, LOOK_PAGE, "B-108");
    rect_cut_top(&page, 1);
    struct rect line = rect_cut_top(&page, 1);
    bar_draw(canvas->surface, rect_column(line, 0, 2, 2), 37, 100, LOOK_STRONG);
    sparkline_draw(canvas->surface, rect_column(line, 1, 2, 2), waits, ARRAY_SIZE(waits), LOOK_STRONG);
    rect_cut_top(&page, 1);
    if (!qr_code_draw(canvas->surface, page, "%T/A042/20261129/ACDEF"))
        canvas_line(canvas, page, ALIGN_CENTRE, LOOK_QUIET, "ACDEF");
}

/* --- a page of a list --- */

static void list_draw(attr_unused struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {
            {"Nömrə", 6, ALIGN_LEFT}, {"Xidmət", 0, ALIGN_LEFT}, {"Gözləyir", 8, ALIGN_RIGHT}};
    struct table_row rows[24];
    struct table_cell cells[24][3];
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const char *number = canvas_printf(canvas, "A%03zu", i + 1);
        cells[i][0] = (struct table_cell){number, LOOK_STRONG};
        cells[i][1] = (struct table_cell){services[i % ARRAY_SIZE(services)].label, LOOK_PAGE};
        cells[i][2] = (struct table_cell){canvas_printf(canvas, "%zu dəq.", 3 * i), i > 20   ? LOOK_BAD
                                                                                    : i > 17 ? LOOK_WARN
                                                                                             : LOOK_PAGE};
        rows[i] = (struct table_row){number, cells[i]};
    }
    struct rect page = rect_inset(canvas_rect(canvas), 2, 1);
    const struct table table = {.columns = columns,
                                .column_count = ARRAY_SIZE(columns),
                                .rows = rows,
                                .row_count = ARRAY_SIZE(rows),
                                .what = WHAT_ROW,
                                .chosen_shows = true};
    struct table_place place = {.key = "A020", .first = 0};
    table_draw(canvas, page, &table, &place);
}

/* --- dialogs --- */

static void dialog_page_draw(struct view *view, struct canvas *canvas)
{
    static const struct button buttons[] = {{WHAT_YES, 0, "Bəli, növbədən çıx", NULL, LOOK_PAGE, false},
                                            {WHAT_NO, 0, "Xeyr, qal", NULL, LOOK_ACTION, false}};
    dialog_draw(canvas, &(struct dialog){.title = "Növbədən çıxmaq istəyirsiniz?",
                                         .text = "A042 nömrəsi ləğv olunacaq. Yenidən növbə alsanız, sıranın sonunda "
                                                 "olacaqsınız.",
                                         .buttons = buttons,
                                         .count = ARRAY_SIZE(buttons),
                                         .bad = view->value != 0});
}

static struct intent no_act(attr_unused struct view *view, attr_unused int what, attr_unused int64_t value)
{
    return INTENT(INTENT_NONE);
}

static const struct view_type choices = {.name = "choices", .draw = choices_draw, .act = no_act};
static const struct view_type typing = {.name = "typing", .draw = typing_draw, .act = no_act};
static const struct view_type shown = {.name = "shown", .draw = shown_draw, .act = no_act};
static const struct view_type list = {.name = "list", .draw = list_draw, .act = no_act};
static const struct view_type asked = {.name = "asked", .draw = dialog_page_draw, .act = no_act, .draws_over = true};

/* --- all of them --- */

struct scene {
    const char *name;
    const struct view_type *type, *over;
    const char *language;
    int64_t value;
    bool large;
};

static const struct scene scenes[] = {
        {"choices", &choices, NULL, "az", 0, false},
        {"choices-last", &choices, NULL, "az", 99, false},
        {"choices-large", &choices, NULL, "az", 0, true},
        {"typing-az", &typing, NULL, "az", FIELD_TEXT, false},
        {"typing-ja", &typing, NULL, "ja", FIELD_TEXT, false},
        {"typing-code", &typing, NULL, "en", FIELD_CODE, false},
        {"typing-secret", &typing, NULL, "ru", FIELD_SECRET, false},
        {"shown", &shown, NULL, "az", 0, false},
        {"list", &list, NULL, "az", 0, false},
        {"dialog", &choices, &asked, "az", 0, false},
        {"dialog-bad", &list, &asked, "az", 1, true},
};

static const struct {
    int width, height;
} sizes[] = {{43, 39}, {80, 24}, {200, 60}};

static void begin(struct stage *stage, const struct scene *scene, int width, int height)
{
    const struct program program = {.name = "gallery", .home = scene->type};
    stage_init(stage, &program, i18n_find(languages, scene->language), width, height);
    stage_set_large(stage, scene->large);
    stage_replace(stage, scene->type, scene->value, NULL);
    if (scene->over)
        stage_open(stage, scene->over, scene->value, NULL);
}

static void pages_as_they_were(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(scenes); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
            struct stage stage;
            begin(&stage, &scenes[i], sizes[k].width, sizes[k].height);
            _cleanup_free_ char *name = mem_printf("ui/%s.%dx%d", scenes[i].name, sizes[k].width, sizes[k].height);
            golden_stage(&stage, name);
            stage_done(&stage);
        }
    }
}

/* What the looks become, where fingers and keys are on something. */
static void pages_in_every_theme(attr_unused void **state)
{
    static const struct theme *const themes[] = {&theme_day, &theme_contrast, &theme_mono};
    for (size_t i = 0; i < ARRAY_SIZE(themes); i++) {
        struct stage stage;
        begin(&stage, &scenes[0], 80, 24);
        const struct input_event tab = {.kind = INPUT_KEY, .key = INPUT_TAB};
        stage_input(&stage, &tab, 0);
        _cleanup_free_ char *name = mem_printf("ui/choices.%s", themes[i]->name);
        golden_themed(&stage, themes[i], name);
        stage_done(&stage);
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
            cmocka_unit_test(pages_as_they_were),
            cmocka_unit_test(pages_in_every_theme),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
