/* SPDX-License-Identifier: MIT
 *
 * Two outlooks side by side, and trials of what would help.
 */
#include "daemon/engine/preview.h"

/* By less a queue is not said to change: a forecast is not known so well. */
enum { CHANGE_MS = 60000 };
#define CHANGE_SHARE 0.1

/* --- which services may change --- */

static bool takes_any(const struct post *post, const bool *services)
{
    for (int32_t i = 0; i < post->among.count; i++) {
        if (services[post->among.services[i]] && post->offsets_ms[i] != NOT_TAKEN)
            return true;
    }
    return false;
}

/* False: there was nothing more to mark. */
static bool mark_all(const struct post *post, bool *services)
{
    bool any = false;
    for (int32_t i = 0; i < post->among.count; i++) {
        int32_t service = post->among.services[i];
        bool is_new = !services[service] && post->offsets_ms[i] != NOT_TAKEN;
        services[service] |= is_new;
        any |= is_new;
    }
    return any;
}

static bool is_same(const struct post *a, const struct post *b)
{
    bool same = a->session.counter == b->session.counter && a->session.operator_id == b->session.operator_id &&
                a->session.profile == b->session.profile && a->does == b->does && a->until_ms == b->until_ms &&
                a->leaves_ms == b->leaves_ms && a->break_count == b->break_count;
    for (int i = 0; same && i < a->break_count; i++)
        same = a->breaks[i].from_ms == b->breaks[i].from_ms && a->breaks[i].until_ms == b->breaks[i].until_ms;
    return same;
}

static bool is_in(const struct post *post, const struct scene *scene)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        if (is_same(post, &scene->posts[i]))
            return true;
    }
    return false;
}

/* Of posts that the move has changed. */
static void mark_moved(const struct scene *scene, const struct scene *other, bool *services)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        if (!is_in(&scene->posts[i], other))
            mark_all(&scene->posts[i], services);
    }
}

static bool mark_bound(const struct scene *scene, bool *services)
{
    bool any = false;
    for (int32_t i = 0; i < scene->post_count; i++)
        any |= takes_any(&scene->posts[i], services) && mark_all(&scene->posts[i], services);
    return any;
}

/* Services of which the move changes something, and those that are bound to them by counters: the others differ by
 * chance alone. */
static bool *find_bound(const struct scene *now, const struct scene *then)
{
    bool *services = mem_new_n(bool, (size_t)now->hall.service_count + (size_t)then->hall.service_count + 1);
    mark_moved(now, then, services);
    mark_moved(then, now, services);
    while (mark_bound(now, services) || mark_bound(then, services))
        ;
    return services;
}

/* --- what changes --- */

static struct forecast_times wait_of(const struct scene *scene, const struct forecast *forecast, int32_t service)
{
    for (int32_t class = 1; class < scene->rulebook.classes.count; class ++) {
        int32_t newcomer = scene_newcomer(scene, service, class);
        if (newcomer >= 0)
            return forecast->newcomers[newcomer];
    }
    return (struct forecast_times){FUTURE_NEVER, FUTURE_NEVER, FUTURE_NEVER};
}

static bool differ(int32_t a_ms, int32_t b_ms)
{
    if (a_ms == FUTURE_NEVER || b_ms == FUTURE_NEVER)
        return a_ms != b_ms;
    int32_t by_ms = a_ms > b_ms ? a_ms - b_ms : b_ms - a_ms, larger_ms = a_ms > b_ms ? a_ms : b_ms;
    return by_ms >= CHANGE_MS && by_ms >= CHANGE_SHARE * larger_ms;
}

static bool has_changed(const struct previewed_service *service)
{
    const struct forecast_times *now = &service->wait_now, *then = &service->wait_then;
    return service->now.late != service->then.late || !service->now.missed_ms != !service->then.missed_ms ||
           differ(now->p10_ms, then->p10_ms) || differ(now->p50_ms, then->p50_ms) || differ(now->p90_ms, then->p90_ms);
}

static int32_t sum_late(const struct outlook *outlook)
{
    int32_t late = 0;
    for (int32_t i = 1; i < outlook->service_count; i++)
        late += outlook->services[i].late;
    return late;
}

/* --- what helps --- */

struct trying {
    struct scene *scene;
    struct forecast_wish wish;
    struct helpful_move *best;
};

/* The scene as it is just now. */
static void judge(const struct trying *trying, struct helpful_move help)
{
    _cleanup_(forecast_freep) struct forecast *forecast = forecast_new(trying->scene, &trying->wish);
    _cleanup_(outlook_freep) struct outlook *outlook = outlook_look(trying->scene, forecast);
    help.late = sum_late(outlook);
    if (help.late < trying->best->late)
        *trying->best = help;
}

static void try_opening(const struct trying *trying)
{
    int32_t counters[TRIAL_PROFILES];
    int32_t count = outlook_free_counters(trying->scene, counters);
    for (int32_t i = 0; i < count; i++) {
        scene_open(trying->scene, counters[i]);
        judge(trying, (struct helpful_move){.what = HELP_OPEN,
                                            .counter = counters[i],
                                            .profile = scene_profile(trying->scene, counters[i])});
        scene_close(trying->scene);
    }
}

static bool is_on_pause(const struct post *post)
{
    return post->does == POST_AWAY &&
           (post->session.activity == ACTIVITY_PAUSE || post->session.activity == ACTIVITY_TASK);
}

/* One of each profile: whoever would be back last, who helps most. */
static void try_back(const struct trying *trying)
{
    bool *tried = mem_new_n(bool, (size_t)trying->scene->rulebook.profiles.count + 1);
    for (int32_t i = 0; i < trying->scene->post_count; i++) {
        struct post *post = &trying->scene->posts[i];
        if (!is_on_pause(post) || post->session.profile >= trying->scene->rulebook.profiles.count ||
            tried[post->session.profile])
            continue;
        tried[post->session.profile] = true;
        struct post before = *post;
        post->does = POST_FREE;
        post->since_ms = trying->scene->now_ms;
        judge(trying, (struct helpful_move){.what = HELP_BACK,
                                            .counter = post->session.counter,
                                            .operator_id = post->session.operator_id,
                                            .profile = post->session.profile});
        *post = before;
    }
    free(tried);
}

static bool is_at_work(const struct post *post)
{
    return post->does == POST_FREE || post->does == POST_CALLED || post->does == POST_SERVING;
}

/* The profiles whose first choice is the service in which most are late; how many. */
static int32_t find_profiles(const struct scene *scene, const struct outlook *outlook, int32_t profiles[TRIAL_PROFILES])
{
    int32_t worst = 0, count = 0;
    for (int32_t i = 1; i < outlook->service_count; i++)
        worst = outlook->services[i].late > (worst ? outlook->services[worst].late : 0) ? i : worst;
    for (int32_t i = 1; worst && i < scene->rulebook.profiles.count && count < TRIAL_PROFILES / 2; i++) {
        const struct rule_profile *profile = &scene->rulebook.profiles.items[i];
        if (profile->offered && profile->tiers && profile->tiers[worst] == 1)
            profiles[count++] = i;
    }
    return count;
}

static void try_profile(const struct trying *trying, int32_t number, int32_t profile)
{
    struct post before = scene_change(trying->scene, number, profile);
    judge(trying, (struct helpful_move){.what = HELP_PROFILE,
                                        .counter = before.session.counter,
                                        .operator_id = before.session.operator_id,
                                        .profile = profile});
    scene_change_back(trying->scene, number, &before);
}

/* One counter of each other profile, the first that is at work. */
static void try_profiles(const struct trying *trying, const struct outlook *outlook)
{
    const struct scene *scene = trying->scene;
    int32_t profiles[TRIAL_PROFILES], from[TRIAL_PROFILES], count = find_profiles(scene, outlook, profiles), tried = 0;
    for (int32_t i = 0; i < scene->post_count && tried < TRIAL_PROFILES; i++) {
        const struct post *post = &scene->posts[i];
        bool is_new = is_at_work(post) && post->session.operator_id;
        for (int32_t k = 0; k < tried; k++)
            is_new = is_new && from[k] != post->session.profile;
        if (!is_new)
            continue;
        from[tried++] = post->session.profile;
        for (int32_t k = 0; k < count; k++) {
            if (profiles[k] != post->session.profile)
                try_profile(trying, i, profiles[k]);
        }
    }
}

/* Trials are played with fewer futures, so they are held against a trial of no help at all, too. */
static void find_help(struct preview *preview, struct scene *then, const struct outlook *outlook,
                      const struct forecast_wish *wish)
{
    struct helpful_move best = {.late = preview->late_then};
    const struct trying trying = {.scene = then, .wish = outlook_trial(wish), .best = &best};
    judge(&trying, (struct helpful_move){0});
    try_opening(&trying);
    try_back(&trying);
    try_profiles(&trying, outlook);
    if (best.what)
        preview->help = best;
}

/* --- both --- */

struct preview *preview_new(const struct scene *now, struct scene *then, const struct forecast_wish *wish)
{
    _cleanup_(forecast_freep) struct forecast *forecast_now = forecast_new(now, wish);
    _cleanup_(forecast_freep) struct forecast *forecast_then = forecast_new(then, wish);
    _cleanup_(outlook_freep) struct outlook *outlook_now = outlook_look(now, forecast_now);
    _cleanup_(outlook_freep) struct outlook *outlook_then = outlook_look(then, forecast_then);
    _cleanup_free_ bool *bound = find_bound(now, then);
    struct preview *preview = mem_new(struct preview);
    preview->service_count = now->hall.service_count;
    preview->services = mem_new_n(struct previewed_service, (size_t)preview->service_count + 1);
    preview->late_now = sum_late(outlook_now);
    preview->late_then = sum_late(outlook_then);
    for (int32_t i = 1; i < preview->service_count; i++) {
        struct previewed_service *service = &preview->services[i];
        *service = (struct previewed_service){.wait_now = wait_of(now, forecast_now, i),
                                              .wait_then = wait_of(then, forecast_then, i),
                                              .now = outlook_now->services[i],
                                              .then = outlook_then->services[i]};
        service->changes = bound[i] && has_changed(service);
    }
    if (preview->late_then > 0)
        find_help(preview, then, outlook_then, wish);
    return preview;
}

struct preview *preview_free(struct preview *preview)
{
    if (preview)
        free(preview->services);
    free(preview);
    return NULL;
}
