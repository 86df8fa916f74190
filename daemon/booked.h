/* SPDX-License-Identifier: MIT
 *
 * Bookings in memory: a table in which one is found by its id, its code, its slot, and the id that it has outside. What
 * they mean, and that they are kept, is daemon/bookings.h.
 */
#pragma once

#include "daemon/engine/engine.h"

enum {
    BOOKING_OUTSIDE_SIZE = 128, /* longest id that a booking has outside, in bytes */
    BOOKED_BUCKETS = 4096,
};

/* By what one is looked for. */
enum booked_index { BOOKED_BY_ID, BOOKED_BY_CODE, BOOKED_BY_SLOT, BOOKED_BY_OUTSIDE, BOOKED_INDICES };

struct booked {
    int32_t id;               /* over all days */
    enum booking_state state; /* as kept; of the open day ask bookings_state() */
    int32_t day, service, class, language, party;
    int64_t needs, slot_ms, code;
    int64_t until_ms; /* nobody came until then: missed */
    int32_t of_day;   /* its id in the engine's day; 0: not there */
    char *outside;    /* id that it has outside; NULL: booked here */
    struct booked *next[BOOKED_INDICES];
};

struct booked_table {
    size_t count, room;
    struct booked **items; /* in the order in which they were added */
    struct booked *first[BOOKED_INDICES][BOOKED_BUCKETS];
};

void booked_done(struct booked_table *table);

/* A copy of it, which lives in the table. */
struct booked *booked_add(struct booked_table *table, const struct booked *as);
/* Day, slot and state become those of another; nothing else of a booking ever changes. */
void booked_set_slot(struct booked_table *table, struct booked *booked, const struct booked *as);
void booked_drop_before(struct booked_table *table, int32_t day);
void booked_clear(struct booked_table *table);

/* NULL: there is none. Cancelled ones are found, too. */
struct booked *booked_find_id(struct booked_table *table, int32_t id);
/* By its number: long_code_parse(). */
struct booked *booked_find_code(struct booked_table *table, int64_t code);
struct booked *booked_find_outside(struct booked_table *table, const char *outside);

/* How many hold a place in this slot. */
int32_t booked_count_slot(struct booked_table *table, int32_t service, int64_t slot_ms);
