/* SPDX-License-Identifier: MIT
 *
 * The shipped languages as people read them: numbers, plurals, dates, ordinals, counters, and which text stands in for
 * a missing one. The files are read as the daemon reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/text.h"

static int open_languages(void **state)
{
    const char *codes[] = {"az", "ru", "en", "ja"};
    struct config_list list = {.count = ARRAY_SIZE(codes), .items = codes};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    int r = i18n_load(folder, &list, &mistakes, &i18n);
    config_mistakes_print(&mistakes, stderr);
    r = r < 0 || mistakes.count > 0 ? -1 : 0;
    config_mistakes_done(&mistakes);
    *state = i18n;
    return r;
}

static int close_languages(void **state)
{
    i18n_free(*state);
    return 0;
}

static const struct language *speak(void **state, const char *code)
{
    const struct language *language = i18n_find(*state, code);
    assert_non_null(language);
    return language;
}

/* Compares and frees. */
static void expect(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

static void list_of_languages(void **state)
{
    assert_int_equal(i18n_count(*state), 4);
    assert_string_equal(language_code(i18n_at(*state, 0)), "az");
    assert_string_equal(language_name(i18n_at(*state, 0)), "Azərbaycan dili");
    assert_null(i18n_find(*state, "de"));
    assert_null(i18n_find(*state, ""));
    assert_null(language_fallback(speak(state, "az")));
    assert_null(language_fallback(speak(state, "ru")));
    assert_string_equal(language_fallback(speak(state, "ja")), "en");
}

static void plain_and_named(void **state)
{
    expect(i18n_text(speak(state, "az"), MESSAGE_HOURS_CLOSED), "Bağlıdır");
    expect(i18n_text(speak(state, "ru"), MESSAGE_HOURS_OPEN_UNTIL, I18N_TEXT("time", "18:00")), "Открыто до 18:00");
    /* In whatever order the caller and the language have them; values are not patterns. */
    expect(i18n_text(speak(state, "en"), MESSAGE_HOURS_CLOSED_OPENS, I18N_TEXT("opens", "{closed} %s"),
                     I18N_TEXT("closed", "Closed")),
           "Closed. {closed} %s");
    expect(i18n_text(speak(state, "ja"), MESSAGE_HOURS_CLOSED_BECAUSE, I18N_TEXT("reason", "文化の日")),
           "お休みです（文化の日）");
}

static void plurals(void **state)
{
    static const struct {
        const char *code;
        int64_t number;
        const char *text;
    } cases[] = {
            {"az", 0, "Sizdən əvvəl 0 nəfər var"}, {"az", 1, "Sizdən əvvəl 1 nəfər var"},
            {"az", 5, "Sizdən əvvəl 5 nəfər var"}, {"ru", 0, "Перед вами 0 человек"},
            {"ru", 1, "Перед вами 1 человек"},     {"ru", 2, "Перед вами 2 человека"},
            {"ru", 5, "Перед вами 5 человек"},     {"ru", 11, "Перед вами 11 человек"},
            {"ru", 12, "Перед вами 12 человек"},   {"ru", 21, "Перед вами 21 человек"},
            {"ru", 24, "Перед вами 24 человека"},  {"ru", 111, "Перед вами 111 человек"},
            {"ru", 112, "Перед вами 112 человек"}, {"ru", 122, "Перед вами 122 человека"},
            {"en", 0, "0 people ahead of you"},    {"en", 1, "1 person ahead of you"},
            {"en", 2, "2 people ahead of you"},    {"en", 21, "21 people ahead of you"},
            {"ja", 1, "お先にお待ちの方：1人"},    {"ja", 12, "お先にお待ちの方：12人"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        expect(i18n_text(speak(state, cases[i].code), MESSAGE_WAIT_PEOPLE_AHEAD, I18N_NUMBER("count", cases[i].number)),
               cases[i].text);
    expect(i18n_text(speak(state, "ru"), MESSAGE_WAIT_BETWEEN, I18N_NUMBER("from", 15), I18N_NUMBER("to", 21)),
           "От 15 до 21 минуты");
    expect(i18n_text(speak(state, "ru"), MESSAGE_WAIT_BETWEEN, I18N_NUMBER("from", 1), I18N_NUMBER("to", 22)),
           "От 1 до 22 минут");
}

static void numbers(void **state)
{
    static const struct {
        int64_t number;
        const char *az, *ru, *en;
    } cases[] = {
            {0, "0", "0", "0"},
            {-7, "-7", "-7", "-7"},
            {9999, "9999", "9999", "9999"},
            {10000, "10.000", "10\u00A0000", "10,000"},
            {-123456, "-123.456", "-123\u00A0456", "-123,456"},
            {41000000, "41.000.000", "41\u00A0000\u00A0000", "41,000,000"},
            {INT64_MIN, "-9.223.372.036.854.775.808", "-9\u00A0223\u00A0372\u00A0036\u00A0854\u00A0775\u00A0808",
             "-9,223,372,036,854,775,808"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        expect(language_number(speak(state, "az"), cases[i].number), cases[i].az);
        expect(language_number(speak(state, "ru"), cases[i].number), cases[i].ru);
        expect(language_number(speak(state, "en"), cases[i].number), cases[i].en);
        expect(language_number(speak(state, "ja"), cases[i].number), cases[i].en);
    }
    expect(i18n_text(speak(state, "en"), MESSAGE_BOARD_WAITING, I18N_NUMBER("count", 12345)), "12,345 waiting");
}

static void decimals(void **state)
{
    expect(language_decimal(speak(state, "en"), 81.4436, 1), "81.4");
    expect(language_decimal(speak(state, "az"), 1188.46, 1), "1188,5");
    expect(language_decimal(speak(state, "ru"), -12345.678, 2), "-12\u00A0345,68");
    expect(language_decimal(speak(state, "az"), -0.04, 1), "0,0");
    expect(language_decimal(speak(state, "az"), -0.25, 2), "-0,25");
    expect(language_decimal(speak(state, "ja"), 999.96, 1), "1000.0");
    expect(language_decimal(speak(state, "en"), 2.5, 0), "3");
    expect(language_decimal(speak(state, "en"), 1e18, 3), "1,000,000,000,000,000,000");
    expect(language_decimal(speak(state, "en"), 1e300, 1), "9,223,372,036,854,775,807");
}

static void dates_and_times(void **state)
{
    struct date date = {2026, 11, 23}, early = {2027, 1, 3};
    expect(language_date(speak(state, "az"), date), "23 noyabr 2026, bazar ertəsi");
    expect(language_date(speak(state, "ru"), date), "23 ноября 2026 г. (понедельник)");
    expect(language_date(speak(state, "en"), date), "Monday, 23 November 2026");
    expect(language_date(speak(state, "ja"), date), "2026年11月23日(月)");
    expect(language_date(speak(state, "ru"), early), "3 января 2027 г. (воскресенье)");
    expect(language_date_short(speak(state, "az"), early), "03.01.2027");
    expect(language_date_short(speak(state, "en"), early), "03/01/2027");
    expect(language_date_short(speak(state, "ja"), early), "2027/01/03");
    expect(language_time(speak(state, "az"), 9 * 60 + 5), "09:05");
    expect(language_time(speak(state, "ja"), 9 * 60 + 5), "9:05");
    expect(language_time(speak(state, "en"), 0), "00:00");
    expect(language_time(speak(state, "en"), 1440), "24:00");
    assert_string_equal(language_weekday(speak(state, "az"), SUNDAY), "bazar");
    assert_string_equal(language_weekday(speak(state, "ja"), MONDAY), "月曜日");
}

/* --- ordinals of Azerbaijani, by its grammar --- */

/* The last word of a number as it is spoken. */
static const char *last_word(int n)
{
    static const char *const units[] = {"sıfır", "bir",  "iki",   "üç",     "dörd",
                                        "beş",   "altı", "yeddi", "səkkiz", "doqquz"};
    static const char *const tens[] = {"",     "on",     "iyirmi", "otuz",   "qırx",
                                       "əlli", "altmış", "yetmiş", "səksən", "doxsan"};
    if (n % 10 != 0 || n == 0)
        return units[n % 10];
    if (n % 100 != 0)
        return tens[n / 10 % 10];
    return n % 1000 != 0 ? "yüz" : "min";
}

/* The vowel of the ending is the high one that harmonises with the last vowel of the word: of front and unrounded i, of
 * back and unrounded ı, of front and rounded ü, of back and rounded u. */
static const char *ending(const char *word)
{
    static const struct {
        const char *vowel, *ending;
    } harmony[] = {{"e", "ci"}, {"ə", "ci"}, {"i", "ci"}, {"a", "cı"}, {"ı", "cı"},
                   {"ö", "cü"}, {"ü", "cü"}, {"o", "cu"}, {"u", "cu"}};
    const char *found = NULL, *place = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(harmony); i++) {
        for (const char *at = strstr(word, harmony[i].vowel); at; at = strstr(at + 1, harmony[i].vowel)) {
            found = at > place ? harmony[i].ending : found;
            place = at > place ? at : place;
        }
    }
    return found;
}

static void azerbaijani_ordinals_harmonise(void **state)
{
    const struct language *az = speak(state, "az");
    for (int n = 0; n <= 9999; n++) {
        _cleanup_free_ char *expected = mem_printf("%d-%s", n, ending(last_word(n)));
        expect(language_ordinal(az, n), expected);
    }
    expect(language_ordinal(az, 10000), "10.000-ci");
    expect(language_ordinal(az, 1000000), "1.000.000-cu");        /* milyon */
    expect(language_ordinal(az, 1000000000), "1.000.000.000-cı"); /* milyard */
}

/* The ending of the word is that of the figure, with its vowel doubled by "n": beş-in-ci. */
static void azerbaijani_ordinal_words(void **state)
{
    const struct language *az = speak(state, "az");
    expect(language_ordinal_word(az, 1), "birinci");
    expect(language_ordinal_word(az, 4), "dördüncü");
    expect(language_ordinal_word(az, 40), "qırxıncı");
    expect(language_ordinal_word(az, 42), "qırx ikinci");
    expect(language_ordinal_word(az, 99), "doxsan doqquzuncu");
    expect(language_ordinal_word(az, 100), "yüzüncü");
    expect(language_ordinal_word(az, 101), "yüz birinci");
    expect(language_ordinal_word(az, 110), "yüz onuncu");
    expect(language_ordinal_word(az, 200), "iki yüzüncü");
    expect(language_ordinal_word(az, 1042), "min qırx ikinci");
    expect(language_ordinal_word(az, 1000), "1000-ci"); /* no word of the file is its end */
    expect(language_ordinal_word(az, 0), "0-cı");
    expect(language_ordinal_word(az, -1), "-1-ci");
    for (int n = 1; n <= 100; n++) {
        _cleanup_free_ char *word = language_ordinal_word(az, n);
        const char *end = ending(last_word(n));
        assert_string_equal(word + strlen(word) - strlen(end), end);
        const char *space = strrchr(word, ' ');
        const char *last = space ? space + 1 : word, *stem = last_word(n);
        assert_memory_equal(last, stem, strlen(stem));
    }
}

static void english_ordinals(void **state)
{
    const struct language *en = speak(state, "en");
    for (int n = 0; n <= 1200; n++) {
        const char *end = "th";
        if (n / 10 % 10 != 1)
            end = n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
        _cleanup_free_ char *expected = mem_printf("%d%s", n, end);
        expect(language_ordinal(en, n), expected);
    }
    expect(language_ordinal(speak(state, "ru"), 5), "5-й");
    expect(language_ordinal(speak(state, "ja"), 5), "5番目");
}

static void counters_and_calls(void **state)
{
    const struct language *az = speak(state, "az"), *ru = speak(state, "ru"), *ja = speak(state, "ja");
    expect(language_counter(az, "5", false), "5-ci");
    expect(language_counter(az, "5", true), "beşinci");
    expect(language_counter(ru, "05", true), "ноль пять");
    expect(language_counter(ru, "05", false), "05");
    expect(language_counter(ja, "5", true), "ご ばん");
    expect(language_counter(ja, "5", false), "5番");
    static const char *const labels[] = {"", "A", "5a", "0", "-1", "12345678901234567890", "Kassa"};
    for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
        expect(language_counter(az, labels[i], true), labels[i]);

    expect(language_spell(az, "B042"), "be sıfır qırx iki");
    expect(language_spell(ru, "PA7"), "пэ а семь");
    expect(language_spell(ja, "A1B"), "エー いち ビー");
    expect(language_spell(az, ""), "");
    _cleanup_free_ char *ticket = language_spell(az, "B042"), *counter = language_counter(az, "5", true);
    expect(i18n_text(az, MESSAGE_VOICE_CALL, I18N_TEXT("ticket", ticket), I18N_TEXT("counter", counter)),
           "be sıfır qırx iki nömrəli növbə, zəhmət olmasa, beşinci pəncərəyə yaxınlaşın.");
}

static void letters(void **state)
{
    assert_string_equal(language_letter(speak(state, "az"), 'X'), "xe");
    assert_string_equal(language_letter(speak(state, "ru"), 'W'), "дубль-вэ");
    assert_string_equal(language_letter(speak(state, "ja"), 'A'), "エー");
    for (size_t i = 0; i < i18n_count(*state); i++) {
        for (int letter = 'A'; letter <= 'Z'; letter++)
            assert_true(*language_letter(i18n_at(*state, i), (char)letter));
    }
}

static void alike(void **state)
{
    const struct language *az = speak(state, "az"), *ru = speak(state, "ru");
    assert_string_equal(language_looks_like(az, 'O'), "OÖ0");
    assert_string_equal(language_looks_like(az, '0'), "OÖ0");
    assert_string_equal(language_looks_like(az, '1'), "Iİ1");
    assert_null(language_looks_like(az, 'B'));
    for (const char *sign = "BCHPXY"; *sign; sign++)
        assert_non_null(language_looks_like(ru, *sign));
    for (const char *sign = "AEKMTVZ8"; *sign; sign++)
        assert_null(language_looks_like(ru, *sign));
    static const char signs[] = {'a', ' ', '\0', '@', '[', '/', ':', (char)0xC3};
    for (size_t i = 0; i < sizeof(signs); i++) {
        assert_null(language_looks_like(az, signs[i]));
        assert_null(language_sounds_like(az, signs[i]));
    }
    /* A sign of two groups has both. */
    assert_string_equal(language_sounds_like(az, 'G'), "BCDEGPTVZ GKQ");
    assert_string_equal(language_sounds_like(az, 'K'), "GKQ");
}

/* --- texts of the catalogue --- */

static void missing_text_is_taken_from_the_fallback(void **state)
{
    struct config_translation items[] = {{"az", "Növbə"}, {"en", "Queue"}, {"ja", ""}};
    struct config_text text = {.count = ARRAY_SIZE(items), .items = items};
    const struct language *in = NULL;
    assert_string_equal(i18n_catalogue_text(&text, speak(state, "az"), &in), "Növbə");
    assert_ptr_equal(in, speak(state, "az"));
    assert_string_equal(i18n_catalogue_text(&text, speak(state, "ja"), &in), "Queue"); /* empty is missing */
    assert_ptr_equal(in, speak(state, "en"));
    assert_string_equal(i18n_catalogue_text(&text, speak(state, "ja"), NULL), "Queue");
    assert_null(i18n_catalogue_text(&text, speak(state, "ru"), &in)); /* names no fallback */
    assert_ptr_equal(in, speak(state, "en"));
}

/* --- every language --- */

/* Any number, any date: nothing is empty, invalid or unfilled. */
static void nothing_is_left_unfilled(void **state)
{
    for (size_t i = 0; i < i18n_count(*state); i++) {
        const struct language *language = i18n_at(*state, i);
        for (int day = 0; day < 400; day++) {
            _cleanup_free_ char *date = language_date(language, date_add((struct date){2026, 1, 1}, day));
            assert_true(text_is_valid(date, strlen(date)));
            assert_null(strpbrk(date, "{}"));
        }
        for (int n = 0; n < 200; n++) {
            _cleanup_free_ char *text = i18n_text(language, MESSAGE_VISITOR_STILL_THERE, I18N_NUMBER("seconds", n));
            _cleanup_free_ char *number = mem_printf("%d", n);
            assert_non_null(strstr(text, number));
            assert_null(strpbrk(text, "{}"));
        }
    }
}

static void capitals_of_messages(void **state)
{
    _cleanup_free_ char *closed = i18n_text(speak(state, "az"), MESSAGE_HOURS_OPEN_UNTIL, I18N_TEXT("time", "18:00"));
    expect(text_upper(closed, "az"), "SAAT 18:00-DƏK AÇIQDIR");
    _cleanup_free_ char *next = i18n_text(speak(state, "az"), MESSAGE_WAIT_NEXT);
    expect(text_upper(next, language_code(speak(state, "az"))), "NÖVBƏTİ SİZSİNİZ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(list_of_languages),
            cmocka_unit_test(plain_and_named),
            cmocka_unit_test(plurals),
            cmocka_unit_test(numbers),
            cmocka_unit_test(decimals),
            cmocka_unit_test(dates_and_times),
            cmocka_unit_test(azerbaijani_ordinals_harmonise),
            cmocka_unit_test(azerbaijani_ordinal_words),
            cmocka_unit_test(english_ordinals),
            cmocka_unit_test(counters_and_calls),
            cmocka_unit_test(letters),
            cmocka_unit_test(alike),
            cmocka_unit_test(missing_text_is_taken_from_the_fallback),
            cmocka_unit_test(nothing_is_left_unfilled),
            cmocka_unit_test(capitals_of_messages),
    };
    return cmocka_run_group_tests(tests, open_languages, close_languages);
}
