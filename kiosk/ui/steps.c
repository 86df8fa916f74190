/* SPDX-License-Identifier: MIT
 *
 * Words for the states of steps.
 */
#include "kiosk/ui/steps.h"

#include "common/i18n.h"

static const char *say_end(struct canvas *canvas, int end)
{
    static const enum i18n_message messages[] = {
            [VISITOR_STEP_END_SERVED] = MESSAGE_RECEPTION_END_SERVED,
            [VISITOR_STEP_END_NO_SHOW] = MESSAGE_RECEPTION_END_NO_SHOW,
            [VISITOR_STEP_END_CANCELLED] = MESSAGE_RECEPTION_END_CANCELLED,
            [VISITOR_STEP_END_VOID] = MESSAGE_RECEPTION_END_VOID,
            [VISITOR_STEP_END_TRANSFERRED] = MESSAGE_RECEPTION_END_TRANSFERRED,
            [VISITOR_STEP_END_NEVER_CALLED] = MESSAGE_RECEPTION_END_NEVER_CALLED,
            [VISITOR_STEP_END_UNFINISHED] = MESSAGE_RECEPTION_END_UNFINISHED,
            [VISITOR_STEP_END_JOINED] = MESSAGE_RECEPTION_END_JOINED,
    };
    bool known = end >= 0 && (size_t)end < ARRAY_SIZE(messages);
    return known ? canvas_message(canvas, messages[end]) : "";
}

const char *say_step(struct canvas *canvas, const struct names *names, const struct step_told *step)
{
    const char *label = step->counter ? names_counter(names, step->counter) : "";
    const char *counter = canvas_take(canvas, language_counter(canvas->language, label, false));
    switch (step->state.value) {
    case VISITOR_STEP_STATE_WAITING:
        return canvas_message(canvas, MESSAGE_RECEPTION_STATE_WAITING);
    case VISITOR_STEP_STATE_CALLED:
        return canvas_message(canvas, MESSAGE_RECEPTION_STATE_CALLED, I18N_TEXT("counter", counter));
    case VISITOR_STEP_STATE_SERVING:
        return canvas_message(canvas, MESSAGE_RECEPTION_STATE_SERVING, I18N_TEXT("counter", counter));
    case VISITOR_STEP_STATE_PARKED:
        return canvas_message(canvas, MESSAGE_RECEPTION_STATE_PARKED);
    case VISITOR_STEP_STATE_PUT_OFF:
        if (step->until.set)
            return canvas_message(canvas, MESSAGE_RECEPTION_STATE_PUT_OFF,
                                  I18N_TEXT("time", say_time(canvas, step->until.value)));
        return canvas_message(canvas, MESSAGE_RECEPTION_STATE_PARKED);
    case VISITOR_STEP_STATE_ENDED:
        return say_end(canvas, step->end.value);
    default:
        return step->state.text;
    }
}

enum look look_of_waited(int64_t waited_ms, int64_t target_ms)
{
    if (waited_ms > target_ms)
        return LOOK_BAD;
    return waited_ms * 2 > target_ms ? LOOK_WARN : LOOK_PAGE;
}
