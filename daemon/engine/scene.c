/* SPDX-License-Identifier: MIT
 *
 * The copy: tickets get numbers of their own, in the same order, so that the rule's last word stays the same.
 */
#include "daemon/engine/scene.h"

#include "daemon/engine/opening.h"
#include "daemon/engine/rulebook_copy.h"

/* --- tickets --- */

/* In its queue now, or back in it at a known moment? */
static bool is_live(const struct ticket *ticket)
{
    const struct step *step = &ticket->steps[ticket->current];
    return !ticket->ended && (step->state == STEP_WAITING ||
                              ((step->state == STEP_PUT_OFF || step->state == STEP_PARKED) && step->until_ms));
}

static bool is_expected(const struct booking *booking)
{
    return booking->id && booking->state == BOOKING_OPEN;
}

static int32_t count_tickets(const struct engine *engine)
{
    int32_t count = 0;
    for (int32_t i = 1; i <= engine->ticket_count; i++)
        count += is_live(&engine->tickets[i]);
    for (int32_t i = 0; i < engine->booking_count; i++)
        count += is_expected(&engine->bookings[i]);
    return count;
}

static void expect(struct scene *scene, struct expected expected)
{
    mem_grow(scene->expected, scene->expected_count, scene->expected_room);
    scene->expected[scene->expected_count++] = expected;
}

static void add_ticket(struct scene *scene, const struct ticket *ticket)
{
    int32_t id = ++scene->live_count;
    const struct step *step = &ticket->steps[ticket->current];
    scene->ids[id] = ticket->id;
    scene->steps[id] = *step;
    scene->hall.tickets[id] = (struct ticket){.id = id,
                                              .channel = ticket->channel,
                                              .class = ticket->class,
                                              .needs = ticket->needs,
                                              .language = ticket->language,
                                              .steps = &scene->steps[id],
                                              .step_count = 1};
    if (step->state == STEP_WAITING)
        queue_add(&state_service(&scene->hall, step->service)->queue, state_key(&scene->hall.tickets[id]));
    else
        expect(scene, (struct expected){.ticket = id, .at_ms = step->until_ms});
    scene->steps[id].state = STEP_WAITING;
}

static void add_booking(struct scene *scene, const struct booking *booking)
{
    int32_t id = ++scene->ticket_count;
    scene->steps[id] = (struct step){
            .service = booking->service, .class = booking->class, .state = STEP_WAITING, .base_ms = booking->slot_ms};
    scene->hall.tickets[id] = (struct ticket){.id = id,
                                              .channel = CHANNEL_BOOKING,
                                              .class = booking->class,
                                              .needs = booking->needs,
                                              .language = booking->language,
                                              .steps = &scene->steps[id],
                                              .step_count = 1};
    expect(scene, (struct expected){.ticket = id, .slot_ms = booking->slot_ms});
}

static void copy_tickets(struct scene *scene, const struct engine *engine)
{
    int32_t room = count_tickets(engine) + 1;
    scene->steps = mem_new_n(struct step, (size_t)room);
    scene->ids = mem_new_n(int32_t, (size_t)room);
    scene->hall.tickets = mem_new_n(struct ticket, (size_t)room);
    for (int32_t i = 1; i <= engine->ticket_count; i++) {
        if (is_live(&engine->tickets[i]))
            add_ticket(scene, &engine->tickets[i]);
    }
    scene->ticket_count = scene->live_count;
    for (int32_t i = 0; i < engine->booking_count; i++) {
        if (is_expected(&engine->bookings[i]))
            add_booking(scene, &engine->bookings[i]);
    }
    scene->hall.ticket_count = scene->ticket_count;
}

/* Every service has its queue, so that nothing grows while futures are played. */
static void copy_hall(struct scene *scene, const struct engine *engine)
{
    int32_t services = scene->rulebook.services.count;
    if (services < engine->service_count)
        services = engine->service_count;
    if (services > 0)
        state_service(&scene->hall, services - 1);
    for (int32_t i = 0; i < engine->service_count; i++)
        scene->hall.services[i].closing = engine->services[i].closing;
    copy_tickets(scene, engine);
    scene->hall.operator_count = engine->operator_count;
    scene->hall.operators =
            engine->operator_count > 0 ? mem_new_n(struct operator_state, (size_t)engine->operator_count) : NULL;
    for (int32_t i = 1; i < engine->operator_count; i++)
        scene->hall.operators[i].session = engine->operators[i].session;
    for (int32_t i = 1; i < engine->counter_count; i++)
        state_counter(&scene->hall, i)->lent = engine->counters[i].lent;
}

/* --- who might come --- */

static bool may_come(const struct scene *scene, int32_t service, int32_t class)
{
    return scene->rulebook.services.items[service].offered && scene->rulebook.classes.items[class].offered;
}

static struct calling_key key_of(const struct scene *scene, int32_t service, int32_t class, int64_t base_ms)
{
    struct rule_key key = rules_key(&scene->rulebook, service, class, base_ms);
    return (struct calling_key){.tier = key.tier, .due_ms = key.due_ms, .ticket = INT32_MAX};
}

/* Classes that get the same key are one newcomer. */
static void add_newcomer(struct scene *scene, int32_t service, int32_t class)
{
    struct newcomer added = {service, class, key_of(scene, service, class, scene->now_ms),
                             rules_key(&scene->rulebook, service, class, scene->now_ms).promote_ms};
    int32_t first = scene->first_newcomer[service], place = scene->newcomer_count;
    for (int32_t i = first; i < scene->newcomer_count; i++) {
        if (calling_key_compare(&scene->newcomers[i].key, &added.key) == 0)
            return;
    }
    for (; place > first && calling_key_compare(&added.key, &scene->newcomers[place - 1].key) < 0; place--)
        scene->newcomers[place] = scene->newcomers[place - 1];
    scene->newcomers[place] = added;
    scene->newcomer_count++;
}

static void add_newcomers(struct scene *scene)
{
    int32_t services = scene->hall.service_count, classes = scene->rulebook.classes.count;
    scene->newcomers = mem_new_n(struct newcomer, (size_t)services * (size_t)(classes > 0 ? classes : 1) + 1);
    scene->first_newcomer = mem_new_n(int32_t, (size_t)services + 1);
    for (int32_t service = 0; service < services; service++) {
        scene->first_newcomer[service] = scene->newcomer_count;
        for (int32_t class = 1; service > 0 && service < scene->rulebook.services.count && class < classes; class ++) {
            if (may_come(scene, service, class))
                add_newcomer(scene, service, class);
        }
    }
    scene->first_newcomer[services] = scene->newcomer_count;
}

int32_t scene_newcomer(const struct scene *scene, int32_t service, int32_t class)
{
    if (service <= 0 || service >= scene->rulebook.services.count || class <= 0 ||
        class >= scene->rulebook.classes.count)
        return -1;
    struct calling_key key = key_of(scene, service, class, scene->now_ms);
    for (int32_t i = scene->first_newcomer[service]; i < scene->first_newcomer[service + 1]; i++) {
        if (calling_key_compare(&scene->newcomers[i].key, &key) == 0)
            return i;
    }
    return -1;
}

int32_t scene_ticket(const struct scene *scene, int32_t id)
{
    int32_t low = 1, high = scene->live_count;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (scene->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return high > 0 && scene->ids[low] == id ? low : 0;
}

/* --- who will come --- */

/* The last of all who wait or might come now. */
static struct calling_key last_key(const struct scene *scene)
{
    struct calling_key last = {.tier = INT32_MAX};
    for (int32_t i = 1; i <= scene->live_count; i++) {
        struct calling_key key = state_key(&scene->hall.tickets[i]);
        if (calling_key_compare(&last, &key) < 0)
            last = key;
    }
    for (int32_t i = 0; i < scene->newcomer_count; i++) {
        if (calling_key_compare(&last, &scene->newcomers[i].key) < 0)
            last = scene->newcomers[i].key;
    }
    return last;
}

/* The first hour of a day of 25 has none of its own: then nobody comes. */
static int32_t quarter_of(const struct scene *scene, int64_t at_ms)
{
    int64_t since_ms = at_ms - scene->quarters_from_ms;
    return since_ms > 0 ? (int32_t)(since_ms / QUARTER_MS) : 0;
}

static void add_stream(struct scene *scene, const struct rule_hours *hours, const struct learned *learned,
                       int32_t service, int32_t class)
{
    int32_t now = quarter_of(scene, scene->now_ms);
    float total = 0, busy = learned_busy(learned, now);
    for (int32_t quarter = now; quarter < LEARNED_QUARTERS; quarter++) {
        if (!hours_hold(hours, scene->quarters_from_ms + quarter * QUARTER_MS, 0))
            continue;
        float rate = learned_rate(learned, service, class, quarter, now, busy);
        scene->stream_rates[quarter] += rate;
        total += rate;
    }
    if (total <= 0)
        return;
    float before = scene->stream_count > 0 ? scene->streams[scene->stream_count - 1].until : 0;
    scene->streams[scene->stream_count++] = (struct stream){service, class, before + total};
}

/* Only those who may go before somebody: in a hall where all are alike, nobody. */
static void add_streams(struct scene *scene, const struct engine *engine, const struct rulebook *rulebook,
                        const struct learned *learned)
{
    struct calling_key last = last_key(scene);
    int32_t services = scene->rulebook.services.count, classes = scene->rulebook.classes.count;
    scene->streams = mem_new_n(struct stream, (size_t)services * (size_t)(classes > 0 ? classes : 1) + 1);
    for (int32_t service = 1; service < services; service++) {
        const struct rule_hours hours = opening_hours(engine, rulebook, service);
        for (int32_t class = 1; class < classes; class ++) {
            struct calling_key key = key_of(scene, service, class, scene->now_ms);
            if (may_come(scene, service, class) && calling_key_compare(&key, &last) < 0)
                add_stream(scene, &hours, learned, service, class);
        }
    }
    float all = scene->stream_count > 0 ? scene->streams[scene->stream_count - 1].until : 1;
    for (int32_t i = 0; i < scene->stream_count; i++)
        scene->streams[i].until /= all;
}

/* --- laws --- */

static void copy_laws(struct scene *scene, const struct learned *learned)
{
    int32_t services = scene->hall.service_count;
    scene->service_laws = mem_new_n(struct length_law, (size_t)services + 1);
    for (int32_t i = 1; i < services && i < learned->service_count; i++)
        scene->service_laws[i] = learned->services[i].law;
    scene->way_law = learned->way_law;
    scene->gap_law = learned->gap_law;
    scene->idle_law = learned->idle_law;
    scene->miss_law = learned->miss_law;
    for (int bucket = 0; bucket < LEARNED_WAITS; bucket++) {
        scene->miss[0][bucket] = learned_miss(learned, false, bucket);
        scene->miss[1][bucket] = learned_miss(learned, true, bucket);
    }
    scene->booking_miss = learned_booking_miss(learned);
}

/* --- hours --- */

static void copy_hours(struct scene *scene, const struct engine *engine, const struct rulebook *rulebook)
{
    scene->closes_ms = mem_new_n(int64_t, (size_t)scene->hall.service_count + 1);
    for (int32_t i = 1; i < rulebook->services.count; i++) {
        const struct rule_hours hours = opening_hours(engine, rulebook, i);
        scene->closes_ms[i] = hours.count > 0 ? hours.spans[hours.count - 1].until_ms : 0;
    }
}

/* --- all of it --- */

struct scene *scene_new(const struct engine *engine, const struct rulebook *rulebook, const struct learned *learned,
                        int64_t now_ms)
{
    struct scene *scene = mem_new(struct scene);
    scene->now_ms = now_ms;
    scene->halted = engine->halted;
    scene->quarters_from_ms = engine->day_ends_ms - LEARNED_QUARTERS * QUARTER_MS;
    scene->rulebook = rulebook_copy(rulebook);
    copy_hall(scene, engine);
    scene_add_posts(scene, engine, rulebook, learned);
    add_newcomers(scene);
    add_streams(scene, engine, rulebook, learned);
    copy_laws(scene, learned);
    copy_hours(scene, engine, rulebook);
    return scene;
}

struct scene *scene_free(struct scene *scene)
{
    if (!scene)
        return NULL;
    for (int32_t i = 0; i < scene->hall.service_count; i++)
        queue_done(&scene->hall.services[i].queue);
    free(scene->hall.services);
    free(scene->hall.tickets);
    free(scene->hall.operators);
    free(scene->hall.counters);
    rulebook_copy_done(&scene->rulebook);
    free(scene->steps);
    free(scene->ids);
    free(scene->posts);
    free(scene->expected);
    free(scene->newcomers);
    free(scene->first_newcomer);
    free(scene->streams);
    free(scene->service_laws);
    free(scene->closes_ms);
    free(scene->services);
    free(scene->offsets_ms);
    free(scene);
    return NULL;
}
