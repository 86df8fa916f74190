/* SPDX-License-Identifier: MIT
 *
 * Opening hours as they are: what configuration, calendar, words of supervisors and early closings come to, on the open
 * day and on later ones; and as of now in a sentence a visitor reads. Whoever tells or asks hours does it here; Issue
 * and CheckIn decide by the same, which of the open day is the engine's (daemon/engine/opening.h).
 *
 * What holds now is worked out once for a span in which nothing opens, closes or gives its last tickets and the date
 * stays the same, not for every call: a sentence when somebody first asks for it in a language, and kept until then.
 */
#pragma once

#include "daemon/days.h"

struct hours_state;

struct hours {
    struct hall *hall;
    struct days *days;
    int64_t from_ms, until_ms;  /* holds from .. until */
    struct date date;           /* of that span, by the calendar */
    struct hours_state *states; /* of each service in the order of the catalogue, then of the centre as a whole */
    const char **sentences;     /* of each state in each language; NULL: nobody has asked yet */
    struct arena arena;
};

/* An answer, until the span ends or something is said of hours. */
struct hours_answer {
    bool open;            /* a service: may a ticket be had, as far as hours go; the centre: is anybody there */
    const char *sentence; /* "open until 18:00" */
};

/* Knows nothing yet. */
void hours_init(struct hours *hours, struct hall *hall, struct days *days);
void hours_done(struct hours *hours);

/* Something was said of hours, or the centre is about to change: everything is to be asked again. */
void hours_forget(struct hours *hours);

/* To be called with the time before asking; free of cost within the span. */
void hours_refresh(struct hours *hours, int64_t now_ms);

/* A service (NULL: the centre as a whole) in a language of the centre. */
struct hours_answer hours_of(struct hours *hours, const struct catalogue_service *service,
                             const struct language *language);

/* The hours of a service on a business day, today's or a later one: none if it is over, nor after an early closing.
 * `also`: as if this had been said; NULL: as they are. Nothing is kept: it needs no refresh. */
struct rule_hours hours_on(const struct hours *hours, int32_t service, int32_t day, const struct day_word *also);
