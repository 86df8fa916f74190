/* SPDX-License-Identifier: MIT
 *
 * SQLite as the store needs it: a connection of one of two kinds, statements, and errors as errno. The only user of
 * sqlite3.h.
 */
#pragma once

#include "common/base.h"

struct database;
struct statement;

/* Before any other; again is no harm. */
void database_start(void);

enum database_mode {
    DATABASE_WRITER, /* made if there is none; the only connection that writes and checkpoints */
    DATABASE_READER, /* never writes, never checkpoints, not even on closing */
};

/* On failure `error` (of `size` bytes) is what SQLite says of it. */
int database_open(const char *path, enum database_mode mode, struct database **ret_database, char *error, size_t size)
        attr_must_check;
/* All statements must have been finalized. A writer that is the last one carries the WAL into the file. */
struct database *database_close(struct database *database);
DEFINE_CLEANUP(struct database *, database_close)

/* What SQLite says of the last failure. */
const char *database_error(const struct database *database);

/* Several statements without parameters or answers. */
int database_run(struct database *database, const char *sql) attr_must_check;

/* Takes back an open transaction; does nothing if there is none. */
void database_rollback(struct database *database);

int database_prepare(struct database *database, const char *sql, struct statement **ret_statement) attr_must_check;
struct statement *statement_free(struct statement *statement);
DEFINE_CLEANUP(struct statement *, statement_free)

int statement_parameters(struct statement *statement);
/* Parameters are counted from 1; bytes and text must live until the statement was reset. */
void statement_set_number(struct statement *statement, int place, int64_t number);
void statement_set_bytes(struct statement *statement, int place, const void *bytes, size_t size); /* NULL: null */
void statement_set_text(struct statement *statement, int place, const char *text);                /* NULL: null */

void statement_set_text_of(struct statement *statement, int place, const char *text, size_t size);

/* A value of another statement's row, as it is. */
void statement_set_column(struct statement *statement, int place, struct statement *from, int column);

/* 1: a row stands ready; 0: no more; negative errno. */
int statement_next(struct statement *statement) attr_must_check;
/* To be run again; parameters go back to null. */
void statement_reset(struct statement *statement);
/* Runs to the end and resets. */
int statement_run(struct statement *statement) attr_must_check;

/* Columns are counted from 0; what they point to holds until the next row. */
int64_t statement_number(struct statement *statement, int column);
/* A column that is numbers(a, b, ...) of so many columns: they come in one call of SQLite instead of one each, which is
 * a good part of reading a long table. */
enum { NUMBERS_MOST = 64 };
const int64_t *statement_numbers(struct statement *statement, int column, int count);
const char *statement_text(struct statement *statement, int column);                    /* NULL: null */
const void *statement_bytes(struct statement *statement, int column, size_t *ret_size); /* NULL: null */
bool statement_is_null(struct statement *statement, int column);
enum value_type { VALUE_NULL, VALUE_NUMBER, VALUE_TEXT, VALUE_BYTES };
enum value_type statement_type(struct statement *statement, int column); /* no table of ours holds fractions */
int statement_columns(struct statement *statement);

/* The first number that a query answers; -ENOENT: no row, or null. */
int database_number(struct database *database, const char *sql, int64_t *ret_number) attr_must_check;

/* Rows that the last statement inserted, changed or deleted. */
int64_t database_changes(const struct database *database);

/* Gives a WAL that will grow to so many pages its room ahead of need: to write over what the file has is synced in half
 * the time that it takes to make it longer, and asks no room of a disk that is full. Not being able to is no harm. */
void database_extend_wal(struct database *database, int pages);
/* Pages in the WAL that are not yet in the file. */
int database_wal_pages(const struct database *database);
/* Nobody asks for a while: gives back the memory that pages were kept in. */
void database_rest(struct database *database);
/* What an open transaction has changed so far goes to the disk, which makes none of it durable: a large one that is
 * ended would keep the disk from everybody for as long as it is large. */
int database_flush(struct database *database) attr_must_check;
/* Carries what it can without waiting for anybody; nothing, where a reader recovers just now. */
void database_checkpoint(struct database *database);
