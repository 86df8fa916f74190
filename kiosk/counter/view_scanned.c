/* SPDX-License-Identifier: MIT
 *
 * A ticket whose code was scanned: what can be done with it here.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

static const struct view_key keys[] = {PICK_TAKE(MESSAGE_COUNTER_TAKE), PICK_BACK};

static const struct {
    const char *key;
    enum counter_act act;
    enum i18n_message label;
} choices[] = {
        {"take_up", ACT_TAKE_UP, MESSAGE_COUNTER_KEY_TAKE_UP}, {"call", ACT_CHOOSE, MESSAGE_COUNTER_KEY_CALL},
        {"join", ACT_JOIN, MESSAGE_COUNTER_DO_JOIN},           {"why", ACT_EXPLAIN, MESSAGE_COUNTER_DO_WHY},
        {"help", ACT_HELP, MESSAGE_COUNTER_DO_HELP},           {"print", ACT_REPRINT, MESSAGE_COUNTER_DO_REPRINT},
};

static bool is_choice(const struct model *model, const char *number, enum counter_act act, int64_t now_ms)
{
    const struct counter_ticket *held = model_ticket(model);
    bool parked = model_find_parked(model, number), waits = model_find_waiting(model, number);
    bool here = held && strcmp(held->ticket, number) == 0;
    switch ((int)act) {
    case ACT_TAKE_UP:
        return parked && model_may(model, act, now_ms);
    case ACT_CHOOSE:
        return waits && model_may(model, act, now_ms);
    case ACT_JOIN:
        return !here && model_may(model, act, now_ms);
    case ACT_HELP:
        return !here && !parked && !waits && model_may(model, act, now_ms);
    case ACT_REPRINT:
        return model->printer != NULL;
    default:
        return true;
    }
}

static void open_scanned(struct view *view)
{
    ((struct page *)view->state)->asks = ACT_LIST;
}

static void draw(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}};
    const struct model *model = page_model(view);
    struct pick_rows rows = {0};
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
        if (is_choice(model, view->text, choices[i].act, canvas->now_ms))
            *pick_add(canvas, &rows) =
                    (struct pick_row){.key = choices[i].key, .cells = {canvas_message(canvas, choices[i].label)}};
    }
    const struct counter_ticket *known = model_find_parked(model, view->text);
    if (!known)
        known = model_find_waiting(model, view->text);
    const struct pick_page page = {
            .title = canvas_message(canvas, MESSAGE_TICKET_NUMBER, I18N_TEXT("number", view->text)),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .options = {known ? names_service(&model->names, known->service) : NULL,
                        known ? say_both(canvas, say_who(canvas, model, known), say_waited(canvas, known->waited_ms))
                              : NULL,
                        known ? say_needs(canvas, model, known) : NULL, known ? say_papers(canvas, known) : NULL},
    };
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    for (size_t i = 0; key && i < ARRAY_SIZE(choices); i++) {
        if (strcmp(choices[i].key, key) != 0)
            continue;
        if (choices[i].act == ACT_CHOOSE)
            return (struct intent){.kind = INTENT_REPLACE, .type = &counter_view_reason, .text = view->text};
        if (choices[i].act == ACT_EXPLAIN)
            return (struct intent){.kind = INTENT_REPLACE, .type = &counter_view_why, .text = view->text};
        return INTENT_DOES((int)choices[i].act, .text = view->text);
    }
    return INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_scanned = PICK_VIEW_OPENED("scanned", struct pick, open_scanned, draw, act, keys);
