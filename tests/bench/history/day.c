/* SPDX-License-Identifier: MIT
 *
 * The day as a whole: it opens with its shifts and appointments, runs off by its plan, and is closed and sealed.
 */
#include "tests/bench/history/day.h"

#include <stdio.h>

#include "tests/bench/history/today.h"

enum { CLOSE_LIMIT = 64, LOOK_MS = 2 * MINUTE_MS, SEEN_UNTIL_MINUTE = CLOSES_MINUTE + 75 };

/* --- shifts --- */

static struct command shift_of(const struct worker *worker, int32_t number, int64_t midnight_ms)
{
    return (struct command){.kind = COMMAND_SET_SHIFT,
                            .shift = number,
                            .counter = worker->counter,
                            .operator_id = worker->operator_id,
                            .from_ms = midnight_ms + worker->comes_minute * MINUTE_MS,
                            .until_ms = midnight_ms + worker->goes_minute * MINUTE_MS,
                            .what = PRESENCE_PRESENT};
}

static void enter_shifts(struct today *today)
{
    const struct people *people = &today->life->people;
    for (int32_t i = 0; i < people->worker_count; i++)
        house_do(today->house, shift_of(&people->workers[i], i + 1, today->given->midnight_ms));
}

/* Who is planned for the next working day. */
static void plan_shifts(struct today *today)
{
    const struct people *people = &today->life->people;
    for (int32_t i = 0; today->given->next_count > 0 && i < people->worker_count; i++) {
        const struct command shift = shift_of(&people->workers[i], i + 1, today->given->next[0].midnight_ms);
        house_add_row(today->house, &(struct store_row){.table = TABLE_ROTA,
                                                        .at_ms = today->house->now_ms,
                                                        .value = {[ROTA_DAY] = today->given->next[0].day,
                                                                  [ROTA_SHIFT] = shift.shift,
                                                                  [ROTA_COUNTER] = shift.counter,
                                                                  [ROTA_OPERATOR] = shift.operator_id,
                                                                  [ROTA_FROM] = shift.from_ms,
                                                                  [ROTA_UNTIL] = shift.until_ms,
                                                                  [ROTA_WHAT] = shift.what}});
    }
}

/* --- open, live, close --- */

static void open_day(struct today *today)
{
    house_go_to(today->house, today->given->midnight_ms);
    if (!house_do(today->house, (struct command){.kind = COMMAND_OPEN_DAY, .day = today->given->day})) {
        fputs("history: a day does not open\n", stderr);
        exit(1);
    }
    enter_shifts(today);
    visitors_begin(today);
    workers_begin(today);
    plan_shifts(today);
    plan_add(&today->plan, today->given->midnight_ms + OPENS_MINUTE * MINUTE_MS, HALL_IS_SEEN, 0);
}

static void look_around(struct today *today, attr_unused int32_t nobody)
{
    int64_t next_ms = today->house->now_ms + LOOK_MS;
    workers_look(today);
    if (next_ms < today->given->midnight_ms + SEEN_UNTIL_MINUTE * MINUTE_MS)
        plan_add(&today->plan, next_ms, HALL_IS_SEEN, 0);
}

static void live(struct today *today)
{
    static void (*const acts[])(struct today *, int32_t) = {
            [VISITOR_COMES] = visitor_comes,       [VISITOR_PUTS_OFF] = visitor_puts_off,
            [VISITOR_GIVES_UP] = visitor_gives_up, [VISITOR_IS_BACK] = visitor_is_back,
            [VISITOR_BOOKS] = visitor_books,       [WORKER_GOES_ON] = worker_goes_on,
            [HALL_IS_SEEN] = look_around,
    };
    struct happening happening;
    while (plan_take(&today->plan, &happening)) {
        house_go_to(today->house, happening.at_ms);
        acts[happening.what](today, happening.who);
    }
}

static void close_day(struct today *today)
{
    house_go_to(today->house, today->given->midnight_ms + DAY_MS);
    struct figures figures = {0};
    int64_t codes[CLOSE_LIMIT]; /* for those who are never called */
    while (engine_day(today->house->engine)) {
        for (int i = 0; i < CLOSE_LIMIT; i++)
            codes[i] = dice_long_code(today->dice);
        house_do(today->house, (struct command){.kind = COMMAND_CLOSE_DAY,
                                                .limit = CLOSE_LIMIT,
                                                .day = today->given->day,
                                                .codes = codes,
                                                .code_count = CLOSE_LIMIT});
        figures = engine_figures(today->house->engine);
    }
    house_commit(today->house, true);
    house_roll(today->house);
    today->tally->days++;
    today->tally->never_called += figures.visits_ended[END_NEVER_CALLED];
}

void day_live(struct centre_life *life, const struct day_plan *plan)
{
    struct today today = {
            .life = life, .given = plan, .house = &life->house, .dice = &life->dice, .tally = &life->tally};
    open_day(&today);
    live(&today);
    close_day(&today);
    plan_done(&today.plan);
    free(today.visitors);
    free(today.posts);
}
