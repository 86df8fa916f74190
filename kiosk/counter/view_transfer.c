/* SPDX-License-Identifier: MIT
 *
 * Sending the ticket on: to a service where the catalogue lets it, or within its own to a counter or an operator. All
 * of them stand in one list, so that a few letters of any of them find it.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

struct transfer {
    struct pick pick;
    int place; /* enum counter_place */
    bool returns;
};

static bool is_in_service(const struct view *view)
{
    return model_holds(page_model(view), COUNTER_STEP_STATE_SERVING);
}

static const struct view_key keys[] = {
        PICK_TAKE(MESSAGE_COUNTER_KEY_TRANSFER),
        {INPUT_F1 + 1, ACT_TURN, 0, MESSAGE_COUNTER_KEY_PLACE, MESSAGE_COUNTER_KEY_PLACE, false, NULL},
        {INPUT_F1 + 2, ACT_TURN_2, 0, MESSAGE_COUNTER_KEY_RETURNS, MESSAGE_COUNTER_KEY_RETURNS, false, is_in_service},
        PICK_BACK,
};

/* The first letter of a row's key says what it is: s, c or o. */
static void add(struct canvas *canvas, struct pick_rows *rows, char kind, const char *key, const char *name,
                const char *detail)
{
    *pick_add(canvas, rows) = (struct pick_row){.key = canvas_printf(canvas, "%c%s", kind, key),
                                                .cells = {name, detail},
                                                .look = LOOK_QUIET,
                                                .sought = key};
}

static void add_services(struct canvas *canvas, const struct model *model, struct pick_rows *rows,
                         const struct counter_ticket *ticket)
{
    const struct visitor_get_words_out *words = names_words(&model->names);
    for (size_t i = 0; i < words->transfers.count; i++) {
        const struct visitor_transfer *transfer = &words->transfers.items[i];
        for (size_t j = 0; strcmp(transfer->service, ticket->service) == 0 && j < transfer->to.count; j++) {
            const char *key = transfer->to.items[j];
            const struct visitor_service *service = names_find_service(&model->names, key);
            add(canvas, rows, 's', key, names_service(&model->names, key),
                service ? names_group(&model->names, service->agency) : NULL);
        }
    }
}

static void draw(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}, {.width = 0}};
    static const enum i18n_message places[] = {MESSAGE_COUNTER_PLACE_KEEP, MESSAGE_COUNTER_PLACE_FRONT,
                                               MESSAGE_COUNTER_PLACE_END};
    const struct model *model = page_model(view);
    const struct transfer *transfer = view->state;
    const struct visitor_get_words_out *words = names_words(&model->names);
    const struct counter_ticket *ticket = model_ticket(model);
    struct pick_rows rows = {0};
    if (words && ticket)
        add_services(canvas, model, &rows, ticket);
    for (size_t i = 0; words && i < words->counters.count; i++) {
        const struct visitor_counter *counter = &words->counters.items[i];
        if (strcmp(counter->key, model->counter) != 0)
            add(canvas, &rows, 'c', counter->key, say_counter(canvas, model, counter->key), counter->place);
    }
    if (*transfer->pick.search.text) {
        add(canvas, &rows, 'o', transfer->pick.search.text, canvas_message(canvas, MESSAGE_COUNTER_OPERATOR),
            transfer->pick.search.text);
    }
    const char *back = canvas_message(canvas, transfer->returns ? MESSAGE_COUNTER_YES : MESSAGE_COUNTER_NO);
    const struct pick_page page = {
            .title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_TRANSFER),
            .hint = canvas_message(canvas, MESSAGE_COUNTER_SEARCH_TRANSFER),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .options = {canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_COUNTER_PLACE),
                                      canvas_message(canvas, places[transfer->place])),
                        canvas_printf(canvas, "%s: %s", canvas_message(canvas, MESSAGE_COUNTER_WITH_RETURN), back)},
    };
    pick_draw(view, canvas, &page, &rows);
}

static enum transfer_to kind_of(char letter)
{
    if (letter == 's')
        return TRANSFER_TO_SERVICE;
    return letter == 'c' ? TRANSFER_TO_COUNTER : TRANSFER_TO_OPERATOR;
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct transfer *transfer = view->state;
    switch (what) {
    case ACT_CLOSE:
        return INTENT(INTENT_CLOSE);
    case ACT_TURN:
        transfer->place = (transfer->place + 1) % 3;
        return INTENT(INTENT_REDRAW);
    case ACT_TURN_2:
        transfer->returns = is_in_service(view) && !transfer->returns;
        return INTENT(INTENT_REDRAW);
    default: {
        const char *key = pick_key(view, value);
        if (!key)
            return INTENT(INTENT_REDRAW);
        int64_t packed = transfer_pack(kind_of(*key), transfer->place, transfer->returns);
        return INTENT_DOES(ACT_TRANSFER, .text = key + 1, .value = packed);
    }
    }
}

const struct view_type counter_view_transfer = PICK_VIEW("transfer", struct transfer, draw, act, keys);
