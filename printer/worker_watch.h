/* SPDX-License-Identifier: MIT
 *
 * How a printer is, from what it and its queue say. The worker's side.
 */
#pragma once

#include "common/interface/worker.h"
#include "printer/cups.h"

/* The detail of a printer whose queue CUPS does not know. */
#define WORKER_WATCH_NO_QUEUE "CUPS has no such queue"

/* What the answer points to. */
struct worker_watch {
    struct cups_queue queue;
    struct cups_printer printer;
    struct cups_list list;
    void *seen;
    char detail[320];
};
void worker_watch_done(struct worker_watch *watch);

/* Looks at queue and printer, and fills printer, detail and seen of the answer. `dpi`: replaced where the queue tells.
 */
void worker_watch_look(struct cups *cups, struct worker_watch *watch, int *dpi, struct worker_answer *answer);

/* The worst of what keywords of printer-state-reasons say, as a word of Answer's `printer`; ready: nothing. Pure. */
int worker_watch_reasons(const char *reasons);
/* Both for people: "media-empty-error: Out of paper"; what is long is cut between characters. Pure. */
void worker_watch_words(const char *reasons, const char *message, char *out, size_t size);
