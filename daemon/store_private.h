/* SPDX-License-Identifier: MIT
 *
 * What the files of the store share; nobody else includes this.
 */
#pragma once

#include "common/buffer.h"
#include "daemon/store.h"
#include "daemon/store_follow.h"

extern const char store_schema_sql[]; /* daemon/schema.sql */

/* --- rows --- */

enum { EVENT_COLUMNS = 12 + EVENT_VALUES + 2, STEP_COLUMN_COUNT = sizeof(struct store_step) / sizeof(int64_t) };
extern const char *const store_step_names[STEP_COLUMN_COUNT];

/* A row of the ledger. */
struct stored_event {
    struct event event;
    bool has_text;
    struct ledger_hash text; /* zeros if it has none */
    struct ledger_hash hash;
    bool whole; /* every column has a value that an event can have */
};

/* "SELECT ... FROM event", and a row of it; or one of "SELECT * FROM event". */
extern const char store_select_events[];
void store_read_event_row(struct statement *statement, struct stored_event *ret_row);
void store_read_event_columns(struct statement *statement, struct stored_event *ret_row);

/* "SELECT ... FROM step", of which statement_numbers() are the fields of a struct store_step. */
void store_select_steps(struct buffer *sql);

/* "SELECT ... FROM day", and a row of it; figures are beside it in day_figure. */
extern const char store_select_seals[];
void store_read_seal_row(struct statement *statement, struct ledger_seal *ret_seal, struct ledger_hash *ret_mac);

/* The figures that a day's seal holds, in day_figure. */
int store_read_figures(struct database *database, int64_t last_seq, struct figures *ret_figures) attr_must_check;

int store_insert_statement(struct database *database, const char *table, const char *const *columns, int count,
                           struct statement **ret_statement);
int store_prepare_event_insert(struct database *database, struct statement **ret_statement);
int store_run_event_insert(struct statement *statement, const struct stored_event *row);
int store_prepare_step_insert(struct database *database, struct statement **ret_statement);
int store_run_step_insert(struct statement *statement, const struct store_step *step);

/* A text by its number, appended; -ENOENT: there is none, or it was forgotten. */
extern const char store_select_text[];
int store_run_text_select(struct statement *statement, int32_t id, struct buffer *buffer) attr_must_check;

struct row_table {
    const char *name;
    const char *columns[ROW_VALUES + 1]; /* ends with NULL */
};
extern const struct row_table store_row_tables[STORE_TABLES];
int store_prepare_row_insert(struct database *database, enum store_table table, struct statement **ret_statement);
int store_run_row_insert(struct statement *statement, const struct store_row *row);
/* Rows of a table, in order, and one of them, whose text lives until the next. `where` is SQL with at most three
 * numbers in it, ?1 to ?3. */
int store_prepare_row_select(struct database *database, enum store_table table, const char *where,
                             const int64_t numbers[3], struct statement **ret_statement) attr_must_check;
int store_read_rows_where(struct database *database, enum store_table table, const char *where,
                          const int64_t numbers[3], store_row_function *function, void *data) attr_must_check;
void store_read_row(struct statement *statement, enum store_table table, struct store_row *ret_row);

/* --- the seal key --- */

struct seal_key {
    int32_t chain, step; /* what the next seal will be made with */
    struct ledger_key key;
};

/* Reads the key file, or answers -ENOENT; -EBADMSG: it is none. */
int seal_key_read(const char *path, struct seal_key *ret_key) attr_must_check;
/* Replaces the file; the old bytes are overwritten before they are let go, as far as the file system does as told. */
int seal_key_write(const char *path, const struct seal_key *key) attr_must_check;

/* --- files --- */

/* What was written to the file, or which files the folder of `path` has, is on disk. */
int store_sync_file(const char *path) attr_must_check;
int store_sync_folder(const char *path) attr_must_check;
/* Whole and on disk, it gets its name. */
int store_settle_file(const char *from, const char *to, char error[STORE_ERROR_SIZE]) attr_must_check;
/* With everything that SQLite puts beside it. */
void store_remove_file(const char *path);
/* Byte by byte, into a file that must not be there. */
int store_copy_file(const char *from, const char *to) attr_must_check;

/* --- days --- */

/* Enters at most `*left` rows, which is so many less then, of those that are older than the table of_day. */
int store_enter_days(struct database *database, int64_t *left) attr_must_check;

/* --- retention --- */

/* Of facts below a seq, and days before a day, that meta says, nobody is known by name any more: so many rows in this
 * slice, which are so many less then. */
int store_forget(struct database *database, int64_t *left) attr_must_check;
int store_read_named_day(struct database *database, int32_t *ret_day) attr_must_check;

/* Where the search has come to for operators of whom nothing younger is known. */
struct forgetting {
    bool *seen; /* by id; NULL: it has not begun */
    int32_t count, day;
    int64_t number; /* of the last row that was looked at */
    bool over;      /* they are forgotten in this transaction */
};
void store_forgetting_done(struct forgetting *forgetting);
/* A slice; in memory they are forgotten after the commit. */
int store_forget_names(struct store *store, const struct store_retention *retention, int64_t *left) attr_must_check;
void store_settle_forgotten(struct store *store, const struct store_retention *retention);
/* What `meta` says of a store and of all its copies: not how far this very file has come with something. */
#define STORE_META_OF_COPIES "key != 'rolled' AND key NOT LIKE 'own_%'"
/* Numbers of names that were forgotten; and forgetting one by its number, also again. */
#define STORE_FORGOTTEN_NAMES "SELECT number FROM name WHERE kind = 10 AND key = '#' || id"
#define STORE_FORGET_NAME     "UPDATE name SET key = '#' || id WHERE number = ?"
/* A key that was forgotten: "#" and the number of an operator. */
bool store_name_is_forgotten(int64_t kind, int64_t id, const char *key);

/* Deletes at most `limit` rows that meta says are not kept, then forgets. */
int store_delete_gone(struct database *database, int64_t limit, bool *ret_more) attr_must_check;

/* --- copies --- */

/* Every table but `meta`, with the number by which it grows, which is its first column; ends with NULL. */
struct copied_table {
    const char *name, *number;
};
enum { COPIED_EVENT = 1, COPIED_ROLLUP = 14 }; /* the places of the ledger and of roll-ups among them */
extern const struct copied_table store_copied_tables[STORE_COPIED_TABLES + 1];

/* The greatest number in each. Those of one read transaction say what the store was then: its rows up to them, however
 * it has grown since. */
int store_read_place(struct database *database, struct store_place *ret_place) attr_must_check;
/* "INSERT INTO table VALUES (?, ?, ...)" for as many columns as the source answers. */
int store_prepare_copied_insert(struct database *database, const char *table, int columns,
                                struct statement **ret_statement) attr_must_check;
/* A row of the ledger, or where retention has taken it the seal that ends there; seq 0: there is neither. */
int store_read_head_at(struct database *database, int64_t seq, struct store_head *ret_head) attr_must_check;
/* The last row of the ledger; seq 0: there is none. */
int store_read_head(struct database *database, struct store_head *ret_head) attr_must_check;

/* Tables of a page (store_page.h): those above by their places, and beside them what does not grow. */
enum { PAGE_META = STORE_COPIED_TABLES, PAGE_FORGOTTEN, PAGE_FORGOTTEN_NAME, PAGE_TABLES };

/* What `meta` says of a copy: no daemon opens it as its store. */
int store_mark_copy(struct database *database) attr_must_check;
/* Makes a store of the copy, in a new epoch. `promoted`: somebody has decided that it takes the place of another one.
 */
int store_begin_epoch(struct database *database, bool promoted) attr_must_check;

/* --- names --- */

struct name_list {
    char **keys; /* by id; [0] is unused */
    size_t count, room;
    int32_t *places; /* open addressing over ids; 0: free */
    size_t place_count;
};

struct names {
    struct name_list lists[NAME_KINDS];
    int64_t count; /* durable ones */
    struct ledger_hash head;
    struct pending_name {
        enum name_kind kind;
        int32_t id;
    } * pending;
    size_t pending_count, pending_room;
    char **forgotten; /* keys that somebody may still look at */
    size_t forgotten_count, forgotten_room;
};

void store_names_done(struct names *names);
int store_names_load(struct names *names, struct database *database) attr_must_check;
/* Writes those that are pending, and answers what count and head are then. */
int store_names_write(const struct names *names, struct statement *insert, int64_t *ret_count,
                      struct ledger_hash *ret_head) attr_must_check;
/* What was pending is durable from now on, or is forgotten. */
void store_names_settle(struct names *names, int64_t count, const struct ledger_hash *head);
void store_names_drop(struct names *names);
/* The key is another from here on, as that of the row is. */
void store_names_forget(struct names *names, enum name_kind kind, int32_t id);

/* --- requests --- */

struct known_request {
    struct request_mark mark;
    int64_t number; /* of the row */
    int32_t user;
    int32_t next;  /* at its place of the table, or of those not in use; -1: none */
    int32_t later; /* of the same user; -1: it is the latest */
};

struct request_user {
    bool known;
    int32_t first, last; /* oldest and latest */
    size_t count;
};

struct pending_request {
    struct request_mark mark;
    int64_t number, at_ms;
    int32_t user, method;
    int32_t next; /* at its place of the turn; -1: none */
    char *id;
    char *answer;
    size_t answer_size;
};

enum { PENDING_PLACES = 256 };

struct requests {
    struct ledger_key secret; /* of this process: nobody can aim at a place of the table */
    size_t per_user;
    struct known_request *items;
    size_t count, room;
    int32_t unused; /* first of the items not in use; -1: none */
    int32_t *places;
    size_t place_count, used;
    struct request_user *users; /* by id */
    size_t user_count;
    int64_t last_number; /* pending ones included */
    struct pending_request *pending;
    size_t pending_count, pending_room;
    int32_t pending_places[PENDING_PLACES];
};

void requests_init(struct requests *requests, size_t per_user);
void requests_done(struct requests *requests);
/* The rows since `from_ms`, oldest first. */
int requests_load(struct requests *requests, struct database *database, int64_t from_ms) attr_must_check;
/* Whose rows went: those before `first_number` are new again. */
void requests_forget(struct requests *requests, int64_t first_number);
int requests_find(const struct requests *requests, struct database *database, struct store_request *request,
                  struct buffer *ret_answer) attr_must_check;
void requests_add(struct requests *requests, const struct store_request *request, int64_t at_ms, const void *answer,
                  size_t size);
int requests_write(const struct requests *requests, struct statement *insert, int64_t seq) attr_must_check;
void requests_settle(struct requests *requests);
void requests_drop(struct requests *requests);

/* --- opening --- */

/* A file beside the store says that a process has it: -EBUSY another one does. Let go by closing. */
int store_take_lock(const char *path, int *ret_fd, char error[STORE_ERROR_SIZE]) attr_must_check;

/* Brings the file to the newest schema; -ENOTSUP: it is newer. */
int store_migrate(struct database *database, const char *centre) attr_must_check;

/* Says in a sentence what went wrong, and answers `r`. */
attr_printf(3, 4) int store_fail(char error[STORE_ERROR_SIZE], int r, const char *format, ...);

/* Whose it is; -EBADMSG: it does not say, so it is no store. */
int store_read_centre(struct database *database, char ret_centre[LEDGER_CENTRE + 1]) attr_must_check;
/* Is it this centre's? -EXDEV: another's; `error` says which. */
int store_check_centre(struct database *database, const char *path, const char *centre, char error[STORE_ERROR_SIZE])
        attr_must_check;

/* A row of meta: a text, or where that is NULL a number. */
int store_set_meta(struct database *database, const char *key, const char *text, int64_t number) attr_must_check;

/* --- the whole --- */

void store_clear_notes(struct store *store);

struct pending_text {
    int32_t id;
    int64_t seq; /* of the first event that names it; 0: none does */
    char *body;
    size_t size;
    uint8_t salt[LEDGER_SALT_SIZE];
    struct ledger_hash hash;
};

/* What a commit leaves behind; taken over only if it succeeds. */
struct durable {
    struct store_head head;
    int64_t names;
    struct ledger_hash names_head;
    bool has_seal;
    struct ledger_seal seal;
    struct seal_key key;
};

struct store {
    struct database *database;
    int lock_fd;
    char *path, *centre, *key_path;
    bool key_is_stale; /* the file holds an older key than memory */
    struct durable durable;
    struct names names;
    struct requests requests;
    int32_t last_text; /* pending ones included */
    struct forgetting forgetting;
    bool waits_for_rollups; /* of sealed days: only then all of the last store_retain() can be done */

    /* The turn. */
    struct events events;
    struct store_step *steps;
    size_t step_count, step_room;
    struct figures *closings; /* one for each DAY_CLOSED, in order */
    size_t closing_count, closing_room;
    struct pending_text *texts;
    size_t text_count, text_room;
    struct store_row *rows;
    size_t row_count, row_room;
    char *notes[STORE_NOTES]; /* NULL: as it is */

    struct statement *begin, *commit, *insert_event, *insert_step, *insert_text, *insert_request, *insert_name,
            *insert_seal, *insert_figure, *insert_row[STORE_TABLES], *select_text;
};
