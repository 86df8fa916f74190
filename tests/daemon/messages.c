/* SPDX-License-Identifier: MIT
 *
 * What supervisors tell staff: to whom, how long, how many.
 */
#include "daemon/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct message *send(struct messages *messages, int32_t counter, int32_t zone, int64_t until_ms)
{
    char text[] = "a text";
    return messages_send(messages,
                         &(struct message){.text = text, .counter = counter, .zone = zone, .until_ms = until_ms});
}

static void to_whom(attr_unused void **state)
{
    struct messages messages = {0};
    send(&messages, 0, 0, 1);
    send(&messages, 3, 0, 1);
    send(&messages, 0, 5, 1);
    for (int32_t counter = 2; counter <= 3; counter++) {
        for (int32_t zone = 4; zone <= 5; zone++) {
            assert_true(message_is_for(&messages.items[0], counter, zone));
            assert_int_equal(message_is_for(&messages.items[1], counter, zone), counter == 3);
            assert_int_equal(message_is_for(&messages.items[2], counter, zone), zone == 5);
        }
    }
    messages_done(&messages);
}

/* What is for the public stands at no counter, and cannot be read there. */
static void on_boards(attr_unused void **state)
{
    struct messages messages = {0}, copy;
    char text[] = "a text";
    const struct message *message =
            messages_send(&messages, &(struct message){.text = text, .zone = 5, .boards = true, .until_ms = 1});
    assert_true(message->boards);
    assert_false(message_is_for(message, 1, 5));
    assert_false(messages_read(&messages, message->name, 1, 5));
    messages_copy(&copy, &messages);
    assert_true(copy.items[0].boards);
    messages_done(&messages);
    messages_done(&copy);
}

static void it_is_read_at_each_counter_for_itself(attr_unused void **state)
{
    struct messages messages = {0}, copy;
    const struct message *message = send(&messages, 0, 5, 1);
    assert_false(messages_read(&messages, "none", 1, 5));
    assert_false(messages_read(&messages, message->name, 1, 4)); /* not for it */
    assert_true(messages_read(&messages, message->name, 1, 5));
    assert_false(messages_read(&messages, message->name, 1, 5));
    messages_copy(&copy, &messages);
    for (int32_t counter = 2; counter < 40; counter++)
        assert_true(messages_read(&messages, message->name, counter, 5));
    assert_false(message_is_for(&messages.items[0], 39, 5));
    assert_true(message_is_for(&copy.items[0], 39, 5));
    assert_true(messages_read(&copy, message->name, 2, 5));
    messages_done(&messages);
    messages_done(&copy);
}

static void their_time_is_over(attr_unused void **state)
{
    struct messages messages = {0};
    assert_int_equal(messages_deadline(&messages), INT64_MAX);
    send(&messages, 0, 0, 30);
    send(&messages, 1, 0, 10);
    send(&messages, 2, 0, 20);
    assert_int_equal(messages_deadline(&messages), 10);
    messages_forget(&messages, 9);
    assert_int_equal(messages.count, 3);
    messages_forget(&messages, 20);
    assert_int_equal(messages.count, 1);
    assert_int_equal(messages.items[0].until_ms, 30);
    messages_forget(&messages, INT64_MAX);
    assert_int_equal(messages.count, 0);
    messages_done(&messages);
}

static void there_are_so_many(attr_unused void **state)
{
    struct messages messages = {0};
    for (int i = 0; i < MESSAGES_MOST; i++)
        assert_non_null(send(&messages, 0, 0, 1));
    assert_null(send(&messages, 0, 0, 1));
    assert_true(messages_take_back(&messages, messages.items[3].name));
    assert_false(messages_take_back(&messages, "none"));
    assert_non_null(send(&messages, 0, 0, 1));
    messages_done(&messages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(to_whom),
            cmocka_unit_test(on_boards),
            cmocka_unit_test(it_is_read_at_each_counter_for_itself),
            cmocka_unit_test(their_time_is_over),
            cmocka_unit_test(there_are_so_many),
    };
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
