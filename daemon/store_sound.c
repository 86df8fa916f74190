/* SPDX-License-Identifier: MIT
 *
 * Facts for whoever runs them through an engine of his own within the daemon: each only if it follows from the one
 * before it.
 *
 * The engine trusts what it is shown, and asserts. A row that the disk has changed must not lead it astray, so the
 * chain is looked at as the rows go by: what is given is what was written.
 */
#include <errno.h>
#include <string.h>

#include "daemon/store_private.h"

struct sound {
    char centre[LEDGER_CENTRE + 1];
    int64_t next_seq;
    struct ledger_hash before;
    store_event_function *function;
    void *data;
};

/* What the first of them follows. Where retention has deleted the row itself, the seal over it has it. */
static int read_before(struct database *database, struct sound *sound)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int64_t seq = sound->next_seq - 1;
    size_t size;
    if (seq == 0) /* nothing: zeros */
        return 0;
    int r = database_prepare(database,
                             "SELECT hash FROM event WHERE seq = ?1 UNION ALL"
                             " SELECT head FROM day WHERE last_seq = ?1 LIMIT 1",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, seq);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    const void *bytes = statement_bytes(statement, 0, &size);
    if (size != sizeof(sound->before))
        return -EBADMSG;
    memcpy(&sound->before, bytes, size);
    return 0;
}

static int take(struct sound *sound, const struct stored_event *row)
{
    struct ledger_hash hash = ledger_chain(&sound->before, sound->centre, &row->event, &row->text);
    if (!row->whole || row->event.seq != sound->next_seq || !ledger_hash_equal(&hash, &row->hash))
        return -EBADMSG;
    sound->before = hash;
    sound->next_seq++;
    return sound->function(&row->event, sound->data);
}

int store_read_sound_events(struct database *database, int64_t from_seq, int64_t until_seq,
                            store_event_function *function, void *data)
{
    struct sound sound = {.next_seq = from_seq, .function = function, .data = data};
    _cleanup_free_ char *sql = mem_printf("%s WHERE seq BETWEEN ? AND ? ORDER BY seq", store_select_events);
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = store_read_centre(database, sound.centre);
    if (r == 0)
        r = read_before(database, &sound);
    if (r == 0)
        r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, from_seq);
    statement_set_number(statement, 2, until_seq);
    while ((r = statement_next(statement)) > 0) {
        struct stored_event row;
        store_read_event_row(statement, &row);
        r = take(&sound, &row);
        if (r != 0)
            return r;
    }
    return r == 0 && sound.next_seq <= until_seq ? -EBADMSG : r;
}
