/* SPDX-License-Identifier: MIT
 *
 * Time: never backwards whatever is done to the machine's clocks; days, minutes and moments of zones that change twice
 * a year, at midnight, by a whole day; dates against a calendar that counts on its fingers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)

/* --- now --- */

struct machine {
    int64_t wall_ms, boottime_ms;
};

static int64_t machine_wall(void *data)
{
    return ((struct machine *)data)->wall_ms;
}

static int64_t machine_boottime(void *data)
{
    return ((struct machine *)data)->boottime_ms;
}

static void pass(struct machine *machine, int64_t ms)
{
    machine->wall_ms += ms;
    machine->boottime_ms += ms;
}

static struct clock clock_of(struct machine *machine)
{
    struct clock_source source = {.wall_ms = machine_wall, .boottime_ms = machine_boottime, .data = machine};
    struct clock clock;
    clock_init(&clock, &source);
    return clock;
}

static void now_is_the_wall_clock_at_start_and_goes_on(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    assert_int_equal(clock_now(&clock), 1000000);
    pass(&machine, 1234);
    assert_int_equal(clock_now(&clock), 1001234);
    assert_int_equal(clock_drift(&clock), 0);
}

static void clock_set_forward_moves_nothing_until_followed(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    machine.wall_ms += HOUR_MS;
    pass(&machine, 10);
    assert_int_equal(clock_now(&clock), 1000010);
    assert_int_equal(clock_drift(&clock), HOUR_MS);
    clock_follow_wall(&clock, INT64_MAX);
    assert_int_equal(clock_now(&clock), 1000010 + HOUR_MS);
    assert_int_equal(clock_drift(&clock), 0);
}

static void clock_set_back_is_waited_for_a_tenth_slower(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    assert_int_equal(clock_now(&clock), 1000000);
    machine.wall_ms -= 5000;
    assert_int_equal(clock_drift(&clock), -5000);
    clock_follow_wall(&clock, INT64_MAX);
    assert_int_equal(clock_drift(&clock), 0);
    assert_int_equal(clock_now(&clock), 1000000);
    pass(&machine, 10000);
    assert_int_equal(clock_now(&clock), 1009000);
    pass(&machine, 39990);
    assert_int_equal(clock_now(&clock), 1044991);
    assert_int_equal(machine.wall_ms, 1044990);
    pass(&machine, 20);
    assert_int_equal(clock_now(&clock), machine.wall_ms);
    pass(&machine, HOUR_MS);
    assert_int_equal(clock_now(&clock), machine.wall_ms);
}

/* Set back by a day at ten in the morning: the day must not end before the wall clock reaches its end. */
static void clock_set_back_by_much_is_met_at_the_end_of_the_day(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000 * HOUR_MS, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    int64_t end_ms = machine.wall_ms + 14 * HOUR_MS, last_ms = clock_now(&clock);
    machine.wall_ms -= 24 * HOUR_MS;
    clock_follow_wall(&clock, end_ms);
    for (int minute = 1; minute <= 38 * 60; minute++) {
        pass(&machine, MINUTE_MS);
        assert_true(clock_now(&clock) > last_ms);
        last_ms = clock_now(&clock);
        assert_true(last_ms <= end_ms);
    }
    assert_int_equal(machine.wall_ms, end_ms);
    assert_true(end_ms - last_ms < 3 * MINUTE_MS);
    pass(&machine, 5 * MINUTE_MS);
    assert_int_equal(clock_now(&clock), machine.wall_ms);
}

static void next_process_goes_on_where_the_last_one_was(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock before = clock_of(&machine);
    int64_t base_ms = clock_base(&before);
    machine.wall_ms += HOUR_MS; /* set while no process ran */
    pass(&machine, 2000);
    struct clock after = clock_of(&machine);
    assert_int_equal(clock_now(&after), machine.wall_ms);
    clock_go_on(&after, base_ms, 1001000, INT64_MAX);
    assert_int_equal(clock_now(&after), 1002000);
    assert_int_equal(clock_drift(&after), HOUR_MS);
    assert_int_equal(clock_base_at(&after, 1002000), base_ms);
}

static void process_that_was_ahead_goes_on_ahead_and_slower(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    clock_go_on(&clock, clock_base(&clock), 1000500, INT64_MAX);
    assert_int_equal(clock_now(&clock), 1000500);
    assert_int_equal(clock_drift(&clock), 0);
    pass(&machine, 1000);
    assert_int_equal(clock_now(&clock), 1001400);
    pass(&machine, 5000);
    assert_int_equal(clock_now(&clock), machine.wall_ms);
}

static void this_run_of_the_machine_has_a_name(void **state)
{
    (void)state;
    char once[BOOT_ID_SIZE], again[BOOT_ID_SIZE];
    assert_int_equal(strlen(clock_boot_id(once)), 36);
    assert_string_equal(once, clock_boot_id(again));
}

static void time_of_sleep_counts(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 50};
    struct clock clock = clock_of(&machine);
    pass(&machine, 8 * HOUR_MS); /* suspended: CLOCK_BOOTTIME goes on */
    assert_int_equal(clock_now(&clock), 1000000 + 8 * HOUR_MS);
}

static void source_that_falters_never_takes_now_back(void **state)
{
    (void)state;
    struct machine machine = {.wall_ms = 1000000, .boottime_ms = 500};
    struct clock clock = clock_of(&machine);
    pass(&machine, 100);
    assert_int_equal(clock_now(&clock), 1000100);
    machine.boottime_ms -= 70;
    assert_int_equal(clock_now(&clock), 1000100);
}

static void system_clock_is_read(void **state)
{
    (void)state;
    struct clock clock;
    clock_init(&clock, NULL);
    int64_t first_ms = clock_now(&clock), wall_ms = clock_wall_ms();
    assert_in_range(wall_ms - first_ms + 10000, 0, 20000);
    assert_true(first_ms > INT64_C(1700000000000));
    assert_true(clock_now(&clock) >= first_ms);
}

/* --- zones --- */

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return (date_days((struct date){year, month, day}) * 1440 + hour * 60 + minute) * MINUTE_MS;
}

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return clock_at((struct date){year, month, day}, hour * 60 + minute);
}

static void expect_local(int64_t at_ms, const char *date, int hour, int minute, int offset_s)
{
    char text[DATE_TEXT_SIZE];
    struct local_time local = clock_local(at_ms);
    assert_string_equal(date_text(local.date, text), date);
    assert_int_equal(local.minute_of_day, hour * 60 + minute);
    assert_int_equal(local.utc_offset_s, offset_s);
}

static void expect_day(int64_t at_ms, int start_minute, const char *date)
{
    char text[DATE_TEXT_SIZE];
    assert_string_equal(date_text(clock_business_day(at_ms, start_minute), text), date);
}

static void baku(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    assert_int_equal(at(2026, 11, 23, 9, 0), utc(2026, 11, 23, 5, 0));
    assert_int_equal(at(2026, 11, 23, 24, 0), at(2026, 11, 24, 0, 0));
    expect_local(utc(2026, 11, 23, 20, 30), "2026-11-24", 0, 30, 4 * 3600);
    expect_local(utc(2015, 7, 1, 0, 0), "2015-07-01", 5, 0, 5 * 3600); /* the last summer time */
    struct local_time local = clock_local(utc(2026, 11, 23, 5, 0) + 59999);
    assert_int_equal(local.second, 59);
    expect_local(-1, "1970-01-01", 3, 59, 4 * 3600); /* before 1970: rounded down */
    assert_int_equal(clock_local(-1).second, 59);
}

static void berlin_spring(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Europe/Berlin"), 0);
    int64_t change_ms = utc(2026, 3, 29, 1, 0);
    expect_local(change_ms - 1, "2026-03-29", 1, 59, 3600);
    expect_local(change_ms, "2026-03-29", 3, 0, 7200);
    assert_int_equal(at(2026, 3, 29, 1, 59), change_ms - MINUTE_MS);
    assert_int_equal(at(2026, 3, 29, 2, 0), change_ms); /* 02:00 to 02:59 do not exist */
    assert_int_equal(at(2026, 3, 29, 2, 30), change_ms);
    assert_int_equal(at(2026, 3, 29, 2, 59), change_ms);
    assert_int_equal(at(2026, 3, 29, 3, 0), change_ms);
    assert_int_equal(at(2026, 3, 29, 3, 1), change_ms + MINUTE_MS);
    assert_int_equal(at(2026, 3, 30, 0, 0) - at(2026, 3, 29, 0, 0), 23 * HOUR_MS);
}

static void berlin_autumn(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Europe/Berlin"), 0);
    int64_t change_ms = utc(2026, 10, 25, 1, 0);
    expect_local(change_ms - 1, "2026-10-25", 2, 59, 7200);
    expect_local(change_ms, "2026-10-25", 2, 0, 3600);
    assert_int_equal(at(2026, 10, 25, 2, 0), change_ms - HOUR_MS); /* the first of two */
    assert_int_equal(at(2026, 10, 25, 2, 59), change_ms - MINUTE_MS);
    assert_int_equal(at(2026, 10, 25, 3, 0), change_ms + HOUR_MS);
    assert_int_equal(at(2026, 10, 26, 0, 0) - at(2026, 10, 25, 0, 0), 25 * HOUR_MS);
}

static void answer_does_not_depend_on_the_question_before(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Europe/Berlin"), 0);
    at(2026, 12, 24, 12, 0); /* glibc's mktime would now take the second 02:30 */
    assert_int_equal(at(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30));
    at(2026, 7, 1, 12, 0);
    assert_int_equal(at(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30));
}

static void sao_paulo_changes_at_midnight(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("America/Sao_Paulo"), 0);
    /* 2018-11-04 had no hour from 00:00 to 00:59. */
    int64_t spring_ms = utc(2018, 11, 4, 3, 0);
    assert_int_equal(at(2018, 11, 4, 0, 0), spring_ms);
    assert_int_equal(at(2018, 11, 4, 0, 59), spring_ms);
    expect_local(spring_ms, "2018-11-04", 1, 0, -2 * 3600);
    expect_day(spring_ms - 1, 0, "2018-11-03");
    expect_day(spring_ms, 0, "2018-11-04");
    /* 2018-02-17 had the hour from 23:00 twice. */
    int64_t autumn_ms = utc(2018, 2, 18, 2, 0);
    assert_int_equal(at(2018, 2, 17, 23, 30), autumn_ms - HOUR_MS / 2);
    assert_int_equal(at(2018, 2, 18, 0, 0), autumn_ms + HOUR_MS);
    expect_day(autumn_ms + HOUR_MS / 2, 0, "2018-02-17");
    expect_day(autumn_ms + HOUR_MS, 0, "2018-02-18");
}

static void apia_left_out_a_day(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Pacific/Apia"), 0);
    int64_t change_ms = utc(2011, 12, 30, 10, 0);
    assert_int_equal(at(2011, 12, 29, 23, 59), change_ms - MINUTE_MS);
    assert_int_equal(at(2011, 12, 30, 0, 0), change_ms);
    assert_int_equal(at(2011, 12, 30, 12, 0), change_ms);
    assert_int_equal(at(2011, 12, 31, 0, 0), change_ms);
    expect_day(change_ms, 0, "2011-12-31");
}

static void every_minute_of_a_year_is_found_again(void **state)
{
    (void)state;
    static const char *const zones[] = {"Europe/Berlin", "America/Sao_Paulo", "Asia/Baku", "Australia/Lord_Howe"};
    for (size_t z = 0; z < ARRAY_SIZE(zones); z++) {
        assert_int_equal(clock_set_zone(zones[z]), 0);
        for (int64_t at_ms = utc(2018, 1, 1, 0, 0); at_ms < utc(2019, 1, 1, 0, 0); at_ms += 10 * MINUTE_MS) {
            struct local_time local = clock_local(at_ms);
            int64_t found_ms = clock_at(local.date, local.minute_of_day);
            struct local_time again = clock_local(found_ms);
            assert_true(found_ms == at_ms || found_ms == at_ms - HOUR_MS || found_ms == at_ms - HOUR_MS / 2);
            assert_int_equal(date_compare(again.date, local.date), 0);
            assert_int_equal(again.minute_of_day, local.minute_of_day);
        }
    }
}

static void business_day(void **state)
{
    (void)state;
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    expect_day(at(2026, 11, 23, 0, 0), 0, "2026-11-23");
    expect_day(at(2026, 11, 23, 0, 0) - 1, 0, "2026-11-22");
    expect_day(at(2026, 11, 23, 3, 59), 240, "2026-11-22");
    expect_day(at(2026, 11, 23, 4, 0), 240, "2026-11-23");
    expect_day(at(2026, 11, 24, 4, 0) - 1, 240, "2026-11-23");
    expect_day(at(2027, 1, 1, 0, 30), 60, "2026-12-31");
}

static void business_day_never_goes_back(void **state)
{
    (void)state;
    /* St John's went back an hour at 00:01 until 2011: 2010-11-07 began, and a minute later it was the 6th again.
     * Berlin: the day starts at 02:30, which comes twice. */
    static const struct {
        const char *zone;
        struct date from;
        int start_minute;
    } cases[] = {{"America/St_Johns", {2010, 11, 6}, 0},
                 {"America/St_Johns", {2010, 3, 13}, 0},
                 {"Europe/Berlin", {2026, 10, 24}, 150},
                 {"Europe/Berlin", {2026, 3, 28}, 150},
                 {"America/Sao_Paulo", {2018, 2, 17}, 0}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(clock_set_zone(cases[i].zone), 0);
        int64_t from_ms = clock_at(cases[i].from, cases[i].start_minute);
        struct date last = cases[i].from;
        int changes = 0;
        for (int64_t at_ms = from_ms; at_ms < from_ms + 70 * HOUR_MS; at_ms += MINUTE_MS) {
            struct date day = clock_business_day(at_ms, cases[i].start_minute);
            assert_true(date_compare(day, last) >= 0);
            changes += date_compare(day, last) > 0;
            last = day;
        }
        assert_int_equal(changes, 2);
    }
}

static void unknown_zones(void **state)
{
    (void)state;
    static const char *const names[] = {
            "",           "Asia/Bakv",  "Asia",       "asia/baku ", "../etc/passwd", "/etc/passwd", "Asia/../UTC",
            ":Asia/Baku", "Asia//Baku", "Asia/Baku/", "tzdata.zi",  "zone.tab",      "UTC+4",       "<+04>-4"};
    assert_int_equal(clock_set_zone("Asia/Tokyo"), 0);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        assert_int_equal(clock_set_zone(names[i]), -ENOENT);
    expect_local(0, "1970-01-01", 9, 0, 9 * 3600); /* a refusal changes nothing */
    assert_int_equal(clock_set_zone("Etc/GMT-4"), 0);
    expect_local(0, "1970-01-01", 4, 0, 4 * 3600);
}

static void zones_folder_is_respected(void **state)
{
    (void)state;
    char folder[] = "/tmp/novbe-clock-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("TZDIR", folder, 1), 0);
    assert_int_equal(clock_set_zone("Asia/Baku"), -ENOENT);
    _cleanup_free_ char *zone = mem_printf("%s/Home", folder);
    assert_int_equal(symlink("/usr/share/zoneinfo/Asia/Tokyo", zone), 0);
    assert_int_equal(clock_set_zone("Home"), 0);
    expect_local(0, "1970-01-01", 9, 0, 9 * 3600);
    assert_int_equal(unlink(zone), 0);
    assert_int_equal(mkdir(zone, 0700), 0);
    assert_int_equal(clock_set_zone("Home"), -ENOENT);
    assert_int_equal(rmdir(zone), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(unsetenv("TZDIR"), 0);
}

/* --- dates --- */

/* A calendar for children: one day after the other. */
static struct date day_after(struct date date)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0);
    int length = lengths[date.month - 1] + (leap && date.month == 2);
    if (date.day < length)
        return (struct date){date.year, date.month, date.day + 1};
    if (date.month < 12)
        return (struct date){date.year, date.month + 1, 1};
    return (struct date){date.year + 1, 1, 1};
}

static void four_hundred_years_day_by_day(void **state)
{
    (void)state;
    struct date start = {1850, 1, 1}, date = start;
    assert_int_equal(date_weekday(start), TUESDAY);
    for (int days = 0; date.year < 2251; days++, date = day_after(date)) {
        struct date added = date_add(start, days);
        assert_int_equal(date_compare(added, date), 0);
        assert_true(added.year == date.year && added.month == date.month && added.day == date.day);
        assert_int_equal(date_days(date) - date_days(start), days);
        assert_int_equal(date_weekday(date), (TUESDAY + days) % WEEKDAYS);
        assert_int_equal(date_compare(date_add(date, -days), start), 0);
        assert_true(date_is_valid(date));
    }
}

static void dates_known(void **state)
{
    (void)state;
    assert_int_equal(date_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_days((struct date){2026, 11, 23}), 20780);
    assert_int_equal(date_compare(date_of(20780), (struct date){2026, 11, 23}), 0);
    assert_int_equal(date_weekday((struct date){2026, 11, 23}), MONDAY);
    assert_int_equal(date_weekday((struct date){1969, 12, 28}), SUNDAY);
    assert_true(date_compare((struct date){2026, 11, 23}, (struct date){2026, 12, 1}) < 0);
    assert_true(date_compare((struct date){2027, 1, 1}, (struct date){2026, 12, 31}) > 0);
}

static void dates_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",           "2026-11-2",  "2026-11-233", "2026-11-23 ", " 2026-11-23",
                                      "2026/11/23", "2026-13-01", "2026-00-01",  "2026-02-29",  "2100-02-29",
                                      "2026-11-31", "2026-11-00", "0000-01-01",  "-026-01-01",  "26-11-23",
                                      "2026-1a-23", "+026-11-23"};
    struct date date = {1, 2, 3};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(date_parse(bad[i], &date), -EINVAL);
    assert_true(date.year == 1 && date.month == 2 && date.day == 3);
}

static void dates_parsed(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"};
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        struct date date;
        char text[DATE_TEXT_SIZE];
        assert_int_equal(date_parse(good[i], &date), 0);
        assert_string_equal(date_text(date, text), good[i]);
    }
}

static void minutes(void **state)
{
    (void)state;
    int minute = -1;
    assert_int_equal(minute_parse("00:00", &minute), 0);
    assert_int_equal(minute, 0);
    assert_int_equal(minute_parse("09:05", &minute), 0);
    assert_int_equal(minute, 545);
    assert_int_equal(minute_parse("24:00", &minute), 0);
    assert_int_equal(minute, 1440);
    static const char *const bad[] = {"",       "9:05", "09:60", "24:01", "25:00",   "0905",
                                      "09:05 ", "09:5", "-1:00", "09.05", "09:05:00"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(minute_parse(bad[i], &minute), -EINVAL);
    assert_int_equal(minute, 1440);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(now_is_the_wall_clock_at_start_and_goes_on),
            cmocka_unit_test(clock_set_forward_moves_nothing_until_followed),
            cmocka_unit_test(clock_set_back_is_waited_for_a_tenth_slower),
            cmocka_unit_test(clock_set_back_by_much_is_met_at_the_end_of_the_day),
            cmocka_unit_test(next_process_goes_on_where_the_last_one_was),
            cmocka_unit_test(process_that_was_ahead_goes_on_ahead_and_slower),
            cmocka_unit_test(this_run_of_the_machine_has_a_name),
            cmocka_unit_test(time_of_sleep_counts),
            cmocka_unit_test(source_that_falters_never_takes_now_back),
            cmocka_unit_test(system_clock_is_read),
            cmocka_unit_test(baku),
            cmocka_unit_test(berlin_spring),
            cmocka_unit_test(berlin_autumn),
            cmocka_unit_test(answer_does_not_depend_on_the_question_before),
            cmocka_unit_test(sao_paulo_changes_at_midnight),
            cmocka_unit_test(apia_left_out_a_day),
            cmocka_unit_test(every_minute_of_a_year_is_found_again),
            cmocka_unit_test(business_day),
            cmocka_unit_test(business_day_never_goes_back),
            cmocka_unit_test(unknown_zones),
            cmocka_unit_test(zones_folder_is_respected),
            cmocka_unit_test(four_hundred_years_day_by_day),
            cmocka_unit_test(dates_known),
            cmocka_unit_test(dates_refused),
            cmocka_unit_test(dates_parsed),
            cmocka_unit_test(minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
