/* SPDX-License-Identifier: MIT
 *
 * How many wait, and how long: a line whose sentences take turns, or a pane with a service a row, in one language after
 * the other.
 */
#include "common/i18n.h"
#include "common/range.h"
#include "common/text.h"
#include "kiosk/board/lines.h"
#include "kiosk/board/strips.h"

enum { PANE_LANGUAGE_TURNS = 3, FIGURE_COLUMNS = 5, ROWS_A_SERVICE = 2 };

/* "" if nothing can be said that helps. */
static const char *wait_text(struct canvas *canvas, const struct board_waiting *waiting,
                             const struct language *language)
{
    if (waiting->wait) {
        const struct range range = {waiting->wait->from, waiting->wait->likely, waiting->wait->until};
        return canvas_take(canvas, range_list_text(&range, canvas->now_ms, language));
    }
    enum range_why why = range_why_of(waiting->why_unknown.text);
    if (why != RANGE_TOO_UNCERTAIN && why != RANGE_HALTED)
        return "";
    const struct range_shown shown = range_unknown(why);
    return canvas_take(canvas, range_text(&shown, -1, language));
}

/* --- a line --- */

static const char *sentence(struct canvas *canvas, const struct board_model *model, size_t language,
                            const struct board_waiting *waiting)
{
    const struct language *in = model->languages[language];
    const char *wait = wait_text(canvas, waiting, in);
    const struct i18n_argument count = I18N_NUMBER("count", waiting->waiting);
    const struct i18n_argument service = I18N_TEXT("service", names_service(&model->names[language], waiting->service));
    if (!*wait)
        return canvas_take(canvas, i18n_text(in, MESSAGE_BOARD_WAITING_FOR, count, service));
    return canvas_take(canvas, i18n_text(in, MESSAGE_BOARD_WAITING_LONG, count, service, I18N_TEXT("wait", wait)));
}

static bool draw_line(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    struct board_lines lines;
    board_lines_init(&lines, canvas, rect_inset(layout->waiting, layout->margin, 0));
    for (size_t i = 0; i < model->language_count; i++) {
        for (size_t j = 0; j < state->waiting.count; j++)
            board_lines_add_beside(&lines, sentence(canvas, model, i, &state->waiting.items[j]));
    }
    return board_lines_draw(&lines, ALIGN_LEFT, LOOK_PAGE);
}

/* --- a pane --- */

static void draw_service(struct canvas *canvas, const struct board_model *model, size_t language, struct rect rect,
                         const struct board_waiting *waiting)
{
    struct rect first = rect_cut_top(&rect, 1);
    const char *name = names_service(&model->names[language], waiting->service);
    const char *figure = canvas_take(canvas, language_number(model->languages[language], waiting->waiting));
    const char *wait = wait_text(canvas, waiting, model->languages[language]);
    surface_aligned(canvas->surface, rect_cut_right(&first, FIGURE_COLUMNS), ALIGN_RIGHT, LOOK_STRONG, figure);
    rect_cut_right(&first, 1);
    surface_text(canvas->surface, first.x, first.y, first.width, LOOK_PAGE, name);
    if (!rect_is_empty(rect))
        surface_text(canvas->surface, rect.x, rect.y, rect.width, LOOK_QUIET, wait);
    canvas_say(canvas, PLAIN_TEXT, sentence(canvas, model, language, waiting));
}

static bool draw_pane(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    struct rect pane = layout->waiting;
    size_t languages = model->language_count, count = state->waiting.count;
    canvas_line(canvas, rect_cut_top(&pane, 1), ALIGN_LEFT, LOOK_QUIET,
                board_in_some(canvas, model, MESSAGE_BOARD_WAITING_TITLE, pane.width));
    rect_cut_top(&pane, 1);
    size_t fit = pane.height > 0 ? (size_t)(pane.height / ROWS_A_SERVICE) : 0;
    if (fit == 0)
        return false;
    size_t turns = (count + fit - 1) / fit, first = board_turn(canvas, turns) * fit;
    size_t language = (size_t)(canvas->now_ms / BOARD_TURN_MS / PANE_LANGUAGE_TURNS) % languages;
    for (size_t i = first; i < count && i < first + fit; i++)
        draw_service(canvas, model, language, rect_cut_top(&pane, ROWS_A_SERVICE), &state->waiting.items[i]);
    return turns > 1 || languages > 1;
}

bool board_draw_waiting(struct canvas *canvas, const struct board_model *model, const struct board_layout *layout)
{
    const struct board_watch_out *state = board_model_state(model);
    if (!state || state->waiting.count == 0 || rect_is_empty(layout->waiting) || model->language_count == 0)
        return false;
    return layout->waiting_is_pane ? draw_pane(canvas, model, layout) : draw_line(canvas, model, layout);
}
