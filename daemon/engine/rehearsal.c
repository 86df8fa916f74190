/* SPDX-License-Identifier: MIT
 *
 * What happens is a heap of moments (an agenda): a visitor comes, leaves, or becomes acceptable to more counters; a
 * post begins, ends what it does, or has a break. At each the engine is given its commands and decides who is called.
 *
 * The engine sees the day with rules that refuse nothing which took place: everything is offered and open, one series
 * numbers all, one call makes a no-show, nothing can be undone. Every post is an operator of its own, so that a session
 * has the profile and the languages of then.
 */
#include "daemon/engine/rehearsal.h"

#include <assert.h>
#include <string.h>

#include "daemon/engine/agenda.h"
#include "daemon/engine/rulebook_copy.h"

#define DAY_MS (24 * 60 * 60 * (int64_t)1000)

/* In this order, if at one moment. */
enum happening { POST_GOES_ON, VISITOR_COMES, VISITOR_FITS, VISITOR_LEAVES };

enum acting { ACTING_ABSENT, ACTING_IDLE, ACTING_TURNS, ACTING_CALLS, ACTING_SERVES, ACTING_RESTS, ACTING_GONE };

struct actor {
    enum acting acts;
    int64_t until_ms; /* turns, calls, serves, rests */
    int64_t free_ms;  /* idle since */
    int32_t breaks;   /* taken */
};

struct rehearsal {
    const struct past_day *day;
    struct rulebook rulebook;
    struct rule_series series[2];
    struct rule_outcome outcomes[2];
    struct rule_code codes[2];
    uint8_t *anywhere; /* transfer_to of all services */
    struct engine *engine;
    struct events events;
    struct refusal refusal;
    struct agenda plan;
    struct actor *actors; /* post i is actor i and operator i + 1 */
    int32_t *visits;      /* by ticket */
    int32_t *tickets;     /* by visit; 0: not issued */
    int32_t *cursors;     /* by visit: step */
    struct played_step *played;
    int64_t now_ms;
};

void past_day_done(struct past_day *day)
{
    free(day->visits);
    free(day->steps);
    free(day->posts);
    free(day->breaks);
    free(day->usual_ms);
    *day = (struct past_day){0};
}

/* --- the rules of a rehearsal --- */

static void open_services(struct rehearsal *rehearsal)
{
    struct rulebook *book = &rehearsal->rulebook;
    int64_t midnight_ms = rehearsal->day->day * DAY_MS;
    rehearsal->anywhere = mem_new_n(uint8_t, (size_t)book->services.count + 1);
    memset(rehearsal->anywhere, 1, (size_t)book->services.count);
    for (int32_t i = 1; i < book->services.count; i++) {
        struct rule_service *service = &book->services.items[i];
        service->offered = true;
        service->series = 1;
        service->daily_limit = 0;
        service->cutoff_ms = 0;
        service->how_many_limit = 1;
        service->transfer_to = rehearsal->anywhere;
        service->hours = (struct rule_hours){.count = 1, .spans = {{midnight_ms - DAY_MS, midnight_ms + 3 * DAY_MS}}};
    }
}

static void offer_all(struct rehearsal *rehearsal)
{
    struct rulebook *book = &rehearsal->rulebook;
    for (int32_t i = 1; i < book->classes.count; i++)
        book->classes.items[i].offered = true, book->classes.items[i].call_ms = 0;
    for (int32_t i = 0; i < book->needs.count; i++)
        book->needs.items[i].offered = true, book->needs.items[i].call_ms = 0;
    for (int32_t i = 1; i < book->counters.count; i++)
        book->counters.items[i].offered = true, book->counters.items[i].zone = 0;
}

static void add_own_lists(struct rehearsal *rehearsal)
{
    struct rulebook *book = &rehearsal->rulebook;
    const struct past_day *day = rehearsal->day;
    rehearsal->series[1] = (struct rule_series){.offered = true,
                                                .prefixes = {"A"},
                                                .prefix_count = 1,
                                                .first = 1,
                                                .last = 9999999,
                                                .overflow = OVERFLOW_REFUSE};
    rehearsal->outcomes[1] = (struct rule_outcome){.offered = true, .fulfilled = true};
    rehearsal->codes[1] = (struct rule_code){.offered = true};
    book->series.items = rehearsal->series, book->series.count = 2;
    book->outcomes.items = rehearsal->outcomes, book->outcomes.count = 2;
    book->pauses.items = rehearsal->codes, book->pauses.count = 2;
    book->reasons.items = rehearsal->codes, book->reasons.count = 2;
    book->operators.count = (int32_t)day->post_count + 1;
    book->operators.items = mem_new_n(struct rule_operator, day->post_count + 1);
    for (size_t i = 0; i < day->post_count; i++)
        book->operators.items[i + 1] = (struct rule_operator){
                .offered = true, .profile = day->posts[i].profile, .languages = day->posts[i].languages};
}

static void set_rules(struct rehearsal *rehearsal, const struct rulebook *rulebook)
{
    struct rulebook *book = &rehearsal->rulebook;
    *book = rulebook_copy(rulebook);
    book->day = rehearsal->day->day;
    book->day_ends_ms = (book->day + 3) * DAY_MS;
    book->limits.calls_before_no_show = 1;
    book->limits.call_ms = 0;
    book->limits.undo_ms = 0;
    book->limits.grace_ms = 0;
    book->limits.return_ms = 0;
    book->limits.early_ms = 2 * DAY_MS;
    book->limits.late_ms = 2 * DAY_MS;
    open_services(rehearsal);
    offer_all(rehearsal);
    add_own_lists(rehearsal);
}

/* --- the engine --- */

static bool give(struct rehearsal *rehearsal, struct command command)
{
    rehearsal->events.count = 0;
    return engine_execute(rehearsal->engine, &rehearsal->rulebook, &command, rehearsal->now_ms, &rehearsal->events,
                          &rehearsal->refusal) == 0;
}

static void must(struct rehearsal *rehearsal, struct command command)
{
    bool given = give(rehearsal, command);
    assert(given);
    (void)given;
}

static void go_to(struct rehearsal *rehearsal, int64_t at_ms)
{
    for (int64_t due_ms; (due_ms = engine_deadline(rehearsal->engine)) <= at_ms;) {
        rehearsal->now_ms = due_ms > rehearsal->now_ms ? due_ms : rehearsal->now_ms;
        must(rehearsal, (struct command){.kind = COMMAND_TIME});
    }
    rehearsal->now_ms = at_ms;
}

static void plan(struct rehearsal *rehearsal, int64_t at_ms, enum happening what, size_t who)
{
    agenda_add(&rehearsal->plan,
               (struct deadline){.at_ms = at_ms, .kind = (enum deadline_kind)what, .id = (int32_t)who});
}

static const struct past_post *post_of(const struct rehearsal *rehearsal, size_t post)
{
    return &rehearsal->day->posts[post];
}

static int32_t operator_of(size_t post)
{
    return (int32_t)post + 1;
}

/* --- steps --- */

static const struct past_step *step_of(const struct rehearsal *rehearsal, int32_t visit)
{
    return &rehearsal->day->steps[rehearsal->day->visits[visit].first_step + rehearsal->cursors[visit]];
}

static struct played_step *played_of(struct rehearsal *rehearsal, int32_t visit)
{
    return &rehearsal->played[rehearsal->day->visits[visit].first_step + rehearsal->cursors[visit]];
}

static const struct past_step *next_of(const struct rehearsal *rehearsal, int32_t visit)
{
    bool is_last = rehearsal->cursors[visit] + 1 >= rehearsal->day->visits[visit].step_count;
    return is_last ? NULL : step_of(rehearsal, visit) + 1;
}

static int64_t way_of(const struct rehearsal *rehearsal, const struct past_step *step)
{
    return step->way_ms >= 0 ? step->way_ms : rehearsal->day->usual_way_ms;
}

static int64_t length_of(const struct rehearsal *rehearsal, const struct past_step *step)
{
    return step->service_ms >= 0 ? step->service_ms : rehearsal->day->usual_ms[step->service];
}

static void end_step(struct rehearsal *rehearsal, int32_t visit, enum step_end end)
{
    struct played_step *played = played_of(rehearsal, visit);
    played->end = end;
    played->ended_ms = rehearsal->now_ms;
}

/* --- posts --- */

static void act(struct rehearsal *rehearsal, size_t post, enum acting acts, int64_t length_ms)
{
    rehearsal->actors[post].acts = acts;
    rehearsal->actors[post].until_ms = rehearsal->now_ms + length_ms;
    plan(rehearsal, rehearsal->now_ms + length_ms, POST_GOES_ON, post);
}

static void begin_visit(struct rehearsal *rehearsal, size_t post)
{
    const struct session *session = engine_session(rehearsal->engine, operator_of(post));
    int32_t visit = rehearsal->visits[session->ticket];
    struct played_step *played = played_of(rehearsal, visit);
    played->called_ms = rehearsal->now_ms;
    played->counter = session->counter;
    act(rehearsal, post, ACTING_CALLS, way_of(rehearsal, step_of(rehearsal, visit)));
}

static void call_next(struct rehearsal *rehearsal, size_t post)
{
    struct actor *actor = &rehearsal->actors[post];
    const struct past_post *past = post_of(rehearsal, post);
    actor->acts = ACTING_IDLE;
    if (give(rehearsal, (struct command){.kind = COMMAND_NEXT, .operator_id = operator_of(post)})) {
        begin_visit(rehearsal, post);
    } else if (rehearsal->now_ms >= past->until_ms) {
        must(rehearsal, (struct command){.kind = COMMAND_SIGN_OUT, .operator_id = operator_of(post)});
        actor->acts = ACTING_GONE;
    }
}

/* Leaves or rests, if it is time. */
static bool goes_or_rests(struct rehearsal *rehearsal, size_t post)
{
    struct actor *actor = &rehearsal->actors[post];
    const struct past_post *past = post_of(rehearsal, post);
    if (rehearsal->now_ms >= past->until_ms && !past->stays) {
        must(rehearsal, (struct command){.kind = COMMAND_SIGN_OUT, .operator_id = operator_of(post)});
        actor->acts = ACTING_GONE;
        return true;
    }
    if (actor->breaks >= past->break_count)
        return false;
    const struct rule_span *next = &rehearsal->day->breaks[past->first_break + actor->breaks];
    if (rehearsal->now_ms < next->from_ms)
        return false;
    actor->breaks++;
    must(rehearsal, (struct command){.kind = COMMAND_PAUSE, .operator_id = operator_of(post), .code = 1});
    act(rehearsal, post, ACTING_RESTS, next->until_ms - next->from_ms);
    return true;
}

/* He is free: after what he needs for it, he calls. */
static void turn_to_next(struct rehearsal *rehearsal, size_t post)
{
    if (goes_or_rests(rehearsal, post))
        return;
    if (post_of(rehearsal, post)->gap_ms > 0)
        act(rehearsal, post, ACTING_TURNS, post_of(rehearsal, post)->gap_ms);
    else
        call_next(rehearsal, post);
}

static void become_free(struct rehearsal *rehearsal, size_t post)
{
    rehearsal->actors[post].free_ms = rehearsal->now_ms;
    turn_to_next(rehearsal, post);
}

/* --- who waits --- */

static bool may_take(const struct rehearsal *rehearsal, size_t post, const struct ticket *ticket)
{
    const struct session *session = engine_session(rehearsal->engine, operator_of(post));
    return session &&
           rules_may_take(rehearsal->engine, &rehearsal->rulebook, session, ticket, rehearsal->now_ms) == REFUSAL_NONE;
}

/* Somebody waits who did not: of the idle who may take him, the one who has been so for the longest looks up. */
static void look_up(struct rehearsal *rehearsal, const struct ticket *ticket)
{
    size_t best = rehearsal->day->post_count;
    for (size_t i = 0; i < rehearsal->day->post_count; i++) {
        if (rehearsal->actors[i].acts == ACTING_IDLE &&
            (best == rehearsal->day->post_count || rehearsal->actors[i].free_ms < rehearsal->actors[best].free_ms) &&
            may_take(rehearsal, i, ticket))
            best = i;
    }
    if (best < rehearsal->day->post_count)
        turn_to_next(rehearsal, best);
}

/* A soft need keeps a ticket back from some counters, for a time. */
static void plan_fits(struct rehearsal *rehearsal, const struct ticket *ticket, int32_t visit)
{
    for (int32_t need = 0; need < rehearsal->rulebook.needs.count; need++) {
        if (ticket->needs & ID_BIT(need) & rehearsal->rulebook.soft_needs)
            plan(rehearsal, rehearsal->now_ms + rehearsal->rulebook.needs.items[need].prefer_ms + 1, VISITOR_FITS,
                 (size_t)visit);
    }
}

static void enter_queue(struct rehearsal *rehearsal, int32_t visit)
{
    const struct ticket *ticket = engine_ticket(rehearsal->engine, rehearsal->tickets[visit]);
    struct played_step *played = played_of(rehearsal, visit);
    int64_t slot_ms = rehearsal->cursors[visit] == 0 ? rehearsal->day->visits[visit].slot_ms : 0;
    played->end = END_NEVER_CALLED; /* until something better is known */
    played->entered_ms = rehearsal->now_ms;
    played->waits_ms = slot_ms > rehearsal->now_ms ? slot_ms : rehearsal->now_ms;
    plan_fits(rehearsal, ticket, visit);
    look_up(rehearsal, ticket);
}

/* --- the end of a service --- */

/* Not told at issue: he is sent on to it. */
static struct command end_of_service(const struct past_step *next, size_t post)
{
    if (next && !next->planned)
        return (struct command){.kind = COMMAND_TRANSFER,
                                .operator_id = operator_of(post),
                                .to_service = next->service,
                                .place = PLACE_KEEP,
                                .reason = 1};
    return (struct command){.kind = COMMAND_FINISH, .operator_id = operator_of(post), .outcome = 1};
}

static void end_service(struct rehearsal *rehearsal, size_t post)
{
    int32_t visit = rehearsal->visits[engine_session(rehearsal->engine, operator_of(post))->ticket];
    const struct past_step *step = step_of(rehearsal, visit), *next = next_of(rehearsal, visit);
    must(rehearsal, end_of_service(next, post));
    end_step(rehearsal, visit, step->is_sent_on && next ? END_TRANSFERRED : END_SERVED);
    if (next) {
        rehearsal->cursors[visit]++;
        enter_queue(rehearsal, visit);
    }
    become_free(rehearsal, post);
}

static void end_way(struct rehearsal *rehearsal, size_t post)
{
    int32_t visit = rehearsal->visits[engine_session(rehearsal->engine, operator_of(post))->ticket];
    const struct past_step *step = step_of(rehearsal, visit);
    if (step->missed) {
        must(rehearsal, (struct command){.kind = COMMAND_MISS, .operator_id = operator_of(post)});
        end_step(rehearsal, visit, END_NO_SHOW);
        become_free(rehearsal, post);
    } else {
        must(rehearsal, (struct command){.kind = COMMAND_ARRIVE, .operator_id = operator_of(post)});
        act(rehearsal, post, ACTING_SERVES, length_of(rehearsal, step));
    }
}

/* --- what happens --- */

static void come_on_duty(struct rehearsal *rehearsal, size_t post)
{
    must(rehearsal, (struct command){.kind = COMMAND_SIGN_IN,
                                     .operator_id = operator_of(post),
                                     .counter = post_of(rehearsal, post)->counter});
    become_free(rehearsal, post);
}

/* The one before at this counter still serves his last visitor. */
static bool is_taken(const struct rehearsal *rehearsal, size_t post)
{
    return engine_session_at(rehearsal->engine, post_of(rehearsal, post)->counter);
}

static void post_goes_on(struct rehearsal *rehearsal, size_t post)
{
    struct actor *actor = &rehearsal->actors[post];
    bool is_over = rehearsal->now_ms >= actor->until_ms;
    if (actor->acts == ACTING_ABSENT && rehearsal->now_ms >= post_of(rehearsal, post)->until_ms)
        actor->acts = ACTING_GONE;
    else if (actor->acts == ACTING_ABSENT && is_taken(rehearsal, post))
        plan(rehearsal, rehearsal->now_ms + 1000, POST_GOES_ON, post);
    else if (actor->acts == ACTING_ABSENT)
        come_on_duty(rehearsal, post);
    else if (actor->acts == ACTING_IDLE && !goes_or_rests(rehearsal, post))
        call_next(rehearsal, post);
    else if (actor->acts == ACTING_TURNS && is_over && !goes_or_rests(rehearsal, post))
        call_next(rehearsal, post);
    else if (actor->acts == ACTING_CALLS && is_over)
        end_way(rehearsal, post);
    else if (actor->acts == ACTING_SERVES && is_over)
        end_service(rehearsal, post);
    else if (actor->acts == ACTING_RESTS && is_over) {
        must(rehearsal, (struct command){.kind = COMMAND_END_PAUSE, .operator_id = operator_of(post)});
        become_free(rehearsal, post);
    }
}

static struct command command_of(const struct rehearsal *rehearsal, const struct past_visit *visit)
{
    struct command command = {.kind = COMMAND_ISSUE,
                              .class = visit->class,
                              .needs = visit->needs,
                              .language = visit->language,
                              .party = 1,
                              .channel = CHANNEL_KIOSK};
    int count = 0;
    for (int32_t i = 0; i < visit->step_count && count < COMMAND_SERVICES; i++) {
        const struct past_step *step = &rehearsal->day->steps[visit->first_step + i];
        if (step->planned)
            command.services[count++] = step->service;
    }
    if (visit->credit_ms > 0) /* codes are told apart by the ticket that had them */
        command.with = (struct command_return){.day = 1,
                                               .ticket = (int32_t)(visit - rehearsal->day->visits) + 1,
                                               .service = command.services[0],
                                               .until_day = INT32_MAX,
                                               .waited_ms = visit->credit_ms};
    return command;
}

/* Who went straight to a counter does so again, if it is free. */
static bool goes_straight(struct rehearsal *rehearsal, int32_t visit, struct command command)
{
    const struct session *session = engine_session_at(rehearsal->engine, rehearsal->day->visits[visit].direct);
    if (!session || session->activity != ACTIVITY_FREE)
        return false;
    size_t post = (size_t)session->operator_id - 1;
    command.kind = COMMAND_SERVE_DIRECT;
    command.operator_id = operator_of(post);
    must(rehearsal, command);
    rehearsal->tickets[visit] = engine_tickets(rehearsal->engine);
    rehearsal->visits[rehearsal->tickets[visit]] = visit;
    *played_of(rehearsal, visit) =
            (struct played_step){.end = END_SERVED, .entered_ms = rehearsal->now_ms, .waits_ms = rehearsal->now_ms};
    struct played_step *played = played_of(rehearsal, visit);
    played->called_ms = rehearsal->now_ms;
    played->counter = post_of(rehearsal, post)->counter;
    act(rehearsal, post, ACTING_SERVES, length_of(rehearsal, step_of(rehearsal, visit)));
    return true;
}

static void visitor_comes(struct rehearsal *rehearsal, int32_t visit)
{
    const struct past_visit *past = &rehearsal->day->visits[visit];
    struct command command = command_of(rehearsal, past);
    if (past->direct && goes_straight(rehearsal, visit, command))
        return;
    if (past->slot_ms)
        command = (struct command){.kind = COMMAND_CHECK_IN, .booking = visit + 1};
    must(rehearsal, command);
    rehearsal->tickets[visit] = engine_tickets(rehearsal->engine);
    rehearsal->visits[rehearsal->tickets[visit]] = visit;
    if (past->leaves_ms)
        plan(rehearsal, past->leaves_ms, VISITOR_LEAVES, (size_t)visit);
    enter_queue(rehearsal, visit);
}

static bool is_waiting(const struct rehearsal *rehearsal, int32_t visit)
{
    const struct ticket *ticket = engine_ticket(rehearsal->engine, rehearsal->tickets[visit]);
    return !ticket->ended && ticket->steps[ticket->current].state == STEP_WAITING;
}

static void visitor_leaves(struct rehearsal *rehearsal, int32_t visit)
{
    if (!is_waiting(rehearsal, visit))
        return;
    must(rehearsal, (struct command){.kind = COMMAND_CANCEL, .ticket = rehearsal->tickets[visit]});
    end_step(rehearsal, visit, END_CANCELLED);
}

static void happen(struct rehearsal *rehearsal, struct deadline what)
{
    switch ((enum happening)what.kind) {
    case POST_GOES_ON:
        post_goes_on(rehearsal, (size_t)what.id);
        break;
    case VISITOR_COMES:
        visitor_comes(rehearsal, what.id);
        break;
    case VISITOR_FITS:
        if (is_waiting(rehearsal, what.id))
            look_up(rehearsal, engine_ticket(rehearsal->engine, rehearsal->tickets[what.id]));
        break;
    case VISITOR_LEAVES:
        visitor_leaves(rehearsal, what.id);
        break;
    }
}

/* --- the day --- */

static void plan_posts(struct rehearsal *rehearsal)
{
    const struct past_day *day = rehearsal->day;
    for (size_t i = 0; i < day->post_count; i++) {
        const struct past_post *post = &day->posts[i];
        plan(rehearsal, post->from_ms, POST_GOES_ON, i);
        plan(rehearsal, post->until_ms, POST_GOES_ON, i);
        for (int32_t b = 0; b < post->break_count; b++)
            plan(rehearsal, day->breaks[post->first_break + b].from_ms, POST_GOES_ON, i);
    }
}

/* An appointment is known before its visitor comes. */
static void plan_visits(struct rehearsal *rehearsal)
{
    const struct past_day *day = rehearsal->day;
    for (size_t i = 0; i < day->visit_count; i++) {
        const struct past_visit *visit = &day->visits[i];
        plan(rehearsal, visit->issued_ms, VISITOR_COMES, i);
        if (visit->slot_ms)
            must(rehearsal, (struct command){.kind = COMMAND_BOOK,
                                             .booking = (int32_t)i + 1,
                                             .services = {day->steps[visit->first_step].service},
                                             .slot_ms = visit->slot_ms,
                                             .promised = true,
                                             .class = visit->class,
                                             .needs = visit->needs,
                                             .language = visit->language,
                                             .party = 1});
    }
}

static void begin(struct rehearsal *rehearsal)
{
    const struct past_day *day = rehearsal->day;
    rehearsal->engine = engine_new();
    rehearsal->actors = mem_new_n(struct actor, day->post_count + 1);
    rehearsal->visits = mem_new_n(int32_t, day->visit_count + 1);
    rehearsal->tickets = mem_new_n(int32_t, day->visit_count + 1);
    rehearsal->cursors = mem_new_n(int32_t, day->visit_count + 1);
    rehearsal->now_ms = (day->day - 1) * DAY_MS;
    must(rehearsal, (struct command){.kind = COMMAND_OPEN_DAY, .day = day->day});
    plan_posts(rehearsal);
    plan_visits(rehearsal);
}

static void done(struct rehearsal *rehearsal)
{
    engine_free(rehearsal->engine);
    events_done(&rehearsal->events);
    agenda_done(&rehearsal->plan);
    free(rehearsal->rulebook.operators.items);
    rulebook_copy_done(&rehearsal->rulebook);
    free(rehearsal->anywhere);
    free(rehearsal->actors);
    free(rehearsal->visits);
    free(rehearsal->tickets);
    free(rehearsal->cursors);
    free(rehearsal);
}

void rehearsal_play(const struct past_day *day, const struct rulebook *rulebook, struct played_step *ret_steps)
{
    struct rehearsal *rehearsal = mem_new(struct rehearsal);
    rehearsal->day = day;
    rehearsal->played = ret_steps;
    for (size_t i = 0; i < day->step_count; i++)
        ret_steps[i] = (struct played_step){0};
    set_rules(rehearsal, rulebook);
    begin(rehearsal);
    while (agenda_first(&rehearsal->plan)) {
        struct deadline next = *agenda_first(&rehearsal->plan);
        agenda_drop_first(&rehearsal->plan);
        go_to(rehearsal, next.at_ms);
        happen(rehearsal, next);
    }
    done(rehearsal);
}
