/* SPDX-License-Identifier: MIT
 *
 * What the files cups_*.c share.
 */
#pragma once

#include <cups/cups.h>

#include "common/buffer.h"
#include "printer/cups.h"

enum { CUPS_KNOWN = 64 }; /* numbers of jobs that are remembered, to look there first */

/* What a queue takes without having it converted: measured with cups-filters 1.28, a ticket passes through four
 * programs (one of them ghostscript) when the queue has to convert it, and through none when it has not. */
enum cups_format {
    CUPS_FORMAT_URF,    /* image/urf: 8 bits a dot */
    CUPS_FORMAT_PWG,    /* image/pwg-raster: 8 bits a dot, which every IPP Everywhere printer takes */
    CUPS_FORMAT_RASTER, /* application/vnd.cups-raster: 1 bit a dot, for the queue's own filter */
    CUPS_FORMATS
};
extern const char *const cups_format_types[CUPS_FORMATS];

struct cups {
    char *server; /* host or path */
    int port;
    char *queue;
    char device[512];
    struct {
        char name[JOB_KEY_SIZE];
        int id;
    } known[CUPS_KNOWN];
    size_t known_count; /* ever, the place is modulo */
    struct {
        bool known;
        enum cups_format format;
        bool cuts; /* has an option CutMedia */
    } model;
    bool printer_answered; /* ever */
};

/* --- cups_link.c --- */

/* NULL: nobody takes the connection. */
http_t *cups_connect(const struct cups *cups);
http_t *cups_connect_to(const char *host, int port, bool encrypted);
/* A request to CUPS with its first attributes: the target is the queue, a job, or with both NULL everything. */
ipp_t *cups_request(ipp_op_t operation, const char *queue, int job);
/* There is an answer, and it is no refusal. */
static inline bool cups_is_well(ipp_t *answer)
{
    return answer && ippGetStatusCode(answer) <= IPP_STATUS_OK_EVENTS_COMPLETE;
}
void cups_ask_for(ipp_t *request, const char *const *attributes, size_t count);
int cups_integer(ipp_t *answer, const char *name, int otherwise);
/* All values with blanks between, as text_copy_plain() has them; "" if there is none. */
void cups_words(ipp_t *answer, const char *name, char *out, size_t size);
/* How long the server that took this connection has been running; -1: nobody can tell. */
int64_t cups_server_age_ms(http_t *http);

void httpClosep_(http_t **http);
void ippDeletep_(ipp_t **ipp);
#define _cleanup_http_ _cleanup_(httpClosep_)
#define _cleanup_ipp_  _cleanup_(ippDeletep_)

/* --- cups_jobs.c --- */

/* One job of an answer to Get-Jobs. */
struct cups_job {
    int id, state;
    const char *name, *message;
    int64_t created_s, processing_s, completed_s; /* 0: not told */
    int64_t up_s;                                 /* what the clock of these says now */
    bool idle;                                    /* told that it never began */
    bool lacks_document;                          /* told that it waits for one */
};
extern const char *const cups_job_attributes[];
extern const size_t cups_job_attribute_count;
/* The next one; false: there is none any more. `*begun` is false at first. */
bool cups_job_next(ipp_t *answer, bool *begun, struct cups_job *ret_job);
void cups_jobs_count(struct verdict_jobs *jobs, int state);
/* What a printer's answers to "not-completed" and, asked afterwards, to "completed" say of the jobs of one name; with
 * `name` NULL of all keys of ours, into the list. A job that ends in between stands in both, and ippeveprinter then
 * tells in the first that it is over; asked by two at once, it tells of some jobs twice in one answer. A job counts
 * once, as the later answer has it. How many jobs the later one told. */
int cups_count_told(ipp_t *not_completed, ipp_t *completed, const char *name, struct verdict_jobs *jobs,
                    struct cups_list *list);
/* An IPP backend makes a job of the printer's and then sends the document; one that is killed in between (a cupsd that
 * is stopped, a queue that is deleted) leaves a job that waits for it, and a printer that takes no other meanwhile: for
 * ever (ippeveprinter), or until its multiple-operation-time-out is over, a minute at least (RFC 8011, 5.4.21). Nobody
 * who is alive takes so long for what he has in hand. */
bool cups_job_is_orphan(const struct cups_job *job);
struct verdict_jobs *cups_list_at(struct cups_list *list, const char *name, bool at_printer);
void cups_remember(struct cups *cups, const char *name, int id);

/* --- cups_model.c --- */

/* What the queue's PPD says. */
void cups_learn_model(struct cups *cups, http_t *http);

/* The sheet for a page: what CUPS is told, in 1/100 mm, and of how many dots it is. */
struct cups_sheet {
    int width, length;
    int rows; /* not fewer than the page has; the rest is blank */
};
/* `queue` has media-size-supported; NULL: anything goes. */
struct cups_sheet cups_sheet_for(ipp_t *queue, const struct raster *raster);

/* --- cups_raster.c --- */

/* Appends the page as bytes of that format. */
void cups_encode(const struct raster *raster, const struct cups_sheet *sheet, enum cups_format format,
                 struct buffer *out);
