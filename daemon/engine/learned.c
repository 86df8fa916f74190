/* SPDX-License-Identifier: MIT
 *
 * Every figure is what was seen, drawn towards what is usual as long as little was seen: so many observations are worth
 * as much as the usual (`weight`). Where the weights come from: an operator's speed differs from that of all by some 18
 * %, a service's length by some 85 % from its mean, so (0.85/0.18)^2 visitors tell as much of one operator as knowing
 * that he is one.
 */
#include "daemon/engine/learned.h"

#include <string.h>

#include "daemon/engine/state.h"

enum {
    SERVICE_ROOM = 256,
    CENTRE_ROOM = 1024,
    SERVICE_KNOWN = 20, /* lengths: before, nobody can be told to be fast at it */
    MINUTE_MS = 60000,
    LONGEST_GAP_MS = 20 * MINUTE_MS, /* a longer one is lunch, or nobody was there */
    LONGEST_LUNCH_MS = 90 * MINUTE_MS,
    USUAL_MS = 10 * MINUTE_MS,
    USUAL_WAY_MS = 15000,
    USUAL_GAP_MS = 5000,
    USUAL_MISS_MS = 90000,
    QUARTERS_AN_HOUR = 4
};
#define SERVICE_WEIGHT  8.0F
#define CENTRE_WEIGHT   4.0F
#define OPERATOR_WEIGHT 22.0F
#define OPERATOR_MOST   400.0F /* visitors: then half is forgotten */
#define SHOW_WEIGHT     30.0F
#define USUAL_MISSED    0.05F
#define BOOKED_MISSED   0.2F
#define SHOW_MOST       2000.0F
#define DAYS_MOST       15.0F
#define DAY_WEIGHT      100.0F
#define HABIT_DAYS      5.0F

void learned_init(struct learned *learned)
{
    *learned = (struct learned){.first_quarter = -1};
}

void learned_done(struct learned *learned)
{
    for (int32_t i = 0; i < learned->service_count; i++) {
        lengths_done(&learned->services[i].lengths);
        free(learned->services[i].by_class);
    }
    free(learned->services);
    free(learned->operators);
    lengths_done(&learned->way);
    lengths_done(&learned->gap);
    lengths_done(&learned->idle);
    lengths_done(&learned->miss);
    asked_done(&learned->asked);
    *learned = (struct learned){0};
}

static struct learned_service *service_of(struct learned *learned, int32_t id)
{
    state_grow((void **)&learned->services, &learned->service_count, id, sizeof(struct learned_service));
    return &learned->services[id];
}

static struct learned_operator *operator_of(struct learned *learned, int32_t id)
{
    state_grow((void **)&learned->operators, &learned->operator_count, id, sizeof(struct learned_operator));
    return &learned->operators[id];
}

static float usual_of(const struct rulebook *rulebook, int32_t service)
{
    int64_t usual_ms = service < rulebook->services.count ? rulebook->services.items[service].usual_ms : 0;
    return (float)(usual_ms ? usual_ms : USUAL_MS);
}

/* --- steps --- */

static void learn_served(struct learned *learned, const struct rulebook *rulebook, const struct step *step)
{
    struct learned_service *service = service_of(learned, step->service);
    struct learned_operator *who = operator_of(learned, step->operator_id);
    float took_ms = (float)step->service_ms, slowness = learned_slowness(learned, step->operator_id);
    lengths_add(&service->lengths, SERVICE_ROOM, took_ms / slowness);
    lengths_refresh(&service->lengths, usual_of(rulebook, step->service), SERVICE_WEIGHT, &service->law);
    if (service->lengths.count < SERVICE_KNOWN)
        return;
    who->expected_ms += service->law.mean_ms;
    who->took_ms += took_ms;
    if (++who->count >= OPERATOR_MOST) {
        who->count /= 2;
        who->expected_ms /= 2;
        who->took_ms /= 2;
    }
}

/* Between two visitors, if the second was there when the first went; else how long he was not seen. */
static void learn_gap(struct learned *learned, const struct step *step)
{
    struct learned_operator *who = operator_of(learned, step->operator_id);
    int64_t from_ms = step->entered_ms > step->base_ms ? step->entered_ms : step->base_ms;
    bool waited = from_ms <= who->ended_ms;
    int64_t gap_ms = step->called_ms - (waited ? who->ended_ms : from_ms);
    if (who->ended_ms && gap_ms >= 0 && gap_ms <= LONGEST_GAP_MS)
        lengths_add(waited ? &learned->gap : &learned->idle, CENTRE_ROOM, (float)gap_ms);
    if (who->ended_ms && gap_ms > LONGEST_GAP_MS && gap_ms <= LONGEST_LUNCH_MS && gap_ms > who->lunch_ms) {
        who->lunch_from_ms = step->called_ms - gap_ms;
        who->lunch_ms = gap_ms;
    }
    who->ended_ms = step->ended_ms;
}

int learned_wait(int64_t waited_ms)
{
    static const int64_t until_ms[LEARNED_WAITS - 1] = {5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 40 * MINUTE_MS};
    int bucket = 0;
    while (bucket < LEARNED_WAITS - 1 && waited_ms >= until_ms[bucket])
        bucket++;
    return bucket;
}

static void learn_show(struct learned_shows *shows, bool missed)
{
    shows->called++;
    shows->missed += missed;
    if (shows->called >= SHOW_MOST) {
        shows->called /= 2;
        shows->missed /= 2;
    }
}

void learned_step(struct learned *learned, const struct rulebook *rulebook, const struct ticket *ticket,
                  const struct step *step)
{
    if (!step->called_ms || !step->operator_id || step->entry == ENTRY_DIRECT || step->marks & ~MARK_IMPLIED)
        return;
    bool missed = step->end == END_NO_SHOW;
    int64_t waited_ms = step->first_called_ms - step_waits_from(step);
    learn_gap(learned, step);
    learn_show(&learned->shows[ticket->channel == CHANNEL_BOOKING][learned_wait(waited_ms)], missed);
    if (missed) {
        lengths_add(&learned->miss, CENTRE_ROOM, (float)(step->ended_ms - step->called_ms));
    } else if (step->end == END_SERVED || step->end == END_TRANSFERRED) {
        lengths_add(&learned->way, CENTRE_ROOM, (float)step->way_ms);
        learn_served(learned, rulebook, step);
    }
}

void learned_booking(struct learned *learned, bool came)
{
    learn_show(&learned->bookings, !came);
}

void learned_refresh(struct learned *learned, const struct rulebook *rulebook)
{
    lengths_refresh(&learned->way, USUAL_WAY_MS, CENTRE_WEIGHT, &learned->way_law);
    lengths_refresh(&learned->gap, USUAL_GAP_MS, CENTRE_WEIGHT, &learned->gap_law);
    lengths_refresh(&learned->idle, USUAL_GAP_MS, CENTRE_WEIGHT, &learned->idle_law);
    lengths_refresh(&learned->miss, USUAL_MISS_MS, CENTRE_WEIGHT, &learned->miss_law);
    for (int32_t i = 1; i < rulebook->services.count; i++) {
        struct learned_service *service = service_of(learned, i);
        if (service->law.mean_ms <= 0)
            lengths_refresh(&service->lengths, usual_of(rulebook, i), SERVICE_WEIGHT, &service->law);
    }
}

float learned_slowness(const struct learned *learned, int32_t operator_id)
{
    if (operator_id >= learned->operator_count || learned->operators[operator_id].count <= 0)
        return 1;
    const struct learned_operator *who = &learned->operators[operator_id];
    float usual_ms = OPERATOR_WEIGHT * who->expected_ms / who->count;
    return (usual_ms + who->took_ms) / (usual_ms + who->expected_ms);
}

float learned_miss(const struct learned *learned, bool is_booked, int wait)
{
    const struct learned_shows *shows = learned->shows[is_booked];
    float called = SHOW_WEIGHT, missed = SHOW_WEIGHT * USUAL_MISSED;
    for (int i = 0; i < LEARNED_WAITS; i++) {
        called += shows[i].called;
        missed += shows[i].missed;
    }
    const struct learned_shows *bucket = &shows[wait];
    return (bucket->missed + SHOW_WEIGHT * missed / called) / (bucket->called + SHOW_WEIGHT);
}

float learned_booking_miss(const struct learned *learned)
{
    const struct learned_shows *shows = &learned->bookings;
    return (shows->missed + SHOW_WEIGHT * BOOKED_MISSED) / (shows->called + SHOW_WEIGHT);
}

/* --- who comes --- */

void learned_visit(struct learned *learned, int32_t service, int32_t class, int32_t quarter)
{
    struct learned_service *offered = service_of(learned, service);
    state_grow((void **)&offered->by_class, &offered->class_count, class, sizeof(struct learned_stream));
    offered->by_class[class].today++;
    asked_visit(&learned->asked, service, quarter < 0 ? quarter : quarter / QUARTERS_AN_HOUR);
    if (quarter >= 0 && quarter < LEARNED_QUARTERS)
        learned->quarters_today[quarter]++;
    if (learned->first_quarter < 0)
        learned->first_quarter = quarter;
}

/* A mean over the days, of which the latest counts most. */
static void go_towards(float *mean, float *today, float days)
{
    *mean += (*today - *mean) / days;
    *today = 0;
}

void learned_day_begins(struct learned *learned, int64_t from_ms)
{
    learned->day_from_ms = from_ms;
}

static void learn_habit(struct learned_habit *habit, float at_ms, float length_ms)
{
    habit->days += habit->days < HABIT_DAYS;
    habit->at_ms += (at_ms - habit->at_ms) / habit->days;
    habit->length_ms += (length_ms - habit->length_ms) / habit->days;
}

static void learn_habits(struct learned_operator *who, int64_t from_ms)
{
    if (who->ended_ms && from_ms)
        learn_habit(&who->goes_home, (float)(who->ended_ms - from_ms), 0);
    if (who->lunch_ms && from_ms)
        learn_habit(&who->lunches, (float)(who->lunch_from_ms - from_ms), (float)who->lunch_ms);
    who->ended_ms = who->lunch_ms = 0;
}

void learned_day_ends(struct learned *learned)
{
    learned->first_quarter = -1;
    for (int32_t i = 0; i < learned->operator_count; i++)
        learn_habits(&learned->operators[i], learned->day_from_ms);
    learned->day_from_ms = 0;
    float came = 0;
    for (int i = 0; i < LEARNED_QUARTERS; i++)
        came += learned->quarters_today[i];
    if (came <= 0)
        return;
    learned->days += learned->days < DAYS_MOST;
    for (int i = 0; i < LEARNED_QUARTERS; i++)
        go_towards(&learned->quarters[i], &learned->quarters_today[i], learned->days);
    asked_day_ends(&learned->asked, learned->days);
    for (int32_t i = 0; i < learned->service_count; i++) {
        for (int32_t k = 0; k < learned->services[i].class_count; k++)
            go_towards(&learned->services[i].by_class[k].a_day, &learned->services[i].by_class[k].today, learned->days);
    }
}

void learned_weigh_days(struct learned *learned, float most)
{
    learned->days = learned->days < most ? learned->days : most;
}

/* No day is over: as many as came so far today, spread over that time, in the mean half of the present quarter too. */
static float rate_of_today(const struct learned *learned, const struct learned_stream *stream, int32_t seen_from)
{
    int32_t quarters = learned->first_quarter >= 0 ? seen_from - learned->first_quarter : 0;
    return quarters > 0 ? stream->today / ((float)quarters + 0.5F) : 0;
}

/* Days differ by a tenth, which is known of a day as well as a hundred of its visitors tell it. */
static float busy_today(const struct learned *learned, int32_t seen_from)
{
    float came = DAY_WEIGHT, usual = DAY_WEIGHT;
    for (int32_t i = 0; i < seen_from && i < LEARNED_QUARTERS; i++) {
        came += learned->quarters_today[i];
        usual += learned->quarters[i];
    }
    return came / usual;
}

float learned_busy(const struct learned *learned, int32_t seen_from)
{
    float a_day = 0;
    for (int i = 0; i < LEARNED_QUARTERS; i++)
        a_day += learned->quarters[i];
    return learned->days >= 1 && a_day > 0 ? busy_today(learned, seen_from) / a_day : 0;
}

float learned_rate(const struct learned *learned, int32_t service, int32_t class, int32_t quarter, int32_t seen_from,
                   float busy)
{
    if (service >= learned->service_count || class >= learned->services[service].class_count || quarter < 0 ||
        quarter >= LEARNED_QUARTERS)
        return 0;
    const struct learned_stream *stream = &learned->services[service].by_class[class];
    if (learned->days < 1)
        return rate_of_today(learned, stream, seen_from);
    return stream->a_day * learned->quarters[quarter] * busy;
}
