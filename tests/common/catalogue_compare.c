/* SPDX-License-Identifier: MIT
 *
 * What catalogue_compare() tells of two catalogues: each kind of field, once changed, gives exactly its line.
 */
#include "tests/common/centre_help.h"

#include "common/catalogue_table.h"
#include "tests/common/change_help.h"

/* All lines that replacing a passage gives, and back again: the same with before and after exchanged. */
static void assert_changes(const char *old, const char *new, const char *expected)
{
    struct arena arena;
    arena_init(&arena);
    struct catalogue_changes changes;
    catalogue_compare(help_catalogue(NULL, NULL, &arena), help_catalogue(old, new, &arena), &arena, &changes);
    assert_string_equal(changes_text(&changes, &arena), expected);

    struct catalogue_changes back;
    catalogue_compare(help_catalogue(old, new, &arena), help_catalogue(NULL, NULL, &arena), &arena, &back);
    assert_int_equal(back.count, changes.count);
    catalogue_changes_done(&changes);
    catalogue_changes_done(&back);
    arena_done(&arena);
}

static void test_nothing(void **state)
{
    (void)state;
    assert_changes(NULL, NULL, "");
    assert_changes("# SPDX", "\n\n# SPDX", ""); /* lines that move are no change */
}

static void test_values(void **state)
{
    (void)state;
    assert_changes("target_minutes = 10", "target_minutes = 8",
                   "service residence-first changed target_minutes: 10 -> 8");
    assert_changes("ask_how_many = true; how_many_limit = 6;", "",
                   "service residence-first changed ask_how_many: true -> false\n"
                   "service residence-first changed how_many_limit: 6 -> 5");
    assert_changes("national_code = \"MIG-2\";", "",
                   "service residence-renewal changed national_code: \"MIG-2\" -> none");
    assert_changes("slot_places = 2;", "", "service residence-first changed slot_places: 2 -> 0");
    assert_changes("offset_minutes = 5;", "", "profile both changed offset_minutes: 5 -> 10");
    assert_changes("kind = \"hard\";", "kind = \"soft\"; prefer_minutes = 5;",
                   "need step-free changed kind: \"hard\" -> \"soft\"\nneed step-free changed prefer_minutes: 0 -> 5");
    assert_changes("languages = [ \"az\", \"ru\" ]; }", "languages = [ \"az\" ]; }",
                   "operator 101 changed languages: [ \"az\", \"ru\" ] -> [ \"az\" ]");
    assert_changes("numbers = [ 13, 113 ]", "numbers = [ 13 ]", "skip  changed numbers: 13, 113 -> 13");
    assert_changes("letters = [ \"O\", \"I\" ]", "letters = [ \"O\" ]", "skip  changed letters: \"OI\" -> \"O\"");
}

static void test_texts(void **state)
{
    (void)state;
    assert_changes("ru = \"Обед\"", "ru = \"Перерыв\"", "pause lunch changed name.ru: \"Обед\" -> \"Перерыв\"");
    assert_changes("ru = \"Обед\"; ", "", "pause lunch changed name.ru: \"Обед\" -> none");
    assert_changes("ru = \"Обед\"", "ru = \"Обед\"; ja = \"昼食\"", "pause lunch changed name.ja: none -> \"昼食\"");
}

static void test_links(void **state)
{
    (void)state;
    assert_changes("meets = [ \"step-free\" ];", "", "counter c1 changed meets: [ \"step-free\" ] -> [ ]");
    assert_changes("meets = [ \"step-free\" ]; hours = \"usual\";", "meets = [ \"step-free\" ]; hours = \"short\";",
                   "counter c1 changed hours: \"usual\" -> \"short\"");
    assert_changes("breaks = [ \"13:00-14:00\" ]", "breaks = [ \"13:00-13:30\" ]",
                   "hours usual changed breaks: 13:00-14:00 -> 13:00-13:30");
    assert_changes("saturday = [ \"10:00-14:00\" ];", "", "hours usual changed saturday: 10:00-14:00 -> closed");
    assert_changes("[ \"migration/residence\", \"advice\" ], [ \"identity\" ]",
                   "[ \"migration/residence\" ], [ \"identity\", \"advice\" ]",
                   "profile both changed tiers: "
                   "[ \"residence-first\", \"residence-renewal\", \"advice\" ], [ \"passport\" ] -> "
                   "[ \"residence-first\", \"residence-renewal\" ], [ \"passport\", \"advice\" ]");
    assert_changes(
            "transfer_to = [ \"migration\", \"passport\" ];", "",
            "service advice changed transfer_to: [ \"residence-first\", \"residence-renewal\", \"passport\" ] -> [ ]");
    /* inherited: the services under an agency that never name a series change with it */
    assert_changes("series = \"permits\"; hours = \"usual\";", "series = \"papers\"; hours = \"usual\";",
                   "agency migration changed series: \"permits\" -> \"papers\"\n"
                   "group residence changed series: \"permits\" -> \"papers\"\n"
                   "service advice changed series: \"permits\" -> \"papers\"\n"
                   "service residence-first changed series: \"permits\" -> \"papers\"");
}

static void test_added_removed(void **state)
{
    (void)state;
    assert_changes("tasks = (", "tasks = ( { key = \"post\"; name = { az = \"Poçt\"; }; },", "task post added");
    assert_changes("reasons = (", "reasons = ( { key = \"order\"; name = { az = \"Əmr\"; }; },", "reason order added");
    /* renamed: the new one where it stands, the old one at the end */
    assert_changes("{ key = \"c2\"; label = \"2\"", "{ key = \"c3\"; label = \"2\"",
                   "counter c3 added\ncounter c2 removed");
}

/* Every option is compared: it is a field of the object, or a link, or holds objects of their own. */
static void test_tables(void **state)
{
    (void)state;
    for (size_t id = 0; id < KIND_COUNT; id++) {
        const struct catalogue_kind *kind = &catalogue_kinds[id];
        for (size_t i = 0; i < kind->option_count; i++) {
            const struct config_option *option = &kind->options[i];
            bool is_field = option->offset < kind->size;
            bool holds_objects = id == KIND_GROUP && option->kind == CONFIG_ANY;
            assert_int_equal(is_field + holds_objects + (catalogue_link(kind, option->name) != NULL), 1);
            for (size_t j = 0; j < i; j++)
                assert_true(kind->options[j].offset != option->offset);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_nothing), cmocka_unit_test(test_values),        cmocka_unit_test(test_texts),
            cmocka_unit_test(test_links),   cmocka_unit_test(test_added_removed), cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
