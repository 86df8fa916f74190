/* SPDX-License-Identifier: MIT
 *
 * Orders and fates as lines: what is written is read, what is wrong is refused in words, streams come in any pieces.
 */
#include "kiosk/voice/pipe.h"

#include <errno.h>

#include "tests/kiosk/voice/help.h"

static int read_order(const char *line, struct order *ret_order, char why[PIPE_WHY])
{
    return pipe_read_order(line, strlen(line), 5000, ret_order, why);
}

static void orders_come_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < ORDERS; kind++) {
        struct order order = {.kind = (enum order_kind)kind, .interrupt = kind == ORDER_TEXT, .ticket = "A042"}, back;
        struct announcement *announcement = &order.announcement;
        char why[PIPE_WHY];
        *announcement = (struct announcement){.call = -INT64_C(9007199254740993),
                                              .kind = kind == ORDER_TEXT ? ANNOUNCEMENT_OF_TEXT : ANNOUNCEMENT_MOVED,
                                              .ticket = "ZZ9999",
                                              .counter = "\"7\\A\"",
                                              .count = 2,
                                              .chime = kind == ORDER_CALL,
                                              .at_ms = -12};
        strcpy(announcement->sayings[0].language, "zh-Hant");
        strcpy(announcement->sayings[1].language, "az");
        announcement->sayings[0].text = mem_strdup("\"Şəxsiyyət\" {vəsiqəsi}");
        announcement->sayings[1].text = kind == ORDER_TEXT ? mem_strdup("b") : NULL;
        _cleanup_(buffer_done) struct buffer line = {0};
        pipe_write_order(&order, &line);
        assert_int_equal(buffer_bytes(&line)[line.length - 1], '\n');
        assert_int_equal(pipe_read_order(buffer_bytes(&line), line.length - 1, 0, &back, why), 0);
        assert_int_equal(back.kind, kind);
        bool has = kind == ORDER_CALL || kind == ORDER_TEXT;
        assert_int_equal(back.announcement.count, has ? 2 : 0);
        if (has) {
            assert_int_equal(back.announcement.call, announcement->call);
            assert_int_equal(back.announcement.kind, announcement->kind);
            assert_int_equal(back.announcement.at_ms, -12);
            assert_int_equal(back.announcement.chime, announcement->chime);
            assert_int_equal(back.interrupt, order.interrupt);
            assert_string_equal(back.announcement.sayings[0].language, "zh-Hant");
            assert_string_equal(back.announcement.sayings[0].text, announcement->sayings[0].text);
            assert_int_equal(back.announcement.sayings[1].text == NULL, kind == ORDER_CALL);
        }
        assert_string_equal(back.announcement.ticket, kind == ORDER_CALL ? "ZZ9999" : "");
        assert_string_equal(back.announcement.counter, kind == ORDER_CALL ? "\"7\\A\"" : "");
        assert_string_equal(back.ticket, kind == ORDER_WITHDRAW ? "A042" : "");
        order_done(&back);
        order_done(&order);
    }
}

static void what_is_left_out(void **state)
{
    (void)state;
    struct order order;
    char why[PIPE_WHY];
    assert_int_equal(read_order("{\"order\":\"call\",\"call\":1,\"ticket\":\"A1\",\"counter\":\"5\",\"new\":[1],"
                                "\"sayings\":[{\"language\":\"az\",\"text\":\"\"}]}",
                                &order, why),
                     0);
    assert_int_equal(order.announcement.at_ms, 5000);
    assert_int_equal(order.announcement.kind, ANNOUNCEMENT_FIRST);
    assert_true(order.announcement.chime);
    assert_null(order.announcement.sayings[0].text);
    order_done(&order);
    assert_int_equal(read_order("{\"order\":\"text\",\"call\":1,\"sayings\":[{\"language\":\"az\",\"text\":\"a\"}]}",
                                &order, why),
                     0);
    assert_false(order.announcement.chime || order.interrupt);
    order_done(&order);
}

#define CALL(rest)  "{\"order\":\"call\",\"call\":1,\"ticket\":\"A1\",\"counter\":\"5\"" rest "}"
#define SAYINGS     ",\"sayings\":[{\"language\":\"az\"}]"
#define LETTERS_20  "AAAAAAAAAAAAAAAAAAAA"
#define LETTERS_100 LETTERS_20 LETTERS_20 LETTERS_20 LETTERS_20 LETTERS_20
#define LETTERS_1000                                                                                            \
    LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 LETTERS_100 \
            LETTERS_100

static void bad_orders_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *why;
    } rows[] = {
            {"", "no JSON object"},
            {"[]", "no JSON object"},
            {"{\"order\":\"stop\",\"order\":\"stop\"}", "no JSON object"}, /* which of them? */
            {"{}", "no order"},
            {"{\"order\":\"sing\\n\"}", "unknown order \"sing \""},
            {"{\"order\":\"withdraw\"}", "no ticket"},
            {"{\"order\":\"withdraw\",\"ticket\":\"" LETTERS_20 "\"}", "no ticket"},
            {"{\"order\":\"text\"}", "no number as call"},
            {"{\"order\":\"text\",\"call\":1.5}", "no number as call"},
            {"{\"order\":\"text\",\"call\":1}", "expected one to four sayings"},
            {"{\"order\":\"text\",\"call\":1,\"sayings\":[]}", "expected one to four sayings"},
            {"{\"order\":\"text\",\"call\":1,\"sayings\":[1,2,3,4,5]}", "expected one to four sayings"},
            {"{\"order\":\"text\",\"call\":1,\"sayings\":[1]}", "no language in sayings"},
            {"{\"order\":\"text\",\"call\":1,\"sayings\":[{\"language\":\"../az\"}]}", "no language in sayings"},
            {"{\"order\":\"text\",\"call\":1,\"sayings\":[{\"language\":\"az\"}]}",
             "no text, or one that is too long or holds control characters, in sayings"},
            {CALL(",\"sayings\":[{\"language\":\"az\",\"text\":\"" LETTERS_1000 "\"}]"),
             "no text, or one that is too long or holds control characters, in sayings"},
            {CALL(",\"sayings\":[{\"language\":\"az\",\"text\":\"a\\u001b[0m\"}]"),
             "no text, or one that is too long or holds control characters, in sayings"},
            {CALL(",\"kind\":\"third\"" SAYINGS), "unknown kind"},
            {CALL(",\"kind\":7" SAYINGS), "unknown kind"},
            {CALL(",\"at\":-99999999999" SAYINGS), "no moment as at"},
            {"{\"order\":\"call\",\"call\":1,\"counter\":\"5\"" SAYINGS "}", "no ticket, as \"A042\""},
            {"{\"order\":\"call\",\"call\":1,\"ticket\":\"a 1\",\"counter\":\"5\"" SAYINGS "}",
             "no ticket, as \"A042\""},
            {"{\"order\":\"call\",\"call\":1,\"ticket\":\"A1\",\"counter\":\"\"" SAYINGS "}", "no counter"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct order order;
        char why[PIPE_WHY] = "";
        assert_int_equal(read_order(rows[i].line, &order, why), -EBADMSG);
        assert_string_equal(why, rows[i].why);
    }
}

static void a_word_that_is_too_long_is_cut_between_letters(void **state)
{
    (void)state;
    struct order order;
    char why[PIPE_WHY];
    assert_int_equal(read_order("{\"order\":\"x"
                                "əəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəəə\"}",
                                &order, why),
                     -EBADMSG);
    assert_in_range(strlen(why), PIPE_WHY - 3, PIPE_WHY - 1);
    assert_int_equal((unsigned char)why[strlen(why) - 1], 0x99);
}

static void fates_come_back(void **state)
{
    (void)state;
    for (int fate = 0; fate < FATES; fate++) {
        struct told told = {.call = 42 - fate, .fate = (enum fate)fate, .backlog_ms = 1234}, back;
        _cleanup_(buffer_done) struct buffer line = {0};
        pipe_write_told(&told, &line);
        assert_int_equal(pipe_read_told(buffer_bytes(&line), line.length, &back), 0);
        assert_int_equal(back.call, told.call);
        assert_int_equal(back.fate, told.fate);
        assert_int_equal(back.backlog_ms, 1234);
    }
    struct told back;
    _cleanup_(buffer_done) struct buffer line = {0};
    pipe_write_bad("why", 3, &line);
    assert_int_equal(pipe_read_told(buffer_bytes(&line), line.length, &back), -EBADMSG);
    assert_int_equal(pipe_read_told("{\"call\":1,\"fate\":\"eaten\"}", 25, &back), -EBADMSG);
    assert_int_equal(pipe_read_told("{\"fate\":\"late\"}", 15, &back), -EBADMSG);
}

/* --- streams --- */

struct taken {
    struct buffer lines; /* "[line]", "[?]": too long */
};

static void take(void *data, const char *line, size_t length)
{
    struct taken *taken = data;
    buffer_printf(&taken->lines, "[%.*s]", line ? (int)length : 1, line ? line : "?");
}

static void lines_come_in_any_pieces(void **state)
{
    (void)state;
    char stream[3 * PIPE_LINE], room[PIPE_LINE + 1];
    memset(room, 'x', PIPE_LINE);
    room[PIPE_LINE] = '\0';
    int size = snprintf(stream, sizeof(stream), "one\n\n%s\n%sy\ntwo\nthree", room, room);
    _cleanup_free_ char *expected = mem_printf("[one][][%s][?][two][three]", room);
    static const size_t pieces[] = {1, 2, 3, 1000, PIPE_LINE, sizeof(stream)};
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        struct pipe_lines lines = {0};
        struct taken taken = {0};
        for (size_t at = 0; at < (size_t)size; at += pieces[i]) {
            size_t left = (size_t)size - at;
            pipe_take(&lines, stream + at, left < pieces[i] ? left : pieces[i], take, &taken);
        }
        pipe_end(&lines, take, &taken);
        pipe_lines_done(&lines);
        assert_int_equal(taken.lines.length, strlen(expected));
        assert_memory_equal(buffer_bytes(&taken.lines), expected, strlen(expected));
        buffer_done(&taken.lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(orders_come_back),       cmocka_unit_test(what_is_left_out),
            cmocka_unit_test(bad_orders_are_refused), cmocka_unit_test(a_word_that_is_too_long_is_cut_between_letters),
            cmocka_unit_test(fates_come_back),        cmocka_unit_test(lines_come_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
