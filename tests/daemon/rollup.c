/* SPDX-License-Identifier: MIT
 *
 * Roll-ups of days made by chance: a day as its rows and seal say, months and years as all their days together,
 * whenever they are rolled, and however often a day is closed.
 */
#include "daemon/rollup.h"

#include <errno.h>

#include "common/clock.h"
#include "daemon/ledger.h"
#include "daemon/rollup_private.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/store_help.h"

enum { DAYS = 24, COMMANDS = 400 };

struct fixture {
    struct hall hall;
    struct rollup_known known;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    f->known.rulebook = &f->hall.world.rulebook;
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    hall_done(&f->hall);
    free(f);
    return 0;
}

static struct database *open_reader(const struct fixture *f)
{
    struct database *database;
    char error[128];
    assert_int_equal(database_open(f->hall.path, DATABASE_READER, &database, error, sizeof(error)), 0);
    return database;
}

static struct rollup_step *make_step(const struct fixture *f)
{
    _cleanup_(database_closep) struct database *database = open_reader(f);
    struct rollup_step *step;
    assert_int_equal(rollup_step_make(database, &f->known, &step), 0);
    return step;
}

static int roll_all(const struct fixture *f)
{
    struct rollup_step *step;
    int steps = 0;
    for (; (step = make_step(f)); steps++) {
        assert_int_equal(store_add_rollup(f->hall.store, step), 0);
        rollup_step_free(step);
    }
    return steps;
}

static struct rollup_state state_of(const struct fixture *f)
{
    struct rollup_state state;
    assert_int_equal(rollup_state(store_database(f->hall.store), &state), 0);
    return state;
}

/* --- a day made by chance --- */

static void close_day(struct hall *hall)
{
    if (engine_halted(hall->world.engine))
        hall_must(hall, .kind = COMMAND_END_HALT);
    hall_close_day(hall);
}

static void random_day(struct fixture *f, int32_t day)
{
    struct world *world = &f->hall.world;
    world_set_day(world, day);
    hall_must(&f->hall, .kind = COMMAND_OPEN_DAY, .day = day);
    for (int i = 0; i < COMMANDS && engine_day(world->engine); i++) {
        struct command command = random_command(world);
        if (command.kind == COMMAND_CLOSE_DAY)
            continue;
        command.note = command.note ? hall_text(&f->hall, "a note") : 0;
        (void)hall_do(&f->hall, command);
        hall_wait(&f->hall, below(2 * (int32_t)MINUTE));
        if (i % 16 == 0)
            hall_commit(&f->hall);
    }
    close_day(&f->hall);
}

/* Closed and opened again on the same date; nobody comes, as numbers of a date are given once. */
static void reopen(struct fixture *f, int32_t day)
{
    hall_must(&f->hall, .kind = COMMAND_OPEN_DAY, .day = day);
    for (int32_t i = 1; i <= 2; i++)
        (void)hall_do(&f->hall, (struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i});
    hall_wait(&f->hall, HOUR);
    close_day(&f->hall);
}

/* --- what is rolled beside what must be --- */

static int take_row(const struct rollup_row *row, void *data)
{
    return tally_decode(tallies_of(data, row->by, row->key), row->bytes, row->size);
}

static struct tallies *read_period(struct fixture *f, enum rollup_level level, int32_t first_day)
{
    struct tallies *tallies = tallies_new(level == ROLLUP_DAY);
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++)
        assert_int_equal(rollup_read(store_database(f->hall.store), level, by, first_day, first_day, take_row, tallies),
                         0);
    return tallies;
}

struct comparing {
    struct tallies *others;
    int count;
};

static int compare(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    struct comparing *comparing = data;
    _cleanup_(buffer_done) struct buffer one = {0}, other = {0};
    struct tally *found = tallies_find(comparing->others, by, key);
    assert_non_null(found);
    tally_encode(tally, &one);
    tally_encode(found, &other);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(buffer_bytes(&one), buffer_bytes(&other), one.length);
    comparing->count++;
    return 0;
}

static void expect_same(struct tallies *one, struct tallies *other)
{
    struct comparing there = {.others = other}, back = {.others = one};
    (void)tallies_each(one, compare, &there);
    (void)tallies_each(other, compare, &back);
    assert_int_equal(there.count, back.count);
}

static int merge_into(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    tally_merge(tallies_of(data, by, key), tally);
    return 0;
}

struct sealed {
    int64_t last_seq, first_seq;
    int32_t day;
};

static int note_seal(const struct ledger_seal *seal, attr_unused const struct ledger_hash *mac, void *data)
{
    struct sealed *seals = data;
    while (seals->last_seq)
        seals++;
    *seals = (struct sealed){seal->last_seq, seal->first_seq, seal->day};
    return 0;
}

/* All seals, ends with last_seq 0. */
static void read_seals(struct fixture *f, struct sealed seals[2 * DAYS + 1])
{
    memset(seals, 0, (2 * DAYS + 1) * sizeof(seals[0]));
    assert_int_equal(store_read_seals(store_database(f->hall.store), 0, note_seal, seals), 0);
}

/* Of the seals whose period begins on that day: computed anew, and together. */
static struct tallies *compute_period(struct fixture *f, enum rollup_level level, int32_t first_day)
{
    struct tallies *all = tallies_new(level == ROLLUP_DAY);
    struct sealed seals[2 * DAYS + 1];
    read_seals(f, seals);
    for (struct sealed *seal = seals; seal->last_seq; seal++) {
        _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
        const struct rollup_day day = {.day = seal->day, .first_seq = seal->first_seq, .last_seq = seal->last_seq};
        if (rollup_first_day(level, seal->day) != first_day)
            continue;
        assert_int_equal(rollup_compute(store_database(f->hall.store), &f->known, &day, tallies), 0);
        (void)tallies_each(tallies, merge_into, all);
    }
    return all;
}

static void expect_period(struct fixture *f, enum rollup_level level, int32_t day)
{
    int32_t first_day = rollup_first_day(level, day);
    _cleanup_(tallies_freep) struct tallies *rolled = read_period(f, level, first_day);
    _cleanup_(tallies_freep) struct tallies *computed = compute_period(f, level, first_day);
    expect_same(rolled, computed);
}

/* --- a day beside its rows, read by other means --- */

static int64_t ask(const struct fixture *f, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *sql = mem_vprintf(format, arguments);
    va_end(arguments);
    return hall_sql(f->hall.path, sql);
}

#define WAITED "entry NOT IN (5, 6) AND first_called_ms != 0"

/* One key of one thing, whose rows are those. */
struct of_rows {
    const struct fixture *f;
    int32_t day;
};

static int expect_rows(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    static const char *const columns[TALLY_BYS] = {
            [TALLY_ALL] = "0",           [TALLY_SERVICE] = "service",      [TALLY_CLASS] = "class",
            [TALLY_COUNTER] = "counter", [TALLY_OPERATOR] = "operator_id", [TALLY_HOUR] = "0"};
    const struct of_rows *of = data;
    if (!columns[by])
        return 0;
    /* Baku is four hours ahead, all year. */
    _cleanup_free_ char *of_key =
            by == TALLY_HOUR
                    ? mem_printf("FROM (SELECT *, entered_ms + 14400000 AS local_ms FROM step) WHERE day = %d AND "
                                 "(local_ms / 86400000 + 3) %% 7 * 24 + local_ms / 3600000 %% 24 = %lld AND",
                                 of->day, (long long)key)
                    : mem_printf("FROM step WHERE day = %d AND %s = %lld AND", of->day, columns[by], (long long)key);
    for (int end = END_SERVED; end < STEP_ENDS; end++)
        assert_int_equal(tally->count[TALLY_STEP_SERVED + end - END_SERVED],
                         ask(of->f, "SELECT count(*) %s ending = %d", of_key, end));
    assert_int_equal(tally->count[TALLY_PEOPLE], ask(of->f, "SELECT sum(party) %s ending = 1", of_key));
    assert_int_equal(tally->count[TALLY_RECALLS], ask(of->f, "SELECT sum(recalls) %s true", of_key));
    assert_int_equal(tally->count[TALLY_CALLED], ask(of->f, "SELECT count(*) %s " WAITED, of_key));
    assert_int_equal(tally->count[TALLY_WITHIN],
                     ask(of->f, "SELECT count(*) %s " WAITED " AND waited_ms <= target_ms", of_key));
    assert_int_equal(tally->count[TALLY_MEASURED],
                     ask(of->f,
                         "SELECT count(*) %s entry NOT IN (5, 6) AND (first_called_ms != 0 OR ending = 6 OR"
                         " waited_ms > target_ms)",
                         of_key));
    assert_int_equal(tally->spread[SPREAD_WAITING].sum_ms, ask(of->f,
                                                               "SELECT sum(waited_ms) %s " WAITED " AND marks & 4 = 0"
                                                               " AND NOT (channel IN (5, 6) AND marks & 2)",
                                                               of_key));
    if (tally->exact)
        assert_int_equal(tally_percentile(tally, SPREAD_SERVICE, 50),
                         ask(of->f,
                             "SELECT service_ms %s ending = 1 AND marks & 7 = 0 ORDER BY service_ms LIMIT 1 OFFSET"
                             " %lld",
                             of_key, (long long)(tally->spread[SPREAD_SERVICE].count + 1) / 2 - 1));
    assert_int_equal(tally->exact, by == TALLY_ALL || by == TALLY_SERVICE);
    assert_int_equal(tally->spread[SPREAD_SERVICE].most_ms,
                     ask(of->f, "SELECT max(service_ms) %s ending = 1 AND marks & 7 = 0", of_key));
    assert_int_equal(tally->count[TALLY_DAYS], 1);
    return 0;
}

static void expect_figures(struct fixture *f, struct tallies *tallies, int32_t day)
{
    struct tally *all = tallies_of(tallies, TALLY_ALL, 0);
    const struct {
        const char *name;
        enum tally_count count;
    } same[] = {{"visits", TALLY_ISSUED},
                {"people", TALLY_ISSUED_PEOPLE},
                {"adopted", TALLY_ADOPTED},
                {"partly_served", TALLY_VISIT_PARTLY_SERVED},
                {"returned", TALLY_RETURNED},
                {"return_codes", TALLY_RETURN_CODES},
                {"return_codes_used", TALLY_RETURN_CODES_USED},
                {"ratings", TALLY_RATINGS},
                {"stars", TALLY_STARS}};
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)
        assert_int_equal(all->count[same[i].count],
                         ask(f,
                             "SELECT sum(value) FROM day_figure JOIN day USING (last_seq) WHERE day = %d"
                             " AND name = '%s'",
                             day, same[i].name));
    for (int end = END_SERVED; end < STEP_ENDS; end++)
        assert_int_equal(all->count[TALLY_VISIT_SERVED + end - END_SERVED],
                         ask(f,
                             "SELECT sum(value) FROM day_figure JOIN day USING (last_seq) WHERE day = %d"
                             " AND name = 'visits.%s'",
                             day, step_end_words[end]));
}

static void expect_day(struct fixture *f, int32_t day)
{
    _cleanup_(tallies_freep) struct tallies *tallies = read_period(f, ROLLUP_DAY, day);
    struct of_rows of = {.f = f, .day = day};
    (void)tallies_each(tallies, expect_rows, &of);
    expect_figures(f, tallies, day);
}

/* --- tests --- */

/* Some of the days twice on the same date; rolled at once, or later several together. */
static void test_random_days(void **state)
{
    struct fixture *f = *state;
    int32_t day = DAY_ONE, days[DAYS];
    random_rules(&f->hall.world);
    for (int i = 0; i < DAYS; i++) {
        days[i] = day;
        random_day(f, day);
        if (one_in(4))
            reopen(f, day);
        if (one_in(2))
            (void)roll_all(f);
        day += 1 + below(30);
    }
    (void)roll_all(f);
    assert_int_equal(state_of(f).first_day, days[0]);
    assert_int_equal(state_of(f).last_day, days[DAYS - 1]);
    for (int i = 0; i < DAYS; i++) {
        expect_day(f, days[i]);
        for (enum rollup_level level = ROLLUP_DAY; level <= ROLLUP_YEAR; level++)
            expect_period(f, level, days[i]);
    }
}

/* A copy has days and no months: they are read all the same, before and after they were made. */
static void test_months_made_again(void **state)
{
    struct fixture *f = *state;
    random_rules(&f->hall.world);
    for (int i = 0; i < 5; i++)
        random_day(f, DAY_ONE + 12 * i);
    assert_int_equal(roll_all(f), 5);
    hall_sql(f->hall.path, "DELETE FROM rollup; UPDATE meta SET value = 0 WHERE key = 'rolled'");
    for (int left = 5;; left--) {
        for (int i = 0; i < 5; i++) {
            expect_period(f, ROLLUP_MONTH, DAY_ONE + 12 * i);
            expect_period(f, ROLLUP_YEAR, DAY_ONE + 12 * i);
        }
        struct rollup_step *step = make_step(f);
        if (!step) {
            assert_int_equal(left, 0);
            break;
        }
        assert_int_equal(store_add_rollup(f->hall.store, step), 0);
        rollup_step_free(step);
    }
}

/* What was made from another state is not written; what was made and not written has left nothing. */
static void test_rolled_meanwhile(void **state)
{
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    struct rollup_step *early = make_step(f), *twin = make_step(f);
    hall_day(&f->hall, DAY_ONE + 1); /* sealed while the first is rolled */
    assert_int_equal(state_of(f).seq, 0);
    assert_int_equal(store_add_rollup(f->hall.store, early), 0);
    assert_int_equal(store_add_rollup(f->hall.store, twin), -ESTALE);
    assert_int_equal(state_of(f).last_day, DAY_ONE);
    hall_restart(&f->hall);
    assert_int_equal(state_of(f).last_day, DAY_ONE);
    assert_int_equal(roll_all(f), 1);
    assert_int_equal(state_of(f).last_day, DAY_ONE + 1);
    assert_null(make_step(f));
    rollup_step_free(early);
    rollup_step_free(twin);
}

static int count_days(const struct rollup_day *day, void *data)
{
    int64_t *counts = data;
    counts[day->open]++;
    return 0;
}

static void test_unrolled(void **state)
{
    struct fixture *f = *state;
    int64_t counts[2] = {0};
    hall_day(&f->hall, DAY_ONE);
    assert_int_equal(rollup_unrolled(store_database(f->hall.store), 0, count_days, counts), 0);
    assert_int_equal(counts[false], 1);
    assert_int_equal(counts[true], 0);
    (void)roll_all(f);
    hall_day(&f->hall, DAY_ONE + 1);
    hall_morning(&f->hall, DAY_ONE + 2);
    memset(counts, 0, sizeof(counts));
    assert_int_equal(rollup_unrolled(store_database(f->hall.store), 0, count_days, counts), 0);
    assert_int_equal(counts[false], 1);
    assert_int_equal(counts[true], 1);
}

static int compute_open(const struct rollup_day *day, void *data)
{
    struct fixture *f = data;
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    assert_true(day->open);
    assert_int_equal(rollup_compute(store_database(f->hall.store), &f->known, day, tallies), 0);
    const struct tally *all = tallies_find(tallies, TALLY_ALL, 0);
    assert_int_equal(all->count[TALLY_ISSUED], 6);
    assert_int_equal(all->count[TALLY_DAYS], 1);
    assert_true(all->count[TALLY_VISITS_OPEN] > 0);
    int64_t ends = 0;
    for (int end = END_SERVED; end < STEP_ENDS; end++)
        ends += all->count[TALLY_VISIT_SERVED + end - END_SERVED];
    assert_int_equal(all->count[TALLY_ISSUED], ends + all->count[TALLY_VISITS_OPEN]);
    return 0;
}

static void test_open_day(void **state)
{
    struct fixture *f = *state;
    hall_morning(&f->hall, DAY_ONE);
    hall_commit(&f->hall);
    assert_null(make_step(f));
    assert_int_equal(rollup_unrolled(store_database(f->hall.store), f->hall.world.now_ms, compute_open, f), 0);
}

/* No row of a day is changed or deleted by whoever writes by the rules. */
static void test_stays(void **state)
{
    struct fixture *f = *state;
    struct database *database = store_database(f->hall.store);
    hall_day(&f->hall, DAY_ONE);
    (void)roll_all(f);
    assert_true(database_run(database, "DELETE FROM rollup_day") < 0);
    assert_true(database_run(database, "UPDATE rollup_day SET bytes = ''") < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_random_days, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_months_made_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_rolled_meanwhile, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_unrolled, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_open_day, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_stays, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
