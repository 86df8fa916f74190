/* SPDX-License-Identifier: MIT
 *
 * What is asked for each task, as a table, and the rows that answer each kind of question.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/ask.h"
#include "kiosk/manager/say.h"

enum { MINUTE_MS = 60000 };

/* clang-format off */
#define SURE {ASK_SURE, MESSAGE_MANAGER_ASK_SURE, false}
#define MOVE {ASK_MOVE, MESSAGE_MANAGER_ASK_MOVE, false}
const struct ask_task manager_tasks[TASK_COUNT] = {
        [TASK_MESSAGE] = {MESSAGE_MANAGER_MESSAGE, {{ASK_TO, MESSAGE_MANAGER_ASK_TO, false},
                                                    {ASK_MINUTES, MESSAGE_MANAGER_ASK_MINUTES, false},
                                                    {ASK_TEXT, MESSAGE_MANAGER_ASK_TEXT, false}}, 3, 0, 0},
        [TASK_TAKE_BACK] = {MESSAGE_MANAGER_TAKE_BACK, {SURE}, 1, 0, 0},
        [TASK_CLOSE] = {MESSAGE_MANAGER_CLOSE, {{ASK_CLOSING, MESSAGE_MANAGER_ASK_CLOSING, false},
                                                {ASK_LAST, MESSAGE_MANAGER_ASK_LAST, false},
                                                {ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false},
                                                MOVE}, 4, 0, 0},
        [TASK_OPEN] = {MESSAGE_MANAGER_OPEN, {SURE}, 1, 0, 0},
        [TASK_HALT] = {MESSAGE_MANAGER_HALT, {{ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false},
                                              {ASK_SURE, MESSAGE_MANAGER_ASK_HALT, false}}, 2, 0, 0},
        [TASK_RESUME] = {MESSAGE_MANAGER_RESUME, {SURE}, 1, 0, 0},
        [TASK_TRUST] = {MESSAGE_MANAGER_TRUST, {{ASK_SURE, MESSAGE_MANAGER_ASK_TRUST, false}}, 1, 0, 0},
        [TASK_DAY] = {MESSAGE_MANAGER_DAY, {{ASK_WHOSE, MESSAGE_MANAGER_ASK_WHOSE, false},
                                            {ASK_HOURS, MESSAGE_MANAGER_ASK_HOURS, false},
                                            {ASK_HIT, MESSAGE_MANAGER_ASK_SURE, false}}, 3, 0, 0},
        [TASK_USUAL_DAY] = {MESSAGE_MANAGER_USUAL_DAY, {{ASK_WHOSE, MESSAGE_MANAGER_ASK_WHOSE, false}, SURE}, 2, 0, 0},
        [TASK_CLOSE_DAY] = {MESSAGE_MANAGER_CLOSE_DAY, {{ASK_SURE, MESSAGE_MANAGER_ASK_CLOSE_DAY, false}}, 1, 0, 0},
        [TASK_KIOSK_CLOSE] = {MESSAGE_MANAGER_KIOSK_CLOSE, {{ASK_KIOSK, MESSAGE_MANAGER_ASK_KIOSK, false}, SURE}, 2, 0, 0},
        [TASK_KIOSK_OPEN] = {MESSAGE_MANAGER_KIOSK_OPEN, {SURE}, 1, 0, 0},
        [TASK_COUNTER] = {MESSAGE_MANAGER_COUNTER, {{ASK_TASK, MESSAGE_RECEPTION_ASK_WHAT, false}}, 1,
                          TASK_TELL, TASK_SIGN_OUT},
        [TASK_TELL] = {MESSAGE_MANAGER_MESSAGE, {{ASK_MINUTES, MESSAGE_MANAGER_ASK_MINUTES, false},
                                                 {ASK_TEXT, MESSAGE_MANAGER_ASK_TEXT, false}}, 2, 0, 0},
        [TASK_PROFILE] = {MESSAGE_MANAGER_PROFILE, {{ASK_PROFILE, MESSAGE_MANAGER_ASK_PROFILE, false},
                                                    {ASK_MINUTES, MESSAGE_MANAGER_ASK_MINUTES, false}, MOVE}, 3, 0, 0},
        [TASK_OWN_PROFILE] = {MESSAGE_MANAGER_OWN_PROFILE, {MOVE}, 1, 0, 0},
        [TASK_RELEASE] = {MESSAGE_MANAGER_RELEASE, {{ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false}, SURE}, 2, 0, 0},
        [TASK_SIGN_OUT] = {MESSAGE_MANAGER_SIGN_OUT, {{ASK_TAKER, MESSAGE_MANAGER_ASK_TAKER, false},
                                                      {ASK_PARKED, MESSAGE_MANAGER_ASK_PARKED, false}, SURE}, 3, 0, 0},
        [TASK_SHIFT] = {MESSAGE_MANAGER_SHIFT, {{ASK_TASK, MESSAGE_RECEPTION_ASK_WHAT, false}}, 1,
                        TASK_ABSENT, TASK_UNPLAN},
        [TASK_ABSENT] = {MESSAGE_MANAGER_ABSENT_TODAY, {MOVE}, 1, 0, 0},
        [TASK_COMES] = {MESSAGE_MANAGER_COMES, {{ASK_TIME, MESSAGE_MANAGER_ASK_TIME, false}, MOVE}, 2, 0, 0},
        [TASK_LEAVES] = {MESSAGE_MANAGER_LEAVES, {{ASK_TIME, MESSAGE_MANAGER_ASK_TIME, false}, MOVE}, 2, 0, 0},
        [TASK_LUNCH] = {MESSAGE_MANAGER_LUNCH_MOVES, {{ASK_TIME, MESSAGE_MANAGER_ASK_TIME, false},
                                                      {ASK_LENGTH, MESSAGE_MANAGER_ASK_MINUTES, false}, MOVE}, 3, 0, 0},
        [TASK_UNPLAN] = {MESSAGE_MANAGER_UNPLAN, {MOVE}, 1, 0, 0},
        [TASK_NEW_SHIFT] = {MESSAGE_MANAGER_NEW_SHIFT, {{ASK_COUNTER, MESSAGE_RECEPTION_ASK_COUNTER, false},
                                                        {ASK_OPERATOR, MESSAGE_MANAGER_ASK_OPERATOR, true},
                                                        {ASK_TIME, MESSAGE_RECEPTION_ASK_FROM, false},
                                                        {ASK_TIME, MESSAGE_RECEPTION_ASK_UNTIL, false}, MOVE}, 5, 0, 0},
        [TASK_REPORT] = {MESSAGE_MANAGER_PAGE_REPORT, {{ASK_DAYS, MESSAGE_MANAGER_ASK_DAYS, false}}, 1, 0, 0},
};
/* clang-format on */

/* --- what is typed --- */

static bool is_time(const char *text)
{
    int minute;
    return minute_parse(text, &minute) == 0;
}

bool ask_hours(const char *text, char ret_spans[HOURS_SPANS][16], size_t *ret_count)
{
    char copy[ASK_ANSWER_BYTES];
    size_t count = 0;
    text_copy(copy, sizeof copy, text);
    char *rest = NULL;
    for (char *word = strtok_r(copy, " ,", &rest); word; word = strtok_r(NULL, " ,", &rest)) {
        if (strcmp(word, "-") == 0 && count == 0)
            continue;
        if (count == HOURS_SPANS || strlen(word) > 11)
            return false;
        text_copy(ret_spans[count++], 16, word);
        char *until = strchr(word, '-');
        if (!until)
            return false;
        *until++ = '\0';
        if (!is_time(word) || !is_time(until))
            return false;
    }
    *ret_count = count;
    return true;
}

static bool is_hours(const char *text)
{
    char spans[HOURS_SPANS][16];
    size_t count;
    return ask_hours(text, spans, &count);
}

/* Whether it is one does not depend on which day is today. */
static bool is_days(const char *text)
{
    struct days days;
    return days_parse(text, (struct date){2028, 12, 31}, &days);
}

/* --- rows --- */

static const struct model *model_of(const struct ask_rows *rows)
{
    return rows->view->model;
}

static const struct names *names_of(const struct ask_rows *rows)
{
    return &model_of(rows)->names;
}

static void add_counters(struct ask_rows *rows, const char *before)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->counters.count; i++) {
        const struct visitor_counter *counter = &words->counters.items[i];
        ask_add(rows, canvas_printf(rows->canvas, "%s%s", before, counter->key),
                say_counter(rows->canvas, names_of(rows), counter->key), names_zone(names_of(rows), counter->zone));
    }
}

static void add_each_counter(struct ask_rows *rows)
{
    add_counters(rows, "");
}

static void add_to(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    ask_add_message(rows, "all", MESSAGE_MANAGER_TO_ALL);
    ask_add_message(rows, "boards", MESSAGE_MANAGER_TO_BOARDS);
    for (size_t i = 0; words && words->zones.count > 1 && i < words->zones.count; i++) {
        const struct visitor_word *zone = &words->zones.items[i];
        ask_add(rows, canvas_printf(rows->canvas, "zone %s", zone->key),
                canvas_message(rows->canvas, MESSAGE_MANAGER_TO_ZONE, I18N_TEXT("zone", zone->name)), NULL);
        ask_add(rows, canvas_printf(rows->canvas, "boards %s", zone->key),
                canvas_message(rows->canvas, MESSAGE_MANAGER_TO_ZONE_BOARDS, I18N_TEXT("zone", zone->name)), NULL);
    }
    add_counters(rows, "counter ");
}

static void add_lengths(struct ask_rows *rows, bool open)
{
    static const char *const minutes[] = {"15", "30", "45", "60", "120", "180"};
    for (size_t i = 0; i < ARRAY_SIZE(minutes); i++) {
        int64_t ms = strtoll(minutes[i], NULL, 10) * MINUTE_MS;
        const char *until = open ? say_time(rows->canvas, rows->canvas->now_ms + ms) : NULL;
        ask_add(rows, minutes[i], say_minutes(rows->canvas, ms), until);
    }
    if (open)
        ask_add_message(rows, "-", MESSAGE_MANAGER_TO_DAY_CLOSE);
}

static void add_minutes(struct ask_rows *rows)
{
    add_lengths(rows, true);
}

static void add_length(struct ask_rows *rows)
{
    add_lengths(rows, false);
}

static void add_closings(struct ask_rows *rows)
{
    const struct manager_service_queue *queue = model_queue(model_of(rows), rows->view->text);
    const char *waiting =
            queue ? canvas_message(rows->canvas, MESSAGE_RECEPTION_WAIT_COUNT, I18N_NUMBER("count", queue->waiting))
                  : NULL;
    ask_add(rows, "all", canvas_message(rows->canvas, MESSAGE_MANAGER_CLOSING_ALL), waiting);
    ask_add_message(rows, "to_ticket", MESSAGE_MANAGER_CLOSING_TO_TICKET);
    ask_add_message(rows, "send_home", MESSAGE_MANAGER_CLOSING_SEND_HOME);
}

/* Those who wait, in the order in which they will be called. */
static void add_last(struct ask_rows *rows)
{
    const struct manager_list_tickets_out *out = model_tickets(model_of(rows), rows->view->text);
    for (size_t i = 0; out && i < out->tickets.count; i++) {
        const struct manager_ticket *ticket = &out->tickets.items[i];
        if (ticket->state.value == MANAGER_STEP_STATE_WAITING)
            ask_add(rows, ticket->ticket, ticket->ticket, say_minutes(rows->canvas, ticket->waited_ms));
    }
}

static void add_reasons(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->reasons.count; i++)
        ask_add(rows, words->reasons.items[i].key, words->reasons.items[i].name, NULL);
}

static void add_sure(struct ask_rows *rows)
{
    ask_add_message(rows, "no", MESSAGE_UI_NO);
    ask_add_message(rows, "yes", MESSAGE_UI_YES);
}

static void add_parked(struct ask_rows *rows)
{
    ask_add_message(rows, "no", MESSAGE_MANAGER_PARKED_GO);
    ask_add_message(rows, "yes", MESSAGE_MANAGER_PARKED_STAY);
}

static void add_takers(struct ask_rows *rows)
{
    const struct manager_watch_hall_out *hall = model_hall(model_of(rows));
    ask_add_message(rows, "-", MESSAGE_MANAGER_NOBODY_TAKES);
    for (size_t i = 0; hall && i < hall->counters.count; i++) {
        const struct manager_counter_state *counter = &hall->counters.items[i];
        if (counter->operator&& counter->session.value == MANAGER_COUNTER_STATE_SESSION_PRESENT &&
            strcmp(counter->operator, rows->view->text) != 0)
            ask_add(rows, counter->operator, counter->operator,
                    canvas_printf(rows->canvas, "%s · %s", say_counter(rows->canvas, names_of(rows), counter->counter),
                                  say_activity(rows->canvas, names_of(rows), counter)));
    }
}

/* Those that are in use, by their keys: a kiosk has no other name. */
static void add_kiosks(struct ask_rows *rows)
{
    const struct manager_watch_hall_out *hall = model_hall(model_of(rows));
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->kiosks.count; i++) {
        const struct visitor_kiosk_place *kiosk = &words->kiosks.items[i];
        bool closed = false;
        for (size_t j = 0; hall && j < hall->closed_kiosks.count; j++)
            closed |= strcmp(hall->closed_kiosks.items[j], kiosk->key) == 0;
        if (!closed)
            ask_add(rows, kiosk->key, kiosk->key, names_zone(names_of(rows), kiosk->zone));
    }
}

static void add_profiles(struct ask_rows *rows)
{
    const struct manager_list_profiles_out *out = model_of(rows)->profiles.out;
    for (size_t i = 0; out && i < out->profiles.count; i++) {
        const struct manager_profile *profile = &out->profiles.items[i];
        const char *services = say_services(rows->canvas, names_of(rows), profile->first.items, profile->first.count);
        ask_add(rows, profile->profile, canvas_printf(rows->canvas, "%s · %s", profile->profile, services), NULL);
    }
}

static void add_whose(struct ask_rows *rows)
{
    const struct visitor_list_services_out *out = names_services(names_of(rows));
    ask_add_message(rows, "centre", MESSAGE_MANAGER_WHOLE_CENTRE);
    for (size_t i = 0; out && i < out->groups.count; i++) {
        if (!out->groups.items[i].parent)
            ask_add(rows, canvas_printf(rows->canvas, "agency %s", out->groups.items[i].key), out->groups.items[i].name,
                    canvas_message(rows->canvas, MESSAGE_MANAGER_AGENCY));
    }
    for (size_t i = 0; out && i < out->services.count; i++)
        ask_add(rows, canvas_printf(rows->canvas, "service %s", out->services.items[i].key),
                out->services.items[i].name, names_group(names_of(rows), out->services.items[i].agency));
}

/* --- menus --- */

const char *ask_subject(const struct model *model, enum task task, const char *subject)
{
    const struct manager_counter_state *counter = model_counter(model, subject);
    const struct manager_shift *shift = model_shift(model, subject);
    switch ((int)task) {
    case TASK_RELEASE:
        return counter ? counter->ticket : NULL;
    case TASK_SIGN_OUT:
        return counter ? counter->operator: NULL;
    case TASK_OWN_PROFILE:
        return counter && counter->profile_until.set ? subject : NULL;
    case TASK_ABSENT:
        return shift && shift->what.value == MANAGER_SHIFT_WHAT_PRESENT ? subject : NULL;
    case TASK_LEAVES:
        return shift && shift->what.value != MANAGER_SHIFT_WHAT_LUNCH ? subject : NULL;
    case TASK_COMES:
    case TASK_LUNCH:
    case TASK_UNPLAN:
        return shift ? subject : NULL;
    default:
        return subject;
    }
}

static void add_tasks(struct ask_rows *rows)
{
    const struct ask_task *task = &manager_tasks[rows->ask->task];
    for (int which = task->from; which <= task->until; which++) {
        if (ask_subject(model_of(rows), (enum task)which, rows->view->text))
            ask_add_message(rows, canvas_printf(rows->canvas, "%d", which), manager_tasks[which].title);
    }
}

/* clang-format off */
const struct ask_kind manager_kinds[] = {
        [ASK_TO] = {.add = add_to},
        [ASK_MINUTES] = {.add = add_minutes},
        [ASK_TEXT] = {0},
        [ASK_CLOSING] = {.add = add_closings},
        [ASK_LAST] = {.add = add_last},
        [ASK_REASON] = {.add = add_reasons},
        [ASK_SURE] = {.add = add_sure, .sure = true},
        [ASK_TAKER] = {.add = add_takers},
        [ASK_PARKED] = {.add = add_parked},
        [ASK_PROFILE] = {.add = add_profiles},
        [ASK_WHOSE] = {.add = add_whose},
        [ASK_HOURS] = {.is_answer = is_hours, .bad = MESSAGE_MANAGER_BAD_HOURS},
        [ASK_KIOSK] = {.add = add_kiosks},
        [ASK_TIME] = {.is_answer = is_time, .bad = MESSAGE_RECEPTION_BAD_TIME},
        [ASK_LENGTH] = {.add = add_length},
        [ASK_COUNTER] = {.add = add_each_counter},
        [ASK_OPERATOR] = {0},
        [ASK_MOVE] = {.add = add_sure, .sure = true},
        [ASK_HIT] = {.add = add_sure, .sure = true},
        [ASK_TASK] = {.add = add_tasks},
        [ASK_DAYS] = {.is_answer = is_days, .bad = MESSAGE_MANAGER_BAD_DAYS},
};
/* clang-format on */

/* --- what was answered --- */

static int64_t time_of(const struct ask *ask, size_t at, int64_t now_ms)
{
    int minute;
    if (minute_parse(ask->answers[at], &minute) < 0)
        minute = 0;
    return clock_at(clock_local(now_ms).date, minute);
}

struct idl_maybe_int ask_until(const struct ask *ask, size_t at, int64_t now_ms)
{
    if (strcmp(ask->answers[at], "-") == 0)
        return (struct idl_maybe_int){0};
    return (struct idl_maybe_int){.set = true, .value = now_ms + strtoll(ask->answers[at], NULL, 10) * MINUTE_MS};
}

static struct idl_word word_of(int what)
{
    static const char *const words[] = {[MANAGER_SET_SHIFT_IN_WHAT_PRESENT] = "present",
                                        [MANAGER_SET_SHIFT_IN_WHAT_ABSENT] = "absent",
                                        [MANAGER_SET_SHIFT_IN_WHAT_LUNCH] = "lunch"};
    return (struct idl_word){.value = what, .text = words[what]};
}

static void plan_lunch(const struct ask *ask, int64_t now_ms, struct manager_set_shift_in *in)
{
    if (in->what.value != MANAGER_SET_SHIFT_IN_WHAT_LUNCH)
        in->shift = NULL; /* one more beside the shift */
    in->what = word_of(MANAGER_SET_SHIFT_IN_WHAT_LUNCH);
    in->from = time_of(ask, 0, now_ms);
    in->until = in->from + strtoll(ask->answers[1], NULL, 10) * MINUTE_MS;
}

bool ask_shift(const struct model *model, const struct ask *ask, const char *subject, int64_t now_ms,
               struct manager_set_shift_in *ret_in)
{
    const struct manager_shift *shift = model_shift(model, subject);
    if (ask->task == TASK_NEW_SHIFT) {
        *ret_in = (struct manager_set_shift_in){.counter = ask->answers[0],
                                                .operator= * ask->answers[1] ? ask->answers[1] : NULL,
                                                .from = time_of(ask, 2, now_ms),
                                                .until = time_of(ask, 3, now_ms),
                                                .what = word_of(MANAGER_SET_SHIFT_IN_WHAT_PRESENT)};
        return true;
    }
    if (!shift)
        return false;
    *ret_in = (struct manager_set_shift_in){.shift = shift->shift,
                                            .counter = shift->counter,
                                            .operator= shift->operator,
                                            .from = shift->from,
                                            .until = shift->until,
                                            .what = word_of(shift->what.value)};
    if (ask->task == TASK_ABSENT)
        ret_in->what = word_of(MANAGER_SET_SHIFT_IN_WHAT_ABSENT);
    else if (ask->task == TASK_LEAVES)
        ret_in->until = time_of(ask, 0, now_ms);
    else if (ask->task == TASK_UNPLAN)
        ret_in->until = shift->from;
    else if (ask->task == TASK_LUNCH)
        plan_lunch(ask, now_ms, ret_in);
    else {
        ret_in->from = time_of(ask, 0, now_ms);
        ret_in->what = word_of(MANAGER_SET_SHIFT_IN_WHAT_PRESENT);
    }
    return true;
}
