/* SPDX-License-Identifier: MIT
 *
 * A copy holds what the store holds, made whole or grown step by step, and what it held when the copy began, whatever
 * happens to it meanwhile; it refuses what it is no copy of, and is as it was when a step fails.
 */
#include "daemon/store_copy.h"

#include <errno.h>

#include "daemon/store_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    char copy[64], error[STORE_ERROR_SIZE];
    struct store_copied copied;

    /* What happens in the rests between stretches. */
    int rests, at; /* so many were, and at this one ... */
    void (*happens)(struct fixture *f);
    int32_t next_day;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    snprintf(f->copy, sizeof(f->copy), "%s/copy", f->hall.folder);
    store_intern(f->hall.store, NAME_SERVICE, "passport");
    hall_day(&f->hall, DAY_ONE);
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

static void take(struct fixture *f)
{
    if (store_copy(f->hall.path, f->copy, &f->copied, f->error) < 0)
        fail_msg("%s", f->error);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *handle;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s: %s", sql, error);
    sqlite3_close(handle);
}

static int64_t number(const char *path, const char *sql)
{
    struct database *database;
    char error[128];
    int64_t found = -1;
    assert_int_equal(database_open(path, DATABASE_READER, &database, error, sizeof(error)), 0);
    assert_int_equal(database_number(database, sql, &found), 0);
    database_close(database);
    return found;
}

static void assert_same(struct fixture *f)
{
    struct buffer store = {0}, copy = {0};
    hall_dump(f->hall.path, &store);
    hall_dump(f->copy, &copy);
    assert_int_equal(store.length, copy.length);
    assert_memory_equal(buffer_bytes(&store), buffer_bytes(&copy), store.length);
    buffer_done(&store);
    buffer_done(&copy);
}

static void ignore(attr_unused const struct finding *finding, attr_unused void *data)
{
}

static void assert_verifies(const char *path)
{
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    assert_int_equal(store_verify(&(struct verify_options){.path = path, .found = ignore}, &result, error), 0);
    assert_int_equal(result.findings, 0);
    assert_true(result.replayed);
}

static void a_whole_copy_holds_all_of_it(void **state)
{
    struct fixture *f = *state;
    take(f);
    assert_true(f->copied.whole);
    assert_int_equal(f->copied.before.seq, 0);
    assert_int_equal(f->copied.after.seq, store_head(f->hall.store).seq);
    assert_true(f->copied.rows > f->copied.after.seq);
    assert_same(f);
    assert_verifies(f->copy);
}

static void a_copy_grows(void **state)
{
    struct fixture *f = *state;
    take(f);
    for (int day = 1; day < 5; day++) {
        int64_t before = store_head(f->hall.store).seq;
        hall_day(&f->hall, DAY_ONE + day);
        take(f);
        assert_false(f->copied.whole);
        assert_int_equal(f->copied.before.seq, before);
        assert_int_equal(f->copied.after.seq, store_head(f->hall.store).seq);
        assert_same(f);
    }
    assert_verifies(f->copy);
    take(f);
    assert_int_equal(f->copied.rows, 0);
}

/* Whoever adds a table says how it is copied. */
static void every_table_is_copied(void **state)
{
    struct fixture *f = *state;
    int64_t tables = number(f->hall.path, "SELECT count(*) FROM sqlite_master WHERE type = 'table'");
    int64_t listed = 0;
    for (const struct copied_table *table = store_copied_tables; table->name; table++)
        listed++;
    assert_int_equal(tables, listed + 3); /* and meta; of_day is made by triggers, rollup out of rollup_day */
}

static void what_was_forgotten_is_forgotten_in_the_copy(void **state)
{
    struct fixture *f = *state;
    store_add_text(f->hall.store, "a note", 6);
    take(f);
    run_sql(f->copy, "INSERT INTO text VALUES (1000, 1, x'00', x'01')");
    run_sql(f->hall.path, "INSERT INTO text VALUES (1000, 1, NULL, NULL)");
    take(f);
    assert_int_equal(number(f->copy, "SELECT count(*) FROM text WHERE id = 1000 AND body IS NULL"), 1);
}

static int refused(struct fixture *f, const char *words)
{
    int r = store_copy(f->hall.path, f->copy, &f->copied, f->error);
    assert_true(r < 0);
    if (!strstr(f->error, words))
        fail_msg("'%s' does not say '%s'", f->error, words);
    return r;
}

static void a_copy_of_another_centre_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "UPDATE meta SET value = 'asan-2' WHERE key = 'centre'");
    assert_int_equal(refused(f, "belongs to the centre asan-2, not to asan-1"), -EXDEV);
}

static void a_copy_of_another_history_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "DROP TRIGGER event_stays_as_it_is;"
                     "UPDATE event SET hash = x'00' WHERE seq = (SELECT max(seq) FROM event)");
    hall_day(&f->hall, DAY_ONE + 1);
    assert_int_equal(refused(f, "is no copy of"), -ESTALE);
}

static void a_copy_of_another_schema_is_refused(void **state)
{
    struct fixture *f = *state;
    take(f);
    run_sql(f->copy, "UPDATE meta SET value = 999 WHERE key = 'schema'");
    assert_int_equal(refused(f, "schema 999: make a new copy"), -ENOTSUP);
}

static void no_store_is_no_source(void **state)
{
    struct fixture *f = *state;
    char missing[80];
    snprintf(missing, sizeof(missing), "%s/nothing", f->hall.folder);
    assert_true(store_copy(missing, f->copy, &f->copied, f->error) < 0);
    assert_true(strstr(f->error, "no store of novbe that can be read") != NULL);
    assert_int_equal(access(f->copy, F_OK), -1);
}

/* A fact that was edited in the store stops the copy before it, and the copy is as it was. */
static void an_edited_store_does_not_reach_the_copy(void **state)
{
    struct fixture *f = *state;
    take(f);
    int64_t before = f->copied.after.seq;
    hall_day(&f->hall, DAY_ONE + 1);
    run_sql(f->hall.path, "DROP TRIGGER event_stays_as_it_is;"
                          "UPDATE event SET class = class + 1 WHERE seq = (SELECT max(seq) FROM event) - 3");
    assert_int_equal(refused(f, "is not as it was written"), -EBADMSG);
    assert_int_equal(number(f->copy, "SELECT max(seq) FROM event"), before);
    assert_verifies(f->copy);
    f->copy[strlen(f->copy) - 1] = 'x';
    assert_int_equal(refused(f, "is not as it was written"), -EBADMSG);
    assert_int_equal(access(f->copy, F_OK), -1);
}

/* --- in stretches --- */

static void rest(void *data)
{
    struct fixture *f = data;
    if (++f->rests == f->at)
        f->happens(f);
}

/* A copy in the smallest stretches, anew or grown, while `happens` happens at the rest `at`. */
static void take_slowly(struct fixture *f, int at, void (*happens)(struct fixture *f))
{
    const struct copy_pace pace = {.rows = 1, .rest = rest, .data = f};
    f->rests = 0;
    f->at = at;
    f->happens = happens;
    if (store_copy_at_pace(f->hall.path, f->copy, &pace, &f->copied, f->error) < 0)
        fail_msg("at rest %d: %s", at, f->error);
    assert_verifies(f->copy);
}

static void go_on(struct fixture *f)
{
    hall_day(&f->hall, f->next_day++);
}

/* At any rest: the copy is what the store was when it began, and the next one is what it is then. */
static void rows_that_come_meanwhile_are_the_next_copys(void **state)
{
    struct fixture *f = *state;
    f->next_day = DAY_ONE + 1;
    for (int at = 1, rests = 40; at <= rests; at += 1 + rests / 10) {
        struct buffer before = {0}, copy = {0};
        unlink(f->copy);
        hall_dump(f->hall.path, &before);
        take_slowly(f, at, go_on);
        rests = f->rests;
        hall_dump(f->copy, &copy);
        assert_int_equal(copy.length, before.length);
        assert_memory_equal(buffer_bytes(&copy), buffer_bytes(&before), before.length);
        buffer_done(&before);
        buffer_done(&copy);
        take(f);
        assert_same(f);
    }
}

/* What meta says of the ledger is of the same moment as the ledger. */
static void note(struct fixture *f, const char *text)
{
    store_add_note(f->hall.store, NOTE_CLOCK, text);
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
}

static void note_another(struct fixture *f)
{
    note(f, "another");
}

static void meta_is_of_the_same_moment(void **state)
{
    struct fixture *f = *state;
    hall_open_day(&f->hall, DAY_ONE + 1);
    note(f, "one");
    take_slowly(f, 1, note_another);
    assert_int_equal(number(f->copy, "SELECT count(*) FROM meta WHERE key = 'clock' AND value = 'one'"), 1);
    take(f);
    assert_int_equal(number(f->copy, "SELECT count(*) FROM meta WHERE key = 'clock' AND value = 'another'"), 1);
}

static void forget_all(struct fixture *f)
{
    run_sql(f->hall.path, "UPDATE text SET salt = NULL, body = NULL");
}

/* Before the copy comes to the texts, and after it took them: until the stretches that look for it nothing is too late.
 */
static void what_is_forgotten_meanwhile_is_forgotten_in_the_copy(void **state)
{
    struct fixture *f = *state;
    take_slowly(f, 0, NULL);
    int texts = (int)number(f->copy, "SELECT count(*) FROM text WHERE body IS NOT NULL");
    int last = f->rests - texts - 2;
    assert_true(texts > 0 && last > 20);
    tear_down(state);
    for (int at = last; at > 0; at -= 23) {
        set_up(state);
        f = *state;
        take_slowly(f, at, forget_all);
        assert_int_equal(number(f->copy, "SELECT count(*) FROM text"), texts);
        assert_int_equal(number(f->copy, "SELECT count(*) FROM text WHERE body IS NOT NULL OR salt IS NOT NULL"), 0);
        tear_down(state);
    }
    set_up(state);
}

static void retain_until(struct fixture *f, int32_t from_day, int64_t limit)
{
    const struct store_retention retention = {.from_day = from_day, .limit = limit};
    for (bool more = true; more;) {
        assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
        more = more && limit > 5; /* five: it is interrupted by the copy */
    }
}

static void retain_a_day(struct fixture *f)
{
    retain_until(f, DAY_ONE + 1, 1000);
}

static void begin_to_retain_two_days(struct fixture *f)
{
    retain_until(f, DAY_ONE + 2, 5);
}

/* Retention at any rest: what it has taken is not in the copy, what it keeps is. */
static void assert_retained(struct fixture *f, int at, void (*happens)(struct fixture *f), int64_t day)
{
    take_slowly(f, at, happens);
    _cleanup_free_ char *gone = mem_printf("SELECT count(*) FROM event WHERE day < %lld", (long long)day);
    _cleanup_free_ char *kept = mem_printf("SELECT count(*) FROM event WHERE day >= %lld", (long long)day);
    if (f->rests < at)
        return;
    assert_int_equal(number(f->copy, gone), 0);
    assert_int_equal(number(f->copy, kept), number(f->hall.path, kept));
    assert_int_equal(number(f->copy, "SELECT value FROM meta WHERE key = 'kept_from'"),
                     number(f->hall.path, "SELECT value FROM meta WHERE key = 'kept_from'"));
}

static void days_that_retention_takes_meanwhile_are_not_in_the_copy(void **state)
{
    static void (*const ways[])(struct fixture * f) = {retain_a_day, begin_to_retain_two_days};
    struct fixture *f = *state;
    tear_down(state);
    for (int at = 1, rests = 1; at <= rests; at += 19) {
        for (size_t way = 0; way < ARRAY_SIZE(ways); way++) {
            set_up(state);
            f = *state;
            for (int day = 1; day < 4; day++)
                hall_day(&f->hall, DAY_ONE + day);
            assert_retained(f, at, ways[way], DAY_ONE + 1 + (int)way);
            rests = f->rests;
            take(f);
            assert_verifies(f->copy);
            tear_down(state);
        }
    }
    set_up(state);
}

/* All that was to be copied: what there is instead is copied. */
static void go_on_and_retain(struct fixture *f)
{
    hall_day(&f->hall, DAY_ONE + 4);
    hall_day(&f->hall, DAY_ONE + 5);
    retain_until(f, DAY_ONE + 5, 1000);
}

static void a_copy_that_retention_overtakes_begins_again(void **state)
{
    struct fixture *f = *state;
    tear_down(state);
    for (int at = 1, rests = 1; at <= rests; at += 41) {
        set_up(state);
        f = *state;
        hall_day(&f->hall, DAY_ONE + 1);
        take_slowly(f, at, go_on_and_retain);
        rests = at == 1 ? f->rests : rests;
        if (f->rests >= at) {
            assert_int_equal(f->copied.after.seq, store_head(f->hall.store).seq);
            assert_int_equal(number(f->copy, "SELECT count(*) FROM event"),
                             number(f->hall.path, "SELECT count(*) FROM event"));
        }
        tear_down(state);
    }
    set_up(state);
}

/* A copy that ends at the seal that retention keeps is a copy still. */
static void a_copy_goes_on_from_a_seal(void **state)
{
    struct fixture *f = *state;
    take(f);
    hall_day(&f->hall, DAY_ONE + 1);
    retain_until(f, DAY_ONE + 1, 1000);
    take_slowly(f, 0, NULL);
    assert_false(f->copied.whole);
    assert_int_equal(number(f->copy, "SELECT min(seq) FROM event"), number(f->hall.path, "SELECT min(seq) FROM event"));
}

/* While it rests the copy holds nothing back: every page of the WAL can be carried. */
static void checkpoint(struct fixture *f)
{
    hall_issue(&f->hall, 1);
    hall_commit(&f->hall);
    database_checkpoint(f->hall.store->database);
    assert_int_equal(database_wal_pages(f->hall.store->database), 0);
    f->at++;
}

/* How often the WAL began anew, as its head says (sqlite.org/fileformat2.html, section 4.1). */
static int wal_rounds(const struct fixture *f)
{
    unsigned char head[16];
    _cleanup_free_ char *path = mem_printf("%s-wal", f->hall.path);
    FILE *file = fopen(path, "rbe");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
    fclose(file);
    return head[14] << 8 | head[15];
}

static void a_resting_copy_holds_no_checkpoint_back(void **state)
{
    struct fixture *f = *state;
    hall_open_day(&f->hall, DAY_ONE + 1);
    int before = wal_rounds(f);
    take_slowly(f, 1, checkpoint);
    assert_true(f->rests > 50);
    assert_int_equal(f->at, f->rests + 1);
    assert_int_equal(wal_rounds(f) - before, f->rests - 1); /* with the commit of each rest but the first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_whole_copy_holds_all_of_it, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_grows, set_up, tear_down),
            cmocka_unit_test_setup_teardown(every_table_is_copied, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_was_forgotten_is_forgotten_in_the_copy, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_centre_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_history_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_of_another_schema_is_refused, set_up, tear_down),
            cmocka_unit_test_setup_teardown(no_store_is_no_source, set_up, tear_down),
            cmocka_unit_test_setup_teardown(an_edited_store_does_not_reach_the_copy, set_up, tear_down),
            cmocka_unit_test_setup_teardown(rows_that_come_meanwhile_are_the_next_copys, set_up, tear_down),
            cmocka_unit_test_setup_teardown(meta_is_of_the_same_moment, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_forgotten_meanwhile_is_forgotten_in_the_copy, set_up, tear_down),
            cmocka_unit_test_setup_teardown(days_that_retention_takes_meanwhile_are_not_in_the_copy, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_that_retention_overtakes_begins_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_copy_goes_on_from_a_seal, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_resting_copy_holds_no_checkpoint_back, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("store_copy", tests, NULL, NULL);
}
