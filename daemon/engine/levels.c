/* SPDX-License-Identifier: MIT
 *
 * Two rates, found on the centres of tests/bench/forecast: a class sees many tickets, so its level may follow faster;
 * what a service adds is forgotten over some hundreds of its tickets, or chance would be taken for knowledge.
 */
#include "daemon/engine/levels.h"

#define CLASS_STEP   0.005F
#define SERVICE_STEP 0.003F
#define SERVICE_KEPT 0.997F

static const struct level least = {0.005F, 0.7F}, most = {0.3F, 0.995F};

void levels_init(struct levels *levels)
{
    *levels = (struct levels){0};
    for (int i = 0; i < LEVEL_CLASSES; i++)
        levels->classes[i] = (struct level){.low = 0.1F, .high = 0.9F};
}

static float between(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

static int32_t place_of_class(int32_t class)
{
    return class < LEVEL_CLASSES ? class : LEVEL_CLASSES - 1;
}

struct level levels_of(const struct levels *levels, int32_t service, int32_t class)
{
    struct level level = levels->classes[place_of_class(class)];
    if (service < LEVEL_SERVICES)
        level.high = between(level.high + levels->services[service], least.high, most.high);
    return level;
}

void levels_learn(struct levels *levels, int32_t service, int32_t class, bool was_before_p10, bool was_by_p90)
{
    float *low = &levels->classes[place_of_class(class)].low;
    *low = between(*low + CLASS_STEP * (was_before_p10 ? -0.9F : 0.1F), least.low, most.low);
    levels_learn_end(levels, service, class, was_by_p90);
}

void levels_learn_end(struct levels *levels, int32_t service, int32_t class, bool was_by_p90)
{
    float wrong = was_by_p90 ? -0.1F : 0.9F;
    float *high = &levels->classes[place_of_class(class)].high;
    *high = between(*high + CLASS_STEP * wrong, least.high, most.high);
    if (service < LEVEL_SERVICES)
        levels->services[service] = SERVICE_KEPT * (levels->services[service] + SERVICE_STEP * wrong);
}
