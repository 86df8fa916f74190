/* SPDX-License-Identifier: MIT
 *
 * Fills patterns in: messages, dates, times, ordinals, numbers.
 */
#include "common/i18n.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n_language.h"

enum {
    NUMBER_SIZE = 64, /* 20 digits, 6 group signs of 4 bytes, a minus */
    GROUPED_DIGITS = 5,
};

char *pattern_filled(const struct pattern *pattern, const char *const *values)
{
    struct buffer text = {0};
    pattern_fill(pattern, values, &text);
    buffer_append_byte(&text, '\0');
    return text.bytes;
}

/* Four digits stand together ("1000"), more are grouped by threes: so do Russian and many other orthographies, and a
 * year or a counter's number never gets a sign. */
static void format_number(const struct language *language, int64_t number, char text[NUMBER_SIZE])
{
    char digits[24];
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    size_t count = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, size);
    char *end = text;
    if (number < 0)
        *end++ = '-';
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0 && count >= GROUPED_DIGITS)
            end = stpcpy(end, language->group_sign);
        *end++ = digits[i];
    }
    *end = '\0';
}

char *language_number(const struct language *language, int64_t number)
{
    char text[NUMBER_SIZE];
    format_number(language, number, text);
    return mem_strdup(text);
}

char *language_decimal(const struct language *language, double number, int decimals)
{
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (decimals == 0 || fabs(number) >= 1e15 / (double)scale)
        return language_number(language, fabs(number) < 9e18 ? llround(number) : number < 0 ? INT64_MIN : INT64_MAX);
    int64_t scaled = llround(number * (double)scale), whole = scaled / scale;
    char text[NUMBER_SIZE];
    format_number(language, llabs(whole), text);
    return mem_printf("%s%s%s%0*" PRId64, scaled < 0 ? "-" : "", text, language->decimal_sign, decimals,
                      (int64_t)llabs(scaled % scale));
}

static enum plural plural_for(const struct language *language, int64_t number)
{
    for (int i = PLURAL_OTHER + 1; i < PLURAL_COUNT; i++) {
        if (language->plurals[i] && plural_rule_holds(language->plurals[i], number))
            return (enum plural)i;
    }
    return PLURAL_OTHER;
}

static const struct i18n_argument *find_argument(const struct i18n_argument *arguments, size_t count, const char *name,
                                                 size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(arguments[i].name) == length && memcmp(arguments[i].name, name, length) == 0)
            return &arguments[i];
    }
    return NULL;
}

/* A number in words, those before minutes where it counts them; the digits if there are none. */
static char *spoken_number(const struct language *language, const struct i18n_argument *argument)
{
    static const struct config_list usual = {0};
    bool minutes = strcmp(argument->name, "minutes") == 0;
    char *words = number_words(language, argument->number, minutes ? &language->numbers.minutes : &usual);
    return words ? words : language_number(language, argument->number);
}

static char *format(const struct language *language, enum i18n_message message, const struct i18n_argument *arguments,
                    size_t count, bool spoken)
{
    const char *expected = i18n_messages[message].arguments, *name;
    const char *values[PATTERN_ARGUMENTS] = {NULL};
    char *numbers[PATTERN_ARGUMENTS] = {NULL};
    enum plural plural = PLURAL_OTHER;
    size_t length, place = 0;
    for (bool is_number; pattern_argument(expected, place, &name, &length, &is_number); place++) {
        assert(place < PATTERN_ARGUMENTS);
        const struct i18n_argument *argument = find_argument(arguments, count, name, length);
        assert(argument && is_number == !argument->text);
        if (is_number && place == 0)
            plural = plural_for(language, argument->number);
        if (is_number)
            numbers[place] = spoken ? spoken_number(language, argument) : language_number(language, argument->number);
        values[place] = is_number ? numbers[place] : argument->text;
    }
    assert(place == count); /* an argument that the message has not got */
    char *text = pattern_filled(&language->messages[message].forms[plural], values);
    for (size_t i = 0; i < place; i++)
        free(numbers[i]);
    return text;
}

char *i18n_format(const struct language *language, enum i18n_message message, const struct i18n_argument *arguments,
                  size_t count)
{
    return format(language, message, arguments, count, false);
}

char *i18n_speak(const struct language *language, enum i18n_message message, const struct i18n_argument *arguments,
                 size_t count)
{
    return format(language, message, arguments, count, true);
}

/* --- dates and times --- */

static char *format_date(const struct language *language, const struct pattern *pattern, struct date date)
{
    assert(date_is_valid(date));
    enum weekday weekday = date_weekday(date);
    char day[12], day_2[12], month[12], month_2[12], year[12];
    snprintf(day, sizeof(day), "%d", date.day);
    snprintf(day_2, sizeof(day_2), "%02d", date.day);
    snprintf(month, sizeof(month), "%d", date.month);
    snprintf(month_2, sizeof(month_2), "%02d", date.month);
    snprintf(year, sizeof(year), "%d", date.year);
    /* In the order of DATE_ARGUMENTS. */
    const char *const values[] = {
            day,     day_2, language->months.items[date.month - 1], month,
            month_2, year,  language->weekdays.items[weekday],      language->weekdays_short.items[weekday]};
    return pattern_filled(pattern, values);
}

char *language_date(const struct language *language, struct date date)
{
    return format_date(language, &language->date, date);
}

char *language_date_short(const struct language *language, struct date date)
{
    return format_date(language, &language->date_short, date);
}

char *language_time(const struct language *language, int minute_of_day)
{
    char hour[12], hour_2[12], minute_2[12];
    snprintf(hour, sizeof(hour), "%d", minute_of_day / 60);
    snprintf(hour_2, sizeof(hour_2), "%02d", minute_of_day / 60);
    snprintf(minute_2, sizeof(minute_2), "%02d", minute_of_day % 60);
    const char *const values[] = {hour, hour_2, minute_2}; /* TIME_ARGUMENTS */
    return pattern_filled(&language->time, values);
}

const char *language_weekday(const struct language *language, enum weekday weekday)
{
    assert(weekday < WEEKDAYS);
    return language->weekdays.items[weekday];
}

/* --- ordinals --- */

char *language_ordinal(const struct language *language, int64_t number)
{
    size_t i = 0;
    while (language->ordinals[i].rule && !plural_rule_holds(language->ordinals[i].rule, number))
        i++;
    char text[NUMBER_SIZE];
    format_number(language, number, text);
    const char *const values[] = {text}; /* ORDINAL_ARGUMENTS */
    return pattern_filled(&language->ordinals[i].pattern, values);
}
