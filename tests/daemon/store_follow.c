/* SPDX-License-Identifier: MIT
 *
 * A copy on another machine: after every round it is the store as it was when the round began, however small the pages
 * are and whatever happens between two of them; and it takes nothing that was not written so.
 */
#include "daemon/store_follow.h"

#include <errno.h>

#include "daemon/store_page.h"
#include "daemon/store_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/engine/random.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    struct store_follower *copy;
    char path[64], error[STORE_ERROR_SIZE];
    struct store_page page;
    struct store_page_question question;
    struct buffer expected; /* the store when the round began */
};

static void open_copy(struct fixture *f)
{
    if (store_follower_open(f->path, CENTRE, &f->copy, f->error) < 0)
        fail_msg("%s", f->error);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    snprintf(f->path, sizeof(f->path), "%s/copy", f->hall.folder);
    store_intern(f->hall.store, NAME_SERVICE, "passport");
    hall_day(&f->hall, DAY_ONE);
    hall_roll(&f->hall);
    open_copy(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_follower_close(f->copy);
    buffer_done(&f->expected);
    hall_done(&f->hall);
    free(f);
    return 0;
}

/* --- the two machines, without a wire --- */

static void begin_round(struct fixture *f, size_t bytes)
{
    f->question = (struct store_page_question){.centre = CENTRE,
                                               .schema = store_schema(),
                                               .head = store_follower_head(f->copy),
                                               .have = *store_follower_place(f->copy),
                                               .bytes = bytes};
    buffer_clear(&f->expected, 0);
    hall_dump(f->hall.path, &f->expected);
}

static void ask(struct fixture *f)
{
    struct database *database;
    char error[128];
    assert_int_equal(database_open(f->hall.path, DATABASE_READER, &database, error, sizeof(error)), 0);
    assert_int_equal(store_read_page(database, &f->question, &f->page), 0);
    database_close(database);
}

static int take(struct fixture *f)
{
    struct buffer rows = {0};
    _cleanup_free_ char *text = mem_new_n(char, page_text_size(&f->page.rows));
    page_to_text(&f->page.rows, text);
    assert_int_equal(page_from_text(text, &rows), 0);
    int r = store_follower_take(f->copy, &rows, f->page.is_last, f->error);
    buffer_done(&rows);
    buffer_done(&f->page.rows);
    f->question.have = *store_follower_place(f->copy);
    f->question.goes_on = true;
    f->question.until = f->page.until;
    return r;
}

/* The pages it took. */
static int go_round(struct fixture *f, size_t bytes)
{
    int pages = 0;
    begin_round(f, bytes);
    do {
        ask(f);
        assert_int_equal(f->page.refused, PAGE_FINE);
        if (take(f) < 0)
            fail_msg("%s", f->error);
        pages++;
    } while (!f->page.is_last);
    return pages;
}

static void assert_as_expected(struct fixture *f)
{
    struct buffer copy = {0};
    hall_dump(f->path, &copy);
    assert_int_equal(f->expected.length, copy.length);
    assert_memory_equal(buffer_bytes(&f->expected), buffer_bytes(&copy), copy.length);
    buffer_done(&copy);
}

static void ignore(attr_unused const struct finding *finding, attr_unused void *data)
{
}

static void assert_verifies(struct fixture *f)
{
    struct verify_result result;
    assert_int_equal(store_verify(&(struct verify_options){.path = f->path, .found = ignore}, &result, f->error), 0);
    assert_int_equal(result.findings, 0);
}

static int64_t copy_number(struct fixture *f, const char *sql)
{
    return hall_sql(f->path, sql);
}

/* --- it grows --- */

static void a_round_makes_it_whole(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(go_round(f, SIZE_MAX), 1);
    assert_as_expected(f);
    assert_int_equal(store_follower_head(f->copy).seq, store_head(f->hall.store).seq);
    assert_verifies(f);
    assert_int_equal(go_round(f, SIZE_MAX), 1);
    assert_as_expected(f);
}

/* The smallest pages there can be, while the store goes on: what comes is the store as it was at the beginning. */
static void a_round_is_one_moment_however_many_pages(void **state)
{
    struct fixture *f = *state;
    for (int day = 1; day < 4; day++) {
        begin_round(f, 1);
        int pages = 0;
        do {
            ask(f);
            assert_int_equal(f->page.refused, PAGE_FINE);
            assert_int_equal(take(f), 0);
            if (pages++ == 5)
                hall_day(&f->hall, DAY_ONE + day);
            hall_roll(&f->hall);
        } while (!f->page.is_last);
        assert_true(pages > 50);
        assert_as_expected(f);
        assert_verifies(f);
    }
}

static void a_round_cut_off_leaves_the_copy_of_before(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    for (int day = 1; day < 12; day++) {
        struct store_head before = store_follower_head(f->copy);
        struct buffer was = {0};
        hall_dump(f->path, &was);
        hall_day(&f->hall, DAY_ONE + day);
        hall_roll(&f->hall);
        begin_round(f, 300);
        for (int32_t pages = below(20); pages > 0 && !f->page.is_last; pages--) {
            ask(f);
            assert_int_equal(take(f), 0);
        }
        if (day % 2) {
            store_follower_drop(f->copy);
        } else {
            store_follower_close(f->copy);
            open_copy(f);
        }
        struct buffer is = {0};
        hall_dump(f->path, &is);
        if (store_follower_head(f->copy).seq == before.seq) {
            assert_int_equal(was.length, is.length);
            assert_memory_equal(buffer_bytes(&was), buffer_bytes(&is), is.length);
        }
        buffer_done(&was);
        buffer_done(&is);
        assert_verifies(f);
        f->page.is_last = false;
    }
    go_round(f, 1000);
    assert_as_expected(f);
}

static void notes_are_forgotten_there_too(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    hall_open_day(&f->hall, DAY_ONE + 1);
    hall_issue(&f->hall, 1);
    hall_wait(&f->hall, MINUTE);
    hall_must(&f->hall, .kind = COMMAND_NOTE, .ticket = 1, .note = hall_text(&f->hall, "a particular note"));
    hall_commit(&f->hall);
    go_round(f, SIZE_MAX);
    assert_int_equal(copy_number(f, "SELECT count(*) FROM text WHERE body = x'6120706172746963756c6172206e6f7465'"
                                    " OR body = 'a particular note'"),
                     1);
    hall_close_day(&f->hall);
    go_round(f, 64);
    assert_int_equal(copy_number(f,
                                 "SELECT count(*) FROM text WHERE salt IS NOT NULL"
                                 " AND seq > (SELECT max(last_seq) FROM day WHERE day < (SELECT max(day) FROM day))"),
                     0);
    assert_as_expected(f);
    assert_verifies(f);
}

static void retain(struct fixture *f, int32_t from_day)
{
    const struct store_retention retention = {.from_day = from_day, .limit = INT64_MAX};
    bool more;
    assert_int_equal(store_retain(f->hall.store, &retention, &more), 0);
}

static void what_retention_deletes_goes_there_too(void **state)
{
    struct fixture *f = *state;
    for (int day = 1; day < 6; day++)
        hall_day(&f->hall, DAY_ONE + day);
    hall_roll(&f->hall);
    go_round(f, SIZE_MAX);
    retain(f, DAY_ONE + 4);
    hall_day(&f->hall, DAY_ONE + 6);
    go_round(f, 500);
    assert_true(copy_number(f, "SELECT min(seq) FROM event") > 1);
    assert_as_expected(f);
    assert_verifies(f);
}

static void a_copy_that_lags_behind_retention_is_refused(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    for (int day = 1; day < 6; day++)
        hall_day(&f->hall, DAY_ONE + day);
    hall_roll(&f->hall);
    retain(f, DAY_ONE + 4);
    begin_round(f, SIZE_MAX);
    ask(f);
    assert_int_equal(f->page.refused, PAGE_TOO_LATE);
    assert_true(f->page.kept_from > f->question.head.seq + 1);
    buffer_done(&f->page.rows);
}

/* Retention comes between two pages and takes what was to come: the chain says so, and the copy is as before. */
static void what_retention_takes_from_a_round_is_missed(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    int64_t before = store_follower_head(f->copy).seq;
    for (int day = 1; day < 6; day++)
        hall_day(&f->hall, DAY_ONE + day);
    hall_roll(&f->hall);
    begin_round(f, 500);
    ask(f);
    assert_int_equal(take(f), 0);
    retain(f, DAY_ONE + 4);
    int r = 0;
    while (r == 0 && !f->page.is_last) {
        ask(f);
        r = take(f);
    }
    assert_int_equal(r, -EBADMSG);
    assert_int_equal(store_follower_head(f->copy).seq, before);
    assert_verifies(f);
}

/* --- it takes nothing else --- */

static void an_edited_fact_does_not_come_in(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    struct store_head before = store_follower_head(f->copy);
    hall_day(&f->hall, DAY_ONE + 1);
    hall_roll(&f->hall);
    hall_sql(f->hall.path, "UPDATE event SET class = class + 1 WHERE seq = (SELECT max(seq) FROM event) - 3");
    begin_round(f, SIZE_MAX);
    ask(f);
    assert_int_equal(take(f), -EBADMSG);
    assert_non_null(strstr(f->error, "did not come as it was written"));
    assert_int_equal(store_follower_head(f->copy).seq, before.seq);
    assert_verifies(f);
}

static void damaged_pages_are_refused(void **state)
{
    struct fixture *f = *state;
    int refused = 0;
    for (int i = 0; i < 300; i++) {
        begin_round(f, 2000);
        ask(f);
        struct buffer rows = {0};
        buffer_append(&rows, buffer_bytes(&f->page.rows), f->page.rows.length);
        if (rows.length == 0) {
            fail_msg("an empty page");
            return;
        }
        rows.bytes[below((int32_t)rows.length)] ^= (char)(1 + below(255));
        if (i % 3 == 0)
            rows.length = (size_t)below((int32_t)rows.length);
        if (store_follower_take(f->copy, &rows, false, f->error) < 0)
            refused++;
        store_follower_drop(f->copy);
        assert_int_equal(store_follower_head(f->copy).seq, 0);
        buffer_done(&rows);
        buffer_done(&f->page.rows);
    }
    assert_true(refused > 50);
    go_round(f, SIZE_MAX);
    assert_as_expected(f);
    assert_int_equal(page_from_text("no base64!", &f->page.rows), -EBADMSG);
    buffer_done(&f->page.rows);
}

static void copies_of_others_are_refused(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    begin_round(f, SIZE_MAX);
    f->question.centre = "asan-2";
    ask(f);
    assert_int_equal(f->page.refused, PAGE_OTHER_CENTRE);
    begin_round(f, SIZE_MAX);
    f->question.schema++;
    ask(f);
    assert_int_equal(f->page.refused, PAGE_OTHER_SCHEMA);
    begin_round(f, SIZE_MAX);
    f->question.head.hash.bytes[0] ^= 1;
    ask(f);
    assert_int_equal(f->page.refused, PAGE_DIVERGED);
    begin_round(f, SIZE_MAX);
    f->question.head.seq += 1000;
    ask(f);
    assert_int_equal(f->page.refused, PAGE_DIVERGED);
    assert_int_equal(f->page.rows.length, 0);
}

/* --- whose it is --- */

static int open_store(struct fixture *f, struct store **ret_store)
{
    struct store_news news;
    return store_open(&(struct store_options){.path = f->path, .centre = CENTRE, .now_ms = f->hall.world.now_ms},
                      ret_store, &news, f->error);
}

static void a_copy_becomes_a_store_by_promotion_alone(void **state)
{
    struct fixture *f = *state;
    struct store *store = NULL;
    int64_t epoch = -1;
    go_round(f, SIZE_MAX);
    assert_int_equal(store_follower_is_copy(f->path), 1);
    assert_int_equal(store_follower_is_copy(f->hall.path), 0);
    assert_int_equal(store_follower_is_copy("/nowhere"), -ENOENT);
    f->copy = store_follower_close(f->copy);
    assert_int_equal(open_store(f, &store), -EXDEV);
    assert_non_null(strstr(f->error, "is a copy"));
    open_copy(f);
    assert_int_equal(store_follower_promote(f->copy, f->error), 0);
    assert_int_equal(store_follower_epoch(f->copy), 1);
    f->copy = store_follower_close(f->copy);
    assert_int_equal(open_store(f, &store), 0);
    assert_int_equal(store_read_epoch(store_database(store), &epoch), 0);
    assert_int_equal(epoch, 1);
    struct rollup_state rolled; /* its days came with it, months and years are made by and by */
    assert_int_equal(rollup_state(store_database(store), &rolled), 0);
    assert_int_equal(rolled.last_day, DAY_ONE);
    assert_int_equal(rolled.merged, 0);
    store_close(store);
    assert_int_equal(store_follower_is_copy(f->path), 0);
    assert_int_equal(store_follower_open(f->path, CENTRE, &f->copy, f->error), -EEXIST);
    f->copy = NULL;
}

static void a_round_that_was_begun_is_not_promoted(void **state)
{
    struct fixture *f = *state;
    go_round(f, SIZE_MAX);
    int64_t before = store_follower_head(f->copy).seq;
    hall_day(&f->hall, DAY_ONE + 1);
    hall_roll(&f->hall);
    begin_round(f, 500);
    ask(f);
    assert_false(f->page.is_last);
    assert_int_equal(take(f), 0);
    assert_int_equal(store_follower_promote(f->copy, f->error), 0);
    assert_int_equal(store_follower_head(f->copy).seq, before);
    assert_verifies(f);
}

static void another_centres_copy_is_not_opened(void **state)
{
    struct fixture *f = *state;
    f->copy = store_follower_close(f->copy);
    assert_int_equal(store_follower_open(f->path, "asan-2", &f->copy, f->error), -EXDEV);
    f->copy = NULL;
}

static void two_do_not_follow_into_one_file(void **state)
{
    struct fixture *f = *state;
    struct store_follower *other = NULL;
    assert_int_equal(store_follower_open(f->path, CENTRE, &other, f->error), -EBUSY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_round_makes_it_whole),
            TEST(a_round_is_one_moment_however_many_pages),
            TEST(a_round_cut_off_leaves_the_copy_of_before),
            TEST(notes_are_forgotten_there_too),
            TEST(what_retention_deletes_goes_there_too),
            TEST(a_copy_that_lags_behind_retention_is_refused),
            TEST(what_retention_takes_from_a_round_is_missed),
            TEST(an_edited_fact_does_not_come_in),
            TEST(damaged_pages_are_refused),
            TEST(copies_of_others_are_refused),
            TEST(a_copy_becomes_a_store_by_promotion_alone),
            TEST(a_round_that_was_begun_is_not_promoted),
            TEST(another_centres_copy_is_not_opened),
            TEST(two_do_not_follow_into_one_file),
    };
#undef TEST
    return cmocka_run_group_tests_name("store_follow", tests, NULL, NULL);
}
