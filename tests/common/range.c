/* SPDX-License-Identifier: MIT
 *
 * Ranges: never narrower than what is known, whatever is known and whenever it is told; golden sentences in the
 * languages of a centre; the days on which the clock is changed. NOVBE_SEED repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/i18n.h"
#include "common/range.h"

enum { RUNS = 200000 };
#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

/* --- languages and moments --- */

static int open_languages(void **state)
{
    const char *codes[] = {"az", "ru", "en", "ja"};
    struct config_list list = {.count = ARRAY_SIZE(codes), .items = codes};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    int r = i18n_load(folder, &list, &mistakes, &i18n);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    *state = i18n;
    return r;
}

static int close_languages(void **state)
{
    i18n_free(*state);
    return 0;
}

static void set_zone(const char *zone)
{
    assert_int_equal(clock_set_zone(zone), 0);
}

/* 11:03 in Baku on a working day. */
static int64_t in_baku(int hour, int minute)
{
    set_zone("Asia/Baku");
    return clock_at((struct date){2026, 11, 23}, hour * 60 + minute);
}

/* Minutes from now. */
static struct range range_at(int64_t now_ms, double from, double until)
{
    return (struct range){.from_ms = now_ms + (int64_t)(from * (double)MINUTE),
                          .likely_ms = now_ms + (int64_t)((from + until) / 2 * (double)MINUTE),
                          .until_ms = now_ms + (int64_t)(until * (double)MINUTE)};
}

/* --- whatever is known --- */

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> 33;
}

static int64_t random_below(uint64_t *seed, int64_t limit)
{
    return (int64_t)((next_random(seed) << 31 | next_random(seed)) % (uint64_t)limit);
}

/* Within which a bound is rounded: each end alone. */
static int64_t step_of(int64_t end_ms, int64_t limit_ms)
{
    return end_ms < limit_ms ? 5 * MINUTE : 15 * MINUTE;
}

static int64_t limit_of(enum range_place place, int64_t now_ms)
{
    int64_t hour_ms = now_ms + HOUR, quarter = 15 * MINUTE; /* all zones here differ from UTC by full quarters */
    return place == RANGE_ON_SCREEN ? hour_ms : (hour_ms + quarter - 1) / quarter * quarter;
}

static void assert_round(int64_t end_ms, enum range_place place, int64_t now_ms)
{
    int64_t limit_ms = limit_of(place, now_ms), zero_ms = place == RANGE_ON_SCREEN ? now_ms : 0;
    assert_int_equal((end_ms - zero_ms) % (end_ms <= limit_ms ? 5 * MINUTE : 15 * MINUTE), 0);
}

/* Nothing that was known is outside of what is told, and not much besides. */
static void assert_outward(const struct range *range, const struct range_shown *shown, enum range_place place,
                           int64_t now_ms)
{
    int64_t limit_ms = limit_of(place, now_ms);
    if (shown->from_ms) {
        assert_true(shown->from_ms > now_ms && shown->from_ms <= range->from_ms);
        assert_true(range->from_ms - shown->from_ms < step_of(range->from_ms, limit_ms));
        assert_round(shown->from_ms, place, now_ms);
    }
    if (shown->until_ms && shown->form != RANGE_SOON) {
        assert_true(shown->until_ms >= range->until_ms);
        assert_true(shown->until_ms - range->until_ms <= step_of(range->until_ms + 1, limit_ms));
        assert_round(shown->until_ms, place, now_ms);
    }
}

static void assert_form(const struct range *range, const struct range_shown *shown, enum range_place place,
                        int64_t now_ms)
{
    switch (shown->form) {
    case RANGE_SOON:
        assert_true(range->until_ms <= now_ms + 5 * MINUTE && range->until_ms > now_ms - 5 * MINUTE);
        assert_true(shown->until_ms >= range->until_ms);
        break;
    case RANGE_MINUTES:
        assert_int_equal(place, RANGE_ON_SCREEN);
        assert_int_equal(now_ms + shown->until_minutes * MINUTE, shown->until_ms);
        assert_int_equal(shown->from_minutes ? now_ms + shown->from_minutes * MINUTE : 0, shown->from_ms);
        assert_true(shown->until_minutes >= 10);
        break;
    case RANGE_BETWEEN:
        assert_int_equal(place, RANGE_ON_PAPER);
        assert_true(shown->until_ms > now_ms + 5 * MINUTE);
        break;
    case RANGE_NOT_BEFORE:
        assert_true(shown->from_ms && !shown->until_ms);
        assert_true(range->until_ms - range->from_ms > 10 * MINUTE);
        break;
    case RANGE_UNKNOWN:
        assert_true(range->until_ms <= now_ms - 5 * MINUTE);
        assert_int_equal(shown->why, RANGE_TOO_UNCERTAIN);
    }
    if (shown->from_ms && shown->until_ms)
        assert_in_range(shown->until_ms - shown->from_ms, 5 * MINUTE, 40 * MINUTE);
}

static struct range random_range(uint64_t *seed, int64_t now_ms)
{
    int64_t grain = random_below(seed, 4) == 0 ? MINUTE : 1; /* round ones come too */
    int64_t from_ms = now_ms + (random_below(seed, 3 * HOUR) - HOUR / 4) / grain * grain;
    int64_t width_ms = random_below(seed, 1 + random_below(seed, 2 * HOUR)) / grain * grain;
    return (struct range){.from_ms = from_ms, .likely_ms = from_ms + width_ms / 2, .until_ms = from_ms + width_ms};
}

static void never_narrower_than_what_is_known(attr_unused void **state)
{
    static const char *const zones[] = {"Asia/Baku", "Asia/Kathmandu", "America/St_Johns", "Asia/Tokyo"};
    const char *given = getenv("NOVBE_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("NOVBE_SEED=%llu\n", (unsigned long long)seed);
    for (int run = 0; run < RUNS; run++) {
        if (run % (RUNS / 4) == 0)
            set_zone(zones[run / (RUNS / 4)]);
        int64_t now_ms = INT64_C(1800000000000) + random_below(&seed, 24 * HOUR);
        struct range range = random_range(&seed, now_ms);
        for (int place = RANGE_ON_SCREEN; place <= RANGE_ON_PAPER; place++) {
            struct range_shown shown = range_shown(&range, (enum range_place)place, now_ms);
            assert_outward(&range, &shown, (enum range_place)place, now_ms);
            assert_form(&range, &shown, (enum range_place)place, now_ms);
        }
    }
}

/* Whoever waits longer is told no earlier moment: of one that is told its neighbour is told too. */
static void later_is_never_told_earlier(attr_unused void **state)
{
    int64_t now_ms = in_baku(11, 7);
    for (int place = RANGE_ON_SCREEN; place <= RANGE_ON_PAPER; place++) {
        int64_t from_ms = 0, until_ms = 0;
        for (int64_t later = 0; later < 3 * HOUR; later += MINUTE / 4) {
            struct range range = {.from_ms = now_ms + later, .until_ms = now_ms + later + 7 * MINUTE + 1};
            struct range_shown shown = range_shown(&range, (enum range_place)place, now_ms);
            assert_in_range(shown.form, RANGE_MINUTES, RANGE_BETWEEN);
            assert_true(shown.from_ms >= from_ms && shown.until_ms >= until_ms);
            from_ms = shown.from_ms;
            until_ms = shown.until_ms;
        }
        assert_true(until_ms > now_ms + 3 * HOUR);
    }
}

/* --- the edges --- */

static void shows(double from, double until, enum range_place place, enum range_form form, int from_minutes,
                  int until_minutes)
{
    int64_t now_ms = in_baku(11, 0);
    struct range range = range_at(now_ms, from, until);
    struct range_shown shown = range_shown(&range, place, now_ms);
    int told_from = shown.from_ms ? (int)((shown.from_ms - now_ms) / MINUTE) : 0;
    int told_until = shown.until_ms ? (int)((shown.until_ms - now_ms) / MINUTE) : 0;
    if (shown.form != form || told_from != from_minutes || told_until != until_minutes)
        fail_msg("%g to %g: form %d, %d to %d", from, until, (int)shown.form, told_from, told_until);
}

static void edges_are_where_they_are_said_to_be(attr_unused void **state)
{
    shows(22, 43, RANGE_ON_SCREEN, RANGE_MINUTES, 20, 45);
    shows(22, 43, RANGE_ON_PAPER, RANGE_BETWEEN, 20, 45);
    shows(20, 45, RANGE_ON_SCREEN, RANGE_MINUTES, 20, 45);
    shows(20, 20, RANGE_ON_SCREEN, RANGE_MINUTES, 20, 25);
    shows(20, 45.01, RANGE_ON_SCREEN, RANGE_MINUTES, 20, 50);
    /* in fives to the hour, in quarters from it on, each end for itself */
    shows(44, 60, RANGE_ON_SCREEN, RANGE_MINUTES, 40, 60);
    shows(59, 60.01, RANGE_ON_SCREEN, RANGE_MINUTES, 55, 75);
    shows(61, 76, RANGE_ON_SCREEN, RANGE_MINUTES, 60, 90);
    shows(60, 60, RANGE_ON_SCREEN, RANGE_MINUTES, 60, 75);
    /* wider than 40 minutes */
    shows(20, 60, RANGE_ON_SCREEN, RANGE_MINUTES, 20, 60);
    shows(19.9, 60, RANGE_ON_SCREEN, RANGE_NOT_BEFORE, 15, 0);
    shows(25, 64, RANGE_ON_PAPER, RANGE_NOT_BEFORE, 25, 0);
    shows(3, 58, RANGE_ON_PAPER, RANGE_BETWEEN, 0, 60);
    shows(3, 18, RANGE_ON_SCREEN, RANGE_MINUTES, 0, 20);
    /* soon, and over */
    shows(1, 5, RANGE_ON_SCREEN, RANGE_SOON, 0, 5);
    shows(1, 5.01, RANGE_ON_SCREEN, RANGE_MINUTES, 0, 10);
    shows(-20, -4.9, RANGE_ON_PAPER, RANGE_SOON, 0, 5);
    shows(-20, -5, RANGE_ON_PAPER, RANGE_UNKNOWN, 0, 0);
}

static void no_end_is_no_number(attr_unused void **state)
{
    int64_t now_ms = in_baku(11, 3);
    struct range never = {.from_ms = now_ms + 31 * MINUTE, .likely_ms = INT64_MAX, .until_ms = INT64_MAX};
    struct range_shown shown = range_shown(&never, RANGE_ON_PAPER, now_ms);
    assert_int_equal(shown.form, RANGE_NOT_BEFORE);
    assert_int_equal(shown.from_ms, now_ms + 27 * MINUTE);
    assert_int_equal(range_printed_until_ms(&never, now_ms), 0);
    never.from_ms = now_ms;
    shown = range_shown(&never, RANGE_ON_SCREEN, now_ms);
    assert_int_equal(shown.form, RANGE_UNKNOWN);
    assert_int_equal(shown.why, RANGE_TOO_UNCERTAIN);
    never.from_ms = INT64_MAX;
    assert_int_equal(range_shown(&never, RANGE_ON_PAPER, now_ms).form, RANGE_NOT_BEFORE);
    int32_t minutes;
    assert_int_equal(range_length(&never, now_ms, &minutes), RANGE_LONG);
}

static void paper_promises_what_it_says(attr_unused void **state)
{
    int64_t now_ms = in_baku(11, 3);
    struct range range = range_at(now_ms, 18, 38);
    assert_int_equal(range_printed_until_ms(&range, now_ms), in_baku(11, 45));
    range = range_at(now_ms, 1, 3);
    assert_int_equal(range_printed_until_ms(&range, now_ms), now_ms + 5 * MINUTE);
    range = range_at(now_ms, 30, 90);
    assert_int_equal(range_printed_until_ms(&range, now_ms), 0);
}

/* --- the clock is changed --- */

static void expect(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

static void on_the_days_on_which_the_clock_is_changed(void **state)
{
    const struct language *en = i18n_find(*state, "en");
    set_zone("Europe/Berlin");
    /* 2026-03-29 at 2:00 it is 3:00 */
    int64_t now_ms = clock_at((struct date){2026, 3, 29}, 90);
    struct range range = range_at(now_ms, 21, 42);
    struct range_shown shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, en), "Between 01:50 and 03:15");
    assert_int_equal(shown.until_ms, now_ms + 45 * MINUTE);
    range = range_at(now_ms, 26, 27);
    shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, en), "Between 01:55 and 03:00");
    /* 2026-10-25 at 3:00 it is 2:00: "between 02:50 and 02:15" would be read as over */
    now_ms = clock_at((struct date){2026, 10, 25}, 150);
    range = range_at(now_ms, 21, 42);
    shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, en), "Between 20 and 45 minutes");
    assert_int_equal(range_printed_until_ms(&range, now_ms), now_ms + 45 * MINUTE);
    range = range_at(now_ms, 5, 21);
    shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, en), "Between 02:35 and 02:55");
    /* changed by half an hour */
    set_zone("Australia/Lord_Howe");
    now_ms = clock_at((struct date){2026, 10, 4}, 105);
    range = range_at(now_ms, 7, 34);
    shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, en), "Between 01:50 and 02:50");
}

/* None is left today; a rule of tomorrow may make one. */
static void where_the_clock_is_off_by_no_full_quarter(void **state)
{
    set_zone("Africa/Monrovia"); /* 44 minutes and a half behind, until 1972 */
    int64_t now_ms = clock_at((struct date){1971, 6, 1}, 11 * 60);
    struct range range = range_at(now_ms, 20.1, 43);
    struct range_shown shown = range_shown(&range, RANGE_ON_PAPER, now_ms);
    expect(range_text(&shown, 3, i18n_find(*state, "en")), "Between 11:20 and 11:45");
}

/* --- in words --- */

static void says(void **state, const struct range *range, enum range_place place, int64_t ahead,
                 const char *const expected[3])
{
    static const char *const codes[] = {"az", "ru", "en"};
    struct range_shown shown = range_shown(range, place, in_baku(11, 3));
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
        expect(range_text(&shown, ahead, i18n_find(*state, codes[i])), expected[i]);
}

static void golden_sentences(void **state)
{
    int64_t now_ms = in_baku(11, 3);
    struct range range = range_at(now_ms, 20, 40);
    says(state, &range, RANGE_ON_SCREEN, 4,
         (const char *[]){"Təxminən 20–40 dəqiqə", "От 20 до 40 минут", "Between 20 and 40 minutes"});
    says(state, &range, RANGE_ON_PAPER, 4,
         (const char *[]){"Təxminən saat 11:20–11:45 arası", "Примерно с 11:20 до 11:45", "Between 11:20 and 11:45"});
    range = range_at(now_ms, 1, 12);
    says(state, &range, RANGE_ON_SCREEN, 4,
         (const char *[]){"Təxminən 15 dəqiqəyədək", "До 15 минут", "Up to 15 minutes"});
    says(state, &range, RANGE_ON_PAPER, 4,
         (const char *[]){"Çox güman ki, saat 11:15-dək", "Скорее всего, до 11:15", "Probably before 11:15"});
    range = range_at(now_ms, 18, 70);
    says(state, &range, RANGE_ON_PAPER, 1,
         (const char *[]){"Ən tezi saat 11:20. Sizdən əvvəl 1 nəfər var", "Не раньше 11:20. Перед вами 1 человек",
                          "Not before 11:20. 1 person ahead of you"});
    says(state, &range, RANGE_ON_PAPER, 22,
         (const char *[]){"Ən tezi saat 11:20. Sizdən əvvəl 22 nəfər var", "Не раньше 11:20. Перед вами 22 человека",
                          "Not before 11:20. 22 people ahead of you"});
    says(state, &range, RANGE_ON_PAPER, -1,
         (const char *[]){"Ən tezi saat 11:20", "Не раньше 11:20", "Not before 11:20"});
    range = range_at(now_ms, 0, 2);
    says(state, &range, RANGE_ON_SCREEN, 2,
         (const char *[]){"Bir neçə dəqiqəyə", "Через несколько минут", "In a few minutes"});
}

static void why_it_is_not_known(void **state)
{
    static const struct {
        const char *word, *az, *ru, *en;
    } cases[] = {
            {"no_forecast", "Gözləmə müddəti hələ məlum deyil", "Время ожидания пока неизвестно",
             "The waiting time is not known yet"},
            {"halted", "Xidmət müvəqqəti dayandırılıb, ona görə gözləmə müddəti məlum deyil",
             "Обслуживание временно приостановлено, поэтому время ожидания неизвестно",
             "Service has been halted, so the waiting time is not known"},
            {"nobody_serves",
             "Bu gün bu xidmət üzrə daha qəbul nəzərdə tutulmayıb. Zəhmət olmasa, məlumat masasına müraciət edin.",
             "Сегодня приём по этой услуге больше не запланирован. Пожалуйста, обратитесь к администратору зала.",
             "Nobody is planned to serve this any more today. Please ask at reception."},
            {"too_uncertain", "Gözləmə müddətini hazırda etibarlı söyləmək mümkün deyil",
             "Сейчас время ожидания нельзя назвать достаточно точно",
             "The waiting time cannot be told well enough at the moment"},
            {"not_waiting", "Bu növbə hazırda çağırış gözləmir", "Этот талон сейчас не ожидает вызова",
             "This ticket is not waiting to be called"},
            {"of a newer daemon", "Gözləmə müddəti hələ məlum deyil", "Время ожидания пока неизвестно",
             "The waiting time is not known yet"},
            {NULL, "Gözləmə müddəti hələ məlum deyil", "Время ожидания пока неизвестно",
             "The waiting time is not known yet"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct range_shown shown = range_unknown(range_why_of(cases[i].word));
        expect(range_text(&shown, 4, i18n_find(*state, "az")), cases[i].az);
        expect(range_text(&shown, 4, i18n_find(*state, "ru")), cases[i].ru);
        expect(range_text(&shown, 4, i18n_find(*state, "en")), cases[i].en);
    }
}

static void one_word_in_a_list(void **state)
{
    static const struct {
        double from, likely, until;
        const char *az, *ru, *en;
    } cases[] = {
            {0, 2, 5, "Demək olar ki, gözləmədən", "Почти без ожидания", "Hardly any wait"},
            {0, 2, 6, "Qısa gözləmə, təxminən 5 dəq.", "Недолго, примерно 5 мин", "Short wait, about 5 min"},
            {9, 17.4, 30, "Qısa gözləmə, təxminən 15 dəq.", "Недолго, примерно 15 мин", "Short wait, about 15 min"},
            {9, 17.5, 30, "Uzun gözləmə, təxminən 20 dəq.", "Долго, примерно 20 мин", "Long wait, about 20 min"},
            {30, 60, 90, "Uzun gözləmə, təxminən 60 dəq.", "Долго, примерно 60 мин", "Long wait, about 60 min"},
            {30, 70, 90, "Uzun gözləmə, təxminən 75 dəq.", "Долго, примерно 75 мин", "Long wait, about 75 min"},
    };
    int64_t now_ms = in_baku(11, 3);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct range range = range_at(now_ms, cases[i].from, cases[i].until);
        range.likely_ms = now_ms + (int64_t)(cases[i].likely * (double)MINUTE);
        expect(range_list_text(&range, now_ms, i18n_find(*state, "az")), cases[i].az);
        expect(range_list_text(&range, now_ms, i18n_find(*state, "ru")), cases[i].ru);
        expect(range_list_text(&range, now_ms, i18n_find(*state, "en")), cases[i].en);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(never_narrower_than_what_is_known),
            cmocka_unit_test(later_is_never_told_earlier),
            cmocka_unit_test(edges_are_where_they_are_said_to_be),
            cmocka_unit_test(no_end_is_no_number),
            cmocka_unit_test(paper_promises_what_it_says),
            cmocka_unit_test(on_the_days_on_which_the_clock_is_changed),
            cmocka_unit_test(where_the_clock_is_off_by_no_full_quarter),
            cmocka_unit_test(golden_sentences),
            cmocka_unit_test(why_it_is_not_known),
            cmocka_unit_test(one_word_in_a_list),
    };
    return cmocka_run_group_tests(tests, open_languages, close_languages);
}
