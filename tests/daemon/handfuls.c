/* SPDX-License-Identifier: MIT
 *
 * A kiosk that is asked for handfuls of tickets.
 */
#include "daemon/handfuls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define S INT64_C(1000)
enum { VISA = 1, DEED };

static const struct handful_limits limits = {.tickets = 3, .pause_ms = 15 * S};

static int64_t ask(struct handfuls *handfuls, const char *kiosk, int32_t service, int64_t now_ms)
{
    int64_t until_ms = handfuls_wait(handfuls, &limits, kiosk, service, now_ms);
    if (!until_ms)
        handfuls_taken(handfuls, &limits, kiosk, service, now_ms);
    return until_ms;
}

/* So many are given at this moment, and one more is not. When the next one is. */
static int64_t take_all(struct handfuls *handfuls, int count, int64_t now_ms)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(ask(handfuls, "door", VISA, now_ms), 0);
    return ask(handfuls, "door", VISA, now_ms);
}

static void pauses_grow(attr_unused void **state)
{
    static const int64_t pauses[] = {15 * S, 30 * S, 60 * S, 120 * S, 120 * S};
    struct handfuls handfuls = {0};
    int64_t now_ms = 1;
    for (size_t i = 0; i < ARRAY_SIZE(pauses); i++) {
        int64_t until_ms = take_all(&handfuls, 3, now_ms);
        assert_int_equal(until_ms, now_ms + pauses[i]);
        assert_int_equal(ask(&handfuls, "door", VISA, until_ms - 1), until_ms); /* asking makes it no longer */
        now_ms = until_ms;
    }
    const struct handful *handful = &handfuls.kiosks[0].items[0];
    assert_int_equal(handful->times, 5);
    assert_int_equal(handful->tickets, 3);
    assert_int_equal(handful->since_ms, 1);
    handfuls_done(&handfuls);
}

static void ten_quiet_minutes_forget(attr_unused void **state)
{
    struct handfuls handfuls = {0};
    int64_t until_ms = take_all(&handfuls, 3, 1);
    assert_int_equal(handfuls_deadline(&handfuls, 1), until_ms + 600 * S);
    assert_int_equal(take_all(&handfuls, 3, until_ms + 600 * S - 1), until_ms + 600 * S - 1 + 30 * S);
    until_ms += 630 * S - 1;
    assert_true(handful_is_told(&handfuls.kiosks[0].items[0], until_ms + 600 * S - 1));
    assert_false(handful_is_told(&handfuls.kiosks[0].items[0], until_ms + 600 * S));
    assert_int_equal(handfuls_deadline(&handfuls, until_ms + 600 * S), INT64_MAX);
    assert_int_equal(take_all(&handfuls, 3, until_ms + 600 * S), until_ms + 615 * S);
    assert_int_equal(handfuls.kiosks[0].items[0].times, 1);
    handfuls_done(&handfuls);
}

static void a_minute_is_a_minute(attr_unused void **state)
{
    struct handfuls handfuls = {0};
    for (int64_t now_ms = 0; now_ms < 600 * S; now_ms += 20 * S)
        assert_int_equal(ask(&handfuls, "door", VISA, now_ms), 0);
    assert_int_equal(ask(&handfuls, "door", VISA, 599 * S), 614 * S); /* 540, 560, 580, and now */
    handfuls_done(&handfuls);
}

static void kiosks_and_services_are_each_their_own(attr_unused void **state)
{
    struct handfuls handfuls = {0};
    assert_true(take_all(&handfuls, 3, 1) > 0);
    assert_int_equal(ask(&handfuls, "door", DEED, 1), 0);
    assert_int_equal(ask(&handfuls, "hall", VISA, 1), 0);
    assert_true(ask(&handfuls, "door", VISA, 1) > 0);
    /* Of what was long ago nothing is kept but room. */
    for (int32_t service = 10; service < 100; service++)
        assert_int_equal(ask(&handfuls, "door", service, 1000 * S * service), 0);
    assert_int_equal(handfuls.kiosks[0].count, 2);
    handfuls_done(&handfuls);
}

static void without_a_limit_nothing_is_kept(attr_unused void **state)
{
    static const struct handful_limits none = {.tickets = 0, .pause_ms = 15 * S};
    struct handfuls handfuls = {0};
    for (int i = 0; i < 100; i++) {
        assert_int_equal(handfuls_wait(&handfuls, &none, "door", VISA, 1), 0);
        handfuls_taken(&handfuls, &none, "door", VISA, 1);
    }
    assert_int_equal(handfuls.count, 0);
}

/* The greatest limit that the configuration takes. */
static void a_great_limit(attr_unused void **state)
{
    static const struct handful_limits many = {.tickets = HANDFUL_MOST, .pause_ms = S};
    struct handfuls handfuls = {0};
    for (int i = 0; i < HANDFUL_MOST; i++) {
        assert_int_equal(handfuls_wait(&handfuls, &many, "door", VISA, i), 0);
        handfuls_taken(&handfuls, &many, "door", VISA, i);
    }
    assert_int_equal(handfuls_wait(&handfuls, &many, "door", VISA, 30), 30 + S);
    handfuls_done(&handfuls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(pauses_grow),
            cmocka_unit_test(ten_quiet_minutes_forget),
            cmocka_unit_test(a_minute_is_a_minute),
            cmocka_unit_test(kiosks_and_services_are_each_their_own),
            cmocka_unit_test(without_a_limit_nothing_is_kept),
            cmocka_unit_test(a_great_limit),
    };
    return cmocka_run_group_tests_name("handfuls", tests, NULL, NULL);
}
