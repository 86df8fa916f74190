/* SPDX-License-Identifier: MIT
 *
 * Asked, done, answered: the worker's loop, and what it does with each ask.
 */
#include "printer/worker_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/frame.h"
#include "printer/compose.h"
#include "printer/cups.h"
#include "printer/told.h"
#include "printer/worker_message.h"
#include "printer/worker_watch.h"

enum {
    DPI_USUAL = 203,
    LATE_MS = 5000,       /* so long after it was handed over the printer is asked of a job that goes on */
    SILENCE_MS = 3000,    /* a printer that did not answer is left alone for so long */
    SECOND_LOOK_MS = 300, /* after the first, when nobody knows a job */
};

struct process {
    const struct worker_process_options *options;
    struct worker_types types;
    struct cups *cups;
    struct frame_reader reader;
    int dpi;
    struct clock clock;
    int64_t silent_until_ms; /* of the printer */
    struct told told;        /* troubles of paper */
};

static int64_t since_ms(int64_t start_us)
{
    return (clock_stopwatch_us() - start_us) / 1000;
}

/* Since the machine was started: no clock that is set makes a job younger than the CUPS that may have forgotten it. */
static int64_t boottime_ms(struct process *process)
{
    return clock_now(&process->clock) - clock_base(&process->clock);
}

/* --- paper --- */

static void tell_troubles(struct process *process, const struct page_troubles *troubles)
{
    for (size_t i = 0; i < troubles->count; i++) {
        const struct page_trouble *trouble = &troubles->items[i];
        if (!told_before(&process->told, trouble->text))
            log_warning("paper_trouble", LOG_TEXT("kind", page_trouble_word(trouble->kind)),
                        LOG_TEXT("text", trouble->text));
    }
}

static void draw(struct process *process, const struct printer_order *order, bool again, struct raster *ret_raster)
{
    const struct worker_process_options *options = process->options;
    const struct compose compose = {.layout = options->layout,
                                    .i18n = options->languages,
                                    .centre = options->centre,
                                    .width_mm = options->width_mm,
                                    .again = again,
                                    .now_ms = clock_wall_ms()};
    struct page_troubles troubles = {0};
    _cleanup_(page_freep) struct page *page = compose_page(order, &compose);
    page_draw(page, process->dpi, ret_raster, &troubles);
    tell_troubles(process, &troubles);
    page_troubles_done(&troubles);
}

/* The first page takes a hundred times as long as the others: fonts are found and read. */
static void warm_up(struct process *process)
{
    struct printer_test_paper test = {.printer = process->options->queue};
    const struct printer_order order = {.language = "", .test = &test};
    struct raster raster;
    draw(process, &order, false, &raster);
    raster_done(&raster);
}

static void learn(struct process *process)
{
    struct cups_queue queue;
    if (cups_ask_queue(process->cups, &queue) == 0 && queue.dpi > 0)
        process->dpi = queue.dpi;
}

static char *print(struct process *process, const struct worker_message *message, struct worker_answer *answer)
{
    struct raster raster;
    char *detail = NULL;
    int length_mm = 0;
    int64_t start_us = clock_stopwatch_us();
    draw(process, &message->order, message->ask.again, &raster);
    answer->draw_ms = since_ms(start_us);
    start_us = clock_stopwatch_us();
    answer->handing.value = (int)cups_print(process->cups, &raster, message->ask.key, &detail, &length_mm);
    answer->hand_ms = since_ms(start_us);
    answer->length_mm = length_mm;
    raster_done(&raster);
    return detail;
}

/* --- looking --- */

static bool is_at_queue(const struct verdict_facts *facts)
{
    const struct verdict_jobs *jobs = &facts->queue.jobs;
    return facts->queue.answer == VERDICT_ANSWERED && (jobs->waiting > 0 || jobs->processing > 0);
}

/* CUPS knows best while it works, and a printer that is busy is left in peace. */
static bool asks_printer(const struct verdict_facts *facts)
{
    return !is_at_queue(facts) || !facts->queue.same || facts->age_ms > LATE_MS;
}

static struct verdict look_once(struct process *process, const char *key, int64_t since, bool *ret_is_certain)
{
    int64_t now_ms = boottime_ms(process);
    struct verdict_facts facts = {.age_ms = now_ms > since ? now_ms - since : 0};
    cups_ask_job(process->cups, key, &facts);
    if (asks_printer(&facts) && now_ms < process->silent_until_ms)
        facts.printer.answer = VERDICT_SILENT;
    else if (asks_printer(&facts))
        cups_ask_printer_job(process->cups, key, &facts);
    if (facts.printer.jobs.orphans > 0) {
        log_warning("job_without_document", LOG_TEXT("job", key));
        (void)cups_cancel_orphans(process->cups, key); /* the next look tells what became of it */
    }
    if (facts.printer.answer == VERDICT_SILENT && now_ms >= process->silent_until_ms)
        process->silent_until_ms = boottime_ms(process) + SILENCE_MS;
    struct verdict verdict = verdict_of(&facts);
    if (verdict.state == JOB_PRINTED && !facts.queue.same && is_at_queue(&facts))
        (void)cups_cancel(process->cups, key); /* a CUPS that was started anew would print it once more */
    bool none = verdict.state == JOB_NONE || verdict.state == JOB_NOT_PRINTED;
    *ret_is_certain = !none || facts.printer.jobs.dropped > 0 || facts.filter == VERDICT_FILTER_NOTHING;
    return verdict;
}

/* What was sent to somebody who hung may be taken up only now: who knows nothing is asked again. */
static void look(struct process *process, const struct worker_message *message, struct worker_answer *answer)
{
    const struct timespec pause = {.tv_nsec = SECOND_LOOK_MS * 1000000L};
    bool certain;
    struct verdict verdict = look_once(process, message->ask.key, message->ask.since, &certain);
    if (!certain) {
        nanosleep(&pause, NULL);
        verdict = look_once(process, message->ask.key, message->ask.since, &certain);
    }
    answer->job.value = (int)verdict.state;
    answer->papers = verdict.papers;
    answer->detail = verdict.detail;
}

/* A wish: the next look tells what became of it. */
static void cancel(struct process *process, const char *key)
{
    if (cups_cancel(process->cups, key) <= 0)
        (void)cups_cancel_at_printer(process->cups, key);
}

/* --- the loop --- */

static int send_all(int fd, const struct buffer *bytes)
{
    for (size_t sent = 0; sent < bytes->length;) {
        ssize_t r = write(fd, buffer_bytes(bytes) + sent, bytes->length - sent);
        if (r < 0 && errno != EINTR)
            return -errno;
        sent += r > 0 ? (size_t)r : 0;
    }
    return 0;
}

static int answer_ask(struct process *process, const struct worker_message *message)
{
    const struct worker_ask *ask = &message->ask;
    struct worker_answer answer = {.what = ask->what,
                                   .key = ask->key,
                                   .handing.value = IDL_WORD_NULL,
                                   .job.value = IDL_WORD_NULL,
                                   .printer.value = IDL_WORD_NULL};
    _cleanup_(worker_watch_done) struct worker_watch watch = {0};
    _cleanup_free_ char *detail = NULL;
    _cleanup_(buffer_done) struct buffer out = {0};
    if (ask->what.value == WORKER_ASK_WHAT_PRINT)
        answer.detail = detail = print(process, message, &answer);
    else if (ask->what.value == WORKER_ASK_WHAT_LOOK)
        look(process, message, &answer);
    else if (ask->what.value == WORKER_ASK_WHAT_CANCEL)
        cancel(process, ask->key);
    else
        worker_watch_look(process->cups, &watch, &process->dpi, &answer);
    worker_answer_write(&process->types, &answer, &out);
    return send_all(process->options->fd, &out);
}

/* 0: go on; or a negative code: it is over. */
static int take_asks(struct process *process)
{
    char *bytes;
    size_t length;
    int r;
    while ((r = frame_reader_next(&process->reader, &bytes, &length)) > 0) {
        struct worker_message message;
        r = worker_ask_read(&process->types, bytes, length, &message);
        if (r == 0)
            r = answer_ask(process, &message);
        worker_message_done(&message);
        if (r < 0)
            return r;
    }
    return r;
}

static int serve(struct process *process)
{
    int fd = process->options->fd;
    for (;;) {
        struct pollfd waits = {.fd = fd, .events = POLLIN};
        if (poll(&waits, 1, -1) < 0 && errno != EINTR)
            return -errno;
        int r = frame_reader_fill(&process->reader, fd);
        if (r == 0)
            return 0;
        if (r > 0)
            r = take_asks(process);
        if (r < 0 && r != -EAGAIN && r != -EINTR)
            return r;
    }
}

int worker_process_run(const struct worker_process_options *options)
{
    struct process process = {.options = options, .dpi = DPI_USUAL};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* one that dies before this closes the socket, which is seen */
    (void)signal(SIGPIPE, SIG_IGN);
    clock_init(&process.clock, NULL);
    worker_types_init(&process.types);
    frame_reader_init(&process.reader, WORKER_MESSAGE_MOST);
    process.cups = cups_new(options->server, options->queue);
    warm_up(&process);
    learn(&process);
    int r = serve(&process);
    if (r < 0)
        log_error("worker_failed", LOG_TEXT("queue", options->queue), LOG_TEXT("reason", strerror(-r)));
    told_done(&process.told);
    cups_free(process.cups);
    frame_reader_done(&process.reader);
    worker_types_done(&process.types);
    close(options->fd);
    return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
