/* SPDX-License-Identifier: MIT
 *
 * What CUPS and printers say is handed on as text, whatever its bytes are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/text.h"
#include "printer/cups_private.h"

static void words_with_blanks_between(void **state)
{
    (void)state;
    static const char *const reasons[] = {"media-empty-error", "offline"};
    char words[64], few[21];
    _cleanup_ipp_ ipp_t *answer = ippNew();
    ippAddStrings(answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", 2, NULL, reasons);
    cups_words(answer, "printer-state-reasons", words, sizeof words);
    assert_string_equal(words, "media-empty-error offline");
    cups_words(answer, "printer-state-reasons", few, sizeof few);
    assert_string_equal(few, "media-empty-error of");
    cups_words(answer, "printer-state-message", words, sizeof words);
    assert_string_equal(words, "");
}

/* Of text, as a printer sends its bytes. */
static void assert_words(const char *bytes, const char *expected)
{
    char words[256];
    _cleanup_ipp_ ipp_t *answer = ippNew();
    ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_TEXT, "printer-state-message", NULL, bytes);
    cups_words(answer, "printer-state-message", words, sizeof words);
    assert_true(text_is_valid(words, strlen(words)));
    assert_string_equal(words, expected);
}

static void words_of_no_encoding(void **state)
{
    (void)state;
    assert_words("Papier alle\xDF!", "Papier alle?!");
    assert_words("Line\nby line", "Line by line");
}

static void words_that_are_cut(void **state)
{
    (void)state;
    char bytes[401] = "", expected[256] = "";
    for (int i = 0; i < 200; i++)
        strcat(bytes, "\u0416");
    for (int i = 0; i < 127; i++)
        strcat(expected, "\u0416"); /* 254 bytes: half of the next would fit */
    assert_words(bytes, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(words_with_blanks_between),
            cmocka_unit_test(words_of_no_encoding),
            cmocka_unit_test(words_that_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
