/* SPDX-License-Identifier: MIT
 *
 * Arithmetic on spans, by cases and against sets of minutes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/spans.h"

static int setup(void **state)
{
    struct arena *arena = mem_new(struct arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    free(*state);
    return 0;
}

/* "540-600 660-720" */
static struct spans spans_of(const char *text, struct arena *arena)
{
    struct spans spans = {.items = arena_new_n(arena, struct span, 16)};
    int start, end, used;
    for (; sscanf(text, "%d-%d%n", &start, &end, &used) == 2; text += used)
        spans.items[spans.count++] = (struct span){start, end};
    return spans;
}

static const char *text_of(struct spans spans, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < spans.count; i++)
        text = arena_printf(arena, "%s%s%d-%d", text, i ? " " : "", spans.items[i].start_minute,
                            spans.items[i].end_minute);
    return text;
}

static void test_without(void **state)
{
    static const struct {
        const char *from, *taken, *rest;
    } cases[] = {
            {"540-1080", "780-840", "540-780 840-1080"}, /* a break */
            {"540-1080", "", "540-1080"},
            {"", "780-840", ""},
            {"540-1080", "540-600 1020-1080", "600-1020"}, /* at the ends */
            {"540-1080", "0-1440", ""},
            {"540-700 800-900", "650-850", "540-650 850-900"}, /* over a gap */
            {"540-600", "600-700", "540-600"},                 /* that only touches */
            {"540-1080", "600-660 720-780", "540-600 660-720 780-1080"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct spans from = spans_of(cases[i].from, *state);
        struct spans taken = spans_of(cases[i].taken, *state);
        assert_string_equal(text_of(spans_without(&from, &taken, *state), *state), cases[i].rest);
    }
}

static void test_union(void **state)
{
    static const struct {
        const char *a, *b, *both;
    } cases[] = {
            {"540-600", "660-720", "540-600 660-720"}, {"540-600", "600-720", "540-720"},
            {"540-600", "550-560", "540-600"},         {"", "550-560", "550-560"},
            {"540-600 700-800", "590-710", "540-800"}, {"", "", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct spans a = spans_of(cases[i].a, *state);
        struct spans b = spans_of(cases[i].b, *state);
        assert_string_equal(text_of(spans_union(&a, &b, *state), *state), cases[i].both);
        assert_string_equal(text_of(spans_union(&b, &a, *state), *state), cases[i].both);
    }
}

static void test_asking(void **state)
{
    struct spans spans = spans_of("540-600 660-720", *state);
    assert_int_equal(spans_at(&spans, 540)->end_minute, 600);
    assert_null(spans_at(&spans, 600)); /* the end is not in it */
    assert_null(spans_at(&spans, 539));
    assert_true(spans_hold(&spans, &(struct span){550, 600}));
    assert_false(spans_hold(&spans, &(struct span){550, 601}));
    assert_false(spans_hold(&spans, &(struct span){610, 620}));
    assert_string_equal(spans_text(&spans, *state), "09:00-10:00, 11:00-12:00");
    assert_string_equal(spans_text(&(struct spans){0}, *state), "closed");
}

/* Random spans on a short day, minute by minute. */
enum { MINUTES = 40 };

static struct spans random_spans(uint32_t *seed, struct arena *arena)
{
    struct spans spans = {.items = arena_new_n(arena, struct span, MINUTES)};
    for (int minute = 0; minute < MINUTES - 2;) {
        *seed = *seed * 1664525u + 1013904223u;
        int start = minute + (int)(*seed >> 16) % 9;
        int end = start + 1 + (int)(*seed >> 24) % 7;
        if (end < MINUTES)
            spans.items[spans.count++] = (struct span){start, end};
        minute = end;
    }
    return spans;
}

static void test_minutes(void **state)
{
    uint32_t seed = 1;
    for (int tries = 0; tries < 2000; tries++) {
        struct spans a = random_spans(&seed, *state);
        struct spans b = random_spans(&seed, *state);
        struct spans rest = spans_without(&a, &b, *state);
        struct spans either = spans_union(&a, &b, *state);
        struct spans both = spans_both(&a, &b, *state);
        for (int minute = 0; minute < MINUTES; minute++) {
            assert_int_equal(spans_at(&rest, minute) != NULL, spans_at(&a, minute) && !spans_at(&b, minute));
            assert_int_equal(spans_at(&either, minute) != NULL, spans_at(&a, minute) || spans_at(&b, minute));
            assert_int_equal(spans_at(&both, minute) != NULL, spans_at(&a, minute) && spans_at(&b, minute));
        }
        for (size_t i = 1; i < either.count; i++)
            assert_true(either.items[i - 1].end_minute < either.items[i].start_minute);
        arena_reset(*state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_without, setup, teardown),
            cmocka_unit_test_setup_teardown(test_union, setup, teardown),
            cmocka_unit_test_setup_teardown(test_asking, setup, teardown),
            cmocka_unit_test_setup_teardown(test_minutes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
