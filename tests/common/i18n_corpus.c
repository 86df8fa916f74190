/* SPDX-License-Identifier: MIT
 *
 * tests/corpus/lang: y_* are languages; of n_* the first lines, "# LINE: WORDS", say which mistakes must be found
 * where. An n_* file need not be whole: what it lacks is reported besides.
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

static char *corpus_path(const char *name)
{
    return mem_printf("%s/tests/corpus/lang/%s", getenv("NOVBE_SOURCE"), name);
}

static char *read_corpus_file(const char *name)
{
    _cleanup_free_ char *path = corpus_path(name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *text = mem_alloc(1, 65536);
    assert_in_range(fread(text, 1, 65535, file), 1, 65534);
    fclose(file);
    return text;
}

static bool is_reported(const struct config_mistakes *mistakes, unsigned line, const char *words, size_t length)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct config_mistake *mistake = &mistakes->items[i];
        if (mistake->line == line && mistake->severity == CONFIG_ERROR && strlen(mistake->text) == length &&
            memcmp(mistake->text, words, length) == 0)
            return true;
    }
    return false;
}

static void expect_mistakes(const char *name, const char *text, const struct config_mistakes *mistakes)
{
    size_t expected = 0;
    for (unsigned line; sscanf(text, "# %u:", &line) == 1; expected++) {
        const char *words = strchr(text, ':') + 2;
        size_t length = strcspn(words, "\n");
        if (!is_reported(mistakes, line, words, length)) {
            config_mistakes_print(mistakes, stderr);
            fail_msg("%s: expected line %u: %.*s", name, line, (int)length, words);
        }
        text = words + length + 1;
    }
    if (expected == 0)
        fail_msg("%s: names no mistake in its first lines", name);
}

static void try_file(const char *name)
{
    _cleanup_free_ char *text = read_corpus_file(name);
    _cleanup_(language_freep) struct language *language = NULL;
    _cleanup_(config_mistakes_done) struct config_mistakes mistakes = {0};
    int r = language_parse(name, text, strlen(text), &mistakes, &language);
    if (*name == 'y') {
        config_mistakes_print(&mistakes, stderr);
        assert_int_equal(r, 0);
        assert_int_equal(mistakes.count, 0);
        return;
    }
    assert_true(r < 0);
    assert_null(language);
    expect_mistakes(name, text, &mistakes);
}

static void corpus(void **state)
{
    (void)state;
    _cleanup_free_ char *path = corpus_path("");
    DIR *folder = opendir(path);
    assert_non_null(folder);
    size_t good = 0, bad = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        good += strncmp(entry->d_name, "y_", 2) == 0;
        bad += strncmp(entry->d_name, "n_", 2) == 0;
        if (entry->d_name[0] != '.')
            try_file(entry->d_name);
    }
    closedir(folder);
    assert_true(good >= 2 && bad >= 25);
}

/* --- what the made-up languages of the corpus do --- */

static struct language *read_language(const char *name)
{
    _cleanup_free_ char *text = read_corpus_file(name);
    _cleanup_(config_mistakes_done) struct config_mistakes mistakes = {0};
    struct language *language = NULL;
    assert_int_equal(language_parse(name, text, strlen(text), &mistakes, &language), 0);
    return language;
}

static void six_plurals_are_told_apart(void **state)
{
    (void)state;
    _cleanup_(language_freep) struct language *language = read_language("y_six_plurals.conf");
    static const struct {
        int number;
        const char *text;
    } cases[] = {{0, "zero 0"},     {1, "one 1"},       {2, "two 2"},       {3, "few 3"},
                 {10, "few 10"},    {103, "few 103"},   {11, "many 11"},    {99, "many 99"},
                 {111, "many 111"}, {100, "other 100"}, {102, "other 102"}, {202, "other 202"}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_free_ char *text =
                i18n_text(language, MESSAGE_WAIT_PEOPLE_AHEAD, I18N_NUMBER("count", cases[i].number));
        assert_string_equal(text, cases[i].text);
    }
}

static void keys_of_the_keyboard(void **state)
{
    (void)state;
    _cleanup_(language_freep) struct language *language = read_language("y_six_plurals.conf");
    assert_string_equal(language_keyboard_row(language, 0), "йцукенгшщзхъфы");
    assert_string_equal(language_keyboard_row(language, 1), "ə");
    assert_string_equal(language_keyboard_row(language, 2), "ゃ゛");
    assert_null(language_keyboard_row(language, 3));
    assert_null(language_keyboard_row(language, SIZE_MAX));
}

static void what_may_be_left_out(void **state)
{
    (void)state;
    _cleanup_(language_freep) struct language *language = read_language("y_least.conf");
    _cleanup_free_ char *number = language_number(language, 1234567);
    assert_string_equal(number, "1234567");
    _cleanup_free_ char *word = language_ordinal_word(language, 3);
    assert_string_equal(word, "3");
    assert_null(language_fallback(language));
    assert_null(language_looks_like(language, 'O'));
    assert_string_equal(language_keyboard_row(language, 0), "qwertyuiop");
    assert_string_equal(language_keyboard_row(language, 2), "zxcvbnm");
    assert_null(language_keyboard_row(language, 3));
    _cleanup_free_ char *brace = i18n_text(language, MESSAGE_HOURS_CLOSED);
    assert_string_equal(brace, "{closed} %s %n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(corpus),
            cmocka_unit_test(six_plurals_are_told_apart),
            cmocka_unit_test(keys_of_the_keyboard),
            cmocka_unit_test(what_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
