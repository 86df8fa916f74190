/* SPDX-License-Identifier: MIT
 *
 * Rows become happenings of their day, in the order of time.
 */
#include "tests/bench/forecast/log.h"

#include <stdio.h>

enum { UNSEEN_MS = 10 * MINUTE_MS, USUAL_MS = 3 * MINUTE_MS, AHEAD_MS = 90 * 1000 };

/* --- rows --- */

void log_read(struct log *log)
{
    struct log_row row;
    while (scanf("%d %d %d %d %d %d %d", &row.day, &row.service, &row.class, &row.operator_id, &row.came_s,
                 &row.called_s, &row.ended_s) == 7) {
        mem_grow(log->rows, log->count, log->room);
        log->rows[log->count++] = row;
    }
}

void log_done(struct log *log)
{
    free(log->rows);
    *log = (struct log){0};
}

void log_make_centre(struct centre *centre)
{
    struct wanted wanted = {.counters = LOG_OPERATORS, .services = LOG_SERVICES, .load = 1, .has_priorities = true};
    struct dice dice;
    dice_seed(&dice, 1);
    centre_make(centre, &wanted, &dice);
    centre->classes[FIRST] = (struct rule_class){.offered = true, .credit_ms = AHEAD_MS};
    for (int i = 1; i <= LOG_SERVICES; i++) {
        centre->services[i].usual_ms = USUAL_MS;
        centre->offers[i].share = 1.0 / LOG_SERVICES;
        for (int counter = 1; counter <= LOG_OPERATORS; counter++)
            centre->tiers[counter][i] = 0;
    }
}

/* --- a day --- */

struct log_day {
    const struct log_row *rows;
    int32_t *tickets; /* by row */
    struct centre *centre;
    struct learned *learned;
    const struct watcher *watcher;
    struct engine *engine;
    int64_t midnight_ms, now_ms;
    int32_t serves[LOG_OPERATORS + 1]; /* row, and one more; 0: none */
    struct events events;
    struct plan plan;
};

static bool give(struct log_day *day, struct command command)
{
    struct refusal refusal;
    day->events.count = 0;
    return engine_execute(day->engine, &day->centre->rulebook, &command, day->now_ms, &day->events, &refusal) == 0;
}

static void must(struct log_day *day, struct command command)
{
    if (!give(day, command)) {
        fprintf(stderr, "%s was refused\n", command_words[command.kind]);
        exit(1);
    }
}

/* Who is free and has called nobody for ten minutes counts as absent, as by the rota. */
static void sign_out_unseen(struct log_day *day)
{
    for (int32_t i = 1; i < engine_operators(day->engine); i++) {
        const struct session *session = engine_session(day->engine, i);
        if (session && session->activity == ACTIVITY_FREE && day->now_ms - session->since_ms >= UNSEEN_MS)
            give(day, (struct command){.kind = COMMAND_SIGN_OUT, .operator_id = i});
    }
}

static void comes(struct log_day *day, int32_t number)
{
    const struct log_row *row = &day->rows[number];
    must(day, (struct command){.kind = COMMAND_ISSUE,
                               .services = {row->service},
                               .class = row->class,
                               .party = 1,
                               .channel = CHANNEL_KIOSK});
    day->tickets[number] = engine_tickets(day->engine);
    if (row->called_s != row->came_s)
        day->watcher->ask(day->watcher->context, day->engine, day->tickets[number], day->now_ms);
    learned_visit(day->learned, row->service, row->class, row->came_s / (15 * 60));
}

static void leaves(struct log_day *day, int32_t number)
{
    must(day, (struct command){.kind = COMMAND_CANCEL, .ticket = day->tickets[number]});
    const struct ticket *ticket = engine_ticket(day->engine, day->tickets[number]);
    learned_step(day->learned, &day->centre->rulebook, ticket, &ticket->steps[0]);
}

static void finish(struct log_day *day, int32_t operator_id)
{
    int32_t number = day->serves[operator_id] - 1;
    if (number < 0)
        return;
    day->serves[operator_id] = 0;
    must(day, (struct command){.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = 1});
    const struct ticket *ticket = engine_ticket(day->engine, day->tickets[number]);
    learned_step(day->learned, &day->centre->rulebook, ticket, &ticket->steps[0]);
    day->watcher->served(day->watcher->context, ticket->steps[0].service_ms);
}

/* Who calls has ended what he did, though the log may say it a little later. */
static void is_called(struct log_day *day, int32_t number)
{
    const struct log_row *row = &day->rows[number];
    int32_t he = row->operator_id, id = day->tickets[number];
    day->centre->tiers[he][row->service] = 1;
    if (!engine_session(day->engine, he))
        must(day, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = he, .counter = he});
    finish(day, he);
    must(day, (struct command){.kind = COMMAND_CHOOSE, .operator_id = he, .ticket = id, .reason = 1});
    must(day, (struct command){.kind = COMMAND_ARRIVE, .operator_id = he});
    day->serves[he] = number + 1;
    if (row->called_s != row->came_s)
        day->watcher->called(day->watcher->context, id, row->service, row->class,
                             (row->called_s - row->came_s) * INT64_C(1000));
}

static void begin(struct log_day *day, int32_t number)
{
    day->engine = engine_new();
    day->midnight_ms = (CENTRE_DAY + number) * (int64_t)DAY_MS;
    day->now_ms = day->midnight_ms;
    centre_set_day(day->centre, CENTRE_DAY + number);
    for (int i = 1; i <= LOG_SERVICES; i++)
        day->centre->services[i].hours = (struct rule_hours){1, {{day->midnight_ms, day->midnight_ms + DAY_MS}}};
    learned_day_begins(day->learned, day->midnight_ms);
    must(day, (struct command){.kind = COMMAND_OPEN_DAY, .day = CENTRE_DAY + number});
}

static void plan_row(struct log_day *day, int32_t number)
{
    const struct log_row *row = &day->rows[number];
    plan_add(&day->plan, row->came_s * INT64_C(1000), VISITOR_COMES, number);
    if (row->called_s)
        plan_add(&day->plan, row->called_s * INT64_C(1000), VISITOR_IS_BACK, number);
    plan_add(&day->plan, row->ended_s * INT64_C(1000), row->called_s ? WORKER_GOES_ON : VISITOR_GIVES_UP, number);
}

static void happens(struct log_day *day, struct happening happening)
{
    int32_t operator_id = day->rows[happening.who].operator_id;
    if (happening.what == VISITOR_COMES)
        comes(day, happening.who);
    else if (happening.what == VISITOR_IS_BACK)
        is_called(day, happening.who);
    else if (happening.what == VISITOR_GIVES_UP)
        leaves(day, happening.who);
    else if (day->serves[operator_id] == happening.who + 1)
        finish(day, operator_id);
}

size_t log_play(const struct log *log, size_t first, struct centre *centre, struct learned *learned,
                const struct watcher *watcher)
{
    struct log_day *day = mem_new(struct log_day);
    size_t end = first;
    while (end < log->count && log->rows[end].day == log->rows[first].day)
        end++;
    *day = (struct log_day){.rows = log->rows + first,
                            .tickets = mem_new_n(int32_t, end - first),
                            .centre = centre,
                            .learned = learned,
                            .watcher = watcher};
    begin(day, log->rows[first].day);
    for (size_t i = first; i < end; i++)
        plan_row(day, (int32_t)(i - first));
    for (struct happening happening; plan_take(&day->plan, &happening);) {
        day->now_ms = day->midnight_ms + happening.at_ms;
        give(day, (struct command){.kind = COMMAND_TIME});
        sign_out_unseen(day);
        happens(day, happening);
    }
    learned_day_ends(learned);
    engine_free(day->engine);
    events_done(&day->events);
    plan_done(&day->plan);
    free(day->tickets);
    free(day);
    return end;
}
