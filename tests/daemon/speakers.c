/* SPDX-License-Identifier: MIT
 *
 * A connection for an operator, an operator for a connection.
 */
#include "daemon/speakers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Connections are only compared. */
static const char connections[4];
#define CALLER(i) ((const struct caller *)(const void *)&connections[i])

static void nobody_speaks_at_first(attr_unused void **state)
{
    struct speakers speakers = {0};
    assert_int_equal(speakers_operator(&speakers, CALLER(0)), 0);
    assert_false(speakers_speak_for(&speakers, 1));
    speakers_set(&speakers, CALLER(0), 0);
    assert_int_equal(speakers.count, 0);
    speakers_done(&speakers);
}

static void one_speaks_for_one(attr_unused void **state)
{
    struct speakers speakers = {0};
    speakers_set(&speakers, CALLER(0), 1);
    speakers_set(&speakers, CALLER(1), 2);
    assert_int_equal(speakers_operator(&speakers, CALLER(0)), 1);
    assert_int_equal(speakers_operator(&speakers, CALLER(1)), 2);
    speakers_set(&speakers, CALLER(1), 1); /* the other has lost him, and this one its own */
    assert_int_equal(speakers_operator(&speakers, CALLER(0)), 0);
    assert_int_equal(speakers_operator(&speakers, CALLER(1)), 1);
    assert_false(speakers_speak_for(&speakers, 2));
    assert_true(speakers_speak_for(&speakers, 1));
    speakers_set(&speakers, CALLER(1), 0);
    assert_false(speakers_speak_for(&speakers, 1));
    speakers_done(&speakers);
}

static void a_copy_is_its_own(attr_unused void **state)
{
    struct speakers speakers = {0}, copy;
    for (int i = 0; i < 4; i++)
        speakers_set(&speakers, CALLER(i), i + 1);
    speakers_copy(&copy, &speakers);
    for (int i = 0; i < 4; i++)
        speakers_set(&speakers, CALLER(i), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(speakers_operator(&copy, CALLER(i)), i + 1);
    speakers_done(&speakers);
    speakers_done(&copy);
    speakers_copy(&copy, &speakers);
    assert_int_equal(copy.count, 0);
    speakers_done(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nobody_speaks_at_first),
            cmocka_unit_test(one_speaks_for_one),
            cmocka_unit_test(a_copy_is_its_own),
    };
    return cmocka_run_group_tests_name("speakers", tests, NULL, NULL);
}
