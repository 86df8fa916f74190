/* SPDX-License-Identifier: MIT
 *
 * Handfuls of tickets: a kiosk that gives more tickets of one service in a minute than the centre says makes a pause
 * with that service, twice as long each time, until it was quiet for ten minutes. Whatever a ticket's party is, it is
 * one.
 *
 * Not taken back with a turn that fails, as the brakes on PINs (memory.h): it only ever makes somebody wait.
 */
#pragma once

#include "common/base.h"

enum { HANDFUL_MOST = 20 }; /* tickets that rules.handful_tickets may allow a minute */

struct handful {
    int32_t service;
    int64_t taken_ms[HANDFUL_MOST]; /* since the last pause, oldest first */
    int count;
    int tickets;                /* in the minute before the last pause */
    int64_t times;              /* how often it made a pause; 0: it did not lately */
    int64_t since_ms, until_ms; /* the first pause of these began, the last ends */
};

struct handfuls {
    size_t count, room;
    struct handfuls_of {
        char *kiosk; /* key */
        size_t count, room;
        struct handful *items;
    } * kiosks; /* those that gave something lately */
};

/* Settings of novbe.conf. */
struct handful_limits {
    int64_t tickets;  /* a minute; 0: as many as one likes */
    int64_t pause_ms; /* the first */
};

void handfuls_done(struct handfuls *handfuls);

/* Somebody wants a ticket there. 0: it may be given; else from when on. One too many begins a pause. */
int64_t handfuls_wait(struct handfuls *handfuls, const struct handful_limits *limits, const char *kiosk,
                      int32_t service, int64_t now_ms);
/* It was given. */
void handfuls_taken(struct handfuls *handfuls, const struct handful_limits *limits, const char *kiosk, int32_t service,
                    int64_t now_ms);

/* Is this one to be told: it made a pause, and was not quiet for ten minutes since? */
bool handful_is_told(const struct handful *handful, int64_t now_ms);
/* When the next of them is told no more; INT64_MAX: there is none. */
int64_t handfuls_deadline(const struct handfuls *handfuls, int64_t now_ms);
