/* SPDX-License-Identifier: MIT
 *
 * The least number of counters for each hour, found by rehearsals.
 *
 * A staffing is a number for each hour and group of counters that have the same profile; its day is that of the record
 * with other posts: open for whole hours without breaks, as quick between two visitors as the day was on the mean, with
 * every language that somebody of the group spoke. It begins with what was open, rounded up.
 *
 * What is looked at is a cell: the arrivals of one hour that one group takes. It is short if fewer than 90 % of them
 * were called within their target, or if that is so of all arrivals of the hour and some of these are late: so no group
 * is let down whose visitors are few.
 *
 *  1. More: as long as cells are short, each gets a counter; if its group has none left in that hour then in the hour
 *     before, and so on: who is late may wait behind a queue that grew earlier. A cell for which no counter is left at
 * all is given up: the most that can be had in it is what all counters give.
 *  2. Fewer, roughly: a counter less in all cells at once; those that become short get theirs back and keep it (or an
 *     earlier hour of the group does, or another group that helped out in that hour), until no cell can do with less.
 *  3. Fewer, one by one: cell by cell, as long as one less does. What could not be spared once is not tried again, as
 * one counter less elsewhere lets nobody wait less. So not one counter can be spared of what is left; it is the least
 * in that sense, not among all that might be arranged.
 *
 * The third part is a rehearsal and more for each cell. Who asks says when it has been enough, and is then told what
 * was found so far: after the first part enough counters, of which some might be spared.
 */
#include "daemon/engine/staffing.h"

#include <string.h>

#define HOUR_MS (60 * 60 * (int64_t)1000)

struct search {
    const struct past_day *day;
    const struct rulebook *rulebook;
    struct staffing *staffing;
    struct past_day trial; /* visits and steps are those of `day` */
    struct played_step *played;
    int32_t *counters[STAFFING_GROUPS];
    int64_t languages[STAFFING_GROUPS];
    struct cell {
        int64_t measured, within, late;
        bool given_up;
        int64_t most; /* within, with all counters: of one given up */
        bool taken, kept;
    } cells[STAFFING_HOURS][STAFFING_GROUPS];
    staffing_goes_on *goes_on;
    void *data;
    bool is_stopped;
};

/* --- the hours and groups of the day --- */

static int64_t last_moment(const struct past_day *day)
{
    int64_t last_ms = 0;
    for (size_t i = 0; i < day->visit_count; i++)
        last_ms = day->visits[i].issued_ms > last_ms ? day->visits[i].issued_ms : last_ms;
    for (size_t i = 0; i < day->post_count; i++)
        last_ms = day->posts[i].until_ms > last_ms ? day->posts[i].until_ms : last_ms;
    return last_ms;
}

static bool set_hours(struct search *search, int64_t first_ms)
{
    struct staffing *staffing = search->staffing;
    int64_t last_ms = last_moment(search->day);
    for (int64_t at_ms = first_ms; at_ms < last_ms; at_ms += HOUR_MS) {
        if (staffing->hour_count == STAFFING_HOURS)
            return false;
        staffing->hours[staffing->hour_count++] = (struct rule_span){at_ms, at_ms + HOUR_MS};
    }
    return staffing->hour_count > 0;
}

static int32_t group_of(const struct staffing *staffing, int32_t profile)
{
    int32_t group = 0;
    while (group < staffing->group_count && staffing->groups[group].profile != profile)
        group++;
    return group;
}

static bool set_groups(struct search *search)
{
    struct staffing *staffing = search->staffing;
    for (size_t i = 0; i < search->day->post_count; i++) {
        const struct past_post *post = &search->day->posts[i];
        int32_t group = group_of(staffing, post->profile);
        if (group == STAFFING_GROUPS)
            return false;
        if (group == staffing->group_count)
            staffing->groups[staffing->group_count++].profile = post->profile;
        search->languages[group] |= post->languages;
    }
    return staffing->group_count > 0;
}

/* Each counter is of one group: of the profile it had first on that day, else of the catalogue's. */
static void set_counters(struct search *search)
{
    struct staffing *staffing = search->staffing;
    int32_t count = search->rulebook->counters.count;
    _cleanup_free_ int32_t *profiles = mem_new_n(int32_t, (size_t)count + 1);
    for (int32_t i = 1; i < count; i++) {
        if (search->rulebook->counters.items[i].offered)
            profiles[i] = search->rulebook->counters.items[i].profile;
    }
    for (size_t i = search->day->post_count; i-- > 0;)
        profiles[search->day->posts[i].counter] = search->day->posts[i].profile;
    for (int32_t group = 0; group < staffing->group_count; group++) {
        search->counters[group] = mem_new_n(int32_t, (size_t)count + 1);
        for (int32_t i = 1; i < count; i++) {
            if (profiles[i] == staffing->groups[group].profile)
                search->counters[group][staffing->groups[group].most++] = i;
        }
    }
}

static int64_t overlap(struct rule_span a, struct rule_span b)
{
    int64_t from_ms = a.from_ms > b.from_ms ? a.from_ms : b.from_ms;
    int64_t until_ms = a.until_ms < b.until_ms ? a.until_ms : b.until_ms;
    return until_ms > from_ms ? until_ms - from_ms : 0;
}

static void count_open(struct search *search)
{
    struct staffing *staffing = search->staffing;
    for (size_t i = 0; i < search->day->post_count; i++) {
        const struct past_post *post = &search->day->posts[i];
        int32_t group = group_of(staffing, post->profile);
        for (int32_t hour = 0; hour < staffing->hour_count; hour++) {
            int64_t *open_ms = &staffing->open_ms[hour][group];
            *open_ms += overlap(staffing->hours[hour], (struct rule_span){post->from_ms, post->until_ms});
            for (int32_t b = 0; b < post->break_count; b++)
                *open_ms -= overlap(staffing->hours[hour], search->day->breaks[post->first_break + b]);
        }
    }
    for (int32_t hour = 0; hour < staffing->hour_count; hour++) {
        for (int32_t group = 0; group < staffing->group_count; group++) {
            int64_t counters = (staffing->open_ms[hour][group] + HOUR_MS - 1) / HOUR_MS;
            int32_t most = staffing->groups[group].most;
            staffing->needed[hour][group] = counters < most ? (int32_t)counters : most;
        }
    }
}

/* --- a rehearsal --- */

static void add_post(struct search *search, int32_t group, int32_t place, struct rule_span span, bool stays)
{
    struct past_day *trial = &search->trial;
    mem_grow(trial->posts, trial->post_count, trial->post_room);
    trial->posts[trial->post_count++] = (struct past_post){.counter = search->counters[group][place],
                                                           .profile = search->staffing->groups[group].profile,
                                                           .languages = search->languages[group],
                                                           .from_ms = span.from_ms,
                                                           .until_ms = span.until_ms,
                                                           .gap_ms = search->day->gap_ms,
                                                           .stays = stays};
}

/* The counter at this place of its group: hours in a row are one post. */
static void add_counter(struct search *search, int32_t group, int32_t place)
{
    const struct staffing *staffing = search->staffing;
    for (int32_t hour = 0; hour < staffing->hour_count;) {
        int32_t first = hour;
        while (hour < staffing->hour_count && staffing->needed[hour][group] > place)
            hour++;
        if (hour > first)
            add_post(search, group, place,
                     (struct rule_span){staffing->hours[first].from_ms, staffing->hours[hour - 1].until_ms},
                     hour == staffing->hour_count);
        else
            hour++;
    }
}

/* --- cells --- */

/* Every cell, as a hour and a group. */
#define EACH_CELL(search, hour, group)                                    \
    for (int32_t hour = 0; hour < (search)->staffing->hour_count; hour++) \
        for (int32_t group = 0; group < (search)->staffing->group_count; group++)

/* Never called, or too late; who left does not count unless he waited so long. */
static bool is_late(const struct played_step *played, int64_t target_ms)
{
    int64_t until_ms = played->called_ms ? played->called_ms : played->ended_ms;
    return played->end == END_NEVER_CALLED || until_ms - played->waits_ms > target_ms;
}

static void count_step(struct search *search, size_t step)
{
    const struct staffing *staffing = search->staffing;
    const struct played_step *played = &search->played[step];
    int32_t service = search->day->steps[step].service;
    int64_t hour = (played->entered_ms - staffing->hours[0].from_ms) / HOUR_MS;
    bool late = is_late(played, search->rulebook->services.items[service].target_ms);
    if (played->end == END_NONE || hour < 0 || hour >= staffing->hour_count || (!played->called_ms && !late))
        return;
    for (int32_t group = 0; group < staffing->group_count; group++) {
        if (!search->rulebook->profiles.items[staffing->groups[group].profile].tiers[service])
            continue;
        struct cell *cell = &search->cells[hour][group];
        cell->measured++;
        cell->within += !late;
        cell->late += late;
    }
}

static void count_cells(struct search *search)
{
    EACH_CELL(search, hour, group)
    {
        struct cell *cell = &search->cells[hour][group];
        cell->measured = cell->within = cell->late = 0;
    }
    for (size_t i = 0; i < search->day->step_count; i++)
        count_step(search, i);
}

static bool is_below(int64_t within, int64_t measured)
{
    return within * 100 < measured * STAFFING_PERCENT;
}

/* More are late than need be: than the share allows, or where that is not to be had, than with all counters. */
static bool is_short(const struct search *search, int32_t hour, int32_t group)
{
    const struct cell *cell = &search->cells[hour][group];
    const struct rehearsed *all = &search->staffing->figures[hour];
    if (cell->given_up)
        return cell->within < cell->most;
    return is_below(cell->within, cell->measured) || (cell->late > 0 && is_below(all->within, all->measured));
}

static bool is_enough(const struct search *search)
{
    EACH_CELL(search, hour, group)
    {
        if (is_short(search, hour, group))
            return false;
    }
    return true;
}

static void rehearse(struct search *search)
{
    struct staffing *staffing = search->staffing;
    search->trial.post_count = 0;
    for (int32_t group = 0; group < staffing->group_count; group++) {
        for (int32_t place = 0; place < staffing->groups[group].most; place++)
            add_counter(search, group, place);
    }
    rehearsal_play(&search->trial, search->rulebook, search->played);
    for (int32_t hour = 0; hour < staffing->hour_count; hour++)
        staffing->figures[hour] = rehearsal_count(search->day, search->rulebook, search->played,
                                                  (struct rehearsed_of){.entered = staffing->hours[hour]});
    count_cells(search);
    staffing->rehearsals++;
    search->is_stopped = search->is_stopped || !search->goes_on(search->data);
}

/* --- more --- */

static void add_for(struct search *search, int32_t hour, int32_t group)
{
    struct staffing *staffing = search->staffing;
    int32_t at = hour;
    while (at >= 0 && staffing->needed[at][group] >= staffing->groups[group].most)
        at--;
    if (at >= 0)
        staffing->needed[at][group]++;
    else
        search->cells[hour][group].given_up = true;
}

static void add_counters(struct search *search)
{
    rehearse(search);
    while (!search->is_stopped && !is_enough(search)) {
        EACH_CELL(search, hour, group)
        {
            struct cell *cell = &search->cells[hour][group];
            bool is_lacking = !cell->given_up && is_short(search, hour, group);
            if (is_lacking)
                add_for(search, hour, group);
        }
        rehearse(search);
    }
    EACH_CELL(search, hour, group)
    search->cells[hour][group].most = search->cells[hour][group].within;
}

/* --- fewer --- */

static bool take_one_each(struct search *search)
{
    bool any = false;
    EACH_CELL(search, hour, group)
    {
        struct cell *cell = &search->cells[hour][group];
        int32_t *needed = &search->staffing->needed[hour][group];
        cell->taken = !cell->kept && *needed > 0;
        *needed -= cell->taken;
        any = any || cell->taken;
    }
    return any;
}

static bool give_back(struct search *search, int32_t hour, int32_t group)
{
    struct cell *cell = &search->cells[hour][group];
    if (!cell->taken)
        return false;
    cell->taken = false;
    cell->kept = true;
    search->staffing->needed[hour][group]++;
    return true;
}

/* To the cell itself, to its group in the hours before, or to whoever is left in these hours. */
static bool give_back_for(struct search *search, int32_t hour, int32_t group)
{
    for (int32_t at = hour; at >= 0; at--) {
        if (give_back(search, at, group))
            return true;
    }
    bool any = false;
    for (int32_t at = hour; at >= 0 && !any; at--) {
        for (int32_t other = 0; other < search->staffing->group_count; other++)
            any = give_back(search, at, other) || any;
    }
    return any;
}

static void give_all_back(struct search *search)
{
    EACH_CELL(search, hour, group)
    give_back(search, hour, group);
}

/* What was taken is given back until it is enough; in the end nothing is taken, and that was enough. */
static void give_back_where_short(struct search *search)
{
    bool any = false;
    EACH_CELL(search, hour, group)
    {
        if (is_short(search, hour, group))
            any = give_back_for(search, hour, group) || any;
    }
    if (!any)
        give_all_back(search);
}

static bool is_any_taken(const struct search *search)
{
    EACH_CELL(search, hour, group)
    {
        if (search->cells[hour][group].taken)
            return true;
    }
    return false;
}

static void thin_out(struct search *search)
{
    while (!search->is_stopped && take_one_each(search)) {
        rehearse(search);
        while (!search->is_stopped && is_any_taken(search) && !is_enough(search)) {
            give_back_where_short(search);
            rehearse(search);
        }
        if (search->is_stopped)
            give_all_back(search);
    }
}

/* Leaves the figures of the last trial behind. */
static void spare(struct search *search, int32_t hour, int32_t group)
{
    int32_t *needed = &search->staffing->needed[hour][group];
    while (*needed > 0 && !search->is_stopped) {
        --*needed;
        rehearse(search);
        if (!search->is_stopped && is_enough(search))
            continue;
        ++*needed;
        return;
    }
}

static void spare_counters(struct search *search)
{
    thin_out(search);
    EACH_CELL(search, hour, group)
    spare(search, hour, group);
}

/* --- all of it --- */

static void search_done(struct search *search)
{
    for (int32_t group = 0; group < STAFFING_GROUPS; group++)
        free(search->counters[group]);
    free(search->trial.posts);
    free(search->played);
}

static void find(struct search *search)
{
    struct staffing *staffing = search->staffing;
    set_counters(search);
    count_open(search);
    add_counters(search);
    if (!search->is_stopped)
        spare_counters(search);
    staffing->least = !search->is_stopped;
    rehearse(search);
    for (int32_t hour = 0; hour < staffing->hour_count; hour++)
        staffing->reached[hour] = !is_below(staffing->figures[hour].within, staffing->figures[hour].measured);
}

bool staffing_find(const struct past_day *day, const struct rulebook *rulebook, int64_t first_ms,
                   staffing_goes_on *goes_on, void *data, struct staffing *ret_staffing)
{
    struct search search = {.day = day,
                            .rulebook = rulebook,
                            .staffing = ret_staffing,
                            .trial = *day,
                            .goes_on = goes_on,
                            .data = data};
    *ret_staffing = (struct staffing){0};
    search.trial.posts = NULL;
    search.trial.post_count = search.trial.post_room = 0;
    search.played = mem_new_n(struct played_step, day->step_count + 1);
    bool found = day->visit_count > 0 && set_hours(&search, first_ms) && set_groups(&search);
    if (found)
        find(&search);
    search_done(&search);
    return found;
}
