/* SPDX-License-Identifier: MIT
 *
 * What is learned of past days is what is learned as they go: the rows of final steps tell it as the hall did.
 */
#include "daemon/learning.h"

#include <errno.h>

#include "common/clock.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    struct learning *learning;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    hall_init(&f->hall);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    learning_free(f->learning);
    hall_done(&f->hall);
    free(f);
    return 0;
}

static const struct learned *learn(struct fixture *f, int32_t day)
{
    learning_free(f->learning);
    f->learning = learning_new(f->hall.path, &f->hall.world.rulebook, day, 0);
    learning_read(f->learning);
    assert_int_equal(f->learning->result, 0);
    return &f->learning->learned;
}

/* Three services are ended after five minutes each, and one is sent on after them; one visitor does not come. */
static void a_day(void **state)
{
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    const struct learned *learned = learn(f, DAY_ONE + 1);
    int32_t lengths = 0;
    float called = 0, missed = 0, visits = 0;
    for (int32_t i = 0; i < learned->service_count; i++) {
        const struct learned_service *service = &learned->services[i];
        lengths += service->lengths.count;
        for (int32_t k = 0; k < service->lengths.count; k++)
            assert_true(service->lengths.items_ms[k] > 4 * MINUTE && service->lengths.items_ms[k] < 7 * MINUTE);
        for (int32_t k = 0; k < service->class_count; k++)
            visits += service->by_class[k].a_day;
    }
    for (int i = 0; i < LEARNED_WAITS; i++) {
        called += learned->shows[0][i].called;
        missed += learned->shows[0][i].missed;
    }
    assert_int_equal(lengths, 4);
    assert_int_equal((int)called, 5);
    assert_int_equal((int)missed, 1);
    assert_int_equal((int)visits, 6);
    assert_int_equal(f->learning->visits, 6);
    assert_int_equal((int)learned->days, 1);
    assert_int_equal(learned->way.count, 4);
    assert_int_equal(learned->miss.count, 1);
}

/* They come as early in the day as they did, whatever the day. */
static void when_they_come(void **state)
{
    struct fixture *f = *state;
    hall_open_day(&f->hall, DAY_ONE);
    int64_t issued_ms = f->hall.world.now_ms;
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
    hall_close_day(&f->hall);
    const struct learned *learned = learn(f, DAY_ONE + 3);
    int64_t ends_ms = clock_at(date_of(DAY_ONE + 1), 0);
    int32_t quarter = (int32_t)((issued_ms - (ends_ms - (int64_t)LEARNED_QUARTERS * QUARTER_MS)) / QUARTER_MS);
    for (int32_t i = 0; i < LEARNED_QUARTERS; i++)
        assert_int_equal((int)learned->quarters[i], i == quarter);
}

/* The open day is learned as it goes; the future is nobody's past; an old day counts if it was the same weekday. */
static void which_days(void **state)
{
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    assert_int_equal((int)learn(f, DAY_ONE)->days, 0);
    assert_int_equal((int)learn(f, DAY_ONE + 28)->days, 1);
    assert_int_equal((int)learn(f, DAY_ONE + 29)->days, 0);
    assert_int_equal((int)learn(f, DAY_ONE + 35)->days, 1);
    assert_int_equal((int)learn(f, DAY_ONE + 56)->days, 1);
    assert_int_equal((int)learn(f, DAY_ONE + 63)->days, 0);
    hall_morning(&f->hall, DAY_ONE + 1);
    assert_int_equal((int)learn(f, DAY_ONE + 1)->days, 1);
}

static float visitors(const struct learned *learned)
{
    float sum = 0;
    for (int i = 0; i < LEARNED_QUARTERS; i++)
        sum += learned->quarters[i];
    return sum;
}

/* A day of six visitors, and then days of one each: after two weeks of them a seventh of them is as many as one, but on
 * the same weekday there are more. */
static void the_same_weekday_counts_more(void **state)
{
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    for (int day = 1; day < 14; day++) {
        if (day == 7) {
            hall_day(&f->hall, DAY_ONE + day);
            continue;
        }
        hall_open_day(&f->hall, DAY_ONE + day);
        hall_issue(&f->hall, 1);
        hall_close_day(&f->hall);
    }
    float busy = visitors(learn(f, DAY_ONE + 14)), calm = visitors(learn(f, DAY_ONE + 15));
    assert_in_range((int)(busy * 100), 265, 268); /* (4 x 1 + 2 x 6) / 6 */
    assert_true(calm < 2);
}

/* Five are called: four within the 20 minutes that they were told, the last one after them. */
static void what_was_promised(void **state)
{
    struct fixture *f = *state;
    struct levels levels;
    levels_init(&levels);
    hall_day(&f->hall, DAY_ONE);
    learn(f, DAY_ONE + 1);
    int late = (int)hall_sql(f->hall.path,
                             "SELECT count(*) FROM step WHERE promised_ms AND first_called_ms > promised_ms");
    int all = (int)hall_sql(f->hall.path, "SELECT count(*) FROM step WHERE promised_ms AND first_called_ms");
    int service = (int)hall_sql(f->hall.path,
                                "SELECT max(service) FROM step WHERE first_called_ms > promised_ms AND promised_ms");
    int other = (int)hall_sql(f->hall.path,
                              "SELECT max(service) FROM step WHERE promised_ms AND first_called_ms AND service NOT IN "
                              "(SELECT service FROM step WHERE first_called_ms > promised_ms AND promised_ms)");
    int class = (int)hall_sql(f->hall.path, "SELECT max(class) FROM step WHERE promised_ms AND first_called_ms");
    assert_true(late > 0 && all > late);
    for (int i = 0; i < all; i++)
        levels_learn_end(&levels, service, class, i >= late);
    assert_float_equal(f->learning->levels.classes[class].high, levels.classes[class].high, 0.0001);
    assert_true(f->learning->levels.services[service] > 0 && f->learning->levels.services[other] < 0);
    hall_sql(f->hall.path, "DROP TRIGGER step_stays_as_it_is; UPDATE step SET promised_ms = 0");
    learn(f, DAY_ONE + 1);
    levels_init(&levels);
    assert_memory_equal(&f->learning->levels, &levels, sizeof levels);
}

static void in_vain(void **state)
{
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    f->learning = learning_new(f->hall.path, &f->hall.world.rulebook, DAY_ONE + 1, 0);
    f->learning->in_vain = true;
    learning_read(f->learning);
    assert_int_equal(f->learning->visits, 0);
}

static void no_store(void **state)
{
    struct fixture *f = *state;
    f->learning = learning_new("/nowhere/store", &f->hall.world.rulebook, DAY_ONE, 0);
    learning_read(f->learning);
    assert_true(f->learning->result < 0);
    assert_int_equal((int)f->learning->learned.days, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_day),
            TEST(when_they_come),
            TEST(which_days),
            TEST(the_same_weekday_counts_more),
            TEST(what_was_promised),
            TEST(in_vain),
            TEST(no_store),
    };
    return cmocka_run_group_tests_name("learning", tests, NULL, NULL);
}
