/* SPDX-License-Identifier: MIT
 *
 * The bookings of a day: who has lost the code is found by service and time, who has it by its beginning. The visitor
 * is checked in with Enter; what is booked, moved and given up starts here, too.
 *
 * All bookings of the day are there, so what is typed only narrows the list.
 */
#include <ctype.h>
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/finding.h"
#include "kiosk/reception/say.h"

enum booking_target {
    BOOKING_ROW = 1,
    BOOKING_ENTER,
    BOOKING_BOOK,
    BOOKING_MOVE,
    BOOKING_CANCEL,
    BOOKING_BACK,
    BOOKING_HELP,
    BOOKING_DAY, /* value: -1, 1 */
};

enum { BOOKING_ROWS = 200, BOOKING_COLUMNS = 132, CELLS = 5, HOUR = 60 };

struct booked {
    struct field line;
    struct table_place place;
    int days; /* from today */
    bool begun;
};

/* --- what is in the list --- */

static bool begins_code(const char *typed, const char *code)
{
    for (size_t i = 0; typed[i]; i++) {
        if (toupper((unsigned char)typed[i]) != code[i])
            return false;
    }
    return *typed != '\0';
}

static bool is_wanted(const struct reception_booking *booking, const struct wanted *wanted, const char *typed)
{
    if (begins_code(typed, booking->booking))
        return true;
    if (wanted->unknown || *wanted->number)
        return false;
    if (wanted->service && strcmp(wanted->service, booking->service) != 0)
        return false;
    int minute = clock_local(booking->slot_at).minute_of_day;
    return wanted->minute < 0 || abs(minute - wanted->minute) <= HOUR / 2;
}

static void read_line(const struct view *view, struct wanted *wanted)
{
    const struct model *model = view->model;
    const struct booked *booked = view->state;
    finding_read(&model->search, booked->line.text, wanted);
    if (!booked->begun && view->text) /* as it was opened with */
        wanted->service = view->text;
}

static size_t rows_of(const struct view *view, const struct reception_booking *ret_rows[BOOKING_ROWS])
{
    const struct model *model = view->model;
    const struct booked *booked = view->state;
    const struct reception_find_bookings_out *out = model->bookings.out;
    struct wanted wanted;
    read_line(view, &wanted);
    size_t count = 0;
    for (size_t i = 0; out && i < out->bookings.count && count < BOOKING_ROWS; i++) {
        if (is_wanted(&out->bookings.items[i], &wanted, booked->line.text))
            ret_rows[count++] = &out->bookings.items[i];
    }
    return count;
}

static const struct reception_booking *chosen(const struct view *view)
{
    const struct booked *booked = view->state;
    const struct reception_booking *rows[BOOKING_ROWS];
    size_t count = rows_of(view, rows);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i]->booking, booked->place.key) == 0)
            return rows[i];
    }
    return count > 0 ? rows[0] : NULL;
}

static const char *service_of(const struct view *view)
{
    struct wanted wanted;
    read_line(view, &wanted);
    return wanted.service;
}

/* --- acts --- */

static struct intent open_ticket_or_check_in(const struct reception_booking *booking)
{
    if (booking->ticket)
        return INTENT_DOES(DO_OPEN_TICKET, .text = booking->ticket);
    return INTENT_DOES(DO_CHECK_IN, .text = booking->booking);
}

static struct intent turn_day(struct booked *booked, int64_t by)
{
    int days = booked->days + (int)by;
    booked->days = days < 0 ? 0 : days;
    return INTENT_DOES(DO_BOOKING_DAY, .value = booked->days);
}

static struct intent bookings_act(struct view *view, int what, int64_t value)
{
    struct booked *booked = view->state;
    const struct reception_booking *booking = chosen(view);
    const struct reception_booking *rows[BOOKING_ROWS];
    switch (what) {
    case BOOKING_ROW:
        if ((size_t)value < rows_of(view, rows))
            table_choose(&booked->place, rows[value]->booking, (size_t)value);
        return INTENT(INTENT_REDRAW);
    case BOOKING_ENTER:
        return booking ? open_ticket_or_check_in(booking) : INTENT(INTENT_REDRAW);
    case BOOKING_BOOK:
        return INTENT_DOES(DO_BOOK, .text = service_of(view));
    case BOOKING_MOVE:
        return INTENT_DOES(DO_MOVE, .text = booking->booking);
    case BOOKING_CANCEL:
        return INTENT_DOES(DO_ASK, .value = TASK_CANCEL_BOOKING, .text = booking->booking);
    case BOOKING_DAY:
        return turn_day(booked, value);
    case BOOKING_BACK:
        return INTENT(INTENT_CLOSE);
    case BOOKING_HELP:
        return INTENT_OPENS(&view_help);
    default:
        return INTENT(INTENT_NONE);
    }
}

static struct intent bookings_type(struct view *view, const struct input_event *event)
{
    struct booked *booked = view->state;
    const struct reception_booking *rows[BOOKING_ROWS];
    const char *keys[BOOKING_ROWS];
    size_t count = rows_of(view, rows);
    for (size_t i = 0; i < count; i++)
        keys[i] = rows[i]->booking;
    if (table_type(&booked->place, event, keys, count, 0))
        return INTENT(INTENT_REDRAW);
    if (event->key == INPUT_LEFT || event->key == INPUT_RIGHT)
        return INTENT(INTENT_NONE);
    if (!field_type(&booked->line, event)) {
        booked->begun |= event->key == INPUT_BACKSPACE;
        return event->key == INPUT_BACKSPACE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    }
    booked->begun = true;
    return INTENT(INTENT_REDRAW);
}

static bool has_booking(const struct view *view)
{
    return chosen(view) != NULL;
}

static bool has_open(const struct view *view)
{
    const struct reception_booking *booking = chosen(view);
    return booking && (booking->state.value == RECEPTION_BOOKING_STATE_OPEN ||
                       booking->state.value == RECEPTION_BOOKING_STATE_MISSED);
}

static bool has_service(const struct view *view)
{
    return service_of(view) != NULL;
}

static const struct view_key bookings_keys[] = {
        {INPUT_ENTER, BOOKING_ENTER, 0, MESSAGE_RECEPTION_CHECK_IN, MESSAGE_RECEPTION_HELP_CHECK_IN, false,
         has_booking},
        {INPUT_F1 + 1, BOOKING_BOOK, 0, MESSAGE_RECEPTION_BOOK, MESSAGE_RECEPTION_HELP_BOOK, false, has_service},
        {INPUT_F1 + 3, BOOKING_MOVE, 0, MESSAGE_RECEPTION_MOVE, MESSAGE_RECEPTION_HELP_MOVE, false, has_open},
        {INPUT_F1 + 7, BOOKING_CANCEL, 0, MESSAGE_RECEPTION_KEY_GIVE_UP, MESSAGE_RECEPTION_HELP_GIVE_UP, false,
         has_open},
        {INPUT_LEFT, BOOKING_DAY, -1, MESSAGE_RECEPTION_KEY_DAY_BEFORE, MESSAGE_RECEPTION_HELP_DAY_BEFORE, true, NULL},
        {INPUT_RIGHT, BOOKING_DAY, 1, MESSAGE_RECEPTION_KEY_DAY_AFTER, MESSAGE_RECEPTION_HELP_DAY_AFTER, true, NULL},
        {INPUT_ESCAPE, BOOKING_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_RECEPTION_HELP_BACK, false, NULL},
        {INPUT_F1, BOOKING_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},
};

/* --- drawing --- */

static const char *say_booking_state(struct canvas *canvas, const struct reception_booking *booking)
{
    static const enum i18n_message messages[] = {
            [RECEPTION_BOOKING_STATE_OPEN] = MESSAGE_RECEPTION_BOOKING_OPEN,
            [RECEPTION_BOOKING_STATE_CHECKED_IN] = MESSAGE_RECEPTION_BOOKING_CHECKED_IN,
            [RECEPTION_BOOKING_STATE_CANCELLED] = MESSAGE_RECEPTION_BOOKING_CANCELLED,
            [RECEPTION_BOOKING_STATE_MISSED] = MESSAGE_RECEPTION_BOOKING_MISSED,
    };
    if (booking->ticket)
        return booking->ticket;
    bool known = booking->state.value >= 0 && (size_t)booking->state.value < ARRAY_SIZE(messages);
    return known ? canvas_message(canvas, messages[booking->state.value]) : booking->state.text;
}

static void draw_rows(struct view *view, struct canvas *canvas, struct rect rect)
{
    static const struct table_column columns[CELLS] = {{NULL, 6, ALIGN_LEFT},
                                                       {NULL, 0, ALIGN_LEFT},
                                                       {NULL, 12, ALIGN_LEFT},
                                                       {NULL, 4, ALIGN_LEFT},
                                                       {NULL, 16, ALIGN_LEFT}};
    struct booked *booked = view->state;
    const struct names *names = model_names(view->model, canvas->language);
    const struct reception_booking *found[BOOKING_ROWS];
    size_t count = rows_of(view, found);
    struct table_row *rows = arena_new_n(canvas->arena, struct table_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, CELLS);
        enum look look = found[i]->state.value == RECEPTION_BOOKING_STATE_OPEN ? LOOK_PAGE : LOOK_QUIET;
        cells[0] = (struct table_cell){say_time(canvas, found[i]->slot_at), look};
        cells[1] = (struct table_cell){names_service(names, found[i]->service), look};
        cells[2] = (struct table_cell){found[i]->booking, look};
        cells[3] = (struct table_cell){found[i]->language, look};
        cells[4] = (struct table_cell){say_booking_state(canvas, found[i]), look};
        rows[i] = (struct table_row){found[i]->booking, cells};
    }
    const struct table table = {.columns = columns,
                                .column_count = CELLS,
                                .rows = rows,
                                .row_count = count,
                                .what = BOOKING_ROW,
                                .chosen_shows = true,
                                .empty = canvas_message(canvas, MESSAGE_RECEPTION_NO_BOOKINGS)};
    table_draw(canvas, rect, &table, &booked->place);
}

static void bookings_draw(struct view *view, struct canvas *canvas)
{
    struct booked *booked = view->state;
    const struct model *model = view->model;
    const char *service = service_of(view);
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1), keys = rect_cut_bottom(&page, 1);
    say_draw_header(canvas, model, header, canvas_message(canvas, MESSAGE_RECEPTION_KEY_BOOKINGS));
    page = rect_inset(page, 2, 1);
    page = rect_centre(page, BOOKING_COLUMNS, page.height);
    struct rect line = rect_cut_top(&page, 1);
    const char *day = canvas_printf(canvas, "← %s →", say_day(canvas, model->booking_day));
    canvas_line(canvas, rect_cut_right(&line, (int)text_width(day)), ALIGN_RIGHT, LOOK_STRONG, day);
    canvas_line(canvas, line, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_RECEPTION_BOOKINGS_HINT));
    field_draw(canvas, rect_cut_top(&page, 3), &booked->line, "");
    struct rect named = rect_cut_top(&page, 1);
    if (service)
        canvas_line(canvas, named, ALIGN_LEFT, LOOK_STRONG,
                    names_service(model_names(model, canvas->language), service));
    enum look look;
    if (say_word(model, &look))
        say_draw_word(canvas, model, rect_cut_bottom(&page, 2));
    draw_rows(view, canvas, page);
    view_draw_keys(view, canvas, keys);
}

const struct view_type view_bookings = {
        .name = "bookings",
        .size = sizeof(struct booked),
        .draw = bookings_draw,
        .act = bookings_act,
        .type = bookings_type,
        .keys = bookings_keys,
        .key_count = ARRAY_SIZE(bookings_keys),
};
