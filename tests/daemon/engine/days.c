/* SPDX-License-Identifier: MIT
 *
 * Days worked by hand. Over each stands what happened and what every step must have measured, to the millisecond; the
 * measures and the rest, which by definition is in none of them (a call that nobody came to, waiting after the first
 * call, a halt, the time before a slot), are together the whole life of the step: no minute twice, none missing.
 */
#include "tests/daemon/engine/script.h"

/* One step that has ended; all but the end in milliseconds. */
struct row {
    int32_t ticket, step;
    enum step_end end;
    int64_t waited, way, service, put_off, parked, rest;
};

static void check_row(const struct world *world, const struct row *row)
{
    const struct step *step = script_step(world, row->ticket, row->step);
    const int64_t expected[] = {row->waited, row->way, row->service, row->put_off, row->parked};
    const int64_t measured[] = {step_waited_ms(step, world->now_ms), step->way_ms, step->service_ms, step->put_off_ms,
                                step->parked_ms};
    static const char *const words[] = {"waited", "way", "service", "put off", "parked"};
    int64_t sum_ms = row->rest;
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        if (expected[i] != measured[i])
            fail_msg("ticket %d step %d: %s %lld ms, not %lld", row->ticket, row->step, words[i],
                     (long long)measured[i], (long long)expected[i]);
        sum_ms += measured[i];
    }
    if (step->end != row->end)
        fail_msg("ticket %d step %d: %s, not %s", row->ticket, row->step, step_end_words[step->end],
                 step_end_words[row->end]);
    if (sum_ms != step->ended_ms - step->entered_ms)
        fail_msg("ticket %d step %d: %lld ms of %lld are accounted for", row->ticket, row->step, (long long)sum_ms,
                 (long long)(step->ended_ms - step->entered_ms));
}

#define CHECK(...)                                          \
    do {                                                    \
        const struct row rows[] = {__VA_ARGS__};            \
        for (size_t row = 0; row < ARRAY_SIZE(rows); row++) \
            check_row(world, &rows[row]);                   \
    } while (0)

/* Counter and profile `i` take service `i` alone. */
static void specialise(struct world *world)
{
    for (int i = 1; i < WORLD_PROFILES; i++) {
        memset(world->tiers[i], 0, sizeof(world->tiers[i]));
        world->tiers[i][i] = 1;
        world->counters[i].profile = i;
    }
    for (int i = 1; i < WORLD_PROFILES; i++)
        script_sign_in(world, i, i);
}

static void arrive(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = operator_id);
}

static void finish(struct world *world, int32_t operator_id)
{
    GIVE(.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = OUTCOME_DONE);
}

/* Called, there at once, served for so many minutes. */
static int32_t serve_next(struct world *world, int32_t operator_id, int minutes)
{
    int32_t ticket = script_next(world, operator_id);
    arrive(world, operator_id);
    world_wait(world, minutes * MINUTE);
    finish(world, operator_id);
    return ticket;
}

/* Ticket 1 goes from operator 1 to 2 and from 2 to 3, each time with return, while 2 and 3 come to operator 1.
 *
 *   8:00 issued  8:05 called  8:06 there  8:10 to service 2      waited 5   way 1    service 4
 *                8:13 called  8:13:30     8:20 to service 3      waited 3   way 1/2  service 6 1/2
 *                8:22 called  8:23 there  8:30 served            waited 2   way 1    service 7
 *   back to 2    8:31 called  8:31 there  8:35 served            waited 1   way 0    service 4
 *   back to 1    8:36 called  8:37 there  8:40 served            waited 1   way 1    service 3
 *                                                          visit waited 12  way 3 1/2 service 24 1/2: 40 minutes
 */
static void transfers_with_return(void **state)
{
    struct world *world = *state;
    specialise(world);
    script_issue(world, 1);
    script_clock(world, 8, 5);
    assert_int_equal(script_next(world, 1), 1);
    script_clock(world, 8, 6);
    arrive(world, 1);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2, .returns = true);
    script_clock(world, 8, 11);
    script_issue(world, 1);
    script_clock(world, 8, 12);
    assert_int_equal(script_next(world, 1), 2);
    arrive(world, 1);
    script_clock(world, 8, 13);
    assert_int_equal(script_next(world, 2), 1);
    world_wait(world, 30 * SECOND);
    arrive(world, 2);
    script_clock(world, 8, 15);
    script_issue(world, 1);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 2, .to_service = 3, .returns = true);
    script_clock(world, 8, 22);
    assert_int_equal(script_next(world, 3), 1);
    script_clock(world, 8, 23);
    arrive(world, 3);
    script_clock(world, 8, 30);
    finish(world, 3);
    script_clock(world, 8, 31);
    assert_int_equal(serve_next(world, 2, 4), 1);
    script_clock(world, 8, 36);
    finish(world, 1);
    assert_int_equal(script_next(world, 1), 1); /* before ticket 3, who has waited since 8:15 */
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_NAMED);
    script_clock(world, 8, 37);
    arrive(world, 1);
    script_clock(world, 8, 40);
    finish(world, 1);
    assert_int_equal(serve_next(world, 1, 5), 3);
    CHECK({1, 0, END_TRANSFERRED, .waited = 5 * MINUTE, .way = MINUTE, .service = 4 * MINUTE},
          {1, 1, END_TRANSFERRED, .waited = 3 * MINUTE, .way = 30 * SECOND, .service = 390 * SECOND},
          {1, 2, END_SERVED, .waited = 2 * MINUTE, .way = MINUTE, .service = 7 * MINUTE},
          {1, 3, END_SERVED, .waited = MINUTE, .service = 4 * MINUTE},
          {1, 4, END_SERVED, .waited = MINUTE, .way = MINUTE, .service = 3 * MINUTE},
          {2, 0, END_SERVED, .waited = MINUTE, .service = 24 * MINUTE},
          {3, 0, END_SERVED, .waited = 25 * MINUTE, .service = 5 * MINUTE});
    assert_int_equal(script_step(world, 1, 4)->ended_ms - engine_ticket(world->engine, 1)->issued_ms, 40 * MINUTE);
}

/* What comes back to a sender who has gone home is for all who serve it: operator 1 signs out, operator 5 has his
 * counter when ticket 1 comes back. */
static void return_to_one_who_left(void **state)
{
    struct world *world = *state;
    specialise(world);
    script_serve(world, 1, 1);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = 2, .returns = true);
    script_next(world, 2);
    finish(world, 2);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 3);
    GIVE(.kind = COMMAND_SIGN_OUT, .operator_id = 1);
    script_sign_in(world, 5, 1);
    assert_int_equal(script_next(world, 5), 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_FRONT);
}

/* Ticket 1 does not come, returns, and goes before ticket 3; ticket 3 gives up; ticket 4 is finished from "called".
 *
 *   1  8:00 issued  8:02 called  8:03 again  8:03:15 no-show  8:10 back, called  8:11 there  8:15 served
 *        waited 2, way 1 (of the second call), service 4, rest 8 (a call in vain, away)
 *   2  8:01 issued  8:03:15 called  8:04 there  8:10 served             waited 2:15  way 0:45  service 6
 *   3  8:04 issued  8:20 cancelled                                      waited 16
 *   4  8:20 issued  8:20 called  8:21 again, no-show not before 8:22  8:22:30 finished   rest 2:30: way unknown
 */
static void no_show_and_return(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_issue(world, 1);
    script_clock(world, 8, 1);
    script_issue(world, 1);
    script_clock(world, 8, 2);
    assert_int_equal(script_next(world, 1), 1);
    script_clock(world, 8, 3);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    world_wait(world, 15 * SECOND);
    GIVE(.kind = COMMAND_MISS, .operator_id = 1);
    assert_int_equal(script_next(world, 1), 2);
    script_clock(world, 8, 4);
    arrive(world, 1);
    script_issue(world, 1);
    script_clock(world, 8, 10);
    finish(world, 1);
    assert_int_equal(engine_figures(world->engine).visits_ended[END_NO_SHOW], 1);
    GIVE(.kind = COMMAND_RETURN, .ticket = 1);
    assert_int_equal(engine_figures(world->engine).visits_ended[END_NO_SHOW], 0);
    assert_int_equal(engine_figures(world->engine).returned, 1);
    assert_int_equal(script_next(world, 1), 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WAITED], 2 * MINUTE);
    script_clock(world, 8, 11);
    arrive(world, 1);
    script_clock(world, 8, 15);
    finish(world, 1);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_CANCEL, .ticket = 3);
    GIVE(.kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_FIRST, .party = 1);
    assert_int_equal(script_next(world, 1), 4);
    script_clock(world, 8, 21);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
    assert_int_equal(REFUSED(TOO_SOON, .kind = COMMAND_MISS, .operator_id = 1).at_ms, script_at(8, 22));
    world_wait(world, 90 * SECOND);
    finish(world, 1);
    assert_int_equal(script_step(world, 4, 0)->marks, MARK_IMPLIED);
    CHECK({1, 0, END_SERVED, .waited = 2 * MINUTE, .way = MINUTE, .service = 4 * MINUTE, .rest = 8 * MINUTE},
          {2, 0, END_SERVED, .waited = 135 * SECOND, .way = 45 * SECOND, .service = 6 * MINUTE},
          {3, 0, END_CANCELLED, .waited = 16 * MINUTE}, {4, 0, END_SERVED, .rest = 150 * SECOND});
}

/* Put off, the key stays: ticket 1 is before 2 again when its time is over; ticket 3 puts off across its slot.
 *
 *   1  8:00 issued  8:04 until 8:20, back by time  8:25 called  8:26 there  8:30 served
 *        waited 4 + 5, put off 16, way 1, service 4
 *   2  8:01 issued  8:05 until 8:40, back at 8:15  8:20 until 8:50  8:26 cancelled
 *        waited 4 + 5, put off 10 + 6
 *   3  booked 9:00, checked in 8:40  8:45 until 9:10  9:15 called and there  9:20 served
 *        waited 5 (9:10-9:15), put off 25, service 5, rest 5 (8:40-8:45, before the slot)
 */
static void put_off(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_book(world, 1, script_at(9, 0));
    script_issue(world, 1);
    script_clock(world, 8, 1);
    script_issue(world, 1);
    script_clock(world, 8, 4);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 1, .until_ms = script_at(8, 20));
    script_clock(world, 8, 5);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 2, .until_ms = script_at(8, 40));
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
    script_clock(world, 8, 15);
    GIVE(.kind = COMMAND_COME_BACK, .ticket = 2);
    script_clock(world, 8, 20);
    assert_int_equal(engine_ahead(world->engine, 1), 0);
    assert_int_equal(engine_ahead(world->engine, 2), 1);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 2, .until_ms = script_at(8, 50));
    script_clock(world, 8, 25);
    assert_int_equal(script_next(world, 1), 1);
    script_clock(world, 8, 26);
    arrive(world, 1);
    GIVE(.kind = COMMAND_CANCEL, .ticket = 2);
    script_clock(world, 8, 30);
    finish(world, 1);
    script_clock(world, 8, 40);
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 1);
    script_clock(world, 8, 45);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 3, .until_ms = script_at(9, 10));
    script_clock(world, 9, 15);
    assert_int_equal(serve_next(world, 1, 5), 3);
    CHECK({1, 0, END_SERVED, .waited = 9 * MINUTE, .way = MINUTE, .service = 4 * MINUTE, .put_off = 16 * MINUTE},
          {2, 0, END_CANCELLED, .waited = 9 * MINUTE, .put_off = 16 * MINUTE},
          {3, 0, END_SERVED, .waited = 5 * MINUTE, .service = 5 * MINUTE, .put_off = 25 * MINUTE, .rest = 5 * MINUTE});
}

/* Parked over the break; another operator goes on with it; back by time, it goes before who waited meanwhile.
 *
 *   1  11:40 issued  11:45 called  11:46 there  11:50 parked until 13:30  13:10 taken up by operator 2
 *      13:15 parked until 13:30  13:30 waits  13:32 called by 1  13:33 there  13:40 served
 *        waited 5, way 1 + 1, service 4 + 5 + 7, parked 80 + 15, rest 2
 *   2  11:41 issued  13:40 called and there  13:45 served     waited 119, service 5
 *   operator 1, signed in at 11:45: with tickets 5 + 13, paused 60, free 10 + 32
 */
static void parked_over_a_break(void **state)
{
    struct world *world = *state;
    world->services[1].hours =
            (struct rule_hours){2, {{script_at(8, 0), script_at(12, 0)}, {script_at(13, 0), script_at(18, 0)}}};
    script_sign_in(world, 2, 2);
    script_clock(world, 11, 40);
    script_issue(world, 1);
    script_clock(world, 11, 41);
    script_issue(world, 1);
    script_clock(world, 11, 45);
    script_sign_in(world, 1, 1);
    assert_int_equal(script_next(world, 1), 1);
    script_clock(world, 11, 46);
    arrive(world, 1);
    script_clock(world, 11, 50);
    GIVE(.kind = COMMAND_PARK, .operator_id = 1, .until_ms = script_at(13, 30));
    script_clock(world, 12, 0);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 1, .code = 1, .by_ms = HOUR);
    script_clock(world, 13, 0);
    GIVE(.kind = COMMAND_END_PAUSE, .operator_id = 1);
    script_clock(world, 13, 10);
    GIVE(.kind = COMMAND_TAKE_UP, .operator_id = 2, .ticket = 1);
    script_clock(world, 13, 15);
    GIVE(.kind = COMMAND_PARK, .operator_id = 2, .until_ms = script_at(13, 30));
    script_clock(world, 13, 32);
    assert_int_equal(script_next(world, 1), 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_FRONT);
    script_clock(world, 13, 33);
    arrive(world, 1);
    script_clock(world, 13, 40);
    finish(world, 1);
    assert_int_equal(serve_next(world, 1, 5), 2);
    CHECK({1, 0, END_SERVED, .waited = 5 * MINUTE, .way = 2 * MINUTE, .service = 16 * MINUTE, .parked = 95 * MINUTE,
           .rest = 2 * MINUTE},
          {2, 0, END_SERVED, .waited = 119 * MINUTE, .service = 5 * MINUTE});
    const struct session *session = engine_session(world->engine, 1);
    assert_int_equal(session->spent_ms[ACTIVITY_TICKET], 18 * MINUTE);
    assert_int_equal(session->spent_ms[ACTIVITY_PAUSE], 60 * MINUTE);
    assert_int_equal(session->spent_ms[ACTIVITY_FREE], 42 * MINUTE);
}

/* 8:10 to 8:40 the hall is halted.
 *
 *   1  8:00 issued  8:05 called  8:06 there  8:45 served           waited 5, way 1, service 4 + 5, rest 30
 *   3  8:01 issued  8:07 called; the halt takes the call back  8:41 called  8:42 there  8:50 served
 *        waited 6, way 1, service 8, rest 3 + 31
 *   2  8:00 issued  8:06 called  8:08 no-show, may return until 8:23 + 30  8:52:59.999 back  8:55 cancelled
 *        waited 6, rest 49
 *   4  8:09 issued  8:45 called, there  8:46 served                waited 36 (waiting goes on in a halt), service 1
 *   operator 1: with tickets 10 until 8:45; operator 2: free 7 + 1, with tickets 3 + 9; operator 3's lease of a minute
 *   began at 8:09:30 and ends at 8:40:30
 */
static void halted_in_mid_service(void **state)
{
    struct world *world = *state;
    specialise(world);
    script_issue(world, 1);
    script_issue(world, 3);
    script_clock(world, 8, 1);
    script_issue(world, 2);
    script_clock(world, 8, 5);
    script_next(world, 1);
    script_clock(world, 8, 6);
    arrive(world, 1);
    script_next(world, 3);
    script_clock(world, 8, 7);
    GIVE(.kind = COMMAND_RECALL, .operator_id = 3);
    script_next(world, 2);
    script_clock(world, 8, 8);
    GIVE(.kind = COMMAND_MISS, .operator_id = 3);
    script_clock(world, 8, 9);
    script_issue(world, 1);
    world_wait(world, 30 * SECOND);
    GIVE(.kind = COMMAND_LOSE, .operator_id = 3);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    assert_int_equal(engine_deadline(world->engine), INT64_MAX);
    script_clock(world, 8, 40);
    GIVE(.kind = COMMAND_END_HALT);
    world_wait(world, 30 * SECOND - 1);
    assert_int_equal(engine_session(world->engine, 3)->state, SESSION_LOST);
    world_wait(world, 1);
    assert_null(engine_session(world->engine, 3));
    script_clock(world, 8, 41);
    assert_int_equal(script_next(world, 2), 3);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_FRONT);
    script_clock(world, 8, 42);
    arrive(world, 2);
    script_clock(world, 8, 45);
    finish(world, 1);
    assert_int_equal(engine_session(world->engine, 1)->spent_ms[ACTIVITY_TICKET], 10 * MINUTE);
    assert_int_equal(serve_next(world, 1, 1), 4);
    script_clock(world, 8, 50);
    finish(world, 2);
    assert_int_equal(engine_session(world->engine, 2)->spent_ms[ACTIVITY_FREE], 8 * MINUTE);
    assert_int_equal(engine_session(world->engine, 2)->spent_ms[ACTIVITY_TICKET], 12 * MINUTE);
    world_wait(world, 3 * MINUTE - 1);
    GIVE(.kind = COMMAND_RETURN, .ticket = 2);
    script_clock(world, 8, 55);
    GIVE(.kind = COMMAND_CANCEL, .ticket = 2);
    CHECK({1, 0, END_SERVED, .waited = 5 * MINUTE, .way = MINUTE, .service = 9 * MINUTE, .rest = 30 * MINUTE},
          {2, 0, END_CANCELLED, .waited = 6 * MINUTE, .rest = 49 * MINUTE},
          {3, 0, END_SERVED, .waited = 6 * MINUTE, .way = MINUTE, .service = 8 * MINUTE, .rest = 34 * MINUTE},
          {4, 0, END_SERVED, .waited = 36 * MINUTE, .service = MINUTE});
}

/* Served from 8:00, halted at 8:05; what is finished at 8:10, in the halt, was served 5 minutes. */
static void finished_in_a_halt(void **state)
{
    struct world *world = *state;
    script_serve(world, 1, 1);
    script_clock(world, 8, 5);
    GIVE(.kind = COMMAND_HALT, .reason = REASON_ANY);
    script_clock(world, 8, 10);
    finish(world, 1);
    CHECK({1, 0, END_SERVED, .service = 5 * MINUTE, .rest = 5 * MINUTE});
    assert_int_equal(engine_session(world->engine, 1)->spent_ms[ACTIVITY_TICKET], 5 * MINUTE);
}

/* Service 1 closes at 8:10 for all after ticket 2, service 2 at 8:30 for all; 1 opens again and closes for new ones
 * only.
 *
 *   1, 2  8:00, 8:01 issued  8:12, 8:20 called and there, 1 and 5 minutes     waited 12, 19
 *   3     8:02 issued  8:10 sent home                                        waited 8
 *   4     8:03 issued for 2  8:30 sent home while put off since 8:13         waited 10, put off 17
 *   5     8:31 issued  8:40 called and there, served to the last             waited 9
 */
static void closed_early(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (int minute = 0; minute < 4; minute++) {
        script_clock(world, 8, minute);
        script_issue(world, minute == 3 ? 2 : 1);
    }
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .closing = CLOSING_TO_TICKET, .ticket = 2, .reason = REASON_ANY);
    assert_int_equal(script_last(world, EVENT_NEVER_CALLED).value[0], 1);
    REFUSED(SERVICE_CLOSED, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    script_clock(world, 8, 12);
    assert_int_equal(serve_next(world, 1, 1), 1);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 4, .until_ms = script_at(9, 0));
    script_clock(world, 8, 20);
    assert_int_equal(serve_next(world, 1, 5), 2);
    REFUSED(NOBODY_WAITS, .kind = COMMAND_NEXT, .operator_id = 1);
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 2, .closing = CLOSING_SEND_HOME, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_OPEN_SERVICE, .service = 1);
    script_clock(world, 8, 31);
    script_issue(world, 1);
    script_clock(world, 8, 32);
    GIVE(.kind = COMMAND_CLOSE_SERVICE, .service = 1, .closing = CLOSING_ALL, .reason = REASON_ANY);
    script_clock(world, 8, 40);
    assert_int_equal(serve_next(world, 1, 1), 5);
    CHECK({1, 0, END_SERVED, .waited = 12 * MINUTE, .service = MINUTE},
          {2, 0, END_SERVED, .waited = 19 * MINUTE, .service = 5 * MINUTE},
          {3, 0, END_NEVER_CALLED, .waited = 8 * MINUTE},
          {4, 0, END_NEVER_CALLED, .waited = 10 * MINUTE, .put_off = 17 * MINUTE},
          {5, 0, END_SERVED, .waited = 9 * MINUTE, .service = MINUTE});
}

/* Two booked at 9:00, who come too early and too late.
 *
 *   booking 1: 8:20 not before 8:30; 8:30 ticket 1; 8:40 ticket 2 (8:35) is called, not he; 8:45 nobody else is there:
 *     called, waited 0, 8:46 there, 8:55 served: way 1, service 9, rest 15 (8:30-8:45, before the slot)
 *   booking 2: missed at 9:15:00.000; 9:16 it was possible until 9:15, so a walk-in ticket 3, called 9:20: waited 4
 */
static void booked_out_of_window(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_book(world, 1, script_at(9, 0));
    script_book(world, 2, script_at(9, 0));
    script_clock(world, 8, 20);
    assert_int_equal(REFUSED(TOO_SOON, .kind = COMMAND_CHECK_IN, .booking = 1).at_ms, script_at(8, 30));
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 1);
    script_clock(world, 8, 35);
    script_issue(world, 1);
    script_clock(world, 8, 40);
    assert_int_equal(serve_next(world, 1, 5), 2);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_PASSED], 0);
    assert_int_equal(script_next(world, 1), 1);
    assert_int_equal(script_last(world, EVENT_CALLED).value[CALLED_WHY], CALL_BOOKED);
    script_clock(world, 8, 46);
    arrive(world, 1);
    script_clock(world, 8, 55);
    finish(world, 1);
    world_wait(world, 20 * MINUTE - 1);
    assert_int_equal(engine_booking(world->engine, 2)->state, BOOKING_OPEN);
    world_wait(world, 1);
    assert_int_equal(engine_booking(world->engine, 2)->state, BOOKING_MISSED);
    script_clock(world, 9, 16);
    assert_int_equal(REFUSED(TOO_LATE, .kind = COMMAND_CHECK_IN, .booking = 2).at_ms, script_at(9, 15));
    script_issue(world, 1);
    script_clock(world, 9, 20);
    assert_int_equal(serve_next(world, 1, 5), 3);
    CHECK({1, 0, END_SERVED, .way = MINUTE, .service = 9 * MINUTE, .rest = 15 * MINUTE},
          {2, 0, END_SERVED, .waited = 5 * MINUTE, .service = 5 * MINUTE},
          {3, 0, END_SERVED, .waited = 4 * MINUTE, .service = 5 * MINUTE});
}

/* Ticket 1 is a group of five, of whom three are served at the second window; 2 comes straight to the counter; 3 is
 * entered afterwards.
 *
 *   1  8:00 issued  8:02 called and there  8:12 to service 2  8:12 called  8:20 served     waited 2 / 0, service 10 / 8
 *   2  8:20 there   8:27 served                                                            service 7, way unknown
 *   3  8:30 entered: from 8:21 until 8:26                                                  service 5, rest 4,
 * inaccurate
 */
static void group_direct_and_by_hand(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 5);
    assert_int_equal(engine_figures(world->engine).people, 5);
    script_clock(world, 8, 2);
    serve_next(world, 1, 10);
    assert_int_equal(script_step(world, 1, 0)->quantity, 5);
    script_next(world, 1);
    arrive(world, 1);
    script_clock(world, 8, 20);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_PAPERS, .quantity = 3);
    assert_int_equal(script_step(world, 1, 1)->quantity, 3);
    GIVE(.kind = COMMAND_SERVE_DIRECT, .operator_id = 1, .services = {1}, .class = CLASS_REGULAR, .party = 1);
    script_clock(world, 8, 27);
    finish(world, 1);
    script_clock(world, 8, 30);
    GIVE(.kind = COMMAND_ENTER_BY_HAND, .operator_id = 1, .services = {1}, .class = CLASS_REGULAR, .party = 1,
         .from_ms = script_at(8, 21), .until_ms = script_at(8, 26), .outcome = OUTCOME_DONE);
    assert_int_equal(script_step(world, 2, 0)->marks, MARK_IMPLIED);
    assert_int_equal(script_step(world, 3, 0)->marks, MARK_IMPLIED | MARK_INACCURATE);
    assert_int_equal(engine_ticket(world->engine, 2)->channel, CHANNEL_DIRECT);
    assert_int_equal(engine_ticket(world->engine, 2)->number, engine_ticket(world->engine, 1)->number + 1);
    assert_int_equal(engine_ticket(world->engine, 3)->channel, CHANNEL_HAND);
    CHECK({1, 0, END_SERVED, .waited = 2 * MINUTE, .service = 10 * MINUTE}, {1, 1, END_SERVED, .service = 8 * MINUTE},
          {2, 0, END_SERVED, .service = 7 * MINUTE}, {3, 0, END_SERVED, .service = 5 * MINUTE, .rest = 4 * MINUTE});
}

/* One visit through three services, one after the other; operator 4 helps at the first from 8:06 to 8:08 and from 8:09
 * until it ends.
 *
 *   8:00 issued  8:03 called  8:04 there  8:10 served    waited 3, way 1, service 6
 *                8:15 called  8:15 there  8:20 served    waited 5,        service 5
 *                8:21 called  8:22 there  8:30 served    waited 1, way 1, service 8        30 minutes
 */
static void chain_of_three(void **state)
{
    struct world *world = *state;
    specialise(world);
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2, 3}, .class = CLASS_REGULAR, .party = 1);
    assert_int_equal(engine_figures(world->engine).steps, 1);
    script_clock(world, 8, 3);
    script_next(world, 1);
    script_clock(world, 8, 4);
    arrive(world, 1);
    script_clock(world, 8, 6);
    GIVE(.kind = COMMAND_HELP, .operator_id = 4, .ticket = 1);
    script_clock(world, 8, 8);
    GIVE(.kind = COMMAND_END_HELP, .operator_id = 4);
    script_clock(world, 8, 9);
    GIVE(.kind = COMMAND_HELP, .operator_id = 4, .ticket = 1);
    GIVE(.kind = COMMAND_PAUSE, .operator_id = 4, .code = 1);
    script_clock(world, 8, 10);
    finish(world, 1);
    assert_int_equal(engine_session(world->engine, 4)->spent_ms[ACTIVITY_HELP], 3 * MINUTE);
    assert_int_equal(engine_session(world->engine, 4)->activity, ACTIVITY_PAUSE);
    script_clock(world, 8, 15);
    serve_next(world, 2, 5);
    assert_int_equal(engine_figures(world->engine).visits_ended[END_NONE], 1);
    script_clock(world, 8, 21);
    script_next(world, 3);
    script_clock(world, 8, 22);
    arrive(world, 3);
    script_clock(world, 8, 30);
    finish(world, 3);
    assert_int_equal(engine_figures(world->engine).visits_ended[END_SERVED], 1);
    assert_int_equal(engine_figures(world->engine).steps_ended[END_SERVED], 3);
    CHECK({1, 0, END_SERVED, .waited = 3 * MINUTE, .way = MINUTE, .service = 6 * MINUTE},
          {1, 1, END_SERVED, .waited = 5 * MINUTE, .service = 5 * MINUTE},
          {1, 2, END_SERVED, .waited = MINUTE, .way = MINUTE, .service = 8 * MINUTE});
}

/* Ticket 2 (services 2, then 3) is the same visitor as ticket 1: at 8:10 they become one visit of three steps. */
static void joined(void **state)
{
    struct world *world = *state;
    specialise(world);
    script_issue(world, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {2, 3}, .class = CLASS_REGULAR, .party = 1);
    script_clock(world, 8, 10);
    GIVE(.kind = COMMAND_JOIN, .ticket = 2, .to_ticket = 1);
    for (int32_t operator_id = 1; operator_id <= 3; operator_id++)
        assert_int_equal(serve_next(world, operator_id, 1), 1);
    assert_true(engine_ticket(world->engine, 1)->ended);
    CHECK({1, 0, END_SERVED, .waited = 10 * MINUTE, .service = MINUTE}, {1, 1, END_SERVED, .service = MINUTE},
          {1, 2, END_SERVED, .service = MINUTE}, {2, 0, END_JOINED, .waited = 10 * MINUTE});
}

/* What is open when the day closes at 20:00 ends as what it is.
 *
 *   1  8:00 issued, called and there, finish forgotten; a step for service 2 was still to come
 *        served, outcome not recorded, service 720, inaccurate; the second step never called
 *   2  19:00 issued, called at 19:50                no-show: waited 50, rest 10
 *   3  19:00 issued, called and there 19:30, parked unfinished: waited 30, service 10, parked 20
 *   4  19:00 issued                                 never called: waited 60
 *   5  19:00 issued, put off at 19:40 until 20:10   never called: waited 40, put off 20
 */
static void finish_forgotten(void **state)
{
    struct world *world = *state;
    for (int32_t i = 1; i <= 3; i++)
        script_sign_in(world, i, i);
    GIVE(.kind = COMMAND_ISSUE, .services = {1, 2}, .class = CLASS_REGULAR, .party = 1);
    script_next(world, 1);
    arrive(world, 1);
    script_clock(world, 19, 0);
    for (int i = 0; i < 4; i++)
        script_issue(world, 1);
    script_clock(world, 19, 30);
    GIVE(.kind = COMMAND_CHOOSE, .operator_id = 3, .ticket = 3, .reason = REASON_ANY);
    arrive(world, 3);
    script_clock(world, 19, 40);
    GIVE(.kind = COMMAND_PARK, .operator_id = 3);
    GIVE(.kind = COMMAND_PUT_OFF, .ticket = 5, .until_ms = script_at(20, 10));
    script_clock(world, 19, 50);
    assert_int_equal(script_next(world, 2), 2);
    script_clock(world, 20, 0);
    while (engine_figures(world->engine).visits_ended[END_NONE])
        GIVE(.kind = COMMAND_CLOSE_DAY, .limit = 2);
    assert_int_equal(script_step(world, 1, 0)->marks, MARK_INACCURATE | MARK_NOT_RECORDED);
    assert_int_equal(script_step(world, 1, 0)->outcome, 0);
    CHECK({1, 0, END_SERVED, .service = 720 * MINUTE}, {1, 1, END_NEVER_CALLED, .waited = 0},
          {2, 0, END_NO_SHOW, .waited = 50 * MINUTE, .rest = 10 * MINUTE},
          {3, 0, END_UNFINISHED, .waited = 30 * MINUTE, .service = 10 * MINUTE, .parked = 20 * MINUTE},
          {4, 0, END_NEVER_CALLED, .waited = 60 * MINUTE},
          {5, 0, END_NEVER_CALLED, .waited = 40 * MINUTE, .put_off = 20 * MINUTE});
    struct figures figures = engine_figures(world->engine);
    assert_int_equal(figures.visits, 5);
    assert_int_equal(figures.visits_ended[END_NEVER_CALLED], 3);
    assert_int_equal(figures.partly_served, 1);
    assert_int_equal(figures.steps, 6);
    world_close_day(world, 100);
    assert_int_equal(engine_tickets(world->engine), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(transfers_with_return),    SCRIPT(return_to_one_who_left),
            SCRIPT(no_show_and_return),       SCRIPT(put_off),
            SCRIPT(parked_over_a_break),      SCRIPT(halted_in_mid_service),
            SCRIPT(finished_in_a_halt),       SCRIPT(closed_early),
            SCRIPT(booked_out_of_window),     SCRIPT(chain_of_three),
            SCRIPT(group_direct_and_by_hand), SCRIPT(joined),
            SCRIPT(finish_forgotten),

    };
    return cmocka_run_group_tests_name("engine days", tests, NULL, NULL);
}
