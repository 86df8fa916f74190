/* SPDX-License-Identifier: MIT
 *
 * Jobs, and what is to be done about them.
 *
 * A job is worked on two sides that go on by themselves: at CUPS it is printed, looked for and cancelled; to the daemon
 * its newest fact is told until that is answered. What is next is the first of its three times (due, report, cancel),
 * and the first of all jobs is the top of a heap: a call costs the logarithm of how many there are, a list of orders
 * that for each of them.
 *
 * Why the rules are as they are:
 *
 * - An answer that did not come says nothing: what was sent to a cupsd that stands still is there when it goes on, and
 *   may be taken after somebody who came later was answered. So nobody is looked for before a second is over, and that
 *   nobody has it counts when it is said twice, a second apart.
 * - A cupsd that was killed forgets what it accepted, or prints it again (measured with 2.4.2). So what was accepted
 *   and is nowhere is unknown, never failed, and is not given to CUPS a second time.
 * - Lists and answers come over two connections, so a list may be older than an answer: what this process has taken,
 *   and what it has ended, stays so, whatever a list says.
 */
#include "printer/spool_private.h"

#include <stdio.h>
#include <string.h>

/* --- printers --- */

static int by_key(const void *a, const void *b)
{
    const struct spool_printer *one = a, *other = b;
    return strcmp(one->key, other->key);
}

size_t spool_printer_place(const struct spool *spool, const char *printer)
{
    size_t from = 0, until = spool->printer_count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        int order = strcmp(spool->printers[middle].key, printer);
        if (order == 0)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            until = middle;
    }
    return spool->printer_count;
}

struct spool_printer *spool_printer_of(const struct spool *spool, const struct spool_job *job)
{
    return &spool->printers[job->printer];
}

struct spool *spool_new(const char *centre, const char *const *printers, size_t count)
{
    struct spool *spool = mem_new(struct spool);
    *spool = (struct spool){.centre = mem_strdup(centre),
                            .printer_count = count,
                            .printers = mem_new_n(struct spool_printer, count + 1)};
    for (size_t i = 0; i < count; i++)
        spool->printers[i].key = mem_strdup(printers[i]);
    qsort(spool->printers, count, sizeof(spool->printers[0]), by_key);
    spool_list_init(&spool->list);
    return spool;
}

struct spool *spool_free(struct spool *spool)
{
    if (!spool)
        return NULL;
    for (size_t i = 0; i < spool->printer_count; i++) {
        free(spool->printers[i].key);
        free(spool->printers[i].orders);
    }
    free(spool->printers);
    spool_jobs_done(&spool->jobs);
    spool_list_done(&spool->list);
    free(spool->centre);
    free(spool);
    return NULL;
}

void spool_printer(struct spool *spool, const char *printer, bool prints, int64_t now_ms)
{
    (void)now_ms;
    size_t place = spool_printer_place(spool, printer);
    if (place < spool->printer_count)
        spool->printers[place].prints = prints;
}

/* --- what is next --- */

static void fill(const struct spool *spool, const struct spool_job *job, enum spool_do what,
                 struct spool_task *ret_task)
{
    const char *printer = spool_printer_of(spool, job)->key;
    *ret_task = (struct spool_task){.what = what, .order = job->order, .printer = printer};
    struct job_name name = {.order = job->order, .at_ms = job->at_ms};
    snprintf(name.centre, sizeof(name.centre), "%s", spool->centre);
    snprintf(name.printer, sizeof(name.printer), "%s", printer);
    job_key(&name, ret_task->key);
}

static bool give_take(struct spool *spool, struct spool_job *job, struct spool_task *ret_task)
{
    job->asked = true;
    spool_set_due(spool, job, SPOOL_NEVER);
    fill(spool, job, SPOOL_TAKE, ret_task);
    return true;
}

/* The oldest that a printer may take. */
static bool take_at(struct spool *spool, size_t place, int64_t now_ms, struct spool_task *ret_task)
{
    struct spool_printer *printer = &spool->printers[place];
    while (printer->prints && printer->open < SPOOL_JOBS && printer->next < printer->count) {
        const struct printer_order *order = printer->orders[printer->next++];
        if (spool_jobs_find(&spool->jobs, order->order, place, order->at))
            continue;
        struct spool_job *job = spool_jobs_add(&spool->jobs, order->order, place, order->at);
        job->ours = true;
        spool_link(spool, job, order, now_ms);
        if (!spool_is_its_turn(spool, job, now_ms)) {
            job->stage = SPOOL_OVER;
            spool_drop(spool, job);
            continue;
        }
        printer->open++;
        return give_take(spool, job, ret_task);
    }
    return false;
}

static bool give_report(struct spool *spool, struct spool_job *job, struct spool_task *ret_task)
{
    job->reporting = true;
    job->lost = false;
    job->telling = job->fact;
    spool_set_report(spool, job, SPOOL_NEVER);
    fill(spool, job, SPOOL_REPORT, ret_task);
    ret_task->state = job->fact.state;
    ret_task->papers = job->fact.papers;
    ret_task->length_mm = job->fact.state == PRINTER_ORDER_STATE_PRINTED ? job->length_mm : 0;
    ret_task->detail = job->detail;
    return true;
}

static bool give_cancel(struct spool *spool, struct spool_job *job, int64_t now_ms, struct spool_task *ret_task)
{
    job->cancelled_ms = now_ms;
    spool_set_cancel(spool, job, SPOOL_NEVER);
    fill(spool, job, SPOOL_CANCEL, ret_task);
    spool_settle(spool, job);
    return true;
}

/* Taken, or nobody has it: it is printed, unless its time is over. */
static bool give_print(struct spool *spool, struct spool_job *job, int64_t now_ms, struct spool_task *ret_task)
{
    if (!spool_is_its_turn(spool, job, now_ms)) {
        spool_know_nothing_out(spool, job, "its time was over before it was printed");
        return false;
    }
    job->again = job->again || job->listed->again;
    job->asked = true;
    job->handed++;
    job->since_ms = now_ms;
    spool_set_stage(spool, job, SPOOL_HANDING);
    spool_set_due(spool, job, SPOOL_NEVER);
    fill(spool, job, SPOOL_PRINT, ret_task);
    ret_task->again = job->again;
    ret_task->taken_ms = job->since_ms;
    return true;
}

static bool give_look(struct spool *spool, struct spool_job *job, struct spool_task *ret_task)
{
    job->asked = true;
    spool_set_due(spool, job, SPOOL_NEVER);
    fill(spool, job, SPOOL_LOOK, ret_task);
    ret_task->taken_ms = job->since_ms;
    return true;
}

/* Nobody knows whether it was taken; the list is what there is. */
static bool decide_taking(struct spool *spool, struct spool_job *job, int64_t now_ms, struct spool_task *ret_task)
{
    if (spool_list_is_open(job->made)) {
        spool_begin(spool, job, job->listed->again);
        return false;
    }
    if (spool_printer_of(spool, job)->prints && spool_is_its_turn(spool, job, now_ms))
        return give_take(spool, job, ret_task);
    spool_drop(spool, job);
    return false;
}

/* False: something was decided, and there is nothing to be done about it. */
static bool give(struct spool *spool, struct spool_job *job, int64_t now_ms, struct spool_task *ret_task)
{
    if (job->report_ms <= now_ms)
        return give_report(spool, job, ret_task);
    if (job->cancel_ms <= now_ms)
        return give_cancel(spool, job, now_ms, ret_task);
    switch (job->stage) {
    case SPOOL_TAKING:
        return decide_taking(spool, job, now_ms, ret_task);
    case SPOOL_TAKEN:
        return give_print(spool, job, now_ms, ret_task);
    case SPOOL_FOLLOWED:
        return give_look(spool, job, ret_task);
    case SPOOL_HANDING:
    case SPOOL_OVER:
        break;
    }
    spool_set_due(spool, job, SPOOL_NEVER);
    return false;
}

static bool take_anywhere(struct spool *spool, int64_t now_ms, struct spool_task *ret_task)
{
    for (size_t place = 0; place < spool->printer_count; place++) {
        if (take_at(spool, place, now_ms, ret_task))
            return true;
    }
    return false;
}

/* What is decided in between may make room for another order. */
bool spool_next(struct spool *spool, int64_t now_ms, struct spool_task *ret_task)
{
    while (!take_anywhere(spool, now_ms, ret_task)) {
        struct spool_job *job = spool_jobs_first(&spool->jobs);
        if (!job || spool_jobs_time(job) > now_ms)
            return false;
        if (give(spool, job, now_ms, ret_task))
            return true;
    }
    return true;
}

int64_t spool_deadline(const struct spool *spool)
{
    for (size_t place = 0; place < spool->printer_count; place++) {
        const struct spool_printer *printer = &spool->printers[place];
        if (printer->prints && printer->open < SPOOL_JOBS && printer->next < printer->count)
            return SPOOL_AT_ONCE;
    }
    const struct spool_job *first = spool_jobs_first(&spool->jobs);
    return first ? spool_jobs_time(first) : INT64_MAX;
}

const struct printer_order *spool_order(const struct spool *spool, int64_t order)
{
    return spool_list_find(&spool->list, order);
}
