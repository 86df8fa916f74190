/* SPDX-License-Identifier: MIT
 *
 * What of each table is proved: its rows edited, deleted, put in, put at another's place, cut. What the ledger or a
 * seal covers is found and named; what nothing covers is told here as such, so that nobody believes more: a change of
 * it has no finding.
 */
#include "daemon/store_verify.h"

#include "tests/daemon/store_help.h"

struct verified {
    int64_t kinds[FINDING_KINDS];
    char all[8192];
};

static void note(const struct finding *finding, void *data)
{
    struct verified *verified = data;
    size_t length = strlen(verified->all);
    verified->kinds[finding->kind]++;
    snprintf(verified->all + length, sizeof(verified->all) - length, "%s: %s\n", finding_words[finding->kind],
             finding->text);
}

/* Two days closed, a third begun; something in every table. */
static void make_store(struct hall *hall, struct ledger_key *ret_key)
{
    hall_init(hall);
    store_intern(hall->store, NAME_SERVICE, "passport");
    store_intern(hall->store, NAME_SERVICE, "visa");
    hall_day(hall, DAY_ONE);
    for (int table = 0; table < STORE_TABLES; table++) {
        for (int i = 0; i < 3 && table != TABLE_RETURN_CODE; i++) /* that one the facts write */
            store_add_row(hall->store, &(struct store_row){.table = (enum store_table)table,
                                                           .at_ms = hall->world.now_ms,
                                                           .value = {DAY_ONE + 1, i, 3, 4},
                                                           .text = "text"});
    }
    const struct store_request requests[] = {{.user = 1, .method = 1, .id = "a"}, {.user = 1, .method = 1, .id = "b"}};
    for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
        store_add_request(hall->store, &requests[i], hall->world.now_ms, "yes", 3);
    hall_day(hall, DAY_ONE + 1);
    hall_roll(hall);
    hall_morning(hall, DAY_ONE + 2);
    assert_int_equal(ledger_from_hex(hall->news.first_key, ret_key->bytes), 0);
    store_close(hall->store);
    hall->store = NULL;
}

enum { NOTHING = FINDING_KINDS };

/* What somebody does with the file, and what is found: that kind, for FINDING_KEY with the auditor's key, else without.
 */
static const struct {
    const char *sql;
    int found;
} changes[] = {
        /* --- the ledger: every row is chained --- */
        {"UPDATE event SET counter = 7 WHERE seq = 12", FINDING_EDITED},
        {"DELETE FROM event WHERE seq = 12", FINDING_DELETED},
        {"INSERT INTO event SELECT max(seq) + 1, at_ms, 14, day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL,"
         " hash FROM event",
         FINDING_EDITED},
        {"UPDATE event SET seq = 0 WHERE seq = 14; UPDATE event SET seq = 14 WHERE seq = 15;"
         "UPDATE event SET seq = 15 WHERE seq = 0",
         FINDING_REORDERED},
        {"DELETE FROM event WHERE seq > (SELECT max(last_seq) - 3 FROM day)", FINDING_CUT},
        /* --- what is derived from it: replayed and compared --- */
        {"UPDATE step SET counter = counter + 1 WHERE seq = (SELECT min(seq) FROM step)", FINDING_STEP},
        {"DELETE FROM step WHERE seq = (SELECT max(seq) FROM step)", FINDING_STEP},
        {"UPDATE step SET seq = 2 WHERE seq = (SELECT max(seq) FROM step)", FINDING_STEP},
        {"UPDATE day_figure SET value = value + 1 WHERE name = 'steps'", FINDING_FIGURES},
        {"DELETE FROM day_figure WHERE name = 'visits'", FINDING_FIGURES},
        {"UPDATE return_code SET code = code + 1", FINDING_RETURN},
        {"DELETE FROM return_code", FINDING_RETURN},
        /* --- roll-ups: computed again, and beside one another --- */
        {"UPDATE rollup_day SET bytes = x'00' WHERE number = 2", FINDING_ROLLUP},
        {"UPDATE rollup_day SET bytes = x'' WHERE number = 2", FINDING_ROLLUP},
        {"UPDATE rollup_day SET day = day + 1 WHERE number < 10", FINDING_ROLLUP},
        {"UPDATE rollup_day SET tally_by = 20 WHERE number = 2", FINDING_ROLLUP},
        {"DELETE FROM rollup_day WHERE number = 2", FINDING_ROLLUP},
        {"DELETE FROM rollup_day WHERE number < 10", FINDING_ROLLUP},
        {"DELETE FROM rollup_day WHERE number >= 10", FINDING_ROLLUP},
        {"DELETE FROM rollup_day", FINDING_ROLLUP},
        {"INSERT INTO rollup_day SELECT number + 100, last_seq + 1, day, tally_by, bytes FROM rollup_day",
         FINDING_ROLLUP},
        {"UPDATE rollup SET bytes = x'00' WHERE level = 2 AND tally_by = 1", FINDING_ROLLUP},
        {"UPDATE rollup SET first_day = first_day + 40 WHERE level = 2", FINDING_ROLLUP},
        {"DELETE FROM rollup WHERE level = 3 AND tally_by = 4", FINDING_ROLLUP},
        {"DELETE FROM rollup", FINDING_ROLLUP},
        {"UPDATE meta SET value = 9 WHERE key = 'rolled'", FINDING_ROLLUP},
        {"UPDATE meta SET value = 0 WHERE key = 'rolled'", FINDING_ROLLUP},
        /* They are made again. */
        {"DELETE FROM rollup; DELETE FROM rollup_day; UPDATE meta SET value = 0 WHERE key = 'rolled'", NOTHING},
        /* --- texts: by their salted hash in the ledger --- */
        {"UPDATE text SET body = 'else' WHERE id = 1", FINDING_TEXT},
        {"UPDATE text SET salt = zeroblob(16) WHERE id = 1", FINDING_TEXT},
        {"DELETE FROM text WHERE id = 1", FINDING_TEXT},
        {"INSERT INTO text VALUES (99, 5, NULL, NULL)", FINDING_TEXT},
        {"UPDATE text SET seq = seq - 1 WHERE id = 1", FINDING_TEXT},
        {"UPDATE text SET id = 0 WHERE id = 1; UPDATE text SET id = 1 WHERE id = 2; UPDATE text SET id = 2 WHERE id = "
         "0",
         FINDING_TEXT},
        {"UPDATE text SET salt = NULL, body = NULL", NOTHING}, /* it may be forgotten, by whomever */
        /* --- names: a chain of their own, sealed each day --- */
        {"UPDATE name SET key = 'pension' WHERE number = 1", FINDING_NAME},
        {"DELETE FROM name WHERE number = 2", FINDING_NAME},
        {"UPDATE name SET number = 0 WHERE number = 1; UPDATE name SET number = 1 WHERE number = 2;"
         "UPDATE name SET number = 2 WHERE number = 0",
         FINDING_NAME},
        {"INSERT INTO name VALUES (3, 1, 3, 'moon', zeroblob(32))", FINDING_NAME},
        /* --- seals: against the ledger, and by the auditor's key --- */
        {"DELETE FROM day WHERE last_seq = (SELECT max(last_seq) FROM day)", FINDING_SEAL},
        {"UPDATE day SET day = day + 1", FINDING_SEAL},
        {"UPDATE day SET first_seq = first_seq + 1", FINDING_SEAL},
        {"UPDATE day SET events = events - 1", FINDING_SEAL},
        {"UPDATE day SET head = zeroblob(32)", FINDING_SEAL},
        {"UPDATE day SET names_head = zeroblob(32)", FINDING_NAME},
        {"UPDATE day SET names = names + 1", FINDING_NAME},
        {"UPDATE day SET names = names - 1", FINDING_NAME},
        {"UPDATE day SET mac = zeroblob(32)", FINDING_KEY},
        {"UPDATE day SET step = step + 1", FINDING_KEY},
        {"UPDATE day SET mac = zeroblob(32)", NOTHING}, /* without the key a seal says nothing */
        /* --- what the centre is, and from where on rows are kept --- */
        {"UPDATE meta SET value = 'asan-2' WHERE key = 'centre'", FINDING_EDITED},
        {"UPDATE meta SET value = 5 WHERE key = 'kept_from'", FINDING_DELETED},
        /* --- answers given: only that the ledger reaches as far --- */
        {"UPDATE request SET seq = 99999 WHERE number = 1", FINDING_CUT},
        {"UPDATE request SET answer = 'no'", NOTHING},
        {"UPDATE request SET id = 'c' WHERE number = 1", NOTHING},
        {"DELETE FROM request", NOTHING},
        /* --- facts that outlive a day, and prints: nothing covers them --- */
        {"UPDATE print SET state = state + 1", NOTHING},
        {"DELETE FROM print", NOTHING},
        {"UPDATE booking SET slot_ms = slot_ms + 1", NOTHING},
        {"DELETE FROM booking WHERE number = 2", NOTHING},
        {"UPDATE closure SET until_ms = 0", NOTHING},
        {"DELETE FROM closure", NOTHING},
        {"UPDATE rota SET counter = counter + 1", NOTHING},
        {"DELETE FROM rota", NOTHING},
        {"UPDATE operator SET text = 'another PIN'", NOTHING},
        {"DELETE FROM operator", NOTHING},
        {"UPDATE health SET good = 1", NOTHING},
        {"DELETE FROM health", NOTHING},
        {"UPDATE kiosk SET closed = 1", NOTHING},
        {"DELETE FROM kiosk", NOTHING},
        {"UPDATE roll SET used_mm = 0", NOTHING},
        {"DELETE FROM roll", NOTHING},
        {"UPDATE kiosk_use SET tickets = 0", NOTHING},
        {"DELETE FROM kiosk_use", NOTHING},
        {"UPDATE of_day SET day = day + 1", NOTHING}, /* where rows of a day are looked for */
        /* --- guards of the file --- */
        {"DROP TRIGGER event_stays", NOTHING},
        {"DROP INDEX event_number", NOTHING},
};

static void check_change(const struct hall *hall, const char *sql, int expected, const struct verify_options *options)
{
    struct verified verified = {0};
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    struct verify_options asked = *options;
    asked.path = hall->path;
    asked.found = note;
    asked.data = &verified;
    if (store_verify(&asked, &result, error) < 0)
        fail_msg("%s: %s", sql, error);
    if (expected == NOTHING ? result.findings != 0 : verified.kinds[expected] == 0)
        fail_msg("%s\nshould have %s, found\n%s", sql,
                 expected == NOTHING ? "no finding (tell README what is proved now)" : finding_words[expected],
                 verified.all);
}

static void copy(const struct hall *hall, const char *from, const char *to)
{
    char command[160];
    snprintf(command, sizeof(command), "cp %s/%s %s/%s", hall->folder, from, hall->folder, to);
    assert_int_equal(system(command), 0);
}

static void test_every_table(attr_unused void **state)
{
    struct hall hall;
    struct ledger_key key;
    make_store(&hall, &key);
    const struct verify_options without = {0}, with = {.has_key = true, .key_chain = 1, .first_key = key};
    check_change(&hall, "nothing", NOTHING, &with);
    copy(&hall, "store", "kept");
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        hall_sql(hall.path, changes[i].sql);
        check_change(&hall, changes[i].sql, changes[i].found, changes[i].found == FINDING_KEY ? &with : &without);
        copy(&hall, "kept", "store");
    }
    hall_done(&hall);
}

/* No table is left out of the list above. */
static void test_no_table_is_forgotten(attr_unused void **state)
{
    struct hall hall;
    sqlite3 *handle = NULL;
    sqlite3_stmt *names;
    hall_init(&hall);
    assert_int_equal(sqlite3_open(hall.path, &handle), SQLITE_OK);
    assert_int_equal(
            sqlite3_prepare_v2(handle, "SELECT name FROM sqlite_master WHERE type = 'table'", -1, &names, NULL),
            SQLITE_OK);
    while (sqlite3_step(names) == SQLITE_ROW) {
        char word[64];
        bool found = false;
        snprintf(word, sizeof(word), "%s SET ", (const char *)sqlite3_column_text(names, 0));
        for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
            found = found || strstr(changes[i].sql, word);
        if (!found)
            fail_msg("nothing is told of the table %s", (const char *)sqlite3_column_text(names, 0));
    }
    sqlite3_finalize(names);
    sqlite3_close(handle);
    hall_done(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_table),
                                       cmocka_unit_test(test_no_table_is_forgotten)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
