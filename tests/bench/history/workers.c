/* SPDX-License-Identifier: MIT
 *
 * Operators: call whoever is next, wait for the way, serve, finish and call in one go; now and then they send a visitor
 * on, put one aside, or rest. Who does not come is called again, and let go after the time the rules give.
 */
#include "daemon/engine/rules.h"
#include "tests/bench/history/today.h"

/* Shares of visitors called or served. */
#define NO_SHOW          0.04
#define NO_SHOW_A_MINUTE 0.003
#define RETURNS          0.25
#define SENT_ON          0.04
#define SENT_WITH_RETURN 0.25
#define PUT_ASIDE        0.015
#define RESTS_AFTER      0.05
#define NOTED            0.1 /* of those sent on */

enum { SECOND_MS = 1000, LUNCH_MS = 45 * MINUTE_MS, REST_MS = 4 * MINUTE_MS, STAYS_LATE_MS = HOUR_MS };

static const struct worker *worker_of(const struct today *today, int32_t worker)
{
    return &today->life->people.workers[worker];
}

static const struct session *session_of(const struct today *today, int32_t worker)
{
    return engine_session(today->house->engine, worker_of(today, worker)->operator_id);
}

static void go_on(struct today *today, int32_t worker, enum post_next next, double in_ms)
{
    today->posts[worker].next = next;
    plan_add(&today->plan, today->house->now_ms + (int64_t)in_ms, WORKER_GOES_ON, worker);
}

static bool worker_does(struct today *today, int32_t worker, struct command command)
{
    command.operator_id = worker_of(today, worker)->operator_id;
    return house_do(today->house, command);
}

void workers_begin(struct today *today)
{
    int64_t midnight_ms = today->given->midnight_ms;
    double mood = dice_lognormal(today->dice, 1, 0.05);
    today->posts = mem_new_n(struct post, (size_t)today->life->people.worker_count);
    for (int32_t i = 0; i < today->life->people.worker_count; i++) {
        const struct worker *worker = worker_of(today, i);
        double eats = worker->lunch_minute + dice_between(today->dice, -5, 5);
        today->posts[i] = (struct post){.next = AWAY,
                                        .slowness = worker->slowness * mood,
                                        .eats_ms = midnight_ms + (int64_t)(eats * MINUTE_MS),
                                        .goes_ms = midnight_ms + worker->goes_minute * MINUTE_MS};
        double comes = worker->comes_minute + dice_between(today->dice, -4, 3);
        plan_add(&today->plan, midnight_ms + (int64_t)(comes * MINUTE_MS), WORKER_GOES_ON, i);
    }
}

/* --- who waits --- */

/* For what this operator takes; whether he may take each of them, the engine knows. */
static bool anybody_waits(const struct today *today, int32_t worker)
{
    const struct engine *engine = today->house->engine;
    const struct rulebook *rulebook = today->house->rulebook;
    const uint8_t *tiers = rulebook->profiles.items[session_of(today, worker)->profile].tiers;
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (tiers[service] && engine_waiting(engine, service) > 0)
            return true;
    }
    return false;
}

static void set_idle(struct today *today, int32_t worker, bool idle)
{
    today->idle_count += idle - today->posts[worker].idle;
    today->posts[worker].idle = idle;
}

void workers_notice(struct today *today, int32_t ticket)
{
    const struct house *house = today->house;
    const struct ticket *waits = engine_ticket(house->engine, ticket);
    for (int32_t i = 0; today->idle_count > 0 && i < today->life->people.worker_count; i++) {
        if (!today->posts[i].idle ||
            rules_may_take(house->engine, house->rulebook, session_of(today, i), waits, house->now_ms) != REFUSAL_NONE)
            continue;
        set_idle(today, i, false);
        go_on(today, i, LOOKS, dice_between(today->dice, SECOND_MS, 5 * SECOND_MS));
        return;
    }
}

void workers_look(struct today *today)
{
    for (int32_t i = 0; i < today->life->people.worker_count; i++) {
        bool is_late = today->house->now_ms >= today->posts[i].goes_ms;
        if (!today->posts[i].idle || !(is_late || anybody_waits(today, i)))
            continue;
        set_idle(today, i, false);
        go_on(today, i, LOOKS, 0);
    }
}

/* --- calling --- */

/* What the visitor does who was called: comes, or not. */
static void await_called(struct today *today, int32_t worker)
{
    const struct house *house = today->house;
    const struct ticket *ticket = engine_ticket(house->engine, session_of(today, worker)->ticket);
    int64_t waited_ms = step_waited_ms(&ticket->steps[ticket->current], house->now_ms);
    int64_t minutes = waited_ms / MINUTE_MS;
    today->tally->calls++;
    today->tally->waited_ms += waited_ms;
    today->tally->waited[minutes < WAITED_MINUTES ? minutes : WAITED_MINUTES - 1]++;
    if (dice_chance(today->dice, NO_SHOW + NO_SHOW_A_MINUTE * (double)minutes))
        go_on(today, worker, MISSING, 30 * SECOND_MS);
    else
        go_on(today, worker, WAY, dice_lognormal(today->dice, 35 * SECOND_MS, 0.5));
}

static bool has_to_rest(struct today *today, int32_t worker)
{
    const struct post *post = &today->posts[worker];
    bool hungry = !post->has_eaten && today->house->now_ms >= post->eats_ms;
    return today->life->lunch && (hungry || dice_chance(today->dice, RESTS_AFTER));
}

static void rest(struct today *today, int32_t worker)
{
    struct post *post = &today->posts[worker];
    bool hungry = !post->has_eaten && today->house->now_ms >= post->eats_ms;
    post->has_eaten |= hungry;
    if (worker_does(today, worker,
                    (struct command){.kind = COMMAND_PAUSE, .code = hungry ? today->life->lunch : today->life->rest}))
        go_on(today, worker, RESTS, hungry ? LUNCH_MS : dice_lognormal(today->dice, REST_MS, 0.5));
}

/* Whoever waits is still served, for an hour. */
static bool goes_home(const struct today *today, int32_t worker)
{
    int64_t late_ms = today->house->now_ms - today->posts[worker].goes_ms;
    return late_ms >= STAYS_LATE_MS || (late_ms >= 0 && !anybody_waits(today, worker));
}

static void look(struct today *today, int32_t worker)
{
    if (goes_home(today, worker)) {
        worker_does(today, worker, (struct command){.kind = COMMAND_SIGN_OUT, .place = PLACE_KEEP});
        today->posts[worker].next = GONE;
    } else if (anybody_waits(today, worker) && worker_does(today, worker, (struct command){.kind = COMMAND_NEXT})) {
        await_called(today, worker);
    } else {
        set_idle(today, worker, true);
    }
}

/* --- serving --- */

static void serve(struct today *today, int32_t worker)
{
    const struct engine *engine = today->house->engine;
    worker_does(today, worker, (struct command){.kind = COMMAND_ARRIVE});
    const struct ticket *ticket = engine_ticket(engine, session_of(today, worker)->ticket);
    const struct offer *offer = today->life->people.of_service[ticket->steps[ticket->current].service];
    double length_ms = dice_lognormal(today->dice, offer->mean_ms, offer->cv) * today->posts[worker].slowness;
    go_on(today, worker, SERVES, length_ms > SECOND_MS ? length_ms : SECOND_MS);
}

static bool send_on(struct today *today, int32_t worker, int32_t to_service)
{
    bool noted = dice_chance(today->dice, NOTED);
    bool done = worker_does(
            today, worker,
            (struct command){.kind = COMMAND_TRANSFER,
                             .to_service = to_service,
                             .place = dice_chance(today->dice, 0.7) ? PLACE_KEEP : PLACE_END,
                             .returns = dice_chance(today->dice, SENT_WITH_RETURN),
                             .reason = today->life->reason,
                             .text = noted ? house_add_text(today->house, "The form is with the colleague.") : 0});
    today->tally->transferred += done;
    return done;
}

static bool put_aside(struct today *today, int32_t worker)
{
    int64_t until_ms = today->house->now_ms + (int64_t)dice_between(today->dice, 5 * MINUTE_MS, 20 * MINUTE_MS);
    bool done = worker_does(today, worker, (struct command){.kind = COMMAND_PARK, .until_ms = until_ms});
    today->tally->parked += done;
    return done;
}

/* Most visitors are served to the end; then the next is called with the same key. */
static void finish(struct today *today, int32_t worker)
{
    const struct ticket *ticket = engine_ticket(today->house->engine, session_of(today, worker)->ticket);
    const struct step *step = &ticket->steps[ticket->current];
    int32_t to_service = today->life->people.of_service[step->service]->goes_on_with;
    bool first = ticket->step_count == 1 && step->parked_ms == 0;
    bool left = (first && to_service && dice_chance(today->dice, SENT_ON) && send_on(today, worker, to_service)) ||
                (first && dice_chance(today->dice, PUT_ASIDE) && put_aside(today, worker));
    bool rests = has_to_rest(today, worker);
    int32_t outcome =
            today->life->outcomes[dice_chance(today->dice, 0.85) ? 0
                                                                 : dice_below(today->dice, today->life->outcome_count)];
    if (!left) {
        bool next = !rests && !goes_home(today, worker) && anybody_waits(today, worker);
        today->tally->served++;
        today->tally->served_ms += today->house->now_ms - step->since_ms;
        worker_does(today, worker, (struct command){.kind = COMMAND_FINISH, .outcome = outcome, .next = next});
    }
    if (session_of(today, worker)->activity == ACTIVITY_TICKET)
        await_called(today, worker);
    else if (rests)
        rest(today, worker);
    else
        look(today, worker);
}

/* --- who does not come --- */

static void call_again(struct today *today, int32_t worker)
{
    const struct ticket *ticket = engine_ticket(today->house->engine, session_of(today, worker)->ticket);
    const struct step *step = &ticket->steps[ticket->current];
    int64_t call_ms = rules_call_ms(today->house->rulebook, step->counter, step->class, ticket->needs);
    worker_does(today, worker, (struct command){.kind = COMMAND_RECALL});
    int64_t in_ms = step->called_ms + call_ms - today->house->now_ms;
    go_on(today, worker, MISSED, (double)(in_ms > 15 * SECOND_MS ? in_ms : 15 * SECOND_MS));
}

static void let_go(struct today *today, int32_t worker)
{
    int32_t ticket = session_of(today, worker)->ticket;
    if (!worker_does(today, worker, (struct command){.kind = COMMAND_MISS})) {
        serve(today, worker);
        return;
    }
    today->tally->no_shows++;
    if (dice_chance(today->dice, RETURNS))
        plan_add(&today->plan, today->house->now_ms + (int64_t)dice_between(today->dice, MINUTE_MS, 14 * MINUTE_MS),
                 VISITOR_IS_BACK, ticket);
    look(today, worker);
}

/* --- */

static void sign_in(struct today *today, int32_t worker)
{
    if (worker_does(today, worker,
                    (struct command){.kind = COMMAND_SIGN_IN, .counter = worker_of(today, worker)->counter}))
        look(today, worker);
}

static void come_back(struct today *today, int32_t worker)
{
    worker_does(today, worker, (struct command){.kind = COMMAND_END_PAUSE});
    look(today, worker);
}

void worker_goes_on(struct today *today, int32_t worker)
{
    static void (*const acts[])(struct today *, int32_t) = {
            [AWAY] = sign_in,  [LOOKS] = look,    [WAY] = serve,       [MISSING] = call_again,
            [MISSED] = let_go, [SERVES] = finish, [RESTS] = come_back,
    };
    acts[today->posts[worker].next](today, worker);
}
