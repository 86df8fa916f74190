/* SPDX-License-Identifier: MIT
 *
 * A figure for each service, frozen for a quarter of an hour.
 */
#include "daemon/most_asked.h"

#define HOUR_MS INT64_C(3600000)

void most_asked_done(struct most_asked *most)
{
    free(most->about);
    *most = (struct most_asked){0};
}

/* Hours are those of a whole business day, as learned.h counts its quarters. */
static int32_t hour_of(const struct hall *hall, int64_t now_ms)
{
    int64_t since_ms = now_ms - (hall->rulebook->day_ends_ms - (int64_t)LEARNED_QUARTERS * QUARTER_MS);
    int64_t hour = since_ms > 0 ? since_ms / HOUR_MS : 0;
    return (int32_t)(hour < ASKED_HOURS ? hour : ASKED_HOURS - 1);
}

bool most_asked_look(struct most_asked *most, const struct forecasts *forecasts, int64_t now_ms)
{
    if (now_ms < most->until_ms && most->of_past == forecasts->has_learned)
        return false;
    const struct learned *learned = &forecasts->learned;
    int32_t count = forecasts->hall->rulebook->services.count, hour = hour_of(forecasts->hall, now_ms);
    most_asked_done(most);
    most->until_ms = (now_ms / QUARTER_MS + 1) * QUARTER_MS;
    most->of_past = forecasts->has_learned;
    most->count = count;
    most->about = mem_new_n(float, (size_t)count + 1);
    for (int32_t service = 0; service < count; service++)
        most->about[service] = asked_about(&learned->asked, service, hour, learned->days);
    return true;
}

size_t most_asked_of(const struct most_asked *most, const int32_t *services, size_t count,
                     int32_t ret_services[MOST_ASKED])
{
    _cleanup_free_ int32_t *sorted = mem_new_n(int32_t, count + 1);
    for (size_t i = 0; i < count; i++)
        sorted[i] = services[i];
    asked_sort(sorted, count, most->about, most->count);
    count = count < MOST_ASKED ? count : MOST_ASKED;
    for (size_t i = 0; i < count; i++)
        ret_services[i] = sorted[i];
    return count;
}
