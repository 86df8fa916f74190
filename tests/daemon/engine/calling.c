/* SPDX-License-Identifier: MIT
 *
 * Who is called, where and why; numbers; operators who come, move, lose their terminal and go. All services have a
 * target of 15 minutes unless a test says otherwise.
 */
#include "tests/daemon/engine/script.h"

static int32_t issue(struct world *world, int32_t service, int32_t class, int64_t needs)
{
    GIVE(.kind = COMMAND_ISSUE, .services = {service}, .class = class, .needs = needs, .party = 1);
    return engine_tickets(world->engine);
}

/* The next by the rule, and that it says why. */
static void check_next(struct world *world, int32_t operator_id, int32_t ticket, enum call_why why)
{
    assert_int_equal(script_next(world, operator_id), ticket);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], why);
    GIVE(.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = OUTCOME_DONE);
}

/* --- the rule --- */

/* Issued 8:00 regular (due 8:15), 8:10 with 20 minutes' credit (due 8:05), 8:11 of tier 1 (due 8:26): by tier, by due
 * time, by due time. */
static void tier_then_due(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, 0);
    script_clock(world, 8, 10);
    issue(world, 1, CLASS_AHEAD, 0);
    script_clock(world, 8, 11);
    issue(world, 1, CLASS_FIRST, 0);
    check_next(world, 1, 3, CALL_TIER);
    check_next(world, 1, 2, CALL_DUE);
    check_next(world, 1, 1, CALL_DUE);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
}

/* Counter 1 helps out with service 2, whose tickets count 10 minutes later there: of 1 (issued 8:05) and 2 (issued
 * 8:00) it takes 1 first; counter 2, for whom both are first choice, takes 2. Equal with the offset, the earlier
 * ticket. */
static void counter_offset(void **state)
{
    struct world *world = *state;
    world->tiers[2][2] = 2;
    world->counters[1].profile = 2;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    issue(world, 2, CLASS_REGULAR, 0);
    script_clock(world, 8, 5);
    issue(world, 1, CLASS_REGULAR, 0);
    check_next(world, 1, 2, CALL_DUE);
    issue(world, 1, CLASS_REGULAR, 0);
    check_next(world, 2, 1, CALL_DUE);
    issue(world, 2, CLASS_REGULAR, 0);
    script_clock(world, 8, 15);
    issue(world, 1, CLASS_REGULAR, 0);
    check_next(world, 1, 3, CALL_DUE);
    check_next(world, 1, 4, CALL_DUE);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_OFFSET], 10 * MINUTE);
}

/* Service 1 promotes after 30 minutes: at 8:30:00.000 ticket 1 (tier 0) passes ticket 2 (tier 1), who came at 8:01. */
static void promotion(void **state)
{
    struct world *world = *state;
    world->services[1].promote_ms = 30 * MINUTE;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, 0);
    script_clock(world, 8, 1);
    issue(world, 1, CLASS_FIRST, 0);
    world_wait(world, 29 * MINUTE - 1);
    assert_int_equal(engine_ahead(world->engine, 1), 1);
    world_wait(world, 1);
    assert_int_equal(engine_ahead(world->engine, 1), 0);
    check_next(world, 1, 1, CALL_PROMOTED);
}

/* Those promoted go by when they came, not by when they were promoted: 8:00 (promoted 8:30), 8:15 (promoted 8:25). */
static void promoted_in_order(void **state)
{
    struct world *world = *state;
    world->services[1].promote_ms = 30 * MINUTE;
    world->services[2].promote_ms = 10 * MINUTE;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, 0);
    script_clock(world, 8, 15);
    issue(world, 2, CLASS_REGULAR, 0);
    script_clock(world, 8, 30);
    check_next(world, 1, 1, CALL_PROMOTED);
    check_next(world, 1, 2, CALL_PROMOTED);
}

/* Counter 2 has no low desk: the soft need holds ticket 1 back from it until 8:10, as long as counter 1, which has one,
 * is there; chosen by hand it may be taken at once. */
static void soft_need_prefers(void **state)
{
    struct world *world = *state;
    world->counters[2].meets = 0;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    issue(world, 1, CLASS_REGULAR, ID_BIT(NEED_LOW_DESK));
    issue(world, 1, CLASS_REGULAR, 0);
    check_next(world, 2, 2, CALL_FITS);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_PASSED], 1);
    world_wait(world, 10 * MINUTE - 1);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 2);
    world_wait(world, 1);
    check_next(world, 2, 1, CALL_DUE);
    issue(world, 1, CLASS_REGULAR, ID_BIT(NEED_LOW_DESK));
    GIVE(.kind = COMMAND_CHOOSE, .operator_id = 2, .ticket = 3, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    issue(world, 1, CLASS_REGULAR, ID_BIT(NEED_LOW_DESK));
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    check_next(world, 2, 4, CALL_DUE);
}

/* A language is met by the operator: 2 speaks it. Both needs of ticket 2 count; the met hard one does not make the soft
 * one hard. */
static void language_and_step_free(void **state)
{
    struct world *world = *state;
    world->operators[2].languages = ID_BIT(1) | ID_BIT(2);
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .needs = ID_BIT(NEED_LANGUAGE), .language = 2,
         .party = 1);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
    check_next(world, 2, 1, CALL_DUE);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR,
         .needs = ID_BIT(NEED_LANGUAGE) | ID_BIT(NEED_STEP_FREE), .language = 2, .party = 1);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 2, .reason = REASON_ANY);
}

/* Nobody signed in can meet a hard need: told with the ticket, at issue, when it moves, when it is corrected. */
static void hard_need_alerts(void **state)
{
    struct world *world = *state;
    world->counters[1].meets = 0;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, ID_BIT(NEED_STEP_FREE));
    struct event alert = script_last(world, EVENT_ALERTED);
    assert_int_equal(alert.value[0], ALERT_NEED);
    assert_int_equal(alert.value[1], ID_BIT(NEED_STEP_FREE));
    assert_int_equal(alert.ticket, 1);
    assert_int_equal(alert.at_ms, world->now_ms);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 2);
    assert_int_equal(script_last(world, EVENT_ALERTED).service, 2);
    issue(world, 1, CLASS_REGULAR, 0);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 2, .class = CLASS_REGULAR, .needs = ID_BIT(NEED_STEP_FREE),
         .reason = REASON_ANY);
    alert = script_last(world, EVENT_ALERTED);
    assert_int_equal(alert.ticket, 2);
    script_sign_in(world, 2, 2);
    issue(world, 1, CLASS_REGULAR, ID_BIT(NEED_STEP_FREE));
    assert_int_equal(script_last(world, EVENT_ALERTED).seq, alert.seq);
}

/* Corrected, a ticket keeps the time it has waited: regular since 8:00, of the class ahead it is due 7:55. */
static void change_keeps_the_time(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, 0);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .class = CLASS_AHEAD, .reason = REASON_ANY);
    assert_int_equal(script_step(world, 1, 0)->due_ms, script_at(7, 55));
    check_next(world, 1, 1, CALL_DUE);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WAITED], 20 * MINUTE);
}

/* Corrected or joined, a ticket takes the places of the service it is for: service 1 has 2 a day, service 2 has 3. */
static void change_takes_the_places_along(void **state)
{
    struct world *world = *state;
    world->services[1].daily_limit = 2;
    world->services[2].daily_limit = 3;
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 2);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .services = {2}, .class = CLASS_REGULAR, .reason = REASON_ANY);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {2}, .class = CLASS_REGULAR, .party = 2);
    issue(world, 1, CLASS_REGULAR, 0);
    issue(world, 2, CLASS_REGULAR, 0);
    GIVE(.kind = COMMAND_JOIN, .ticket = 2, .to_ticket = 3);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 3, .services = {1}, .class = CLASS_REGULAR, .reason = REASON_ANY);
    issue(world, 1, CLASS_REGULAR, 0);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
}

/* A service that the configuration lost lives on until its last ticket ends. */
static void removed_service(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    issue(world, 1, CLASS_REGULAR, 0);
    world->services[1].offered = false;
    REFUSED(UNKNOWN_SERVICE, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .class = CLASS_AHEAD, .reason = REASON_ANY);
    check_next(world, 1, 1, CALL_DUE);
}

/* The places of a transfer: kept by the time waited, at the front, at the end. */
static void transfer_places(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (int minute = 0; minute < 4; minute++) {
        script_clock(world, 8, minute);
        issue(world, minute == 1 ? 2 : 1, CLASS_REGULAR, 0);
    }
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 2, .place = PLACE_END);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 3, .to_service = 2, .place = PLACE_KEEP);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 4, .to_service = 2, .place = PLACE_FRONT);
    const int32_t order[] = {4, 2, 3, 1};
    for (int32_t i = 0; i < 4; i++)
        assert_int_equal(engine_waiting_at(world->engine, 2, i)->id, order[i]);
    check_next(world, 1, 4, CALL_FRONT);
}

/* --- numbers --- */

static void check_number(const struct world *world, int32_t ticket, const char *prefix, int32_t number)
{
    char text[PREFIX_SIZE];
    assert_string_equal(prefix_text(engine_ticket(world->engine, ticket)->prefix, text), prefix);
    assert_int_equal(engine_ticket(world->engine, ticket)->number, number);
    assert_ptr_equal(engine_find(world->engine, prefix_of(prefix), number), engine_ticket(world->engine, ticket));
}

/* Service 1 counts in series 2, "B", here from 1 to 20; 13 is never given: the 20th ticket is over the end. */
static void issue_twenty(struct world *world, enum rule_overflow overflow)
{
    world->series[2].last = 20;
    world->series[2].overflow = overflow;
    world->series[2].prefix_count = 2;
    memcpy(world->series[2].prefixes[1], "BX", 3);
    for (int i = 0; i < 19; i++)
        issue(world, 1, CLASS_REGULAR, 0);
    check_number(world, 12, "B", 12);
    check_number(world, 13, "B", 14);
    check_number(world, 19, "B", 20);
    struct event alert = script_last(world, EVENT_ALERTED);
    assert_int_equal(alert.value[0], ALERT_SERIES);
    assert_int_equal(alert.value[1], 20);
    assert_int_equal(alert.service, 1);
}

static void overflow_by_a_digit(void **state)
{
    struct world *world = *state;
    issue_twenty(world, OVERFLOW_DIGIT);
    check_number(world, issue(world, 1, CLASS_REGULAR, 0), "B", 21);
}

static void overflow_by_prefix(void **state)
{
    struct world *world = *state;
    issue_twenty(world, OVERFLOW_PREFIX);
    check_number(world, issue(world, 1, CLASS_REGULAR, 0), "BX", 1);
    check_number(world, issue(world, 4, CLASS_REGULAR, 0), "BX", 2);
}

static void overflow_refused(void **state)
{
    struct world *world = *state;
    issue_twenty(world, OVERFLOW_REFUSE);
    REFUSED(SERIES_EXHAUSTED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    world_close_day(world, 100);
    world_open_day(world, DAY_ONE + 1);
    check_number(world, issue(world, 1, CLASS_REGULAR, 0), "B", 1);
}

/* Warned once, by the ticket that reaches the share: of 1..20 at 80 % the number 17. */
static void series_warning(void **state)
{
    struct world *world = *state;
    world->series[2].last = 20;
    for (int i = 0; i < 15; i++)
        issue(world, 1, CLASS_REGULAR, 0);
    check_number(world, 15, "B", 16);
    for (size_t i = 0; i < world->log.count; i++)
        assert_int_not_equal(world->log.items[i].kind, EVENT_ALERTED);
    issue(world, 1, CLASS_REGULAR, 0);
    int64_t warned_seq = script_last(world, EVENT_ALERTED).seq;
    issue(world, 1, CLASS_REGULAR, 0);
    assert_int_equal(script_last(world, EVENT_ALERTED).seq, warned_seq);
}

/* --- operators --- */

/* The terminals of 1 (called) and 2 (serving) are lost at 8:01 for good. At 8:02 ticket 1 waits at the head of its
 * queue and 1 is signed out; 2 keeps ticket 2 but not the counter, and goes on with it at counter 4. */
static void lease_lost(void **state)
{
    struct world *world = *state;
    script_issue(world, 1);
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    script_next(world, 1);
    script_next(world, 2);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 2);
    script_issue(world, 1);
    script_clock(world, 8, 1);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 2);
    REFUSED(COUNTER_TAKEN, .kind = COMMAND_SIGN_IN, .operator_id = 3, .counter = 1);
    world_wait(world, MINUTE - 1);
    assert_int_equal(script_step(world, 1, 0)->state, STEP_CALLED);
    world_wait(world, 1);
    assert_int_equal(script_last(world, EVENT_UNCALLED).value[0], UNCALLED_LEASE);
    assert_int_equal(engine_ahead(world->engine, 1), 0);
    assert_null(engine_session(world->engine, 1));
    assert_int_equal(engine_session(world->engine, 2)->state, SESSION_AWAY);
    assert_null(engine_session_at(world->engine, 2));
    REFUSED(NOT_SIGNED_IN, .kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    script_sign_in(world, 3, 2);
    script_clock(world, 8, 5);
    script_sign_in(world, 2, 4);
    assert_int_equal(script_step(world, 2, 0)->counter, 4);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    assert_int_equal(script_step(world, 2, 0)->service_ms, 5 * MINUTE);
    check_next(world, 3, 1, CALL_FRONT);
}

/* Lost in a halt, a terminal has a whole lease from the end of the halt. */
static void lease_in_a_halt(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    world_wait(world, 10 * MINUTE);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    world_wait(world, 10 * MINUTE);
    GIVE(.kind = COMMAND_END_HALT);
    world_wait(world, MINUTE - 1);
    assert_non_null(engine_session(world->engine, 1));
    world_wait(world, 1);
    assert_null(engine_session(world->engine, 1));
}

/* A supervisor releases what an absent operator served; nothing keeps him signed in then. */
static void released(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    world_wait(world, 5 * MINUTE);
    GIVE(.kind = COMMAND_RELEASE, .ticket = 1, .reason = REASON_ANY);
    assert_int_equal(script_step(world, 1, 0)->service_ms, 5 * MINUTE);
    assert_null(engine_session(world->engine, 1));
    script_sign_in(world, 2, 1);
    check_next(world, 2, 1, CALL_FRONT);
}

/* A pause asked for begins when the visitor is taken from him, if he is still signed in. */
static void released_to_a_pause(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = MINUTE);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    GIVE(.kind = COMMAND_RELEASE, .ticket = 1, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_REGAIN, .operator_id = 1);
    assert_int_equal(engine_session(world->engine, 1)->activity, ACTIVITY_PAUSE);
    assert_int_equal(engine_session(world->engine, 1)->until_ms, world->now_ms + MINUTE);
    REFUSED(NOT_FREE, .kind = COMMAND_NEXT, .operator_id = 1);
}

/* That help ended stands in the ledger with the step that it was about. */
static void helped_with_the_second_step(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_AHEAD, .party = 1);
    check_next(world, 1, 1, CALL_DUE);
    script_next(world, 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    GIVE(.kind = COMMAND_HELP, .operator_id = 2, .ticket = 1);
    GIVE(.kind = COMMAND_END_HELP, .operator_id = 2);
    struct event began = script_last(world, EVENT_HELP_BEGAN), ended = script_last(world, EVENT_HELP_ENDED);
    assert_int_equal(ended.operator_id, 2);
    assert_int_equal(ended.counter, 2);
    assert_int_equal(ended.step, 1);
    assert_int_equal(ended.service, 2);
    assert_int_equal(ended.class, CLASS_AHEAD);
    assert_int_equal(began.step, ended.step);
}

/* At start every lease begins anew and what was open is marked interrupted. */
static void restarted(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    world_wait(world, 10 * MINUTE);
    GIVE(.kind = COMMAND_START, .by_ms = 5 * MINUTE);
    assert_int_equal(script_step(world, 1, 0)->marks, MARK_INTERRUPTED);
    assert_int_equal(engine_session(world->engine, 1)->lease_ms, world->now_ms + MINUTE);
    world_wait(world, MINUTE - 1);
    GIVE(.kind = COMMAND_REGAIN, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
}

/* Signed in elsewhere, he moves there with his ticket, and the counter's profile is his. */
static void moved(void **state)
{
    struct world *world = *state;
    world->counters[3].profile = 2;
    script_serve(world, 1, 1);
    script_sign_in(world, 1, 3);
    assert_null(engine_session_at(world->engine, 1));
    assert_int_equal(engine_session_at(world->engine, 3)->operator_id, 1);
    assert_int_equal(engine_session(world->engine, 1)->profile, 2);
    assert_int_equal(script_step(world, 1, 0)->counter, 3);
    assert_int_equal(script_last(world, EVENT_MOVED).value[MOVED_FROM], 1);
}

/* Operator 1 goes and leaves ticket 1, parked, and ticket 2, served since 8:00, to operator 2; in between he was at a
 * pause he had asked for. Parked ones alone may be left to somebody busy, or to the service. */
static void signed_out_with_taker(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = MINUTE);
    GIVE(.kind = COMMAND_PARK, .operator_id = 1);
    assert_int_equal(engine_session(world->engine, 1)->activity, ACTIVITY_PAUSE);
    assert_int_equal(engine_session(world->engine, 1)->until_ms, world->now_ms + MINUTE);
    GIVE(.kind = COMMAND_END_PAUSE, .operator_id = 1);
    script_issue(world, 1);
    script_next(world, 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    script_sign_in(world, 2, 2);
    script_clock(world, 8, 10);
    assert_int_equal(REFUSED(TAKER_NEEDED, .kind = COMMAND_SIGN_OUT, .operator_id = 1).limit, 2);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1, .to_operator = 2);
    assert_int_equal(engine_session(world->engine, 2)->ticket, 2);
    assert_int_equal(script_step(world, 2, 0)->counter, 2);
    assert_int_equal(script_step(world, 1, 0)->operator_id, 2);
    script_clock(world, 8, 15);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 2, .outcome = OUTCOME_DONE);
    assert_int_equal(script_step(world, 2, 0)->service_ms, 15 * MINUTE);
    script_serve(world, 3, 1);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 2, .to_operator = 3);
    assert_int_equal(script_step(world, 1, 0)->operator_id, 3);
    assert_int_equal(engine_session(world->engine, 3)->ticket, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(tier_then_due),
            SCRIPT(counter_offset),
            SCRIPT(promotion),
            SCRIPT(promoted_in_order),
            SCRIPT(soft_need_prefers),
            SCRIPT(language_and_step_free),
            SCRIPT(hard_need_alerts),
            SCRIPT(change_keeps_the_time),
            SCRIPT(change_takes_the_places_along),
            SCRIPT(removed_service),
            SCRIPT(transfer_places),
            SCRIPT(overflow_by_a_digit),
            SCRIPT(overflow_by_prefix),
            SCRIPT(overflow_refused),
            SCRIPT(series_warning),
            SCRIPT(lease_lost),
            SCRIPT(lease_in_a_halt),
            SCRIPT(released),
            SCRIPT(released_to_a_pause),
            SCRIPT(helped_with_the_second_step),
            SCRIPT(restarted),
            SCRIPT(moved),
            SCRIPT(signed_out_with_taker),
    };
    return cmocka_run_group_tests_name("engine calling", tests, NULL, NULL);
}
