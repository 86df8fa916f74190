/* SPDX-License-Identifier: MIT
 *
 * Who was at which counter and when: each fact may change the session of the operator it names, so his session is
 * looked at after it.
 */
#include <string.h>

#include "daemon/engine/past_private.h"

#define GAPS_LEAST 5 /* of fewer no mean is taken */

static struct open_post *operator_of(struct past_reader *reader, int32_t operator_id)
{
    struct past_staff *staff = &reader->staff;
    size_t id = (size_t)operator_id;
    if (id >= staff->operator_room) {
        size_t room = id * 2 + 64;
        staff->operators = mem_realloc(staff->operators, room, sizeof(*staff->operators));
        memset(&staff->operators[staff->operator_room], 0, (room - staff->operator_room) * sizeof(*staff->operators));
        staff->operator_room = room;
    }
    return &staff->operators[id];
}

/* --- pauses, tasks, help --- */

static void add_away(struct past_reader *reader, size_t post, struct rule_span span)
{
    struct past_staff *staff = &reader->staff;
    if (span.from_ms >= span.until_ms)
        return;
    mem_grow(staff->aways, staff->away_count, staff->away_room);
    staff->aways[staff->away_count++] = (struct away){post, span};
}

static void look_at_activity(struct past_reader *reader, struct open_post *open, enum activity activity, int64_t at_ms)
{
    bool away = activity == ACTIVITY_PAUSE || activity == ACTIVITY_TASK || activity == ACTIVITY_HELP;
    if (away && !open->away_ms) {
        open->away_ms = at_ms;
    } else if (!away && open->away_ms) {
        add_away(reader, (size_t)open->post - 1, (struct rule_span){open->away_ms, at_ms});
        open->away_ms = 0;
    }
}

/* --- posts --- */

static void open_post(struct past_reader *reader, struct open_post *open, const struct session *session, int64_t at_ms)
{
    struct past_day *day = &reader->past.day;
    const struct rulebook *rulebook = reader->rulebook;
    if (session->counter >= rulebook->counters.count || session->profile <= 0 ||
        session->profile >= rulebook->profiles.count)
        return;
    mem_grow(day->posts, day->post_count, day->post_room);
    day->posts[day->post_count++] = (struct past_post){.operator_id = session->operator_id,
                                                       .counter = session->counter,
                                                       .profile = session->profile,
                                                       .languages = session->languages,
                                                       .from_ms = at_ms};
    open->post = (int32_t)day->post_count;
}

static bool anybody_waits(const struct past_reader *reader, int32_t profile)
{
    const struct rulebook *rulebook = reader->rulebook;
    for (int32_t service = 1; service < rulebook->services.count; service++) {
        if (rulebook->profiles.items[profile].tiers[service] && engine_waiting(reader->engine, service) > 0)
            return true;
    }
    return false;
}

static void close_post(struct past_reader *reader, struct open_post *open, int64_t at_ms)
{
    struct past_post *post = &reader->past.day.posts[open->post - 1];
    look_at_activity(reader, open, ACTIVITY_FREE, at_ms);
    post->until_ms = at_ms;
    post->stays = !anybody_waits(reader, post->profile);
    open->post = 0;
}

static bool is_at(const struct session *session, const struct past_post *post)
{
    return session && (session->state == SESSION_PRESENT || session->state == SESSION_LOST) &&
           session->counter == post->counter && session->profile == post->profile;
}

static void look_at_session(struct past_reader *reader, int32_t operator_id, int64_t at_ms)
{
    const struct session *session = engine_session(reader->engine, operator_id);
    struct open_post *open = operator_of(reader, operator_id);
    bool is_there =
            session && session->counter > 0 && (session->state == SESSION_PRESENT || session->state == SESSION_LOST);
    if (open->post && !is_at(session, &reader->past.day.posts[open->post - 1])) {
        struct past_post *post = &reader->past.day.posts[open->post - 1];
        close_post(reader, open, at_ms);
        post->stays = post->stays && !is_there; /* who serves on elsewhere, or by another profile, has not gone */
    }
    if (!open->post && is_there)
        open_post(reader, open, session, at_ms);
    if (open->post)
        look_at_activity(reader, open, session->activity, at_ms);
}

/* --- gaps --- */

/* From free, or from when the ticket waits if that is later, to the call. */
static void note_gap(struct past_reader *reader, const struct event *event)
{
    struct past_staff *staff = &reader->staff;
    const struct session *session = engine_session(reader->engine, event->operator_id);
    const struct ticket *ticket = engine_ticket(reader->engine, event->ticket);
    const struct open_post *open = operator_of(reader, event->operator_id);
    if (!session || !ticket || !open->post || session->activity != ACTIVITY_FREE ||
        event->value[CALLED_WHY] == CALL_DIRECT)
        return;
    size_t post = (size_t)open->post - 1;
    if (post >= staff->gap_room) {
        size_t room = post * 2 + 64;
        staff->gaps = mem_realloc(staff->gaps, room, sizeof(*staff->gaps));
        memset(&staff->gaps[staff->gap_room], 0, (room - staff->gap_room) * sizeof(*staff->gaps));
        staff->gap_room = room;
    }
    int64_t waits_ms = ticket->steps[event->step].since_ms;
    int64_t from_ms = session->since_ms > waits_ms ? session->since_ms : waits_ms;
    staff->gaps[post].sum_ms += event->at_ms - from_ms;
    staff->gaps[post].count++;
}

/* --- facts --- */

static void note_halt(struct past_reader *reader, const struct event *event)
{
    struct past_staff *staff = &reader->staff;
    if (event->kind == EVENT_HALTED) {
        staff->halted_ms = event->at_ms;
    } else if (staff->halted_ms) {
        mem_grow(staff->halts, staff->halt_count, staff->halt_room);
        staff->halts[staff->halt_count++] = (struct rule_span){staff->halted_ms, event->at_ms};
        staff->halted_ms = 0;
    }
}

void past_staff_before(struct past_reader *reader, const struct event *event)
{
    if (event->kind == EVENT_CALLED && event->operator_id > 0)
        note_gap(reader, event);
    if (event->kind == EVENT_HALTED || event->kind == EVENT_HALT_ENDED)
        note_halt(reader, event);
}

void past_staff_after(struct past_reader *reader, const struct event *event)
{
    if (event->operator_id > 0)
        look_at_session(reader, event->operator_id, event->at_ms);
}

void past_staff_close(struct past_reader *reader, int64_t at_ms)
{
    struct past_staff *staff = &reader->staff;
    for (size_t i = 0; i < staff->operator_room; i++) {
        if (staff->operators[i].post)
            close_post(reader, &staff->operators[i], at_ms);
    }
    if (staff->halted_ms)
        note_halt(reader, &(struct event){.kind = EVENT_HALT_ENDED, .at_ms = at_ms});
}

/* --- the end --- */

static void add_halts(struct past_reader *reader)
{
    const struct past_day *day = &reader->past.day;
    for (size_t i = 0; i < day->post_count; i++) {
        for (size_t h = 0; h < reader->staff.halt_count; h++) {
            struct rule_span span = reader->staff.halts[h];
            span.from_ms = span.from_ms > day->posts[i].from_ms ? span.from_ms : day->posts[i].from_ms;
            span.until_ms = span.until_ms < day->posts[i].until_ms ? span.until_ms : day->posts[i].until_ms;
            add_away(reader, i, span);
        }
    }
}

static int compare_aways(const void *left, const void *right)
{
    const struct away *a = left, *b = right;
    if (a->post != b->post)
        return a->post < b->post ? -1 : 1;
    return (a->span.from_ms > b->span.from_ms) - (a->span.from_ms < b->span.from_ms);
}

static void give_breaks(struct past_reader *reader)
{
    struct past_staff *staff = &reader->staff;
    struct past_day *day = &reader->past.day;
    if (staff->away_count == 0)
        return;
    qsort(staff->aways, staff->away_count, sizeof(*staff->aways), compare_aways);
    for (size_t i = 0; i < staff->away_count; i++) {
        struct past_post *post = &day->posts[staff->aways[i].post];
        if (post->break_count++ == 0)
            post->first_break = (int32_t)i;
        mem_grow(day->breaks, day->break_count, day->break_room);
        day->breaks[day->break_count++] = staff->aways[i].span;
    }
}

static void give_gaps(struct past_reader *reader)
{
    const struct past_staff *staff = &reader->staff;
    struct past_day *day = &reader->past.day;
    struct gaps all = {0};
    for (size_t i = 0; i < staff->gap_room; i++) {
        all.sum_ms += staff->gaps[i].sum_ms;
        all.count += staff->gaps[i].count;
    }
    day->gap_ms = all.count > 0 ? all.sum_ms / all.count : 0;
    for (size_t i = 0; i < day->post_count; i++) {
        bool enough = i < staff->gap_room && staff->gaps[i].count >= GAPS_LEAST;
        day->posts[i].gap_ms = enough ? staff->gaps[i].sum_ms / staff->gaps[i].count : day->gap_ms;
    }
}

void past_staff_end(struct past_reader *reader)
{
    struct past_day *day = &reader->past.day;
    int64_t last_ms = day->visit_count > 0 ? day->visits[day->visit_count - 1].issued_ms : 0;
    for (size_t i = 0; i < day->post_count; i++)
        day->posts[i].stays = day->posts[i].stays && day->posts[i].until_ms >= last_ms;
    add_halts(reader);
    give_breaks(reader);
    give_gaps(reader);
}

void past_staff_done(struct past_staff *staff)
{
    free(staff->operators);
    free(staff->aways);
    free(staff->gaps);
    free(staff->halts);
}
