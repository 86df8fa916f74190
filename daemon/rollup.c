/* SPDX-License-Identifier: MIT
 *
 * What a day counts, out of its rows and facts.
 *
 * Its facts go through an engine of their own (daemon/day_facts.h), its rows are added to everything they are of: the
 * centre, service, class, counter, operator, hour, and hour of a service if somebody waited there beyond the target.
 * Which step of a visit is the last, and what was waited in all of them, is said by the rows together.
 */
#include "daemon/rollup.h"

#include <errno.h>
#include <string.h>

#include "daemon/day_facts.h"
#include "daemon/engine/rulebook_copy.h"
#include "daemon/engine/ticket.h"
#include "daemon/rollup_private.h"
#include "daemon/tally_told.h"

enum { HOURS = 24 };
enum { ID_LIMIT = 1 << 20 };                     /* above any that is ever given */
#define MOMENT_LIMIT_MS INT64_C(253402300800000) /* the year 10000 */
enum { USUAL_DAYS = 28, USUAL_STEPS = 20 };      /* what was usual, and of how many at least */

struct computing {
    struct database *database;
    const struct rollup_known *known;
    const struct rollup_day *day;
    struct tallies *tallies;
    struct store_step *rows;
    size_t row_count, row_room;
    /* By ticket. */
    struct visit {
        size_t last; /* place of its row, + 1; 0: it has none */
        int64_t waited_ms;
        bool called, spoiled; /* once at least; its waiting is in no mean */
        int32_t served;       /* steps */
    } * visits;
    int32_t visit_count;     /* one more than the greatest number */
    struct day_facts *facts; /* NULL: nothing is counted of facts */
    int64_t *usual_ms;       /* by service */
    int64_t ended_ms;        /* the last fact */
};

static void computing_done(struct computing *computing)
{
    day_facts_free(computing->facts);
    free(computing->usual_ms);
    free(computing->rows);
    free(computing->visits);
}

/* --- visits --- */

/* Rows are in no chain: what could lead out of memory, or could not be kept. */
static bool is_possible(const struct store_step *row)
{
    const int64_t ids[] = {row->ticket,  row->step,        row->service, row->class,
                           row->counter, row->operator_id, row->outcome};
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        if (ids[i] < 0 || ids[i] >= ID_LIMIT)
            return false;
    }
    return row->entered_ms >= 0 && row->entered_ms <= MOMENT_LIMIT_MS;
}

static int take_row(const struct store_step *row, void *data)
{
    struct computing *computing = data;
    if (row->seq > computing->day->last_seq)
        return 1;
    if (!is_possible(row) || row->day != computing->day->day)
        return -EBADMSG;
    mem_grow(computing->rows, computing->row_count, computing->row_room);
    computing->rows[computing->row_count++] = *row;
    if (row->ticket >= computing->visit_count)
        computing->visit_count = (int32_t)row->ticket + 1;
    return 0;
}

/* The later of two steps of a visit: they follow one another. */
static bool is_later(const struct store_step *one, const struct store_step *other)
{
    if (one->ended_ms != other->ended_ms)
        return one->ended_ms > other->ended_ms;
    return one->entered_ms != other->entered_ms ? one->entered_ms > other->entered_ms : one->seq > other->seq;
}

static bool is_spoiled(const struct store_step *row)
{
    bool afterwards = row->channel == CHANNEL_ADOPTED || row->channel == CHANNEL_HAND;
    return row->marks & MARK_INTERRUPTED || (afterwards && row->marks & MARK_INACCURATE);
}

static void add_to_visit(struct computing *computing, size_t place)
{
    const struct store_step *row = &computing->rows[place];
    struct visit *visit = &computing->visits[row->ticket];
    if (!visit->last || is_later(row, &computing->rows[visit->last - 1]))
        visit->last = place + 1;
    visit->spoiled = visit->spoiled || is_spoiled(row);
    visit->served += row->ending == END_SERVED;
    if (row->entry == ENTRY_DIRECT)
        return;
    visit->called = visit->called || row->first_called_ms;
    visit->waited_ms += row->waited_ms;
}

/* --- what a row is of --- */

static int64_t hour_key(const struct store_step *row)
{
    return tally_hour(row->entered_ms);
}

static int64_t service_hour(const struct store_step *row)
{
    return row->service * HOURS + hour_key(row) % HOURS;
}

static void take_step(struct computing *computing, const struct tally_step *step)
{
    struct tallies *tallies = computing->tallies;
    const struct store_step *row = step->row;
    struct tally *late = tallies_find(tallies, TALLY_SERVICE_HOUR, service_hour(row));
    tally_take_step(tallies_of(tallies, TALLY_ALL, 0), step);
    tally_take_step(tallies_of(tallies, TALLY_SERVICE, row->service), step);
    tally_take_step(tallies_of(tallies, TALLY_CLASS, row->class), step);
    tally_take_step(tallies_of(tallies, TALLY_HOUR, hour_key(row)), step);
    if (row->counter)
        tally_take_step(tallies_of(tallies, TALLY_COUNTER, row->counter), step);
    if (row->operator_id)
        tally_take_step(tallies_of(tallies, TALLY_OPERATOR, row->operator_id), step);
    if (late)
        tally_take_step(late, step);
}

static bool is_last(const struct computing *computing, size_t place)
{
    const struct store_step *row = &computing->rows[place];
    if (computing->facts)
        return day_facts_is_last(computing->facts, (int32_t)row->ticket, (int32_t)row->step);
    return computing->visits[row->ticket].last == place + 1;
}

static void take_rows(struct computing *computing)
{
    const struct rulebook *rulebook = computing->known->rulebook;
    for (size_t i = 0; i < computing->row_count; i++) {
        const struct store_step *row = &computing->rows[i];
        const struct visit *visit = &computing->visits[row->ticket];
        struct tally_step step = {.row = row, .last = is_last(computing, i), .visit_waited_ms = -1};
        step.partly = step.last && row->ending != END_SERVED && visit->served > 0;
        if (visit->called && !visit->spoiled)
            step.visit_waited_ms = visit->waited_ms;
        if (rulebook && row->outcome > 0 && row->outcome < rulebook->outcomes.count) {
            step.fulfilled = rulebook->outcomes.items[row->outcome].fulfilled;
            step.cause = rulebook->outcomes.items[row->outcome].cause;
        }
        take_step(computing, &step);
    }
}

/* --- rows and facts --- */

static int read_rows(struct computing *computing)
{
    int r = store_read_steps(computing->database, computing->day->first_seq, take_row, computing);
    if (r < 0)
        return r;
    computing->visits = mem_new_n(struct visit, (size_t)computing->visit_count + 1);
    for (size_t i = 0; i < computing->row_count; i++) {
        add_to_visit(computing, i);
        if (tally_is_late(&computing->rows[i]))
            (void)tallies_of(computing->tallies, TALLY_SERVICE_HOUR, service_hour(&computing->rows[i]));
    }
    return 0;
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
    return day_facts_take(computing->facts, event) ? 0 : 1;
}

/* What was written of paper before the day was over. */
static int take_paper(const struct store_row *row, void *data)
{
    struct computing *computing = data;
    if (!computing->day->open && row->at_ms >= computing->ended_ms)
        return 1;
    day_facts_take_paper(computing->facts, row);
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
                                          .usual_count = rulebook->services.count};
    computing->facts = day_facts_new(&known, computing->tallies);
    r = store_read_sound_events(computing->database, day->first_seq, day->last_seq, take_event, computing);
    return r < 0 ? r : read_papers(computing);
}

/* --- on how many days there was anything --- */

static int note_day(attr_unused enum tally_by by, attr_unused int64_t key, struct tally *tally, attr_unused void *data)
{
    tally->count[TALLY_DAYS] = 1;
    return 0;
}

static int forget_day(const struct rollup_row *row, void *data)
{
    struct tally *tally = tallies_find(data, row->by, row->key);
    if (tally)
        tally->count[TALLY_DAYS] = 0;
    return 0;
}

/* The day has other seals that are rolled: of what they have, it is no new day. */
static int count_day(struct computing *computing)
{
    int32_t day = computing->day->day;
    int r = 0;
    (void)tallies_of(computing->tallies, TALLY_ALL, 0);
    (void)tallies_each(computing->tallies, note_day, NULL);
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++)
        r = rollup_read_before(computing->database, computing->day->first_seq, day, by, forget_day, computing->tallies);
    return r;
}

int rollup_compute(struct database *database, const struct rollup_known *known, const struct rollup_day *day,
                   struct tallies *tallies)
{
    _cleanup_(computing_done) struct computing computing = {
            .database = database, .known = known, .day = day, .tallies = tallies};
    int r = read_facts(&computing);
    if (r >= 0)
        r = read_rows(&computing);
    if (r < 0)
        return r;
    take_rows(&computing);
    if (computing.facts)
        day_facts_end(computing.facts, day->now_ms);
    rollup_trim(tallies);
    return count_day(&computing);
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
