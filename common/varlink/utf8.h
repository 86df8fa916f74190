/* SPDX-License-Identifier: MIT
 *
 * One character of UTF-8, for code that walks bytes anyway and cannot afford a second pass (text.h checks whole texts).
 */
#pragma once

#include "common/base.h"

/* Bytes of the character at `bytes`, of which `left` remain; 0 if it is not valid (too long a form, a surrogate, over
 * U+10FFFF, cut off): Unicode 15, table 3-7. */
static inline size_t utf8_length(const char *bytes, size_t left)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    if (left == 0)
        return 0;
    if (byte[0] < 0x80)
        return 1;
    size_t length = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;
    if (byte[0] < 0xc2 || byte[0] > 0xf4 || left < length)
        return 0;
    unsigned char lowest = byte[0] == 0xe0 ? 0xa0 : byte[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char highest = byte[0] == 0xed ? 0x9f : byte[0] == 0xf4 ? 0x8f : 0xbf;
    if (byte[1] < lowest || byte[1] > highest)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if (byte[i] < 0x80 || byte[i] > 0xbf)
            return 0;
    }
    return length;
}

/* The longest prefix of `text`, at most `limit` bytes, that cuts no character in two. */
static inline size_t utf8_prefix(const char *text, size_t length, size_t limit)
{
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}
