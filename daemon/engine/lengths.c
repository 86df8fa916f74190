/* SPDX-License-Identifier: MIT
 *
 * Tables of quantiles out of weighted lengths.
 */
#include "daemon/engine/lengths.h"

/* Of a length about its mean, as a share of it: the mean of n has it by the root of n less. */
#define VARIATION 0.85F

/* Quantiles of the lognormal law of mean 1 and coefficient of variation 0.8. */
static const float usual[LAW_STEPS + 1] = {
        0.0721F, 0.1715F, 0.2105F, 0.2400F, 0.2652F, 0.2878F, 0.3087F, 0.3285F, 0.3474F, 0.3656F, 0.3834F,
        0.4008F, 0.4180F, 0.4350F, 0.4519F, 0.4687F, 0.4854F, 0.5022F, 0.5191F, 0.5361F, 0.5532F, 0.5704F,
        0.5879F, 0.6056F, 0.6235F, 0.6417F, 0.6602F, 0.6791F, 0.6984F, 0.7181F, 0.7383F, 0.7589F, 0.7801F,
        0.8019F, 0.8244F, 0.8475F, 0.8714F, 0.8961F, 0.9218F, 0.9484F, 0.9761F, 1.0050F, 1.0352F, 1.0669F,
        1.1002F, 1.1353F, 1.1724F, 1.2117F, 1.2537F, 1.2986F, 1.3469F, 1.3991F, 1.4560F, 1.5183F, 1.5874F,
        1.6646F, 1.7521F, 1.8528F, 1.9713F, 2.1147F, 2.2950F, 2.5357F, 2.8917F, 3.5488F, 5.8439F,
};

/* --- laws --- */

static float law_mean(const struct length_law *law)
{
    float sum = 0;
    for (int i = 0; i < LAW_STEPS; i++)
        sum += law->points_ms[i] + law->points_ms[i + 1];
    return sum / (2 * LAW_STEPS);
}

struct length_law law_exact(float length_ms)
{
    struct length_law law = {.mean_ms = length_ms};
    for (int i = 0; i <= LAW_STEPS; i++)
        law.points_ms[i] = length_ms;
    return law;
}

struct length_law law_usual(float mean_ms)
{
    struct length_law law = {.mean_ms = mean_ms};
    for (int i = 0; i <= LAW_STEPS; i++)
        law.points_ms[i] = usual[i] * mean_ms;
    return law;
}

float law_long(const struct length_law *law)
{
    float nine_of_ten = law_at(law, 0.9F), thrice = 3 * law->mean_ms;
    return nine_of_ten > thrice ? nine_of_ten : thrice;
}

struct weighted {
    float length_ms, weight;
};

/* Shell's sort with the gaps of Ciura (2001). */
static void sort(struct weighted *items, int32_t count)
{
    static const int32_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < ARRAY_SIZE(gaps); g++) {
        for (int32_t i = gaps[g]; i < count; i++) {
            struct weighted item = items[i];
            int32_t place = i;
            for (; place >= gaps[g] && items[place - gaps[g]].length_ms > item.length_ms; place -= gaps[g])
                items[place] = items[place - gaps[g]];
            items[place] = item;
        }
    }
}

static float sum_weights(const struct weighted *items, int32_t count)
{
    float total = 0;
    for (int32_t i = 0; i < count; i++)
        total += items[i].weight;
    return total;
}

/* Where the sum of weights passes each step; straight between the middles of two lengths. */
static void fill_points(struct length_law *law, const struct weighted *items, int32_t count, float each)
{
    float middle = items[0].weight / 2;
    int32_t step = 1;
    law->points_ms[0] = items[0].length_ms;
    for (int32_t i = 0; i + 1 < count; i++) {
        float next = middle + (items[i].weight + items[i + 1].weight) / 2;
        for (; step < LAW_STEPS && (float)step * each <= next; step++) {
            float part = ((float)step * each - middle) / (next - middle);
            law->points_ms[step] =
                    items[i].length_ms + (items[i + 1].length_ms - items[i].length_ms) * (part > 0 ? part : 0);
        }
        middle = next;
    }
    for (; step < LAW_STEPS; step++)
        law->points_ms[step] = items[count - 1].length_ms;
}

/* Such that the mean of the last step is what it was. */
static float last_point(const struct length_law *law, const struct weighted *items, int32_t count, float each)
{
    float sum = 0, left = each;
    for (int32_t i = count - 1; i >= 0 && left > 0; i--) {
        float part = items[i].weight < left ? items[i].weight : left;
        sum += part * items[i].length_ms;
        left -= part;
    }
    float low = law->points_ms[LAW_STEPS - 1], top = 2 * sum / (each - left) - low;
    return top > low ? top : low;
}

static struct length_law law_of_sorted(const struct weighted *items, int32_t count)
{
    struct length_law law = {.unsure = 0};
    float each = sum_weights(items, count) / LAW_STEPS;
    fill_points(&law, items, count, each);
    law.points_ms[LAW_STEPS] = last_point(&law, items, count, each);
    law.mean_ms = law_mean(&law);
    return law;
}

struct length_law law_of(float *lengths_ms, int32_t count)
{
    struct weighted *items = mem_new_n(struct weighted, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        items[i] = (struct weighted){lengths_ms[i], 1};
    sort(items, count);
    for (int32_t i = 0; i < count; i++)
        lengths_ms[i] = items[i].length_ms;
    struct length_law law = law_of_sorted(items, count);
    free(items);
    return law;
}

/* The share that does not reach this length. */
static float law_share_below(const struct length_law *law, float length_ms)
{
    int32_t low = 0, high = LAW_STEPS;
    while (high - low > 1) {
        int32_t middle = (low + high) / 2;
        if (law->points_ms[middle] <= length_ms)
            low = middle;
        else
            high = middle;
    }
    float from = law->points_ms[low], to = law->points_ms[high];
    float part = to > from ? (length_ms - from) / (to - from) : 0;
    return ((float)low + (part > 0 ? part : 0)) / LAW_STEPS;
}

struct length_rest law_rest(const struct length_law *law, float age_ms)
{
    struct length_rest rest = {.law = law, .age_ms = age_ms > 0 ? age_ms : 0};
    if (age_ms > law->points_ms[0])
        rest.below = age_ms < law->points_ms[LAW_STEPS] ? law_share_below(law, age_ms) : 1;
    return rest;
}

/* --- what was seen --- */

void lengths_done(struct lengths *lengths)
{
    free(lengths->items_ms);
    *lengths = (struct lengths){0};
}

void lengths_add(struct lengths *lengths, int32_t room, float length_ms)
{
    if (!lengths->items_ms) {
        lengths->room = room;
        lengths->items_ms = mem_new_n(float, (size_t)room);
    }
    lengths->items_ms[lengths->next] = length_ms;
    lengths->next = (lengths->next + 1) % lengths->room;
    lengths->count += lengths->count < lengths->room;
    lengths->since++;
}

/* The usual law scaled to the mean that both tell together: few observations say more about the mean than about the
 * shape. */
static float mixed_mean(const struct lengths *lengths, float usual_ms, float weight)
{
    float sum = usual_ms * weight;
    for (int32_t i = 0; i < lengths->count; i++)
        sum += lengths->items_ms[i];
    return sum / (weight + (float)lengths->count);
}

/* By Heron's steps, of which each doubles the digits that are right. */
static float root(float square)
{
    float guess = square > 1 ? square : 1;
    for (int i = 0; i < 24; i++)
        guess = (guess + square / guess) / 2;
    return guess;
}

void lengths_refresh(struct lengths *lengths, float usual_ms, float weight, struct length_law *law)
{
    if (law->mean_ms > 0 && lengths->since * 32 <= lengths->count)
        return;
    lengths->since = 0;
    float mean_ms = mixed_mean(lengths, usual_ms, weight);
    int32_t count = lengths->count + LAW_STEPS;
    struct weighted *items = mem_new_n(struct weighted, (size_t)count);
    for (int32_t i = 0; i < LAW_STEPS; i++)
        items[i] = (struct weighted){(usual[i] + usual[i + 1]) / 2 * mean_ms, weight / LAW_STEPS};
    for (int32_t i = 0; i < lengths->count; i++)
        items[LAW_STEPS + i] = (struct weighted){lengths->items_ms[i], 1};
    sort(items, count);
    *law = law_of_sorted(items, count);
    law->unsure = VARIATION / root(weight + (float)lengths->count);
    free(items);
}
