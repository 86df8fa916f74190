/* SPDX-License-Identifier: MIT
 *
 * The rules, in the order in which they count. What was measured (CUPS 2.4.2, ippeveprinter):
 *
 *  - A cupsd that is killed forgets a job of its last half minute (DirtyCleanInterval), or knows it and prints it a
 *    second time, and its backend lives on alone and prints. So after a restart the printer's word counts, and without
 *    it nothing is known.
 *  - A printer that was switched off in the middle of a job does not know the job any more; the ipp backend takes that
 *    for its end, and CUPS says `completed` of what never came out. So `completed` counts when the printer was not
 *    started anew.
 *  - A printer that drops a job is `canceled` at CUPS, and so is a job that was cancelled while the printer went on
 *    with it. So the printer must say so too, or must be known to remember and not know it.
 *  - A job that waited behind another until it was cancelled has no time-at-processing: nobody was ever given it. Only
 *    a CUPS that was killed may not have written down that it began.
 *  - A printer that gives a job up is sometimes `completed` at CUPS, too. Nobody but itself knows that it did.
 *  - What was sent to somebody who hangs is in his socket, and is taken up when he goes on: who does not know a job
 *    yet is asked twice, a little later (worker_process.c).
 */
#include "printer/verdict.h"

#include <string.h>

enum {
    ENDS_MS = 3000,  /* a backend that was told to stop may send for so long; time-at-completed counts in seconds */
    QUICK_MS = 5000, /* no printer was off and on within so short a job */
    PATIENCE_MS = 60 * 1000 /* then nobody who is silent is waited for */
};

enum verdict_filter verdict_filter_of(const char *message)
{
    static const struct {
        const char *begin;
        enum verdict_filter filter;
    } words[] = {{"novbe: nothing sent", VERDICT_FILTER_NOTHING}, {"novbe: printed", VERDICT_FILTER_PRINTED}};
    if (!message || strncmp(message, "novbe: ", 7) != 0)
        return VERDICT_FILTER_MUTE;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strncmp(message, words[i].begin, strlen(words[i].begin)) == 0)
            return words[i].filter;
    }
    return VERDICT_FILTER_UNSURE;
}

static bool is_active(const struct verdict_jobs *jobs)
{
    return jobs->waiting > 0 || jobs->processing > 0;
}

static bool is_known(const struct verdict_jobs *jobs)
{
    return is_active(jobs) || jobs->completed > 0 || jobs->dropped > 0;
}

static struct verdict is(enum job_state state)
{
    return (struct verdict){.state = state};
}

static struct verdict printed(int papers)
{
    return (struct verdict){.state = JOB_PRINTED, .papers = papers};
}

static struct verdict unclear(const char *detail)
{
    return (struct verdict){.state = JOB_UNCLEAR, .detail = detail};
}

static bool printer_answered(const struct verdict_facts *facts)
{
    return facts->printer.answer == VERDICT_ANSWERED;
}

/* It would know the job if it had ever had it. */
static bool printer_never_had_it(const struct verdict_facts *facts)
{
    return printer_answered(facts) && facts->printer.same && facts->printer.recalls &&
           facts->age_ms < VERDICT_HISTORY_MS && !is_known(&facts->printer.jobs);
}

/* A printer that is silent is asked again, for some time. */
static struct verdict wait_for_printer(const struct verdict_facts *facts)
{
    int64_t waited_ms = facts->queue.over_ms >= 0 ? facts->queue.over_ms : facts->age_ms;
    return waited_ms < PATIENCE_MS ? is(JOB_UNREACHABLE) : unclear("the printer does not answer");
}

/* CUPS does not answer: what the printer says is better than nothing. */
static struct verdict without_queue(const struct verdict_facts *facts)
{
    if (printer_answered(facts) && is_active(&facts->printer.jobs))
        return is(JOB_ACTIVE);
    if (printer_answered(facts) && facts->printer.jobs.completed > 0)
        return printed(facts->printer.jobs.completed);
    return is(JOB_UNREACHABLE);
}

/* CUPS says that it came out, and the printer does not say so. */
static struct verdict completed(const struct verdict_facts *facts)
{
    int papers = facts->queue.jobs.completed;
    if (facts->filter == VERDICT_FILTER_PRINTED)
        return printed(papers);
    if (facts->filter == VERDICT_FILTER_UNSURE)
        return unclear("the printer did not confirm it");
    if (facts->printer.answer == VERDICT_SILENT && facts->queue.same) {
        bool quick = facts->queue.took_ms >= 0 && facts->queue.took_ms < QUICK_MS;
        return quick ? printed(papers) : wait_for_printer(facts);
    }
    if (facts->printer.answer == VERDICT_SILENT)
        return wait_for_printer(facts);
    if (printer_answered(facts) && facts->printer.jobs.aborted > 0)
        return is(JOB_NOT_PRINTED);
    if (printer_answered(facts) && facts->printer.jobs.dropped > 0)
        return unclear("CUPS says that it came out, the printer that it did not");
    if (printer_answered(facts) && !facts->printer.same)
        return unclear("the printer was started anew meanwhile");
    if (!facts->queue.same)
        return unclear("CUPS was started anew meanwhile");
    return printed(papers);
}

/* Cancelled or aborted at CUPS, and the printer does not say that it came out. */
static struct verdict dropped(const struct verdict_facts *facts)
{
    if (facts->filter == VERDICT_FILTER_PRINTED)
        return printed(1);
    if (facts->filter == VERDICT_FILTER_NOTHING)
        return is(JOB_NOT_PRINTED);
    if (facts->filter == VERDICT_FILTER_UNSURE)
        return unclear("it was cut short");
    if (facts->queue.same && facts->queue.jobs.idle == facts->queue.jobs.dropped)
        return is(JOB_NOT_PRINTED);
    bool ends = facts->queue.over_ms >= 0 && facts->queue.over_ms < ENDS_MS;
    if (printer_answered(facts) && facts->printer.jobs.dropped > 0)
        return is(JOB_NOT_PRINTED);
    if (facts->printer.answer == VERDICT_SILENT)
        return wait_for_printer(facts);
    if (facts->queue.same && printer_never_had_it(facts))
        return is(ends ? JOB_ACTIVE : JOB_NOT_PRINTED);
    return unclear("it was dropped, and the printer cannot tell how far it came");
}

/* CUPS does not know it (any more), and the printer does not say that it came out. */
static struct verdict forgotten(const struct verdict_facts *facts)
{
    if (printer_answered(facts) && facts->printer.jobs.dropped > 0)
        return is(JOB_NOT_PRINTED);
    if (facts->queue.same && (facts->queue.recalls || printer_never_had_it(facts)))
        return is(JOB_NONE);
    if (facts->printer.answer == VERDICT_SILENT)
        return wait_for_printer(facts);
    return unclear(facts->queue.same ? "CUPS may have dropped it from its history"
                                     : "CUPS was started anew and may have forgotten it");
}

struct verdict verdict_of(const struct verdict_facts *facts)
{
    const struct verdict_jobs *queue = &facts->queue.jobs, *printer = &facts->printer.jobs;
    if (facts->queue.answer != VERDICT_ANSWERED)
        return without_queue(facts);
    if (printer_answered(facts) && is_active(printer))
        return is(JOB_ACTIVE);
    if (printer_answered(facts) && printer->completed > 0)
        return printed(printer->completed > queue->completed ? printer->completed : queue->completed);
    if (is_active(queue))
        return is(JOB_ACTIVE);
    if (queue->completed > 0)
        return completed(facts);
    if (queue->dropped > 0)
        return dropped(facts);
    return forgotten(facts);
}
