/* SPDX-License-Identifier: MIT
 *
 * Spans of business days.
 */
#include "kiosk/manager/days.h"

#include <string.h>

enum { YEAR_LEAST = 1990, YEAR_MOST = 9999, LEAP_MOST = 9, NUMBERS = 3, TEXT_BYTES = 64 };

static struct date first_of_month(int year, int month)
{
    int months = year * 12 + month - 1;
    return (struct date){months / 12, months % 12 + 1, 1};
}

static struct date last_of_month(int year, int month)
{
    return date_add(first_of_month(year, month + 1), -1);
}

static struct days until_today(struct days days, struct date today)
{
    if (date_compare(days.to, today) > 0 && date_compare(days.from, today) <= 0)
        days.to = today;
    return days;
}

/* All of it. */
static struct days whole(enum days_span span, struct date day)
{
    struct date monday;
    switch (span) {
    case DAYS_WEEK:
        monday = date_add(day, -(int)date_weekday(day));
        return (struct days){monday, date_add(monday, WEEKDAYS - 1), span};
    case DAYS_MONTH:
        return (struct days){first_of_month(day.year, day.month), last_of_month(day.year, day.month), span};
    case DAYS_YEAR:
        return (struct days){first_of_month(day.year, 1), last_of_month(day.year, 12), span};
    case DAYS_DAY:
    case DAYS_ANY:
        break;
    }
    return (struct days){day, day, DAYS_DAY};
}

struct days days_of(enum days_span span, struct date day, struct date today)
{
    return until_today(whole(span, day), today);
}

/* --- steps --- */

struct days days_step(struct days days, int by, struct date today)
{
    int length = (int)(date_days(days.to) - date_days(days.from)) + 1;
    struct days next = days;
    switch (days.span) {
    case DAYS_MONTH:
        next = whole(DAYS_MONTH, first_of_month(days.from.year, days.from.month + by));
        break;
    case DAYS_YEAR:
        next = whole(DAYS_YEAR, first_of_month(days.from.year + by, 1));
        break;
    case DAYS_WEEK:
        next = whole(DAYS_WEEK, date_add(days.from, WEEKDAYS * by));
        break;
    case DAYS_DAY:
    case DAYS_ANY:
        next.from = date_add(days.from, length * by);
        next.to = date_add(days.to, length * by);
        break;
    }
    bool is_there = date_compare(next.from, today) <= 0 && next.from.year >= YEAR_LEAST;
    return is_there ? until_today(next, today) : days;
}

/* --- what is typed --- */

/* Numbers with one of ".-/" between; 0: it is something else. */
static int read_numbers(const char *word, int numbers[NUMBERS])
{
    for (int count = 0; count < NUMBERS;) {
        size_t digits = strspn(word, "0123456789");
        if (digits == 0 || digits > 4)
            return 0;
        numbers[count++] = (int)strtol(word, NULL, 10);
        word += digits;
        if (!*word)
            return count;
        if (!strchr(".-/", *word++))
            return 0;
    }
    return 0;
}

static bool take_day(struct date day, struct days *ret_days)
{
    if (!date_is_valid(day))
        return false;
    *ret_days = whole(DAYS_DAY, day);
    return true;
}

static bool take_month(int year, int month, struct days *ret_days)
{
    if (month < 1 || month > 12)
        return false;
    *ret_days = whole(DAYS_MONTH, first_of_month(year, month));
    return true;
}

/* "23.11" is the last of them that there was. */
static bool take_day_of_year(int day, int month, struct date today, struct days *ret_days)
{
    for (int year = today.year; year > today.year - LEAP_MOST; year--) {
        struct date date = {year, month, day};
        if (date_is_valid(date) && date_compare(date, today) <= 0)
            return take_day(date, ret_days);
    }
    return false;
}

static bool is_year(int number)
{
    return number >= YEAR_LEAST && number <= YEAR_MOST;
}

static bool read_word(const char *word, struct date today, struct days *ret_days)
{
    int n[NUMBERS] = {0}, count = read_numbers(word, n);
    if (count == 0)
        return false;
    if (is_year(n[0]) && count == 1) {
        *ret_days = whole(DAYS_YEAR, first_of_month(n[0], 1));
        return true;
    }
    if (is_year(n[0]))
        return count == 2 ? take_month(n[0], n[1], ret_days) : take_day((struct date){n[0], n[1], n[2]}, ret_days);
    if (count == 2)
        return is_year(n[1]) ? take_month(n[1], n[0], ret_days) : take_day_of_year(n[0], n[1], today, ret_days);
    return count == 3 && is_year(n[2]) && take_day((struct date){n[2], n[1], n[0]}, ret_days);
}

/* A dash is a space, but within a day that is written with it. */
static bool separate(const char *text, char copy[TEXT_BYTES])
{
    static const char dash[] = "\u2013";
    bool dots = strpbrk(text, "./");
    size_t length = 0;
    while (*text) {
        bool is_long = strncmp(text, dash, sizeof dash - 1) == 0;
        char sign = is_long || *text == ',' || (*text == '-' && dots) ? ' ' : *text;
        text += is_long ? sizeof dash - 1 : 1;
        if (length + 1 >= TEXT_BYTES)
            return false;
        copy[length++] = sign;
    }
    copy[length] = '\0';
    return true;
}

/* The first of two is read as of the second. */
bool days_parse(const char *text, struct date today, struct days *ret_days)
{
    char copy[TEXT_BYTES], *rest = NULL;
    const char *words[2] = {NULL, NULL};
    size_t count = 0;
    struct days first, last;
    if (!separate(text, copy))
        return false;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (strcmp(word, "-") == 0 && count == 1)
            continue;
        if (count == ARRAY_SIZE(words))
            return false;
        words[count++] = word;
    }
    if (count == 0 || !read_word(words[count - 1], today, &last))
        return false;
    if (count == 2) {
        if (!read_word(words[0], last.to, &first) || date_compare(first.from, last.to) > 0)
            return false;
        last = (struct days){first.from, last.to, DAYS_ANY};
    }
    *ret_days = until_today(last, today);
    return true;
}
