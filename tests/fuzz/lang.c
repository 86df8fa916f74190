/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a language: refused with mistakes, or a language that answers everything a program may ask.
 */
#include <assert.h>
#include <string.h>

#include "common/i18n.h"
#include "common/i18n_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t numbers[] = {0, 1, 2, 5, 11, 21, 100, 12345, -3, INT64_MIN, INT64_MAX};

static void use_message(const struct language *language, enum i18n_message message, int64_t number)
{
    struct i18n_argument arguments[PATTERN_ARGUMENTS];
    char names[PATTERN_ARGUMENTS][32];
    size_t count = 0, length;
    const char *name;
    for (bool is_number; pattern_argument(i18n_messages[message].arguments, count, &name, &length, &is_number);
         count++) {
        memcpy(names[count], name, length);
        names[count][length] = '\0';
        arguments[count] = (struct i18n_argument){names[count], is_number ? NULL : "{%s}", number};
    }
    free(i18n_format(language, message, arguments, count));
    free(i18n_speak(language, message, arguments, count));
}

static void use_numbers(const struct language *language, int64_t number)
{
    free(language_number(language, number));
    free(language_ordinal(language, number));
    free(language_ordinal_word(language, number));
    free(language_number_word(language, number));
    for (int i = 0; i < MESSAGE_COUNT; i++)
        use_message(language, (enum i18n_message)i, number);
}

static void use_words(const struct language *language)
{
    assert(*language_name(language) && *language_code(language));
    for (int i = 0; i < 12; i++) {
        struct date date = {.year = 2026, .month = i + 1, .day = i + 1};
        free(language_date(language, date));
        free(language_date_short(language, date));
        assert(*language_weekday(language, (enum weekday)(i % WEEKDAYS)));
    }
    for (int sign = 0; sign < 128; sign++) {
        const char *group = language_looks_like(language, (char)sign),
                   *heard = language_sounds_like(language, (char)sign);
        assert(!group || strchr(group, sign));
        assert(!heard || strchr(heard, sign));
    }
    assert(language_keyboard_row(language, 0));
    for (size_t i = 0; language_keyboard_row(language, i); i++)
        assert(*language_keyboard_row(language, i) && i < 6);
    free(language_time(language, 1440));
    free(language_counter(language, "17", false));
    free(language_counter(language, "17", true));
    free(language_spell(language, "AZ042"));
    free(language_digits(language, "000", true));
    free(language_digits(language, "123456789012345678901234567890", false));
    assert(*language_voice(language));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config_mistakes mistakes = {0};
    struct language *language = NULL;
    int r = language_parse("fuzz.conf", (const char *)data, size, &mistakes, &language);
    assert((r < 0) == (mistakes.errors > 0));
    if (r == 0) {
        use_words(language);
        for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
            use_numbers(language, numbers[i]);
    }
    language_free(language);
    config_mistakes_done(&mistakes);
    return 0;
}
