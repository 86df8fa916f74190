/* SPDX-License-Identifier: MIT
 *
 * A growing run of bytes that is filled at the end and emptied at the front: text being written, bytes not yet sent.
 */
#pragma once

#include <assert.h>
#include <string.h>

#include "common/base.h"

struct buffer {
    char *bytes;
    size_t start;  /* first byte not yet consumed */
    size_t length; /* bytes from start on */
    size_t room;   /* bytes allocated */
};

void buffer_done(struct buffer *buffer);

/* Empties the buffer; memory over `keep` bytes is given back. */
void buffer_clear(struct buffer *buffer, size_t keep);

/* Makes the room that buffer_reserve() has not found. */
void buffer_grow(struct buffer *buffer, size_t size);
void buffer_printf(struct buffer *buffer, const char *format, ...) attr_printf(2, 3);
void buffer_consume(struct buffer *buffer, size_t size);

static inline const char *buffer_bytes(const struct buffer *buffer)
{
    return buffer->bytes + buffer->start;
}

/* Room for `size` more bytes at the end; the caller writes there and calls buffer_added(). */
static inline __attribute__((returns_nonnull)) char *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (!buffer->bytes || buffer->room - buffer->start - buffer->length < size)
        buffer_grow(buffer, size);
    return buffer->bytes + buffer->start + buffer->length;
}

static inline void buffer_added(struct buffer *buffer, size_t size)
{
    assert(buffer->start + buffer->length + size <= buffer->room);
    buffer->length += size;
}

static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    memcpy(buffer_reserve(buffer, size), bytes, size);
    buffer_added(buffer, size);
}

static inline void buffer_append_byte(struct buffer *buffer, char byte)
{
    *buffer_reserve(buffer, 1) = byte;
    buffer_added(buffer, 1);
}
