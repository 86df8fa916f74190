/* SPDX-License-Identifier: MIT
 *
 * Takes a byte stream apart at its NULs.
 *
 * The kernel fills a scratch on the stack and only what came is kept: a connection that waits for its next message
 * holds no buffer, however many of them there are. A message is handed out where it lies; consuming it moves an index,
 * so its bytes stay until the next read may move them.
 */
#include "common/varlink/frame.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 * 1024)

/* recv() with MSG_DONTWAIT leaves the mode of a file description alone that others may share. */
static ssize_t read_once(struct frame_reader *reader, int fd, char *bytes, size_t size)
{
    ssize_t count;
    do {
        count = reader->is_file ? read(fd, bytes, size) : recv(fd, bytes, size, MSG_DONTWAIT);
        if (count < 0 && errno == ENOTSOCK && !reader->is_file) {
            reader->is_file = true;
            errno = EINTR;
        }
    } while (count < 0 && errno == EINTR);
    return count;
}

void frame_reader_init(struct frame_reader *reader, size_t limit)
{
    *reader = (struct frame_reader){.limit = limit};
}

void frame_reader_done(struct frame_reader *reader)
{
    buffer_done(&reader->bytes);
}

int frame_reader_fill(struct frame_reader *reader, int fd)
{
    char scratch[READ_SIZE];
    size_t size = reader->limit < sizeof(scratch) ? reader->limit + 1 : sizeof(scratch);
    ssize_t count = read_once(reader, fd, scratch, size);
    if (count < 0)
        return -errno;
    buffer_append(&reader->bytes, scratch, (size_t)count);
    return count > 0;
}

int frame_reader_next(struct frame_reader *reader, char **ret_message, size_t *ret_length)
{
    if (reader->bytes.length == 0) {
        buffer_clear(&reader->bytes, 0);
        return 0;
    }
    char *start = reader->bytes.bytes + reader->bytes.start;
    char *end = memchr(start + reader->scanned, '\0', reader->bytes.length - reader->scanned);
    size_t length = end ? (size_t)(end - start) : reader->bytes.length;
    if (length > reader->limit)
        return -EMSGSIZE;
    if (!end) {
        reader->scanned = length;
        return 0;
    }
    buffer_consume(&reader->bytes, length + 1);
    reader->scanned = 0;
    *ret_message = start;
    *ret_length = length;
    return 1;
}

bool frame_reader_is_full(const struct frame_reader *reader)
{
    return reader->bytes.length > reader->limit;
}

bool frame_reader_is_partial(const struct frame_reader *reader)
{
    return reader->bytes.length > 0;
}
