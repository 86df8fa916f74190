/* SPDX-License-Identifier: MIT
 *
 * printer/job: a key says again what it was made of, and nothing else is a key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "printer/job.h"

static void a_key_is_read_as_it_was_made(void **state)
{
    (void)state;
    const struct job_name name = {.centre = "baku-1", .order = 1234, .at_ms = 1795946719852, .printer = "entrance-1"};
    struct job_name again;
    char key[JOB_KEY_SIZE];
    job_key(&name, key);
    assert_string_equal(key, "novbe/baku-1/1234/1795946719852/entrance-1");
    assert_int_equal(job_key_parse(key, &again), 0);
    assert_string_equal(again.centre, "baku-1");
    assert_int_equal(again.order, 1234);
    assert_int_equal(again.at_ms, 1795946719852);
    assert_string_equal(again.printer, "entrance-1");
}

static void others_are_no_keys(void **state)
{
    (void)state;
    static const char *const others[] = {
            "",
            "A042",
            "novbe/baku-1/1234/1795946719852",
            "novbe/baku-1/1234/1795946719852/",
            "novbe/baku-1/1234/1795946719852/a/b",
            "novbe/baku-1/01/1795946719852/a",
            "novbe/baku-1/+1/1795946719852/a",
            "novbe/baku-1/x/1795946719852/a",
            "novbe//1/1795946719852/a",
            "Novbe/baku-1/1/1795946719852/a",
            "novbe/baku-1/99999999999999999999/1795946719852/a",
            "novbe/baku-1/1/1795946719852/entr\351e",
            "novbe/baku-1/1/1795946719852/giri\xC5\x9F",
            "novbe/baku 1/1/1795946719852/a",
            "novbe/baku-1/1/1795946719852/a\n",
            "novbe/baku-1/1/1795946719852/a\x7F",
    };
    struct job_name name;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_int_equal(job_key_parse(others[i], &name), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_key_is_read_as_it_was_made),
            cmocka_unit_test(others_are_no_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
