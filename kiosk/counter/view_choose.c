/* SPDX-License-Identifier: MIT
 *
 * Calling a chosen ticket instead of the next: those who wait in the order in which they would be called, then the
 * reason, which stands in the report.
 */
#include "kiosk/counter/pick.h"

static const struct view_key keys[] = {PICK_TAKE(MESSAGE_COUNTER_TAKE), PICK_BACK};

static void add_waiting(struct canvas *canvas, const struct model *model, struct pick_rows *rows,
                        const struct counter_ticket *ticket)
{
    const char *needs = say_needs(canvas, model, ticket);
    int64_t waited_ms = model_waited_ms(ticket, model->waiting_ms, canvas->now_ms);
    *pick_add(canvas, rows) = (struct pick_row){
            .key = ticket->ticket,
            .cells = {ticket->ticket, needs ? needs : names_service(&model->names, ticket->service),
                      say_who(canvas, model, ticket), say_waited(canvas, waited_ms)},
            .look = needs ? LOOK_WARN : LOOK_PAGE,
            .sought = names_service(&model->names, ticket->service),
    };
}

static void open_choose(struct view *view)
{
    ((struct page *)view->state)->asks = ACT_LIST;
}

static void draw_choose(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 6}, {.width = 0}, {.width = 0}, {.width = 17}};
    const struct model *model = page_model(view);
    struct pick_rows rows = {0};
    for (size_t i = 0; i < model_waiting_count(model); i++)
        add_waiting(canvas, model, &rows, model_waiting_at(model, i));
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_CHOOSE),
                                   .hint = canvas_message(canvas, MESSAGE_COUNTER_SEARCH),
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_choose(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    return key ? INTENT_OPENS(&counter_view_reason, .text = key) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_choose =
        PICK_VIEW_OPENED("choose", struct pick, open_choose, draw_choose, act_choose, keys);

/* --- why --- */

static const struct view_key reason_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_CALL), PICK_BACK};

static void draw_reason(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}};
    const struct model *model = page_model(view);
    const struct visitor_get_words_out *words = names_words(&model->names);
    struct pick_rows rows = {0};
    for (size_t i = 0; words && i < words->reasons.count; i++)
        *pick_add(canvas, &rows) =
                (struct pick_row){.key = words->reasons.items[i].key, .cells = {words->reasons.items[i].name}};
    const struct pick_page page = {
            .title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_REASON, I18N_TEXT("ticket", view->text)),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_reason(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    return key ? INTENT_DOES(ACT_CHOOSE, .text = key) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_reason = PICK_VIEW("reason", struct pick, draw_reason, act_reason, reason_keys);
