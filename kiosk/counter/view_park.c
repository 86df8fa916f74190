/* SPDX-License-Identifier: MIT
 *
 * Putting a ticket aside for some minutes, and going on with one that was put aside.
 */
#include <stdio.h>
#include <string.h>

#include "kiosk/counter/pick.h"

enum { MINUTE_MS = 60 * 1000 };

/* --- aside --- */

static const struct view_key park_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_PARK), PICK_BACK};

static void draw_park(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}, {.width = 16}};
    static const int minutes[] = {0, 5, 10, 15, 20, 30, 45, 60};
    struct pick_rows rows = {0};
    for (size_t i = 0; i < ARRAY_SIZE(minutes); i++) {
        struct pick_row *row = pick_add(canvas, &rows);
        row->key = canvas_printf(canvas, "%d", minutes[i]);
        int64_t for_ms = (int64_t)minutes[i] * MINUTE_MS;
        if (minutes[i] == 0) {
            row->cells[0] = canvas_message(canvas, MESSAGE_COUNTER_UNTIL_TAKEN_UP);
            continue;
        }
        row->cells[0] = say_minutes(canvas, for_ms);
        row->cells[1] = canvas_message(canvas, MESSAGE_COUNTER_UNTIL,
                                       I18N_TEXT("time", say_time(canvas, canvas->now_ms + for_ms)));
        row->look = LOOK_QUIET;
    }
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_PARK),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_park(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    return key ? INTENT_DOES(ACT_PARK, .value = strtoll(key, NULL, 10)) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_park = PICK_VIEW("park", struct pick, draw_park, act_park, park_keys);

/* --- and back --- */

static bool can_take_up(const struct view *view)
{
    const struct page *page = view->state;
    return model_may(page_model(view), ACT_TAKE_UP, page->now_ms);
}

static const struct view_key take_up_keys[] = {
        {INPUT_ENTER, ACT_ROW, 0, MESSAGE_COUNTER_KEY_TAKE_UP, MESSAGE_COUNTER_KEY_TAKE_UP, false, can_take_up},
        {INPUT_F1 + 1, ACT_COME_BACK, 0, MESSAGE_COUNTER_KEY_COME_BACK, MESSAGE_COUNTER_KEY_COME_BACK, false, NULL},
        PICK_BACK,
};

static void draw_take_up(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 6}, {.width = 0}, {.width = 12}, {.width = 13}};
    const struct model *model = page_model(view);
    const struct counter_watch_out *watch = model_watch(model);
    struct pick_rows rows = {0};
    for (size_t i = 0; watch && i < watch->parked.count; i++) {
        const struct counter_ticket *ticket = &watch->parked.items[i];
        const char *until = ticket->until.set ? canvas_message(canvas, MESSAGE_COUNTER_UNTIL,
                                                               I18N_TEXT("time", say_time(canvas, ticket->until.value)))
                                              : NULL;
        *pick_add(canvas, &rows) = (struct pick_row){.key = ticket->ticket,
                                                     .cells =
                                                             {
                                                                     ticket->ticket,
                                                                     names_service(&model->names, ticket->service),
                                                                     ticket->operator,
                                                                     until },
                                                     };
    }
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_TAKE_UP),
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_take_up(struct view *view, int what, int64_t value)
{
    const struct pick *pick = view->state;
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    if (what == ACT_COME_BACK)
        value = (int64_t)pick->place.index;
    else if (!can_take_up(view))
        return INTENT(INTENT_REDRAW);
    const char *key = pick_key(view, value);
    int wish = what == ACT_COME_BACK ? ACT_COME_BACK : ACT_TAKE_UP;
    return key ? INTENT_DOES(wish, .text = key) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_take_up =
        PICK_VIEW("take_up", struct pick, draw_take_up, act_take_up, take_up_keys);
