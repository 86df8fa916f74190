/* SPDX-License-Identifier: MIT
 *
 * What a supervisor should look at first: how queues and counters stand, and in which order.
 */
#pragma once

#include "kiosk/manager/model.h"
#include "kiosk/ui/theme.h"

/* From good to bad. */
enum light {
    LIGHT_OFF,    /* closed, or nobody waits */
    LIGHT_GREEN,  /* in time */
    LIGHT_YELLOW, /* soon late: more than half of the target is waited, or it will be missed */
    LIGHT_RED,    /* somebody has waited longer than the target */
};

enum light trouble_light(const struct model *model, const struct manager_service_queue *queue, int64_t now_ms);
/* Good, warn, bad; quiet for none. */
enum look light_look(enum light light);
/* A sign of its own for each, so no colour tells it alone. */
const char *light_sign(enum light light);

/* The queues of the hall, worst first; what is equally bad stays in the order of the catalogue. `ret_order` has room
 * for all of them. */
void trouble_order(const struct model *model, int64_t now_ms, const struct manager_service_queue **ret_order);

/* How a counter stands. */
enum counter_light {
    COUNTER_CLOSED, /* nobody is there */
    COUNTER_WORKS,
    COUNTER_RESTS, /* a pause */
    COUNTER_LATE,  /* a pause that should be over */
    COUNTER_LOST,  /* its terminal is gone, or its operator is away and holds a ticket */
};
enum counter_light trouble_counter(const struct manager_counter_state *counter, int64_t now_ms);
/* The same for the counters, lost ones first, then late pauses, then those where somebody is. */
void trouble_counters(const struct manager_watch_hall_out *hall, int64_t now_ms,
                      const struct manager_counter_state **ret_order);
