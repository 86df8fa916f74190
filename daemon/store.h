/* SPDX-License-Identifier: MIT
 *
 * The store: the ledger and everything else that must outlive the process, in one SQLite file.
 *
 * A turn is collected by store_add_*() and store_intern(), in memory, and made durable by store_commit(): one
 * transaction, all or nothing, one fsync for everybody whose request came in that turn. If it fails, the store is as it
 * was before the turn; the caller throws away what it would have answered and builds its engine anew by store_replay().
 *
 * The connection of a struct store is the only one that writes and the only one that checkpoints: SQLite 3.7.0-3.51.2
 * can corrupt a file when one connection checkpoints beside another that commits (sqlite.org/wal.html, "walresetbug").
 * Everybody else reads through database_open() as DATABASE_READER, which does neither, not even on closing.
 *
 * Functions that can fail return 0 or a negative errno:
 *     -ENOSPC  the disk is full            -EIO      the disk does not do as told
 *     -EBUSY   another daemon has it open  -EBADMSG  no store of novbe, or a damaged one
 *     -ENOTSUP made by a newer program     -EXDEV    it is another centre's
 *     -ESTALE  older than its key: an older file was put back
 *     -EACCES, -ENOENT and the like, as of open(2)
 */
#pragma once

#include "common/buffer.h"
#include "daemon/database.h"
#include "daemon/ledger.h"
#include "daemon/names.h"

struct store;

enum { STORE_ERROR_SIZE = 512 };

struct store_news;

struct store_options {
    const char *path;     /* made with the mode 0600 if there is none */
    const char *centre;   /* its key; a store belongs to one for ever */
    const char *key_path; /* the present seal key; NULL: `path` with "-key" after it */
    int64_t now_ms;       /* requests of the last 24 h before it are remembered, and all of the open day */
    size_t user_requests; /* so many of one user at most, the latest; 0: 8192 */
    /* Told when a chain of seal keys begins, before its first key is on disk: so none is ever used that was not told.
     * One that was told and then not used is not missed, as the next chain has another number. NULL: nobody is told. */
    void (*tell_key)(const struct store_news *news);
};

/* What a person has to be told once, when a store was opened. */
struct store_news {
    bool made;                       /* there was none */
    int32_t key_chain;               /* a chain of seal keys began with this number; 0: none did */
    char first_key[LEDGER_HEX_SIZE]; /* of that chain: for the auditor, kept nowhere else */
};

/* Opens, migrates, and reads what is kept in memory. On failure `error` says what and what to do, one sentence with the
 * path. A seal key that is gone is no failure: a new chain begins, which the news and later every verify tell. */
int store_open(const struct store_options *options, struct store **ret_store, struct store_news *ret_news,
               char error[STORE_ERROR_SIZE]) attr_must_check;

/* What was added and not committed is gone. */
struct store *store_close(struct store *store);
DEFINE_CLEANUP(struct store *, store_close)

/* The highest schema this program knows. */
int store_schema(void);

/* --- what is known --- */

struct store_head {
    int64_t seq; /* of the last row; 0: none */
    struct ledger_hash hash;
};
/* Of what is durable. To be told outside, so that a store put back later is found out. */
struct store_head store_head(const struct store *store);

/* The last seal; NULL: no day was closed yet. */
const struct ledger_seal *store_seal(const struct store *store);

/* The file of the seal key could not be replaced and still holds one that has sealed: to be told as an alarm. It is
 * tried again with every commit. */
bool store_key_is_stale(const struct store *store);

/* For readers of this very thread; the pointer lives as long as the store. */
struct database *store_database(struct store *store);

/* --- names: keys of the configuration as numbers, for ever (daemon/names.h) --- */

/* The number of a key, from 1, without gaps in its kind; a new one is given if need be, and is durable with the next
 * commit. */
int32_t store_intern(struct store *store, enum name_kind kind, const char *key);

/* 0: never seen. */
int32_t store_find_name(const struct store *store, enum name_kind kind, const char *key);
/* NULL: no such number. The text lives as long as the store. */
const char *store_name(const struct store *store, enum name_kind kind, int32_t id);
int32_t store_names(const struct store *store, enum name_kind kind);

/* The same four for whoever numbers a configuration. A commit that fails takes back what was given in its turn: a
 * rulebook made in it is to be made anew. */
struct name_source store_name_source(struct store *store);

/* --- requests: the same one twice is done once --- */

struct store_request {
    int32_t user, method; /* NAME_USER, NAME_METHOD: an id is known only to the pair */
    const char *id;
    const void *parameters; /* canonical bytes, kept as a hash */
    size_t parameters_size;
    struct request_mark {
        bool made;
        uint8_t digest[16]; /* of user, method and id */
        struct ledger_hash parameters;
    } mark; /* what this store knows it by: made when it is looked for */
};

enum request_known {
    REQUEST_NEW,
    REQUEST_REPEATED, /* and this was the answer */
    REQUEST_REUSED,   /* the same id came with other parameters */
};

/* Looks in the turn being collected too. `ret_answer` is appended to only if it was REPEATED. Negative: the answer
 * could not be read. */
int store_find_request(struct store *store, struct store_request *request, struct buffer *ret_answer) attr_must_check;

/* Remembers an answer with the turn; it must be REQUEST_NEW. `at_ms` is the turn's. */
void store_add_request(struct store *store, const struct store_request *request, int64_t at_ms, const void *answer,
                       size_t answer_size);

/* --- a turn --- */

/* Facts that engine_execute() has just told, numbered from store_next_seq(): to be called after each command, because
 * it takes the facts of steps that became final, and the figures of a day that closed, out of the engine. */
void store_add_events(struct store *store, const struct engine *engine, const struct event *events, size_t count);

/* One more than the last event, those of this turn included. */
int64_t store_next_seq(const struct store *store);

/* A free text, and its number, which goes into the command. It is kept if an event of this turn names it. */
int32_t store_add_text(struct store *store, const void *body, size_t size);

/* Facts that are no events: rows of tables that are only added to. What is true of something now is its newest row. */
enum store_table {
    TABLE_PRINT,       /* an order of paper, or what became of it */
    TABLE_BOOKING,     /* state of a booking, by its id over all days */
    TABLE_CLOSURE,     /* hours of a day that differ from the configuration, a row a span */
    TABLE_ROTA,        /* a shift */
    TABLE_RETURN_CODE, /* lets go ahead on another day; written by the store itself, from the facts */
    TABLE_OPERATOR,    /* text: what is kept of the PIN */
    TABLE_HEALTH,      /* how the store was found when somebody looked, and when it failed */
    TABLE_KIOSK,       /* out of use or not; text: what is kept of the PINs of all */
    TABLE_ROLL,        /* a roll of paper, and what comes of it */
    TABLE_KIOSK_USE,   /* how a kiosk was used for some minutes, or a person called for at it */
    STORE_TABLES
};

enum { ROW_VALUES = 20 };
/* Places of the values of each. */
enum {
    PRINT_DAY,
    PRINT_TICKET,
    PRINT_ATTEMPT,
    PRINT_STATE, /* enum paper_state */
    PRINT_PRINTER,
    PRINT_REASON, /* enum paper_reason */
    PRINT_PAPER,
    PRINT_KIND, /* enum paper_kind */
    PRINT_LANGUAGE,
    PRINT_SERVICE,
    PRINT_AHEAD,
    PRINT_PROOF,
    PRINT_STEPS,
    PRINT_DONE,
    PRINT_SLOT,
    PRINT_PAPERS, /* of a try that is printed: how many came out of it so far */
    PRINT_LENGTH  /* how long one of them is; 0: not known */
};
enum {
    BOOKING_ROW_ID,
    BOOKING_ROW_STATE, /* enum booking_state */
    BOOKING_ROW_DAY,
    BOOKING_ROW_SERVICE,
    BOOKING_ROW_SLOT,
    BOOKING_ROW_CLASS,
    BOOKING_ROW_NEEDS,
    BOOKING_ROW_LANGUAGE,
    BOOKING_ROW_PARTY,
    BOOKING_ROW_CODE,
    BOOKING_ROW_UNTIL
};
enum {
    CLOSURE_DAY,
    CLOSURE_AGENCY,
    CLOSURE_SERVICE,
    CLOSURE_SPAN,
    CLOSURE_SPANS, /* 0: closed; -1: taken back */
    CLOSURE_FROM,
    CLOSURE_UNTIL,
    CLOSURE_USER
};
enum { ROTA_DAY, ROTA_SHIFT, ROTA_COUNTER, ROTA_OPERATOR, ROTA_FROM, ROTA_UNTIL, ROTA_WHAT };
enum {
    RETURN_CODE_DAY,
    RETURN_CODE_TICKET,
    RETURN_CODE_PREFIX,
    RETURN_CODE_NUMBER,
    RETURN_CODE_CHECK,
    RETURN_CODE_SERVICE,
    RETURN_CODE_CLASS,
    RETURN_CODE_WAITED,
    RETURN_CODE_UNTIL,
    RETURN_CODE_CODE, /* 0: a change of one that stands above */
    RETURN_CODE_USED
};
enum { OPERATOR_ROW_ID, OPERATOR_ROW_PROFILE, OPERATOR_ROW_LANGUAGES, OPERATOR_ROW_REMOVED };
enum { HEALTH_ROW_WHAT, HEALTH_ROW_GOOD, HEALTH_ROW_SINCE }; /* enum health_what */
enum { KIOSK_ROW_ID, KIOSK_ROW_CLOSED, KIOSK_ROW_USER, KIOSK_ROW_PAPER };
enum {
    ROLL_ROW_DAY,
    ROLL_ROW_PRINTER,
    ROLL_ROW_WHAT, /* enum roll_row */
    ROLL_ROW_USER,
    ROLL_ROW_LENGTH,
    ROLL_ROW_PAPERS,
    ROLL_ROW_BEGAN,
    ROLL_ROW_USED,
    ROLL_ROW_OUT,
    ROLL_ROW_OPENED,
    ROLL_ROW_ASK,
    ROLL_ROW_MEAN,
    ROLL_ROW_LENGTHS,
    ROLL_ROW_LOW,
    ROLL_ROW_HELD /* and two more */
};
enum {
    KIOSK_USE_DAY,
    KIOSK_USE_KIOSK,
    KIOSK_USE_WHAT, /* enum kiosk_use */
    KIOSK_USE_FROM,
    KIOSK_USE_LASTED,
    KIOSK_USE_OPEN,
    KIOSK_USE_BUSY,
    KIOSK_USE_ENDED /* and more: by enum kiosk_session_end */
};
/* What a row of a roll is about; numbers stand in the store and never change. */
enum roll_row {
    ROLL_PRINTED = 1, /* length_mm of each and how many papers; all others: the roll as it is from then on */
    ROLL_DAY,         /* a business day began or ended */
    ROLL_RAN_OUT,
    ROLL_OPENED,
    ROLL_CLOSED, /* it prints again */
    ROLL_CHANGED,
    ROLL_STAYED /* asked, it has the old one */
};

struct store_row {
    enum store_table table;
    int64_t number; /* given when stored, growing */
    int64_t at_ms;
    int64_t value[ROW_VALUES];
    const char *text; /* NULL: none */
};

void store_add_row(struct store *store, const struct store_row *row);

/* A line of the machine's own, beside all facts and proofs: durable with the next commit that succeeds, and no reason
 * for one. */
enum store_note {
    NOTE_EPOCH_DUE, /* "0": the ledger knows of the epoch */
    NOTE_CLOCK,     /* by what `now` went when it was last set: "BOOT-ID BASE-MS" (common/clock.h) */
    NOTE_TARGETS,   /* by what services are measured, as facts or rows last told: "ID=MS " each */
    STORE_NOTES
};
enum { NOTE_SIZE = 128 };
void store_add_note(struct store *store, enum store_note note, const char *text);
/* What is durable; -ENOENT: nothing. */
int store_read_note(struct store *store, enum store_note note, char ret_text[NOTE_SIZE]) attr_must_check;
/* The same of one that may be longer, appended. */
int store_read_long_note(struct store *store, enum store_note note, struct buffer *buffer);
/* What a fact says of a return code, out of an engine that has just taken it: the row of TABLE_RETURN_CODE. False:
 * nothing.
 */
bool store_return_row(const struct engine *engine, const struct event *event, struct store_row *ret_row);

/* When the oldest row of the ledger was written; 0: there is none. */
int64_t store_begun_ms(struct store *store);

/* Is there anything that has to be durable before it is told? Not names alone: what uses them brings them along. */
bool store_is_dirty(const struct store *store);

/* Writes the turn, all or nothing. A day that closed in it is sealed in the same transaction. On failure the turn is
 * gone and the store is as before it. */
int store_commit(struct store *store) attr_must_check;

/* Forgets the turn: a reload that was refused, a command that failed. */
void store_drop(struct store *store);

/* Carries pages from the WAL into the file: `idle` when there is time, else only once the WAL has grown to a few MiB. A
 * slice is what was committed since the slice before, so it stays short as long as this is called every turn. */
void store_checkpoint(struct store *store, bool idle);

/* What need not be kept any longer goes: whole sealed days, below a seal, which stays and proves what is left. */
struct store_retention {
    int32_t from_day;         /* days before it go; 0: none does */
    int64_t requests_from_ms; /* answers to requests before it go */
    int64_t limit;            /* so many rows at most in this slice */
    bool rolled;              /* only what stands before the first day that is not rolled up yet (daemon/rollup.h) */
    int32_t names_from_day;   /* of days before it nobody is known by name; 0: of none */
    /* Is he in the configuration? NULL: no name is forgotten. */
    bool (*operator_is_known)(void *data, int32_t id);
    void *data;
};
/* A slice, durable by itself; between turns only. `ret_more`: there is more to do. First what an older program left
 * undone for store_read_days() is done. */
int store_retain(struct store *store, const struct store_retention *retention, bool *ret_more) attr_must_check;
/* There is more to do, but only when the days that are sealed have been rolled up. */
bool store_waits_for_rollups(const struct store *store);

/* Pages in the WAL that are not yet in the file. */
int store_wal_pages(const struct store *store);

/* --- reading, on any connection --- */

/* Not 0: no more, and answered by whoever called. */
typedef int store_event_function(const struct event *event, void *data);

/* All events from `from_seq` up to `until_seq`, in order. */
int store_read_events(struct database *database, int64_t from_seq, int64_t until_seq, store_event_function *function,
                      void *data) attr_must_check;

/* The same for an engine within the daemon: each only if it follows from the one before it (store_sound.c). -EBADMSG:
 * one does not, or is missing; those before it were given. */
int store_read_sound_events(struct database *database, int64_t from_seq, int64_t until_seq,
                            store_event_function *function, void *data) attr_must_check;

/* Where a ticket of any day begins: the seq of its ISSUED, and its id in that day. -ENOENT: there was none. */
int store_find_ticket(struct database *database, int32_t day, int32_t prefix, int32_t number, int64_t *ret_seq,
                      int32_t *ret_ticket) attr_must_check;
/* And back: the number of a ticket of any day. */
int store_find_number(struct database *database, int32_t day, int32_t ticket, int32_t *ret_prefix, int32_t *ret_number)
        attr_must_check;

/* The path it was opened by. */
const char *store_path(const struct store *store);

/* The events of the day that is open, into a new engine; before them the last DAY_CLOSED, from which the engine knows
 * its sequence. */
int store_replay(struct database *database, struct engine *engine) attr_must_check;

/* Rows of one table from a number on, in order; text lives until the function returns. */
typedef int store_row_function(const struct store_row *row, void *data);
int store_read_rows(struct database *database, enum store_table table, int64_t from_number,
                    store_row_function *function, void *data) attr_must_check;

/* Those of days from one on, however many are older: TABLE_BOOKING, TABLE_CLOSURE, TABLE_ROTA. What is true of
 * something is its newest row only if all its later ones are of such days too. */
int store_read_days(struct database *database, enum store_table table, int32_t from_day, store_row_function *function,
                    void *data) attr_must_check;

/* The number of the newest row; 0: there is none. */
int store_last_row(struct database *database, enum store_table table, int64_t *ret_number) attr_must_check;

/* The greatest number of an order of paper; 0: there was none. */
int store_last_paper(struct database *database, int64_t *ret_paper) attr_must_check;

/* When the open day was opened; if none is, when the last was closed, or if that is forgotten, when what is kept
 * begins; 0: there was none yet. */
int store_read_turn_of_days(struct database *database, int64_t *ret_at_ms) attr_must_check;

/* How often the store was begun anew from a copy: what was numbered after the copy was made is not known in it. */
int store_read_epoch(struct database *database, int64_t *ret_epoch) attr_must_check;

/* When the last fact happened; 0: there is none. */
int store_last_moment(struct database *database, int64_t *ret_at_ms) attr_must_check;

/* Where the rows of one table begin that were written at this moment or later: they stand in the order of time. The
 * number after the last, if there are none. */
int store_find_row(struct database *database, enum store_table table, int64_t at_ms, int64_t *ret_number)
        attr_must_check;

/* The text of an event, appended; -ENOENT: there is none, or it was forgotten. */
int store_read_text(struct database *database, int32_t id, struct buffer *buffer) attr_must_check;
/* The same on the store's own thread, for what is shown often; those of the turn being collected are there, too. */
int store_find_text(struct store *store, int32_t id, struct buffer *buffer) attr_must_check;

/* --- step rows --- */

/* clang-format off */
/* What reports count: a row a final step, as it was when it became so. X(name). */
#define STEP_COLUMNS(X) \
    X(seq) /* of its STEP_FINAL */ \
    X(day) X(ticket) X(step) \
    X(prefix) X(number) X(series) X(channel) X(needs) X(language) X(party) X(booking) X(issued_ms) \
    X(service) X(class) X(ending) /* enum step_end */ X(entry) X(counter) X(operator_id) \
    X(tier) X(base_ms) X(due_ms) X(target_ms) \
    X(entered_ms) X(first_called_ms) X(ended_ms) \
    X(put_off_ms) X(parked_ms) X(aside_ms) X(waited_ms) X(way_ms) X(service_ms) \
    X(recalls) X(returns) X(put_offs) X(outcome) X(quantity) X(marks) \
    X(likely_ms) X(promised_ms) X(usual_ms) /* struct promise; promised_ms is its until_ms */
/* clang-format on */

#define STEP_FIELD(name) int64_t name;
struct store_step {
    STEP_COLUMNS(STEP_FIELD)
};
#undef STEP_FIELD

/* Rows of final steps from a seq on, in order. */
typedef int store_step_function(const struct store_step *step, void *data);
int store_read_steps(struct database *database, int64_t from_seq, store_step_function *function, void *data)
        attr_must_check;

/* Seals of days from one on, in order, each with its proof by the key. */
typedef int store_seal_function(const struct ledger_seal *seal, const struct ledger_hash *mac, void *data);
int store_read_seals(struct database *database, int32_t from_day, store_seal_function *function, void *data)
        attr_must_check;

/* The key of a number, appended; -ENOENT: there is none. For readers on other connections: store_name(). */
int store_read_name(struct database *database, enum name_kind kind, int32_t id, struct buffer *buffer) attr_must_check;

/* Of the step that this STEP_FINAL names, out of an engine that has just taken it. */
struct store_step store_step_of(const struct engine *engine, const struct event *event);
