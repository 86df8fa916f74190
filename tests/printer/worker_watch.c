/* SPDX-License-Identifier: MIT
 *
 * What people read of how a printer is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/text.h"
#include "printer/worker_watch.h"

static void assert_said(const char *reasons, const char *message, const char *expected)
{
    char words[320];
    worker_watch_words(reasons, message, words, sizeof words);
    assert_string_equal(words, expected);
}

static void reasons_and_a_message(void **state)
{
    (void)state;
    assert_said("media-empty-error", "Out of paper", "media-empty-error: Out of paper");
    assert_said("media-empty-error", "", "media-empty-error");
    assert_said("none", "Idle.", "Idle.");
    assert_said("", "Idle.", "Idle.");
    assert_said("none", "", "");
}

/* `count` times, of at least 2 * count + 1 bytes. */
static void repeat(char *to, const char *letter, int count)
{
    to[0] = '\0';
    for (int i = 0; i < count; i++)
        strcat(to, letter);
}

/* Neither 160 nor 120 bytes end between two letters. */
static void long_words_are_cut_between_letters(void **state)
{
    (void)state;
    char reasons[512] = "r", message[256] = "m", words[320], expected[320] = "r";
    repeat(reasons + 1, "\u0259", 200);
    repeat(message + 1, "\u0416", 100);
    worker_watch_words(reasons, message, words, sizeof words);
    assert_true(text_is_valid(words, strlen(words)));
    repeat(expected + 1, "\u0259", 79);
    strcat(expected, ": m");
    repeat(expected + strlen(expected), "\u0416", 59);
    assert_string_equal(words, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(reasons_and_a_message),
            cmocka_unit_test(long_words_are_cut_between_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
