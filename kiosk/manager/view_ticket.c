/* SPDX-License-Identifier: MIT
 *
 * One ticket: its story in words, fact by fact, newest last; why it was called; and taking it from an operator whose
 * terminal is gone.
 */
#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"

enum ticket_target { TICKET_WHY = 1, TICKET_RELEASE };

struct ticket {
    struct list_page page;
    size_t known; /* facts when it was drawn last: a new one is shown */
};

static void draw(struct view *view, struct canvas *canvas)
{
    struct ticket *state = view->state;
    const struct manager_story_out *out = model_story(page_model(view), view->text);
    struct rect page = page_begin(view, canvas, PAGE_HALL, view->text);
    static const struct table_column columns[] = {{NULL, 7, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}};
    struct list_rows rows = {0};
    for (size_t i = 0; out && i < out->facts.count; i++) {
        const struct manager_fact *fact = &out->facts.items[i];
        const char *text = fact->text ? canvas_printf(canvas, "%s: %s", fact->sentence, fact->text) : fact->sentence;
        struct list_row *row = list_add(canvas, &rows);
        row->key = canvas_printf(canvas, "%lld", (long long)fact->seq);
        row->cells[0] = (struct table_cell){say_time(canvas, fact->at), LOOK_QUIET};
        row->cells[1] = (struct table_cell){text, LOOK_PAGE};
        row->words = text;
        row->look = LOOK_EDGE;
        row->sought = text;
    }
    if (rows.count != state->known && rows.count > 0) {
        table_choose(&state->page.list.place, rows.items[rows.count - 1].key, rows.count - 1);
        state->page.list.walked = true;
    }
    state->known = rows.count;
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = LIST_ROW,
                                   .chosen_shows = true,
                                   .word_rows = 3,
                                   .empty = canvas_message(canvas, MESSAGE_UI_CONNECTING)};
    list_draw(canvas, page, &state->page.list, &look, &rows);
    page_end(view, canvas);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    const char *key;
    if (list_page_takes(view, what, value, &key))
        return INTENT(INTENT_REDRAW);
    switch (what) {
    case TICKET_WHY:
        return INTENT_DOES(DO_EXPLAIN, .text = view->text);
    case TICKET_RELEASE:
        return INTENT_DOES(DO_ASK, .value = TASK_RELEASE, .text = view->text);
    default:
        return page_act(view, what, value);
    }
}

static const struct view_key keys[] = {
        {INPUT_F1 + 1, TICKET_WHY, 0, MESSAGE_RECEPTION_WHY, MESSAGE_RECEPTION_HELP_WHY, false, NULL},
        {INPUT_F1 + 2, TICKET_RELEASE, 0, MESSAGE_MANAGER_RELEASE, MESSAGE_MANAGER_HELP_RELEASE, false, NULL},
        PAGE_ESCAPE(false),
        PAGE_KEYS,
};

const struct view_type view_ticket = LIST_VIEW("ticket", struct ticket, draw, act, keys);
