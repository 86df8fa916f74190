/* SPDX-License-Identifier: MIT
 *
 * Roll-ups of days made by chance: a day as its rows and seal say, months and years as all their days together,
 * whenever they are rolled, and however often a day is closed.
 */
#include "daemon/ledger.h"
#include "daemon/store_copy.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/rollup_help.h"

enum { DAYS = 24, COMMANDS = 400 };

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
        command.note = command.note || command.kind == COMMAND_NOTE ? hall_text(&f->hall, "a note") : 0;
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

attr_printf(2, 3) static int64_t ask(const struct fixture *f, const char *format, ...)
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

/* What is kept of the hour of a service: seven bits an end, so that one question is enough. Baku is four hours ahead,
 * all year. */
static void expect_service_hour(const struct of_rows *of, int64_t key, const struct tally *tally)
{
    int64_t ends = 0;
    for (int end = END_SERVED; end < STEP_ENDS; end++)
        ends += tally->count[TALLY_STEP_SERVED + end - END_SERVED] << (end - END_SERVED) * 7;
    assert_int_equal(ends, ask(of->f,
                               "SELECT sum(1 << (ending - 1) * 7) FROM step WHERE day = %d AND service = %lld AND"
                               " (entered_ms + 14400000) / 3600000 %% 24 = %lld",
                               of->day, (long long)key / 24, (long long)key % 24));
}

static int expect_rows(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    static const char *const columns[TALLY_BYS] = {
            [TALLY_ALL] = "0",           [TALLY_SERVICE] = "service",      [TALLY_CLASS] = "class",
            [TALLY_COUNTER] = "counter", [TALLY_OPERATOR] = "operator_id", [TALLY_HOUR] = "0"};
    const struct of_rows *of = data;
    if (by == TALLY_SERVICE_HOUR)
        expect_service_hour(of, key, tally);
    if (!columns[by])
        return 0;
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

/* --- what is wrong with them is found --- */

static void roll_some_days(struct fixture *f)
{
    random_rules(&f->hall.world);
    for (int i = 0; i < 4; i++)
        random_day(f, DAY_ONE + 11 * i);
    (void)roll_all(f);
    assert_int_equal(findings_of(f->hall.path), 0);
}

/* Any byte of any row. */
static void test_any_byte(void **state)
{
    static const char *const tables[] = {"rollup_day", "rollup"};
    struct fixture *f = *state;
    roll_some_days(f);
    for (int i = 0; i < 40; i++) {
        const char *table = tables[i % 2];
        int64_t row = ask(f, "SELECT rowid FROM %s WHERE length(bytes) > 0 ORDER BY random() LIMIT 1", table);
        int64_t size = ask(f, "SELECT length(bytes) FROM %s WHERE rowid = %lld", table, (long long)row);
        int64_t place = below((int32_t)size);
        _cleanup_free_ char *damage = mem_printf(
                "CREATE TABLE IF NOT EXISTS whole (bytes); DELETE FROM whole; INSERT INTO whole SELECT bytes FROM %s"
                " WHERE rowid = %lld; UPDATE %s SET bytes = CAST(substr(bytes, 1, %lld) || x'%02x' || substr(bytes,"
                " %lld) AS BLOB) WHERE rowid = %lld AND substr(bytes, %lld, 1) != x'%02x'",
                table, (long long)row, table, (long long)place, i * 6, (long long)place + 2, (long long)row,
                (long long)place + 1, i * 6);
        _cleanup_free_ char *mend =
                mem_printf("UPDATE %s SET bytes = (SELECT bytes FROM whole) WHERE rowid = %lld", table, (long long)row);
        hall_sql(f->hall.path, damage);
        bool changed =
                ask(f, "SELECT bytes != (SELECT bytes FROM whole) FROM %s WHERE rowid = %lld", table, (long long)row);
        assert_int_equal(findings_of(f->hall.path) > 0, changed);
        hall_sql(f->hall.path, mend);
    }
    assert_int_equal(findings_of(f->hall.path), 0);
}

static void write_bytes(const struct fixture *f, struct tallies *tallies, enum tally_by by, enum rollup_level level)
{
    _cleanup_(buffer_done) struct buffer bytes = {0}, sql = {0};
    rollup_pack(tallies, by, &bytes);
    buffer_printf(&sql, "UPDATE %s SET bytes = x'", level == ROLLUP_DAY ? "rollup_day" : "rollup");
    for (size_t i = 0; i < bytes.length; i++)
        buffer_printf(&sql, "%02x", (uint8_t)buffer_bytes(&bytes)[i]);
    buffer_printf(&sql, "' WHERE tally_by = %d", (int)by);
    if (level != ROLLUP_DAY)
        buffer_printf(&sql, " AND level = %d", (int)level);
    buffer_append_byte(&sql, '\0');
    hall_sql(f->hall.path, buffer_bytes(&sql));
}

/* A day with its month and its year, so that they agree with one another: the facts do not. */
static void test_all_levels(void **state)
{
    static const enum tally_by changed[] = {TALLY_COUNTER, TALLY_OPERATOR, TALLY_CLASS, TALLY_HOUR};
    struct fixture *f = *state;
    hall_day(&f->hall, DAY_ONE);
    (void)roll_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(changed); i++) {
        for (int level = ROLLUP_DAY; level <= ROLLUP_YEAR; level++) {
            _cleanup_(tallies_freep) struct tallies *tallies =
                    read_period(f, (enum rollup_level)level, rollup_first_day((enum rollup_level)level, DAY_ONE));
            int64_t key = changed[i] == TALLY_HOUR ? tally_hour(DAY_ONE * DAY_MS + 8 * HOUR) : 1;
            tallies_of(tallies, changed[i], key)->count[i % 2 ? TALLY_PAUSE_MS : TALLY_CALLED]++;
            write_bytes(f, tallies, changed[i], (enum rollup_level)level);
        }
        assert_true(findings_of(f->hall.path) > 0);
        hall_sql(f->hall.path, "DELETE FROM rollup; DELETE FROM rollup_day; UPDATE meta SET value = 0 WHERE key ="
                               " 'rolled'");
        (void)roll_all(f);
        assert_int_equal(findings_of(f->hall.path), 0);
    }
}

/* After damage; then it is as it was, in new rows, and a day that is not kept stays. */
static void test_rebuild(void **state)
{
    struct fixture *f = *state;
    char error[STORE_ERROR_SIZE];
    int64_t seals = 0;
    roll_some_days(f);
    assert_int_equal(rollup_rebuild(f->hall.path, &seals, error), -EBUSY);
    hall_sql(f->hall.path, "UPDATE meta SET value = (SELECT min(last_seq) + 1 FROM day) WHERE key = 'kept_from'");
    hall_sql(f->hall.path, "UPDATE rollup_day SET bytes = x'00' WHERE number = 20; DELETE FROM rollup WHERE level = 3");
    int64_t last = state_of(f).number;
    close_store(f);
    assert_int_equal(rollup_rebuild(f->hall.path, &seals, error), 0);
    assert_int_equal(seals, 3);
    hall_restart(&f->hall);
    assert_int_equal(state_of(f).last_day, DAY_ONE);
    assert_int_equal(roll_all(f), 1 + 1 + 3); /* the day that is not kept, to its number, and the others */
    assert_int_equal(state_of(f).number, last + 3 * (TALLY_BYS - 1));
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            expect_day(f, DAY_ONE + 11 * i);
        for (enum rollup_level level = ROLLUP_DAY; level <= ROLLUP_YEAR; level++)
            expect_period(f, level, DAY_ONE + 11 * i);
    }
}

/* --- copies --- */

/* A backup that is brought up, also over roll-ups made anew, and restored. */
static void test_restored(void **state)
{
    struct fixture *f = *state;
    char error[STORE_ERROR_SIZE];
    struct store_copied copied;
    int64_t seals;
    _cleanup_free_ char *backup = mem_printf("%s/backup", f->hall.folder);
    _cleanup_free_ char *restored = mem_printf("%s/restored", f->hall.folder);
    roll_some_days(f);
    assert_int_equal(store_copy(f->hall.path, backup, &copied, error), 0);
    assert_int_equal(findings_of(backup), 0);
    close_store(f);
    assert_int_equal(rollup_rebuild(f->hall.path, &seals, error), 0);
    hall_restart(&f->hall);
    (void)roll_all(f);
    assert_int_equal(store_copy(f->hall.path, backup, &copied, error), 0);
    assert_int_equal(findings_of(backup), 0);
    assert_int_equal(store_restore(backup, restored, CENTRE, &copied, error), 0);
    close_store(f);
    snprintf(f->hall.path, sizeof(f->hall.path), "%s", restored);
    hall_restart(&f->hall);
    assert_int_equal(ask(f, "SELECT count(*) FROM rollup"), 0);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 4; i++) {
            expect_day(f, DAY_ONE + 11 * i);
            for (enum rollup_level level = ROLLUP_DAY; level <= ROLLUP_YEAR; level++)
                expect_period(f, level, DAY_ONE + 11 * i);
        }
        assert_int_equal(roll_all(f), round == 0 ? 4 : 0);
    }
    assert_int_equal(findings_of(f->hall.path), 0);
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
            cmocka_unit_test_setup_teardown(test_any_byte, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_all_levels, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_rebuild, set_up, tear_down),
            cmocka_unit_test_setup_teardown(test_restored, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
