/* SPDX-License-Identifier: MIT
 *
 * Any bytes, cut into reads of any size: the messages are those between the NULs, up to the first that is too long, and
 * the reader never holds more than it may. The first byte of the input picks the sizes.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/varlink/frame.h"

#define LIMIT 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The plain way to the next message, to compare with. Returns as frame_reader_next(). */
static int expected_next(const char *bytes, size_t size, size_t *ret_length)
{
    size_t length = strnlen(bytes, size);
    if (length > LIMIT)
        return -EMSGSIZE;
    *ret_length = length;
    return length < size;
}

/* Takes all whole messages; false if the stream is over its limit. */
static bool take_all(struct frame_reader *reader, const char *bytes, size_t sent, size_t *taken)
{
    for (;;) {
        char *message;
        size_t length, expected_length = 0;
        int r = frame_reader_next(reader, &message, &length);
        assert(r == expected_next(bytes + *taken, sent - *taken, &expected_length));
        if (r <= 0)
            return r == 0;
        assert(length == expected_length && strlen(message) == length);
        assert(memcmp(message, bytes + *taken, length) == 0);
        *taken += length + 1;
    }
}

static void feed(struct frame_reader *reader, const int fds[2], unsigned step, const char *bytes, size_t size)
{
    size_t sent = 0, taken = 0;
    while (sent < size) {
        size_t part = size - sent < step ? size - sent : step;
        ssize_t count = send(fds[0], bytes + sent, part, MSG_NOSIGNAL);
        assert(count == (ssize_t)part);
        sent += part;
        int r = frame_reader_fill(reader, fds[1]);
        assert(r == 1 && reader->bytes.length <= (size_t)2 * (LIMIT + 1));
        if (!take_all(reader, bytes, sent, &taken))
            return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    int fds[2];
    int r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
    assert(r == 0);
    struct frame_reader reader;
    frame_reader_init(&reader, LIMIT);
    feed(&reader, fds, data[0] % (LIMIT + 1) + 1, (const char *)data + 1, size - 1);
    frame_reader_done(&reader);
    close(fds[0]);
    close(fds[1]);
    return 0;
}
