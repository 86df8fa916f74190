/* SPDX-License-Identifier: MIT
 *
 * A centre's list of languages: codes that are none, files that are not there or are another's, fallbacks that lead
 * nowhere or in a circle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/catalogue_text.h"
#include "common/i18n.h"
#include "tests/common/centre_help.h"

/* A folder with languages aa, bb and cc, made of a corpus file. */
struct fixture {
    char folder[64];
    char *least; /* the corpus file */
    struct config_mistakes mistakes;
    struct i18n *i18n;
};

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *text = mem_alloc(1, 65536);
    assert_in_range(fread(text, 1, 65535, file), 1, 65534);
    fclose(file);
    return text;
}

/* Writes folder/file.conf: the corpus file under another code, with another line before it. */
static void write_language(struct fixture *f, const char *file, const char *code, const char *line)
{
    _cleanup_free_ char *path = mem_printf("%s/%s.conf", f->folder, file);
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    const char *rest = strstr(f->least, "name =");
    assert_non_null(rest);
    fprintf(out, "code = \"%s\";\n%s\n%s", code, line, rest);
    assert_int_equal(fclose(out), 0);
}

static int open_folder(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    *state = f;
    strcpy(f->folder, "/tmp/novbe-i18n-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    _cleanup_free_ char *path = mem_printf("%s/tests/corpus/lang/y_least.conf", getenv("NOVBE_SOURCE"));
    f->least = read_whole(path);
    write_language(f, "aa", "aa", "");
    write_language(f, "bb", "bb", "fallback = \"aa\";");
    write_language(f, "cc", "cc", "fallback = \"bb\";");
    return 0;
}

static int close_folder(void **state)
{
    struct fixture *f = *state;
    for (const char *code = "aa\0bb\0cc\0"; *code; code += 3) {
        _cleanup_free_ char *path = mem_printf("%s/%s.conf", f->folder, code);
        unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0);
    config_mistakes_done(&f->mistakes);
    i18n_free(f->i18n);
    free(f->least);
    free(f);
    return 0;
}

static int load(struct fixture *f, size_t count, const char **codes)
{
    struct config_list list = {.count = count, .items = codes};
    return i18n_load(f->folder, &list, &f->mistakes, &f->i18n);
}

static void expect_only(struct fixture *f, enum config_severity severity, unsigned line, const char *words)
{
    if (f->mistakes.count != 1 || !strstr(f->mistakes.items[0].text, words))
        config_mistakes_print(&f->mistakes, stderr);
    assert_int_equal(f->mistakes.count, 1);
    assert_int_equal(f->mistakes.items[0].severity, severity);
    assert_int_equal(f->mistakes.items[0].line, line);
    assert_non_null(strstr(f->mistakes.items[0].text, words));
}

static void fallbacks_are_followed_to_the_end(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, 3, (const char *[]){"cc", "bb", "aa"}), 0);
    assert_int_equal(f->mistakes.count, 0);
    assert_string_equal(language_code(i18n_at(f->i18n, 0)), "cc");
    assert_string_equal(language_fallback(i18n_at(f->i18n, 0)), "bb");
    struct config_translation item = {"aa", "text"};
    struct config_text text = {.count = 1, .items = &item};
    const struct language *in = NULL;
    assert_string_equal(i18n_catalogue_text(&text, i18n_at(f->i18n, 0), &in), "text");
    assert_ptr_equal(in, i18n_find(f->i18n, "aa"));
}

/* Each language that lacks a text counts it, however far off it is found; one found nowhere is missing in the last. */
static void gaps_are_counted_along_the_fallbacks(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    arena_init(&arena);
    assert_int_equal(load(f, 3, (const char *[]){"cc", "bb", "aa"}), 0);
    struct config_translation in_aa = {"aa", "text"}, in_xx = {"xx", "text"};
    const struct config_text far = {.count = 1, .items = &in_aa}, nowhere = {.count = 1, .items = &in_xx};
    const struct catalogue_origin origin = {"a.conf", 7};
    struct text_gaps gaps;
    text_gaps_init(&gaps, f->i18n, &arena, &f->mistakes);
    text_gaps_note(&gaps, &far, &origin, "far");
    text_gaps_note(&gaps, &nowhere, &origin, "nowhere");
    text_gaps_report(&gaps);
    assert_int_equal(f->mistakes.count, 3);
    assert_string_equal(f->mistakes.items[0].text,
                        "nowhere: no text in \"aa\", expected one (\"xx\" is no language of the centre)");
    assert_string_equal(f->mistakes.items[1].text,
                        "1 text is not written in \"cc\" and left to its fallback \"bb\", first far");
    assert_string_equal(f->mistakes.items[2].text,
                        "1 text is not written in \"bb\" and left to its fallback \"aa\", first far");
    arena_done(&arena);
}

/* No language that is shipped takes two Latin letters for one another. */
static void prefixes_clash_that_look_alike_to_a_reader(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    struct catalogue *catalogue;
    bool told = false;
    arena_init(&arena);
    write_language(f, "aa", "aa", "looks_alike = [ \"MN\" ];");
    assert_int_equal(load(f, 1, (const char *[]){"aa"}), 0);
    _cleanup_free_ char *text = help_small("prefix = \"A\"", "prefix = \"N\"");
    assert_int_equal(help_read(text, f->i18n, &arena, &f->mistakes, &catalogue), 0);
    for (size_t i = 0; i < f->mistakes.count; i++)
        told |= strstr(f->mistakes.items[i].text, "prefix \"N\" looks like \"M\" (series \"papers\") in \"aa\"") !=
                NULL;
    assert_true(told);
    arena_done(&arena);
}

static void fallback_that_is_not_spoken_is_none(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, 1, (const char *[]){"bb"}), 0);
    expect_only(f, CONFIG_WARNING, 2, "fallback \"aa\" is not spoken here, so no text may be missing");
    assert_null(language_fallback(i18n_at(f->i18n, 0)));
}

static void fallbacks_in_a_circle(void **state)
{
    struct fixture *f = *state;
    write_language(f, "aa", "aa", "fallback = \"cc\";");
    assert_int_equal(load(f, 3, (const char *[]){"aa", "bb", "cc"}), -EBADMSG);
    assert_int_equal(f->mistakes.errors, 3);
    for (size_t i = 0; i < 3; i++)
        assert_non_null(strstr(f->mistakes.items[i].text, "leads back here"));
    assert_null(f->i18n);
}

static void fallback_to_itself(void **state)
{
    struct fixture *f = *state;
    write_language(f, "aa", "aa", "fallback = \"aa\";");
    assert_int_equal(load(f, 1, (const char *[]){"aa"}), -EBADMSG);
    expect_only(f, CONFIG_ERROR, 2, "fallback is the language itself");
}

static void code_is_not_that_of_the_file(void **state)
{
    struct fixture *f = *state;
    write_language(f, "bb", "bq", "");
    assert_int_equal(load(f, 2, (const char *[]){"aa", "bb"}), -EBADMSG);
    expect_only(f, CONFIG_ERROR, 1, "code is \"bq\", expected \"bb\" as the file is named");
}

static void language_listed_twice(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, 2, (const char *[]){"aa", "aa"}), -EBADMSG);
    expect_only(f, CONFIG_ERROR, 0, "language \"aa\" is listed twice");
}

static void no_language_at_all(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, 0, NULL), -EBADMSG);
    expect_only(f, CONFIG_ERROR, 0, "no language is listed");
}

static void file_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, 2, (const char *[]){"dd", "aa"}), -EBADMSG);
    assert_int_equal(f->mistakes.count, 1);
    assert_non_null(strstr(f->mistakes.items[0].file, "/dd.conf"));
}

static void codes_that_are_none(void **state)
{
    struct fixture *f = *state;
    const char *codes[] = {"", "a", "../aa", "a/b", "aa.conf", "abcdefghijklmnopq", "a a", "\xC9\x99z"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        assert_int_equal(load(f, 1, &codes[i]), -EBADMSG);
        assert_int_equal(f->mistakes.count, i + 1);
        assert_non_null(strstr(f->mistakes.items[i].text, "is no code of a language"));
    }
}

static void includes_are_refused(void **state)
{
    struct fixture *f = *state;
    write_language(f, "aa", "aa", "@include \"bb.conf\"");
    assert_int_equal(load(f, 1, (const char *[]){"aa"}), -EBADMSG);
    assert_true(f->mistakes.errors > 0);
}

/* One load reports the mistakes of all files. */
static void all_files_are_read_whatever_the_first_was(void **state)
{
    struct fixture *f = *state;
    write_language(f, "aa", "aa", "surplus = 1;");
    write_language(f, "cc", "cc", "surplus = 1;");
    assert_int_equal(load(f, 3, (const char *[]){"aa", "bb", "cc"}), -EBADMSG);
    assert_int_equal(f->mistakes.count, 2);
    assert_non_null(strstr(f->mistakes.items[0].file, "/aa.conf"));
    assert_non_null(strstr(f->mistakes.items[1].file, "/cc.conf"));
    assert_int_equal(f->mistakes.items[1].line, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_folder, close_folder)
    const struct CMUnitTest tests[] = {
            TEST(fallbacks_are_followed_to_the_end),
            TEST(gaps_are_counted_along_the_fallbacks),
            TEST(prefixes_clash_that_look_alike_to_a_reader),
            TEST(fallback_that_is_not_spoken_is_none),
            TEST(fallbacks_in_a_circle),
            TEST(fallback_to_itself),
            TEST(code_is_not_that_of_the_file),
            TEST(language_listed_twice),
            TEST(no_language_at_all),
            TEST(file_that_is_not_there),
            TEST(codes_that_are_none),
            TEST(includes_are_refused),
            TEST(all_files_are_read_whatever_the_first_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
