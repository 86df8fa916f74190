/* SPDX-License-Identifier: MIT
 *
 * What i18n_compare() tells of a language file that changed: every kind of field, once changed, gives exactly its line.
 */
#include "tests/common/centre_help.h"

#include <unistd.h>

#include "tests/common/change_help.h"

/* A folder with one language: English, with one passage replaced by another. */
struct fixture {
    char folder[64];
    struct arena arena;
    struct i18n *before;
};

static const char *const english[] = {"en"};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    strcpy(f->folder, "/tmp/novbe-i18n-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    arena_init(&f->arena);
    f->before = help_languages(english, 1);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = mem_printf("%s/en.conf", f->folder);
    unlink(path);
    assert_int_equal(rmdir(f->folder), 0);
    i18n_free(f->before);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static struct i18n *edited(struct fixture *f, const char *old, const char *new)
{
    _cleanup_free_ char *shipped = corpus_path("conf/lang/en.conf");
    _cleanup_free_ char *path = mem_printf("%s/en.conf", f->folder);
    _cleanup_free_ char *text = corpus_text(shipped);
    const char *at = strstr(text, old);
    assert_non_null(at);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    fclose(file);

    struct config_mistakes mistakes = {0};
    struct config_list codes = {.count = 1, .items = (const char **)(uintptr_t)english};
    struct i18n *i18n = NULL;
    int r = i18n_load(f->folder, &codes, &mistakes, &i18n);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return i18n;
}

static const char *difference(struct fixture *f, const struct i18n *before, const struct i18n *after)
{
    struct catalogue_changes changes = {0};
    i18n_compare(before, after, &f->arena, &changes);
    const char *text = changes_text(&changes, &f->arena);
    catalogue_changes_done(&changes);
    return text;
}

static void assert_changes(struct fixture *f, const char *old, const char *new, const char *expected)
{
    _cleanup_(i18n_freep) struct i18n *after = edited(f, old, new);
    assert_string_equal(difference(f, f->before, after), expected);
}

static void nothing(void **state)
{
    struct fixture *f = *state;
    assert_changes(f, "# SPDX", "\n\n# SPDX", ""); /* lines that move are no change */
    assert_changes(f, "plural = { one = \"n = 1\"; };", "plural = { one = \"i=1\"; };", ""); /* says the same */
}

static void values(void **state)
{
    struct fixture *f = *state;
    assert_changes(f, "name = \"English\"", "name = \"British English\"",
                   "language en changed name: \"English\" -> \"British English\"");
    assert_changes(f, "group_sign = \",\"", "group_sign = \" \"", "language en changed group_sign: \",\" -> \" \"");
    assert_changes(f, "group_sign = \",\";", "group_sign = \",\"; decimal_sign = \"·\";",
                   "language en changed decimal_sign: \".\" -> \"·\"");
    assert_changes(f, "\"Wed\"", "\"Weds\"",
                   "language en changed weekdays.short: "
                   "[ \"Mon\", \"Tue\", \"Wed\", \"Thu\", \"Fri\", \"Sat\", \"Sun\" ] -> "
                   "[ \"Mon\", \"Tue\", \"Weds\", \"Thu\", \"Fri\", \"Sat\", \"Sun\" ]");
    assert_changes(f, "short = \"{day_2}/{month_number_2}/{year}\"", "short = \"{day_2}.{month_number_2}.{year}\"",
                   "language en changed date.short: \"{day_2}/{month_number_2}/{year}\" -> "
                   "\"{day_2}.{month_number_2}.{year}\"");
    assert_changes(f, "time = \"{hour_2}:{minute_2}\"", "time = \"{hour}.{minute_2}\"",
                   "language en changed time: \"{hour_2}:{minute_2}\" -> \"{hour}.{minute_2}\"");
    assert_changes(f, "spoken = \"{number_word}\"", "spoken = \"number {number}\"",
                   "language en changed counter.spoken: \"{number_word}\" -> \"number {number}\"");
    assert_changes(f, "voice = { name = \"en-gb\"; speed = 150; }", "voice = { speed = 120; }",
                   "language en changed voice.name: \"en-gb\" -> \"en\"\n"
                   "language en changed voice.speed: \"150\" -> \"120\"");
    assert_changes(f, "Z = \"zed\"", "Z = \"zee\"", "language en changed letters.Z: \"zed\" -> \"zee\"");
    assert_changes(f, "looks_alike = [ \"I1\", \"O0\" ]", "looks_alike = [ \"I1\" ]",
                   "language en changed looks_alike.O: \"O0\" -> none\n"
                   "language en changed looks_alike.0: \"O0\" -> none");
    assert_changes(f, "\"zxcvbnm\" ]", "\"zxcvbnm'\" ]",
                   "language en changed keyboard: [ \"qwertyuiop\", \"asdfghjkl\", \"zxcvbnm\" ] -> "
                   "[ \"qwertyuiop\", \"asdfghjkl\", \"zxcvbnm'\" ]");
}

static void numbers(void **state)
{
    struct fixture *f = *state;
    assert_changes(f, "plural = { one = \"n = 1\"; };", "plural = { one = \"n % 10 = 1 and n % 100 != 11..13,21\"; };",
                   "language en changed plural.one: \"n = 1\" -> \"n % 10 = 1 and n % 100 != 11..13,21\"");
    assert_changes(f, "zero = \"zero\"", "zero = \"oh\"", "language en changed numbers.zero: \"zero\" -> \"oh\"");
    assert_changes(f, "hundreds = \"{high} and {low}\"", "hundreds = \"{high} {low}\"",
                   "language en changed numbers.joined.hundreds: \"{high} and {low}\" -> \"{high} {low}\"");
    assert_changes(f, "ticket = \"digits\";", "ticket = \"number\"; minutes = [ \"a\" ];",
                   "language en changed numbers.minutes: [ ] -> [ \"a\" ]\n"
                   "language en changed numbers.ticket: \"digits\" -> \"number\"");
    assert_changes(
            f, "\"ninety\" ]", "\"ninetie\" ]",
            "language en changed numbers.tens: [ \"ten\", \"twenty\", \"thirty\", \"forty\", \"fifty\", \"sixty\", "
            "\"seventy\", \"eighty\", \"ninety\" ] -> [ \"ten\", \"twenty\", \"thirty\", \"forty\", \"fifty\", "
            "\"sixty\", \"seventy\", \"eighty\", \"ninetie\" ]");
    assert_changes(f, "{ rule = \"n % 10 = 3\";       pattern = \"{number}rd\"; },\n", "",
                   "language en changed ordinal: \"n % 100 = 11..13: {number}th; n % 10 = 1: {number}st; "
                   "n % 10 = 2: {number}nd; n % 10 = 3: {number}rd; {number}th\" -> "
                   "\"n % 100 = 11..13: {number}th; n % 10 = 1: {number}st; n % 10 = 2: {number}nd; {number}th\"");
}

static void messages(void **state)
{
    struct fixture *f = *state;
    assert_changes(f, "next = \"You are next\"", "next = \"It is your turn {{soon}\"",
                   "language en changed messages.wait.next: \"You are next\" -> \"It is your turn {{soon}\"");
    assert_changes(f, "one = \"{count} person ahead of you\"", "one = \"{count} visitor ahead of you\"",
                   "language en changed messages.wait.people_ahead.one: \"{count} person ahead of you\" -> "
                   "\"{count} visitor ahead of you\"");
    assert_changes(f, "minutes = { one = \"{minutes} minute\"; other = \"{minutes} minutes\"; };",
                   "minutes = \"{minutes} min\";",
                   "language en changed messages.wait.minutes.other: \"{minutes} minutes\" -> \"{minutes} min\"\n"
                   "language en changed messages.wait.minutes.one: \"{minutes} minute\" -> \"{minutes} min\"");
}

static void added_and_removed(void **state)
{
    struct fixture *f = *state;
    static const char *const other[] = {"ru", "en"};
    _cleanup_(i18n_freep) struct i18n *two = help_languages(other, 2);
    assert_string_equal(difference(f, f->before, two), "language ru added");
    assert_string_equal(difference(f, two, f->before), "language ru removed");
}

/* Whatever is in the shipped languages is not a change. */
static void the_shipped_ones_equal_themselves(void **state)
{
    struct fixture *f = *state;
    static const char *const all[] = {"az", "ru", "en", "ja"};
    _cleanup_(i18n_freep) struct i18n *one = help_languages(all, 4), *two = help_languages(all, 4);
    assert_string_equal(difference(f, one, two), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(nothing, set_up, tear_down),
            cmocka_unit_test_setup_teardown(values, set_up, tear_down),
            cmocka_unit_test_setup_teardown(numbers, set_up, tear_down),
            cmocka_unit_test_setup_teardown(messages, set_up, tear_down),
            cmocka_unit_test_setup_teardown(added_and_removed, set_up, tear_down),
            cmocka_unit_test_setup_teardown(the_shipped_ones_equal_themselves, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("i18n_compare", tests, NULL, NULL);
}
