/* SPDX-License-Identifier: MIT
 *
 * The supervisor's words for what the daemon says in figures and keys.
 */
#include "kiosk/manager/say.h"

#include <string.h>

#include "common/range.h"
#include "kiosk/manager/trouble.h"

enum { MINUTE_MS = 60000 };

const char *say_counter(struct canvas *canvas, const struct names *names, const char *key)
{
    const char *label = canvas_take(canvas, language_counter(canvas->language, names_counter(names, key), false));
    return canvas_message(canvas, MESSAGE_COUNTER_COUNTER, I18N_TEXT("counter", label));
}

const char *say_number(struct canvas *canvas, int64_t number)
{
    return canvas_take(canvas, language_number(canvas->language, number));
}

/* --- queues --- */

static const char *say_unknown(struct canvas *canvas, enum range_why why)
{
    if (why == RANGE_NOBODY_SERVES)
        return canvas_message(canvas, MESSAGE_MANAGER_NOBODY_SERVES);
    return "–";
}

static int64_t minutes_until(const struct canvas *canvas, int64_t at_ms)
{
    return at_ms > canvas->now_ms ? (at_ms - canvas->now_ms) / MINUTE_MS : 0;
}

const char *say_range(struct canvas *canvas, const struct manager_range *wait, const char *why)
{
    if (!wait)
        return say_unknown(canvas, range_why_of(why));
    const struct range_shown shown =
            range_shown(&(struct range){wait->from, wait->likely, wait->until}, RANGE_ON_SCREEN, canvas->now_ms);
    switch (shown.form) {
    case RANGE_SOON:
        return canvas_message(canvas, MESSAGE_MANAGER_RANGE_UNTIL, I18N_NUMBER("until", 5));
    case RANGE_MINUTES:
    case RANGE_BETWEEN:
        if (shown.from_minutes == 0)
            return canvas_message(canvas, MESSAGE_MANAGER_RANGE_UNTIL, I18N_NUMBER("until", shown.until_minutes));
        return canvas_message(canvas, MESSAGE_MANAGER_RANGE, I18N_NUMBER("from", shown.from_minutes),
                              I18N_NUMBER("until", shown.until_minutes));
    case RANGE_NOT_BEFORE:
        if (shown.from_ms == 0)
            return canvas_message(canvas, MESSAGE_MANAGER_RANGE_UNTIL,
                                  I18N_NUMBER("until", minutes_until(canvas, shown.until_ms)));
        return canvas_message(canvas, MESSAGE_MANAGER_RANGE_FROM,
                              I18N_NUMBER("from", minutes_until(canvas, shown.from_ms)));
    case RANGE_UNKNOWN:
    default:
        return say_unknown(canvas, shown.why);
    }
}

const char *say_longest(struct canvas *canvas, int64_t longest_ms, int64_t target_ms)
{
    return canvas_message(canvas, MESSAGE_MANAGER_LONGEST, I18N_NUMBER("minutes", longest_ms / MINUTE_MS),
                          I18N_NUMBER("target", target_ms / MINUTE_MS));
}

static const char *say_opening(struct canvas *canvas, const struct model *model,
                               const struct manager_service_queue *queue)
{
    if (!queue->open_counter)
        return "";
    const char *counter = say_counter(canvas, &model->names, queue->open_counter);
    int64_t late = queue->late_with_it.set ? queue->late_with_it.value : 0;
    return canvas_message(canvas, MESSAGE_MANAGER_OPEN_COUNTER, I18N_NUMBER("late", late),
                          I18N_TEXT("counter", counter));
}

const char *say_trouble(struct canvas *canvas, const struct model *model, const struct manager_service_queue *queue)
{
    const char *name = names_service(&model->names, queue->service), *text = NULL;
    int64_t minutes = queue->target_ms / MINUTE_MS;
    if (queue->closed)
        return canvas_message(canvas, MESSAGE_MANAGER_SERVICE_CLOSED, I18N_TEXT("service", name),
                              I18N_TEXT("reason", names_reason(&model->names, queue->closed)));
    if (queue->late > 0)
        text = canvas_message(canvas, MESSAGE_MANAGER_IS_LATE, I18N_NUMBER("count", queue->late),
                              I18N_TEXT("service", name), I18N_NUMBER("minutes", minutes));
    else if (queue->target_missed_at.set)
        text = canvas_message(canvas, MESSAGE_MANAGER_WILL_MISS, I18N_NUMBER("minutes", minutes),
                              I18N_TEXT("service", name),
                              I18N_TEXT("time", say_time(canvas, queue->target_missed_at.value)));
    if (!text)
        return NULL;
    if (queue->will_be_late > 0)
        text = canvas_printf(
                canvas, "%s %s", text,
                canvas_message(canvas, MESSAGE_MANAGER_WILL_BE_LATE, I18N_NUMBER("count", queue->will_be_late)));
    return canvas_printf(canvas, "%s %s", text, say_opening(canvas, model, queue));
}

const char *say_trouble_short(struct canvas *canvas, const struct model *model,
                              const struct manager_service_queue *queue, bool wide)
{
    if (queue->closed && wide)
        return names_reason(&model->names, queue->closed);
    if (!queue->open)
        return canvas_message(canvas, MESSAGE_MANAGER_CLOSED);
    const char *text = queue->target_missed_at.set ? say_time(canvas, queue->target_missed_at.value) : "";
    if (!queue->open_counter)
        return text;
    const char *counter = wide ? say_counter(canvas, &model->names, queue->open_counter)
                               : names_counter(&model->names, queue->open_counter);
    return canvas_printf(canvas, "%s%s← %s", text, *text ? " " : "", counter);
}

/* --- alerts --- */

static const char *known(const char *text)
{
    return text ? text : "";
}

static const char *say_paper_alert(struct canvas *canvas, const struct manager_alert *alert)
{
    const char *text = canvas_printf(canvas, "%s: %s", known(alert->key), say_printer(canvas, known(alert->state)));
    if (alert->limit.set)
        text = canvas_printf(
                canvas, "%s · %s", text,
                canvas_message(canvas, MESSAGE_MANAGER_TICKETS_LEFT, I18N_NUMBER("count", alert->limit.value)));
    if (alert->roll_ends_at.set)
        text = canvas_printf(canvas, "%s · %s", text,
                             canvas_message(canvas, MESSAGE_MANAGER_ROLL_ENDS,
                                            I18N_TEXT("time", say_time(canvas, alert->roll_ends_at.value))));
    return text;
}

/* Of those who work: somebody at a counter. */
static const char *say_staff_alert(struct canvas *canvas, const struct names *names, const struct manager_alert *alert)
{
    const char *counter = alert->counter ? say_counter(canvas, names, alert->counter) : "";
    const char *operator= known(alert->operator);
    switch (alert->kind.value) {
    case MANAGER_ALERT_KIND_LOST:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_LOST, I18N_TEXT("counter", counter),
                              I18N_TEXT("operator", operator));
    case MANAGER_ALERT_KIND_AWAY:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_AWAY, I18N_TEXT("operator", operator),
                              I18N_TEXT("ticket", known(alert->ticket)));
    default:
        return alert->operator? canvas_message(canvas, MESSAGE_MANAGER_ALERT_ABSENT, I18N_TEXT("operator", operator),
                                               I18N_TEXT("counter", counter))
                              : canvas_message(canvas, MESSAGE_MANAGER_ALERT_NOBODY, I18N_TEXT("counter", counter));
    }
}

/* Of those who wait. */
static const char *say_queue_alert(struct canvas *canvas, const struct names *names, const struct manager_alert *alert)
{
    const char *service = alert->service ? names_service(names, alert->service) : "";
    int64_t count = alert->limit.set ? alert->limit.value : 0;
    switch (alert->kind.value) {
    case MANAGER_ALERT_KIND_NEED:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_NEED, I18N_TEXT("ticket", known(alert->ticket)),
                              I18N_TEXT("need", names_need(names, known(alert->key))));
    case MANAGER_ALERT_KIND_LATE:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_LATE, I18N_NUMBER("count", count),
                              I18N_TEXT("service", service), I18N_TEXT("ticket", known(alert->ticket)));
    case MANAGER_ALERT_KIND_SERIES:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_SERIES, I18N_NUMBER("last", count),
                              I18N_TEXT("series", known(alert->key)));
    default:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_BOOKING, I18N_NUMBER("count", count),
                              I18N_TEXT("service", service));
    }
}

const char *say_alert(struct canvas *canvas, const struct names *names, const struct manager_alert *alert)
{
    int64_t count = alert->limit.set ? alert->limit.value : 0;
    switch (alert->kind.value) {
    case MANAGER_ALERT_KIND_NEED:
    case MANAGER_ALERT_KIND_LATE:
    case MANAGER_ALERT_KIND_SERIES:
    case MANAGER_ALERT_KIND_BOOKING:
        return say_queue_alert(canvas, names, alert);
    case MANAGER_ALERT_KIND_LOST:
    case MANAGER_ALERT_KIND_AWAY:
    case MANAGER_ALERT_KIND_ABSENT:
        return say_staff_alert(canvas, names, alert);
    case MANAGER_ALERT_KIND_PAPER:
        return say_paper_alert(canvas, alert);
    case MANAGER_ALERT_KIND_VOICE:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_VOICE, I18N_NUMBER("count", count),
                              I18N_TEXT("board", known(alert->key)));
    case MANAGER_ALERT_KIND_CLOCK:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_CLOCK);
    case MANAGER_ALERT_KIND_STORAGE:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_STORAGE);
    case MANAGER_ALERT_KIND_CORNER:
        return canvas_message(canvas, MESSAGE_MANAGER_ALERT_CORNER, I18N_NUMBER("count", count),
                              I18N_TEXT("kiosk", known(alert->key)));
    default:
        return alert->kind.text;
    }
}

enum look look_of_alert(const struct manager_alert *alert)
{
    switch (alert->kind.value) {
    case MANAGER_ALERT_KIND_LATE:
    case MANAGER_ALERT_KIND_LOST:
    case MANAGER_ALERT_KIND_AWAY:
    case MANAGER_ALERT_KIND_CLOCK:
    case MANAGER_ALERT_KIND_STORAGE:
    case MANAGER_ALERT_KIND_NEED:
        return LOOK_BAD;
    case MANAGER_ALERT_KIND_PAPER:
        return alert->state && look_of_printer(alert->state) == LOOK_BAD ? LOOK_BAD : LOOK_WARN;
    default:
        return LOOK_WARN;
    }
}

/* --- counters --- */

static const char *say_until(struct canvas *canvas, const char *what, const struct manager_counter_state *counter)
{
    if (!counter->until.set)
        return what;
    return canvas_message(canvas, MESSAGE_MANAGER_UNTIL, I18N_TEXT("what", what),
                          I18N_TEXT("time", say_time(canvas, counter->until.value)));
}

const char *say_activity(struct canvas *canvas, const struct names *names, const struct manager_counter_state *counter)
{
    if (!counter->operator)
        return canvas_message(canvas, MESSAGE_MANAGER_NOBODY);
    if (counter->session.value == MANAGER_COUNTER_STATE_SESSION_LOST)
        return say_until(canvas, canvas_message(canvas, MESSAGE_MANAGER_LOST), counter);
    switch (counter->activity.value) {
    case MANAGER_ACTIVITY_FREE:
        return canvas_message(canvas, MESSAGE_MANAGER_FREE);
    case MANAGER_ACTIVITY_PAUSE:
        return say_until(canvas, counter->code ? names_pause(names, counter->code) : "", counter);
    case MANAGER_ACTIVITY_TASK:
        return counter->code ? names_task(names, counter->code) : "";
    case MANAGER_ACTIVITY_TICKET:
    case MANAGER_ACTIVITY_HELP:
        return canvas_printf(canvas, "%s%s%s", known(counter->ticket), counter->service ? " " : "",
                             counter->service ? names_service(names, counter->service) : "");
    default:
        return counter->activity.text;
    }
}

enum look look_of_counter(const struct manager_counter_state *counter, int64_t now_ms)
{
    static const enum look looks[] = {[COUNTER_CLOSED] = LOOK_QUIET,
                                      [COUNTER_WORKS] = LOOK_PAGE,
                                      [COUNTER_RESTS] = LOOK_PAGE,
                                      [COUNTER_LATE] = LOOK_WARN,
                                      [COUNTER_LOST] = LOOK_BAD};
    return looks[trouble_counter(counter, now_ms)];
}

/* --- printers --- */

static const struct {
    const char *word;
    enum i18n_message message;
    enum look look;
} printer_states[] = {
        {"ready", MESSAGE_MANAGER_PRINTER_READY, LOOK_GOOD},
        {"printing", MESSAGE_MANAGER_PRINTER_PRINTING, LOOK_GOOD},
        {"paper_low", MESSAGE_MANAGER_PRINTER_PAPER_LOW, LOOK_WARN},
        {"paper_out", MESSAGE_MANAGER_PRINTER_PAPER_OUT, LOOK_BAD},
        {"cover_open", MESSAGE_MANAGER_PRINTER_COVER_OPEN, LOOK_BAD},
        {"jammed", MESSAGE_MANAGER_PRINTER_JAMMED, LOOK_BAD},
        {"silent", MESSAGE_MANAGER_PRINTER_SILENT, LOOK_WARN},
        {"stopped", MESSAGE_MANAGER_PRINTER_STOPPED, LOOK_BAD},
};

const char *say_printer(struct canvas *canvas, const char *state)
{
    for (size_t i = 0; i < ARRAY_SIZE(printer_states); i++) {
        if (strcmp(printer_states[i].word, state) == 0)
            return canvas_message(canvas, printer_states[i].message);
    }
    return state;
}

enum look look_of_printer(const char *state)
{
    for (size_t i = 0; i < ARRAY_SIZE(printer_states); i++) {
        if (strcmp(printer_states[i].word, state) == 0)
            return printer_states[i].look;
    }
    return LOOK_WARN;
}

/* --- the rest --- */

const char *say_shift(struct canvas *canvas, int what)
{
    if (what == MANAGER_SHIFT_WHAT_ABSENT)
        return canvas_message(canvas, MESSAGE_MANAGER_ABSENT);
    return canvas_message(canvas, what == MANAGER_SHIFT_WHAT_LUNCH ? MESSAGE_MANAGER_LUNCH : MESSAGE_MANAGER_PRESENT);
}

const char *say_span(struct canvas *canvas, int64_t from_ms, int64_t until_ms)
{
    return canvas_printf(canvas, "%s–%s", say_time(canvas, from_ms), say_time(canvas, until_ms));
}

const char *say_services(struct canvas *canvas, const struct names *names, const char *const *keys, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = canvas_printf(canvas, "%s%s%s", text, i > 0 ? ", " : "", names_service(names, keys[i]));
    return text;
}

const char *say_help(struct canvas *canvas, const struct names *names, const struct manager_helpful_move *helps)
{
    static const enum i18n_message messages[] = {
            [MANAGER_HELPFUL_MOVE_WHAT_OPEN] = MESSAGE_MANAGER_MOVE_OPEN,
            [MANAGER_HELPFUL_MOVE_WHAT_BACK] = MESSAGE_MANAGER_MOVE_BACK,
            [MANAGER_HELPFUL_MOVE_WHAT_PROFILE] = MESSAGE_MANAGER_MOVE_PROFILE,
    };
    int what = helps->what.value;
    if (what < 0 || (size_t)what >= ARRAY_SIZE(messages))
        return "";
    const char *who = say_counter(canvas, names, helps->counter);
    if (helps->operator)
        who = canvas_printf(canvas, "%s (%s)", who, helps->operator);
    return canvas_message(canvas, messages[what], I18N_NUMBER("late", helps->late), I18N_TEXT("counter", who),
                          I18N_TEXT("profile", helps->profile));
}
