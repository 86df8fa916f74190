/* SPDX-License-Identifier: MIT
 *
 * A printer that speaks IPP is asked itself; one on a raw port is asked by ESC/POS while nobody prints; of any other
 * only the queue can tell, whose reasons are those of its last job.
 */
#include "printer/worker_watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "printer/escpos_status.h"

enum { SEEN_MOST = 256, REASONS_MOST = 160, MESSAGE_MOST = 120 /* bytes */ };

/* Keywords come with -error, -warning, -report or without (RFC 8011, 5.4.12), so their beginnings count. */
static const struct {
    const char *begin;
    int state;
} reasons_known[] = {
        {"media-empty", WORKER_ANSWER_PRINTER_PAPER_OUT}, {"media-needed", WORKER_ANSWER_PRINTER_PAPER_OUT},
        {"cover-open", WORKER_ANSWER_PRINTER_COVER_OPEN}, {"door-open", WORKER_ANSWER_PRINTER_COVER_OPEN},
        {"interlock", WORKER_ANSWER_PRINTER_COVER_OPEN},  {"media-jam", WORKER_ANSWER_PRINTER_JAMMED},
        {"cutter", WORKER_ANSWER_PRINTER_JAMMED},         {"media-low", WORKER_ANSWER_PRINTER_PAPER_LOW},
        {"offline", WORKER_ANSWER_PRINTER_SILENT},        {"paused", WORKER_ANSWER_PRINTER_STOPPED},
        {"shutdown", WORKER_ANSWER_PRINTER_SILENT},
};

/* Who has two troubles has the earlier one. */
static int rank(int state)
{
    static const int order[] = {WORKER_ANSWER_PRINTER_SILENT,     WORKER_ANSWER_PRINTER_STOPPED,
                                WORKER_ANSWER_PRINTER_COVER_OPEN, WORKER_ANSWER_PRINTER_PAPER_OUT,
                                WORKER_ANSWER_PRINTER_JAMMED,     WORKER_ANSWER_PRINTER_PAPER_LOW,
                                WORKER_ANSWER_PRINTER_PRINTING,   WORKER_ANSWER_PRINTER_READY};
    int place = 0;
    while (order[place] != state)
        place++;
    return place;
}

static int worse(int a, int b)
{
    return rank(a) < rank(b) ? a : b;
}

/* What a hand can mend. */
static bool is_cause(int state)
{
    return state == WORKER_ANSWER_PRINTER_COVER_OPEN || state == WORKER_ANSWER_PRINTER_PAPER_OUT ||
           state == WORKER_ANSWER_PRINTER_JAMMED;
}

/* A printer without paper is offline, too, or stopped: the cause says more. */
static int worse_reason(int a, int b)
{
    return is_cause(a) != is_cause(b) ? (is_cause(a) ? a : b) : worse(a, b);
}

int worker_watch_reasons(const char *reasons)
{
    int state = WORKER_ANSWER_PRINTER_READY;
    for (const char *word = reasons; *word; word += strcspn(word, " "), word += strspn(word, " ")) {
        for (size_t i = 0; i < ARRAY_SIZE(reasons_known); i++) {
            if (strncmp(word, reasons_known[i].begin, strlen(reasons_known[i].begin)) == 0)
                state = worse_reason(state, reasons_known[i].state);
        }
    }
    return state;
}

static void say(struct worker_watch *watch, const char *text)
{
    snprintf(watch->detail, sizeof watch->detail, "%s", text);
}

void worker_watch_words(const char *reasons, const char *message, char *out, size_t size)
{
    bool has_reasons = reasons[0] != '\0' && strcmp(reasons, "none") != 0;
    int length = has_reasons ? (int)text_cut(reasons, REASONS_MOST) : 0;
    snprintf(out, size, "%.*s%s%.*s", length, reasons, has_reasons && message[0] ? ": " : "",
             (int)text_cut(message, MESSAGE_MOST), message);
}

static void say_reasons(struct worker_watch *watch, const char *reasons, const char *message)
{
    worker_watch_words(reasons, message, watch->detail, sizeof watch->detail);
}

static int state_of_ipp(struct worker_watch *watch)
{
    const struct cups_printer *printer = &watch->printer;
    int state = worker_watch_reasons(printer->reasons);
    bool stopped = printer->state == 5 || !printer->accepts; /* 5: stopped (RFC 8011, 5.4.11) */
    if (stopped)
        state = worse_reason(state, WORKER_ANSWER_PRINTER_STOPPED);
    if (state != WORKER_ANSWER_PRINTER_READY)
        say_reasons(watch, printer->reasons, printer->message);
    return printer->state == 4 ? worse(state, WORKER_ANSWER_PRINTER_PRINTING) : state;
}

static int state_of_escpos(struct worker_watch *watch, const char *host, int port)
{
    struct escpos_status status;
    int r = escpos_ask_status(host, port, CUPS_TIME_MS, &status);
    if (r == -EIO)
        say(watch, "the printer takes no connection");
    if (r < 0)
        return r == -EIO ? WORKER_ANSWER_PRINTER_SILENT : WORKER_ANSWER_PRINTER_READY; /* it cannot tell */
    const struct {
        bool is;
        int state;
        const char *text;
    } rows[] = {{status.cover_open, WORKER_ANSWER_PRINTER_COVER_OPEN, "the cover is open"},
                {status.paper_out, WORKER_ANSWER_PRINTER_PAPER_OUT, "paper is out"},
                {status.jammed, WORKER_ANSWER_PRINTER_JAMMED, "the printer needs a hand"},
                {status.offline, WORKER_ANSWER_PRINTER_STOPPED, "the printer is offline"},
                {status.paper_low, WORKER_ANSWER_PRINTER_PAPER_LOW, "paper is low"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (rows[i].is) {
            say(watch, rows[i].text);
            return rows[i].state;
        }
    }
    return WORKER_ANSWER_PRINTER_READY;
}

static int state_of_queue(struct worker_watch *watch)
{
    int state = worker_watch_reasons(watch->queue.reasons);
    if (state != WORKER_ANSWER_PRINTER_READY)
        say_reasons(watch, watch->queue.reasons, watch->queue.message);
    return state;
}

static int state_of_printer(struct cups *cups, struct worker_watch *watch)
{
    char host[256];
    int port;
    int r = cups_ask_printer(cups, &watch->printer);
    if (r == -EIO) {
        say(watch, "the printer does not answer");
        return WORKER_ANSWER_PRINTER_SILENT;
    }
    if (r == 0)
        return state_of_ipp(watch);
    if (!watch->queue.busy && cups_printer_is_socket(cups, host, sizeof host, &port))
        return state_of_escpos(watch, host, port);
    return state_of_queue(watch);
}

static int state_of(struct cups *cups, struct worker_watch *watch, int *dpi)
{
    int r = cups_ask_queue(cups, &watch->queue);
    if (r < 0) {
        say(watch, r == -ENOENT ? WORKER_WATCH_NO_QUEUE : "CUPS does not answer");
        return r == -ENOENT ? WORKER_ANSWER_PRINTER_STOPPED : WORKER_ANSWER_PRINTER_SILENT;
    }
    if (watch->queue.dpi > 0)
        *dpi = watch->queue.dpi;
    int state = state_of_printer(cups, watch);
    bool stopped = watch->queue.stopped || !watch->queue.accepts;
    if (stopped && worse(state, WORKER_ANSWER_PRINTER_STOPPED) != state) {
        say_reasons(watch, watch->queue.stopped ? "the queue is stopped" : "the queue takes no jobs",
                    watch->queue.message);
        state = WORKER_ANSWER_PRINTER_STOPPED;
    }
    return watch->queue.busy ? worse(state, WORKER_ANSWER_PRINTER_PRINTING) : state;
}

/* --- jobs --- */

static void see(struct worker_answer *answer, const char *key, int state, int papers)
{
    if (answer->seen.count < SEEN_MOST)
        answer->seen.items[answer->seen.count++] =
                (struct worker_sight){.key = key, .state.value = state, .papers = papers};
}

/* A job that came out and that CUPS has in hand still is about to end; one that waits there will come out again. */
static void see_job(struct worker_answer *answer, const struct cups_seen *job)
{
    bool at_printer = job->printer.waiting > 0 || job->printer.processing > 0;
    bool ends = job->printer.completed > 0 && job->queue.processing > 0 && job->queue.waiting == 0;
    if (job->printer.completed > 0)
        see(answer, job->name, WORKER_SIGHT_STATE_PRINTED, job->printer.completed);
    if (at_printer || job->queue.waiting > 0 || (job->queue.processing > 0 && !ends))
        see(answer, job->name, WORKER_SIGHT_STATE_ACTIVE, 0);
}

static void see_all(struct cups *cups, struct worker_watch *watch, struct worker_answer *answer)
{
    answer->seen.items = watch->seen = mem_new_n(struct worker_sight, SEEN_MOST);
    /* Who does not answer shows nothing. */
    if (cups_list_queue(cups, &watch->list) == 0 && answer->printer.value != WORKER_ANSWER_PRINTER_SILENT)
        (void)!cups_list_printer(cups, &watch->list);
    for (size_t i = 0; i < watch->list.count; i++)
        see_job(answer, &watch->list.items[i]);
}

void worker_watch_look(struct cups *cups, struct worker_watch *watch, int *dpi, struct worker_answer *answer)
{
    answer->printer.value = state_of(cups, watch, dpi);
    answer->detail = watch->detail[0] ? watch->detail : NULL;
    see_all(cups, watch, answer);
}

void worker_watch_done(struct worker_watch *watch)
{
    cups_list_done(&watch->list);
    free(watch->seen);
}
