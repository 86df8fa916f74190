/* SPDX-License-Identifier: MIT
 *
 * Counting sessions. A clock that is set is no reason to count wrongly: time that runs backwards is none.
 */
#include "kiosk/visitor/sessions.h"

#include <string.h>

static int64_t since(int64_t from_ms, int64_t now_ms)
{
    return now_ms > from_ms ? now_ms - from_ms : 0;
}

static void forget(struct sessions *sessions)
{
    sessions->began_ms = sessions->touched_ms = sessions->to_ticket_ms = sessions->back_ms = 0;
    memset(sessions->came, 0, sizeof(sessions->came));
    sessions->went_on = sessions->is_staff = false;
}

static void add_ticket(struct sessions *sessions)
{
    struct sessions_count *count = &sessions->count;
    if (count->ticket_count < SESSIONS_TICKETS)
        count->to_ticket_ms[count->ticket_count++] = sessions->to_ticket_ms;
}

/* Over at `end_ms`, when the first page was back. */
static void finish(struct sessions *sessions, int64_t end_ms)
{
    struct sessions_count *count = &sessions->count;
    if (sessions->went_on && !sessions->is_staff) {
        if (sessions->came[CAME_TICKET])
            add_ticket(sessions);
        else if (sessions->came[CAME_ANSWER])
            count->answered++;
        else if (sessions->came[CAME_HELP])
            count->helped++;
        else if (sessions->came[CAME_REFUSAL])
            count->refused++;
        else if (since(sessions->touched_ms, end_ms) >= SESSIONS_ABANDONED_MS)
            count->abandoned++;
        else
            count->given_up++;
    }
    forget(sessions);
}

/* Nobody has gone on from the first page. */
static bool has_rested(const struct sessions *sessions, int64_t now_ms)
{
    if (sessions->back_ms)
        return since(sessions->back_ms, now_ms) > SESSIONS_RESUME_MS;
    return !sessions->went_on && since(sessions->touched_ms, now_ms) > SESSIONS_ABANDONED_MS;
}

void sessions_touch(struct sessions *sessions, int64_t now_ms)
{
    if (has_rested(sessions, now_ms))
        finish(sessions, sessions->back_ms);
    if (!sessions->began_ms)
        sessions->began_ms = now_ms;
    sessions->touched_ms = now_ms;
    sessions->back_ms = 0;
}

void sessions_come(struct sessions *sessions, enum session_came what, int64_t now_ms)
{
    if (!sessions->began_ms)
        return;
    if (what == CAME_TICKET && !sessions->came[CAME_TICKET])
        sessions->to_ticket_ms = since(sessions->began_ms, now_ms);
    sessions->came[what] = true;
}

void sessions_are_of_staff(struct sessions *sessions)
{
    sessions->is_staff = sessions->began_ms != 0;
}

static int64_t told_sessions(const struct sessions_count *count)
{
    return (int64_t)count->ticket_count + count->answered + count->helped + count->refused + count->given_up +
           count->abandoned;
}

static bool has_news(const struct sessions_count *count)
{
    return count->from_ms != 0 && (count->open_ms > 0 || told_sessions(count) > 0);
}

/* The time since the turn before. */
static void pass(struct sessions *sessions, int64_t now_ms)
{
    struct sessions_count *count = &sessions->count;
    int64_t passed_ms = sessions->now_ms ? since(sessions->now_ms, now_ms) : 0;
    bool is_used = sessions->is_open || sessions->began_ms;
    if (!is_used && !has_news(count))
        count->from_ms = 0;
    else if (count->from_ms == 0)
        count->from_ms = now_ms - passed_ms;
    if (sessions->is_open)
        count->open_ms += passed_ms;
    if (sessions->went_on && !sessions->is_staff && !sessions->back_ms)
        count->busy_ms += passed_ms;
    sessions->now_ms = now_ms;
}

void sessions_follow(struct sessions *sessions, bool is_open, bool home, int64_t now_ms)
{
    pass(sessions, now_ms);
    sessions->is_open = is_open;
    if (!sessions->began_ms)
        return;
    if (!home)
        sessions->went_on = true;
    else if (sessions->went_on && !sessions->back_ms)
        sessions->back_ms = now_ms;
    if (has_rested(sessions, now_ms))
        finish(sessions, sessions->back_ms);
}

void sessions_leave(struct sessions *sessions, bool home, int64_t now_ms)
{
    if (!sessions->began_ms)
        return;
    sessions_follow(sessions, sessions->is_open, home, now_ms);
    finish(sessions, sessions->back_ms ? sessions->back_ms : now_ms);
}

int64_t sessions_due_ms(const struct sessions *sessions)
{
    const struct sessions_count *count = &sessions->count;
    if (!has_news(count))
        return INT64_MAX;
    bool quiet = told_sessions(count) == 0 && sessions->is_open;
    int64_t due_ms = count->from_ms + (quiet ? SESSIONS_QUIET_MS : SESSIONS_TELL_MS);
    if (count->ticket_count == SESSIONS_TICKETS)
        due_ms = count->from_ms;
    return due_ms > sessions->not_before_ms ? due_ms : sessions->not_before_ms;
}

bool sessions_take(struct sessions *sessions, struct sessions_count *ret_count)
{
    if (!has_news(&sessions->count))
        return false;
    *ret_count = sessions->count;
    sessions->count = (struct sessions_count){.from_ms = sessions->now_ms};
    return true;
}

void sessions_give_back(struct sessions *sessions, const struct sessions_count *count)
{
    struct sessions_count *now = &sessions->count;
    now->from_ms = count->from_ms;
    now->open_ms += count->open_ms;
    now->busy_ms += count->busy_ms;
    now->answered += count->answered;
    now->helped += count->helped;
    now->refused += count->refused;
    now->given_up += count->given_up;
    now->abandoned += count->abandoned;
    for (size_t i = 0; i < count->ticket_count && now->ticket_count < SESSIONS_TICKETS; i++)
        now->to_ticket_ms[now->ticket_count++] = count->to_ticket_ms[i];
    sessions->not_before_ms = sessions->now_ms + SESSIONS_AGAIN_MS;
}
