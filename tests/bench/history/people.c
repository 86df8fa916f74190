/* SPDX-License-Identifier: MIT
 *
 * Offers and workers out of a rulebook.
 */
#include "tests/bench/history/people.h"

/* Beside its service, what a visitor costs an operator: the way to the counter, and pauses. */
enum { WAY_MS = 35 * 1000, LUNCH_MINUTES = 45 };
#define LOAD 0.95

/* Of the mean, by the hour from 9 on. */
static const double by_hour[HOURS_OPEN] = {1.10, 1.40, 1.25, 0.95, 0.85, 0.95, 0.95, 0.90, 0.65};

/* --- what is offered --- */

static int32_t goes_on_with(const struct rulebook *rulebook, int32_t service)
{
    for (int32_t to = 1; to < rulebook->services.count; to++) {
        if (rulebook->services.items[service].transfer_to[to])
            return to;
    }
    return 0;
}

/* There are as many operators as an agency has work for. */
static void share_work(struct people *people, const struct rulebook *rulebook)
{
    int32_t agencies = 0;
    for (int i = 0; i < people->offer_count; i++) {
        int32_t agency = rulebook->services.items[people->offers[i].service].agency;
        agencies = agency >= agencies ? agency + 1 : agencies;
    }
    _cleanup_free_ double *work = mem_new_n(double, (size_t)agencies);
    for (int i = 0; i < people->offer_count; i++)
        work[rulebook->services.items[people->offers[i].service].agency] +=
                people->offers[i].share * people->offers[i].mean_ms;
    for (int i = 0; i < people->offer_count; i++)
        people->offers[i].share /= work[rulebook->services.items[people->offers[i].service].agency];
}

/* From shares to what people_choose() searches. */
static void sum_shares(struct people *people)
{
    double all = 0, sum = 0;
    for (int i = 0; i < people->offer_count; i++)
        all += people->offers[i].share;
    for (int i = 0; i < people->offer_count; i++) {
        sum += people->offers[i].share / all;
        people->offers[i].share = sum;
    }
}

/* A few services are wanted by many, many by few. */
static void add_offers(struct people *people, const struct rulebook *rulebook, struct dice *dice)
{
    people->offers = mem_new_n(struct offer, (size_t)rulebook->services.count);
    people->of_service = mem_new_n(const struct offer *, (size_t)rulebook->services.count);
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (!rulebook->services.items[service].offered)
            continue;
        struct offer *offer = &people->offers[people->offer_count++];
        *offer = (struct offer){.service = service,
                                .share = dice_lognormal(dice, 1, 1),
                                .mean_ms = dice_between(dice, 3, 18),
                                .cv = dice_between(dice, 0.6, 1.1),
                                .goes_on_with = goes_on_with(rulebook, service),
                                .is_booked = rulebook->services.items[service].slot_places > 0};
        people->of_service[service] = offer;
    }
    share_work(people, rulebook);
    sum_shares(people);
}

static double mean_length(const struct people *people)
{
    double mean = 0, before = 0;
    for (int i = 0; i < people->offer_count; i++) {
        mean += (people->offers[i].share - before) * people->offers[i].mean_ms;
        before = people->offers[i].share;
    }
    return mean;
}

/* --- who works --- */

static void add_workers(struct people *people, const struct rulebook *rulebook, struct dice *dice)
{
    int32_t operator_id = 0;
    people->workers = mem_new_n(struct worker, (size_t)rulebook->counters.count);
    for (int32_t counter = 1; counter < rulebook->counters.count; counter++) {
        if (!rulebook->counters.items[counter].offered)
            continue;
        do
            operator_id++;
        while (operator_id < rulebook->operators.count && !rulebook->operators.items[operator_id].offered);
        if (operator_id >= rulebook->operators.count)
            return;
        bool is_short = people->worker_count % 5 == 4;
        people->workers[people->worker_count++] = (struct worker){.operator_id = operator_id,
                                                                  .counter = counter,
                                                                  .slowness = dice_lognormal(dice, 1, 0.18),
                                                                  .comes_minute = is_short ? 10 * 60 : OPENS_MINUTE,
                                                                  .goes_minute = is_short ? 16 * 60 : CLOSES_MINUTE,
                                                                  .lunch_minute = 12 * 60 + 15 * dice_below(dice, 10)};
    }
}

static double work_ms(const struct people *people)
{
    double minutes = 0;
    for (int i = 0; i < people->worker_count; i++)
        minutes += people->workers[i].goes_minute - people->workers[i].comes_minute - LUNCH_MINUTES;
    return minutes * MINUTE_MS;
}

/* --- */

void people_init(struct people *people, const struct rulebook *rulebook, int visits_a_day, struct dice *dice)
{
    *people = (struct people){0};
    add_offers(people, rulebook, dice);
    add_workers(people, rulebook, dice);
    double each_ms = LOAD * work_ms(people) / visits_a_day - WAY_MS, mean = mean_length(people);
    for (int i = 0; i < people->offer_count; i++)
        people->offers[i].mean_ms *= (each_ms > WAY_MS ? each_ms : WAY_MS) / mean;
}

void people_done(struct people *people)
{
    free(people->offers);
    free(people->of_service);
    free(people->workers);
}

const struct offer *people_choose(const struct people *people, struct dice *dice)
{
    double share = dice_share(dice);
    int low = 0, high = people->offer_count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (people->offers[middle].share <= share)
            low = middle + 1;
        else
            high = middle;
    }
    return &people->offers[low];
}

int64_t people_arrival_ms(struct dice *dice)
{
    for (;;) {
        double hour = dice_share(dice) * HOURS_OPEN;
        if (dice_chance(dice, by_hour[(int)hour] / 1.4))
            return OPENS_MINUTE * MINUTE_MS + (int64_t)(hour * HOUR_MS);
    }
}
