/* SPDX-License-Identifier: MIT
 *
 * When a service is open on the open day, and what its hours make of those who are booked.
 */
#include "daemon/engine/opening.h"

#include "tests/daemon/engine/script.h"

static void assert_opening(const struct world *world, int64_t now_ms, struct opening expected)
{
    struct opening at = opening_at(world->engine, &world->rulebook, 1, now_ms);
    assert_int_equal(at.open, expected.open);
    assert_true(at.until_ms == expected.until_ms);
    assert_true(at.tickets_ms == expected.tickets_ms);
    assert_true(at.opens_ms == expected.opens_ms);
}

/* Two spans with a break, cut off half an hour before the end; then hours set for the day; then an early closing. */
static void open_at_its_hours(void **state)
{
    struct world *world = *state;
    struct rule_service *service = &world->services[1];
    service->cutoff_ms = 30 * MINUTE;
    service->hours = (struct rule_hours){
            .count = 2,
            .spans = {{script_at(9, 0), script_at(13, 0)}, {script_at(14, 0), script_at(18, 0)}},
    };
    const int64_t last_ms = script_at(17, 30);
    assert_opening(world, script_at(8, 0), (struct opening){false, 0, last_ms, script_at(9, 0)});
    assert_opening(world, script_at(9, 0), (struct opening){true, script_at(13, 0), last_ms, script_at(14, 0)});
    assert_opening(world, script_at(13, 0), (struct opening){false, 0, last_ms, script_at(14, 0)});
    assert_opening(world, script_at(17, 45), (struct opening){true, script_at(18, 0), last_ms, 0});
    assert_opening(world, script_at(18, 0), (struct opening){false, 0, last_ms, 0});
    service->cutoff_ms = 5 * HOUR; /* nobody is told to come back after the break */
    assert_opening(world, script_at(12, 0), (struct opening){true, script_at(13, 0), script_at(13, 0), 0});
    service->cutoff_ms = 0;
    GIVE(.kind = COMMAND_SET_HOURS, .service = 1, .span_count = 1, .spans = {{script_at(8, 0), script_at(12, 0)}});
    script_clock(world, 8, 30);
    assert_opening(world, script_at(10, 0), (struct opening){true, script_at(12, 0), script_at(12, 0), 0});
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .closing = CLOSING_ALL, .reason = REASON_ANY);
    assert_opening(world, script_at(8, 30), (struct opening){false, 0, script_at(8, 30), 0});
    script_clock(world, 8, 40);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .closing = CLOSING_SEND_HOME, .reason = REASON_ANY);
    assert_opening(world, script_at(8, 35), (struct opening){false, 0, script_at(8, 30), 0});
    GIVE(.kind = COMMAND_OPEN_SERVICE, .service = 1);
    assert_opening(world, script_at(8, 40), (struct opening){true, script_at(12, 0), script_at(12, 0), 0});
}

/* Booked for 9:00, 9:30, 9:45 and 10:00 while it was open until 20:00; then open until 10:00 only, then closed at 9:46.
 *
 *   booking 3 (10:00)  at 8:20 and at 9:35, when it would be early and in time: no slot any more
 *   booking 2 (9:45)   9:35 a ticket
 *   booking 4 (9:30)   9:46 in time, and closed: there are no tickets any more
 *   bookings 1, 4      9:50 too late, as they would be without the closing
 */
static void booked_and_then_closed(void **state)
{
    struct world *world = *state;
    world->rulebook.limits.late_ms = 20 * MINUTE;
    script_book(world, 1, script_at(9, 0));
    script_book(world, 2, script_at(9, 45));
    script_book(world, 3, script_at(10, 0));
    script_book(world, 4, script_at(9, 30));
    GIVE(.kind = COMMAND_SET_HOURS, .service = 1, .span_count = 1, .spans = {{script_at(8, 0), script_at(10, 0)}});
    REFUSED(NO_SLOT, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(10, 0), .booking = 5);
    script_clock(world, 8, 20);
    assert_int_equal(REFUSED(SERVICE_CLOSED, .kind = COMMAND_CHECK_IN, .booking = 3).service, 1);
    script_clock(world, 9, 35);
    REFUSED(SERVICE_CLOSED, .kind = COMMAND_CHECK_IN, .booking = 3);
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 2);
    script_clock(world, 9, 46);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .closing = CLOSING_ALL, .reason = REASON_ANY);
    REFUSED(SERVICE_CLOSED, .kind = COMMAND_CHECK_IN, .booking = 4);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_BOOK, .services = {1}, .slot_ms = script_at(9, 45), .booking = 5);
    script_clock(world, 9, 50);
    REFUSED(TOO_LATE, .kind = COMMAND_CHECK_IN, .booking = 1);
    REFUSED(TOO_LATE, .kind = COMMAND_CHECK_IN, .booking = 4);
}

/* What was promised on the day before enters the day whatever its hours and places are now, until it is over. */
static void promised(void **state)
{
    struct world *world = *state;
    world->services[1].hours = (struct rule_hours){.count = 1, .spans = {{script_at(8, 0), script_at(9, 0)}}};
    for (int32_t booking = 1; booking <= 3; booking++)
        GIVE(.kind = COMMAND_BOOK, .services = {1}, .class = CLASS_REGULAR, .party = 1, .booking = booking,
             .slot_ms = script_at(9, 0), .promised = true);
    script_clock(world, 8, 50);
    REFUSED(SERVICE_CLOSED, .kind = COMMAND_CHECK_IN, .booking = 3);
    script_clock(world, 9, 15);
    REFUSED(TIME_SPAN_WRONG, .kind = COMMAND_BOOK, .services = {1}, .booking = 4, .slot_ms = script_at(9, 0),
            .promised = true);
    world->services[1].offered = false;
    REFUSED(UNKNOWN_SERVICE, .kind = COMMAND_BOOK, .services = {1}, .booking = 4, .slot_ms = script_at(10, 0),
            .promised = true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(open_at_its_hours),
            SCRIPT(booked_and_then_closed),
            SCRIPT(promised),
    };
    return cmocka_run_group_tests_name("engine opening", tests, NULL, NULL);
}
