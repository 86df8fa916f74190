/* SPDX-License-Identifier: MIT
 *
 * The tallies of a report out of the largest roll-ups that fit.
 *
 * A period is cut into whole years, at their edges whole months, at the edges of these days; but into no larger piece
 * than one of the periods that the report tells apart. The first and the last year (or month) that are rolled up are
 * whole already when all of their days so far are asked for. Each piece is read once for each thing that is wanted, and
 * a row goes at once to every line that it belongs to: the same row of a service to that of the service and that of its
 * agency, for each period that wants it. Nothing is read that no line wants.
 */
#include <errno.h>

#include "common/clock.h"
#include "daemon/report_private.h"

/* --- dates --- */

int32_t report_first_day(int32_t day, int span)
{
    struct date date = date_of(day);
    if (span == REPORT_WHOLE)
        return 0;
    if (span >= REPORT_MONTH)
        date.day = 1;
    if (span == REPORT_YEAR)
        date.month = 1;
    return (int32_t)date_days(date);
}

int32_t report_next_day(int32_t first_day, int span)
{
    struct date date = date_of(first_day);
    if (span == REPORT_DAY)
        return first_day + 1;
    date.day = 1;
    date.year += span == REPORT_YEAR || date.month == 12;
    date.month = span == REPORT_YEAR || date.month == 12 ? 1 : date.month + 1;
    return (int32_t)date_days(date);
}

const char *report_period_text(int32_t first_day, int span, struct arena *arena)
{
    static const int lengths[REPORT_WHOLE] = {[REPORT_DAY] = 10, [REPORT_MONTH] = 7, [REPORT_YEAR] = 4};
    char text[DATE_TEXT_SIZE];
    return arena_strndup(arena, date_text(date_of(first_day), text), (size_t)lengths[span]);
}

/* --- what a row is of --- */

struct target {
    enum report_of of;
    int64_t key;
};
enum { TARGETS_MOST = 3 };

static bool is_seen(const struct report_question *question, int64_t service)
{
    return !question->sees || (service > 0 && service < question->sees_count && question->sees[service]);
}

static size_t targets_of_service(const struct report_question *question, int64_t service, struct target *targets)
{
    const struct report_name *name = report_name(&question->names, NAME_SERVICE, (int32_t)service);
    size_t count = 0;
    if (!is_seen(question, service))
        return 0;
    targets[count++] = (struct target){REPORT_SERVICE, service};
    targets[count++] = (struct target){REPORT_AGENCY, name->group};
    if (question->sees)
        targets[count++] = (struct target){REPORT_ALL, 0};
    return count;
}

static size_t targets_of_hour(int64_t key, struct target *targets)
{
    targets[0] = (struct target){REPORT_HOUR, key % 24};
    targets[1] = (struct target){REPORT_WEEKDAY, key / 24};
    targets[2] = (struct target){REPORT_WEEKDAY_HOUR, key};
    return 3;
}

static size_t targets_of_operator(const struct report_question *question, int64_t id, struct target *targets)
{
    const struct report_name *name = report_name(&question->names, NAME_OPERATOR, (int32_t)id);
    targets[0] = (struct target){REPORT_OPERATOR, id};
    targets[1] = (struct target){REPORT_TEAM, name->group};
    return 2;
}

static size_t targets_of(const struct report_question *question, const struct rollup_row *row, struct target *targets)
{
    static const enum report_of simple[TALLY_BYS] = {
            [TALLY_ALL] = REPORT_ALL,     [TALLY_CLASS] = REPORT_CLASS,     [TALLY_COUNTER] = REPORT_COUNTER,
            [TALLY_KIOSK] = REPORT_KIOSK, [TALLY_PRINTER] = REPORT_PRINTER, [TALLY_EVENT] = REPORT_EVENT};
    if (row->by == TALLY_SERVICE)
        return targets_of_service(question, row->key, targets);
    if (row->by == TALLY_HOUR)
        return targets_of_hour(row->key, targets);
    if (row->by == TALLY_OPERATOR)
        return targets_of_operator(question, row->key, targets);
    targets[0] = (struct target){REPORT_SERVICE_HOUR, row->key};
    if (row->by == TALLY_SERVICE_HOUR)
        return is_seen(question, row->key / 24);
    targets[0] = (struct target){simple[row->by], row->key};
    if (row->by == TALLY_ALL && question->sees)
        targets[0].of = REPORT_CENTRE;
    return 1;
}

/* By what the rows are that it is read from. */
static enum tally_by by_of(const struct report_question *question, enum report_of of)
{
    static const enum tally_by bys[REPORT_OFS] = {
            [REPORT_ALL] = TALLY_ALL,           [REPORT_CENTRE] = TALLY_ALL,
            [REPORT_SERVICE] = TALLY_SERVICE,   [REPORT_AGENCY] = TALLY_SERVICE,
            [REPORT_CLASS] = TALLY_CLASS,       [REPORT_COUNTER] = TALLY_COUNTER,
            [REPORT_OPERATOR] = TALLY_OPERATOR, [REPORT_TEAM] = TALLY_OPERATOR,
            [REPORT_HOUR] = TALLY_HOUR,         [REPORT_WEEKDAY] = TALLY_HOUR,
            [REPORT_WEEKDAY_HOUR] = TALLY_HOUR, [REPORT_SERVICE_HOUR] = TALLY_SERVICE_HOUR,
            [REPORT_KIOSK] = TALLY_KIOSK,       [REPORT_PRINTER] = TALLY_PRINTER,
            [REPORT_EVENT] = TALLY_EVENT,
    };
    return of == REPORT_ALL && question->sees ? TALLY_SERVICE : bys[of];
}

static bool sink_wants(const struct report_gathering *gathering, int span, enum tally_by by)
{
    for (int of = 0; of < REPORT_OFS; of++) {
        if (gathering->sinks[span].wants & OF_BIT(of) && by_of(gathering->question, (enum report_of)of) == by)
            return true;
    }
    return false;
}

/* --- taking rows --- */

bool report_in_full(const struct report_question *question, enum report_of of, int span)
{
    return of != REPORT_SERVICE_HOUR && (question->in_full || of == REPORT_ALL || span == REPORT_WHOLE);
}

/* Of what is read: what its line tells. */
static unsigned taken_of(const struct report_gathering *gathering, enum report_of of, int span)
{
    if (gathering->taken)
        return gathering->taken;
    if (report_in_full(gathering->question, of, span))
        return TALLY_WHOLE;
    return TALLY_SUMS | SPREAD_BIT(SPREAD_WAITING) | SPREAD_BIT(SPREAD_SERVICE);
}

/* Of one day: as roll-ups keep it (daemon/rollup.h). */
#define EXACT                                                                                      \
    (OF_BIT(REPORT_ALL) | OF_BIT(REPORT_CENTRE) | OF_BIT(REPORT_SERVICE) | OF_BIT(REPORT_AGENCY) | \
     OF_BIT(REPORT_KIOSK) | OF_BIT(REPORT_PRINTER))

static struct report_group *group_of(struct report_gathering *gathering, struct report_sink *sink, int32_t first_day)
{
    size_t place = sink->count;
    while (place > 0 && sink->groups[place - 1].first_day > first_day)
        place--;
    if (place > 0 && sink->groups[place - 1].first_day == first_day)
        return &sink->groups[place - 1];
    arena_grow(gathering->arena, sink->groups, sink->count, sink->room);
    for (size_t i = sink->count++; i > place; i--)
        sink->groups[i] = sink->groups[i - 1];
    sink->groups[place] = (struct report_group){first_day, tallies_new(sink->exact)};
    return &sink->groups[place];
}

static int close_tally(attr_unused enum tally_by by, attr_unused int64_t key, struct tally *tally,
                       attr_unused void *data)
{
    if (!tally->exact)
        tally_close(tally);
    return 0;
}

/* Rows come in the order of time, and days that are counted now after them: of a period that is over and has none of
 * these only the figures are kept, as there may be thousands of lines. */
static void close_group(const struct report_gathering *gathering, int span)
{
    const struct report_sink *sink = &gathering->sinks[span];
    const struct report_source *source = gathering->source;
    for (size_t i = 0; i < source->day_count; i++) {
        if (report_first_day(source->days[i].day, span) == sink->taking_day)
            return;
    }
    for (size_t i = 0; i < sink->count; i++) {
        if (sink->groups[i].first_day == sink->taking_day)
            tallies_each(sink->groups[i].tallies, close_tally, NULL);
    }
}

static struct report_group *take_group(struct report_gathering *gathering, int span, int32_t day)
{
    struct report_sink *sink = &gathering->sinks[span];
    int32_t first_day = report_first_day(day, span);
    if (sink->taking_day && sink->taking_day < first_day)
        close_group(gathering, span);
    sink->taking_day = first_day;
    return group_of(gathering, sink, first_day);
}

static int add_row(struct report_gathering *gathering, int span, const struct report_group *group,
                   const struct target *target, const struct rollup_row *row)
{
    struct tally *tally = tallies_find(group->tallies, (enum tally_by)target->of, target->key);
    if (!tally) {
        if (gathering->lines++ >= gathering->lines_most)
            return -E2BIG;
        tally = tallies_of(group->tallies, (enum tally_by)target->of, target->key);
        tally->exact = tally->exact && OF_BIT(target->of) & EXACT;
    }
    return rollup_add_row(row, tally, taken_of(gathering, target->of, span));
}

int64_t report_late(const struct tally *tally)
{
    return tally->count[TALLY_MEASURED] - tally->count[TALLY_WITHIN];
}

/* Where nothing else is told of the hours of services; there are thousands of them. */
static int count_late(struct report_gathering *gathering, const struct rollup_row *row)
{
    struct tally counts;
    if (row->key >= gathering->late_count)
        return 0;
    tally_init(&counts, false);
    int r = row->bytes ? tally_decode_counts(&counts, row->bytes, row->size) : 0;
    gathering->late[row->key] += report_late(row->bytes ? &counts : row->tally);
    return r;
}

static int take_row(const struct rollup_row *row, void *data)
{
    struct report_gathering *gathering = data;
    struct target targets[TARGETS_MOST] = {{0}};
    size_t count = targets_of(gathering->question, row, targets);
    int r = 0;
    if (count > 0 && row->by == TALLY_SERVICE_HOUR && gathering->late)
        return count_late(gathering, row);
    for (int span = REPORT_DAY; r == 0 && count > 0 && span <= REPORT_WHOLE; span++) {
        struct report_sink *sink = &gathering->sinks[span];
        for (size_t i = 0; r == 0 && i < count; i++) {
            if (sink->wants & OF_BIT(targets[i].of))
                r = add_row(gathering, span, take_group(gathering, span, row->first_day), &targets[i], row);
        }
    }
    return r;
}

/* --- pieces --- */

/* The largest piece of which this is read: no line tells a shorter period apart. */
static int largest_piece(const struct report_gathering *gathering, enum tally_by by)
{
    int span = REPORT_DAY;
    if (gathering->sinks[REPORT_WHOLE].exact)
        return REPORT_DAY;
    while (span < REPORT_YEAR && !sink_wants(gathering, span, by))
        span++;
    return span;
}

static int read_piece(struct report_gathering *gathering, enum tally_by by, int span, int32_t from_day,
                      int32_t until_day)
{
    const struct report_source *source = gathering->source;
    if (from_day >= until_day)
        return 0;
    return source->read(source->data, (enum rollup_level)span, by, from_day, until_day - 1, take_row, gathering);
}

/* A piece whose days before this one are not asked for is taken whole, if nothing is kept of them, or if they are the
 * lesser part of it and may be taken away again. */
static bool begins_whole(const struct report_gathering *gathering, int span, int32_t from_day)
{
    int32_t first = report_first_day(from_day, span);
    return from_day == first || from_day <= gathering->source->state.first_day ||
           (gathering->away && from_day - first < report_next_day(first, span) - from_day);
}

/* The same of the days from this one on. */
static bool ends_whole(const struct report_gathering *gathering, int span, int32_t until_day)
{
    int32_t first = report_first_day(until_day, span);
    return until_day > first && (until_day > gathering->source->state.last_day ||
                                 (gathering->away && report_next_day(first, span) - until_day < until_day - first));
}

static int read_rolled(struct report_gathering *gathering, enum tally_by by, int span, int32_t from_day,
                       int32_t until_day);

/* Of pieces that begin and end with these days, what lies before and behind the days that are asked for. */
static int take_away(struct report_gathering *away, enum tally_by by, int span, const int32_t days[4])
{
    const struct rollup_state *state = &away->source->state;
    int32_t first = days[0] > state->first_day ? days[0] : state->first_day;
    int32_t last = days[3] < state->last_day + 1 ? days[3] : state->last_day + 1;
    int r = read_rolled(away, by, span, first, days[1]);
    return r == 0 ? read_rolled(away, by, span, days[2], last) : r;
}

/* What is rolled up of these days, in pieces of this span and, before and after them or of what is too much in them, of
 * smaller ones. */
static int read_rolled(struct report_gathering *gathering, enum tally_by by, int span, int32_t from_day,
                       int32_t until_day)
{
    if (from_day >= until_day || span == REPORT_DAY)
        return read_piece(gathering, by, span, from_day, until_day);
    int32_t first = report_first_day(from_day, span), last = report_first_day(until_day, span);
    if (!begins_whole(gathering, span, from_day))
        first = report_next_day(first, span);
    if (ends_whole(gathering, span, until_day))
        last = report_next_day(last, span);
    if (first >= last)
        return read_rolled(gathering, by, span - 1, from_day, until_day);
    int r = read_rolled(gathering, by, span - 1, from_day, first);
    if (r == 0)
        r = read_piece(gathering, by, span, first, last);
    if (r == 0)
        r = read_rolled(gathering, by, span - 1, last, until_day);
    return r == 0 && gathering->away
                   ? take_away(gathering->away, by, span - 1, (int32_t[]){first, from_day, until_day, last})
                   : r;
}

/* --- days counted now --- */

struct counted {
    struct report_gathering *gathering;
    int32_t day;
    unsigned bys;
};

static int take_counted(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    const struct counted *counted = data;
    if (!(counted->bys & 1U << by))
        return 0;
    return take_row(&(struct rollup_row){.first_day = counted->day, .by = by, .key = key, .tally = tally},
                    counted->gathering);
}

int report_read(struct report_gathering *gathering, int32_t from_day, int32_t to_day)
{
    const struct report_source *source = gathering->source;
    const struct rollup_state *state = &source->state;
    struct counted counted = {.gathering = gathering};
    int32_t from = from_day > state->first_day ? from_day : state->first_day;
    int32_t until = to_day < state->last_day ? to_day + 1 : state->last_day + 1;
    int r = 0;
    for (int by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++) {
        bool wanted = by == TALLY_SERVICE_HOUR && gathering->late;
        for (int span = REPORT_DAY; span <= REPORT_WHOLE; span++)
            wanted = wanted || sink_wants(gathering, span, (enum tally_by)by);
        if (wanted && state->last_day)
            r = read_rolled(gathering, (enum tally_by)by, largest_piece(gathering, (enum tally_by)by), from, until);
        counted.bys |= wanted ? 1U << by : 0;
    }
    for (size_t i = 0; r == 0 && i < source->day_count; i++) {
        counted.day = source->days[i].day;
        if (counted.day >= from_day && counted.day <= to_day)
            r = tallies_each(source->days[i].tallies, take_counted, &counted);
    }
    return r;
}

/* --- after it --- */

void report_sinks_done(struct report_gathering *gathering)
{
    for (int span = REPORT_DAY; span <= REPORT_WHOLE; span++) {
        struct report_sink *sink = &gathering->sinks[span];
        for (size_t i = 0; i < sink->count; i++)
            tallies_free(sink->groups[i].tallies);
        *sink = (struct report_sink){0};
    }
}

struct tally *report_tally(const struct report_gathering *gathering, enum report_of of, int64_t key)
{
    const struct report_sink *sink = &gathering->sinks[REPORT_WHOLE];
    return sink->count > 0 ? tallies_find(sink->groups[0].tallies, (enum tally_by)of, key) : NULL;
}
