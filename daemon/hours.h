/* SPDX-License-Identifier: MIT
 *
 * Opening hours as of now: what is open, in a sentence a visitor reads, and when that changes next.
 *
 * The calendar is asked once for a span in which nothing opens or closes and the date stays the same, not for every
 * call: a sentence is worked out when somebody first asks for it in a language, and kept until the span ends.
 */
#pragma once

#include "common/centre.h"

struct hours {
    const struct centre *centre;
    int64_t from_ms, until_ms;     /* holds from .. until */
    struct date date;              /* of that span */
    struct calendar_state *states; /* of each service in the order of the catalogue, then of the centre as a whole */
    const char **sentences;        /* of each state in each language; NULL: nobody has asked yet */
    struct arena arena;
};

/* An answer, until the span ends or the configuration changes. */
struct hours_answer {
    bool open;
    const char *sentence; /* "open until 18:00" */
};

/* Knows nothing yet. */
void hours_init(struct hours *hours);
void hours_done(struct hours *hours);

/* The centre is about to change: everything is to be asked again. */
void hours_forget(struct hours *hours);

/* To be called with the time before asking; free of cost within the span. */
void hours_refresh(struct hours *hours, const struct centre *centre, int64_t now_ms);

/* A service (NULL: the centre as a whole) in a language of the centre. */
struct hours_answer hours_of(struct hours *hours, const struct catalogue_service *service,
                             const struct language *language);
