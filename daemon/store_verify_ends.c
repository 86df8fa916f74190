/* SPDX-License-Identifier: MIT
 *
 * Verifying what is beside the rows: where they end, heads that were told outside, the names, texts that belong to
 * none.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/store_verify_private.h"

/* --- the ends --- */

/* The last row of now: others may have been added since the reading began. */
static int read_last(struct verify *verify, int64_t *ret_last)
{
    int r = database_number(verify->database, "SELECT max(seq) FROM event", ret_last);
    if (r < 0 && r != -ENOENT)
        return r;
    if (r == -ENOENT || *ret_last < verify->result->head.seq)
        *ret_last = verify->result->head.seq;
    return 0;
}

static int check_cut(struct verify *verify, int64_t last)
{
    static const char *const tables[] = {"step", "text", "request"};
    int64_t there;
    char day[DATE_TEXT_SIZE];
    for (int r = 0; verify->has_seal && r == 0; r = verify_next_seal(verify)) {
        if (verify->seal.last_seq > last)
            verify_find(verify, FINDING_CUT, last + 1,
                        "%s was sealed up to row %lld, the ledger ends at row %lld: its tail was cut",
                        verify_day(verify->seal.day, day), NUMBER(verify->seal.last_seq), NUMBER(last));
    }
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        _cleanup_free_ char *sql = mem_printf("SELECT max(seq) FROM %s", tables[i]);
        int r = database_number(verify->database, sql, &there);
        if (r == 0 && there > last)
            verify_find(verify, FINDING_CUT, last + 1,
                        "the table %s speaks of row %lld, the ledger ends at row %lld: its tail was cut", tables[i],
                        NUMBER(there), NUMBER(last));
        else if (r < 0 && r != -ENOENT)
            return r;
    }
    return 0;
}

static int check_head(struct verify *verify, const struct store_head *head, int64_t last)
{
    if (head->seq > last) {
        verify_find(verify, verify->cut ? FINDING_CUT : FINDING_OLDER, last + 1,
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
            verify_find(verify, FINDING_OTHER, head->seq,
                        "row %lld is not the one that was told outside: the ledger up to it was made anew",
                        NUMBER(head->seq));
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
        bool forgotten = key && store_name_is_forgotten(statement_number(names, 0), statement_number(names, 1), key);
        verify->result->names_forgotten += forgotten;
        if (!forgotten && (size != sizeof(head.bytes) || memcmp(stored, head.bytes, size) != 0))
            verify_find(verify, FINDING_NAME, count,
                        "the name %s, the %lldth given, is not as it was written: names were edited", key ? key : "?",
                        NUMBER(count));
        if (size == sizeof(head.bytes))
            memcpy(head.bytes, stored, size);
        statement_set_number(seals, 1, count);
        statement_set_bytes(seals, 2, head.bytes, sizeof(head.bytes));
        for (int s; (s = statement_next(seals)) > 0;)
            verify_find(verify, FINDING_NAME, count, "the names are not those that were sealed with row %lld",
                        NUMBER(statement_number(seals, 0)));
        statement_reset(seals);
    }
    int64_t sealed;
    verify->result->names = count;
    if (r == 0 && database_number(verify->database, "SELECT max(names) FROM day", &sealed) == 0 && sealed > count)
        verify_find(verify, FINDING_NAME, count + 1, "%lld names were sealed, there are %lld", NUMBER(sealed),
                    NUMBER(count));
    return r;
}

/* --- texts --- */

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
        verify_find(verify, FINDING_TEXT, statement_number(statement, 1), "the text %lld belongs to no row",
                    NUMBER(statement_number(statement, 0)));
    return r;
}

/* --- all of them --- */

int verify_ends(struct verify *verify)
{
    int64_t last = 0;
    int r = read_last(verify, &last);
    if (r == 0)
        r = check_cut(verify, last);
    for (size_t i = 0; r == 0 && i < verify->options->head_count; i++)
        r = check_head(verify, &verify->options->heads[i], last);
    if (r == 0)
        r = check_stray_texts(verify);
    if (r == 0)
        r = check_names(verify);
    return r;
}
