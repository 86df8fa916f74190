/* SPDX-License-Identifier: MIT
 *
 * A seal at a time: what to do next is found out by the thread, in the state of the file that it reads.
 */
#include "daemon/rolling.h"

#include <errno.h>
#include <string.h>

#include "common/log.h"
#include "daemon/aside.h"
#include "daemon/rollup.h"
#include "daemon/turn.h"

/* Between two seals everybody else has time; after trouble, more. */
enum { PAUSE_MS = 20, RETRY_MS = 60000 };

struct rolling_run {
    struct rolling *rolling;
    struct aside *aside;
    char *path;
    int64_t seal_seq; /* the last when it began */
    struct rulebook rulebook;
    bool over;
    int result;
    struct rollup_step *step; /* NULL: there is nothing to do */
    int32_t day;              /* that could not be rolled up; 0: none */
};

void rolling_init(struct rolling *rolling, struct hall *hall, uv_loop_t *loop)
{
    *rolling = (struct rolling){.hall = hall, .loop = loop, .tidy_seq = -1};
}

static void run_free(struct rolling_run *run)
{
    rollup_rulebook_done(&run->rulebook);
    rollup_step_free(run->step);
    free(run->path);
    free(run);
}

static int64_t seal_seq(const struct rolling *rolling)
{
    const struct ledger_seal *seal = store_seal(rolling->hall->store);
    return seal ? seal->last_seq : 0;
}

/* --- on the thread --- */

static int take_day(const struct rollup_day *day, void *data)
{
    struct rolling_run *run = data;
    run->day = day->day;
    return 1;
}

static void compute(void *data)
{
    struct rolling_run *run = data;
    _cleanup_(database_closep) struct database *database = NULL;
    const struct rollup_known known = {.rulebook = &run->rulebook};
    char error[STORE_ERROR_SIZE];
    run->result = database_open(run->path, DATABASE_READER, &database, error, sizeof(error));
    if (run->result == 0)
        run->result = rollup_step_make(database, &known, &run->step);
    if (run->result < 0 && database && rollup_unrolled(database, 0, take_day, run) < 0)
        run->day = 0;
}

/* --- on the loop --- */

static void on_computed(void *data)
{
    struct rolling_run *run = data;
    run->over = true;
    turn_mark(run->rolling->hall->turn);
}

static void begin(struct rolling *rolling)
{
    struct rolling_run *run = mem_new(struct rolling_run);
    *run = (struct rolling_run){.rolling = rolling,
                                .path = mem_strdup(store_path(rolling->hall->store)),
                                .seal_seq = seal_seq(rolling),
                                .rulebook = rollup_rulebook(rolling->hall->rulebook)};
    rolling->run = run;
    run->aside = aside_start(rolling->loop, compute, on_computed, run);
}

static int keep(struct rolling *rolling, const struct rolling_run *run)
{
    int64_t began_us = clock_stopwatch_us();
    if (run->result < 0 || !run->step)
        return run->result;
    int r = store_add_rollup(rolling->hall->store, run->step);
    if (r == 0)
        log_debug("rolled_up", LOG_NUMBER("day", rollup_step_day(run->step)),
                  LOG_NUMBER("bytes", (int64_t)rollup_step_bytes(run->step)),
                  LOG_NUMBER("us", clock_stopwatch_us() - began_us));
    return r == -ESTALE ? 0 : r;
}

/* A day that is damaged stays so; it is told, and tried again in case that it is mended. */
static void tell_damage(struct rolling *rolling, int32_t day, int64_t now_ms)
{
    if (day != rolling->damaged_day)
        rolling->damaged_ms = now_ms;
    rolling->damaged_day = day;
}

static void end(struct rolling *rolling, int64_t now_ms)
{
    struct rolling_run *run = rolling->run;
    int r = keep(rolling, run);
    tell_damage(rolling, r == -EBADMSG ? run->day : 0, now_ms);
    if (r == 0 && !run->step)
        rolling->tidy_seq = run->seal_seq;
    rolling->next_ms = now_ms + (r < 0 ? RETRY_MS : PAUSE_MS);
    if (r < 0)
        log_error("roll_up_failed", LOG_NUMBER("day", run->day), LOG_TEXT("error", strerror(-r)));
    rolling->run = NULL;
    run_free(run);
}

static bool is_behind(const struct rolling *rolling)
{
    return rolling->tidy_seq < seal_seq(rolling);
}

void rolling_run(struct rolling *rolling)
{
    const struct hall *hall = rolling->hall;
    int64_t now_ms = turn_now(hall->turn);
    if (hall->stale || hall->failed_since_ms || store_is_dirty(hall->store))
        return;
    if (rolling->run && rolling->run->over)
        end(rolling, now_ms);
    if (!rolling->run && is_behind(rolling) && now_ms >= rolling->next_ms)
        begin(rolling);
}

int64_t rolling_deadline(const struct rolling *rolling)
{
    const struct hall *hall = rolling->hall;
    if (hall->stale || hall->failed_since_ms || rolling->run || !is_behind(rolling))
        return INT64_MAX;
    return rolling->next_ms;
}

void rolling_done(struct rolling *rolling)
{
    if (!rolling->run)
        return;
    if (!rolling->run->over)
        aside_end(rolling->run->aside);
    run_free(rolling->run);
    rolling->run = NULL;
}
