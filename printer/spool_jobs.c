/* SPDX-License-Identifier: MIT
 *
 * A sorted array, to which new orders come at the end, and a binary heap by the time at which something is due.
 */
#include "printer/spool_jobs.h"

#include <string.h>

static struct spool_job *job_free(struct spool_job *job)
{
    free(job->detail);
    free(job);
    return NULL;
}

void spool_jobs_done(struct spool_jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++)
        job_free(jobs->items[i]);
    free(jobs->items);
    free(jobs->due);
    *jobs = (struct spool_jobs){0};
}

/* --- found --- */

static bool is_before(const struct spool_job *job, int64_t order, size_t printer)
{
    return job->order != order ? job->order < order : job->printer < printer;
}

size_t spool_jobs_from(const struct spool_jobs *jobs, int64_t order, size_t printer)
{
    size_t from = 0, until = jobs->count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (is_before(jobs->items[middle], order, printer))
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

static bool is_of(const struct spool_job *job, int64_t order, size_t printer)
{
    return job->order == order && job->printer == printer;
}

struct spool_job *spool_jobs_find(const struct spool_jobs *jobs, int64_t order, size_t printer, int64_t at_ms)
{
    for (size_t i = spool_jobs_from(jobs, order, printer); i < jobs->count; i++) {
        struct spool_job *job = jobs->items[i];
        if (!is_of(job, order, printer))
            break;
        if (job->at_ms == at_ms && !job->dropped)
            return job;
    }
    return NULL;
}

struct spool_job *spool_jobs_add(struct spool_jobs *jobs, int64_t order, size_t printer, int64_t at_ms)
{
    struct spool_job *job = mem_new(struct spool_job);
    *job = (struct spool_job){.order = order,
                              .at_ms = at_ms,
                              .printer = printer,
                              .none_ms = SPOOL_NEVER,
                              .due_ms = SPOOL_NEVER,
                              .report_ms = SPOOL_NEVER,
                              .cancel_ms = SPOOL_NEVER,
                              .place = SIZE_MAX};
    mem_grow(jobs->items, jobs->count, jobs->room);
    size_t place = spool_jobs_from(jobs, order, printer);
    memmove(jobs->items + place + 1, jobs->items + place, (jobs->count - place) * sizeof(struct spool_job *));
    jobs->items[place] = job;
    jobs->count++;
    return job;
}

void spool_jobs_drop(struct spool_jobs *jobs, struct spool_job *job)
{
    if (job->dropped)
        return;
    job->dropped = true;
    job->due_ms = job->report_ms = job->cancel_ms = SPOOL_NEVER;
    spool_jobs_schedule(jobs, job);
    jobs->dropped++;
}

void spool_jobs_sweep(struct spool_jobs *jobs)
{
    if (!jobs->dropped)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        if (jobs->items[i]->dropped)
            job_free(jobs->items[i]);
        else
            jobs->items[kept++] = jobs->items[i];
    }
    jobs->count = kept;
    jobs->dropped = 0;
}

/* --- due --- */

int64_t spool_jobs_time(const struct spool_job *job)
{
    int64_t time_ms = job->due_ms < job->report_ms ? job->due_ms : job->report_ms;
    return time_ms < job->cancel_ms ? time_ms : job->cancel_ms;
}

struct spool_job *spool_jobs_first(const struct spool_jobs *jobs)
{
    return jobs->due_count ? jobs->due[0] : NULL;
}

/* At the same time the older order goes first. */
static bool goes_before(const struct spool_job *one, const struct spool_job *other)
{
    int64_t one_ms = spool_jobs_time(one), other_ms = spool_jobs_time(other);
    return one_ms != other_ms ? one_ms < other_ms : is_before(one, other->order, other->printer);
}

static void put(struct spool_jobs *jobs, size_t place, struct spool_job *job)
{
    jobs->due[place] = job;
    job->place = place;
}

static void rise(struct spool_jobs *jobs, struct spool_job *job)
{
    size_t place = job->place;
    for (; place > 0 && goes_before(job, jobs->due[(place - 1) / 2]); place = (place - 1) / 2)
        put(jobs, place, jobs->due[(place - 1) / 2]);
    put(jobs, place, job);
}

static void sink(struct spool_jobs *jobs, struct spool_job *job)
{
    size_t place = job->place, child;
    while ((child = place * 2 + 1) < jobs->due_count) {
        if (child + 1 < jobs->due_count && goes_before(jobs->due[child + 1], jobs->due[child]))
            child++;
        if (!goes_before(jobs->due[child], job))
            break;
        put(jobs, place, jobs->due[child]);
        place = child;
    }
    put(jobs, place, job);
}

static void leave(struct spool_jobs *jobs, struct spool_job *job)
{
    struct spool_job *last = jobs->due[--jobs->due_count];
    if (last != job) {
        put(jobs, job->place, last);
        rise(jobs, last);
        sink(jobs, last);
    }
    job->place = SIZE_MAX;
}

void spool_jobs_schedule(struct spool_jobs *jobs, struct spool_job *job)
{
    bool idle = spool_jobs_time(job) == SPOOL_NEVER;
    if (job->place == SIZE_MAX && idle)
        return;
    if (idle) {
        leave(jobs, job);
        return;
    }
    if (job->place == SIZE_MAX) {
        mem_grow(jobs->due, jobs->due_count, jobs->due_room);
        put(jobs, jobs->due_count++, job);
    }
    rise(jobs, job);
    sink(jobs, job);
}
