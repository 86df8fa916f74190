/* SPDX-License-Identifier: MIT
 *
 * What compose_check() tells of a centre whose papers would not be as they are meant, and what it does not.
 */
#include "printer/compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/clock.h"
#include "tests/printer/compose_help.h"

static int set_up(void **state)
{
    (void)state;
    return clock_set_zone("Asia/Baku");
}

static struct centre *load_centre(void)
{
    _cleanup_free_ char *path = mem_printf("%s/conf/novbe.conf", getenv("NOVBE_SOURCE"));
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    int r = centre_load(path, &mistakes, &centre);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return centre;
}

static void print_troubles(const struct page_troubles *troubles)
{
    for (size_t i = 0; i < troubles->count; i++)
        print_message("%s: %s\n", page_trouble_word(troubles->items[i].kind), troubles->items[i].text);
}

static struct page_troubles checked(const struct centre *centre)
{
    struct page_troubles troubles;
    compose_check(centre, &troubles);
    print_troubles(&troubles);
    return troubles;
}

static void the_shipped_centre_prints_as_it_is_meant(void **state)
{
    (void)state;
    struct centre *centre = load_centre();
    struct page_troubles troubles = checked(centre);
    assert_int_equal(troubles.count, 0);
    page_troubles_done(&troubles);
    centre_free(centre);
}

static int count_troubles(const struct page_troubles *troubles, enum page_trouble_kind kind, const char *words)
{
    int count = 0;
    for (size_t i = 0; i < troubles->count; i++)
        count += troubles->items[i].kind == kind && strstr(troubles->items[i].text, words);
    return count;
}

/* Longer than any that a catalogue can have: each is told, with its prefix. */
static void a_number_that_becomes_too_low_is_told(void **state)
{
    (void)state;
    struct centre *centre = load_centre();
    centre->catalogue->series.items[0].last = 999999;
    centre->catalogue->series.items[8].next_prefixes.items = (const char *[]){"WMWMWMW"};
    assert_int_equal(centre->catalogue->series.items[8].next_prefixes.count, 1);
    struct page_troubles troubles = checked(centre);
    assert_int_equal(count_troubles(&troubles, PAGE_TOO_LOW, "ticket, az, 58 mm: KA00000000 is 13."), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_TOO_LOW, "ticket, az, 58 mm: WMWMWMW00000 is "), 1);
    assert_int_equal(troubles.count, 2);
    page_troubles_done(&troubles);
    centre_free(centre);
}

static struct config_text *text_of_lines(struct arena *arena, const char *line, int lines)
{
    struct buffer text = {0};
    for (int i = 0; i < lines; i++)
        buffer_printf(&text, "%s%s %d", i ? "\n" : "", line, i);
    struct config_text *made = arena_new(arena, struct config_text);
    made->count = 1;
    made->items = arena_new(arena, struct config_translation);
    *made->items = (struct config_translation){"az", arena_strndup(arena, buffer_bytes(&text), text.length)};
    buffer_done(&text);
    return made;
}

/* Whatever its name: each service with much to bring or to say is named, with what it is. */
static void a_paper_that_is_too_long_is_told_with_its_service(void **state)
{
    (void)state;
    struct centre *centre = load_centre();
    ticket_layout_free(centre->ticket_layout);
    centre->ticket_layout =
            read_layout(centre->i18n, "ticket = ( { block = \"number\"; }, { block = \"service\"; }, { block = "
                                      "\"extra\"; }, { block = \"qr\"; } );"
                                      "information = ( { block = \"service\"; }, { block = \"bring\"; } );");
    struct arena arena;
    arena_init(&arena);
    struct catalogue_service *services = centre->catalogue->services.items;
    services[3].bring = *text_of_lines(&arena, "Pasport", 180);
    services[4].bring = *text_of_lines(&arena, "Foto", 160);
    services[5].ticket_text = *text_of_lines(&arena, "2-ci mərtəbə, soldan", 140);
    services[6].ticket_text = *text_of_lines(&arena, "2-ci mərtəbə", 130);
    services[7].ticket_text = *text_of_lines(&arena, "2-ci mərtəbə", 60); /* long, but not too long */
    struct page_troubles troubles = checked(centre);
    static const struct {
        int service;
        const char *paper, *field;
    } told[] = {{3, "information", "bring"},
                {4, "information", "bring"},
                {5, "ticket", "ticket_text"},
                {6, "ticket", "ticket_text"}};
    for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
        _cleanup_free_ char *words =
                mem_printf("%s of %s (its %s has ", told[i].paper, services[told[i].service].key, told[i].field);
        assert_int_equal(count_troubles(&troubles, PAGE_TOO_LONG, words), 1);
    }
    assert_int_equal(count_troubles(&troubles, PAGE_TOO_LONG, " signs), az, 58 mm: "), 4);
    assert_int_equal(troubles.count, 4);
    page_troubles_done(&troubles);
    arena_done(&arena);
    centre_free(centre);
}

/* An information slip says when it opens, and why it is closed. */
static void the_hours_of_an_information_slip_are_drawn(void **state)
{
    (void)state;
    struct centre *centre = load_centre();
    assert_true(centre->catalogue->reasons.count > 1);
    centre->catalogue->reasons.items[0].name.items[0].text =
            "Bu gün bağlıdır, çünki dünən \U00010348 baş verdi, ona görə";
    centre->catalogue->reasons.items[1].name.items[1].text = "\U00010349";
    struct page_troubles troubles = checked(centre);
    assert_int_equal(count_troubles(&troubles, PAGE_NO_GLYPH, "information, az, 58 mm: U+10348"), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_NO_GLYPH, "catalogue, ru, 58 mm: U+10349"), 1);
    page_troubles_done(&troubles);
    centre_free(centre);
}

/* Each is told once, though it stands on papers of every kind, language and width. */
static void what_would_not_print_is_told_once_with_where(void **state)
{
    (void)state;
    struct centre *centre = load_centre();
    ticket_layout_free(centre->ticket_layout);
    centre->ticket_layout = read_layout(
            centre->i18n,
            "ticket = ( { block = \"number\"; }, { block = \"logo\"; file = \"/no/such/logo.png\"; },"
            "{ block = \"text\"; text = { az = \"\\\\\"; ru = \"\\\\\"; en = \"\\\\\"; ja = \"\\\\\"; }; } );"
            "information = ( { block = \"logo\"; file = \"/no/such/logo.png\"; }, { block = \"service\"; } );");
    struct config_text *text = &centre->ticket_layout->ticket.lines[2].text;
    text->items[0].text = "Salam \U00010348 sabah"; /* a Gothic letter */
    text->items[1].text = "Превысокомногорассмотрительствующий";
    centre->catalogue->services.items[0].name.items[1].text = "Ещё один \U00010349";
    struct page_troubles troubles = checked(centre);
    assert_int_equal(count_troubles(&troubles, PAGE_BAD_PICTURE, "/no/such/logo.png"), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_NO_GLYPH, "ticket, az, "), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_NO_GLYPH, "U+10348"), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_BROKEN_WORD, "ticket, ru, "), 1);
    assert_int_equal(count_troubles(&troubles, PAGE_NO_GLYPH, "U+10349"), 1);
    assert_int_equal(troubles.count, 4);
    page_troubles_done(&troubles);
    centre_free(centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_shipped_centre_prints_as_it_is_meant),
            cmocka_unit_test(a_number_that_becomes_too_low_is_told),
            cmocka_unit_test(a_paper_that_is_too_long_is_told_with_its_service),
            cmocka_unit_test(the_hours_of_an_information_slip_are_drawn),
            cmocka_unit_test(what_would_not_print_is_told_once_with_where),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
