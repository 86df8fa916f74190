/* SPDX-License-Identifier: MIT
 *
 * printer/escpos/ppd: our PPDs are read as they are meant, and others do no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "printer/escpos/ppd.h"

static void read_as(const char *text, int dots, enum language_cut cut)
{
    struct ppd ppd;
    ppd_read(text, &ppd);
    assert_int_equal(ppd.dots, dots);
    assert_int_equal(ppd.cut, cut);
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
    struct ppd ppd;
    ppd_read("*DefaultCutMedia: Full\n", &ppd);
    ppd_choose_cut(&ppd, NULL);
    assert_int_equal(ppd.cut, CUT_FULL);
    ppd_choose_cut(&ppd, "EndOfPage");
    assert_int_equal(ppd.cut, CUT_FULL);
    ppd_choose_cut(&ppd, "None");
    assert_int_equal(ppd.cut, CUT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(ppds),
            cmocka_unit_test(the_job_chooses_after_the_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
