/* SPDX-License-Identifier: MIT
 *
 * Codes typed by hand: a ticket's number and check code; a booking's code, or a return code, which look alike. A
 * scanner does the same on any page.
 */
#include <stdio.h>
#include <string.h>

#include "kiosk/ui/field.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/visitor/page.h"

enum { ENTER_KEY = 1, ENTER_FIELD, ENTER_GO };

enum { TICKET_SIGNS = 8, CODE_SIGNS = 12, LONG_SIGNS = 12 };

struct enter {
    struct page_state page_state;
    struct field fields[2];
    size_t at;  /* which of them is typed into */
    bool types; /* on real keys: Enter goes on; else it takes the key on the screen that has the focus */
    char both[2 * FIELD_BYTES];
};

/* What is typed, and what becomes of it. */
struct enter_kind {
    enum i18n_message title, hint;
    enum i18n_message labels[2];
    size_t limits[2];
    size_t count;
    int what; /* DO_.. */
};

static const struct enter_kind kinds[] = {
        {MESSAGE_VISITOR_WHERE,
         MESSAGE_VISITOR_OR_SCAN,
         {MESSAGE_VISITOR_FIELD_NUMBER, MESSAGE_VISITOR_FIELD_CODE},
         {TICKET_SIGNS, CODE_SIGNS},
         2,
         DO_WHERE},
        {MESSAGE_VISITOR_CODE_TITLE,
         MESSAGE_VISITOR_OR_SCAN,
         {MESSAGE_VISITOR_FIELD_BOOKING, MESSAGE_VISITOR_FIELD_BOOKING},
         {LONG_SIGNS, LONG_SIGNS},
         1,
         DO_CHECK_IN},
};

static const struct enter_kind *kind_of(const struct view *view)
{
    return &kinds[view->type == &page_enter_booking];
}

static void enter_open(struct view *view)
{
    struct enter *enter = view->state;
    const struct enter_kind *kind = kind_of(view);
    for (size_t i = 0; i < 2; i++)
        enter->fields[i] = (struct field){.kind = FIELD_CODE, .limit = kind->limits[i]};
}

static bool is_full(const struct enter *enter, const struct enter_kind *kind)
{
    for (size_t i = 0; i < kind->count; i++) {
        if (enter->fields[i].text[0] == '\0')
            return false;
    }
    return true;
}

/* The fields side by side, and the button that goes on beside them. */
static void draw_fields(const struct page *page, struct rect row, const struct enter *enter)
{
    const struct enter_kind *kind = kind_of(page->view);
    struct canvas *canvas = page->canvas;
    struct rect go = page->narrow && row.height > 3 ? rect_cut_bottom(&row, 3)
                                                    : rect_cut_right(&row, row.width / 4 > 20 ? 20 : row.width / 4);
    rect_cut_right(&row, page->narrow ? 0 : 1);
    row.height = 3;
    for (size_t i = 0; i < kind->count; i++) {
        struct rect place = rect_column(row, (int)i, (int)kind->count, 1);
        const char *label = canvas_message(canvas, kind->labels[i]);
        struct target target = {
                .rect = place, .what = ENTER_FIELD, .value = (int64_t)i, .label = label, .silent = true};
        canvas_target(canvas, &target);
        canvas_say(canvas, PLAIN_TEXT, label);
        field_draw(canvas, place, &enter->fields[i], label);
        if (kind->count > 1 && enter->at == i)
            surface_tint(canvas->surface, rect_cut_left(&place, 1), LOOK_FOCUS);
    }
    bool more = enter->at + 1 < kind->count && !is_full(enter, kind);
    button_draw_centred(canvas, go,
                        &(struct button){.what = ENTER_GO,
                                         .label = canvas_message(canvas, MESSAGE_VISITOR_CONTINUE),
                                         .look = LOOK_ACTION,
                                         .off = page->model->busy || (!more && !is_full(enter, kind)) ||
                                                (more && enter->fields[enter->at].text[0] == '\0')});
}

static void enter_draw(struct view *view, struct canvas *canvas)
{
    const struct enter *enter = view->state;
    const struct enter_kind *kind = kind_of(view);
    struct page page = page_begin(view, canvas, canvas_message(canvas, kind->title));
    struct rect keys = rect_cut_bottom(&page.body, keyboard_rows(canvas, FIELD_CODE));
    if (!page.low)
        rect_cut_bottom(&page.body, 1);
    struct rect row = rect_cut_bottom(&page.body, page.narrow && !page.low ? 7 : 3);
    if (page.model->trouble.error[0] != '\0')
        page_trouble(&page);
    else
        page_text(&page, LOOK_QUIET,
                  canvas_message(canvas, page.model->busy ? MESSAGE_VISITOR_ONE_MOMENT : kind->hint));
    draw_fields(&page, row, enter);
    keyboard_draw(canvas, keys, FIELD_CODE, ENTER_KEY);
    page_end(&page);
}

static struct intent go_on(struct view *view)
{
    struct enter *enter = view->state;
    const struct enter_kind *kind = kind_of(view);
    const struct model *model = view->model;
    if (model->busy)
        return INTENT(INTENT_REDRAW);
    for (size_t i = 0; i < kind->count; i++) {
        if (enter->fields[i].text[0] != '\0')
            continue;
        enter->at = i;
        return INTENT(INTENT_REDRAW);
    }
    if (kind->count == 1)
        return INTENT_DOES(kind->what, .text = enter->fields[0].text);
    snprintf(enter->both, sizeof enter->both, "%s/%s", enter->fields[0].text, enter->fields[1].text);
    return INTENT_DOES(kind->what, .text = enter->both);
}

static struct intent enter_act(struct view *view, int what, int64_t value)
{
    struct enter *enter = view->state;
    switch (what) {
    case ENTER_KEY:
        keyboard_act(&enter->fields[enter->at], value);
        return INTENT(INTENT_REDRAW);
    case ENTER_FIELD:
        enter->at = (size_t)value;
        return INTENT(INTENT_REDRAW);
    case ENTER_GO:
        return go_on(view);
    default:
        return page_act(view, what, value);
    }
}

static bool leads_to_other_field(struct enter *enter, const struct enter_kind *kind, uint32_t key)
{
    bool empty = enter->fields[enter->at].text[0] == '\0';
    if ((key == ' ' || key == '/') && enter->at + 1 < kind->count && !empty)
        enter->at++;
    else if (key == INPUT_BACKSPACE && empty && enter->at > 0)
        enter->at--;
    else
        return false;
    return true;
}

static struct intent enter_type(struct view *view, const struct input_event *event)
{
    struct enter *enter = view->state;
    struct field *field = &enter->fields[enter->at];
    uint32_t key = event->key;
    if (key == INPUT_ENTER && enter->types)
        return go_on(view);
    if (key >= KEY_FIRST && key != INPUT_BACKSPACE)
        enter->types = false;
    if (key == INPUT_LEFT || key == INPUT_RIGHT)
        return INTENT(INTENT_NONE); /* a pad moves on the keyboard */
    if (leads_to_other_field(enter, kind_of(view), key))
        return INTENT(INTENT_REDRAW);
    bool leads_back = key == INPUT_BACKSPACE && field->text[0] == '\0';
    if (leads_back || !field_type(field, event))
        return page_hold(view, event);
    enter->types = true;
    return INTENT(INTENT_REDRAW);
}

#define ENTER_TYPE(name_)                                                                                        \
    {                                                                                                            \
        .name = (name_), .size = sizeof(struct enter), .open = enter_open, .draw = enter_draw, .act = enter_act, \
        .type = enter_type, .tick = page_tick, .wake = page_wake                                                 \
    }

const struct view_type page_enter_ticket = ENTER_TYPE("where am i");
const struct view_type page_enter_booking = ENTER_TYPE("check in");
