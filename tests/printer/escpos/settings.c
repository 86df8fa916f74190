/* SPDX-License-Identifier: MIT
 *
 * printer/escpos/settings: our PPDs are read as they are meant, and others do no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "printer/escpos/settings.h"

static void read_as(const char *ppd, int dots, enum language_cut cut)
{
    struct settings settings;
    settings_read(ppd, &settings);
    assert_int_equal(settings.dots, dots);
    assert_int_equal(settings.cut, cut);
}

static void ppds(void **state)
{
    (void)state;
    read_as(NULL, 576, CUT_PARTIAL);
    read_as("", 576, CUT_PARTIAL);
    read_as("*NovbeDots: \"384\"\n*DefaultCutMedia: None\n", 384, CUT_NONE);
    read_as("*PPD-Adobe: \"4.3\"\n*DefaultCutMedia: Full\r\n*NovbeDots:   832", 832, CUT_FULL);
    read_as("*% *NovbeDots: \"384\"\n*DefaultCutMediaType: None\n*DefaultCutMedia: NoneAtAll\n", 576, CUT_PARTIAL);
    read_as("*NovbeDots: \"577\"\n", 576, CUT_PARTIAL);
    read_as("*NovbeDots: \"0\"\n", 576, CUT_PARTIAL);
    read_as("*NovbeDots: \"-8\"\n", 576, CUT_PARTIAL);
    read_as("*NovbeDots: \"99999999\"\n", 576, CUT_PARTIAL);
    read_as("*NovbeDots:", 576, CUT_PARTIAL);
}

static void the_job_chooses_after_the_queue(void **state)
{
    (void)state;
    struct settings settings;
    settings_read("*DefaultCutMedia: Full\n", &settings);
    settings_cut(&settings, NULL);
    assert_int_equal(settings.cut, CUT_FULL);
    settings_cut(&settings, "EndOfPage");
    assert_int_equal(settings.cut, CUT_FULL);
    settings_cut(&settings, "None");
    assert_int_equal(settings.cut, CUT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(ppds),
            cmocka_unit_test(the_job_chooses_after_the_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
