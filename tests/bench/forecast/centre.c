/* SPDX-License-Identifier: MIT
 *
 * Skills first, then as many visitors as those skills can serve.
 */
#include "tests/bench/forecast/centre.h"

#include <string.h>

#define PAUSE_SHARE   0.05
#define PAUSE_MINUTES 4.0

/* Agencies have services and counters of their own; a counter takes two of its agency's services or more. */
static int agencies_of(const struct centre *centre)
{
    int agencies = centre->wanted.counters / 12;
    return agencies > 0 ? agencies : 1;
}

static int32_t choose_of_agency(const struct centre *centre, int counter, struct dice *dice)
{
    int agencies = agencies_of(centre), each = centre->wanted.services / agencies;
    return 1 + counter % agencies + agencies * dice_below(dice, each);
}

static void choose_skills(struct centre *centre, struct dice *dice)
{
    int services = centre->wanted.services, each = services / agencies_of(centre);
    for (int counter = 1; counter <= centre->wanted.counters; counter++) {
        int skills = (each > 8 ? each / 4 : 2) + dice_below(dice, each / 2 + 1);
        for (int i = 0; i < skills; i++)
            centre->tiers[counter][choose_of_agency(centre, counter, dice)] = 1;
    }
    for (int service = 1; service <= services; service++) {
        bool is_taken = false; /* by somebody who is there all day */
        for (int counter = 1; counter <= centre->wanted.counters; counter++)
            is_taken |= counter % 5 != 0 && centre->tiers[counter][service];
        for (int counter = 1; !is_taken && counter <= centre->wanted.counters; counter++) {
            bool could = counter % 5 != 0 && (service - 1) % agencies_of(centre) == counter % agencies_of(centre);
            centre->tiers[counter][service] |= could;
            is_taken = could;
        }
    }
    for (int counter = 1; counter <= centre->wanted.counters; counter++) {
        for (int service = 1; service <= services; service++)
            centre->skills[counter] += centre->tiers[counter][service];
    }
}

static void add_workers(struct centre *centre, struct dice *dice)
{
    for (int counter = 1; counter <= centre->wanted.counters; counter++) {
        bool is_short = counter % 5 == 0;
        centre->workers[counter] = (struct worker){.operator_id = counter,
                                                   .counter = counter,
                                                   .slowness = dice_lognormal(dice, 1, 0.18),
                                                   .comes_minute = is_short ? 10 * 60 : OPENS_MINUTE,
                                                   .goes_minute = is_short ? 16 * 60 : CLOSES_MINUTE,
                                                   .lunch_minute = 12 * 60 + 15 * dice_below(dice, 10)};
    }
}

static double work_minutes(const struct centre *centre, int counter)
{
    const struct worker *worker = &centre->workers[counter];
    return (worker->goes_minute - worker->comes_minute - 45) / worker->slowness;
}

/* Each service is wanted as much as those who take it can serve, give or take; in the mean of a visitor all
 * that he costs is counted. */
static void add_offers(struct centre *centre, struct dice *dice)
{
    double all = 0, could = 0, busy[CENTRE_SERVICES], uneven = centre->wanted.uneven;
    for (int i = 0; i < agencies_of(centre); i++)
        busy[i] = dice_between(dice, 1 - uneven, 1 + uneven);
    for (int service = 1; service <= centre->wanted.services; service++) {
        struct offer *offer = &centre->offers[service];
        double minutes = 0;
        *offer = (struct offer){.service = service,
                                .mean_ms = dice_between(dice, 3, 18) * MINUTE_MS,
                                .cv = dice_between(dice, 0.6, 1.1)};
        for (int counter = 1; counter <= centre->wanted.counters; counter++)
            minutes += centre->tiers[counter][service] ? work_minutes(centre, counter) / centre->skills[counter] : 0;
        could += minutes;
        offer->share = minutes * busy[(service - 1) % agencies_of(centre)] * dice_between(dice, 0.75, 1.25);
        all += offer->share;
    }
    double visits = 0;
    for (int service = 1; service <= centre->wanted.services; service++) {
        struct offer *offer = &centre->offers[service];
        double each = offer->mean_ms / MINUTE_MS + PAUSE_SHARE * PAUSE_MINUTES;
        offer->share = offer->share / all * could * centre->wanted.load / each;
        visits += offer->share;
    }
    centre->visits_a_day = visits;
    for (int service = 1; service <= centre->wanted.services; service++)
        centre->offers[service].share /= visits;
}

static void link_rulebook(struct centre *centre)
{
    struct rulebook *book = &centre->rulebook;
    int counters = centre->wanted.counters + 1;
    book->series.items = centre->series, book->series.count = 2;
    book->services.items = centre->services, book->services.count = centre->wanted.services + 1;
    book->classes.items = centre->classes, book->classes.count = centre->wanted.has_priorities ? CLASSES : 2;
    book->needs.items = centre->needs, book->needs.count = 1;
    book->profiles.items = centre->profiles, book->profiles.count = counters;
    book->counters.items = centre->counters, book->counters.count = counters;
    book->operators.items = centre->operators, book->operators.count = counters;
    book->outcomes.items = centre->outcomes, book->outcomes.count = 2;
    book->pauses.items = centre->pauses, book->pauses.count = PAUSES;
    book->reasons.items = centre->reasons, book->reasons.count = 2;
    book->limits = (struct rule_limits){.calls_before_no_show = 1,
                                        .call_ms = MINUTE_MS,
                                        .undo_ms = 0,
                                        .lease_ms = MINUTE_MS,
                                        .series_warn_percent = 100,
                                        .early_ms = 30 * MINUTE_MS,
                                        .late_ms = 30 * MINUTE_MS,
                                        .slot_ms = 15 * MINUTE_MS,
                                        .clock_step_ms = 2000};
}

static void fill_rulebook(struct centre *centre, struct dice *dice)
{
    centre->series[1] = (struct rule_series){.offered = true,
                                             .prefixes = {"A"},
                                             .prefix_count = 1,
                                             .first = 1,
                                             .last = INT32_MAX / 2,
                                             .overflow = OVERFLOW_REFUSE};
    centre->classes[REGULAR] = (struct rule_class){.offered = true};
    centre->classes[BOOKED] = (struct rule_class){.offered = true, .tier = 1};
    centre->classes[FIRST] = (struct rule_class){.offered = true, .tier = 2};
    centre->outcomes[1] = (struct rule_outcome){.offered = true, .fulfilled = true};
    centre->pauses[PAUSE_SHORT] = (struct rule_code){.offered = true, .usual_ms = 4 * MINUTE_MS};
    centre->pauses[PAUSE_LUNCH] = (struct rule_code){.offered = true, .usual_ms = LUNCH_MS};
    centre->reasons[1].offered = true;
    memset(centre->transfer_to, 1, sizeof(centre->transfer_to));
    for (int i = 1; i <= centre->wanted.services; i++) {
        double usual = centre->offers[i].mean_ms / MINUTE_MS * (dice_lognormal(dice, 1, 0.25));
        centre->services[i] = (struct rule_service){.offered = true,
                                                    .agency = 1,
                                                    .series = 1,
                                                    .usual_ms = (int64_t)(usual + 0.5) * MINUTE_MS,
                                                    .how_many_limit = 1,
                                                    .transfer_to = centre->transfer_to,
                                                    .slot_places = 100};
    }
    for (int i = 1; i <= centre->wanted.counters; i++) {
        centre->profiles[i] = (struct rule_profile){.offered = true, .tiers = centre->tiers[i]};
        centre->counters[i] = (struct rule_counter){.offered = true, .profile = i};
        centre->operators[i] = (struct rule_operator){.offered = true};
    }
}

void centre_make(struct centre *centre, const struct wanted *wanted, struct dice *dice)
{
    *centre = (struct centre){.wanted = *wanted};
    link_rulebook(centre);
    choose_skills(centre, dice);
    add_workers(centre, dice);
    add_offers(centre, dice);
    fill_rulebook(centre, dice);
}

void centre_set_day(struct centre *centre, int32_t day)
{
    int64_t midnight_ms = day * (int64_t)DAY_MS;
    centre->rulebook.day = day;
    centre->rulebook.day_ends_ms = midnight_ms + DAY_MS;
    for (int i = 1; i <= centre->wanted.services; i++)
        centre->services[i].hours = (struct rule_hours){
                1, {{midnight_ms + OPENS_MINUTE * MINUTE_MS, midnight_ms + CLOSES_MINUTE * MINUTE_MS}}};
}

double centre_miss(const struct centre *centre, double waited_minutes)
{
    return centre->wanted.has_priorities ? 0.04 + 0.003 * waited_minutes : 0;
}
