/* SPDX-License-Identifier: MIT
 *
 * printer/escpos/language: the bytes of the manual, and what each answer means.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "printer/escpos/language.h"

static void expect(const struct buffer *said, const char *bytes, size_t size)
{
    assert_int_equal(said->length, size);
    assert_memory_equal(buffer_bytes(said), bytes, size);
}
#define EXPECT(said, bytes) expect(said, bytes, sizeof(bytes) - 1)

static void a_ticket_in_bytes(void **state)
{
    (void)state;
    _cleanup_(buffer_done) struct buffer said = {0};
    const struct strip strip = {.dots = 16, .rows = 2, .bits = (unsigned char[]){1, 2, 3, 4}};
    language_begin(&said);
    language_draw(&strip, &said);
    language_cut(CUT_PARTIAL, &said);
    language_ask_end(&said);
    EXPECT(&said, "\x1b@"
                  "\x1d"
                  "a\0"
                  "\x1dv0\0\2\0\2\0\1\2\3\4"
                  "\x1dVB\0"
                  "\x1dr\1");
}

static void cuts(void **state)
{
    (void)state;
    static const struct {
        enum language_cut cut;
        const char *bytes;
        size_t size;
    } all[] = {{CUT_NONE, "\x1bJ\xa0", 3}, {CUT_PARTIAL, "\x1dVB\0", 4}, {CUT_FULL, "\x1dVA\0", 4}};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        _cleanup_(buffer_done) struct buffer said = {0};
        language_cut(all[i].cut, &said);
        expect(&said, all[i].bytes, all[i].size);
    }
}

/* Every row is in one band, and no band is higher than it may be. */
static void bands(void **state)
{
    (void)state;
    unsigned char bits[300 * 72];
    for (size_t i = 0; i < sizeof(bits); i++)
        bits[i] = (unsigned char)(i * 7);
    const struct strip strip = {.dots = 576, .rows = 300, .bits = bits};
    _cleanup_(buffer_done) struct buffer said = {0};
    language_draw(&strip, &said);
    static const int heights[] = {128, 128, 44};
    const char *at = buffer_bytes(&said);
    size_t row = 0;
    for (size_t i = 0; i < ARRAY_SIZE(heights); i++) {
        size_t size = (size_t)heights[i] * 72;
        assert_memory_equal(at, "\x1dv0\0\x48\0", 6);
        assert_int_equal((unsigned char)at[6], heights[i]);
        assert_int_equal(at[7], 0);
        assert_memory_equal(at + 8, bits + row * 72, size);
        at += 8 + size;
        row += (size_t)heights[i];
    }
    assert_int_equal(at - buffer_bytes(&said), said.length);
}

static void nothing_to_draw_is_nothing(void **state)
{
    (void)state;
    _cleanup_(buffer_done) struct buffer said = {0};
    language_draw(&(struct strip){.dots = 576}, &said);
    assert_int_equal(said.length, 0);
}

static void answers(void **state)
{
    (void)state;
    static const struct {
        enum language_question question;
        unsigned char byte;
        unsigned troubles;
    } all[] = {
            {ASK_PRINTER, 0x12, 0},
            {ASK_PRINTER, 0x16, 0}, /* the drawer is none of our business */
            {ASK_PRINTER, 0x1a, TROUBLE_OFFLINE},
            {ASK_OFFLINE, 0x12, 0},
            {ASK_OFFLINE, 0x16, TROUBLE_COVER_OPEN},
            {ASK_OFFLINE, 0x1a, 0}, /* somebody holds the feed button */
            {ASK_OFFLINE, 0x32, TROUBLE_PAPER_OUT},
            {ASK_OFFLINE, 0x56, TROUBLE_COVER_OPEN | TROUBLE_JAM},
            {ASK_PAPER, 0x12, 0},
            {ASK_PAPER, 0x1e, TROUBLE_PAPER_LOW},
            {ASK_PAPER, 0x7e, TROUBLE_PAPER_LOW | TROUBLE_PAPER_OUT},
    };
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        assert_true(language_is_status(all[i].byte));
        assert_false(language_is_end(all[i].byte));
        assert_int_equal(language_status(all[i].question, all[i].byte), all[i].troubles);
    }
    assert_int_equal(language_end_status(0x00), 0);
    assert_int_equal(language_end_status(0x03), TROUBLE_PAPER_LOW);
    assert_int_equal(language_end_status(0x0f), TROUBLE_PAPER_LOW | TROUBLE_PAPER_OUT);
}

static void kinds_of_answers_never_mix(void **state)
{
    (void)state;
    int statuses = 0, ends = 0;
    for (int byte = 0; byte < 256; byte++) {
        statuses += language_is_status((unsigned char)byte);
        ends += language_is_end((unsigned char)byte);
        assert_false(language_is_status((unsigned char)byte) && language_is_end((unsigned char)byte));
    }
    assert_int_equal(statuses, 16);
    assert_int_equal(ends, 64);
    assert_false(language_is_status(0x11) || language_is_end(0x11) || language_is_end(0x13)); /* XON, XOFF */
}

static void questions(void **state)
{
    (void)state;
    unsigned char bytes[LANGUAGE_QUESTION_BYTES];
    language_ask(ASK_PAPER, bytes);
    assert_memory_equal(bytes, "\x10\x04\x04", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_ticket_in_bytes),
            cmocka_unit_test(cuts),
            cmocka_unit_test(bands),
            cmocka_unit_test(nothing_to_draw_is_nothing),
            cmocka_unit_test(answers),
            cmocka_unit_test(kinds_of_answers_never_mix),
            cmocka_unit_test(questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
