/* SPDX-License-Identifier: MIT
 *
 * How a ticket begins: at a kiosk, at reception, at a counter without waiting, by hand afterwards, by check-in. (Of one
 * that another machine began, decide_adopt.c tells.)
 */
#include "daemon/engine/decide.h"

#include <errno.h>

/* --- numbers --- */

/* One that was adopted under this prefix, for another series that shares it. */
static bool is_adopted(const struct engine *engine, int32_t prefix, int32_t number)
{
    return engine->lost_count > 0 && engine_find(engine, prefix, number);
}

/* The number after the last one given under a prefix; over `last` if there is none. */
static int32_t number_after(const struct decision *decision, int32_t prefix, const struct rule_series *series)
{
    int32_t from = rules_numbers_from(decision->engine, series);
    int32_t number = decision->engine->last_number[prefix] + 1;
    if (number < from + series->first)
        number = from + series->first;
    while (rules_is_skipped(decision->rulebook, number - from) || is_adopted(decision->engine, prefix, number))
        number++;
    return number;
}

/* A number never repeats in a day: it only grows under its prefix, whichever series uses it. Past `last` a series goes
 * on with one digit more or with its next prefix, as configured. */
static int take_number(struct decision *decision, int32_t series_id, struct number *ret_number)
{
    const struct rule_series *series = &decision->rulebook->series.items[series_id];
    int32_t prefixes = series->overflow == OVERFLOW_PREFIX ? series->prefix_count : 1;
    for (int32_t i = 0; i < prefixes; i++) {
        int32_t prefix = prefix_of(series->prefixes[i]);
        int32_t number = number_after(decision, prefix, series);
        int32_t last = series->overflow == OVERFLOW_DIGIT ? series->last * 10 + 9 : series->last;
        if (number - rules_numbers_from(decision->engine, series) <= last) {
            *ret_number = (struct number){.prefix = prefix, .number = number};
            return 0;
        }
    }
    return refuse_limit(decision, REFUSAL_SERIES_EXHAUSTED, series->last);
}

/* Said once a prefix: the number that crosses the share of the series at which staff are warned. */
static void warn_of_series(struct decision *decision, int32_t service, struct number number)
{
    int32_t series_id = decision->rulebook->services.items[service].series;
    const struct rule_series *series = &decision->rulebook->series.items[series_id];
    int64_t room = series->last - series->first + 1;
    int64_t limit = rules_numbers_from(decision->engine, series) + series->first +
                    room * decision->rulebook->limits.series_warn_percent / 100;
    if (decision->engine->last_number[number.prefix] >= limit || number.number < limit)
        return;
    struct event *event = add_event(decision, EVENT_ALERTED);
    event->service = service;
    event->value[0] = ALERT_SERIES;
    event->value[1] = series->last;
}

/* --- what every new ticket is asked --- */

static int count_services(const struct command *command)
{
    int count = 0;
    while (count < COMMAND_SERVICES && command->services[count])
        count++;
    return count;
}

static int check_who(struct decision *decision, const struct command *command)
{
    int32_t limit = decision->rulebook->services.items[command->services[0]].how_many_limit;
    int r = check_class_and_needs(decision);
    if (r < 0)
        return r;
    if (command->party < 1 || command->party > limit)
        return refuse_limit(decision, REFUSAL_PARTY_TOO_LARGE, limit);
    return 0;
}

static int check_services(struct decision *decision, const struct command *command)
{
    int count = count_services(command);
    if (count == 0)
        return refuse(decision, REFUSAL_UNKNOWN_SERVICE);
    for (int i = 0; i < count; i++) {
        if (is_offered_service(decision, command->services[i]))
            continue;
        int r = refuse(decision, REFUSAL_UNKNOWN_SERVICE);
        decision->refusal->service = command->services[i];
        return r;
    }
    return 0;
}

/* Is there still a place now for so many people: opening hours, early closing, cut-off, daily limit? */
static int check_open(struct decision *decision, int32_t service, int32_t party)
{
    const struct engine *engine = decision->engine;
    const struct rule_service *rule = &decision->rulebook->services.items[service];
    struct opening opening = opening_at(engine, decision->rulebook, service, decision->now_ms);
    int32_t people = service < engine->service_count ? engine->services[service].people : 0;
    int r = 0;
    if (!opening.open)
        r = refuse_at(decision, REFUSAL_SERVICE_CLOSED, opening.opens_ms);
    else if (decision->now_ms >= opening.tickets_ms)
        r = refuse_at(decision, REFUSAL_TOO_LATE_TODAY, opening.tickets_ms);
    else if (rule->daily_limit && people + party > rule->daily_limit)
        r = refuse_limit(decision, REFUSAL_SERVICE_FULL, rule->daily_limit);
    if (r < 0)
        decision->refusal->service = service;
    return r;
}

int check_new_ticket(struct decision *decision)
{
    int r = check_services(decision, decision->command);
    return r < 0 ? r : check_who(decision, decision->command);
}

/* --- the events of a new ticket --- */

void add_issued(struct decision *decision, const struct command *command, enum channel channel, struct number number)
{
    struct event *event = add_event(decision, EVENT_ISSUED);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->value[ISSUED_PREFIX] = number.prefix;
    event->value[ISSUED_NUMBER] = number.number;
    event->value[ISSUED_SERIES] = decision->rulebook->services.items[command->services[0]].series;
    event->value[ISSUED_CHANNEL] = channel;
    event->value[ISSUED_NEEDS] = command->needs;
    event->value[ISSUED_LANGUAGE] = command->language;
    event->value[ISSUED_PARTY] = command->party;
    event->value[ISSUED_CODE] = command->code;
}

/* With the next number of its series. */
static int add_next_number(struct decision *decision, const struct command *command, enum channel channel)
{
    struct number number = {0};
    int r = take_number(decision, decision->rulebook->services.items[command->services[0]].series, &number);
    if (r < 0) {
        decision->refusal->service = command->services[0]; /* a check-in names none */
        return r;
    }
    add_issued(decision, command, channel, number);
    warn_of_series(decision, command->services[0], number);
    return 0;
}

void add_new_steps(struct decision *decision, const struct command *command, enum entry entry, int64_t base_ms)
{
    int32_t ticket = decision->engine->ticket_count + 1;
    int64_t credit_ms = command->with.day ? rules_return_ms(decision->rulebook, command->with.waited_ms) : 0;
    enum command_kind kind = decision->command->kind;
    bool is_told = kind == COMMAND_ISSUE || kind == COMMAND_CHECK_IN;
    add_step_entered(decision, &(struct entering){.ticket = ticket,
                                                  .service = command->services[0],
                                                  .class = command->class,
                                                  .needs = command->needs,
                                                  .language = command->language,
                                                  .entry = entry,
                                                  .base_ms = base_ms,
                                                  .credit_ms = credit_ms,
                                                  .promise = is_told ? command->promise : (struct promise){0}});
    for (int i = 1; i < count_services(command); i++) {
        struct event *event = add_event(decision, EVENT_STEP_PLANNED);
        event->ticket = ticket;
        event->step = i;
        event->service = command->services[i];
    }
}

static int refuse_return(struct decision *decision, enum return_wrong why)
{
    int r = refuse(decision, REFUSAL_WRONG_RETURN_CODE);
    decision->refusal->why = (int32_t)why;
    decision->refusal->service = decision->command->with.service;
    return r;
}

/* A ticket that was void gives the code back: it should not have been there. */
static bool is_used(const struct engine *engine, const struct command_return *with)
{
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        const struct ticket *ticket = &engine->tickets[i];
        if (ticket->with.day == with->day && ticket->with.ticket == with->ticket &&
            ticket->steps[ticket->current].end != END_VOID)
            return true;
    }
    return false;
}

static int check_return(struct decision *decision, const struct command *command)
{
    const struct command_return *with = &command->with;
    if (!with->day)
        return 0;
    if (with->service != command->services[0])
        return refuse_return(decision, RETURN_WRONG_SERVICE);
    if (decision->engine->day <= with->day)
        return refuse_return(decision, RETURN_WRONG_EARLY);
    if (decision->engine->day > with->until_day)
        return refuse_return(decision, RETURN_WRONG_EXPIRED);
    return is_used(decision->engine, with) ? refuse_return(decision, RETURN_WRONG_USED) : 0;
}

static void add_return_used(struct decision *decision, const struct command *command)
{
    struct event *event = add_event(decision, EVENT_RETURN_USED);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->value[RETURN_USED_DAY] = command->with.day;
    event->value[RETURN_USED_TICKET] = command->with.ticket;
    event->value[RETURN_USED_CREDIT] = rules_return_ms(decision->rulebook, command->with.waited_ms);
}

int decide_issue(struct decision *decision)
{
    const struct command *command = decision->command;
    int r = check_new_ticket(decision);
    if (r == 0)
        r = check_return(decision, command);
    for (int i = 0; r == 0 && i < count_services(command); i++)
        r = check_open(decision, command->services[i], command->party);
    if (r == 0)
        r = add_next_number(decision, command, command->channel);
    if (r < 0)
        return r;
    add_new_steps(decision, command, ENTRY_ISSUE, decision->now_ms);
    if (command->with.day)
        add_return_used(decision, command);
    add_issue_note(decision);
    return 0;
}

/* --- at a counter, without waiting --- */

/* The visitor stands there: called and arrived in the moment of issue, the way unknown. */
static void add_served_at_once(struct decision *decision)
{
    const struct command *command = decision->command;
    struct event *event = add_event(decision, EVENT_CALLED);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->value[CALLED_WHY] = CALL_DIRECT;
    event = add_event(decision, EVENT_ARRIVED);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->value[0] = 1;
}

int decide_serve_direct(struct decision *decision)
{
    const struct command *command = decision->command;
    int r = check_new_ticket(decision);
    if (r == 0)
        r = add_next_number(decision, command, CHANNEL_DIRECT);
    if (r < 0)
        return r;
    add_new_steps(decision, command, ENTRY_DIRECT, decision->now_ms);
    add_served_at_once(decision);
    return 0;
}

/* A visit that took place while the system did not: today, before now. */
int decide_enter_by_hand(struct decision *decision)
{
    const struct command *command = decision->command;
    int r = check_new_ticket(decision);
    if (r == 0 &&
        (command->from_ms > command->until_ms || command->until_ms > decision->now_ms || command->from_ms <= 0))
        r = refuse(decision, REFUSAL_TIME_SPAN_WRONG);
    if (r == 0 && command->outcome) /* none: it was not recorded */
        r = check_outcome(decision);
    if (r == 0)
        r = add_next_number(decision, command, CHANNEL_HAND);
    if (r < 0)
        return r;
    add_step_entered(decision, &(struct entering){.ticket = decision->engine->ticket_count + 1,
                                                  .service = command->services[0],
                                                  .class = command->class,
                                                  .entry = ENTRY_DIRECT,
                                                  .base_ms = command->from_ms});
    struct event *event = add_event(decision, EVENT_BY_HAND);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = command->services[0];
    event->class = command->class;
    event->counter = command->counter;
    event->value[BY_HAND_FROM] = command->from_ms;
    event->value[BY_HAND_UNTIL] = command->until_ms;
    event->value[BY_HAND_OUTCOME] = command->outcome;
    event->value[BY_HAND_QUANTITY] = command->quantity > 0 ? command->quantity : command->party;
    return 0;
}

/* --- by booking --- */

static bool is_late(const struct decision *decision, const struct booking *booking)
{
    return booking->state == BOOKING_MISSED || decision->now_ms > booking->until_ms;
}

/* Hours that were changed since it was booked may have taken its slot, whatever the time is now. Who is in time may
 * come a little after closing, unless the service was closed early. */
static bool has_slot(const struct decision *decision, const struct booking *booking)
{
    const struct engine *engine = decision->engine;
    struct rule_hours hours = opening_hours(engine, decision->rulebook, booking->service);
    bool closed_early = engine_closing(engine, booking->service).closing != 0;
    return opening_has_slot(decision->rulebook, &hours, booking->slot_ms) &&
           (is_late(decision, booking) || !closed_early);
}

static int check_booking(struct decision *decision, const struct booking *booking)
{
    const struct engine *engine = decision->engine;
    const struct rule_limits *limits = &decision->rulebook->limits;
    int r = 0;
    if (booking->state == BOOKING_CANCELLED)
        r = refuse(decision, REFUSAL_UNKNOWN_BOOKING);
    else if (booking->state == BOOKING_CHECKED_IN)
        r = refuse_ticket(decision, REFUSAL_CHECKED_IN, &engine->tickets[booking->ticket]);
    else if (!is_offered_service(decision, booking->service))
        r = refuse(decision, REFUSAL_UNKNOWN_SERVICE);
    else if (!has_slot(decision, booking))
        r = refuse_at(decision, REFUSAL_SERVICE_CLOSED,
                      opening_at(engine, decision->rulebook, booking->service, decision->now_ms).opens_ms);
    else if (decision->now_ms < booking->slot_ms - limits->early_ms)
        r = refuse_at(decision, REFUSAL_TOO_SOON, booking->slot_ms - limits->early_ms);
    else if (is_late(decision, booking))
        r = refuse_at(decision, REFUSAL_TOO_LATE, booking->until_ms);
    if (r < 0)
        decision->refusal->service = booking->service;
    return r;
}

/* What cannot be is answered with what to do: from when, until when it was, or that its slot is no more; who calls can
 * then take a walk-in ticket for the same service or the next free slot. */
int decide_check_in(struct decision *decision)
{
    const struct booking *booking = engine_booking(decision->engine, decision->command->booking);
    int r = booking ? check_booking(decision, booking) : refuse(decision, REFUSAL_UNKNOWN_BOOKING);
    if (r < 0 || !booking)
        return r;
    struct command issue = {.services = {booking->service},
                            .class = booking->class,
                            .needs = booking->needs,
                            .language = booking->language,
                            .party = booking->party,
                            .code = decision->command->code,
                            .promise = decision->command->promise};
    r = add_next_number(decision, &issue, CHANNEL_BOOKING);
    if (r < 0) {
        decision->refusal->service = booking->service; /* the command names none */
        return r;
    }
    int64_t base_ms = booking->slot_ms > decision->now_ms ? booking->slot_ms : decision->now_ms;
    add_new_steps(decision, &issue, ENTRY_ISSUE, base_ms);
    struct event *event = add_event(decision, EVENT_CHECKED_IN);
    event->ticket = decision->engine->ticket_count + 1;
    event->service = booking->service;
    event->value[0] = booking->id;
    return 0;
}
