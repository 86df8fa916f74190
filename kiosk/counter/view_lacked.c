/* SPDX-License-Identifier: MIT
 *
 * What the visitor lacked, where that is why the matter was not done: the list of what to bring, of which digits mark
 * what was missing. Enter finishes, also with nothing marked.
 */
#include "kiosk/counter/pick.h"

enum { MARKED_MOST = 8 };

struct lacked {
    struct pick pick;
    int64_t lines; /* the first at bit 0 */
};

static const struct view_key keys[] = {
        {INPUT_ENTER, ACT_FINISH, 0, MESSAGE_COUNTER_KEY_FINISH, MESSAGE_COUNTER_KEY_FINISH, false, NULL},
        {' ', ACT_TURN, 0, MESSAGE_COUNTER_KEY_MARK, MESSAGE_COUNTER_KEY_MARK, false, NULL},
        PICK_BACK,
};

static const struct visitor_service *service_of(const struct view *view)
{
    const struct counter_ticket *ticket = model_ticket(page_model(view));
    return ticket ? names_find_service(&page_model(view)->names, ticket->service) : NULL;
}

static size_t count_lines(const struct visitor_service *service)
{
    size_t count = service ? service->bring.count : 0;
    return count < FINISH_LINES ? count : FINISH_LINES;
}

static void draw(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 2}, {.width = 0}};
    const struct lacked *lacked = view->state;
    const struct visitor_service *service = service_of(view);
    struct pick_rows rows = {0};
    for (size_t i = 0; i < count_lines(service); i++)
        *pick_add(canvas, &rows) = (struct pick_row){
                .key = canvas_printf(canvas, "%zu", i),
                .cells = {lacked->lines >> i & 1 ? "✓" : "", service->bring.items[i]},
                .look = lacked->lines >> i & 1 ? LOOK_STRONG : LOOK_PAGE,
                .number = i < 9 ? canvas_printf(canvas, "%zu", i + 1) : "",
        };
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_LACKED),
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .options = {canvas_message(canvas, MESSAGE_COUNTER_LACKED_HINT)}};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent mark(struct view *view, int64_t index)
{
    struct lacked *lacked = view->state;
    bool is_marked = lacked->lines >> index & 1;
    if (pick_key(view, index) && (is_marked || __builtin_popcountll((uint64_t)lacked->lines) < MARKED_MOST))
        lacked->lines ^= INT64_C(1) << index;
    return INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    const struct lacked *lacked = view->state;
    switch (what) {
    case ACT_CLOSE:
        return INTENT(INTENT_CLOSE);
    case ACT_ROW:
        return mark(view, value);
    case ACT_TURN:
        return mark(view, (int64_t)lacked->pick.place.index);
    default:
        return INTENT_DOES(ACT_FINISH, .text = view->text, .value = finish_pack_lacked(view->value, lacked->lines));
    }
}

static struct intent type(struct view *view, const struct input_event *event)
{
    return event->key == INPUT_ENTER ? act(view, ACT_FINISH, 0) : pick_type(view, event);
}

const struct view_type counter_view_lacked = {
        .name = "lacked",
        .size = sizeof(struct lacked),
        .draw = draw,
        .act = act,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};

struct intent view_finish_with(const struct view *view, const struct visitor_outcome *outcome, int64_t packed)
{
    bool asks = !outcome->fulfilled && outcome->cause.value == VISITOR_OUTCOME_CAUSE_VISITOR &&
                count_lines(service_of(view)) > 0;
    if (asks)
        return INTENT_OPENS(&counter_view_lacked, .text = outcome->key, .value = packed);
    return INTENT_DOES(ACT_FINISH, .text = outcome->key, .value = packed);
}
