/* SPDX-License-Identifier: MIT
 *
 * Numbers, ordinals, counters and tickets as they are spoken: words, because a voice that is given digits reads them as
 * it likes, and digits with an ending ("5-ci") wrongly.
 */
#include "common/i18n.h"

#include <string.h>

#include "common/i18n_language.h"

static const int64_t step_units[STEPS] = {1, 10, 100, 1000};

const char *language_voice(const struct language *language)
{
    return language->voice;
}

int language_voice_speed(const struct language *language)
{
    return language->voice_speed;
}

/* --- numbers --- */

static bool has_words(const struct numbers *numbers, int64_t number)
{
    int64_t end = numbers->words[STEP_THOUSANDS].count > 0 ? 10000 : 1000;
    return *numbers->zero && number >= 0 && number < end;
}

/* The highest step that has a word for it, then what is left: 342 is 300 and 42, which is 40 and 2. */
static char *join_steps(const struct numbers *numbers, int64_t number, const struct config_list *ones)
{
    if ((uint64_t)number <= ones->count)
        return mem_strdup(ones->items[number - 1]);
    if ((uint64_t)number <= numbers->words[STEP_ONES].count)
        return mem_strdup(numbers->words[STEP_ONES].items[number - 1]);
    int step = STEP_TENS;
    while (step + 1 < STEPS && number >= step_units[step + 1])
        step++;
    const char *high = numbers->words[step].items[number / step_units[step] - 1];
    if (number % step_units[step] == 0)
        return mem_strdup(high);
    _cleanup_free_ char *low = join_steps(numbers, number % step_units[step], ones);
    const char *const values[] = {high, low}; /* JOINED_ARGUMENTS */
    return pattern_filled(&numbers->joined[step], values);
}

char *number_words(const struct language *language, int64_t number, const struct config_list *ones)
{
    const struct numbers *numbers = &language->numbers;
    if (!has_words(numbers, number))
        return NULL;
    return number == 0 ? mem_strdup(numbers->zero) : join_steps(numbers, number, ones);
}

char *language_number_word(const struct language *language, int64_t number)
{
    static const struct config_list usual = {0};
    char *words = number_words(language, number, &usual);
    return words ? words : language_number(language, number);
}

static void append_word(struct buffer *text, const char *word)
{
    if (text->length > 0)
        buffer_append_byte(text, ' ');
    buffer_append(text, word, strlen(word));
}

static char *ended(struct buffer *text)
{
    buffer_append_byte(text, '\0');
    return text->bytes;
}

/* Digits without leading zeros; -1: more than any number has that is spoken as one. */
static int64_t short_number(const char *digits)
{
    return strlen(digits) < 9 ? strtoll(digits, NULL, 10) : -1;
}

char *language_digits(const struct language *language, const char *digits, bool each)
{
    const struct numbers *numbers = &language->numbers;
    struct buffer text = {0};
    if (!*numbers->zero)
        return mem_strdup(digits);
    size_t zeros = strspn(digits, "0");
    each = each || !has_words(numbers, short_number(digits + zeros));
    for (size_t i = 0; digits[i] && (each || i < zeros); i++)
        append_word(&text, digits[i] == '0' ? numbers->zero : numbers->words[STEP_ONES].items[digits[i] - '1']);
    if (!each && digits[zeros]) {
        _cleanup_free_ char *rest = language_number_word(language, short_number(digits + zeros));
        append_word(&text, rest);
    }
    return ended(&text);
}

/* --- ordinals --- */

static const char *listed_ordinal(const struct language *language, int64_t number)
{
    bool listed = number >= 1 && (uint64_t)number <= language->ordinal_words.count;
    return listed ? language->ordinal_words.items[number - 1] : NULL;
}

/* Only the last words of a number change: 105 ends as 5 does ("yüz beşinci"), 200 as 100 does ("iki yüzüncü"). NULL if
 * the words of `number` do not end in those of `part`, or that one has no ordinal. */
static char *ordinal_by_its_end(const struct language *language, int64_t number, int64_t part)
{
    static const struct config_list usual = {0};
    const char *ordinal = listed_ordinal(language, part);
    _cleanup_free_ char *words = number_words(language, number, &usual);
    _cleanup_free_ char *end = number_words(language, part, &usual);
    size_t length = words ? strlen(words) : 0, end_length = end ? strlen(end) : 0;
    if (!ordinal || end_length == 0 || end_length >= length || strcmp(words + length - end_length, end) != 0)
        return NULL;
    return mem_printf("%.*s%s", (int)(length - end_length), words, ordinal);
}

char *language_ordinal_word(const struct language *language, int64_t number)
{
    const char *listed = listed_ordinal(language, number);
    if (listed)
        return mem_strdup(listed);
    const int64_t parts[] = {number % 100, number % 10, 100};
    for (size_t i = 0; number > 0 && i < ARRAY_SIZE(parts); i++) {
        char *word = ordinal_by_its_end(language, number, parts[i]);
        if (word)
            return word;
    }
    return language_ordinal(language, number);
}

/* --- counters and tickets --- */

/* A label of digits that is a number a counter can have; 0: it is not. */
static int64_t label_number(const char *label)
{
    size_t digits = strspn(label, "0123456789");
    return digits > 0 && digits <= 9 && !label[digits] ? strtoll(label, NULL, 10) : 0;
}

char *language_counter(const struct language *language, const char *label, bool spoken)
{
    int64_t number = label_number(label);
    if (number <= 0)
        return mem_strdup(label);
    _cleanup_free_ char *ordinal = language_ordinal(language, number);
    _cleanup_free_ char *word = language_ordinal_word(language, number);
    _cleanup_free_ char *number_word = language_digits(language, label, false);
    const char *const values[] = {label, ordinal, word, number_word}; /* COUNTER_ARGUMENTS */
    return pattern_filled(spoken ? &language->counter_spoken : &language->counter, values);
}

char *language_spell(const struct language *language, const char *ticket)
{
    struct buffer text = {0};
    while (*ticket) {
        size_t digits = strspn(ticket, "0123456789"), letter = *ticket >= 'A' && *ticket <= 'Z';
        size_t others = digits + letter == 0 ? strcspn(ticket, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
        size_t taken = digits + letter + others;
        _cleanup_free_ char *run = mem_strndup(ticket, taken);
        _cleanup_free_ char *said = digits ? language_digits(language, run, language->numbers.ticket_by_digits) : NULL;
        append_word(&text, said ? said : letter ? language_letter(language, *ticket) : run);
        ticket += taken;
    }
    return ended(&text);
}
