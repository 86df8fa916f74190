/* SPDX-License-Identifier: MIT
 *
 * What calendar_compare() tells of two calendars.
 */
#include "tests/common/centre_help.h"

#include "tests/common/change_help.h"

static const struct calendar *read_days(const struct catalogue *catalogue, const char *rows, struct arena *arena)
{
    _cleanup_free_ char *text = mem_printf("days = ( %s );", rows);
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    struct config_mistakes mistakes = {0};
    struct calendar *calendar = NULL;
    assert_int_equal(config_file_parse("calendar.conf", text, strlen(text), &mistakes, &file), 0);
    int r = calendar_read(file, catalogue, NULL, arena, &mistakes, &calendar);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return calendar;
}

static void assert_changes(const char *before, const char *after, const char *expected)
{
    struct arena arena;
    arena_init(&arena);
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &arena);
    struct catalogue_changes changes = {0};
    calendar_compare(read_days(catalogue, before, &arena), read_days(catalogue, after, &arena), &arena, &changes);
    assert_string_equal(changes_text(&changes, &arena), expected);
    catalogue_changes_done(&changes);
    arena_done(&arena);
}

#define NEW_YEAR "{ date = \"2026-12-31\"; closed = true; text = { az = \"Bayram\"; }; }"
#define RAMADAN                                                                   \
    "{ from = \"2027-02-08\"; to = \"2027-03-09\"; hours = [ \"09:00-17:00\" ]; " \
    "weekdays = [ \"monday\", \"friday\" ]; }"

static void nothing(attr_unused void **state)
{
    assert_changes("", "", "");
    assert_changes(NEW_YEAR ", " RAMADAN, NEW_YEAR ", " RAMADAN, "");
    assert_changes(NEW_YEAR ", " RAMADAN, RAMADAN ", " NEW_YEAR, ""); /* other days: the order is no matter */
}

static void rows_come_and_go(attr_unused void **state)
{
    assert_changes("", NEW_YEAR, "calendar 2026-12-31 added");
    assert_changes(NEW_YEAR ", " RAMADAN, NEW_YEAR, "calendar 2027-02-08..2027-03-09 removed");
    assert_changes("", "{ date = \"2026-12-31\"; for = \"agency:migration\"; closed = true; }",
                   "calendar 2026-12-31 agency:migration added");
    assert_changes("", "{ date = \"2026-12-31\"; for = \"service:passport\"; hours = [ \"09:00-12:00\" ]; }",
                   "calendar 2026-12-31 service:passport added");
    assert_changes(NEW_YEAR, "{ date = \"2027-01-01\"; closed = true; }, " NEW_YEAR, "calendar 2027-01-01 added");
    /* moved to another date: another row */
    assert_changes(NEW_YEAR, "{ date = \"2027-01-01\"; closed = true; text = { az = \"Bayram\"; }; }",
                   "calendar 2027-01-01 added\ncalendar 2026-12-31 removed");
}

static void rows_change(attr_unused void **state)
{
    assert_changes(NEW_YEAR, "{ date = \"2026-12-31\"; hours = [ \"09:00-13:00\" ]; text = { az = \"Bayram\"; }; }",
                   "calendar 2026-12-31 changed hours: closed -> 09:00-13:00");
    assert_changes(NEW_YEAR, "{ date = \"2026-12-31\"; as = \"monday\"; text = { az = \"Bayram\"; }; }",
                   "calendar 2026-12-31 changed hours: closed -> as monday");
    assert_changes(NEW_YEAR, "{ date = \"2026-12-31\"; closed = true; text = { az = \"Yeni il\"; ru = \"Год\"; }; }",
                   "calendar 2026-12-31 changed text.az: \"Bayram\" -> \"Yeni il\"\n"
                   "calendar 2026-12-31 changed text.ru: none -> \"Год\"");
    assert_changes(RAMADAN,
                   "{ from = \"2027-02-08\"; to = \"2027-03-09\"; hours = [ \"09:00-17:00\" ]; "
                   "weekdays = [ \"monday\" ]; }",
                   "calendar 2027-02-08..2027-03-09 changed weekdays: monday, friday -> monday");
}

#define LATER "{ date = \"2026-12-31\"; hours = [ \"10:00-12:00\" ]; }"

/* Several of one date: the first is the first, and what came behind is new. */
static void rows_of_the_same_date(attr_unused void **state)
{
    assert_changes(NEW_YEAR, NEW_YEAR ", " LATER, "calendar 2026-12-31 added");
    assert_changes(NEW_YEAR ", " LATER, NEW_YEAR, "calendar 2026-12-31 removed");
    assert_changes(LATER ", " LATER, LATER ", { date = \"2026-12-31\"; hours = [ \"10:00-13:00\" ]; }",
                   "calendar 2026-12-31 changed hours: 10:00-12:00 -> 10:00-13:00");
}

#define DECEMBER "{ from = \"2026-12-01\"; to = \"2026-12-31\"; hours = [ \"09:00-16:00\" ]; }"

/* The later one of two that lie over one another wins, if they are for the same. */
static void rows_change_places(attr_unused void **state)
{
    assert_changes(DECEMBER ", " NEW_YEAR, NEW_YEAR ", " DECEMBER,
                   "calendar 2026-12-01..2026-12-31 changed order: before 2026-12-31 -> after 2026-12-31");
    assert_changes(DECEMBER ", " RAMADAN ", " NEW_YEAR, NEW_YEAR ", " DECEMBER ", " RAMADAN,
                   "calendar 2026-12-01..2026-12-31 changed order: before 2026-12-31 -> after 2026-12-31");
    assert_changes(DECEMBER ", { date = \"2026-12-31\"; for = \"agency:migration\"; closed = true; }",
                   "{ date = \"2026-12-31\"; for = \"agency:migration\"; closed = true; }, " DECEMBER, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nothing),
            cmocka_unit_test(rows_come_and_go),
            cmocka_unit_test(rows_change),
            cmocka_unit_test(rows_of_the_same_date),
            cmocka_unit_test(rows_change_places),
    };
    return cmocka_run_group_tests_name("calendar_compare", tests, NULL, NULL);
}
