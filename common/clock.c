/* SPDX-License-Identifier: MIT
 *
 * Time that never runs backwards, and the calendar of one time zone.
 *
 * A local minute is turned into a moment without mktime(): for a minute that comes twice glibc answers as its last call
 * left it, and for one that is skipped it answers an hour beside. Here both offsets around the minute are tried. With
 * local time L, an offset o fits if it holds at L - o. Two fit: the minute comes twice, the earlier moment counts. None
 * fits: it is skipped, and the change itself lies between L - after and L - before, where it is searched.
 */
#include "common/clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY_MINUTES 1440
#define DAY_S       86400

/* --- now --- */

static int64_t read_clock(clockid_t id)
{
    struct timespec time;
    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t system_wall_ms(void *data)
{
    (void)data;
    return clock_wall_ms();
}

static int64_t system_boottime_ms(void *data)
{
    (void)data;
    return read_clock(CLOCK_BOOTTIME);
}

int64_t clock_wall_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_stopwatch_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

void clock_init(struct clock *clock, const struct clock_source *source)
{
    static const struct clock_source system = {.wall_ms = system_wall_ms, .boottime_ms = system_boottime_ms};
    *clock = (struct clock){.source = source ? *source : system, .last_ms = INT64_MIN};
    clock_follow_wall(clock, INT64_MAX);
}

/* Ahead of what it follows, and slower, until the two meet. */
static int64_t slowed(struct clock *clock, int64_t line_ms, int64_t boottime_ms)
{
    int64_t slow_ms = clock->slow.from_ms + (boottime_ms - clock->slow.boottime_ms) * clock->slow.rate / 1000;
    if (slow_ms > line_ms)
        return slow_ms;
    clock->slow.rate = 0;
    return line_ms;
}

int64_t clock_now(struct clock *clock)
{
    int64_t boottime_ms = clock->source.boottime_ms(clock->source.data);
    int64_t now_ms = clock->base_ms + boottime_ms;
    if (clock->slow.rate)
        now_ms = slowed(clock, now_ms, boottime_ms);
    if (now_ms > clock->last_ms)
        clock->last_ms = now_ms;
    return clock->last_ms;
}

int64_t clock_drift(struct clock *clock)
{
    int64_t boottime_ms = clock->source.boottime_ms(clock->source.data);
    return clock->source.wall_ms(clock->source.data) - (clock->base_ms + boottime_ms);
}

int64_t clock_base(const struct clock *clock)
{
    return clock->base_ms;
}

int64_t clock_base_at(struct clock *clock, int64_t now_ms)
{
    return now_ms - clock->source.boottime_ms(clock->source.data);
}

/* Two lines that shall meet: one from now on at `rate`, the other behind it at full speed. */
static int32_t rate_to_meet(int64_t now_ms, int64_t line_ms, int64_t meet_ms)
{
    const int32_t usual = 900, least = 1;
    if (meet_ms <= now_ms)
        return least;
    double rate = (double)(meet_ms - now_ms) / (double)(meet_ms - line_ms) * 1000;
    return rate > usual ? usual : rate < least ? least : (int32_t)rate;
}

void clock_go_on(struct clock *clock, int64_t base_ms, int64_t now_ms, int64_t meet_ms)
{
    int64_t boottime_ms = clock->source.boottime_ms(clock->source.data);
    int64_t line_ms = base_ms + boottime_ms;
    clock->base_ms = base_ms;
    clock->slow.rate = 0;
    clock->last_ms = now_ms > line_ms ? now_ms : line_ms;
    if (now_ms <= line_ms)
        return;
    clock->slow.from_ms = now_ms;
    clock->slow.boottime_ms = boottime_ms;
    clock->slow.rate = rate_to_meet(now_ms, line_ms, meet_ms);
}

void clock_follow_wall(struct clock *clock, int64_t meet_ms)
{
    int64_t now_ms = clock->last_ms == INT64_MIN ? INT64_MIN : clock_now(clock);
    clock_go_on(clock, clock_base_at(clock, clock->source.wall_ms(clock->source.data)), now_ms, meet_ms);
}

const char *clock_boot_id(char text[BOOT_ID_SIZE])
{
    _cleanup_close_ int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, text, BOOT_ID_SIZE - 1) : 0;
    text[length > 0 ? length : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text;
}

/* --- zone --- */

/* Only names that stay inside the folder of zones: "Asia/Baku", "Etc/GMT-4", "America/Port-au-Prince". */
static bool is_zone_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    size_t length = strlen(name);
    return length > 0 && strspn(name, letters) == length && name[0] != '/' && name[length - 1] != '/' &&
           !strstr(name, "//");
}

static int open_zone(const char *name)
{
    const char *folder = getenv("TZDIR");
    _cleanup_free_ char *path = mem_printf("%s/%s", folder && *folder ? folder : "/usr/share/zoneinfo", name);
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bool clock_has_zone(const char *name)
{
    if (!is_zone_name(name))
        return false;
    _cleanup_close_ int fd = open_zone(name);
    char magic[4]; /* RFC 8536 section 3.1 */
    return fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
}

int clock_set_zone(const char *name)
{
    if (!clock_has_zone(name))
        return -ENOENT;
    if (setenv("TZ", name, 1) < 0)
        return -errno;
    tzset();
    return 0;
}

static struct tm broken_down(int64_t at_s)
{
    time_t at = (time_t)at_s;
    struct tm local;
    struct tm *filled = localtime_r(&at, &local);
    assert(filled);
    return *filled;
}

static int64_t offset_at(int64_t at_s)
{
    return broken_down(at_s).tm_gmtoff;
}

static int64_t floor_seconds(int64_t ms)
{
    return ms / 1000 - (ms % 1000 < 0);
}

struct local_time clock_local(int64_t at_ms)
{
    struct tm local = broken_down(floor_seconds(at_ms));
    return (struct local_time){
            .date = {.year = local.tm_year + 1900, .month = local.tm_mon + 1, .day = local.tm_mday},
            .minute_of_day = local.tm_hour * 60 + local.tm_min,
            .second = local.tm_sec,
            .utc_offset_s = (int)local.tm_gmtoff,
    };
}

/* The first second in (low, high] where the offset is no longer that of `low`. */
static int64_t find_change(int64_t low, int64_t high)
{
    int64_t before = offset_at(low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

int64_t clock_at(struct date date, int minute_of_day)
{
    int64_t local_s = date_days(date) * DAY_S + (int64_t)minute_of_day * 60;
    int64_t before = offset_at(local_s - DAY_S), after = offset_at(local_s + DAY_S);
    int64_t earlier = local_s - (before > after ? before : after);
    int64_t later = local_s - (before > after ? after : before);
    if (offset_at(earlier) == local_s - earlier)
        return earlier * 1000;
    if (offset_at(later) == local_s - later)
        return later * 1000;
    return find_change(earlier, later) * 1000;
}

struct date clock_business_day(int64_t at_ms, int start_minute)
{
    /* Compared as moments, not as minutes: where clocks go back over the start, a day that has begun does not end. */
    struct date date = clock_local(at_ms).date;
    if (at_ms < clock_at(date, start_minute))
        return date_add(date, -1);
    struct date next = date_add(date, 1);
    return at_ms < clock_at(next, start_minute) ? date : next;
}

/* --- dates --- */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_is_valid(struct date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= month_days(date.year, date.month);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years begin in March here, so that the leap day is their last. 719468 days from 0000-03-01 to 1970-01-01; a month's
 * first day is (153 m + 2) / 5 because months from March on repeat 31, 30, 31, 30, 31. The formulas are those of
 * https://howardhinnant.github.io/date_algorithms.html */
int64_t date_days(struct date date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t month = (date.month + 9) % 12;
    int64_t leap_days = floor_divide(year, 4) - floor_divide(year, 100) + floor_divide(year, 400);
    return year * 365 + leap_days + (153 * month + 2) / 5 + date.day - 1 - 719468;
}

struct date date_of(int64_t day)
{
    return date_add((struct date){1970, 1, 1}, (int)day);
}

static struct date date_of_days(int64_t days)
{
    int64_t era = floor_divide(days + 719468, 146097); /* 400 years */
    int64_t day = days + 719468 - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    return (struct date){
            .year = (int)(era * 400 + year + (month >= 10)),
            .month = (int)(month < 10 ? month + 3 : month - 9),
            .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

enum weekday date_weekday(struct date date)
{
    int64_t days = date_days(date) + THURSDAY; /* 1970-01-01 */
    return (enum weekday)(days - floor_divide(days, WEEKDAYS) * WEEKDAYS);
}

int date_compare(struct date a, struct date b)
{
    int64_t difference = date_days(a) - date_days(b);
    return (difference > 0) - (difference < 0);
}

struct date date_add(struct date date, int days)
{
    return date_of_days(date_days(date) + days);
}

const char *date_text(struct date date, char text[DATE_TEXT_SIZE])
{
    assert(date_is_valid(date));
    char *to = put_digits(text, (unsigned)date.year, 4);
    *to++ = '-';
    to = put_digits(to, (unsigned)date.month, 2);
    *to++ = '-';
    *put_digits(to, (unsigned)date.day, 2) = '\0';
    return text;
}

/* Text has the shape of `pattern`, where '0' stands for any digit. */
static bool has_shape(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    }
    return !*text;
}

static int read_digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

int date_parse(const char *text, struct date *ret_date)
{
    if (!has_shape(text, "0000-00-00"))
        return -EINVAL;
    struct date date = {
            .year = read_digits(text, 4), .month = read_digits(text + 5, 2), .day = read_digits(text + 8, 2)};
    if (!date_is_valid(date))
        return -EINVAL;
    *ret_date = date;
    return 0;
}

int minute_parse(const char *text, int *ret_minute)
{
    if (!has_shape(text, "00:00"))
        return -EINVAL;
    int hour = read_digits(text, 2), minute = read_digits(text + 3, 2);
    if (minute > 59 || hour * 60 + minute > DAY_MINUTES)
        return -EINVAL;
    *ret_minute = hour * 60 + minute;
    return 0;
}
