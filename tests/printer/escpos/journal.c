/* SPDX-License-Identifier: MIT
 *
 * printer/escpos/journal: what was written is found again, by whoever opens it next; what is torn is nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "printer/escpos/journal.h"

static int make_path(void **state)
{
    char path[] = "/tmp/novbe-journal-XXXXXX";
    _cleanup_close_ int fd = mkstemp(path);
    *state = mem_strdup(path);
    return fd < 0;
}

static int remove_path(void **state)
{
    unlink(*state);
    free(*state);
    return 0;
}

/* By somebody who opens it anew. */
static enum journal_state find(const char *path, const char *key)
{
    _cleanup_(journal_close) struct journal journal;
    enum journal_state found;
    assert_int_equal(journal_open(path, &journal), 0);
    assert_int_equal(journal_find(&journal, key, &found), 0);
    return found;
}

static void put(const char *path, const char *key, enum journal_state what)
{
    _cleanup_(journal_close) struct journal journal;
    enum journal_state found;
    assert_int_equal(journal_open(path, &journal), 0);
    assert_int_equal(journal_lock(&journal), 0);
    assert_int_equal(journal_find(&journal, key, &found), 0);
    assert_int_equal(journal_write(&journal, key, what), 0);
}

static void the_last_word_counts(void **state)
{
    assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_NEW);
    put(*state, "novbe/a/1/1/p", JOURNAL_BEGAN);
    assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_BEGAN);
    put(*state, "novbe/a/2/1/p", JOURNAL_BEGAN);
    put(*state, "novbe/a/1/1/p", JOURNAL_PRINTED);
    put(*state, "novbe/a/2/1/p", JOURNAL_SENT);
    assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_PRINTED);
    assert_int_equal(find(*state, "novbe/a/2/1/p"), JOURNAL_SENT);
    assert_int_equal(find(*state, "novbe/a/1/1/"), JOURNAL_NEW);
    assert_int_equal(find(*state, "novbe/a/1/1/pp"), JOURNAL_NEW);
}

/* Round and round, the file stays as small as it is and the last 128 jobs are known. */
static void the_file_does_not_grow(void **state)
{
    _cleanup_(journal_close) struct journal journal;
    struct stat status;
    enum journal_state found;
    char key[64];
    assert_int_equal(journal_open(*state, &journal), 0);
    for (int i = 0; i < 400; i++) {
        snprintf(key, sizeof(key), "novbe/a/%d/1/p", i);
        assert_int_equal(journal_find(&journal, key, &found), 0);
        assert_int_equal(found, JOURNAL_NEW);
        assert_int_equal(journal_write(&journal, key, JOURNAL_BEGAN), 0);
        assert_int_equal(journal_write(&journal, key, JOURNAL_PRINTED), 0);
    }
    assert_int_equal(fstat(journal.fd, &status), 0);
    assert_int_equal(status.st_size, JOURNAL_ENTRIES * JOURNAL_ENTRY_SIZE);
    for (int i = 0; i < 400; i++) {
        snprintf(key, sizeof(key), "novbe/a/%d/1/p", i);
        assert_int_equal(find(*state, key), i < 400 - JOURNAL_ENTRIES / 2 ? JOURNAL_NEW : JOURNAL_PRINTED);
    }
}

/* Whatever a power cut left of an entry: the one before it stands. */
static void a_torn_entry_is_none(void **state)
{
    put(*state, "novbe/a/1/1/p", JOURNAL_BEGAN);
    put(*state, "novbe/a/1/1/p", JOURNAL_PRINTED);
    char whole[2 * JOURNAL_ENTRY_SIZE];
    _cleanup_close_ int fd = open(*state, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(fd, whole, sizeof(whole), 0), (ssize_t)sizeof(whole));
    for (int length = 0; length < JOURNAL_ENTRY_SIZE; length++) {
        assert_int_equal(ftruncate(fd, JOURNAL_ENTRY_SIZE + length), 0);
        assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_BEGAN);
        assert_int_equal(ftruncate(fd, sizeof(whole)), 0); /* its rest is zeros */
        assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_BEGAN);
        assert_int_equal(pwrite(fd, whole, sizeof(whole), 0), (ssize_t)sizeof(whole));
        assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_PRINTED);
    }
}

static void anything_may_stand_in_it(void **state)
{
    char bytes[4 * JOURNAL_ENTRY_SIZE];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(i * i + i / 3);
    for (size_t i = 1; i <= 4; i++)
        bytes[i * JOURNAL_ENTRY_SIZE - 1] = '\n';
    _cleanup_close_ int fd = open(*state, O_WRONLY | O_CLOEXEC);
    assert_int_equal(write(fd, bytes, sizeof(bytes)), (ssize_t)sizeof(bytes));
    assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_NEW);
    put(*state, "novbe/a/1/1/p", JOURNAL_BEGAN);
    assert_int_equal(find(*state, "novbe/a/1/1/p"), JOURNAL_BEGAN);
}

static void one_at_a_time(void **state)
{
    struct journal first, second;
    assert_int_equal(journal_open(*state, &first), 0);
    assert_int_equal(journal_open(*state, &second), 0);
    assert_int_equal(journal_lock(&first), 0);
    assert_int_equal(journal_lock(&second), -EAGAIN);
    journal_close(&first);
    assert_int_equal(journal_lock(&second), 0);
    journal_close(&second);
}

static void a_key_has_an_end(void **state)
{
    _cleanup_(journal_close) struct journal journal;
    char key[JOURNAL_ENTRY_SIZE];
    memset(key, 'k', sizeof(key));
    key[sizeof(key) - 1] = '\0';
    assert_int_equal(journal_open(*state, &journal), 0);
    assert_int_equal(journal_write(&journal, key, JOURNAL_BEGAN), -EINVAL);
    key[480] = '\0';
    assert_int_equal(journal_write(&journal, key, JOURNAL_BEGAN), 0);
    assert_int_equal(find(*state, key), JOURNAL_BEGAN);
}

#define test_with_file(function) cmocka_unit_test_setup_teardown(function, make_path, remove_path)

int main(void)
{
    const struct CMUnitTest tests[] = {
            test_with_file(the_last_word_counts), test_with_file(the_file_does_not_grow),
            test_with_file(a_torn_entry_is_none), test_with_file(anything_may_stand_in_it),
            test_with_file(one_at_a_time),        test_with_file(a_key_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
