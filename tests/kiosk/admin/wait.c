/* SPDX-License-Identifier: MIT
 *
 * Every form of a wait, as the command says it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "kiosk/admin/refusal.h"
#include "kiosk/admin/wait.h"

#define MINUTE INT64_C(60000)

static void expect(const struct range *range, const char *why, int64_t now_ms, const char *expected)
{
    char text[WAIT_TEXT_SIZE];
    assert_string_equal(wait_text(range, why, now_ms, text), expected);
}

static void every_form(attr_unused void **state)
{
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    int64_t now_ms = clock_at((struct date){2026, 11, 23}, 11 * 60);
    static const struct {
        int from, until;
        const char *text;
    } cases[] = {
            {22, 43, "wait 20-45 min"},   {3, 18, "wait up to 20 min"},
            {0, 3, "wait a few minutes"}, {21, 99, "not called before 2026-11-23 11:20"},
            {61, 80, "wait 60-90 min"},   {-30, -10, "wait unknown: too uncertain to tell"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct range range = {.from_ms = now_ms + cases[i].from * MINUTE,
                              .likely_ms = now_ms + cases[i].from * MINUTE,
                              .until_ms = now_ms + cases[i].until * MINUTE};
        expect(&range, NULL, now_ms, cases[i].text);
    }
}

static void every_reason(attr_unused void **state)
{
    expect(NULL, NULL, 0, "wait unknown: no forecast yet");
    expect(NULL, "no_forecast", 0, "wait unknown: no forecast yet");
    expect(NULL, "halted", 0, "wait unknown: the hall is halted");
    expect(NULL, "nobody_serves", 0, "wait unknown: nobody serves it any more today");
    expect(NULL, "too_uncertain", 0, "wait unknown: too uncertain to tell");
    expect(NULL, "not_waiting", 0, "wait unknown: it does not wait");
    expect(NULL, "moon", 0, "wait unknown: no forecast yet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_form), cmocka_unit_test(every_reason)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
