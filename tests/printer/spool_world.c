/* SPDX-License-Identifier: MIT
 *
 * printer/spool in worlds where everything fails: thousands of runs, each some minutes of a centre in which printers
 * run out of paper, are switched off or freeze, jobs are aborted, cupsd is killed, stopped or stands still, answers get
 * lost or come late, novbe-printer and the daemon are killed at any point, tickets end and the day is closed. At the
 * end of each:
 *
 * - what the daemon says of every order agrees with what lies in the trays: printed, with as many papers; failed or
 *   given up, and nothing; or unknown
 * - of each ticket one paper at most does not say that it is a copy
 * - no job was given to CUPS twice, and none that the daemon had not given to that printer
 * - an order near which nothing went wrong was printed once
 * - everything has ended
 *
 * NOVBE_SEED repeats a run (NOVBE_ORDER tells what happens to one of its orders), NOVBE_TEST_TIMES makes more of them.
 */
#include "tests/printer/world_program.h"

enum { RUNS = 2000, NEAR_MS = 100000 };

/* --- trouble --- */

static int64_t later(struct world *world, int least_ms, int most_ms)
{
    return world->now_ms + least_ms + below(world, most_ms - least_ms);
}

static void trouble_printer(struct world *world)
{
    struct world_printer *printer = &world->printers[below(world, WORLD_PRINTERS)];
    printer->state = (enum world_printer_state)(1 + below(world, 3));
    printer->hides = printer->state == WORLD_FROZEN && one_in(world, 2);
    printer->fine_ms = later(world, 500, one_in(world, 2) ? 10000 : 90000);
}

static void trouble_cups(struct world *world)
{
    if (one_in(world, 3))
        world->thaw_ms = later(world, 100, 20000);
    else
        cups_end(world, one_in(world, 2), later(world, 50, one_in(world, 2) ? 3000 : 40000));
}

/* What was sent to CUPS is with CUPS, and gone if it has ended. */
static void drop_prints(struct world *world)
{
    for (size_t i = 0; i < world->request_count; i++) {
        struct world_request *request = &world->requests[i];
        if (!request->open || request->task.what != SPOOL_PRINT || request->sent_ms > world->now_ms)
            continue;
        cut(world, request, JOB_UNSURE);
        request->done = true;
    }
}

static void trouble_programs(struct world *world)
{
    if (one_in(world, 2)) {
        if (world->spool)
            program_end(world);
        world->spool_ms = later(world, 0, one_in(world, 4) ? 20000 : 1500);
    } else {
        program_disconnect(world);
        if (one_in(world, 2))
            world->daemon_ms = later(world, 100, one_in(world, 4) ? 40000 : 3000);
        for (size_t i = 0; i < WORLD_PRINTERS; i++)
            world->printers[i].told_ms = 0;
    }
}

static void trouble(struct world *world)
{
    if (!goes_wrong(world, 100))
        return;
    switch (below(world, 5)) {
    case 0:
    case 4:
        trouble_printer(world);
        break;
    case 1:
        trouble_cups(world);
        if (!cups_runs(world))
            drop_prints(world);
        break;
    case 2:
        trouble_programs(world);
        break;
    default:
        if (world->order_count)
            daemon_end_ticket(world, &world->orders[below(world, (int)world->order_count)]);
        break;
    }
}

static void heal(struct world *world)
{
    for (size_t i = 0; i < WORLD_PRINTERS; i++) {
        struct world_printer *printer = &world->printers[i];
        if (printer->fine_ms <= world->now_ms)
            printer->state = WORLD_FINE, printer->hides = false;
        if (printer->state != WORLD_FINE)
            world->trouble_ms = world->now_ms;
    }
    if (!cups_answers(world) || !daemon_runs(world) || !world->spool || !world->connected)
        world->trouble_ms = world->away_ms = world->now_ms;
}

/* --- a run --- */

/* Nothing was wrong from when it was ordered until it was over: trouble that ends an order at once counts. */
static void note_clean(struct world *world)
{
    for (size_t i = 0; i < world->order_count; i++) {
        struct world_order *order = &world->orders[i];
        bool is_past = order->over_ms && world->trouble_ms > order->over_ms;
        order->clean &= is_past || world->trouble_ms < order->paper->at_ms;
    }
}

static void order(struct world *world)
{
    daemon_order(world);
    if (world->order_count)
        world->orders[world->order_count - 1].clean |=
                world->orders[world->order_count - 1].paper->at_ms == world->now_ms &&
                world->now_ms - world->trouble_ms > NEAR_MS;
}

static void step(struct world *world)
{
    world->now_ms += WORLD_STEP_MS;
    heal(world);
    cups_run(world);
    requests_run(world);
    program_run(world);
    daemon_run(world);
    note_clean(world);
}

static bool is_quiet(const struct world *world)
{
    for (size_t i = 0; i < world->order_count; i++) {
        if (daemon_is_open(world, &world->orders[i]))
            return false;
    }
    for (size_t i = 0; i < world->job_count; i++) {
        const struct world_job *job = &world->jobs[i];
        if (job->left_ms > 0 || (!job->forgotten && job->state < WORLD_COMPLETED))
            return false;
    }
    for (size_t i = 0; i < world->request_count; i++) {
        if (world->requests[i].open)
            return false;
    }
    return world->trouble_ms < world->now_ms && spool_deadline(world->spool) == INT64_MAX;
}

static void world_begin(struct world *world, uint64_t seed)
{
    *world = (struct world){.seed = seed, .chance = seed * 2 + 1, .now_ms = WORLD_BEGAN_MS};
    for (int i = 0; i < 8; i++)
        world_chance(world);
    world->daemon_ms = world->cups_ms = world->spool_ms = world->now_ms;
    world->trouble_ms = world->now_ms - NEAR_MS;
    world->clock_ms = (below(world, 3) - 1) * 3600000;
    for (size_t i = 0; i < WORLD_PRINTERS; i++)
        world->printers[i].tells = one_in(world, 2);
}

static void world_end(struct world *world)
{
    spool_free(world->spool);
    for (size_t i = 0; i < world->order_count; i++)
        paper_free(world->orders[i].paper);
    paper_lists_free(world->lists);
}

/* Troubles come in a part of it, or never. */
static void live(struct world *world)
{
    int64_t began_ms = world->now_ms, lasts_ms = 60000 + below(world, 240000);
    int64_t from_ms = began_ms + below(world, (int)lasts_ms), until_ms = from_ms + below(world, (int)lasts_ms);
    bool has_trouble = !one_in(world, 5);
    int often = 20 + below(world, 100);
    while (world->now_ms - began_ms < lasts_ms) {
        world->faults = has_trouble && world->now_ms >= from_ms && world->now_ms < until_ms;
        trouble(world);
        int count = one_in(world, often) ? one_in(world, 10) ? 1 + below(world, 8) : 1 : 0;
        while (count-- > 0)
            order(world);
        step(world);
    }
    world->faults = false;
    if (has_trouble && one_in(world, 6))
        daemon_close_day(world);
}

static void fail_open(const struct world *world)
{
    for (size_t i = 0; i < world->order_count; i++) {
        if (daemon_is_open(world, &world->orders[i]))
            print_message("order %zu is %d\n", i + 1, (int)paper_state(world->orders[i].paper));
    }
    for (size_t i = 0; i < world->job_count; i++) {
        const struct world_job *job = &world->jobs[i];
        if (job->left_ms > 0 || (!job->forgotten && job->state < WORLD_COMPLETED))
            print_message("job of %d is %d, %d ms left\n", (int)job->order, (int)job->state, (int)job->left_ms);
    }
    for (size_t i = 0; i < world->request_count; i++) {
        const struct world_request *request = &world->requests[i];
        if (request->open)
            print_message("%d of %s is open\n", (int)request->task.what, request->task.key);
    }
    fail_in(world, "it does not end: next in %d ms", (int)(spool_deadline(world->spool) - program_now(world)));
}

static void end(struct world *world)
{
    int64_t since_ms = world->now_ms, quiet_ms = 0;
    while (quiet_ms < 10000) {
        step(world);
        quiet_ms = is_quiet(world) ? quiet_ms + WORLD_STEP_MS : 0;
        if (world->now_ms - since_ms > 600000)
            fail_open(world);
    }
}

/* --- what it came to --- */

static void check_claim(struct world *world, struct world_order *order, size_t place)
{
    const struct paper *paper = order->paper;
    size_t printer = 0;
    while (printer < WORLD_PRINTERS && strcmp(world_keys[printer], paper->list->keys[place]) != 0)
        printer++;
    const struct world_job *job = printer < WORLD_PRINTERS ? cups_find(world, paper->number, printer) : NULL;
    order->clean &= !job || !job->touched;
    int tray = job ? job->papers : 0, told = paper_count_at(paper, place);
    bool is_doubtful = world->day_is_closed || (job && job->doubtful);
    enum paper_state state = paper_state_at(paper, place);
    world->counts[COUNT_UNKNOWN] += state == PAPER_UNKNOWN;
    world->counts[COUNT_DOUBLES] += tray > 1;
    world->counts[COUNT_COPIES] += tray > 0 && job->again;
    if (state == PAPER_TAKEN || state == PAPER_SENT)
        fail_in(world, "order %d is open at %s", (int)paper->number, paper->list->keys[place]);
    if (state == PAPER_PRINTED ? told > tray || (told < tray && !is_doubtful) : state != PAPER_UNKNOWN && tray > 0)
        fail_in(world, "order %d is %d at %s with %d papers, and %d are in the tray", (int)paper->number, (int)state,
                paper->list->keys[place], told, tray);
}

/* Papers of it that do not say that they are copies; what CUPS prints twice of itself is as it was. */
static int count_first(struct world *world, int32_t ticket)
{
    int count = 0;
    for (size_t i = 0; i < world->job_count; i++) {
        const struct world_job *job = &world->jobs[i];
        if (job->papers > 0 && daemon_find(world, job->order)->paper->ticket == ticket) {
            count += !job->again;
        }
    }
    return count;
}

static void check(struct world *world)
{
    for (size_t i = 0; i < world->order_count; i++) {
        struct world_order *order = &world->orders[i];
        const struct paper *paper = order->paper;
        for (size_t place = 0; place < paper->list->count; place++)
            check_claim(world, order, place);
        if (count_first(world, paper->ticket) > 1)
            fail_in(world, "order %d came out twice", (int)paper->number);
        enum paper_state state = paper_state(paper);
        world->counts[COUNT_ORDERS]++;
        world->counts[COUNT_CLEAN] += order->clean;
        world->counts[COUNT_PRINTED] += state == PAPER_PRINTED;
        world->counts[COUNT_GIVEN_UP] += state == PAPER_GIVEN_UP;
        if (order->clean && !world->day_is_closed && (state != PAPER_PRINTED || paper_count(paper) != 1))
            fail_in(world, "order %d is %d with %d papers, and nothing went wrong", (int)paper->number, (int)state,
                    paper_count(paper));
    }
}

static const char *const count_words[WORLD_COUNTS] = {
        [COUNT_ORDERS] = "orders",
        [COUNT_CLEAN] = "near which nothing went wrong",
        [COUNT_PRINTED] = "printed",
        [COUNT_UNKNOWN] = "tries of which nobody knows",
        [COUNT_GIVEN_UP] = "given up",
        [COUNT_COPIES] = "copies",
        [COUNT_DOUBLES] = "printed twice by CUPS",
        [COUNT_LATE] = "turns that were over",
        [COUNT_TASKS] = "tasks",
        [COUNT_TROUBLES] = "troubles",
};

static void run_all(void **state)
{
    (void)state;
    const char *seed = getenv("NOVBE_SEED"), *times = getenv("NOVBE_TEST_TIMES");
    const char *traced = getenv("NOVBE_ORDER");
    uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;
    uint64_t runs = seed ? 1 : RUNS * (times ? strtoull(times, NULL, 10) : 1);
    struct world *world = mem_new(struct world);
    size_t sums[WORLD_COUNTS] = {0};
    for (uint64_t i = first; i < first + runs; i++) {
        world_begin(world, i);
        world->traced = traced ? strtoll(traced, NULL, 10) : 0;
        live(world);
        end(world);
        check(world);
        world_end(world);
        for (size_t k = 0; k < WORLD_COUNTS; k++)
            sums[k] += world->counts[k];
    }
    for (size_t k = 0; k < WORLD_COUNTS; k++) {
        print_message("%zu %s\n", sums[k], count_words[k]);
        assert_true(seed || sums[k] > 0);
    }
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(run_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
