/* SPDX-License-Identifier: MIT
 *
 * Bookings of today and of the days to come: who has which quarter of an hour of which service. The engine knows only
 * those of the open day; here are all of them, each change a row of the store, and those of a day enter the engine when
 * it opens.
 *
 * A booking is proved by its code alone, so its code is longer than a ticket's.
 */
#pragma once

#include "daemon/hours.h"

enum {
    BOOKING_DAYS = 180, /* slots are given so many days ahead */
    BOOKING_BUCKETS = 4096,
    BOOKING_OUTSIDE_SIZE = 128, /* longest id that a booking has outside, in bytes */
};

/* By what one is looked for. */
enum booking_index { BOOKING_BY_ID, BOOKING_BY_CODE, BOOKING_BY_SLOT, BOOKING_BY_OUTSIDE, BOOKING_INDICES };

struct booked {
    int32_t id;               /* over all days */
    enum booking_state state; /* as kept; of the open day ask bookings_state() */
    int32_t day, service, class, language, party;
    int64_t needs, slot_ms, code;
    int64_t until_ms; /* nobody came until then: missed */
    int32_t of_day;   /* its id in the engine's day; 0: not there */
    char *outside;    /* id that it has outside; NULL: booked here */
    struct booked *next[BOOKING_INDICES];
};

struct bookings {
    struct hall *hall;
    const struct hours *hours;
    bool loaded;
    int32_t last_id, last_of_day;
    size_t count, room;
    struct booked **items; /* in the order of their ids */
    struct booked *first[BOOKING_INDICES][BOOKING_BUCKETS];
};

/* To be called after hall_open() and before hall_start(): bookings of the day enter it whenever the hall opens one.
 * `hours` outlives it. */
void bookings_init(struct bookings *bookings, struct hall *hall, const struct hours *hours);
void bookings_done(struct bookings *bookings);

/* A commit failed: what was booked in its turn was not. They are read again when next asked for. */
void bookings_forget(struct bookings *bookings);

/* --- looking --- */

/* All from today on, cancelled ones too. The pointers live until bookings_forget() or the next day. */
size_t bookings_count(struct bookings *bookings);
struct booked *bookings_at(struct bookings *bookings, size_t place);

/* By its code, however it was typed: small letters, no hyphen. NULL: there is none, or it was cancelled. */
struct booked *bookings_find(struct bookings *bookings, const char *code);
/* By its id outside, cancelled ones too. */
struct booked *bookings_find_outside(struct bookings *bookings, const char *outside);

enum booking_state bookings_state(const struct bookings *bookings, const struct booked *booked);
/* Its ticket of today; 0: none. */
int32_t bookings_ticket(const struct bookings *bookings, const struct booked *booked);

struct booking_slot {
    int64_t at_ms;
    int32_t free;
};

/* The slots of a service on a business day that are not past and not full, earliest first; how many. `slots` has room
 * for `limit`. */
size_t bookings_slots(struct bookings *bookings, int32_t service, int32_t day, size_t limit,
                      struct booking_slot *slots);

/* The first day from `day` on that has a free slot, with that slot; false: none of those to come has. */
bool bookings_next_slot(struct bookings *bookings, int32_t service, int32_t day, int32_t *ret_day,
                        int64_t *ret_slot_ms);

/* Would the hours of its day take the slot of an open booking away? `also`: as if this were said; NULL: as they are. */
bool bookings_is_hit(const struct bookings *bookings, const struct booked *booked, const struct day_word *also);

/* The business day of now. */
int32_t bookings_today(const struct bookings *bookings);

/* --- changing: 0, or -EPERM and why not --- */

struct booking_wish {
    int32_t service, class, language, party;
    int64_t needs, slot_ms;
    const char *outside; /* NULL: booked here */
};

/* NO_DAY (a slot of today, and the day is closed), UNKNOWN_SERVICE, NOT_BOOKED_HERE, PARTY_TOO_LARGE, TIME_SPAN_WRONG
 * (past, or more than BOOKING_DAYS ahead), NO_SLOT (none by the hours that count), SLOT_FULL. */
int bookings_book(struct bookings *bookings, const struct booking_wish *wish, struct refusal *ret_refusal,
                  struct booked **ret_booked) attr_must_check;

/* To another slot of its service: CHECKED_IN, SAME, and as bookings_book(). A missed one is open again. */
int bookings_move(struct bookings *bookings, struct booked *booked, int64_t slot_ms, struct refusal *ret_refusal)
        attr_must_check;

/* CHECKED_IN; UNKNOWN_BOOKING: it was missed. */
int bookings_cancel(struct bookings *bookings, struct booked *booked, struct refusal *ret_refusal) attr_must_check;

/* The booking becomes a ticket with this check code: bookings_ticket(). TOO_SOON, TOO_LATE with the moment,
 * SERVICE_CLOSED (the hours have its slot no longer), and those of COMMAND_CHECK_IN. */
int bookings_check_in(struct bookings *bookings, struct booked *booked, int64_t ticket_code,
                      struct refusal *ret_refusal) attr_must_check;
