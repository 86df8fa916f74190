/* SPDX-License-Identifier: MIT
 *
 * A queue of CUPS and the printer behind it: all that is ever said to them. Blocking, but never for long: what hangs is
 * given up after CUPS_TIME_MS a step. Nothing but printer/cups_*.c knows libcups.
 *
 * What they say is handed on as text_copy_plain() has it, for no printer has to speak UTF-8.
 *
 * Jobs are found by their names (job.h), never by their numbers, which a CUPS that was killed gives again.
 */
#pragma once

#include "common/page/raster.h"
#include "printer/verdict.h"

enum { CUPS_TIME_MS = 2000 };

struct cups;

/* `server`: a socket's path or "host" or "host:port"; NULL: as libcups finds it. `queue`: its name. Copied. */
struct cups *cups_new(const char *server, const char *queue);
struct cups *cups_free(struct cups *cups); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct cups *, cups_free)

/* --- the queue --- */

struct cups_queue {
    bool accepts;      /* jobs */
    bool stopped;      /* nothing is printed until somebody enables it */
    bool busy;         /* with a job, of whomever */
    int dpi;           /* 0: not told */
    char device[512];  /* its URI */
    char reasons[512]; /* keywords with blanks between; stale ones too */
    char message[256]; /* of the last thing that happened */
};

/* Asks CUPS. 0, -ENOENT: no such queue; -EIO: CUPS does not answer, or refuses. */
int cups_ask_queue(struct cups *cups, struct cups_queue *ret_queue) attr_must_check;

/* Hands a page over, as one job of that name. `*ret_length_mm`: of paper, with what the queue makes of it. `ret_detail`
 * may be told in every case; free it. */
enum job_handing cups_print(struct cups *cups, const struct raster *raster, const char *name, char **ret_detail,
                            int *ret_length_mm);

/* Fills facts->queue and facts->filter: what CUPS says of jobs of this name, that somebody may have had for
 * facts->age_ms. */
void cups_ask_job(struct cups *cups, const char *name, struct verdict_facts *facts);
/* Wishes that they end, at CUPS; it ends them at the printer. How many it had; -EIO: it does not answer, or refuses. */
int cups_cancel(struct cups *cups, const char *name);

/* Names of all jobs there are, of CUPS and of the printer, and how many of each. */
struct cups_seen {
    char *name;
    struct verdict_jobs queue, printer;
};
struct cups_list {
    size_t count, room;
    struct cups_seen *items;
};
void cups_list_done(struct cups_list *list);
/* Adds those of this queue whose names are keys of ours. 0 or -EIO. */
int cups_list_queue(struct cups *cups, struct cups_list *list) attr_must_check;

/* --- the printer itself, by IPP, if its URI says that it speaks it --- */

struct cups_printer {
    int state;     /* of IPP: 3 idle, 4 processing, 5 stopped */
    int64_t up_ms; /* since it was started; 0: not told */
    bool accepts;
    char reasons[512]; /* keywords with blanks between */
    char message[256];
};

/* Its URI is what cups_ask_queue() last said: it is known even when the queue is gone. */
bool cups_printer_is_ipp(const struct cups *cups);
/* "host", port; false: the device is no raw socket. */
bool cups_printer_is_socket(const struct cups *cups, char *ret_host, size_t size, int *ret_port);
/* 0, -EOPNOTSUPP: no IPP printer; -EIO: it does not answer. */
int cups_ask_printer(struct cups *cups, struct cups_printer *ret_printer) attr_must_check;
/* Fills facts->printer, as cups_ask_job(). */
void cups_ask_printer_job(struct cups *cups, const char *name, struct verdict_facts *facts);
int cups_list_printer(struct cups *cups, struct cups_list *list) attr_must_check;
/* Wishes that jobs of this name end there, of which CUPS knows nothing any more. 0; -EOPNOTSUPP, -EIO. */
int cups_cancel_at_printer(struct cups *cups, const char *name);
/* Only those whose documents nobody sends any more. */
int cups_cancel_orphans(struct cups *cups, const char *name);
