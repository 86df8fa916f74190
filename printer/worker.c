/* SPDX-License-Identifier: MIT
 *
 * The program's side of a worker. One thing is asked at a time; what waits is asked in the order of its kind: who waits
 * for paper first, and how the printer is last. A process that does not answer is killed; what it was asked is then
 * answered for it, as nobody knows how far it came.
 */
#include "printer/worker.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "printer/worker_message.h"
#include "printer/worker_run.h"

enum {
    WATCHDOG_MS = 15000,
    WATCH_MS = 3000,
    BACKOFF_MS = 100, /* doubled with each end in a row */
    BACKOFF_MOST_MS = 10000,
    PATIENCE = 2 /* after so many ends in a row nobody is kept waiting for the next process */
};

/* Something to ask, or asked. */
struct wish {
    struct wish *next;
    int what; /* enum worker_ask_what */
    char key[JOB_KEY_SIZE];
    struct buffer message;
};

struct worker {
    struct worker_options options; /* `printer` is its own */
    struct worker_types types;
    struct worker_run *run;
    struct wish *wishes; /* waiting, in the order in which they are asked */
    struct wish *asked;  /* NULL: the process has nothing to do */
    unsigned failures;   /* ends without an answer before, in a row */
    bool is_freed;
    uv_timer_t restart, watch, watchdog;
    int timers; /* not closed yet */
};

static void ask_next(struct worker *worker);

/* --- wishes --- */

static struct wish *wish_free(struct wish *wish)
{
    if (!wish)
        return NULL;
    buffer_done(&wish->message);
    free(wish);
    return NULL;
}

static int rank(int what)
{
    static const int ranks[] = {[WORKER_ASK_WHAT_PRINT] = 0,
                                [WORKER_ASK_WHAT_CANCEL] = 1,
                                [WORKER_ASK_WHAT_LOOK] = 2,
                                [WORKER_ASK_WHAT_WATCH] = 3};
    return ranks[what];
}

/* The same waits already. */
static bool is_wished(const struct worker *worker, int what, const char *key)
{
    for (const struct wish *wish = worker->wishes; wish; wish = wish->next) {
        if (wish->what == what && strcmp(wish->key, key) == 0)
            return true;
    }
    return false;
}

static void wish_for(struct worker *worker, const struct worker_ask *ask, const struct printer_order *order)
{
    const char *key = ask->key ? ask->key : "";
    int what = ask->what.value;
    if (is_wished(worker, what, key))
        return;
    struct wish *wish = mem_new(struct wish);
    wish->what = what;
    snprintf(wish->key, sizeof wish->key, "%s", key);
    worker_ask_write(&worker->types, ask, order, &wish->message);
    struct wish **at = &worker->wishes;
    while (*at && rank((*at)->what) <= rank(what))
        at = &(*at)->next;
    wish->next = *at;
    *at = wish;
    ask_next(worker);
}

/* --- what is told --- */

_Static_assert((int)WORKER_ANSWER_JOB_UNREACHABLE == (int)JOB_UNREACHABLE && JOB_STATES == 6, "the same words");
_Static_assert((int)WORKER_ANSWER_HANDING_UNSURE == (int)JOB_UNSURE && JOB_HANDINGS == 3, "the same words");
_Static_assert((int)WORKER_SIGHT_STATE_PRINTED == (int)JOB_PRINTED, "the same words");
_Static_assert((int)WORKER_ANSWER_PRINTER_STOPPED == (int)PRINTER_REPORT_PRINTER_IN_STATE_STOPPED, "the same words");

static void tell_watched(struct worker *worker, const struct worker_answer *answer)
{
    _cleanup_free_ struct worker_seen *seen = mem_alloc(answer->seen.count + 1, sizeof *seen);
    for (size_t i = 0; i < answer->seen.count; i++) {
        const struct worker_sight *sight = &answer->seen.items[i];
        seen[i].key = sight->key;
        seen[i].state = sight->state.value == WORKER_SIGHT_STATE_PRINTED ? JOB_PRINTED : JOB_ACTIVE;
        seen[i].papers = (int)sight->papers;
    }
    const struct worker_state state = {.state = answer->printer.value,
                                       .detail = answer->detail,
                                       .tickets_left = answer->tickets_left,
                                       .seen_count = answer->seen.count,
                                       .seen = seen};
    worker->options.state(worker->options.data, &state);
}

static void tell(struct worker *worker, const struct wish *wish, const struct worker_answer *answer)
{
    const struct worker_handed handed = {.key = wish->key,
                                         .handing = (enum job_handing)answer->handing.value,
                                         .detail = answer->detail,
                                         .length_mm = (int)answer->length_mm,
                                         .draw_ms = (int)answer->draw_ms,
                                         .hand_ms = (int)answer->hand_ms};
    const struct worker_looked looked = {.key = wish->key,
                                         .state = (enum job_state)answer->job.value,
                                         .papers = (int)answer->papers,
                                         .detail = answer->detail};
    if (wish->what == WORKER_ASK_WHAT_PRINT)
        worker->options.handed(worker->options.data, &handed);
    else if (wish->what == WORKER_ASK_WHAT_LOOK)
        worker->options.looked(worker->options.data, &looked);
    else if (wish->what == WORKER_ASK_WHAT_WATCH)
        tell_watched(worker, answer);
}

/* For a process that has not answered. */
static void tell_unanswered(struct worker *worker, const struct wish *wish, bool was_sent)
{
    const struct worker_answer answer = {.handing.value = was_sent ? WORKER_ANSWER_HANDING_UNSURE
                                                                   : WORKER_ANSWER_HANDING_REFUSED,
                                         .job.value = WORKER_ANSWER_JOB_UNREACHABLE,
                                         .printer.value = WORKER_ANSWER_PRINTER_SILENT,
                                         .detail = was_sent ? "the worker did not answer" : "no worker can be started"};
    tell(worker, wish, &answer);
}

/* --- asking --- */

static void on_watchdog(uv_timer_t *timer)
{
    struct worker *worker = timer->data;
    log_warning("worker_hangs", LOG_TEXT("printer", worker->options.printer),
                LOG_NUMBER("ms", worker->options.watchdog_ms));
    worker_run_kill(worker->run);
}

static void ask_next(struct worker *worker)
{
    if (worker->is_freed || !worker->run || worker->asked)
        return;
    struct wish *wish = worker->wishes;
    if (!wish)
        return;
    worker->wishes = wish->next;
    worker->asked = wish;
    worker_run_send(worker->run, buffer_bytes(&wish->message), wish->message.length);
    uv_timer_start(&worker->watchdog, on_watchdog, (uint64_t)worker->options.watchdog_ms, 0);
}

static bool answers(const struct wish *wish, const struct worker_answer *answer)
{
    return wish && answer->what.value == wish->what && strcmp(answer->key ? answer->key : "", wish->key) == 0;
}

static void on_message(void *data, const char *bytes, size_t length)
{
    struct worker *worker = data;
    struct worker_message message;
    struct wish *wish = worker->asked;
    int r = worker_answer_read(&worker->types, bytes, length, &message);
    if (r < 0 || !answers(wish, &message.answer)) {
        log_error("worker_confused", LOG_TEXT("printer", worker->options.printer));
        worker_message_done(&message);
        worker_run_kill(worker->run);
        return;
    }
    worker->asked = NULL;
    worker->failures = 0;
    uv_timer_stop(&worker->watchdog);
    tell(worker, wish, &message.answer);
    worker_message_done(&message);
    wish_free(wish);
    ask_next(worker);
}

/* --- processes --- */

static void plan_restart(struct worker *worker);

static void on_ended(void *data)
{
    struct worker *worker = data;
    struct wish *asked = worker->asked;
    worker->run = NULL;
    worker->asked = NULL;
    worker->failures++;
    uv_timer_stop(&worker->watchdog);
    log_warning("worker_ended", LOG_TEXT("printer", worker->options.printer), LOG_NUMBER("in_a_row", worker->failures));
    if (asked)
        tell_unanswered(worker, asked, true);
    wish_free(asked);
    plan_restart(worker);
}

static void start(struct worker *worker)
{
    static const struct worker_run_events events = {.message = on_message, .ended = on_ended};
    const struct worker_run_child child = {
            .name = worker->options.printer, .main = worker->options.process, .data = worker->options.data};
    worker->run = worker_run_new(worker->options.loop, &child, &events, worker);
    if (worker->run) {
        ask_next(worker);
        return;
    }
    worker->failures++;
    plan_restart(worker);
}

static void on_restart(uv_timer_t *timer)
{
    start(timer->data);
}

/* Those who wait would wait in vain. */
static void give_up_wishes(struct worker *worker)
{
    struct wish *wishes = worker->wishes;
    worker->wishes = NULL;
    while (wishes) {
        struct wish *wish = wishes;
        wishes = wish->next;
        if (!worker->is_freed)
            tell_unanswered(worker, wish, false);
        wish_free(wish);
    }
}

static void plan_restart(struct worker *worker)
{
    unsigned wait_ms = BACKOFF_MS;
    for (unsigned i = 1; i < worker->failures && wait_ms < BACKOFF_MOST_MS; i++)
        wait_ms *= 2;
    if (worker->failures >= PATIENCE)
        give_up_wishes(worker);
    if (!worker->is_freed)
        uv_timer_start(&worker->restart, on_restart, wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS, 0);
}

static void on_watch(uv_timer_t *timer)
{
    worker_watch(timer->data);
}

/* --- the worker --- */

struct worker *worker_new(const struct worker_options *options)
{
    struct worker *worker = mem_new(struct worker);
    uv_timer_t *timers[] = {&worker->restart, &worker->watch, &worker->watchdog};
    worker->options = *options;
    worker->options.printer = mem_strdup(options->printer);
    worker->options.watchdog_ms = options->watchdog_ms ? options->watchdog_ms : WATCHDOG_MS;
    worker->options.watch_ms = options->watch_ms ? options->watch_ms : WATCH_MS;
    worker_types_init(&worker->types);
    worker->timers = ARRAY_SIZE(timers);
    for (size_t i = 0; i < ARRAY_SIZE(timers); i++) {
        uv_timer_init(options->loop, timers[i]);
        timers[i]->data = worker;
    }
    uint64_t watch_ms = (uint64_t)worker->options.watch_ms;
    uv_timer_start(&worker->restart, on_restart, 0, 0);
    uv_timer_start(&worker->watch, on_watch, 0, watch_ms);
    return worker;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct worker *worker = handle->data;
    if (--worker->timers > 0)
        return;
    free((void *)(uintptr_t)worker->options.printer);
    worker_types_done(&worker->types);
    free(worker);
}

struct worker *worker_free(struct worker *worker)
{
    if (!worker)
        return NULL;
    worker->is_freed = true;
    give_up_wishes(worker);
    bool was_asked = worker->asked;
    worker->asked = wish_free(worker->asked);
    if (worker->run && was_asked)
        worker_run_kill(worker->run);
    if (worker->run)
        worker_run_leave(worker->run);
    worker->run = NULL;
    uv_close((uv_handle_t *)&worker->restart, on_timer_closed);
    uv_close((uv_handle_t *)&worker->watch, on_timer_closed);
    uv_close((uv_handle_t *)&worker->watchdog, on_timer_closed);
    return NULL;
}

void worker_print(struct worker *worker, const struct printer_order *order, bool again, const char *key)
{
    const struct worker_ask ask = {.what.value = WORKER_ASK_WHAT_PRINT, .key = key, .again = again};
    wish_for(worker, &ask, order);
}

void worker_look(struct worker *worker, const char *key, int64_t since_ms)
{
    const struct worker_ask ask = {.what.value = WORKER_ASK_WHAT_LOOK, .key = key, .since = since_ms};
    wish_for(worker, &ask, NULL);
}

void worker_cancel(struct worker *worker, const char *key)
{
    const struct worker_ask ask = {.what.value = WORKER_ASK_WHAT_CANCEL, .key = key};
    wish_for(worker, &ask, NULL);
}

void worker_watch(struct worker *worker)
{
    const struct worker_ask ask = {.what.value = WORKER_ASK_WHAT_WATCH};
    wish_for(worker, &ask, NULL);
}
