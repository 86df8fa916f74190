/* SPDX-License-Identifier: MIT
 *
 * A spool of two printers, a list of orders that a test tells it, and what it is expected to want next.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "printer/spool.h"

#define NOW_MS  INT64_C(1795946719852)
#define TURN_MS 30000

#define S(word) PRINTER_ORDER_STATE_##word

enum { HELP_ORDERS = 40, HELP_PRINTERS = 2 };
static const char *const help_printers[HELP_PRINTERS] = {"entrance-1", "entrance-2"};
#define ONE help_printers[0]
#define TWO help_printers[1]

struct help {
    struct spool *spool;
    int64_t now_ms;
    int64_t ahead_ms; /* so far is the daemon's clock ahead; 0: it does not say what is now */
    size_t count;
    struct printer_order orders[HELP_ORDERS];
    struct printer_try tries[HELP_ORDERS][HELP_PRINTERS];
    struct spool_task task; /* the last one */
};

static inline void help_tell(struct help *f)
{
    struct printer_watch_orders_out out = {.orders = {.count = f->count, .items = f->orders},
                                           .now = {.set = f->ahead_ms, .value = f->now_ms + f->ahead_ms}};
    spool_orders(f->spool, &out, f->now_ms);
}

/* Whose turn is the first printer's; told with the next list. */
static inline struct printer_order *help_order(struct help *f, int64_t number)
{
    struct printer_order *order = &f->orders[f->count];
    *order = (struct printer_order){.order = number,
                                    .at = f->now_ms,
                                    .printers = {HELP_PRINTERS, (const char **)help_printers},
                                    .language = "az",
                                    .turn = ONE,
                                    .until = {.set = true, .value = f->now_ms + TURN_MS},
                                    .wanted = true};
    order->tries.items = f->tries[f->count++];
    return order;
}

/* What the daemon knows of the last order at its first printer. */
static inline struct printer_try *help_made(struct help *f, int state)
{
    struct printer_order *order = &f->orders[f->count - 1];
    order->tries.count = 1;
    order->tries.items[0] = (struct printer_try){.printer = ONE, .state = {.value = state}, .at = f->now_ms};
    return &order->tries.items[0];
}

static inline int help_new(void **state)
{
    struct help *f = mem_new(struct help);
    f->spool = spool_new("baku-1", help_printers, HELP_PRINTERS);
    f->now_ms = NOW_MS;
    for (size_t i = 0; i < HELP_PRINTERS; i++)
        spool_printer(f->spool, help_printers[i], true, f->now_ms);
    *state = f;
    return 0;
}

static inline int help_free(void **state)
{
    struct help *f = *state;
    spool_free(f->spool);
    free(f);
    return 0;
}

/* --- what it wants --- */

static inline void expect_nothing(struct help *f)
{
    if (spool_next(f->spool, f->now_ms, &f->task))
        fail_msg("wants %d of %s", f->task.what, f->task.key);
}

static inline void expect_at(struct help *f, enum spool_do what, int64_t order, const char *printer)
{
    if (!spool_next(f->spool, f->now_ms, &f->task))
        fail_msg("wants nothing");
    if (f->task.what != what || f->task.order != order || strcmp(f->task.printer, printer) != 0)
        fail_msg("wants %d of %s", f->task.what, f->task.key);
}

static inline void expect(struct help *f, enum spool_do what, int64_t order)
{
    expect_at(f, what, order, ONE);
}

static inline void expect_report(struct help *f, int64_t order, int state, int papers)
{
    expect(f, SPOOL_REPORT, order);
    assert_int_equal(f->task.state, state);
    assert_int_equal(f->task.papers, papers);
}

/* Nothing until then, and then something. */
static inline void wait_for(struct help *f, int64_t least_ms, int64_t most_ms)
{
    expect_nothing(f);
    int64_t at_ms = spool_deadline(f->spool);
    assert_in_range(at_ms - f->now_ms, least_ms, most_ms);
    f->now_ms = at_ms;
}

static inline void expect_end(struct help *f)
{
    expect_nothing(f);
    assert_true(spool_deadline(f->spool) == INT64_MAX);
}

/* --- what it is answered --- */

static inline void taken(struct help *f, enum spool_answer answer)
{
    spool_taken(f->spool, f->task.order, f->task.printer, answer, false, f->now_ms);
}

static inline void reported(struct help *f, enum spool_answer answer)
{
    spool_reported(f->spool, f->task.order, f->task.printer, answer, f->now_ms);
}

static inline void handed(struct help *f, enum job_handing handing)
{
    spool_handed(f->spool, f->task.order, f->task.printer,
                 &(struct spool_handed){.handing = handing, .detail = "said CUPS", .length_mm = 166}, f->now_ms);
}

static inline void looked(struct help *f, enum job_state state)
{
    spool_looked(f->spool, f->task.order, f->task.printer,
                 &(struct spool_looked){.state = state, .papers = state == JOB_PRINTED}, f->now_ms);
}

/* --- ways that many go --- */

static inline void go_print(struct help *f, int64_t order)
{
    help_tell(f);
    expect(f, SPOOL_TAKE, order);
    taken(f, SPOOL_DONE);
    expect(f, SPOOL_PRINT, order);
}

/* CUPS has it, and the daemon knows. */
static inline void go_sent(struct help *f, int64_t order)
{
    go_print(f, order);
    handed(f, JOB_ACCEPTED);
    expect_report(f, order, S(SENT), 0);
    reported(f, SPOOL_DONE);
}

static inline void go_look(struct help *f, int64_t order)
{
    wait_for(f, 1, SPOOL_LOOK_MS);
    expect(f, SPOOL_LOOK, order);
}

static inline void saw(struct help *f, int64_t order, int64_t at_ms, enum job_state state, int papers)
{
    struct job_name name = {.centre = "baku-1", .order = order, .at_ms = at_ms, .printer = "entrance-1"};
    char key[JOB_KEY_SIZE];
    job_key(&name, key);
    spool_saw(f->spool, ONE, &(struct spool_seen){.key = key, .state = state, .papers = papers}, 1, f->now_ms);
}
