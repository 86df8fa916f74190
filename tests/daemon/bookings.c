/* SPDX-License-Identifier: MIT
 *
 * Bookings over days, with a clock that stands where the test puts it: what the passing of time makes of them, and what
 * a failed commit leaves.
 */
#include "tests/common/corpus.h"
#include "tests/daemon/hall_help.h"

static const struct date tuesday = {2026, 11, 24};

static int set_up(void **state)
{
    _cleanup_free_ char *path = corpus_path("conf/novbe.conf");
    *state = help_new(help_load(path), tuesday, 10 * 60);
    return 0;
}

static int tear_down(void **state)
{
    return help_free(*state);
}

/* The first service that takes bookings. */
static int32_t service_of(const struct help *f)
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

static enum refusal_kind book(struct help *f, int64_t slot_ms, struct booked **ret_booked)
{
    const struct booking_wish wish = {.service = service_of(f),
                                      .class = hall_id(&f->hall, NAME_CLASS, "regular"),
                                      .language = hall_id(&f->hall, NAME_LANGUAGE, "az"),
                                      .party = 1,
                                      .slot_ms = slot_ms};
    struct refusal refusal = {0};
    return bookings_book(&f->bookings, &wish, &refusal, ret_booked) < 0 ? refusal.kind : REFUSAL_NONE;
}

static enum refusal_kind check_in(struct help *f, struct booked *booked, int64_t *ret_at_ms)
{
    struct refusal refusal = {0};
    int r = bookings_check_in(&f->bookings, booked, code_random(0), &refusal);
    *ret_at_ms = refusal.at_ms;
    return r < 0 ? refusal.kind : REFUSAL_NONE;
}

static void who_is_late_is_told_until_when_it_was_and_may_be_moved(void **state)
{
    struct help *f = *state;
    struct booked *booked;
    struct refusal refusal;
    int64_t until_ms, slot_ms = at(tuesday, 11), late_ms = f->hall.rulebook->limits.late_ms;
    assert_int_equal(book(f, slot_ms, &booked), REFUSAL_NONE);
    help_pass(f, HOUR_MS + late_ms + 1000);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_MISSED);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_TOO_LATE);
    assert_true(until_ms == slot_ms + late_ms);
    assert_int_equal(bookings_cancel(&f->bookings, booked, &refusal), -1);
    assert_int_equal(refusal.kind, REFUSAL_UNKNOWN_BOOKING);
    assert_int_equal(bookings_move(&f->bookings, booked, at(tuesday, 15), &refusal), 0);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_OPEN);
    help_pass(f, 4 * HOUR_MS - late_ms - 60000);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_NONE);
    assert_int_equal(bookings_ticket(&f->bookings, booked), 1);
}

static void a_failed_commit_takes_back_what_was_booked_in_its_turn_only(void **state)
{
    struct help *f = *state;
    struct booked *kept, *lost;
    char code[LONG_CODE_SIZE], gone[LONG_CODE_SIZE];
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 11), &kept), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    int32_t of_day = kept->of_day;
    long_code_text(kept->code, code);
    assert_int_equal(book(f, at(date_add(tuesday, 1), 11), &lost), REFUSAL_NONE);
    long_code_text(lost->code, gone);
    store_drop(f->hall.store);
    bookings_forget(&f->bookings);
    assert_null(bookings_find(&f->bookings, gone));
    kept = bookings_find(&f->bookings, code);
    assert_non_null(kept);
    assert_int_equal(kept->of_day, of_day);
    help_pass(f, 45 * MINUTE_MS);
    assert_int_equal(check_in(f, kept, &at_ms), REFUSAL_NONE);
}

static void those_of_a_day_enter_it_and_are_forgotten_after_it(void **state)
{
    struct help *f = *state;
    struct booked *today, *next;
    const struct date wednesday = date_add(tuesday, 1);
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 16), &today), REFUSAL_NONE);
    assert_int_equal(book(f, at(wednesday, 10), &next), REFUSAL_NONE);
    assert_int_equal(next->of_day, 0);
    assert_int_equal(check_in(f, next, &at_ms), REFUSAL_TOO_SOON);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_pass(f, 23 * HOUR_MS + 45 * MINUTE_MS);
    assert_int_equal(engine_day(f->hall.engine), date_days(wednesday));
    assert_int_equal(bookings_count(&f->bookings), 1);
    next = bookings_at(&f->bookings, 0);
    assert_int_equal(next->of_day, 1);
    assert_int_equal(check_in(f, next, &at_ms), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
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

/* Its row of the later day is read at start, that of the earlier one no more. */
static void who_was_moved_to_an_earlier_day_is_not_back_on_the_later(void **state)
{
    struct help *f = *state;
    struct booked *booked;
    struct refusal refusal;
    char code[LONG_CODE_SIZE];
    assert_int_equal(book(f, at(date_add(tuesday, 2), 11), &booked), REFUSAL_NONE);
    assert_int_equal(bookings_move(&f->bookings, booked, at(tuesday, 15), &refusal), 0);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_OPEN);
    long_code_text(booked->code, code);
    int32_t id = booked->id;
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    assert_non_null(bookings_find(&f->bookings, code));
    help_pass(f, 24 * HOUR_MS);
    assert_int_equal(engine_day(f->hall.engine), date_days(tuesday) + 1);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    assert_null(bookings_find(&f->bookings, code));
    assert_int_equal(book(f, at(date_add(tuesday, 2), 11), &booked), REFUSAL_NONE);
    assert_true(booked->id > id);
}

static void who_was_not_there_while_the_daemon_was_not_has_missed_it(void **state)
{
    struct help *f = *state;
    struct booked *booked;
    int64_t until_ms;
    assert_int_equal(book(f, at(date_add(tuesday, 1), 10), &booked), REFUSAL_NONE);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    f->wall_ms += 28 * HOUR_MS;
    f->boottime_ms += 28 * HOUR_MS;
    help_open(f);
    help_pass(f, 0);
    booked = bookings_at(&f->bookings, bookings_count(&f->bookings) - 1);
    assert_int_equal(bookings_state(&f->bookings, booked), BOOKING_MISSED);
    assert_int_equal(check_in(f, booked, &until_ms), REFUSAL_TOO_LATE);
    assert_true(until_ms == booked->until_ms);
}

static void slots_keep_to_the_hours_of_the_day(void **state)
{
    struct help *f = *state;
    struct booking_slot slots[128];
    const struct date sunday = date_add(tuesday, 5);
    int32_t service = service_of(f), day = (int32_t)date_days(tuesday);
    size_t count = bookings_slots(&f->bookings, service, day, 128, slots);
    assert_true(count > 0 && slots[0].at_ms >= at(tuesday, 10));
    assert_true(slots[count - 1].at_ms + 15 * MINUTE_MS <= at(tuesday, 18));
    assert_int_equal(bookings_slots(&f->bookings, service, (int32_t)date_days(sunday), 128, slots), 0);
    struct booked *booked;
    assert_int_equal(book(f, at(sunday, 11), &booked), REFUSAL_NO_SLOT);
    assert_int_equal(book(f, at(tuesday, 9), &booked), REFUSAL_TIME_SPAN_WRONG);
    assert_int_equal(book(f, at(date_add(tuesday, 365), 11), &booked), REFUSAL_TIME_SPAN_WRONG);
}

/* Hours of the service on a day so many days ahead. */
static struct day_word word_of(struct help *f, int ahead, int from_minute, int until_minute)
{
    int32_t day = days_today(&f->days) + ahead;
    struct day_word word = {.day = day, .service = service_of(f), .at_ms = turn_now(&f->turn)};
    word.open.count = 1;
    word.open.spans[0] = (struct rule_span){.from_ms = clock_at(date_of(day), from_minute),
                                            .until_ms = clock_at(date_of(day), until_minute)};
    days_weigh(&f->days, &word);
    return word;
}

static void a_word_about_the_day_hits_bookings(void **state)
{
    struct help *f = *state;
    struct booked *before, *over, *after;
    int64_t at_ms;
    const struct date tomorrow = date_add(tuesday, 1);
    assert_int_equal(book(f, at(tomorrow, 10), &before), REFUSAL_NONE);
    assert_int_equal(book(f, at(tomorrow, 11) + 45 * MINUTE_MS, &over), REFUSAL_NONE);
    assert_int_equal(book(f, at(tomorrow, 15), &after), REFUSAL_NONE);
    struct day_word word = word_of(f, 1, 9 * 60, 11 * 60 + 50);
    assert_false(bookings_is_hit(&f->bookings, before, &word));
    assert_true(bookings_is_hit(&f->bookings, over, &word)); /* it is closed before its slot is over */
    assert_true(bookings_is_hit(&f->bookings, after, &word));
    assert_false(bookings_is_hit(&f->bookings, after, NULL));
    days_say(&f->days, &word);
    assert_true(bookings_is_hit(&f->bookings, after, NULL));
    assert_int_equal(book(f, at(tomorrow, 15), &after), REFUSAL_NO_SLOT);
    assert_int_equal(check_in(f, after, &at_ms), REFUSAL_SERVICE_CLOSED); /* nobody is told to come back for it */
    assert_int_equal(check_in(f, before, &at_ms), REFUSAL_TOO_SOON);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    help_pass(f, 23 * HOUR_MS + 30 * MINUTE_MS);
    assert_int_equal(bookings_count(&f->bookings), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(bookings_at(&f->bookings, i)->of_day, i + 1); /* promised: all of them enter the day */
    assert_int_equal(check_in(f, bookings_at(&f->bookings, 0), &at_ms), REFUSAL_NONE);
    assert_int_equal(check_in(f, bookings_at(&f->bookings, 1), &at_ms), REFUSAL_SERVICE_CLOSED);
    assert_int_equal(check_in(f, bookings_at(&f->bookings, 2), &at_ms), REFUSAL_SERVICE_CLOSED);
    word.open.count = 0;
    assert_true(days_take_back(&f->days, &word));
    assert_int_equal(check_in(f, bookings_at(&f->bookings, 2), &at_ms), REFUSAL_TOO_SOON);
}

/* To a place within the hours, from one outside them; and never the other way round. */
static void who_is_hit_can_be_moved(void **state)
{
    struct help *f = *state;
    struct booked *booked;
    struct refusal refusal;
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 16), &booked), REFUSAL_NONE);
    struct day_word word = word_of(f, 0, 9 * 60, 12 * 60);
    days_say(&f->days, &word);
    assert_int_equal(check_in(f, booked, &at_ms), REFUSAL_SERVICE_CLOSED);
    assert_int_equal(bookings_move(&f->bookings, booked, at(tuesday, 15), &refusal), -1);
    assert_int_equal(refusal.kind, REFUSAL_NO_SLOT);
    assert_int_equal(bookings_move(&f->bookings, booked, at(tuesday, 10) + 15 * MINUTE_MS, &refusal), 0);
    assert_int_equal(check_in(f, booked, &at_ms), REFUSAL_NONE);
}

static void a_service_closed_early_hits_what_is_booked_after(void **state)
{
    struct help *f = *state;
    struct booked *now, *later;
    int64_t at_ms;
    assert_int_equal(book(f, at(tuesday, 10), &now), REFUSAL_NONE);
    assert_int_equal(book(f, at(tuesday, 16), &later), REFUSAL_NONE);
    help_pass(f, 20 * MINUTE_MS);
    help_do(f, (struct command){.kind = COMMAND_CLOSE_SERVICE,
                                .service = service_of(f),
                                .closing = CLOSING_ALL,
                                .reason = help_id(f, NAME_REASON, "system-down")});
    assert_false(bookings_is_hit(&f->bookings, now, NULL));
    assert_true(bookings_is_hit(&f->bookings, later, NULL));
    assert_int_equal(check_in(f, later, &at_ms), REFUSAL_SERVICE_CLOSED);
    assert_int_equal(check_in(f, now, &at_ms), REFUSAL_TOO_LATE);
    help_do(f, (struct command){.kind = COMMAND_OPEN_SERVICE, .service = service_of(f)});
    assert_false(bookings_is_hit(&f->bookings, later, NULL));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(who_is_late_is_told_until_when_it_was_and_may_be_moved),
            TEST(a_failed_commit_takes_back_what_was_booked_in_its_turn_only),
            TEST(those_of_a_day_enter_it_and_are_forgotten_after_it),
            TEST(who_was_moved_to_an_earlier_day_is_not_back_on_the_later),
            TEST(who_was_not_there_while_the_daemon_was_not_has_missed_it),
            TEST(slots_keep_to_the_hours_of_the_day),
            TEST(a_word_about_the_day_hits_bookings),
            TEST(who_is_hit_can_be_moved),
            TEST(a_service_closed_early_hits_what_is_booked_after),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
