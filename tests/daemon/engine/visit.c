/* SPDX-License-Identifier: MIT
 *
 * What a visit has beside its steps: the return code of who was never called, and what it does another day; notes; the
 * rating.
 */
#include "tests/daemon/engine/script.h"

/* --- return codes: who gets one --- */

static int64_t code_of(const struct world *world, int32_t ticket)
{
    return engine_ticket(world->engine, ticket)->return_code;
}

static void sent_home(void **state)
{
    struct world *world = *state;
    int32_t other = script_issue(world, 2), called = script_issue(world, 1);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), other);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(script_next(world, 1), called);
    int32_t waits = script_issue(world, 1), away = script_issue(world, 1), elsewhere = script_issue(world, 2);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = away, .until_ms = world->now_ms + 30 * MINUTE);
    world_wait(world, 20 * MINUTE);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_SEND_HOME);
    assert_true(code_of(world, waits) && code_of(world, away) && code_of(world, waits) != code_of(world, away));
    assert_true(!code_of(world, called) && !code_of(world, other) && !code_of(world, elsewhere));
    struct event given = script_last(world, EVENT_RETURN_GIVEN);
    assert_int_equal(given.ticket, away);
    assert_int_equal(given.service, 1);
    assert_true(given.value[RETURN_GIVEN_CODE] == code_of(world, away));
    assert_int_equal(given.value[RETURN_GIVEN_WAITED], 0); /* put off is not waiting */
    assert_int_equal(given.value[RETURN_GIVEN_UNTIL], DAY_ONE + 14);
    assert_int_equal(engine_ticket(world->engine, waits)->return_until, DAY_ONE + 14);
    assert_int_equal(engine_figures(world->engine).return_codes, 2);
    GIVE(.kind = COMMAND_OPEN_SERVICE, .service = 1); /* what was promised stays so */
    assert_true(code_of(world, waits));
}

static void sent_home_after_a_ticket(void **state)
{
    struct world *world = *state;
    int32_t first = script_issue(world, 1), last = script_issue(world, 1), behind = script_issue(world, 1);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_TO_TICKET,
         .ticket = last);
    assert_true(!code_of(world, first) && !code_of(world, last) && code_of(world, behind));
}

/* Of the events of a day that is closed: the one that gave a ticket its code. */
static struct event given_to(const struct world *world, int32_t ticket)
{
    struct event found = {0};
    for (size_t i = 0; i < world->log.count; i++) {
        const struct event *event = &world->log.items[i];
        if (event->kind == EVENT_RETURN_GIVEN && event->ticket == ticket) {
            assert_int_equal(found.kind, 0); /* one a visit */
            found = *event;
        }
    }
    return found;
}

static void never_called(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1); /* 1: forgotten in service */
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 3}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 2); /* 2: forgotten in service, and then the next of its chain */
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
    script_issue(world, 1); /* 3: only called */
    script_sign_in(world, 3, 3);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 3);
    script_issue(world, 1); /* 4: parked */
    script_sign_in(world, 4, 4);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 4);
    GIVE(.kind = COMMAND_PARK, .operator_id = 4);
    script_issue(world, 2); /* 5: waits */
    world_wait(world, HOUR);
    world_close_day(world, 2);
    const int32_t without[] = {1, 3, 4};
    for (size_t i = 0; i < ARRAY_SIZE(without); i++)
        assert_int_equal(given_to(world, without[i]).kind, 0);
    assert_int_equal(given_to(world, 2).service, 3); /* for what it still waited for */
    assert_int_equal(given_to(world, 5).service, 2);
    assert_int_equal(given_to(world, 5).value[RETURN_GIVEN_WAITED], HOUR);
    assert_int_equal(given_to(world, 5).value[RETURN_GIVEN_UNTIL], DAY_ONE + 14);
    assert_int_equal(engine_figures(world->engine).return_codes, 2);
}

static void a_day_closed_late_counts_from_today(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    while (engine_day(world->engine))
        GIVE(.kind = COMMAND_CLOSE_DAY, .limit = 1, .day = DAY_ONE + 30);
    assert_int_equal(given_to(world, 1).value[RETURN_GIVEN_UNTIL], DAY_ONE + 44);
    assert_int_equal(given_to(world, 1).day, DAY_ONE);
}

static void none_where_the_centre_gives_none(void **state)
{
    struct world *world = *state;
    world->rulebook.limits.return_days = 0;
    int32_t ticket = script_issue(world, 1);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_SEND_HOME);
    assert_true(!code_of(world, ticket) && engine_ticket(world->engine, ticket)->ended);
    script_issue(world, 2);
    world_close_day(world, 5);
    assert_int_equal(engine_figures(world->engine).return_codes, 0);
}

/* --- what they do another day --- */

/* Somebody waited so long for service 1 yesterday, in vain; it is 8:00 of the next day. */
static struct command_return waited_in_vain(struct world *world, int64_t ms)
{
    script_issue(world, 1);
    world_wait(world, ms);
    world_close_day(world, 5);
    world_open_day(world, DAY_ONE + 1);
    return world->given[0];
}

static int32_t come_back(struct world *world, struct command_return with, int32_t class)
{
    GIVE(.kind = COMMAND_ISSUE, .services = {with.service}, .class = class, .party = 1, .channel = CHANNEL_KIOSK,
         .with = with);
    return engine_tickets(world->engine);
}

static void goes_ahead_by_the_time_waited_in_vain(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, 2 * HOUR);
    int64_t morning_ms = world->now_ms;
    int32_t early = script_issue(world, 1);
    world_wait(world, 30 * MINUTE);
    int32_t later = script_issue(world, 1);
    world_wait(world, 2 * HOUR - 30 * MINUTE + SECOND);
    int32_t back = come_back(world, with, CLASS_REGULAR);
    struct event used = script_last(world, EVENT_RETURN_USED);
    assert_int_equal(used.ticket, back);
    assert_int_equal(used.value[RETURN_USED_DAY], DAY_ONE);
    assert_int_equal(used.value[RETURN_USED_TICKET], 1);
    assert_int_equal(used.value[RETURN_USED_CREDIT], 2 * HOUR);
    assert_true(script_step(world, back, 0)->due_ms == morning_ms + SECOND + 15 * MINUTE);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), early); /* came more than two hours before */
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_DUE);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(script_next(world, 1), back);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_RETURNED);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WAITED], 0); /* today's waiting is today's */
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(script_next(world, 1), later);
    assert_int_equal(engine_figures(world->engine).return_codes_used, 1);
}

static void goes_ahead_by_an_hour_at_least(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, MINUTE);
    int32_t back = come_back(world, with, CLASS_AHEAD); /* 20 minutes more */
    const struct step *step = script_step(world, back, 0);
    assert_true(step->due_ms == world->now_ms + 15 * MINUTE - HOUR - 20 * MINUTE);
    assert_int_equal(step->tier, 0);
    assert_true(step->base_ms == world->now_ms);
}

/* It is said only where it was so. */
static void was_first_anyhow(void **state)
{
    struct world *world = *state;
    come_back(world, waited_in_vain(world, MINUTE), CLASS_REGULAR);
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    script_next(world, 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_DUE);
}

/* The offset of a counter that helps out, and whom it may not take, are counted in. */
static void whom_this_counter_could_have_taken(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, MINUTE);
    world->tiers[1][1] = 2; /* service 1 counts as due ten minutes later there */
    int32_t helped = script_issue(world, 2);
    world_wait(world, 55 * MINUTE);
    come_back(world, with, CLASS_REGULAR);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), helped); /* 60 minutes ahead, 10 behind, 55 later */
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_ISSUE, .services = {2}, .class = CLASS_REGULAR, .needs = ID_BIT(NEED_STEP_FREE), .party = 1,
         .channel = CHANNEL_KIOSK);
    world->counters[1].meets = 0;
    world_wait(world, SECOND);
    script_next(world, 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_DUE);
}

static void who_waited_too_long_goes_first_still(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, 3 * HOUR);
    world->services[1].promote_ms = HOUR;
    int32_t promoted = script_issue(world, 1);
    world_wait(world, HOUR);
    come_back(world, with, CLASS_REGULAR);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), promoted);
}

static void corrected_it_goes_ahead_still(void **state)
{
    struct world *world = *state;
    int32_t back = come_back(world, waited_in_vain(world, 2 * HOUR), CLASS_REGULAR);
    const int64_t due_ms = script_step(world, back, 0)->due_ms;
    GIVE(.kind = COMMAND_CHANGE, .ticket = back, .reason = REASON_ANY, .class = CLASS_AHEAD);
    assert_true(script_step(world, back, 0)->due_ms == due_ms - 20 * MINUTE);
    GIVE(.kind = COMMAND_CHANGE, .ticket = back, .reason = REASON_ANY, .class = CLASS_REGULAR, .services = {2});
    assert_true(script_step(world, back, 0)->due_ms == due_ms + 2 * HOUR); /* only for what was waited for */
    GIVE(.kind = COMMAND_CHANGE, .ticket = back, .reason = REASON_ANY, .class = CLASS_REGULAR, .services = {1});
    assert_true(script_step(world, back, 0)->due_ms == due_ms);
}

static void only_its_first_step_goes_ahead(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, 2 * HOUR);
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK,
         .with = with);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_true(script_step(world, 1, 1)->due_ms == world->now_ms + 15 * MINUTE);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 1, .place = PLACE_END);
    assert_true(script_step(world, 1, 2)->due_ms == world->now_ms + 15 * MINUTE);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .reason = REASON_ANY, .class = CLASS_AHEAD);
    assert_true(script_step(world, 1, 2)->due_ms == world->now_ms + 15 * MINUTE - 20 * MINUTE);
}

/* --- what is refused --- */

static void refused_so(struct world *world, enum return_wrong why, struct command_return with, int32_t service)
{
    struct refusal refusal = REFUSED(WRONG_RETURN_CODE, .kind = COMMAND_ISSUE, .services = {service, 3},
                                     .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK, .with = with);
    assert_int_equal(refusal.why, why);
    assert_int_equal(refusal.service, with.service);
}

static void only_another_day_up_to_the_last_for_its_service(void **state)
{
    struct world *world = *state;
    int32_t ticket = script_issue(world, 1);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_SEND_HOME);
    GIVE(.kind = COMMAND_OPEN_SERVICE, .service = 1);
    struct command_return with = world->given[0];
    assert_int_equal(with.ticket, ticket);
    refused_so(world, RETURN_WRONG_EARLY, with, 1);
    world_close_day(world, 5);
    world_open_day(world, DAY_ONE + 14);
    refused_so(world, RETURN_WRONG_SERVICE, with, 2);
    come_back(world, with, CLASS_REGULAR);
    world_close_day(world, 5);
    world_open_day(world, DAY_ONE + 15);
    refused_so(world, RETURN_WRONG_EXPIRED, with, 1);
}

static void used_once(void **state)
{
    struct world *world = *state;
    struct command_return with = waited_in_vain(world, HOUR);
    int32_t back = come_back(world, with, CLASS_REGULAR);
    refused_so(world, RETURN_WRONG_USED, with, 1);
    GIVE(.kind = COMMAND_VOID, .ticket = back, .reason = REASON_ANY);
    int32_t again = come_back(world, with, CLASS_REGULAR); /* the first should not have been there */
    refused_so(world, RETURN_WRONG_USED, with, 1);
    GIVE(.kind = COMMAND_CANCEL, .ticket = again);
    refused_so(world, RETURN_WRONG_USED, with, 1);
    with.ticket++; /* another one's */
    come_back(world, with, CLASS_REGULAR);
}

static void sent_home_twice(void **state)
{
    struct world *world = *state;
    come_back(world, waited_in_vain(world, HOUR), CLASS_REGULAR);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .reason = REASON_ANY, .closing = CLOSING_SEND_HOME);
    assert_int_equal(world->given_count, 2);
    assert_int_equal(world->given[1].day, DAY_ONE + 1);
}

/* --- what was told at issue --- */

static int32_t issue_promised(struct world *world, struct promise promise)
{
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK,
         .promise = promise);
    return engine_tickets(world->engine);
}

/* As if nothing had been told: the same place, the same moments; and one fact, not two. */
static void promised(void **state)
{
    struct world *world = *state;
    struct promise promise = {.likely_ms = world->now_ms + 9 * MINUTE,
                              .until_ms = world->now_ms + 21 * MINUTE,
                              .usual_ms = world->now_ms + 14 * MINUTE};
    size_t before = world->log.count;
    int32_t silent = issue_promised(world, (struct promise){0});
    size_t facts = world->log.count - before;
    struct event entered = script_last(world, EVENT_STEP_ENTERED);
    int32_t told = issue_promised(world, promise);
    assert_int_equal(world->log.count - before, 2 * facts);
    struct event event = script_last(world, EVENT_STEP_PROMISED);
    assert_int_equal(script_last(world, EVENT_STEP_ENTERED).seq, entered.seq);
    assert_memory_equal(event.value, entered.value, (ENTERED_TARGET + 1) * sizeof(event.value[0]));
    assert_int_equal(event.ticket, told);
    assert_memory_equal(&event.value[PROMISED_LIKELY], &promise, sizeof(promise));
    struct step step = engine_ticket(world->engine, told)->steps[0];
    const struct step *other = &engine_ticket(world->engine, silent)->steps[0];
    assert_memory_equal(&step.promise, &promise, sizeof(promise));
    step.promise = (struct promise){0};
    assert_memory_equal(&step, other, sizeof(step));
}

/* A transfer, a change, an undo: what was told stays what it was, and is of the first step only. */
static void promised_once(void **state)
{
    struct world *world = *state;
    struct promise promise = {.likely_ms = world->now_ms + MINUTE, .until_ms = world->now_ms + 2 * MINUTE};
    int32_t told = issue_promised(world, promise);
    const struct ticket *ticket = engine_ticket(world->engine, told);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_CHANGE, .ticket = told, .reason = REASON_ANY, .services = {3}, .class = CLASS_REGULAR);
    script_next(world, 1);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_memory_equal(&ticket->steps[0].promise, &promise, sizeof(promise));
    script_next(world, 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    assert_int_equal(ticket->current, 1);
    assert_int_equal(ticket->steps[1].promise.until_ms, 0);
    assert_memory_equal(&ticket->steps[0].promise, &promise, sizeof(promise));
    assert_int_equal(script_last(world, EVENT_STEP_ENTERED).step, 1);
}

/* At check-in too; nobody else is told anything, whatever stands in the command. */
static void promised_to_whom(void **state)
{
    struct world *world = *state;
    struct promise promise = {.likely_ms = 1, .until_ms = 2, .usual_ms = 3};
    script_book(world, 1, world->now_ms + 15 * MINUTE);
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 1, .promise = promise);
    assert_int_equal(script_last(world, EVENT_STEP_PROMISED).value[ENTERED_BASE], world->now_ms + 15 * MINUTE);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_SERVE_DIRECT, .operator_id = 1, .services = {1}, .class = CLASS_REGULAR, .party = 1,
         .promise = promise);
    assert_int_equal(script_last(world, EVENT_STEP_ENTERED).value[ENTERED_ENTRY], ENTRY_DIRECT);
}

static void promise_that_passes(void **state)
{
    struct world *world = *state;
    const int64_t full_ms = world->now_ms; /* 8:00 */
    assert_int_equal(promise_ends_ms(full_ms, 0), 0);
    assert_int_equal(promise_ends_ms(full_ms, full_ms), full_ms);
    assert_int_equal(promise_ends_ms(full_ms, full_ms + 1), full_ms + 5 * MINUTE);
    assert_int_equal(promise_ends_ms(full_ms, full_ms + 5 * MINUTE), full_ms + 5 * MINUTE);
    assert_int_equal(promise_ends_ms(full_ms, full_ms + HOUR), full_ms + HOUR);
    assert_int_equal(promise_ends_ms(full_ms, full_ms + HOUR + 6 * MINUTE), full_ms + HOUR + 15 * MINUTE);
    int32_t told = issue_promised(world, (struct promise){.likely_ms = full_ms, .until_ms = full_ms + 7 * MINUTE});
    const struct step *step = &engine_ticket(world->engine, told)->steps[0];
    assert_int_equal(step_promise_ends_ms(step), full_ms + 10 * MINUTE);
    int64_t ends_ms = full_ms + 10 * MINUTE;
    assert_true(!step_promise_passed(step, ends_ms) && step_promise_passed(step, ends_ms + 1));
    assert_int_equal(engine_promise_deadline(world->engine, world->now_ms), ends_ms + 1);
    assert_int_equal(engine_promise_deadline(world->engine, ends_ms + 1), INT64_MAX);
    issue_promised(world, (struct promise){.until_ms = full_ms + 2 * MINUTE});
    assert_int_equal(engine_promise_deadline(world->engine, world->now_ms), full_ms + 5 * MINUTE + 1);
    assert_int_equal(engine_promise_deadline(world->engine, full_ms + 6 * MINUTE), ends_ms + 1);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = told + 1, .until_ms = world->now_ms + MINUTE);
    world_wait(world, MINUTE);
    assert_int_equal(engine_promise_deadline(world->engine, world->now_ms), ends_ms + 1);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), told);
    assert_int_equal(step_promise_ends_ms(step), 0);
    assert_int_equal(engine_promise_deadline(world->engine, world->now_ms), INT64_MAX);
}

/* --- notes --- */

static const struct note *note_of(const struct world *world, int32_t ticket, int32_t place)
{
    const struct ticket *of = engine_ticket(world->engine, ticket);
    assert_in_range(place, 0, of->note_count - 1);
    return &of->notes[place];
}

static void noted(void **state)
{
    struct world *world = *state;
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_RECEPTION,
         .note = 7);
    assert_int_equal(script_last(world, EVENT_ISSUED).text, 0);
    assert_int_equal(script_last(world, EVENT_NOTED).text, 7);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_NOTE, .ticket = 1, .operator_id = 1, .note = 8, .for_next = true);
    assert_int_equal(script_last(world, EVENT_NOTED).counter, 0);
    GIVE(.kind = COMMAND_NOTE, .ticket = 1, .note = 9); /* reception's, not the holder's */
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2, .place = PLACE_END);
    world_wait(world, MINUTE);
    GIVE(.kind = COMMAND_NOTE, .ticket = 1, .note = 10);
    assert_int_equal(engine_ticket(world->engine, 1)->note_count, 4);
    const struct note expected[] = {{.text = 7, .service = 1},
                                    {.text = 8, .service = 1, .operator_id = 1, .for_next = true},
                                    {.text = 9, .service = 1},
                                    {.text = 10, .service = 2}};
    for (int32_t i = 0; i < 4; i++) {
        const struct note *note = note_of(world, 1, i);
        assert_true(note->text == expected[i].text && note->service == expected[i].service &&
                    note->operator_id == expected[i].operator_id && note->for_next == expected[i].for_next);
    }
    assert_true(note_of(world, 1, 3)->at_ms == world->now_ms);
    world_close_day(world, 5);
    world_open_day(world, DAY_ONE + 1);
    assert_int_equal(engine_ticket(world->engine, script_issue(world, 1))->note_count, 0);
}

/* The ticket has not gone on by it. */
static void noted_it_can_be_undone_still(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_NOTE, .ticket = 1, .operator_id = 1, .note = 8);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(script_step(world, 1, 0)->state, STEP_WAITING);
    assert_int_equal(engine_ticket(world->engine, 1)->note_count, 1);
}

static void not_noted(void **state)
{
    struct world *world = *state;
    int32_t ticket = script_issue(world, 1);
    for (int32_t i = 1; i <= TICKET_NOTES; i++)
        GIVE(.kind = COMMAND_NOTE, .ticket = ticket, .note = i);
    assert_int_equal(REFUSED(LIMIT_REACHED, .kind = COMMAND_NOTE, .ticket = ticket, .note = 99).limit, TICKET_NOTES);
    REFUSED(UNKNOWN_TICKET, .kind = COMMAND_NOTE, .ticket = 9, .note = 1);
    int32_t left = script_issue(world, 1);
    GIVE(.kind = COMMAND_CANCEL, .ticket = left);
    assert_int_equal(REFUSED(WRONG_STATE, .kind = COMMAND_NOTE, .ticket = left, .note = 1).state, STEP_ENDED);
    world_close_day(world, 5);
    REFUSED(NO_DAY, .kind = COMMAND_NOTE, .ticket = ticket, .note = 1);
}

/* --- the rating --- */

static void rated(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    assert_int_equal(REFUSED(WRONG_STATE, .kind = COMMAND_RATE, .ticket = 1, .stars = 5).state, STEP_SERVING);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_RATE, .ticket = 1, .stars = 5);
    assert_int_equal(REFUSED(LIMIT_REACHED, .kind = COMMAND_RATE, .ticket = 1, .stars = 1).limit, 1);
    int32_t left = script_issue(world, 1);
    GIVE(.kind = COMMAND_CANCEL, .ticket = left);
    GIVE(.kind = COMMAND_RATE, .ticket = left, .stars = 2);
    struct figures figures = engine_figures(world->engine);
    assert_true(figures.ratings == 2 && figures.stars == 7);
    struct event event = script_last(world, EVENT_RATED);
    assert_true(event.ticket == left && event.service == 1 && event.operator_id == 0 && event.value[0] == 2);
    world_wait(world, SECOND);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1); /* the visitor's word hinders nobody */
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_PAPERS);
    REFUSED(LIMIT_REACHED, .kind = COMMAND_RATE, .ticket = 1, .stars = 1);
}

static void not_rated(void **state)
{
    struct world *world = *state;
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    REFUSED(WRONG_STATE, .kind = COMMAND_RATE, .ticket = 1, .stars = 5); /* the visit goes on */
    int32_t joined = script_issue(world, 3);
    GIVE(.kind = COMMAND_JOIN, .ticket = joined, .to_ticket = 1);
    REFUSED(WRONG_STATE, .kind = COMMAND_RATE, .ticket = joined,
            .stars = 5); /* so does this one, under another number */
    GIVE(.kind = COMMAND_CANCEL, .ticket = 1);
    world_close_day(world, 5);
    REFUSED(NO_DAY, .kind = COMMAND_RATE, .ticket = 1, .stars = 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(sent_home),
            SCRIPT(sent_home_after_a_ticket),
            SCRIPT(never_called),
            SCRIPT(a_day_closed_late_counts_from_today),
            SCRIPT(none_where_the_centre_gives_none),
            SCRIPT(goes_ahead_by_the_time_waited_in_vain),
            SCRIPT(goes_ahead_by_an_hour_at_least),
            SCRIPT(was_first_anyhow),
            SCRIPT(whom_this_counter_could_have_taken),
            SCRIPT(who_waited_too_long_goes_first_still),
            SCRIPT(corrected_it_goes_ahead_still),
            SCRIPT(only_its_first_step_goes_ahead),
            SCRIPT(only_another_day_up_to_the_last_for_its_service),
            SCRIPT(used_once),
            SCRIPT(sent_home_twice),
            SCRIPT(promised),
            SCRIPT(promised_once),
            SCRIPT(promised_to_whom),
            SCRIPT(promise_that_passes),
            SCRIPT(noted),
            SCRIPT(noted_it_can_be_undone_still),
            SCRIPT(not_noted),
            SCRIPT(rated),
            SCRIPT(not_rated),
    };
    return cmocka_run_group_tests_name("engine visit", tests, NULL, NULL);
}
