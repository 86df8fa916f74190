/* SPDX-License-Identifier: MIT
 *
 * Which of two machines may be the centre: the rule, case by case.
 */
#include "daemon/peer.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct case_of_two {
    const char *what;
    struct peer_self self;
    bool answered, owner;
    int64_t epoch, seq;
    const char *centre;
    int wanted;
    const char *words;
};

static void the_rule(attr_unused void **state)
{
    static const struct case_of_two cases[] = {
            {"it follows and knows as much", {"a", 0, 10, false}, true, false, 0, 10, "a", 0, ""},
            {"it follows and lags", {"a", 0, 10, false}, true, false, 0, 3, "a", 0, ""},
            {"it follows and knows more", {"a", 0, 10, false}, true, false, 0, 11, "a", -EBUSY, "novbe promote"},
            {"it follows one that was promoted", {"a", 1, 5, false}, true, false, 0, 11, "a", 0, ""},
            {"it follows, and this one is out of a backup",
             {"a", 1, 5, true},
             true,
             false,
             0,
             11,
             "a",
             -EBUSY,
             "novbe promote"},
            {"it was promoted", {"a", 0, 10, false}, true, true, 1, 12, "a", -EBUSY, "--follow other"},
            {"it was promoted and knows less", {"a", 0, 10, false}, true, true, 1, 4, "a", -EBUSY, "in epoch 1"},
            {"it is the centre that this one replaced", {"a", 1, 10, false}, true, true, 0, 12, "a", 0, ""},
            {"both were begun anew", {"a", 1, 10, true}, true, true, 1, 12, "a", -EBUSY, "in epoch 1"},
            {"a new store beside a centre", {"a", 0, 0, true}, true, true, 0, 12, "a", -EBUSY, "is the centre"},
            {"a new store beside a new copy", {"a", 0, 0, true}, true, false, 0, 0, "a", 0, ""},
            {"it cannot be asked", {"a", 0, 10, false}, false, false, 0, 0, "", -EHOSTUNREACH, "cannot be asked"},
            {"another centre", {"a", 0, 10, false}, true, false, 0, 0, "b", -EBUSY, "of the centre b, not of a"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct case_of_two *one = &cases[i];
        struct peer peer = {.options.address = "other",
                            .answered = one->answered,
                            .owner = one->owner,
                            .epoch = one->epoch,
                            .seq = one->seq};
        char error[STORE_ERROR_SIZE] = "";
        snprintf(peer.centre, sizeof(peer.centre), "%s", one->centre);
        int r = peer_judge(&peer, &one->self, error);
        if (r != one->wanted || !strstr(error, one->words))
            fail_msg("%s: %d, \"%s\"", one->what, r, error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_rule)};
    return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
