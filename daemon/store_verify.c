/* SPDX-License-Identifier: MIT
 *
 * Verifying. The rows of the ledger go by once, in order, with the hash of the row before. Where a row does not follow
 * from it, three questions tell what happened: does it follow under another number (rows were taken out and the rest
 * renumbered)? does another row follow here (they changed places)? If neither, the row itself was edited; its stored
 * hash is then taken as true, so that one edited row is one finding. Day seals go by beside the rows they end at.
 *
 * Who edits a row and makes all later hashes anew leaves a chain that holds. He is found by the seals, whose key he has
 * not, and by heads that were told outside.
 */
#include "daemon/store_verify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/store_private.h"

enum {
    SHIFT_LIMIT = 16,      /* rows taken out that a renumbering is tried for */
    SEARCH_LIMIT = 32,     /* searches for a moved row in one verify ... */
    SEARCH_ROWS = 1000000, /* ... each over so many rows before and after */
};

const char *const finding_words[FINDING_KINDS] = {
        [FINDING_EDITED] = "edited",       [FINDING_DELETED] = "deleted",
        [FINDING_REORDERED] = "reordered", [FINDING_CUT] = "cut",
        [FINDING_OLDER] = "older",         [FINDING_OTHER] = "other",
        [FINDING_SEAL] = "seal",           [FINDING_KEY] = "key",
        [FINDING_NAME] = "name",           [FINDING_TEXT] = "text",
        [FINDING_STEP] = "step",           [FINDING_FIGURES] = "figures",
        [FINDING_RETURN] = "return_code",  [FINDING_RULES] = "rules",
};

struct verify {
    const struct verify_options *options;
    struct verify_result *result;
    struct database *database;
    int64_t kept_from; /* first row that retention left */
    int64_t expected;  /* number of the next row */
    struct ledger_hash before;
    int shift; /* what a renumbered row lacks to its true number */
    int searches;
    bool rows_wrong, cut;

    struct statement *seals, *text;
    bool has_seal; /* the next one, not yet reached */
    struct ledger_seal seal;
    struct ledger_hash mac;
    int64_t sealed_until;
    struct ledger_key key;
    int32_t key_step;
};

static void found(const struct finding *finding, void *data)
{
    struct verify *verify = data;
    verify->result->findings++;
    verify->options->found(finding, verify->options->data);
}

attr_printf(4, 5) static void find(struct verify *verify, enum finding_kind kind, int64_t row, const char *format, ...)
{
    struct finding finding = {.kind = kind, .row = row};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding.text, sizeof(finding.text), format, arguments);
    va_end(arguments);
    found(&finding, verify);
    verify->rows_wrong =
            verify->rows_wrong || kind == FINDING_EDITED || kind == FINDING_DELETED || kind == FINDING_REORDERED;
    verify->cut = verify->cut || kind == FINDING_CUT;
}

#define NUMBER(value) ((long long)(value))

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
        find(verify, FINDING_DELETED, row->event.seq,
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
        find(verify, FINDING_REORDERED, seq, "row %lld stands at the place of row %lld: rows were reordered",
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
        find(verify, FINDING_DELETED, expected,
             seq - expected > 1 ? "rows %lld to %lld are missing" : "row %lld is missing", NUMBER(expected),
             NUMBER(seq - 1));
    } else if (!follows(verify, row, seq + verify->shift) && !find_shift(verify, row)) {
        int r = find_moved(verify, seq, &moved);
        if (r < 0)
            return r;
        if (!moved)
            find(verify, FINDING_EDITED, seq, "row %lld is not as it was written: it was edited", NUMBER(seq));
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
            find(verify, FINDING_TEXT, row->event.seq, "the text of row %lld is not the one that was written",
                 NUMBER(row->event.seq));
        verify->result->texts++;
    } else if (r == 0) {
        find(verify, FINDING_TEXT, row->event.seq, "the text of row %lld is missing", NUMBER(row->event.seq));
    }
    statement_reset(statement);
    return r < 0 ? r : 0;
}

static int check_stray_texts(struct verify *verify)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(verify->database,
                             "SELECT id, seq FROM text WHERE seq >= ? AND seq <= ? AND NOT EXISTS"
                             " (SELECT 1 FROM event WHERE event.seq = text.seq AND event.text = text.id)",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, verify->kept_from);
    statement_set_number(statement, 2, verify->result->head.seq);
    while ((r = statement_next(statement)) > 0)
        find(verify, FINDING_TEXT, statement_number(statement, 1), "the text %lld belongs to no row",
             NUMBER(statement_number(statement, 0)));
    return r;
}

/* --- seals --- */

static int next_seal(struct verify *verify)
{
    int r = statement_next(verify->seals);
    verify->has_seal = r > 0;
    if (r <= 0)
        return r;
    store_read_seal_row(verify->seals, &verify->seal, &verify->mac);
    return store_read_figures(verify->database, verify->seal.last_seq, &verify->seal.figures);
}

static const char *day_words(int32_t day, char text[DATE_TEXT_SIZE])
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
        find(verify, FINDING_KEY, seal->last_seq,
             "the seal of %s was not made with the auditor's key: the day was made anew after it was sealed",
             day_words(seal->day, day));
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
        find(verify, FINDING_SEAL, seal->last_seq, "rows %lld to %lld are not those that were sealed for %s",
             NUMBER(seal->first_seq), NUMBER(seal->last_seq), day_words(seal->day, day));
    check_key(verify);
    verify->sealed_until = seal->last_seq;
    verify->result->days++;
}

static int check_seals_at(struct verify *verify, const struct stored_event *row)
{
    char day[DATE_TEXT_SIZE];
    int r = 0;
    while (r == 0 && verify->has_seal && verify->seal.last_seq < row->event.seq) {
        find(verify, FINDING_SEAL, verify->seal.last_seq, "%s is sealed up to row %lld, which closes no day",
             day_words(verify->seal.day, day), NUMBER(verify->seal.last_seq));
        verify->sealed_until = verify->seal.last_seq;
        r = next_seal(verify);
    }
    if (r < 0 || row->event.kind != EVENT_DAY_CLOSED)
        return r;
    if (!verify->has_seal || verify->seal.last_seq != row->event.seq) {
        find(verify, FINDING_SEAL, row->event.seq, "%s was closed by row %lld and has no seal",
             day_words(row->event.day, day), NUMBER(row->event.seq));
        return 0;
    }
    check_seal(verify, row);
    return next_seal(verify);
}

/* Seals of days whose rows retention has deleted: only the key and the head of the last are left to look at. */
static int check_forgotten(struct verify *verify)
{
    int r = next_seal(verify);
    while (r == 0 && verify->has_seal && verify->seal.last_seq < verify->kept_from) {
        check_key(verify);
        verify->sealed_until = verify->seal.last_seq;
        verify->before = verify->seal.head;
        verify->result->days++;
        r = next_seal(verify);
    }
    if (r == 0 && verify->kept_from != verify->sealed_until + 1)
        find(verify, FINDING_DELETED, verify->kept_from, "rows below row %lld were deleted, and no seal ends there",
             NUMBER(verify->kept_from));
    return r;
}

/* --- the ends --- */

static int check_cut(struct verify *verify)
{
    static const char *const tables[] = {"step", "text", "request"};
    int64_t last = verify->result->head.seq, there;
    char day[DATE_TEXT_SIZE];
    for (int r = 0; verify->has_seal && r == 0; r = next_seal(verify))
        find(verify, FINDING_CUT, last + 1,
             "%s was sealed up to row %lld, the ledger ends at row %lld: its tail was cut",
             day_words(verify->seal.day, day), NUMBER(verify->seal.last_seq), NUMBER(last));
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        _cleanup_free_ char *sql = mem_printf("SELECT max(seq) FROM %s", tables[i]);
        int r = database_number(verify->database, sql, &there);
        if (r == 0 && there > last)
            find(verify, FINDING_CUT, last + 1,
                 "the table %s speaks of row %lld, the ledger ends at row %lld: its tail was cut", tables[i],
                 NUMBER(there), NUMBER(last));
        else if (r < 0 && r != -ENOENT)
            return r;
    }
    return 0;
}

static int check_head(struct verify *verify, const struct store_head *head)
{
    int64_t last = verify->result->head.seq;
    if (head->seq > last) {
        find(verify, verify->cut ? FINDING_CUT : FINDING_OLDER, last + 1,
             verify->cut ? "row %lld was told outside, the ledger ends at row %lld: its tail was cut"
                         : "row %lld was told outside, the ledger ends at row %lld: an older file was put back",
             NUMBER(head->seq), NUMBER(last));
        return 0;
    }
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(verify->database,
                             "SELECT hash FROM event WHERE seq = ?1 UNION SELECT head FROM day WHERE last_seq = ?1",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, head->seq);
    while ((r = statement_next(statement)) > 0) {
        size_t size;
        const void *hash = statement_bytes(statement, 0, &size);
        if (size != sizeof(head->hash.bytes) || memcmp(hash, head->hash.bytes, size) != 0)
            find(verify, FINDING_OTHER, head->seq,
                 "row %lld is not the one that was told outside: the ledger up to it was made anew", NUMBER(head->seq));
    }
    return r;
}

/* --- names --- */

static int check_names(struct verify *verify)
{
    _cleanup_(statement_freep) struct statement *names = NULL, *seals = NULL;
    struct ledger_hash head = {0};
    int64_t count = 0;
    int r = database_prepare(verify->database, "SELECT kind, id, key, hash FROM name ORDER BY number", &names);
    if (r == 0)
        r = database_prepare(verify->database, "SELECT last_seq FROM day WHERE names = ? AND names_head != ?", &seals);
    while (r >= 0 && (r = statement_next(names)) > 0) {
        const char *key = statement_text(names, 2);
        size_t size;
        const void *stored = statement_bytes(names, 3, &size);
        head = ledger_name_chain(&head, (int32_t)statement_number(names, 0), (int32_t)statement_number(names, 1),
                                 key ? key : "");
        count++;
        if (size != sizeof(head.bytes) || memcmp(stored, head.bytes, size) != 0)
            find(verify, FINDING_NAME, count,
                 "the name %s, the %lldth given, is not as it was written: names were edited", key ? key : "?",
                 NUMBER(count));
        if (size == sizeof(head.bytes))
            memcpy(head.bytes, stored, size);
        statement_set_number(seals, 1, count);
        statement_set_bytes(seals, 2, head.bytes, sizeof(head.bytes));
        for (int s; (s = statement_next(seals)) > 0;)
            find(verify, FINDING_NAME, count, "the names are not those that were sealed with row %lld",
                 NUMBER(statement_number(seals, 0)));
        statement_reset(seals);
    }
    int64_t sealed;
    verify->result->names = count;
    if (r == 0 && database_number(verify->database, "SELECT max(names) FROM day", &sealed) == 0 && sealed > count)
        find(verify, FINDING_NAME, count + 1, "%lld names were sealed, there are %lld", NUMBER(sealed), NUMBER(count));
    return r;
}

/* --- all of it --- */

static int read_centre(struct verify *verify)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(verify->database, "SELECT value FROM meta WHERE key = 'centre'", &statement);
    if (r == 0)
        r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    const char *centre = statement_text(statement, 0);
    snprintf(verify->result->centre, sizeof(verify->result->centre), "%s", centre ? centre : "");
    return database_number(verify->database, "SELECT value FROM meta WHERE key = 'kept_from'", &verify->kept_from);
}

static int check_rows(struct verify *verify)
{
    _cleanup_free_ char *sql = mem_printf("%s WHERE seq >= %lld ORDER BY seq", store_select_events,
                                          NUMBER(verify->kept_from)); /* retention may be under way */
    _cleanup_(statement_freep) struct statement *rows = NULL;
    int r = database_prepare(verify->database, sql, &rows);
    verify->expected = verify->kept_from;
    verify->result->head = (struct store_head){.seq = verify->kept_from - 1, .hash = verify->before};
    while (r >= 0 && (r = statement_next(rows)) > 0) {
        struct stored_event row;
        store_read_event_row(rows, &row);
        r = check_row(verify, &row);
        if (r == 0)
            r = check_text(verify, &row);
        if (r == 0)
            r = check_seals_at(verify, &row);
        if (r < 0)
            return r;
    }
    return r;
}

static int check_all(struct verify *verify)
{
    _cleanup_free_ char *seals = mem_printf("%s ORDER BY last_seq", store_select_seals);
    int r = database_run(verify->database, "BEGIN"); /* one state of the file, whoever writes meanwhile */
    if (r == 0)
        r = read_centre(verify);
    if (r == 0)
        r = database_prepare(verify->database, seals, &verify->seals);
    if (r == 0)
        r = database_prepare(verify->database, "SELECT salt, body FROM text WHERE id = ?", &verify->text);
    if (r == 0)
        r = check_forgotten(verify);
    if (r == 0)
        r = check_rows(verify);
    if (r == 0)
        r = check_cut(verify);
    for (size_t i = 0; r == 0 && i < verify->options->head_count; i++)
        r = check_head(verify, &verify->options->heads[i]);
    if (r == 0)
        r = check_stray_texts(verify);
    if (r == 0)
        r = check_names(verify);
    return r;
}

int store_verify(const struct verify_options *options, struct verify_result *ret_result, char error[STORE_ERROR_SIZE])
{
    char text[256];
    struct verify verify = {.options = options, .result = ret_result, .key = options->first_key};
    *ret_result = (struct verify_result){0};
    ledger_start();
    int r = database_open(options->path, DATABASE_READER, &verify.database, text, sizeof(text));
    if (r < 0) {
        snprintf(error, STORE_ERROR_SIZE, "cannot open %s: %s", options->path, text);
        return r;
    }
    r = check_all(&verify);
    if (r < 0)
        snprintf(error, STORE_ERROR_SIZE, "cannot read %s: %s", options->path, database_error(verify.database));
    statement_free(verify.seals);
    statement_free(verify.text);
    database_close(verify.database);
    ledger_key_erase(&verify.key);
    if (r < 0 || verify.rows_wrong)
        return r;
    ret_result->replayed = true;
    r = store_verify_replay(options->path, verify.kept_from, ret_result->head.seq, found, &verify, &ret_result->steps);
    if (r < 0)
        snprintf(error, STORE_ERROR_SIZE, "cannot replay %s: %s", options->path, strerror(-r));
    return r;
}
