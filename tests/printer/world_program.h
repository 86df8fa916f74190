/* SPDX-License-Identifier: MIT
 *
 * novbe-printer of a simulated world: what the spool wants is done, late or never, and answered, late or never.
 */
#pragma once

#include "tests/printer/world_cups.h"
#include "tests/printer/world_daemon.h"

static inline bool is_for_daemon(enum spool_do what)
{
    return what == SPOOL_TAKE || what == SPOOL_REPORT;
}

static const char *const task_words[] = {[SPOOL_TAKE] = "take",
                                         [SPOOL_PRINT] = "print",
                                         [SPOOL_LOOK] = "look",
                                         [SPOOL_CANCEL] = "cancel",
                                         [SPOOL_REPORT] = "report"};

/* --- asking --- */

static inline struct world_request *request_new(struct world *world)
{
    for (size_t i = 0; i < world->request_count; i++) {
        if (!world->requests[i].open)
            return &world->requests[i];
    }
    assert_true(world->request_count < WORLD_REQUESTS);
    return &world->requests[world->request_count++];
}

/* Only what the daemon gave to this printer is ever printed, in its time and twice at most; what nobody wants is not,
 * once lists could tell. */
static inline void check_print(struct world *world, const struct spool_task *task, size_t printer)
{
    struct world_order *order = daemon_find(world, task->order);
    const struct paper *paper = order->paper;
    order->prints[printer] = order->epochs[printer] == world->epoch ? order->prints[printer] + 1 : 1;
    order->epochs[printer] = world->epoch;
    if (order->prints[printer] > 2)
        fail_in(world, "order %d is printed again and again", (int)task->order);
    if (world->day_is_closed)
        return;
    if (!paper_turn(paper) || strcmp(paper_turn(paper), task->printer) != 0 || paper_waits(paper) ||
        daemon_until(paper) + WORLD_DELAY_MS <= world->now_ms)
        fail_in(world, "order %d is printed, and it is not its turn", (int)task->order);
    int64_t known_ms = order->unwanted_ms > world->away_ms ? order->unwanted_ms : world->away_ms;
    if (!order->wanted && world->now_ms - known_ms > 5000)
        fail_in(world, "order %d is printed, and nobody wants it", (int)task->order);
}

/* One thing at a time. */
static inline void check_asked(struct world *world, const struct spool_task *task)
{
    for (size_t i = 0; i < world->request_count; i++) {
        const struct world_request *request = &world->requests[i];
        bool is_same = request->open && request->task.what == task->what && request->epoch == world->epoch &&
                       request->told_ms < INT64_MAX && strcmp(request->task.key, task->key) == 0;
        if (is_same && task->what != SPOOL_CANCEL)
            fail_in(world, "order %d: %s is asked twice at once", (int)task->order, task_words[task->what]);
    }
}

static inline void request_begin(struct world *world, const struct spool_task *task)
{
    check_asked(world, task);
    struct world_request *request = request_new(world);
    *request = (struct world_request){.open = true, .task = *task, .epoch = world->epoch};
    request->task.detail = NULL;
    while (strcmp(world_keys[request->printer], task->printer) != 0)
        request->printer++;
    request->task.printer = world_keys[request->printer];
    request->task.taken_ms -= world->clock_ms;
    if (task->what == SPOOL_PRINT)
        check_print(world, task, request->printer);
    request->sent_ms = world->now_ms + (task->what == SPOOL_PRINT ? below(world, 150) : 0);
    request->done_ms =
            request->sent_ms + below(world, goes_wrong(world, task->what == SPOOL_PRINT ? 10 : 100) ? 800 : 80);
    request->told_ms = request->done_ms + below(world, goes_wrong(world, 100) ? 3000 : 80);
    trace(world, task->order, "%s: %s state %d papers %d", task->printer, task_words[task->what], task->state,
          task->papers);
}

/* --- doing --- */

static inline void cut(struct world *world, struct world_request *request, int answer)
{
    if (request->cut)
        return;
    request->cut = true;
    request->answer = answer;
    if (request->told_ms > world->now_ms)
        request->told_ms = world->now_ms;
}

static inline void do_for_daemon(struct world *world, struct world_request *request)
{
    if (!daemon_runs(world) || goes_wrong(world, 60)) {
        request->open = request->epoch == world->epoch;
        request->done = true;
        cut(world, request, SPOOL_LOST);
        return;
    }
    request->answer =
            (int)(request->task.what == SPOOL_TAKE ? daemon_take(world, request) : daemon_report(world, request));
    request->done = true;
    if (goes_wrong(world, 60))
        cut(world, request, SPOOL_LOST);
}

/* A CUPS that stands still keeps what was sent, and does it some time after it goes on. */
static inline void hold_print(struct world *world, struct world_request *request)
{
    if (!cups_runs(world) || cups_answers(world) || request->sent_ms > world->now_ms)
        return;
    request->done_ms = world->thaw_ms + below(world, 800);
    if (world->now_ms - request->sent_ms > 4000)
        cut(world, request, JOB_UNSURE);
}

static inline void do_print(struct world *world, struct world_request *request)
{
    request->done = true;
    if (!cups_runs(world) || goes_wrong(world, 100)) {
        if (!request->cut)
            request->answer = JOB_REFUSED;
        return;
    }
    if (goes_wrong(world, 100)) { /* its worker was killed before */
        cut(world, request, JOB_UNSURE);
        return;
    }
    cups_accept(world, request);
    if (goes_wrong(world, 40))
        cut(world, request, JOB_UNSURE);
    else if (!request->cut)
        request->answer = JOB_ACCEPTED;
}

static inline void request_do(struct world *world, struct world_request *request)
{
    switch (request->task.what) {
    case SPOOL_TAKE:
    case SPOOL_REPORT:
        do_for_daemon(world, request);
        break;
    case SPOOL_PRINT:
        do_print(world, request);
        break;
    case SPOOL_LOOK:
        request->answer = (int)cups_look(world, request, &request->papers);
        request->done = true;
        break;
    case SPOOL_CANCEL:
        cups_cancel(world, request);
        request->done = true;
        request->open = false;
        break;
    }
}

/* --- answering --- */

static inline void request_answer(struct world *world, struct world_request *request)
{
    struct spool *spool = world->spool;
    const char *printer = request->task.printer;
    int64_t order = request->task.order;
    request->told_ms = INT64_MAX;
    request->open = !request->done;
    trace(world, order, "%s: %s answered %d, papers %d", printer, task_words[request->task.what], request->answer,
          request->papers);
    switch (request->task.what) {
    case SPOOL_TAKE:
        spool_taken(spool, order, printer, (enum spool_answer)request->answer, request->again, program_now(world));
        break;
    case SPOOL_REPORT:
        spool_reported(spool, order, printer, (enum spool_answer)request->answer, program_now(world));
        break;
    case SPOOL_PRINT:
        spool_handed(spool, order, printer,
                     &(struct spool_handed){.handing = (enum job_handing)request->answer, .length_mm = 166},
                     program_now(world));
        break;
    case SPOOL_LOOK:
        spool_looked(spool, order, printer,
                     &(struct spool_looked){.state = (enum job_state)request->answer, .papers = request->papers},
                     program_now(world));
        break;
    case SPOOL_CANCEL:
        break;
    }
}

/* What a spool asked that is no more: what was sent is done, and nobody is told. */
static inline void request_run(struct world *world, struct world_request *request)
{
    bool orphan = request->epoch != world->epoch || !world->spool || request->told_ms == INT64_MAX;
    if (!request->done && request->task.what == SPOOL_PRINT)
        hold_print(world, request);
    if (!request->done && request->done_ms <= world->now_ms)
        request_do(world, request);
    if (!request->open)
        return;
    if (orphan)
        request->open = !request->done;
    else if ((request->done || request->cut) && request->told_ms <= world->now_ms)
        request_answer(world, request);
}

static inline void requests_run(struct world *world)
{
    for (size_t i = 0; i < world->request_count; i++) {
        if (world->requests[i].open)
            request_run(world, &world->requests[i]);
    }
}

/* --- it begins and ends --- */

static inline void program_end(struct world *world)
{
    trace(world, world->traced, "program ends");
    world->spool = spool_free(world->spool);
    world->connected = false;
    world->list.at_ms = 0;
    for (size_t i = 0; i < world->request_count; i++) {
        struct world_request *request = &world->requests[i];
        request->open &= request->sent_ms <= world->now_ms && (!is_for_daemon(request->task.what) || one_in(world, 2));
    }
}

/* Its ends of the connections are gone; what was sent may be done. */
static inline void program_disconnect(struct world *world)
{
    trace(world, world->traced, "daemon is away");
    world->connected = false;
    world->list.at_ms = 0;
    for (size_t i = 0; i < world->request_count; i++) {
        struct world_request *request = &world->requests[i];
        if (request->open && is_for_daemon(request->task.what))
            cut(world, request, SPOOL_LOST);
    }
}

static inline void program_begin(struct world *world)
{
    world->spool = spool_new("baku-1", world_keys, WORLD_PRINTERS);
    world->epoch++;
}

/* --- it runs --- */

static inline void program_connect(struct world *world)
{
    if (!daemon_runs(world)) {
        if (world->connected)
            program_disconnect(world);
        return;
    }
    if (!world->connected)
        world->changed = world->connected = true;
    if (world->list.at_ms && world->list.at_ms <= world->now_ms) {
        struct printer_watch_orders_out out = {.orders = {world->list.count, world->list.orders},
                                               .now = {.set = true, .value = world->list.made_ms}};
        world->list.at_ms = 0;
        spool_orders(world->spool, &out, program_now(world));
        memset(world->list.orders, 0x5a, sizeof(world->list.orders));
    }
    if (world->changed && !world->list.at_ms)
        daemon_make_list(world);
}

static inline void program_watch(struct world *world, size_t place)
{
    struct world_printer *printer = &world->printers[place];
    if ((world->now_ms / WORLD_STEP_MS + (int64_t)place) % (WORLD_WATCH_MS / WORLD_STEP_MS) != 0)
        return;
    bool prints = cups_answers(world) && (printer->state == WORLD_FINE || printer->hides);
    spool_printer(world->spool, world_keys[place], prints, program_now(world));
    if (daemon_runs(world)) {
        printer->known_to_print = prints;
        printer->told_ms = world->now_ms;
    }
    if (cups_answers(world))
        cups_tell_seen(world, place);
}

static inline void program_run(struct world *world)
{
    if (!world->spool) {
        if (world->spool_ms > world->now_ms)
            return;
        program_begin(world);
    }
    program_connect(world);
    for (size_t i = 0; i < WORLD_PRINTERS; i++)
        program_watch(world, i);
    struct spool_task task;
    for (int i = 0; spool_next(world->spool, program_now(world), &task); i++) {
        if (i == 400)
            fail_in(world, "it wants more and more");
        world->counts[COUNT_TASKS]++;
        request_begin(world, &task);
    }
    if (spool_deadline(world->spool) <= program_now(world))
        fail_in(world, "it wants nothing, and says that it does");
}
