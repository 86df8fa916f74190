/* SPDX-License-Identifier: MIT
 *
 * Verifying the chain. The rows of the ledger go by once, in order, with the hash of the row before. Where a row does
 * not follow from it, three questions tell what happened: does it follow under another number (rows were taken out and
 * the rest renumbered)? does another row follow here (they changed places)? If neither, the row itself was edited; its
 * stored hash is then taken as true, so that one edited row is one finding. Day seals go by beside the rows they end
 * at.
 *
 * Who edits a row and makes all later hashes anew leaves a chain that holds. He is found by the seals, whose key he has
 * not, and by heads that were told outside.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/store_verify_private.h"

enum {
    SHIFT_LIMIT = 16,      /* rows taken out that a renumbering is tried for */
    SEARCH_LIMIT = 32,     /* searches for a moved row in one verify ... */
    SEARCH_ROWS = 1000000, /* ... each over so many rows before and after */
};

/* --- rows --- */

/* Does the row follow `before` under this number? */
static bool follows(const struct verify *verify, const struct stored_event *row, int64_t seq)
{
    struct event event = row->event;
    event.seq = seq;
    struct ledger_hash hash = ledger_chain(&verify->before, verify->result->centre, &event, &row->text);
    return row->whole && ledger_hash_equal(&hash, &row->hash);
}

static bool find_shift(struct verify *verify, const struct stored_event *row)
{
    for (int shift = -SHIFT_LIMIT; shift <= SHIFT_LIMIT; shift++) {
        if (!follows(verify, row, row->event.seq + shift))
            continue;
        verify->shift = shift;
        verify_find(verify, FINDING_DELETED, row->event.seq,
                    "rows before row %lld were %s and the rest renumbered: it was row %lld", NUMBER(row->event.seq),
                    shift > 0 ? "taken out" : "put in", NUMBER(row->event.seq + shift));
        return true;
    }
    return false;
}

/* Looks for the row that belongs here at another place. */
static int find_moved(struct verify *verify, int64_t seq, bool *ret_found)
{
    _cleanup_free_ char *sql = mem_printf("%s WHERE seq BETWEEN %lld AND %lld", store_select_events,
                                          NUMBER(seq - SEARCH_ROWS), NUMBER(seq + SEARCH_ROWS));
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(verify->database, sql, &statement);
    *ret_found = false;
    if (r < 0 || verify->searches++ >= SEARCH_LIMIT)
        return r;
    while ((r = statement_next(statement)) > 0) {
        struct stored_event row;
        store_read_event_row(statement, &row);
        if (!follows(verify, &row, seq + verify->shift))
            continue;
        verify_find(verify, FINDING_REORDERED, seq, "row %lld stands at the place of row %lld: rows were reordered",
                    NUMBER(seq), NUMBER(row.event.seq));
        verify->before = row.hash;
        *ret_found = true;
        return 0;
    }
    return r;
}

static int check_row(struct verify *verify, const struct stored_event *row)
{
    int64_t seq = row->event.seq, expected = verify->expected;
    bool moved = false;
    verify->expected = seq + 1;
    verify->result->events++;
    if (seq > expected) {
        verify_find(verify, FINDING_DELETED, expected,
                    seq - expected > 1 ? "rows %lld to %lld are missing" : "row %lld is missing", NUMBER(expected),
                    NUMBER(seq - 1));
    } else if (verify->how == VERIFY_ROWS && !follows(verify, row, seq + verify->shift) && !find_shift(verify, row)) {
        int r = find_moved(verify, seq, &moved);
        if (r < 0)
            return r;
        if (!moved)
            verify_find(verify, FINDING_EDITED, seq, "row %lld is not as it was written: it was edited", NUMBER(seq));
    }
    if (!moved)
        verify->before = row->hash;
    verify->result->head = (struct store_head){.seq = seq, .hash = row->hash};
    return 0;
}

/* --- texts --- */

static int check_text(struct verify *verify, const struct stored_event *row)
{
    struct statement *statement = verify->text;
    if (row->event.text == 0)
        return 0;
    statement_set_number(statement, 1, row->event.text);
    int r = statement_next(statement);
    if (r > 0) {
        size_t salt_size, size;
        const void *salt = statement_bytes(statement, 0, &salt_size);
        const void *body = statement_bytes(statement, 1, &size);
        struct ledger_hash hash = row->text;
        if (salt && salt_size == LEDGER_SALT_SIZE)
            hash = ledger_text_hash(salt, body, size);
        if (!row->has_text || !ledger_hash_equal(&hash, &row->text))
            verify_find(verify, FINDING_TEXT, row->event.seq, "the text of row %lld is not the one that was written",
                        NUMBER(row->event.seq));
        verify->result->texts++;
        verify->result->texts_forgotten += !salt && statement_number(statement, 2) == row->event.seq;
    } else if (r == 0) {
        verify_find(verify, FINDING_TEXT, row->event.seq, "the text of row %lld is missing", NUMBER(row->event.seq));
    }
    statement_reset(statement);
    return r < 0 ? r : 0;
}

/* --- seals --- */

int verify_next_seal(struct verify *verify)
{
    int r = statement_next(verify->seals.statement);
    verify->has_seal = r > 0;
    if (r <= 0)
        return r;
    store_read_seal_row(verify->seals.statement, &verify->seal, &verify->mac);
    verify->seals.last = verify->seal.last_seq;
    return store_read_figures(verify->database, verify->seal.last_seq, &verify->seal.figures);
}

const char *verify_day(int32_t day, char text[DATE_TEXT_SIZE])
{
    if (day < 0 || day > 2932896) { /* no day of a seal of ours: 9999 ends there */
        snprintf(text, DATE_TEXT_SIZE, "day %d", day);
        return text;
    }
    return date_text(date_add((struct date){.year = 1970, .month = 1, .day = 1}, day), text);
}

static void check_key(struct verify *verify)
{
    const struct ledger_seal *seal = &verify->seal;
    char day[DATE_TEXT_SIZE];
    if (!verify->options->has_key || seal->chain != verify->options->key_chain)
        return;
    struct ledger_hash mac = ledger_seal_mac(&verify->key, verify->result->centre, seal);
    if (seal->step == verify->key_step && ledger_hash_equal(&mac, &verify->mac))
        verify->result->sealed_by_key++;
    else
        verify_find(verify, FINDING_KEY, seal->last_seq,
                    "the seal of %s was not made with the auditor's key: the day was made anew after it was sealed",
                    verify_day(seal->day, day));
    ledger_key_advance(&verify->key);
    verify->key_step++;
}

/* The seal that ends at this row. */
static void check_seal(struct verify *verify, const struct stored_event *closed)
{
    const struct ledger_seal *seal = &verify->seal;
    char day[DATE_TEXT_SIZE];
    if (seal->first_seq != verify->sealed_until + 1 || seal->events != seal->last_seq - seal->first_seq + 1 ||
        seal->day != closed->event.day || !ledger_hash_equal(&seal->head, &closed->hash))
        verify_find(verify, FINDING_SEAL, seal->last_seq, "rows %lld to %lld are not those that were sealed for %s",
                    NUMBER(seal->first_seq), NUMBER(seal->last_seq), verify_day(seal->day, day));
    check_key(verify);
    verify->sealed_until = seal->last_seq;
    verify->result->days++;
}

static int check_seals_at(struct verify *verify, const struct stored_event *row)
{
    char day[DATE_TEXT_SIZE];
    int r = 0;
    while (r == 0 && verify->has_seal && verify->seal.last_seq < row->event.seq) {
        verify_find(verify, FINDING_SEAL, verify->seal.last_seq, "%s is sealed up to row %lld, which closes no day",
                    verify_day(verify->seal.day, day), NUMBER(verify->seal.last_seq));
        verify->sealed_until = verify->seal.last_seq;
        r = verify_next_seal(verify);
    }
    if (r < 0 || row->event.kind != EVENT_DAY_CLOSED)
        return r;
    if (!verify->has_seal || verify->seal.last_seq != row->event.seq) {
        verify_find(verify, FINDING_SEAL, row->event.seq, "%s was closed by row %lld and has no seal",
                    verify_day(row->event.day, day), NUMBER(row->event.seq));
        return 0;
    }
    check_seal(verify, row);
    return verify_next_seal(verify);
}

/* Seals of days whose rows retention has deleted: only the key and the head of the last are left to look at. */
int verify_forgotten(struct verify *verify)
{
    int r = verify_next_seal(verify);
    while (r == 0 && verify->has_seal && verify->seal.last_seq < verify->kept_from) {
        check_key(verify);
        verify->sealed_until = verify->seal.last_seq;
        verify->before = verify->seal.head;
        verify->result->days++;
        r = verify_next_seal(verify);
    }
    if (r == 0 && verify->kept_from != verify->sealed_until + 1)
        verify_find(verify, FINDING_DELETED, verify->kept_from,
                    "rows below row %lld were deleted, and no seal ends there", NUMBER(verify->kept_from));
    return r;
}

/* --- all of them --- */

int verify_take_row(struct verify *verify, const struct stored_event *row)
{
    int r = check_row(verify, row);
    if (r == 0)
        r = check_text(verify, row);
    return r == 0 ? check_seals_at(verify, row) : r;
}
