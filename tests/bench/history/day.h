/* SPDX-License-Identifier: MIT
 *
 * One day of a centre: visitors come when they like, operators call and serve them as long as it takes.
 */
#pragma once

#include "daemon/paper.h"
#include "tests/bench/history/house.h"
#include "tests/bench/history/people.h"

/* What visitors and operators do, of all of them in all days. */
enum { WAITED_MINUTES = 241 }; /* the last: longer */
struct lived {
    int64_t days, visits, booked, missed_bookings, no_shows, returned, transferred, parked, cancelled, put_off,
            never_called, served;
    int64_t calls, waited_ms, served_ms;
    int64_t waited[WAITED_MINUTES]; /* calls by minutes waited */
};

struct appointment {
    int32_t id; /* over all days */
    int32_t service;
    int64_t slot_ms, code;
};

/* Booked for a day. */
struct appointments {
    struct appointment *items;
    size_t count, room;
};

/* What a centre takes along from day to day. */
struct centre_life {
    struct house house;
    struct people people;
    struct dice dice;
    struct lived tally;
    int visits_a_day;
    int32_t classes[8], class_count; /* who goes ahead; the first of them is everybody else */
    int32_t booked_class;            /* of who has an appointment */
    int64_t hard_needs[8];           /* ID_BIT()s */
    int need_count;
    int32_t languages[8], language_count;
    int32_t outcomes[16], outcome_count;
    int32_t lunch, rest, reason; /* codes; 0: the configuration has none */
    int32_t last_booking;
    int64_t last_paper;
    const char *printer; /* of all kiosks */
    int32_t printer_id;
    struct paper_list *printers;
};

struct day_plan {
    int32_t day;
    int64_t midnight_ms;
    struct appointments *appointments; /* of this day */
    struct next_day {
        int32_t day;
        int64_t midnight_ms;
        struct appointments *appointments;
    } next[7];
    int next_count; /* working days after it, for which appointments are made in it */
};

/* From roll-over to the day's seal. */
void day_live(struct centre_life *life, const struct day_plan *plan);
