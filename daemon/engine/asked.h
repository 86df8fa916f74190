/* SPDX-License-Identifier: MIT
 *
 * What is asked for most at an hour of the day: how many came for each service in each hour, in the mean of past days
 * and today. For the first page of a kiosk; struct learned has one and tells it of days.
 */
#pragma once

#include "common/base.h"

enum { ASKED_HOURS = 24 };

struct asked_by_hour {
    int32_t service_count;
    struct asked_service {
        float a_day[ASKED_HOURS], today[ASKED_HOURS]; /* visits, by the hour since the business day began */
    } * services;                                     /* by id */
};

void asked_done(struct asked_by_hour *asked);

/* Somebody came for this today. An hour that no day has is not counted. */
void asked_visit(struct asked_by_hour *asked, int32_t service, int32_t hour);
/* Today is over, and the last of so many days that count. */
void asked_day_ends(struct asked_by_hour *asked, float days);

/* How much it is asked for about this hour: half as much count the hour before and the one after, and a thousandth the
 * whole day, so that what nobody asks for now stands in the order of the day. Today counts as one day beside `days`. */
float asked_about(const struct asked_by_hour *asked, int32_t service, int32_t hour, float days);

/* Puts services in order by what was told of each, most first; equal ones stay as they are. */
void asked_sort(int32_t *services, size_t count, const float *about, int32_t about_count);
