/* SPDX-License-Identifier: MIT
 *
 * Rows of a store as bytes, for another machine that keeps a copy of it: a page holds rows of several tables, each with
 * the place of its table and its values as SQLite has them.
 *
 *     row     table (1 byte), number of values (1 byte), values
 *     value   'n' null;  'i' number: zigzag, seven bits a byte, the lowest first;  't' text, 'b' bytes: length so
 *             written, and the bytes
 *
 * Pages come from a socket: reading one survives any bytes (tests/fuzz/page.c).
 */
#pragma once

#include "common/buffer.h"
#include "daemon/database.h"

enum { PAGE_VALUES = 64 }; /* of a row at most */

struct page_value {
    enum value_type type;
    int64_t number;
    const char *bytes; /* of text and bytes; in the page */
    size_t size;
};

struct page_row {
    int table;
    int count;
    struct page_value values[PAGE_VALUES];
};

/* The row that a statement stands at, appended. */
void page_add_row(struct buffer *page, int table, struct statement *row);

struct page_reader {
    const char *at, *end;
};

/* 1: a row; 0: no more; -EBADMSG: no page goes on like this. */
int page_next(struct page_reader *reader, struct page_row *ret_row) attr_must_check;

/* As text for a message: base64url, with a NUL; and back. -EBADMSG: it is no such text. */
size_t page_text_size(const struct buffer *page);
void page_to_text(const struct buffer *page, char *ret_text);
int page_from_text(const char *text, struct buffer *ret_page) attr_must_check;
