/* SPDX-License-Identifier: MIT
 *
 * Patterns: arguments in any order and number, braces, and nothing that printf would know.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "common/i18n_pattern.h"

static int open_arena(void **state)
{
    struct arena *arena = mem_new(struct arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int close_arena(void **state)
{
    struct arena *arena = *state;
    arena_done(arena);
    free(arena);
    return 0;
}

static void expect(struct arena *arena, const char *text, const char *filled)
{
    struct pattern pattern;
    const char *why = "";
    if (pattern_read(text, "#count time", arena, &pattern, &why) < 0)
        fail_msg("%s: %s", text, why);
    _cleanup_(buffer_done) struct buffer out = {0};
    pattern_fill(&pattern, (const char *const[]){"5", "{count}"}, &out);
    buffer_append_byte(&out, '\0');
    assert_string_equal(out.bytes, filled);
    assert_string_equal(pattern_text(&pattern, "#count time", arena), text);
}

static void arguments(void **state)
{
    expect(*state, "", "");
    expect(*state, "plain", "plain");
    expect(*state, "{count}", "5");
    expect(*state, "a {count} b {time}", "a 5 b {count}"); /* a value is never looked into */
    expect(*state, "{time}{count}{time}", "{count}5{count}");
}

static void braces_and_percents(void **state)
{
    expect(*state, "{{", "{");
    expect(*state, "{{count}", "{count}");
    expect(*state, "{{{count}}", "{5}");
    expect(*state, "{{{{}}", "{{}}");
    expect(*state, "}", "}");
    expect(*state, "%s %n %1$s 100 %", "%s %n %1$s 100 %");
}

static void mistakes(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
            {"{", "\"{\" is not closed, expected {name}, or \"{{\" for a brace"},
            {"a {count", "\"{\" is not closed, expected {name}, or \"{{\" for a brace"},
            {"a {count {time}", "\"{\" is not closed, expected {name}, or \"{{\" for a brace"},
            {"{}", "argument {} is unknown here, expected {count}, {time}"},
            {"{ count }", "argument { count } is unknown here, expected {count}, {time}"},
            {"{cuont}", "argument {cuont} is unknown here, expected {count}, {time}"},
            {"{#count}", "argument {#count} is unknown here, expected {count}, {time}"},
            {"{count time}", "argument {count time} is unknown here, expected {count}, {time}"},
    };
    struct pattern pattern;
    const char *why;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(pattern_read(cases[i].text, "#count time", *state, &pattern, &why), -EBADMSG);
        assert_string_equal(why, cases[i].why);
    }
    assert_int_equal(pattern_read("{x}", "", *state, &pattern, &why), -EBADMSG);
    assert_string_equal(why, "argument {x} is unknown here, expected none");
}

static void lacking(void **state)
{
    struct pattern pattern;
    const char *why;
    assert_int_equal(pattern_read("{time}", "#count time", *state, &pattern, &why), 0);
    assert_string_equal(pattern_lacks(&pattern, "#count time", *state), "count");
    assert_int_equal(pattern_read("{time}{count}", "#count time", *state, &pattern, &why), 0);
    assert_null(pattern_lacks(&pattern, "#count time", *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(arguments, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(braces_and_percents, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(mistakes, open_arena, close_arena),
            cmocka_unit_test_setup_teardown(lacking, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
