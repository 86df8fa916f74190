/* SPDX-License-Identifier: MIT
 *
 * A sorted array, to which new orders come at the end, and a binary heap by the time at which something is due.
 */
#include "printer/spool_tries.h"

#include <string.h>

static struct spool_try *try_free(struct spool_try *try)
{
    free(try->detail);
    free(try);
    return NULL;
}

void spool_tries_done(struct spool_tries *tries)
{
    for (size_t i = 0; i < tries->count; i++)
        try_free(tries->items[i]);
    free(tries->items);
    free(tries->due);
    *tries = (struct spool_tries){0};
}

/* --- found --- */

static bool is_before(const struct spool_try *try, int64_t order, size_t printer)
{
    return try->order != order ? try->order < order : try->printer < printer;
}

size_t spool_tries_from(const struct spool_tries *tries, int64_t order, size_t printer)
{
    size_t from = 0, until = tries->count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (is_before(tries->items[middle], order, printer))
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

static bool is_of(const struct spool_try *try, int64_t order, size_t printer)
{
    return try->order == order && try->printer == printer;
}

struct spool_try *spool_tries_find(const struct spool_tries *tries, int64_t order, size_t printer, int64_t at_ms)
{
    for (size_t i = spool_tries_from(tries, order, printer); i < tries->count; i++) {
        struct spool_try *try = tries->items[i];
        if (!is_of(try, order, printer))
            break;
        if (try->at_ms == at_ms && !try->dropped)
            return try;
    }
    return NULL;
}

struct spool_try *spool_tries_add(struct spool_tries *tries, int64_t order, size_t printer, int64_t at_ms)
{
    struct spool_try *try = mem_new(struct spool_try);
    *try = (struct spool_try){.order = order,
                              .at_ms = at_ms,
                              .printer = printer,
                              .none_ms = SPOOL_NEVER,
                              .due_ms = SPOOL_NEVER,
                              .report_ms = SPOOL_NEVER,
                              .cancel_ms = SPOOL_NEVER,
                              .place = SIZE_MAX};
    mem_grow(tries->items, tries->count, tries->room);
    size_t place = spool_tries_from(tries, order, printer);
    memmove(tries->items + place + 1, tries->items + place, (tries->count - place) * sizeof(struct spool_try *));
    tries->items[place] = try;
    tries->count++;
    return try;
}

void spool_tries_drop(struct spool_tries *tries, struct spool_try *try)
{
    if (try->dropped)
        return;
    try->dropped = true;
    try->due_ms = try->report_ms = try->cancel_ms = SPOOL_NEVER;
    spool_tries_schedule(tries, try);
    tries->dropped++;
}

void spool_tries_sweep(struct spool_tries *tries)
{
    if (!tries->dropped)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < tries->count; i++) {
        if (tries->items[i]->dropped)
            try_free(tries->items[i]);
        else
            tries->items[kept++] = tries->items[i];
    }
    tries->count = kept;
    tries->dropped = 0;
}

/* --- due --- */

int64_t spool_tries_time(const struct spool_try *try)
{
    int64_t time_ms = try->due_ms < try->report_ms ? try->due_ms : try->report_ms;
    return time_ms < try->cancel_ms ? time_ms : try->cancel_ms;
}

struct spool_try *spool_tries_first(const struct spool_tries *tries)
{
    return tries->due_count ? tries->due[0] : NULL;
}

/* At the same time the older order goes first. */
static bool goes_before(const struct spool_try *one, const struct spool_try *other)
{
    int64_t one_ms = spool_tries_time(one), other_ms = spool_tries_time(other);
    return one_ms != other_ms ? one_ms < other_ms : is_before(one, other->order, other->printer);
}

static void put(struct spool_tries *tries, size_t place, struct spool_try *try)
{
    tries->due[place] = try;
    try->place = place;
}

static void rise(struct spool_tries *tries, struct spool_try *try)
{
    size_t place = try->place;
    for (; place > 0 && goes_before(try, tries->due[(place - 1) / 2]); place = (place - 1) / 2)
        put(tries, place, tries->due[(place - 1) / 2]);
    put(tries, place, try);
}

static void sink(struct spool_tries *tries, struct spool_try *try)
{
    size_t place = try->place, child;
    while ((child = place * 2 + 1) < tries->due_count) {
        if (child + 1 < tries->due_count && goes_before(tries->due[child + 1], tries->due[child]))
            child++;
        if (!goes_before(tries->due[child], try))
            break;
        put(tries, place, tries->due[child]);
        place = child;
    }
    put(tries, place, try);
}

static void leave(struct spool_tries *tries, struct spool_try *try)
{
    struct spool_try *last = tries->due[--tries->due_count];
    if (last != try) {
        put(tries, try->place, last);
        rise(tries, last);
        sink(tries, last);
    }
    try->place = SIZE_MAX;
}

void spool_tries_schedule(struct spool_tries *tries, struct spool_try *try)
{
    bool idle = spool_tries_time(try) == SPOOL_NEVER;
    if (try->place == SIZE_MAX && idle)
        return;
    if (idle) {
        leave(tries, try);
        return;
    }
    if (try->place == SIZE_MAX) {
        mem_grow(tries->due, tries->due_count, tries->due_room);
        put(tries, tries->due_count++, try);
    }
    rise(tries, try);
    sink(tries, try);
}
