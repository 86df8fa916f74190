/* SPDX-License-Identifier: MIT
 *
 * A hall in a test: on a store of its own, with a clock that stands where the test puts it, and with what outlives its
 * days.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/bookings.h"
#include "daemon/papers.h"
#include "daemon/turn.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)

struct help {
    uv_loop_t loop;
    struct clock clock;
    struct turn turn;
    struct centre *centre;
    struct hall hall;
    struct days days;
    struct hours hours;
    struct bookings bookings;
    struct papers papers;
    unsigned papers_changed; /* PAPERS_ORDERS, PAPERS_PRINTERS: of everything so far */
    int64_t boottime_ms, wall_ms;
    char folder[64], path[96];
};

static inline int64_t help_read_wall(void *data)
{
    return ((const struct help *)data)->wall_ms;
}

static inline int64_t help_read_boottime(void *data)
{
    return ((const struct help *)data)->boottime_ms;
}

/* As the daemon does when anything happens. */
static inline void help_on_changed(void *data, const struct event *events, size_t count)
{
    struct help *help = data;
    hours_forget(&help->hours);
    if (count > 0)
        papers_take_events(&help->papers, events, count);
    else
        papers_forget(&help->papers);
}

static inline void help_on_papers_changed(void *data, unsigned what)
{
    ((struct help *)data)->papers_changed |= what;
}

static inline void help_open(struct help *help)
{
    static const struct turn_step no_steps[] = {{NULL, NULL}};
    char error[STORE_ERROR_SIZE];
    clock_init(&help->clock,
               &(struct clock_source){.wall_ms = help_read_wall, .boottime_ms = help_read_boottime, .data = help});
    turn_init(&help->turn, &help->loop, &help->clock, no_steps, NULL);
    hours_init(&help->hours, &help->hall, &help->days);
    assert_int_equal(hall_open(&help->hall,
                               &(struct hall_options){.path = help->path,
                                                      .centre = help->centre,
                                                      .turn = &help->turn,
                                                      .changed = help_on_changed,
                                                      .data = help},
                               error),
                     0);
    days_init(&help->days, &help->hall);
    bookings_init(&help->bookings, &help->hall, &help->hours);
    papers_init(&help->papers, &help->hall, help_on_papers_changed, help);
    hall_start(&help->hall);
    assert_int_equal(hall_commit(&help->hall), 0);
}

static inline void help_close(struct help *help)
{
    papers_done(&help->papers);
    bookings_done(&help->bookings);
    days_done(&help->days);
    hours_done(&help->hours);
    hall_close(&help->hall);
    turn_done(&help->turn);
    uv_run(&help->loop, UV_RUN_DEFAULT);
}

/* A hall of the centre, which is taken, at that moment. */
static inline struct help *help_new(struct centre *centre, struct date date, int minute)
{
    struct help *help = mem_new(struct help);
    ledger_start();
    help->centre = centre;
    assert_int_equal(clock_set_zone(centre->settings.time_zone), 0);
    snprintf(help->folder, sizeof(help->folder), "/tmp/novbe-hall-XXXXXX");
    assert_non_null(mkdtemp(help->folder));
    snprintf(help->path, sizeof(help->path), "%s/store", help->folder);
    uv_loop_init(&help->loop);
    help->wall_ms = clock_at(date, minute);
    help->boottime_ms = 1000;
    help_open(help);
    return help;
}

static inline int help_free(struct help *help)
{
    char command[128];
    help_close(help);
    assert_int_equal(uv_loop_close(&help->loop), 0);
    centre_free(help->centre);
    snprintf(command, sizeof(command), "rm -r %s", help->folder);
    int r = system(command);
    free(help);
    return r;
}

/* Time goes on, and nothing has come of it yet. */
static inline void help_wait(struct help *help, int64_t ms)
{
    help->wall_ms += ms;
    help->boottime_ms += ms;
    help->turn.has_now = false;
}

/* Time goes on, and the turns that it brings. */
static inline void help_pass(struct help *help, int64_t ms)
{
    help_wait(help, ms);
    for (int i = 0; i < 1000; i++) {
        help->turn.has_now = false;
        hall_run_clock(&help->hall);
        papers_run(&help->papers);
        assert_int_equal(hall_commit(&help->hall), 0);
        if (hall_deadline(&help->hall) > turn_now(&help->turn) &&
            papers_deadline(&help->papers, true) > turn_now(&help->turn))
            return;
    }
    fail_msg("the hall does not come to rest");
}

static inline void help_do(struct help *help, struct command command)
{
    struct refusal refusal;
    if (hall_do(&help->hall, &command, &refusal) < 0)
        fail_msg("%s: refused with %s", command_words[command.kind], refusal_words[refusal.kind]);
}

static inline int32_t help_id(const struct help *help, enum name_kind kind, const char *key)
{
    int32_t id = hall_id(&help->hall, kind, key);
    assert_true(id > 0);
    return id;
}

static inline struct centre *help_load(const char *path)
{
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    int r = centre_load(path, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return centre;
}
