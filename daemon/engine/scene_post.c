/* SPDX-License-Identifier: MIT
 *
 * Who serves, and what is planned of him.
 */
#include "daemon/engine/scene.h"

enum {
    ABSENT_MS = 10 * 60 * 1000, /* not there so long after the plan: does not come */
    ABOUT_MS = 30 * 60 * 1000,  /* so far from it something is still the same */
};
#define HABIT_LEAST 2.0F /* days that make a habit */

/* --- shifts --- */

static bool is_of(const struct shift *shift, const struct session *session)
{
    return shift->id &&
           (shift->operator_id ? shift->operator_id == session->operator_id : shift->counter == session->counter);
}

static int64_t centre_closes(const struct rulebook *rulebook)
{
    int64_t closes_ms = 0;
    for (int32_t i = 1; i < rulebook->services.count; i++) {
        const struct rule_hours *hours = &rulebook->services.items[i].hours;
        if (hours->count > 0 && hours->spans[hours->count - 1].until_ms > closes_ms)
            closes_ms = hours->spans[hours->count - 1].until_ms;
    }
    return closes_ms;
}

/* Who has no shift goes home when he usually does, unless he is still there. */
static int64_t usually_leaves_at(const struct scene *scene, const struct learned_operator *usual)
{
    int64_t at_ms = scene->quarters_from_ms + (int64_t)usual->goes_home.at_ms;
    return usual->goes_home.days >= HABIT_LEAST && at_ms > scene->now_ms ? at_ms : INT64_MAX;
}

/* Of the shift that has begun last, or of what ends it sooner. */
static int64_t leaves_at(const struct scene *scene, const struct engine *engine, const struct session *session,
                         const struct learned_operator *usual)
{
    const struct shift *begun = NULL;
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (is_of(shift, session) && shift->what == PRESENCE_PRESENT && shift->from_ms <= scene->now_ms &&
            (!begun || shift->from_ms > begun->from_ms))
            begun = shift;
    }
    int64_t leaves_ms = begun ? begun->until_ms : usually_leaves_at(scene, usual);
    int64_t closes_ms = centre_closes(&scene->rulebook) - (begun ? 0 : ABOUT_MS);
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (is_of(shift, session) && shift->what == PRESENCE_ABSENT && shift->from_ms > scene->now_ms &&
            shift->from_ms < leaves_ms)
            leaves_ms = shift->from_ms;
    }
    return leaves_ms >= closes_ms ? INT64_MAX : leaves_ms;
}

/* Lunch is being taken, or was: it was paused for half of it at least. */
static bool is_taken(const struct rule_span *lunch, const struct post *post, int64_t now_ms)
{
    const struct session *session = &post->session;
    int64_t length_ms = lunch->until_ms - lunch->from_ms;
    if (post->does == POST_AWAY && session->activity == ACTIVITY_PAUSE)
        return session->since_ms >= lunch->from_ms - length_ms && session->since_ms <= lunch->until_ms &&
               (!session->until_ms || session->until_ms - session->since_ms >= length_ms / 2);
    return now_ms >= lunch->from_ms - ABOUT_MS && session->spent_ms[ACTIVITY_PAUSE] >= length_ms / 2;
}

static void add_break(struct post *post, struct rule_span span, int64_t now_ms)
{
    if (span.until_ms <= now_ms || is_taken(&span, post, now_ms) || post->break_count == POST_BREAKS)
        return;
    int place = post->break_count++;
    for (; place > 0 && post->breaks[place - 1].from_ms > span.from_ms; place--)
        post->breaks[place] = post->breaks[place - 1];
    post->breaks[place] = span;
}

/* What is planned today, or else when he usually eats. */
static void add_breaks(struct scene *scene, struct post *post, const struct engine *engine,
                       const struct learned_operator *usual)
{
    bool is_planned = false;
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (!is_of(shift, &post->session))
            continue;
        is_planned = true;
        if (shift->what == PRESENCE_LUNCH)
            add_break(post, (struct rule_span){shift->from_ms, shift->until_ms}, scene->now_ms);
    }
    int64_t from_ms = scene->quarters_from_ms + (int64_t)usual->lunches.at_ms;
    if (!is_planned && usual->lunches.days >= HABIT_LEAST)
        add_break(post, (struct rule_span){from_ms, from_ms + (int64_t)usual->lunches.length_ms}, scene->now_ms);
}

/* Of whom nothing is known: nothing. */
static const struct learned_operator *usual_of(const struct learned *learned, int32_t operator_id)
{
    static const struct learned_operator unknown = {0};
    return operator_id < learned->operator_count ? &learned->operators[operator_id] : &unknown;
}

/* --- posts --- */

/* What somebody who is signed in does. */
static void set_does(struct post *post, const struct engine *engine)
{
    const struct session *session = &post->session;
    post->since_ms = session->since_ms;
    post->until_ms = session->until_ms;
    post->next_pause_ms = session->next_pause ? session->next_pause_ms : 0;
    post->does = session->activity == ACTIVITY_FREE ? POST_FREE : POST_AWAY;
    if (session->activity != ACTIVITY_TICKET)
        return;
    const struct ticket *ticket = &engine->tickets[session->ticket];
    const struct step *step = &ticket->steps[ticket->current];
    post->does = step->state == STEP_CALLED ? POST_CALLED : POST_SERVING;
    post->since_ms = step->since_ms;
    post->service = step->service;
    post->is_booked = ticket->channel == CHANNEL_BOOKING;
}

static struct post *add_post(struct scene *scene, const struct session *session, const struct learned *learned)
{
    struct post *post = &scene->posts[scene->post_count++];
    *post = (struct post){.session = *session, .slowness = learned_slowness(learned, session->operator_id)};
    return post;
}

/* He, or somebody at that counter, will come. */
static bool is_coming(const struct engine *engine, const struct shift *shift, int64_t now_ms)
{
    const struct session *he = shift->operator_id ? engine_session(engine, shift->operator_id) : NULL;
    return shift->id && shift->what == PRESENCE_PRESENT && shift->from_ms + ABSENT_MS > now_ms &&
           shift->until_ms > now_ms && shift->counter && !he && !engine_session_at(engine, shift->counter);
}

static bool is_absent(const struct engine *engine, const struct shift *planned)
{
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (shift->id && shift->what == PRESENCE_ABSENT && shift->operator_id == planned->operator_id &&
            shift->operator_id && shift->from_ms <= planned->from_ms && shift->until_ms > planned->from_ms)
            return true;
    }
    return false;
}

static struct session session_of(const struct shift *shift, const struct rulebook *rulebook)
{
    struct session session = {.operator_id = shift->operator_id,
                              .counter = shift->counter,
                              .profile = rules_usual_profile(rulebook, shift->operator_id, shift->counter),
                              .state = SESSION_PRESENT};
    if (shift->operator_id < rulebook->operators.count)
        session.languages = rulebook->operators.items[shift->operator_id].languages;
    return session;
}

static void keep_breaks(struct post *post, int64_t from_ms, int64_t until_ms)
{
    int count = 0;
    for (int i = 0; i < post->break_count; i++) {
        if (post->breaks[i].from_ms >= from_ms && post->breaks[i].from_ms < until_ms)
            post->breaks[count++] = post->breaks[i];
    }
    post->break_count = count;
}

/* Where a counter has another profile for a time he is two: one who goes then, and one who comes. */
static void lend_profile(struct scene *scene, struct post *post, const struct engine *engine,
                         const struct rulebook *rulebook)
{
    struct lent_profile lent = engine_lent_profile(engine, post->session.counter);
    int64_t from_ms = post->does == POST_PLANNED ? post->until_ms : scene->now_ms;
    if (!lent.profile || (lent.until_ms && lent.until_ms <= from_ms))
        return;
    post->session.profile = lent.profile;
    if (!lent.until_ms || lent.until_ms >= post->leaves_ms)
        return;
    struct post *then = &scene->posts[scene->post_count++];
    *then = *post;
    then->session.profile = rules_usual_profile(rulebook, post->session.operator_id, post->session.counter);
    then->does = POST_PLANNED;
    then->until_ms = lent.until_ms;
    then->next_pause_ms = 0;
    keep_breaks(then, lent.until_ms, INT64_MAX);
    post->leaves_ms = lent.until_ms;
    keep_breaks(post, 0, lent.until_ms);
}

static void add_planned(struct scene *scene, const struct engine *engine, const struct rulebook *rulebook,
                        const struct learned *learned)
{
    for (int32_t i = 0; i < engine->shift_count; i++) {
        const struct shift *shift = &engine->shifts[i];
        if (!is_coming(engine, shift, scene->now_ms) || is_absent(engine, shift))
            continue;
        const struct session session = session_of(shift, rulebook);
        struct post *post = add_post(scene, &session, learned);
        post->does = POST_PLANNED;
        post->until_ms = shift->from_ms > scene->now_ms ? shift->from_ms : scene->now_ms;
        post->leaves_ms = shift->until_ms >= centre_closes(rulebook) ? INT64_MAX : shift->until_ms;
        add_breaks(scene, post, engine, usual_of(learned, session.operator_id));
        lend_profile(scene, post, engine, rulebook);
    }
}

/* --- what each takes --- */

static bool *find_sent(const struct scene *scene)
{
    bool *sent = mem_new_n(bool, (size_t)scene->hall.service_count + 1);
    for (int32_t i = 1; i <= scene->ticket_count; i++)
        sent[scene->steps[i].service] |= scene->steps[i].for_counter || scene->steps[i].for_operator;
    return sent;
}

static void add_list(struct scene *scene, struct post *post, const bool *sent)
{
    post->among = (struct rule_among){.services = &scene->services[scene->list_count]};
    post->offsets_ms = &scene->offsets_ms[scene->list_count];
    for (int32_t service = 1; service < scene->hall.service_count; service++) {
        bool takes = rules_choice(&scene->rulebook, &post->session, service) >= 0;
        if (!takes && !sent[service])
            continue;
        int32_t place = scene->list_count++;
        scene->services[place] = service;
        scene->offsets_ms[place] = takes ? rules_offset_ms(&scene->rulebook, &post->session, service) : NOT_TAKEN;
        post->among.count++;
    }
}

static void add_lists(struct scene *scene)
{
    size_t room = ((size_t)scene->post_count + 1) * (size_t)scene->hall.service_count + 1;
    _cleanup_free_ bool *sent = find_sent(scene);
    scene->services = mem_new_n(int32_t, room);
    scene->offsets_ms = mem_new_n(int64_t, room);
    for (int32_t i = 0; i < scene->post_count; i++)
        add_list(scene, &scene->posts[i], sent);
}

int32_t scene_profile(const struct scene *scene, int32_t counter)
{
    int32_t lent = engine_lent_profile(&scene->hall, counter).profile;
    return lent ? lent : rules_usual_profile(&scene->rulebook, 0, counter);
}

void scene_open(struct scene *scene, int32_t counter)
{
    _cleanup_free_ bool *sent = find_sent(scene);
    struct post *post = &scene->posts[scene->post_count++];
    *post = (struct post){
            .session = {.counter = counter, .profile = scene_profile(scene, counter), .state = SESSION_PRESENT},
            .slowness = 1,
            .does = POST_FREE,
            .since_ms = scene->now_ms,
            .leaves_ms = INT64_MAX};
    add_list(scene, post, sent);
}

void scene_close(struct scene *scene)
{
    scene->list_count -= scene->posts[--scene->post_count].among.count;
}

struct post scene_change(struct scene *scene, int32_t number, int32_t profile)
{
    _cleanup_free_ bool *sent = find_sent(scene);
    struct post before = scene->posts[number], *post = &scene->posts[number];
    post->session.profile = profile;
    add_list(scene, post, sent);
    return before;
}

void scene_change_back(struct scene *scene, int32_t number, const struct post *before)
{
    scene->list_count -= scene->posts[number].among.count;
    scene->posts[number] = *before;
}

void scene_add_posts(struct scene *scene, const struct engine *engine, const struct rulebook *rulebook,
                     const struct learned *learned)
{
    size_t room = (size_t)engine->operator_count + (size_t)engine->shift_count + 2;
    scene->posts = mem_new_n(struct post, 2 * room);
    for (int32_t i = 1; i < engine->operator_count; i++) {
        const struct session *session = &engine->operators[i].session;
        if (session->state != SESSION_PRESENT && session->state != SESSION_LOST)
            continue;
        struct post *post = add_post(scene, session, learned);
        set_does(post, engine);
        const struct learned_operator *usual = usual_of(learned, session->operator_id);
        post->leaves_ms = leaves_at(scene, engine, session, usual);
        add_breaks(scene, post, engine, usual);
        lend_profile(scene, post, engine, rulebook);
    }
    add_planned(scene, engine, rulebook, learned);
    add_lists(scene);
}
