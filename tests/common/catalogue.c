/* SPDX-License-Identifier: MIT
 *
 * What catalogue_read() makes of a file, and what catalogue_check() says of the whole; the corpus holds the mistakes.
 */
#include "tests/common/centre_help.h"

#include <time.h>

static const char *const three[] = {"az", "ru", "en"};
static const char *const four[] = {"az", "ru", "en", "ja"};

struct fixture {
    struct arena arena;
    struct config_mistakes mistakes;
    struct i18n *i18n;
};

static int setup(void **state)
{
    struct fixture *fixture = mem_new(struct fixture);
    arena_init(&fixture->arena);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    i18n_free(fixture->i18n);
    config_mistakes_done(&fixture->mistakes);
    arena_done(&fixture->arena);
    free(fixture);
    return 0;
}

/* Is there a mistake of this severity with this text? */
static bool says(const struct fixture *fixture, enum config_severity severity, const char *text)
{
    for (size_t i = 0; i < fixture->mistakes.count; i++) {
        if (fixture->mistakes.items[i].severity == severity && strstr(fixture->mistakes.items[i].text, text))
            return true;
    }
    config_mistakes_print(&fixture->mistakes, stderr);
    return false;
}

/* --- the corpus --- */

static void read_whole(const char *path, struct config_mistakes *mistakes)
{
    struct i18n *i18n = help_languages(three, ARRAY_SIZE(three));
    struct arena arena;
    arena_init(&arena);
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    if (config_file_read(path, 0, mistakes, &file) == 0) {
        struct catalogue *catalogue = NULL;
        int result = catalogue_read(file, &arena, mistakes, &catalogue);
        assert_true(result == 0 ? catalogue->complete : !catalogue->complete);
        catalogue_check(catalogue, i18n, file, mistakes);
    }
    arena_done(&arena);
    i18n_free(i18n);
}

static void test_corpus(void **state)
{
    (void)state;
    char *folder = corpus_path("tests/corpus/catalogue");
    assert_true(corpus_each(folder, "y_", read_whole) >= 2);
    assert_true(corpus_each(folder, "n_", read_whole) >= 30);
    free(folder);
}

/* --- what is read --- */

static void test_tree(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    assert_int_equal(catalogue->groups.count, 3);
    assert_string_equal(catalogue->groups.items[0].key, "migration");
    assert_string_equal(catalogue->groups.items[1].key, "residence");
    assert_string_equal(catalogue->groups.items[2].key, "identity");

    const struct catalogue_group *residence = catalogue_group(catalogue, "residence");
    assert_ptr_equal(residence->parent, &catalogue->groups.items[0]);
    assert_ptr_equal(residence->agency, &catalogue->groups.items[0]);
    assert_int_equal(residence->depth, 1);
    assert_null(catalogue->groups.items[0].parent);
    assert_ptr_equal(catalogue->groups.items[0].agency, &catalogue->groups.items[0]);

    const char *const order[] = {"advice", "residence-first", "residence-renewal", "passport"};
    assert_int_equal(catalogue->services.count, ARRAY_SIZE(order));
    for (size_t i = 0; i < ARRAY_SIZE(order); i++)
        assert_string_equal(catalogue->services.items[i].key, order[i]);
    assert_null(catalogue_service(catalogue, "residence"));
    assert_null(catalogue_counter(catalogue, "c3"));
}

static void test_inheritance(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    const struct catalogue_service *first = catalogue_service(catalogue, "residence-first");
    assert_string_equal(first->series->key, "permits"); /* of the agency, two levels up */
    assert_string_equal(first->hours->key, "usual");
    const struct catalogue_service *renewal = catalogue_service(catalogue, "residence-renewal");
    assert_string_equal(renewal->series->key, "papers"); /* its own */
    assert_string_equal(renewal->hours->key, "short");
    assert_null(catalogue_group(catalogue, "identity")->series);
}

static void test_service(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    const struct catalogue_service *first = catalogue_service(catalogue, "residence-first");
    assert_string_equal(first->national_code, "MIG-1");
    assert_int_equal(first->target_minutes, 10);
    assert_int_equal(first->usual_minutes, 12);
    assert_int_equal(first->promote_minutes, 40);
    assert_int_equal(first->tier, 1);
    assert_int_equal(first->daily_limit, 80);
    assert_int_equal(first->cutoff_minutes, 30);
    assert_true(first->ask_how_many);
    assert_int_equal(first->how_many_limit, 6);
    assert_int_equal(first->slot_places, 2);
    assert_int_equal(first->bring.count, 3);
    assert_string_equal(first->bring.items[0].text, "Pasport\nŞəkil");
    assert_null(first->transfer_to[0]);

    const struct catalogue_service *passport = catalogue_service(catalogue, "passport"); /* the defaults */
    assert_null(passport->national_code);
    assert_int_equal(passport->target_minutes, 15);
    assert_int_equal(passport->promote_minutes, 0);
    assert_false(passport->ask_how_many);
    assert_int_equal(passport->slot_places, 0);
    assert_int_equal(passport->origin.line, 71);
    assert_string_equal(passport->origin.file, "catalogue.conf");
}

static void test_links(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    /* a group in transfer_to means the others in it */
    const struct catalogue_service *const *to = catalogue_service(catalogue, "advice")->transfer_to;
    assert_string_equal(to[0]->key, "residence-first");
    assert_string_equal(to[1]->key, "residence-renewal");
    assert_string_equal(to[2]->key, "passport");
    assert_null(to[3]);

    const struct catalogue_profile *both = catalogue_counter(catalogue, "c1")->profile;
    assert_int_equal(both->tier_count, 2);
    assert_int_equal(both->offset_minutes, 5);
    assert_int_equal(catalogue_counter(catalogue, "c2")->profile->offset_minutes, 10); /* the default */
    assert_int_equal(both->tiers[0].count, 3);
    assert_string_equal(both->tiers[0].services[2]->key, "advice"); /* in the order of the profile */
    assert_int_equal(both->tiers[1].count, 1);
    assert_string_equal(both->tiers[1].services[0]->key, "passport");

    const struct catalogue_counter *counter = catalogue_counter(catalogue, "c1");
    assert_string_equal(counter->meets[0]->key, "step-free");
    assert_null(counter->meets[1]);
    assert_string_equal(counter->hours->key, "usual");
    assert_null(catalogue_counter(catalogue, "c2")->hours);
    assert_null(catalogue_counter(catalogue, "c2")->meets[0]);
    assert_null(catalogue->operators.items[0].profile);
    assert_string_equal(catalogue->kiosks.items[0].printers[0]->queue, "novbe-entrance");
    assert_string_equal(catalogue->kiosks.items[0].offers[3]->key, "passport");
    assert_string_equal(catalogue->boards.items[0].zones[0]->key, "hall-a");
}

static void test_hours_and_skip(void **state)
{
    struct fixture *fixture = *state;
    const struct catalogue *catalogue = help_catalogue(NULL, NULL, &fixture->arena);
    const struct catalogue_hours *usual = &catalogue->hours.items[0];
    assert_int_equal(usual->days[WEDNESDAY].count, 2);
    assert_int_equal(usual->days[WEDNESDAY].items[1].start_minute, 14 * 60);
    assert_int_equal(usual->days[FRIDAY].items[0].end_minute, 17 * 60); /* a string alone is a list of one */
    assert_int_equal(usual->days[SUNDAY].count, 0);
    assert_int_equal(usual->breaks.count, 1);
    assert_int_equal(catalogue->skip_number_count, 2);
    assert_int_equal(catalogue->skip_numbers[1], 113);
    assert_string_equal(catalogue->skip_letters, "OI");
    assert_int_equal(catalogue->series.items[1].overflow, SERIES_PREFIX);
    assert_string_equal(catalogue->series.items[1].next_prefixes.items[0], "M");
}

/* --- the whole --- */

static void test_small_has_no_mistake(void **state)
{
    struct fixture *fixture = *state;
    fixture->i18n = help_languages(three, ARRAY_SIZE(three));
    char *text = help_small(NULL, NULL);
    struct catalogue *catalogue;
    assert_int_equal(help_read(text, fixture->i18n, &fixture->arena, &fixture->mistakes, &catalogue), 0);
    config_mistakes_print(&fixture->mistakes, stderr);
    assert_int_equal(fixture->mistakes.count, 0);
    free(text);
}

static void check_edited(struct fixture *fixture, const char *old, const char *new)
{
    if (!fixture->i18n)
        fixture->i18n = help_languages(three, ARRAY_SIZE(three));
    char *text = help_small(old, new);
    struct catalogue *catalogue;
    assert_int_equal(help_read(text, fixture->i18n, &fixture->arena, &fixture->mistakes, &catalogue), 0);
    free(text);
}

static void test_empty_group(void **state)
{
    struct fixture *fixture = *state;
    check_edited(fixture, "key = \"residence\";",
                 "key = \"visa\"; name = { az = \"Viza\"; ru = \"Виза\"; en = \"Visa\"; }; },"
                 "{ key = \"residence\";");
    assert_true(says(fixture, CONFIG_WARNING, "group \"visa\": no service is in it"));
    assert_int_equal(fixture->mistakes.count, 1);
}

/* A language with a fallback lacks every text: one warning, with the count and the first place. */
static void test_fallback_is_counted(void **state)
{
    struct fixture *fixture = *state;
    fixture->i18n = help_languages(four, ARRAY_SIZE(four));
    check_edited(fixture, NULL, NULL);
    assert_int_equal(fixture->mistakes.errors, 0);
    assert_true(
            says(fixture, CONFIG_WARNING, "texts are not written in \"ja\" and left to its fallback \"en\", first "));
    size_t about_texts = 0;
    for (size_t i = 0; i < fixture->mistakes.count; i++)
        about_texts += strstr(fixture->mistakes.items[i].text, "not written in") != NULL;
    assert_int_equal(about_texts, 1);
}

static void test_clash_of_sound(void **state)
{
    struct fixture *fixture = *state;
    check_edited(fixture, "prefix = \"A\"; },", "prefix = \"D\"; }, { key = \"spare\"; prefix = \"T\"; },");
    assert_true(says(fixture, CONFIG_WARNING,
                     "series \"permits\": prefix \"D\" sounds like \"T\" (series \"spare\") in \"az\""));
    assert_int_equal(fixture->mistakes.errors, 0);
}

/* Many that rhyme are one warning a language, not one a pair. */
static void test_clash_is_told_once(void **state)
{
    struct fixture *fixture = *state;
    check_edited(fixture, "prefix = \"A\"; },",
                 "prefix = \"D\"; }, { key = \"s1\"; prefix = \"T\"; }, { key = \"s2\"; prefix = \"G\"; },");
    size_t in_az = 0;
    for (size_t i = 0; i < fixture->mistakes.count; i++)
        in_az += strstr(fixture->mistakes.items[i].text, "sounds like") &&
                 strstr(fixture->mistakes.items[i].text, "\"az\"");
    assert_int_equal(in_az, 1);
    assert_true(says(fixture, CONFIG_WARNING, "\"T\" (series \"s1\"), \"G\" (series \"s2\")"));
}

static void test_clash_of_shape(void **state)
{
    struct fixture *fixture = *state;
    check_edited(fixture, "prefix = \"A\"; }", "prefix = \"P\"; }"); /* er to a reader of Russian */
    assert_true(says(fixture, CONFIG_WARNING, "prefix \"P\" may be read as another sign in \"ru\""));
    assert_int_equal(fixture->mistakes.errors, 0);
}

/* Letters that are alike only at one place of two-letter prefixes clash; ones that also differ clearly do not. */
static void test_clash_of_two_letters(void **state)
{
    struct fixture *fixture = *state;
    check_edited(fixture, "prefix = \"A\"; },", "prefix = \"AD\"; }, { key = \"spare\"; prefix = \"AT\"; },");
    assert_true(says(fixture, CONFIG_WARNING, "prefix \"AD\" sounds like \"AT\""));
    config_mistakes_done(&fixture->mistakes);
    check_edited(fixture, "prefix = \"A\"; },", "prefix = \"AD\"; }, { key = \"spare\"; prefix = \"FT\"; },");
    for (size_t i = 0; i < fixture->mistakes.count; i++)
        assert_null(strstr(fixture->mistakes.items[i].text, "sounds like"));
}

static void test_warnings(void **state)
{
    static const struct {
        const char *old, *new, *warning;
    } cases[] = {
            {"offers = [ \"migration\", \"identity\" ]", "offers = [ \"migration\" ]",
             "service \"passport\": no kiosk offers it"},
            {"[ \"migration/residence\", \"advice\" ], [ \"identity\" ]", "[ \"migration/residence\", \"advice\" ]",
             "need \"step-free\": no counter that meets it serves 1 of 4 services, first \"passport\""},
            {"boards = ( { key = \"hall-a\"; zones = [ \"hall-a\" ]; voice = true; } );", "",
             "counter \"c1\": its zone \"hall-a\" is on no board"},
            {"{ key = \"identity\"; tiers",
             "{ key = \"spare\"; tiers = ( [ \"passport\" ] ); }, { key = \"identity\"; tiers",
             "profile \"spare\": no counter and no operator has it"},
            {"printers = \"entrance\"; speak", "speak", "kiosk \"entrance\": has no printer"},
            {"printers = \"entrance\"; speak", "printers = \"entrance\"; printers_beside = 2; speak",
             "kiosk \"entrance\": printers_beside: 2 printers take turns, and it has 1"},
            {"offers = [ \"migration\", \"identity\" ];", "", "kiosk \"entrance\": offers nothing"},
            {"{ id = \"102\"; languages = [ \"az\", \"en\" ]", "{ id = \"102\"; languages = [ \"az\", \"de\" ]",
             "no operator speaks \"en\""},
            {"fulfilled = true;", "fulfilled = false; cause = \"other\";", "outcomes: none is fulfilled"},
            {"en = \"First time\"",
             "en = \"First application for a temporary residence permit of a person without citizenship\"",
             "service \"residence-first\": name.en: too long for a button"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        check_edited(*state, cases[i].old, cases[i].new);
        struct fixture *fixture = *state;
        assert_true(says(fixture, CONFIG_WARNING, cases[i].warning));
        assert_int_equal(fixture->mistakes.errors, 0);
        config_mistakes_done(&fixture->mistakes);
    }
}

/* `count` of something, each written by a pattern that takes its number. */
static char *many(const char *before, int count, const char *each, const char *after)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs(before, out);
    for (int i = 0; i < count; i++) {
        _cleanup_free_ char *number = mem_printf("%c%c", 'w' + i / 26, 'a' + i % 26);
        for (const char *letter = each; *letter; letter++)
            fputs(*letter == '@' ? number : (char[]){*letter, 0}, out);
    }
    fputs(after, out);
    fclose(out);
    return text;
}

/* Needs and languages are bits: 62 of each can be told apart, one more is a warning at its place. */
static void test_too_many_for_bits(void **state)
{
    static const char need[] = "{ key = \"n@\"; kind = \"soft\"; prefer_minutes = 1; "
                               "name = { az = \"N\"; ru = \"N\"; en = \"N\"; }; },\n";
    struct fixture *fixture = *state;
    for (int more = 0; more <= 1; more++) {
        /* two needs and three languages are there already */
        char *needs = many("needs = (", 60 + more, need, "");
        check_edited(fixture, "needs = (", needs);
        assert_int_equal(says(fixture, CONFIG_WARNING, "of which only 62 can be told apart"), more);
        config_mistakes_done(&fixture->mistakes);
        char *languages = many("languages = [ ", 59 + more, "\"@\", ", "\"az\", \"en\" ]");
        check_edited(fixture, "languages = [ \"az\", \"en\" ]", languages);
        assert_int_equal(says(fixture, CONFIG_WARNING, "operator \"102\": languages: the centre has 63"), more);
        config_mistakes_done(&fixture->mistakes);
        free(needs);
        free(languages);
    }
}

/* --- speed, printed only --- */

static void write_service(FILE *out, int number)
{
    fprintf(out,
            "%s{ key = \"s%d\"; name = { az = \"Şəxsiyyət vəsiqəsi %d\"; ru = \"Удостоверение личности %d\"; "
            "en = \"Identity card %d\"; ja = \"身分証明書 %d\"; };\n"
            "bring = { az = \"Pasport\\nŞəkil\"; ru = \"Паспорт\\nФото\"; en = \"Passport\\nPhoto\"; ja = "
            "\"旅券\\n写真\"; };\n"
            "national_code = \"N%d\"; target_minutes = 10; transfer_to = [ \"s%d\" ]; }",
            number ? ",\n" : "", number, number, number, number, number, number, (number + 1) % 300);
}

static void test_speed(void **state)
{
    struct fixture *fixture = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs("series = ( { key = \"a\"; prefix = \"A\"; } ); hours = ( { key = \"h\"; monday = [ \"09:00-18:00\" ]; } );\n"
          "agencies = ( { key = \"x\"; name = { az = \"x\"; ru = \"x\"; en = \"x\"; ja = \"x\"; }; series = \"a\"; "
          "hours = \"h\"; services = (\n",
          out);
    for (int i = 0; i < 300; i++)
        write_service(out, i);
    fputs("); } );", out);
    fclose(out);

    struct timespec start, end;
    struct catalogue *catalogue;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int result = help_read(text, NULL, &fixture->arena, &fixture->mistakes, &catalogue);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_int_equal(result, 0);
    assert_int_equal(catalogue->services.count, 300);
    print_message("300 services in 4 languages (%zu bytes): %.1f ms\n", size,
                  (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(test_corpus, setup, teardown),
            cmocka_unit_test_setup_teardown(test_tree, setup, teardown),
            cmocka_unit_test_setup_teardown(test_inheritance, setup, teardown),
            cmocka_unit_test_setup_teardown(test_service, setup, teardown),
            cmocka_unit_test_setup_teardown(test_links, setup, teardown),
            cmocka_unit_test_setup_teardown(test_hours_and_skip, setup, teardown),
            cmocka_unit_test_setup_teardown(test_small_has_no_mistake, setup, teardown),
            cmocka_unit_test_setup_teardown(test_empty_group, setup, teardown),
            cmocka_unit_test_setup_teardown(test_fallback_is_counted, setup, teardown),
            cmocka_unit_test_setup_teardown(test_clash_of_sound, setup, teardown),
            cmocka_unit_test_setup_teardown(test_clash_is_told_once, setup, teardown),
            cmocka_unit_test_setup_teardown(test_clash_of_shape, setup, teardown),
            cmocka_unit_test_setup_teardown(test_clash_of_two_letters, setup, teardown),
            cmocka_unit_test_setup_teardown(test_warnings, setup, teardown),
            cmocka_unit_test_setup_teardown(test_too_many_for_bits, setup, teardown),
            cmocka_unit_test_setup_teardown(test_speed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
