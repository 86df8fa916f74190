/* SPDX-License-Identifier: MIT
 *
 * The store: what was committed is there after a restart, what failed has not happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/daemon/store_help.h"
#include "tests/daemon/store_shim.h"

/* --- round trip --- */

static void test_restart_knows_the_day(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    hall_morning(&hall, DAY_ONE + 1);
    struct store_head head = store_head(hall.store);
    assert_int_equal(head.seq, engine_seq(hall.world.engine));
    _cleanup_free_ char *before = world_describe(hall.world.engine);
    hall_restart(&hall);
    _cleanup_free_ char *after = world_describe(hall.world.engine);
    assert_string_equal(after, before);
    struct store_head again = store_head(hall.store);
    assert_memory_equal(&again, &head, sizeof(head));
    assert_false(hall.news.made);
    assert_int_equal(hall.news.key_chain, 0);
    hall_issue(&hall, 1); /* and it goes on */
    hall_close_day(&hall);
    hall_done(&hall);
}

static int compare_event(const struct event *event, void *data)
{
    const struct event **next = data;
    assert_memory_equal(event, *next, sizeof(*event));
    (*next)++;
    return 0;
}

static void test_every_event_comes_back(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    const struct event *next = hall.world.log.items;
    assert_int_equal(store_read_events(store_database(hall.store), 1, INT64_MAX, compare_event, &next), 0);
    assert_ptr_equal(next, hall.world.log.items + hall.world.log.count);
    hall_done(&hall);
}

static void test_day_is_sealed_as_it_closes(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_null(store_seal(hall.store));
    hall_day(&hall, DAY_ONE);
    const struct ledger_seal *seal = store_seal(hall.store);
    assert_int_equal(seal->day, DAY_ONE);
    assert_int_equal(seal->first_seq, 1);
    assert_int_equal(seal->last_seq, store_head(hall.store).seq);
    assert_int_equal(seal->figures.visits, 6);
    assert_int_equal(seal->figures.visits_ended[END_SERVED], 3);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM day_figure WHERE name = 'visits.served'"), 3);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM step"), seal->figures.steps);
    hall_day(&hall, DAY_ONE + 1);
    assert_int_equal(store_seal(hall.store)->first_seq, hall_sql(hall.path, "SELECT min(last_seq) + 1 FROM day"));
    hall_done(&hall);
}

static void test_steps_have_the_facts(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    const char *const facts[] = {
            "SELECT count(*) = 3 FROM step WHERE ending = 1 AND outcome = 1 AND service_ms = 300000",
            "SELECT count(*) = 1 FROM step WHERE ending = 5 AND service = 2",                 /* transferred */
            "SELECT count(*) = 1 FROM step WHERE ending = 2 AND recalls = 1 AND counter = 2", /* no-show */
            "SELECT count(*) = 2 FROM step WHERE ending = 6",                                 /* never called */
            "SELECT waited_ms = 60000 AND number = 1 FROM step WHERE ticket = 1",
            "SELECT count(DISTINCT seq) = (SELECT count(*) FROM event WHERE kind = 42) FROM step",
    };
    for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
        if (!hall_sql(hall.path, facts[i]))
            fail_msg("not so: %s", facts[i]);
    }
    hall_done(&hall);
}

static int keep_row(const struct store_row *row, void *data)
{
    struct store_row *kept = data;
    *kept = *row;
    kept->text = row->text ? mem_strdup(row->text) : NULL;
    return 7;
}

static void test_rows_that_are_no_events(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    for (int table = 0; table < STORE_TABLES; table++) {
        struct store_row row = {.table = (enum store_table)table, .at_ms = 5, .text = table % 2 ? "text" : NULL};
        for (int i = 0; i < 3; i++) /* as many as every table has */
            row.value[i] = 10 * table + i;
        store_add_row(hall.store, &row);
        hall_commit(&hall);
        struct store_row kept;
        assert_int_equal(store_read_rows(store_database(hall.store), row.table, 1, keep_row, &kept), 7);
        assert_int_equal(kept.number, 1);
        assert_int_equal(kept.at_ms, 5);
        assert_memory_equal(kept.value, row.value, sizeof(row.value));
        if (row.text)
            assert_string_equal(kept.text, row.text);
        else
            assert_null(kept.text);
        free((char *)kept.text);
        assert_int_equal(store_read_rows(store_database(hall.store), row.table, 2, keep_row, &kept), 0);
    }
    hall_done(&hall);
}

static void test_text_is_kept_beside_its_event(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_issue(&hall, 1);
    int32_t unused = hall_text(&hall, "of a command that was refused");
    int32_t id = hall_text(&hall, "came twice");
    hall_must(&hall, .kind = COMMAND_VOID, .ticket = 1, .reason = REASON_ANY, .text = id);
    hall_commit(&hall);
    struct buffer text = {0};
    assert_int_equal(store_read_text(store_database(hall.store), id, &text), 0);
    assert_int_equal(text.length, strlen("came twice"));
    assert_memory_equal(buffer_bytes(&text), "came twice", text.length);
    assert_int_equal(store_read_text(store_database(hall.store), unused, &text), -ENOENT);
    buffer_done(&text);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM text JOIN event ON text.seq = event.seq"
                                         " WHERE event.text = text.id AND length(text_hash) = 32"),
                     1);
    hall_done(&hall);
}

static void test_rows_refuse_to_change(attr_unused void **state)
{
    static const char *const tables[] = {"event",   "step", "name",        "day",  "day_figure", "print",  "booking",
                                         "closure", "rota", "return_code", "text", "operator",   "health", "kiosk_use"};
    struct hall hall;
    hall_init(&hall);
    store_intern(hall.store, NAME_SERVICE, "passport");
    for (int table = 0; table < STORE_TABLES; table++)
        store_add_row(hall.store, &(struct store_row){.table = (enum store_table)table});
    hall_day(&hall, DAY_ONE);
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        char sql[80];
        snprintf(sql, sizeof(sql), "UPDATE %s SET rowid = rowid", tables[i]);
        if (strcmp(tables[i], "day_figure") == 0)
            strcpy(sql, "UPDATE day_figure SET value = 1");
        assert_true(database_run(store_database(hall.store), sql) < 0);
        snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i]);
        assert_true(database_run(store_database(hall.store), sql) < 0);
    }
    assert_int_equal(database_run(store_database(hall.store), "UPDATE text SET salt = NULL, body = NULL"), 0);
    hall_done(&hall);
}

/* --- a turn is one transaction --- */

static void check_as_before(struct hall *hall, const struct store_head *head, int64_t changes)
{
    struct store_head now = store_head(hall->store);
    assert_memory_equal(&now, head, sizeof(now));
    assert_false(store_is_dirty(hall->store));
    assert_int_equal(hall_sql(hall->path, "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM step) +"
                                          " (SELECT count(*) FROM name) + (SELECT count(*) FROM text) +"
                                          " (SELECT count(*) FROM request) + (SELECT count(*) FROM print)"),
                     changes);
    assert_int_equal(store_find_name(hall->store, NAME_SERVICE, "new"), 0);
    struct buffer answer = {0};
    struct store_request request = {.user = 1, .method = 1, .id = "again"};
    assert_int_equal(store_find_request(hall->store, &request, &answer), REQUEST_NEW);
    buffer_done(&answer);
}

/* A turn with something of everything, at the end of a day. */
static void add_everything(struct hall *hall)
{
    while (engine_day(hall->world.engine))
        hall_must(hall, .kind = COMMAND_CLOSE_DAY, .limit = 50);
    store_intern(hall->store, NAME_SERVICE, "new");
    store_add_row(hall->store, &(struct store_row){.table = TABLE_PRINT});
    const struct store_request request = {.user = 1, .method = 1, .id = "again"};
    store_add_request(hall->store, &request, hall->world.now_ms, "yes", 3);
}

static void fail_once(int calls, int code, int expected)
{
    int left = 0;
    for (bool failed = true; failed; left++) {
        struct hall hall;
        struct shim shim;
        shim_start(&shim);
        hall_init(&hall);
        hall_morning(&hall, DAY_ONE);
        struct store_head head = store_head(hall.store);
        int64_t rows = hall_sql(hall.path, "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM step) +"
                                           " (SELECT count(*) FROM text)");
        add_everything(&hall);
        shim.calls = calls, shim.code = code, shim.left = left;
        int r = store_commit(hall.store);
        failed = shim.failed > 0;
        shim.left = -1;
        if (failed) {
            assert_int_equal(r, expected);
            check_as_before(&hall, &head, rows);
            hall_restart(&hall); /* as the daemon does: from the store, as at boot */
            add_everything(&hall);
            r = store_commit(hall.store);
        }
        assert_int_equal(r, 0);
        assert_int_equal(store_seal(hall.store)->day, DAY_ONE);
        assert_false(store_key_is_stale(hall.store));
        hall_done(&hall);
        shim_end(&shim);
    }
    assert_true(left > 1);
}

static void test_full_disk_changes_nothing(attr_unused void **state)
{
    fail_once(SHIM_WRITE, SQLITE_FULL, -ENOSPC);
}

static void test_failing_write_changes_nothing(attr_unused void **state)
{
    fail_once(SHIM_WRITE, SQLITE_IOERR_WRITE, -EIO);
}

static void test_failing_sync_changes_nothing(attr_unused void **state)
{
    fail_once(SHIM_SYNC, SQLITE_IOERR_FSYNC, -EIO);
}

/* Texts and requests of a turn that is dropped leave no gap. */
static void test_dropped_numbers_are_given_again(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    int32_t text = hall_text(&hall, "one");
    const struct store_request request = {.user = 1, .method = 1, .id = "again"};
    store_add_request(hall.store, &request, hall.world.now_ms, "yes", 3);
    store_drop(hall.store);
    assert_int_equal(hall_text(&hall, "two"), text);
    store_add_request(hall.store, &request, hall.world.now_ms, "no", 2);
    hall_commit(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT max(number) FROM request"), 1);
    hall_done(&hall);
}

static void test_same_number_twice_is_refused_whole(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_issue(&hall, 1);
    hall_commit(&hall);
    struct store_head head = store_head(hall.store);
    struct event twin = hall.world.log.items[hall.world.log.count - 1];
    for (size_t i = 0; i < hall.world.log.count; i++) {
        if (hall.world.log.items[i].kind == EVENT_ISSUED)
            twin = hall.world.log.items[i];
    }
    twin.seq = store_next_seq(hall.store);
    store_add_events(hall.store, hall.world.engine, &twin, 1);
    store_intern(hall.store, NAME_SERVICE, "new");
    assert_int_equal(store_commit(hall.store), -EEXIST);
    check_as_before(&hall, &head, head.seq);
    store_add_row(hall.store, &(struct store_row){.table = TABLE_PRINT}); /* the next turn is another transaction */
    hall_commit(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM print"), 1);
    hall_done(&hall);
}

/* The process dies between two system calls of a commit: what was told is there, nothing is half there. */
static void test_killed_process_leaves_whole_turns(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    hall_commit(&hall);
    store_close(hall.store);
    hall.store = NULL;
    int told[2];
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        hall_restart(&hall);
        for (int64_t i = 0;; i++) {
            hall_issue(&hall, 1 + (int32_t)i % 3);
            if (store_commit(hall.store) < 0 || write(told[1], &i, sizeof(i)) != sizeof(i))
                _exit(1);
        }
    }
    close(told[1]);
    int64_t last = -1;
    while (last < 50 && read(told[0], &last, sizeof(last)) == sizeof(last))
        ;
    kill(child, SIGKILL);
    while (read(told[0], &last, sizeof(last)) == sizeof(last))
        ;
    close(told[0]);
    waitpid(child, NULL, 0);
    hall_restart(&hall);
    assert_in_range(engine_tickets(hall.world.engine), last + 1, last + 2);
    hall_done(&hall);
}

/* --- requests --- */

static void check_request(struct hall *hall, const struct store_request *request, int expected, const char *answer)
{
    struct buffer found = {0};
    struct store_request asked = *request;
    assert_int_equal(store_find_request(hall->store, &asked, &found), expected);
    assert_int_equal(found.length, answer ? strlen(answer) : 0);
    if (answer)
        assert_memory_equal(buffer_bytes(&found), answer, found.length);
    buffer_done(&found);
}

static void test_same_request_twice(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    const struct store_request request = {.user = 1, .method = 2, .id = "a", .parameters = "{}", .parameters_size = 2};
    struct store_request other_parameters = request, other_user = request, other_method = request, other_id = request;
    other_parameters.parameters = "[]";
    other_user.user = 2;
    other_method.method = 3;
    other_id.id = "b";
    check_request(&hall, &request, REQUEST_NEW, NULL);
    store_add_request(hall.store, &request, hall.world.now_ms, "yes", 3);
    for (int round = 0; round < 3; round++) { /* in the same turn, after it, after a restart */
        check_request(&hall, &request, REQUEST_REPEATED, "yes");
        check_request(&hall, &other_parameters, REQUEST_REUSED, NULL);
        check_request(&hall, &other_user, REQUEST_NEW, NULL);
        check_request(&hall, &other_method, REQUEST_NEW, NULL);
        check_request(&hall, &other_id, REQUEST_NEW, NULL);
        if (round == 0)
            hall_commit(&hall);
        else
            hall_restart(&hall);
    }
    hall_done(&hall);
}

static void add_requests(struct hall *hall, int32_t user, int count)
{
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof(id), "id-%d", i);
        const struct store_request request = {.user = user, .method = 1, .id = id};
        store_add_request(hall->store, &request, hall->world.now_ms, id, strlen(id));
        if (i % 100 == 0)
            hall_commit(hall);
    }
    hall_commit(hall);
}

static void test_who_asks_much_forgets_only_his_own(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    store_close(hall.store);
    assert_int_equal(store_open(&(struct store_options){.path = hall.path, .centre = CENTRE, .user_requests = 1000},
                                &hall.store, &hall.news, hall.error),
                     0);
    add_requests(&hall, 2, 10);
    add_requests(&hall, 1, 2500);
    check_request(&hall, &(struct store_request){.user = 2, .method = 1, .id = "id-0"}, REQUEST_REPEATED, "id-0");
    check_request(&hall, &(struct store_request){.user = 1, .method = 1, .id = "id-1499"}, REQUEST_NEW, NULL);
    check_request(&hall, &(struct store_request){.user = 1, .method = 1, .id = "id-1500"}, REQUEST_REPEATED, "id-1500");
    check_request(&hall, &(struct store_request){.user = 1, .method = 1, .id = "id-2499"}, REQUEST_REPEATED, "id-2499");
    hall_done(&hall);
}

static void test_requests_are_remembered_for_a_day(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    const struct store_request old = {.user = 1, .method = 1, .id = "old"},
                               young = {.user = 1, .method = 1, .id = "new"};
    hall.world.now_ms = 100 * DAY_MS;
    store_add_request(hall.store, &old, hall.world.now_ms - DAY_MS - 1, "1", 1);
    store_add_request(hall.store, &young, hall.world.now_ms - DAY_MS, "2", 1);
    hall_commit(&hall);
    hall_restart(&hall);
    check_request(&hall, &old, REQUEST_NEW, NULL);
    check_request(&hall, &young, REQUEST_REPEATED, "2");
    hall_done(&hall);
}

static void test_requests_of_a_long_day_are_remembered(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_open_day(&hall, DAY_ONE);
    const struct store_request request = {.user = 1, .method = 1, .id = "morning"};
    store_add_request(hall.store, &request, hall.world.now_ms, "1", 1);
    hall_commit(&hall);
    hall.world.now_ms += 30 * HOUR;
    hall_restart(&hall);
    check_request(&hall, &request, REQUEST_REPEATED, "1");
    hall_done(&hall);
}

/* --- names --- */

static void test_names_are_for_ever(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    for (int i = 1; i <= 300; i++) {
        char key[16];
        snprintf(key, sizeof(key), "service-%d", i);
        assert_int_equal(store_intern(hall.store, NAME_SERVICE, key), i);
    }
    assert_int_equal(store_intern(hall.store, NAME_COUNTER, "service-7"), 1);
    hall_commit(&hall);
    hall_restart(&hall);
    assert_int_equal(store_names(hall.store, NAME_SERVICE), 300);
    assert_int_equal(store_intern(hall.store, NAME_SERVICE, "service-7"), 7);
    assert_string_equal(store_name(hall.store, NAME_SERVICE, 300), "service-300");
    assert_null(store_name(hall.store, NAME_SERVICE, 301));
    assert_int_equal(store_find_name(hall.store, NAME_COUNTER, "service-8"), 0);
    assert_int_equal(store_intern(hall.store, NAME_SERVICE, "dropped"), 301);
    store_drop(hall.store);
    assert_int_equal(store_find_name(hall.store, NAME_SERVICE, "dropped"), 0);
    assert_int_equal(store_intern(hall.store, NAME_SERVICE, "kept"), 301);
    assert_int_equal(store_find_name(hall.store, NAME_SERVICE, "dropped"), 0);
    for (int i = 1; i <= 300; i++)
        assert_int_equal(store_find_name(hall.store, NAME_SERVICE, store_name(hall.store, NAME_SERVICE, i)), i);
    hall_commit(&hall);
    hall_restart(&hall);
    assert_int_equal(store_find_name(hall.store, NAME_SERVICE, "kept"), 301);
    hall_done(&hall);
}

static void test_names_as_a_source(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    struct name_source names = store_name_source(hall.store);
    assert_int_equal(names.count(names.data, NAME_REASON), 0);
    assert_int_equal(names.find(names.data, NAME_REASON, "order"), 0);
    assert_int_equal(names.intern(names.data, NAME_REASON, "other"), 1);
    assert_int_equal(names.intern(names.data, NAME_REASON, "order"), 2);
    assert_int_equal(names.find(names.data, NAME_REASON, "order"), 2);
    assert_int_equal(names.count(names.data, NAME_REASON), 2);
    assert_string_equal(names.key(names.data, NAME_REASON, 2), "order");
    assert_null(names.key(names.data, NAME_REASON, 3));
    assert_int_equal(store_find_name(hall.store, NAME_REASON, "order"), 2);
    hall_done(&hall);
}

/* --- opening --- */

static void test_what_cannot_be_opened(attr_unused void **state)
{
    struct hall hall, other;
    hall_init(&hall);
    other = hall;
    assert_int_equal(hall_open(&other, CENTRE), -EBUSY);
    assert_non_null(strstr(other.error, "another daemon"));
    store_close(hall.store);
    hall.store = NULL;
    assert_int_equal(hall_open(&hall, "asan-2"), -EXDEV);
    assert_string_equal(strstr(hall.error, "belongs"), "belongs to the centre asan-1, not to asan-2");
    hall_sql(hall.path, "UPDATE meta SET value = 99 WHERE key = 'schema'");
    assert_int_equal(hall_open(&hall, CENTRE), -ENOTSUP);
    assert_non_null(strstr(hall.error, "newer novbe"));
    hall_sql(hall.path, "PRAGMA application_id = 7");
    assert_int_equal(hall_open(&hall, CENTRE), -EBADMSG);
    int fd = open(hall.path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, hall.error, sizeof(hall.error)), sizeof(hall.error));
    close(fd);
    assert_int_equal(hall_open(&hall, CENTRE), -EBADMSG);
    assert_non_null(strstr(hall.error, "no store of novbe"));
    unlink(hall.path);
    snprintf(hall.path, sizeof(hall.path), "%s/no/store", hall.folder);
    assert_int_equal(hall_open(&hall, CENTRE), -ENOENT);
    hall_done(&hall);
}

/* One of the schema before is brought to the newest, with all that is in it. */
static void test_schema_before_is_migrated(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    int64_t last = store_head(hall.store).seq;
    store_close(hall.store);
    hall.store = NULL;
    hall_go_back_to_schema_2(hall.path);
    hall_restart(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT value FROM meta WHERE key = 'schema'"), store_schema());
    assert_int_equal(store_head(hall.store).seq, last);
    store_add_row(hall.store, &(struct store_row){.table = TABLE_HEALTH, .at_ms = 5});
    hall_commit(&hall);
    assert_int_equal(hall_sql(hall.path, "SELECT count(*) FROM health"), 1);
    hall_done(&hall);
}

static void test_files_are_private(attr_unused void **state)
{
    static const char *const names[] = {"store", "store-key", "store-wal", "store-shm", "store-lock"};
    struct hall hall;
    hall_init(&hall);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char path[64];
        struct stat status;
        snprintf(path, sizeof(path), "%s/%s", hall.folder, names[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
    hall_done(&hall);
}

static void copy(struct hall *hall, const char *from, const char *to)
{
    char command[128];
    snprintf(command, sizeof(command), "cp %s/%s %s/%s", hall->folder, from, hall->folder, to);
    assert_int_equal(system(command), 0);
}

static void test_older_file_is_found_by_its_key(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    assert_int_equal(hall.news.key_chain, 1);
    hall_day(&hall, DAY_ONE);
    hall_restart(&hall);
    store_close(hall.store);
    copy(&hall, "store", "yesterday");
    copy(&hall, "store-key", "yesterday-key");
    assert_int_equal(hall_open(&hall, CENTRE), 0);
    hall_day(&hall, DAY_ONE + 1);
    store_close(hall.store);
    hall.store = NULL;
    copy(&hall, "store", "today");
    copy(&hall, "yesterday", "store");
    assert_int_equal(hall_open(&hall, CENTRE), -ESTALE);
    assert_non_null(strstr(hall.error, "older file was put back"));
    /* The machine went down between the commit and the replacing of the key. */
    copy(&hall, "today", "store");
    copy(&hall, "store-key", "today-key");
    copy(&hall, "yesterday-key", "store-key");
    assert_int_equal(hall_open(&hall, CENTRE), 0);
    hall_restart(&hall);
    char command[128];
    snprintf(command, sizeof(command), "cmp -s %s/store-key %s/today-key", hall.folder, hall.folder);
    assert_int_equal(system(command), 0);
    /* A key that is gone begins a new chain. */
    snprintf(command, sizeof(command), "rm %s/store-key", hall.folder);
    assert_int_equal(system(command), 0);
    hall_restart(&hall);
    assert_int_equal(hall.news.key_chain, 2);
    hall_done(&hall);
}

/* --- the WAL --- */

/* More than 16 pages. */
static void commit_pages(struct hall *hall)
{
    static char text[16 * 4096];
    memset(text, 'x', sizeof(text) - 1);
    store_add_row(hall->store, &(struct store_row){.table = TABLE_HEALTH, .at_ms = hall->world.now_ms, .text = text});
    hall_commit(hall);
}

static off_t wal_bytes(const struct hall *hall)
{
    char path[80];
    struct stat status;
    snprintf(path, sizeof(path), "%s-wal", hall->path);
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

/* It is longer than what was written to it, until it has the length at which it begins anew. */
static void test_wal_has_its_room_ahead(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    for (int commits = 0; commits < 100; commits++) {
        commit_pages(&hall);
        assert_true(wal_bytes(&hall) > store_wal_pages(hall.store) * 4120 + (400 << 10));
    }
    while (store_wal_pages(hall.store) < 2048)
        commit_pages(&hall);
    assert_true(wal_bytes(&hall) < (10 << 20));
    hall_done(&hall);
}

static void test_checkpoint_carries_in_slices(attr_unused void **state)
{
    struct hall hall;
    hall_init(&hall);
    store_checkpoint(hall.store, true);
    assert_int_equal(store_wal_pages(hall.store), 0);
    hall_open_day(&hall, DAY_ONE);
    hall_commit(&hall);
    store_checkpoint(hall.store, false);
    assert_true(store_wal_pages(hall.store) > 0); /* not yet: there is no time */
    for (int carried = 0, commits = 0; carried < 3; commits++) {
        int before = store_wal_pages(hall.store);
        commit_pages(&hall);
        assert_true(store_wal_pages(hall.store) > 16); /* begun anew, it counts anew */
        store_checkpoint(hall.store, false);
        assert_true(store_wal_pages(hall.store) < 2048 && commits < 400);
        carried += store_wal_pages(hall.store) < before;
    }
    store_checkpoint(hall.store, true);
    assert_int_equal(store_wal_pages(hall.store), 0);
    hall_done(&hall);
}

static void test_reader_sees_commits_and_writes_nothing(attr_unused void **state)
{
    struct hall hall;
    char error[128];
    int64_t count;
    _cleanup_(database_closep) struct database *reader = NULL;
    hall_init(&hall);
    assert_int_equal(database_open(hall.path, DATABASE_READER, &reader, error, sizeof(error)), 0);
    hall_open_day(&hall, DAY_ONE);
    assert_int_equal(database_number(reader, "SELECT count(*) FROM event", &count), 0);
    assert_int_equal(count, 0);
    hall_commit(&hall);
    assert_int_equal(database_number(reader, "SELECT count(*) FROM event", &count), 0);
    assert_int_equal(count, store_head(hall.store).seq);
    assert_true(database_run(reader, "INSERT INTO meta VALUES ('a', 1)") < 0);
    store_close(hall.store);
    hall.store = NULL; /* the reader is the last one now: on its closing, the WAL stays */
    char path[80];
    struct stat status;
    snprintf(path, sizeof(path), "%s-wal", hall.path);
    assert_int_equal(stat(path, &status), 0);
    reader = database_close(reader);
    assert_int_equal(stat(path, &status), 0);
    hall_done(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_restart_knows_the_day),
            cmocka_unit_test(test_every_event_comes_back),
            cmocka_unit_test(test_day_is_sealed_as_it_closes),
            cmocka_unit_test(test_steps_have_the_facts),
            cmocka_unit_test(test_rows_that_are_no_events),
            cmocka_unit_test(test_text_is_kept_beside_its_event),
            cmocka_unit_test(test_rows_refuse_to_change),
            cmocka_unit_test(test_full_disk_changes_nothing),
            cmocka_unit_test(test_failing_write_changes_nothing),
            cmocka_unit_test(test_failing_sync_changes_nothing),
            cmocka_unit_test(test_dropped_numbers_are_given_again),
            cmocka_unit_test(test_same_number_twice_is_refused_whole),
            cmocka_unit_test(test_killed_process_leaves_whole_turns),
            cmocka_unit_test(test_same_request_twice),
            cmocka_unit_test(test_who_asks_much_forgets_only_his_own),
            cmocka_unit_test(test_requests_are_remembered_for_a_day),
            cmocka_unit_test(test_requests_of_a_long_day_are_remembered),
            cmocka_unit_test(test_names_are_for_ever),
            cmocka_unit_test(test_names_as_a_source),
            cmocka_unit_test(test_what_cannot_be_opened),
            cmocka_unit_test(test_schema_before_is_migrated),
            cmocka_unit_test(test_files_are_private),
            cmocka_unit_test(test_older_file_is_found_by_its_key),
            cmocka_unit_test(test_wal_has_its_room_ahead),
            cmocka_unit_test(test_checkpoint_carries_in_slices),
            cmocka_unit_test(test_reader_sees_commits_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
