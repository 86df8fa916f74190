/* SPDX-License-Identifier: MIT
 *
 * Jobs at CUPS, by their names.
 *
 * Which attributes are asked for matters: CUPS 2.4 puts away what it knows of a job a second after its end, and leaves
 * the name out of its answers from then on, "all" or not; asked for job-impressions-completed, it reads the job again.
 * To read all of a long history is slow, so a job is first looked for where it was seen last, and is it only if it has
 * the name.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "printer/cups_private.h"

const char *const cups_job_attributes[] = {
        "job-id",
        "job-name",
        "job-state",
        "job-printer-state-message",
        "job-impressions-completed",
        "time-at-creation",
        "time-at-processing",
        "time-at-completed",
};
const size_t cups_job_attribute_count = ARRAY_SIZE(cups_job_attributes);

enum {
    ORPHAN_S = 5,
    SURE_MS = 500 /* the kernel's clock of processes, and the daemon's, are not quite ours */
};

static int64_t moment_s(ipp_attribute_t *attribute)
{
    ipp_tag_t tag = ippGetValueTag(attribute);
    return tag == IPP_TAG_INTEGER || tag == IPP_TAG_ENUM ? ippGetInteger(attribute, 0) : 0; /* or "no value" */
}

static void take_attribute(ipp_attribute_t *attribute, struct cups_job *job)
{
    const char *name = ippGetName(attribute);
    const struct {
        const char *name;
        int64_t *number;
        const char **text;
    } fields[] = {{"job-name", NULL, &job->name},
                  {"job-printer-state-message", NULL, &job->message},
                  {"job-printer-up-time", &job->up_s, NULL},
                  {"time-at-creation", &job->created_s, NULL},
                  {"time-at-processing", &job->processing_s, NULL},
                  {"time-at-completed", &job->completed_s, NULL}};
    if (strcmp(name, "job-id") == 0)
        job->id = ippGetInteger(attribute, 0);
    else if (strcmp(name, "job-state") == 0)
        job->state = ippGetInteger(attribute, 0);
    else if (strcmp(name, "job-state-reasons") == 0)
        job->lacks_document = ippContainsString(attribute, "job-data-insufficient") != 0;
    else if (strcmp(name, "time-at-processing") == 0)
        job->idle = ippGetValueTag(attribute) == IPP_TAG_NOVALUE;
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
        if (strcmp(name, fields[i].name) != 0)
            continue;
        if (fields[i].number)
            *fields[i].number = moment_s(attribute);
        else
            *fields[i].text = ippGetString(attribute, 0, NULL);
    }
}

bool cups_job_next(ipp_t *answer, bool *begun, struct cups_job *ret_job)
{
    struct cups_job job = {0};
    ipp_attribute_t *attribute = *begun ? ippNextAttribute(answer) : ippFirstAttribute(answer);
    *begun = true;
    while (attribute && ippGetGroupTag(attribute) != IPP_TAG_JOB)
        attribute = ippNextAttribute(answer);
    if (!attribute)
        return false;
    for (; attribute && ippGetGroupTag(attribute) == IPP_TAG_JOB; attribute = ippNextAttribute(answer)) {
        if (ippGetName(attribute))
            take_attribute(attribute, &job);
    }
    *ret_job = job;
    return true;
}

void cups_jobs_count(struct verdict_jobs *jobs, int state)
{
    if (state == IPP_JSTATE_COMPLETED)
        jobs->completed++;
    else if (state == IPP_JSTATE_CANCELED || state == IPP_JSTATE_ABORTED)
        jobs->dropped++;
    else if (state == IPP_JSTATE_PROCESSING)
        jobs->processing++;
    else
        jobs->waiting++;
    jobs->aborted += state == IPP_JSTATE_ABORTED;
}

bool cups_job_is_orphan(const struct cups_job *job)
{
    bool waits = job->state == IPP_JSTATE_PENDING || job->state == IPP_JSTATE_HELD;
    return waits && job->lacks_document && job->up_s - job->created_s >= ORPHAN_S;
}

struct ids {
    size_t count, room;
    int *items;
};

/* False: it was there already. */
static bool add_id(struct ids *ids, int id)
{
    for (size_t i = 0; i < ids->count; i++) {
        if (ids->items[i] == id)
            return false;
    }
    mem_grow(ids->items, ids->count, ids->room);
    ids->items[ids->count++] = id;
    return true;
}

static void count_told(const struct cups_job *job, const char *name, struct verdict_jobs *jobs, struct cups_list *list)
{
    struct job_name parsed;
    if (!job->name)
        return;
    if (name && strcmp(job->name, name) == 0) {
        cups_jobs_count(jobs, job->state);
        jobs->orphans += cups_job_is_orphan(job);
    } else if (list && job_key_parse(job->name, &parsed) == 0) {
        cups_jobs_count(cups_list_at(list, job->name, true), job->state);
    }
}

int cups_count_told(ipp_t *not_completed, ipp_t *completed, const char *name, struct verdict_jobs *jobs,
                    struct cups_list *list)
{
    ipp_t *const answers[] = {completed, not_completed};
    struct ids ids = {0};
    struct cups_job job;
    int told = 0;
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        for (bool begun = false; cups_job_next(answers[i], &begun, &job);) {
            told += answers[i] == completed && job.name;
            if (add_id(&ids, job.id))
                count_told(&job, name, jobs, list);
        }
    }
    free(ids.items);
    return told;
}

void cups_remember(struct cups *cups, const char *name, int id)
{
    size_t place = cups->known_count++ % CUPS_KNOWN;
    snprintf(cups->known[place].name, sizeof cups->known[place].name, "%s", name);
    cups->known[place].id = id;
}

static int remembered(const struct cups *cups, const char *name)
{
    for (size_t i = 0; i < CUPS_KNOWN && i < cups->known_count; i++) {
        if (strcmp(cups->known[i].name, name) == 0)
            return cups->known[i].id;
    }
    return 0;
}

/* --- one job --- */

static void cancel_job(http_t *http, int id)
{
    ippDelete(cupsDoRequest(http, cups_request(IPP_OP_CANCEL_JOB, NULL, id), "/jobs/"));
}

/* A job whose filter failed is not over for CUPS: it is `stopped`, and would be printed when somebody releases it. */
static int end_stopped(http_t *http, const struct cups_job *job)
{
    if (job->state != IPP_JSTATE_STOPPED)
        return job->state;
    cancel_job(http, job->id);
    return IPP_JSTATE_CANCELED;
}

static void take_job(http_t *http, const struct cups_job *job, struct verdict_facts *facts)
{
    int64_t now_s = time(NULL);
    int state = end_stopped(http, job);
    cups_jobs_count(&facts->queue.jobs, state);
    facts->queue.jobs.idle += job->idle && (state == IPP_JSTATE_CANCELED || state == IPP_JSTATE_ABORTED);
    enum verdict_filter filter = verdict_filter_of(job->message);
    if (filter > facts->filter)
        facts->filter = filter;
    if (job->completed_s > 0)
        facts->queue.over_ms = (int)(now_s > job->completed_s ? (now_s - job->completed_s) * 1000 : 0);
    if (job->completed_s > 0 && job->processing_s > 0)
        facts->queue.took_ms = (int)(job->completed_s - job->processing_s) * 1000;
}

/* False: it is not there, or another has its number. */
static bool ask_by_number(http_t *http, int id, const char *name, struct verdict_facts *facts)
{
    ipp_t *request = cups_request(IPP_OP_GET_JOB_ATTRIBUTES, NULL, id);
    cups_ask_for(request, cups_job_attributes, cups_job_attribute_count);
    _cleanup_ipp_ ipp_t *answer = cupsDoRequest(http, request, "/");
    struct cups_job job;
    bool begun = false;
    if (!cups_is_well(answer) || !cups_job_next(answer, &begun, &job) || !job.name || strcmp(job.name, name) != 0)
        return false;
    take_job(http, &job, facts);
    return true;
}

static ipp_t *ask_for_jobs(http_t *http, const char *which)
{
    ipp_t *request = cups_request(IPP_OP_GET_JOBS, NULL, 0);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
    cups_ask_for(request, cups_job_attributes, cups_job_attribute_count);
    return cupsDoRequest(http, request, "/");
}

/* False: no answer. Who is not found was not there: nothing before it in the history was dropped, if something older
 * that is over is still there (cupsd drops the oldest first, or keeps none). */
static bool ask_all(struct cups *cups, http_t *http, const char *name, struct verdict_facts *facts)
{
    _cleanup_ipp_ ipp_t *answer = ask_for_jobs(http, "all");
    if (!cups_is_well(answer))
        return false;
    int64_t since_ms = clock_wall_ms() - facts->age_ms;
    struct cups_job job;
    bool begun = false;
    while (cups_job_next(answer, &begun, &job)) {
        if (job.completed_s > 0 && (job.completed_s + 1) * 1000 <= since_ms)
            facts->queue.recalls = true;
        if (!job.name || strcmp(job.name, name) != 0)
            continue;
        take_job(http, &job, facts);
        cups_remember(cups, name, job.id);
    }
    return true;
}

void cups_ask_job(struct cups *cups, const char *name, struct verdict_facts *facts)
{
    memset(&facts->queue, 0, sizeof facts->queue);
    facts->queue.answer = VERDICT_SILENT;
    facts->queue.took_ms = facts->queue.over_ms = -1;
    facts->filter = VERDICT_FILTER_MUTE;
    _cleanup_http_ http_t *http = cups_connect(cups);
    if (!http)
        return;
    int64_t age_ms = cups_server_age_ms(http);
    facts->queue.same = age_ms > facts->age_ms + SURE_MS;
    int id = remembered(cups, name);
    if ((id > 0 && ask_by_number(http, id, name, facts)) || ask_all(cups, http, name, facts))
        facts->queue.answer = VERDICT_ANSWERED;
}

int cups_cancel(struct cups *cups, const char *name)
{
    _cleanup_http_ http_t *http = cups_connect(cups);
    _cleanup_ipp_ ipp_t *answer = http ? ask_for_jobs(http, "not-completed") : NULL;
    struct cups_job job;
    bool begun = false;
    if (!cups_is_well(answer))
        return -EIO;
    int had = 0;
    while (cups_job_next(answer, &begun, &job)) {
        if (!job.name || strcmp(job.name, name) != 0)
            continue;
        had++;
        cancel_job(http, job.id);
        if (cupsLastError() > IPP_STATUS_OK_EVENTS_COMPLETE)
            return -EIO;
    }
    return had;
}

/* --- all of ours --- */

void cups_list_done(struct cups_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].name);
    free(list->items);
    *list = (struct cups_list){0};
}

struct verdict_jobs *cups_list_at(struct cups_list *list, const char *name, bool at_printer)
{
    size_t at = 0;
    while (at < list->count && strcmp(list->items[at].name, name) != 0)
        at++;
    if (at == list->count) {
        mem_grow(list->items, list->count, list->room);
        list->items[list->count++] = (struct cups_seen){.name = mem_strdup(name)};
    }
    return at_printer ? &list->items[at].printer : &list->items[at].queue;
}

int cups_list_queue(struct cups *cups, struct cups_list *list)
{
    _cleanup_http_ http_t *http = cups_connect(cups);
    _cleanup_ipp_ ipp_t *answer = http ? ask_for_jobs(http, "not-completed") : NULL;
    struct cups_job job;
    bool begun = false;
    struct job_name name;
    if (!cups_is_well(answer))
        return -EIO;
    while (cups_job_next(answer, &begun, &job)) {
        if (job.name && job_key_parse(job.name, &name) == 0)
            cups_jobs_count(cups_list_at(list, job.name, false), job.state);
    }
    return 0;
}
