/* SPDX-License-Identifier: MIT
 *
 * Who is planned where today, as bars over the day with a mark for now, beside who is there. Enter asks what changes:
 * absent today, comes at, leaves at, lunch moves; what it would do to the queues is shown before it is done.
 */
#include <string.h>

#include "common/buffer.h"
#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"

enum staff_target { STAFF_NEW = 1 };
enum { HOUR_MS = 3600000, BAR_MOST = 80 };

/* Full hours around all shifts. */
static void day_of(const struct manager_get_rota_out *rota, int64_t *ret_from_ms, int64_t *ret_until_ms)
{
    int64_t from_ms = rota->shifts.items[0].from, until_ms = rota->shifts.items[0].until;
    for (size_t i = 1; i < rota->shifts.count; i++) {
        const struct manager_shift *shift = &rota->shifts.items[i];
        from_ms = shift->from < from_ms ? shift->from : from_ms;
        until_ms = shift->until > until_ms ? shift->until : until_ms;
    }
    *ret_from_ms = from_ms - from_ms % HOUR_MS;
    *ret_until_ms = until_ms + (HOUR_MS - until_ms % HOUR_MS) % HOUR_MS;
}

/* A sign a column: planned, lunch, absent, nothing; "│" is now. */
static const char *say_bar(struct canvas *canvas, const struct manager_shift *shift, int64_t from_ms, int64_t until_ms,
                           int width)
{
    static const char *const signs[] = {
            [MANAGER_SHIFT_WHAT_PRESENT] = "━", [MANAGER_SHIFT_WHAT_ABSENT] = "×", [MANAGER_SHIFT_WHAT_LUNCH] = "┄"};
    _cleanup_(buffer_done) struct buffer text = {0};
    int64_t length_ms = until_ms > from_ms ? until_ms - from_ms : 1;
    bool today = canvas->now_ms >= from_ms && canvas->now_ms < until_ms;
    int64_t now = today ? (canvas->now_ms - from_ms) * width / length_ms : -1;
    bool known = shift->what.value >= 0 && (size_t)shift->what.value < ARRAY_SIZE(signs);
    for (int x = 0; x < width; x++) {
        int64_t at_ms = from_ms + length_ms * x / width;
        bool within = at_ms >= shift->from && at_ms < shift->until;
        const char *sign = within && known ? signs[shift->what.value] : " ";
        buffer_printf(&text, "%s", x == now ? (within ? "┿" : "│") : sign);
    }
    return arena_strndup(canvas->arena, text.bytes ? buffer_bytes(&text) : "", text.length);
}

/* Is who is planned there now? */
static const char *say_presence(const struct view *view, struct canvas *canvas, const struct manager_shift *shift,
                                enum look *ret_look)
{
    const struct manager_counter_state *counter = model_counter(page_model(view), shift->counter);
    bool runs = shift->from <= canvas->now_ms && canvas->now_ms < shift->until;
    *ret_look = shift->what.value == MANAGER_SHIFT_WHAT_ABSENT ? LOOK_WARN : LOOK_QUIET;
    if (shift->what.value != MANAGER_SHIFT_WHAT_PRESENT || !runs)
        return say_shift(canvas, shift->what.value);
    bool there = counter && counter->operator&&(!shift->operator|| strcmp(counter->operator, shift->operator) == 0);
    *ret_look = there ? LOOK_GOOD : LOOK_BAD;
    return canvas_message(canvas, there ? MESSAGE_MANAGER_IS_THERE : MESSAGE_MANAGER_IS_MISSING);
}

static void lay(const struct view *view, struct canvas *canvas, const struct manager_shift *shift, const char *bar,
                struct list_row *row)
{
    enum look look;
    const char *presence = say_presence(view, canvas, shift, &look);
    const char *operator= shift->operator? shift->operator: canvas_message(canvas, MESSAGE_MANAGER_ANYBODY);
    row->key = shift->shift;
    row->cells[0] = (struct table_cell){say_counter(canvas, page_names(view), shift->counter), LOOK_STRONG};
    row->cells[1] = (struct table_cell){operator, LOOK_PAGE };
    row->cells[2] = (struct table_cell){say_span(canvas, shift->from, shift->until), LOOK_PAGE};
    row->cells[3] = (struct table_cell){presence, look};
    row->cells[4] = (struct table_cell){bar, shift->what.value == MANAGER_SHIFT_WHAT_PRESENT ? LOOK_TITLE : LOOK_QUIET};
    row->sought = canvas_printf(canvas, "%s %s %s", row->cells[0].text, operator, presence);
}

static bool is_same_counter(const struct manager_get_rota_out *rota, size_t a, size_t b)
{
    return strcmp(rota->shifts.items[a].counter, rota->shifts.items[b].counter) == 0;
}

static bool is_first_of_counter(const struct manager_get_rota_out *rota, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (is_same_counter(rota, i, at))
            return false;
    }
    return true;
}

/* All shifts of a counter together, the first of which is at `first`. */
static void add_counter(const struct view *view, struct canvas *canvas, const struct manager_get_rota_out *rota,
                        size_t first, int bar, struct list_rows *rows)
{
    int64_t from_ms, until_ms;
    day_of(rota, &from_ms, &until_ms);
    for (size_t i = first; i < rota->shifts.count; i++) {
        const struct manager_shift *shift = &rota->shifts.items[i];
        if (is_same_counter(rota, i, first))
            lay(view, canvas, shift, say_bar(canvas, shift, from_ms, until_ms, bar), list_add(canvas, rows));
    }
}

static void draw_rota(const struct view *view, struct canvas *canvas, struct rect page)
{
    struct list_page *state = view->state;
    const struct model *model = page_model(view);
    const struct manager_get_rota_out *rota = model_rota(model);
    bool wide = page.width >= 100;
    int widths = 12 + 10 + 11 + (wide ? 16 : 12), bar = page.width - widths - 4 - 8;
    bar = bar < 0 ? 0 : bar > BAR_MOST ? BAR_MOST : bar;
    int64_t from_ms = 0, until_ms = 0;
    struct list_rows rows = {0};
    if (rota && rota->shifts.count > 0)
        day_of(rota, &from_ms, &until_ms);
    for (size_t i = 0; rota && i < rota->shifts.count; i++) {
        if (is_first_of_counter(rota, i))
            add_counter(view, canvas, rota, i, bar, &rows);
    }
    const char *span = rows.count > 0 ? say_span(canvas, from_ms, until_ms) : "";
    struct table_column columns[] = {{canvas_message(canvas, MESSAGE_MANAGER_COLUMN_COUNTER), 12, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_OPERATOR), 10, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_HOURS), 11, ALIGN_LEFT},
                                     {canvas_message(canvas, MESSAGE_MANAGER_COLUMN_NOW), wide ? 16 : 12, ALIGN_LEFT},
                                     {span, 0, ALIGN_LEFT}};
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = LIST_ROW,
                                   .chosen_shows = true,
                                   .empty = rota                  ? canvas_message(canvas, MESSAGE_MANAGER_NO_ROTA)
                                            : model->rota_refused ? model->rota_refused
                                                                  : canvas_message(canvas, MESSAGE_UI_CONNECTING)};
    list_draw(canvas, page, &state->list, &look, &rows);
}

static void draw(struct view *view, struct canvas *canvas)
{
    draw_rota(view, canvas, page_begin(view, canvas, PAGE_STAFF, NULL));
    page_end(view, canvas);
}

static struct intent open_key(const char *key)
{
    return key ? INTENT_DOES(DO_ASK, .value = TASK_SHIFT, .text = key) : INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    if (what == STAFF_NEW)
        return INTENT_DOES(DO_ASK, .value = TASK_NEW_SHIFT);
    return list_page_act(view, what, value, open_key);
}

static const struct view_key keys[] = {
        {INPUT_ENTER, LIST_OPEN, 0, MESSAGE_MANAGER_KEY_DO, MESSAGE_MANAGER_HELP_SHIFT, false, NULL},
        {INPUT_F1 + 1, STAFF_NEW, 0, MESSAGE_MANAGER_NEW_SHIFT, MESSAGE_MANAGER_HELP_NEW_SHIFT, false, NULL},
        PAGE_KEYS,
        PAGE_ESCAPE(true),
};

const struct view_type view_staff = LIST_VIEW("staff", struct list_page, draw, act, keys);
