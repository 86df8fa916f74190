/* SPDX-License-Identifier: MIT
 *
 * Bytes are moved to the front only when the end is reached, so a queue that empties costs no copying.
 */
#include "common/buffer.h"

#include <stdio.h>
#include <string.h>

void buffer_done(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer, size_t keep)
{
    if (buffer->room > keep)
        buffer_done(buffer);
    buffer->start = 0;
    buffer->length = 0;
}

void buffer_grow(struct buffer *buffer, size_t size)
{
    if (buffer->bytes && buffer->start > 0)
        memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->length);
    buffer->start = 0;
    if (buffer->bytes && buffer->room - buffer->length >= size)
        return;
    size_t room = buffer->room ? buffer->room : 512;
    while (room - buffer->length < size)
        room *= 2;
    buffer->bytes = mem_realloc(buffer->bytes, room, 1);
    buffer->room = room;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    buffer_append(buffer, text, strlen(text));
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    assert(size <= buffer->length);
    buffer->start += size;
    buffer->length -= size;
    if (buffer->length == 0)
        buffer->start = 0;
}
