/* SPDX-License-Identifier: MIT
 *
 * What the visitors and the operators of one day share.
 */
#pragma once

#include "tests/bench/history/day.h"
#include "tests/bench/history/plan.h"

struct visitor {
    const struct offer *offer;
    int32_t second; /* a further service on the same ticket; 0: none */
    int32_t class, language, party;
    int64_t needs;
    int32_t appointment; /* of the day; 0: none */
};

/* An operator's place, and what comes next there. */
struct post {
    enum post_next { AWAY, LOOKS, WAY, MISSING, MISSED, SERVES, RESTS, GONE } next;
    bool idle; /* nobody there whom it could take: `next` comes when somebody does */
    bool has_eaten;
    double slowness;
    int64_t eats_ms, goes_ms;
};

struct today {
    struct centre_life *life;
    const struct day_plan *given;
    struct house *house;
    struct dice *dice;
    struct lived *tally;
    struct plan plan;
    struct visitor *visitors;
    size_t visitor_count, visitor_room;
    struct post *posts;
    int idle_count;
    struct kiosk_day {
        int64_t from_ms, busy_ms, tickets, abandoned;
        int64_t to_ticket_ms[64];
    } kiosks[10];
};

/* --- visitors --- */

void visitors_begin(struct today *today);
void visitor_comes(struct today *today, int32_t number);
void visitor_books(struct today *today, int32_t next_day);
void visitor_gives_up(struct today *today, int32_t ticket);
void visitor_puts_off(struct today *today, int32_t ticket);
void visitor_is_back(struct today *today, int32_t ticket);

/* --- operators --- */

void workers_begin(struct today *today);
void worker_goes_on(struct today *today, int32_t worker);
/* Somebody waits for a service: an idle operator who may take the ticket looks up. */
void workers_notice(struct today *today, int32_t ticket);
void workers_look(struct today *today);
