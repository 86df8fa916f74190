/* SPDX-License-Identifier: MIT
 *
 * Texts by message id and language. A language is one file, conf/lang/<code>.conf; adding one needs no program change.
 *
 *     code = "az";                        as the file is named
 *     name = "Azərbaycan dili";           in the language itself
 *     fallback = "ru";                    optional: whose texts of the catalogue stand in for missing ones
 *     plural = { one = "n = 1"; };        rules of Unicode CLDR (i18n_plural.h); "other" is what remains
 *     weekdays = { full = [ .. ]; short = [ .. ]; };     Monday to Sunday
 *     months = [ .. ];                    as they stand in a date (genitive)
 *     date = { full = "{day} {month} {year}, {weekday}"; short = "{day_2}.{month_number_2}.{year}"; };
 *                                         day day_2 month month_number month_number_2 year weekday weekday_short
 *     time = "{hour_2}:{minute_2}";       hour hour_2 minute_2
 *     group_sign = ".";                   between thousands, from five digits on; optional
 *     decimal_sign = ",";                 before decimals; optional: "."
 *     ordinal = ( { rule = "n % 10 = 3,4"; pattern = "{number}-cü"; }, .., { pattern = "{number}-ci"; } );
 *                                         the first whose rule holds; the last has none
 *     ordinal_words = [ "birinci", .. ];  from 1 on, as they are spoken; optional
 *     numbers = {                         numbers as they are spoken; optional: digits are left to the voice
 *       zero = "sıfır";
 *       ones = [ "bir", .. ];             1 to 9, or on to as far as 19 where they have words of their own
 *       tens = [ "on", .. ]; hundreds = [ "yüz", .. ]; thousands = [ "min", .. ];
 *                                         10, 20 .. 90, and so on; thousands are optional: 0 to 999 are words then
 *       joined = { tens = "{high}-{low}"; hundreds = "{high} and {low}"; thousands = "{high} {low}"; };
 *                                         optional: "{high} {low}"
 *       ticket = "digits";                each digit by itself, 042 zero four two; "number": zeros, then a number,
 *                                         042 zero forty-two
 *       minutes = [ "одну", "две" ];      from 1 on, to 60 at most, where they are others before minutes; optional
 *     };
 *     voice = { name = "en-gb"; speed = 135; };
 *                                         of espeak-ng, words a minute; optional: the code, 135
 *     counter = { written = "{ordinal}"; spoken = "{ordinal_word}"; };
 *                                         what {counter} is in a message, for labels that are numbers:
 *                                         number ordinal ordinal_word number_word
 *     letters = { A = "a"; B = "be"; .. };               spoken names of A-Z
 *     looks_alike = [ "OÖ0" ];            signs a reader takes for one another; one of A-Z, 0-9 or more in each
 *     sounds_alike = [ "BCDEGPTVZ" ];     signs a listener takes for one another
 *     keyboard = [ "qwertyuiop", .. ];    small letters on the keys of the keyboard on the screen, row by row from the
 *                                         top; optional: else as in English
 *     messages = { wait = {
 *         people_ahead = { one = "{count} person ahead"; other = "{count} people ahead"; };
 *         next = "You are next"; }; .. };
 *
 * A message is a pattern, or one pattern for each plural of the language where the message counts something. "{{" is a
 * brace. Patterns are filled by our own formatter (i18n_pattern.h): no file ever reaches printf.
 *
 * The language is always an argument, never a global: screen, paper and voice of one visitor may differ.
 */
#pragma once

#include "common/clock.h"
#include "common/config.h"

/* Every message the programs can show: id, arguments by name (space-separated; "#" before a name: a number, and where
 * it is the first it may choose the plural), most columns of a line with short arguments (0: any). The list is
 * common/i18n_messages.h; loading proves that every language has each with these arguments. */
enum i18n_message {
#define MESSAGE(name, id, arguments, columns) MESSAGE_##name,
#include "common/i18n_messages.h"
#undef MESSAGE
    MESSAGE_COUNT
};

struct i18n_message_info {
    const char *id; /* "visitor.people_ahead": groups in the file */
    const char *arguments;
    unsigned columns;
};
extern const struct i18n_message_info i18n_messages[MESSAGE_COUNT];

/* Can it be the code of a language (BCP 47: "az", "zh-Hant")? It becomes part of a path. */
bool language_code_is_sound(const char *code);

struct language; /* one loaded file */
struct i18n;     /* the languages of a centre */

/* Loads `codes` (a centre's languages in its order, the first is its own) from folder/<code>.conf. Everything missing,
 * unknown, misspelt or with wrong arguments is a mistake with file and line. Returns 0 or -EBADMSG. */
int i18n_load(const char *folder, const struct config_list *codes, struct config_mistakes *mistakes,
              struct i18n **ret_i18n) attr_must_check;
struct i18n *i18n_free(struct i18n *i18n);
DEFINE_CLEANUP(struct i18n *, i18n_free)

/* What differs, appended to `changes`: object "language", its code as key, fields as in the file. Texts live in
 * `arena`. */
struct arena;
struct catalogue_changes;
void i18n_compare(const struct i18n *before, const struct i18n *after, struct arena *arena,
                  struct catalogue_changes *changes);

/* One language from memory, `name` standing for its path, without its fallback; for tests and fuzzers. */
int language_parse(const char *name, const char *text, size_t length, struct config_mistakes *mistakes,
                   struct language **ret_language) attr_must_check;
struct language *language_free(struct language *language);
DEFINE_CLEANUP(struct language *, language_free)

size_t i18n_count(const struct i18n *i18n);
const struct language *i18n_at(const struct i18n *i18n, size_t index);
/* NULL if the centre does not speak it. */
const struct language *i18n_find(const struct i18n *i18n, const char *code);

const char *language_code(const struct language *language);     /* "az" */
const char *language_name(const struct language *language);     /* "Azərbaycan dili" */
const char *language_fallback(const struct language *language); /* code whose texts stand in for missing ones of the
                                                                   catalogue; NULL: all must be there */
const char *language_letter(const struct language *language, char letter); /* spoken name of 'A'..'Z' */
/* The group, itself included, of signs that look (sound) like this one of A-Z, 0-9 to a reader of the language; NULL if
 * none do. It may hold letters that are not Latin: what the reader takes the sign for. A sign of several groups has
 * them all, with a space between. */
const char *language_looks_like(const struct language *language, char sign);
const char *language_sounds_like(const struct language *language, char sign);

/* The signs on the keys of a row of the keyboard on the screen, from 0 at the top; NULL: there are no more. There is at
 * least one row, and a row has at least one sign. */
const char *language_keyboard_row(const struct language *language, size_t row);

/* Arguments: I18N_TEXT("number", "A042"), I18N_NUMBER("count", 5). Numbers are grouped as the language does. */
struct i18n_argument {
    const char *name;
    const char *text; /* NULL: take number */
    int64_t number;
};
#define I18N_TEXT(name_, text_)     ((struct i18n_argument){.name = (name_), .text = (text_)})
#define I18N_NUMBER(name_, number_) ((struct i18n_argument){.name = (name_), .number = (int64_t)(number_)})

/* The message filled in. A missing argument, one too many, a text where "#" says number: a broken invariant (asserts).
 * Free the result. */
char *i18n_format(const struct language *language, enum i18n_message message, const struct i18n_argument *arguments,
                  size_t count) __attribute__((returns_nonnull));
/* The same to be spoken: numbers in words. */
char *i18n_speak(const struct language *language, enum i18n_message message, const struct i18n_argument *arguments,
                 size_t count) __attribute__((returns_nonnull));
#define i18n_text(language, message, ...)                                                                              \
    i18n_format((language), (message), (const struct i18n_argument[]){__VA_ARGS__ __VA_OPT__(, ){0}},                  \
                sizeof((const struct i18n_argument[]){__VA_ARGS__ __VA_OPT__(, ){0}}) / sizeof(struct i18n_argument) - \
                        1)

/* Free the result of each. */
char *language_date(const struct language *language, struct date date);       /* "23 noyabr 2026, bazar ertəsi" */
char *language_date_short(const struct language *language, struct date date); /* "23.11.2026" */
char *language_time(const struct language *language, int minute_of_day);      /* "10:05"; 1440 is "24:00" */
char *language_number(const struct language *language, int64_t number);       /* "3.000.000" */
/* Rounded to so many decimals, up to 6: "1.188,5"; numbers of 15 digits and more have none. */
char *language_decimal(const struct language *language, double number, int decimals);
char *language_ordinal(const struct language *language, int64_t number); /* "5-ci" */
/* "beşinci": a voice reads digits with an ending wrongly. A number beyond the file's words ends as one of them does
 * where its words do ("yüz beşinci"). As language_ordinal() where there is no word for it. */
char *language_ordinal_word(const struct language *language, int64_t number);
/* "qırx iki", "forty-two"; the digits where the file has no words for it. */
char *language_number_word(const struct language *language, int64_t number);
/* Digits in words: zeros before it, then the number ("sıfır qırx iki"), or each by itself ("zero four two"). */
char *language_digits(const struct language *language, const char *digits, bool each);
/* A counter's label as messages with {counter} want it: az "5-ci", spoken "beşinci"; en "5"; a label that is no number
 * stays as it is. */
char *language_counter(const struct language *language, const char *label, bool spoken);
/* A ticket's number to be spoken: letters by their names, digits in words: "be sıfır qırx iki", "bee zero four two". */
char *language_spell(const struct language *language, const char *ticket);
const char *language_voice(const struct language *language); /* name of the synthesizer's voice */
int language_voice_speed(const struct language *language);   /* words a minute */
const char *language_weekday(const struct language *language, enum weekday weekday);

/* The text in this language, or in its fallback, or in that one's; NULL if in none. *ret_language (may be NULL) is the
 * language it is in; a screen marks a text that is in another than was asked for. */
const char *i18n_catalogue_text(const struct config_text *text, const struct language *language,
                                const struct language **ret_language);
