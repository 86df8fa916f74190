/* SPDX-License-Identifier: MIT
 *
 * Every kind of tampering is found and named; what nobody touched has no findings.
 */
#include "daemon/store_verify.h"

#include <errno.h>
#include <fcntl.h>

#include "tests/daemon/store_help.h"

struct verified {
    struct verify_result result;
    struct finding first; /* the first finding */
    int64_t kinds[FINDING_KINDS];
    char all[8192];
};

static void note(const struct finding *finding, void *data)
{
    struct verified *verified = data;
    if (!verified->kinds[finding->kind]++ && !verified->first.text[0])
        verified->first = *finding;
    size_t length = strlen(verified->all);
    snprintf(verified->all + length, sizeof(verified->all) - length, "%s: %s\n", finding_words[finding->kind],
             finding->text);
}

static struct verified verify_with(struct verify_options options)
{
    struct verified verified = {0};
    char error[STORE_ERROR_SIZE];
    options.found = note;
    options.data = &verified;
    if (store_verify(&options, &verified.result, error) < 0)
        fail_msg("%s", error);
    return verified;
}

static struct verified verify(const struct hall *hall)
{
    return verify_with((struct verify_options){.path = hall->path});
}

/* Two days closed, a third begun; then nobody has it open. */
static void make_store(struct hall *hall)
{
    hall_init(hall);
    store_intern(hall->store, NAME_SERVICE, "passport");
    store_intern(hall->store, NAME_SERVICE, "visa");
    hall_day(hall, DAY_ONE);
    hall_day(hall, DAY_ONE + 1);
    hall_morning(hall, DAY_ONE + 2);
}

static void close_store(struct hall *hall)
{
    store_close(hall->store);
    hall->store = NULL;
}

static struct verify_options with_key(const struct hall *hall)
{
    struct verify_options options = {.path = hall->path, .has_key = true, .key_chain = 1};
    assert_int_equal(ledger_from_hex(hall->news.first_key, options.first_key.bytes), 0);
    return options;
}

static void check_only(const struct verified *verified, enum finding_kind kind, const char *text)
{
    if (verified->result.findings == 0)
        fail_msg("nothing was found, not even: %s", text);
    for (int other = 0; other < FINDING_KINDS; other++) {
        if (other != (int)kind && verified->kinds[other])
            fail_msg("expected %s only, found\n%s", finding_words[kind], verified->all);
    }
    if (!strstr(verified->all, text))
        fail_msg("expected to read: %s\nfound\n%s", text, verified->all);
}

/* --- whole --- */

static void test_untouched_store_is_whole(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    struct store_head head = store_head(hall.store);
    struct verify_options options = with_key(&hall);
    options.heads = &head;
    options.head_count = 1;
    for (int round = 0; round < 2; round++) { /* while it is open, and closed */
        struct verified verified = verify_with(options);
        if (verified.result.findings)
            fail_msg("%s", verified.all);
        assert_int_equal(verified.result.events, head.seq);
        assert_int_equal(verified.result.head.seq, head.seq);
        assert_memory_equal(&verified.result.head.hash, &head.hash, sizeof(head.hash));
        assert_int_equal(verified.result.days, 2);
        assert_int_equal(verified.result.sealed_by_key, 2);
        assert_int_equal(verified.result.names, 2);
        assert_true(verified.result.steps > 10);
        assert_true(verified.result.texts >= 3);
        assert_true(verified.result.replayed);
        assert_string_equal(verified.result.centre, CENTRE);
        close_store(&hall);
    }
    hall_done(&hall);
}

static void test_forgotten_text_is_no_finding(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    assert_int_equal(database_run(store_database(hall.store), "UPDATE text SET salt = NULL, body = NULL"), 0);
    assert_int_equal(verify(&hall).result.findings, 0);
    hall_done(&hall);
}

static void test_days_below_a_seal_may_be_deleted(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    struct verify_options options = with_key(&hall);
    struct database *database = store_database(hall.store);
    assert_int_equal(database_run(database, "BEGIN; UPDATE meta SET value = (SELECT min(last_seq) + 1 FROM day)"
                                            " WHERE key = 'kept_from'"),
                     0);
    assert_int_equal(database_run(database, "DELETE FROM event WHERE seq <= (SELECT min(last_seq) FROM day);"
                                            "DELETE FROM step WHERE seq <= (SELECT min(last_seq) FROM day);"
                                            "DELETE FROM text WHERE seq <= (SELECT min(last_seq) FROM day); COMMIT"),
                     0);
    struct verified verified = verify_with(options);
    if (verified.result.findings)
        fail_msg("%s", verified.all);
    assert_int_equal(verified.result.sealed_by_key, 2);
    close_store(&hall);
    hall_sql(hall.path, "UPDATE meta SET value = value + 3 WHERE key = 'kept_from';"
                        "DELETE FROM event WHERE seq < (SELECT value FROM meta WHERE key = 'kept_from')");
    verified = verify(&hall);
    assert_non_null(strstr(verified.all, "no seal ends there"));
    hall_done(&hall);
}

/* --- the chain, one change each --- */

static void tamper(const char *sql, enum finding_kind kind, const char *text)
{
    struct hall hall;
    make_store(&hall);
    close_store(&hall);
    hall_sql(hall.path, sql);
    struct verified verified = verify(&hall);
    check_only(&verified, kind, text);
    hall_done(&hall);
}

static void test_edited_row(attr_unused void **state)
{
    tamper("UPDATE event SET at_ms = at_ms + 1 WHERE seq = 12", FINDING_EDITED, "row 12 is not as it was written");
    tamper("UPDATE event SET hash = zeroblob(3) WHERE seq = 12", FINDING_EDITED, "row 12 ");
    tamper("UPDATE event SET service = 4294967297 WHERE seq = 12", FINDING_EDITED, "row 12 ");
    tamper("UPDATE event SET text_hash = zeroblob(32) WHERE seq = (SELECT min(seq) FROM event WHERE text = 0 AND seq > "
           "8)",
           FINDING_EDITED, "row 9 ");
}

/* In each column, of a row in the middle of a day. */
static void test_every_column_is_watched(attr_unused void **state)
{
    static const char *const columns[] = {"at_ms",       "kind",  "day",    "ticket",  "step",    "service", "counter",
                                          "operator_id", "class", "reason", "value_0", "value_4", "value_7"};
    struct hall hall;
    make_store(&hall);
    close_store(&hall);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        char sql[80];
        snprintf(sql, sizeof(sql), "UPDATE event SET %s = %s + 1 WHERE seq = 20", columns[i], columns[i]);
        hall_sql(hall.path, sql);
        struct verified verified = verify(&hall);
        check_only(&verified, FINDING_EDITED, "row 20 ");
        assert_int_equal(verified.result.findings, 1);
        snprintf(sql, sizeof(sql), "UPDATE event SET %s = %s - 1 WHERE seq = 20", columns[i], columns[i]);
        hall_sql(hall.path, sql);
    }
    assert_int_equal(verify(&hall).result.findings, 0);
    hall_done(&hall);
}

static void test_deleted_rows(attr_unused void **state)
{
    tamper("DELETE FROM event WHERE seq = 15", FINDING_DELETED, "row 15 is missing");
    tamper("DELETE FROM event WHERE seq BETWEEN 15 AND 17", FINDING_DELETED, "rows 15 to 17 are missing");
    tamper("DELETE FROM event WHERE seq < 3", FINDING_DELETED, "rows 1 to 2 are missing");
}

static void test_deleted_and_renumbered(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    close_store(&hall);
    hall_sql(hall.path, "DELETE FROM event WHERE seq = 15; UPDATE event SET seq = -seq WHERE seq > 15;"
                        "UPDATE event SET seq = -seq - 1 WHERE seq < 0");
    struct verified verified = verify(&hall);
    assert_int_equal(verified.kinds[FINDING_EDITED], 1);
    assert_int_equal(verified.kinds[FINDING_DELETED], 1);
    assert_non_null(strstr(verified.all, "rows before row 16 were taken out and the rest renumbered: it was row 17"));
    hall_done(&hall);
}

static void test_reordered_rows(attr_unused void **state)
{
    static const char swap[] = "UPDATE event SET seq = 0 WHERE seq = 14; UPDATE event SET seq = 14 WHERE seq = 15;"
                               "UPDATE event SET seq = 15 WHERE seq = 0";
    static const char far_swap[] = "UPDATE event SET seq = 0 WHERE seq = 14; UPDATE event SET seq = 14 WHERE seq = 40;"
                                   "UPDATE event SET seq = 40 WHERE seq = 0";
    tamper(swap, FINDING_REORDERED, "row 14 stands at the place of row 15");
    tamper(far_swap, FINDING_REORDERED, "row 14 stands at the place of row 40");
}

static void test_cut_tail(attr_unused void **state)
{
    tamper("DELETE FROM event WHERE seq > (SELECT max(last_seq) - 5 FROM day)", FINDING_CUT,
           "2024-10-05 was sealed up to row");
    tamper("DELETE FROM event WHERE seq > (SELECT max(seq) - 1 FROM step)", FINDING_CUT,
           "the table step speaks of row");
}

/* --- what was made anew --- */

static int copy_event(const struct event *one, void *data)
{
    *(struct event *)data = *one;
    return 0;
}

/* The hash of the row that follows `before`, written into it. */
static void rehash(sqlite3 *handle, struct database *database, int64_t seq, struct ledger_hash *before)
{
    sqlite3_stmt *read, *write;
    struct event event;
    struct ledger_hash text = {0};
    sqlite3_prepare_v2(handle, "SELECT text_hash FROM event WHERE seq = ?", -1, &read, NULL);
    sqlite3_bind_int64(read, 1, seq);
    assert_int_equal(sqlite3_step(read), SQLITE_ROW);
    if (sqlite3_column_bytes(read, 0) == LEDGER_HASH_SIZE)
        memcpy(text.bytes, sqlite3_column_blob(read, 0), LEDGER_HASH_SIZE);
    sqlite3_finalize(read);
    assert_int_equal(store_read_events(database, seq, seq, copy_event, &event), 0);
    *before = ledger_chain(before, CENTRE, &event, &text);
    sqlite3_prepare_v2(handle, "UPDATE event SET hash = ? WHERE seq = ?", -1, &write, NULL);
    sqlite3_bind_blob(write, 1, before->bytes, LEDGER_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(write, 2, seq);
    assert_int_equal(sqlite3_step(write), SQLITE_DONE);
    sqlite3_finalize(write);
}

/* All hashes, as somebody makes them who has the file and this program; and those that the seals repeat. */
static void make_anew(const struct hall *hall, bool seals)
{
    struct database *database;
    struct ledger_hash before = {0};
    sqlite3 *handle = NULL;
    char error[128];
    int64_t last = hall_sql(hall->path, "SELECT max(seq) FROM event");
    assert_int_equal(database_open(hall->path, DATABASE_READER, &database, error, sizeof(error)), 0);
    assert_int_equal(sqlite3_open(hall->path, &handle), SQLITE_OK);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_exec(handle, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    for (int64_t seq = 1; seq <= last; seq++)
        rehash(handle, database, seq, &before);
    if (seals)
        sqlite3_exec(handle, "UPDATE day SET head = (SELECT hash FROM event WHERE seq = last_seq)", NULL, NULL, NULL);
    sqlite3_close(handle);
    database_close(database);
}

static void test_chain_made_anew_is_found_by_the_seals(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    struct store_head head = store_head(hall.store);
    struct verify_options options = with_key(&hall);
    close_store(&hall);
    hall_sql(hall.path, "UPDATE event SET reason = 9 WHERE seq = 20");
    make_anew(&hall, false);
    struct verified verified = verify(&hall);
    check_only(&verified, FINDING_SEAL, "are not those that were sealed for 2024-10-04");
    assert_true(verified.result.replayed);
    /* The heads of the seals too: the chain holds, the key does not. */
    make_anew(&hall, true);
    assert_int_equal(verify(&hall).result.findings, 0);
    verified = verify_with(options);
    check_only(&verified, FINDING_KEY, "the seal of 2024-10-04 was not made with the auditor's key");
    assert_int_equal(verified.result.findings, 2);
    /* Or a head that was told outside. */
    verified = verify_with((struct verify_options){.path = hall.path, .heads = &head, .head_count = 1});
    check_only(&verified, FINDING_OTHER, "is not the one that was told outside");
    hall_done(&hall);
}

static void test_made_up_rows_end_the_replay_only(attr_unused void **state)
{
    static const char *const changes[] = {
            "UPDATE event SET kind = 9999 WHERE seq = 10",
            "UPDATE event SET ticket = 77 WHERE seq = 10",
            "UPDATE event SET service = 2000000000 WHERE seq = 10",
            "UPDATE event SET operator_id = -5 WHERE seq = 10",
            "UPDATE event SET at_ms = 1 WHERE seq = 10",
            "UPDATE event SET kind = 22, ticket = 1, step = 0 WHERE seq = 10", /* enters a queue twice */
            "UPDATE event SET kind = 92, ticket = 0, value_0 = 2000000000 WHERE seq = 10",
            "UPDATE event SET kind = 92, ticket = 0, value_0 = 0 WHERE seq = 10",
    };
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        struct hall hall;
        make_store(&hall);
        close_store(&hall);
        hall_sql(hall.path, changes[i]);
        make_anew(&hall, true);
        struct verified verified = verify(&hall);
        if (verified.kinds[FINDING_RULES] != 1)
            fail_msg("%s\nfound\n%s", changes[i], verified.all);
        assert_non_null(strstr(verified.all, "row 10 cannot have come from the rules"));
        hall_done(&hall);
    }
}

static void test_yesterdays_file_put_back(attr_unused void **state)
{
    struct hall hall;
    char command[128];
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    hall_restart(&hall);
    store_close(hall.store);
    snprintf(command, sizeof(command), "cp %s %s/yesterday", hall.path, hall.folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(hall_open(&hall, CENTRE), 0);
    hall_day(&hall, DAY_ONE + 1);
    struct store_head head = store_head(hall.store);
    close_store(&hall);
    snprintf(command, sizeof(command), "mv %s/yesterday %s", hall.folder, hall.path);
    assert_int_equal(system(command), 0);
    assert_int_equal(verify(&hall).result.findings, 0); /* it is whole in itself */
    struct verified verified = verify_with((struct verify_options){.path = hall.path, .heads = &head, .head_count = 1});
    check_only(&verified, FINDING_OLDER, "an older file was put back");
    hall_done(&hall);
}

/* --- what is derived --- */

static void test_derived_tables(attr_unused void **state)
{
    tamper("UPDATE step SET service_ms = 1 WHERE seq = (SELECT min(seq) FROM step)", FINDING_STEP,
           "says service_ms 1,");
    tamper("DELETE FROM step WHERE seq = (SELECT min(seq) FROM step)", FINDING_STEP, "is missing");
    tamper("UPDATE step SET seq = 1 WHERE seq = (SELECT max(seq) FROM step)", FINDING_STEP, "belongs to no final step");
    tamper("UPDATE day_figure SET value = 5 WHERE name = 'visits.served'", FINDING_FIGURES,
           "says visits.served 5, the ledger 3");
    tamper("DELETE FROM day_figure WHERE name = 'people'", FINDING_FIGURES, "says people 0, the ledger 6");
    tamper("DELETE FROM day WHERE last_seq = (SELECT max(last_seq) FROM day)", FINDING_SEAL, "and has no seal");
    tamper("UPDATE day SET day = 2000000000 WHERE first_seq = 1", FINDING_SEAL, "sealed for day 2000000000");
    tamper("UPDATE day SET first_seq = 2 WHERE first_seq = 1", FINDING_SEAL, "are not those that were sealed");
    tamper("UPDATE name SET key = 'pension' WHERE id = 2", FINDING_NAME, "the name pension, the 2th given");
    tamper("DELETE FROM name WHERE id = 2", FINDING_NAME, "2 names were sealed, there are 1");
    tamper("UPDATE text SET body = 'else' WHERE id = 1", FINDING_TEXT, "is not the one that was written");
    tamper("DELETE FROM text WHERE id = 1", FINDING_TEXT, "is missing");
    tamper("INSERT INTO text VALUES (77, 5, NULL, NULL)", FINDING_TEXT, "the text 77 belongs to no row");
}

static void test_wrong_key_is_told(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    struct verify_options options = with_key(&hall);
    options.first_key.bytes[0] ^= 1;
    struct verified verified = verify_with(options);
    check_only(&verified, FINDING_KEY, "was not made with the auditor's key");
    hall_done(&hall);
}

/* The key on the machine has moved on: it seals no day that is over. */
static void test_stolen_key_forges_no_yesterday(attr_unused void **state)
{
    struct hall hall;
    make_store(&hall);
    char path[80], hex[LEDGER_HEX_SIZE];
    snprintf(path, sizeof(path), "%s-key", hall.path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "novbe seal key 1\nchain 1\nstep 2\nkey %64s", hex), 1);
    fclose(file);
    struct verify_options options = with_key(&hall);
    struct ledger_key key = options.first_key, stolen;
    assert_int_equal(ledger_from_hex(hex, stolen.bytes), 0);
    for (int i = 0; i < 2; i++) {
        assert_memory_not_equal(key.bytes, stolen.bytes, sizeof(key.bytes));
        ledger_key_advance(&key);
    }
    assert_memory_equal(key.bytes, stolen.bytes, sizeof(key.bytes)); /* and the auditor can make it */
    hall_done(&hall);
}

static void test_no_file_and_no_store(attr_unused void **state)
{
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    struct verify_options options = {.path = "/tmp/novbe-no-such-store", .found = note};
    assert_int_equal(store_verify(&options, &result, error), -ENOENT);
    options.path = "/etc/passwd";
    assert_int_equal(store_verify(&options, &result, error), -EBADMSG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_untouched_store_is_whole),
            cmocka_unit_test(test_forgotten_text_is_no_finding),
            cmocka_unit_test(test_days_below_a_seal_may_be_deleted),
            cmocka_unit_test(test_edited_row),
            cmocka_unit_test(test_every_column_is_watched),
            cmocka_unit_test(test_deleted_rows),
            cmocka_unit_test(test_deleted_and_renumbered),
            cmocka_unit_test(test_reordered_rows),
            cmocka_unit_test(test_cut_tail),
            cmocka_unit_test(test_chain_made_anew_is_found_by_the_seals),
            cmocka_unit_test(test_made_up_rows_end_the_replay_only),
            cmocka_unit_test(test_yesterdays_file_put_back),
            cmocka_unit_test(test_derived_tables),
            cmocka_unit_test(test_wrong_key_is_told),
            cmocka_unit_test(test_stolen_key_forges_no_yesterday),
            cmocka_unit_test(test_no_file_and_no_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
