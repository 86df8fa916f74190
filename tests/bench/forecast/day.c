/* SPDX-License-Identifier: MIT
 *
 * Visitors come when they like; a free operator who may take somebody does so at once, of several the one with the
 * fewest skills.
 */
#include "tests/bench/forecast/day.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { QUARTER = 15 * MINUTE_MS };

enum post_state { POST_ABSENT, POST_IDLE, POST_CALLS, POST_SERVES, POST_RESTS };

struct coming {
    int32_t service, class, booking;
};

struct day {
    struct centre *centre;
    struct learned *learned;
    struct dice *dice;
    const struct watcher *watcher;
    struct engine *engine;
    struct day_truth truth;
    struct plan plan;
    struct coming *comings;
    size_t coming_count, coming_room;
    int64_t midnight_ms, now_ms;
    struct {
        enum post_state state;
        bool is_missing, has_eaten, gone;
        int64_t eats_ms, until_ms; /* lunch; what he does now */
    } posts[CENTRE_COUNTERS];
    int32_t bookings, shifts;
    struct events events;
};

static bool give(struct day *day, struct command command)
{
    struct refusal refusal;
    day->events.count = 0;
    int r = engine_execute(day->engine, &day->centre->rulebook, &command, day->now_ms, &day->events, &refusal);
    return r == 0;
}

static void must(struct day *day, struct command command)
{
    if (!give(day, command)) {
        fprintf(stderr, "%s was refused\n", command_words[command.kind]);
        exit(1);
    }
}

/* --- the plan of the day --- */

static void add_coming(struct day *day, int64_t at_ms, struct coming coming)
{
    mem_grow(day->comings, day->coming_count, day->coming_room);
    day->comings[day->coming_count] = coming;
    plan_add(&day->plan, at_ms, VISITOR_COMES, (int32_t)day->coming_count++);
}

static int32_t choose_service(struct day *day)
{
    double share = dice_share(day->dice);
    int32_t service = 1;
    while (service < day->centre->wanted.services && share >= day->centre->offers[service].share)
        share -= day->centre->offers[service++].share;
    return service;
}

/* Booked before the day; comes some minutes before the slot, or after it, or never. */
static void book(struct day *day, int32_t service, int64_t at_ms)
{
    int64_t slot_ms = at_ms / QUARTER * QUARTER;
    struct coming coming = {service, BOOKED, ++day->bookings};
    must(day, (struct command){.kind = COMMAND_BOOK,
                               .services = {service},
                               .class = BOOKED,
                               .party = 1,
                               .booking = coming.booking,
                               .slot_ms = slot_ms,
                               .promised = true});
    int64_t comes_ms = slot_ms + (int64_t)(dice_between(day->dice, -15, 3) * MINUTE_MS);
    int64_t opens_ms = day->midnight_ms + (int64_t)OPENS_MINUTE * MINUTE_MS;
    if (!dice_chance(day->dice, 0.12))
        add_coming(day, comes_ms > opens_ms ? comes_ms : opens_ms, coming);
}

static void plan_visitors(struct day *day)
{
    const struct centre *centre = day->centre;
    day->truth.busy = dice_lognormal(day->dice, 1, 0.1);
    int visits = (int)(centre->visits_a_day * day->truth.busy);
    for (int i = 0; i < visits; i++) {
        int64_t at_ms = day->midnight_ms + people_arrival_ms(day->dice);
        int32_t service = choose_service(day);
        double share = dice_share(day->dice);
        if (centre->wanted.has_priorities && share < 0.18)
            book(day, service, at_ms);
        else
            add_coming(day, at_ms,
                       (struct coming){service, centre->wanted.has_priorities && share < 0.30 ? FIRST : REGULAR, 0});
    }
}

static void set_shift(struct day *day, int32_t counter, int64_t from_ms, int64_t until_ms, int32_t what)
{
    must(day, (struct command){.kind = COMMAND_SET_SHIFT,
                               .shift = ++day->shifts,
                               .counter = counter,
                               .operator_id = counter,
                               .from_ms = from_ms,
                               .until_ms = until_ms,
                               .what = what});
}

static void plan_workers(struct day *day, bool rota)
{
    for (int32_t i = 1; i <= day->centre->wanted.counters; i++) {
        const struct worker *worker = &day->centre->workers[i];
        int64_t comes_ms = day->midnight_ms + worker->comes_minute * MINUTE_MS;
        int64_t lunch_ms = day->midnight_ms + worker->lunch_minute * MINUTE_MS;
        day->truth.slowness[i] = worker->slowness * dice_lognormal(day->dice, 1, 0.05);
        day->posts[i].eats_ms = lunch_ms + (int64_t)(dice_between(day->dice, -5, 5) * MINUTE_MS);
        plan_add(&day->plan, comes_ms, WORKER_GOES_ON, i);
        plan_add(&day->plan, day->posts[i].eats_ms, WORKER_GOES_ON, i);
        plan_add(&day->plan, day->midnight_ms + worker->goes_minute * MINUTE_MS, WORKER_GOES_ON, i);
        if (!rota)
            continue;
        set_shift(day, i, comes_ms, day->midnight_ms + worker->goes_minute * MINUTE_MS, PRESENCE_PRESENT);
        set_shift(day, i, lunch_ms, lunch_ms + LUNCH_MS, PRESENCE_LUNCH);
    }
}

/* --- operators --- */

static bool is_after_closing(const struct day *day)
{
    return day->now_ms >= day->midnight_ms + (int64_t)CLOSES_MINUTE * MINUTE_MS;
}

/* Whose plan ends with the day stays until nobody waits. */
static bool goes_now(const struct day *day, int32_t number)
{
    const struct worker *worker = &day->centre->workers[number];
    return worker->goes_minute < CLOSES_MINUTE &&
           day->now_ms >= day->midnight_ms + (int64_t)worker->goes_minute * MINUTE_MS;
}

static void rest(struct day *day, int32_t number, int32_t code, int64_t length_ms)
{
    must(day, (struct command){.kind = COMMAND_PAUSE, .operator_id = number, .code = code});
    day->posts[number].state = POST_RESTS;
    day->posts[number].until_ms = day->now_ms + length_ms;
    plan_add(&day->plan, day->now_ms + length_ms, WORKER_GOES_ON, number);
}

/* By the rule, or now and then whom he likes. */
static bool give_call(struct day *day, int32_t number)
{
    int32_t service = 1 + dice_below(day->dice, day->centre->wanted.services);
    int32_t waiting = engine_waiting(day->engine, service);
    if (waiting > 0 && dice_chance(day->dice, day->centre->wanted.wild)) {
        const struct ticket *ticket = engine_waiting_at(day->engine, service, dice_below(day->dice, waiting));
        if (give(day,
                 (struct command){.kind = COMMAND_CHOOSE, .operator_id = number, .ticket = ticket->id, .reason = 1}))
            return true;
    }
    return give(day, (struct command){.kind = COMMAND_NEXT, .operator_id = number});
}

static void call_next(struct day *day, int32_t number)
{
    day->posts[number].state = POST_IDLE;
    if (!give_call(day, number))
        return;
    const struct session *session = engine_session(day->engine, number);
    const struct ticket *ticket = engine_ticket(day->engine, session->ticket);
    const struct step *step = &ticket->steps[ticket->current];
    const struct offer *offer = &day->centre->offers[step->service];
    int64_t waited_ms = day->now_ms - step->base_ms;
    if (ticket->current == 0)
        day->watcher->called(day->watcher->context, ticket->id, step->service, step->class,
                             day->now_ms - step->entered_ms);
    bool misses = dice_chance(day->dice, centre_miss(day->centre, (double)waited_ms / MINUTE_MS));
    int64_t length_ms =
            misses ? MINUTE_MS
                   : 1 + (int64_t)(dice_lognormal(day->dice, offer->mean_ms, offer->cv) * day->truth.slowness[number]);
    day->posts[number].is_missing = misses;
    day->posts[number].state = misses ? POST_CALLS : POST_SERVES;
    if (!misses)
        must(day, (struct command){.kind = COMMAND_ARRIVE, .operator_id = number});
    day->posts[number].until_ms = day->now_ms + length_ms;
    plan_add(&day->plan, day->now_ms + length_ms, WORKER_GOES_ON, number);
}

/* Free: leaves, eats, or calls. */
static void look(struct day *day, int32_t number)
{
    if (goes_now(day, number)) {
        must(day, (struct command){.kind = COMMAND_SIGN_OUT, .operator_id = number});
        day->posts[number].state = POST_ABSENT;
        day->posts[number].gone = true;
    } else if (!day->posts[number].has_eaten && day->now_ms >= day->posts[number].eats_ms && !is_after_closing(day)) {
        day->posts[number].has_eaten = true;
        rest(day, number, PAUSE_LUNCH, LUNCH_MS);
    } else {
        call_next(day, number);
    }
}

/* Of who does not come, of who is sent on, of all others. */
static struct command end_of(struct day *day, int32_t number)
{
    int32_t service = 1 + dice_below(day->dice, day->centre->wanted.services);
    if (day->posts[number].is_missing)
        return (struct command){.kind = COMMAND_MISS, .operator_id = number};
    if (dice_chance(day->dice, day->centre->wanted.wild))
        return (struct command){.kind = COMMAND_TRANSFER,
                                .operator_id = number,
                                .to_service = service,
                                .place = PLACE_KEEP,
                                .reason = 1};
    return (struct command){.kind = COMMAND_FINISH, .operator_id = number, .outcome = 1};
}

/* Of the idle who take the service the one who can do least else. */
static int32_t choose_idle(const struct day *day, int32_t service)
{
    int32_t best = 0;
    for (int32_t i = 1; i <= day->centre->wanted.counters; i++) {
        if (day->posts[i].state == POST_IDLE && day->centre->tiers[i][service] &&
            (!best || day->centre->skills[i] < day->centre->skills[best]))
            best = i;
    }
    return best;
}

/* Somebody waits for this service. */
static void look_up(struct day *day, int32_t service)
{
    int32_t idle = choose_idle(day, service);
    if (idle)
        look(day, idle);
}

static void end_visit(struct day *day, int32_t number)
{
    int32_t id = engine_session(day->engine, number)->ticket;
    int32_t ended = engine_ticket(day->engine, id)->current;
    if (!give(day, end_of(day, number))) /* a transfer to where it is */
        must(day, (struct command){.kind = COMMAND_FINISH, .operator_id = number, .outcome = 1});
    const struct ticket *ticket = engine_ticket(day->engine, id);
    learned_step(day->learned, &day->centre->rulebook, ticket, &ticket->steps[ended]);
    if (!day->posts[number].is_missing)
        day->watcher->served(day->watcher->context, ticket->steps[ended].service_ms);
    if (ticket->current != ended)
        look_up(day, ticket->steps[ticket->current].service);
    if (dice_chance(day->dice, 0.05))
        rest(day, number, PAUSE_SHORT, 1 + (int64_t)(-4.0 * MINUTE_MS * log(1 - dice_share(day->dice))));
    else
        look(day, number);
}

/* What he does is over, or nothing keeps him. */
static void goes_on(struct day *day, int32_t number)
{
    if (day->now_ms < day->posts[number].until_ms)
        return;
    switch (day->posts[number].state) {
    case POST_ABSENT:
        if (day->posts[number].gone)
            return;
        must(day, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = number, .counter = number});
        look(day, number);
        break;
    case POST_IDLE:
        look(day, number);
        break;
    case POST_CALLS:
    case POST_SERVES:
        end_visit(day, number);
        break;
    case POST_RESTS:
        must(day, (struct command){.kind = COMMAND_END_PAUSE, .operator_id = number});
        look(day, number);
        break;
    }
}

/* --- visitors --- */

static void comes(struct day *day, struct coming coming)
{
    must(day, coming.booking ? (struct command){.kind = COMMAND_CHECK_IN, .booking = coming.booking, .code = 1}
                             : (struct command){.kind = COMMAND_ISSUE,
                                                .services = {coming.service},
                                                .class = coming.class,
                                                .party = 1,
                                                .channel = CHANNEL_KIOSK});
    day->watcher->ask(day->watcher->context, day->engine, engine_tickets(day->engine), day->now_ms);
    if (!coming.booking)
        learned_visit(day->learned, coming.service, coming.class,
                      (int32_t)((day->now_ms - day->midnight_ms) / QUARTER));
    if (dice_chance(day->dice, day->centre->wanted.wild))
        plan_add(&day->plan, day->now_ms + (int64_t)(dice_between(day->dice, 5, 40) * MINUTE_MS), VISITOR_GIVES_UP,
                 engine_tickets(day->engine));
    look_up(day, coming.service);
}

static void gives_up(struct day *day, int32_t id)
{
    const struct ticket *ticket = engine_ticket(day->engine, id);
    if (ticket->steps[ticket->current].state == STEP_WAITING)
        must(day, (struct command){.kind = COMMAND_CANCEL, .ticket = id});
}

/* --- the day --- */

static void go_to(struct day *day, int64_t at_ms)
{
    for (int64_t due_ms; (due_ms = engine_deadline(day->engine)) <= at_ms;) {
        day->now_ms = due_ms > day->now_ms ? due_ms : day->now_ms;
        must(day, (struct command){.kind = COMMAND_TIME});
    }
    day->now_ms = at_ms;
}

static void learn_bookings(const struct day *day)
{
    for (int32_t i = 1; i < engine_bookings(day->engine); i++) {
        const struct booking *booking = engine_booking(day->engine, i);
        if (booking)
            learned_booking(day->learned, booking->state == BOOKING_CHECKED_IN);
    }
}

void day_play(struct centre *centre, int32_t number, bool rota, struct learned *learned, struct dice *dice,
              const struct watcher *watcher)
{
    struct day *day = mem_new(struct day);
    *day = (struct day){.centre = centre, .learned = learned, .dice = dice, .watcher = watcher, .engine = engine_new()};
    day->midnight_ms = number * (int64_t)DAY_MS;
    day->now_ms = day->midnight_ms + 8 * (int64_t)HOUR_MS;
    centre_set_day(centre, number);
    learned_day_begins(learned, day->midnight_ms);
    must(day, (struct command){.kind = COMMAND_OPEN_DAY, .day = number});
    plan_workers(day, rota);
    plan_visitors(day);
    watcher->begins(watcher->context, &day->truth);
    for (struct happening happening; plan_take(&day->plan, &happening);) {
        go_to(day, happening.at_ms);
        if (happening.what == VISITOR_COMES)
            comes(day, day->comings[happening.who]);
        else if (happening.what == VISITOR_GIVES_UP)
            gives_up(day, happening.who);
        else
            goes_on(day, happening.who);
    }
    learn_bookings(day);
    learned_day_ends(learned);
    engine_free(day->engine);
    events_done(&day->events);
    plan_done(&day->plan);
    free(day->comings);
    free(day);
}
