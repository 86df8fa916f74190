/* SPDX-License-Identifier: MIT
 *
 * The daemon of a simulated world: the daemon's own orders (daemon/paper.c), and around them whose turn it is, as
 * daemon/papers.c says it.
 */
#pragma once

#include "tests/printer/world.h"

static inline bool daemon_can_print(const struct world *world, const char *key)
{
    for (size_t i = 0; i < WORLD_PRINTERS; i++) {
        const struct world_printer *printer = &world->printers[i];
        if (strcmp(world_keys[i], key) == 0)
            return printer->told_ms == 0 ? world->now_ms - world->daemon_ms < 60000
                                         : printer->known_to_print && world->now_ms - printer->told_ms < 60000;
    }
    return false;
}

/* Numbers begin at 1. */
static inline struct world_order *daemon_find(struct world *world, int64_t number)
{
    if (number < 1 || number > (int64_t)world->order_count)
        fail_in(world, "there is no order %d", (int)number);
    return &world->orders[number - 1];
}

static inline bool daemon_is_open(const struct world *world, const struct world_order *order)
{
    return !world->day_is_closed && (paper_turn(order->paper) || paper_has_late(order->paper));
}

static inline int64_t daemon_until(const struct paper *paper)
{
    return paper->turn_ms + WORLD_TURN_MS;
}

static inline void daemon_turn(struct world *world, struct paper *paper, size_t place, int64_t from_ms)
{
    paper_apply_turn(paper, place, from_ms);
    world->changed = true;
}

static inline void daemon_pass_on(struct world *world, struct paper *paper, int64_t from_ms)
{
    size_t place = paper_state(paper) == PAPER_PRINTED ? paper->list->count : paper->turn + 1;
    while (place < paper->list->count && !daemon_can_print(world, paper->list->keys[place]))
        place++;
    daemon_turn(world, paper, place, from_ms);
}

static inline void daemon_run(struct world *world)
{
    for (size_t i = 0; daemon_runs(world) && i < world->order_count; i++) {
        struct world_order *order = &world->orders[i];
        struct paper *paper = order->paper;
        if (paper_waits(paper) && !daemon_can_print(world, paper_turn(paper)))
            daemon_pass_on(world, paper, world->now_ms);
        while (paper_turn(paper) && daemon_until(paper) <= world->now_ms) {
            world->counts[COUNT_LATE]++;
            daemon_pass_on(world, paper, daemon_until(paper));
        }
        if (!paper_turn(paper) && !order->over_ms)
            order->over_ms = world->now_ms;
    }
}

/* --- orders --- */

static inline void daemon_order(struct world *world)
{
    static const char *const lists[] = {"entrance-1", "entrance-1 entrance-2", "entrance-2 entrance-1 reception",
                                        "reception entrance-1", "elsewhere entrance-2"};
    if (world->order_count == WORLD_ORDERS || world->day_is_closed || !daemon_runs(world))
        return;
    struct paper *paper = mem_new(struct paper), *earlier = NULL;
    if (world->order_count && one_in(world, 8)) { /* printed again, once it is over */
        struct world_order *order = &world->orders[below(world, (int)world->order_count)];
        earlier = order->over_ms ? order->paper : NULL;
    }
    for (size_t i = 0; earlier && i < world->order_count; i++) { /* the last of its ticket */
        if (world->orders[i].paper->earlier == earlier)
            earlier = world->orders[i].over_ms ? world->orders[i].paper : NULL;
    }
    *paper = (struct paper){.number = (int64_t)world->order_count + 1,
                            .kind = PAPER_TICKET,
                            .ticket = earlier ? earlier->ticket : (int32_t)world->order_count + 1,
                            .at_ms = world->now_ms,
                            .list = paper_list_of(&world->lists, lists[below(world, ARRAY_SIZE(lists))]),
                            .turn_ms = world->now_ms,
                            .earlier = earlier};
    while (paper->turn < paper->list->count && !daemon_can_print(world, paper->list->keys[paper->turn]))
        paper->turn++;
    world->orders[world->order_count++] = (struct world_order){.paper = paper, .wanted = true};
    world->changed = true;
}

/* Its ticket ends. */
static inline void daemon_end_ticket(struct world *world, struct world_order *order)
{
    if (!order->wanted || !daemon_is_open(world, order))
        return;
    order->wanted = false;
    order->unwanted_ms = world->now_ms;
    if (paper_waits(order->paper))
        daemon_turn(world, order->paper, order->paper->list->count, world->now_ms);
    world->changed = true;
}

static inline void daemon_close_day(struct world *world)
{
    for (size_t i = 0; i < world->order_count; i++) {
        struct paper *paper = world->orders[i].paper;
        for (size_t place = 0; place < paper->list->count; place++) {
            enum paper_state state = paper_state_at(paper, place);
            if (state == PAPER_TAKEN || state == PAPER_SENT)
                paper_apply_try(paper, place, &(struct paper_told){.state = PAPER_UNKNOWN}, world->now_ms);
        }
        if (paper_turn(paper))
            paper_apply_turn(paper, paper->list->count, world->now_ms);
    }
    world->day_is_closed = world->changed = true;
}

/* --- what it is asked --- */

static inline enum spool_answer daemon_take(struct world *world, struct world_request *request)
{
    struct world_order *order = daemon_find(world, request->task.order);
    if (world->day_is_closed)
        return SPOOL_REFUSED;
    struct paper *paper = order->paper;
    size_t place = paper_place(paper, request->task.printer);
    if (place == paper->list->count || !paper_waits(paper) || place != paper->turn)
        return SPOOL_REFUSED;
    paper_apply_try(paper, place, &(struct paper_told){.state = PAPER_TAKEN}, world->now_ms);
    request->again = paper_says_copy(paper);
    world->changed = true;
    return SPOOL_DONE;
}

static inline enum spool_answer daemon_report(struct world *world, const struct world_request *request)
{
    const struct spool_task *task = &request->task;
    struct world_order *order = daemon_find(world, task->order);
    if (world->day_is_closed)
        return SPOOL_REFUSED;
    struct paper *paper = order->paper;
    const struct paper_told told = {.state = (enum paper_state)task->state, .papers = task->papers};
    size_t place = paper_place(paper, task->printer);
    if (place == paper->list->count || told.state == PAPER_TAKEN || told.state == PAPER_WAITING)
        fail_in(world, "order %d is told as %d", (int)task->order, task->state);
    enum paper_state state = paper_state_at(paper, place);
    if (!paper_state_permits(state, told.state) ||
        (state == PAPER_PRINTED && told.papers <= paper_count_at(paper, place)))
        return SPOOL_REFUSED;
    paper_apply_try(paper, place, &told, world->now_ms);
    if (told.state == PAPER_FAILED && place == paper->turn)
        daemon_pass_on(world, paper, world->now_ms);
    world->changed = true;
    return SPOOL_DONE;
}

/* --- what it tells --- */

static inline void daemon_list_tries(const struct paper *paper, struct printer_order *order, struct printer_try *tries)
{
    order->tries.items = tries;
    for (size_t place = 0; paper->tries && place < paper->list->count; place++) {
        if (paper_state_at(paper, place) == PAPER_WAITING)
            continue;
        tries[order->tries.count++] = (struct printer_try){.printer = paper->list->keys[place],
                                                           .state = {.value = (int)paper->tries[place].state},
                                                           .at = paper->tries[place].since_ms,
                                                           .late = paper_is_late(paper, place),
                                                           .papers = paper_count_at(paper, place)};
    }
}

/* As it is now; told a little later. */
static inline void daemon_make_list(struct world *world)
{
    struct world_list *list = &world->list;
    list->count = 0;
    list->made_ms = world->now_ms;
    list->at_ms = world->now_ms + below(world, goes_wrong(world, 8) ? WORLD_DELAY_MS : 120);
    world->changed = false;
    for (size_t i = 0; i < world->order_count; i++) {
        const struct paper *paper = world->orders[i].paper;
        if (!daemon_is_open(world, &world->orders[i]))
            continue;
        struct printer_order *order = &list->orders[list->count];
        *order = (struct printer_order){.order = paper->number,
                                        .state = {.value = (int)paper_state(paper)},
                                        .at = paper->at_ms,
                                        .language = "az",
                                        .again = paper_says_copy(paper),
                                        .turn = paper_turn(paper),
                                        .until = {.set = paper_turn(paper), .value = daemon_until(paper)},
                                        .papers = paper_count(paper),
                                        .wanted = world->orders[i].wanted};
        daemon_list_tries(paper, order, list->tries[list->count++]);
    }
}
