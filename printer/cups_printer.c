/* SPDX-License-Identifier: MIT
 *
 * The printer itself, by IPP: how it is, and what it remembers. The queue's reasons go stale; the printer's are true.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "printer/cups_private.h"

struct address {
    char host[256], resource[512];
    int port;
    bool encrypted;
};

static bool split_device(const struct cups *cups, char scheme[32], struct address *ret_address)
{
    char user[128];
    return httpSeparateURI(HTTP_URI_CODING_ALL, cups->device, scheme, 32, user, sizeof user, ret_address->host,
                           sizeof ret_address->host, &ret_address->port, ret_address->resource,
                           sizeof ret_address->resource) >= HTTP_URI_STATUS_OK;
}

static bool ipp_address(const struct cups *cups, struct address *ret_address)
{
    char scheme[32];
    if (!split_device(cups, scheme, ret_address))
        return false;
    char *options = strchr(ret_address->resource, '?'); /* of the backend: "?version=1.1" */
    if (options)
        *options = '\0';
    ret_address->encrypted = strcmp(scheme, "ipps") == 0 || strcmp(scheme, "https") == 0;
    return ret_address->encrypted || strcmp(scheme, "ipp") == 0 || strcmp(scheme, "http") == 0;
}

bool cups_printer_is_ipp(const struct cups *cups)
{
    struct address address;
    return ipp_address(cups, &address);
}

bool cups_printer_is_socket(const struct cups *cups, char *ret_host, size_t size, int *ret_port)
{
    struct address address;
    char scheme[32];
    if (!split_device(cups, scheme, &address) || strcmp(scheme, "socket") != 0)
        return false;
    snprintf(ret_host, size, "%s", address.host);
    *ret_port = address.port;
    return true;
}

static ipp_t *printer_request(const struct address *address, ipp_op_t operation)
{
    char uri[HTTP_MAX_URI];
    ipp_t *request = ippNewRequest(operation);
    httpAssembleURI(HTTP_URI_CODING_ALL, uri, sizeof uri, address->encrypted ? "ipps" : "ipp", NULL, address->host,
                    address->port, address->resource);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser());
    return request;
}

static int ask_printer(http_t *http, const struct address *address, struct cups_printer *ret_printer)
{
    static const char *const wanted[] = {"printer-state", "printer-state-reasons", "printer-state-message",
                                         "printer-is-accepting-jobs", "printer-up-time"};
    ipp_t *request = printer_request(address, IPP_OP_GET_PRINTER_ATTRIBUTES);
    cups_ask_for(request, wanted, ARRAY_SIZE(wanted));
    _cleanup_ipp_ ipp_t *answer = cupsDoRequest(http, request, address->resource);
    if (!cups_is_well(answer))
        return -EIO;
    struct cups_printer printer = {.state = cups_integer(answer, "printer-state", IPP_PSTATE_IDLE),
                                   .up_ms = (int64_t)cups_integer(answer, "printer-up-time", 0) * 1000};
    ipp_attribute_t *accepts = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    printer.accepts = !accepts || ippGetBoolean(accepts, 0);
    cups_words(answer, "printer-state-reasons", printer.reasons, sizeof printer.reasons);
    cups_words(answer, "printer-state-message", printer.message, sizeof printer.message);
    *ret_printer = printer;
    return 0;
}

int cups_ask_printer(struct cups *cups, struct cups_printer *ret_printer)
{
    struct address address;
    if (!ipp_address(cups, &address))
        return -EOPNOTSUPP;
    _cleanup_http_ http_t *http = cups_connect_to(address.host, address.port, address.encrypted);
    int r = http ? ask_printer(http, &address, ret_printer) : -EIO;
    if (r == 0)
        cups->printer_answered = true;
    return r;
}

static ipp_t *ask_for_jobs(http_t *http, const struct address *address, const char *which)
{
    static const char *const wanted[] = {"job-id",           "job-name",           "job-state", "job-state-reasons",
                                         "time-at-creation", "job-printer-up-time"};
    ipp_t *request = printer_request(address, IPP_OP_GET_JOBS);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
    cups_ask_for(request, wanted, ARRAY_SIZE(wanted));
    return cupsDoRequest(http, request, address->resource);
}

/* In this order, so that a job that ends meanwhile is seen twice rather than never. How many the later answer told; or
 * -EIO. */
static int count_jobs(http_t *http, const struct address *address, const char *name, struct verdict_jobs *jobs,
                      struct cups_list *list)
{
    _cleanup_ipp_ ipp_t *not_completed = ask_for_jobs(http, address, "not-completed");
    _cleanup_ipp_ ipp_t *completed = cups_is_well(not_completed) ? ask_for_jobs(http, address, "completed") : NULL;
    if (!cups_is_well(completed))
        return -EIO;
    return cups_count_told(not_completed, completed, name, jobs, list);
}

void cups_ask_printer_job(struct cups *cups, const char *name, struct verdict_facts *facts)
{
    struct address address;
    struct cups_printer printer;
    memset(&facts->printer, 0, sizeof facts->printer);
    facts->printer.answer = VERDICT_MUTE;
    if (!ipp_address(cups, &address))
        return;
    facts->printer.answer = cups->printer_answered ? VERDICT_SILENT : VERDICT_MUTE;
    _cleanup_http_ http_t *http = cups_connect_to(address.host, address.port, address.encrypted);
    if (!http || ask_printer(http, &address, &printer) < 0)
        return;
    int known = count_jobs(http, &address, name, &facts->printer.jobs, NULL);
    if (known < 0)
        return;
    cups->printer_answered = true;
    facts->printer.answer = VERDICT_ANSWERED;
    facts->printer.same = printer.up_ms > facts->age_ms + 1000;
    facts->printer.recalls = known > 0;
}

int cups_list_printer(struct cups *cups, struct cups_list *list)
{
    struct address address;
    if (!ipp_address(cups, &address))
        return -EOPNOTSUPP;
    _cleanup_http_ http_t *http = cups_connect_to(address.host, address.port, address.encrypted);
    if (!http || count_jobs(http, &address, NULL, NULL, list) < 0)
        return -EIO;
    return 0;
}

/* Numbers of a printer's jobs count for as long as it takes to ask. */
static int cancel_at_printer(struct cups *cups, const char *name, bool orphans_only)
{
    struct address address;
    struct cups_job job;
    bool begun = false;
    if (!ipp_address(cups, &address))
        return -EOPNOTSUPP;
    _cleanup_http_ http_t *http = cups_connect_to(address.host, address.port, address.encrypted);
    _cleanup_ipp_ ipp_t *answer = http ? ask_for_jobs(http, &address, "not-completed") : NULL;
    if (!cups_is_well(answer))
        return -EIO;
    while (cups_job_next(answer, &begun, &job)) {
        if (!job.name || strcmp(job.name, name) != 0 || (orphans_only && !cups_job_is_orphan(&job)))
            continue;
        ipp_t *request = printer_request(&address, IPP_OP_CANCEL_JOB);
        ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job.id);
        ippDelete(cupsDoRequest(http, request, address.resource));
    }
    return 0;
}

int cups_cancel_at_printer(struct cups *cups, const char *name)
{
    return cancel_at_printer(cups, name, false);
}

int cups_cancel_orphans(struct cups *cups, const char *name)
{
    return cancel_at_printer(cups, name, true);
}
