/* SPDX-License-Identifier: MIT
 *
 * Frames: every way to cut a stream gives the same messages, and no stream makes the reader hold more than it may.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/varlink/frame.h"

#define LIMIT 16

struct fixture {
    int ours, theirs;
    struct frame_reader reader;
};

static void open_pair(struct fixture *f, size_t limit)
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    *f = (struct fixture){.ours = fds[0], .theirs = fds[1]};
    frame_reader_init(&f->reader, limit);
}

static void close_pair(struct fixture *f)
{
    frame_reader_done(&f->reader);
    close(f->ours);
    if (f->theirs >= 0)
        close(f->theirs);
}

static void send_bytes(struct fixture *f, const char *bytes, size_t size)
{
    assert_int_equal(send(f->theirs, bytes, size, MSG_NOSIGNAL), (ssize_t)size);
    assert_int_equal(frame_reader_fill(&f->reader, f->ours), 1);
}

static void expect_message(struct fixture *f, const char *text)
{
    char *message;
    size_t length;
    assert_int_equal(frame_reader_next(&f->reader, &message, &length), 1);
    assert_int_equal(length, strlen(text));
    assert_string_equal(message, text);
}

static void expect_result(struct fixture *f, int result)
{
    char *message;
    size_t length;
    assert_int_equal(frame_reader_next(&f->reader, &message, &length), result);
}

static void split_at_every_byte(void **state)
{
    (void)state;
    static const char stream[] = "{\"a\":1}\0\0{\"bb\":22}\0{}"; /* the literal's own NUL ends the last */
    static const char *const messages[] = {"{\"a\":1}", "", "{\"bb\":22}", "{}"};
    for (size_t cut = 0; cut <= sizeof(stream); cut++) {
        struct fixture f;
        open_pair(&f, sizeof(stream));
        size_t taken = 0, parts[] = {cut, sizeof(stream) - cut};
        for (size_t part = 0, at = 0; part < 2; at += parts[part++]) {
            if (parts[part] == 0)
                continue;
            send_bytes(&f, stream + at, parts[part]);
            char *message;
            size_t length;
            while (frame_reader_next(&f.reader, &message, &length) == 1)
                assert_string_equal(message, messages[taken++]);
        }
        assert_int_equal(taken, ARRAY_SIZE(messages));
        assert_false(frame_reader_is_partial(&f.reader));
        close_pair(&f);
    }
}

static void one_byte_at_a_time(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    static const char stream[] = "{\"abc\":true}";
    for (size_t i = 0; i < sizeof(stream) - 1; i++) {
        send_bytes(&f, stream + i, 1);
        expect_result(&f, 0);
        assert_true(frame_reader_is_partial(&f.reader));
    }
    send_bytes(&f, "", 1);
    expect_message(&f, stream);
    close_pair(&f);
}

static void longest_message_passes_and_one_byte_more_does_not(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    send_bytes(&f, "0123456789abcdef", LIMIT + 1);
    expect_message(&f, "0123456789abcdef");
    send_bytes(&f, "0123456789abcdefg", LIMIT + 1);
    assert_true(frame_reader_is_full(&f.reader));
    expect_result(&f, -EMSGSIZE);
    close_pair(&f);
}

static void message_begun_is_not_over_before_its_limit(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    send_bytes(&f, "0123456789abcdef", LIMIT);
    expect_result(&f, 0);
    assert_false(frame_reader_is_full(&f.reader));
    send_bytes(&f, "g", 1);
    expect_result(&f, -EMSGSIZE);
    close_pair(&f);
}

static void too_long_after_good_ones(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    send_bytes(&f,
               "{}\0[]\0"
               "0123456",
               13);
    send_bytes(&f, "89abcdefghijk", 13);
    expect_message(&f, "{}");
    expect_message(&f, "[]");
    expect_result(&f, -EMSGSIZE);
    close_pair(&f);
}

static void one_read_takes_no_more_than_a_message(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    char flood[1000];
    memset(flood, 'x', sizeof(flood));
    send_bytes(&f, flood, sizeof(flood));
    assert_int_equal(f.reader.bytes.length, LIMIT + 1);
    close_pair(&f);
}

static void empty_stream_holds_no_memory(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    send_bytes(&f, "{}", 3);
    expect_message(&f, "{}");
    expect_result(&f, 0);
    assert_null(f.reader.bytes.bytes);
    close_pair(&f);
}

static void end_and_nothing_yet(void **state)
{
    (void)state;
    struct fixture f;
    open_pair(&f, LIMIT);
    assert_int_equal(frame_reader_fill(&f.reader, f.ours), -EAGAIN);
    close(f.theirs);
    f.theirs = -1;
    assert_int_equal(frame_reader_fill(&f.reader, f.ours), 0);
    assert_int_equal(frame_reader_fill(&f.reader, -1), -EBADF);
    close_pair(&f);
}

static void pipe_is_read_like_a_socket(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe2(fds, O_NONBLOCK | O_CLOEXEC), 0);
    struct fixture f = {.ours = fds[0], .theirs = -1};
    frame_reader_init(&f.reader, LIMIT);
    assert_int_equal(frame_reader_fill(&f.reader, f.ours), -EAGAIN);
    assert_int_equal(write(fds[1], "{}", 3), 3);
    assert_int_equal(frame_reader_fill(&f.reader, f.ours), 1);
    expect_message(&f, "{}");
    close(fds[1]);
    assert_int_equal(frame_reader_fill(&f.reader, f.ours), 0);
    close_pair(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(split_at_every_byte),
            cmocka_unit_test(one_byte_at_a_time),
            cmocka_unit_test(longest_message_passes_and_one_byte_more_does_not),
            cmocka_unit_test(message_begun_is_not_over_before_its_limit),
            cmocka_unit_test(too_long_after_good_ones),
            cmocka_unit_test(one_read_takes_no_more_than_a_message),
            cmocka_unit_test(empty_stream_holds_no_memory),
            cmocka_unit_test(end_and_nothing_yet),
            cmocka_unit_test(pipe_is_read_like_a_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
