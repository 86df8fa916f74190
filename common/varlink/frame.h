/* SPDX-License-Identifier: MIT
 *
 * Messages in a byte stream: each is the bytes up to a NUL (https://varlink.org/Method-Call). One message is bounded;
 * a stream that holds nothing costs no memory.
 */
#pragma once

#include "common/buffer.h"

struct frame_reader {
    struct buffer bytes; /* read and not yet taken */
    size_t scanned;      /* of them without a NUL */
    size_t limit;        /* longest message, the NUL not counted */
    bool is_file;        /* the descriptor proved to be no socket */
};

void frame_reader_init(struct frame_reader *reader, size_t limit);
void frame_reader_done(struct frame_reader *reader);

/* Reads once from the descriptor; a socket is never waited for, anything else must be O_NONBLOCK for that. Returns 1 if
 * bytes came, 0 at the end of the stream, or a negative errno (-EAGAIN: none now). Reads no more than one longest
 * message and 64 KiB at most, so whoever stops at frame_reader_is_full() holds less than two longest messages. */
int frame_reader_fill(struct frame_reader *reader, int fd) attr_must_check;

/* The next whole message, NUL-terminated, valid until the next call of any function here. Returns 1, or 0 if there is
 * none yet, or -EMSGSIZE if the message begun is over the limit. */
int frame_reader_next(struct frame_reader *reader, char **ret_message, size_t *ret_length) attr_must_check;

/* As much is held as the longest message needs: time to take messages before reading on. */
bool frame_reader_is_full(const struct frame_reader *reader);

/* After frame_reader_next() answered 0: bytes of a message that is not whole yet remain. */
bool frame_reader_is_partial(const struct frame_reader *reader);
