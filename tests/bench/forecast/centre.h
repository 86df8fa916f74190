/* SPDX-License-Identifier: MIT
 *
 * A centre made by chance, as novbe's rules were chosen on: its rulebook, and what its visitors and operators are like,
 * which no forecast is told. Services take 3 to 18 minutes in the mean, lognormal with a coefficient of variation of
 * 0.6 to 1.1; operators differ in speed by 18 %, and by 5 % from day to day; every fifth counter is open from 10 to 16
 * only, the others from 9 to 18; lunch is 45 minutes at a planned time, give or take five; after 5 % of the visitors an
 * operator pauses for some 4 minutes. Arrivals have their peak of 1.4 times the mean at 10; days differ by 10 %.
 *
 * Priorities: 70 % of the visitors are regular, 18 % have an appointment, to which 12 % do not come, 12 % go first; in
 * strict order of tiers. Called visitors do not come with 4 % and 0.3 % more for each minute waited; that costs 60 s.
 */
#pragma once

#include "daemon/engine/engine.h"
#include "tests/bench/history/people.h"

enum { CENTRE_DAY = 20000, CENTRE_COUNTERS = 256, CENTRE_SERVICES = 320, LUNCH_MS = 45 * MINUTE_MS };
enum { REGULAR = 1, BOOKED, FIRST, CLASSES };
enum { PAUSE_SHORT = 1, PAUSE_LUNCH, PAUSES };

struct wanted {
    int counters, services;
    double load; /* of what the operators can do */
    bool has_priorities;
    double wild;   /* of calls are chosen by hand, of services end in a transfer, of visitors leave if it takes too long
                    */
    double uneven; /* services are wanted so much more, or less, than they can be served */
};

struct centre {
    struct wanted wanted;
    struct rulebook rulebook;
    struct rule_series series[2];
    struct rule_service services[CENTRE_SERVICES];
    uint8_t transfer_to[CENTRE_SERVICES];
    struct rule_class classes[CLASSES];
    struct rule_profile profiles[CENTRE_COUNTERS];
    uint8_t tiers[CENTRE_COUNTERS][CENTRE_SERVICES];
    struct rule_counter counters[CENTRE_COUNTERS];
    struct rule_operator operators[CENTRE_COUNTERS];
    struct rule_outcome outcomes[2];
    struct rule_code pauses[PAUSES];
    struct rule_need needs[1];
    struct rule_code reasons[2];
    struct offer offers[CENTRE_SERVICES];   /* by service; share: of the visitors, of this one alone */
    struct worker workers[CENTRE_COUNTERS]; /* by counter, which is his operator's number too */
    int skills[CENTRE_COUNTERS];
    double visits_a_day;
};

void centre_make(struct centre *centre, const struct wanted *wanted, struct dice *dice);
/* The rulebook of a day. */
void centre_set_day(struct centre *centre, int32_t day);
/* That a called visitor does not come. */
double centre_miss(const struct centre *centre, double waited_minutes);
