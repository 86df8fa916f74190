/* SPDX-License-Identifier: MIT
 *
 * The hall after a move that nobody has made: a scene of an engine of which what the move touches are copies.
 */
#include <string.h>

#include "daemon/engine/scene.h"

static void *copy_of(const void *items, int32_t count, int32_t room, size_t size)
{
    void *copy = mem_realloc(NULL, (size_t)room + 1, size);
    memset(copy, 0, ((size_t)room + 1) * size);
    if (count > 0)
        memcpy(copy, items, (size_t)count * size);
    return copy;
}

static void plan(struct engine *engine, const struct shift *shift)
{
    int32_t room = engine->shift_count > shift->id ? engine->shift_count : shift->id + 1;
    engine->shifts = copy_of(engine->shifts, engine->shift_count, room, sizeof(struct shift));
    engine->shift_count = room;
    engine->shifts[shift->id] = *shift;
}

static void lend(struct engine *engine, const struct rulebook *rulebook, const struct move *move)
{
    int32_t room = engine->counter_count > move->counter ? engine->counter_count : move->counter + 1;
    engine->counters = copy_of(engine->counters, engine->counter_count, room, sizeof(struct counter_state));
    engine->counter_count = room;
    engine->operators =
            copy_of(engine->operators, engine->operator_count, engine->operator_count, sizeof(struct operator_state));
    struct counter_state *counter = &engine->counters[move->counter];
    counter->lent = move->lent;
    if (!counter->operator_id)
        return;
    struct session *session = &engine->operators[counter->operator_id].session;
    int32_t usual = rules_usual_profile(rulebook, counter->operator_id, move->counter);
    session->profile = move->lent.profile ? move->lent.profile : usual ? usual : session->profile;
}

bool move_sends_home(const struct move *move, const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    bool waits = step->state == STEP_WAITING || step->state == STEP_PUT_OFF;
    if (!move->closed || move->closing == CLOSING_ALL || step->service != move->closed || !waits)
        return false;
    return move->closing == CLOSING_SEND_HOME || ticket->id > move->last;
}

static void close_service(struct engine *engine, const struct move *move, int64_t now_ms)
{
    int32_t room = engine->service_count > move->closed ? engine->service_count : move->closed + 1;
    engine->services = copy_of(engine->services, engine->service_count, room, sizeof(struct service_state));
    engine->service_count = room;
    struct service_state *service = &engine->services[move->closed];
    service->closed_ms = service->closing ? service->closed_ms : now_ms;
    service->closing = move->closing;
    int32_t count = engine->ticket_count > 0 ? engine->ticket_count + 1 : 0;
    engine->tickets = copy_of(engine->tickets, count, count, sizeof(struct ticket));
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        engine->tickets[i].ended |= move_sends_home(move, &engine->tickets[i]);
}

struct scene *scene_new_moved(const struct engine *engine, const struct rulebook *rulebook,
                              const struct learned *learned, int64_t now_ms, const struct move *move)
{
    struct engine moved = *engine;
    if (move->shift.id)
        plan(&moved, &move->shift);
    if (move->counter)
        lend(&moved, rulebook, move);
    if (move->closed)
        close_service(&moved, move, now_ms);
    struct scene *scene = scene_new(&moved, rulebook, learned, now_ms);
    if (move->shift.id)
        free(moved.shifts);
    if (move->counter) {
        free(moved.counters);
        free(moved.operators);
    }
    if (move->closed) {
        free(moved.services);
        free(moved.tickets);
    }
    return scene;
}
