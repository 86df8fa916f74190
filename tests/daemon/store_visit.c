/* SPDX-License-Identifier: MIT
 *
 * What the store keeps of a visit and for how long: notes up to day close, return codes over the days; of one that was
 * adopted what another machine had begun; and that a verify finds what was done to the table of codes.
 */
#include <errno.h>

#include "tests/daemon/store_help.h"

#include "daemon/store_verify.h"
#include "tests/daemon/store_shim.h"

/* --- what a verify says --- */

struct found {
    int count;
    enum finding_kind kind; /* of the last */
    char text[FINDING_TEXT_SIZE];
};

static void on_found(const struct finding *finding, void *data)
{
    struct found *found = data;
    found->count++;
    found->kind = finding->kind;
    memcpy(found->text, finding->text, sizeof(found->text));
}

static struct found verify(struct hall *hall)
{
    struct found found = {0};
    struct verify_result result;
    struct verify_options options = {.path = hall->path, .found = on_found, .data = &found};
    assert_int_equal(store_verify(&options, &result, hall->error), 0);
    assert_true(result.replayed);
    return found;
}

static void check_whole(struct hall *hall)
{
    struct found found = verify(hall);
    if (found.count)
        fail_msg("%s", found.text);
}

static void check_found(struct hall *hall, const char *text)
{
    struct found found = verify(hall);
    assert_in_range(found.count, 1, 2); /* a row of the same moment may stand for one that is gone */
    assert_int_equal(found.kind, FINDING_RETURN);
    if (!strstr(found.text, text))
        fail_msg("expected to read: %s\nfound: %s", text, found.text);
}

/* --- notes --- */

static int32_t note(struct hall *hall, int32_t ticket, const char *text)
{
    int32_t id = hall_text(hall, text);
    hall_must(hall, .kind = COMMAND_NOTE, .ticket = ticket, .note = id);
    return id;
}

static bool has_text(struct hall *hall, int32_t id, const char *text)
{
    struct buffer body = {0};
    int r = store_find_text(hall->store, id, &body);
    bool same = r == 0 && body.length == strlen(text) && memcmp(buffer_bytes(&body), text, body.length) == 0;
    assert_true(r == 0 || r == -ENOENT);
    buffer_done(&body);
    return same;
}

/* Is it anywhere in the file, in what SQLite no longer uses too? */
static bool is_in_file(const struct hall *hall, const char *text)
{
    static char bytes[1 << 20];
    FILE *file = fopen(hall->path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    assert_true(size > 0 && size < sizeof(bytes));
    fclose(file);
    return memmem(bytes, size, text, strlen(text));
}

static void carry(struct hall *hall)
{
    while (store_wal_pages(hall->store) > 0)
        store_checkpoint(hall->store, true);
}

static void test_notes_are_erased_at_day_close(attr_unused void **state)
{
    static const char words[] =
            "waits for his sister, who is to come at noon and has all papers of the family with her",
                      part[] = "waits for his sister", other[] = "roll 17";
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_issue(&hall, 1);
    int32_t first = note(&hall, 1, words);
    assert_true(has_text(&hall, first, words)); /* in its own turn already */
    hall_commit(&hall);
    carry(&hall);
    assert_true(has_text(&hall, first, words) && is_in_file(&hall, part));
    hall_must(&hall, .kind = COMMAND_ENTER_BY_HAND, .services = {1}, .class = CLASS_REGULAR, .party = 1,
              .from_ms = hall.world.now_ms - HOUR, .until_ms = hall.world.now_ms, .text = hall_text(&hall, other));
    int32_t by_hand = hall.world.log.items[hall.world.log.count - 1].text;
    int32_t last = note(&hall, 1, "of the last turn");
    hall_close_day(&hall);
    carry(&hall);
    assert_true(!has_text(&hall, first, words) && !has_text(&hall, last, "of the last turn"));
    assert_true(has_text(&hall, by_hand, other)); /* says something of the paper, and nothing of people */
    assert_false(is_in_file(&hall, part));
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM text WHERE salt IS NULL AND body IS NULL"), 2);
    check_whole(&hall);
    hall_open_day(&hall, DAY_ONE + 1);
    hall_issue(&hall, 1);
    int32_t today = note(&hall, 1, "of today");
    hall_commit(&hall);
    hall_restart(&hall);
    assert_true(has_text(&hall, today, "of today") && has_text(&hall, by_hand, other));
    hall_close_day(&hall);
    assert_false(has_text(&hall, today, "of today"));
    check_whole(&hall);
    hall_done(&hall);
}

/* The day is not closed, so nothing is forgotten. */
static void test_a_close_that_fails_erases_nothing(attr_unused void **state)
{
    struct hall hall;
    struct shim shim;
    shim_start(&shim);
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_issue(&hall, 1);
    int32_t id = note(&hall, 1, "kept");
    hall_commit(&hall);
    while (engine_day(hall.world.engine))
        hall_must(&hall, .kind = COMMAND_CLOSE_DAY, .limit = 50);
    shim.calls = SHIM_SYNC, shim.code = SQLITE_IOERR_FSYNC, shim.left = 0;
    assert_true(store_commit(hall.store) < 0);
    shim.left = -1;
    assert_true(has_text(&hall, id, "kept"));
    hall_restart(&hall);
    assert_true(has_text(&hall, id, "kept"));
    hall_done(&hall);
    shim_end(&shim);
}

/* --- return codes --- */

/* Two were never called; on the next day one comes back, is void, and comes back again. */
static void make_codes(struct hall *hall)
{
    hall_init(hall);
    hall_open_day(hall, DAY_ONE);
    hall_issue(hall, 1);
    hall_wait(hall, HOUR);
    hall_issue(hall, 2);
    hall_close_day(hall);
    hall_open_day(hall, DAY_ONE + 1);
    for (int i = 0; i < 2; i++) {
        hall_must(hall, .kind = COMMAND_ISSUE, .services = {1}, .class = CLASS_REGULAR, .language = 1, .party = 1,
                  .channel = CHANNEL_KIOSK, .with = hall->world.given[0]);
        if (i == 0)
            hall_must(hall, .kind = COMMAND_VOID, .ticket = 1, .reason = REASON_ANY);
        hall_wait(hall, MINUTE);
    }
    hall_commit(hall);
}

struct rows {
    size_t count;
    struct store_row items[8];
};

static int keep_row(const struct store_row *row, void *data)
{
    struct rows *rows = data;
    assert_in_range(rows->count, 0, ARRAY_SIZE(rows->items) - 1);
    rows->items[rows->count++] = *row;
    return 0;
}

static void test_codes_are_rows_of_the_same_commit(attr_unused void **state)
{
    struct hall hall;
    struct rows rows = {0};
    make_codes(&hall);
    assert_int_equal(store_read_rows(store_database(hall.store), TABLE_RETURN_CODE, 1, keep_row, &rows), 0);
    assert_int_equal(rows.count, 5);
    const int64_t *given = rows.items[0].value;
    assert_true(given[RETURN_CODE_DAY] == DAY_ONE && given[RETURN_CODE_TICKET] == 1 &&
                given[RETURN_CODE_SERVICE] == 1 && given[RETURN_CODE_NUMBER] == 1 &&
                given[RETURN_CODE_WAITED] == HOUR && given[RETURN_CODE_UNTIL] == DAY_ONE + 14 &&
                given[RETURN_CODE_CODE] == world_codes()[0] && given[RETURN_CODE_USED] == 0);
    static const int32_t used[] = {DAY_ONE + 1, 0, DAY_ONE + 1};
    for (size_t i = 0; i < ARRAY_SIZE(used); i++) {
        const int64_t *changed = rows.items[2 + i].value;
        assert_true(changed[RETURN_CODE_DAY] == DAY_ONE && changed[RETURN_CODE_TICKET] == 1 &&
                    changed[RETURN_CODE_CODE] == 0 && changed[RETURN_CODE_USED] == used[i]);
    }
    check_whole(&hall);
    hall_close_day(&hall);
    check_whole(&hall);
    hall_done(&hall);
}

static void test_what_was_done_to_the_table_is_found(attr_unused void **state)
{
    static const struct {
        const char *sql, *text;
    } changes[] = {
            {"UPDATE return_code SET until_day = until_day + 30 WHERE number = 2", "says otherwise"},
            {"UPDATE return_code SET used = 0 WHERE number = 5", "says otherwise"},
            {"UPDATE return_code SET code = code + 1 WHERE number = 1", "says otherwise"},
            {"DELETE FROM return_code WHERE number = 3", "or nothing"},
            {"DELETE FROM return_code WHERE number = 5", "or nothing"},
            {"INSERT INTO return_code SELECT 6, at_ms, day, 9, prefix, ticket_number, check_code, service, class,"
             " waited_ms, until_day, 4711, 0, NULL FROM return_code WHERE number = 1",
             "row 6 of the table return_code belongs to no fact"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        struct hall hall;
        make_codes(&hall);
        hall_sql(hall.path, changes[i].sql);
        check_found(&hall, changes[i].text);
        hall_done(&hall);
    }
}

/* No engine knows more than its day: what a daemon let pass that it should not have, the ledger shows. */
static void come_back(struct hall *hall, struct command_return with)
{
    hall_open_day(hall, with.until_day);
    hall_must(hall, .kind = COMMAND_ISSUE, .services = {with.service}, .class = CLASS_REGULAR, .language = 1,
              .party = 1, .channel = CHANNEL_KIOSK, .with = with);
    hall_commit(hall);
}

static void test_what_the_ledger_should_not_say_is_found(attr_unused void **state)
{
    static const struct {
        int32_t ticket, service, days;
        const char *text;
    } wrong[] = {{1, 1, 0, "by a return code that does not count there"},  /* a second time */
                 {2, 1, 0, "by a return code that does not count there"},  /* of another service */
                 {2, 2, 20, "by a return code that does not count there"}, /* too late */
                 {7, 1, 0, "by a return code that nobody got"}};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct hall hall;
        make_codes(&hall);
        struct command_return with = {.day = DAY_ONE,
                                      .ticket = wrong[i].ticket,
                                      .service = wrong[i].service,
                                      .until_day = DAY_ONE + 14 + wrong[i].days};
        hall_close_day(&hall);
        come_back(&hall, with);
        check_found(&hall, wrong[i].text);
        hall_done(&hall);
    }
    struct hall hall;
    make_codes(&hall);
    struct command_return with = hall.world.given[1];
    hall_close_day(&hall);
    come_back(&hall, with); /* as it should be */
    check_whole(&hall);
    hall_done(&hall);
}

/* --- adopted --- */

static void test_who_is_adopted_is_told_apart(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_issue(&hall, 1);
    int64_t copied_ms = hall.world.now_ms;
    hall_wait(&hall, HOUR);
    hall_must(&hall, .kind = COMMAND_BEGIN_EPOCH, .quantity = 1, .from_ms = copied_ms);
    for (int32_t number = 3; number > 1; number--)
        hall_must(&hall, .kind = COMMAND_ADOPT, .prefix = prefix_of("B"), .number = number, .services = {1},
                  .class = CLASS_REGULAR, .language = 1, .party = 1,
                  .from_ms = number == 3 ? copied_ms + 10 * MINUTE : 0);
    hall_commit(&hall);
    hall_restart(&hall);
    assert_true(world_replays(&hall.world));
    assert_int_equal(engine_figures(hall.world.engine).adopted, 2);
    hall_close_day(&hall);
    check_whole(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM day_figure WHERE name = 'adopted'"), 2);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM day_figure WHERE name = 'visits'"), 3);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM step WHERE channel = 6"), 2);
    assert_int_equal(hall_sql(hall.path, "SELECT issued_ms FROM step WHERE number = 3"), copied_ms + 10 * MINUTE);
    assert_int_equal(hall_sql(hall.path, "SELECT issued_ms FROM step WHERE number = 2"), copied_ms);
    assert_int_equal(hall_sql(hall.path, "SELECT waited_ms FROM step WHERE number = 3"), 50 * MINUTE - 2);
    assert_int_equal(hall_sql(hall.path, "SELECT marks FROM step WHERE number = 3"), 0);
    assert_int_equal(hall_sql(hall.path, "SELECT marks FROM step WHERE number = 2"), MARK_INACCURATE);
    hall_sql(hall.path, "UPDATE day_figure SET value = 1 WHERE name = 'adopted'");
    struct found found = verify(&hall);
    assert_non_null(strstr(found.text, "adopted 1, the ledger 2"));
    hall_done(&hall);
}

/* --- retention --- */

static int64_t rows_of(struct hall *hall, int32_t ticket)
{
    _cleanup_free_ char *sql =
            mem_printf("SELECT count(*) FROM return_code WHERE day = %d AND ticket = %d", DAY_ONE, (int)ticket);
    return hall_sql(hall->path, sql);
}

static void retain(struct hall *hall, int32_t from_day)
{
    for (bool more = true; more;) {
        const struct store_retention retention = {.from_day = from_day, .limit = 3};
        assert_int_equal(store_retain(hall->store, &retention, &more), 0);
        check_whole(hall);
    }
}

/* The day on which they were given is gone, those on which they are used are kept. */
static void test_codes_stay_as_long_as_they_count(attr_unused void **state)
{
    struct hall hall;
    make_codes(&hall);
    hall_close_day(&hall);
    retain(&hall, DAY_ONE + 1);
    assert_true(rows_of(&hall, 1) == 4 && rows_of(&hall, 2) == 1);
    assert_true(hall_sql(hall.path, "SELECT min(day) > (SELECT min(day) FROM return_code) FROM event WHERE day > 0"));
    come_back(&hall, hall.world.given[1]); /* on its last day */
    check_whole(&hall);
    hall_close_day(&hall);
    hall_day(&hall, DAY_ONE + 15);
    retain(&hall, DAY_ONE + 14);
    assert_true(rows_of(&hall, 1) == 4 && rows_of(&hall, 2) == 2);
    hall_done(&hall);
}

static void test_codes_past_use_go(attr_unused void **state)
{
    struct hall hall;
    make_codes(&hall);
    hall_close_day(&hall);
    hall_day(&hall, DAY_ONE + 15);
    int64_t later = hall_sql(hall.path, "SELECT count(*) FROM return_code") - 5;
    assert_true(later > 0);
    retain(&hall, DAY_ONE + 15);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM return_code"), later);
    hall_done(&hall);
}

/* --- rows by time --- */

static int64_t place_of(struct hall *hall, int64_t at_ms)
{
    int64_t number = -1;
    assert_int_equal(store_find_row(store_database(hall->store), TABLE_PRINT, at_ms, &number), 0);
    return number;
}

static void test_rows_are_found_by_their_time(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_int_equal(place_of(&hall, 5), 1);
    for (int64_t i = 1; i <= 100; i++)
        store_add_row(hall.store, &(struct store_row){.table = TABLE_PRINT, .at_ms = i / 4 * 10});
    hall_commit(&hall);
    for (int64_t at_ms = -3; at_ms < 260; at_ms++) {
        int64_t expected = 1;
        while (expected <= 100 && expected / 4 * 10 < at_ms)
            expected++;
        assert_int_equal(place_of(&hall, at_ms), expected);
    }
    hall_sql(hall.path, "DELETE FROM print WHERE number BETWEEN 10 AND 30"); /* as retention may */
    assert_in_range(place_of(&hall, 70), 10, 31);
    assert_int_equal(place_of(&hall, 80), 32);
    hall_done(&hall);
}

/* --- a store of an earlier schema --- */

static void test_an_older_store_is_brought_up(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    store_close(hall.store);
    hall.store = NULL;
    hall_go_back_to_schema_2(hall.path);
    hall_restart(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM meta WHERE key = 'schema'"), store_schema());
    hall_day(&hall, DAY_ONE);
    assert_true(hall_sql(hall.path, "SELECT count(*) FROM return_code WHERE code > 0") > 0);
    assert_true(database_run(store_database(hall.store), "DELETE FROM return_code") < 0);
    check_whole(&hall);
    hall_done(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_notes_are_erased_at_day_close),
            cmocka_unit_test(test_a_close_that_fails_erases_nothing),
            cmocka_unit_test(test_codes_are_rows_of_the_same_commit),
            cmocka_unit_test(test_who_is_adopted_is_told_apart),
            cmocka_unit_test(test_codes_stay_as_long_as_they_count),
            cmocka_unit_test(test_codes_past_use_go),
            cmocka_unit_test(test_what_was_done_to_the_table_is_found),
            cmocka_unit_test(test_what_the_ledger_should_not_say_is_found),
            cmocka_unit_test(test_rows_are_found_by_their_time),
            cmocka_unit_test(test_an_older_store_is_brought_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
