/* SPDX-License-Identifier: MIT
 *
 * Means by service and hour, of which the latest days count most.
 */
#include "daemon/engine/asked.h"

#include "daemon/engine/state.h"

#define OF_DAY 0.001F

void asked_done(struct asked_by_hour *asked)
{
    free(asked->services);
    *asked = (struct asked_by_hour){0};
}

void asked_visit(struct asked_by_hour *asked, int32_t service, int32_t hour)
{
    if (hour < 0 || hour >= ASKED_HOURS)
        return;
    state_grow((void **)&asked->services, &asked->service_count, service, sizeof(struct asked_service));
    asked->services[service].today[hour]++;
}

void asked_day_ends(struct asked_by_hour *asked, float days)
{
    for (int32_t i = 0; i < asked->service_count; i++) {
        struct asked_service *service = &asked->services[i];
        for (int hour = 0; hour < ASKED_HOURS; hour++) {
            service->a_day[hour] += (service->today[hour] - service->a_day[hour]) / days;
            service->today[hour] = 0;
        }
    }
}

static float about_hour(const float visits[ASKED_HOURS], int32_t hour)
{
    float about = 0;
    for (int32_t i = 0; i < ASKED_HOURS; i++) {
        int32_t away = i < hour ? hour - i : i - hour;
        about += visits[i] * (OF_DAY + (away == 0 ? 1.0F : away == 1 ? 0.5F : 0.0F));
    }
    return about;
}

float asked_about(const struct asked_by_hour *asked, int32_t service, int32_t hour, float days)
{
    if (service < 0 || service >= asked->service_count)
        return 0;
    const struct asked_service *of = &asked->services[service];
    return (about_hour(of->a_day, hour) * days + about_hour(of->today, hour)) / (days + 1);
}

void asked_sort(int32_t *services, size_t count, const float *about, int32_t about_count)
{
    for (size_t i = 1; i < count; i++) {
        int32_t service = services[i];
        float of = service < about_count ? about[service] : 0;
        size_t place = i;
        for (; place > 0; place--) {
            int32_t before = services[place - 1];
            if ((before < about_count ? about[before] : 0) >= of)
                break;
            services[place] = before;
        }
        services[place] = service;
    }
}
