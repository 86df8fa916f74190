/* SPDX-License-Identifier: MIT
 *
 * Every refusal by the shortest way to it, with the details a person needs to do better. Each script begins in a fresh
 * day at 8:00; operator 1 sits at counter 1 and so on; ticket 1 is what the first issue gave.
 */
#include "daemon/engine/engine.h"

#include "tests/daemon/engine/script.h"

/* --- the day --- */

static void no_day(struct world *world)
{
    world_close_day(world, 100);
    REFUSED(NO_DAY, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
}

static void day_open(struct world *world)
{
    REFUSED(DAY_OPEN, .kind = COMMAND_OPEN_DAY, .day = DAY_ONE + 1);
}

static void halted(struct world *world)
{
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    struct refusal refusal =
            REFUSED(HALTED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.reason, REASON_ANY);
}

static void not_halted(struct world *world)
{
    REFUSED(NOT_HALTED, .kind = COMMAND_END_HALT);
}

/* --- what the configuration does not have --- */

static void unknown_service(struct world *world)
{
    struct refusal refusal =
            REFUSED(UNKNOWN_SERVICE, .kind = COMMAND_ISSUE, .services = {1, 77}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.service, 77);
}

static void unknown_class(struct world *world)
{
    REFUSED(UNKNOWN_CLASS, .kind = COMMAND_ISSUE, .services = {1}, .class = WORLD_CLASSES, .party = 1);
}

static void unknown_need(struct world *world)
{
    REFUSED(UNKNOWN_NEED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1,
            .needs = ID_BIT(WORLD_NEEDS));
}

static void unknown_counter(struct world *world)
{
    struct refusal refusal = REFUSED(UNKNOWN_COUNTER, .kind = COMMAND_SIGN_IN, .operator_id = 1, .counter = 99);
    assert_int_equal(refusal.counter, 99);
}

static void unknown_profile(struct world *world)
{
    REFUSED(UNKNOWN_PROFILE, .kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 99);
    world->profiles[2].offered = false;
    REFUSED(UNKNOWN_PROFILE, .kind = COMMAND_SET_PROFILE, .counter = 1, .profile = 2);
}

static void unknown_operator(struct world *world)
{
    struct refusal refusal = REFUSED(UNKNOWN_OPERATOR, .kind = COMMAND_SIGN_IN, .operator_id = 99, .counter = 1);
    assert_int_equal(refusal.operator_id, 99);
}

static void unknown_outcome(struct world *world)
{
    script_serve(world, 1, 1);
    REFUSED(UNKNOWN_OUTCOME, .kind = COMMAND_FINISH, .operator_id = 1, .outcome = WORLD_OUTCOMES);
    REFUSED(UNKNOWN_OUTCOME, .kind = COMMAND_ENTER_BY_HAND, .operator_id = 1, .services = {1}, .class = CLASS_REGULAR,
            .party = 1, .outcome = WORLD_OUTCOMES, .from_ms = world->now_ms - MINUTE, .until_ms = world->now_ms);
}

static void unknown_code(struct world *world)
{
    script_sign_in(world, 1, 1);
    REFUSED(UNKNOWN_CODE, .kind = COMMAND_PAUSE, .operator_id = 1, .code = 3);
    REFUSED(UNKNOWN_CODE, .kind = COMMAND_BEGIN_TASK, .operator_id = 1);
}

static void unknown_ticket(struct world *world)
{
    struct refusal refusal = REFUSED(UNKNOWN_TICKET, .kind = COMMAND_CANCEL, .ticket = 5);
    assert_int_equal(refusal.ticket, 5);
}

static void reason_needed(struct world *world)
{
    script_issue(world, 1);
    REFUSED(REASON_NEEDED, .kind = COMMAND_VOID, .ticket = 1);
    REFUSED(REASON_NEEDED, .kind = COMMAND_HALT, .reason = WORLD_REASONS);
}

/* --- a new ticket --- */

static void service_closed(struct world *world)
{
    world->services[1].hours = (struct rule_hours){
            2, {{.from_ms = script_at(8, 0), .until_ms = script_at(12, 0)}, {script_at(13, 0), script_at(18, 0)}}};
    world_wait(world, 4 * HOUR);
    struct refusal refusal =
            REFUSED(SERVICE_CLOSED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.service, 1);
    assert_int_equal(refusal.at_ms, script_at(13, 0));
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 2, .closing = CLOSING_ALL, .reason = REASON_ANY);
    refusal = REFUSED(SERVICE_CLOSED, .kind = COMMAND_ISSUE, .services = {2}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.at_ms, 0);
}

static void too_late_today(struct world *world)
{
    world->services[1].cutoff_ms = 30 * MINUTE;
    world_wait(world, 11 * HOUR + 30 * MINUTE - 1);
    script_issue(world, 1);
    world_wait(world, 1);
    struct refusal refusal =
            REFUSED(TOO_LATE_TODAY, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.at_ms, script_at(19, 30));
    assert_int_equal(refusal.service, 1);
}

/* The limit counts people: a group finds places as long as all of it does. A finish that is undone takes its people
 * back from the service that came next. */
static void service_full(struct world *world)
{
    world->services[1].daily_limit = 6;
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 4);
    struct refusal refusal =
            REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 3);
    assert_int_equal(refusal.limit, 6);
    assert_int_equal(refusal.service, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 2);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);

    world->services[2].daily_limit = 5;
    script_sign_in(world, 1, 1);
    script_next(world, 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {2}, .class = CLASS_REGULAR, .party = 2);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {2}, .class = CLASS_REGULAR, .party = 5);
    REFUSED(SERVICE_FULL, .kind = COMMAND_ISSUE, .services = {3, 2}, .class = CLASS_REGULAR, .party = 1);
}

static void series_exhausted(struct world *world)
{
    world->series[2].overflow = OVERFLOW_REFUSE;
    world->series[2].last = 1;
    script_issue(world, 1);
    struct refusal refusal =
            REFUSED(SERIES_EXHAUSTED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(refusal.limit, 1);
    assert_int_equal(refusal.service, 1);
    script_book(world, 1, world->now_ms);
    refusal = REFUSED(SERIES_EXHAUSTED, .kind = COMMAND_CHECK_IN, .booking = 1);
    assert_int_equal(refusal.service, 1);
}

static void party_too_large(struct world *world)
{
    struct refusal refusal =
            REFUSED(PARTY_TOO_LARGE, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 6);
    assert_int_equal(refusal.limit, 5);
    REFUSED(PARTY_TOO_LARGE, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR);
}

static void too_many_steps(struct world *world)
{
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2, 3, 4, 5, 6, 7, 8}, .class = CLASS_REGULAR, .party = 1);
    script_issue(world, 1);
    struct refusal refusal = REFUSED(TOO_MANY_STEPS, .kind = COMMAND_JOIN, .ticket = 2, .to_ticket = 1);
    assert_int_equal(refusal.limit, COMMAND_SERVICES);
}

/* --- states and holders --- */

static void wrong_state(struct world *world)
{
    script_serve(world, 1, 1);
    struct refusal refusal = REFUSED(WRONG_STATE, .kind = COMMAND_RECALL, .operator_id = 1);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.state, STEP_SERVING);
    refusal = REFUSED(WRONG_STATE, .kind = COMMAND_CANCEL, .ticket = 1);
    assert_int_equal(refusal.counter, 1);
    assert_int_equal(refusal.operator_id, 1);
}

static void not_signed_in(struct world *world)
{
    struct refusal refusal = REFUSED(NOT_SIGNED_IN, .kind = COMMAND_NEXT, .operator_id = 3);
    assert_int_equal(refusal.operator_id, 3);
}

static void counter_taken(struct world *world)
{
    script_sign_in(world, 1, 1);
    struct refusal refusal = REFUSED(COUNTER_TAKEN, .kind = COMMAND_SIGN_IN, .operator_id = 2, .counter = 1);
    assert_int_equal(refusal.counter, 1);
    assert_int_equal(refusal.operator_id, 1);
}

static void holds_ticket(struct world *world)
{
    script_serve(world, 1, 1);
    struct refusal refusal = REFUSED(HOLDS_TICKET, .kind = COMMAND_NEXT, .operator_id = 1);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.state, STEP_SERVING);
}

static void holds_none(struct world *world)
{
    script_sign_in(world, 1, 1);
    REFUSED(HOLDS_NONE, .kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    REFUSED(HOLDS_NONE, .kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2);
    REFUSED(HOLDS_NONE, .kind = COMMAND_END_HELP, .operator_id = 1);
}

static void not_free(struct world *world)
{
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1);
    REFUSED(NOT_FREE, .kind = COMMAND_NEXT, .operator_id = 1);
    REFUSED(NOT_FREE, .kind = COMMAND_PAUSE, .operator_id = 1, .code = 1);
}

static void taker_needed(struct world *world)
{
    script_serve(world, 1, 1);
    GIVE(.kind = COMMAND_PARK, .operator_id = 1);
    script_issue(world, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    struct refusal refusal = REFUSED(TAKER_NEEDED, .kind = COMMAND_SIGN_OUT, .operator_id = 1);
    assert_int_equal(refusal.limit, 2);
}

static void taker_busy(struct world *world)
{
    script_serve(world, 1, 1);
    script_serve(world, 2, 1);
    struct refusal refusal = REFUSED(TAKER_BUSY, .kind = COMMAND_SIGN_OUT, .operator_id = 1, .to_operator = 2);
    assert_int_equal(refusal.operator_id, 2);
    assert_int_equal(refusal.ticket, 2);
    REFUSED(TAKER_BUSY, .kind = COMMAND_HAND_OVER, .operator_id = 1, .to_operator = 2);
}

static void held_by_other(struct world *world)
{
    script_serve(world, 1, 1);
    struct refusal refusal = REFUSED(HELD_BY_OTHER, .kind = COMMAND_RELEASE, .ticket = 1, .reason = REASON_ANY);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.counter, 1);
    assert_int_equal(refusal.operator_id, 1);
    refusal = REFUSED(HELD_BY_OTHER, .kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 2);
    assert_int_equal(refusal.counter, 1);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 1);
    world_wait(world, 2 * MINUTE); /* his lease is over, the ticket is still his */
    refusal = REFUSED(HELD_BY_OTHER, .kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 2);
    assert_int_equal(refusal.counter, 0);
    assert_int_equal(refusal.operator_id, 1);
}

/* --- calling --- */

static void nobody_waits(struct world *world)
{
    world->tiers[2][1] = 0;
    world->counters[1].profile = 2;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    struct refusal refusal = REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
    assert_int_equal(refusal.limit, 1);
}

static void not_in_profile(struct world *world)
{
    world->tiers[2][1] = 0;
    world->counters[1].profile = 2;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    struct refusal refusal =
            REFUSED(NOT_IN_PROFILE, .kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 1, .reason = REASON_ANY);
    assert_int_equal(refusal.service, 1);
}

static void need_not_met(struct world *world)
{
    world->counters[1].meets = 0;
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1, .needs = ID_BIT(NEED_STEP_FREE));
    struct refusal refusal =
            REFUSED(NEED_NOT_MET, .kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 1, .reason = REASON_ANY);
    assert_int_equal(refusal.ticket, 1);
}

static void for_other(struct world *world)
{
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    GIVE(.kind = COMMAND_TRANSFER, .ticket = 1, .to_counter = 2);
    struct refusal refusal =
            REFUSED(FOR_OTHER, .kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 1, .reason = REASON_ANY);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.counter, 2);
    assert_int_equal(refusal.operator_id, 0);
}

static void too_soon(struct world *world)
{
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    world_wait(world, 14999);
    struct refusal refusal = REFUSED(TOO_SOON, .kind = COMMAND_RECALL, .operator_id = 1);
    assert_int_equal(refusal.at_ms, script_at(8, 0) + 15000);
    world_wait(world, 1);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    refusal = REFUSED(TOO_SOON, .kind = COMMAND_MISS, .operator_id = 1);
    assert_int_equal(refusal.at_ms, script_at(8, 1));
}

static void too_few_calls(struct world *world)
{
    script_issue(world, 1);
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    world_wait(world, HOUR);
    struct refusal refusal = REFUSED(TOO_FEW_CALLS, .kind = COMMAND_MISS, .operator_id = 1);
    assert_int_equal(refusal.limit, 2);
    assert_int_equal(refusal.at_ms, script_at(8, 0) + 15000);
}

static void too_late(struct world *world)
{
    script_miss(world, 1, 1);
    int64_t missed_ms = world->now_ms;
    world_wait(world, 15 * MINUTE + 1);
    struct refusal refusal = REFUSED(TOO_LATE, .kind = COMMAND_RETURN, .ticket = 1);
    assert_int_equal(refusal.at_ms, missed_ms + 15 * MINUTE);
    refusal = REFUSED(TOO_LATE, .kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(refusal.at_ms, missed_ms + 10000);
}

static void limit_reached(struct world *world)
{
    script_miss(world, 1, 1);
    GIVE(.kind = COMMAND_RETURN, .ticket = 1);
    script_call_and_miss(world, 1);
    struct refusal refusal = REFUSED(LIMIT_REACHED, .kind = COMMAND_RETURN, .ticket = 1);
    assert_int_equal(refusal.limit, 1);
}

static void too_long(struct world *world)
{
    script_issue(world, 1);
    struct refusal refusal =
            REFUSED(TOO_LONG, .kind = COMMAND_PUT_OFF, .ticket = 1, .until_ms = world->now_ms + HOUR + 1);
    assert_int_equal(refusal.at_ms, world->now_ms + HOUR);
    script_serve(world, 1, 2);
    refusal = REFUSED(TOO_LONG, .kind = COMMAND_PARK, .operator_id = 1, .until_ms = world->now_ms + 3 * HOUR);
    assert_int_equal(refusal.at_ms, world->now_ms + 2 * HOUR);
}

/* --- moving and correcting --- */

static void transfer_forbidden(struct world *world)
{
    world->transfer_to[2] = 0;
    script_issue(world, 1);
    struct refusal refusal = REFUSED(TRANSFER_FORBIDDEN, .kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 2);
    assert_int_equal(refusal.service, 2);
}

static void too_deep(struct world *world)
{
    script_serve(world, 1, 1);
    for (int32_t service = 2; service <= 4; service++) {
        GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = service, .returns = true);
        GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
        GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    }
    struct refusal refusal =
            REFUSED(TOO_DEEP, .kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 5, .returns = true);
    assert_int_equal(refusal.limit, 3);
}

static void nothing_to_undo(struct world *world)
{
    script_sign_in(world, 1, 1);
    REFUSED(NOTHING_TO_UNDO, .kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_SERVE_DIRECT, .operator_id = 1, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    REFUSED(NOTHING_TO_UNDO, .kind = COMMAND_UNDO, .operator_id = 1);
}

static void moved_on(struct world *world)
{
    script_serve(world, 1, 1);
    struct refusal refusal = REFUSED(MOVED_ON, .kind = COMMAND_UNDO, .operator_id = 1);
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.state, STEP_SERVING);
}

static void nothing_changes(struct world *world)
{
    script_issue(world, 1);
    REFUSED(SAME, .kind = COMMAND_CHANGE, .ticket = 1, .class = CLASS_REGULAR, .reason = REASON_ANY);
    REFUSED(SAME, .kind = COMMAND_TRANSFER, .ticket = 1, .to_service = 1);
    REFUSED(SAME, .kind = COMMAND_JOIN, .ticket = 1, .to_ticket = 1);
    REFUSED(SAME, .kind = COMMAND_OPEN_SERVICE, .service = 1);
}

static void time_span_wrong(struct world *world)
{
    script_issue(world, 1);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_PUT_OFF, .ticket = 1, .until_ms = world->now_ms);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_SET_HOURS, .span_count = 1, .spans = {{script_at(9, 0), script_at(9, 0)}});
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(7, 45), .booking = 1);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_SET_SHIFT, .shift = 1, .from_ms = script_at(9, 0),
            .until_ms = script_at(8, 0));
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_ENTER_BY_HAND, .services = {1}, .class = CLASS_REGULAR, .party = 1,
            .outcome = OUTCOME_DONE, .from_ms = script_at(8, 0), .until_ms = script_at(9, 0));
}

/* --- booking --- */

static void unknown_booking(struct world *world)
{
    REFUSED(UNKNOWN_BOOKING, .kind = COMMAND_CHECK_IN, .booking = 1);
    script_book(world, 1, script_at(9, 0));
    REFUSED(UNKNOWN_BOOKING, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(9, 0), .booking = 1);
    GIVE(.kind = COMMAND_CANCEL_BOOKING, .booking = 1);
    REFUSED(UNKNOWN_BOOKING, .kind = COMMAND_CHECK_IN, .booking = 1);
}

static void checked_in(struct world *world)
{
    script_book(world, 1, script_at(8, 15));
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 1);
    struct refusal refusal = REFUSED(CHECKED_IN, .kind = COMMAND_CHECK_IN, .booking = 1);
    assert_int_equal(refusal.ticket, 1);
}

static void slot_full(struct world *world)
{
    script_book(world, 1, script_at(9, 0));
    script_book(world, 2, script_at(9, 0));
    struct refusal refusal =
            REFUSED(SLOT_FULL, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(9, 0), .booking = 3);
    assert_int_equal(refusal.limit, 2);
}

static void no_slot(struct world *world)
{
    world->services[1].hours.spans[0].until_ms = script_at(19, 50);
    script_book(world, 1, script_at(19, 30));
    const int64_t slots[] = {script_at(9, 1), script_at(7, 45) + DAY_MS, script_at(19, 45)};
    for (size_t i = 0; i < ARRAY_SIZE(slots); i++) {
        struct refusal refusal =
                REFUSED(NO_SLOT, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = slots[i], .booking = 2);
        assert_int_equal(refusal.service, 1);
    }
}

static void not_booked_here(struct world *world)
{
    world->services[1].slot_places = 0;
    REFUSED(NOT_BOOKED_HERE, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(9, 0), .booking = 1);
}

static void wrong_return_code(struct world *world)
{
    const struct command_return with = {.day = DAY_ONE, .ticket = 1, .service = 1, .until_day = DAY_ONE + 14};
    REFUSED(WRONG_RETURN_CODE, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1,
            .channel = CHANNEL_KIOSK, .with = with);
}

/* --- a paper of the machine that was lost --- */

/* The copy knows B001 and B003 of service 1, and nothing after half past 8:00; the epoch begins at 9:00. */
static void lose(struct world *world)
{
    world->skip[0] = 2;
    script_issue(world, 1);
    script_issue(world, 1);
    world->skip[0] = 13;
    world_wait(world, HOUR);
    GIVE(.kind = COMMAND_BEGIN_EPOCH, .quantity = 1, .from_ms = script_at(8, 0) + 30 * SECOND);
}

#define PAPER_OF(letters, number_, ...)                                                                                \
    .kind = COMMAND_ADOPT, .prefix = prefix_of(letters), .number = (number_), .services = {1}, .class = CLASS_REGULAR, \
    .party = 1, __VA_ARGS__
#define PAPER(number_, ...) PAPER_OF("B", number_, __VA_ARGS__)

static void nothing_lost(struct world *world)
{
    script_issue(world, 1);
    REFUSED(NOTHING_LOST, PAPER(2));
    REFUSED(NOTHING_LOST, PAPER(1));
}

static void ticket_known(struct world *world)
{
    lose(world);
    GIVE(PAPER(4));
    assert_int_equal(REFUSED(TICKET_KNOWN, PAPER(4)).ticket, 3);
    struct refusal refusal = REFUSED(TICKET_KNOWN, PAPER(1));
    assert_int_equal(refusal.ticket, 1);
    assert_int_equal(refusal.state, STEP_WAITING);
}

static void not_lost(struct world *world)
{
    lose(world);
    assert_int_equal(REFUSED(NOT_LOST, PAPER_OF("A", 4)).why, LOST_WRONG_SERIES);
    assert_int_equal(REFUSED(NOT_LOST, PAPER(13)).why, LOST_WRONG_NUMBER);
    assert_int_equal(REFUSED(NOT_LOST, PAPER(0)).why, LOST_WRONG_NUMBER);
    assert_int_equal(REFUSED(NOT_LOST, PAPER(20001)).why, LOST_WRONG_NUMBER);
    assert_int_equal(REFUSED(NOT_LOST, PAPER(2)).why, LOST_WRONG_BEFORE);
    assert_int_equal(REFUSED(NOT_LOST, PAPER(10001)).why, LOST_WRONG_NEW);
    GIVE(PAPER(9999)); /* a digit more */
    world->series[2].overflow = OVERFLOW_REFUSE;
    assert_int_equal(REFUSED(NOT_LOST, PAPER(1000)).why, LOST_WRONG_NUMBER);
    GIVE(PAPER(999));
    world->series[2].prefixes[1][0] = 'P';
    world->series[2].prefix_count = 2;
    assert_int_equal(REFUSED(NOT_LOST, PAPER_OF("P", 4)).why, LOST_WRONG_SERIES);
    world->series[2].overflow = OVERFLOW_PREFIX;
    GIVE(PAPER_OF("P", 4));
    REFUSED(NOT_LOST, PAPER(10001));
}

static void outside_lost_span(struct world *world)
{
    lose(world);
    GIVE(PAPER(5, .from_ms = script_at(9, 0)));
    GIVE(PAPER(4, .from_ms = script_at(8, 0))); /* the minute of the copy's last fact */
    REFUSED(OUTSIDE_LOST_SPAN, PAPER(6, .from_ms = script_at(9, 1)));
    struct refusal refusal = REFUSED(OUTSIDE_LOST_SPAN, PAPER(6, .from_ms = script_at(7, 59)));
    assert_int_equal(refusal.at_ms, script_at(8, 0) + 30 * SECOND);
    assert_int_equal(refusal.until_ms, script_at(9, 0));
}

/* --- all of them --- */

static const struct {
    enum refusal_kind kind;
    void (*script)(struct world *world);
} scripts[] = {
        {REFUSAL_NO_DAY, no_day},
        {REFUSAL_DAY_OPEN, day_open},
        {REFUSAL_HALTED, halted},
        {REFUSAL_NOT_HALTED, not_halted},
        {REFUSAL_UNKNOWN_SERVICE, unknown_service},
        {REFUSAL_UNKNOWN_CLASS, unknown_class},
        {REFUSAL_UNKNOWN_NEED, unknown_need},
        {REFUSAL_UNKNOWN_COUNTER, unknown_counter},
        {REFUSAL_UNKNOWN_OPERATOR, unknown_operator},
        {REFUSAL_UNKNOWN_PROFILE, unknown_profile},
        {REFUSAL_UNKNOWN_OUTCOME, unknown_outcome},
        {REFUSAL_UNKNOWN_CODE, unknown_code},
        {REFUSAL_UNKNOWN_TICKET, unknown_ticket},
        {REFUSAL_UNKNOWN_BOOKING, unknown_booking},
        {REFUSAL_CHECKED_IN, checked_in},
        {REFUSAL_REASON_NEEDED, reason_needed},
        {REFUSAL_SERVICE_CLOSED, service_closed},
        {REFUSAL_TOO_LATE_TODAY, too_late_today},
        {REFUSAL_SERVICE_FULL, service_full},
        {REFUSAL_SERIES_EXHAUSTED, series_exhausted},
        {REFUSAL_PARTY_TOO_LARGE, party_too_large},
        {REFUSAL_TOO_MANY_STEPS, too_many_steps},
        {REFUSAL_WRONG_STATE, wrong_state},
        {REFUSAL_NOT_SIGNED_IN, not_signed_in},
        {REFUSAL_COUNTER_TAKEN, counter_taken},
        {REFUSAL_HOLDS_TICKET, holds_ticket},
        {REFUSAL_HOLDS_NONE, holds_none},
        {REFUSAL_NOT_FREE, not_free},
        {REFUSAL_TAKER_NEEDED, taker_needed},
        {REFUSAL_TAKER_BUSY, taker_busy},
        {REFUSAL_HELD_BY_OTHER, held_by_other},
        {REFUSAL_NOBODY_WAITS, nobody_waits},
        {REFUSAL_NOT_IN_PROFILE, not_in_profile},
        {REFUSAL_NEED_NOT_MET, need_not_met},
        {REFUSAL_FOR_OTHER, for_other},
        {REFUSAL_TOO_SOON, too_soon},
        {REFUSAL_TOO_FEW_CALLS, too_few_calls},
        {REFUSAL_TOO_LATE, too_late},
        {REFUSAL_LIMIT_REACHED, limit_reached},
        {REFUSAL_TOO_LONG, too_long},
        {REFUSAL_TRANSFER_FORBIDDEN, transfer_forbidden},
        {REFUSAL_TOO_DEEP, too_deep},
        {REFUSAL_NOTHING_TO_UNDO, nothing_to_undo},
        {REFUSAL_MOVED_ON, moved_on},
        {REFUSAL_SLOT_FULL, slot_full},
        {REFUSAL_NO_SLOT, no_slot},
        {REFUSAL_NOT_BOOKED_HERE, not_booked_here},
        {REFUSAL_SAME, nothing_changes},
        {REFUSAL_TIME_SPAN_WRONG, time_span_wrong},
        {REFUSAL_WRONG_RETURN_CODE, wrong_return_code},
        {REFUSAL_NOTHING_LOST, nothing_lost},
        {REFUSAL_TICKET_KNOWN, ticket_known},
        {REFUSAL_NOT_LOST, not_lost},
        {REFUSAL_OUTSIDE_LOST_SPAN, outside_lost_span},
};

static void each_is_reached(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
        struct world world;
        world_init(&world);
        world_open_day(&world, DAY_ONE);
        scripts[i].script(&world);
        if (world.refusal.kind != scripts[i].kind)
            fail_msg("the script of %s ended with %s", refusal_words[scripts[i].kind],
                     refusal_words[world.refusal.kind]);
        world_done(&world);
    }
}

static void none_is_forgotten(attr_unused void **state)
{
    for (int kind = REFUSAL_NONE + 1; kind < REFUSAL_COUNT; kind++) {
        int found = 0;
        for (size_t i = 0; i < ARRAY_SIZE(scripts); i++)
            found += (int)scripts[i].kind == kind;
        if (found != 1)
            fail_msg("%s has %d scripts", refusal_words[kind], found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_is_reached), cmocka_unit_test(none_is_forgotten)};
    return cmocka_run_group_tests_name("engine refusals", tests, NULL, NULL);
}
