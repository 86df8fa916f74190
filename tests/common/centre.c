/* SPDX-License-Identifier: MIT
 *
 * A centre from its files: the shipped one loads; of a broken one every mistake of every file is told, in order; and
 * what a reload would change is told option by option.
 */
#include "common/centre.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/server.h"

struct fixture {
    char folder[64];
    char *path; /* of novbe.conf */
    struct config_mistakes mistakes;
    struct centre *centre;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    strcpy(f->folder, "/tmp/novbe-centre-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->path = mem_printf("%s/novbe.conf", f->folder);
    *state = f;
    return 0;
}

static void forget(struct fixture *f)
{
    config_mistakes_done(&f->mistakes);
    f->centre = centre_free(f->centre);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    forget(f);
    unlink(f->path);
    int r = rmdir(f->folder);
    free(f->path);
    free(f);
    return r;
}

/* Writes a novbe.conf over the shipped calendar and languages and this catalogue, and loads it. `files`: of its group
 * `files`, too. */
static int load_files(struct fixture *f, const char *catalogue, const char *files, const char *text)
{
    const char *source = getenv("NOVBE_SOURCE");
    forget(f);
    FILE *out = fopen(f->path, "w");
    assert_non_null(out);
    fprintf(out, "files = { catalogue = \"%s/%s\"; calendar = \"%s/conf/calendar.conf\"; ", source, catalogue, source);
    fprintf(out, "languages = \"%s/conf/lang\"; %s };\n%s", source, files, text);
    fclose(out);
    return centre_load(f->path, &f->mistakes, &f->centre);
}

static int load_over(struct fixture *f, const char *catalogue, const char *text)
{
    return load_files(f, catalogue, "", text);
}

static int load(struct fixture *f, const char *text)
{
    return load_over(f, "conf/catalogue.conf", text);
}

static void load_good(struct fixture *f, const char *text)
{
    int r = load(f, text);
    if (r < 0)
        config_mistakes_print(&f->mistakes, stderr);
    assert_int_equal(r, 0);
}

static bool has_mistake(const struct fixture *f, const char *file, unsigned line, const char *words)
{
    for (size_t i = 0; i < f->mistakes.count; i++) {
        const struct config_mistake *mistake = &f->mistakes.items[i];
        if (strstr(mistake->file, file) && mistake->line == line && strstr(mistake->text, words))
            return true;
    }
    return false;
}

/* --- loading --- */

static void the_shipped_centre_loads(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = mem_printf("%s/conf/novbe.conf", getenv("NOVBE_SOURCE"));
    _cleanup_free_ char *catalogue = mem_printf("%s/conf/catalogue.conf", getenv("NOVBE_SOURCE"));
    int r = centre_load(path, &f->mistakes, &f->centre);
    config_mistakes_print(&f->mistakes, stderr);
    assert_int_equal(r, 0);
    assert_string_equal(f->centre->path, path);
    assert_string_equal(f->centre->settings.catalogue_path, catalogue);
    assert_int_equal(i18n_count(f->centre->i18n), 3);
    assert_true(f->centre->catalogue->services.count >= 80);
    assert_non_null(f->centre->calendar);
    assert_non_null(f->centre->ticket_layout);
}

static void defaults_are_those_of_the_server(void **state)
{
    struct fixture *f = *state;
    load_good(f, "");
    const struct settings *settings = &f->centre->settings;
    const struct varlink_limits *limits = &varlink_limits_default;
    assert_int_equal(settings->limits.message_bytes, limits->message_bytes);
    assert_int_equal(settings->limits.reply_bytes, limits->reply_bytes);
    assert_int_equal(settings->limits.connections, limits->connections);
    assert_int_equal(settings->limits.connections_per_user, limits->connections_per_user);
    assert_int_equal(settings->limits.unsent_bytes, limits->unsent_bytes);
    assert_int_equal(settings->limits.calls_in_flight, limits->calls_in_flight);
    assert_int_equal(settings->limits.messages_per_turn, limits->messages_per_turn);
    assert_int_equal(settings->limits.unread_ms, limits->unread_ms);
    assert_int_equal(settings->log_level, LOG_LEVEL_INFO);
    assert_int_equal(settings->grant_count, 5);
    assert_int_equal(settings->grants[0].role, ROLE_ADMIN);
    assert_string_equal(settings->grants[0].users.items[0], "@owner");
    assert_string_equal(settings->grants[0].users.items[1], "root");
    assert_int_equal(settings->grants[1].role, ROLE_PRINTER);
    assert_string_equal(settings->grants[1].users.items[0], "novbe-printer");
    assert_int_equal(settings->grants[2].role, ROLE_REPORTER);
    assert_string_equal(settings->grants[2].users.items[0], "novbe-report");
    assert_int_equal(settings->grants[3].role, ROLE_VISITOR);
    assert_string_equal(settings->grants[3].users.items[0], "novbe-kiosk");
    assert_int_equal(settings->grants[4].role, ROLE_BOARD);
    assert_string_equal(settings->grants[4].users.items[0], "novbe-board");
}

static void rules_have_defaults_and_ranges(void **state)
{
    struct fixture *f = *state;
    load_good(f, "rules: { undo_seconds = 0; booking_late_minutes = 20; };\n");
    const struct settings *settings = &f->centre->settings;
    assert_int_equal(settings->rules.calls_before_no_show, 2);
    assert_int_equal(settings->rules.recall_gap_seconds, 15);
    assert_int_equal(settings->rules.undo_seconds, 0);
    assert_int_equal(settings->rules.nested_returns, 3);
    assert_int_equal(settings->rules.return_code_days, 14);
    assert_int_equal(settings->rules.return_code_minutes, 60);
    assert_int_equal(settings->rules.booking_late_minutes, 20);
    assert_int_equal(load(f, "rules: { calls_before_no_show = 0;\nnested_returns = 4;\nlease_second = 30; };\n"),
                     -EBADMSG);
    assert_int_equal(f->mistakes.errors, 3);
    assert_true(has_mistake(f, "novbe.conf", 2, "rules.calls_before_no_show: 0 is out of range"));
    assert_true(has_mistake(f, "novbe.conf", 3, "rules.nested_returns: 4 is out of range"));
    assert_true(has_mistake(f, "novbe.conf", 4, "lease_seconds"));
}

static void roles_are_read_row_by_row(void **state)
{
    struct fixture *f = *state;
    load_good(f, "roles = ( { role = \"auditor\"; users = \"64001\"; },\n"
                 "  { role = \"manager\"; groups = [ \"tax\", \"7\" ]; agencies = [ \"tax\", \"justice\" ]; } );\n");
    const struct role_grant *grants = f->centre->settings.grants;
    assert_int_equal(f->centre->settings.grant_count, 2);
    assert_int_equal(grants[0].role, ROLE_AUDITOR);
    assert_int_equal(grants[0].users.count, 1);
    assert_int_equal(grants[0].agencies.count, 0);
    assert_int_equal(grants[1].role, ROLE_MANAGER);
    assert_int_equal(grants[1].groups.count, 2);
    assert_string_equal(grants[1].agencies.items[1], "justice");
}

static void no_role_is_a_choice(void **state)
{
    struct fixture *f = *state;
    load_good(f, "roles = ( );\n");
    assert_int_equal(f->centre->settings.grant_count, 0);
}

/* --- mistakes --- */

static void mistakes_of_all_files_come_at_once_and_in_order(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
            load(f, "roles = ( { role = \"manager\"; users = \"root\"; agencies = [ \"schooling\",\n"
                    "    \"justise\" ]; } );\n"
                    "centre: { name = { az = \"A\"; ru = \"B\"; }; languages = [ \"az\", \"ru\", \"en\", \"xx\" ]; };\n"
                    "limits: { connections = 0; };\n"
                    "log: { level = \"loud\"; };\n"),
            -EBADMSG);
    assert_null(f->centre);
    assert_true(has_mistake(f, "novbe.conf", 2, "\"schooling\" is a group of \"education\", expected an agency"));
    assert_true(has_mistake(f, "novbe.conf", 3, "did you mean \"justice\"?"));
    assert_true(has_mistake(f, "novbe.conf", 5, "limits.connections: 0 is out of range"));
    assert_true(has_mistake(f, "novbe.conf", 6, "log.level"));
    assert_true(has_mistake(f, "xx.conf", 0, ""));
    for (size_t i = 1; i < f->mistakes.count; i++) {
        const struct config_mistake *before = &f->mistakes.items[i - 1], *mistake = &f->mistakes.items[i];
        assert_true(before->file_number <= mistake->file_number);
        assert_true(before->file_number < mistake->file_number || before->line <= mistake->line);
    }
}

static void languages_are_told_once(void **state)
{
    struct fixture *f = *state;
    const char *text = "centre: { languages = [ \"az\", \"az\", \"ru\", \"../en\", \"en\" ]; };\n";
    assert_int_equal(load(f, text), -EBADMSG);
    assert_int_equal(f->mistakes.count, 2);
    assert_true(has_mistake(f, "novbe.conf", 2, "centre.languages: \"az\" is there twice"));
    assert_true(has_mistake(f, "novbe.conf", 2, "centre.languages: \"../en\" is not a language code"));
    assert_int_equal(load(f, "centre: { languages = [ \"az\", \"zh-Hant\" ]; };\n"), -EBADMSG);
    assert_true(has_mistake(f, "zh-Hant.conf", 0, "No such file")); /* a code as any other */
}

/* A language that cannot be read hides no mistake of the catalogue. */
static void a_broken_language_hides_nothing(void **state)
{
    struct fixture *f = *state;
    const char *text = "centre: { languages = [ \"az\", \"xx\" ]; };\n";
    assert_int_equal(load_over(f, "tests/corpus/catalogue/n_nobody_serves.conf", text), -EBADMSG);
    assert_true(has_mistake(f, "xx.conf", 0, "No such file"));
    assert_true(has_mistake(f, "n_nobody_serves.conf", 43, "nobody serves it"));
    assert_int_equal(load_over(f, "tests/corpus/catalogue/n_prefix_twice.conf", text), -EBADMSG);
    assert_true(has_mistake(f, "n_prefix_twice.conf", 5, "is that of series"));
}

static void the_name_of_the_centre_is_in_all_its_languages(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "\ncentre: { name = { az = \"A\"; ru = \"B\"; }; };\n"), -EBADMSG);
    assert_int_equal(f->mistakes.errors, 1);
    assert_true(has_mistake(f, "novbe.conf", 3, "centre.name"));
}

static void files_that_are_not_there_are_told_by_name(void **state)
{
    struct fixture *f = *state;
    FILE *out = fopen(f->path, "w");
    assert_non_null(out);
    fclose(out);
    assert_int_equal(centre_load(f->path, &f->mistakes, &f->centre), -EBADMSG);
    assert_true(has_mistake(f, "/catalogue.conf", 0, "No such file"));
    assert_true(has_mistake(f, "/calendar.conf", 0, "No such file"));
    config_mistakes_done(&f->mistakes);
    assert_int_equal(centre_load("/no/such/novbe.conf", &f->mistakes, &f->centre), -EBADMSG);
    assert_int_equal(f->mistakes.count, 1); /* nothing is guessed of where the others would be */
    assert_string_equal(f->mistakes.items[0].file, "/no/such/novbe.conf");
}

/* --- the layout of paper --- */

static char *layout_path(const struct fixture *f)
{
    return mem_printf("%s/ticket.conf", f->folder);
}

static void write_layout(const struct fixture *f, const char *text)
{
    _cleanup_free_ char *path = layout_path(f);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    fclose(out);
}

/* A novbe.conf of an older novbe names none, and nobody has written one. */
static void a_layout_that_is_left_out_is_built_in(void **state)
{
    struct fixture *f = *state;
    load_good(f, "");
    assert_true(f->centre->ticket_layout->ticket.count >= 5);
}

static void a_layout_that_is_there_is_read(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = layout_path(f);
    write_layout(f, "ticket = ( { block = \"number\"; height_mm = 22; } );");
    load_good(f, "");
    assert_int_equal(f->centre->ticket_layout->ticket.count, 1);
    assert_int_equal(f->centre->ticket_layout->ticket.lines[0].height_mm, 22);
    write_layout(f, "ticket = ( { block = \"number\"; },\n  { block = \"text\"; text = { az = \"A\"; }; } );");
    assert_int_equal(load(f, "limits: { connections = 0; };\n"), -EBADMSG);
    assert_true(has_mistake(f, "novbe.conf", 2, "limits.connections"));
    assert_true(has_mistake(f, "/ticket.conf", 2, "text: no text in \"ru\""));
    assert_int_equal(unlink(path), 0);
}

static void a_layout_that_is_named_has_to_be_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load_files(f, "conf/catalogue.conf", "ticket = \"ticket.conf\";", ""), -EBADMSG);
    assert_int_equal(f->mistakes.errors, 1);
    assert_true(has_mistake(f, "/ticket.conf", 0, "No such file"));
}

/* Those who print go on with the built-in one, and say why. */
static void printing_goes_on_with_a_plainer_layout(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = layout_path(f);
    write_layout(f, "ticket = ( { block = \"where\"; } );");
    assert_int_equal(load(f, ""), -EBADMSG);
    config_mistakes_done(&f->mistakes);
    assert_int_equal(centre_load_plain(f->path, &f->mistakes, &f->centre), 0);
    assert_int_equal(f->mistakes.errors, 1);
    assert_true(has_mistake(f, "/ticket.conf", 1, "no block \"number\""));
    assert_true(f->centre->ticket_layout->ticket.count >= 5);
    f->centre = centre_free(f->centre);
    assert_int_equal(load(f, "limits: { connections = 0; };\n"), -EBADMSG);
    config_mistakes_done(&f->mistakes);
    assert_int_equal(centre_load_plain(f->path, &f->mistakes, &f->centre), -EBADMSG); /* of that one, no more */
    assert_int_equal(unlink(path), 0);
}

/* --- comparing --- */

static void what_differs_is_told_option_by_option(void **state)
{
    struct fixture *f = *state;
    load_good(f, "");
    struct centre *before = f->centre;
    f->centre = NULL;
    load_good(f, "limits: { unread_ms = 12345; }; socket: { path = \"/run/other\"; };\n"
                 "roles = ( { role = \"admin\"; users = \"root\"; } );\n");
    struct arena arena;
    struct catalogue_changes changes;
    arena_init(&arena);
    centre_compare(before, f->centre, &arena, &changes);
    static const struct catalogue_change expected[] = {
            {.key = "socket.path", .before = "\"/run/novbe/socket\"", .after = "\"/run/other\"", .restart = true},
            {.key = "limits.unread_ms", .before = "30000", .after = "12345"},
            {.key = "roles",
             .before = "( { role = \"admin\"; users = [ \"@owner\", \"root\" ]; }, "
                       "{ role = \"printer\"; users = [ \"novbe-printer\" ]; }, "
                       "{ role = \"reporter\"; users = [ \"novbe-report\" ]; }, "
                       "{ role = \"visitor\"; users = [ \"novbe-kiosk\" ]; }, "
                       "{ role = \"board\"; users = [ \"novbe-board\" ]; } )",
             .after = "( { role = \"admin\"; users = [ \"root\" ]; } )"},
    };
    assert_int_equal(changes.count, ARRAY_SIZE(expected));
    for (size_t i = 0; i < changes.count; i++) {
        assert_int_equal(changes.items[i].kind, CHANGE_CHANGED);
        assert_string_equal(changes.items[i].object, "setting");
        assert_string_equal(changes.items[i].key, expected[i].key);
        assert_string_equal(changes.items[i].before, expected[i].before);
        assert_string_equal(changes.items[i].after, expected[i].after);
        assert_int_equal(changes.items[i].restart, expected[i].restart);
    }
    catalogue_changes_done(&changes);
    centre_compare(f->centre, f->centre, &arena, &changes);
    assert_int_equal(changes.count, 0);
    catalogue_changes_done(&changes);
    centre_free(before);
    arena_done(&arena);
}

static void a_layout_that_differs_is_told(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = layout_path(f);
    load_good(f, "");
    struct centre *before = f->centre;
    f->centre = NULL;
    write_layout(f, "ticket = ( { block = \"number\"; height_mm = 22; } );");
    load_good(f, "");
    struct arena arena;
    struct catalogue_changes changes;
    arena_init(&arena);
    centre_compare(before, f->centre, &arena, &changes);
    assert_int_equal(changes.count, 1);
    assert_string_equal(changes.items[0].object, "layout");
    assert_string_equal(changes.items[0].key, "ticket");
    assert_string_equal(changes.items[0].after, "( { block = \"number\"; height_mm = 22; } )");
    catalogue_changes_done(&changes);
    arena_done(&arena);
    centre_free(before);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            WITH_FOLDER(the_shipped_centre_loads),
            WITH_FOLDER(defaults_are_those_of_the_server),
            WITH_FOLDER(rules_have_defaults_and_ranges),
            WITH_FOLDER(roles_are_read_row_by_row),
            WITH_FOLDER(no_role_is_a_choice),
            WITH_FOLDER(mistakes_of_all_files_come_at_once_and_in_order),
            WITH_FOLDER(languages_are_told_once),
            WITH_FOLDER(a_broken_language_hides_nothing),
            WITH_FOLDER(the_name_of_the_centre_is_in_all_its_languages),
            WITH_FOLDER(files_that_are_not_there_are_told_by_name),
            WITH_FOLDER(a_layout_that_is_left_out_is_built_in),
            WITH_FOLDER(a_layout_that_is_there_is_read),
            WITH_FOLDER(a_layout_that_is_named_has_to_be_there),
            WITH_FOLDER(printing_goes_on_with_a_plainer_layout),
            WITH_FOLDER(what_differs_is_told_option_by_option),
            WITH_FOLDER(a_layout_that_differs_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
