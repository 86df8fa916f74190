/* SPDX-License-Identifier: MIT
 *
 * One process a printer, in which all that may hang is done: composing, drawing, libcups, the printer itself. The
 * program asks it over a socket pair; it answers in order, and who does not answer in time is killed and started anew:
 * what it was doing is looked up by the key of the job. So a printer, a queue or a CUPS that hangs delays no other.
 *
 * The worker is a fork of the program, so it works with the configuration that the program has read, whenever it is
 * started and whatever stands in the files by then. The messages are JSON objects with a NUL behind each
 * (worker_message.h).
 */
#pragma once

#include <uv.h>

#include "common/interface/printer.h"
#include "printer/job.h"

struct worker;

/* How a printer is, in the words of ReportPrinter, and which jobs of ours are seen there (spool_saw). */
struct worker_state {
    int state;                         /* of printer_report_printer_in */
    const char *detail;                /* NULL: nothing */
    struct idl_maybe_int tickets_left; /* where the printer says so */
    size_t seen_count;
    const struct worker_seen {
        const char *key;
        enum job_state state;
        int papers;
    } * seen;
};

struct worker_handed {
    const char *key;
    enum job_handing handing;
    const char *detail; /* NULL: nothing */
    int length_mm;
    int draw_ms; /* composing and drawing took so long */
    int hand_ms; /* and CUPS */
};

struct worker_looked {
    const char *key;
    enum job_state state;
    int papers;
    const char *detail; /* NULL: nothing */
};

struct worker_options {
    uv_loop_t *loop;
    const char *printer;                /* key */
    int (*process)(void *data, int fd); /* the worker's side: worker_process_run(). Its exit status */
    int watchdog_ms;                    /* for one answer; 0: 15 s */
    int watch_ms;                       /* between two looks at the printer; 0: 3 s */
    void (*handed)(void *data, const struct worker_handed *handed);
    void (*looked)(void *data, const struct worker_looked *looked);
    /* Told every time it was looked at, and when the worker did not answer (silent). */
    void (*state)(void *data, const struct worker_state *state);
    void *data;
};

/* Strings are copied. It is started at once, and again (with back-off) whenever it ended. */
struct worker *worker_new(const struct worker_options *options);
/* Ends it: at once in the middle of something, for nobody hears any more what it does; else kindly. The loop has to run
 * until its handles are closed. Accepts NULL, returns NULL. */
struct worker *worker_free(struct worker *worker);

/* Composes the order, draws it, hands it to CUPS under `key`. A worker that is killed meanwhile has handed it UNSURE.
 */
void worker_print(struct worker *worker, const struct printer_order *order, bool again, const char *key);
/* Since `since_ms` after the machine was started somebody may have it: a CUPS that was started later may have forgotten
 * it. */
void worker_look(struct worker *worker, const char *key, int64_t since_ms);
void worker_cancel(struct worker *worker, const char *key);
/* Looks at the printer now. */
void worker_watch(struct worker *worker);
