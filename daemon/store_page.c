/* SPDX-License-Identifier: MIT
 *
 * Rows as bytes, and back.
 */
#include "daemon/store_page.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { WORD_BITS = 7, WORD_MASK = 0x7f, WORD_MORE = 0x80, WORD_BYTES = 10 };

/* --- writing --- */

static void add_word(struct buffer *page, uint64_t word)
{
    for (; word > WORD_MASK; word >>= WORD_BITS)
        buffer_append_byte(page, (char)(WORD_MORE | (word & WORD_MASK)));
    buffer_append_byte(page, (char)word);
}

/* Small numbers, negative ones too, are short. */
static uint64_t zigzag(int64_t number)
{
    return ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t word)
{
    return (int64_t)((word >> 1) ^ (word & 1 ? UINT64_MAX : 0));
}

static void add_bytes(struct buffer *page, char tag, struct statement *row, int column)
{
    size_t size;
    const void *bytes = statement_bytes(row, column, &size);
    buffer_append_byte(page, tag);
    add_word(page, size);
    buffer_append(page, bytes, size);
}

static void add_value(struct buffer *page, struct statement *row, int column)
{
    switch (statement_type(row, column)) {
    case VALUE_NULL:
        buffer_append_byte(page, 'n');
        break;
    case VALUE_NUMBER:
        buffer_append_byte(page, 'i');
        add_word(page, zigzag(statement_number(row, column)));
        break;
    case VALUE_TEXT:
        add_bytes(page, 't', row, column);
        break;
    case VALUE_BYTES:
        add_bytes(page, 'b', row, column);
        break;
    }
}

void page_add_row(struct buffer *page, int table, struct statement *row)
{
    int count = statement_columns(row);
    assert(table >= 0 && table <= UINT8_MAX && count > 0 && count <= PAGE_VALUES);
    buffer_append_byte(page, (char)table);
    buffer_append_byte(page, (char)count);
    for (int i = 0; i < count; i++)
        add_value(page, row, i);
}

/* --- reading --- */

static bool take_byte(struct page_reader *reader, uint8_t *ret_byte)
{
    if (reader->at == reader->end)
        return false;
    *ret_byte = (uint8_t)*reader->at++;
    return true;
}

static bool take_word(struct page_reader *reader, uint64_t *ret_word)
{
    uint64_t word = 0;
    uint8_t byte = WORD_MORE;
    for (unsigned i = 0; byte & WORD_MORE; i++) {
        if (i == WORD_BYTES || !take_byte(reader, &byte))
            return false;
        word |= (uint64_t)(byte & WORD_MASK) << (WORD_BITS * i);
    }
    *ret_word = word;
    return true;
}

static bool take_bytes(struct page_reader *reader, struct page_value *value)
{
    uint64_t size;
    if (!take_word(reader, &size) || size > (uint64_t)(reader->end - reader->at))
        return false;
    value->bytes = reader->at;
    value->size = (size_t)size;
    reader->at += size;
    return true;
}

static bool take_value(struct page_reader *reader, struct page_value *value)
{
    uint8_t tag;
    uint64_t word;
    *value = (struct page_value){0};
    if (!take_byte(reader, &tag))
        return false;
    switch (tag) {
    case 'n':
        value->type = VALUE_NULL;
        return true;
    case 'i':
        value->type = VALUE_NUMBER;
        if (!take_word(reader, &word))
            return false;
        value->number = unzigzag(word);
        return true;
    case 't':
        value->type = VALUE_TEXT;
        return take_bytes(reader, value);
    case 'b':
        value->type = VALUE_BYTES;
        return take_bytes(reader, value);
    default:
        return false;
    }
}

int page_next(struct page_reader *reader, struct page_row *ret_row)
{
    uint8_t table, count;
    if (!take_byte(reader, &table))
        return 0;
    if (!take_byte(reader, &count) || count == 0 || count > PAGE_VALUES)
        return -EBADMSG;
    ret_row->table = table;
    ret_row->count = count;
    for (int i = 0; i < count; i++) {
        if (!take_value(reader, &ret_row->values[i]))
            return -EBADMSG;
    }
    return 1;
}

/* --- as text --- */

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

size_t page_text_size(const struct buffer *page)
{
    return sodium_base64_encoded_len(page->length, VARIANT);
}

void page_to_text(const struct buffer *page, char *ret_text)
{
    const char *bytes = page->length ? buffer_bytes(page) : "";
    sodium_bin2base64(ret_text, page_text_size(page), (const uint8_t *)bytes, page->length, VARIANT);
}

int page_from_text(const char *text, struct buffer *ret_page)
{
    size_t length = strlen(text), room = length / 4 * 3 + 3, size = 0;
    uint8_t *bytes = (uint8_t *)buffer_reserve(ret_page, room);
    const char *end;
    if (sodium_base642bin(bytes, room, text, length, NULL, &size, &end, VARIANT) < 0 || *end)
        return -EBADMSG;
    buffer_added(ret_page, size);
    return 0;
}
