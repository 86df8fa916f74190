/* SPDX-License-Identifier: MIT
 *
 * The catalogue and the calendar that we ship: no error in three languages, large enough, and the holidays hold.
 */
#include "tests/common/centre_help.h"

#include "common/calendar_row.h"
#include "common/catalogue_text.h"

static const char *const three[] = {"az", "ru", "en"};

struct shipped {
    struct arena arena;
    struct i18n *i18n;
    struct catalogue *catalogue;
    struct calendar *calendar;
    struct config_mistakes mistakes;
};

static struct config_file *open_shipped(const char *name, struct config_mistakes *mistakes)
{
    char *path = corpus_path(name);
    struct config_file *file = NULL;
    int result = config_file_read(path, 0, mistakes, &file);
    config_mistakes_print(mistakes, stderr);
    assert_int_equal(result, 0);
    free(path);
    return file;
}

static int setup(void **state)
{
    struct shipped *shipped = mem_new(struct shipped);
    arena_init(&shipped->arena);
    shipped->i18n = help_languages(three, ARRAY_SIZE(three));

    struct config_file *file = open_shipped("conf/catalogue.conf", &shipped->mistakes);
    int result = catalogue_read(file, &shipped->arena, &shipped->mistakes, &shipped->catalogue);
    catalogue_check(shipped->catalogue, shipped->i18n, file, &shipped->mistakes);
    config_file_free(file);

    struct config_file *days = open_shipped("conf/calendar.conf", &shipped->mistakes);
    result |= calendar_read(days, shipped->catalogue, shipped->i18n, &shipped->arena, &shipped->mistakes,
                            &shipped->calendar);
    config_file_free(days);
    config_mistakes_print(&shipped->mistakes, stderr);
    *state = shipped;
    return result;
}

static int teardown(void **state)
{
    struct shipped *shipped = *state;
    config_mistakes_done(&shipped->mistakes);
    i18n_free(shipped->i18n);
    arena_done(&shipped->arena);
    free(shipped);
    return 0;
}

/* Not a warning either: what we ship is the example. */
static void test_no_mistake(void **state)
{
    const struct shipped *shipped = *state;
    assert_int_equal(shipped->mistakes.count, 0);
}

static void test_size(void **state)
{
    const struct shipped *shipped = *state;
    size_t agencies = 0;
    for (size_t i = 0; i < shipped->catalogue->groups.count; i++)
        agencies += !shipped->catalogue->groups.items[i].parent;
    print_message("%zu agencies, %zu services, %zu counters, %zu days\n", agencies, shipped->catalogue->services.count,
                  shipped->catalogue->counters.count, shipped->calendar->count);
    assert_true(agencies >= 12);
    assert_true(shipped->catalogue->services.count >= 80);
    assert_true(shipped->catalogue->counters.count >= 40);
    assert_true(shipped->catalogue->kiosks.count && shipped->catalogue->boards.count);
    assert_true(shipped->catalogue->printers.count && shipped->catalogue->operators.count);
}

static void test_texts(void **state)
{
    const struct shipped *shipped = *state;
    size_t bring = 0;
    for (size_t i = 0; i < shipped->catalogue->services.count; i++) {
        const struct catalogue_service *service = &shipped->catalogue->services.items[i];
        for (size_t j = 0; j < ARRAY_SIZE(three); j++) {
            assert_non_null(config_text_in(&service->name, three[j]));
            bring += config_text_in(&service->bring, three[j]) != NULL;
        }
    }
    assert_true(bring >= 80 * ARRAY_SIZE(three));
}

/* Every rule that asks for a reason can be given one, and some services can be booked. */
static void test_reasons_and_slots(void **state)
{
    const struct shipped *shipped = *state;
    size_t bookable = 0;
    for (size_t i = 0; i < shipped->catalogue->services.count; i++)
        bookable += shipped->catalogue->services.items[i].slot_places > 0;
    assert_true(bookable >= 20 && bookable < shipped->catalogue->services.count);
    assert_true(shipped->catalogue->reasons.count >= 10);
    for (size_t i = 0; i < shipped->catalogue->reasons.count; i++) {
        for (size_t j = 0; j < ARRAY_SIZE(three); j++)
            assert_non_null(config_text_in(&shipped->catalogue->reasons.items[i].name, three[j]));
    }
}

/* No service is open when the centre is closed for a holiday, and the reason is told in each language. */
static void test_new_year(void **state)
{
    struct shipped *shipped = *state;
    struct date new_year = {2027, 1, 1};
    for (size_t i = 0; i < shipped->catalogue->services.count; i++) {
        struct calendar_day day = calendar_day(shipped->calendar, shipped->catalogue,
                                               &shipped->catalogue->services.items[i], new_year, &shipped->arena);
        assert_int_equal(day.open.count, 0);
        assert_true(day.differs);
        for (size_t j = 0; j < ARRAY_SIZE(three); j++)
            assert_non_null(config_text_in(day.text, three[j]));
    }
}

/* The eve of a holiday ends at 17:00 and lengthens nobody's day. */
static void test_eve(void **state)
{
    struct shipped *shipped = *state;
    const struct date eve = {2026, 3, 19};
    static const char *const hours[][2] = {
            {"military-register", "09:00-13:00"},
            {"bank-card", "09:30-13:00, 14:00-17:00"},
            {"customs-vehicle", "09:00-17:00"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(hours); i++) {
        const struct catalogue_service *service = catalogue_service(shipped->catalogue, hours[i][0]);
        assert_non_null(service);
        struct calendar_day day = calendar_day(shipped->calendar, shipped->catalogue, service, eve, &shipped->arena);
        assert_string_equal(spans_text(&day.open, &shipped->arena), hours[i][1]);
    }
}

static bool opens_on(const struct shipped *shipped, const struct catalogue_service *service, struct date date)
{
    struct arena arena;
    arena_init(&arena);
    bool opens = calendar_day(shipped->calendar, shipped->catalogue, service, date, &arena).open.count > 0;
    arena_done(&arena);
    return opens;
}

/* Every service opens again within two weeks of any day of two years. */
static void test_every_service_opens(void **state)
{
    struct shipped *shipped = *state;
    for (size_t i = 0; i < shipped->catalogue->services.count; i++) {
        for (struct date date = {2026, 1, 1}; date.year < 2028; date = date_add(date, 5)) {
            int ahead = 0;
            while (ahead <= 14 && !opens_on(shipped, &shipped->catalogue->services.items[i], date_add(date, ahead)))
                ahead++;
            assert_true(ahead <= 14);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_no_mistake),          cmocka_unit_test(test_size),     cmocka_unit_test(test_texts),
            cmocka_unit_test(test_reasons_and_slots),   cmocka_unit_test(test_new_year), cmocka_unit_test(test_eve),
            cmocka_unit_test(test_every_service_opens),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
