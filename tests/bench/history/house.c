/* SPDX-License-Identifier: MIT
 *
 * Commands and time.
 */
#include "tests/bench/history/house.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/rollup.h"

void house_commit(struct house *house, bool all)
{
    if (house->uncommitted < (all ? 1 : house->facts_a_commit))
        return;
    int r = store_commit(house->store);
    if (r < 0) {
        fprintf(stderr, "history: commit: %s\n", strerror(-r));
        exit(1);
    }
    store_checkpoint(house->store, false);
    house->uncommitted = 0;
    house->commits++;
}

bool house_do(struct house *house, struct command command)
{
    struct refusal refusal;
    house->events.count = 0;
    int r = engine_execute(house->engine, house->rulebook, &command, house->now_ms, &house->events, &refusal);
    if (r < 0)
        return false;
    store_add_events(house->store, house->engine, house->events.items, house->events.count);
    house->facts += (int64_t)house->events.count;
    house->uncommitted += house->events.count;
    house_commit(house, false);
    return true;
}

void house_go_to(struct house *house, int64_t at_ms)
{
    while (engine_deadline(house->engine) <= at_ms) {
        if (engine_deadline(house->engine) > house->now_ms)
            house->now_ms = engine_deadline(house->engine);
        house_do(house, (struct command){.kind = COMMAND_TIME});
    }
    if (at_ms > house->now_ms)
        house->now_ms = at_ms;
}

void house_add_row(struct house *house, const struct store_row *row)
{
    store_add_row(house->store, row);
    house->uncommitted++;
}

int32_t house_add_text(struct house *house, const char *text)
{
    return store_add_text(house->store, text, strlen(text));
}

static void keep_most(int64_t *most_us, int64_t since_us)
{
    int64_t took_us = clock_stopwatch_us() - since_us;
    *most_us = took_us > *most_us ? took_us : *most_us;
}

void house_roll(struct house *house)
{
    const struct rollup_known known = {.rulebook = house->rulebook};
    struct rollup_step *step = NULL;
    int64_t began_us = clock_stopwatch_us();
    int r = rollup_step_make(store_database(house->store), &known, &step);
    keep_most(&house->computed_us, began_us);
    began_us = clock_stopwatch_us();
    if (r == 0 && step)
        r = store_add_rollup(house->store, step);
    keep_most(&house->rolled_us, began_us);
    rollup_step_free(step);
    if (r < 0) {
        fprintf(stderr, "history: roll-up: %s\n", strerror(-r));
        exit(1);
    }
}
