/* SPDX-License-Identifier: MIT
 *
 * tests/corpus/config: y_* is taken without a word; n_* is refused, and its first line says what the first mistake is:
 * "# line 7: '010' has a leading zero". Files that have no mistake of syntax are read as a novbe.conf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "common/centre_settings.h"

struct expectation {
    unsigned line;
    char text[256];
};

static void read_expectation(const char *path, struct expectation *ret_expectation)
{
    char first[300];
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_non_null(fgets(first, sizeof(first), in));
    fclose(in);
    if (sscanf(first, "# line %u: %255[^\n]", &ret_expectation->line, ret_expectation->text) != 2)
        fail_msg("%s: its first line is not \"# line N: TEXT\"", path);
}

static void read_all(const char *path, struct config_mistakes *mistakes)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    struct settings settings;
    struct arena arena;
    arena_init(&arena);
    if (config_file_read(path, 0, mistakes, &file) == 0)
        settings_read(config_file_root(file), path, &arena, mistakes, &settings);
    config_mistakes_sort(mistakes);
    arena_done(&arena);
}

/* A file of options that novbe.conf does not have proves only that it is taken, not that it makes sense. */
static void check_good(const char *path)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    int r = config_file_read(path, 0, &mistakes, &file);
    if (strstr(path, "y_settings"))
        read_all(path, &mistakes);
    config_mistakes_print(&mistakes, stderr);
    assert_int_equal(r, 0);
    assert_int_equal(mistakes.count, 0);
    config_mistakes_done(&mistakes);
}

static void check_bad(const char *path)
{
    struct expectation expected = {0};
    struct config_mistakes mistakes = {0};
    read_expectation(path, &expected);
    read_all(path, &mistakes);
    if (mistakes.errors == 0)
        fail_msg("%s: taken, expected \"%s\"", path, expected.text);
    const struct config_mistake *first = &mistakes.items[0];
    if (first->line != expected.line || !strstr(first->text, expected.text))
        fail_msg("%s: expected line %u \"%s\", got line %u \"%s\"", path, expected.line, expected.text, first->line,
                 first->text);
    config_mistakes_done(&mistakes);
}

static size_t check_folder(const char *prefix, void (*check)(const char *path))
{
    char folder[512], path[1024];
    size_t count = 0;
    snprintf(folder, sizeof(folder), "%s/tests/corpus/config", getenv("NOVBE_SOURCE"));
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        check(path);
        count++;
    }
    closedir(entries);
    return count;
}

static void good_files_are_taken(void **state)
{
    (void)state;
    assert_true(check_folder("y_", check_good) >= 10);
}

static void bad_files_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    assert_true(check_folder("n_", check_bad) >= 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(good_files_are_taken),
            cmocka_unit_test(bad_files_are_refused_where_they_are_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
