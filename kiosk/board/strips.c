/* SPDX-License-Identifier: MIT
 *
 * Header, missed numbers, notices and ticker.
 */
#include "kiosk/board/strips.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text.h"
#include "kiosk/board/lines.h"
#include "kiosk/ui/digits.h"

enum { DATE_COLUMNS = 100, NUMBER_GAP = 3 };

const char *board_in(struct canvas *canvas, const struct board_model *model, size_t language, enum i18n_message message)
{
    return canvas_take(canvas, i18n_text(model->languages[language], message));
}

const char *board_in_some(struct canvas *canvas, const struct board_model *model, enum i18n_message message, int width)
{
    const char *some = board_in(canvas, model, 0, message);
    for (size_t i = 1; i < model->language_count; i++) {
        const char *more = canvas_printf(canvas, "%s · %s", some, board_in(canvas, model, i, message));
        if (text_width(more) > (size_t)width)
            break;
        some = more;
    }
    return some;
}

static struct rect middle_row(struct rect rect)
{
    return rect_centre(rect, rect.width, 1);
}

/* --- header --- */

static const char *place_text(struct canvas *canvas, const struct board_model *model)
{
    const struct visitor_get_centre_out *centre = names_centre(&model->names[0]);
    const struct board_watch_out *state = board_model_state(model);
    const char *text = centre ? centre->name : "";
    for (size_t i = 0; state && i < state->zones.count; i++)
        text = canvas_printf(canvas, "%s%s%s", text,
                             i > 0   ? ", "
                             : *text ? " — "
                                     : "",
                             names_zone(&model->names[0], state->zones.items[i]));
    return text;
}

static const char *clock_text(struct canvas *canvas, const struct language *language, int64_t at_ms)
{
    return canvas_take(canvas, language_time(language, clock_local(at_ms).minute_of_day));
}

void board_draw_header(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct language *language = model->languages[0];
    surface_fill(canvas->surface, layout->header, LOOK_HEADER);
    struct rect row = rect_inset(middle_row(layout->header), layout->header.height > 1 ? 3 : 1, 0);
    const char *time = clock_text(canvas, language, canvas->now_ms);
    surface_aligned(canvas->surface, rect_cut_right(&row, (int)text_width(time)), ALIGN_RIGHT, LOOK_HEADER, time);
    rect_cut_right(&row, 3);
    if (model->lost_ms > 0) {
        const char *as_of =
                canvas_take(canvas, i18n_text(language, MESSAGE_BOARD_AS_OF,
                                              I18N_TEXT("time", clock_text(canvas, language, model->lost_ms))));
        struct rect sign = rect_cut_right(&row, (int)text_width(as_of) + 2);
        surface_fill(canvas->surface, sign, LOOK_WARN);
        surface_aligned(canvas->surface, sign, ALIGN_CENTRE, LOOK_WARN, as_of);
        canvas_say(canvas, PLAIN_ERROR, as_of);
    } else if (layout->page.width >= DATE_COLUMNS) {
        const char *date = canvas_take(canvas, language_date(language, clock_local(canvas->now_ms).date));
        surface_aligned(canvas->surface, rect_cut_right(&row, (int)text_width(date)), ALIGN_RIGHT, LOOK_HEADER, date);
    }
    rect_cut_right(&row, 2);
    const char *place = place_text(canvas, model);
    surface_text(canvas->surface, row.x, row.y, row.width, LOOK_HEADER, place);
    canvas_say(canvas, PLAIN_TITLE, place);
}

/* --- numbers that were missed --- */

static bool draw_digits(struct canvas *canvas, const struct board_watch_out *state, size_t count, struct rect rect)
{
    int room = 0;
    for (size_t i = 0; i < count; i++) {
        int width, height;
        digits_size(state->missed.items[i].ticket, 1, &width, &height);
        if (width == 0 || height > rect.height)
            return false;
        room += width + NUMBER_GAP;
    }
    if (room - NUMBER_GAP > rect.width)
        return false;
    for (size_t i = 0; i < count; i++) {
        int width, height;
        digits_size(state->missed.items[i].ticket, 1, &width, &height);
        digits_draw_at(canvas->surface, rect_cut_left(&rect, width), 1, LOOK_INK, LOOK_PAGE,
                       state->missed.items[i].ticket);
        rect_cut_left(&rect, NUMBER_GAP);
    }
    return true;
}

static bool draw_numbers(struct canvas *canvas, const struct board_watch_out *state, size_t count, struct rect rect)
{
    struct board_lines lines;
    board_lines_init(&lines, canvas, rect);
    for (size_t i = 0; i < count; i++)
        board_lines_add_beside(&lines, state->missed.items[i].ticket);
    return board_lines_draw(&lines, ALIGN_LEFT, LOOK_STRONG);
}

/* Labels of all languages below one another where there are rows, else one in turn. Answers their width. */
static int draw_labels(struct canvas *canvas, const struct board_model *model, struct rect rect, bool *ret_turns)
{
    size_t count = model->language_count, widest = 0;
    bool stacked = (size_t)rect.height >= count;
    for (size_t i = 0; i < count; i++) {
        size_t width = text_width(board_in(canvas, model, i, MESSAGE_BOARD_MISSED));
        widest = width > widest ? width : widest;
    }
    struct rect rows = rect_centre(rect, rect.width, stacked ? (int)count : 1);
    for (size_t i = 0; i < (stacked ? count : 1); i++) {
        const char *label = board_in(canvas, model, stacked ? i : board_turn(canvas, count), MESSAGE_BOARD_MISSED);
        canvas_line(canvas, rect_cut_top(&rows, 1), ALIGN_LEFT, LOOK_QUIET, label);
    }
    *ret_turns = !stacked && count > 1;
    return (int)widest;
}

bool board_draw_missed(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    size_t count = board_model_missed(model, canvas->now_ms);
    if (count == 0 || rect_is_empty(layout->missed))
        return false;
    struct rect rect = rect_inset(layout->missed, layout->margin, 0);
    bool turns;
    rect_cut_left(&rect, draw_labels(canvas, model, rect, &turns) + NUMBER_GAP);
    if (layout->size == BOARD_LARGE && draw_digits(canvas, state, count, rect)) {
        for (size_t i = 0; i < count; i++)
            canvas_say(canvas, PLAIN_TEXT, state->missed.items[i].ticket);
        return turns;
    }
    return draw_numbers(canvas, state, count, rect) || turns;
}

/* --- halts --- */

static const char *halt_text(struct canvas *canvas, const struct board_model *model, size_t language)
{
    return canvas_printf(canvas, "%s. %s", names_reason(&model->names[language], board_model_state(model)->halted),
                         board_in(canvas, model, language, MESSAGE_BOARD_HALTED));
}

bool board_draw_halt(struct canvas *canvas, const struct board_model *model, struct rect rect)
{
    surface_fill(canvas->surface, rect, LOOK_WARN);
    struct rect room = rect_inset(rect, rect.width / 10, 1);
    struct board_lines lines;
    board_lines_init(&lines, canvas, room);
    for (size_t i = 0; i < model->language_count; i++) {
        if (i > 0 && room.height > 3 * (int)model->language_count)
            board_lines_skip(&lines);
        board_lines_add(&lines, halt_text(canvas, model, i));
    }
    return board_lines_draw(&lines, ALIGN_CENTRE, LOOK_WARN);
}

/* --- notices --- */

static const char *closing_text(struct canvas *canvas, const struct board_model *model, size_t language,
                                const struct board_closing *closing)
{
    static const enum i18n_message messages[] = {[BOARD_CLOSING_CLOSING_ALL] = MESSAGE_BOARD_CLOSES_ALL,
                                                 [BOARD_CLOSING_CLOSING_SEND_HOME] = MESSAGE_BOARD_CLOSES_NOW};
    const struct names *names = &model->names[language];
    const struct i18n_argument service = I18N_TEXT("service", names_service(names, closing->service));
    const struct i18n_argument reason = I18N_TEXT("reason", names_reason(names, closing->reason));
    if (closing->closing.value == BOARD_CLOSING_CLOSING_TO_TICKET && closing->last)
        return canvas_take(canvas, i18n_text(model->languages[language], MESSAGE_BOARD_CLOSES_TO_TICKET, service,
                                             reason, I18N_TEXT("last", closing->last)));
    bool home = closing->closing.value == BOARD_CLOSING_CLOSING_SEND_HOME;
    return canvas_take(canvas, i18n_text(model->languages[language],
                                         messages[home ? BOARD_CLOSING_CLOSING_SEND_HOME : BOARD_CLOSING_CLOSING_ALL],
                                         service, reason));
}

static void add_please_wait(struct board_lines *lines, const struct board_model *model, size_t count)
{
    const struct board_watch_out *state = board_model_state(model);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < model->language_count; j++)
            board_lines_add_beside(
                    lines,
                    canvas_take(lines->canvas, i18n_text(model->languages[j], MESSAGE_BOARD_PLEASE_WAIT,
                                                         I18N_TEXT("ticket", state->please_wait.items[i].ticket))));
    }
}

/* As it was typed, on lines that run on. */
static const char *message_text(struct canvas *canvas, const struct board_message *message)
{
    char *text = arena_strdup(canvas->arena, message->text);
    for (char *sign = text; *sign; sign++)
        *sign = *sign == '\n' || *sign == '\t' ? ' ' : *sign;
    return text;
}

/* What concerns people now goes before what concerns them today: halts beside calls, calls taken back; then what a
 * supervisor says, and closings. */
bool board_draw_notices(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    size_t taken_back = board_model_please_wait(model, canvas->now_ms);
    bool halted = state && state->halted && state->calls.count > 0;
    bool today = state && state->closings.count + state->messages.count > 0;
    if (!state || rect_is_empty(layout->notices) || (!halted && taken_back == 0 && !today))
        return false;
    surface_fill(canvas->surface, layout->notices, LOOK_WARN);
    struct board_lines lines;
    board_lines_init(&lines, canvas, rect_inset(layout->notices, layout->margin, 0));
    for (size_t i = 0; halted && i < model->language_count; i++)
        board_lines_add(&lines, halt_text(canvas, model, i));
    add_please_wait(&lines, model, taken_back);
    bool urgent = halted || taken_back > 0;
    for (size_t i = 0; !urgent && i < state->messages.count; i++)
        board_lines_add(&lines, message_text(canvas, &state->messages.items[i]));
    for (size_t i = 0; !urgent && i < state->closings.count; i++) {
        for (size_t j = 0; j < model->language_count; j++)
            board_lines_add(&lines, closing_text(canvas, model, j, &state->closings.items[i]));
    }
    return board_lines_draw(&lines, ALIGN_LEFT, LOOK_WARN);
}

/* --- ticker --- */

/* What the catalogue says in this language; NULL: nothing. */
static const char *ticker_text(const struct board_watch_out *state, const struct language *language)
{
    for (size_t i = 0; state && i < state->ticker.count; i++) {
        if (strcmp(state->ticker.items[i].key, language_code(language)) == 0 && *state->ticker.items[i].value)
            return state->ticker.items[i].value;
    }
    return NULL;
}

/* The ticker of the catalogue in every language it is in; where it says nothing, until when the centre is open. */
bool board_draw_ticker(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    if (rect_is_empty(layout->ticker))
        return false;
    surface_fill(canvas->surface, layout->ticker, LOOK_TICKER);
    struct board_lines lines;
    board_lines_init(&lines, canvas, rect_inset(middle_row(layout->ticker), 1, 0));
    for (size_t i = 0; i < model->language_count; i++) {
        const char *text = ticker_text(board_model_state(model), model->languages[i]);
        if (text)
            board_lines_add(&lines, text);
    }
    bool says_nothing = lines.count == 0;
    for (size_t i = 0; says_nothing && i < model->language_count; i++) {
        const struct visitor_get_centre_out *centre = names_centre(&model->names[i]);
        if (centre)
            board_lines_add_beside(&lines, centre->hours);
    }
    return board_lines_draw(&lines, ALIGN_CENTRE, LOOK_TICKER);
}
