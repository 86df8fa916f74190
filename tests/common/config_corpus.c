/* SPDX-License-Identifier: MIT
 *
 * tests/corpus/config: y_* is taken without a word; n_* is refused, and the comments at its head say what all of its
 * mistakes are: "# line 7: '010' has a leading zero". Files that have no mistake of syntax are read as a novbe.conf.
 */
#include "common/centre_settings.h"
#include "tests/common/corpus.h"

static void read_settings(const char *path, struct config_mistakes *mistakes)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    struct settings settings;
    struct arena arena;
    arena_init(&arena);
    if (config_file_read(path, 0, mistakes, &file) == 0)
        settings_read(config_file_root(file), path, &arena, mistakes, &settings);
    arena_done(&arena);
}

/* A file of options that novbe.conf does not have proves only that it is taken, not that it makes sense. */
static void read_good(const char *path, struct config_mistakes *mistakes)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_read(path, 0, mistakes, &file), 0);
    if (strstr(path, "y_settings"))
        read_settings(path, mistakes);
    assert_int_equal(mistakes->count, 0);
}

static void read_bad(const char *path, struct config_mistakes *mistakes)
{
    read_settings(path, mistakes);
    if (mistakes->errors == 0)
        fail_msg("%s: taken, expected a mistake", path);
}

static size_t check_folder(const char *prefix, void (*read)(const char *path, struct config_mistakes *mistakes))
{
    char *folder = corpus_path("tests/corpus/config");
    size_t count = corpus_each(folder, prefix, read);
    free(folder);
    return count;
}

static void good_files_are_taken(void **state)
{
    (void)state;
    assert_true(check_folder("y_", read_good) >= 10);
}

static void bad_files_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    assert_true(check_folder("n_", read_bad) >= 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(good_files_are_taken),
            cmocka_unit_test(bad_files_are_refused_where_they_are_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
