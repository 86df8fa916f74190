/* SPDX-License-Identifier: MIT
 *
 * The desk's words for what the daemon says in figures and keys.
 */
#include "kiosk/reception/say.h"

#include "common/range.h"
#include "kiosk/ui/steps.h"

/* --- waits --- */

const char *say_wait(struct canvas *canvas, const struct reception_range *wait, const char *why, int64_t ahead)
{
    struct range_shown shown = range_unknown(range_why_of(why));
    if (wait)
        shown = range_shown(&(struct range){wait->from, wait->likely, wait->until}, RANGE_ON_SCREEN, canvas->now_ms);
    return canvas_take(canvas, range_text(&shown, ahead, canvas->language));
}

static enum i18n_message refused_message(int refused)
{
    switch (refused) {
    case VISITOR_SERVICE_WAIT_REFUSED_HALTED:
        return MESSAGE_SERVICE_HALTED;
    case VISITOR_SERVICE_WAIT_REFUSED_FULL:
    case VISITOR_SERVICE_WAIT_REFUSED_EXHAUSTED:
        return MESSAGE_SERVICE_FULL;
    case VISITOR_SERVICE_WAIT_REFUSED_TOO_LATE:
        return MESSAGE_RECEPTION_TOO_LATE;
    default:
        return MESSAGE_SERVICE_CLOSED;
    }
}

const char *say_service_wait(struct canvas *canvas, const struct visitor_service_wait *wait, bool *ret_off)
{
    *ret_off = wait && wait->refused.text;
    if (!wait)
        return "";
    if (*ret_off)
        return canvas_message(canvas, refused_message(wait->refused.value));
    if (!wait->wait)
        return canvas_message(canvas, MESSAGE_RECEPTION_WAIT_COUNT, I18N_NUMBER("count", wait->waiting));
    const struct range range = {wait->wait->from, wait->wait->likely, wait->wait->until};
    int32_t minutes;
    if (range_length(&range, canvas->now_ms, &minutes) == RANGE_NONE)
        return canvas_message(canvas, MESSAGE_WAIT_HARDLY);
    return canvas_message(canvas, MESSAGE_UI_MINUTES, I18N_NUMBER("minutes", minutes));
}

enum look look_of_wait(const struct reception_ticket *ticket)
{
    return look_of_waited(ticket->waited_ms, ticket->target_ms);
}

/* --- states --- */

const char *say_state(struct canvas *canvas, const struct names *names, const struct reception_ticket *ticket)
{
    return say_step(canvas, names, &(struct step_told){ticket->state, ticket->end, ticket->counter, ticket->until});
}

/* --- paper --- */

const char *say_paper(struct canvas *canvas, int paper)
{
    static const enum i18n_message messages[] = {
            [RECEPTION_PAPER_NONE] = MESSAGE_RECEPTION_PAPER_NONE,
            [RECEPTION_PAPER_WAITING] = MESSAGE_RECEPTION_PAPER_WAITING,
            [RECEPTION_PAPER_PRINTING] = MESSAGE_RECEPTION_PAPER_PRINTING,
            [RECEPTION_PAPER_PRINTED] = MESSAGE_RECEPTION_PAPER_PRINTED,
            [RECEPTION_PAPER_FAILED] = MESSAGE_RECEPTION_PAPER_FAILED,
            [RECEPTION_PAPER_UNKNOWN] = MESSAGE_RECEPTION_PAPER_UNKNOWN,
    };
    bool known = paper >= 0 && (size_t)paper < ARRAY_SIZE(messages);
    return known ? canvas_message(canvas, messages[paper]) : "";
}

enum look look_of_paper(int paper)
{
    if (paper == RECEPTION_PAPER_PRINTED)
        return LOOK_GOOD;
    if (paper == RECEPTION_PAPER_FAILED)
        return LOOK_BAD;
    return paper == RECEPTION_PAPER_UNKNOWN ? LOOK_WARN : LOOK_QUIET;
}

/* --- strips --- */

const char *say_word(const struct model *model, enum look *ret_look)
{
    *ret_look = model->told.trouble ? LOOK_BAD : LOOK_GOOD;
    return model->told.trouble ? model->told.trouble : model->told.good;
}

void say_draw_word(struct canvas *canvas, const struct model *model, struct rect line)
{
    enum look look;
    const char *word = say_word(model, &look);
    if (!word || rect_is_empty(line))
        return;
    surface_fill(canvas->surface, line, look);
    canvas_say(canvas, look == LOOK_BAD ? PLAIN_ERROR : PLAIN_TEXT, word);
    surface_wrap(canvas->surface, rect_inset(line, 1, 0), ALIGN_LEFT, look, word);
}

void say_draw_header(struct canvas *canvas, const struct model *model, struct rect line, const char *title)
{
    const struct names *names = model_names(model, canvas->language);
    const struct visitor_get_centre_out *centre = names_centre(names);
    const struct reception_watch_desk_out *desk = model_desk(model);
    surface_fill(canvas->surface, line, LOOK_HEADER);
    struct rect inner = rect_inset(line, 1, 0);
    canvas_line(canvas, rect_cut_right(&inner, 6), ALIGN_RIGHT, LOOK_HEADER, say_time(canvas, canvas->now_ms));
    if (desk && desk->halted) {
        const char *reason = names_reason(names, desk->halted);
        const char *text = canvas_message(canvas, MESSAGE_RECEPTION_HALTED, I18N_TEXT("reason", reason));
        struct rect strip = rect_cut_right(&inner, inner.width / 2);
        surface_fill(canvas->surface, strip, LOOK_BAD);
        canvas_line(canvas, strip, ALIGN_CENTRE, LOOK_BAD, text);
    }
    const char *text = centre ? canvas_printf(canvas, "%s · %s", title, centre->name) : title;
    canvas_say(canvas, PLAIN_TITLE, title);
    surface_aligned(canvas->surface, inner, ALIGN_LEFT, LOOK_HEADER, text);
}
