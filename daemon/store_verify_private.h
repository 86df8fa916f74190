/* SPDX-License-Identifier: MIT
 *
 * What the files of verify share; nobody else includes this.
 */
#pragma once

#include "daemon/store_private.h"
#include "daemon/store_verify.h"

/* --- the engine's look at it, in a process of its own --- */

/* A ledger that was made up may lead the engine astray, which ends that process and names the row. The process is
 * forked out of whoever verifies, be it the daemon itself, so it is given rows and opens no file. */
struct replaying;

struct replay_options {
    bool chain;   /* look too whether each row follows from the one before it; the first not: no more is looked at */
    bool rollups; /* compute those of days, and compare */
    const char *centre;
    struct ledger_hash before; /* the first */
    void (*found)(const struct finding *finding, void *data);
    void *data;
};

int replay_begin(const struct replay_options *options, struct replaying **ret_replaying) attr_must_check;

/* A part of the bytes that are kept of a day, by one thing. */
struct rolled_part {
    int32_t by;       /* enum tally_by */
    bool is_nameless; /* operators are not known apart, or soon will not be */
};
struct rolled_key {
    int32_t by;
    int64_t key;
};

/* Rows in the order of the ledger; before the event that they came of what stands in other tables about it: step rows
 * up to its seq, rows of return codes up to its moment, the figures that a day's seal holds; what was written of paper
 * and rolls on that day, its roll-up, and what is in those of other seals of the same day. -ECANCELED: the process has
 * ended. */
int replay_give_event(struct replaying *replaying, const struct stored_event *row) attr_must_check;
int replay_give_step(struct replaying *replaying, const int64_t numbers[STEP_COLUMN_COUNT]) attr_must_check;
int replay_give_return(struct replaying *replaying, const struct store_row *row) attr_must_check;
int replay_give_figures(struct replaying *replaying, const struct figures *figures) attr_must_check;
int replay_give_row(struct replaying *replaying, const struct store_row *row) attr_must_check;
int replay_give_rolled(struct replaying *replaying, const struct rolled_part *part, const void *bytes, size_t size)
        attr_must_check;
int replay_give_earlier(struct replaying *replaying, const struct rolled_key *key) attr_must_check;

/* Tells what is still to be found and lets go of it. Without `whole` what was not yet looked at is not. */
int replay_end(struct replaying *replaying, bool whole) attr_must_check;

/* --- in that process --- */

enum replay_item {
    REPLAY_EVENT,
    REPLAY_STEP,
    REPLAY_RETURN,
    REPLAY_FIGURES,
    REPLAY_ROW,    /* its text behind it, with a zero at its end */
    REPLAY_ROLLED, /* the bytes behind it */
    REPLAY_EARLIER,
};

struct replay_event {
    struct stored_event row;
    bool follows; /* it was seen that it follows from the one before it; false: look */
};
bool replay_follows(const struct ledger_hash *before, const char *centre, const struct stored_event *row);

struct replay;
struct replay *replay_new(const struct replay_options *options);
/* The row that is looked at stands in `*row` while it is. */
void replay_take(struct replay *replay, enum replay_item item, const void *bytes, size_t size, int64_t *row);
/* Nothing more comes. */
void replay_done(struct replay *replay);

/* What days count beside a replay. */
struct replay_rollup;
struct replay_rollup *replay_rollup_new(void);
struct replay_rollup *replay_rollup_free(struct replay_rollup *rollup); /* accepts NULL, returns NULL */
/* Before the engine takes a fact; true: and after it. */
bool replay_rollup_before(struct replay_rollup *rollup, const struct engine *engine, const struct event *event);
void replay_rollup_after(struct replay_rollup *rollup, const struct event *event);
/* What was given; the row of a step if it is the one that the ledger says. */
void replay_rollup_step(struct replay_rollup *rollup, const int64_t numbers[STEP_COLUMN_COUNT]);
void replay_rollup_row(struct replay_rollup *rollup, const struct store_row *row);
void replay_rollup_rolled(struct replay_rollup *rollup, const struct rolled_part *part, const void *bytes, size_t size);
void replay_rollup_earlier(struct replay_rollup *rollup, const struct rolled_key *key);
/* The day is over, and the engine not yet told: compares. */
void replay_rollup_close(struct replay_rollup *rollup, const struct replay_options *options);

/* Return codes beside a replay: those used must have been given, and the table must say what the ledger says. */
enum { RETURN_WRONG_SIZE = 256 };
struct return_check {
    struct store_row *rows; /* of the table, given and not yet reached */
    size_t row_count, row_room, row_first;
    int32_t first_day; /* of the replay: codes of days before it are not known */
    int64_t first_ms;
    size_t count, room;
    struct return_known {
        int32_t day, ticket, service, until_day;
        bool used;
    } * known;
};
void return_check_done(struct return_check *check);
/* Rows in their order, up to the moment of the fact that is taken next. */
void return_check_give(struct return_check *check, const struct store_row *row);
/* Of a fact that the engine has just taken. `ret_wrong` says what is wrong; "": nothing. */
void return_check_take(struct return_check *check, const struct engine *engine, const struct event *event,
                       char ret_wrong[RETURN_WRONG_SIZE]);
/* After the last one. */
void return_check_end(struct return_check *check, char ret_wrong[RETURN_WRONG_SIZE]);

/* --- the chain, read by the caller --- */

/* A statement that is begun again behind the row it has answered last. */
struct cursor {
    struct statement *statement;
    int64_t last;
};

struct verify {
    const struct verify_options *options;
    struct verify_result *result;
    struct database *database;
    enum {
        VERIFY_WHOLE, /* is there anything to be found at all? */
        VERIFY_ROWS,  /* what is wrong with the rows */
        VERIFY_RULES, /* and with what came of them */
        VERIFY_SUMS   /* and with months and years */
    } how;
    bool asks_only;    /* whether there is anything, and tells none of it */
    bool doubt;        /* there is */
    int64_t kept_from; /* first row that retention left */
    int64_t until;     /* the last when it began: others are added meanwhile */
    int64_t returns_until;
    int64_t expected; /* number of the next row */
    struct ledger_hash before;
    int shift; /* what a renumbered row lacks to its true number */
    int searches;
    bool rows_wrong, cut;

    struct cursor rows, seals, steps, returns;
    struct statement *text;
    bool has_step, has_return, has_seal; /* the next of each, not yet reached */
    int64_t step[STEP_COLUMN_COUNT];
    struct store_row return_row;
    struct ledger_seal seal;
    struct ledger_hash mac;
    int64_t sealed_until;
    struct ledger_key key;
    int32_t key_step;
    bool rollups;
    int64_t opened_seq, opened_ms; /* the first row of the day; 0: it was not read yet */
    struct replaying *replaying;
    struct summing *summing; /* is to begin beside this reading; NULL: is not */
};

attr_printf(4, 5) void verify_find(struct verify *verify, enum finding_kind kind, int64_t row, const char *format, ...);
void verify_found(const struct finding *finding, void *data);

/* "2026-11-24", or what no date stands for. */
const char *verify_day(int32_t day, char text[16]);

/* Rows, texts and seals as they come by. */
int verify_take_row(struct verify *verify, const struct stored_event *row) attr_must_check;
int verify_next_seal(struct verify *verify) attr_must_check;
/* Seals of days whose rows are gone. */
int verify_forgotten(struct verify *verify) attr_must_check;

/* Are there roll-ups at all? */
int verify_has_rollups(struct verify *verify, bool *ret_has) attr_must_check;
/* What the roll-up of the day that this row closes is computed of, and the roll-up, to the other process. */
int verify_give_day(struct verify *verify, const struct event *closed) attr_must_check;
/* What months and years are beside their days, on a connection that reads no rows just now. */
int verify_sums(struct verify *verify) attr_must_check;

/* After the last row: what was cut off, heads that were told, names, texts of no row. */
int verify_ends(struct verify *verify) attr_must_check;

#define NUMBER(value) ((long long)(value))
