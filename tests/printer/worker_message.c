/* SPDX-License-Identifier: MIT
 *
 * printer/worker_message: what is written is read again as it was; anything else is refused whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "printer/worker_message.h"
#include "printer/worker_watch.h"

#define KEY "novbe/baku-1/1234/1795946719852/entrance-1"

static struct worker_types types;

static int set_up(void **state)
{
    (void)state;
    worker_types_init(&types);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    worker_types_done(&types);
    return 0;
}

/* Without its NUL, which belongs to the stream. */
static size_t length_of(const struct buffer *bytes)
{
    assert_int_equal(buffer_bytes(bytes)[bytes->length - 1], '\0');
    return bytes->length - 1;
}

static void a_print_carries_its_order(void **state)
{
    (void)state;
    _cleanup_(buffer_done) struct buffer bytes = {0};
    const char *printers[] = {"entrance-1", "hall"};
    struct printer_test_paper test = {.printer = "entrance-1", .new_roll = true};
    const struct printer_order order = {.order = 1234,
                                        .at = 1795946719852,
                                        .printers = {.count = 2, .items = printers},
                                        .language = "az",
                                        .test = &test,
                                        .wanted = true};
    const struct worker_ask ask = {.what.value = WORKER_ASK_WHAT_PRINT, .key = KEY, .again = true};
    struct worker_message message;
    worker_ask_write(&types, &ask, &order, &bytes);
    assert_int_equal(worker_ask_read(&types, buffer_bytes(&bytes), length_of(&bytes), &message), 0);
    assert_int_equal(message.ask.what.value, WORKER_ASK_WHAT_PRINT);
    assert_string_equal(message.ask.key, KEY);
    assert_true(message.ask.again);
    assert_int_equal(message.order.order, 1234);
    assert_int_equal(message.order.printers.count, 2);
    assert_string_equal(message.order.printers.items[1], "hall");
    assert_string_equal(message.order.language, "az");
    assert_true(message.order.test && message.order.test->new_roll);
    assert_null(message.order.ticket);
    worker_message_done(&message);
}

static void an_answer_is_read_as_it_was_written(void **state)
{
    (void)state;
    _cleanup_(buffer_done) struct buffer bytes = {0};
    struct worker_sight sights[] = {{.key = KEY, .state.value = WORKER_SIGHT_STATE_PRINTED, .papers = 2}};
    const struct worker_answer answer = {.what.value = WORKER_ANSWER_WHAT_WATCH,
                                         .handing.value = IDL_WORD_NULL,
                                         .job.value = IDL_WORD_NULL,
                                         .printer.value = WORKER_ANSWER_PRINTER_PAPER_OUT,
                                         .detail = "media-empty-error",
                                         .tickets_left = {.set = true, .value = 40},
                                         .seen = {.count = 1, .items = sights}};
    struct worker_message message;
    worker_answer_write(&types, &answer, &bytes);
    assert_int_equal(worker_answer_read(&types, buffer_bytes(&bytes), length_of(&bytes), &message), 0);
    assert_int_equal(message.answer.printer.value, WORKER_ANSWER_PRINTER_PAPER_OUT);
    assert_string_equal(message.answer.detail, "media-empty-error");
    assert_true(message.answer.tickets_left.set && message.answer.tickets_left.value == 40);
    assert_int_equal(message.answer.seen.count, 1);
    assert_string_equal(message.answer.seen.items[0].key, KEY);
    assert_int_equal(message.answer.seen.items[0].papers, 2);
    worker_message_done(&message);
}

static void refuse_ask(const char *text)
{
    struct worker_message message;
    if (worker_ask_read(&types, text, strlen(text), &message) != -EBADMSG)
        fail_msg("taken: %s", text);
    worker_message_done(&message);
}

static void refuse_answer(const char *text)
{
    struct worker_message message;
    if (worker_answer_read(&types, text, strlen(text), &message) != -EBADMSG)
        fail_msg("taken: %s", text);
    worker_message_done(&message);
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    char key[JOB_KEY_SIZE + 64], text[2 * JOB_KEY_SIZE];
    refuse_ask("");
    refuse_ask("[]");
    refuse_ask("{\"what\":\"look\"");
    refuse_ask("{\"what\":\"look\",\"again\":false,\"since\":1}");
    refuse_ask("{\"what\":\"look\",\"key\":\"\",\"again\":false,\"since\":1}");
    refuse_ask("{\"what\":\"watch\",\"key\":\"a\",\"again\":false,\"since\":1}");
    refuse_ask("{\"what\":\"dance\",\"key\":\"a\",\"again\":false,\"since\":1}");
    refuse_ask("{\"what\":\"print\",\"key\":\"a\",\"again\":false,\"since\":1}");
    refuse_ask("{\"what\":\"print\",\"key\":\"a\",\"again\":false,\"since\":1,\"order\":{}}");
    refuse_ask("{\"what\":\"print\",\"key\":\"a\",\"again\":false,\"since\":1,\"order\":[1]}");
    refuse_ask("{\"what\":\"look\",\"key\":\"a\",\"again\":false,\"since\":1,\"order\":{}}");
    memset(key, 'k', JOB_KEY_SIZE);
    key[JOB_KEY_SIZE] = '\0';
    snprintf(text, sizeof text, "{\"what\":\"look\",\"key\":\"%s\",\"again\":false,\"since\":1}", key);
    refuse_ask(text);
    refuse_answer("{}");
    refuse_answer(
            "{\"what\":\"print\",\"key\":\"a\",\"length_mm\":1,\"draw_ms\":1,\"hand_ms\":1,\"papers\":0,\"seen\":[]}");
    refuse_answer(
            "{\"what\":\"look\",\"key\":\"a\",\"handing\":\"refused\",\"job\":\"none\",\"length_mm\":1,\"draw_ms\":1,"
            "\"hand_ms\":1,\"papers\":0,\"seen\":[]}");
    refuse_answer("{\"what\":\"watch\",\"key\":\"a\",\"printer\":\"ready\",\"length_mm\":1,\"draw_ms\":1,\"hand_ms\":1,"
                  "\"papers\":0,\"seen\":[]}");
}

static void the_worst_reason_counts(void **state)
{
    (void)state;
    assert_int_equal(worker_watch_reasons(""), WORKER_ANSWER_PRINTER_READY);
    assert_int_equal(worker_watch_reasons("none"), WORKER_ANSWER_PRINTER_READY);
    assert_int_equal(worker_watch_reasons("cups-waiting-for-job-completed"), WORKER_ANSWER_PRINTER_READY);
    assert_int_equal(worker_watch_reasons("media-low-report"), WORKER_ANSWER_PRINTER_PAPER_LOW);
    assert_int_equal(worker_watch_reasons("media-low media-empty-error"), WORKER_ANSWER_PRINTER_PAPER_OUT);
    assert_int_equal(worker_watch_reasons("media-needed-warning cover-open"), WORKER_ANSWER_PRINTER_COVER_OPEN);
    assert_int_equal(worker_watch_reasons("interlock-open"), WORKER_ANSWER_PRINTER_COVER_OPEN);
    assert_int_equal(worker_watch_reasons("cutter-failure-error"), WORKER_ANSWER_PRINTER_JAMMED);
    assert_int_equal(worker_watch_reasons("toner-low media-jam-warning"), WORKER_ANSWER_PRINTER_JAMMED);
    assert_int_equal(worker_watch_reasons("offline-error media-empty-error"), WORKER_ANSWER_PRINTER_PAPER_OUT);
    assert_int_equal(worker_watch_reasons("paused media-low"), WORKER_ANSWER_PRINTER_STOPPED);
    assert_int_equal(worker_watch_reasons("offline-report"), WORKER_ANSWER_PRINTER_SILENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_print_carries_its_order),
            cmocka_unit_test(an_answer_is_read_as_it_was_written),
            cmocka_unit_test(anything_else_is_refused),
            cmocka_unit_test(the_worst_reason_counts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
