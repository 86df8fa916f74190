/* SPDX-License-Identifier: MIT
 *
 * What the calendar makes of a day: cases for every rule, a corpus of rows, and a property: whatever the rows, each
 * minute of each day is as a naive oracle says that looks at one minute at a time.
 */
#include "tests/common/centre_help.h"

#include "common/calendar_row.h"

struct fixture {
    struct arena arena;
    struct catalogue *catalogue;
};

static int setup(void **state)
{
    struct fixture *fixture = mem_new(struct fixture);
    arena_init(&fixture->arena);
    fixture->catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    arena_done(&fixture->arena);
    free(fixture);
    return 0;
}

static int read_text(struct fixture *fixture, const char *rows, struct config_mistakes *mistakes,
                     struct calendar **ret_calendar)
{
    _cleanup_free_ char *text = mem_printf("days = ( %s );", rows);
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_parse("calendar.conf", text, strlen(text), mistakes, &file), 0);
    return calendar_read(file, fixture->catalogue, NULL, &fixture->arena, mistakes, ret_calendar);
}

static struct calendar *read_days(struct fixture *fixture, const char *rows)
{
    struct config_mistakes mistakes = {0};
    struct calendar *calendar = NULL;
    int result = read_text(fixture, rows, &mistakes, &calendar);
    config_mistakes_print(&mistakes, stderr);
    assert_int_equal(result, 0);
    config_mistakes_done(&mistakes);
    return calendar;
}

static struct date day_of(const char *text)
{
    struct date date;
    assert_int_equal(date_parse(text, &date), 0);
    return date;
}

/* The hours of a service (NULL: the centre) on a date, as text. */
static const char *open_on(struct fixture *fixture, const struct calendar *calendar, const char *service,
                           const char *date)
{
    const struct catalogue_service *whom = service ? catalogue_service(fixture->catalogue, service) : NULL;
    assert_true(!service || whom);
    struct calendar_day day = calendar_day(calendar, fixture->catalogue, whom, day_of(date), &fixture->arena);
    return spans_text(&day.open, &fixture->arena);
}

#define assert_open(rows, service, date, expected) \
    assert_string_equal(open_on(*state, read_days(*state, rows), service, date), expected)

/* --- the week: 2026-11-23 is a Monday --- */

static void test_usual_week(void **state)
{
    assert_open("", "passport", "2026-11-23", "09:00-13:00, 14:00-18:00");
    assert_open("", "passport", "2026-11-25", "09:00-13:00, 14:00-18:00"); /* written as two spans */
    assert_open("", "passport", "2026-11-28", "10:00-13:00");              /* the break ends with the day */
    assert_open("", "passport", "2026-11-29", "closed");
    assert_open("", "residence-renewal", "2026-11-23", "10:00-12:00");
    assert_open("", NULL, "2026-11-23", "09:00-13:00, 14:00-18:00");
}

static void test_one_date(void **state)
{
    assert_open("{ date = \"2026-11-23\"; closed = true; }", "passport", "2026-11-23", "closed");
    assert_open("{ date = \"2026-11-23\"; closed = true; }", "passport", "2026-11-24", "09:00-13:00, 14:00-18:00");
    assert_open("{ date = \"2026-11-29\"; hours = [ \"09:00-12:00\" ]; }", "passport", "2026-11-29", "09:00-12:00");
    assert_open("{ date = \"2026-11-29\"; hours = [ \"12:00-24:00\" ]; }", "passport", "2026-11-29",
                "12:00-13:00, 14:00-24:00"); /* breaks hold */
    assert_open("{ date = \"2026-11-28\"; as = \"friday\"; }", "passport", "2026-11-28", "09:00-13:00, 14:00-17:00");
    assert_open("{ date = \"2026-11-28\"; as = \"monday\"; }", "residence-renewal", "2026-11-28", "10:00-12:00");
    assert_open("{ date = \"2026-11-23\"; as = \"sunday\"; }", "passport", "2026-11-23", "closed");
}

static void test_season(void **state)
{
    static const char *const winter = "{ from = \"2026-12-20\"; to = \"2027-01-10\"; hours = [ \"10:00-12:00\" ]; }";
    assert_open(winter, "passport", "2026-12-19", "10:00-13:00"); /* Saturday before */
    assert_open(winter, "passport", "2026-12-21", "10:00-12:00");
    assert_open(winter, "passport", "2027-01-01", "10:00-12:00"); /* over the new year */
    assert_open(winter, "passport", "2027-01-09", "10:00-12:00"); /* one day before the last */
    assert_open(winter, "passport", "2027-01-11", "09:00-13:00, 14:00-18:00");
    assert_open(winter, "passport", "2026-12-20", "closed");          /* a Sunday stays closed */
    assert_open(winter, "residence-renewal", "2026-12-22", "closed"); /* open on Mondays alone */

    static const char *const fridays = "{ from = \"2026-11-01\"; to = \"2026-11-30\"; closed = true; "
                                       "weekdays = [ \"friday\" ]; }";
    assert_open(fridays, "passport", "2026-11-27", "closed");
    assert_open(fridays, "passport", "2026-11-26", "09:00-13:00, 14:00-18:00");
    /* a season of closing or of another weekday is for all its days */
    assert_open("{ from = \"2026-11-28\"; to = \"2026-11-29\"; as = \"friday\"; }", "passport", "2026-11-29",
                "09:00-13:00, 14:00-17:00");
}

static void test_precedence(void **state)
{
    /* the later row wins */
    assert_open(
            "{ date = \"2026-11-23\"; hours = \"11:00-12:00\"; }, { date = \"2026-11-23\"; hours = \"09:00-10:00\"; }",
            "passport", "2026-11-23", "09:00-10:00");
    assert_open("{ date = \"2026-11-23\"; closed = true; }, { date = \"2026-11-23\"; hours = \"09:00-10:00\"; }",
                "passport", "2026-11-23", "09:00-10:00");
    /* the narrower row wins, wherever it stands */
    static const char *const narrow = "{ date = \"2026-11-23\"; for = \"service:passport\"; hours = \"08:00-09:00\"; },"
                                      "{ date = \"2026-11-23\"; for = \"agency:identity\"; closed = true; },"
                                      "{ date = \"2026-11-23\"; hours = \"10:00-11:00\"; }";
    assert_open(narrow, "passport", "2026-11-23", "08:00-09:00");
    assert_open(narrow, "advice", "2026-11-23", "10:00-11:00");
    assert_open("{ date = \"2026-11-23\"; for = \"agency:migration\"; closed = true; }", "residence-first",
                "2026-11-23", "closed"); /* in a group of the agency */
    /* but nobody is in a centre that is closed */
    assert_open("{ date = \"2026-11-23\"; closed = true; },"
                "{ date = \"2026-11-23\"; for = \"service:passport\"; hours = \"08:00-09:00\"; }",
                "passport", "2026-11-23", "closed");
    /* a later season of hours does not open what a date closed */
    assert_open("{ date = \"2026-11-23\"; closed = true; },"
                "{ from = \"2026-11-01\"; to = \"2026-11-30\"; hours = \"09:00-17:00\"; }",
                "passport", "2026-11-23", "closed");
    /* it shortens a day that another row opened */
    assert_open("{ date = \"2026-11-29\"; as = \"monday\"; },"
                "{ from = \"2026-11-01\"; to = \"2026-11-30\"; hours = \"09:00-12:00\"; }",
                "passport", "2026-11-29", "09:00-12:00");
}

/* Hours of the centre are those of the house: on Mondays "passport" is open from 9 to 18, "residence-renewal" from 10
 * to 12; on Tuesdays the one alone, on Sundays nobody. */
static void test_hours_of_the_house(void **state)
{
    static const char *const eve = "{ date = \"2026-11-23\"; hours = \"09:00-17:00\"; }";
    assert_open(eve, "passport", "2026-11-23", "09:00-13:00, 14:00-17:00");
    assert_open(eve, "residence-renewal", "2026-11-23", "10:00-12:00");
    assert_open("{ date = \"2026-11-23\"; hours = \"11:00-17:00\"; }", "residence-renewal", "2026-11-23",
                "11:00-12:00");
    assert_open("{ date = \"2026-11-24\"; hours = \"09:00-17:00\"; }", "residence-renewal", "2026-11-24", "closed");
    assert_open("{ date = \"2026-11-29\"; hours = \"10:00-14:00\"; }", "residence-renewal", "2026-11-29",
                "10:00-14:00");
    /* as another weekday, and in a season then */
    assert_open("{ date = \"2026-11-29\"; as = \"monday\"; },"
                "{ from = \"2026-11-01\"; to = \"2026-11-30\"; hours = \"09:00-11:00\"; }",
                "residence-renewal", "2026-11-29", "10:00-11:00");
    /* of an agency or a service: theirs */
    assert_open("{ date = \"2026-11-23\"; for = \"agency:identity\"; hours = \"16:00-20:00\"; }", "passport",
                "2026-11-23", "16:00-20:00");
    assert_open("{ date = \"2026-11-24\"; for = \"service:residence-renewal\"; hours = \"09:00-10:00\"; }",
                "residence-renewal", "2026-11-24", "09:00-10:00");
}

/* A warning where the house is open and nobody is there; none on a day that all of them then work. */
static void test_house_without_anybody(void **state)
{
    static const struct {
        const char *row, *text;
    } cases[] = {
            {"{ date = \"2026-11-23\"; hours = \"08:30-20:00\"; }",
             "nobody is usually there 08:30-09:00, 18:00-20:00;"},
            {"{ from = \"2026-11-27\"; to = \"2026-11-28\"; hours = \"09:00-17:30\"; }", "there 17:00-17:30;"},
            {"{ date = \"2026-11-23\"; hours = \"09:00-18:00\"; }", NULL},
            {"{ date = \"2026-11-29\"; hours = \"07:00-22:00\"; }", NULL},
            {"{ date = \"2026-11-23\"; for = \"agency:identity\"; hours = \"07:00-22:00\"; }", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct config_mistakes mistakes = {0};
        assert_int_equal(read_text(*state, cases[i].row, &mistakes, &(struct calendar *){NULL}), 0);
        assert_int_equal(mistakes.count, cases[i].text ? 1 : 0);
        if (cases[i].text)
            assert_non_null(strstr(mistakes.items[0].text, cases[i].text));
        config_mistakes_done(&mistakes);
    }
}

static void test_centre_is_the_union(void **state)
{
    assert_open("{ date = \"2026-11-23\"; for = \"agency:identity\"; hours = \"07:00-10:00\"; },"
                "{ date = \"2026-11-23\"; for = \"agency:migration\"; hours = \"09:30-11:00\"; }",
                NULL, "2026-11-23", "07:00-11:00");
    assert_open("{ date = \"2026-11-23\"; for = \"agency:identity\"; closed = true; },"
                "{ date = \"2026-11-23\"; for = \"agency:migration\"; closed = true; }",
                NULL, "2026-11-23", "closed");
}

/* --- why --- */

static const char *reason(struct fixture *fixture, const struct calendar *calendar, const char *service,
                          const char *date, bool differs)
{
    const struct catalogue_service *whom = service ? catalogue_service(fixture->catalogue, service) : NULL;
    struct calendar_day day = calendar_day(calendar, fixture->catalogue, whom, day_of(date), &fixture->arena);
    assert_int_equal(day.differs, differs);
    return day.text ? day.text->items[0].text : "-";
}

/* Only the text of the row that decided, never that of one it overruled. */
static void test_text(void **state)
{
    const struct calendar *calendar = read_days(
            *state,
            "{ date = \"2026-11-23\"; closed = true; text = { az = \"one\"; }; },"
            "{ date = \"2026-11-23\"; for = \"agency:identity\"; hours = \"08:00-09:00\"; text = { az = \"two\"; }; },"
            "{ date = \"2026-11-24\"; for = \"service:passport\"; closed = true; text = { az = \"three\"; }; },"
            "{ date = \"2026-11-25\"; hours = \"09:00-11:00\"; text = { az = \"four\"; }; },"
            "{ date = \"2026-11-25\"; hours = \"09:00-10:00\"; },"
            "{ from = \"2026-11-28\"; to = \"2026-11-29\"; hours = \"10:00-11:00\"; text = { az = \"five\"; }; }");
    assert_string_equal(reason(*state, calendar, "passport", "2026-11-23", true), "one");
    assert_string_equal(reason(*state, calendar, NULL, "2026-11-23", true), "one");
    assert_string_equal(reason(*state, calendar, "passport", "2026-11-24", true), "three");
    assert_string_equal(reason(*state, calendar, "advice", "2026-11-24", false), "-");
    assert_string_equal(reason(*state, calendar, NULL, "2026-11-24", false), "-");
    assert_string_equal(reason(*state, calendar, "passport", "2026-11-25", true), "-");
    assert_string_equal(reason(*state, calendar, "passport", "2026-11-28", true), "five");
    assert_string_equal(reason(*state, calendar, NULL, "2026-11-28", true), "five");
    assert_string_equal(reason(*state, calendar, "passport", "2026-11-29", false), "-"); /* a Sunday as ever */
    assert_string_equal(reason(*state, calendar, NULL, "2026-11-29", false), "-");
}

/* --- the corpus --- */

static void read_rows(const char *path, struct config_mistakes *mistakes)
{
    static const char *const codes[] = {"az", "ru", "en"};
    struct i18n *i18n = help_languages(codes, ARRAY_SIZE(codes));
    struct arena arena;
    arena_init(&arena);
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &arena);
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    struct calendar *calendar = NULL;
    if (config_file_read(path, CONFIG_NO_INCLUDE, mistakes, &file) == 0) {
        int result = calendar_read(file, catalogue, i18n, &arena, mistakes, &calendar);
        assert_int_equal(result == 0, calendar != NULL);
    }
    arena_done(&arena);
    i18n_free(i18n);
}

static void test_corpus(void **state)
{
    (void)state;
    char *folder = corpus_path("tests/corpus/calendar");
    assert_true(corpus_each(folder, "y_", read_rows) >= 3);
    assert_true(corpus_each(folder, "n_", read_rows) >= 25);
    free(folder);
}

/* --- the property --- */

static uint32_t random_next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

enum { FIRST_DAY = 20780, DAYS = 40 }; /* 2026-11-23 and on */

static void random_row(uint32_t *seed, const struct catalogue *catalogue, struct span *span, struct calendar_row *row)
{
    int64_t from = FIRST_DAY + random_next(seed, DAYS);
    *row = (struct calendar_row){
            .is_season = random_next(seed, 2),
            .from = date_of(from),
            .to = date_of(from),
            .what = (enum calendar_what)random_next(seed, 3),
            .as = (enum weekday)random_next(seed, WEEKDAYS),
            .scope = (enum calendar_scope)random_next(seed, SCOPE_COUNT),
            .text = {.count = 1},
    };
    for (int day = 0; day < WEEKDAYS; day++)
        row->weekdays[day] = !row->is_season || random_next(seed, 4);
    if (row->is_season)
        row->to = date_of(from + random_next(seed, 20));
    if (row->scope == SCOPE_AGENCY)
        row->whom = catalogue->groups.items[random_next(seed, 2) * 2].agency;
    if (row->scope == SCOPE_SERVICE)
        row->whom = &catalogue->services.items[random_next(seed, (uint32_t)catalogue->services.count)];
    span->start_minute = (int)random_next(seed, 90) * 15;
    span->end_minute =
            span->start_minute + 15 + (int)random_next(seed, (uint32_t)(96 - span->start_minute / 15 - 1)) * 15;
    if (row->what == WHAT_HOURS)
        row->hours = (struct spans){.count = 1, .items = span};
}

/* How strong a row is for a service on a date; negative: says nothing. */
static int rank(const struct calendar *calendar, size_t index, const struct catalogue_service *service,
                struct date date)
{
    const struct calendar_row *row = &calendar->rows[index];
    int64_t day = date_days(date);
    if (day < date_days(row->from) || day > date_days(row->to) || !row->weekdays[date_weekday(date)])
        return -1;
    if (row->whom && row->whom != service && row->whom != service->agency)
        return -1;
    return (int)row->scope * 1000 + (int)index;
}

/* The strongest row of a range of ranks, the seasons of hours left out or not. */
static const struct calendar_row *strongest(const struct calendar *calendar, const struct catalogue_service *service,
                                            struct date date, bool seasons, int below)
{
    const struct calendar_row *best = NULL;
    int best_rank = -1;
    for (size_t i = 0; i < calendar->count; i++) {
        const struct calendar_row *row = &calendar->rows[i];
        int strength = rank(calendar, i, service, date);
        if (strength > best_rank && strength < below && (seasons || row->what != WHAT_HOURS || !row->is_season)) {
            best = row;
            best_rank = strength;
        }
    }
    return best;
}

static bool minute_in(const struct spans *spans, int minute)
{
    bool in = false;
    for (size_t i = 0; i < spans->count; i++)
        in = in || (minute >= spans->items[i].start_minute && minute < spans->items[i].end_minute);
    return in;
}

enum { QUARTERS = 96 }; /* everything of the random days lies on quarters of an hour */

static void oracle_quarters(const struct calendar *calendar, const struct catalogue_service *service, struct date date,
                            bool seasons, bool open[QUARTERS])
{
    const struct calendar_row *of_centre = strongest(calendar, service, date, seasons, 1000);
    const struct calendar_row *row = strongest(calendar, service, date, seasons, 1000000);
    if (of_centre && of_centre->what == WHAT_CLOSED)
        row = of_centre;
    const struct calendar_row *usual = strongest(calendar, service, date, false, 1000000);
    enum weekday weekday = usual && usual->what == WHAT_AS ? usual->as : date_weekday(date);
    const struct spans *own = &service->hours->days[weekday];
    bool all = row && (row->whom || (date_weekday(date) == SUNDAY && !own->count)); /* nobody works on Sundays */
    for (int i = 0; i < QUARTERS; i++) {
        bool by_row = row && row->what == WHAT_HOURS;
        bool in = by_row ? minute_in(&row->hours, i * 15) && (all || minute_in(own, i * 15)) : minute_in(own, i * 15);
        open[i] = in && !(row && row->what == WHAT_CLOSED) && !minute_in(&service->hours->breaks, i * 15);
    }
}

/* The day without seasons of hours; if it has an open minute, the day with them. */
static void oracle(const struct calendar *calendar, const struct catalogue_service *service, struct date date,
                   bool open[QUARTERS])
{
    oracle_quarters(calendar, service, date, false, open);
    if (memchr(open, true, QUARTERS))
        oracle_quarters(calendar, service, date, true, open);
}

static void assert_day(const struct fixture *fixture, const struct calendar *calendar,
                       const struct catalogue_service *service, struct date date, struct arena *arena)
{
    bool open[QUARTERS];
    oracle(calendar, service, date, open);
    struct calendar_day day = calendar_day(calendar, fixture->catalogue, service, date, arena);
    for (int i = 0; i < QUARTERS; i++)
        assert_int_equal(minute_in(&day.open, i * 15), open[i]);
    for (size_t i = 1; i < day.open.count; i++)
        assert_true(day.open.items[i - 1].end_minute < day.open.items[i].start_minute);
}

static void try_random(struct fixture *fixture, uint32_t seed)
{
    struct calendar_row rows[8];
    struct span spans[ARRAY_SIZE(rows)];
    struct calendar calendar = {.count = random_next(&seed, ARRAY_SIZE(rows) + 1), .rows = rows};
    for (size_t i = 0; i < calendar.count; i++)
        random_row(&seed, fixture->catalogue, &spans[i], &rows[i]);
    struct arena arena;
    arena_init(&arena);
    for (int tries = 0; tries < 12; tries++) {
        size_t which = random_next(&seed, (uint32_t)fixture->catalogue->services.count);
        const struct catalogue_service *service = &fixture->catalogue->services.items[which];
        struct date date = date_of(FIRST_DAY + random_next(&seed, DAYS));
        assert_day(fixture, &calendar, service, date, &arena);
        arena_reset(&arena);
    }
    arena_done(&arena);
}

static void test_property(void **state)
{
    for (uint32_t seed = 1; seed <= 500; seed++)
        try_random(*state, seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_usual_week, setup, teardown),
            cmocka_unit_test_setup_teardown(test_one_date, setup, teardown),
            cmocka_unit_test_setup_teardown(test_season, setup, teardown),
            cmocka_unit_test_setup_teardown(test_precedence, setup, teardown),
            cmocka_unit_test_setup_teardown(test_hours_of_the_house, setup, teardown),
            cmocka_unit_test_setup_teardown(test_house_without_anybody, setup, teardown),
            cmocka_unit_test_setup_teardown(test_centre_is_the_union, setup, teardown),
            cmocka_unit_test_setup_teardown(test_text, setup, teardown),
            cmocka_unit_test_setup_teardown(test_corpus, setup, teardown),
            cmocka_unit_test_setup_teardown(test_property, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
