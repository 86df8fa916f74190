/* SPDX-License-Identifier: MIT
 *
 * A program of pages for tests of the stage: what its pages show is the test's, what came of them is noted; and a
 * person with fingers and keys.
 */
#pragma once

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

static inline struct fixture *fixture_of(const struct view *view)
{
    return (struct fixture *)(uintptr_t)view->model;
}

static inline void note(struct fixture *f, const char *text, int64_t value)
{
    size_t length = strlen(f->done);
    snprintf(f->done + length, sizeof f->done - length, "%s%s %d", length ? ", " : "", text, (int)value);
}

/* --- pages --- */

static inline void page_draw(struct view *view, struct canvas *canvas)
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

static inline struct intent page_act(struct view *view, int what, int64_t value);

static inline struct intent page_type(struct view *view, const struct input_event *event)
{
    struct fixture *f = fixture_of(view);
    return f->typed && field_type(&f->field, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

static inline int64_t page_wake(const struct view *view, attr_unused int64_t now_ms)
{
    return fixture_of(view)->wake_ms;
}

static inline struct intent page_tick(struct view *view, int64_t now_ms)
{
    struct fixture *f = fixture_of(view);
    note(f, "tick", now_ms);
    f->wake_ms = 0;
    return INTENT(INTENT_HOME);
}

static inline void page_close(struct view *view)
{
    fixture_of(view)->closed++;
}

static inline bool is_off_offered(const struct view *view)
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

static inline void question_draw(attr_unused struct view *view, struct canvas *canvas)
{
    static const struct button buttons[] = {{WHAT_CHOICE, 100, "Yes", NULL, LOOK_PAGE, false},
                                            {WHAT_REPLACE, 0, "No", NULL, LOOK_PAGE, false}};
    dialog_draw(canvas, &(struct dialog){"Sure?", "Really?", buttons, ARRAY_SIZE(buttons), false});
}

static const struct view_type question = {
        .name = "question", .draw = question_draw, .act = page_act, .draws_over = true};

static inline struct intent page_act(struct view *view, int what, int64_t value)
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

static inline void act(void *data, attr_unused struct stage *stage, const struct view *view,
                       const struct intent *intent)
{
    assert_non_null(view);
    note(data, intent->what == WHAT_CHOICE ? "choice" : intent->what == WHAT_KEY ? "key" : "off", intent->value);
}

static inline void scanned(void *data, attr_unused struct stage *stage, const char *code)
{
    struct fixture *f = data;
    size_t length = strlen(f->scanned);
    snprintf(f->scanned + length, sizeof f->scanned - length, "[%s]", code);
}

static inline void touched(void *data, attr_unused struct stage *stage, attr_unused int64_t steady_ms)
{
    ((struct fixture *)data)->touched++;
}

static inline struct fixture *begin(void)
{
    struct fixture *f = mem_new(struct fixture);
    const struct program program = {
            .name = "test", .home = &page, .model = f, .act = act, .scanned = scanned, .touched = touched, .data = f};
    stage_init(&f->stage, &program, i18n_find(languages, "en"), WIDTH, HEIGHT);
    return f;
}

static inline void end(struct fixture *f)
{
    stage_done(&f->stage);
    free(f);
}

static inline void add(struct fixture *f, int what, int64_t value, struct rect rect)
{
    f->targets[f->count++] = (struct target){.rect = rect, .what = what, .value = value};
    stage_changed(&f->stage);
}

static inline void add_off(struct fixture *f, int what, int64_t value, struct rect rect)
{
    add(f, what, value, rect);
    f->targets[f->count - 1].off = true;
}

/* --- a person --- */

static inline void press_at(struct fixture *f, int x, int y, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_PRESS, .x = x, .y = y}, steady_ms);
}

static inline void release_at(struct fixture *f, int x, int y, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_RELEASE, .x = x, .y = y}, steady_ms);
}

static inline void tap(struct fixture *f, int x, int y, int64_t steady_ms)
{
    press_at(f, x, y, steady_ms);
    release_at(f, x, y, steady_ms + 50);
}

static inline void key_at(struct fixture *f, uint32_t key, int64_t steady_ms)
{
    stage_input(&f->stage, &(struct input_event){.kind = INPUT_KEY, .key = key}, steady_ms);
}

static inline void key(struct fixture *f, uint32_t code)
{
    key_at(f, code, 0);
}

static inline void expect_done(struct fixture *f, const char *expected)
{
    assert_string_equal(f->done, expected);
    f->done[0] = '\0';
}

static inline int64_t top_value(struct fixture *f)
{
    return stage_top(&f->stage)->value;
}

/* Grids, forms and targets that lie anyhow. */
static inline void lay_out(struct chance *chance, struct fixture *f)
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

static inline int open_all(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static inline int close_all(attr_unused void **state)
{
    languages = i18n_free(languages);
    return 0;
}
