/* SPDX-License-Identifier: MIT
 *
 * Tickets whose code nobody has, and return codes whose paper is lost: by what is typed on one line, as finding.h reads
 * it, looked for at every key.
 */
#include <string.h>

#include "kiosk/reception/say.h"
#include "kiosk/reception/views.h"

enum find_target { FIND_ROW = 1, FIND_ENTER, FIND_BACK, FIND_HELP, FIND_DAY };
enum { FIND_ROWS = 64, FIND_COLUMNS = 132, CELLS = 5 };

struct finding {
    struct field line;
    struct table_place place;
    int days; /* before today; of return codes */
};

static size_t row_keys(const struct view *view, const char *ret_keys[FIND_ROWS])
{
    const struct model *model = view->model;
    const struct reception_find_tickets_out *tickets = model->found.out;
    const struct reception_find_return_codes_out *codes = model->codes.out;
    size_t count = 0;
    if (view->value == FIND_TICKETS) {
        for (; tickets && count < tickets->tickets.count && count < FIND_ROWS; count++)
            ret_keys[count] = tickets->tickets.items[count].ticket;
    } else {
        for (; codes && count < codes->return_codes.count && count < FIND_ROWS; count++)
            ret_keys[count] = codes->return_codes.items[count].return_code;
    }
    return count;
}

static struct intent ask(const struct view *view)
{
    const struct finding *finding = view->state;
    return INTENT_DOES(view->value == FIND_TICKETS ? DO_FIND : DO_FIND_CODES, .value = finding->days,
                       .text = finding->line.text);
}

static struct intent take(struct view *view, size_t row)
{
    const char *keys[FIND_ROWS];
    if (row >= row_keys(view, keys))
        return INTENT(INTENT_REDRAW);
    return INTENT_DOES(view->value == FIND_TICKETS ? DO_OPEN_TICKET : DO_USE_CODE, .text = keys[row]);
}

static struct intent take_chosen(struct view *view)
{
    struct finding *finding = view->state;
    const char *keys[FIND_ROWS];
    size_t count = row_keys(view, keys), row = 0;
    while (row < count && strcmp(keys[row], finding->place.key) != 0)
        row++;
    return take(view, row < count ? row : 0);
}

static struct intent find_act(struct view *view, int what, int64_t value)
{
    struct finding *finding = view->state;
    switch (what) {
    case FIND_ROW:
        return take(view, (size_t)value);
    case FIND_ENTER:
        return take_chosen(view);
    case FIND_BACK:
        return INTENT(INTENT_CLOSE);
    case FIND_HELP:
        return INTENT_OPENS(&view_help);
    case FIND_DAY:
        finding->days += (int)value;
        if (finding->days < 0)
            finding->days = 0;
        return ask(view);
    default:
        return INTENT(INTENT_NONE);
    }
}

static struct intent find_type(struct view *view, const struct input_event *event)
{
    struct finding *finding = view->state;
    const char *keys[FIND_ROWS];
    size_t count = row_keys(view, keys);
    if (table_type(&finding->place, event, keys, count, 0))
        return INTENT(INTENT_REDRAW);
    if (event->key == INPUT_LEFT || event->key == INPUT_RIGHT)
        return INTENT(INTENT_NONE);
    if (field_type(&finding->line, event))
        return ask(view);
    return event->key == INPUT_BACKSPACE ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

static bool is_codes(const struct view *view)
{
    return view->value == FIND_CODES;
}

static bool has_rows(const struct view *view)
{
    const char *keys[FIND_ROWS];
    return row_keys(view, keys) > 0;
}

static const struct view_key find_keys[] = {
        {INPUT_ENTER, FIND_ENTER, 0, MESSAGE_RECEPTION_KEY_OPEN, MESSAGE_RECEPTION_HELP_OPEN, false, has_rows},
        {INPUT_ESCAPE, FIND_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_RECEPTION_HELP_BACK, false, NULL},
        {INPUT_F1, FIND_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},
        {INPUT_LEFT, FIND_DAY, 1, MESSAGE_RECEPTION_KEY_DAY_BEFORE, MESSAGE_RECEPTION_HELP_DAY_BEFORE, true, is_codes},
        {INPUT_RIGHT, FIND_DAY, -1, MESSAGE_RECEPTION_KEY_DAY_AFTER, MESSAGE_RECEPTION_HELP_DAY_AFTER, true, is_codes},
};

/* --- drawing --- */

static void lay_ticket(struct canvas *canvas, const struct names *names, const struct reception_ticket *ticket,
                       struct table_cell cells[CELLS])
{
    cells[0].text = ticket->ticket;
    cells[1].text = names_service(names, ticket->service);
    cells[2].text = say_time(canvas, ticket->issued_at);
    cells[3].text = say_state(canvas, names, ticket);
    cells[4].text = say_minutes(canvas, ticket->waited_ms);
}

static void lay_code(struct canvas *canvas, const struct names *names, const struct reception_return_code *code,
                     struct table_cell cells[CELLS])
{
    cells[0].text = code->ticket;
    cells[1].text = names_service(names, code->service);
    cells[2].text = say_day_text(canvas, code->day);
    cells[3].text = code->return_code;
    cells[4].text =
            code->used ? canvas_message(canvas, MESSAGE_RECEPTION_CODE_USED) : say_day_text(canvas, code->until);
}

static void draw_rows(struct view *view, struct canvas *canvas, struct rect rect)
{
    const enum i18n_message *titles;
    static const enum i18n_message ticket_titles[CELLS] = {MESSAGE_TICKET_TITLE, MESSAGE_RECEPTION_SERVICE,
                                                           MESSAGE_RECEPTION_ISSUED, MESSAGE_RECEPTION_STATE,
                                                           MESSAGE_RECEPTION_WAITED};
    static const enum i18n_message code_titles[CELLS] = {MESSAGE_TICKET_TITLE, MESSAGE_RECEPTION_SERVICE,
                                                         MESSAGE_RECEPTION_DAY, MESSAGE_RECEPTION_CODE,
                                                         MESSAGE_RECEPTION_VALID_UNTIL};
    static const int ticket_widths[CELLS] = {8, 0, 6, 24, 9}, code_widths[CELLS] = {8, 0, 11, 11, 16};
    const int *widths = view->value == FIND_TICKETS ? ticket_widths : code_widths;
    struct finding *finding = view->state;
    const struct model *model = view->model;
    const struct names *names = model_names(model, canvas->language);
    const char *keys[FIND_ROWS];
    size_t count = row_keys(view, keys);
    titles = view->value == FIND_TICKETS ? ticket_titles : code_titles;
    struct table_column columns[CELLS];
    for (size_t i = 0; i < CELLS; i++)
        columns[i] = (struct table_column){i == 0 ? "" : canvas_message(canvas, titles[i]), widths[i],
                                           i == CELLS - 1 ? ALIGN_RIGHT : ALIGN_LEFT};
    struct table_row *rows = arena_new_n(canvas->arena, struct table_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, CELLS);
        if (view->value == FIND_TICKETS)
            lay_ticket(canvas, names, &((const struct reception_find_tickets_out *)model->found.out)->tickets.items[i],
                       cells);
        else
            lay_code(canvas, names,
                     &((const struct reception_find_return_codes_out *)model->codes.out)->return_codes.items[i], cells);
        rows[i] = (struct table_row){keys[i], cells};
    }
    const struct table table = {.columns = columns,
                                .column_count = CELLS,
                                .rows = rows,
                                .row_count = count,
                                .what = FIND_ROW,
                                .chosen_shows = true,
                                .empty = canvas_message(canvas, MESSAGE_RECEPTION_NOTHING_FITS)};
    table_draw(canvas, rect, &table, &finding->place);
}

static void find_draw(struct view *view, struct canvas *canvas)
{
    struct finding *finding = view->state;
    bool codes = view->value == FIND_CODES;
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1), keys = rect_cut_bottom(&page, 1);
    say_draw_header(canvas, view->model, header,
                    canvas_message(canvas, codes ? MESSAGE_RECEPTION_CODES : MESSAGE_RECEPTION_FIND));
    page = rect_inset(page, 2, 1);
    page = rect_centre(page, FIND_COLUMNS, page.height);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_QUIET,
                canvas_message(canvas, codes ? MESSAGE_RECEPTION_CODES_HINT : MESSAGE_RECEPTION_FIND_HINT));
    field_draw(canvas, rect_cut_top(&page, 3), &finding->line, "");
    if (codes && finding->days > 0) {
        struct date today = clock_local(canvas->now_ms).date;
        canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_STRONG,
                    say_day(canvas, date_add(today, -finding->days)));
    }
    rect_cut_top(&page, 1);
    enum look look;
    if (say_word(view->model, &look))
        say_draw_word(canvas, view->model, rect_cut_bottom(&page, 2));
    draw_rows(view, canvas, page);
    view_draw_keys(view, canvas, keys);
}

const struct view_type view_find = {
        .name = "find",
        .size = sizeof(struct finding),
        .draw = find_draw,
        .act = find_act,
        .type = find_type,
        .keys = find_keys,
        .key_count = ARRAY_SIZE(find_keys),
};
