/* SPDX-License-Identifier: MIT
 *
 * What a day counts, computed from the store: its rows, its facts, and what was written of paper while they happened.
 */
#include "daemon/rollup.h"

#include <errno.h>
#include <string.h>

#include "daemon/engine/rulebook_copy.h"
#include "daemon/rollup_private.h"
#include "daemon/tally_told.h"

enum { USUAL_DAYS = 28, USUAL_STEPS = 20 }; /* what was usual, and of how many at least */

struct computing {
    struct database *database;
    const struct rollup_known *known;
    const struct rollup_day *day;
    struct tallies *tallies;
    struct rollup_count count;
    int64_t *usual_ms; /* by service */
    int64_t ended_ms;  /* the last fact */
};

static void computing_done(struct computing *computing)
{
    rollup_count_done(&computing->count);
    free(computing->usual_ms);
}

/* --- rows --- */

static int take_row(const struct store_step *row, void *data)
{
    struct computing *computing = data;
    return row->seq > computing->day->last_seq ? 1 : rollup_count_row(&computing->count, row);
}

/* --- facts --- */

static int take_usual(const struct rollup_row *row, void *data)
{
    return tally_decode(tallies_of(data, row->by, row->key), row->bytes, row->size);
}

static int set_usual(attr_unused enum tally_by by, int64_t service, struct tally *tally, void *data)
{
    struct computing *computing = data;
    if (service < computing->known->rulebook->services.count && tally->spread[SPREAD_SERVICE].count >= USUAL_STEPS)
        computing->usual_ms[service] = tally_percentile(tally, SPREAD_SERVICE, 50);
    return 0;
}

/* By the days before that are rolled. */
static int read_usual(struct computing *computing)
{
    _cleanup_(tallies_freep) struct tallies *before = tallies_new(false);
    int32_t day = computing->day->day;
    int r = rollup_read(computing->database, ROLLUP_DAY, TALLY_SERVICE, day - USUAL_DAYS, day - 1, take_usual, before);
    computing->usual_ms = mem_new_n(int64_t, (size_t)computing->known->rulebook->services.count + 1);
    (void)tallies_each(before, set_usual, computing);
    return r;
}

static int take_event(const struct event *event, void *data)
{
    struct computing *computing = data;
    computing->ended_ms = event->at_ms;
    told_take_event(computing->tallies, event);
    return day_facts_take(computing->count.facts, event) ? 0 : 1;
}

/* What was written of paper before the day was over. */
static int take_paper(const struct store_row *row, void *data)
{
    struct computing *computing = data;
    if (!computing->day->open && row->at_ms >= computing->ended_ms)
        return 1;
    day_facts_take_paper(computing->count.facts, row);
    return 0;
}

static int take_roll(const struct store_row *row, void *data)
{
    struct computing *computing = data;
    if (!computing->day->open && row->at_ms >= computing->ended_ms)
        return 1;
    told_take_roll(computing->tallies, row);
    return 0;
}

static int read_papers(struct computing *computing)
{
    _cleanup_free_ char *sql =
            mem_printf("SELECT at_ms FROM event WHERE seq = %lld", (long long)computing->day->first_seq);
    int64_t began_ms = 0, number = 0;
    int r = database_number(computing->database, sql, &began_ms);
    if (r == 0)
        r = store_find_row(computing->database, TABLE_PRINT, began_ms, &number);
    if (r == 0)
        r = store_read_rows(computing->database, TABLE_PRINT, number, take_paper, computing);
    if (r >= 0)
        r = store_find_row(computing->database, TABLE_ROLL, began_ms, &number);
    return r < 0 ? r : store_read_rows(computing->database, TABLE_ROLL, number, take_roll, computing);
}

static int read_facts(struct computing *computing)
{
    const struct rollup_day *day = computing->day;
    const struct rulebook *rulebook = computing->known->rulebook;
    int r = rulebook && rulebook->services.count > 0 ? read_usual(computing) : 0;
    if (r < 0 || !rulebook)
        return r;
    const struct day_facts_known known = {.day = day->day,
                                          .rulebook = rulebook,
                                          .usual_ms = computing->usual_ms,
                                          .usual_count = rulebook->services.count,
                                          .hours_together = computing->known->hours_together};
    computing->count.facts = day_facts_new(&known, computing->tallies);
    r = store_read_sound_events(computing->database, day->first_seq, day->last_seq, take_event, computing);
    return r < 0 ? r : read_papers(computing);
}

/* --- on how many days there was anything --- */

static int forget_day(const struct rollup_row *row, void *data)
{
    rollup_forget_day(data, row->by, row->key);
    return 0;
}

/* The day has other seals that are rolled: of what they have, it is no new day. */
static int forget_days(struct database *database, const struct rollup_day *day, struct tallies *tallies)
{
    int r = 0;
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++)
        r = rollup_read_before(database, day->first_seq, day->day, by, forget_day, tallies);
    return r;
}

int rollup_compute(struct database *database, const struct rollup_known *known, const struct rollup_day *day,
                   struct tallies *tallies)
{
    _cleanup_(computing_done) struct computing computing = {
            .database = database,
            .known = known,
            .day = day,
            .tallies = tallies,
            .count = {.known = known, .day = day->day, .tallies = tallies}};
    int r = read_facts(&computing);
    if (r >= 0)
        r = store_read_steps(database, day->first_seq, take_row, &computing);
    if (r < 0)
        return r;
    rollup_count_end(&computing.count, day->now_ms);
    return forget_days(database, day, tallies);
}

struct rulebook rollup_rulebook(const struct rulebook *rulebook)
{
    struct rulebook copy = rulebook_copy(rulebook);
    size_t count = (size_t)rulebook->outcomes.count;
    copy.outcomes.count = rulebook->outcomes.count;
    copy.outcomes.items = mem_new_n(struct rule_outcome, count + 1);
    if (count > 0)
        memcpy(copy.outcomes.items, rulebook->outcomes.items, count * sizeof(copy.outcomes.items[0]));
    return copy;
}

void rollup_rulebook_done(struct rulebook *copy)
{
    free(copy->outcomes.items);
    rulebook_copy_done(copy);
}
