/* SPDX-License-Identifier: MIT
 *
 * A finish that is not the usual one: how many were done, and without calling the next.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

enum { QUANTITY_MOST = 999 };

struct finish {
    struct pick pick;
    int64_t change; /* of the quantity, from that of the party on */
    bool next;
};

static const struct view_key keys[] = {
        PICK_TAKE(MESSAGE_COUNTER_KEY_FINISH),
        {'+', ACT_TURN, 1, MESSAGE_COUNTER_KEY_MORE, MESSAGE_COUNTER_KEY_MORE, false, NULL},
        {'-', ACT_TURN, -1, MESSAGE_COUNTER_KEY_LESS, MESSAGE_COUNTER_KEY_LESS, false, NULL},
        {INPUT_F1 + 1, ACT_TURN_2, 0, MESSAGE_COUNTER_KEY_THEN_NEXT, MESSAGE_COUNTER_KEY_THEN_NEXT, false, NULL},
        PICK_BACK,
};

static int64_t quantity(const struct view *view)
{
    const struct finish *finish = view->state;
    const struct counter_ticket *ticket = model_ticket(page_model(view));
    return (ticket ? ticket->party : 1) + finish->change;
}

static void draw(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}};
    const struct finish *finish = view->state;
    const struct visitor_get_words_out *words = names_words(&page_model(view)->names);
    struct pick_rows rows = {0};
    for (size_t i = 0; words && i < words->outcomes.count; i++) {
        const struct visitor_outcome *outcome = &words->outcomes.items[i];
        *pick_add(canvas, &rows) = (struct pick_row){
                .key = outcome->key,
                .cells = {outcome->name},
                .number = canvas_printf(canvas, "%lld", (long long)outcome->digit),
        };
    }
    const char *then = canvas_message(canvas, finish->next ? MESSAGE_COUNTER_YES : MESSAGE_COUNTER_NO);
    const struct pick_page page = {
            .title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_FINISH),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .options = {canvas_message(canvas, MESSAGE_COUNTER_QUANTITY, I18N_NUMBER("count", quantity(view))),
                        canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_COUNTER_THEN_NEXT), then)},
    };
    pick_draw(view, canvas, &page, &rows);
}

static const struct visitor_outcome *find_outcome(const struct view *view, const char *key)
{
    const struct visitor_get_words_out *words = names_words(&page_model(view)->names);
    for (size_t i = 0; key && words && i < words->outcomes.count; i++) {
        if (strcmp(words->outcomes.items[i].key, key) == 0)
            return &words->outcomes.items[i];
    }
    return NULL;
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct finish *finish = view->state;
    int64_t changed = quantity(view) + value;
    switch (what) {
    case ACT_CLOSE:
        return INTENT(INTENT_CLOSE);
    case ACT_TURN:
        if (changed >= 1 && changed <= QUANTITY_MOST)
            finish->change += value;
        return INTENT(INTENT_REDRAW);
    case ACT_TURN_2:
        finish->next = !finish->next;
        return INTENT(INTENT_REDRAW);
    default: {
        const struct visitor_outcome *outcome = find_outcome(view, pick_key(view, value));
        int64_t counted = finish->change == 0 ? 0 : quantity(view);
        return outcome ? view_finish_with(view, outcome, finish_pack(counted, finish->next)) : INTENT(INTENT_REDRAW);
    }
    }
}

/* A digit is the outcome's, not the row's. */
static struct intent type(struct view *view, const struct input_event *event)
{
    const struct visitor_outcome *outcome = NULL;
    if (event->key >= '1' && event->key <= '9')
        outcome = model_outcome(page_model(view), (int64_t)event->key - '0');
    const struct pick *pick = view->state;
    for (size_t i = 0; outcome && i < pick->count; i++) {
        if (pick->keys[i] == outcome->key)
            return act(view, ACT_ROW, (int64_t)i);
    }
    return pick_type(view, event);
}

const struct view_type counter_view_finish = {
        .name = "finish",
        .size = sizeof(struct finish),
        .draw = draw,
        .act = act,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
