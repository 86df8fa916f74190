/* SPDX-License-Identifier: MIT
 *
 * Learning, scene, futures, table: one of each at a time.
 */
#include "daemon/forecasts.h"

#include <math.h>
#include <string.h>

#include "common/log.h"
#include "daemon/turn.h"

enum {
    WAITING_MOST = 20000, /* more than any centre has in a day: then none is made, as the copy would hold up the loop */
    EVERY_MS = 1000,      /* at most so often */
    AGAIN_MS = 15000,     /* and so often though nothing has changed */
    TO_TELL_MS = 30000,   /* nobody is told of less */
    TOLD_MS = 60000,      /* so long what newcomers were told is good: moments, and they go by */
};

struct forecast_run {
    struct forecasts *forecasts;
    struct aside *aside;
    int32_t day; /* ids of tickets begin anew with each */
    struct scene *scene;
    struct forecast_wish wish;
    struct levels levels; /* a copy: the loop goes on learning */
    atomic_bool in_vain;
    struct forecast *forecast;
    struct outlook *outlook;
};

/* --- learning --- */

static int64_t day_from_ms(const struct hall *hall)
{
    return hall->rulebook->day_ends_ms - (int64_t)LEARNED_QUARTERS * QUARTER_MS;
}

static bool is_walk_in(const struct ticket *ticket)
{
    return ticket->channel == CHANNEL_KIOSK || ticket->channel == CHANNEL_RECEPTION;
}

static void learn_visit(struct forecasts *forecasts, const struct ticket *ticket)
{
    if (!is_walk_in(ticket))
        return;
    int64_t since_ms = ticket->issued_ms - day_from_ms(forecasts->hall);
    learned_visit(&forecasts->learned, ticket->steps[0].service, ticket->steps[0].class,
                  (int32_t)(since_ms / QUARTER_MS));
}

static void learn_step(struct forecasts *forecasts, const struct ticket *ticket, int32_t step)
{
    learned_step(&forecasts->learned, forecasts->hall->rulebook, ticket, &ticket->steps[step]);
}

struct ended {
    int64_t ended_ms;
    int32_t ticket, step;
};

static int compare_ended(const void *a, const void *b)
{
    const struct ended *one = a, *other = b;
    if (one->ended_ms != other->ended_ms)
        return one->ended_ms < other->ended_ms ? -1 : 1;
    return one->ticket != other->ticket ? one->ticket - other->ticket : one->step - other->step;
}

static size_t find_ended(const struct engine *engine, struct ended *found)
{
    size_t count = 0;
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        for (int32_t k = 0; k < ticket->step_count; k++) {
            if (!ticket->steps[k].final)
                continue;
            if (found)
                found[count] = (struct ended){ticket->steps[k].ended_ms, i, k};
            count++;
        }
    }
    return count;
}

static void learn_bookings(struct forecasts *forecasts)
{
    const struct engine *engine = forecasts->hall->engine;
    for (int32_t i = 1; i < engine_bookings(engine); i++) {
        const struct booking *booking = engine_booking(engine, i);
        if (booking && (booking->state == BOOKING_CHECKED_IN || booking->state == BOOKING_MISSED))
            learned_booking(&forecasts->learned, booking->state == BOOKING_CHECKED_IN);
    }
}

/* What happened since the day began, in its order. */
static void learn_today(struct forecasts *forecasts)
{
    const struct engine *engine = forecasts->hall->engine;
    size_t count = find_ended(engine, NULL);
    _cleanup_free_ struct ended *ended = mem_new_n(struct ended, count + 1);
    find_ended(engine, ended);
    qsort(ended, count, sizeof(*ended), compare_ended);
    learned_day_begins(&forecasts->learned, day_from_ms(forecasts->hall));
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        const struct step *first = &ticket->steps[0];
        learn_visit(forecasts, ticket);
        if (first->promise.until_ms && first->first_called_ms && !first->put_offs)
            levels_learn_end(&forecasts->levels, first->service, ticket->class,
                             first->first_called_ms <= first->promise.until_ms);
    }
    for (size_t i = 0; i < count; i++)
        learn_step(forecasts, engine_ticket(engine, ended[i].ticket), ended[i].step);
    learn_bookings(forecasts);
}

static void begin_to_learn(struct forecasts *forecasts);

/* Beginnings are learned by this process alone: the store keeps the ends. */
static void take_ends(struct levels *levels, const struct levels *learned)
{
    for (int i = 0; i < LEVEL_CLASSES; i++)
        levels->classes[i].high = learned->classes[i].high;
    memcpy(levels->services, learned->services, sizeof levels->services);
}

static void take_learned(struct forecasts *forecasts, struct learning *learning)
{
    learned_done(&forecasts->learned);
    forecasts->learned = learning->learned;
    take_ends(&forecasts->levels, &learning->levels);
    learned_init(&learning->learned);
    forecasts->has_learned = forecasts->stale = true;
    learn_today(forecasts);
    turn_mark(forecasts->hall->turn);
}

static void on_learned(void *data)
{
    struct forecasts *forecasts = data;
    struct learning *learning = forecasts->learning;
    forecasts->learning = NULL;
    forecasts->reading = NULL;
    if (learning->result < 0)
        log_error("past_not_read", LOG_TEXT("error", strerror(-learning->result)));
    else
        log_debug("past_read", LOG_NUMBER("visits", learning->visits));
    if (forecasts->learns_again)
        begin_to_learn(forecasts);
    else
        take_learned(forecasts, learning);
    learning_free(learning);
}

static void run_learning(void *data)
{
    const struct forecasts *forecasts = data;
    learning_read(forecasts->learning);
}

static void begin_to_learn(struct forecasts *forecasts)
{
    const struct hall *hall = forecasts->hall;
    forecasts->learns_again = false;
    forecasts->learning = learning_new(store_path(hall->store), hall->rulebook, hall->rulebook->day,
                                       hall->centre->settings.day_start_minute);
    forecasts->reading = aside_start(forecasts->loop, run_learning, on_learned, forecasts);
}

/* From the beginning: what was learned until now is good until it has ended. The loop never waits for it. */
static void learn(struct forecasts *forecasts)
{
    if (forecasts->reading)
        forecasts->learns_again = true;
    else if (forecasts->hall->rulebook) /* there is none until the first day opens */
        begin_to_learn(forecasts);
}

/* What is announced is adapted by what became of it. */
static void learn_call(struct forecasts *forecasts, const struct event *event)
{
    const struct step *step = &engine_ticket(forecasts->hall->engine, event->ticket)->steps[event->step];
    int64_t from_ms = event->ticket < forecasts->told_room ? forecasts->told_from_ms[event->ticket] : 0;
    if (!from_ms || !step->promise.until_ms || event->step != 0 || step->first_called_ms != event->at_ms ||
        step->put_offs)
        return;
    levels_learn(&forecasts->levels, step->service, step->class, event->at_ms < from_ms,
                 event->at_ms <= step->promise.until_ms);
}

static void grow_told(struct forecasts *forecasts, int32_t ticket)
{
    int32_t before = forecasts->told_room;
    if (ticket < before)
        return;
    forecasts->told_room = ticket * 2 + 64;
    int64_t *grown = mem_new_n(int64_t, (size_t)forecasts->told_room);
    for (int32_t i = 0; i < before; i++)
        grown[i] = forecasts->told_from_ms[i];
    free(forecasts->told_from_ms);
    forecasts->told_from_ms = grown;
}

static void keep_promise(struct forecasts *forecasts, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(forecasts->hall->engine, event->ticket);
    const struct expectation told = forecasts_newcomer(forecasts, event->service, event->class, ticket->needs);
    grow_told(forecasts, event->ticket);
    forecasts->told_from_ms[event->ticket] = told.known ? told.from_ms : 0;
}

static void begin_day(struct forecasts *forecasts)
{
    for (int32_t i = 0; i < forecasts->told_room; i++)
        forecasts->told_from_ms[i] = 0;
    learn(forecasts);
}

static void learn_event(struct forecasts *forecasts, const struct event *event)
{
    const struct engine *engine = forecasts->hall->engine;
    switch (event->kind) {
    case EVENT_DAY_OPENED:
        begin_day(forecasts);
        break;
    case EVENT_ISSUED:
        learn_visit(forecasts, engine_ticket(engine, event->ticket));
        break;
    case EVENT_STEP_PROMISED:
        keep_promise(forecasts, event);
        break;
    case EVENT_CALLED:
        learn_call(forecasts, event);
        break;
    case EVENT_STEP_FINAL:
        learn_step(forecasts, engine_ticket(engine, event->ticket), event->step);
        break;
    case EVENT_CHECKED_IN:
        learned_booking(&forecasts->learned, true);
        break;
    case EVENT_BOOKING_MISSED:
        learned_booking(&forecasts->learned, false);
        break;
    default:
        break;
    }
}

void forecasts_take(struct forecasts *forecasts, const struct event *events, size_t count)
{
    if (!forecasts->hall)
        return;
    forecasts->stale = true; /* what was learned in a turn that failed is learned twice, which is no matter */
    for (size_t i = 0; i < count; i++)
        learn_event(forecasts, &events[i]);
}

/* --- futures --- */

static void run_free(struct forecast_run *run)
{
    if (!run)
        return;
    scene_free(run->scene);
    forecast_free(run->forecast);
    outlook_free(run->outlook);
    free(run);
}

static void run_futures(void *data)
{
    struct forecast_run *run = data;
    run->forecast = forecast_new(run->scene, &run->wish);
    run->outlook = outlook_new(run->scene, run->forecast, &run->wish);
}

static void drop_table(struct forecasts *forecasts)
{
    forecasts->scene = scene_free(forecasts->scene);
    forecasts->outlook = outlook_free(forecasts->outlook);
    if (forecasts->told == forecasts->table)
        forecasts->told = NULL;
    forecasts->table = forecast_free(forecasts->table);
    forecasts->told = forecast_free(forecasts->told);
}

static int64_t moment(const struct forecast *forecast, int32_t ms)
{
    return ms == FUTURE_NEVER ? INT64_MAX : forecast->at_ms + ms;
}

static bool is_near(int64_t a_ms, int64_t b_ms)
{
    return a_ms == b_ms || (a_ms != INT64_MAX && b_ms != INT64_MAX && llabs(a_ms - b_ms) < TO_TELL_MS);
}

static bool same_times(const struct forecast *a, const struct forecast_times *of_a, const struct forecast *b,
                       const struct forecast_times *of_b)
{
    return is_near(moment(a, of_a->p10_ms), moment(b, of_b->p10_ms)) &&
           is_near(moment(a, of_a->p50_ms), moment(b, of_b->p50_ms)) &&
           is_near(moment(a, of_a->p90_ms), moment(b, of_b->p90_ms));
}

/* Newcomers wait from now on: what they are told is how long. */
static bool same_waits(const struct forecast_times *a, const struct forecast_times *b)
{
    const struct forecast none = {0};
    return same_times(&none, a, &none, b);
}

static bool knows_newcomers(const struct forecast *forecast)
{
    for (int32_t i = 0; i < forecast->newcomer_count; i++) {
        if (forecast->newcomers[i].p50_ms != FUTURE_NEVER)
            return true;
    }
    return false;
}

/* Would somebody who was told by the one be told something else by the other, which came later? */
static bool is_same(const struct forecast *a, const struct forecast *b)
{
    if (a->ticket_count != b->ticket_count || a->newcomer_count != b->newcomer_count)
        return false;
    if (b->at_ms - a->at_ms >= TOLD_MS && knows_newcomers(b))
        return false;
    for (int32_t i = 0; i < a->ticket_count; i++) {
        if (a->ids[i] != b->ids[i] || !same_times(a, &a->tickets[i], b, &b->tickets[i]))
            return false;
    }
    for (int32_t i = 0; i < a->newcomer_count; i++) {
        if (!same_waits(&a->newcomers[i], &b->newcomers[i]) ||
            fabsf(a->newcomers_served[i] - b->newcomers_served[i]) > 0.1F)
            return false;
    }
    return true;
}

static void take_table(struct forecasts *forecasts, struct forecast_run *run)
{
    scene_free(forecasts->scene);
    outlook_free(forecasts->outlook);
    if (forecasts->table != forecasts->told)
        forecast_free(forecasts->table);
    forecasts->scene = run->scene;
    forecasts->table = run->forecast;
    forecasts->outlook = run->outlook;
    run->scene = NULL;
    run->outlook = NULL;
    run->forecast = NULL;
    if (forecasts->told && is_same(forecasts->told, forecasts->table))
        return;
    forecast_free(forecasts->told);
    forecasts->told = forecasts->table;
    forecasts->changed(forecasts->data);
}

static void on_played(void *data)
{
    struct forecast_run *run = data;
    struct forecasts *forecasts = run->forecasts;
    forecasts->run = NULL;
    if (run->day == engine_day(forecasts->hall->engine))
        take_table(forecasts, run);
    else
        forecasts->stale = true;
    run_free(run);
    turn_mark(forecasts->hall->turn);
}

static bool has_hall(const struct forecasts *forecasts)
{
    const struct hall *hall = forecasts->hall;
    return engine_day(hall->engine) && !engine_day_closes(hall->engine) && !engine_halted(hall->engine) &&
           !hall->frozen && !hall->stale;
}

/* While nobody waits or serves the hall stays as it is. */
static bool has_people(const struct forecasts *forecasts)
{
    return forecasts->scene && (forecasts->scene->live_count > 0 || forecasts->scene->post_count > 0);
}

static int64_t due_ms(const struct forecasts *forecasts)
{
    if (!forecasts->has_learned || forecasts->run || !has_hall(forecasts) || forecasts->hall->failed_since_ms)
        return INT64_MAX;
    if (forecasts->stale)
        return forecasts->made_ms ? forecasts->made_ms + EVERY_MS : 0;
    return has_people(forecasts) ? forecasts->made_ms + AGAIN_MS : INT64_MAX;
}

int64_t forecasts_deadline(const struct forecasts *forecasts)
{
    return due_ms(forecasts);
}

static bool are_too_many(const struct hall *hall)
{
    int32_t waiting = 0;
    for (int32_t i = 1; i < hall->rulebook->services.count; i++)
        waiting += engine_waiting(hall->engine, i);
    return waiting > WAITING_MOST;
}

static void begin_run(struct forecasts *forecasts, int64_t now_ms)
{
    struct hall *hall = forecasts->hall;
    learned_refresh(&forecasts->learned, hall->rulebook);
    struct forecast_run *run = mem_new(struct forecast_run);
    *run = (struct forecast_run){.forecasts = forecasts,
                                 .day = engine_day(hall->engine),
                                 .scene = scene_new(hall->engine, hall->rulebook, &forecasts->learned, now_ms),
                                 .wish = {.seed = (uint64_t)engine_seq(hall->engine), .futures = FORECAST_FUTURES}};
    run->levels = forecasts->levels;
    run->wish.levels = &run->levels;
    run->wish.in_vain = &run->in_vain;
    forecasts->run = run;
    run->aside = aside_start(forecasts->loop, run_futures, on_played, run);
}

void forecasts_run(struct forecasts *forecasts)
{
    struct hall *hall = forecasts->hall;
    int64_t now_ms = turn_now(hall->turn);
    if (!has_hall(forecasts) && forecasts->table) {
        drop_table(forecasts);
        forecasts->stale = true;
    }
    if (now_ms < due_ms(forecasts))
        return;
    forecasts->stale = false;
    forecasts->made_ms = now_ms;
    if (are_too_many(hall))
        drop_table(forecasts);
    else
        begin_run(forecasts, now_ms);
}

/* --- what a move would do --- */

bool forecasts_ask(struct forecasts *forecasts, const struct move *move, struct forecast_question *ret_question)
{
    if (!forecasts || !forecasts->has_learned || !has_hall(forecasts) || forecasts->hall->failed_since_ms ||
        are_too_many(forecasts->hall))
        return false;
    struct hall *hall = forecasts->hall;
    int64_t now_ms = turn_now(hall->turn);
    learned_refresh(&forecasts->learned, hall->rulebook);
    *ret_question = (struct forecast_question){
            .now = scene_new(hall->engine, hall->rulebook, &forecasts->learned, now_ms),
            .then = scene_new_moved(hall->engine, hall->rulebook, &forecasts->learned, now_ms, move),
            .levels = forecasts->levels,
            .wish = {.seed = (uint64_t)engine_seq(hall->engine), .futures = FORECAST_FUTURES}};
    return true;
}

/* --- what it says --- */

static struct expectation unknown(enum why_unknown why)
{
    return (struct expectation){.why = why};
}

/* A table is some seconds old: nothing that it expected and that has not happened is over. */
static struct expectation expect(const struct forecasts *forecasts, int64_t from_ms, const struct forecast_times *times)
{
    if (times->p10_ms == FUTURE_NEVER)
        return unknown(UNKNOWN_NOBODY_SERVES);
    if (times->p90_ms == FUTURE_NEVER)
        return unknown(UNKNOWN_TOO_UNCERTAIN);
    int64_t now_ms = turn_now(forecasts->hall->turn);
    struct expectation known = {.known = true,
                                .from_ms = from_ms + times->p10_ms,
                                .likely_ms = from_ms + times->p50_ms,
                                .until_ms = from_ms + times->p90_ms};
    if (known.from_ms < now_ms)
        known.from_ms = now_ms;
    if (known.likely_ms < known.from_ms)
        known.likely_ms = known.from_ms;
    if (known.until_ms < known.likely_ms)
        known.until_ms = known.likely_ms;
    return known;
}

static int32_t newcomer_of(const struct scene *scene, int32_t service, int32_t class)
{
    if (class)
        return scene_newcomer(scene, service, class);
    int32_t found = -1;
    for (int32_t i = 1; i < scene->rulebook.classes.count && found < 0; i++)
        found = scene_newcomer(scene, service, i);
    return found;
}

struct expectation forecasts_newcomer(const struct forecasts *forecasts, int32_t service, int32_t class, int64_t needs)
{
    if (!forecasts)
        return unknown(UNKNOWN_NO_FORECAST);
    if (engine_halted(forecasts->hall->engine))
        return unknown(UNKNOWN_HALTED);
    int32_t newcomer = forecasts->table ? newcomer_of(forecasts->scene, service, class) : -1;
    if (newcomer < 0)
        return unknown(UNKNOWN_NO_FORECAST);
    const struct expectation known =
            expect(forecasts, turn_now(forecasts->hall->turn), &forecasts->table->newcomers[newcomer]);
    /* Who needs a certain counter waits for that one: how long is known as soon as he waits. */
    return known.known && needs & forecasts->hall->rulebook->hard_needs ? unknown(UNKNOWN_NO_FORECAST) : known;
}

struct expectation forecasts_told(const struct forecasts *forecasts, const struct ticket *ticket)
{
    const struct promise *promise = &ticket->steps[0].promise;
    if (!promise->until_ms)
        return unknown(UNKNOWN_NO_FORECAST);
    int64_t from_ms = forecasts && ticket->id < forecasts->told_room ? forecasts->told_from_ms[ticket->id] : 0;
    return (struct expectation){.known = true,
                                .from_ms = from_ms ? from_ms : ticket->issued_ms,
                                .likely_ms = promise->likely_ms,
                                .until_ms = promise->until_ms};
}

struct promise forecasts_promise(const struct forecasts *forecasts, int32_t service, int32_t class, int64_t needs)
{
    const struct expectation told = forecasts_newcomer(forecasts, service, class, needs);
    if (!told.known)
        return (struct promise){0};
    int32_t usual_ms = forecasts->table->newcomers_usual_ms[newcomer_of(forecasts->scene, service, class)];
    return (struct promise){.likely_ms = told.likely_ms,
                            .until_ms = told.until_ms,
                            .usual_ms = turn_now(forecasts->hall->turn) + usual_ms};
}

struct usual_length forecasts_usual(const struct forecasts *forecasts, const struct rulebook *rulebook, int32_t service)
{
    const struct learned *learned = forecasts ? &forecasts->learned : NULL;
    struct length_law law = {.mean_ms = 0};
    if (learned && service < learned->service_count)
        law = learned->services[service].law;
    if (law.mean_ms <= 0 && service < rulebook->services.count)
        law = law_usual((float)rulebook->services.items[service].usual_ms);
    return (struct usual_length){.mean_ms = (int64_t)law.mean_ms, .long_ms = (int64_t)law_long(&law)};
}

int forecasts_served_percent(const struct forecasts *forecasts, int32_t service, int32_t class)
{
    bool is_told = forecasts && forecasts->table && !engine_halted(forecasts->hall->engine);
    int32_t newcomer = is_told ? newcomer_of(forecasts->scene, service, class) : -1;
    return newcomer < 0 ? 100 : (int)(forecasts->table->newcomers_served[newcomer] * 100);
}

struct expectation forecasts_ticket(const struct forecasts *forecasts, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    if (ticket->ended || step->state != STEP_WAITING)
        return unknown(UNKNOWN_NOT_WAITING);
    if (!forecasts)
        return unknown(UNKNOWN_NO_FORECAST);
    if (engine_halted(forecasts->hall->engine))
        return unknown(UNKNOWN_HALTED);
    const struct forecast_times *times = forecasts->table ? forecast_of(forecasts->table, ticket->id) : NULL;
    if (times)
        return expect(forecasts, forecasts->table->at_ms, times);
    /* Taken after the table was made. */
    bool is_new = step->entry == ENTRY_ISSUE && !ticket->with.day && forecasts->table &&
                  step->entered_ms >= forecasts->table->at_ms;
    return is_new ? forecasts_newcomer(forecasts, step->service, step->class, ticket->needs)
                  : unknown(UNKNOWN_NO_FORECAST);
}

struct service_outlook forecasts_outlook(const struct forecasts *forecasts, int32_t service)
{
    if (!forecasts || !forecasts->outlook || service >= forecasts->outlook->service_count)
        return (struct service_outlook){0};
    return forecasts->outlook->services[service];
}

/* --- init and done --- */

void forecasts_init(struct forecasts *forecasts, struct hall *hall, uv_loop_t *loop, void (*changed)(void *data),
                    void *data)
{
    *forecasts = (struct forecasts){.hall = hall, .loop = loop, .changed = changed, .data = data};
    learned_init(&forecasts->learned);
    levels_init(&forecasts->levels);
    hall->forecasts = forecasts;
    learn(forecasts);
}

void forecasts_done(struct forecasts *forecasts)
{
    if (!forecasts->hall)
        return;
    if (forecasts->learning)
        forecasts->learning->in_vain = true;
    aside_end(forecasts->reading);
    learning_free(forecasts->learning);
    if (forecasts->run) {
        forecasts->run->in_vain = true;
        aside_end(forecasts->run->aside);
    }
    run_free(forecasts->run);
    drop_table(forecasts);
    learned_done(&forecasts->learned);
    free(forecasts->told_from_ms);
    forecasts->hall->forecasts = NULL;
}
