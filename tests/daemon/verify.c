/* SPDX-License-Identifier: MIT
 *
 * `novbed --verify` as a person or a script meets it: its lines and its exit codes.
 */
#include <sys/wait.h>
#include <sysexits.h>

#include "tests/daemon/store_help.h"

/* The exit code; what it printed, both streams. */
static int run(char *text, size_t size, const char *arguments)
{
    char command[1024];
    snprintf(command, sizeof(command), "%s/bin/novbed %s 2>&1", getenv("NOVBE_BUILD"), arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    text[fread(text, 1, size - 1, pipe)] = '\0';
    return WEXITSTATUS(pclose(pipe));
}

attr_printf(4, 5) static void check(const struct hall *hall, int code, const char *words, const char *format, ...)
{
    char arguments[512] = "", text[4096];
    va_list list;
    int length = snprintf(arguments, sizeof(arguments), "--verify %s ", hall->path);
    va_start(list, format);
    vsnprintf(arguments + length, sizeof(arguments) - (size_t)length, format, list);
    va_end(list);
    assert_int_equal(run(text, sizeof(text), arguments), code);
    if (!strstr(text, words))
        fail_msg("%s should have said %s, it said\n%s", arguments, words, text);
}

static void write_heads(const struct hall *hall, const char *hex)
{
    char path[80];
    snprintf(path, sizeof(path), "%s/heads", hall->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "# kept by hand\n%lld:%s\n", (long long)store_head(hall->store).seq, hex);
    fclose(file);
}

static void test_a_whole_store_and_a_changed_one(attr_unused void **state)
{
    struct hall hall;
    char hex[LEDGER_HEX_SIZE];
    hall_init(&hall);
    hall_day(&hall, DAY_ONE);
    struct store_head head = store_head(hall.store);
    ledger_hex(head.hash.bytes, hex);
    write_heads(&hall, hex);
    check(&hall, EX_OK, "\nwhole\n", "--key 1:%s --head %s/heads", hall.news.first_key, hall.folder);
    check(&hall, EX_OK, "sealed by the key 1\n", "--key 1:%s", hall.news.first_key);
    check(&hall, EX_OK, hex, "--head %lld:%s", (long long)head.seq, hex);
    check(&hall, EX_DATAERR, "older: row 9999 was told outside", "--head 9999:%s", hex);
    check(&hall, EX_DATAERR, "key: the seal of 2024-10-04 was not made", "--key 1:%064d", 7);
    store_close(hall.store);
    hall.store = NULL;
    hall_sql(hall.path, "UPDATE event SET reason = reason + 1 WHERE seq = 10");
    check(&hall, EX_DATAERR, "edited: row 10 is not as it was written", " ");
    check(&hall, EX_DATAERR, "\nfindings 1\n", " ");
    hall_done(&hall);
}

/* Each named by the command as what it is; yesterday's file only by a head that was told outside. */
static void test_every_tampering_is_named(attr_unused void **state)
{
    static const struct {
        const char *sql, *words;
    } changes[] = {
            {"UPDATE event SET service = 3 WHERE seq = 10", "edited: row 10 "},
            {"DELETE FROM event WHERE seq BETWEEN 10 AND 12", "deleted: rows 10 to 12 are missing"},
            {"UPDATE event SET seq = 0 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = 20;"
             "UPDATE event SET seq = 20 WHERE seq = 0",
             "reordered: row 10 stands at the place of row 20"},
            {"DELETE FROM event WHERE seq > (SELECT max(last_seq) - 4 FROM day)", "its tail was cut"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        struct hall hall;
        char hex[LEDGER_HEX_SIZE], command[160];
        hall_init(&hall);
        hall_day(&hall, DAY_ONE);
        hall_restart(&hall); /* all is in the file, none in its WAL */
        snprintf(command, sizeof(command), "cp %s %s/yesterday", hall.path, hall.folder);
        assert_int_equal(system(command), 0);
        hall_day(&hall, DAY_ONE + 1);
        struct store_head head = store_head(hall.store);
        ledger_hex(head.hash.bytes, hex);
        store_close(hall.store);
        hall.store = NULL;
        hall_sql(hall.path, changes[i].sql);
        check(&hall, EX_DATAERR, changes[i].words, " ");
        snprintf(command, sizeof(command), "mv %s/yesterday %s", hall.folder, hall.path);
        assert_int_equal(system(command), 0);
        check(&hall, EX_DATAERR, "an older file was put back", "--head %lld:%s", (long long)head.seq, hex);
        hall_done(&hall);
    }
}

static void test_what_cannot_be_verified(attr_unused void **state)
{
    struct hall hall;
    char text[512];
    hall_init(&hall);
    check(&hall, EX_USAGE, "the key must be as it was printed", "--key 12");
    check(&hall, EX_USAGE, "is no head", "--head nothing");
    check(&hall, EX_USAGE, "holds no line SEQ:HEX", "--head /dev/null");
    check(&hall, EX_USAGE, "unexpected argument 'more'", "more");
    assert_int_equal(run(text, sizeof(text), "--key 1:00"), EX_USAGE);
    assert_int_equal(run(text, sizeof(text), "--verify /tmp/novbe-no-such-store"), EX_NOINPUT);
    assert_int_equal(run(text, sizeof(text), "--verify /etc/passwd"), EX_NOINPUT);
    hall_done(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_a_whole_store_and_a_changed_one),
            cmocka_unit_test(test_every_tampering_is_named),
            cmocka_unit_test(test_what_cannot_be_verified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
