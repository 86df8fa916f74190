/* SPDX-License-Identifier: MIT
 *
 * The only reader of time, replaceable in tests, and the calendar arithmetic of the centre's time zone.
 *
 * `now` is milliseconds since 1970 UTC that never run backwards in a process: the wall clock at start, advanced by
 * CLOCK_BOOTTIME. A wall clock set back or forward moves `now` only when clock_follow_wall() is asked to; forward at
 * once, while after a step back `now` goes on more slowly until the wall clock has caught up, so that it never stands
 * still and a span measured meanwhile is short by a tenth, not by all of the step.
 */
#pragma once

#include "common/base.h"

struct date {
    int year;  /* 2026 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY, WEEKDAYS };

/* What clock_now() reads; a test gives its own. Both in milliseconds. */
struct clock_source {
    int64_t (*wall_ms)(void *data);     /* CLOCK_REALTIME */
    int64_t (*boottime_ms)(void *data); /* CLOCK_BOOTTIME: goes on while the machine sleeps */
    void *data;
};

struct clock {
    struct clock_source source;
    int64_t base_ms; /* now = base_ms + boottime */
    int64_t last_ms; /* the newest answer: never less than this */
    struct {
        int64_t from_ms, boottime_ms; /* then and there it began */
        int32_t rate;                 /* in thousandths; 0: it is not slow */
    } slow;                           /* ahead of base_ms + boottime, and waiting for it */
};

/* NULL source: the system's clocks. */
void clock_init(struct clock *clock, const struct clock_source *source);
int64_t clock_now(struct clock *clock);
/* How far the wall clock is ahead of what is followed (negative: behind), in ms. */
int64_t clock_drift(struct clock *clock);
/* Takes the wall clock's time from here on. If `now` is ahead of it, it runs a tenth slower until they meet, or as slow
 * as it takes for them to meet at `meet_ms`: the end of the business day, which must not end before the wall clock says
 * so. */
void clock_follow_wall(struct clock *clock, int64_t meet_ms);

/* What a process leaves to the next one: now - boottime, the same as long as the machine runs. */
int64_t clock_base(const struct clock *clock);
/* Goes on by a base of before, from `now_ms` at least (slower, as above, if that is ahead of it); `now` may be earlier
 * than it was in this process so far. */
void clock_go_on(struct clock *clock, int64_t base_ms, int64_t now_ms, int64_t meet_ms);
/* And a base for `now` to be this. */
int64_t clock_base_at(struct clock *clock, int64_t now_ms);
#define BOOT_ID_SIZE 40
/* Names this run of the machine; "" if it does not tell. */
const char *clock_boot_id(char text[BOOT_ID_SIZE]);

/* The system's wall clock as it is, running backwards when it is set back: for lines of the log, nothing else. */
int64_t clock_wall_ms(void);
/* How long something takes: the difference of two, in microseconds (CLOCK_MONOTONIC). No moment of anything else. */
int64_t clock_stopwatch_us(void);

/* --- the centre's time zone --- */

/* Does this machine know the zone, without taking it? */
bool clock_has_zone(const char *name);

/* A zone by its tz database name, "Asia/Baku". -ENOENT if this machine does not know it (glibc alone would silently
 * take UTC). Sets TZ of the process: one process serves one centre. */
int clock_set_zone(const char *name) attr_must_check;

struct local_time {
    struct date date;
    int minute_of_day; /* 0..1439 */
    int second;
    int utc_offset_s;
};
struct local_time clock_local(int64_t at_ms);

/* The moment of a local date and minute. A minute that daylight saving skips gives the first moment after the gap; one
 * that comes twice gives the first. */
int64_t clock_at(struct date date, int minute_of_day);

/* The business day at a moment: day D lasts from `start_minute` of D to `start_minute` of D + 1 (day roll-over of a
 * centre that works past midnight; 0 for midnight). A later moment never has an earlier day, whatever daylight saving
 * does. */
struct date clock_business_day(int64_t at_ms, int start_minute);

bool date_is_valid(struct date date);
enum weekday date_weekday(struct date date);
int date_compare(struct date a, struct date b); /* <0, 0, >0 */
struct date date_add(struct date date, int days);
int64_t date_days(struct date date); /* since 1970-01-01 */
struct date date_of(int64_t day);    /* and back */

#define DATE_TEXT_SIZE 16
const char *date_text(struct date date, char text[DATE_TEXT_SIZE]);      /* "2026-11-23" */
int date_parse(const char *text, struct date *ret_date) attr_must_check; /* exactly YYYY-MM-DD, or -EINVAL */
int minute_parse(const char *text, int *ret_minute) attr_must_check;     /* "HH:MM", 00:00..24:00, or -EINVAL */
