/* SPDX-License-Identifier: MIT
 *
 * Who will be late, and the counters that nobody sits at, one of each profile.
 */
#include "daemon/engine/outlook.h"

enum { PROFILES_MOST = 8 };

/* --- who is late --- */

static int64_t target_missed_ms(const struct step *step)
{
    return step->target_ms ? step_waits_from(step) + step->target_ms : INT64_MAX;
}

/* How many of a service are called after their target, by id. */
static int32_t *count_late(const struct scene *scene, const struct forecast *forecast)
{
    int32_t *late = mem_new_n(int32_t, (size_t)scene->hall.service_count + 1);
    for (int32_t i = 0; i < forecast->ticket_count; i++) {
        const struct step *step = &scene->steps[i + 1];
        late[step->service] += forecast->at_ms + forecast->tickets[i].p50_ms > target_missed_ms(step);
    }
    return late;
}

static void note_missed(struct service_outlook *service, int64_t missed_ms)
{
    if (!service->missed_ms || missed_ms < service->missed_ms)
        service->missed_ms = missed_ms;
}

static void find_missed(struct outlook *outlook, const struct scene *scene, const struct forecast *forecast)
{
    for (int32_t i = 0; i < forecast->ticket_count; i++) {
        const struct step *step = &scene->steps[i + 1];
        if (forecast->at_ms + forecast->tickets[i].p50_ms > target_missed_ms(step))
            note_missed(&outlook->services[step->service], target_missed_ms(step));
    }
    for (int32_t i = 0; i < forecast->newcomer_count; i++) {
        const struct newcomer *newcomer = &scene->newcomers[i];
        int64_t target_ms = scene->rulebook.services.items[newcomer->service].target_ms;
        bool comes = !scene->closes_ms[newcomer->service] || scene->closes_ms[newcomer->service] > scene->now_ms;
        if (target_ms && comes && forecast->newcomers[i].p50_ms > target_ms)
            note_missed(&outlook->services[newcomer->service], scene->now_ms + target_ms);
    }
}

/* --- which counter to open --- */

bool outlook_is_free(const struct scene *scene, int32_t counter)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        if (scene->posts[i].session.counter == counter && scene->posts[i].does != POST_PLANNED)
            return false;
    }
    return scene->rulebook.counters.items[counter].offered && scene_profile(scene, counter) != 0;
}

static int32_t find_counters(const struct scene *scene, int32_t counters[PROFILES_MOST])
{
    int32_t count = 0;
    for (int32_t i = 1; i < scene->rulebook.counters.count && count < PROFILES_MOST; i++) {
        bool is_new = outlook_is_free(scene, i);
        for (int32_t k = 0; k < count; k++)
            is_new = is_new && scene_profile(scene, counters[k]) != scene_profile(scene, i);
        if (is_new)
            counters[count++] = i;
    }
    return count;
}

struct forecast_wish outlook_trial(const struct forecast_wish *wish)
{
    struct forecast_wish trial = *wish;
    trial.futures = wish->futures / TRIAL_SHARE > 0 ? wish->futures / TRIAL_SHARE : 1;
    return trial;
}

/* The scene with that counter open: what it changes for each service that is late without. */
static void try_counter(struct outlook *outlook, struct scene *scene, const struct forecast_wish *wish, int32_t counter)
{
    const struct forecast_wish trial = outlook_trial(wish);
    scene_open(scene, counter);
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_new(scene, &trial);
    scene_close(scene);
    _cleanup_free_ int32_t *late = count_late(scene, forecast);
    for (int32_t i = 1; i < outlook->service_count; i++) {
        struct service_outlook *service = &outlook->services[i];
        if (late[i] < (service->counter ? service->late_then : service->late)) {
            service->counter = counter;
            service->late_then = late[i];
        }
    }
}

static bool is_anybody_late(const struct outlook *outlook)
{
    for (int32_t i = 1; i < outlook->service_count; i++) {
        if (outlook->services[i].late > 0)
            return true;
    }
    return false;
}

struct outlook *outlook_look(const struct scene *scene, const struct forecast *forecast)
{
    struct outlook *outlook = mem_new(struct outlook);
    outlook->service_count = scene->hall.service_count;
    outlook->services = mem_new_n(struct service_outlook, (size_t)outlook->service_count + 1);
    find_missed(outlook, scene, forecast);
    _cleanup_free_ int32_t *late = count_late(scene, forecast);
    for (int32_t i = 1; i < outlook->service_count; i++)
        outlook->services[i].late = late[i];
    return outlook;
}

struct outlook *outlook_new(struct scene *scene, const struct forecast *forecast, const struct forecast_wish *wish)
{
    struct outlook *outlook = outlook_look(scene, forecast);
    int32_t counters[PROFILES_MOST];
    int32_t count = is_anybody_late(outlook) ? find_counters(scene, counters) : 0;
    for (int32_t i = 0; i < count; i++)
        try_counter(outlook, scene, wish, counters[i]);
    return outlook;
}

struct outlook *outlook_free(struct outlook *outlook)
{
    if (outlook)
        free(outlook->services);
    free(outlook);
    return NULL;
}
