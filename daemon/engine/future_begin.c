/* SPDX-License-Identifier: MIT
 *
 * How a future begins: who is busy until when, who is expected, and what time alone will change.
 */
#include <string.h>

#include "daemon/engine/future_private.h"

#define LEAST_MEAN 0.2F

static float max_of(float a, float b)
{
    return a > b ? a : b;
}

/* When this post is free first. */
static float draw_first(struct future *future, int32_t number)
{
    const struct scene *scene = future->scene;
    const struct post *post = &scene->posts[number];
    const struct length_rest *rest = &future->rests[number];
    struct chance *chance = &future->chance;
    float known_ms = (float)(post->until_ms - scene->now_ms), pause_ms = (float)post->next_pause_ms;
    switch (post->does) {
    case POST_PLANNED:
        return known_ms;
    case POST_AWAY:
        if (post->until_ms > scene->now_ms)
            return known_ms;
        return chance_exponential(chance) * max_of(60000, (post->until_ms ? -known_ms : rest->age_ms) / 2);
    case POST_SERVING:
        return rest_draw(rest, chance) * post->slowness * future->longer[post->service] + future_draw_gap(future) +
               pause_ms;
    case POST_CALLED:
        if (chance_share(chance) < scene->miss[post->is_booked][0])
            return law_draw(&scene->miss_law, chance) + future_draw_gap(future) + pause_ms;
        return rest_draw(rest, chance) + future_draw_service(future, post, post->service) + future_draw_gap(future) +
               pause_ms;
    case POST_FREE:
        break;
    }
    return future->is_slow[number] ? rest_draw(rest, chance) : 0;
}

/* Free though somebody waits whom he could call: the longer already, the longer still. */
static void find_slow(struct future *future, int32_t number)
{
    const struct scene *scene = future->scene;
    const struct post *post = &scene->posts[number];
    struct rule_first first = rules_first(&scene->hall, &scene->rulebook, &post->session, &post->among, scene->now_ms);
    if (!first.key.ticket)
        return;
    int64_t came_ms = scene->steps[first.key.ticket].since_ms;
    bool was_idle = came_ms > post->since_ms;
    float age_ms = (float)future_bounded(scene->now_ms - (was_idle ? came_ms : post->since_ms));
    future->rests[number] = law_rest(was_idle ? &scene->idle_law : &scene->gap_law, age_ms);
    future->is_slow[number] = true;
}

void future_find_rests(struct future *future)
{
    const struct scene *scene = future->scene;
    for (int32_t i = 0; i < scene->post_count; i++) {
        const struct post *post = &scene->posts[i];
        float age_ms = (float)future_bounded(scene->now_ms - post->since_ms);
        if (post->does == POST_FREE)
            find_slow(future, i);
        else if (post->does == POST_SERVING)
            future->rests[i] = law_rest(&scene->service_laws[post->service], age_ms / post->slowness);
        else
            future->rests[i] = law_rest(&scene->way_law, age_ms);
    }
}

/* An appointment is kept a quarter of an hour around its slot, or never. */
static void plan_expected(struct future *future, int32_t number)
{
    const struct scene *scene = future->scene;
    const struct expected *expected = &scene->expected[number];
    if (expected->at_ms) {
        future_plan(future, (float)(expected->at_ms - scene->now_ms), MOMENT_EXPECTED, number);
        return;
    }
    const struct rule_limits *limits = &scene->rulebook.limits;
    float miss = scene->booking_miss, late_ms = (float)(scene->now_ms - expected->slot_ms);
    if (late_ms > 0) /* who has not come yet is the likelier not to come at all */
        miss = miss / (miss + (1 - miss) * max_of(0, 0.2F * (1 - late_ms / (float)(limits->late_ms + 1))));
    float at_ms = -late_ms - (float)limits->early_ms / 2 * chance_share(&future->chance);
    if (at_ms < 0)
        at_ms = chance_share(&future->chance) * max_of(0, -late_ms + (late_ms > 0 ? (float)limits->late_ms : 0));
    if (chance_share(&future->chance) >= miss)
        future_plan(future, at_ms, MOMENT_EXPECTED, number);
}

/* Moments at which a key, or who may take a ticket, changes by time alone. */
static void plan_changes(struct future *future)
{
    const struct scene *scene = future->scene;
    for (int32_t i = 1; i <= scene->live_count; i++) {
        const struct step *step = &scene->steps[i];
        int64_t needs = scene->hall.tickets[i].needs & scene->rulebook.soft_needs;
        if (step->promote_ms)
            future_plan(future, (float)(step->promote_ms - scene->now_ms), MOMENT_PROMOTE, i);
        for (int32_t need = 0; needs && need < scene->rulebook.needs.count; need++) {
            int64_t until_ms = step->entered_ms + scene->rulebook.needs.items[need].prefer_ms;
            if (needs & ID_BIT(need) && until_ms > scene->now_ms)
                future_plan(future, (float)(until_ms - scene->now_ms), MOMENT_SOFT, i);
        }
    }
}

static void fill(int32_t *items, int32_t count, int32_t value)
{
    for (int32_t i = 0; i < count; i++)
        items[i] = value;
}

/* How long a service takes in the mean is not known to the end: each future has its own opinion. Whoever waits behind
 * many of the same service has all of them longer, or all shorter; draws of single lengths alone would cancel out. */
static void draw_means(struct future *future)
{
    for (int32_t i = 0; i < future->hall.service_count; i++) {
        float unsure = future->scene->service_laws[i].unsure;
        future->longer[i] = unsure > 0 ? max_of(LEAST_MEAN, 1 + unsure * chance_normal(&future->chance)) : 1;
    }
}

/* Everything as in the scene. */
static void reset(struct future *future)
{
    const struct scene *scene = future->scene;
    for (int32_t i = 1; i < scene->hall.service_count; i++)
        queue_copy(&future->hall.services[i].queue, &scene->hall.services[i].queue);
    if (future->has_promotion)
        memcpy(future->steps, scene->steps, ((size_t)scene->ticket_count + 1) * sizeof(struct step));
    memcpy(future->next_newcomer, scene->first_newcomer, (size_t)scene->hall.service_count * sizeof(int32_t));
    memset(future->breaks, 0, (size_t)scene->post_count * sizeof(int));
    fill(future->tickets_ms, scene->ticket_count + 1, FUTURE_NEVER);
    fill(future->newcomers_ms, scene->newcomer_count, FUTURE_NEVER);
    future->arrivals = 0;
    future->moment_count = 0;
    future->idle_count = 0;
    future->newcomers_left = 0;
    future->tickets_left = 0;
    for (int32_t i = 0; i < scene->newcomer_count; i++)
        future->newcomers_left += future->served[scene->live_count + 1 + i];
    for (int32_t i = 1; i <= scene->live_count; i++)
        future->tickets_left += future->served[i];
}

void future_begin(struct future *future)
{
    const struct scene *scene = future->scene;
    reset(future);
    if (scene->halted) /* nobody knows until when */
        return;
    draw_means(future);
    for (int32_t i = 0; i < scene->post_count; i++)
        future_plan(future, draw_first(future, i), MOMENT_POST, i);
    for (size_t i = 0; i < scene->expected_count; i++)
        plan_expected(future, (int32_t)i);
    plan_changes(future);
    future_plan_stream(future, 0);
}
