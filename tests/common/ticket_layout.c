/* SPDX-License-Identifier: MIT
 *
 * The layout of paper from its file: what is read, what is built in, every mistake (in the corpus), and what is told of
 * logos and of two layouts that differ.
 */
#include "common/ticket_layout.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/common/centre_help.h"

static const char *const three[] = {"az", "ru", "en"};

struct fixture {
    struct arena arena;
    struct config_mistakes mistakes;
    struct i18n *i18n;
    struct ticket_layout *layout;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    arena_init(&f->arena);
    f->i18n = help_languages(three, ARRAY_SIZE(three));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ticket_layout_free(f->layout);
    i18n_free(f->i18n);
    config_mistakes_done(&f->mistakes);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static int parse(struct fixture *f, const char *text)
{
    f->layout = ticket_layout_free(f->layout);
    config_mistakes_done(&f->mistakes);
    return ticket_layout_parse("ticket.conf", text, strlen(text), f->i18n, &f->mistakes, &f->layout);
}

static void parse_good(struct fixture *f, const char *text)
{
    int r = parse(f, text);
    config_mistakes_print(&f->mistakes, stderr);
    assert_int_equal(r, 0);
    assert_int_equal(f->mistakes.errors, 0);
}

/* --- mistakes --- */

static void read_file(const char *path, struct config_mistakes *mistakes)
{
    struct i18n *i18n = help_languages(three, ARRAY_SIZE(three));
    struct ticket_layout *layout = NULL;
    int r = ticket_layout_load(path, i18n, mistakes, &layout);
    assert_true(r == 0 ? layout && mistakes->errors == 0 : !layout && mistakes->errors > 0);
    ticket_layout_free(layout);
    i18n_free(i18n);
}

static void every_mistake_is_told_with_its_line(void **state)
{
    (void)state;
    _cleanup_free_ char *folder = corpus_path("tests/corpus/ticket_layout");
    assert_true(corpus_each(folder, "y_", read_file) >= 3);
    assert_true(corpus_each(folder, "n_", read_file) >= 30);
}

static void a_file_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ticket_layout_load("/no/such/ticket.conf", f->i18n, &f->mistakes, &f->layout), -ENOENT);
    assert_int_equal(f->mistakes.errors, 1);
    assert_string_equal(f->mistakes.items[0].file, "/no/such/ticket.conf");
}

/* Where nobody knows the languages of the centre, a text may have any. */
static void texts_are_looked_at_by_those_who_know_the_languages(void **state)
{
    struct fixture *f = *state;
    static const char text[] =
            "ticket = ( { block = \"number\"; }, { block = \"text\"; text = { de = \"Hallo\"; }; } );";
    assert_int_equal(parse(f, text), -EBADMSG);
    config_mistakes_done(&f->mistakes);
    assert_int_equal(ticket_layout_parse("t", text, strlen(text), NULL, &f->mistakes, &f->layout), 0);
    assert_string_equal(config_text_in(&f->layout->ticket.lines[1].text, "de"), "Hallo");
}

/* --- what is read --- */

static void a_line_has_what_it_says_and_else_its_defaults(void **state)
{
    struct fixture *f = *state;
    parse_good(f, "ticket = (\n"
                  "{ block = \"number\"; },\n"
                  "{ block = \"where\"; size = \"large\"; strong = true; },\n"
                  "{ block = \"qr\"; },\n"
                  "{ block = \"qr\"; module_mm = 1; },\n"
                  "{ block = \"gap\"; height_mm = 7; },\n"
                  "{ block = \"text\"; text = { az = \"a\"; ru = \"b\"; en = \"c\\nd\"; }; } );\n");
    const struct ticket_line *lines = f->layout->ticket.lines;
    assert_int_equal(f->layout->ticket.count, 6);
    assert_int_equal(lines[0].block, TICKET_BLOCK_NUMBER);
    assert_int_equal(lines[0].height_mm, 18);
    assert_int_equal(lines[1].block, TICKET_BLOCK_WHERE);
    assert_int_equal(lines[1].size, TICKET_LARGE);
    assert_true(lines[1].strong);
    assert_int_equal(lines[1].height_mm, 0);
    assert_int_equal(lines[1].where_line, 3);
    assert_string_equal(lines[1].where_file, "ticket.conf");
    assert_int_equal(lines[2].module_um, 600);
    assert_int_equal(lines[3].module_um, 1000);
    assert_int_equal(lines[4].height_mm, 7);
    assert_int_equal(lines[5].size, TICKET_NORMAL);
    assert_false(lines[5].strong);
    assert_string_equal(config_text_in(&lines[5].text, "en"), "c\nd");
}

static void expect_same(const struct ticket_layout *a, const struct ticket_layout *b)
{
    struct arena arena;
    struct catalogue_changes changes = {0};
    arena_init(&arena);
    ticket_layout_compare(a, b, &arena, &changes);
    assert_int_equal(changes.count, 0);
    catalogue_changes_done(&changes);
    arena_done(&arena);
}

static void the_built_in_layout_is_the_shipped_file(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = corpus_path("conf/ticket.conf");
    assert_int_equal(ticket_layout_load(path, f->i18n, &f->mistakes, &f->layout), 0);
    assert_int_equal(f->mistakes.count, 0);
    _cleanup_(ticket_layout_freep) struct ticket_layout *built_in = ticket_layout_built_in();
    expect_same(f->layout, built_in);
    for (enum ticket_paper paper = 0; paper < TICKET_PAPERS; paper++)
        assert_true(ticket_layout_list(built_in, paper)->count >= 5);
}

static void a_list_that_is_left_out_is_the_built_in_one(void **state)
{
    struct fixture *f = *state;
    _cleanup_(ticket_layout_freep) struct ticket_layout *built_in = ticket_layout_built_in();
    parse_good(f, "");
    expect_same(f->layout, built_in);
    parse_good(f, "code = ( { block = \"code\"; } );");
    assert_int_equal(f->layout->code.count, 1);
    assert_int_equal(f->layout->ticket.count, built_in->ticket.count);
    assert_int_equal(f->layout->information.count, built_in->information.count);
}

/* --- what differs --- */

static void what_differs_is_told_list_by_list(void **state)
{
    struct fixture *f = *state;
    parse_good(f, "code = ( { block = \"code\"; } );"
                  "ticket = ( { block = \"number\"; }, { block = \"qr\"; module_mm = 0.5; } );");
    struct ticket_layout *before = f->layout;
    f->layout = NULL;
    parse_good(f, "code = ( { block = \"code\"; size = \"normal\"; } );"
                  "ticket = ( { block = \"number\"; height_mm = 20; }, { block = \"qr\"; module_mm = 0.6; } );");
    struct catalogue_changes changes = {0};
    ticket_layout_compare(before, f->layout, &f->arena, &changes);
    assert_int_equal(changes.count, 1);
    const struct catalogue_change *change = &changes.items[0];
    assert_int_equal(change->kind, CHANGE_CHANGED);
    assert_string_equal(change->object, "layout");
    assert_string_equal(change->key, "ticket");
    assert_string_equal(change->field, "blocks");
    assert_string_equal(change->before,
                        "( { block = \"number\"; height_mm = 18; }, { block = \"qr\"; module_mm = 0.5; } )");
    assert_string_equal(change->after,
                        "( { block = \"number\"; height_mm = 20; }, { block = \"qr\"; module_mm = 0.6; } )");
    assert_false(change->restart);
    catalogue_changes_done(&changes);
    ticket_layout_free(before);
}

/* --- logos --- */

static void write_bytes(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    fclose(file);
}

/* A warning at its line: nobody goes without a ticket for a picture. */
static void expect_logo(struct fixture *f, const char *path, const char *trouble)
{
    f->layout = ticket_layout_free(f->layout);
    config_mistakes_done(&f->mistakes);
    assert_int_equal(ticket_layout_load(path, f->i18n, &f->mistakes, &f->layout), 0);
    assert_int_equal(f->mistakes.count, trouble ? 1 : 0);
    if (!trouble)
        return;
    assert_int_equal(f->mistakes.items[0].severity, CONFIG_WARNING);
    assert_int_equal(f->mistakes.items[0].line, 2);
    assert_non_null(strstr(f->mistakes.items[0].text, trouble));
}

static void a_logo_that_is_no_picture_is_a_warning(void **state)
{
    struct fixture *f = *state;
    char folder[] = "/tmp/novbe-layout-XXXXXX";
    assert_non_null(mkdtemp(folder));
    _cleanup_free_ char *path = mem_printf("%s/ticket.conf", folder);
    _cleanup_free_ char *logo = mem_printf("%s/logo.png", folder);
    write_bytes(path, "ticket = ( { block = \"number\"; },\n{ block = \"logo\"; file = \"logo.png\"; } );\n");
    expect_logo(f, path, "No such file or directory");
    assert_string_equal(f->layout->ticket.lines[1].file, logo);
    write_bytes(logo, "GIF89a..");
    expect_logo(f, path, "it is not a PNG file");
    write_bytes(logo, "\x89PNG");
    expect_logo(f, path, "it is not a PNG file");
    write_bytes(logo, "\x89PNG\r\n\x1a\n");
    expect_logo(f, path, NULL);
    assert_int_equal(unlink(logo), 0);
    assert_int_equal(mkfifo(logo, 0600), 0); /* nobody waits for who would write into it */
    expect_logo(f, path, "it is not a regular file");
    assert_int_equal(unlink(logo), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            WITH(every_mistake_is_told_with_its_line),
            WITH(a_file_that_is_not_there),
            WITH(texts_are_looked_at_by_those_who_know_the_languages),
            WITH(a_line_has_what_it_says_and_else_its_defaults),
            WITH(the_built_in_layout_is_the_shipped_file),
            WITH(a_list_that_is_left_out_is_the_built_in_one),
            WITH(what_differs_is_told_list_by_list),
            WITH(a_logo_that_is_no_picture_is_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
