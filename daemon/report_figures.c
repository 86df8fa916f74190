/* SPDX-License-Identifier: MIT
 *
 * From a tally to the figures of a line.
 */
#include "daemon/report_private.h"

#define COUNT(name) (tally->count[TALLY_##name])

static struct idl_maybe_int set_int(int64_t value)
{
    return (struct idl_maybe_int){.set = true, .value = value};
}

static struct idl_maybe_int mean_of(int64_t sum, int64_t count)
{
    return (struct idl_maybe_int){.set = count > 0, .value = count > 0 ? sum / count : 0};
}

struct manager_spread report_spread(struct tally *tally, enum tally_spread place)
{
    struct manager_spread spread = {.count = tally->spread[place].count};
    if (spread.count == 0)
        return spread;
    spread.mean_ms = set_int(tally_mean(tally, place));
    spread.median_ms = set_int(tally_percentile(tally, place, 50));
    spread.p90_ms = set_int(tally_percentile(tally, place, 90));
    spread.max_ms = set_int(tally->spread[place].most_ms);
    return spread;
}

struct idl_maybe_float report_level(const struct tally *tally)
{
    struct idl_maybe_float level = {.set = COUNT(MEASURED) > 0};
    if (level.set)
        level.value = 100.0 * (double)COUNT(WITHIN) / (double)COUNT(MEASURED);
    return level;
}

static struct manager_ends ends_of(const struct tally *tally, enum tally_count first, int64_t open)
{
    const int64_t *count = &tally->count[first];
    return (struct manager_ends){.open = open,
                                 .served = count[0],
                                 .no_show = count[1],
                                 .cancelled = count[2],
                                 .void_ = count[3],
                                 .transferred = count[4],
                                 .never_called = count[5],
                                 .unfinished = count[6],
                                 .joined = count[7]};
}

static struct manager_ends visit_ends_of(const struct tally *tally)
{
    return ends_of(tally, TALLY_VISIT_SERVED, COUNT(VISITS_OPEN));
}

static int64_t sum_of(const struct manager_ends *ends)
{
    return ends->open + ends->served + ends->no_show + ends->cancelled + ends->void_ + ends->transferred +
           ends->never_called + ends->unfinished + ends->joined;
}

static struct manager_entered entered_of(const struct tally *tally)
{
    return (struct manager_entered){.issue = COUNT(ENTERED_ISSUE),
                                    .next = COUNT(ENTERED_NEXT),
                                    .transfer = COUNT(ENTERED_TRANSFER),
                                    .back = COUNT(ENTERED_BACK),
                                    .direct = COUNT(ENTERED_DIRECT),
                                    .joined = COUNT(ENTERED_JOIN),
                                    .changed_in = COUNT(CHANGED_IN),
                                    .changed_out = COUNT(CHANGED_OUT)};
}

/* --- sums by a key --- */

static int more_frequent(const void *a, const void *b)
{
    const struct tally_item *one = a, *other = b;
    if (one->sum != other->sum)
        return one->sum < other->sum ? 1 : -1;
    return (one->key > other->key) - (one->key < other->key);
}

/* Those of one part, the greatest first, in the arena. */
static struct tally_item *part_of(const struct tally *tally, enum tally_part part, struct arena *arena,
                                  size_t *ret_count)
{
    size_t first = 0, count = 0;
    while (first < tally->item_count && tally->items[first].part < (int32_t)part)
        first++;
    while (first + count < tally->item_count && tally->items[first + count].part == (int32_t)part)
        count++;
    *ret_count = count;
    struct tally_item *items = arena_new_n(arena, struct tally_item, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = tally->items[first + i];
    qsort(items, count, sizeof(items[0]), more_frequent);
    return items;
}

struct manager_key_count *report_counts(const struct report_gathering *gathering, const struct tally *tally,
                                        enum tally_part part, enum name_kind kind, size_t *ret_count)
{
    struct tally_item *items = part_of(tally, part, gathering->arena, ret_count);
    struct manager_key_count *counts = arena_new_n(gathering->arena, struct manager_key_count, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        const struct report_name *name = report_name(&gathering->question->names, kind, items[i].key);
        counts[i] = (struct manager_key_count){name->key, name->name, items[i].sum};
    }
    return counts;
}

static struct manager_key_count *count_lacked(const struct report_gathering *gathering, const struct tally *tally,
                                              int32_t service, size_t *ret_count)
{
    struct tally_item *items = part_of(tally, PART_LACKED, gathering->arena, ret_count);
    struct manager_key_count *lacked = arena_new_n(gathering->arena, struct manager_key_count, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        const char *key = arena_printf(gathering->arena, "%d", (int)items[i].key);
        lacked[i] = (struct manager_key_count){key, report_bring(&gathering->question->names, service, items[i].key),
                                               items[i].sum};
    }
    return lacked;
}

struct manager_key_time *report_times(const struct report_gathering *gathering, const struct tally *tally,
                                      enum tally_part part, enum name_kind kind, size_t *ret_count)
{
    struct tally_item *items = part_of(tally, part, gathering->arena, ret_count);
    struct manager_key_time *times = arena_new_n(gathering->arena, struct manager_key_time, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        const struct report_name *name = report_name(&gathering->question->names, kind, items[i].key);
        times[i] = (struct manager_key_time){name->key, name->name, items[i].sum};
    }
    return times;
}

/* --- what was told --- */

static struct manager_accuracy *accuracy_of(const struct tally *tally, struct arena *arena)
{
    if (COUNT(TOLD_TICKETS) == 0)
        return NULL;
    struct manager_accuracy *accuracy = arena_new(arena, struct manager_accuracy);
    *accuracy = (struct manager_accuracy){
            .tickets = COUNT(TOLD_TICKETS),
            .apart = COUNT(TOLD_APART),
            .promised = COUNT(TOLD_PROMISED),
            .unknown = COUNT(TOLD_UNKNOWN),
            .silent = COUNT(TOLD_SILENT),
            .called = COUNT(TOLD_CALLED),
            .covered = COUNT(TOLD_COVERED),
            .passed = COUNT(TOLD_PASSED),
            .error_ms = mean_of(COUNT(TOLD_ERROR_MS), COUNT(TOLD_CALLED)),
            .bias_ms = mean_of(COUNT(TOLD_BIAS_MS), COUNT(TOLD_CALLED)),
            .usual = COUNT(TOLD_USUAL),
            .usual_error_ms = mean_of(COUNT(TOLD_USUAL_ERROR_MS), COUNT(TOLD_USUAL)),
    };
    if (COUNT(TOLD_USUAL_ERROR_MS) > 0) {
        accuracy->ratio.set = true;
        accuracy->ratio.value = (double)COUNT(TOLD_BESIDE_ERROR_MS) / (double)COUNT(TOLD_USUAL_ERROR_MS);
    }
    return accuracy;
}

/* --- all of it --- */

static int64_t entered_sum(const struct manager_entered *entered)
{
    return entered->issue + entered->next + entered->transfer + entered->back + entered->direct + entered->joined +
           entered->changed_in - entered->changed_out;
}

/* A visit may begin at one line and end at another, but within one day: only what is of whole business days knows
 * whether its visits add up. Steps do wherever it is known how they entered; by who held them it is not. */
static void reconcile(const struct report_gathering *gathering, enum report_of of, const struct tally *tally,
                      struct manager_report_figures *figures)
{
    const unsigned steps = OF_BIT(REPORT_ALL) | OF_BIT(REPORT_WEEKDAY) | OF_BIT(REPORT_SERVICE) |
                           OF_BIT(REPORT_AGENCY) | OF_BIT(REPORT_CLASS) | OF_BIT(REPORT_HOUR) |
                           OF_BIT(REPORT_WEEKDAY_HOUR);
    struct manager_ends visits = visit_ends_of(tally);
    struct manager_entered entered = entered_of(tally);
    if (of == REPORT_ALL && !gathering->question->sees)
        figures->visit_difference = set_int(figures->issued - sum_of(&visits));
    if (OF_BIT(of) & steps)
        figures->step_difference = set_int(entered_sum(&entered) - sum_of(&figures->step_ends));
}

static struct manager_spread *spread_of(const struct report_gathering *gathering, struct tally *tally,
                                        enum tally_spread place)
{
    struct manager_spread *spread = arena_new(gathering->arena, struct manager_spread);
    *spread = report_spread(tally, place);
    return spread;
}

/* What only lines in full tell. */
static void tell_in_full(const struct report_gathering *gathering, const struct report_figures_of *of,
                         struct tally *tally, struct manager_report_figures *figures)
{
    struct arena *arena = gathering->arena;
    figures->visit_ends = arena_new(arena, struct manager_ends);
    *figures->visit_ends = visit_ends_of(tally);
    figures->entered = arena_new(arena, struct manager_entered);
    *figures->entered = entered_of(tally);
    figures->visit_waiting = spread_of(gathering, tally, SPREAD_VISIT_WAITING);
    figures->way = spread_of(gathering, tally, SPREAD_WAY);
    figures->parked = spread_of(gathering, tally, SPREAD_PARKED);
    figures->put_off = spread_of(gathering, tally, SPREAD_PUT_OFF);
    figures->accuracy = accuracy_of(tally, arena);
    figures->outcomes.items = report_counts(gathering, tally, PART_OUTCOME, NAME_OUTCOME, &figures->outcomes.count);
    figures->lacked.items = arena_new(arena, struct manager_key_count);
    if (of->of == REPORT_SERVICE)
        figures->lacked.items = count_lacked(gathering, tally, (int32_t)of->key, &figures->lacked.count);
}

void report_figures(const struct report_gathering *gathering, const struct report_figures_of *of, struct tally *tally,
                    struct manager_report_figures *ret_figures)
{
    bool has_target = tally->target_least_ms >= 0;
    *ret_figures = (struct manager_report_figures){
            .issued = COUNT(ISSUED),
            .people = COUNT(ISSUED_PEOPLE),
            .adopted = COUNT(ADOPTED),
            .partly_served = COUNT(VISIT_PARTLY_SERVED),
            .step_ends = ends_of(tally, TALLY_STEP_SERVED, COUNT(STEPS_OPEN)),
            .people_served = COUNT(PEOPLE),
            .called = COUNT(CALLED),
            .within = COUNT(WITHIN),
            .measured = COUNT(MEASURED),
            .level_percent = report_level(tally),
            .target_from_ms = {.set = has_target, .value = tally->target_least_ms},
            .target_to_ms = {.set = has_target, .value = tally->target_most_ms},
            .returned = COUNT(RETURNED),
            .recalls = COUNT(RECALLS),
            .put_offs = COUNT(PUT_OFFS),
            .fulfilled = COUNT(FULFILLED),
            .not_fulfilled = {.visitor = COUNT(CAUSE_VISITOR),
                              .agency = COUNT(CAUSE_AGENCY),
                              .counter = COUNT(CAUSE_COUNTER),
                              .other = COUNT(CAUSE_OTHER)},
            .not_recorded = COUNT(NOT_RECORDED),
            .quantity = COUNT(QUANTITY),
            .waiting = report_spread(tally, SPREAD_WAITING),
            .service = report_spread(tally, SPREAD_SERVICE),
            .inaccurate = COUNT(INACCURATE),
            .interrupted = COUNT(INTERRUPTED),
            .implied = COUNT(IMPLIED),
            .ratings = COUNT(RATINGS),
            .stars = COUNT(STARS),
            .papers_failed = COUNT(PAPERS_FAILED),
            .papers_uncertain = COUNT(PAPERS_UNCERTAIN),
    };
    reconcile(gathering, of->of, tally, ret_figures);
    if (of->in_full)
        tell_in_full(gathering, of, tally, ret_figures);
}
