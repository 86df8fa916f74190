/* SPDX-License-Identifier: MIT
 *
 * What the daemon answers about a try, and what CUPS does.
 */
#include "printer/spool_private.h"

/* --- found --- */

/* Of this order at this printer, what was asked: to report, or else in that stage. Of a store that was put back there
 * may be two, ordered at different times. */
static struct spool_job *find_asked(const struct spool *spool, int64_t order, const char *printer, bool to_report,
                                    enum spool_stage stage)
{
    size_t place = spool_printer_place(spool, printer);
    for (size_t i = spool_jobs_from(&spool->jobs, order, place); i < spool->jobs.count; i++) {
        struct spool_job *job = spool->jobs.items[i];
        if (job->order != order || job->printer != place)
            break;
        if (!job->dropped && (to_report ? job->reporting : job->asked && job->stage == stage))
            return job;
    }
    return NULL;
}

static struct spool_job *find_in(const struct spool *spool, int64_t order, const char *printer, enum spool_stage stage)
{
    return find_asked(spool, order, printer, false, stage);
}

/* --- what the daemon answers --- */

void spool_taken(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, bool again,
                 int64_t now_ms)
{
    struct spool_job *job = find_in(spool, order, printer, SPOOL_TAKING);
    if (!job)
        return;
    job->asked = false;
    spool->doubts |= answer == SPOOL_LOST;
    if (answer == SPOOL_DONE)
        spool_begin(spool, job, again);
    else if (answer == SPOOL_LOST)
        spool_set_due(spool, job, now_ms + SPOOL_LOST_MS);
    else
        spool_drop(spool, job);
}

void spool_reported(struct spool *spool, int64_t order, const char *printer, enum spool_answer answer, int64_t now_ms)
{
    struct spool_job *job = find_asked(spool, order, printer, true, SPOOL_OVER);
    if (!job)
        return;
    job->reporting = false;
    job->lost = answer == SPOOL_LOST;
    if (answer != SPOOL_LOST) {
        job->told = job->telling;
        job->told_ms = now_ms;
        job->refused = answer == SPOOL_REFUSED;
    }
    if (spool_is_news(job)) /* told again, or something newer */
        spool_set_report(spool, job, job->lost ? now_ms + SPOOL_LOST_MS : SPOOL_AT_ONCE);
    spool_settle(spool, job);
}

/* --- what CUPS answers --- */

/* The looks at one printer fall due together, on its own beat: one question of its worker answers them all. */
static int64_t next_look(const struct spool *spool, const struct spool_job *job, bool slow, int64_t now_ms)
{
    int64_t every_ms = slow || now_ms - job->followed_ms > SPOOL_SLOW_AFTER_MS ? SPOOL_LOOK_SLOW_MS : SPOOL_LOOK_MS;
    int64_t beat_ms = SPOOL_LOOK_MS * (int64_t)job->printer / (int64_t)spool->printer_count;
    return (now_ms - beat_ms) / every_ms * every_ms + every_ms + beat_ms;
}

static void look_again(struct spool *spool, struct spool_job *job, bool slow, int64_t now_ms)
{
    spool_set_due(spool, job, next_look(spool, job, slow, now_ms));
}

void spool_handed(struct spool *spool, int64_t order, const char *printer, const struct spool_handed *handed,
                  int64_t now_ms)
{
    struct spool_job *job = find_in(spool, order, printer, SPOOL_HANDING);
    if (!job)
        return;
    job->asked = false;
    job->length_mm = handed->length_mm;
    if (handed->handing == JOB_REFUSED) {
        spool_know_nothing_out(spool, job, handed->detail);
        return;
    }
    if (handed->handing == JOB_UNSURE) {
        spool_follow(spool, job, job->since_ms, now_ms + SPOOL_UNSURE_MS, now_ms);
        return;
    }
    job->accepted = true;
    spool_follow(spool, job, job->since_ms, SPOOL_NEVER, now_ms);
    look_again(spool, job, false, now_ms);
    spool_know(spool, job, PRINTER_ORDER_STATE_SENT, 0, NULL);
}

static void see_active(struct spool *spool, struct spool_job *job, const struct spool_looked *looked, int64_t now_ms)
{
    job->accepted = true;
    if (spool_is_stale(spool, job, now_ms) && (!job->cancelled_ms || now_ms - job->cancelled_ms >= SPOOL_CANCEL_MS))
        job->cancel_ms = SPOOL_AT_ONCE;
    look_again(spool, job, false, now_ms);
    if (job->fact.state != PRINTER_ORDER_STATE_SENT)
        spool_know(spool, job, PRINTER_ORDER_STATE_SENT, 0, looked->detail);
}

/* What is on its way to CUPS has come by a second later: then nobody having it is true. */
static void see_none(struct spool *spool, struct spool_job *job, const struct spool_looked *looked, int64_t now_ms)
{
    if (job->accepted) {
        spool_know(spool, job, PRINTER_ORDER_STATE_UNKNOWN, 0,
                   looked->detail ? looked->detail : "it is not there any more");
        return;
    }
    if (job->none_ms == SPOOL_NEVER)
        job->none_ms = now_ms;
    if (now_ms - job->none_ms < SPOOL_UNSURE_MS)
        spool_set_due(spool, job, job->none_ms + SPOOL_UNSURE_MS);
    else if (job->handed < SPOOL_HANDINGS && spool_is_its_turn(spool, job, now_ms))
        spool_begin(spool, job, job->again);
    else
        spool_know_nothing_out(spool, job, looked->detail ? looked->detail : "it was never accepted");
}

static void see_nobody(struct spool *spool, struct spool_job *job, int64_t now_ms)
{
    if (!job->listed && now_ms - job->gone_ms >= SPOOL_GONE_MS)
        spool_know(spool, job, PRINTER_ORDER_STATE_UNKNOWN, 0, NULL);
    else
        look_again(spool, job, true, now_ms);
}

void spool_looked(struct spool *spool, int64_t order, const char *printer, const struct spool_looked *looked,
                  int64_t now_ms)
{
    struct spool_job *job = find_in(spool, order, printer, SPOOL_FOLLOWED);
    if (!job)
        return;
    job->asked = false;
    if (looked->state != JOB_NONE)
        job->none_ms = SPOOL_NEVER;
    switch (looked->state) {
    case JOB_ACTIVE:
        see_active(spool, job, looked, now_ms);
        break;
    case JOB_PRINTED:
        spool_know(spool, job, PRINTER_ORDER_STATE_PRINTED, looked->papers > 0 ? looked->papers : 1, looked->detail);
        break;
    case JOB_NOT_PRINTED:
        spool_know_nothing_out(spool, job, looked->detail || !job->cancelled_ms ? looked->detail : "cancelled in time");
        break;
    case JOB_NONE:
        see_none(spool, job, looked, now_ms);
        break;
    case JOB_UNCLEAR:
        spool_know(spool, job, PRINTER_ORDER_STATE_UNKNOWN, 0, looked->detail);
        break;
    case JOB_UNREACHABLE:
    case JOB_STATES:
        see_nobody(spool, job, now_ms);
        break;
    }
}
