/* SPDX-License-Identifier: MIT
 *
 * The least number of counters for each hour, found by rehearsals.
 *
 * A staffing is a number for each hour and group of counters that have the same profile; its day is that of the record
 * with other posts: open for whole hours without breaks, as quick between two visitors as the day was on the mean, with
 * every language that somebody of the group spoke. It begins with what was open, rounded up.
 *
 *  1. More: as long as hours are late (fewer than 90 % of those who entered their queue in it were called within their
 *     target), each of them gets a counter, of the group that takes most of those who were late; if none is left then
 *     the hour before, and so on: who is late may wait behind a queue that grew earlier. An hour for which no counter
 * is left at all is given up: the most that can be had in it is what all counters give.
 *  2. Fewer, roughly: group by group a counter less in all hours at once; hours that become late get theirs back and
 *     keep it, until none is left that could do with less.
 *  3. Fewer, one by one: hour by hour and group by group, as long as one less does. What could not be spared once is
 * not tried again, as one counter less elsewhere lets nobody wait less. So not one counter can be spared of what is
 * left; it is the least in that sense, not among all that might be arranged.
 *
 * Ten groups in ten hours are some hundred rehearsals and more; who asks says when it has been enough, and is then told
 * what was found so far: in the second and third part enough counters, of which some might be spared.
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
    bool given_up[STAFFING_HOURS];
    int64_t within[STAFFING_HOURS]; /* of an hour given up: with all counters */
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

static bool is_late(const struct rehearsed *figures)
{
    return figures->within * 100 < figures->measured * STAFFING_PERCENT;
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
    staffing->rehearsals++;
    search->is_stopped = search->is_stopped || !search->goes_on(search->data);
}

/* --- more --- */

static bool is_step_late(const struct search *search, size_t step)
{
    const struct played_step *played = &search->played[step];
    int64_t target_ms = search->rulebook->services.items[search->day->steps[step].service].target_ms;
    return played->called_ms ? played->called_ms - played->waits_ms > target_ms : played->end == END_NEVER_CALLED;
}

static int64_t count_late(const struct search *search, int32_t hour, int32_t profile)
{
    const struct rule_span *span = &search->staffing->hours[hour];
    int64_t late = 0;
    for (size_t i = 0; i < search->day->step_count; i++) {
        const struct played_step *played = &search->played[i];
        late += played->end != END_NONE && played->entered_ms >= span->from_ms && played->entered_ms < span->until_ms &&
                search->rulebook->profiles.items[profile].tiers[search->day->steps[i].service] &&
                is_step_late(search, i);
    }
    return late;
}

/* The group that takes most of those late in `hour` and has a counter left in hour `at`; -1: none. */
static int32_t find_group(const struct search *search, int32_t hour, int32_t at)
{
    const struct staffing *staffing = search->staffing;
    int32_t best = -1;
    int64_t most = 0;
    for (int32_t group = 0; group < staffing->group_count; group++) {
        int64_t late = count_late(search, hour, staffing->groups[group].profile);
        if (late > most && staffing->needed[at][group] < staffing->groups[group].most) {
            best = group;
            most = late;
        }
    }
    return best;
}

static void add_for(struct search *search, int32_t hour)
{
    for (int32_t at = hour; at >= 0; at--) {
        int32_t group = find_group(search, hour, at);
        if (group >= 0) {
            search->staffing->needed[at][group]++;
            return;
        }
    }
    search->given_up[hour] = true;
}

static int32_t first_late(const struct search *search)
{
    int32_t hour = 0;
    while (hour < search->staffing->hour_count &&
           (search->given_up[hour] || !is_late(&search->staffing->figures[hour])))
        hour++;
    return hour;
}

static void add_counters(struct search *search)
{
    rehearse(search);
    while (first_late(search) < search->staffing->hour_count && !search->is_stopped) {
        for (int32_t hour = 0; hour < search->staffing->hour_count; hour++) {
            if (!search->given_up[hour] && is_late(&search->staffing->figures[hour]))
                add_for(search, hour);
        }
        rehearse(search);
    }
    for (int32_t hour = 0; hour < search->staffing->hour_count; hour++)
        search->within[hour] = search->staffing->figures[hour].within;
}

/* --- fewer --- */

/* More are late than need be: than the target allows, or where that is not to be had, than with all counters. */
static bool is_short(const struct search *search, int32_t hour)
{
    const struct rehearsed *figures = &search->staffing->figures[hour];
    return search->given_up[hour] ? figures->within < search->within[hour] : is_late(figures);
}

static bool is_enough(const struct search *search)
{
    int32_t hour = 0;
    while (hour < search->staffing->hour_count && !is_short(search, hour))
        hour++;
    return hour == search->staffing->hour_count;
}

/* Which hours of a group have one counter less for a trial, and which keep what they have. */
struct trial {
    int32_t group;
    bool taken[STAFFING_HOURS], kept[STAFFING_HOURS];
};

static bool take_one_each(struct search *search, struct trial *trial)
{
    bool any = false;
    for (int32_t hour = 0; hour < search->staffing->hour_count; hour++) {
        int32_t *needed = &search->staffing->needed[hour][trial->group];
        trial->taken[hour] = !trial->kept[hour] && *needed > 0;
        *needed -= trial->taken[hour];
        any = any || trial->taken[hour];
    }
    return any;
}

static void give_back(struct search *search, struct trial *trial, int32_t hour)
{
    trial->taken[hour] = false;
    trial->kept[hour] = true;
    search->staffing->needed[hour][trial->group]++;
}

/* To each hour that is short; if nothing was taken there, to the last one before it, else to the first of all. */
static void give_back_where_short(struct search *search, struct trial *trial)
{
    bool any = false;
    for (int32_t hour = 0; hour < search->staffing->hour_count; hour++) {
        int32_t at = hour;
        while (at >= 0 && !trial->taken[at])
            at--;
        if (at >= 0 && is_short(search, hour)) {
            give_back(search, trial, at);
            any = true;
        }
    }
    for (int32_t hour = 0; hour < search->staffing->hour_count && !any; hour++) {
        any = trial->taken[hour];
        if (any)
            give_back(search, trial, hour);
    }
}

static bool is_any_taken(const struct search *search, const struct trial *trial)
{
    int32_t hour = 0;
    while (hour < search->staffing->hour_count && !trial->taken[hour])
        hour++;
    return hour < search->staffing->hour_count;
}

static void thin_out(struct search *search, int32_t group)
{
    struct trial trial = {.group = group};
    while (!search->is_stopped && take_one_each(search, &trial)) {
        rehearse(search);
        while (!search->is_stopped && is_any_taken(search, &trial) && !is_enough(search)) {
            give_back_where_short(search, &trial);
            rehearse(search);
        }
        for (int32_t hour = 0; search->is_stopped && hour < search->staffing->hour_count; hour++) {
            if (trial.taken[hour])
                give_back(search, &trial, hour);
        }
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
    const struct staffing *staffing = search->staffing;
    for (int32_t group = 0; group < staffing->group_count; group++)
        thin_out(search, group);
    for (int32_t hour = 0; hour < staffing->hour_count; hour++) {
        for (int32_t group = 0; group < staffing->group_count; group++)
            spare(search, hour, group);
    }
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
        staffing->reached[hour] = !is_late(&staffing->figures[hour]);
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
