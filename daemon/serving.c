/* SPDX-License-Identifier: MIT
 *
 * One look at all sessions and their profiles.
 */
#include "daemon/serving.h"

void serving_done(struct serving *serving)
{
    free(serving->counters);
    *serving = (struct serving){0};
}

void serving_forget(struct serving *serving)
{
    serving->seq = 0;
}

static void add_session(struct serving *serving, const struct rulebook *rulebook, const struct session *session)
{
    if (session->state != SESSION_PRESENT || session->activity == ACTIVITY_PAUSE ||
        session->profile >= rulebook->profiles.count)
        return;
    const uint8_t *tiers = rulebook->profiles.items[session->profile].tiers;
    for (int32_t service = 1; tiers && service < serving->count; service++)
        serving->counters[service] += tiers[service] != 0;
}

static void count_all(struct serving *serving, const struct hall *hall)
{
    const struct rulebook *rulebook = hall->rulebook;
    serving->count = rulebook->services.count;
    if (serving->count > serving->room) {
        serving->counters = mem_realloc(serving->counters, (size_t)serving->count, sizeof(*serving->counters));
        serving->room = serving->count;
    }
    for (int32_t service = 0; service < serving->count; service++)
        serving->counters[service] = 0;
    for (int32_t id = 1; id < engine_operators(hall->engine); id++) {
        const struct session *session = engine_session(hall->engine, id);
        if (session)
            add_session(serving, rulebook, session);
    }
}

int32_t serving_counters(struct serving *serving, const struct hall *hall, int32_t service)
{
    int64_t seq = store_next_seq(hall->store);
    if (serving->seq != seq) {
        count_all(serving, hall);
        serving->seq = seq;
    }
    return service > 0 && service < serving->count ? serving->counters[service] : 0;
}
