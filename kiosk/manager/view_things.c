/* SPDX-License-Identifier: MIT
 *
 * What stands in the hall: printers and their paper, kiosks out of use, boards, and what was told to staff and public.
 * Enter takes a kiosk back into use, or a message back.
 */
#include <string.h>

#include "kiosk/manager/ask.h"
#include "kiosk/manager/page.h"

enum things_target { THINGS_KIOSK = 1 };

static struct list_row *add(struct canvas *canvas, struct list_rows *rows, const char *kind, const char *key)
{
    struct list_row *row = list_add(canvas, rows);
    row->key = canvas_printf(canvas, "%s %s", kind, key);
    return row;
}

static void fill(struct canvas *canvas, struct list_row *row, enum i18n_message kind, const char *name,
                 struct table_cell state, const char *more)
{
    row->cells[0] = (struct table_cell){canvas_message(canvas, kind), LOOK_QUIET};
    row->cells[1] = (struct table_cell){name, LOOK_STRONG};
    row->cells[2] = state;
    row->cells[3] = (struct table_cell){more, LOOK_PAGE};
    row->words = more;
    row->look = state.look;
    row->sought = canvas_printf(canvas, "%s %s %s %s", row->cells[0].text, name, state.text, more);
}

static const char *say_roll(struct canvas *canvas, const struct manager_hall_printer *printer)
{
    const char *text = printer->detail ? printer->detail : "";
    if (printer->tickets_left.set)
        text = canvas_printf(canvas, "%s%s%s", text, *text ? " · " : "",
                             canvas_message(canvas, MESSAGE_MANAGER_TICKETS_LEFT,
                                            I18N_NUMBER("count", printer->tickets_left.value)));
    if (printer->roll_ends_at.set)
        text = canvas_printf(canvas, "%s%s%s", text, *text ? " · " : "",
                             canvas_message(canvas, MESSAGE_MANAGER_ROLL_ENDS,
                                            I18N_TEXT("time", say_time(canvas, printer->roll_ends_at.value))));
    return text;
}

static void add_printers(struct canvas *canvas, const struct manager_watch_hall_out *hall, struct list_rows *rows)
{
    for (size_t i = 0; i < hall->printers.count; i++) {
        const struct manager_hall_printer *printer = &hall->printers.items[i];
        const char *state = say_printer(canvas, printer->state);
        if (printer->since.set)
            state = canvas_printf(canvas, "%s · %s", state, say_since(canvas, printer->since.value));
        fill(canvas, add(canvas, rows, "printer", printer->printer), MESSAGE_MANAGER_PRINTER, printer->printer,
             (struct table_cell){canvas_printf(canvas, " %s ", state), look_of_printer(printer->state)},
             say_roll(canvas, printer));
    }
}

static void add_kiosks(struct canvas *canvas, const struct manager_watch_hall_out *hall, struct list_rows *rows)
{
    for (size_t i = 0; i < hall->closed_kiosks.count; i++)
        fill(canvas, add(canvas, rows, "kiosk", hall->closed_kiosks.items[i]), MESSAGE_MANAGER_KIOSK,
             hall->closed_kiosks.items[i],
             (struct table_cell){canvas_printf(canvas, " %s ", canvas_message(canvas, MESSAGE_MANAGER_OUT_OF_USE)),
                                 LOOK_WARN},
             "");
}

static void add_boards(struct canvas *canvas, const struct manager_watch_hall_out *hall, struct list_rows *rows)
{
    for (size_t i = 0; i < hall->boards.count; i++) {
        const struct manager_hall_board *board = &hall->boards.items[i];
        const char *state =
                canvas_message(canvas, board->shown ? MESSAGE_MANAGER_BOARD_SHOWN : MESSAGE_MANAGER_BOARD_DARK);
        const char *voice = board->voice_at.set
                                    ? canvas_message(canvas, MESSAGE_MANAGER_BOARD_VOICE,
                                                     I18N_TEXT("time", say_time(canvas, board->voice_at.value)))
                                    : "";
        fill(canvas, add(canvas, rows, "board", board->board), MESSAGE_MANAGER_BOARD, board->board,
             (struct table_cell){canvas_printf(canvas, " %s ", state), board->shown ? LOOK_GOOD : LOOK_BAD}, voice);
    }
}

static const char *say_to(const struct view *view, struct canvas *canvas, const struct manager_sent_message *message)
{
    const struct names *names = page_names(view);
    if (message->counter)
        return say_counter(canvas, names, message->counter);
    const char *zone = message->zone ? names_zone(names, message->zone) : NULL;
    if (message->boards)
        return zone ? canvas_message(canvas, MESSAGE_MANAGER_TO_ZONE_BOARDS, I18N_TEXT("zone", zone))
                    : canvas_message(canvas, MESSAGE_MANAGER_TO_BOARDS);
    return zone ? canvas_message(canvas, MESSAGE_MANAGER_TO_ZONE, I18N_TEXT("zone", zone))
                : canvas_message(canvas, MESSAGE_MANAGER_TO_ALL);
}

static void add_messages(const struct view *view, struct canvas *canvas, const struct manager_watch_hall_out *hall,
                         struct list_rows *rows)
{
    for (size_t i = 0; i < hall->messages.count; i++) {
        const struct manager_sent_message *message = &hall->messages.items[i];
        const char *state = say_span(canvas, message->at, message->until);
        if (!message->boards)
            state = canvas_printf(
                    canvas, "%s · %s", state,
                    canvas_message(canvas, MESSAGE_MANAGER_READ_BY, I18N_NUMBER("count", message->read.count)));
        fill(canvas, add(canvas, rows, "message", message->message), MESSAGE_MANAGER_MESSAGE_ROW,
             say_to(view, canvas, message), (struct table_cell){state, LOOK_PAGE}, message->text);
    }
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct list_page *state = view->state;
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    struct rect page = page_begin(view, canvas, PAGE_THINGS, NULL);
    bool wide = page.width >= 100;
    const struct table_column columns[] = {{NULL, 10, ALIGN_LEFT},
                                           {NULL, wide ? 20 : 14, ALIGN_LEFT},
                                           {NULL, wide ? 34 : 24, ALIGN_LEFT},
                                           {NULL, 0, ALIGN_LEFT}};
    struct list_rows rows = {0};
    if (hall) {
        add_printers(canvas, hall, &rows);
        add_kiosks(canvas, hall, &rows);
        add_boards(canvas, hall, &rows);
        add_messages(view, canvas, hall, &rows);
    }
    const struct list_look look = {
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .what = LIST_ROW,
            .chosen_shows = true,
            .word_rows = 2,
            .empty = canvas_message(canvas, hall ? MESSAGE_MANAGER_NO_THINGS : MESSAGE_UI_CONNECTING)};
    list_draw(canvas, page, &state->list, &look, &rows);
    page_end(view, canvas);
}

static struct intent open_key(const char *key)
{
    static const struct {
        const char *kind;
        enum task task;
    } kinds[] = {{"kiosk ", TASK_KIOSK_OPEN}, {"message ", TASK_TAKE_BACK}};
    for (size_t i = 0; key && i < ARRAY_SIZE(kinds); i++) {
        size_t length = strlen(kinds[i].kind);
        if (strncmp(key, kinds[i].kind, length) == 0)
            return INTENT_DOES(DO_ASK, .value = kinds[i].task, .text = key + length);
    }
    return INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    if (what == THINGS_KIOSK)
        return INTENT_DOES(DO_ASK, .value = TASK_KIOSK_CLOSE);
    return list_page_act(view, what, value, open_key);
}

/* A printer or a board is seen to by going there. */
static bool can_open(const struct view *view)
{
    const struct list_page *state = view->state;
    return open_key(list_chosen(&state->list)).kind == INTENT_DO;
}

static const struct view_key keys[] = {
        {INPUT_ENTER, LIST_OPEN, 0, MESSAGE_MANAGER_KEY_TAKE_BACK, MESSAGE_MANAGER_HELP_TAKE_BACK, false, can_open},
        {INPUT_F1 + 1, THINGS_KIOSK, 0, MESSAGE_MANAGER_KIOSK_CLOSE, MESSAGE_MANAGER_HELP_KIOSK, false, NULL},
        PAGE_KEYS,
        PAGE_ESCAPE(true),
};

const struct view_type view_things = LIST_VIEW("things", struct list_page, draw, act, keys);
