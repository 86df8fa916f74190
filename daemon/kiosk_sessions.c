/* SPDX-License-Identifier: MIT
 *
 * Rows of how kiosks were used, written and added up.
 */
#include "daemon/kiosk_sessions.h"

#include <errno.h>
#include <string.h>

#include "daemon/store_private.h"

/* --- writing --- */

static struct store_row row_of(int32_t day, int32_t kiosk, enum kiosk_use what, int64_t at_ms)
{
    return (struct store_row){
            .table = TABLE_KIOSK_USE,
            .at_ms = at_ms,
            .value = {[KIOSK_USE_DAY] = day, [KIOSK_USE_KIOSK] = kiosk, [KIOSK_USE_WHAT] = (int64_t)what}};
}

void kiosk_sessions_keep(struct store *store, const struct kiosk_told *told, int64_t at_ms)
{
    struct store_row row = row_of(told->day, told->kiosk, KIOSK_USE_SESSIONS, at_ms);
    struct buffer lengths = {0};
    row.value[KIOSK_USE_FROM] = told->from_ms;
    row.value[KIOSK_USE_LASTED] = told->until_ms - told->from_ms;
    row.value[KIOSK_USE_OPEN] = told->open_ms;
    row.value[KIOSK_USE_BUSY] = told->busy_ms;
    for (int i = 0; i < KIOSK_SESSION_ENDS; i++)
        row.value[KIOSK_USE_ENDED + i] = told->ended[i];
    for (int64_t i = 0; i < told->ended[KIOSK_SESSION_TICKET]; i++)
        buffer_printf(&lengths, i > 0 ? " %lld" : "%lld", (long long)told->to_ticket_ms[i]);
    if (lengths.length > 0) {
        buffer_append_byte(&lengths, '\0');
        row.text = buffer_bytes(&lengths);
    }
    store_add_row(store, &row);
    buffer_done(&lengths);
}

void kiosk_sessions_keep_help(struct store *store, int32_t day, int32_t kiosk, int64_t asked_ms, bool came,
                              int64_t at_ms)
{
    struct store_row row = row_of(day, kiosk, came ? KIOSK_USE_HELP : KIOSK_USE_HELP_OVER, at_ms);
    row.value[KIOSK_USE_FROM] = asked_ms;
    row.value[KIOSK_USE_LASTED] = at_ms - asked_ms;
    store_add_row(store, &row);
}

/* --- adding up --- */

static int64_t all_sessions(const struct store_row *row)
{
    int64_t sessions = 0;
    for (int i = 0; i < KIOSK_SESSION_ENDS; i++)
        sessions += row->value[KIOSK_USE_ENDED + i];
    return sessions;
}

static void add_lengths(struct tally *tally, const char *text)
{
    char *end;
    for (const char *at = text; at && *at; at = end) {
        long long ms = strtoll(at, &end, 10);
        if (end == at)
            return; /* a row that somebody else wrote */
        tally_add_time(tally, SPREAD_TOUCH_TO_TICKET, ms);
    }
}

static void add_row(struct tally *tally, const struct store_row *row)
{
    if (row->value[KIOSK_USE_WHAT] == KIOSK_USE_SESSIONS) {
        tally->count[TALLY_SESSIONS] += all_sessions(row);
        tally->count[TALLY_SESSIONS_WITH_TICKET] += row->value[KIOSK_USE_ENDED + KIOSK_SESSION_TICKET];
        tally->count[TALLY_ABANDONED] += row->value[KIOSK_USE_ENDED + KIOSK_SESSION_ABANDONED];
        tally->count[TALLY_BUSY_MS] += row->value[KIOSK_USE_BUSY];
        tally->count[TALLY_OPEN_MS] += row->value[KIOSK_USE_OPEN];
        add_lengths(tally, row->text);
    } else {
        tally->count[TALLY_HELPS]++;
        if (row->value[KIOSK_USE_WHAT] == KIOSK_USE_HELP)
            tally_add_time(tally, SPREAD_HELP_ANSWER, row->value[KIOSK_USE_LASTED]);
    }
}

static int on_row(const struct store_row *row, void *data)
{
    struct tallies *tallies = data;
    add_row(tallies_of(tallies, TALLY_ALL, 0), row);
    add_row(tallies_of(tallies, TALLY_KIOSK, row->value[KIOSK_USE_KIOSK]), row);
    return 0;
}

int kiosk_sessions_tally(struct database *database, int32_t day, struct tallies *tallies)
{
    return store_read_rows_where(database, TABLE_KIOSK_USE, "day = ?1", (const int64_t[3]){day}, on_row, tallies);
}
