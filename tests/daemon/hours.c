/* SPDX-License-Identifier: MIT
 *
 * Hours as they are told, in four languages: by configuration and calendar, by words of supervisors and early closings,
 * and the same hours as those who issue and book go by.
 */
#include "daemon/hours.h"

#include "daemon/engine/opening.h"
#include "tests/common/corpus.h"
#include "tests/daemon/hall_help.h"

/* The corpus' small centre on a Tuesday: residence-first (of migration) and passport (of identity) are open from 9 to
 * 13 and from 14 to 18, residence-first gives its last tickets at 17:30; residence-renewal is open on Mondays only. */
static const struct date tuesday = {2026, 11, 24};

static const char *const codes[] = {"az", "ru", "en", "ja"};

/* What is said in these languages; NULL: not looked at. */
struct said {
    const char *az, *ru, *en, *ja;
};

static void write_file(const char *folder, const char *name, const char *text)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/* With these days of the calendar and these further settings of the centre. */
static struct centre *load_small(const char *days, const char *settings)
{
    char folder[] = "/tmp/novbe-hours-XXXXXX";
    assert_non_null(mkdtemp(folder));
    _cleanup_free_ char *catalogue = corpus_path("tests/corpus/catalogue/y_small.conf");
    _cleanup_free_ char *languages = corpus_path("conf/lang");
    _cleanup_free_ char *calendar = mem_printf("days = ( %s );\n", days);
    _cleanup_free_ char *novbe = mem_printf("centre: { languages = [ \"az\", \"ru\", \"en\", \"ja\" ]; %s };\n"
                                            "files: { catalogue = \"%s\"; languages = \"%s\"; };\n",
                                            settings, catalogue, languages);
    write_file(folder, "calendar.conf", calendar);
    write_file(folder, "novbe.conf", novbe);
    _cleanup_free_ char *path = mem_printf("%s/novbe.conf", folder);
    struct centre *centre = help_load(path);
    _cleanup_free_ char *command = mem_printf("rm -r %s", folder);
    assert_int_equal(system(command), 0);
    return centre;
}

static int set_up(void **state)
{
    static const char *const holiday = "{ date = \"2026-11-26\"; closed = true; text = { az = \"Bayram\"; ru = "
                                       "\"Праздник\"; en = \"Holiday\"; }; }";
    *state = help_new(load_small(holiday, ""), tuesday, 10 * 60);
    return 0;
}

static int tear_down(void **state)
{
    return help_free(*state);
}

/* --- what is looked at --- */

static const struct catalogue_service *service_named(const struct help *f, const char *key)
{
    return key ? catalogue_service(f->centre->catalogue, key) : NULL;
}

static void refresh(struct help *f)
{
    f->turn.has_now = false;
    hours_refresh(&f->hours, turn_now(&f->turn));
}

/* NULL key: of the centre. */
static void assert_hours(struct help *f, const char *key, bool open, struct said said)
{
    const char *const expected[ARRAY_SIZE(codes)] = {said.az, said.ru, said.en, said.ja};
    refresh(f);
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        const struct language *language = i18n_find(f->centre->i18n, codes[i]);
        struct hours_answer answer = hours_of(&f->hours, service_named(f, key), language);
        assert_int_equal(answer.open, open);
        if (expected[i])
            assert_string_equal(answer.sentence, expected[i]);
    }
}

#define ASSERT_HOURS(key, open, ...) assert_hours(f, key, open, (struct said){__VA_ARGS__})

static enum refusal_kind issue(struct help *f, const char *key)
{
    struct refusal refusal = {0};
    const struct command command = {.kind = COMMAND_ISSUE,
                                    .services = {help_id(f, NAME_SERVICE, key)},
                                    .class = help_id(f, NAME_CLASS, "regular"),
                                    .party = 1};
    return hall_do(&f->hall, &command, &refusal) < 0 ? refusal.kind : REFUSAL_NONE;
}

/* A word about a day so many days ahead; spans are minutes of the date, in pairs, ended by 0; none: closed. */
static struct day_word word_of(struct help *f, int ahead, const char *key, const int *spans, const char *texts)
{
    struct day_word word = {.day = days_today(&f->days) + ahead, .at_ms = turn_now(&f->turn), .texts = (char *)texts};
    word.service = key ? help_id(f, NAME_SERVICE, key) : 0;
    for (; spans && spans[1]; spans += 2)
        word.open.spans[word.open.count++] = (struct rule_span){.from_ms = clock_at(date_of(word.day), spans[0]),
                                                                .until_ms = clock_at(date_of(word.day), spans[1])};
    days_weigh(&f->days, &word);
    return word;
}

static void say(struct help *f, int ahead, const char *key, const int *spans, const char *texts)
{
    struct day_word word = word_of(f, ahead, key, spans, texts);
    days_say(&f->days, &word);
    hours_forget(&f->hours);
}

static void take_back(struct help *f, int ahead, const char *key)
{
    struct day_word word = word_of(f, ahead, key, NULL, NULL);
    assert_true(days_take_back(&f->days, &word));
    hours_forget(&f->hours);
}

static const int closed[] = {0, 0};
#define SPANS(...) ((const int[]){__VA_ARGS__, 0, 0})
#define CLEANING   "az=Sanitar günü\nru=Санитарный день\nen=Cleaning day\n"

/* --- the tests --- */

static void a_usual_day(void **state)
{
    struct help *f = *state;
    ASSERT_HOURS("passport", true, "Saat 13:00-dək açıqdır", "Открыто до 13:00", "Open until 13:00",
                 "13:00まで受け付けています");
    ASSERT_HOURS(NULL, true, .en = "Open until 13:00");
    ASSERT_HOURS("residence-renewal", false, "Açılır: 30 noyabr 2026, bazar ertəsi, saat 10:00",
                 "Откроется 30 ноября 2026 г. (понедельник) в 10:00", "Opens on Monday, 30 November 2026 at 10:00",
                 "2026年11月30日(月) 10:00から受け付けます");
    help_pass(f, 3 * HOUR_MS);
    ASSERT_HOURS("passport", false, "Bu gün açılır: saat 14:00", "Откроется сегодня в 14:00", "Opens today at 14:00",
                 "本日14:00から受け付けます");
    ASSERT_HOURS(NULL, false, .en = "Opens today at 14:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_SERVICE_CLOSED);
    help_pass(f, 4 * HOUR_MS + 30 * MINUTE_MS);
    ASSERT_HOURS("passport", true, .en = "Open until 18:00");
    ASSERT_HOURS("residence-first", false, "Növbə saat 17:30-dək verilir. Sabah açılır: saat 09:00",
                 "Талоны выдаются до 17:30. Откроется завтра в 09:00",
                 "Tickets are given out until 17:30. Opens tomorrow at 09:00",
                 "番号札の発行は17:30までです。明日9:00から受け付けます");
    assert_int_equal(issue(f, "residence-first"), REFUSAL_TOO_LATE_TODAY);
    assert_int_equal(issue(f, "passport"), REFUSAL_NONE);
}

/* Wednesday evening: Thursday is a holiday of the calendar. */
static void a_holiday(void **state)
{
    struct help *f = *state;
    help_pass(f, 34 * HOUR_MS);
    ASSERT_HOURS("passport", false, .en = "Opens on Friday, 27 November 2026 at 09:00");
    help_pass(f, 12 * HOUR_MS);
    ASSERT_HOURS("passport", false, "Bağlıdır: Bayram. Sabah açılır: saat 09:00",
                 "Закрыто: Праздник. Откроется завтра в 09:00", "Closed: Holiday. Opens tomorrow at 09:00",
                 "お休みです（Holiday）。明日9:00から受け付けます");
    ASSERT_HOURS(NULL, false, .en = "Closed: Holiday. Opens tomorrow at 09:00");
    say(f, 0, NULL, SPANS(480, 1320), "en=Extra day\n");
    ASSERT_HOURS("passport", true, "Saat 22:00-dək açıqdır", "Открыто до 22:00", "Open until 22:00",
                 "22:00まで受け付けています");
    ASSERT_HOURS("residence-renewal", true, .en = "Open until 22:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_NONE);
    take_back(f, 0, NULL);
    ASSERT_HOURS("passport", false, .en = "Closed: Holiday. Opens tomorrow at 09:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_SERVICE_CLOSED);
}

static void closed_today_with_a_text(void **state)
{
    struct help *f = *state;
    say(f, 0, NULL, closed, CLEANING);
    ASSERT_HOURS("passport", false, "Bağlıdır: Sanitar günü. Sabah açılır: saat 09:00",
                 "Закрыто: Санитарный день. Откроется завтра в 09:00", "Closed: Cleaning day. Opens tomorrow at 09:00",
                 "お休みです（Cleaning day）。明日9:00から受け付けます");
    ASSERT_HOURS(NULL, false, .en = "Closed: Cleaning day. Opens tomorrow at 09:00");
    ASSERT_HOURS("residence-renewal", false, .en = "Closed: Cleaning day. Opens on Monday, 30 November 2026 at 10:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_SERVICE_CLOSED);
    assert_int_equal(hall_commit(&f->hall), 0);
    help_close(f);
    help_open(f);
    ASSERT_HOURS("passport", false, .ru = "Закрыто: Санитарный день. Откроется завтра в 09:00");
    say(f, 0, NULL, closed, NULL);
    ASSERT_HOURS("passport", false, .en = "Opens tomorrow at 09:00");
    take_back(f, 0, NULL);
    ASSERT_HOURS("passport", true, .en = "Open until 13:00");
}

/* Of the house it shortens, and speaks only of those whom it shortens; of a service it may lengthen. */
static void shortened_today(void **state)
{
    struct help *f = *state;
    say(f, 0, NULL, SPANS(540, 690), CLEANING);
    ASSERT_HOURS("passport", true, "Saat 11:30-dək açıqdır", "Открыто до 11:30", "Open until 11:30",
                 "11:30まで受け付けています");
    ASSERT_HOURS("residence-first", true, .en = "Open until 11:30");
    ASSERT_HOURS("residence-renewal", false, .en = "Opens on Monday, 30 November 2026 at 10:00");
    help_pass(f, HOUR_MS);
    ASSERT_HOURS("residence-first", false, .en = "Tickets are given out until 11:00. Opens tomorrow at 09:00");
    help_pass(f, HOUR_MS / 2);
    ASSERT_HOURS("residence-first", false, .en = "Closed: Cleaning day. Opens tomorrow at 09:00");
    say(f, 0, "passport", SPANS(540, 1380), NULL);
    ASSERT_HOURS("passport", true, .en = "Open until 23:00");
    ASSERT_HOURS(NULL, true, .en = "Open until 23:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_NONE);
    assert_int_equal(issue(f, "residence-first"), REFUSAL_SERVICE_CLOSED);
}

static void a_word_about_tomorrow(void **state)
{
    struct help *f = *state;
    say(f, 1, "passport", SPANS(630, 720), NULL);
    ASSERT_HOURS("passport", true, .en = "Open until 13:00");
    help_pass(f, 9 * HOUR_MS);
    ASSERT_HOURS("passport", false, "Sabah açılır: saat 10:30", "Откроется завтра в 10:30", "Opens tomorrow at 10:30",
                 "明日10:30から受け付けます");
    say(f, 1, NULL, closed, CLEANING);
    ASSERT_HOURS("passport", false, .en = "Opens on Friday, 27 November 2026 at 09:00");
    say(f, 2, NULL, SPANS(600, 660), NULL); /* the holiday, on which nobody would be there */
    ASSERT_HOURS("passport", false, .en = "Opens on Thursday, 26 November 2026 at 10:00");
    take_back(f, 1, NULL);
    ASSERT_HOURS("passport", false, .en = "Opens tomorrow at 10:30");
    take_back(f, 1, "passport");
    ASSERT_HOURS("passport", false, .en = "Opens tomorrow at 09:00");
}

static void a_service_closed_early(void **state)
{
    struct help *f = *state;
    int32_t passport = help_id(f, NAME_SERVICE, "passport");
    help_do(f, (struct command){.kind = COMMAND_CLOSE_SERVICE,
                                .service = passport,
                                .closing = CLOSING_ALL,
                                .reason = help_id(f, NAME_REASON, "mistake")});
    ASSERT_HOURS("passport", false, "Bağlıdır: Səhv. Sabah açılır: saat 09:00",
                 "Закрыто: Ошибка. Откроется завтра в 09:00", "Closed: Mistake. Opens tomorrow at 09:00",
                 "お休みです（Mistake）。明日9:00から受け付けます");
    ASSERT_HOURS("residence-first", true, .en = "Open until 13:00");
    ASSERT_HOURS(NULL, true, .en = "Open until 13:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_SERVICE_CLOSED);
    struct rule_hours today = hours_on(&f->hours, passport, days_today(&f->days), NULL);
    assert_int_equal(today.count, 1);
    assert_true(today.spans[0].until_ms == turn_now(&f->turn));
    help_do(f, (struct command){.kind = COMMAND_OPEN_SERVICE, .service = passport});
    ASSERT_HOURS("passport", true, .en = "Open until 13:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_NONE);
}

static void a_day_closed_by_hand(void **state)
{
    struct help *f = *state;
    int32_t day = days_today(&f->days);
    while (engine_day(f->hall.engine))
        help_do(f, (struct command){.kind = COMMAND_CLOSE_DAY, .limit = 64});
    f->hall.closed_day = day;
    ASSERT_HOURS("passport", false, .en = "Opens tomorrow at 09:00");
    ASSERT_HOURS(NULL, false, .en = "Opens tomorrow at 09:00");
    assert_int_equal(hours_on(&f->hours, help_id(f, NAME_SERVICE, "passport"), day, NULL).count, 0);
    assert_int_equal(hours_on(&f->hours, help_id(f, NAME_SERVICE, "passport"), day + 1, NULL).count, 2);
}

/* Nothing is worked out again before something opens, closes or gives its last tickets. */
static void kept_as_long_as_it_holds(void **state)
{
    struct help *f = *state;
    refresh(f);
    const char *sentence = hours_of(&f->hours, service_named(f, "passport"), i18n_find(f->centre->i18n, "en")).sentence;
    const int moments[] = {13 * 60, 14 * 60, 17 * 60 + 30, 18 * 60, 24 * 60};
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
        int64_t until_ms = f->hours.until_ms;
        assert_true(until_ms == clock_at(tuesday, moments[i]));
        help_pass(f, until_ms - turn_now(&f->turn) - 1);
        refresh(f);
        assert_true(f->hours.until_ms == until_ms);
        if (i == 0)
            assert_ptr_equal(
                    hours_of(&f->hours, service_named(f, "passport"), i18n_find(f->centre->i18n, "en")).sentence,
                    sentence);
        help_pass(f, 1);
        refresh(f);
    }
}

/* The business day lasts until 4 in the morning; a service is open over midnight. */
static void over_midnight(void **state)
{
    struct help *f = *state;
    help_free(f);
    *state = f = help_new(load_small("", "day_start = \"04:00\";"), tuesday, 22 * 60);
    say(f, 0, "passport", SPANS(1200, 1560), "en=Long night\n");
    ASSERT_HOURS("passport", true, .en = "Open until 02:00");
    help_pass(f, 3 * HOUR_MS);
    ASSERT_HOURS("passport", true, .en = "Open until 02:00");
    assert_int_equal(issue(f, "passport"), REFUSAL_NONE);
    help_pass(f, HOUR_MS + 1);
    ASSERT_HOURS("passport", false, .en = "Closed: Long night. Opens today at 09:00");
    help_pass(f, 2 * HOUR_MS);
    ASSERT_HOURS("passport", false, .en = "Opens today at 09:00");
}

/* A reload at noon: the open day keeps to what words and the new configuration come to, whatever was said and taken
 * back before it. */
static void after_a_reload(void **state)
{
    struct help *f = *state;
    struct centre *before = f->centre;
    say(f, 0, "passport", SPANS(540, 720), NULL);
    take_back(f, 0, "passport");
    say(f, 0, "residence-first", SPANS(540, 720), NULL);
    f->centre = load_small("{ date = \"2026-11-24\"; hours = [ \"09:00-11:00\" ]; }", "");
    hall_configure(&f->hall, f->centre, 0, "");
    days_reload(&f->days);
    hours_forget(&f->hours);
    centre_free(before);
    ASSERT_HOURS("passport", true, .en = "Open until 11:00");
    ASSERT_HOURS("residence-first", true, .en = "Open until 12:00");
    help_pass(f, HOUR_MS);
    assert_int_equal(issue(f, "passport"), REFUSAL_SERVICE_CLOSED);
    assert_int_equal(issue(f, "residence-first"), REFUSAL_NONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_usual_day),
            TEST(a_holiday),
            TEST(closed_today_with_a_text),
            TEST(shortened_today),
            TEST(a_word_about_tomorrow),
            TEST(a_service_closed_early),
            TEST(a_day_closed_by_hand),
            TEST(kept_as_long_as_it_holds),
            TEST(over_midnight),
            TEST(after_a_reload),
    };
#undef TEST
    return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
