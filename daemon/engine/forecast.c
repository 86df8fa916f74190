/* SPDX-License-Identifier: MIT
 *
 * Futures side by side, and their quantiles.
 */
#include "daemon/engine/forecast.h"

#include <string.h>

static void swap(int32_t *a, int32_t *b)
{
    int32_t kept = *a;
    *a = *b;
    *b = kept;
}

/* The item that would stand at `place` if they were sorted (Hoare 1961); before it are none greater, behind it none
 * smaller. */
static int32_t select_at(int32_t *items, int32_t from, int32_t until, int32_t place)
{
    while (until - from > 1) {
        int32_t pivot = items[from + (until - from) / 2], low = from, high = until - 1;
        while (low <= high) {
            while (items[low] < pivot)
                low++;
            while (items[high] > pivot)
                high--;
            if (low <= high)
                swap(&items[low++], &items[high--]);
        }
        if (place <= high)
            until = high + 1;
        else if (place >= low)
            from = low;
        else
            break;
    }
    return items[place];
}

/* By so many of the futures. */
static int32_t place_of(float share, int32_t count)
{
    int32_t place = (int32_t)(share * (float)count);
    return place < count ? place : count - 1;
}

static struct forecast_times times_of(int32_t *items, const struct forecast_wish *wish, int32_t service, int32_t class)
{
    int32_t count = wish->futures;
    struct level level = wish->levels ? levels_of(wish->levels, service, class) : (struct level){0.1F, 0.9F};
    int32_t middle = place_of(0.5F, count), low = place_of(level.low, count), high = place_of(level.high, count);
    struct forecast_times times;
    times.p50_ms = select_at(items, 0, count, middle);
    times.p10_ms = select_at(items, 0, middle + 1, low);
    times.p90_ms = select_at(items, middle, count, high);
    return times;
}

static void gather(int32_t *rows, const int32_t *calls_ms, int32_t count, int32_t futures, int32_t number)
{
    for (int32_t i = 0; i < count; i++)
        rows[(size_t)i * (size_t)futures + (size_t)number] = calls_ms[i];
}

static uint64_t seed_of(const struct forecast_wish *wish, int32_t number)
{
    return wish->seed + ((uint64_t)number << 40);
}

/* --- newcomers --- */

/* By somebody who is there, or planned. */
static bool is_taken(const struct scene *scene, int32_t service)
{
    for (int32_t i = 0; i < scene->post_count; i++) {
        const struct post *post = &scene->posts[i];
        for (int32_t k = 0; k < post->among.count; k++) {
            if (post->among.services[k] == service && post->offsets_ms[k] != NOT_TAKEN)
                return true;
        }
    }
    return false;
}

/* By the futures in which he is called, and by as many lengths of the service as there are. */
static float served_of(const struct scene *scene, const struct newcomer *newcomer, const int32_t *calls_ms,
                       int32_t futures)
{
    const struct length_law *law = &scene->service_laws[newcomer->service];
    int64_t closes_ms = scene->closes_ms[newcomer->service];
    float sum = 0;
    if (!closes_ms || !is_taken(scene, newcomer->service))
        return 1;
    for (int32_t i = 0; i < futures; i++) {
        float left_ms = (float)(closes_ms - scene->now_ms - calls_ms[i]) - scene->way_law.mean_ms;
        if (calls_ms[i] != FUTURE_NEVER && left_ms > 0)
            sum += law_rest(law, left_ms).below;
    }
    return sum / (float)futures;
}

static int32_t open_counters(const struct scene *scene)
{
    int32_t open = 0;
    for (int32_t i = 0; i < scene->post_count; i++)
        open += scene->posts[i].does != POST_AWAY && scene->posts[i].does != POST_PLANNED;
    return open;
}

enum { USUAL_MOST_MS = 7 * 24 * 60 * 60 * 1000 }; /* whatever the formula says */

/* 0: nobody serves, so it says nothing. */
static int32_t usual_of(const struct scene *scene, const struct newcomer *newcomer, int32_t open)
{
    float ahead_ms = 0;
    for (int32_t i = 1; i <= scene->live_count && open > 0; i++) {
        struct calling_key key = state_key(&scene->hall.tickets[i]);
        if (calling_key_compare(&key, &newcomer->key) < 0)
            ahead_ms += scene->service_laws[scene->steps[i].service].mean_ms;
    }
    float usual_ms = open > 0 ? ahead_ms / (float)open : 0;
    return usual_ms < (float)USUAL_MOST_MS ? (int32_t)usual_ms : USUAL_MOST_MS;
}

static void add_newcomers(struct forecast *forecast, const struct scene *scene, const int32_t *rows, int32_t futures)
{
    int32_t open = open_counters(scene);
    for (int32_t i = 0; i < forecast->newcomer_count; i++) {
        forecast->newcomers_usual_ms[i] = usual_of(scene, &scene->newcomers[i], open);
        forecast->newcomers_served[i] =
                served_of(scene, &scene->newcomers[i], rows + (size_t)i * (size_t)futures, futures);
    }
}

/* --- everybody --- */

static void forecast_all(struct forecast *forecast, const struct scene *scene, const struct forecast_wish *wish,
                         struct future *future)
{
    int32_t tickets = forecast->ticket_count, newcomers = forecast->newcomer_count, futures = wish->futures;
    _cleanup_free_ int32_t *rows = mem_new_n(int32_t, (size_t)(tickets + newcomers + 1) * (size_t)futures);
    int32_t *behind = rows + (size_t)tickets * (size_t)futures;
    for (int32_t i = 0; i < futures && !(wish->in_vain && *wish->in_vain); i++) {
        struct future_calls calls = future_play(future, seed_of(wish, i));
        gather(rows, calls.tickets_ms + 1, tickets, futures, i);
        gather(behind, calls.newcomers_ms, newcomers, futures, i);
    }
    for (int32_t i = 0; i < tickets; i++)
        forecast->tickets[i] = times_of(rows + (size_t)i * (size_t)futures, wish, scene->steps[i + 1].service,
                                        scene->hall.tickets[i + 1].class);
    for (int32_t i = 0; i < newcomers; i++)
        forecast->newcomers[i] = times_of(behind + (size_t)i * (size_t)futures, wish, scene->newcomers[i].service,
                                          scene->newcomers[i].class);
    add_newcomers(forecast, scene, behind, futures);
}

struct forecast *forecast_new(const struct scene *scene, const struct forecast_wish *wish)
{
    struct forecast *forecast = mem_new(struct forecast);
    int32_t tickets = scene->live_count, newcomers = scene->newcomer_count;
    *forecast = (struct forecast){.at_ms = scene->now_ms,
                                  .ticket_count = tickets,
                                  .newcomer_count = newcomers,
                                  .ids = mem_new_n(int32_t, (size_t)tickets + 1),
                                  .tickets = mem_new_n(struct forecast_times, (size_t)tickets + 1),
                                  .newcomers = mem_new_n(struct forecast_times, (size_t)newcomers + 1),
                                  .newcomers_usual_ms = mem_new_n(int32_t, (size_t)newcomers + 1),
                                  .newcomers_served = mem_new_n(float, (size_t)newcomers + 1)};
    memcpy(forecast->ids, scene->ids + 1, (size_t)tickets * sizeof(int32_t));
    _cleanup_(future_freep) struct future *future = future_new(scene, FUTURE_FOR_ALL);
    forecast_all(forecast, scene, wish, future);
    return forecast;
}

struct forecast_times forecast_one(const struct scene *scene, const struct forecast_wish *wish, struct future_only only)
{
    _cleanup_(future_freep) struct future *future = future_new(scene, only);
    _cleanup_free_ int32_t *row = mem_new_n(int32_t, (size_t)wish->futures);
    for (int32_t i = 0; i < wish->futures; i++) {
        struct future_calls calls = future_play(future, seed_of(wish, i));
        row[i] = only.ticket ? calls.tickets_ms[only.ticket] : calls.newcomers_ms[only.newcomer];
    }
    if (only.ticket)
        return times_of(row, wish, scene->steps[only.ticket].service, scene->hall.tickets[only.ticket].class);
    return times_of(row, wish, scene->newcomers[only.newcomer].service, scene->newcomers[only.newcomer].class);
}

struct forecast *forecast_free(struct forecast *forecast)
{
    if (!forecast)
        return NULL;
    free(forecast->ids);
    free(forecast->tickets);
    free(forecast->newcomers);
    free(forecast->newcomers_usual_ms);
    free(forecast->newcomers_served);
    free(forecast);
    return NULL;
}

const struct forecast_times *forecast_of(const struct forecast *forecast, int32_t ticket)
{
    int32_t low = 0, high = forecast->ticket_count;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (forecast->ids[middle] < ticket)
            low = middle + 1;
        else
            high = middle;
    }
    return low < forecast->ticket_count && forecast->ids[low] == ticket ? &forecast->tickets[low] : NULL;
}
