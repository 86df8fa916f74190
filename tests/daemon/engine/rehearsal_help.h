/* SPDX-License-Identifier: MIT
 *
 * Past days by hand, and what a rehearsal makes of them.
 */
#pragma once

#include "daemon/engine/rehearsal.h"
#include "tests/daemon/engine/script.h"

enum { USUAL_MINUTES = 5 };

static inline struct past_day *past_new(void)
{
    struct past_day *day = mem_new(struct past_day);
    *day = (struct past_day){.day = DAY_ONE,
                             .service_count = WORLD_SERVICES,
                             .usual_ms = mem_new_n(int64_t, WORLD_SERVICES),
                             .usual_way_ms = 0};
    for (int i = 0; i < WORLD_SERVICES; i++)
        day->usual_ms[i] = USUAL_MINUTES * MINUTE;
    return day;
}

static inline void past_free(struct past_day *day)
{
    past_day_done(day);
    free(day);
}

static inline struct past_step *past_add_step(struct past_day *day, struct past_step step)
{
    mem_grow(day->steps, day->step_count, day->step_room);
    day->steps[day->step_count++] = step;
    day->visits[day->visit_count - 1].step_count++;
    return &day->steps[day->step_count - 1];
}

static inline struct past_visit *past_visit(struct past_day *day, int64_t at_ms, int32_t service, int64_t length_ms)
{
    mem_grow(day->visits, day->visit_count, day->visit_room);
    day->visits[day->visit_count++] =
            (struct past_visit){.issued_ms = at_ms, .class = CLASS_REGULAR, .first_step = (int32_t)day->step_count};
    past_add_step(day, (struct past_step){.service = service, .planned = true, .service_ms = length_ms});
    return &day->visits[day->visit_count - 1];
}

static inline struct past_post *past_post(struct past_day *day, int32_t counter, int64_t from_ms, int64_t until_ms)
{
    mem_grow(day->posts, day->post_count, day->post_room);
    day->posts[day->post_count++] = (struct past_post){.operator_id = counter,
                                                       .counter = counter,
                                                       .profile = 1,
                                                       .languages = ID_BIT(1),
                                                       .from_ms = from_ms,
                                                       .until_ms = until_ms};
    return &day->posts[day->post_count - 1];
}

static inline struct rehearsed past_count(const struct past_day *day, const struct rulebook *rulebook)
{
    struct played_step *played = mem_new_n(struct played_step, day->step_count + 1);
    rehearsal_play(day, rulebook, played);
    struct rehearsed rehearsed = rehearsal_count(day, rulebook, played, (struct rehearsed_of){0});
    free(played);
    return rehearsed;
}
