/* SPDX-License-Identifier: MIT
 *
 * A future: moments in their order, and counters that are free.
 */
#include "daemon/engine/future_private.h"

#include <string.h>

/* --- moments --- */

static bool is_before(const struct moment *a, const struct moment *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->what < b->what;
}

void future_plan(struct future *future, float at_ms, enum moment_kind kind, int32_t number)
{
    if (at_ms >= HORIZON_MS)
        return;
    struct moment added = {at_ms > 0 ? (int32_t)at_ms : 0, (uint32_t)kind << 24 | (uint32_t)number};
    mem_grow(future->moments, future->moment_count, future->moment_room);
    size_t place = future->moment_count++;
    for (; place > 0 && is_before(&added, &future->moments[(place - 1) / 2]); place = (place - 1) / 2)
        future->moments[place] = future->moments[(place - 1) / 2];
    future->moments[place] = added;
}

static struct moment take_moment(struct future *future)
{
    struct moment first = future->moments[0], last = future->moments[--future->moment_count];
    size_t place = 0, count = future->moment_count;
    for (size_t child; (child = 2 * place + 1) < count; place = child) {
        child += child + 1 < count && is_before(&future->moments[child + 1], &future->moments[child]);
        if (!is_before(&future->moments[child], &last))
            break;
        future->moments[place] = future->moments[child];
    }
    future->moments[place] = last;
    return first;
}

/* --- calls --- */

int32_t future_bounded(int64_t ms)
{
    return ms < 0 ? 0 : ms < FUTURE_NEVER ? (int32_t)ms : FUTURE_NEVER;
}

static bool is_over(const struct future *future)
{
    if (future->only.newcomer >= 0)
        return future->newcomers_ms[future->only.newcomer] != FUTURE_NEVER;
    if (future->only.ticket > 0)
        return future->tickets_ms[future->only.ticket] != FUTURE_NEVER;
    return future->newcomers_left <= 0 && future->tickets_left <= 0;
}

static struct calling_key newcomer_key(const struct scene *scene, const struct newcomer *newcomer, int32_t at_ms)
{
    bool is_promoted = newcomer->promote_ms && newcomer->promote_ms <= scene->now_ms + at_ms;
    return is_promoted ? rules_promoted_key(scene->now_ms, newcomer->key.ticket) : newcomer->key;
}

/* Newcomers whom this free post would call before the first of those who are there. */
static void call_newcomers(struct future *future, const struct post *post, const struct rule_first *first,
                           int32_t at_ms)
{
    const struct scene *scene = future->scene;
    for (int32_t i = 0; i < post->among.count; i++) {
        int32_t service = post->among.services[i], end = scene->first_newcomer[service + 1];
        if (post->offsets_ms[i] == NOT_TAKEN)
            continue;
        for (int32_t *next = &future->next_newcomer[service]; *next < end; (*next)++) {
            struct calling_key key = newcomer_key(scene, &scene->newcomers[*next], at_ms);
            if (key.tier < TIER_PROMOTED)
                key.due_ms += post->offsets_ms[i];
            if (!first->early && calling_key_compare(&first->key, &key) < 0)
                break;
            future->newcomers_ms[*next] = at_ms;
            future->newcomers_left--;
        }
    }
}

/* From call to the next call. */
static float draw_call(struct future *future, const struct post *post, const struct ticket *ticket, int32_t at_ms)
{
    const struct scene *scene = future->scene;
    const struct step *step = &ticket->steps[0];
    int wait = learned_wait(scene->now_ms + at_ms - step->base_ms);
    if (chance_share(&future->chance) < scene->miss[ticket->channel == CHANNEL_BOOKING][wait])
        return law_draw(&scene->miss_law, &future->chance) + future_draw_gap(future);
    return law_draw(&scene->way_law, &future->chance) + future_draw_service(future, post, step->service) +
           future_draw_gap(future);
}

static void call(struct future *future, int32_t number, struct calling_key key, int32_t at_ms)
{
    const struct scene *scene = future->scene;
    struct ticket *ticket = &future->hall.tickets[key.ticket];
    queue_remove(&future->hall.services[ticket->steps[0].service].queue, state_key(ticket));
    if (key.ticket <= scene->ticket_count) {
        future->tickets_ms[key.ticket] = at_ms;
        future->tickets_left -= key.ticket <= scene->live_count && future->served[key.ticket];
    }
    future_plan(future, (float)at_ms + draw_call(future, &scene->posts[number], ticket, at_ms), MOMENT_POST, number);
}

/* A break that is due is taken; until when, or 0: there is none. */
static int32_t take_break(struct future *future, int32_t number, int32_t from_ms)
{
    const struct post *post = &future->scene->posts[number];
    int *next = &future->breaks[number];
    if (*next >= post->break_count || post->breaks[*next].from_ms - future->scene->now_ms > from_ms)
        return 0;
    const struct rule_span *span = &post->breaks[(*next)++];
    return future_bounded(from_ms + span->until_ms - span->from_ms);
}

static void is_free(struct future *future, int32_t number, int32_t at_ms)
{
    const struct scene *scene = future->scene;
    const struct post *post = &scene->posts[number];
    if (post->leaves_ms <= scene->now_ms + at_ms)
        return;
    int32_t back_ms = take_break(future, number, at_ms);
    if (back_ms) {
        future_plan(future, (float)back_ms, MOMENT_POST, number);
        return;
    }
    struct rule_first first =
            rules_first(&future->hall, &scene->rulebook, &post->session, &post->among, scene->now_ms + at_ms);
    if (future->newcomers_left > 0)
        call_newcomers(future, post, &first, at_ms);
    if (first.key.ticket) {
        call(future, number, first.key, at_ms);
        return;
    }
    future->idle_since_ms[number] = at_ms;
    future->idle[future->idle_count++] = number;
}

/* An idle post goes to lunch when it is time, whoever comes meanwhile. */
static void wake(struct future *future, int32_t number, int32_t at_ms)
{
    const struct post *post = &future->scene->posts[number];
    int next = future->breaks[number];
    int32_t from_ms = future->idle_since_ms[number];
    if (next < post->break_count) {
        int64_t due_ms = post->breaks[next].from_ms - future->scene->now_ms;
        from_ms = due_ms > from_ms ? future_bounded(due_ms) : from_ms;
        int32_t back_ms = from_ms <= at_ms ? take_break(future, number, from_ms) : 0;
        if (back_ms > at_ms) {
            future_plan(future, (float)back_ms, MOMENT_POST, number);
            return;
        }
    }
    is_free(future, number, at_ms);
}

static bool takes(const struct post *post, int32_t service)
{
    int32_t low = 0, high = post->among.count;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (post->among.services[middle] < service)
            low = middle + 1;
        else
            high = middle;
    }
    return low < post->among.count && post->among.services[low] == service;
}

/* Somebody of this service came, or may be taken by others than before: idle posts look up, who has waited longest
 * first. */
static void look_up(struct future *future, int32_t service, int32_t at_ms)
{
    int32_t count = future->idle_count, kept = 0;
    future->idle_count = 0;
    int32_t *idle = future->idle;
    for (int32_t i = 0; i < count; i++) {
        int32_t number = idle[i];
        bool looks = future->hall.services[service].queue.count > 0 && takes(&future->scene->posts[number], service);
        future->idle_count = kept;
        if (looks)
            wake(future, number, at_ms);
        else
            idle[future->idle_count++] = number;
        kept = future->idle_count;
    }
}

/* --- who comes --- */

static void enter(struct future *future, struct ticket *ticket, int32_t at_ms)
{
    const struct step *step = &ticket->steps[0];
    queue_add(&future->hall.services[step->service].queue, state_key(ticket));
    if (step->promote_ms && step->promote_ms <= future->scene->now_ms + at_ms)
        state_promote(&future->hall, ticket);
    else if (step->promote_ms && ticket->id > future->scene->live_count)
        future_plan(future, (float)(step->promote_ms - future->scene->now_ms), MOMENT_PROMOTE, ticket->id);
    look_up(future, step->service, at_ms);
}

static void set_key(struct future *future, struct ticket *ticket, int64_t base_ms)
{
    struct step *step = &ticket->steps[0];
    struct rule_key key = rules_key(&future->scene->rulebook, step->service, step->class, base_ms);
    step->base_ms = base_ms;
    step->tier = key.tier;
    step->due_ms = key.due_ms;
    step->promote_ms = key.promote_ms;
}

static void expected_comes(struct future *future, int32_t number, int32_t at_ms)
{
    const struct expected *expected = &future->scene->expected[number];
    struct ticket *ticket = &future->hall.tickets[expected->ticket];
    int64_t at = future->scene->now_ms + at_ms;
    if (!expected->at_ms) {
        set_key(future, ticket, expected->slot_ms > at ? expected->slot_ms : at);
        ticket->steps[0].entered_ms = at;
    }
    enter(future, ticket, at_ms);
}

/* The next of all streams together: their rate is even within a quarter of an hour. */
void future_plan_stream(struct future *future, int32_t from_ms)
{
    const struct scene *scene = future->scene;
    if (scene->stream_count == 0 || future->arrivals >= ARRIVALS_MOST)
        return;
    float left = chance_exponential(&future->chance);
    int64_t at_ms = scene->now_ms + from_ms - scene->quarters_from_ms;
    if (at_ms < 0) /* the first hour of a day of 25 */
        at_ms = 0;
    for (int64_t quarter = at_ms / QUARTER_MS; quarter < LEARNED_QUARTERS; quarter++) {
        float rate = scene->stream_rates[quarter], part_ms = (float)((quarter + 1) * QUARTER_MS - at_ms);
        if (rate * part_ms > left * QUARTER_MS) {
            at_ms += (int64_t)(left * QUARTER_MS / rate);
            future_plan(future, (float)(at_ms - scene->now_ms + scene->quarters_from_ms), MOMENT_STREAM, 0);
            return;
        }
        left -= rate * part_ms / QUARTER_MS;
        at_ms = (quarter + 1) * QUARTER_MS;
    }
}

static void stream_comes(struct future *future, int32_t at_ms)
{
    const struct scene *scene = future->scene;
    float share = chance_share(&future->chance);
    int32_t low = 0, high = scene->stream_count - 1;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (scene->streams[middle].until <= share)
            low = middle + 1;
        else
            high = middle;
    }
    int32_t id = scene->ticket_count + 1 + future->arrivals++;
    struct ticket *ticket = &future->hall.tickets[id];
    future->steps[id] = (struct step){
            .service = scene->streams[low].service, .class = scene->streams[low].class, .state = STEP_WAITING};
    *ticket = (struct ticket){.id = id, .class = scene->streams[low].class, .steps = &future->steps[id]};
    set_key(future, ticket, scene->now_ms + at_ms);
    future->steps[id].entered_ms = scene->now_ms + at_ms;
    enter(future, ticket, at_ms);
    future_plan_stream(future, at_ms);
}

static void promote(struct future *future, int32_t number, int32_t at_ms)
{
    struct ticket *ticket = &future->hall.tickets[number];
    const struct queue *queue = &future->hall.services[ticket->steps[0].service].queue;
    if (!ticket->steps[0].promote_ms || queue_place(queue, state_key(ticket)) < 0)
        return;
    state_promote(&future->hall, ticket);
    look_up(future, ticket->steps[0].service, at_ms);
}

static void go_on(struct future *future, struct moment moment)
{
    int32_t number = (int32_t)(moment.what & 0xFFFFFF);
    switch ((enum moment_kind)(moment.what >> 24)) {
    case MOMENT_POST:
        is_free(future, number, moment.at_ms);
        break;
    case MOMENT_EXPECTED:
        expected_comes(future, number, moment.at_ms);
        break;
    case MOMENT_STREAM:
        stream_comes(future, moment.at_ms);
        break;
    case MOMENT_PROMOTE:
        promote(future, number, moment.at_ms);
        break;
    case MOMENT_SOFT:
        look_up(future, future->steps[number].service, moment.at_ms);
        break;
    }
}

struct future_calls future_play(struct future *future, uint64_t seed)
{
    future->chance.state = seed;
    future_begin(future);
    while (future->moment_count > 0 && !is_over(future))
        go_on(future, take_moment(future));
    return (struct future_calls){future->tickets_ms, future->newcomers_ms};
}

/* --- its memory --- */

/* Is somebody there, or planned, to whom this ticket was sent? */
static bool is_post_of(const struct scene *scene, const struct step *step)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        const struct session *session = &scene->posts[i].session;
        if ((step->for_operator && step->for_operator == session->operator_id) ||
            (step->for_counter && step->for_counter == session->counter))
            return true;
    }
    return false;
}

/* Who could be called by anybody: nobody waits for the others, or a future would never end. */
static void find_served(struct future *future)
{
    const struct scene *scene = future->scene;
    _cleanup_free_ bool *services = mem_new_n(bool, (size_t)scene->hall.service_count + 1);
    for (int32_t i = 0; i < scene->post_count; i++) {
        for (int32_t k = 0; k < scene->posts[i].among.count; k++)
            services[scene->posts[i].among.services[k]] |= scene->posts[i].offsets_ms[k] != NOT_TAKEN;
    }
    for (int32_t i = 1; i <= scene->live_count; i++) {
        const struct step *step = &scene->steps[i];
        bool comes_back = step->entry == ENTRY_BACK && services[step->service];
        future->served[i] = step->for_counter || step->for_operator ? comes_back || is_post_of(scene, step)
                                                                    : services[step->service];
    }
    for (int32_t i = 0; i < scene->newcomer_count; i++)
        future->served[scene->live_count + 1 + i] = services[scene->newcomers[i].service];
}

struct future *future_new(const struct scene *scene, struct future_only only)
{
    struct future *future = mem_new(struct future);
    size_t tickets = (size_t)scene->ticket_count + 1, posts = (size_t)scene->post_count + 1;
    size_t newcomers = (size_t)scene->newcomer_count + 1, room = tickets + ARRIVALS_MOST;
    *future = (struct future){
            .scene = scene,
            .only = only,
            .steps = mem_new_n(struct step, room),
            .idle = mem_new_n(int32_t, posts),
            .idle_since_ms = mem_new_n(int32_t, posts),
            .breaks = mem_new_n(int, posts),
            .tickets_ms = mem_new_n(int32_t, tickets),
            .newcomers_ms = mem_new_n(int32_t, newcomers),
            .next_newcomer = mem_new_n(int32_t, (size_t)scene->hall.service_count + 1),
            .served = mem_new_n(bool, tickets + newcomers),
            .longer = mem_new_n(float, (size_t)scene->hall.service_count + 1),
            .rests = mem_new_n(struct length_rest, posts),
            .is_slow = mem_new_n(bool, posts),
    };
    future->hall = scene->hall;
    future->hall.tickets = mem_new_n(struct ticket, room);
    future->hall.services = mem_new_n(struct service_state, (size_t)scene->hall.service_count + 1);
    for (int32_t i = 1; i <= scene->ticket_count; i++) {
        future->hall.tickets[i] = scene->hall.tickets[i];
        future->hall.tickets[i].steps = &future->steps[i];
    }
    memcpy(future->steps, scene->steps, tickets * sizeof(struct step));
    for (int32_t i = 1; i <= scene->ticket_count; i++)
        future->has_promotion |= scene->steps[i].promote_ms != 0;
    find_served(future);
    future_find_rests(future);
    return future;
}

struct future *future_free(struct future *future)
{
    if (!future)
        return NULL;
    for (int32_t i = 0; i < future->hall.service_count; i++)
        queue_done(&future->hall.services[i].queue);
    free(future->hall.services);
    free(future->hall.tickets);
    free(future->steps);
    free(future->moments);
    free(future->idle);
    free(future->idle_since_ms);
    free(future->breaks);
    free(future->tickets_ms);
    free(future->newcomers_ms);
    free(future->next_newcomer);
    free(future->served);
    free(future->longer);
    free(future->rests);
    free(future->is_slow);
    free(future);
    return NULL;
}
