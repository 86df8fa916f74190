/* SPDX-License-Identifier: MIT
 *
 * What a language file becomes in memory. Private to i18n*.c.
 */
#pragma once

#include "common/arena.h"
#include "common/i18n.h"
#include "common/i18n_pattern.h"
#include "common/i18n_plural.h"

enum { LETTERS = 26, SIGNS = LETTERS + 10, MONTHS = 12 };

/* Arguments of the patterns that a language has besides its messages. */
#define DATE_ARGUMENTS    "day day_2 month month_number month_number_2 year weekday weekday_short"
#define TIME_ARGUMENTS    "hour hour_2 minute_2"
#define ORDINAL_ARGUMENTS "number"
#define COUNTER_ARGUMENTS "number ordinal ordinal_word number_word"
#define JOINED_ARGUMENTS  "high low"

/* "{number}-ci" for the numbers of which the rule holds; the last has no rule. */
struct ordinal {
    const struct plural_rule *rule;
    struct pattern pattern;
};

/* One pattern per plural; where a message does not count they are all the same. */
struct message {
    struct pattern forms[PLURAL_COUNT];
};

/* Words of 1 2 3, 10 20 30, 100 200 300 .. and how a high one and what is left are joined. */
enum number_step { STEP_ONES, STEP_TENS, STEP_HUNDREDS, STEP_THOUSANDS, STEPS };
struct numbers {
    const char *zero; /* "": no words */
    struct config_list words[STEPS];
    struct pattern joined[STEPS]; /* of tens and up */
    struct config_list minutes;   /* instead of the first ones before minutes */
    bool ticket_by_digits;
};

struct language {
    struct arena arena;
    const char *path;
    const char *code, *name;
    const char *fallback_code;                       /* as the file says; "": none */
    unsigned code_line, fallback_line;               /* where; 0: nowhere */
    const struct language *fallback;                 /* NULL: none that the centre speaks */
    const struct plural_rule *plurals[PLURAL_COUNT]; /* NULL: not of this language */
    struct config_list weekdays, weekdays_short, months;
    struct pattern date, date_short, time;
    const char *group_sign;
    const char *decimal_sign;
    size_t ordinal_count;
    struct ordinal *ordinals;
    struct config_list ordinal_words; /* "birinci", from 1 on; may be empty */
    struct numbers numbers;
    const char *voice;
    int voice_speed;
    struct pattern counter, counter_spoken;
    const char *letters[LETTERS];
    const char *looks_like[SIGNS], *sounds_like[SIGNS];
    struct config_list keyboard; /* rows of signs */
    struct message messages[MESSAGE_COUNT];
};

/* 0..35 for 'A'..'Z', '0'..'9'; -1 for others. */
static inline int sign_index(char sign)
{
    if (sign >= 'A' && sign <= 'Z')
        return sign - 'A';
    return sign >= '0' && sign <= '9' ? LETTERS + sign - '0' : -1;
}

/* The pattern with its values; free the result. */
char *pattern_filled(const struct pattern *pattern, const char *const *values);

/* Words of a number whose first ones are `ones` instead of the usual (empty: none); NULL if the language has none for
 * it. */
char *number_words(const struct language *language, int64_t number, const struct config_list *ones);

/* Reads a parsed file; `path` names it. Mistakes as for i18n_load(); fallbacks are not resolved yet. */
int language_read(const struct config_file *file, const char *path, struct config_mistakes *mistakes,
                  struct language **ret_language) attr_must_check;
