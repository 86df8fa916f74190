/* SPDX-License-Identifier: MIT
 *
 * What novbe-printer says to the daemon and hears from it: org.novbe.Printer as a client. It keeps the orders that were
 * told last; answers come as facts for the spool.
 */
#pragma once

#include <uv.h>

#include "common/interface/printer.h"
#include "printer/spool.h"

struct desk;

struct desk_options {
    uv_loop_t *loop;
    const char *address; /* of the daemon */
    const char *via;     /* or a command that speaks for it; NULL: none */
    const char *const *printers;
    size_t printer_count;
    /* All orders as they are now; they stay until the next time. */
    void (*orders)(void *data, const struct printer_watch_orders_out *orders);
    void (*taken)(void *data, int64_t order, const char *printer, enum spool_answer answer, bool again);
    void (*reported)(void *data, int64_t order, const char *printer, enum spool_answer answer);
    void (*connected)(void *data, bool connected);
    void *data;
};

/* What it is given lives as long as it does. */
struct desk *desk_new(const struct desk_options *options);
/* The loop has to run once more. Accepts NULL, returns NULL. */
struct desk *desk_free(struct desk *desk);

void desk_take(struct desk *desk, int64_t order, const char *printer);
/* A task of the kind SPOOL_REPORT. */
void desk_report(struct desk *desk, const struct spool_task *task);
/* How a printer is: told when it is otherwise than before, and every twenty seconds. One is under way at a time; of
 * what comes meanwhile the newest goes next. */
void desk_tell_printer(struct desk *desk, const struct printer_report_printer_in *state);
