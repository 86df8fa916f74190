/* SPDX-License-Identifier: MIT
 *
 * A centre's printing in a test: what there is in it. Everything happens in steps of 50 ms, by chance, and what really
 * came out of a printer is known.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "daemon/paper.h"
#include "printer/spool.h"

enum {
    WORLD_PRINTERS = 3,
    WORLD_ORDERS = 48,
    WORLD_JOBS = 256,
    WORLD_REQUESTS = 4096,
    WORLD_DELAY_MS = 2000, /* of a list */
    WORLD_STEP_MS = 50,
    WORLD_TURN_MS = 30000,
    WORLD_WATCH_MS = 3000
};

#define WORLD_BEGAN_MS INT64_C(1795946719852)

static const char *const world_keys[WORLD_PRINTERS] = {"entrance-1", "entrance-2", "reception"};

/* --- what the daemon knows --- */

struct world_order {
    struct paper *paper;
    bool wanted;
    bool clean; /* nothing went wrong near it */
    int64_t unwanted_ms;
    int prints[WORLD_PRINTERS], epochs[WORLD_PRINTERS]; /* asked for by the last spool */
    int64_t over_ms;                                    /* nobody's turn since then; 0: somebody's */
};

/* A list of orders as it was made, to be told later. */
struct world_list {
    int64_t at_ms;   /* 0: there is none */
    int64_t made_ms; /* it is so as of then */
    size_t count;
    struct printer_order orders[WORLD_ORDERS];
    struct printer_try tries[WORLD_ORDERS][WORLD_PRINTERS];
};

/* --- what CUPS and the printers know, and what is true --- */

enum world_job_state { WORLD_PENDING, WORLD_PRINTING, WORLD_COMPLETED, WORLD_CANCELED };

struct world_job {
    int64_t order, at_ms;
    size_t printer;
    bool again;
    enum world_job_state state; /* as CUPS has it */
    bool forgotten;             /* by CUPS */
    bool touched;               /* its CUPS ended in the middle, or after it */
    bool was_sent;              /* its printer has had it */
    bool doubtful;              /* nobody can tell any more how many came out */
    int64_t left_ms;            /* at its printer; 0: it is not there */
    int64_t confirmed_ms;       /* then CUPS will know that it came out; 0: it did not yet */
    int papers;                 /* in the tray */
};

enum world_printer_state { WORLD_FINE, WORLD_OUT_OF_PAPER, WORLD_OFF, WORLD_FROZEN };

struct world_printer {
    enum world_printer_state state;
    int64_t fine_ms; /* again */
    bool hides;      /* that it is frozen */
    bool tells;      /* it knows the jobs that it had, and their names */
    bool known_to_print;
    int64_t told_ms; /* to the daemon; 0: never since it began */
};

struct world_request {
    bool open;
    struct spool_task task; /* its printer is a key of world_keys */
    size_t printer;
    int epoch;       /* of the spool that asks */
    int64_t sent_ms; /* from then on it is not in the hands of who asks */
    int64_t done_ms; /* then it is done */
    int64_t told_ms; /* then it is answered */
    bool done, cut;  /* its answer will never come */
    int answer;      /* enum spool_answer, job_handing or job_state */
    bool again;
    int papers;
};

/* What there was, so that nobody believes in a world where nothing happens. */
enum world_count {
    COUNT_ORDERS,
    COUNT_CLEAN,
    COUNT_PRINTED,
    COUNT_UNKNOWN,
    COUNT_GIVEN_UP,
    COUNT_COPIES,
    COUNT_DOUBLES,
    COUNT_LATE,
    COUNT_TASKS,
    COUNT_TROUBLES,
    WORLD_COUNTS
};

struct world {
    uint64_t seed, chance;
    int64_t now_ms;
    bool faults;        /* may begin */
    int64_t trouble_ms; /* the last moment at which anything was wrong */
    int64_t away_ms;    /* or somebody away */
    /* the daemon */
    int64_t daemon_ms; /* it runs from then on */
    bool day_is_closed;
    bool changed; /* since the last list was made */
    struct paper_list *lists;
    size_t order_count;
    struct world_order orders[WORLD_ORDERS];
    struct world_list list;
    /* CUPS */
    int64_t cups_ms; /* it runs from then on: since then, or not yet */
    int64_t thaw_ms; /* it stands still until then */
    size_t job_count;
    struct world_job jobs[WORLD_JOBS];
    struct world_printer printers[WORLD_PRINTERS];
    /* the program */
    struct spool *spool; /* NULL: it does not run */
    int epoch;
    int64_t spool_ms; /* it runs from then on */
    int64_t clock_ms; /* so far is its clock ahead of the daemon's */
    bool connected;
    size_t request_count;
    struct world_request requests[WORLD_REQUESTS];
    size_t counts[WORLD_COUNTS];
    int64_t traced; /* order of which is said what happens to it; 0: none */
};

#define fail_in(world, ...)                                                  \
    do {                                                                     \
        print_error("NOVBE_SEED=%llu: ", (unsigned long long)(world)->seed); \
        fail_msg(__VA_ARGS__);                                               \
    } while (0)

static inline uint64_t world_chance(struct world *world)
{
    world->chance ^= world->chance << 13;
    world->chance ^= world->chance >> 7;
    world->chance ^= world->chance << 17;
    return world->chance * 2685821657736338717U;
}

static inline int below(struct world *world, int limit)
{
    return (int)((world_chance(world) >> 33) % (uint64_t)limit);
}

static inline bool one_in(struct world *world, int n)
{
    return below(world, n) == 0;
}

/* In a world where things go wrong. */
static inline bool goes_wrong(struct world *world, int n)
{
    if (!world->faults || !one_in(world, n))
        return false;
    world->trouble_ms = world->now_ms;
    world->counts[COUNT_TROUBLES]++;
    return true;
}

static inline int64_t program_now(const struct world *world)
{
    return world->now_ms + world->clock_ms;
}

static inline bool daemon_runs(const struct world *world)
{
    return world->daemon_ms <= world->now_ms;
}

static inline bool cups_runs(const struct world *world)
{
    return world->cups_ms <= world->now_ms;
}

static inline bool cups_answers(const struct world *world)
{
    return cups_runs(world) && world->thaw_ms <= world->now_ms;
}

static inline void attr_printf(3, 4) trace(const struct world *world, int64_t order, const char *format, ...)
{
    if (order == 0 || world->traced != order)
        return;
    va_list arguments;
    va_start(arguments, format);
    printf("%8.2f s ", (double)(world->now_ms - WORLD_BEGAN_MS) / 1000);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}
