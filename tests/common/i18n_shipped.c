/* SPDX-License-Identifier: MIT
 *
 * Every file of conf/lang, whatever it is called, is a whole language, and they can all be spoken in one centre. Run by
 * tests/check/languages as well, which reads what it prints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n.h"

static int is_language_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void every_file_is_a_language(void **state)
{
    (void)state;
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_language_file, alphasort);
    assert_in_range(count, 1, 1000);

    const char **codes = mem_new_n(const char *, (size_t)count);
    for (int i = 0; i < count; i++) {
        char *end = strstr(entries[i]->d_name, ".conf");
        assert_non_null(end);
        *end = '\0';
        codes[i] = entries[i]->d_name;
    }
    struct config_list list = {.count = (size_t)count, .items = codes};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    int r = i18n_load(folder, &list, &mistakes, &i18n);
    config_mistakes_print(&mistakes, stdout);
    size_t mistaken = mistakes.count;
    config_mistakes_done(&mistakes);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    free(codes);
    i18n_free(i18n);
    assert_int_equal(mistaken, 0);
    assert_int_equal(r, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_file_is_a_language)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
