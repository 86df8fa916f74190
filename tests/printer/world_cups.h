/* SPDX-License-Identifier: MIT
 *
 * CUPS and the printers of a simulated world. A look tells what worker and printer can know (printer/job.h), not what
 * is true; it never lies, but what is on its way it does not see.
 */
#pragma once

#include "tests/printer/world_daemon.h"

static inline struct world_job *cups_find(struct world *world, int64_t order, size_t printer)
{
    for (size_t i = 0; i < world->job_count; i++) {
        if (world->jobs[i].order == order && world->jobs[i].printer == printer)
            return &world->jobs[i];
    }
    return NULL;
}

/* Nobody gives the same job twice: it would come out twice, and only one of them be found. */
static inline void cups_accept(struct world *world, const struct world_request *request)
{
    if (cups_find(world, request->task.order, request->printer))
        fail_in(world, "order %d was given to CUPS twice", (int)request->task.order);
    trace(world, request->task.order, "%s: accepted", request->task.printer);
    struct job_name name;
    assert_int_equal(job_key_parse(request->task.key, &name), 0);
    assert_true(world->job_count < WORLD_JOBS);
    world->jobs[world->job_count++] = (struct world_job){
            .order = name.order, .at_ms = name.at_ms, .printer = request->printer, .again = request->task.again};
}

/* --- printing --- */

static inline bool has_paper(const struct world *world, const struct world_job *job)
{
    return world->printers[job->printer].state == WORLD_FINE;
}

/* What its printer has of it comes out, whatever CUPS thinks. */
static inline void cups_print(struct world *world, struct world_job *job)
{
    if (job->left_ms <= 0 || !has_paper(world, job))
        return;
    job->left_ms -= WORLD_STEP_MS;
    if (job->left_ms > 0)
        return;
    job->left_ms = 0;
    job->papers++;
    trace(world, job->order, "%s: comes out, %d papers", world_keys[job->printer], job->papers);
    if (job->state == WORLD_PRINTING && !job->forgotten)
        job->confirmed_ms = world->now_ms + below(world, 1200);
}

/* Over for CUPS. Of a printer that does not know its jobs nobody can say whether it came out. */
static inline void cups_abort(struct world *world, struct world_job *job)
{
    job->doubtful |= job->was_sent && !world->printers[job->printer].tells;
    trace(world, job->order, "%s: canceled", world_keys[job->printer]);
    job->state = WORLD_CANCELED;
    job->confirmed_ms = 0;
    if (job->left_ms > 0 && one_in(world, 2))
        job->left_ms = 0;
}

/* A printer that goes on does not spit out what is long over. */
static inline void check_fresh(struct world *world, const struct world_job *job)
{
    const struct world_order *order = daemon_find(world, job->order);
    int64_t known_ms = order->over_ms > world->away_ms ? order->over_ms : world->away_ms;
    if (order->over_ms && !paper_has_late(order->paper) && world->now_ms - job->at_ms > 40000 &&
        world->now_ms - known_ms > 10000)
        fail_in(world, "order %d is printed long after its end", (int)job->order);
}

static inline void cups_begin(struct world *world, size_t printer)
{
    struct world_job *next = NULL;
    for (size_t i = 0; i < world->job_count; i++) {
        struct world_job *job = &world->jobs[i];
        if (job->printer != printer || job->forgotten)
            continue;
        if (job->state == WORLD_PRINTING)
            return;
        if (job->state == WORLD_PENDING && !next)
            next = job;
    }
    if (!next)
        return;
    check_fresh(world, next);
    next->state = WORLD_PRINTING;
    next->was_sent = true;
    next->left_ms = 500 + below(world, 700);
}

static inline void cups_run(struct world *world)
{
    for (size_t i = 0; i < world->job_count; i++) {
        struct world_job *job = &world->jobs[i];
        cups_print(world, job);
        if (!cups_answers(world) || job->forgotten || job->state != WORLD_PRINTING)
            continue;
        if (job->confirmed_ms && job->confirmed_ms <= world->now_ms)
            job->state = WORLD_COMPLETED;
        else if (goes_wrong(world, 2000))
            cups_abort(world, job);
    }
    for (size_t i = 0; cups_answers(world) && i < WORLD_PRINTERS; i++)
        cups_begin(world, i);
}

/* --- its ends --- */

/* A cupsd that was killed knows what it had written: a job may be forgotten, or be to be printed again. */
static inline void cups_lose(struct world *world, struct world_job *job, bool killed)
{
    job->touched = true;
    if (job->state == WORLD_PRINTING || (job->state == WORLD_COMPLETED && killed && one_in(world, 5))) {
        job->state = WORLD_PENDING;
        job->confirmed_ms = 0;
        if (one_in(world, 2)) /* its printer has not got all of it */
            job->left_ms = 0;
    }
    if (killed && one_in(world, 5)) {
        trace(world, job->order, "%s: forgotten", world_keys[job->printer]);
        job->forgotten = true;
        job->doubtful |= job->was_sent && !world->printers[job->printer].tells;
    }
}

static inline void cups_end(struct world *world, bool killed, int64_t back_ms)
{
    trace(world, world->traced, "cupsd is away for %d ms", (int)(back_ms - world->now_ms));
    world->cups_ms = back_ms;
    world->thaw_ms = 0;
    for (size_t i = 0; i < world->job_count; i++) {
        if (!world->jobs[i].forgotten)
            cups_lose(world, &world->jobs[i], killed);
    }
}

/* --- looking --- */

/* What its printer says of it. */
static inline enum job_state cups_ask_printer(const struct world *world, const struct world_job *job)
{
    const struct world_printer *printer = &world->printers[job->printer];
    if (!printer->tells)
        return job->was_sent ? JOB_UNCLEAR : JOB_NOT_PRINTED;
    if (printer->state == WORLD_OFF || printer->state == WORLD_FROZEN)
        return JOB_UNREACHABLE;
    if (job->left_ms > 0)
        return JOB_ACTIVE;
    return job->papers > 0 ? JOB_PRINTED : JOB_NOT_PRINTED;
}

static inline enum job_state cups_look(struct world *world, const struct world_request *request, int *ret_papers)
{
    if (!cups_answers(world))
        return JOB_UNREACHABLE;
    const struct world_job *job = cups_find(world, request->task.order, request->printer);
    bool may_forget = world->cups_ms > request->task.taken_ms;
    if (!job)
        return may_forget ? JOB_UNCLEAR : JOB_NONE;
    *ret_papers = job->papers;
    if (job->forgotten && !may_forget)
        fail_in(world, "order %d: CUPS had it before %d ms ago", (int)job->order,
                (int)(world->now_ms - request->task.taken_ms));
    if (job->forgotten && !job->was_sent && !world->printers[job->printer].tells)
        return JOB_UNCLEAR;
    if (job->forgotten || job->state == WORLD_CANCELED)
        return cups_ask_printer(world, job);
    return job->state == WORLD_COMPLETED ? JOB_PRINTED : JOB_ACTIVE;
}

static inline void cups_cancel(struct world *world, const struct world_request *request)
{
    struct world_job *job = cups_find(world, request->task.order, request->printer);
    if (cups_answers(world) && job && !job->forgotten && job->state < WORLD_COMPLETED)
        cups_abort(world, job);
}

/* All that is seen at a printer. */
static inline void cups_tell_seen(struct world *world, size_t printer)
{
    static char keys[WORLD_JOBS][JOB_KEY_SIZE];
    static struct spool_seen seen[WORLD_JOBS];
    size_t count = 0;
    for (size_t i = 0; i < world->job_count; i++) {
        const struct world_job *job = &world->jobs[i];
        if (job->printer != printer)
            continue;
        bool ended = job->forgotten || job->state == WORLD_CANCELED;
        enum job_state state = ended                           ? cups_ask_printer(world, job)
                               : job->state == WORLD_COMPLETED ? JOB_PRINTED
                                                               : JOB_ACTIVE;
        if (state != JOB_ACTIVE && state != JOB_PRINTED)
            continue;
        struct job_name name = {.centre = "baku-1", .order = job->order, .at_ms = job->at_ms};
        snprintf(name.printer, sizeof(name.printer), "%s", world_keys[printer]);
        job_key(&name, keys[count]);
        trace(world, job->order, "%s: seen %d, papers %d", name.printer, (int)state, job->papers);
        seen[count] = (struct spool_seen){.key = keys[count], .state = state, .papers = job->papers};
        count++;
    }
    spool_saw(world->spool, world_keys[printer], seen, count, program_now(world));
}
