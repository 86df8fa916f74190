/* SPDX-License-Identifier: MIT
 *
 * The newest call and the list of the others; what else stands on a board is in strips.c.
 *
 * What is new is framed, calmly, for some seconds: the digits stay as they are, so the frame's coming and going costs
 * few bytes, and nothing blinks (WCAG 2.1, 2.3.1 and 2.2.2).
 */
#include "kiosk/board/view_board.h"

#include <string.h>

#include "common/text.h"
#include "kiosk/board/lines.h"
#include "kiosk/board/strips.h"
#include "kiosk/ui/digits.h"

enum { MINUTE_MS = 60 * 1000, CTRL_C = INPUT_CTRL_A + 2 };

struct board_state {
    bool turns;       /* something takes turns */
    int64_t drawn_ms; /* as it was then */
};

static struct board_measure measure_of(const struct board_model *model)
{
    return (struct board_measure){.ticket_signs = model->ticket_signs,
                                  .counter_signs = model->counter_signs,
                                  .slots = board_model_slots(model),
                                  .languages = (int)model->language_count};
}

struct board_layout view_board_layout(const struct board_model *model, int width, int height)
{
    const struct board_measure measure = measure_of(model);
    return board_layout_make(width, height, &measure);
}

static const char *counter_label(const struct board_model *model, const struct board_call *call)
{
    return names_counter(&model->names[0], call->counter);
}

/* --- the newest call --- */

/* "Please go to counter 7. 2nd floor, on the left": what the voice says. */
static const char *caption(struct canvas *canvas, const struct board_model *model, size_t language,
                           const struct board_call *call)
{
    const struct language *in = model->languages[language];
    const struct names *names = &model->names[language];
    const char *counter = canvas_take(canvas, language_counter(in, names_counter(names, call->counter), false));
    bool moved = call->kind.value == BOARD_CALL_KIND_MOVED;
    const char *text = canvas_take(
            canvas, i18n_text(in, moved ? MESSAGE_BOARD_MOVED : MESSAGE_BOARD_GO_TO, I18N_TEXT("counter", counter)));
    const struct visitor_counter *found = names_find_counter(names, call->counter);
    return found && *found->place ? canvas_printf(canvas, "%s — %s", text, found->place) : text;
}

/* The ticket's language first, then the others in their order. */
static void draw_caption(struct canvas *canvas, const struct board_model *model, struct rect rect, enum look look,
                         const struct board_call *call)
{
    size_t first = board_model_language(model, call->language);
    for (size_t i = 0; i < model->language_count; i++) {
        size_t language = i == 0 ? first : i <= first ? i - 1 : i;
        struct rect line = rect_cut_top(&rect, 1);
        const char *text = caption(canvas, model, language, call);
        canvas_say(canvas, PLAIN_TEXT, text);
        if (!rect_is_empty(line))
            surface_aligned(canvas->surface, line, ALIGN_CENTRE, look, text);
    }
}

static void draw_frame(struct canvas *canvas, const struct board_layout *layout)
{
    struct rect inner = layout->newest;
    int side = layout->newest_caption.x - inner.x;
    surface_fill(canvas->surface, rect_cut_top(&inner, 1), LOOK_CALL_NEW);
    surface_fill(canvas->surface, rect_cut_bottom(&inner, layout->newest_caption.height), LOOK_CALL_NEW);
    surface_fill(canvas->surface, rect_cut_left(&inner, side), LOOK_CALL_NEW);
    surface_fill(canvas->surface, rect_cut_right(&inner, side), LOOK_CALL_NEW);
}

static void draw_newest(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_call *call = &board_model_state(model)->calls.items[0];
    const char *counter = counter_label(model, call);
    bool fresh = board_model_is_fresh(model, 0, canvas->now_ms);
    canvas_say(canvas, PLAIN_QUESTION, canvas_printf(canvas, "%s → %s", call->ticket, counter));
    if (fresh)
        draw_frame(canvas, layout);
    struct rect labels = {0, layout->newest.y, 0, 1}, ticket = labels, desk = labels;
    ticket.x = layout->newest_ticket.x;
    ticket.width = layout->newest_ticket.width;
    desk.x = layout->newest_counter.x;
    desk.width = layout->newest_counter.width;
    enum look quiet = fresh ? LOOK_CALL_NEW : LOOK_QUIET;
    surface_aligned(canvas->surface, ticket, ALIGN_CENTRE, quiet,
                    board_in_some(canvas, model, MESSAGE_BOARD_TICKET, ticket.width));
    surface_aligned(canvas->surface, desk, ALIGN_CENTRE, quiet,
                    board_in_some(canvas, model, MESSAGE_BOARD_COUNTER, desk.width));
    digits_draw_at(canvas->surface, layout->newest_ticket, layout->newest_scale, LOOK_INK, LOOK_PAGE, call->ticket);
    digits_draw_at(canvas->surface, layout->newest_counter, layout->counter_scale, LOOK_INK, LOOK_PAGE, counter);
    draw_caption(canvas, model, layout->newest_caption, fresh ? LOOK_CALL_NEW : LOOK_CALL, call);
}

/* From the newest call down to the end of the list. */
static struct rect room_of_calls(const struct board_layout *layout)
{
    struct rect room = layout->page;
    rect_cut_top(&room, layout->newest.y);
    room.height = layout->list.y + layout->list.height - room.y;
    return room;
}

static bool draw_nobody(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    struct board_lines lines;
    board_lines_init(&lines, canvas, layout->waiting_is_pane ? layout->newest : room_of_calls(layout));
    for (size_t i = 0; i < model->language_count; i++)
        board_lines_add(&lines, board_in(canvas, model, i, MESSAGE_BOARD_NOBODY_CALLED));
    return board_lines_draw(&lines, ALIGN_CENTRE, LOOK_QUIET);
}

/* --- the others --- */

static void draw_slot(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout,
                      size_t index, struct rect slot)
{
    const struct board_measure measure = measure_of(model);
    const struct board_call *call = &board_model_state(model)->calls.items[index];
    const char *counter = counter_label(model, call);
    struct rect ticket, desk;
    board_layout_split(layout, slot, &measure, &ticket, &desk);
    struct rect between = {ticket.x + ticket.width, slot.y, desk.x - ticket.x - ticket.width, slot.height};
    digits_draw_at(canvas->surface, ticket, layout->slot_scale, LOOK_INK, LOOK_PAGE, call->ticket);
    if (board_model_is_fresh(model, index, canvas->now_ms))
        surface_fill(canvas->surface, rect_inset(between, 1, 0), LOOK_CALL_NEW);
    enum look arrow = board_model_is_fresh(model, index, canvas->now_ms) ? LOOK_CALL_NEW : LOOK_QUIET;
    surface_aligned(canvas->surface, rect_centre(between, between.width, 1), ALIGN_CENTRE, arrow, "→");
    if (layout->counters_written)
        surface_aligned(canvas->surface, rect_centre(desk, desk.width, 1), ALIGN_LEFT, LOOK_STRONG, counter);
    else
        digits_draw_at(canvas->surface, desk, layout->slot_scale, LOOK_INK, LOOK_PAGE, counter);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s → %s", call->ticket, counter));
}

/* Page by page, where there are more than fit at the smallest scale. */
static bool draw_list(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    int fit = board_layout_slots(layout), slots = board_model_slots(model);
    if (fit == 0)
        return false;
    int turns = (slots + fit - 1) / fit, first = (int)board_turn(canvas, (size_t)turns) * fit;
    if (!rect_is_empty(layout->list_title) && slots > 0)
        surface_aligned(canvas->surface, layout->list_title, ALIGN_LEFT, LOOK_QUIET,
                        board_in_some(canvas, model, MESSAGE_BOARD_RECENT, layout->list_title.width));
    for (size_t i = 1; i < model->place_count; i++) {
        int slot = model->places[i].slot;
        if (slot >= first && slot < first + fit)
            draw_slot(canvas, model, layout, i, board_layout_slot(layout, slot - first));
    }
    return turns > 1;
}

/* --- the page --- */

static bool draw_calls(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    if (model->is_unknown) {
        const char *unknown = board_in_some(canvas, model, MESSAGE_BOARD_UNKNOWN, layout->newest.width);
        surface_aligned(canvas->surface, rect_centre(layout->newest, layout->newest.width, 1), ALIGN_CENTRE, LOOK_BAD,
                        unknown);
        canvas_say(canvas, PLAIN_ERROR, unknown);
        return false;
    }
    if (!state)
        return false;
    if (state->calls.count == 0)
        return draw_nobody(canvas, model, layout);
    draw_newest(canvas, model, layout);
    return draw_list(canvas, model, layout);
}

static void draw(struct view *view, struct canvas *canvas)
{
    const struct board_model *model = view->model;
    const struct board_watch_out *state = board_model_state(model);
    struct board_state *own = view->state;
    const struct board_layout layout = view_board_layout(model, canvas->surface->width, canvas->surface->height);
    board_draw_header(canvas, model, &layout);
    bool turns = false;
    if (state && state->halted && state->calls.count == 0) {
        turns |= board_draw_halt(canvas, model, room_of_calls(&layout));
    } else {
        turns |= draw_calls(canvas, model, &layout);
        turns |= board_draw_waiting(canvas, model, &layout);
    }
    turns |= board_draw_missed(canvas, model, &layout);
    turns |= board_draw_notices(canvas, model, &layout);
    turns |= board_draw_ticker(canvas, model, &layout);
    own->turns = turns;
    own->drawn_ms = canvas->now_ms;
}

static int64_t next_after(int64_t now_ms, int64_t every_ms)
{
    return (now_ms / every_ms + 1) * every_ms;
}

/* When the page as it was drawn is no longer right. */
static int64_t wake(const struct view *view, attr_unused int64_t now_ms)
{
    const struct board_state *own = view->state;
    int64_t soonest = next_after(own->drawn_ms, MINUTE_MS), model = board_model_wake(view->model, own->drawn_ms);
    int64_t turn = own->turns ? next_after(own->drawn_ms, BOARD_TURN_MS) : soonest;
    soonest = turn < soonest ? turn : soonest;
    return model != 0 && model < soonest ? model : soonest;
}

static struct intent tick(attr_unused struct view *view, attr_unused int64_t now_ms)
{
    return INTENT(INTENT_REDRAW);
}

static struct intent act(attr_unused struct view *view, attr_unused int what, attr_unused int64_t value)
{
    return INTENT(INTENT_QUIT);
}

static const struct view_key keys[] = {
        {.key = CTRL_C, .label = MESSAGE_UI_CLOSE, .help = MESSAGE_UI_CLOSE, .hidden = true},
};

const struct view_type view_board = {.name = "board",
                                     .size = sizeof(struct board_state),
                                     .draw = draw,
                                     .act = act,
                                     .tick = tick,
                                     .wake = wake,
                                     .keys = keys,
                                     .key_count = ARRAY_SIZE(keys)};
