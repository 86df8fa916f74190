/* SPDX-License-Identifier: MIT
 *
 * Mistakes, files that include files, and option tables: every mistake is found, at its place, with what was expected.
 */
#include "common/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/clock.h"

/* --- mistakes --- */

static void mistakes_come_in_the_order_of_reading(void **state)
{
    (void)state;
    struct config_mistakes mistakes = {0};
    config_mistakes_file(&mistakes, "z.conf");
    config_mistakes_file(&mistakes, "a.conf");
    config_mistake_add(&mistakes, CONFIG_ERROR, "a.conf", 3, "third");
    config_mistake_add(&mistakes, CONFIG_WARNING, "z.conf", 9, "second");
    config_mistake_add(&mistakes, CONFIG_ERROR, "a.conf", 3, "fourth %d", 4);
    config_mistake_add(&mistakes, CONFIG_ERROR, "z.conf", 0, "first");
    config_mistakes_sort(&mistakes);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    config_mistakes_print(&mistakes, out);
    fclose(out);
    assert_string_equal(text, "z.conf: error: first\n"
                              "z.conf:9: warning: second\n"
                              "a.conf:3: error: third\n"
                              "a.conf:3: error: fourth 4\n");
    assert_int_equal(mistakes.errors, 3);
    free(text);
    config_mistakes_done(&mistakes);
}

static void only_so_many_mistakes_are_kept_and_all_are_counted(void **state)
{
    (void)state;
    struct config_mistakes mistakes = {0};
    for (unsigned i = 0; i < CONFIG_MISTAKES_KEPT + 5; i++)
        config_mistake_add(&mistakes, CONFIG_ERROR, "a.conf", i + 1, "wrong");
    assert_int_equal(mistakes.count, CONFIG_MISTAKES_KEPT);
    assert_int_equal(mistakes.errors, CONFIG_MISTAKES_KEPT + 5);
    assert_int_equal(mistakes.dropped, 5);
    config_mistakes_done(&mistakes);
}

static void another_place_is_named_with_its_file_if_that_is_another(void **state)
{
    (void)state;
    _cleanup_free_ char *same = config_place_text("a.conf", "a.conf", 3);
    _cleanup_free_ char *other = config_place_text("a.conf", "part/b.conf", 3);
    assert_string_equal(same, "line 3");
    assert_string_equal(other, "part/b.conf:3");
}

static void the_nearest_word_is_named_if_one_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"connections", "connections_per_user", "unread_ms", "key", "path"};
    static const char *const slips[][2] = {
            {"conections", "connections"},
            {"connectoins", "connections"},
            {"unred_sm", "unread_ms"},
            {"kye", "key"},
            {"conections_per_user", "connections_per_user"},
            {"password", NULL},
            {"k", NULL},
            {"", NULL},
            {"a_word_that_is_much_longer_than_any_slip_of_the_finger_could_make_of_another", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(slips); i++) {
        const char *nearest = config_nearest(slips[i][0], words, ARRAY_SIZE(words));
        if (!slips[i][1])
            assert_null(nearest);
        else
            assert_string_equal(nearest ? nearest : "(none)", slips[i][1]);
    }
}

/* --- files --- */

struct folder {
    char path[64];
};

static int set_up_folder(void **state)
{
    struct folder *folder = mem_new(struct folder);
    strcpy(folder->path, "/tmp/novbe-config-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    *state = folder;
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path);
}

static int tear_down_folder(void **state)
{
    struct folder *folder = *state;
    int r = nftw(folder->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return r;
}

static char *write_file(const struct folder *folder, const char *name, const char *text, size_t length)
{
    char *path = mem_printf("%s/%s", folder->path, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, length, out), length);
    fclose(out);
    return path;
}

static char *write_text(const struct folder *folder, const char *name, const char *text)
{
    return write_file(folder, name, text, strlen(text));
}

/* A file that others include. */
static void put_text(const struct folder *folder, const char *name, const char *text)
{
    free(write_text(folder, name, text));
}

static void expect_place(const struct config_file *file, const char *setting, const char *name, unsigned line)
{
    const config_setting_t *found = config_setting_lookup(config_file_root(file), setting);
    assert_non_null(found);
    const char *slash = strrchr(config_setting_source_file(found), '/');
    assert_string_equal(slash + 1, name);
    assert_int_equal(config_setting_source_line(found), line);
}

static void every_setting_knows_its_file_and_line(void **state)
{
    const struct folder *folder = *state;
    _cleanup_free_ char *path = write_text(folder, "main.conf",
                                           "# comment\n"
                                           "a = 1; text = \"x\";\n"
                                           "  @include \"sub.conf\"  # which ends here\n"
                                           "b = (\n"
                                           "    \"one\"\n"
                                           "    ,\n"
                                           "    \"two\"\n"
                                           "\n"
                                           "); /* two\n"
                                           "lines */ c = { d = [ 1,\n"
                                           "2 ]; };\n");
    put_text(folder, "sub.conf", "\ns = \"no newline at its end\"; t = { u = 1 }");
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_read(path, 0, &mistakes, &file), 0);
    expect_place(file, "a", "main.conf", 2);
    expect_place(file, "s", "sub.conf", 2);
    expect_place(file, "t.u", "sub.conf", 2);
    expect_place(file, "b", "main.conf", 4);
    expect_place(file, "b.[0]", "main.conf", 5); /* libconfig alone says 6, the line of the comma */
    expect_place(file, "b.[1]", "main.conf", 7);
    expect_place(file, "c", "main.conf", 10);
    expect_place(file, "c.d.[1]", "main.conf", 11);
    config_mistakes_done(&mistakes);
}

static void includes_are_relative_to_their_own_file(void **state)
{
    const struct folder *folder = *state;
    _cleanup_free_ char *inner = mem_printf("%s/inner", folder->path);
    assert_int_equal(mkdir(inner, 0700), 0);
    put_text(folder, "inner/one.conf", "one = 1;\n@include \"two.conf\"\n");
    put_text(folder, "inner/two.conf", "two = 2;\n@include \"../three.conf\"\n");
    put_text(folder, "three.conf", "three = 3;\n");
    _cleanup_free_ char *path = write_text(folder, "main.conf", "@include \"inner/one.conf\"\n");
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_read(path, 0, &mistakes, &file), 0);
    expect_place(file, "three", "three.conf", 1);
    assert_int_equal(config_setting_length(config_file_root(file)), 3);
    assert_int_equal(config_file_read(path, CONFIG_NO_INCLUDE, &mistakes, &file), -EBADMSG);
    assert_string_equal(mistakes.items[0].text, "@include is not allowed here");
    config_mistakes_done(&mistakes);
}

static void expect_refused(const char *path, unsigned line, const char *words)
{
    struct config_mistakes mistakes = {0};
    struct config_file *file = NULL;
    assert_true(config_file_read(path, 0, &mistakes, &file) < 0);
    assert_null(file);
    config_mistakes_sort(&mistakes);
    if (mistakes.count == 0 || !strstr(mistakes.items[0].text, words))
        fail_msg("expected \"%s\", got \"%s\"", words, mistakes.count ? mistakes.items[0].text : "nothing");
    assert_int_equal(mistakes.items[0].line, line);
    config_mistakes_done(&mistakes);
}

static void a_mistake_in_an_included_file_is_told_there(void **state)
{
    const struct folder *folder = *state;
    _cleanup_free_ char *sub = write_text(folder, "sub.conf", "a = 1;\nb = \"x\" 5;\n");
    _cleanup_free_ char *path = write_text(folder, "main.conf", "x = 010;\n@include \"sub.conf\"\ny = 4294967301;\n");
    struct config_mistakes mistakes = {0};
    struct config_file *file = NULL;
    assert_int_equal(config_file_read(path, 0, &mistakes, &file), -EBADMSG);
    config_mistakes_sort(&mistakes);
    assert_int_equal(mistakes.count, 3);
    assert_string_equal(mistakes.items[0].file, path);
    assert_int_equal(mistakes.items[0].line, 1);
    assert_string_equal(mistakes.items[1].file, path); /* words are looked at even after a mistake of syntax */
    assert_int_equal(mistakes.items[1].line, 3);
    assert_string_equal(mistakes.items[2].file, sub);
    assert_int_equal(mistakes.items[2].line, 2);
    config_mistakes_done(&mistakes);
}

static void includes_go_only_so_deep(void **state)
{
    const struct folder *folder = *state;
    for (int i = 0; i < 9; i++) {
        char name[16];
        snprintf(name, sizeof(name), "%d.conf", i);
        _cleanup_free_ char *text = mem_printf("@include \"%d.conf\"\n", i + 1);
        put_text(folder, name, text);
    }
    put_text(folder, "9.conf", "a = 1;\n");
    _cleanup_free_ char *first = mem_printf("%s/0.conf", folder->path);
    _cleanup_free_ char *second = mem_printf("%s/1.conf", folder->path);
    expect_refused(first, 1, "files include one another more than 8 deep");
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_read(second, 0, &mistakes, &file), 0);
    config_mistakes_done(&mistakes);
}

/* A text of `count` times `item` (with its number, if it asks for it) between `before` and `after`: is it taken? */
static bool takes_many(size_t count, const char *before, const char *item, const char *after, const char *refusal)
{
    char *text = NULL;
    size_t size = 0;
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    FILE *out = open_memstream(&text, &size);
    fputs(before, out);
    for (size_t i = 0; i < count; i++) {
        fputs(item, out);
        if (strchr(item, 'n'))
            fprintf(out, "%zu = 0;", i);
    }
    fputs(after, out);
    fclose(out);
    int r = config_file_parse("many.conf", text, size, &mistakes, &file);
    assert_int_equal(mistakes.errors, r == 0 ? 0 : 1);
    assert_true(r == 0 || strstr(mistakes.items[0].text, refusal));
    config_mistakes_done(&mistakes);
    free(text);
    return r == 0;
}

static void settings_are_bounded(void **state)
{
    (void)state;
    assert_true(takes_many(256, "g = {", " n", " };", ""));
    assert_false(takes_many(257, "g = {", " n", " };", "a group holds at most 256 settings"));
    assert_true(takes_many(499998, "g = [ 0", ", 0", " ];", ""));
    assert_false(takes_many(500000, "g = [ 0", ", 0", " ];", "more than 500000 settings"));
}

static void sizes_are_bounded(void **state)
{
    const struct folder *folder = *state;
    enum { LIMIT = 4 * 1024 * 1024 };
    _cleanup_free_ char *text = mem_alloc(LIMIT + 1, 1);
    memset(text, '\n', LIMIT + 1);
    _cleanup_free_ char *whole = write_file(folder, "whole.conf", text, LIMIT);
    _cleanup_free_ char *over = write_file(folder, "over.conf", text, LIMIT + 1);
    _cleanup_free_ char *many = write_text(folder, "many.conf",
                                           "@include \"whole.conf\"\n@include \"whole.conf\"\n"
                                           "@include \"whole.conf\"\n@include \"whole.conf\"\n");
    _cleanup_free_ char *one = write_text(folder, "one.conf", "@include \"over.conf\"\n");
    expect_refused(over, 0, "larger than 4 MiB");
    expect_refused(one, 1, "larger than 4 MiB");
    expect_refused(many, 4, "all files are larger than 16 MiB");
    struct config_mistakes mistakes = {0};
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_read(whole, 0, &mistakes, &file), 0);
    config_mistakes_done(&mistakes);
}

static void only_regular_files_are_read(void **state)
{
    const struct folder *folder = *state;
    _cleanup_free_ char *fifo = mem_printf("%s/fifo", folder->path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    expect_refused(fifo, 0, "cannot read it: it is not a regular file");
    expect_refused(folder->path, 0, "cannot read it: Is a directory");
    expect_refused("/no/such/file", 0, "cannot read it: No such file or directory");
}

/* --- option tables --- */

struct values {
    bool flag;
    int64_t number;
    const char *text;
    int word;
    int minute;
    struct date date;
    struct config_list list;
    struct config_text name;
    const config_setting_t *any;
    int64_t owed;
};

static const char *const words[] = {"red", "green", NULL};

#define AT(field) .offset = offsetof(struct values, field)

static const struct config_option options[] = {
        {"flag", CONFIG_BOOL, AT(flag), .fallback = "true"},
        {"deep.er.number", CONFIG_INT, AT(number), "apples", 1, 5000000000, "4000000000L"},
        {"deep.text", CONFIG_STRING, AT(text), NULL, 0, 5, "\"a\\\"b\""},
        {"deep.word", CONFIG_WORD, AT(word), .fallback = "\"green\"", .words = words},
        {"minute", CONFIG_TIME, AT(minute), .fallback = "\"24:00\""},
        {"date", CONFIG_DATE, AT(date), .fallback = "\"2026-11-23\""},
        {"list", CONFIG_LIST, AT(list), NULL, 0, 3, "[ ]"},
        {"name", CONFIG_TEXT, AT(name), .fallback = "{ az = \"Ə\"; en = \"A\"; }"},
        {"any", CONFIG_ANY, AT(any), .fallback = "( )"},
        {"owed", CONFIG_INT, AT(owed), NULL, 7, 9},
};

struct reading {
    struct arena arena;
    struct config_mistakes mistakes;
    struct config_file *file;
    struct values values;
};

static void read_values(struct reading *reading, const char *text)
{
    *reading = (struct reading){.values.number = 99};
    arena_init(&reading->arena);
    assert_int_equal(config_file_parse("t.conf", text, strlen(text), &reading->mistakes, &reading->file), 0);
    config_read_group(config_file_root(reading->file), options, ARRAY_SIZE(options), &reading->arena,
                      &reading->mistakes, &reading->values);
    config_mistakes_sort(&reading->mistakes);
}

static void read_done(struct reading *reading)
{
    config_file_free(reading->file);
    config_mistakes_done(&reading->mistakes);
    arena_done(&reading->arena);
}

static void expect_mistake(struct reading *reading, size_t index, unsigned line, const char *text)
{
    assert_true(index < reading->mistakes.count);
    assert_string_equal(reading->mistakes.items[index].text, text);
    assert_int_equal(reading->mistakes.items[index].line, line);
}

static void values_are_read_by_their_kinds(void **state)
{
    (void)state;
    struct reading reading;
    read_values(&reading,
                "flag = false; deep = { er = { number = 5; }; text = \"\\\\\"; word = \"red\"; };\n"
                "minute = \"09:30\"; date = \"2024-02-29\"; list = ( \"x\", \"y\" ); name = { ru = \"Ы\"; };\n"
                "any = { unknown = 1; }; owed = 8;\n");
    const struct values *values = &reading.values;
    assert_int_equal(reading.mistakes.count, 0);
    assert_false(values->flag);
    assert_int_equal(values->number, 5);
    assert_string_equal(values->text, "\\");
    assert_int_equal(values->word, 0);
    assert_int_equal(values->minute, 570);
    assert_int_equal(date_compare(values->date, (struct date){2024, 2, 29}), 0);
    assert_int_equal(values->list.count, 2);
    assert_string_equal(values->list.items[1], "y");
    assert_int_equal(values->name.count, 1);
    assert_string_equal(values->name.items[0].language, "ru");
    assert_string_equal(values->name.items[0].text, "Ы");
    assert_true(config_setting_is_group(values->any));
    assert_int_equal(values->owed, 8);
    read_done(&reading);
}

static void expect_defaults(const struct values *values)
{
    assert_true(values->flag);
    assert_int_equal(values->number, 4000000000);
    assert_string_equal(values->text, "a\"b");
    assert_int_equal(values->word, 1);
    assert_int_equal(values->minute, 1440);
    assert_int_equal(date_compare(values->date, (struct date){2026, 11, 23}), 0);
    assert_int_equal(values->list.count, 0);
    assert_int_equal(values->name.count, 2);
    assert_int_equal(values->owed, 7); /* harmless, though it must be given */
}

static void what_is_left_out_has_its_default(void **state)
{
    (void)state;
    struct reading reading;
    read_values(&reading, "owed = 7;");
    assert_int_equal(reading.mistakes.count, 0);
    expect_defaults(&reading.values);
    assert_null(reading.values.any);
    read_done(&reading);
}

static void every_mistake_is_told_and_the_default_stands_in(void **state)
{
    (void)state;
    struct reading reading;
    read_values(&reading, "flag = 1;\n"
                          "deep = { er = { number = 0; };\n"
                          "text = \"abcdef\";\n"
                          "word = \"blue\";\n"
                          "wrod = 1; };\n"
                          "minute = \"9:30\";\n"
                          "date = \"2026-02-29\";\n"
                          "list = [ \"a\", \"b\", \"c\", \"\" ];\n"
                          "name = { en = 5; };\n"
                          "nmae = 1.5;\n"
                          "list2 = \"a\\nb\";\n");
    expect_mistake(&reading, 0, 0, "'owed' is missing, expected a number, 7 to 9");
    expect_mistake(&reading, 1, 1, "flag: found 1, expected true or false");
    expect_mistake(&reading, 2, 2, "deep.er.number: 0 is out of range, expected 1 to 5000000000 apples");
    expect_mistake(&reading, 3, 3, "deep.text: a string of 6 bytes, expected 0 to 5");
    expect_mistake(&reading, 4, 4, "deep.word: found \"blue\", expected \"red\" or \"green\"");
    expect_mistake(&reading, 5, 5, "unknown key 'deep.wrod', did you mean 'deep.word'?");
    expect_mistake(&reading, 6, 6, "minute: found \"9:30\", expected a time \"HH:MM\", \"00:00\" to \"24:00\"");
    expect_mistake(&reading, 7, 7, "date: found \"2026-02-29\", expected a date \"YYYY-MM-DD\"");
    expect_mistake(&reading, 8, 8, "list: found \"\" in the list, expected a string that is not empty");
    expect_mistake(&reading, 9, 9, "name.en: found 5, expected a text");
    expect_mistake(&reading, 10, 10, "unknown key 'nmae', did you mean 'name'?");
    expect_mistake(&reading, 11, 11, "unknown key 'list2', did you mean 'list'?");
    assert_int_equal(reading.mistakes.count, 12);
    expect_defaults(&reading.values);
    read_done(&reading);
}

static void a_group_must_be_a_group(void **state)
{
    (void)state;
    struct reading reading;
    read_values(&reading, "deep = { er = 5; };\nowed = 7; number = 5; name = \"x\"; list = { };\n");
    expect_mistake(&reading, 0, 1, "deep.er: found 5, expected a group { }");
    expect_mistake(&reading, 1, 2, "unknown key 'number', did you mean 'deep.er.number'?");
    expect_mistake(&reading, 2, 2, "list: found a group { }, expected a list of strings, 0 to 3 of them");
    expect_mistake(&reading, 3, 2, "name: found \"x\", expected a text for each language: { en = \"...\"; }");
    assert_int_equal(reading.mistakes.count, 4);
    read_done(&reading);
}

static void values_are_written_as_they_would_stand_in_a_file(void **state)
{
    (void)state;
    struct reading reading;
    read_values(&reading, "owed = 7; deep = { text = \"\\\"\\\\\\n\\t\"; }; list = [ \"a\", \"b\" ];");
    static const char *const texts[] = {
            "true",      "4000000000L",    "\"\\\"\\\\\\n\\t\"", "\"green\"",
            "\"24:00\"", "\"2026-11-23\"", "[ \"a\", \"b\" ]",   "{ az = \"Ə\"; en = \"A\"; }"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        const void *value = (const char *)&reading.values + options[i].offset;
        assert_string_equal(config_option_text(&options[i], value, &reading.arena), texts[i]);
    }
    read_done(&reading);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up_folder, tear_down_folder)
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(mistakes_come_in_the_order_of_reading),
            cmocka_unit_test(only_so_many_mistakes_are_kept_and_all_are_counted),
            cmocka_unit_test(another_place_is_named_with_its_file_if_that_is_another),
            cmocka_unit_test(the_nearest_word_is_named_if_one_is_near),
            IN_FOLDER(every_setting_knows_its_file_and_line),
            IN_FOLDER(includes_are_relative_to_their_own_file),
            IN_FOLDER(a_mistake_in_an_included_file_is_told_there),
            IN_FOLDER(includes_go_only_so_deep),
            IN_FOLDER(sizes_are_bounded),
            IN_FOLDER(only_regular_files_are_read),
            cmocka_unit_test(settings_are_bounded),
            cmocka_unit_test(values_are_read_by_their_kinds),
            cmocka_unit_test(what_is_left_out_has_its_default),
            cmocka_unit_test(every_mistake_is_told_and_the_default_stands_in),
            cmocka_unit_test(a_group_must_be_a_group),
            cmocka_unit_test(values_are_written_as_they_would_stand_in_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
