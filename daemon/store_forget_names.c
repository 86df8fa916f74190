/* SPDX-License-Identifier: MIT
 *
 * Names of operators that are forgotten: of those who are in no configuration any more, and of whom nothing is known
 * that is younger than the days that keep names. Who that is, is found out in slices, over the roll-ups of the younger
 * days, and the day that is open. The number stays, and is never given to anybody else; so does the hash of the name,
 * by which the chain over names goes on.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/rollup_private.h"
#include "daemon/store_private.h"

enum { LOOK_ROWS = 10 };

bool store_name_is_forgotten(int64_t kind, int64_t id, const char *key)
{
    char forgotten[24];
    snprintf(forgotten, sizeof(forgotten), "#%lld", (long long)id);
    return kind == NAME_OPERATOR && strcmp(key, forgotten) == 0;
}

/* Of whom something is known that is younger than that, by number. */
struct seen {
    bool *is;
    int32_t count;
};

static void see(struct seen *seen, int64_t id)
{
    if (id > 0 && id <= seen->count)
        seen->is[id] = true;
}

static void see_keys(struct seen *seen, const void *bytes, size_t size)
{
    struct packed packed = packed_of(bytes, size);
    const void *tally;
    int64_t key;
    while (packed_next(&packed, &key, &tally, &size) > 0)
        see(seen, key);
}

/* Days that are rolled; so far as this slice goes. */
static int see_rolled(struct forgetting *forgetting, struct database *database, int64_t *left)
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    struct seen seen = {forgetting->seen, forgetting->count};
    int r = database_prepare(database,
                             "SELECT number, CASE WHEN tally_by = 5 AND day >= ? THEN bytes END FROM rollup_day"
                             " WHERE number > ? ORDER BY number",
                             &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, forgetting->day);
    statement_set_number(rows, 2, forgetting->number);
    while (*left > 0 && (r = statement_next(rows)) > 0) {
        size_t size;
        const void *bytes = statement_bytes(rows, 1, &size);
        forgetting->number = statement_number(rows, 0);
        *left -= bytes ? LOOK_ROWS : 1;
        if (bytes)
            see_keys(&seen, bytes, size);
    }
    return r < 0 ? r : 0;
}

/* And what is not: the day that is open. -EAGAIN: one that is sealed is not rolled yet. */
static int see_open(struct forgetting *forgetting, struct database *database)
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    struct seen seen = {forgetting->seen, forgetting->count};
    int64_t sealed = 0, rolled = 0;
    int r = database_number(database, "SELECT ifnull(max(last_seq), 0) FROM day", &sealed);
    if (r == 0)
        r = database_number(database, "SELECT ifnull(max(last_seq), 0) FROM rollup_day", &rolled);
    if (r < 0 || rolled < sealed)
        return r < 0 ? r : -EAGAIN;
    r = database_prepare(database, "SELECT DISTINCT operator_id FROM event WHERE seq > ?", &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, sealed);
    while ((r = statement_next(rows)) > 0)
        see(&seen, statement_number(rows, 0));
    return r;
}

static bool may_be_forgotten(const struct store *store, const struct store_retention *retention, int32_t id)
{
    const char *key = store_name(store, NAME_OPERATOR, id);
    return key && !store_name_is_forgotten(NAME_OPERATOR, id, key) &&
           !retention->operator_is_known(retention->data, id);
}

static int forget_names(struct store *store, const struct store_retention *retention)
{
    _cleanup_(statement_freep) struct statement *update = NULL;
    const struct forgetting *forgetting = &store->forgetting;
    int r = database_prepare(store->database, "UPDATE name SET key = '#' || id WHERE kind = 10 AND id = ?", &update);
    for (int32_t id = 1; r == 0 && id <= forgetting->count; id++) {
        if (forgetting->seen[id] || !may_be_forgotten(store, retention, id))
            continue;
        statement_set_number(update, 1, id);
        r = statement_run(update);
    }
    return r;
}

static bool is_anybody_to_forget(const struct store *store, const struct store_retention *retention, int32_t count)
{
    for (int32_t id = 1; id <= count; id++) {
        if (may_be_forgotten(store, retention, id))
            return true;
    }
    return false;
}

static void begin_looking(struct forgetting *forgetting, int32_t day, int32_t count)
{
    if (forgetting->seen && forgetting->day == day && forgetting->count == count)
        return;
    free(forgetting->seen);
    *forgetting =
            (struct forgetting){.seen = mem_new_n(bool, (size_t)count + 1), .day = day, .count = count, .number = 0};
}

int store_forget_names(struct store *store, const struct store_retention *retention, int64_t *left)
{
    struct forgetting *forgetting = &store->forgetting;
    int32_t count = store_names(store, NAME_OPERATOR), day;
    int r = store_read_named_day(store->database, &day);
    if (r < 0 || day == 0 || !retention->operator_is_known || !is_anybody_to_forget(store, retention, count))
        return r;
    begin_looking(forgetting, day, count);
    r = see_rolled(forgetting, store->database, left);
    if (r < 0 || *left <= 0)
        return r;
    r = see_open(forgetting, store->database);
    if (r == 0)
        r = forget_names(store, retention);
    forgetting->over = r == 0;
    if (r != 0)
        store_forgetting_done(forgetting);
    store->waits_for_rollups = store->waits_for_rollups || r == -EAGAIN;
    return r == -EAGAIN ? 0 : r;
}

bool store_waits_for_rollups(const struct store *store)
{
    return store->waits_for_rollups;
}

void store_settle_forgotten(struct store *store, const struct store_retention *retention)
{
    struct forgetting *forgetting = &store->forgetting;
    if (!forgetting->over)
        return;
    for (int32_t id = 1; id <= forgetting->count; id++) {
        if (!forgetting->seen[id] && may_be_forgotten(store, retention, id))
            store_names_forget(&store->names, NAME_OPERATOR, id);
    }
    store_forgetting_done(forgetting);
}

void store_forgetting_done(struct forgetting *forgetting)
{
    free(forgetting->seen);
    *forgetting = (struct forgetting){0};
}
