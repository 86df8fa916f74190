/* SPDX-License-Identifier: MIT
 *
 * Whatever the futures get wrong, one in ten comes before its range and one behind it: of each class, of each service.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/engine/chance.h"
#include "daemon/engine/levels.h"

enum { TICKETS = 40000, SERVICES = 4, CLASSES = 2 };

struct count {
    int all, by_p90, before_p10;
};

static int per_cent(int part, int all)
{
    return 100 * part / all;
}

/* The futures say: 0 to 1, evenly. It takes up to `longest` by service and class. */
static void both(attr_unused void **state)
{
    static const float longest[SERVICES][CLASSES] = {{1.0F, 1.1F}, {1.0F, 1.1F}, {1.03F, 1.12F}, {1.25F, 1.3F}};
    struct levels levels;
    struct chance chance = {7};
    struct count services[SERVICES] = {0}, classes[CLASSES] = {0};
    levels_init(&levels);
    for (int i = 0; i < TICKETS; i++) {
        int service = (int)(chance_word(&chance) % SERVICES), class = (int)(chance_word(&chance) % CLASSES);
        float wait = longest[service][class] * chance_share(&chance);
        struct level level = levels_of(&levels, service, class);
        bool by_p90 = wait <= 1.5F * level.high - 0.3F, before = wait < level.low;
        levels_learn(&levels, service, class, before, by_p90);
        if (i < TICKETS / 2)
            continue;
        services[service].all++;
        services[service].by_p90 += by_p90;
        classes[class].all++;
        classes[class].by_p90 += by_p90;
        classes[class].before_p10 += before;
    }
    for (int i = 0; i < SERVICES; i++)
        assert_in_range(per_cent(services[i].by_p90, services[i].all), 82, 96);
    for (int i = 0; i < CLASSES; i++) {
        assert_in_range(per_cent(classes[i].by_p90, classes[i].all), 89, 91);
        assert_in_range(per_cent(classes[i].before_p10, classes[i].all), 9, 11);
    }
}

static void ends_of_the_scale(attr_unused void **state)
{
    struct levels levels;
    levels_init(&levels);
    for (int i = 0; i < 10000; i++)
        levels_learn(&levels, 1, 1, false, false);
    struct level level = levels_of(&levels, 1, 1);
    assert_true(level.high > 0.99F && level.high < 1 && level.low > 0.29F && level.low < 0.31F);
    for (int i = 0; i < 10000; i++)
        levels_learn(&levels, 1, 1, true, true);
    level = levels_of(&levels, 1, 1);
    assert_true(level.high > 0.69F && level.high < 0.71F && level.low > 0 && level.low < 0.006F);
}

static void ids_beyond(attr_unused void **state)
{
    struct levels levels;
    levels_init(&levels);
    for (int i = 0; i < 100; i++)
        levels_learn(&levels, LEVEL_SERVICES, LEVEL_CLASSES + 5, false, false);
    assert_true(levels_of(&levels, LEVEL_SERVICES + 1, LEVEL_CLASSES - 1).high > 0.9F);
    struct level other = levels_of(&levels, 1, 1);
    assert_true(other.high > 0.899F && other.high < 0.901F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(both),
            cmocka_unit_test(ends_of_the_scale),
            cmocka_unit_test(ids_beyond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
