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
static void mark_moved(const struct scene *scene, const struct scene *beside, bool *services)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        if (!is_in(&scene->posts[i], beside))
            mark_all(&scene->posts[i], services);
    }
}

/* Of those whose visitors it sends home, or which it closes. */
static void mark_closed(const struct scene *now, const struct scene *then, bool *services)
{
    for (int32_t i = 1; i < now->hall.service_count; i++)
        services[i] |= now->hall.services[i].queue.count != then->hall.services[i].queue.count ||
                       now->hall.services[i].closing != then->hall.services[i].closing;
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
    mark_closed(now, then, services);
    while (mark_bound(now, services) || mark_bound(then, services))
        ;
    return services;
}

/* --- what changes --- */

static struct forecast_times wait_of(const struct scene *scene, const struct forecast *forecast, int32_t service)
{
    bool comes = !scene->hall.services[service].closing;
    for (int32_t class = 1; comes && class < scene->rulebook.classes.count; class ++) {
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

/* Profiles that are tried, and posts that are given each of them. */
enum { TRIAL_PROFILES = 4, TRIAL_POSTS = 3, TRIALS_MOST = 4 };

struct trying {
    struct scene *scene;
    struct forecast_wish wish;
    preview_goes_on *is_wanted;
    void *data;
    int32_t *late_of; /* by profile: how many of those who wait for its services will be late */
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

static bool goes_on(const struct trying *trying)
{
    return !trying->is_wanted || trying->is_wanted(trying->data);
}

static void count_late_of(const struct scene *scene, const struct outlook *outlook, int32_t *late_of)
{
    for (int32_t i = 1; i < scene->rulebook.profiles.count; i++) {
        const uint8_t *tiers = scene->rulebook.profiles.items[i].tiers;
        for (int32_t service = 1; tiers && service < outlook->service_count; service++) {
            if (service < scene->rulebook.services.count && tiers[service])
                late_of[i] += outlook->services[service].late;
        }
    }
}

/* The heaviest, heaviest first; of equal ones the first that came. */
struct ranking {
    int32_t count, most;
    int32_t items[TRIALS_MOST], weights[TRIALS_MOST];
};

static void rank(struct ranking *ranking, int32_t item, int32_t weight)
{
    int32_t place = ranking->count < ranking->most ? ranking->count++ : ranking->most;
    for (; place > 0 && ranking->weights[place - 1] < weight; place--) {
        if (place == ranking->most)
            continue;
        ranking->items[place] = ranking->items[place - 1];
        ranking->weights[place] = ranking->weights[place - 1];
    }
    if (place == ranking->most)
        return;
    ranking->items[place] = item;
    ranking->weights[place] = weight;
}

/* Those with most who are late. */
static struct ranking find_profiles(const struct trying *trying)
{
    const struct rulebook *rulebook = &trying->scene->rulebook;
    struct ranking profiles = {.most = TRIAL_PROFILES};
    for (int32_t i = 1; i < rulebook->profiles.count; i++) {
        if (rulebook->profiles.items[i].offered && trying->late_of[i] > 0)
            rank(&profiles, i, trying->late_of[i]);
    }
    return profiles;
}

static void try_opening(const struct trying *trying, int32_t profile)
{
    int32_t counter = 1;
    while (counter < trying->scene->rulebook.counters.count &&
           !(outlook_is_free(trying->scene, counter) && scene_profile(trying->scene, counter) == profile))
        counter++;
    if (counter >= trying->scene->rulebook.counters.count || !goes_on(trying))
        return;
    scene_open(trying->scene, counter);
    judge(trying, (struct helpful_move){.what = HELP_OPEN, .counter = counter, .profile = profile});
    scene_close(trying->scene);
}

static int64_t back_at(const struct post *post)
{
    return post->until_ms ? post->until_ms : INT64_MAX;
}

/* Of those at a pause or task the one who would be back last. */
static struct post *find_away(const struct scene *scene, int32_t profile)
{
    struct post *last = NULL;
    for (int32_t i = 0; i < scene->post_count; i++) {
        struct post *post = &scene->posts[i];
        bool rests = post->session.activity == ACTIVITY_PAUSE || post->session.activity == ACTIVITY_TASK;
        if (post->does == POST_AWAY && rests && post->session.profile == profile &&
            (!last || back_at(post) > back_at(last)))
            last = post;
    }
    return last;
}

static void try_back(const struct trying *trying, int32_t profile)
{
    struct post *post = find_away(trying->scene, profile);
    if (!post || !goes_on(trying))
        return;
    const struct post before = *post;
    post->does = POST_FREE;
    post->since_ms = trying->scene->now_ms;
    judge(trying, (struct helpful_move){.what = HELP_BACK,
                                        .counter = before.session.counter,
                                        .operator_id = before.session.operator_id,
                                        .profile = profile});
    *post = before;
}

static bool is_at_work(const struct post *post)
{
    return post->session.operator_id &&
           (post->does == POST_FREE || post->does == POST_CALLED || post->does == POST_SERVING);
}

/* Posts at work, of each other profile the first: those for whom least are late. */
static struct ranking find_posts(const struct trying *trying, int32_t profile)
{
    const struct scene *scene = trying->scene;
    _cleanup_free_ bool *seen = mem_new_n(bool, (size_t)scene->rulebook.profiles.count + 1);
    struct ranking posts = {.most = TRIAL_POSTS};
    for (int32_t i = 0; i < scene->post_count; i++) {
        int32_t has = scene->posts[i].session.profile;
        if (!is_at_work(&scene->posts[i]) || has == profile || has <= 0 || has >= scene->rulebook.profiles.count ||
            seen[has])
            continue;
        seen[has] = true;
        rank(&posts, i, -trying->late_of[has]);
    }
    return posts;
}

static void try_profile(const struct trying *trying, int32_t profile)
{
    const struct ranking posts = find_posts(trying, profile);
    for (int32_t i = 0; i < posts.count && goes_on(trying); i++) {
        const struct post before = scene_change(trying->scene, posts.items[i], profile);
        judge(trying, (struct helpful_move){.what = HELP_PROFILE,
                                            .counter = before.session.counter,
                                            .operator_id = before.session.operator_id,
                                            .profile = profile});
        scene_change_back(trying->scene, posts.items[i], &before);
    }
}

/* Trials are played with fewer futures, so they are held against a trial of no help at all, too. */
static void find_help(const struct trying *trying)
{
    const struct ranking profiles = find_profiles(trying);
    judge(trying, (struct helpful_move){0});
    for (int32_t i = 0; i < profiles.count; i++) {
        try_opening(trying, profiles.items[i]);
        try_back(trying, profiles.items[i]);
    }
    for (int32_t i = 0; i < profiles.count; i++)
        try_profile(trying, profiles.items[i]);
}

static struct helpful_move help_of(struct scene *then, const struct outlook *outlook, int32_t late,
                                   const struct forecast_wish *wish, preview_goes_on *is_wanted, void *data)
{
    struct helpful_move best = {.late = late};
    _cleanup_free_ int32_t *late_of = mem_new_n(int32_t, (size_t)then->rulebook.profiles.count + 1);
    count_late_of(then, outlook, late_of);
    find_help(&(struct trying){.scene = then,
                               .wish = outlook_trial(wish),
                               .is_wanted = is_wanted,
                               .data = data,
                               .late_of = late_of,
                               .best = &best});
    return best.what ? best : (struct helpful_move){0};
}

/* --- both --- */

struct preview *preview_new(const struct scene *now, struct scene *then, const struct forecast_wish *wish,
                            preview_goes_on *is_wanted, void *data)
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
        preview->help = help_of(then, outlook_then, preview->late_then, wish, is_wanted, data);
    return preview;
}

struct preview *preview_free(struct preview *preview)
{
    if (preview)
        free(preview->services);
    free(preview);
    return NULL;
}
