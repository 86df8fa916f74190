/* SPDX-License-Identifier: MIT
 *
 * A store whose days are rolled up, for tests of roll-ups.
 */
#pragma once

#include <errno.h>

#include "common/clock.h"
#include "daemon/rollup.h"
#include "daemon/rollup_private.h"
#include "daemon/store_verify.h"
#include "tests/daemon/store_help.h"

struct fixture {
    struct hall hall;
    struct rollup_known known;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    hall_init(&f->hall);
    f->known.rulebook = &f->hall.world.rulebook;
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    hall_done(&f->hall);
    free(f);
    return 0;
}

static struct database *open_reader(const struct fixture *f)
{
    struct database *database;
    char error[128];
    assert_int_equal(database_open(f->hall.path, DATABASE_READER, &database, error, sizeof(error)), 0);
    return database;
}

static struct rollup_step *make_step(const struct fixture *f)
{
    _cleanup_(database_closep) struct database *database = open_reader(f);
    struct rollup_step *step;
    assert_int_equal(rollup_step_make(database, &f->known, &step), 0);
    return step;
}

static int roll_all(const struct fixture *f)
{
    struct rollup_step *step;
    int steps = 0;
    for (; (step = make_step(f)); steps++) {
        assert_int_equal(store_add_rollup(f->hall.store, step), 0);
        rollup_step_free(step);
    }
    return steps;
}

static int take_row(const struct rollup_row *row, void *data)
{
    return rollup_add_row(row, tallies_of(data, row->by, row->key), TALLY_WHOLE);
}

static struct tallies *read_period(struct fixture *f, enum rollup_level level, int32_t first_day)
{
    struct tallies *tallies = tallies_new(level == ROLLUP_DAY);
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++)
        assert_int_equal(rollup_read(store_database(f->hall.store), level, by, first_day, first_day, take_row, tallies),
                         0);
    return tallies;
}

static void count_finding(const struct finding *finding, void *data)
{
    int64_t *findings = data;
    (*findings)++;
    if (finding->kind != FINDING_ROLLUP)
        fail_msg("%s: %s", finding_words[finding->kind], finding->text);
}

static int64_t findings_of(const char *path)
{
    struct verify_result result;
    int64_t findings = 0;
    char error[STORE_ERROR_SIZE];
    const struct verify_options options = {.path = path, .found = count_finding, .data = &findings};
    if (store_verify(&options, &result, error) < 0)
        fail_msg("%s", error);
    assert_int_equal(result.findings, findings);
    return findings;
}

static void close_store(struct fixture *f)
{
    f->hall.store = store_close(f->hall.store);
}
