/* SPDX-License-Identifier: MIT
 *
 * Keys and touches out of bytes: whole, torn, merged, unknown; byte by byte as at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "kiosk/ui/input.h"
#include "tests/kiosk/ui/chance.h"

/* An event as a word: "a", "U+0259", "up", "F5", "^C", "alt-x", "press 3,4". */
static void append_event(struct buffer *out, const struct input_event *event)
{
    static const char *const names[] = {"enter",   "escape", "backspace", "delete",    "tab",
                                        "backtab", "up",     "down",      "left",      "right",
                                        "home",    "end",    "page_up",   "page_down", "insert"};
    buffer_printf(out, "%s%s", out->length ? " " : "", event->alt ? "alt-" : "");
    if (event->kind != INPUT_KEY)
        buffer_printf(out, "%s:%d,%d", event->kind == INPUT_PRESS ? "press" : "release", event->x, event->y);
    else if (event->key >= INPUT_CTRL_A)
        buffer_printf(out, "^%c", (char)('A' + event->key - INPUT_CTRL_A));
    else if (event->key >= INPUT_F1)
        buffer_printf(out, "F%u", event->key - INPUT_F1 + 1);
    else if (event->key >= KEY_FIRST)
        buffer_printf(out, "%s", names[event->key - KEY_FIRST]);
    else if (event->key > ' ' && event->key < 0x7f)
        buffer_printf(out, "%c", (char)event->key);
    else
        buffer_printf(out, "U+%04X", event->key);
}

static void append_events(struct buffer *out, struct input *input)
{
    for (struct input_event event; input_next(input, &event);)
        append_event(out, &event);
}

static char *taken(struct buffer *out)
{
    buffer_append_byte(out, '\0');
    char *text = mem_strdup(buffer_bytes(out));
    buffer_done(out);
    return text;
}

/* Everything at one moment, or `step` bytes at a time; nothing is settled. */
static char *events_of(const char *bytes, size_t length, size_t step)
{
    struct input input;
    struct buffer out = {0};
    input_init(&input);
    for (size_t at = 0; at < length; at += step) {
        input_feed(&input, bytes + at, length - at < step ? length - at : step, 1000);
        append_events(&out, &input);
    }
    return taken(&out);
}

static void expect_bytes(const char *bytes, size_t length, const char *expected)
{
    for (size_t step = 1; step <= length; step++) {
        _cleanup_free_ char *events = events_of(bytes, length, step);
        if (strcmp(events, expected) != 0)
            fail_msg("%zu bytes at a time: \"%s\", expected \"%s\"", step, events, expected);
    }
}

static void expect(const char *bytes, const char *expected)
{
    expect_bytes(bytes, strlen(bytes), expected);
}

/* --- whole --- */

static void characters(attr_unused void **state)
{
    expect("aZ5 %~", "a Z 5 U+0020 % ~");
    expect("\xc9\x99\xd1\x8f\xe6\x97\xa5\xf0\x9f\x98\x80", "U+0259 U+044F U+65E5 U+1F600");
    expect("\r\n\t\b\x7f", "enter enter tab backspace backspace");
    expect("\x01\x03\x1a", "^A ^C ^Z");
    expect("\x1c\x1f", "");
    expect_bytes("a\0b", 3, "a b");
}

static void keys_of_a_terminal(attr_unused void **state)
{
    expect("\033[A\033[B\033[C\033[D", "up down right left");
    expect("\033OA\033OB\033OC\033OD", "up down right left");
    expect("\033[H\033[F\033OH\033OF\033[1~\033[4~\033[7~\033[8~", "home end home end home end home end");
    expect("\033[2~\033[3~\033[5~\033[6~\033[Z", "insert delete page_up page_down backtab");
    expect("\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4");
    expect("\033[11~\033[12~\033[13~\033[14~\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
           "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12");
    expect("\033OM", "enter"); /* of the keys of digits */
    expect("\033[P\033[S", "F1 F4");
}

static void keys_with_modifiers(attr_unused void **state)
{
    expect("\033[1;3A\033[1;5A\033[1;2B\033[3;3~\033[3;7~", "alt-up up down alt-delete alt-delete");
    expect("\033x\033\xc9\x99\033\r\033\x7f", "alt-x alt-U+0259 alt-enter alt-backspace");
}

static void touches(attr_unused void **state)
{
    expect("\033[<0;1;1M\033[<0;1;1m", "press:0,0 release:0,0");
    expect("\033[<0;251;6M\033[<0;299;60m", "press:250,5 release:298,59"); /* columns above 223 */
    expect("\033[<0;1000;999M", "press:999,998");
    expect("\033[<1;3;4M\033[<2;3;4M\033[<64;3;4M\033[<65;3;4M\033[<32;3;4M\033[<35;3;4M",
           ""); /* others, wheels, motion */
    expect("\033[<0;0;1M\033[<0;1;0M\033[<0;1M\033[<0M\033[<M\033[<;1;1M\033[<0;1;1;1M\033[<0;1;12345M", "");
}

static void twelve_taps_in_one_write_in_order(attr_unused void **state)
{
    struct buffer bytes = {0}, expected = {0};
    for (int i = 0; i < 12; i++) {
        buffer_printf(&bytes, "\033[<0;%d;%dM\033[<0;%d;%dm", 10 * i + 1, i + 1, 10 * i + 2, i + 1);
        buffer_printf(&expected, "%spress:%d,%d release:%d,%d", i ? " " : "", 10 * i, i, 10 * i + 1, i);
    }
    buffer_append_byte(&expected, '\0');
    expect_bytes(buffer_bytes(&bytes), bytes.length, buffer_bytes(&expected));
    buffer_done(&bytes);
    buffer_done(&expected);
}

/* --- not known --- */

static void sequences_that_mean_nothing_leak_no_keys(attr_unused void **state)
{
    expect("\033[200~a\033[201~", "a");
    expect("\033[?1;2cx", "x"); /* what a terminal says it is */
    expect("\033[>0;379;0cx", "x");
    expect("\033[24;80Rx", "x");  /* where its cursor is; not F3 */
    expect("\033[I\033[Ox", "x"); /* focus in and out */
    expect("\033[27;5;9~x", "x");
    expect("\033[0 qx\033[!px", "x x");
    expect("\033Ozx", "x");
    expect("\033[M %!x\033[M#1\xff\r", "x enter"); /* a mouse as it was before SGR */
    expect("\033[9999999999999999Ax", "x");
}

static void bytes_that_are_no_characters(attr_unused void **state)
{
    expect("a\xff\xfe\x80z", "a z");
    expect("\xc9z", "z");
    expect("\xe6\x97z", "z");
    expect("\xe6\x97\xc9\x99", "U+0259");
    expect("\xed\xa0\x80\xc0\xafz", "z");
    expect("\xe6\033[A", "up");
}

static void a_sequence_longer_than_any(attr_unused void **state)
{
    struct buffer bytes = {0};
    buffer_printf(&bytes, "\033[");
    for (int i = 0; i < 200; i++)
        buffer_printf(&bytes, "1;");
    buffer_printf(&bytes, "Ax");
    expect_bytes(buffer_bytes(&bytes), bytes.length, "x");
    buffer_done(&bytes);
}

static void a_control_byte_breaks_a_sequence_off(attr_unused void **state)
{
    expect("\033[1\033[A", "up");
    expect("\033[<0;12\033[<0;3;4M", "press:2,3");
    expect("\033[12\x07"
           "9A",
           "9 A");
}

/* --- in time --- */

static char *events_in(struct input *input)
{
    struct buffer out = {0};
    append_events(&out, input);
    return taken(&out);
}

static void expect_events(struct input *input, const char *expected)
{
    _cleanup_free_ char *events = events_in(input);
    assert_string_equal(events, expected);
}

static void a_lone_escape_is_the_key(attr_unused void **state)
{
    struct input input;
    input_init(&input);
    assert_int_equal(input_settle(&input, 0), 0);
    input_feed(&input, "\033", 1, 1000);
    assert_int_equal(input_settle(&input, 1000), 1000 + INPUT_ESCAPE_MS);
    assert_int_equal(input_settle(&input, 1000 + INPUT_ESCAPE_MS - 1), 1000 + INPUT_ESCAPE_MS);
    expect_events(&input, "");
    assert_int_equal(input_settle(&input, 1000 + INPUT_ESCAPE_MS), 0);
    expect_events(&input, "escape");
    input_feed(&input, "\033", 1, 2000); /* what comes after its time is another key */
    input_feed(&input, "[A", 2, 2000 + INPUT_ESCAPE_MS);
    expect_events(&input, "escape [ A");
    input_feed(&input, "\033\033", 2, 3000);
    expect_events(&input, "escape");
    input_feed(&input, "[A", 2, 3010);
    expect_events(&input, "up");
}

/* Escape and its rest come in two reads, and the rest late: no digit of it is a key. */
static void torn_sequences_leak_no_keys(attr_unused void **state)
{
    static const char whole[] = "\033[<0;11;6M";
    for (size_t cut = 2; cut < strlen(whole); cut++) {
        struct input input;
        input_init(&input);
        input_feed(&input, whole, cut, 1000);
        assert_int_equal(input_settle(&input, 1001), 1000 + INPUT_TORN_MS);
        input_feed(&input, whole + cut, strlen(whole) - cut, 1000 + INPUT_TORN_MS - 1);
        expect_events(&input, "press:10,5");
        input_feed(&input, whole, cut, 5000);
        assert_int_equal(input_settle(&input, 5000 + INPUT_TORN_MS), 0);
        input_feed(&input, "x\033[B", 4, 5000 + INPUT_TORN_MS);
        expect_events(&input, "x down");
    }
}

static void a_queue_that_is_full_counts_what_is_lost(attr_unused void **state)
{
    struct input input;
    char keys[INPUT_QUEUE + 5];
    memset(keys, 'k', sizeof keys);
    input_init(&input);
    input_feed(&input, keys, sizeof keys, 0);
    assert_int_equal(input.lost, 5);
    struct input_event event;
    size_t count = 0;
    while (input_next(&input, &event)) {
        assert_int_equal(event.key, 'k');
        count++;
    }
    assert_int_equal(count, INPUT_QUEUE);
    input_feed(&input, "x", 1, 0);
    expect_events(&input, "x");
}

/* --- by chance --- */

static void append_piece(struct chance *chance, struct buffer *out)
{
    static const char *const pieces[] = {"\033[A",
                                         "\033[<0;250;6M",
                                         "\033[<0;250;6m",
                                         "\033OP",
                                         "\033[15~",
                                         "\033[1;3B",
                                         "\033",
                                         "\033[",
                                         "\xc9\x99",
                                         "\xe6",
                                         "\x97\xa5",
                                         "5",
                                         "\033x",
                                         "\033[200~",
                                         "\r",
                                         "\x07",
                                         "M",
                                         "[<0;"};
    const char *piece = pieces[chance_below(chance, ARRAY_SIZE(pieces))];
    size_t length = strlen(piece);
    if (chance_below(chance, 6) == 0)
        length = (size_t)chance_below(chance, (int)length + 1);
    buffer_append(out, piece, length);
    if (chance_below(chance, 12) == 0)
        buffer_append_byte(out, (char)chance_below(chance, 256));
}

static void bytes_in_any_parts_say_the_same(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(3000); i++) {
        struct buffer bytes = {0};
        for (int pieces = chance_between(&chance, 1, 12); pieces > 0; pieces--)
            append_piece(&chance, &bytes);
        if (bytes.length == 0)
            continue;
        _cleanup_free_ char *at_once = events_of(buffer_bytes(&bytes), bytes.length, bytes.length);
        for (size_t step = 1; step < 5; step++) {
            _cleanup_free_ char *parts = events_of(buffer_bytes(&bytes), bytes.length, step);
            assert_string_equal(parts, at_once);
        }
        buffer_done(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(characters),
            cmocka_unit_test(keys_of_a_terminal),
            cmocka_unit_test(keys_with_modifiers),
            cmocka_unit_test(touches),
            cmocka_unit_test(twelve_taps_in_one_write_in_order),
            cmocka_unit_test(sequences_that_mean_nothing_leak_no_keys),
            cmocka_unit_test(bytes_that_are_no_characters),
            cmocka_unit_test(a_sequence_longer_than_any),
            cmocka_unit_test(a_control_byte_breaks_a_sequence_off),
            cmocka_unit_test(a_lone_escape_is_the_key),
            cmocka_unit_test(torn_sequences_leak_no_keys),
            cmocka_unit_test(a_queue_that_is_full_counts_what_is_lost),
            cmocka_unit_test(bytes_in_any_parts_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
