/* SPDX-License-Identifier: MIT
 *
 * Bookings over days, with a clock that stands where the test puts it: what the passing of time makes of them, and what
 * a failed commit leaves.
 */
#include "daemon/bookings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/turn.h"

#define MINUTE_MS 60000
#define HOUR_MS   (60 * MINUTE_MS)

static const struct date tuesday = {2026, 11, 24};

struct fixture {
    uv_loop_t loop;
    struct clock clock;
    struct turn turn;
    struct centre *centre;
    struct hall hall;
    struct days days;
    struct bookings bookings;
    int64_t boottime_ms, wall_ms;
    char folder[64], path[96];
};

static int64_t read_wall(void *data)
{
    return ((const struct fixture *)data)->wall_ms;
}

static int64_t read_boottime(void *data)
{
    return ((const struct fixture *)data)->boottime_ms;
}

static void on_changed(attr_unused void *data, attr_unused const struct event *events, attr_unused size_t count)
{
}

static const struct turn_step no_steps[] = {{NULL, NULL}};

static void open_hall(struct fixture *f)
{
    char error[STORE_ERROR_SIZE];
    clock_init(&f->clock, &(struct clock_source){.wall_ms = read_wall, .boottime_ms = read_boottime, .data = f});
    turn_init(&f->turn, &f->loop, &f->clock, no_steps, NULL);
    assert_int_equal(
            hall_open(&f->hall,
                      &(struct hall_options){
                              .path = f->path, .centre = f->centre, .turn = &f->turn, .changed = on_changed, .data = f},
                      error),
            0);
    days_init(&f->days, &f->hall);
    bookings_init(&f->bookings, &f->hall, &f->days);
    hall_start(&f->hall);
    assert_int_equal(hall_commit(&f->hall), 0);
}

static void close_hall(struct fixture *f)
{
    bookings_done(&f->bookings);
    days_done(&f->days);
    hall_close(&f->hall);
    turn_done(&f->turn);
    uv_run(&f->loop, UV_RUN_DEFAULT);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    struct config_mistakes mistakes = {0};
    char path[512];
    snprintf(path, sizeof(path), "%s/conf/novbe.conf", getenv("NOVBE_SOURCE"));
    assert_int_equal(centre_load(path, &mistakes, &f->centre), 0);
    config_mistakes_done(&mistakes);
    assert_int_equal(clock_set_zone(f->centre->settings.time_zone), 0);
    snprintf(f->folder, sizeof(f->folder), "/tmp/novbe-bookings-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof(f->path), "%s/store", f->folder);
    uv_loop_init(&f->loop);
    f->wall_ms = clock_at(tuesday, 10 * 60);
    f->boottime_ms = 1000;
    open_hall(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    close_hall(f);
    assert_int_equal(uv_loop_close(&f->loop), 0);
    centre_free(f->centre);
    snprintf(command, sizeof(command), "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* Time goes on, and the turns that it brings. */
static void pass(struct fixture *f, int64_t ms)
{
    f->wall_ms += ms;
    f->boottime_ms += ms;
    for (int i = 0; i < 1000; i++) {
        f->turn.has_now = false;
        hall_run_clock(&f->hall);
        assert_int_equal(hall_commit(&f->hall), 0);
        if (hall_deadline(&f->hall) > turn_now(&f->turn))
            return;
    }
    fail_msg("the hall does not come to rest");
}

/* The first service that takes bookings. */
static int32_t service_of(const struct fixture *f)
{
    const struct catalogue *catalogue = f->centre->catalogue;
    size_t i = 0;
    while (catalogue->services.items[i].slot_places == 0)
        i++;
    return hall_id(&f->hall, NAME_SERVICE, catalogue->services.items[i].key);
}

static int64_t at(struct date date, int hour)
{
    return clock_at(date, hour * 60);
}

static enum refusal_kind book(struct fixture *f, int64_t slot_ms, struct booked **ret_booked)
{
    const struct booking_wish wish = {.service = service_of(f),
                                      .class = hall_id(&f->hall, NAME_CLASS, "regular"),
                                      .language = hall_id(&f->hall, NAME_LANGUAGE, "az"),
                                      .party = 1,
                                      .slot_ms = slot_ms};
    struct refusal refusal = {0};
    return bookings_book(&f->bookings, &wish, &refusal, ret_booked) < 0 ? refusal.kind : REFUSAL_NONE;
}

static enum refusal_kind check_in(struct fixture *f, struct booked *booked, int64_t *ret_at_ms)
{
    struct refusal refusal = {0};
    int r = bookings_check_in(&f->bookings, booked, code_random(), &refusal);
    *ret_at_ms = refusal.at_ms;
    return r < 0 ? refusal.kind : REFUSAL_NONE;
}

static void who_is_late_is_told_until_when_it_was_and_may_be_moved(void **state)
{
    struct fixture *f = *state;
    struct booked *booked;
    struct refusal refusal;
    int64_t until_ms, slot_ms = at(tuesday, 11), late_ms = f->hall.rulebook->limits.late_ms;
    assert_int_equal(book(f, slot_ms, &booked), REFUSAL_NONE);
    pass(f, HOUR_MS + late_ms + 1000);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_MISSED);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_TOO_LATE);
    assert_true(until_ms == slot_ms + late_ms);
    assert_int_equal(bookings_cancel(&f->bookings, booked, &refusal), -1);
    assert_int_equal(refusal.kind, REFUSAL_UNKNOWN_BOOKING);
    assert_int_equal(bookings_move(&f->bookings, booked, at(tuesday, 15), &refusal), 0);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_OPEN);
    pass(f, 4 * HOUR_MS - late_ms - 60000);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_NONE);
    assert_int_equal(bookings_ticket(&f->bookings, booked), 1);
}

static void a_failed_commit_takes_back_what_was_booked_in_its_turn_only(void **state)
{
    struct fixture *f = *state;
    struct booked *kept, *lost;
    char code[BOOKING_CODE_SIZE], gone[BOOKING_CODE_SIZE];
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 11), &kept), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    int32_t of_day = kept->of_day;
    booking_code_text(kept->code, code);
    assert_int_equal(book(f, at(date_add(tuesday, 1), 11), &lost), REFUSAL_NONE);
    booking_code_text(lost->code, gone);
    store_drop(f->hall.store);
    bookings_forget(&f->bookings);
    assert_null(bookings_find(&f->bookings, gone));
    kept = bookings_find(&f->bookings, code);
    assert_non_null(kept);
    assert_int_equal(kept->of_day, of_day);
    pass(f, 45 * MINUTE_MS);
    assert_int_equal(check_in(f, kept, &at_ms), REFUSAL_NONE);
}

static void those_of_a_day_enter_it_and_are_forgotten_after_it(void **state)
{
    struct fixture *f = *state;
    struct booked *today, *next;
    const struct date wednesday = date_add(tuesday, 1);
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 16), &today), REFUSAL_NONE);
    assert_int_equal(book(f, at(wednesday, 10), &next), REFUSAL_NONE);
    assert_int_equal(next->of_day, 0);
    assert_int_equal(check_in(f, next, &at_ms), REFUSAL_TOO_SOON);
    assert_int_equal(hall_commit(&f->hall), 0);
    pass(f, 23 * HOUR_MS + 45 * MINUTE_MS);
    assert_int_equal(engine_day(f->hall.engine), date_days(wednesday));
    assert_int_equal(bookings_count(&f->bookings), 1);
    next = bookings_at(&f->bookings, 0);
    assert_int_equal(next->of_day, 1);
    assert_int_equal(check_in(f, next, &at_ms), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    close_hall(f);
    open_hall(f);
    assert_int_equal(bookings_count(&f->bookings), 1);
    assert_int_equal(bookings_state(&f->bookings, bookings_at(&f->bookings, 0)), BOOKING_CHECKED_IN);
    struct refusal refusal;
    while (engine_day(f->hall.engine))
        assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_CLOSE_DAY, .limit = 64}, &refusal), 0);
    assert_int_equal(hall_commit(&f->hall), 0);
    bookings_forget(&f->bookings);
    assert_int_equal(bookings_count(&f->bookings), 1);
    assert_int_equal(bookings_state(&f->bookings, bookings_at(&f->bookings, 0)), BOOKING_CHECKED_IN);
}

static void who_was_not_there_while_the_daemon_was_not_has_missed_it(void **state)
{
    struct fixture *f = *state;
    struct booked *booked;
    int64_t until_ms;
    assert_int_equal(book(f, at(date_add(tuesday, 1), 10), &booked), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    close_hall(f);
    f->wall_ms += 28 * HOUR_MS;
    f->boottime_ms += 28 * HOUR_MS;
    open_hall(f);
    pass(f, 0);
    booked = bookings_at(&f->bookings, bookings_count(&f->bookings) - 1);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_MISSED);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_TOO_LATE);
    assert_true(until_ms == booked->until_ms);
}

static void slots_keep_to_the_hours_of_the_day(void **state)
{
    struct fixture *f = *state;
    struct booking_slot slots[128];
    const struct date sunday = date_add(tuesday, 5);
    int32_t service = service_of(f), day = (int32_t)date_days(tuesday);
    size_t count = bookings_slots(&f->bookings, service, day, 128, slots);
    assert_true(count > 0 && slots[0].at_ms >= at(tuesday, 10));
    assert_true(slots[count - 1].at_ms + 15 * MINUTE_MS <= at(tuesday, 18));
    assert_int_equal(bookings_slots(&f->bookings, service, (int32_t)date_days(sunday), 128, slots), 0);
    struct booked *booked;
    assert_int_equal(book(f, at(sunday, 11), &booked), REFUSAL_TIME_SPAN_WRONG);
    assert_int_equal(book(f, at(tuesday, 9), &booked), REFUSAL_TIME_SPAN_WRONG);
}

int main(void)
{
    ledger_start();
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(who_is_late_is_told_until_when_it_was_and_may_be_moved),
            TEST(a_failed_commit_takes_back_what_was_booked_in_its_turn_only),
            TEST(those_of_a_day_enter_it_and_are_forgotten_after_it),
            TEST(who_was_not_there_while_the_daemon_was_not_has_missed_it),
            TEST(slots_keep_to_the_hours_of_the_day),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
