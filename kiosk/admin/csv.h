/* SPDX-License-Identifier: MIT
 *
 * Tables in CSV (RFC 4180): commas, double quotes, the first line names the columns. Read strictly and whole: a file
 * with one mistake is no file, and each mistake has its line.
 */
#pragma once

#include "common/base.h"

enum { CSV_COLUMNS_LIMIT = 16, CSV_FILE_LIMIT = 8 * 1024 * 1024 };

struct csv_column {
    const char *name;
    bool needed; /* the column must be there, and no field of it may be empty */
};

struct csv_row {
    size_t line;                           /* where it begins, from 1 */
    const char *fields[CSV_COLUMNS_LIMIT]; /* by column as asked for; NULL: empty, or the column is not there */
};

struct csv {
    char *path;
    char *text; /* what the fields point into */
    struct csv_row *rows;
    size_t count;
    size_t room;
};

/* Columns may stand in any order; one that is unknown, twice or needed and missing is a mistake, as are rows of another
 * length, fields that are no UTF-8 or hold control characters, and quotes that do not close. "-" is standard input.
 * Mistakes go to stderr as "FILE:LINE: error: TEXT". Returns 0; -EBADMSG after mistakes; another negative errno, told
 * too, if the file cannot be read. *ret_csv is only filled then with 0. */
int csv_read(const char *path, const struct csv_column *columns, size_t column_count, struct csv *ret_csv)
        attr_must_check;
void csv_done(struct csv *csv);

/* One more mistake, found in what a field says: "FILE:LINE: error: TEXT". */
void csv_mistake(const struct csv *csv, size_t line, const char *format, ...) attr_printf(3, 4);

/* Writes a field to stdout, in quotes if it must be. */
void csv_write(const char *field);
