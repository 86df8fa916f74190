/* SPDX-License-Identifier: MIT
 *
 * printer/spool told anything by anybody: answers that nobody asked for, orders and printers that are not there, lists
 * that contradict one another. It never wants the same thing twice at once nor without end, never asks for more orders
 * of a printer at once than it may, and knows when it wants something next. NOVBE_SEED repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "printer/spool.h"

#define BEGAN_MS INT64_C(1795946719852)

enum { RUNS = 500, CALLS = 2000, ORDERS = 60, PRINTERS = 3, TASKS = 5 };

static const char *const keys[PRINTERS + 1] = {"entrance-1", "entrance-2", "reception", "elsewhere"};

struct anything {
    uint64_t seed;
    int64_t now_ms;
    struct spool *spool;
    struct printer_order orders[ORDERS];
    struct printer_try tries[ORDERS][PRINTERS + 1];
    bool asked[TASKS][ORDERS + 1][PRINTERS]; /* and not answered */
};

static int below(struct anything *f, int limit)
{
    f->seed = f->seed * 6364136223846793005U + 1442695040888963407U;
    return (int)((f->seed >> 33) % (uint64_t)limit);
}

/* --- what it is told --- */

static int64_t ordered_ms(int number)
{
    return BEGAN_MS - number % 3 * 20000;
}

static void any_order(struct anything *f, struct printer_order *order, struct printer_try *tries)
{
    int number = 1 + below(f, ORDERS);
    *order = (struct printer_order){.order = number,
                                    .at = ordered_ms(number),
                                    .language = "az",
                                    .again = below(f, 2),
                                    .turn = below(f, 4) ? keys[below(f, PRINTERS + 1)] : NULL,
                                    .until = {.set = below(f, 9) > 0, .value = f->now_ms + below(f, 60000) - 10000},
                                    .wanted = below(f, 6) > 0};
    order->tries.items = tries;
    for (int i = below(f, PRINTERS + 1); i < PRINTERS + 1; i++)
        tries[order->tries.count++] = (struct printer_try){.printer = keys[i],
                                                           .state = {.value = below(f, 8) - 1},
                                                           .at = f->now_ms - below(f, 40000),
                                                           .late = below(f, 4) == 0,
                                                           .papers = below(f, 3)};
}

static void any_list(struct anything *f)
{
    struct printer_watch_orders_out out = {.orders = {.count = (size_t)below(f, ORDERS), .items = f->orders}};
    for (size_t i = 0; i < out.orders.count; i++)
        any_order(f, &f->orders[i], f->tries[i]);
    spool_orders(f->spool, &out, f->now_ms);
}

static void any_sight(struct anything *f)
{
    static char texts[8][JOB_KEY_SIZE];
    struct spool_seen seen[8];
    size_t count = (size_t)below(f, 9), printer = (size_t)below(f, PRINTERS + 1);
    for (size_t i = 0; i < count; i++) {
        int number = below(f, ORDERS * 2);
        struct job_name name = {.centre = "baku-1", .order = number, .at_ms = ordered_ms(number)};
        snprintf(name.printer, sizeof(name.printer), "%s", keys[below(f, 4) ? printer : 0]);
        job_key(&name, texts[i]);
        seen[i] = (struct spool_seen){
                .key = texts[i], .state = (enum job_state)below(f, JOB_STATES), .papers = below(f, 4)};
    }
    spool_saw(f->spool, keys[printer], seen, count, f->now_ms);
}

static void any_answer(struct anything *f)
{
    enum spool_do what = (enum spool_do)below(f, TASKS);
    int order = below(f, ORDERS + 1), printer = below(f, PRINTERS + 1);
    const struct spool_handed handed = {.handing = (enum job_handing)below(f, JOB_HANDINGS)};
    const struct spool_looked looked = {.state = (enum job_state)below(f, JOB_STATES), .papers = below(f, 3)};
    enum spool_answer answer = (enum spool_answer)below(f, 3);
    if (printer < PRINTERS)
        f->asked[what][order][printer] = false;
    if (what == SPOOL_TAKE)
        spool_taken(f->spool, order, keys[printer], answer, below(f, 2), f->now_ms);
    else if (what == SPOOL_REPORT)
        spool_reported(f->spool, order, keys[printer], answer, f->now_ms);
    else if (what == SPOOL_PRINT)
        spool_handed(f->spool, order, keys[printer], &handed, f->now_ms);
    else if (what == SPOOL_LOOK)
        spool_looked(f->spool, order, keys[printer], &looked, f->now_ms);
}

/* --- what it wants --- */

static void take_note(struct anything *f, const struct spool_task *task)
{
    size_t printer = 0;
    while (task->printer != keys[printer] && strcmp(task->printer, keys[printer]) != 0)
        printer++;
    assert_in_range(printer, 0, PRINTERS - 1);
    if (task->what == SPOOL_CANCEL || task->order > ORDERS)
        return;
    assert_false(f->asked[task->what][task->order][printer]);
    f->asked[task->what][task->order][printer] = true;
    size_t taking = 0;
    for (int i = 0; i <= ORDERS; i++)
        taking += f->asked[SPOOL_TAKE][i][printer];
    assert_in_range(taking, 0, SPOOL_JOBS);
}

static void listen(struct anything *f)
{
    struct spool_task task;
    for (int i = 0; spool_next(f->spool, f->now_ms, &task); i++) {
        assert_in_range(i, 0, ORDERS * PRINTERS * 3 * TASKS);
        take_note(f, &task);
    }
    assert_true(spool_deadline(f->spool) > f->now_ms);
}

static void one_thing(struct anything *f)
{
    int what = below(f, 40);
    if (what == 0)
        any_list(f);
    else if (what == 1)
        any_sight(f);
    else if (what == 2)
        spool_printer(f->spool, keys[below(f, PRINTERS + 1)], below(f, 4) > 0, f->now_ms);
    else if (what == 3)
        f->now_ms += below(f, 3000);
    else
        any_answer(f);
}

static void it_stands_anything(void **state)
{
    (void)state;
    const char *seed = getenv("NOVBE_SEED"), *times = getenv("NOVBE_TEST_TIMES");
    struct anything *f = mem_new(struct anything);
    f->seed = seed ? strtoull(seed, NULL, 10) : 20261129;
    for (int run = RUNS * (times ? atoi(times) : 1); run > 0; run--) {
        f->now_ms = BEGAN_MS;
        f->spool = spool_new("baku-1", keys, PRINTERS);
        memset(f->asked, 0, sizeof(f->asked));
        for (int i = 0; i < CALLS; i++) {
            one_thing(f);
            listen(f);
        }
        f->spool = spool_free(f->spool);
    }
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_stands_anything)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
