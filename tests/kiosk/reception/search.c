/* SPDX-License-Identifier: MIT
 *
 * What is found of the services, and in which order; what a line that finds things says.
 */
#include "kiosk/reception/finding.h"

#include <string.h>

#include "tests/kiosk/reception/scene.h"

static struct model model;

static const char *best(const char *text)
{
    const char *keys[4];
    return search_find(&model.search, text, keys, ARRAY_SIZE(keys)) > 0 ? keys[0] : "none";
}

static void expect(const char *text, const char *service)
{
    if (strcmp(best(text), service) != 0)
        fail_msg("\"%s\" finds %s, expected %s", text, best(text), service);
}

static void the_beginning_of_a_word_in_any_language(attr_unused void **state)
{
    expect("pens", "pension");
    expect("пенс", "pension");
    expect("年金", "pension");
    expect("driv", "licence");
    expect("вод", "licence");
    expect("Удост", "id-card");
}

static void letters_that_a_keyboard_has_not_got(attr_unused void **state)
{
    expect("sexs", "id-card"); /* Şəxsiyyət */
    expect("ŞƏXS", "id-card");
    expect("surucu", "licence"); /* Sürücülük */
    expect("yasam", "visa");
}

static void words_in_any_order_and_run_together(attr_unused void **state)
{
    expect("pas ren", "passport-new");
    expect("ren pas", "passport-new");
    expect("pasre", "passport-new");
    expect("pr", "passport-new");
    expect("pf", "passport");
    expect("загр зам", "passport-new");
}

static void the_own_name_before_the_agency(attr_unused void **state)
{
    const char *keys[8];
    size_t count = search_find(&model.search, "inter", keys, ARRAY_SIZE(keys));
    assert_int_equal(count, 4); /* all of the agency, as the catalogue has them */
    assert_string_equal(keys[0], "id-card");
    assert_string_equal(keys[3], "licence");
    expect("inter dri", "licence");
    expect("tax", "tin"); /* its name begins so, too */
}

static void what_counts_the_same_stays_in_the_order_of_the_catalogue(attr_unused void **state)
{
    const char *keys[8];
    size_t count = search_find(&model.search, "p", keys, ARRAY_SIZE(keys));
    assert_true(count >= 3);
    assert_string_equal(keys[0], "passport");
    assert_string_equal(keys[1], "passport-new");
    assert_string_equal(keys[2], "pension");
}

static void the_other_keyboard(attr_unused void **state)
{
    expect("gtyc", "pension"); /* пенс, typed with Latin letters set */
    expect("зфыызщке", "passport");
}

static void nothing(attr_unused void **state)
{
    const char *keys[4];
    expect("qqq", "none");
    expect("pas qqq", "none");
    assert_int_equal(search_find(&model.search, "", keys, 4), 0);
    assert_int_equal(search_find(&model.search, " -., ", keys, 4), 0);
    assert_int_equal(search_find(&model.search, "pas", keys, 0), 0);
    assert_int_equal(search_find(&model.search, "pas", keys, 1), 1);
}

static void other_lists(attr_unused void **state)
{
    assert_true(search_fits("vis", "The visitor asked"));
    assert_true(search_fits("ask the", "The visitor asked"));
    assert_true(search_fits("", "Anything"));
    assert_false(search_fits("left", "The visitor asked"));
}

/* A service that is gone from one language, and no services at all. */
static void gaps(attr_unused void **state)
{
    struct model bare;
    model_init(&bare, NULL);
    model_names_changed(&bare);
    const char *keys[4];
    assert_int_equal(search_find(&bare.search, "pas", keys, 4), 0);
    model_add_language(&bare, "az");
    model_names_changed(&bare);
    assert_int_equal(search_find(&bare.search, "pas", keys, 4), 0);
    model_done(&bare);
}

static void lines_that_find(attr_unused void **state)
{
    static const struct {
        const char *text, *number, *service;
        int minute;
        bool unknown;
    } cases[] = {
            {"42", "42", NULL, -1, false},
            {"KA042", "KA042", NULL, -1, false},
            {"ka", "ka", NULL, -1, false},
            {"10:40", "", NULL, 640, false},
            {"9:05", "", NULL, 545, false},
            {"pensiya", "", "pension", -1, false},
            {"driv 42 10:40", "42", "licence", 640, false},
            {"  ", "", NULL, -1, false},
            {"qqqq", "", NULL, -1, true},
            {"25:00", "", NULL, -1, true},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct wanted wanted;
        finding_read(&model.search, cases[i].text, &wanted);
        assert_string_equal(wanted.number, cases[i].number);
        assert_string_equal(wanted.service ? wanted.service : "", cases[i].service ? cases[i].service : "");
        assert_int_equal(wanted.minute, cases[i].minute);
        assert_int_equal(wanted.unknown, cases[i].unknown);
    }
}

static void drafts(attr_unused void **state)
{
    struct draft draft = {0};
    assert_true(draft_is_empty(&draft));
    draft_toggle_class(&draft, "elderly");
    draft_toggle_class(&draft, "infant");
    assert_string_equal(draft.class, "infant");
    draft_toggle_class(&draft, "infant");
    assert_string_equal(draft.class, "");
    draft_toggle_need(&draft, "fetch");
    draft_toggle_need(&draft, "step-free");
    draft_toggle_need(&draft, "fetch");
    assert_int_equal(draft.need_count, 1);
    assert_true(draft_has_need(&draft, "step-free"));
    assert_false(draft_has_need(&draft, "fetch"));
    for (int i = 0; i < 20; i++)
        draft_add_step(&draft, "visa");
    assert_int_equal(draft.step_count, DRAFT_STEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_beginning_of_a_word_in_any_language),
            cmocka_unit_test(letters_that_a_keyboard_has_not_got),
            cmocka_unit_test(words_in_any_order_and_run_together),
            cmocka_unit_test(the_own_name_before_the_agency),
            cmocka_unit_test(what_counts_the_same_stays_in_the_order_of_the_catalogue),
            cmocka_unit_test(the_other_keyboard),
            cmocka_unit_test(nothing),
            cmocka_unit_test(other_lists),
            cmocka_unit_test(gaps),
            cmocka_unit_test(lines_that_find),
            cmocka_unit_test(drafts),
    };
    scene_init(&model);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    model_done(&model);
    return failed;
}
